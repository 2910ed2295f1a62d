"""The one door to a person's data and to what the program works out of them. No Qt, no PDF.

Importing this loads next to nothing, so that the window can ask for `data_folder` before it paints; the names come
when they are first used, SQLAlchemy when a workspace is opened, the solver when a plan is asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.storage.record import (
        CaseSummary,
        Change,
        ChangeKind,
        Comment,
        KeptReport,
        Outcome,
        Quote,
        ReportKind,
        Saved,
        Settings,
        VersionSummary,
        WaitsFor,
    )
    from models.workspace.core import Clock, local_clock
    from models.workspace.folder import data_folder
    from models.workspace.workspace import Workspace

__all__ = [
    "CaseSummary",
    "Change",
    "ChangeKind",
    "Clock",
    "Comment",
    "KeptReport",
    "Outcome",
    "Quote",
    "ReportKind",
    "Saved",
    "Settings",
    "VersionSummary",
    "WaitsFor",
    "Workspace",
    "data_folder",
    "local_clock",
]

_ELSEWHERE = {
    "Clock": "models.workspace.core",
    "local_clock": "models.workspace.core",
    "data_folder": "models.workspace.folder",
    "Workspace": "models.workspace.workspace",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_ELSEWHERE.get(name, "models.storage.record")), name)
