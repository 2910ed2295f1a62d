"""What if: try answers and see the tier change, without touching the draft."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QCheckBox

from models.assessment import AnswerId, Value
from models.evaluation import Evaluation, Item
from models.rulebook import TierId
from ui.language import tr, words
from ui.style.sheet import GRID
from ui.widgets.basic import Card, clear, label
from ui.words.subjects import grouped, wanted


class WhatIfCard(Card):
    """The answers of the smallest sets as check boxes; what is checked holds only here."""

    def __init__(self, on_change: Callable[[Mapping[AnswerId, Value]], object]) -> None:
        super().__init__()
        self._on_change = on_change
        self._boxes: dict[tuple[Item, ...], QCheckBox] = {}
        self._first: tuple[tuple[Item, ...], ...] = ()

    @property
    def changes(self) -> dict[AnswerId, Value]:
        """The answers that are tried at the moment."""
        return {item.answer: item.value for items, box in self._boxes.items() if box.isChecked() for item in items}

    def show_items(self, evaluation: Evaluation, missing: tuple[tuple[Item, ...], ...], tier: TierId) -> None:
        """Offers the items of the first sets of a tier; keeps what is checked."""
        sets = tuple(dict.fromkeys(group for items in missing[:6] for group in grouped(items, evaluation.rulebook)))[
            :40
        ]
        self._first = grouped(missing[0], evaluation.rulebook) if missing else ()
        checked = {items for items, box in self._boxes.items() if box.isChecked()}
        clear(self.column)
        self._boxes = {}
        name = words(evaluation.tier(tier).tier.name)
        self.column.addWidget(label(tr("What if these were true? Tick them and watch the tier."), "heading"))
        self.column.addWidget(
            label(
                tr("Nothing is saved and the draft stays as it is. Listed is what leads to {tier}.", tier=name), "muted"
            )
        )
        self.column.setSpacing(GRID // 2)
        for items in sets:
            box = QCheckBox(wanted(items, evaluation.rulebook))
            box.setChecked(items in checked)
            box.toggled.connect(lambda _on: self._on_change(self.changes))
            self._boxes[items] = box
            self.column.addWidget(box)
        if not sets:
            self.column.addWidget(label(tr("Nothing is missing here."), "muted"))

    def boxes_of_first_set(self) -> tuple[QCheckBox, ...]:
        """Returns the boxes of the smallest set of answers that closes the tier."""
        return tuple(self._boxes[items] for items in self._first)

    def reset(self) -> None:
        """Goes back to the facts."""
        for box in self._boxes.values():
            box.blockSignals(True)
            box.setChecked(False)
            box.blockSignals(False)
