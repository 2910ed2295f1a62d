"""Whose signatures are believed on this computer: the list, adding by file, taking away, revocation lists."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from ui import tasks
from ui.language import tr
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, clear, label, row

if TYPE_CHECKING:
    from reports.verification import TrustedCertificate, TrustStore

_LIMIT_MB = 8


class Trusted(Card):
    """The trusted certificates of this data folder; every change is written and read back before it is shown."""

    def __init__(self, session: Session, failed: Callable[[Exception], None]) -> None:
        super().__init__()
        self._session, self._failed = session, failed
        self.certificates: tuple[TrustedCertificate, ...] = ()
        """As they were last read."""
        self._heading, self._told = label(kind="heading"), label(kind="muted")
        self._add = Button(on_click=self._choose_certificate)
        self._lists = Button(on_click=self._choose_list)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(GRID // 2)
        self.column.addWidget(self._heading)
        self.column.addWidget(self._told)
        self.column.addLayout(self._rows)
        self.column.addLayout(row(self._add, self._lists, 1))
        self.retranslate()

    def retranslate(self) -> None:
        """Speaks the present language."""
        self._heading.setText(tr("Trusted signers"))
        self._add.setText(tr("Add a certificate from a file…"))
        self._lists.setText(tr("Take in a revocation list…"))
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        """Reads the list when it comes into sight: another window of the program may have changed it."""
        super().showEvent(event)
        self.reload()

    def reload(self) -> None:
        """Reads the list."""
        self._change(lambda _store: None)

    def add(self, path: Path) -> None:
        """Trusts the certificate of a signer or of an office."""

        def work(store: "TrustStore") -> None:
            from models import files

            store.add(files.read_bytes(path, _LIMIT_MB), path.name, datetime.now().astimezone())

        self._change(work)

    def add_list(self, path: Path) -> None:
        """Takes in an office's list of revoked certificates."""

        def work(store: "TrustStore") -> None:
            from models import files

            store.add_list(files.read_bytes(path, _LIMIT_MB), path.name)

        self._change(work)

    def remove(self, fingerprint: str) -> None:
        """Takes trust away again."""
        self._change(lambda store: store.remove(fingerprint))

    def _change(self, work: Callable[["TrustStore"], None]) -> None:
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

        tasks.run(changed, listed, self._failed)

    def _show(self) -> None:
        clear(self._rows)
        self._told.setText(
            tr(
                "A certificate is added after its code was compared by telephone. An office's certificate covers all that it issued."
            )
            if self.certificates
            else tr("Nobody is trusted on this computer yet.")
        )
        now = datetime.now().astimezone()
        for one in self.certificates:
            facts = one.facts
            days = facts.days_left(now)
            told = tr("{days} day(s) left", days=days) if days >= 0 else tr("expired")
            kind = tr("office") if one.is_office else tr("signer")
            text = f"{facts.name} · {facts.organisation} · {kind} · {told}\n{facts.telephone_code}"
            take_away = Button(tr("Remove"), kind="link", on_click=partial(self.remove, facts.fingerprint))
            take_away.setAccessibleName(tr("Remove {name}", name=facts.name))
            self._rows.addLayout(row(label(text), 1, take_away))

    def _choose_certificate(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Add a certificate from a file…"), "", "*.pem *.crt *.cer")
        if chosen:
            self.add(Path(chosen))

    def _choose_list(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Take in a revocation list…"), "", "*.crl *.pem")
        if chosen:
            self.add_list(Path(chosen))
