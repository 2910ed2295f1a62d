"""The list at the left of the wizard: sections with their progress, and the cards of the open one."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidgetItem

from models.assessment import Assessment
from models.rulebook import Rulebook
from models.subjects import group_name
from ui.language import tr, words
from ui.style import apply
from ui.style.icons import icon
from ui.style.palette import colours
from ui.style.sheet import GRID, set_kind
from ui.widgets.basic import ENTER, as_written
from ui.widgets.seen import SeenTree
from ui.wizard.outline import CardState, SectionPlan

_LEAST, _MOST = 27 * GRID, 36 * GRID
"""Pixels that the list is wide: as much as the names of the sections need."""
_MARKS: dict[CardState, tuple[str, str]] = {
    CardState.DONE: ("circle-check", "good"),
    CardState.PART: ("circle-dashed", "unknown"),
    CardState.LATER: ("clock", "unknown"),
    CardState.ASKED: ("circle-question-mark", "unknown"),
    CardState.REMARKED: ("message-square", "bad"),
    CardState.OPEN: ("circle", "line_strong"),
}


def state_word(state: CardState) -> str:
    """Returns what a screen reader and a tool tip say of a card."""
    return {
        CardState.DONE: tr("answered"),
        CardState.PART: tr("partly answered"),
        CardState.LATER: tr("for later"),
        CardState.ASKED: tr("to be asked"),
        CardState.REMARKED: tr("an assessor’s remark waits for an answer"),
        CardState.OPEN: tr("not answered"),
    }[state]


class SectionList(SeenTree):
    """Shows where one is and how far everything is; a click goes there."""

    chosen = Signal(str, str)
    """Section and group; the group is empty when a section's line was clicked."""

    def __init__(self) -> None:
        super().__init__()
        set_kind(self, "bare")
        self.setHeaderHidden(True)
        self.setColumnCount(2)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.setIndentation(GRID)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setIconSize(QSize(16, 16))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setFixedWidth(_LEAST)
        self._sections: dict[str, QTreeWidgetItem] = {}
        self._cards: dict[tuple[str, str], QTreeWidgetItem] = {}
        self._states: dict[tuple[str, str], CardState] = {}
        self.itemClicked.connect(self._clicked)
        self._counts: dict[str, str] = {}
        apply.on_change(self._forget)

    def _forget(self) -> None:
        """Draws every mark again next time: the colours changed."""
        self._states.clear()
        self._counts.clear()

    def show_plans(self, plans: tuple[SectionPlan, ...], rulebook: Rulebook) -> None:
        """Lists other sections and cards."""
        self.clear()
        self._sections.clear()
        self._cards.clear()
        self._forget()
        self.setAccessibleName(tr("Sections"))
        widest = 0
        for plan in plans:
            top = QTreeWidgetItem([words(plan.section.title), "0/0"])
            top.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            top.setData(0, Qt.ItemDataRole.UserRole, (plan.section.id, ""))
            font = self.font()
            font.setBold(True)
            top.setFont(0, font)
            self.addTopLevelItem(top)
            self._sections[plan.section.id] = top
            widest = max(widest, QFontMetrics(font).horizontalAdvance(top.text(0)))
            for card in plan.cards:
                name = words(group_name(rulebook, card.section, card.group))
                item = QTreeWidgetItem([name])
                item.setToolTip(0, as_written(name))
                item.setData(0, Qt.ItemDataRole.UserRole, card.key)
                top.addChild(item)
                item.setFirstColumnSpanned(True)
                self._cards[card.key] = item

        beside = self.fontMetrics().horizontalAdvance("00/00") + self.iconSize().width() + 8 * GRID
        self.setFixedWidth(min(max(widest + beside, _LEAST), _MOST))

    def show_progress(
        self,
        plans: tuple[SectionPlan, ...],
        assessment: Assessment,
        later: frozenset[str],
        remarked: frozenset[tuple[str, str]] = frozenset(),
    ) -> None:
        """Shows how far each card and section is.

        Args:
            plans: the sections that are listed.
            assessment: the answers.
            later: groups that were put off.
            remarked: cards with a remark of an assessor that is not answered yet.
        """
        for plan in plans:
            done, count = plan.progress(assessment)
            item = self._sections[plan.section.id]
            text = f"{done}/{count}"
            if self._counts.get(plan.section.id) != text:
                self._counts[plan.section.id] = text
                item.setText(1, text)
                item.setIcon(
                    0,
                    icon("circle-check", colours().good, 16)
                    if done == count
                    else icon("circle", colours().line_strong, 16),
                )
            for card in plan.cards:
                state = CardState.REMARKED if card.key in remarked else card.state(assessment, later)
                if self._states.get(card.key) is not state:
                    self._states[card.key] = state
                    name, colour = _MARKS[state]
                    row = self._cards[card.key]
                    row.setIcon(0, icon(name, getattr(colours(), colour), 16))
                    row.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{row.text(0)}, {state_word(state)}")

    def mark(self, key: tuple[str, str]) -> None:
        """Shows which card is open; only its section is unfolded."""
        for section, item in self._sections.items():
            item.setExpanded(section == key[0] and item.childCount() > 1)
        row = self._cards.get(key)
        if row is not None:
            top = self._sections[key[0]]
            self.setCurrentItem(top if top.childCount() == 1 else row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the line that has the keyboard; the card that it opens does not hear of it."""
        item = self.currentItem()
        if event.key() in ENTER and item is not None:
            self._clicked(item)
        else:
            super().keyPressEvent(event)

    def _clicked(self, item: QTreeWidgetItem) -> None:
        section, group = item.data(0, Qt.ItemDataRole.UserRole)
        self.chosen.emit(section, group)
