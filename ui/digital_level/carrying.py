"""What the digital level fills in on the ladder, what it filled in, and what the ladder says of its questions."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from models.assessment import AnswerId
from models.digital_level import Account, Scheme
from models.digital_level.answered import using
from models.digital_level.crosswalk import ImpliedAnswer, State
from models.digital_level.scheme import ScoredQuestion
from models.evaluation import Item
from models.language import N_, Sentence, sentence
from models.rulebook import Rulebook
from ui.language import current, run_on, tr, words
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, clear, label, row
from ui.words.subjects import short_name


def part_name(scheme: Scheme, part: str) -> Sentence:
    """Returns how a question or scene is called as an origin."""
    known = scheme.by_id[part]
    if isinstance(known, ScoredQuestion):
        return sentence(N_("question {number} ({name})"), number=known.number, name=known.name)
    return sentence(N_("scene “{name}”"), name=known.name)


def origin(scheme: Scheme, parts: tuple[str, ...]) -> Sentence:
    """Returns where something comes from: `from the digital level, question 7 (data security)`."""
    if not parts:
        return sentence(N_("from the overall digital level"))
    return sentence(N_("from the digital level, {parts}"), parts=tuple(part_name(scheme, part) for part in parts))


class CarryTab(QWidget):
    """Four lists: to fill in, filled in, to ask first, and known here already."""

    take = Signal(object)
    """The offers to fill in."""
    confirm = Signal(object)
    """Ids of filled-in answers that are right."""
    take_back = Signal(object)
    """Ids of filled-in answers to be taken away."""
    use = Signal(object)
    """Changes of answers of the digital level."""
    wanted = Signal(str)
    """An answer of the ladder that the person wants to see."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2 * GRID)
        self._drawn: tuple[object, ...] = ()
        self.boxes: list[tuple[QCheckBox, ImpliedAnswer]] = []
        self.fill_button: Button | None = None

    def show_account(self, account: Account, rulebook: Rulebook, *, editable: bool) -> None:
        """Shows the lists; rebuilds them only when they changed."""
        drawn = (account.offers, account.filled, account.hints, account.known, account.too_old, editable, current())
        if drawn == self._drawn:
            return
        self._drawn = drawn
        self.boxes = []
        self.fill_button = None
        clear(self._column)
        self._column.addWidget(self._offers(account, rulebook, editable=editable))
        if account.filled:
            self._column.addWidget(self._filled(account, rulebook, editable=editable))
        self._column.addWidget(self._known(account, editable=editable))
        self._column.addWidget(self._hints(account, rulebook))

    def _offers(self, account: Account, rulebook: Rulebook, *, editable: bool) -> Card:
        card = Card()
        card.column.addWidget(label(tr("What it fills in on the ladder"), "heading"))
        card.column.addWidget(
            label(
                tr(
                    "Only open answers and guesses are filled in, as guesses without proof that you confirm. Undo takes them back."
                ),
                "muted",
            )
        )
        scheme = account.result.scheme
        if account.too_old:
            card.column.addWidget(label(tr("The test is older than a year: nothing is filled in from it."), "unknown"))
        elif not account.offers:
            card.column.addWidget(label(tr("Nothing yet: answer questions or scenes first."), "muted"))
        for offer in account.takeable:
            box = QCheckBox(tr("{what}: {value}", what=_asked(rulebook, offer.answer), value=_value(rulebook, offer)))
            box.setChecked(offer.state is State.OPEN)
            box.setEnabled(editable)
            box.toggled.connect(self._count)
            self.boxes.append((box, offer))
            card.column.addWidget(box)
            card.column.addWidget(
                _indented(
                    tr("{origin}; {how}. {why}.", origin=origin(scheme, offer.parts), how=offer.how.word, why=offer.why)
                )
            )
        if self.boxes and editable:
            self.fill_button = Button(kind="primary", on_click=self._take)
            card.column.addLayout(row(self.fill_button, 1))
            self._count()
        differing = [offer for offer in account.offers if offer.state is State.DIFFERS]
        if differing:
            card.column.addWidget(label(tr("You answered otherwise; this stays as you answered it:"), "topic"))
        for offer in differing:
            text = tr(
                "{what}: {value} by the digital level",
                what=_asked(rulebook, offer.answer),
                value=_value(rulebook, offer),
            )
            card.column.addWidget(Button(text, kind="link", on_click=partial(self.wanted.emit, str(offer.answer))))
        for never in account.never:
            card.column.addWidget(label(tr("Never filled in: {why}", why=never.why), "small"))
        return card

    def _count(self, _checked: bool = False) -> None:
        if self.fill_button is not None:
            count = sum(box.isChecked() for box, _offer in self.boxes)
            self.fill_button.setText(tr("Fill in as guesses ({count})", count=count))
            self.fill_button.setEnabled(count > 0)

    def _take(self) -> None:
        self.take.emit(tuple(offer for box, offer in self.boxes if box.isChecked()))

    def _filled(self, account: Account, rulebook: Rulebook, *, editable: bool) -> Card:
        card = Card()
        card.column.addWidget(label(tr("Filled in and not confirmed yet"), "heading"))
        answers = tuple(each.answer for each in account.filled)
        for each in account.filled:
            name = tr(
                "{what}, {origin}", what=_asked(rulebook, each.answer), origin=origin(account.result.scheme, each.parts)
            )
            link = Button(name, kind="link", on_click=partial(self.wanted.emit, str(each.answer)))
            right = Button(tr("This is right"), on_click=partial(self.confirm.emit, (each.answer,)))
            back = Button(tr("Take back"), on_click=partial(self.take_back.emit, (each.answer,)))
            for button in (right, back):
                button.setAccessibleName(f"{button.text()}: {name}")
                button.setEnabled(editable)
            line = row(link, right, back)
            line.setStretch(0, 1)
            card.column.addLayout(line)
        every = Button(tr("Take all back"), on_click=partial(self.take_back.emit, answers))
        every.setEnabled(editable)
        card.column.addLayout(row(every, 1))
        return card

    def _known(self, account: Account, *, editable: bool) -> Card:
        card = Card()
        card.column.addWidget(label(tr("What you have answered already"), "heading"))
        card.column.addWidget(
            label(tr("These of its questions are answered, or nearly, by your answers for the ladder."), "muted")
        )
        if not account.known:
            card.column.addWidget(
                label(tr("Nothing yet: machines, revenue, people, systems and maturity are looked at."), "muted")
            )
        for each in account.known:
            card.column.addWidget(
                label(
                    tr(
                        "{part}: {said} ({state}). {why}.",
                        part=part_name(account.result.scheme, each.part),
                        said=each.said,
                        state=each.state.word,
                        why=each.why,
                    )
                )
            )
        if account.usable and editable:
            button = Button(
                tr("Use the open figures ({count})", count=len(account.usable)),
                on_click=lambda: self.use.emit(using(account.usable)),
            )
            card.column.addLayout(row(button, 1))
        return card

    def _hints(self, account: Account, rulebook: Rulebook) -> Card:
        card = Card()
        card.column.addWidget(label(tr("To be asked, not filled in"), "heading"))
        if not account.hints:
            card.column.addWidget(label(tr("Nothing at present."), "muted"))
        figures = {field.id: field.text for question in account.result.scheme.questions for field in question.figures}
        for hint in account.hints:
            link = Button(
                _asked(rulebook, hint.answer), kind="link", on_click=partial(self.wanted.emit, str(hint.answer))
            )
            card.column.addWidget(link)
            said = tr("{origin}. {why}.", origin=origin(account.result.scheme, hint.parts), why=hint.why)
            beside = (tr("{what}: {number}.", what=figures[name], number=value) for name, value in hint.figures)
            card.column.addWidget(_indented(run_on(said, *beside)))
        return card


def _indented(text: str) -> QWidget:
    said = label(text, "small")
    said.setContentsMargins(3 * GRID, 0, 0, 0)
    return said


def _asked(rulebook: Rulebook, answer: AnswerId) -> str:
    """An answer of the ladder by its card and its question."""
    name, asked = short_name((Item(answer, ""),), rulebook), words(rulebook.questions[answer].short)
    if answer.startswith("maturity."):
        return name
    return name if name == asked or asked.startswith(name) else tr("{part} · {question}", part=name, question=asked)


def _value(rulebook: Rulebook, offer: ImpliedAnswer) -> str:
    choices = rulebook.questions[offer.answer].choices
    return next((words(text) for choice, text in choices if choice == offer.value), str(offer.value))
