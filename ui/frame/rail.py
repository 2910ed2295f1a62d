"""The rail at the left: one button per page."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QVBoxLayout

from ui.language import tr
from ui.page import PageEntry
from ui.style.sheet import GRID, set_kind
from ui.widgets.basic import Button


class Rail(QFrame):
    """The pages by name. Ctrl+1 to Ctrl+9 choose them from the keyboard."""

    chosen = Signal(str)

    def __init__(self, entries: tuple[PageEntry, ...], foot: tuple[str, ...]) -> None:
        """Makes the rail.

        Args:
            entries: the pages from top to bottom.
            foot: ids of those that stand at the lower end.
        """
        super().__init__()
        set_kind(self, "rail")
        self._entries = tuple(entry for entry in entries if not entry.within)
        self._marks = {entry.id: entry.within or entry.id for entry in entries}
        # Its words are the way through the program: a wide page gives way before them.
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._buttons: dict[str, Button] = {}
        group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, GRID, GRID, GRID)
        layout.setSpacing(4)
        below = [entry for entry in self._entries if entry.id in foot]
        above = [entry for entry in self._entries if entry.id not in foot]
        for entry in (*above, None, *below):
            if entry is None:
                layout.addStretch(1)
                continue
            button = Button(kind="rail", icon_name=entry.icon)
            button.setCheckable(True)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setMinimumWidth(13 * GRID)
            button.clicked.connect(lambda _checked=False, page=entry.id: self.chosen.emit(page))
            group.addButton(button)
            layout.addWidget(button)
            self._buttons[entry.id] = button
        self.retranslate()

    def mark(self, page: str) -> None:
        """Shows which page is open."""
        self._buttons[self._marks[page]].setChecked(True)

    def shows(self, page: str) -> bool:
        """Returns whether a page can be chosen in the present role."""
        return self._buttons[self._marks[page]].isVisible()

    def show_only(self, fits: Callable[[PageEntry], bool]) -> None:
        """Shows only the pages that fit the person's role and the open case."""
        for entry in self._entries:
            self._buttons[entry.id].setVisible(fits(entry))

    def retranslate(self) -> None:
        """Names the pages in the present language."""
        for number, entry in enumerate(self._entries, start=1):
            button = self._buttons[entry.id]
            button.setText(" " + tr(entry.label))
            button.setAccessibleName(tr(entry.label))
            button.setToolTip(f"{tr(entry.label)}  Ctrl+{number}" if number <= 9 else tr(entry.label))
        self.setMinimumWidth(self.sizeHint().width())
