"""The window's mail: e-mails waiting in the outbox, sent on request and when the network is back.

What failed for want of a network is tried again quietly, at longer and longer distances; what the server refused
waits for the person. Passwords come from the system's key store or are asked each time, and are kept nowhere else.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from models.errors import ApplicationError
from models.language import Sentence
from ui import tasks

if TYPE_CHECKING:
    from reports.mail import DamagedLetter, MailAccount, MailSetup, Outbox, PasswordStore, Queued

_DISTANCES_S = (60, 120, 300, 600, 1800)
"""Seconds until the next quiet try: soon at first, then seldom."""


@dataclass(frozen=True, slots=True)
class _State:
    setup: "MailSetup"
    waiting: "tuple[Queued, ...]"
    damaged: "tuple[DamagedLetter, ...]"
    discarded: "tuple[Queued | DamagedLetter, ...]"
    knows_password: bool


class Post(QObject):
    """Account, outbox and passwords of the open data folder. Signals arrive in the window's thread."""

    changed = Signal()
    """Account or outbox are other than before."""
    failed = Signal(object)
    """An `ApplicationError` that belongs to no letter, such as a full disk."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setup: MailSetup | None = None
        """What the person chose; None until it was read."""
        self.waiting: tuple[Queued, ...] = ()
        self.damaged: tuple[DamagedLetter, ...] = ()
        """Cannot be read, and are not sent."""
        self.discarded: tuple[Queued | DamagedLetter, ...] = ()
        """Can be restored until the window is closed."""
        self.knows_password = False
        """Whether the account's password is in the key store, or it needs none."""
        self.busy = False
        """Whether letters are under way."""
        self.passwords: PasswordStore | None = None
        """The key store; None for the system's."""
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self.network_may_be_back)
        self._tries = 0
        self._folder: Path | None = None

    def open(self, folder: Path) -> None:
        """Begins with a data folder; letters of an earlier time go on waiting and are soon tried again."""
        self._folder = folder
        if (folder / "outbox").is_dir():
            self._do(lambda box: box.forget_discarded())

    def close(self) -> None:
        """Stops trying; what is waiting will be there the next time."""
        self.timer.stop()
        self._folder = None

    def reload(self) -> None:
        """Reads account and outbox; `changed` follows."""
        self._do(lambda _box: None)

    # The account

    def save(
        self, setup: "MailSetup", password: str, then: Callable[[Sentence | None], None], failed: tasks.Failed
    ) -> None:
        """Keeps the choice, and the password in the key store.

        Args:
            setup: account and limit.
            password: of the account; empty leaves what the key store has.
            then: gets None, or why the password was not kept.
            failed: gets what went wrong; nothing was kept then.
        """
        folder = self._folder

        def work(_box: "Outbox") -> Sentence | None:
            from reports.mail import write_setup

            if folder is not None:
                write_setup(folder, setup)
            if setup.account is not None and password:
                try:
                    self._store().keep(setup.account.key, password)
                except ApplicationError as problem:
                    return problem.sentence
            return None

        self._do(work, then, failed)

    def forget(self, then: Callable[[], None]) -> None:
        """Forgets account and password; letters that wait keep theirs."""
        folder, setup = self._folder, self.setup

        def work(_box: "Outbox") -> None:
            from reports.mail import MailSetup, write_setup

            if setup is not None and setup.account is not None:
                self._store().forget(setup.account.key)
            if folder is not None:
                write_setup(folder, MailSetup(limit_mb=setup.limit_mb) if setup else MailSetup())

        self._do(work, lambda _none: then())

    # Letters

    def queue(
        self, eml: bytes, password: str, then: "Callable[[Sentence | None], None]", failed: tasks.Failed | None = None
    ) -> None:
        """Puts a letter into the outbox and tries to send it at once.

        Args:
            eml: the letter.
            password: as typed now; empty asks the key store.
            then: gets None when it was sent, else why it waits.
            failed: gets what went wrong; the letter was not queued then.
        """
        setup = self.setup
        if setup is None or setup.account is None:
            return
        account, now = setup.account, datetime.now().astimezone()

        def work(box: "Outbox") -> Sentence | None:
            letter = box.add(eml, account, now)
            return next((why for _, why in self._send(box, {letter}, password)), None)

        self._tries = 0
        self._under_way(work, then, failed)

    def send(self, letters: Collection[str] | None, password: str = "") -> None:
        """Tries letters now; None for all that are waiting. A letter that was not sent then names the reason."""
        self._tries = 0
        self._under_way(lambda box: self._send(box, letters, password))

    def network_may_be_back(self) -> None:
        """Quietly tries the letters that were not sent for want of a network."""
        letters = {letter.id for letter in self.waiting if letter.again}
        if letters and not self.busy:
            self._tries += 1
            self._under_way(lambda box: self._send(box, letters, ""))

    def discard(self, letter: str) -> None:
        """Takes a letter out of the outbox; `restore` brings it back while the window is open."""
        self._do(lambda box: box.discard(letter))

    def restore(self, letter: str) -> None:
        """Puts a discarded letter back into the outbox."""
        self._do(lambda box: box.restore(letter))

    # Within

    def _store(self) -> "PasswordStore":
        from reports.mail import PasswordStore

        return self.passwords or PasswordStore()

    def _send(self, box: "Outbox", letters: Collection[str] | None, typed: str) -> "tuple[tuple[Queued, Any], ...]":
        store = self._store()

        def password(account: "MailAccount") -> str | None:
            if typed or not account.user:
                return typed
            return store.get(account.key)

        return box.send_waiting(password, datetime.now().astimezone(), letters)

    def _under_way(
        self,
        work: "Callable[[Outbox], Any]",
        then: Callable[[Any], None] | None = None,
        failed: tasks.Failed | None = None,
    ) -> None:
        self.busy = True
        self.timer.stop()
        self.changed.emit()

        def ended(result: Any) -> None:
            if then is not None:
                then(result)

        self._do(work, ended, failed, ends=True)

    def _do(
        self,
        work: "Callable[[Outbox], Any]",
        then: Callable[[Any], None] | None = None,
        failed: tasks.Failed | None = None,
        *,
        ends: bool = False,
    ) -> None:
        """Works in the lane of the post, then shows how account and outbox are now, then calls `then`."""
        folder = self._folder
        if folder is None:
            return

        def whole(_control: tasks.Control) -> tuple[Any, _State]:
            from reports.mail import Outbox, read_setup

            box = Outbox(folder / "outbox")
            result = work(box)
            setup = read_setup(folder)
            account = setup.account
            knows = account is None or not account.user or self._store().get(account.key) is not None
            return result, _State(setup, box.waiting(), box.damaged(), box.discarded(), knows)

        def show(outcome: tuple[Any, _State]) -> None:
            result, state = outcome
            self.setup, self.waiting = state.setup, state.waiting
            self.damaged, self.discarded = state.damaged, state.discarded
            self.knows_password = state.knows_password
            self.busy = self.busy and not ends
            self._wait_for_the_network()
            self.changed.emit()
            if then is not None:
                then(result)

        def ended() -> None:
            if self.busy and ends:
                # Neither done nor told, or this would be false by now.
                self.busy = False
                self.changed.emit()

        def wrong(problem: ApplicationError) -> None:
            ended()
            (failed or self.failed.emit)(problem)

        tasks.run(whole, show, wrong, lane=tasks.POST).finished.connect(ended)

    def _wait_for_the_network(self) -> None:
        if any(letter.again for letter in self.waiting) and self._folder is not None:
            if not self.timer.isActive() and not self.busy:
                self.timer.start(1000 * _DISTANCES_S[min(self._tries, len(_DISTANCES_S) - 1)])
        else:
            self.timer.stop()
