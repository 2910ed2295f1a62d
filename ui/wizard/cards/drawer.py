"""The drawer below a card: colleagues' remarks, and who changed what."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from models.assessment import AnswerId, Assessment, Value
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
    explained = Signal(str, str)
    """Answer id, and why it was changed last."""
    wanted_back = Signal(str, object)
    """Answer id, and the earlier value that shall hold again (None: no answer)."""

    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.fold = Button(tr("Remarks and history"), kind="quiet", icon_name="history")
        self.fold.setCheckable(True)
        self.fold.toggled.connect(self._toggle)
        layout.addLayout(row(self.fold, 1))
        self._inside = Card(margin=12)
        self.remark_field = QLineEdit()
        self.remark_field.setPlaceholderText(tr("A remark for your colleagues; it does not appear in the report"))
        self.remark_field.setAccessibleName(tr("Remark"))
        self.remark_field.returnPressed.connect(self._say)
        self.why_field = QLineEdit()
        self.why_field.setPlaceholderText(tr("Why was the last answer changed? Kept with it in the history"))
        self.why_field.setAccessibleName(tr("Reason of the last change"))
        self.why_field.returnPressed.connect(self._explain)
        self.why_field.hide()
        self._newest: AnswerId | None = None
        self._keep = Button(tr("Keep"), icon_name="message-square", on_click=self._say)
        line = row(self.remark_field, self._keep)
        line.setStretch(0, 1)
        self._inside.column.addLayout(line)
        self._inside.column.addWidget(self.why_field)
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
        if self.remark_field.text().strip():
            self.remark.emit(self.remark_field.text().strip())
            self.remark_field.clear()

    def _explain(self) -> None:
        if self._newest is not None:
            self.explained.emit(self._newest, self.why_field.text().strip())
            self.why_field.clear()

    def show_entries(
        self,
        rulebook: Rulebook,
        comments: "tuple[Comment, ...]",
        changes: "tuple[Change, ...]",
        draft: Assessment | None,
    ) -> None:
        """Shows remarks, newest first, then changes, newest first.

        Args:
            rulebook: whose questions are asked.
            comments: the remarks, oldest first.
            changes: of the card's answers, newest first.
            draft: the answers now, where an earlier one can be brought back; None where nothing can be changed.
        """
        clear(self._rows)
        own = changes[0] if changes and draft is not None and changes[0].version == draft.version else None
        self._newest = own.answer if own is not None else None
        self.why_field.setVisible(own is not None)
        for comment in reversed(comments):
            self._rows.addWidget(label(f"“{comment.text}”"))
            self._rows.addWidget(label(f"{author_words(comment.who)}, {comment.at:%Y-%m-%d %H:%M}", "small"))
            if not comment.sound:
                altered = tr("This remark is not as it was saved: it was changed or damaged on the disk.")
                self._rows.addWidget(label(altered, "unknown"))
        offered: set[tuple[AnswerId, Value | None]] = set()
        for change in changes[:MOST_CHANGES]:
            question = rulebook.questions.get(change.answer)
            old = value_words(question, change.old)
            said = label(
                tr(
                    "{time} {who}: {question}: {old} → {new} ({how})",
                    time=f"{change.at:%m-%d %H:%M}",
                    who=author_words(change.who),
                    question=words(question.label) if question else change.answer,
                    old=old,
                    new=value_words(question, change.new),
                    how=change.kind.text(current()),
                ),
                "small",
            )
            line = row(said)
            line.setStretch(0, 1)
            key = (change.answer, change.old)
            if change.doubt is not None:
                self._rows.addWidget(label(change.doubt.sentence.text(current()), "unknown"))
            elif draft is not None and change.old != draft.get(change.answer) and key not in offered:
                offered.add(key)
                back = Button(
                    tr("Back to: {value}", value=old),
                    kind="link",
                    on_click=partial(self.wanted_back.emit, change.answer, change.old),
                )
                line.addWidget(back)
            self._rows.addLayout(line)
            if change.why:
                self._rows.addWidget(label(tr("Why: {reason}", reason=change.why), "small"))
        if not comments and not changes:
            self._rows.addWidget(label(tr("Nothing yet. Every change to an answer is listed here."), "muted"))
