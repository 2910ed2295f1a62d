"""What comes back on a report: the assessor's replies to its case."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout

from models.assessment import AnswerId
from models.exchange.answering import FindingAnswer
from models.language import sentence
from models.review import Finding, FindingKind, Standing
from ui import tasks
from ui.language import current, tr, words
from ui.session import Session
from ui.style.sheet import GRID
from ui.verdict.card import signature_card
from ui.verdict.marks import KIND_MARKS, LONGEST, STANDING_MARKS
from ui.widgets.basic import Button, Card, Picture, clear, label, row
from ui.widgets.files.save_place import mail_filter, open_place
from ui.words.subjects import answer_name

if TYPE_CHECKING:
    from models.workspace import Workspace
    from reports.acts.factory import Judged, ReplyNow, TakenIn
    from reports.verification import SignatureLine


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
        self._list = QVBoxLayout()
        self._list.setSpacing(GRID // 2)
        self.column.addLayout(self._list)
        self.replies: tuple[ReplyNow, ...] = ()
        """The kept replies to the open case as they stand now, the last signed first."""
        self._answers: dict[tuple[str, int], FindingAnswer] = {}
        """What the factory answers to each finding, by reply and position."""
        self.answer_fields: dict[tuple[str, int], QPlainTextEdit] = {}
        """By reply and position, for the findings in force."""
        session.case_changed.connect(self.reload)
        self.retranslate()

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self._heading.setText(tr("Replies of the assessor"))
        self._add.setText(tr("Import a reply…"))
        self._show()

    def reload(self) -> None:
        """Reads the kept replies to the open case, and whom this computer trusts now."""
        assessment = self._session.assessment
        if assessment is None:
            return
        case = assessment.case_number

        def read(workspace: "Workspace") -> "tuple[tuple[ReplyNow, ...], tuple[FindingAnswer, ...]]":
            from reports.acts.factory import replies_now
            from reports.verification import TrustStore

            trust = TrustStore(workspace.folder).trust()
            now = replies_now(workspace, case, trust, datetime.now().astimezone())
            return now, workspace.exchange.finding_answers(case)

        def show(kept: "tuple[tuple[ReplyNow, ...], tuple[FindingAnswer, ...]]") -> None:
            self.replies, answers = kept
            self._answers = {(answer.reply, answer.position): answer for answer in answers}
            self._show()

        self._session.in_workspace(read, show)

    def _choose(self) -> None:
        chosen = open_place(self, tr("Import a reply…"), mail_filter())
        if chosen:
            self.take_in(chosen)

    def take_in(self, path: Path) -> None:
        """Verifies a reply, keeps it with the case that it answers, and shows its remarks."""
        workspace = self._session.workspace
        if workspace is None:
            return
        folder = workspace.folder

        def work(_control: tasks.Control) -> "Judged":
            from reports.acts.factory import judged

            return judged(path, folder, datetime.now().astimezone())

        def keep(came: "Judged") -> None:
            def work_in(workspace: "Workspace") -> "TakenIn":
                from reports.acts.factory import take_in

                return take_in(workspace, came)

            self._session.in_workspace(work_in, self._kept)

        tasks.run(work, keep, self._failed)

    def _kept(self, taken: "TakenIn") -> None:
        review = taken.reply.review
        self.reload()
        self._session.reload_cases()
        assessment = self._session.assessment
        if assessment is None or assessment.case_number != review.case_number:
            self.told.emit(
                sentence(
                    "The reply by {name} answers another case, {case}, and is shown there.",
                    name=review.reviewer,
                    case=review.case_number,
                )
            )
        elif taken.was_here:
            self.told.emit(
                sentence("The reply by {name} had been imported before; it is kept once.", name=review.reviewer)
            )
        else:
            self.told.emit(sentence("The reply by {name} was imported.", name=review.reviewer))

    def _trust(self, line: "SignatureLine") -> None:
        """Trusts the assessor whose code was compared; the replies count from now on."""
        workspace, confirmation = self._session.workspace, line.confirmation
        if workspace is None or confirmation is None:
            return
        folder = workspace.folder

        def work(_control: tasks.Control) -> None:
            from reports.verification import TrustStore

            now = datetime.now().astimezone()
            TrustStore(folder).add(confirmation.certificate, confirmation.facts.name, now)

        tasks.run(work, lambda _none: self.reload(), self._failed)

    def _show(self) -> None:
        clear(self._list)
        self.answer_fields = {}
        if not self.replies:
            self._list.addWidget(
                label(tr("When the assessor answers, import the reply here: each remark links to its answer."), "muted")
            )
        for reply in self.replies:
            self._show_reply(reply)

    def _show_reply(self, now: "ReplyNow") -> None:
        review = now.reply.review
        who = (
            tr("{name}, {organisation}", name=review.reviewer, organisation=review.organisation)
            if review.organisation
            else review.reviewer
        )
        signed = now.reply.signed_at.astimezone().strftime("%Y-%m-%d")
        heading = tr("Version {version}, {who}, signed {date}", version=review.version, who=who, date=signed)
        self._list.addWidget(label(heading, "lead"))
        icon_name, colour = STANDING_MARKS[now.standing]
        self._list.addLayout(row(Picture(icon_name, colour), label(now.standing.text(current()), "muted")))
        if now.problem is not None:
            self._list.addWidget(label(words(now.problem)))
        if now.standing is Standing.UNTRUSTED and now.signature is not None:
            self._list.addWidget(signature_card(now.signature, "", self._trust))
        if now.standing is not Standing.IN_FORCE:
            # What does not count stands here with its signer, not among the remarks to be worked off.
            return
        if review.conclusion:
            self._list.addWidget(label(review.conclusion))
        for position, finding in enumerate(review.findings, start=1):
            self._show_finding(finding)
            if finding.kind is not FindingKind.CONFIRMED:
                self._show_answer_field(now.reply.base_digest, position)

    def _show_finding(self, finding: Finding) -> None:
        icon_name, colour, word = KIND_MARKS[finding.kind]
        name, answer = self._item(finding.item)
        link = Button(name if len(name) <= 48 else name[:47] + "…", kind="link")
        link.setEnabled(answer is not None)
        if answer is not None:
            link.clicked.connect(lambda _checked=False, answer=answer: self._show_answer(answer))
        self._list.addLayout(row(Picture(icon_name, colour), label(tr(word), wrap=False), link, 1))
        beside = [finding.severity.text(current())] if finding.severity else []
        if finding.rating:
            beside.append(tr("own rating: {rating}", rating=finding.rating))
        if finding.due_on:
            beside.append(tr("answer expected by {date}", date=finding.due_on))
        for text in (finding.text, " · ".join(beside)):
            if text:
                remark = label(text, "muted")
                remark.setContentsMargins(3 * GRID, 0, 0, 0)
                self._list.addWidget(remark, 0, Qt.AlignmentFlag.AlignTop)

    def _show_answer_field(self, reply: str, position: int) -> None:
        """Offers to answer a finding in words; the next version's report carries them, with the answers that were changed."""
        field = QPlainTextEdit(self._answers.get((reply, position), FindingAnswer(reply, position)).text)
        field.setFixedHeight(7 * GRID)
        field.setTabChangesFocus(True)
        field.setPlaceholderText(tr("Your answer to this remark; the report of the next version carries it."))
        field.setAccessibleName(tr("Your answer to remark {number}", number=position))
        field.textChanged.connect(lambda: self._keep_answer(reply, position, field.toPlainText()))
        self.answer_fields[reply, position] = field
        indented = row(field)
        indented.setContentsMargins(3 * GRID, 0, 0, 0)
        self._list.addLayout(indented)

    def _keep_answer(self, reply: str, position: int, text: str) -> None:
        assessment = self._session.assessment
        if assessment is None:
            return
        case = assessment.case_number
        before = self._answers.get((reply, position), FindingAnswer(reply, position))
        answer = replace(before, text=text[:LONGEST])
        self._answers[reply, position] = answer
        self._session.in_workspace(lambda workspace: workspace.exchange.answer_finding(case, answer))

    def _item(self, item: str) -> tuple[str, AnswerId | None]:
        evaluation = self._session.evaluation
        if evaluation is None:
            return item, None
        for result in evaluation.tiers:
            for condition in result.conditions:
                if condition.condition.id == item:
                    return words(condition.condition.text), condition.answers[0] if condition.answers else None
        first = next(
            (answer for answer in evaluation.rulebook.questions if answer == item or answer.startswith(f"{item}.")),
            None,
        )
        return (
            (answer_name(evaluation.rulebook, first), first)
            if first
            else (tr("The whole report") if item == "report" else item, None)
        )
