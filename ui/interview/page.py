"""The one-hour path and the ten questions before it: what decides is asked, what is left is said, and it ends by itself."""

from collections.abc import Collection
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from models.assessment import AnswerId, Value
from models.language import N_
from models.questionnaire import QuestionKind
from models.rulebook import Rulebook
from models.subjects import group_name
from ui.interview.ending import EndingView
from ui.language import current, tr, words
from ui.page import TEN_QUESTIONS, Page
from ui.session import Session
from ui.style.sheet import GRID, set_kind
from ui.widgets.basic import ENTER, Button, is_plain, label, row
from ui.wizard.cards.card import CardView
from ui.wizard.cards.viewing import serve_evidence
from ui.wizard.outline import CardPlan

if TYPE_CHECKING:
    from models.interview import Interview, NextQuestion

_EXCHANGED = frozenset({"scenarios", "indicators"})
"""Sections in which another card of the same use may be asked instead."""


class InterviewPage(Page):
    """Asks one card after another; whatever is left open is marked for later, as on the pages of all questions."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.card: CardView | None = None
        self.step: NextQuestion | None = None
        self.state: Interview | None = None
        self.ten = False
        """Whether only the ten questions of the first look are asked."""
        self._asked = 0
        """Questions answered since the ten began."""
        self._most = 0
        """Questions that were left at most, for the bar."""
        self._trail: list[NextQuestion] = []
        self._at = 0
        self._drawn: object = None

        self._standing = label(kind="heading")
        self._left = label(kind="muted")
        self._far = label(kind="small")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(GRID)
        self.all_button = Button(kind="quiet", icon_name="clipboard-pen", on_click=self._all_questions)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for page_key, by in ((Qt.Key.Key_PageDown, 1), (Qt.Key.Key_PageUp, -1)):
            paging = QShortcut(QKeySequence(page_key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            paging.activated.connect(partial(self._turn, by))
        self.previous = Button(icon_name="chevron-left", on_click=partial(self._turn, -1))
        self.instead = Button(kind="quiet", icon_name="chevron-down", on_click=self._offer_others)
        self.next = Button(kind="primary", on_click=partial(self._turn, 1))
        self._lay_out()
        self.say(self.all_button.setText, N_("All questions"))
        self.say(self.previous.setText, N_("Previous"))
        session.case_changed.connect(self._case_changed)

    def _lay_out(self) -> None:
        head = QFrame()
        column = QVBoxLayout(head)
        column.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, GRID)
        column.setSpacing(GRID // 2)
        line = row(self._standing, self.all_button)
        line.setStretch(0, 1)
        line.setAlignment(self.all_button, Qt.AlignmentFlag.AlignTop)
        column.addLayout(line)
        column.addWidget(self._left)
        column.addWidget(self._far)
        column.addWidget(self.bar)
        self._foot = QFrame()
        set_kind(self._foot, "foot")
        foot_line = QHBoxLayout(self._foot)
        foot_line.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        foot_line.addWidget(self.previous)
        foot_line.addStretch(1)
        foot_line.addWidget(self.instead)
        foot_line.addStretch(1)
        foot_line.addWidget(self.next)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(head)
        whole.addWidget(self._area, 1)
        whole.addWidget(self._foot)

    # What is shown

    def show_target(self, target: str) -> None:
        """Begins the ten questions, or the whole path."""
        if target == TEN_QUESTIONS:
            self.ten, self._asked = True, 0
        self._begin()

    def _begin(self) -> None:
        self._trail, self._at, self._most = [], 0, 0
        self._drawn = None
        self.refresh()

    def _case_changed(self) -> None:
        self.ten = False
        self._trail, self._at, self._most, self._asked = [], 0, 0, 0
        self._drawn = None

    def refresh(self) -> None:
        """Shows the question that is asked now with its answers, what is left, or how it ended."""
        assessment, evaluation = self.session.assessment, self.session.evaluation
        if assessment is None or evaluation is None:
            return
        self.state = self._ask()
        drawn = (assessment.case_number, assessment.version, id(self.session.rulebook), current())
        if drawn != self._drawn:
            self._drawn = drawn
            self.step = None
            if self._at < len(self._trail):
                self._show(self._trail[self._at])
            else:
                self._show_next()
        if self.card is not None:
            self.card.show_answers(assessment, self.session.unread, editable=self.session.editable)
        self._say_state()

    def _ask(self) -> "Interview":
        from models.interview import first_look, interview

        evaluation = self.session.evaluation
        if evaluation is None:
            raise ValueError(evaluation)
        return first_look(evaluation, self._asked, self._passed) if self.ten else interview(evaluation, self._passed)

    @property
    def _passed(self) -> Collection[tuple[str, str]]:
        """The cards that were left open, here or on the pages of all questions, or that a colleague is asked about."""
        from models.interview import left_open

        assessment, rulebook = self.session.assessment, self.session.rulebook
        if assessment is None or rulebook is None:
            return ()
        return left_open(assessment, rulebook, self.session.notes.later)

    def _show_next(self) -> None:
        """Shows what is asked next, or the end."""
        if self.state is not None and self.state.steps and self.session.editable:
            step = self.state.steps[0]
            self._trail.append(step)
            self._at = len(self._trail) - 1
            self._show(step)
        else:
            self._at = len(self._trail)
            self._show_end()

    def _show(self, step: "NextQuestion") -> None:
        rulebook, assessment = self.session.rulebook, self.session.assessment
        if rulebook is None or assessment is None:
            return
        self.step = step
        self.card = CardView(plan_of(step, rulebook), rulebook)
        self.card.drawer.hide()
        self.card.answered.connect(self._answered)
        self.card.typed.connect(self._typed)
        serve_evidence(self.card, self.session, self.fail)
        self.card.show_answers(assessment, self.session.unread, editable=self.session.editable)
        self._area.setWidget(self.card)
        self.card.focus_on(self._first_open() or step.answers[0])
        self._say_state()

    def _show_end(self) -> None:
        evaluation = self.session.evaluation
        if evaluation is None or self.state is None:
            return
        self.step = self.card = None
        ending = EndingView(self.state, evaluation, ten=self.ten)
        ending.go.connect(self.go)
        ending.deepened.connect(self._deepen)
        ending.asked_again.connect(self._ask_again)
        self._area.setWidget(ending)
        ending.main_button.setFocus()
        self._say_state()

    def _say_state(self) -> None:
        from models.interview import far, left, standing, to_the_top

        state, rulebook = self.state, self.session.rulebook
        if state is None or rulebook is None:
            return
        asking = self.step is not None
        self._standing.setText(words(standing(state, rulebook)) if not asking else self._reached())
        if asking and self.ten:
            self._left.setText(tr("Ten questions for a first range: question {number}", number=self._asked + 1))
        else:
            self._left.setText(words(left(state, rulebook)))
        self._left.setVisible(asking)
        evaluation = self.session.evaluation
        above = far(to_the_top(evaluation, self._passed), rulebook) if evaluation is not None and asking else None
        self._far.setVisible(above is not None and not self.ten)
        self._far.setText(words(above) if above is not None else "")
        self.bar.setVisible(asking)
        self._most = max(self._most, state.questions_left)
        self.bar.setRange(0, max(self._most, 1))
        self.bar.setValue(self._most - state.questions_left)
        self.bar.setAccessibleName(self._left.text())
        self._foot.setVisible(asking or bool(self._trail))
        self.previous.setEnabled(self._at > 0)
        self.next.setVisible(asking)
        answered = self._is_answered()
        asks_platform = self.step is not None and self.step.key == ("maturity", "declared")
        self.next.setText(tr("Next") if answered else tr("We have none") if asks_platform else tr("Leave open"))
        self.next.setToolTip("" if answered else tr("Go on without an answer; a clock marks the question for later"))
        others = self.step.instead if self.step is not None and self.step.section in _EXCHANGED else ()
        self.instead.setVisible(bool(others) and not answered)
        self.instead.setText(tr("Another one instead"))

    def _reached(self) -> str:
        """The heading while something is asked: what is reached for certain, and what is being decided."""
        from models.interview import tier_words

        state, rulebook = self.state, self.session.rulebook
        if state is None or rulebook is None or state.reached is None:
            return tr("The shortest way to your tier")
        return tr("Reached for certain: {tier}", tier=words(tier_words(rulebook, state.reached)))

    def _is_answered(self) -> bool:
        assessment = self.session.assessment
        if self.step is None or assessment is None:
            return False
        return any(assessment.get(answer) is not None for answer in self.step.answers)

    # What the person does

    def _answered(self, answer: str, value: object, typed: bool) -> None:
        if self.step is not None and self.step.group in self.session.notes.later:
            self.session.notes.put_off(self.session.notes.later - {self.step.group})
        self.session.answer({AnswerId(answer): value}, typing=typed)  # type: ignore[dict-item]  # a signal carries any object

    def _typed(self, answer: str, text: str, read: bool) -> None:
        changes: dict[AnswerId, Value | None] = {AnswerId(answer): None} if read else {}
        self.session.answer(changes, typing=not read, unread={AnswerId(answer): text})

    def _turn(self, by: int) -> None:
        """Goes on to what decides now, or back to what was asked before."""
        self.leave()
        if by < 0:
            if self._at > 0:
                self._at -= 1
                self._show(self._trail[self._at])
                self.refresh()
            return
        if self.step is None:
            return
        if not self._is_answered():
            self.session.notes.put_off(self.session.notes.later | {self.step.group})
        elif self._at == len(self._trail) - 1:
            assessment = self.session.assessment
            given = [answer for answer in self.step.answers if assessment and assessment.get(answer) is not None]
            self._count(given)
        self._at += 1
        self.state = self._ask()
        if self._at < len(self._trail):
            self._show(self._trail[self._at])
        else:
            self._go_on()
        self.refresh()

    def _count(self, given: list[AnswerId]) -> None:
        from models.interview import questions_in

        self._asked += questions_in(given)

    def _go_on(self) -> None:
        """Shows the next question; one of which nothing more was said comes back only when it is asked for."""
        before, assessment = self._trail[-1], self.session.assessment
        state = self.state
        if state is not None and state.steps and assessment is not None:
            again = state.steps[0]
            if again.key == before.key and set(again.answers) <= set(before.answers):
                self.session.notes.put_off(self.session.notes.later | {again.group})
                self.state = self._ask()
        self._show_next()

    def _offer_others(self) -> None:
        """Lists the cards that would do as well; the chosen one is asked in this one's place."""
        step, rulebook = self.step, self.session.rulebook
        if step is None or rulebook is None:
            return
        menu = QMenu(self)
        for group in step.instead:
            act = menu.addAction(words(group_name(rulebook, step.section, group)))
            act.triggered.connect(partial(self.exchange, group))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.instead.mapToGlobal(self.instead.rect().topLeft()))

    def exchange(self, group: str) -> None:
        """Asks another card of the same use in the place of the present one."""
        step, rulebook = self.step, self.session.rulebook
        if step is None or rulebook is None:
            return
        asked = tuple(AnswerId(answer.replace(f".{step.group}.", f".{group}.")) for answer in _like(step, rulebook))
        others = tuple(sorted({*step.instead, step.group} - {group}))
        self._trail[self._at] = replace(step, group=group, answers=asked, instead=others)
        self._show(self._trail[self._at])

    def _deepen(self) -> None:
        self.ten = False
        self._begin()
        self.setFocus()
        if self.card is not None:
            self.card.focus_on()

    def _ask_again(self) -> None:
        """Forgets what was left open, so that it is asked once more."""
        self.session.notes.put_off(frozenset())
        self._deepen()

    def _all_questions(self) -> None:
        self.go.emit("fill", self.step.answers[0] if self.step is not None else "")

    def _first_open(self) -> str:
        assessment = self.session.assessment
        if self.step is None or assessment is None:
            return ""
        return next((answer for answer in self.step.answers if assessment.get(answer) is None), "")

    def in_view(self, answers: Collection[AnswerId]) -> bool:
        """Returns whether the places of all these answers are in sight."""
        return self.isVisible() and self.card is not None and all(map(self.card.shows, answers))

    def leave(self) -> None:
        """Hands over what was typed and not read yet."""
        if self.card is not None:
            self.card.hand_over()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits pick a choice and go on to the next field of the card; Enter goes on, from the last one to the next card."""
        key = event.key()
        if self.card is None or not is_plain(event):
            super().keyPressEvent(event)
        elif self.session.editable and Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self.card.choose(key - int(Qt.Key.Key_0))
            self._to_open_field()
        elif key in ENTER and not self.card.in_doubt:
            self.leave()
            if not self._to_open_field():
                self._turn(1)
        else:
            super().keyPressEvent(event)

    def _to_open_field(self) -> bool:
        """Puts the keyboard into the next field of the card that is open, if some of it is answered already."""
        answer = self._first_open()
        if not answer or not self._is_answered() or self.card is None:
            return False
        field = self.card.fields.get(AnswerId(answer))
        if field is None or not field.isVisible() or field.isAncestorOf(self.window().focusWidget() or self):
            return False
        self.card.focus_on(answer)
        QTimer.singleShot(0, field, partial(self._area.ensureWidgetVisible, field))
        return True


def _like(step: "NextQuestion", rulebook: Rulebook) -> tuple[AnswerId, ...]:
    """Returns what a card asks when nothing of it is answered: for an indicator all that its comparison needs."""
    if step.section != "indicators":
        return step.answers
    prefix = f"{step.section}.{step.group}."
    return tuple(
        question.id for question in rulebook.questions.values() if question.id.startswith(prefix) and question.decisive
    )


def plan_of(step: "NextQuestion", rulebook: Rulebook) -> CardPlan:
    """Returns the card of a step: what decides at once, proof beside it, everything else left to the pages of all questions."""
    asked = [rulebook.questions[answer] for answer in step.answers]
    beside = tuple(
        question
        for question in rulebook.questions.values()
        if (question.section, question.group) == step.key and question.kind is QuestionKind.EVIDENCE
    )
    main = tuple(question for question in asked if question.kind is not QuestionKind.EVIDENCE)
    return CardPlan(step.section, step.group, main, (), None, None, None, None, beside)
