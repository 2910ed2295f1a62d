"""Opening a data folder for the window: as it is, in another of its states, or empty."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import ApplicationError
from ui.saving.journal import Journal, bring_back_what_can_be

if TYPE_CHECKING:
    from models.case import CaseSummary
    from models.language import Sentence
    from models.workspace import Settings, Workspace

_NOTICED = "noticed"


@dataclass(frozen=True, slots=True)
class OpenedFolder:
    """An open data folder, and what the window shows of it first."""

    workspace: "Workspace"
    settings: "Settings"
    cases: "tuple[CaseSummary, ...]"
    journal: Journal
    problem: "ApplicationError | None"
    """Why what was typed in an earlier window could not be restored, or what was to be done meanwhile failed."""
    news: "tuple[Sentence, ...]"
    """What there is to say of the place of the data, or of what a recovery found."""


def as_it_is(folder: Path) -> OpenedFolder:
    """Opens a data folder, making it where there is none; only to read and export where nothing can be written.

    Raises:
        ApplicationError: why it cannot be opened.
    """
    from models.workspace import DataReadOnly, DiskFull, Workspace

    try:
        return _opened(Workspace.open(folder))
    except (DataReadOnly, DiskFull) as refusal:
        workspace = Workspace.open_to_read(folder, refusal)
        return OpenedFolder(workspace, workspace.settings(), workspace.cases(), Journal(folder), None, ())


def again(workspace: "Workspace", act: "Callable[[], Path | None]") -> OpenedFolder:
    """Closes a workspace, runs what needs its folder closed, and opens the folder as it is then.

    Args:
        workspace: what is open.
        act: runs on the closed folder, and returns where the data are then, None where they stay; an `ApplicationError`
            that it raises is told once the folder is open again.

    Raises:
        ApplicationError: why it cannot be opened.
    """
    workspace.close()
    folder, problem = workspace.folder, None
    try:
        folder = act() or folder
    except ApplicationError as failure:
        problem = failure
    opened = as_it_is(folder)
    return replace(opened, problem=problem or opened.problem)


def anew(folder: Path) -> OpenedFolder:
    """Opens a data folder with no cases; whatever was in it is set aside."""
    from models.workspace import Workspace

    return _opened(Workspace.open(folder, anew=True))


def recovered(folder: Path, path: Path, *, with_log: bool, readable: bool) -> OpenedFolder:
    """Opens a data folder with another state of its data.

    Args:
        folder: the data folder.
        path: the database, a copy of it, or a backup.
        with_log: whether the log beside it is part of the state.
        readable: whether it is damaged, and all that can still be read of it is wanted.
    """
    from models.workspace import Workspace

    if not readable:
        return _opened(Workspace.recover(folder, path, with_log=with_log))
    workspace, recovery = Workspace.recover_readable(folder, path)
    return _opened(workspace, *recovery.sentences)


def _opened(workspace: "Workspace", *found_out: "Sentence") -> OpenedFolder:
    try:
        journal = Journal(workspace.folder)
        problem = bring_back_what_can_be(journal, workspace)
        news = (*_news(workspace), *found_out)
        return OpenedFolder(workspace, workspace.settings(), workspace.cases(), journal, problem, news)
    except BaseException:  # nothing may be left open behind a failure that the window shows
        workspace.close()
        raise


def _news(workspace: "Workspace") -> "tuple[Sentence, ...]":
    """Returns what there is to say of the place of the data, unless the same was said before."""
    now = "\n".join(notice.text("en") for notice in workspace.notices)
    if now == (workspace.recall(_NOTICED) or ""):
        return ()
    workspace.remember(_NOTICED, now or None)
    return workspace.notices
