"""The mark of a condition: shape, colour and word together, so that none of them is needed alone."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.evaluation import Status
from ui.language import current
from ui.style.sheet import set_kind
from ui.widgets.basic import Picture, label

MARKS: dict[Status, tuple[str, str]] = {
    Status.MET: ("circle-check", "good"),
    Status.NOT_MET: ("circle-x", "bad"),
    Status.UNKNOWN: ("circle-dashed", "unknown"),
    Status.NOT_APPLICABLE: ("circle-minus", "muted"),
}
"""Icon and colour name of each status."""


class StatusMark(QWidget):
    """Icon and word of one status, in one line."""

    def __init__(self, status: Status) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        self._picture = Picture("circle-dashed", "unknown", 18)
        self._word = label(wrap=False)
        layout.addWidget(self._picture)
        layout.addWidget(self._word)
        layout.addStretch(1)
        self.show_status(status)

    def show_status(self, status: Status) -> None:
        """Shows another status, in the present language."""
        icon_name, colour = MARKS[status]
        self._picture.show_icon(icon_name, colour)
        self._word.setText(status.text(current()))
        set_kind(self._word, colour)
        self.setAccessibleName(status.text(current()))
