"""The empty page: what will be here, and how to begin."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.style.sheet import GRID
from ui.widgets.basic import Button, Picture, label


class EmptyPage(QWidget):
    """A picture, one heading, one sentence and one button in the middle."""

    def __init__(self, icon_name: str, heading: str, text: str, button: Button | None = None) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * GRID, 4 * GRID, 4 * GRID, 4 * GRID)
        layout.setSpacing(2 * GRID)
        layout.addStretch(2)
        centre = Qt.AlignmentFlag.AlignHCenter
        layout.addWidget(Picture(icon_name, "muted", 48), 0, centre)
        self.heading = label(heading, "heading")
        self.heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self.heading)
        self.text = label(text, "muted")
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self.text)
        if button is not None:
            layout.addWidget(button, 0, centre)
        layout.addStretch(3)
