"""Says that a frozen version is read-only, and begins the next one with a reason."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from ui.language import tr
from ui.style.sheet import GRID, set_kind
from ui.widgets.basic import Button, Card, Picture, label, row
from ui.widgets.missing_glyphs import UndrawnNote


class FrozenBar(Card):
    """Above the questions of a frozen version."""

    begun = Signal(str)
    """Why a new version is wanted."""

    def __init__(self) -> None:
        super().__init__("note", margin=GRID)
        self._text = label()
        self._why = QLineEdit()
        self._button = Button(on_click=self._begin)
        set_kind(self._button, "primary")
        self._why.returnPressed.connect(self._begin)
        first = row(Picture("lock", "accent"), self._text)
        first.setStretch(1, 1)
        second = row(self._why, self._button)
        second.setStretch(0, 1)
        self.column.addLayout(first)
        self.column.addLayout(second)
        self.column.addWidget(UndrawnNote(self._why))
        self.retranslate()
        self.hide()

    def _begin(self) -> None:
        if self._why.text().strip():
            self.begun.emit(self._why.text().strip())
            self._why.clear()
        else:
            self._why.setFocus()

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self._text.setText(
            tr("This version is frozen and read-only. To change something, begin a new version; it starts as a copy.")
        )
        self._why.setPlaceholderText(tr("Why? For example: the assessor asked for more proof"))
        self._why.setAccessibleName(tr("Reason for the new version"))
        self._button.setText(tr("Begin a new version"))
