"""Whose signatures are trusted on this computer: the list, adding by file, removal, revocation lists."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from models import counts
from ui import tasks
from ui.language import tr
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, clear, label, row
from ui.widgets.files.save_place import open_place

if TYPE_CHECKING:
    from cryptography import x509

    from reports.verification import TrustedCertificate, TrustStore

_LIMIT_MB = 8


class Trusted(Card):
    """The trusted certificates of this data folder; every change is written and read back before it is shown.

    A certificate from a file is trusted in two steps: first its code is shown, and then the person says that the
    code which they heard on the telephone is the same. A file in which a trusted signer's key vouches for their new key
    needs no call: it is trusted at once, or the reason why not is said.
    """

    def __init__(self, session: Session, failed: tasks.Failed) -> None:
        super().__init__()
        self._session, self._failed = session, failed
        self.certificates: tuple[TrustedCertificate, ...] = ()
        """As they were last read."""
        self._waiting: tuple[Path, bytes] | None = None
        self._removed: tuple[TrustedCertificate, ...] = ()
        self._heading, self._told, self._done = label(kind="heading"), label(kind="muted"), label()
        self.add_button = Button(on_click=self._choose_certificate)
        self.list_button = Button(on_click=self._choose_list)
        self.undo = Button(icon_name="undo-2", on_click=self._bring_back)
        self.undo.hide()
        self._done.hide()
        self.remove_buttons: dict[str, Button] = {}
        self._rows = QVBoxLayout()
        self._rows.setSpacing(GRID // 2)
        self._compare = self._comparison()
        self.column.addWidget(self._heading)
        self.column.addWidget(self._told)
        self.column.addLayout(self._rows)
        self.column.addWidget(self._compare)
        self.column.addLayout(row(self.add_button, self.list_button, 1))
        line = row(self._done, self.undo)
        line.setStretch(0, 1)
        self.column.addLayout(line)
        self.retranslate()

    def _comparison(self) -> Card:
        """The code of a certificate that is not trusted yet."""
        card = Card("unknown")
        self._who, self._code, self._how = label(kind="lead"), label(kind="heading"), label(kind="small")
        self._code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.called = QLineEdit()
        self.same = Button(kind="primary", on_click=self._trust)
        self.other = Button(on_click=self._leave)
        for widget in (self._who, self._code, self._how, self.called):
            card.column.addWidget(widget)
        card.column.addLayout(row(self.same, self.other, 1))
        card.hide()
        return card

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self._heading.setText(tr("Trusted signers"))
        self.add_button.setText(tr("Add a certificate from a file…"))
        self.list_button.setText(tr("Import a revocation list…"))
        self.undo.setText(tr("Restore"))
        self._how.setText(tr("Call them on a number you know and ask them to read out their code. Is it the same?"))
        self.called.setPlaceholderText(tr("Whom did you call? (optional)"))
        self.called.setAccessibleName(tr("Whom did you call? (optional)"))
        self.same.setText(tr("The code matches: trust"))
        self.other.setText(tr("The code differs: do not trust"))
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        """Reads the list when it comes into sight: another window of the program may have changed it."""
        super().showEvent(event)
        self.reload()

    def reload(self) -> None:
        """Reads the list."""
        self._change(lambda _store: None)

    @property
    def asked(self) -> str:
        """The code shown for comparison; empty while there is none."""
        return "" if self._compare.isHidden() else f"{self._who.text()} {self._code.text()}"

    @property
    def done(self) -> str:
        """What the last action did."""
        return "" if self._done.isHidden() else self._done.text()

    def _say(self, text: str) -> None:
        self._done.setText(text)
        self._done.setVisible(bool(text))

    # Adding

    def _choose_certificate(self) -> None:
        chosen = open_place(
            self,
            tr("Add a certificate from a file…"),
            tr("Certificates, confirmed new keys") + " (*.pem *.crt *.cer *.p7b *.json)",
        )
        if chosen:
            self.ask(chosen)

    def ask(self, path: Path) -> None:
        """Shows whose certificate a file holds, and its code; this alone trusts nobody."""

        def work(_control: tasks.Control) -> "tuple[bytes, x509.Certificate | None]":
            from models import files
            from reports.identity import one_certificate
            from reports.identity.succession import holds_succession

            data = files.read_bytes(path, _LIMIT_MB)
            return data, None if holds_succession(data) else one_certificate(data, path.name)

        def show(loaded: "tuple[bytes, x509.Certificate | None]") -> None:
            from reports.identity import CertificateFacts

            data, certificate = loaded
            if certificate is None:
                self._succeed(path, data)
                return
            facts = CertificateFacts.of(certificate)
            self._waiting = (path, data)
            self._who.setText(
                " · ".join(
                    part
                    for part in (facts.name, facts.organisation, _days(facts.days_left(datetime.now().astimezone())))
                    if part
                )
            )
            self._code.setText(tr("Telephone code: {code}", code=facts.telephone_code))
            self.called.clear()
            self._say("")
            self._compare.show()

        tasks.run(work, show, self._failed)

    def _succeed(self, path: Path, data: bytes) -> None:
        """Trusts a new key for which a trusted one vouches."""
        names: list[str] = []

        def work(store: "TrustStore") -> None:
            names.append(store.succeed(data, path.name, datetime.now().astimezone()).name)

        def done() -> None:
            self._waiting = None
            self._compare.hide()
            self._say(
                tr(
                    "The new key of {name} is trusted: the earlier key confirms it. Check the files again to see it.",
                    name=names[0],
                )
            )

        self._change(work, done)

    def _leave(self) -> None:
        self._waiting = None
        self._compare.hide()
        self._say(tr("Nobody was trusted. Tell the sender of the file that the code differs."))

    def _trust(self) -> None:
        if self._waiting is None:
            return
        (path, data), note = self._waiting, self.called.text().strip()

        def work(store: "TrustStore") -> None:
            store.add(data, path.name, datetime.now().astimezone(), note)

        def done() -> None:
            self._waiting = None
            self._compare.hide()
            self._say(tr("Now trusted; check the files again to see it."))

        self._change(work, done)

    # Taking away, lists

    def remove(self, fingerprint: str) -> None:
        """Withdraws trust, also from the keys for which only this one vouched; it can be restored until the next removal."""
        removed: list[TrustedCertificate] = []

        def work(store: "TrustStore") -> None:
            removed.extend(store.remove(fingerprint))

        def done() -> None:
            self._removed = tuple(removed)
            self.undo.setVisible(bool(removed))
            names = [each.facts.name for each in removed]
            if len(names) > 1:
                self._say(
                    tr(
                        "{name} is no longer trusted, nor is any key that only this one vouched for: {others}.",
                        name=names[0],
                        others=names[1:],
                    )
                )
            else:
                self._say(tr("{name} is no longer trusted.", name=names[0]) if names else "")

        self._change(work, done)

    def _bring_back(self) -> None:
        removed = self._removed
        if not removed:
            return

        def done() -> None:
            self._removed = ()
            self.undo.hide()
            self._say(tr("{name} is trusted again.", name=removed[0].facts.name))

        self._change(lambda store: store.bring_back(removed), done)

    def _choose_list(self) -> None:
        chosen = open_place(self, tr("Import a revocation list…"), tr("Revocation lists") + " (*.crl *.pem)")
        if chosen:
            self.add_list(chosen)

    def add_list(self, path: Path) -> None:
        """Takes in an office's list of revoked certificates."""
        revoked: list[int] = []

        def work(store: "TrustStore") -> None:
            from models import files

            revoked.append(store.add_list(files.read_bytes(path, _LIMIT_MB), path.name))

        def done() -> None:
            self._say(
                tr(
                    "{name} was imported: it revokes {certificates}.",
                    name=path.name,
                    certificates=counts.certificates(revoked[0]),
                )
            )

        self._change(work, done)

    def _change(self, work: Callable[["TrustStore"], None], then: Callable[[], None] | None = None) -> None:
        workspace = self._session.workspace
        if workspace is None:
            return
        folder = workspace.folder

        def changed(_control: tasks.Control) -> "tuple[TrustedCertificate, ...]":
            from reports.verification import TrustStore

            store = TrustStore(folder)
            work(store)
            return store.certificates()

        def listed(certificates: "tuple[TrustedCertificate, ...]") -> None:
            self.certificates = certificates
            self._show()
            if then is not None:
                then()

        tasks.run(changed, listed, self._failed)

    def _show(self) -> None:
        clear(self._rows)
        self.remove_buttons.clear()
        self._told.setText(
            tr(
                "Add a certificate only once its code was compared by telephone. An office's certificate covers all certificates it issued."
            )
            if self.certificates
            else tr("Nobody is trusted on this computer yet.")
        )
        now = datetime.now().astimezone()
        for certificate in self.certificates:
            facts = certificate.facts
            kind = tr("office") if certificate.is_office else tr("signer")
            text = " · ".join(
                part for part in (facts.name, facts.organisation, kind, _days(facts.days_left(now))) if part
            )
            vouched = (
                tr("confirmed by the earlier key {code}", code=certificate.succeeds) if certificate.succeeds else ""
            )
            void = "" if certificate.holds else tr("does not count: the certificate that confirmed it was revoked")
            below = " · ".join(part for part in (facts.telephone_code, vouched, void, certificate.note) if part)
            take_away = Button(tr("Remove"), kind="link", on_click=partial(self.remove, facts.fingerprint))
            take_away.setAccessibleName(tr("Remove {name}", name=facts.name))
            self.remove_buttons[facts.fingerprint] = take_away
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(label(text))
            words.addWidget(label(below, "small"))
            line = row(1, take_away)
            line.insertLayout(0, words)
            line.setStretch(0, 1)
            self._rows.addLayout(line)


def _days(days: int) -> str:
    return tr("{days} left", days=counts.days(days)) if days >= 0 else tr("expired")
