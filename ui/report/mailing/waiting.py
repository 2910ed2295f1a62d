"""The outbox on screen: what waits, since when, why, and what can be done."""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from ui.language import tr, words
from ui.session.post import Post
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, Picture, clear, label, row

if TYPE_CHECKING:
    from reports.mail import DamagedLetter, Queued


class OutboxCard(Card):
    """Hidden while nothing waits. Nothing in it calls for attention: letters are tried again by themselves."""

    def __init__(self, post: Post) -> None:
        super().__init__()
        self._post = post
        self._heading, self._about = label(kind="heading"), label(kind="small")
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(GRID)
        for widget in (self._heading, self.password):
            self.column.addWidget(widget)
        self.column.addLayout(self._rows)
        self.column.addWidget(self._about)
        self.send_buttons: dict[str, Button] = {}
        self.discard_buttons: dict[str, Button] = {}
        self.restore_buttons: dict[str, Button] = {}
        post.changed.connect(self.retranslate)
        self.retranslate()

    def showEvent(self, event: QShowEvent) -> None:
        """Reads the outbox when it comes into sight: a command may have sent or queued something."""
        super().showEvent(event)
        if self._post.setup is None:
            self._post.reload()

    def retranslate(self) -> None:
        """Shows the outbox as it is now, in the present language."""
        post = self._post
        clear(self._rows)
        for buttons in (self.send_buttons, self.discard_buttons, self.restore_buttons):
            buttons.clear()
        self.setVisible(bool(post.waiting or post.damaged or post.discarded))
        self._heading.setText(tr("Letters waiting in the outbox: {count}", count=len(post.waiting)))
        self._heading.setVisible(bool(post.waiting or not post.damaged))
        self.password.setVisible(bool(post.waiting) and not post.knows_password)
        self.password.setPlaceholderText(tr("Password of the mail account"))
        self.password.setAccessibleName(tr("Password of the mail account"))
        self._about.setText(
            tr("Sending…")
            if post.busy
            else tr("While this window is open, they are sent automatically as soon as the mail server can be reached.")
            if post.knows_password
            else tr("This computer does not store the password: type it and press “Send now”.")
        )
        self._about.setVisible(bool(post.waiting))
        for letter in post.waiting:
            self._rows.addWidget(self._waiting(letter))
        for broken in post.damaged:
            self._rows.addWidget(self._damaged(broken))
        for gone in post.discarded:
            back = Button(tr("Restore"), icon_name="undo-2", on_click=partial(post.restore, gone.id))
            self.restore_buttons[gone.id] = back
            line = row(label(tr("Discarded: {subject}", subject=gone.subject or gone.id[:8]), "muted"), back)
            line.setStretch(0, 1)
            self._rows.addLayout(line)

    def _waiting(self, letter: "Queued") -> Card:
        card = Card("plain", margin=0, spacing=GRID // 2)
        line = row(Picture("mail", "muted"), label(letter.subject))
        line.setStretch(1, 1)
        card.column.addLayout(line)
        card.column.addWidget(label(tr("To {to}, since {time}", to=letter.to, time=_when(letter.since)), "small"))
        if letter.problem is not None and letter.tried is not None:
            text = tr("Last tried {time}: {why}", time=_when(letter.tried), why=words(letter.problem))
            card.column.addWidget(label(text, "small"))
        send = Button(tr("Send now"), on_click=partial(self._send, letter.id))
        send.setEnabled(not self._post.busy)
        throw = Button(tr("Discard"), kind="link", on_click=partial(self._post.discard, letter.id))
        throw.setEnabled(not self._post.busy)
        self.send_buttons[letter.id], self.discard_buttons[letter.id] = send, throw
        card.column.addLayout(row(send, throw, 1))
        return card

    def _damaged(self, letter: "DamagedLetter") -> Card:
        card = Card("plain", margin=0, spacing=GRID // 2)
        line = row(Picture("triangle-alert", "muted"), label(letter.subject or letter.id[:8]))
        line.setStretch(1, 1)
        card.column.addLayout(line)
        if letter.to:
            card.column.addWidget(label(tr("To {to}", to=letter.to), "small"))
        card.column.addWidget(label(words(letter.why), "small"))
        throw = Button(tr("Discard"), kind="link", on_click=partial(self._post.discard, letter.id))
        throw.setEnabled(not self._post.busy)
        self.discard_buttons[letter.id] = throw
        card.column.addLayout(row(throw, 1))
        return card

    def _send(self, letter: str) -> None:
        secret = self.password.text()
        self.password.clear()
        self._post.send({letter}, secret)


def _when(moment: datetime) -> str:
    here = moment.astimezone()
    today = datetime.now().astimezone().date()
    return here.strftime("%H:%M") if here.date() == today else here.strftime("%Y-%m-%d %H:%M")
