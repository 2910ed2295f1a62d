"""The one door to a person's data and to what the program works out of them. No Qt, no PDF.

Importing this loads next to nothing, so that the window can ask for `data_folder` before it paints; the names come
when they are first used, SQLAlchemy when a workspace is opened, the solver when a plan is asked for. What the
workspace gives back are values of `models.case`, `models.roadmap` and `models.safekeeping`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.storage.errors import DataLocked, DataReadOnly, DiskFull, FrozenVersion, UnknownCase, UnstorableAnswer
    from models.workspace.core import Clock, local_clock
    from models.workspace.evidence import altered_evidence
    from models.workspace.folder import data_folder
    from models.workspace.settings import Settings
    from models.workspace.workspace import Workspace

__all__ = [
    "Clock",
    "DataLocked",
    "DataReadOnly",
    "DiskFull",
    "FrozenVersion",
    "Settings",
    "UnknownCase",
    "UnstorableAnswer",
    "Workspace",
    "altered_evidence",
    "data_folder",
    "local_clock",
]

_AT_HOME = {
    "Clock": "models.workspace.core",
    "local_clock": "models.workspace.core",
    "altered_evidence": "models.workspace.evidence",
    "data_folder": "models.workspace.folder",
    "Settings": "models.workspace.settings",
    "Workspace": "models.workspace.workspace",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_AT_HOME.get(name, "models.storage.errors")), name)
