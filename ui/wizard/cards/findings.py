"""What assessors found, at the question that it is about: the remark, and the factory's answer to it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QPlainTextEdit

from models.exchange.answering import AskedFinding, FindingAnswer
from models.rulebook import Rulebook
from ui.language import current, tr
from ui.session import Session
from ui.style.sheet import GRID
from ui.verdict.marks import KIND_MARKS, LONGEST
from ui.widgets.basic import Button, Card, Picture, label, row
from ui.wizard.cards.card import CardView

if TYPE_CHECKING:
    from models.workspace import Workspace

_Key = tuple[str, str]
"""Section and group of a card."""


class FindingsHere:
    """The findings in force on the open case, and what is answered to them; nothing of them changes an answer by itself."""

    def __init__(self, session: Session, changed: Callable[[], object], answered: Callable[[], object]) -> None:
        """Begins with nothing.

        Args:
            session: with the open case.
            changed: called whenever other findings are in force.
            answered: called when one is answered, or no longer.
        """
        self._session, self._changed, self._answered = session, changed, answered
        session.case_changed.connect(self.reload)
        self.findings: tuple[AskedFinding, ...] = ()

    def reload(self) -> None:
        """Reads the findings of the open case."""
        assessment, evaluation = self._session.assessment, self._session.evaluation
        if assessment is None or evaluation is None:
            self.findings = ()
            return
        case = assessment.case_number

        def read(workspace: "Workspace") -> tuple[AskedFinding, ...]:
            from reports.exchange.answering import findings_now

            return findings_now(workspace, case, evaluation, datetime.now().astimezone())

        def show(findings: tuple[AskedFinding, ...]) -> None:
            open_now = self._session.assessment
            if open_now is not None and open_now.case_number == case and findings != self.findings:
                self.findings = findings
                self._changed()

        self._session.in_workspace(read, show)

    def of_card(self, key: _Key, rulebook: Rulebook) -> tuple[AskedFinding, ...]:
        """Returns what is asked about one card of questions."""
        return tuple(asked for asked in self.findings if asked.wants_answer and key in _cards(asked, rulebook))

    def cards(self, rulebook: Rulebook) -> frozenset[_Key]:
        """Returns the cards on which something is asked and not answered yet."""
        return frozenset(
            key
            for asked in self.findings
            if asked.wants_answer and not asked.is_answered
            for key in _cards(asked, rulebook)
        )

    def answer(self, asked: AskedFinding, answer: FindingAnswer) -> None:
        """Saves what the factory answers; the report of the next version carries it."""
        self.findings = tuple(
            replace(each, answer=answer) if (each.reply, each.position) == (asked.reply, asked.position) else each
            for each in self.findings
        )
        if replace(asked, answer=answer).is_answered != asked.is_answered:
            self._answered()
        assessment = self._session.assessment
        if assessment is not None:
            case = assessment.case_number
            self._session.in_workspace(lambda workspace: workspace.exchange.answer_finding(case, answer))

    def pieces(self) -> Iterable[tuple[str, str]]:
        """Yields digest and name of every file of the case."""
        assessment = self._session.assessment
        for piece in assessment.evidence.values() if assessment is not None else ():
            yield piece.digest, piece.name


def _cards(asked: AskedFinding, rulebook: Rulebook) -> frozenset[_Key]:
    """The cards of the questions that a finding is about; of one on many questions none, it stands in the report's list."""
    questions = (rulebook.questions.get(answer) for answer in asked.about)
    cards = {(question.section, question.group) for question in questions if question is not None}
    return frozenset(cards) if len(cards) <= _MOST_CARDS else frozenset()


_MOST_CARDS = 5


class FindingNote(Card):
    """One finding above its question, with a field for the answer and the files that show it."""

    def __init__(self, here: FindingsHere, asked: AskedFinding) -> None:
        super().__init__("note", margin=GRID, spacing=GRID // 2)
        self._here, self._asked, self._answer = here, asked, asked.answer
        finding = asked.finding
        name, colour, word = KIND_MARKS[finding.kind]
        head = tr(
            "{reviewer} on version {version}: {judgement}",
            reviewer=asked.reviewer,
            version=asked.version,
            judgement=tr(word),
        )
        parts = [head]
        if finding.severity:
            parts.append(finding.severity.text(current()))
        if finding.due_on:
            parts.append(tr("answer expected by {date}", date=finding.due_on))
        line = row(Picture(name, colour), label(" · ".join(parts), "muted"))
        line.setStretch(1, 1)
        self.column.addLayout(line)
        if finding.text:
            self.column.addWidget(label(finding.text))
        if asked.changed:
            self.column.addWidget(label(tr("You have changed the answer since; the next report says so."), "good"))
        self.field = QPlainTextEdit(asked.answer.text)
        self.field.setFixedHeight(7 * GRID)
        self.field.setTabChangesFocus(True)
        self.field.setPlaceholderText(tr("Your answer to this remark; the report of the next version carries it."))
        self.field.setAccessibleName(tr("Your answer to remark {number}", number=asked.position))
        self.field.textChanged.connect(lambda: self._say(text=self.field.toPlainText()[:LONGEST]))
        self.column.addWidget(self.field)
        self.proof = Button(kind="quiet", icon_name="paperclip")
        self._menu = QMenu(self)
        self.proof.setMenu(self._menu)
        self._fill_menu()
        self.column.addLayout(row(self.proof, 1))

    def _fill_menu(self) -> None:
        self._menu.clear()
        chosen = []
        for digest, name in self._here.pieces():
            action = self._menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(digest in self._answer.evidence)
            action.toggled.connect(partial(self.point_to, digest))
            if digest in self._answer.evidence:
                chosen.append(name)
        self.proof.setEnabled(not self._menu.isEmpty())
        self.proof.setText(tr("Evidence: {files}", files=chosen) if chosen else tr("Point to evidence…"))

    def point_to(self, digest: str, wanted: bool) -> None:
        """Names a file of the case as showing what was asked for, or no longer."""
        others = tuple(each for each in self._answer.evidence if each != digest)
        self._say(evidence=(*others, digest) if wanted else others)
        self._fill_menu()

    def _say(self, **said: object) -> None:
        self._answer = replace(self._answer, **said)  # type: ignore[arg-type]
        self._here.answer(self._asked, self._answer)
        self._asked = replace(self._asked, answer=self._answer)


def show_findings(card: CardView | None, here: FindingsHere, rulebook: Rulebook | None) -> None:
    """Shows what assessors found about a card on it, where there is one."""
    if card is not None and rulebook is not None:
        card.show_findings([FindingNote(here, asked) for asked in here.of_card(card.plan.key, rulebook)])
