"""What the window has open: workspace, case, version, answers and what the evaluator says of them.

Every page reads from here and changes answers only through `answer`. The database is touched in one thread
(`tasks.STORAGE`), in the order in which the person worked; the evaluation follows every change at once in the
window's own thread, because it takes less than a millisecond.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from models.assessment import AnswerId, Assessment, AssessmentState, Value
from models.catalogue import Catalogue
from models.errors import ApplicationError
from models.evaluation import Evaluation
from models.language import Sentence
from models.roadmap import Roadmap
from models.rulebook import Rulebook
from ui import tasks

if TYPE_CHECKING:
    from models.workspace import Workspace


class Session(QObject):
    """The state that all pages share. Lives as long as the window."""

    opened = Signal()
    """The workspace is open: the list of cases can be read."""
    cases_changed = Signal()
    case_changed = Signal()
    """Another case or version is open, or none."""
    answers_changed = Signal(object)
    """The answer ids that changed, as a tuple."""
    evaluation_changed = Signal()
    roadmap_changed = Signal()
    saved = Signal(object)
    """The local `datetime` of the commit; sent only after it."""
    save_failed = Signal(object)
    """The `ApplicationError` of a save; what was typed stays in the window and is saved again with the next change."""
    failed = Signal(object)
    """Any other `ApplicationError`."""
    role_changed = Signal()

    workspace: "Workspace | None"
    """None until `opened`."""
    assessment: Assessment | None
    """The open version with what is on screen, saved or on the way."""
    rulebook: Rulebook | None
    catalogue: Catalogue | None
    evaluation: Evaluation | None
    """Of `assessment`; None without a case."""
    roadmap: Roadmap | None
    """The last plan made for this version; None before the first."""
    assessor: bool
    """Whether the window is in the assessor's role."""
    saved_at: datetime | None

    @property
    def editable(self) -> bool:
        """Whether answers can be changed: a case is open and its version is a draft."""
        return self.assessment is not None and self.assessment.state is AssessmentState.DRAFT

    def answer(self, changes: Mapping[AnswerId, Value | None]) -> None:
        """Changes answers on screen at once and saves them in the background; None takes an answer away."""

    def in_workspace(
        self,
        work: "Callable[[Workspace], Any]",
        on_done: Callable[[Any], None] | None = None,
        on_failure: Callable[[ApplicationError], None] | None = None,
    ) -> tasks.Task:
        """Runs `work` with the workspace in the storage thread.

        An `ApplicationError` goes to `on_failure`, or without one to `failed`; any other exception is a bug.
        """
