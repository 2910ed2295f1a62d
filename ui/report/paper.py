"""The report of the open version: what it is made from, how far it has come, and the acts that advance it.

The cards of the page show this one state and hear of every change by its one signal; none of them knows another.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from models.assessment import Assessment, AssessmentState, Evidence
from models.case import ReportKind
from models.errors import ApplicationError
from models.language import Language, Sentence, sentence
from ui import tasks
from ui.language import current
from ui.report.chosen import ReportChoices
from ui.session import Session

if TYPE_CHECKING:
    from models.case import Change
    from models.workspace import Workspace
    from reports.acts.pen import SigningChoice
    from reports.acts.report import ReportSource
    from reports.acts.signed_file import SignedFile
    from reports.payload import AnswerTo
    from reports.payload import HistoryLine as Line

_NOT_IN_NAMES = frozenset('\\/:*?"<>|.\r\n\t')
"""Characters that some system takes in no file name."""
_LONGEST_NAME = 40
"""Characters of the enterprise's name in the name of a file."""
_MOST_CHANGES = 200
"""So many of the newest changes are listed in a report."""


def _lines(changes: "tuple[Change, ...]") -> "tuple[Line, ...]":
    """The newest changes of the case as the report lists them, oldest first; without those that are not as they were saved."""
    from reports.payload import HistoryLine as Line

    return tuple(
        Line(
            when=change.at.isoformat(timespec="seconds"),
            answer=change.answer,
            old=change.old,
            new=change.new,
            version=change.version,
        )
        for change in reversed(changes[:_MOST_CHANGES])
        if change.doubt is None
    )


class Paper(QObject):
    """From the draft to the mailed report. Pages are of the open version or there are none."""

    changed = Signal()
    """Anything below is other than before."""
    failed = Signal(object)
    """The `ApplicationError` of an act."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.choices = ReportChoices()
        """How the report is to be written."""
        self.pages: bytes | None = None
        """The report as it would be signed; None until it was drawn."""
        self.signed: SignedFile | None = None
        """The signed report of the open version; None before."""
        self.mailed = ""
        """How and when the signed report was mailed last, as it is kept: `draft 2026-11-23T14:03:00+08:00`."""
        self.looked = False
        """Whether somebody ticked to have read what leaves the house in the de-identified edition."""
        self.busy = False
        """Whether the report is being drawn or signed."""
        self.told: Sentence | None = None
        """What is being done, or was done last."""
        self.not_drawn = False
        """Whether the last try to draw the pages failed: they are drawn again only when something changes."""
        self.evidence: tuple[Evidence, ...] = ()
        """What may go along with the signed report."""
        self._drawn_from: object = None
        self._draw_again = False
        session.case_changed.connect(self.open_version)
        session.evaluation_changed.connect(self.changed)
        session.catalogue_changed.connect(self.changed)
        session.roadmap_changed.connect(self._make_anew)
        self.open_version()

    # ---- what can be asked

    @property
    def assessment(self) -> Assessment | None:
        """The open version."""
        return self.session.assessment

    @property
    def is_frozen(self) -> bool:
        """Whether the open version can no longer change."""
        return self.assessment is not None and self.assessment.state is AssessmentState.FROZEN

    @property
    def is_discreet(self) -> bool:
        """Whether the edition names nobody."""
        return self.choices.edition == "deidentified"

    @property
    def may_leave(self) -> bool:
        """Whether the chosen edition may be written: of a de-identified edition only after somebody has read what remains."""
        return not self.is_discreet or self.looked

    @property
    def is_older(self) -> bool:
        """Whether answers changed since the pages were drawn."""
        return self.pages is not None and self._drawn_from is not self.session.evaluation

    @property
    def shown(self) -> bytes | None:
        """What the preview shows: the signed pages, else those that would be signed."""
        return self.signed.data if self.signed is not None else self.pages

    @property
    def language(self) -> Language:
        """The language of a file that has only one: the report's, where it has one as well."""
        return current() if self.choices.language == "both" else self.choices.language

    def file_name(self, ending: str) -> str:
        """Returns a name for a file about the open version."""
        if self.assessment is None:
            return f"zhijie.{ending}"
        version = f"v{self.assessment.version}.{ending}"
        if self.is_discreet:
            # The case number would name the factory to whoever has seen it before.
            return f"zhijie-deidentified-{version}"
        name = "".join(each for each in str(self.assessment.get("enterprise.name") or "") if each not in _NOT_IN_NAMES)
        return f"{name.strip()[:_LONGEST_NAME] or 'zhijie'}-{self.assessment.case_number}-{version}"

    # ---- what changes

    def say(self, news: Sentence | None) -> None:
        """Reports what is being done or was done."""
        self.told = news
        self.changed.emit()

    def choose(self, choices: ReportChoices) -> None:
        """Wants the report in another way."""
        self.choices = choices
        self._make_anew()

    def look(self, looked: bool) -> None:
        """Notes that somebody has read what leaves the company, or withdraws that."""
        if looked != self.looked:
            self.looked = looked
            self.changed.emit()

    def fail(self, problem: ApplicationError) -> None:
        """Reports that an act failed; nothing is under way any more."""
        self.say(None)
        self.failed.emit(problem)

    def open_version(self) -> None:
        """Another version is open: nothing of the one before is shown, and its own signed report is looked for."""
        self.pages = self.signed = self._drawn_from = self.told = None
        self.mailed, self.evidence = "", ()
        self.looked = self.not_drawn = False
        self.changed.emit()
        if self.is_frozen:
            self._find_signed()

    def sign_again(self) -> None:
        """Offers to sign again; the report signed before is kept."""
        self.signed = None
        self.mailed, self.evidence = "", ()
        self.changed.emit()

    def _make_anew(self) -> None:
        self.pages = self._drawn_from = None
        self.not_drawn = False
        self.changed.emit()

    def _is_open(self, assessment: Assessment) -> bool:
        now = self.assessment
        return now is not None and (now.case_number, now.version) == (assessment.case_number, assessment.version)

    # ---- the report

    def _with_source(self, then: "Callable[[ReportSource, Assessment], None]", ended: Callable[[], None]) -> None:
        """Gives what the report of the open version is made from now; `ended` is called where that cannot be read."""
        session, choices = self.session, self.choices
        evaluation, catalogue, assessment = session.evaluation, session.catalogue, session.assessment
        roadmap = session.roadmap if choices.roadmap and not session.plan_is_older else None
        if evaluation is None or assessment is None:
            ended()
            return

        def read(workspace: "Workspace") -> "tuple[tuple[Change, ...], tuple[AnswerTo, ...]]":
            from reports.exchange.answering import answers_to

            case = assessment.case_number
            return workspace.history(case), answers_to(workspace, case, evaluation, datetime.now().astimezone())

        def with_history(kept: "tuple[tuple[Change, ...], tuple[AnswerTo, ...]]") -> None:
            from reports.acts.report import ReportSource

            changes, answers = kept
            source = ReportSource(evaluation, roadmap, catalogue, choices.options(), _lines(changes), answers)
            then(source, assessment)

        def wrong(problem: ApplicationError) -> None:
            ended()
            self.fail(problem)

        session.in_workspace(read, with_history, wrong)

    def _begin(self, news: Sentence) -> None:
        self.busy = True
        self.say(news)

    def _end(self) -> None:
        """Ends being busy; draws what was asked for meanwhile."""
        self.busy = False
        again, self._draw_again = self._draw_again, False
        if again:
            self.draw()
        else:
            self.changed.emit()

    def draw(self) -> None:
        """Draws the pages in the background; what is asked for while they are drawn is drawn after them."""
        if self.busy:
            self._draw_again = True
            return
        if self.session.evaluation is None:
            return
        self._begin(sentence("Writing the report…"))
        wanted = (self.choices, self.session.roadmap)

        def make(source: "ReportSource", assessment: Assessment) -> None:
            def work(_control: tasks.Control) -> bytes:
                from reports.acts.report import drawn, report_data

                return drawn(report_data(source, datetime.now().astimezone()))

            def show(pages: bytes) -> None:
                if not self._is_open(assessment) or wanted != (self.choices, self.session.roadmap):
                    self._draw_again = True
                elif self.signed is None:
                    self.pages, self._drawn_from, self.not_drawn = pages, source.evaluation, False
                    self.told = sentence(
                        "These are the pages as they will be signed. Pages 1 to 4 are the summary: they can be printed alone, in black and white too."
                    )

            tasks.run(work, show, wrong).finished.connect(self._end)

        def wrong(problem: ApplicationError) -> None:
            self.not_drawn = True
            self.fail(problem)

        self._with_source(make, self._end)

    def freeze(self, why: str) -> None:
        """Freezes the draft; the case then shows the frozen version."""
        assessment = self.assessment
        if assessment is not None:
            self.session.take_over(lambda workspace: workspace.freeze(assessment.case_number, why))

    def sign_to(self, path: Path, choice: "SigningChoice", signed: Callable[[], None] = lambda: None) -> None:
        """Writes the report of the frozen version, signed and verified, and keeps a copy with the case.

        Args:
            path: where to write it.
            choice: with what to sign.
            signed: called when it was signed.
        """
        workspace = self.session.workspace
        if workspace is None or self.busy:
            return
        folder = workspace.folder
        # What is stamped on the page of a report in both languages is Chinese.
        stamp: Language = "en" if self.choices.language == "en" else "zh"
        self._begin(sentence("Signing…"))

        def make(source: "ReportSource", assessment: Assessment) -> None:
            def work(_control: tasks.Control) -> "SignedFile":
                from reports.acts.report import report_data, sign_report

                now = datetime.now().astimezone()
                with choice.opened(now, stamp, folder) as pen:
                    return sign_report(report_data(source, now), path, pen)

            def done(report: "SignedFile") -> None:
                signed()
                self.take(report, assessment)

            tasks.run(work, done, self.fail).finished.connect(self._end)

        self._with_source(make, self._end)

    def take(self, report: "SignedFile", assessment: Assessment | None = None) -> None:
        """Shows and keeps what was just signed, or stamped.

        Args:
            report: the signed file.
            assessment: the version that it is about; the open one unless given.
        """
        about = assessment or self.assessment
        if about is None:
            return

        def keep(workspace: "Workspace") -> None:
            from reports.acts.report import keep_report

            keep_report(workspace, report, about)

        self.session.in_workspace(keep, lambda _none: self.session.reload_cases(), self.fail)
        if self._is_open(about):
            self.offer(report, sentence("{name} was written and read back.", name=report.path.name))

    def offer(self, report: "SignedFile", news: Sentence | None = None) -> None:
        """Shows a signed report, and what can be done with it: a timestamp, an e-mail."""
        from reports.payload import read_payload

        self.signed, self.pages, self.mailed, self.told = report, None, "", news
        # Names of files tell more than a de-identified edition may.
        full = read_payload(report.verdict.payload)["report"]["edition"] == "full"
        self.evidence = tuple(self.assessment.evidence.values()) if self.assessment is not None and full else ()
        self._recall_mailed(report.verdict.digest)
        self.changed.emit()

    def _find_signed(self) -> None:
        """Looks for the signed report of the open version, and verifies it."""
        assessment, workspace = self.assessment, self.session.workspace
        if assessment is None or workspace is None:
            return
        folder = workspace.folder

        def kept(workspace: "Workspace") -> "tuple[str, bytes] | None":
            reports = workspace.reports(assessment.case_number, ReportKind.REPORT)
            newest = next((report for report in reports if report.version == assessment.version), None)
            return (newest.name, workspace.report_bytes(newest.digest)) if newest else None

        def check(report: "tuple[str, bytes] | None") -> None:
            if report is None:
                return
            name, data = report

            def work(_control: tasks.Control) -> "SignedFile":
                from reports.acts.signed_file import SignedFile, verified

                return SignedFile(Path(name), data, verified(name, data, datetime.now().astimezone(), folder))

            tasks.run(work, show, self.fail)

        def show(report: "SignedFile") -> None:
            from reports.acts.signed_file import SOUND

            if not self._is_open(assessment):
                return
            verdict = report.verdict
            if verdict.kind in SOUND:
                self.offer(report, sentence("These are the pages that were signed."))
            else:
                self.say(sentence("Report signed earlier, {name}: {reason}", name=verdict.name, reason=verdict.reason))

        self.session.in_workspace(kept, check)

    # ---- what is written beside it, and sent

    def save_copy(self, path: Path) -> None:
        """Saves the pages that are shown."""
        pages = self.shown
        if pages is None:
            return

        def work(_control: tasks.Control) -> None:
            from models.files import write_bytes

            write_bytes(path, pages)

        tasks.run(work, lambda _none: self._written(path), self.fail)

    def save_workbook(self, path: Path) -> None:
        """Writes all that the report says now as a workbook."""
        language = self.language

        def write(data: bytes) -> None:
            from reports.acts.report import write_workbook

            write_workbook(data, path, language)

        self._write(path, write)

    def save_texts(self, path: Path, limits: dict[str, int]) -> None:
        """Writes the scenario texts for the online form."""
        language = self.language

        def write(data: bytes) -> None:
            from reports.acts.report import write_texts

            write_texts(data, path, language, limits)

        self._write(path, write)

    def _write(self, path: Path, write: Callable[[bytes], None]) -> None:
        def make(source: "ReportSource", _assessment: Assessment) -> None:
            def work(_control: tasks.Control) -> None:
                from reports.acts.report import report_data

                write(report_data(source, datetime.now().astimezone()))

            tasks.run(work, lambda _none: self._written(path), self.fail)

        self._with_source(make, lambda: None)

    def _written(self, path: Path) -> None:
        self.say(sentence("{name} was written and read back.", name=path.name))

    def keep_mailed(self, how: str) -> None:
        """Remembers that the letter was made, so that the step still shows as done the next time.

        Args:
            how: `draft` for the person's mail program, or `sent` from here.
        """
        self.mailed = f"{how} {datetime.now().astimezone().isoformat(timespec='seconds')}"
        if self.signed is not None:
            key, text = f"mailed/{self.signed.verdict.digest}", self.mailed
            self.session.in_workspace(lambda workspace: workspace.remember(key, text))
        self.changed.emit()

    def _recall_mailed(self, digest: str) -> None:
        def show(text: str | None) -> None:
            if text and self.signed is not None and self.signed.verdict.digest == digest:
                self.mailed = text
                self.changed.emit()

        self.session.in_workspace(lambda workspace: workspace.recall(f"mailed/{digest}"), show)
