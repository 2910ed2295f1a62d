"""How this person sends mail: the size limit, and an account for those who want to send from here."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from models.language import Sentence
from ui.language import tr, words
from ui.session.post import Post
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, label, row
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.doubt import DoubtLine
from ui.widgets.fold import Fold
from ui.widgets.whole_number import WholeNumber

if TYPE_CHECKING:
    from reports.mail import MailSetup

_PORTS = {"tls": 465, "starttls": 587}


class MailCard(Card):
    """The limit holds at once; the account is kept with a button, its password in the system's key store alone."""

    failed = Signal(object)
    """The `ApplicationError` of what did not work."""

    def __init__(self, post: Post) -> None:
        super().__init__()
        self._post = post
        self._heading, self._why, self._told = label(kind="heading"), label(kind="muted"), label()
        self._limit_label = label(wrap=False)
        self._limit_doubt, self._port_doubt = DoubtLine(), DoubtLine()
        self.limit = WholeNumber(1, 100, 10, "megabytes", self._limit_doubt)
        self.limit.given.connect(self._keep_limit)
        self.address, self.host, self.user, self.password = (QLineEdit() for _ in range(4))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.port = WholeNumber(1, 65535, _PORTS["tls"], doubt=self._port_doubt)
        self.security = ChoiceBox()
        self.security.activated.connect(self._usual_port)
        self.keep = Button(on_click=self.keep_account)
        self.forget = Button(kind="link", on_click=lambda: post.forget(self._forgotten))
        self.fold = Fold(self._form())
        for widget in (self._heading, self._why):
            self.column.addWidget(widget)
        self.column.addLayout(row(self._limit_label, self.limit, label("MB", wrap=False), 1))
        self.column.addWidget(self._limit_doubt)
        self.column.addWidget(self.fold)
        self.column.addWidget(self._told)
        self._told.hide()
        self._shown: MailSetup | None = None
        post.changed.connect(self.refresh)
        self.retranslate()

    def _form(self) -> QWidget:
        box = QWidget()
        box.setMaximumWidth(70 * GRID)
        form = QFormLayout(box)
        form.setContentsMargins(3 * GRID, 0, 0, 0)
        form.setHorizontalSpacing(2 * GRID)
        self._fields: tuple[QWidget, ...] = (
            self.address,
            self.host,
            self.security,
            self.port,
            self.user,
            self.password,
        )
        self._labels = [label(wrap=False) for _ in self._fields]
        for name, field in zip(self._labels, self._fields, strict=True):
            name.setBuddy(field)
            form.addRow(name, field)
            if field is self.port:
                form.addRow(self._port_doubt)
        form.addRow(row(self.keep, self.forget, 1))
        return box

    def showEvent(self, event: QShowEvent) -> None:
        """Reads what was kept when the card comes into sight."""
        super().showEvent(event)
        self._post.reload()

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self._heading.setText(tr("E-mail"))
        self._why.setText(
            tr("Letters open as drafts in your mail program. If there is none, Zhijie can send them itself.")
        )
        self._limit_label.setText(tr("An e-mail may have up to"))
        self.limit.setAccessibleName(tr("Largest size of an e-mail in MB"))
        texts = (
            tr("My e-mail address"),
            tr("Mail server (SMTP)"),
            tr("Encryption"),
            tr("Port"),
            tr("User name"),
            tr("Password"),
        )
        for name, field, text in zip(self._labels, self._fields, texts, strict=True):
            name.setText(text)
            field.setAccessibleName(text)
        self.host.setPlaceholderText("smtp.example.com")
        self.user.setPlaceholderText(tr("usually the address; leave empty if the server asks for no password"))
        chosen = self.security.currentData() or "tls"
        self.security.clear()
        self.security.addItem(tr("TLS from the first byte (usual)"), "tls")
        self.security.addItem(tr("STARTTLS"), "starttls")
        self.security.setCurrentIndex(self.security.findData(chosen))
        self.keep.setText(tr("Save the account"))
        self.forget.setText(tr("Remove the account"))
        self.refresh()

    def refresh(self) -> None:
        """Shows what is stored; fields being typed in stay as they are."""
        setup = self._post.setup
        account = setup.account if setup is not None else None
        self.fold.set_text(
            tr("Sending from here: {address} through {host}", address=account.sender, host=account.host)
            if account
            else tr("Set up sending from here…")
        )
        if setup is not None and setup.damaged:
            from reports.mail import DAMAGED

            self._say(words(DAMAGED))
        self.forget.setVisible(account is not None)
        self.password.setPlaceholderText(
            tr("kept in this computer's key store") if account and self._post.knows_password else ""
        )
        if setup is None or setup == self._shown:
            return
        self._shown = setup
        self.limit.show_number(setup.limit_mb)
        if account is not None:
            self.address.setText(account.sender)
            self.host.setText(account.host)
            self.user.setText(account.user)
            self.security.setCurrentIndex(self.security.findData(account.security.value))
            self.port.show_number(account.port)

    def _usual_port(self) -> None:
        if self.port.number() in _PORTS.values():
            self.port.show_number(_PORTS[self.security.currentData()])

    def _say(self, text: str) -> None:
        self._told.setText(text)
        self._told.setVisible(bool(text))

    @property
    def told(self) -> str:
        """What the card says of the last action."""
        return self._told.text()

    def _keep_limit(self) -> None:
        from dataclasses import replace

        setup, limit = self._post.setup, self.limit.number()
        if setup is not None and limit is not None and setup.limit_mb != limit:
            self._post.save(replace(setup, limit_mb=limit), "", lambda _why: None, self.failed.emit)

    def keep_account(self) -> None:
        """Keeps the account, and the password in the system's key store or, where there is none, nowhere."""
        from reports.mail import MailAccount, MailSetup, Security

        port, limit = self.port.number(), self.limit.number()
        if port is None or limit is None:
            wrong = self.port if port is None else self.limit
            wrong.hand_over()
            wrong.setFocus()
            return
        sender, secret = self.address.text().strip(), self.password.text()
        account = MailAccount(
            self.host.text().strip(),
            port,
            Security(self.security.currentData()),
            self.user.text().strip(),
            sender,
        )

        def kept(why: Sentence | None) -> None:
            self.password.clear()
            if why is not None:
                self._say(words(why))
            elif secret:
                self._say(tr("The account was saved, and its password is in this computer's key store."))
            else:
                self._say(tr("The account was saved. You will be asked for the password when you send."))

        self._post.save(MailSetup(account, limit), secret, kept, self.failed.emit)

    def _forgotten(self) -> None:
        for field in (self.address, self.host, self.user, self.password):
            field.clear()
        self._say(tr("The account and its password were removed."))
