"""What comes back for a report: the assessor's replies to its case."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from models.assessment import AnswerId
from models.language import N_, sentence
from models.review import FindingKind, Review
from ui import tasks
from ui.language import tr, words
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, Picture, clear, label, row
from ui.words.subjects import answer_name

if TYPE_CHECKING:
    from models.workspace import Workspace
    from reports.verification import SignatureLine, Verdict

KIND_MARKS: Mapping[FindingKind, tuple[str, str, str]] = {
    FindingKind.CONFIRMED: ("circle-check", "good", N_("confirmed")),
    FindingKind.DOUBTFUL: ("triangle-alert", "unknown", N_("more evidence")),
    FindingKind.REFUSED: ("circle-x", "bad", N_("refused")),
    FindingKind.NOTE: ("info", "accent", N_("note")),
}
"""Icon, colour and word of each judgement."""


class Replies(Card):
    """The assessor's replies to this case: taken in from a file, verified, and shown with a way to each answer."""

    told = Signal(object)
    """A `Sentence` about what was taken in."""

    def __init__(self, session: Session, failed: tasks.Failed, show_answer: Callable[[AnswerId], object]) -> None:
        super().__init__()
        self._session, self._failed, self._show_answer = session, failed, show_answer
        self._heading = label(kind="heading")
        self.column.addWidget(self._heading)
        self._add = Button(icon_name="inbox", on_click=self._choose)
        self.column.addLayout(row(self._add, 1))
        self.signer = QVBoxLayout()
        """Who signed the reply that was just taken in, while that is not confirmed here."""
        self.column.addLayout(self.signer)
        self._list = QVBoxLayout()
        self._list.setSpacing(GRID // 2)
        self.column.addLayout(self._list)
        self.reviews: tuple[Review, ...] = ()
        """The kept reviews of the open case, newest first."""
        session.case_changed.connect(self.reload)
        self.retranslate()

    def retranslate(self) -> None:
        """Speaks the present language."""
        self._heading.setText(tr("Replies of the assessor"))
        self._add.setText(tr("Import a reply…"))
        self._show()

    def reload(self) -> None:
        """Reads the kept reviews of the open case."""
        clear(self.signer)
        self._read()

    def _read(self) -> None:
        assessment = self._session.assessment
        if assessment is None:
            return
        case = assessment.case_number

        def show(reviews: tuple[Review, ...]) -> None:
            self.reviews = reviews
            self._show()

        self._session.in_workspace(lambda workspace: workspace.reviews(case), show)

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Import a reply…"), "", "PDF (*.pdf)")
        if chosen:
            self.take_in(Path(chosen))

    def take_in(self, path: Path) -> None:
        """Verifies a reply, keeps it with the case that it answers, and shows its remarks."""
        workspace = self._session.workspace
        if workspace is None:
            return
        folder = workspace.folder

        def work(_control: tasks.Control) -> "tuple[Review, bytes, Verdict]":
            from models import files
            from reports.reply import review_of
            from reports.verification import LARGEST_FILE_MB, TrustStore, verify

            verdict = verify(path, TrustStore(folder).trust(), datetime.now().astimezone(), user_folder=folder)
            return review_of(verdict), files.read_bytes(path, LARGEST_FILE_MB), verdict

        def keep(found: "tuple[Review, bytes, Verdict]") -> None:
            review, data, verdict = found

            def work_in(workspace: "Workspace") -> None:
                from models.case import ReportKind

                workspace.keep_report(
                    ReportKind.REPLY, review.case_number, review.version, path.name, data, verdict=verdict.kind.value
                )
                workspace.keep_review(review)

            self._session.in_workspace(work_in, self._kept)
            self._show_signer(path, verdict)
            assessment = self._session.assessment
            if assessment is not None and assessment.case_number == review.case_number:
                self.told.emit(sentence("The reply by {name} was imported.", name=review.reviewer))
            else:
                self.told.emit(
                    sentence(
                        "The reply by {name} answers another case, {case}, and is shown there.",
                        name=review.reviewer,
                        case=review.case_number,
                    )
                )

        tasks.run(work, keep, self._failed)

    def _show_signer(self, path: Path, verdict: "Verdict") -> None:
        """Shows the code to compare, where the signer of the reply is not confirmed on this computer."""
        from ui.review.verdict_card import signature_card

        clear(self.signer)
        for line in verdict.signatures:
            if not line.trusted:
                card = signature_card(line, "", lambda one: self._trust(one, path))
                self.signer.addWidget(card)

    def _trust(self, line: "SignatureLine", path: Path) -> None:
        """Trusts the assessor whose code was compared, and takes the reply in again."""
        workspace = self._session.workspace
        if workspace is None:
            return
        folder = workspace.folder

        def work(_control: tasks.Control) -> None:
            from reports.verification import TrustStore

            if line.confirmation is not None:
                asked = line.confirmation
                TrustStore(folder).add(asked.certificate, asked.facts.name, datetime.now().astimezone())

        tasks.run(work, lambda _none: self.take_in(path), self._failed)

    def _kept(self, _none: None) -> None:
        self._read()
        self._session.reload_cases()

    def _show(self) -> None:
        clear(self._list)
        if not self.reviews:
            self._list.addWidget(
                label(tr("When the assessor answers, import the reply here: each remark links to its answer."), "muted")
            )
        for review in self.reviews:
            who = (
                tr("{name}, {organisation}", name=review.reviewer, organisation=review.organisation)
                if review.organisation
                else review.reviewer
            )
            self._list.addWidget(label(tr("Version {version}, {who}", version=review.version, who=who), "lead"))
            if review.conclusion:
                self._list.addWidget(label(review.conclusion))
            for finding in review.findings:
                icon_name, colour, word = KIND_MARKS[finding.kind]
                name, answer = self._item(finding.item)
                link = Button(name if len(name) <= 48 else name[:47] + "…", kind="link")
                link.setEnabled(answer is not None)
                if answer is not None:
                    link.clicked.connect(lambda _checked=False, answer=answer: self._show_answer(answer))
                self._list.addLayout(row(Picture(icon_name, colour), label(tr(word), wrap=False), link, 1))
                if finding.text:
                    told = label(finding.text, "muted")
                    told.setContentsMargins(3 * GRID, 0, 0, 0)
                    self._list.addWidget(told, 0, Qt.AlignmentFlag.AlignTop)

    def _item(self, item: str) -> tuple[str, AnswerId | None]:
        evaluation = self._session.evaluation
        if evaluation is None:
            return item, None
        for result in evaluation.tiers:
            for one in result.conditions:
                if one.condition.id == item:
                    return words(one.condition.text), one.answers[0] if one.answers else None
        first = next(
            (answer for answer in evaluation.rulebook.questions if answer == item or answer.startswith(f"{item}.")),
            None,
        )
        return (
            (answer_name(evaluation.rulebook, first), first)
            if first
            else (tr("The whole report") if item == "report" else item, None)
        )
