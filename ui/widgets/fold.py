"""What only some people need, folded away under one line."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.style.sheet import GRID
from ui.widgets.basic import Button


class Fold(QWidget):
    """One line of words; a click shows or hides what is below it. Closed at first."""

    def __init__(self, body: QWidget | Callable[[], QWidget], text: str = "") -> None:
        """Makes the line.

        Args:
            body: what lies below; a function makes it when it is opened for the first time.
            text: the words of the line.
        """
        super().__init__()
        self._body = body if isinstance(body, QWidget) else None
        self._make = None if isinstance(body, QWidget) else body
        self.button = Button(
            text, kind="link", icon_name="chevron-right", on_click=lambda: self.open_it(not self.is_open)
        )
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GRID)
        self._column.addWidget(self.button)
        if self._body is not None:
            self._column.addWidget(self._body)
            self._body.hide()

    @property
    def is_open(self) -> bool:
        """Whether what is below is shown."""
        return self._body is not None and not self._body.isHidden()

    def open_it(self, shown: bool = True) -> None:
        """Shows what is below, or hides it."""
        if self._body is None and self._make is not None and shown:
            self._body = self._make()
            self._column.addWidget(self._body)
        if self._body is not None:
            self._body.setVisible(shown)
        self.button.set_icon("chevron-down" if shown else "chevron-right")

    def set_text(self, text: str) -> None:
        """Shows other words."""
        self.button.setText(text)
