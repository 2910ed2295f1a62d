"""What only some people need, folded away under one line of words."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.style.sheet import GRID
from ui.widgets.basic import Button


class Fold(QWidget):
    """One line of words; a click shows or hides what is below it. Closed at first."""

    def __init__(self, body: QWidget) -> None:
        super().__init__()
        self.body = body
        self.button = Button(kind="link", icon_name="chevron-right", on_click=lambda: self.open_it(not self.is_open))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.button)
        layout.addWidget(body)
        body.hide()

    @property
    def is_open(self) -> bool:
        """Whether what is below is shown."""
        return not self.body.isHidden()

    def open_it(self, shown: bool = True) -> None:
        """Shows what is below, or hides it."""
        self.body.setVisible(shown)
        self.button.set_icon("chevron-down" if shown else "chevron-right")

    def set_text(self, text: str) -> None:
        """Shows other words."""
        self.button.setText(text)
