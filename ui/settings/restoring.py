"""What restoring a copy would change, shown before anything is changed; everything comes back, or one case."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QListWidgetItem, QVBoxLayout, QWidget

from models.safekeeping import CaseFate, RestorePreview
from ui.language import tr, words
from ui.style.sheet import GRID
from ui.widgets.basic import Button, as_written, label, row
from ui.widgets.seen import SeenList

_CASE = Qt.ItemDataRole.UserRole


class RestoreChoice(QDialog):
    """Shows the differences; nothing is changed before one of the buttons is pressed."""

    def __init__(self, preview: RestorePreview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.wanted: str | None = None
        """What to restore: the id of a case, "" for everything, None for nothing."""
        self.setWindowTitle(tr("What restoring would change"))
        self.setMinimumWidth(90 * GRID)
        body = QVBoxLayout(self)
        body.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        body.setSpacing(2 * GRID)
        made_at = (
            tr("{name}, made {when}.", name=preview.path.name, when=f"{preview.made_at.astimezone():%Y-%m-%d %H:%M}")
            if preview.made_at is not None
            else preview.path.name
        )
        body.addWidget(label(made_at, "heading"))
        differing = [case for case in preview.cases if case.fate is not CaseFate.SAME]
        self.list = SeenList()
        self.list.setAccessibleName(tr("Cases that differ"))
        self.list.setWordWrap(True)
        for case in differing:
            item = QListWidgetItem(words(case.sentence))
            item.setData(_CASE, "" if case.fate is CaseFate.GONE else case.case_id)
            item.setToolTip(as_written("\n".join(case.answers[:20])))
            self.list.addItem(item)
        self.list.setVisible(bool(differing))
        self.list.currentRowChanged.connect(lambda _row: self._follow())
        body.addWidget(self.list, 1)
        self.summary = label("\n".join(words(line) for line in preview.sentences[len(differing) :]))
        self.summary.setVisible(bool(self.summary.text()))
        body.addWidget(self.summary)
        body.addWidget(
            label(
                tr(
                    "Restoring everything also takes away the cases that are not in the copy. What is here now is kept as a copy, and you can go back."
                ),
                "muted",
            )
        )
        self.everything = Button(tr("Restore everything"), kind="primary", on_click=lambda: self._take(""))
        self.only_case = Button(tr("Restore only the marked case"), on_click=lambda: self._take(self._marked()))
        self.close_button = Button(tr("Change nothing"), on_click=self.reject)
        self.everything.setEnabled(not preview.changes_nothing)
        body.addLayout(row(self.everything, self.only_case, 1, self.close_button))
        self._follow()
        self.close_button.setDefault(True)

    def _marked(self) -> str:
        item = self.list.currentItem()
        return str(item.data(_CASE)) if item is not None else ""

    def _follow(self) -> None:
        self.only_case.setEnabled(bool(self._marked()))

    def _take(self, wanted: str) -> None:
        self.wanted = wanted
        self.accept()
