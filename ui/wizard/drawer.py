"""The drawer below a card: colleagues' remarks, and who changed what."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from models.rulebook import Rulebook
from ui.language import current, tr, words
from ui.roles import author_words
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, clear, label, row
from ui.words.answers import value_words

if TYPE_CHECKING:
    from models.case import Change, Comment

MOST_CHANGES = 20


class Drawer(QWidget):
    """Folded until opened; its content is read from the disk only then."""

    opened = Signal()
    remark = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.fold = Button(tr("Remarks and history"), kind="quiet", icon_name="history")
        self.fold.setCheckable(True)
        self.fold.toggled.connect(self._toggle)
        layout.addLayout(row(self.fold, 1))
        self._inside = Card(margin=12)
        self._field = QLineEdit()
        self._field.setPlaceholderText(tr("A remark for your colleagues; it does not appear in the report"))
        self._field.setAccessibleName(tr("Remark"))
        self._field.returnPressed.connect(self._say)
        self._keep = Button(tr("Keep"), icon_name="message-square", on_click=self._say)
        line = row(self._field, self._keep)
        line.setStretch(0, 1)
        self._inside.column.addLayout(line)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(GRID // 2)
        self._inside.column.addLayout(self._rows)
        self._inside.hide()
        layout.addWidget(self._inside)

    def _toggle(self, shown_now: bool) -> None:
        self._inside.setVisible(shown_now)
        if shown_now:
            self.opened.emit()

    @property
    def is_open(self) -> bool:
        """Whether the drawer is open."""
        return self.fold.isChecked()

    @property
    def text(self) -> str:
        """All the text in the drawer, one line each."""
        return "\n".join(shown.text() for shown in self._inside.findChildren(QLabel) if not shown.isHidden())

    def _say(self) -> None:
        if self._field.text().strip():
            self.remark.emit(self._field.text().strip())
            self._field.clear()

    def show_entries(self, rulebook: Rulebook, comments: "tuple[Comment, ...]", changes: "tuple[Change, ...]") -> None:
        """Shows remarks, newest first, then changes, newest first."""
        clear(self._rows)
        for comment in reversed(comments):
            self._rows.addWidget(label(f"“{comment.text}”"))
            self._rows.addWidget(label(f"{author_words(comment.who)}, {comment.at:%Y-%m-%d %H:%M}", "small"))
        for change in changes[:MOST_CHANGES]:
            question = rulebook.questions.get(change.answer)
            self._rows.addWidget(
                label(
                    tr(
                        "{time} {who}: {question}: {old} → {new} ({how})",
                        time=f"{change.at:%m-%d %H:%M}",
                        who=author_words(change.who),
                        question=words(question.label) if question else change.answer,
                        old=value_words(question, change.old),
                        new=value_words(question, change.new),
                        how=change.kind.text(current()),
                    ),
                    "small",
                )
            )
        if not comments and not changes:
            self._rows.addWidget(label(tr("Nothing yet. Every change to an answer is listed here."), "muted"))
