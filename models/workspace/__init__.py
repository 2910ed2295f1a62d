"""The one door to a person's data and to what the program works out of them. No Qt, no PDF.

Importing this loads neither SQLAlchemy nor the solver: they come when a workspace is opened, and when a plan is asked for.
"""

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
    TrustedCertificate,
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
    "TrustedCertificate",
    "VersionSummary",
    "WaitsFor",
    "Workspace",
    "data_folder",
    "local_clock",
]
