"""Whether the evidence of the open case lies on the disk as it was filed: looked at in the background, without a click."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from models.assessment import Assessment, Evidence
from ui import tasks

if TYPE_CHECKING:
    from models.workspace import Workspace


class EvidenceWatch(QObject):
    """Reads every file of the open version when its case is opened, and again whenever somebody is about to rely on it."""

    looked = Signal()
    """`unsound` is known anew."""

    def __init__(self, now_open: "Callable[[], tuple[Workspace | None, Assessment | None]]") -> None:
        super().__init__()
        self._now_open = now_open
        self.unsound: tuple[Evidence, ...] = ()
        """Files that are gone, changed or damaged."""
        self._evidence: tuple[Evidence, ...] | None = None
        self._task: tasks.Task | None = None

    def look(self, *, again: bool = False) -> None:
        """Looks at the files of the open version; `looked` follows.

        Args:
            again: whether files that were looked at before are looked at once more.
        """
        workspace, assessment = self._now_open()
        evidence = tuple(assessment.evidence.values()) if assessment is not None else ()
        if evidence == self._evidence and not again:
            return
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._evidence = evidence
        self.unsound = tuple(item for item in self.unsound if item in evidence)
        if workspace is None or not evidence:
            self.looked.emit()
            return

        def show(unsound: tuple[Evidence, ...]) -> None:
            self.unsound, self._task = unsound, None
            self.looked.emit()

        # Every file is read: not in the thread in which answers are saved, and never in that of the window.
        self._task = tasks.run(lambda control: workspace.unsound_evidence(evidence, lambda: control.cancelled), show)
