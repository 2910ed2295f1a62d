"""The factories of one enterprise side by side: one column each."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QTreeWidgetItem, QWidget

from ui.language import tr, words
from ui.over_time.trend import fit
from ui.over_time.words import score_words
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, clear, label
from ui.widgets.flow import FlowLayout
from ui.widgets.seen import SeenTree
from ui.words.tiers import tier_word

if TYPE_CHECKING:
    from models.evaluator.key_figures import MetOf
    from reports.acts.over_time import FactoryBeside

_ROWS_SHOWN = 20


class FactoriesCard(Card):
    """The open factory first; each of the others can be opened."""

    def __init__(self, open_case: Callable[[str], object]) -> None:
        super().__init__(margin=2 * GRID)
        self._open_case = open_case
        self._heading = label(kind="heading")
        self._lead = label(kind="muted")
        self.table = SeenTree()
        self.table.setRootIsDecorated(False)
        self._holder = QWidget()
        self._flow = FlowLayout(self._holder, spacing=2 * GRID)
        self.open_buttons: dict[str, Button] = {}
        """By case."""
        for part in (self._heading, self._lead, self.table, self._holder):
            self.column.addWidget(part)

    def show_factories(self, factories: "tuple[FactoryBeside, ...]") -> None:
        """Shows the newest version of each factory of the enterprise."""
        self._heading.setText(tr("Factories of this enterprise"))
        several = len(factories) > 1
        self._lead.setText(
            tr(
                "The newest version of each, as of today. They are known by the credit code, or by the name without one."
            )
            if several
            else tr("Other factories with the same credit code appear here beside this one once they have a case.")
        )
        self.table.setVisible(several)
        self._holder.setVisible(several)
        self.table.clear()
        clear(self._flow)
        self.open_buttons.clear()
        if not several:
            return
        names = [factory.name or factory.case for factory in factories]
        self.table.setColumnCount(len(factories) + 1)
        self.table.setHeaderLabels(["", *names])
        self.table.setAccessibleName(tr("Factories of this enterprise"))
        for line in _lines(factories):
            self.table.addTopLevelItem(QTreeWidgetItem(line))
        fit(self.table, _ROWS_SHOWN, longest=0)
        for factory, name in list(zip(factories, names, strict=True))[1:]:
            button = Button(tr("Open {name}", name=name), kind="link", on_click=partial(self._open_case, factory.case))
            self.open_buttons[factory.case] = button
            self._flow.addWidget(button)


def _lines(factories: "tuple[FactoryBeside, ...]") -> list[list[str]]:
    """One line for each figure, with that of every factory; tiers and dimensions as the first factory's rules name them."""
    figures = [factory.figures for factory in factories]
    rulebook = factories[0].rulebook
    lines = [
        [tr("Case"), *(factory.case for factory in factories)],
        [tr("Version"), *(str(factory.version) for factory in factories)],
        [tr("Reached"), *(tier_word(each.reached) for each in figures)],
        [tr("Possible"), *(tier_word(each.possible) for each in figures)],
        [tr("Maturity score"), *map(score_words, figures)],
    ]
    for tier in rulebook.tiers:
        met = [next((part for name, part in each.tiers if name == tier.id), None) for each in figures]
        lines.append([tr("{tier}: conditions met", tier=words(tier.name)), *map(_of, met)])
    lines.append([tr("Met with proof"), *(tr("{met} of {of}", met=each.proven, of=each.met) for each in figures)])
    for dimension in rulebook.dimensions:
        built = [next((part for own, part in each.dimensions if own.id == dimension.id), None) for each in figures]
        lines.append([tr("{dimension}: scenarios built", dimension=words(dimension.name)), *map(_of, built)])
    lines.append([tr("Scenarios with AI"), *(str(each.intelligent) for each in figures)])
    return lines


def _of(part: "MetOf | None") -> str:
    return "—" if part is None else tr("{met} of {of}", met=part.met, of=part.of)
