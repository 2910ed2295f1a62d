"""What the window has open: workspace, case, version, answers and the evaluation.

Every page reads from here and changes answers only through `answer`. The database is touched in one thread
(`tasks.STORAGE`), in the order in which the person worked; the evaluation follows every change at once in the
window's own thread, because it takes less than a millisecond.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from models.assessment import AnswerId, Assessment, AssessmentState, Digest, Evidence, Value, composed_answer
from models.errors import ApplicationError
from ui import tasks
from ui.filing import Filing
from ui.log import ProgramLog
from ui.preferences import WindowPreferences
from ui.saving.copies import CopyKeeper
from ui.saving.journal import JournalEntry
from ui.saving.notes import Notes, beside
from ui.saving.presence import Presence
from ui.saving.queue import SaveQueue
from ui.saving.undone import Turned
from ui.session import opening
from ui.session.evidence_watch import EvidenceWatch
from ui.session.plan_age import PlanAge
from ui.session.post import Post

if TYPE_CHECKING:
    from models.case import CaseSummary, Saved
    from models.catalogue import Catalogue
    from models.evaluation import Evaluation
    from models.language import Sentence
    from models.roadmap import KeptPlan, Roadmap
    from models.rulebook import Rulebook
    from models.safekeeping import DataState, Mended
    from models.workspace import Settings, Workspace
    from ui.saving.notes import Beside
    from ui.session.opening import OpenedFolder

    _Opened = tuple[Assessment, Rulebook, tuple[CaseSummary, ...], KeptPlan | None, Mapping[AnswerId, str], Beside]


_AGAIN_MS = 1_000
_LATER_MS = 15_000


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
    catalogue_changed = Signal()
    saving = Signal()
    """An answer was given that is not on the disk yet: what was said of the last save does not hold for it."""
    saved = Signal(object)
    """The `datetime` of the commit; sent only after it, and only when nothing newer waits."""
    save_failed = Signal(object)
    """The `ApplicationError` of a save; what was typed stays in the window and is saved again with the next change."""
    turned = Signal(object)
    """The `Turned` of an undo or redo that the person asked for; the answers are on screen by then."""
    failed = Signal(object)
    """Any other `ApplicationError`."""
    noticed = Signal(object)
    """Sentences, as a tuple, that the person should read: of the place of the data, or of what a recovery found."""
    role_changed = Signal()

    def __init__(self, preferences: WindowPreferences) -> None:
        super().__init__()
        self.preferences = preferences
        self.post = Post(self)
        """Letters on their way."""
        self.post.failed.connect(self.failed)
        self.copies = CopyKeeper(self)
        self.copies.overdue.connect(lambda reminder: self.noticed.emit((reminder,)))
        for changed in (self.saved, self.cases_changed):
            changed.connect(self.copies.something_changed)
        self.workspace: Workspace | None = None
        """None until `opened`."""
        self.cases: tuple[CaseSummary, ...] = ()
        self.settings: Settings | None = None
        self.assessment: Assessment | None = None
        """The open version with what is on screen, saved or on the way."""
        self.unread: dict[AnswerId, str] = {}
        """What was typed for answers of the open draft and is not understood, as it was typed; none of it is an answer."""
        self.rulebook: Rulebook | None = None
        self.catalogue: Catalogue | None = None
        """None until it was read in the background after the first case was opened."""
        self.evaluation: Evaluation | None = None
        """Of `assessment`; None without a case."""
        self.roadmap: Roadmap | None = None
        """The last plan made for this version; None before the first."""
        self._kept_plan: KeptPlan | None = None
        """`roadmap` as it is kept with the case."""
        self._plan_age = PlanAge()
        self.saved_at: datetime | None = None
        self.unsaved = False
        """Whether the last save failed and its answers are only in the window."""
        self._unwritten = SaveQueue()
        self.filing = Filing(self)
        self.notes = Notes(self)
        self.log = ProgramLog(preferences.folder)
        for problems in (self.failed, self.save_failed):
            problems.connect(self.log.failure)
        self.presence = Presence(self)
        for failed in (self.copies.failed, self.presence.failed):
            failed.connect(self.failed)
        self.evidence_watch = EvidenceWatch(lambda: (self.workspace, self.assessment))
        self.case_changed.connect(lambda: self.evidence_watch.look(again=True))
        self.evaluation_changed.connect(self.evidence_watch.look)
        self._evaluate: Callable[[Assessment, Rulebook, date], Evaluation] | None = None

    # Opening

    def open(self, folder: Path) -> None:
        """Opens the data folder in the background; `opened` or `failed` follows."""
        self.open_with(partial(opening.as_it_is, folder))

    def open_again(self, act: "Callable[[], Path | None]" = lambda: None) -> None:
        """Opens the data folder again, after an act that needs it closed and may move it; `opened` or `failed` follows."""
        if self.workspace is not None:
            workspace, self.workspace = self.workspace, None
            self.close_case()
            self.open_with(partial(opening.again, workspace, act))

    def find_states(self, folder: Path, then: "Callable[[tuple[DataState, ...]], None]") -> None:
        """Looks in the background for the states of its data that a folder holds; `then` gets them, or `failed` follows."""

        def work(_control: tasks.Control) -> "tuple[DataState, ...]":
            from models.workspace import Workspace

            return Workspace.states(folder)

        tasks.run(work, then, self.failed.emit, lane=tasks.STORAGE)

    def open_with(self, make: "Callable[[], OpenedFolder]") -> None:
        """Opens what one of the functions of `ui.session.opening` returns, in the background; `opened` or `failed` follows."""
        tasks.run(lambda _control: make(), self._opened, self.failed.emit, lane=tasks.STORAGE)

    def _opened(self, opened: "OpenedFolder") -> None:
        self.workspace, self.settings, self.cases = opened.workspace, opened.settings, opened.cases
        self._unwritten.journal = opened.journal
        self.role_changed.emit()
        self.opened.emit()
        self.cases_changed.emit()
        if self.workspace is None:
            # Whoever heard of it closed the window at once.
            return
        if self.refusal is None:
            self.copies.open(self.workspace)
            self.presence.open(self.workspace)
            self.post.open(self.workspace.folder)
        if opened.news:
            self.noticed.emit(opened.news)
        if opened.problem is not None:
            self.failed.emit(opened.problem)

    @property
    def refusal(self) -> ApplicationError | None:
        """Why nothing can be written, where the data are open to be read and exported only."""
        return self.workspace.refusal if self.workspace is not None else None

    @property
    def assessor(self) -> bool:
        """Whether the window is in the role of an assessor or office."""
        return self.settings is not None and self.settings.role in ("assessor", "office")

    def save_settings(self, settings: "Settings") -> None:
        """Uses and keeps what the person chose."""
        before, self.settings = self.settings, settings
        if self.refusal is None:
            self.in_workspace(lambda workspace: workspace.save_settings(settings))
        if before is None or before.role != settings.role:
            self.role_changed.emit()

    # The workspace's thread
    def in_workspace(
        self,
        work: "Callable[[Workspace], Any]",
        on_done: Callable[[Any], None] | None = None,
        on_failure: tasks.Failed | None = None,
    ) -> tasks.Task | None:
        """Runs `work` with the workspace in the storage thread, after every save that was asked for before.

        An `ApplicationError` goes to `on_failure`, or without one to `failed`; any other exception is a bug.
        Returns None, and does nothing, while no workspace is open.
        """
        workspace = self.workspace
        if workspace is None:
            return None
        failed = on_failure or self.failed.emit
        return tasks.run(lambda _control: work(workspace), on_done, failed, lane=tasks.STORAGE)

    # Cases

    def reload_cases(self) -> None:
        """Reads the list of cases again; `cases_changed` follows."""

        def show(cases: "tuple[CaseSummary, ...]") -> None:
            self.cases = cases
            self.cases_changed.emit()

        self.in_workspace(lambda workspace: workspace.cases(), show)

    def open_case(self, number: str, version: int | None = None, then: Callable[[], None] | None = None) -> None:
        """Opens a version of a case, the newest when none is named; `case_changed` follows, then `then` is called."""
        self.take_over(lambda workspace: workspace.load(number, version), then)

    def take_over(self, make: "Callable[[Workspace], Assessment]", then: Callable[[], None] | None = None) -> None:
        """Opens the version that `make` returns (loads, creates, imports, freezes, begins) in the storage thread."""

        def work(workspace: "Workspace") -> "_Opened":
            from models import evaluator

            assessment = make(workspace)
            rulebook = workspace.rulebook(assessment.rulebook, assessment.overlays)
            self._evaluate = evaluator.evaluate
            number = assessment.case_number
            plan, unread = workspace.plan_of(number), workspace.unread(number)
            return assessment, rulebook, workspace.cases(), plan, unread, beside(workspace, number)

        def show(opened: "_Opened") -> None:
            self.assessment, self.rulebook, self.cases, plan, unread, kept = opened
            self.notes.take(kept)
            self.unread = dict(unread) if self.editable else {}
            self._bring_back(plan)
            self.saved_at = None
            self._work_out()
            self.cases_changed.emit()
            self.case_changed.emit()
            self.evaluation_changed.emit()
            if self.catalogue is None:
                self.reload_catalogue()
            if then is not None:
                then()

        self.in_workspace(work, show)

    def mend_case(self, number: str, tell: "Callable[[Sentence], None]") -> None:
        """Sets the damaged answers of a case right and opens it; `tell` gets what became of them."""

        def show(mended: "Mended") -> None:
            self.open_case(number, then=lambda: tell(mended.sentence))

        self.in_workspace(lambda workspace: workspace.mend_answers(number), show)

    def close_case(self) -> None:
        """Shows no case any more."""
        self.assessment = self.evaluation = None
        self._bring_back(None)
        self.case_changed.emit()
        self.evaluation_changed.emit()

    def reload_catalogue(self) -> None:
        """Reads the measures again, after a pack was added; `catalogue_changed` follows."""

        def show(catalogue: "Catalogue") -> None:
            self.catalogue = catalogue
            self._bring_back(self._kept_plan)
            self.catalogue_changed.emit()

        self.in_workspace(lambda workspace: workspace.library.catalogue(), show)

    # Answers

    @property
    def editable(self) -> bool:
        """Whether answers can be changed: a case is open, its version is a draft, and it can be written."""
        is_draft = self.assessment is not None and self.assessment.state is AssessmentState.DRAFT
        return is_draft and self.refusal is None

    def answer(
        self,
        changes: Mapping[AnswerId, Value | None],
        *,
        typing: bool = False,
        unread: Mapping[AnswerId, str] = MappingProxyType({}),
    ) -> None:
        """Changes answers on screen at once and saves them in the background.

        Args:
            changes: new values; None removes an answer.
            typing: whether this is one more keystroke of the same edit, so that undo takes back the whole edit.
            unread: what was typed and is not understood (yet), kept as it was typed; it is no answer.
        """
        self._change(changes, typing=typing, unread=unread)

    def _change(
        self,
        changes: Mapping[AnswerId, Value | None],
        *,
        typing: bool = False,
        unread: Mapping[AnswerId, str] = MappingProxyType({}),
        kind: str = "edit",
    ) -> None:
        if self.assessment is None or not self.editable:
            return
        changes = {answer: composed_answer(value) for answer, value in changes.items()}
        self.unread |= unread
        self._show_answers(changes, typed_for=unread)
        start = self._unwritten.put(
            JournalEntry(self.assessment.case_number, dict(changes), typing, dict(unread), kind)
        )
        self.saving.emit()
        self._send(start)

    def bring_back(self, changes: Mapping[AnswerId, Value | None]) -> None:
        """Lets earlier answers hold again; the history calls it so, and undo takes it back."""
        self._change(changes, kind="restore")

    @property
    def settled(self) -> bool:
        """Whether everything on screen is on the disk."""
        return self._unwritten.settled

    def save_again(self) -> None:
        """Tries once more to save what could not be saved."""
        self._send(self._unwritten.again())

    def _send(self, start: bool) -> None:
        workspace = self.workspace
        if not start or workspace is None:
            return
        tasks.run(
            lambda control: self._unwritten.empty_into(workspace, control.progress),
            on_failure=self._save_failed,
            on_progress=self._saved,
            lane=tasks.STORAGE,
        )

    def _saved(self, saved: "Saved") -> None:
        self.saved_at = saved.at
        self.unsaved = False
        if self._unwritten.settled:
            self.saved.emit(saved.at)

    def _save_failed(self, problem: ApplicationError) -> None:
        self.unsaved = True
        self.save_failed.emit(problem)
        # What hinders a save may end by itself: another program lets go, room is made, a stick is put back.
        QTimer.singleShot(_AGAIN_MS if problem.code == "data_busy" else _LATER_MS, self, self._try_again)

    def _try_again(self) -> None:
        if self.unsaved:
            self.save_again()

    def _show_answers(self, changes: Mapping[AnswerId, Value | None], typed_for: Container[AnswerId] = ()) -> None:
        if self.assessment is None or not changes:
            return
        for answer in changes:
            if answer not in typed_for:
                self.unread.pop(answer, None)
        self.assessment = self.assessment.with_answers(changes)
        self._work_out()
        self.answers_changed.emit(tuple(changes))
        self.evaluation_changed.emit()

    def _work_out(self) -> None:
        if self.assessment is not None and self.rulebook is not None and self._evaluate is not None:
            self.evaluation = self._evaluate(self.assessment, self.rulebook, date.today())

    def undo(self) -> None:
        """Takes the last step back, on screen once the disk has it."""
        self._turn(lambda workspace, case: workspace.undo(case), back=True)

    def redo(self) -> None:
        """Does the step again that was last taken back."""
        self._turn(lambda workspace, case: workspace.redo(case), back=False)

    def _turn(self, turn: "Callable[[Workspace, str], Saved | None]", *, back: bool) -> None:
        if self.assessment is None or not self.editable or self.unsaved:
            return
        case = self.assessment.case_number

        def work(workspace: "Workspace") -> "tuple[Saved | None, Mapping[Digest, Evidence]]":
            saved = turn(workspace, case)
            return saved, workspace.load(case).evidence

        def show(result: "tuple[Saved | None, Mapping[Digest, Evidence]]") -> None:
            saved, evidence = result
            if self.assessment is None or not self._is_open(case):
                return
            changes = saved.changes if saved is not None else {}
            before = {answer: self.assessment.get(answer) for answer in changes}
            if saved is not None:
                self.assessment = replace(self.assessment, evidence=evidence)
                self._show_answers(changes)
                self._saved(saved)
            self.turned.emit(Turned(back, {answer: (before[answer], value) for answer, value in changes.items()}))

        self.in_workspace(work, show)

    def _is_open(self, case: str) -> bool:
        return self.assessment is not None and self.assessment.case_number == case

    # Evidence

    def show_filed(self, loaded: Assessment, answers: Iterable[AnswerId]) -> None:
        """Shows the evidence, and some answers, of a version as they are on the disk now."""
        if self.assessment is not None and self._is_open(loaded.case_number):
            self.assessment = replace(self.assessment, evidence=loaded.evidence)
            self._show_answers({answer: loaded.get(answer) for answer in answers})
            self._work_out()
            self.evaluation_changed.emit()
            self.saved_at = datetime.now().astimezone()
            self.saved.emit(self.saved_at)

    # Plans

    def set_roadmap(self, roadmap: "Roadmap | None", planned_for: "Assessment | None" = None) -> None:
        """Shows another plan on every page that speaks of it.

        Args:
            roadmap: the plan.
            planned_for: the answers that it was worked out from; those of the plan before unless given.
        """
        from models.roadmap import KeptPlan

        assessment, before, catalogue = self.assessment, self._kept_plan, self.catalogue
        self.roadmap, self._kept_plan = roadmap, None
        if roadmap is not None and assessment is not None and catalogue is not None:
            answers = planned_for.answers_digest if planned_for else before.answers if before else ""
            self._kept_plan = KeptPlan(roadmap, answers or assessment.answers_digest, catalogue.digest)
        kept = self._kept_plan
        if assessment is not None and self.refusal is None:
            self.in_workspace(lambda workspace: workspace.save_plan(assessment.case_number, kept))
        self.roadmap_changed.emit()

    def _bring_back(self, plan: "KeptPlan | None") -> None:
        """Shows the plan that is kept with the case, unless it names a measure that is no longer there."""
        catalogue = self.catalogue
        known = catalogue is None or plan is None or plan.roadmap.is_made_of(catalogue)
        self._kept_plan = plan if known else None
        self.roadmap = self._kept_plan.roadmap if self._kept_plan is not None else None

    @property
    def plan_is_older(self) -> bool:
        """Whether answers or measures changed since the plan was worked out; a frozen version has the same answers."""
        return self._plan_age.is_older(self._kept_plan, self.assessment, self.catalogue)

    # Closing

    def close(self) -> bool:
        """Waits until every answer is on the disk and closes the workspace; False when something could not be saved."""
        self._send(self._unwritten.again())
        tasks.STORAGE.wait()
        if not self._unwritten.empty:
            return False
        self.abandon()
        return True

    def abandon(self) -> None:
        """Closes the workspace whatever is still unsaved."""
        self.post.close()
        self.copies.close()
        self.presence.close()
        self.log.close()
        tasks.STORAGE.wait()
        tasks.cancel_all()
        if self.workspace is not None:
            self.workspace.close()
            self.workspace = None
