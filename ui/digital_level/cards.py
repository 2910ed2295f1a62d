"""One card for each question and each scene: what is asked, what it gives, what the answers of the ladder say of it."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from models.assessment import AnswerId, Assessment, Value
from models.digital_level import PREFIX, Account, Scheme
from models.digital_level.answered import Known, using
from models.digital_level.scheme import Conflict, Scene, ScoredQuestion, ScoringKind
from models.language import plain_number
from ui.language import tr, words
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, clear, label, row
from ui.widgets.flow import FlowLayout
from ui.wizard.cards.fields import Field, keyboard_place, make_field

Changes = Mapping[AnswerId, Value | None]


class SeveralField(QWidget):
    """Chips of which several may be chosen, and one for none; one click answers for all of them.

    A chip that was the only one leaves the question open when it is taken back: that none holds is said by its own chip.
    """

    changed = Signal(object)
    """The changes: yes or no for every option, None for each where the answer was taken away."""

    def __init__(self, question: ScoredQuestion) -> None:
        super().__init__()
        self.question = question
        self._held: dict[str, Value | None] = {}
        layout = FlowLayout(self, spacing=GRID)
        self.chips: dict[str, Button] = {}
        none = question.options[0]
        for number, option in enumerate((*question.counting, none), start=1):
            chip = Button(words(option.text), kind="chip")
            chip.setCheckable(True)
            chip.setAccessibleName(f"{words(question.name)}: {words(option.text)}")
            if number <= 9:
                chip.setToolTip(tr("Key {number}", number=number))
            chip.clicked.connect(lambda _checked, chosen=option.id: self._clicked(chosen))
            self.chips[option.id] = chip
            layout.addWidget(chip)
        self.clear_button = Button(tr("Clear"), kind="quiet", icon_name="x", on_click=self.clear)
        self.clear_button.setAccessibleName(tr("Clear the answer: {question}", question=question.name))
        self.clear_button.setToolTip(tr("Leave this question open again (Delete)"))
        # The keyboard has Delete on the chips.
        self.clear_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clear_button.hide()
        layout.addWidget(self.clear_button)

    def _clicked(self, chosen: str) -> None:
        options = [option.id for option in self.question.counting]
        now = {option for option in options if self._held.get(option) == "yes"}
        none = self.question.options[0].id
        after = set() if chosen == none else now ^ {chosen}
        if not after and chosen != none:
            self.clear()
            return
        if chosen == none and self._says_none:
            # Qt has taken the mark from the chip that was clicked again.
            self.chips[none].setChecked(True)
            return
        values = {option: "yes" if option in after else "no" for option in options}
        self.changed.emit({self.question.holds(option): value for option, value in values.items()})

    @property
    def _says_none(self) -> bool:
        return all(value == "no" for value in self._held.values())

    def clear(self) -> None:
        """Takes the answer away."""
        if any(value is not None for value in self._held.values()):
            self.changed.emit({self.question.holds(option.id): None for option in self.question.counting})

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete and Backspace on a chip take the answer away."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        else:
            super().keyPressEvent(event)

    def show_answers(self, assessment: Assessment) -> None:
        """Checks the chips of the options that hold."""
        self._held = {option.id: assessment.get(self.question.holds(option.id)) for option in self.question.counting}
        for option, value in self._held.items():
            self.chips[option].setChecked(value == "yes")
        self.chips[self.question.options[0].id].setChecked(self._says_none)
        self.clear_button.setVisible(any(value is not None for value in self._held.values()))

    def asks(self, answer: AnswerId) -> bool:
        """Returns whether an answer is one of its options."""
        return any(self.question.holds(option.id) == answer for option in self.question.counting)

    def choose(self, number: int) -> None:
        """Clicks a chip by its number."""
        if 1 <= number <= len(self.chips):
            list(self.chips.values())[number - 1].click()

    def set_editable(self, editable: bool) -> None:
        """Makes the chips clickable or read-only."""
        self.setEnabled(editable)


class PartCard(Card):
    """What a question and a scene have in common."""

    changed = Signal(object)
    """Changes of answers."""
    typed = Signal(str, str, bool)
    """The answer for which something is typed that is none, the text, and whether it was read and not understood."""

    def __init__(self, part: str, conflicts: tuple[Conflict, ...]) -> None:
        super().__init__()
        self.part = part
        self.fields: dict[AnswerId, Field] = {}
        self.several: SeveralField | None = None
        self._known_shown: tuple[Known, ...] | None = None
        self._known = QVBoxLayout()
        self._known.setSpacing(2)
        self._conflicts = [conflict for conflict in conflicts if part in conflict.about]

    def _field(self, scheme: Scheme, answer: AnswerId) -> Field:
        field = make_field(scheme.answers[answer])
        field.changed.connect(lambda value: self.changed.emit({answer: value}))
        field.typed.connect(lambda text, read: self.typed.emit(answer, text, read))
        self.fields[answer] = field
        return field

    def _foot(self) -> None:
        """What the answers of the ladder say, then where the sources differ."""
        self.column.addLayout(self._known)
        for conflict in self._conflicts:
            self.column.addWidget(label(words(conflict.text), "small"))

    def show_account(
        self, account: Account, assessment: Assessment, unread: Mapping[AnswerId, str], *, editable: bool
    ) -> None:
        """Shows the answers and the result as they are now."""
        for answer, field in self.fields.items():
            field.show_value(assessment.get(answer), unread.get(answer, ""))
            field.set_editable(editable)
        if self.several is not None:
            self.several.show_answers(assessment)
            self.several.set_editable(editable)
        known = tuple(each for each in account.known if each.part == self.part)
        if known != self._known_shown:
            self._known_shown = known
            clear(self._known)
            for each in known:
                self._known.addLayout(self._known_line(each))

    def _known_line(self, known: Known) -> QHBoxLayout:
        said = label(tr("{said} ({state}). {why}.", said=known.said, state=known.state.word, why=known.why), "small")
        changes = using((known,))
        if not changes:
            return row(said)
        use = Button(tr("Use it"), on_click=lambda: self.changed.emit(changes))
        use.setAccessibleName(f"{words(known.said)}: {tr('Use it')}")
        line = row(said, use)
        line.setStretch(0, 1)
        return line

    @property
    def _choosable(self) -> "SeveralField | Field | None":
        """What a digit answers; None where only figures are asked."""
        return self.several or next((field for field in self.fields.values() if field.choices()), None)

    def picks_from(self, widget: QWidget) -> bool:
        """Returns whether a widget is one of the choices."""
        return self._choosable is not None and self._choosable.isAncestorOf(widget)

    def choose(self, number: int) -> None:
        """Picks a choice by its number."""
        if self._choosable is not None:
            self._choosable.choose(number)

    def shows(self, answer: AnswerId) -> bool:
        """Returns whether the place of an answer is in sight."""
        place = self.fields.get(answer) or (
            self.several if self.several is not None and self.several.asks(answer) else None
        )
        return place is not None and not place.visibleRegion().isEmpty()

    def hand_over(self) -> None:
        """Reads what was typed and not read yet."""
        for field in self.fields.values():
            field.hand_over()

    def first(self) -> QWidget:
        """Where the keyboard begins."""
        if self.several is not None:
            return next(iter(self.several.chips.values()))
        field = next(iter(self.fields.values()))
        return keyboard_place(field) or field


class QuestionCard(PartCard):
    """One of the fifteen questions, with its points."""

    def __init__(self, scheme: Scheme, question: ScoredQuestion) -> None:
        super().__init__(question.id, scheme.conflicts)
        self.question = question
        self._points = label(kind="muted", wrap=False)
        name = label(tr("{number}. {name}", number=question.number, name=question.name), "topic")
        head = row(name, self._points)
        head.setStretch(0, 1)
        self.column.addLayout(head)
        self.column.addWidget(label(words(question.ask), "lead"))
        if question.kind is ScoringKind.SEVERAL:
            self.several = SeveralField(question)
            self.several.changed.connect(self.changed)
            self.column.addWidget(self.several)
        else:
            self.column.addWidget(self._field(scheme, question.choice))
        if question.figures:
            self._add_figures(scheme, question)
        if question.note is not None:
            self.column.addWidget(label(words(question.note), "small"))
        if question.proof is not None:
            self.column.addWidget(label(tr("An assessor is shown: {what}", what=question.proof), "small"))
        self._foot()

    def _add_figures(self, scheme: Scheme, question: ScoredQuestion) -> None:
        if question.derived is not None:
            self.column.addWidget(label(tr("Or give the figures; the answer follows from them:"), "small"))
        grid = QGridLayout()
        grid.setSpacing(GRID)
        for number, figure in enumerate(question.figures):
            line, side = divmod(number, 2)
            name = label(words(figure.text))
            grid.addWidget(name, line, 2 * side)
            grid.addWidget(self._field(scheme, figure.answer), line, 2 * side + 1)
            grid.setColumnStretch(2 * side + 1, 1)
        self.column.addLayout(grid)

    def show_account(
        self, account: Account, assessment: Assessment, unread: Mapping[AnswerId, str], *, editable: bool
    ) -> None:
        """Shows the answers, and the points that they give."""
        super().show_account(account, assessment, unread, editable=editable)
        result = next(each for each in account.result.questions if each.question.id == self.part)
        most = plain_number(result.question.points)
        if not result.answered:
            text = tr("{low} to {high} of {most} points", low=result.low, high=result.high, most=most)
        elif result.from_figures:
            chosen = next(option for option in result.question.options if option.id == result.options[0])
            text = tr(
                "“{option}” by the figures: {points} of {most} points", option=chosen.text, points=result.low, most=most
            )
        else:
            text = tr("{points} of {most} points", points=result.low, most=most)
        self._points.setText(text)


class SceneCard(PartCard):
    """One of the sixteen scenes, from nothing to level 4."""

    def __init__(self, scheme: Scheme, scene: Scene) -> None:
        super().__init__(scene.id, scheme.conflicts)
        mark = label(tr("binding") if scene.binding else tr("guiding"), "muted", wrap=False)
        head = row(label(words(scene.name), "topic"), mark)
        head.setStretch(0, 1)
        self.column.addLayout(head)
        self.column.addWidget(self._field(scheme, scene.answer))
        self._foot()


def part_of(answer: str) -> str:
    """Returns the question or scene to which an answer of the digital level belongs."""
    return answer.removeprefix(PREFIX).split(".")[0]
