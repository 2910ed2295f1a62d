"""The note below fields whose text is printed: which of its characters no typeface has."""

from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QSizePolicy

from reports.typeface import UNDRAWN, not_drawn
from ui.language import tr
from ui.style.sheet import set_kind


class UndrawnNote(QLabel):
    """Out of sight while everything in its fields can be drawn."""

    def __init__(self, *fields: QLineEdit | QPlainTextEdit) -> None:
        super().__init__()
        self._fields = fields
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        set_kind(self, "small")
        self.hide()
        for field in fields:
            # Not `textEdited`: what was typed in an earlier window is still not drawn.
            field.textChanged.connect(self.refresh)

    def refresh(self) -> None:
        """Says it again, in the present language."""
        missing = not_drawn(" ".join(_typed(field) for field in self._fields))
        self.setText(tr(UNDRAWN, characters=" ".join(missing)) if missing else "")
        self.setVisible(bool(missing))


def _typed(field: QLineEdit | QPlainTextEdit) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()
