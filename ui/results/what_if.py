"""What if: try answers and see the tier follow, without touching the draft."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QCheckBox

from models.assessment import AnswerId, Value
from models.evaluation import Evaluation, Item
from models.rulebook import Rulebook, TierId
from ui.language import tr, words
from ui.style.sheet import GRID
from ui.subjects import answer_name, has_own_name
from ui.widgets.basic import Card, clear, label


def item_words(item: Item, rulebook: Rulebook) -> str:
    """Returns what would have to be true, in the words of the question."""
    question = rulebook.questions.get(item.answer)
    if question is None:
        return f"{item.answer}: {item.value}"
    named = answer_name(rulebook, item.answer)
    if has_own_name(rulebook, question) and not item.answer.endswith((".status", ".answer")):
        named = tr("{part} · {question}", part=named, question=question.label)
    value = next((words(text) for choice, text in question.choices if choice == item.value), "")
    if not value:
        value = {"yes": tr("yes"), "no": tr("no")}.get(str(item.value), str(item.value))
    return tr("{subject}: {value}", subject=named, value=value)


class WhatIf(Card):
    """The answers of the smallest sets as check boxes; what is checked holds only here."""

    def __init__(self, on_change: Callable[[Mapping[AnswerId, Value]], object]) -> None:
        super().__init__()
        self._on_change = on_change
        self._boxes: dict[Item, QCheckBox] = {}
        self._shown: tuple[Item, ...] = ()

    @property
    def changes(self) -> dict[AnswerId, Value]:
        """The answers that are tried at the moment."""
        return {item.answer: item.value for item, box in self._boxes.items() if box.isChecked()}

    def show_items(self, evaluation: Evaluation, missing: tuple[tuple[Item, ...], ...], tier: TierId) -> None:
        """Offers the items of the first sets of a tier; keeps what is checked."""
        items = tuple(dict.fromkeys(item for one in missing[:6] for item in one))[:40]
        checked = {item for item, box in self._boxes.items() if box.isChecked()}
        self._shown = items
        clear(self.column)
        self._boxes = {}
        name = words(evaluation.tier(tier).tier.name)
        self.column.addWidget(label(tr("What if these were so? Tick and see the tier follow."), "heading"))
        self.column.addWidget(
            label(
                tr("Nothing is saved: the draft stays as it is. Offered is what leads to {tier}.", tier=name), "muted"
            )
        )
        self.column.setSpacing(GRID // 2)
        for item in items:
            box = QCheckBox(item_words(item, evaluation.rulebook))
            box.setChecked(item in checked)
            box.toggled.connect(lambda _on: self._on_change(self.changes))
            self._boxes[item] = box
            self.column.addWidget(box)
        if not items:
            self.column.addWidget(label(tr("Nothing is missing here."), "muted"))

    def reset(self) -> None:
        """Goes back to the facts."""
        for box in self._boxes.values():
            box.blockSignals(True)
            box.setChecked(False)
            box.blockSignals(False)
