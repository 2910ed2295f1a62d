"""A copy put in the place of what the window has open, or of one case, and everything on screen shown anew."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ui import tasks
from ui.session import Session

if TYPE_CHECKING:
    from models.case import CaseSummary
    from models.safekeeping import Restored
    from models.workspace import Settings, Workspace


def put_back(
    session: Session, backup: Path, then: "Callable[[Restored], None]", on_failure: tasks.Failed, case: str = ""
) -> None:
    """Puts a backup in the place of everything here, or of one case; `then` gets what was done."""

    def work(workspace: "Workspace") -> "tuple[Restored, Settings, tuple[CaseSummary, ...]]":
        from reports.acts import safekeeping

        return safekeeping.restore(workspace, backup, case), workspace.settings(), workspace.cases()

    def show(state: "tuple[Restored, Settings, tuple[CaseSummary, ...]]") -> None:
        restored, session.settings, session.cases = state
        session.catalogue = None
        session.close_case()
        session.role_changed.emit()
        session.cases_changed.emit()
        session.post.reload()
        then(restored)

    session.in_workspace(work, show, on_failure)
