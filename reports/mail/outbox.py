"""E-mails waiting for the network: what waits, since when, and why the last attempt failed."""

import hashlib
import json
import re
import ssl
from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from typing import Any

from models import files
from models.errors import ApplicationError
from models.language import N_, Sentence, Text, sentence
from reports.mail.delivery import MailAccount, MailServerUnreachable, Security, send

_LETTER_LIMIT_MB = 150
_ENTRY_LIMIT_MB = 1
_NAME = re.compile(r"[0-9a-f]{32}")
_WAITING, _DISCARDED = ".json", ".discarded"


class NoSuchLetter(ApplicationError):
    """The outbox holds no letter of that id."""

    code = "no_such_letter"
    message = N_("There is no letter “{id}” in the outbox. Nothing was changed; it may have been sent in the meantime.")
    exit_code = 1


@dataclass(frozen=True, slots=True)
class Queued:
    """A letter that waits."""

    id: str
    subject: str
    to: str
    account: MailAccount
    since: datetime
    """When it was queued, with a time zone."""
    tried: datetime | None
    """When it was last tried; None before the first time."""
    problem: Text | None
    """Why the last try failed."""
    again: bool
    """Whether trying again can help by itself: the server was not reached, or the letter was never tried."""


class Outbox:
    """One pair of files for each letter: the letter, and through which account it goes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, eml: bytes, account: MailAccount, now: datetime) -> str:
        """Queues a letter and returns its id; the same letter is queued once.

        Args:
            eml: what `draft` made.
            account: through which it goes.
            now: with a time zone.

        Raises:
            UnwritableFile: when it cannot be written.
        """
        files.make_folder(self._folder)
        name = hashlib.sha256(eml).hexdigest()[:32]
        if self._entry(name) is None:
            files.write_bytes(self._folder / f"{name}.eml", eml, private=True)
            # Written last: a letter without it was not queued completely, and is not sent.
            self._write(name, account, now, None, None, again=True)
        return name

    def waiting(self) -> tuple[Queued, ...]:
        """Returns the letters that wait, the oldest first; damaged entries are left out."""
        return self._listed(_WAITING)

    def discarded(self) -> tuple[Queued, ...]:
        """Returns the discarded e-mails that can still be restored, the oldest first."""
        return self._listed(_DISCARDED)

    def discard(self, letter: str) -> None:
        """Takes a letter out of the queue; `restore` brings it back until `forget_discarded`.

        Raises:
            NoSuchLetter: when it does not wait.
        """
        self._move(letter, _WAITING, _DISCARDED)

    def restore(self, letter: str) -> None:
        """Puts a discarded letter back into the outbox.

        Raises:
            NoSuchLetter: when it is not among the discarded ones.
        """
        self._move(letter, _DISCARDED, _WAITING)

    def forget_discarded(self) -> None:
        """Deletes what was discarded."""
        for entry in self._folder.glob(f"*{_DISCARDED}"):
            self._remove(entry.stem)

    def send_waiting(
        self,
        password: Callable[[MailAccount], str | None],
        now: datetime,
        only: Collection[str] | None = None,
        context: ssl.SSLContext | None = None,
    ) -> tuple[tuple[Queued, Sentence | None], ...]:
        """Tries every letter once; a letter that was sent leaves the queue; one that failed keeps the reason.

        Args:
            password: gives the password of an account, "" where the server asks for none; None when it is not
                known: such a letter is not tried.
            now: with a time zone.
            only: ids of the letters to try; None for all.
            context: with the certificates to believe; None for those of this computer.

        Returns:
            Each letter with None when it was sent, else why not; after a server that cannot be reached, its other
            letters are not tried.
        """
        results: list[tuple[Queued, Sentence | None]] = []
        unreachable: dict[tuple[str, int], Sentence] = {}
        for letter in self.waiting():
            if only is not None and letter.id not in only:
                continue
            server = (letter.account.host, letter.account.port)
            if server in unreachable:
                self._note(letter, now, unreachable[server], again=True)
                results.append((letter, sentence("Not tried: the mail server cannot be reached.")))
                continue
            secret = password(letter.account)
            if secret is None:
                results.append((letter, sentence("Not tried: the password of the mail account is needed.")))
                continue
            try:
                send(
                    files.read_bytes(self._folder / f"{letter.id}.eml", _LETTER_LIMIT_MB),
                    letter.account,
                    secret,
                    context,
                )
            except ApplicationError as error:
                again = isinstance(error, MailServerUnreachable)
                if again:
                    unreachable[server] = error.sentence
                self._note(letter, now, error.sentence, again=again)
                results.append((letter, error.sentence))
                continue
            self._remove(letter.id)
            results.append((letter, None))
        return tuple(results)

    def _note(self, letter: Queued, now: datetime, why: Sentence, *, again: bool) -> None:
        problem = Text(why.text("zh"), why.text("en"))
        self._write(letter.id, letter.account, letter.since, now, problem, again=again)

    def _write(
        self,
        name: str,
        account: MailAccount,
        since: datetime,
        tried: datetime | None,
        problem: Text | None,
        *,
        again: bool,
    ) -> None:
        entry = {
            "account": asdict(account),
            "since": since.isoformat(timespec="seconds"),
            "tried": tried.isoformat(timespec="seconds") if tried else None,
            "problem": asdict(problem) if problem else None,
            "again": again,
        }
        data = json.dumps(entry, ensure_ascii=False).encode()
        files.write_bytes(self._folder / f"{name}{_WAITING}", data, private=True)

    def _entry(self, name: str, ending: str = _WAITING) -> Queued | None:
        path, letter = self._folder / f"{name}{ending}", self._folder / f"{name}.eml"
        if not path.is_file() or not letter.is_file():
            return None
        try:
            entry: dict[str, Any] = json.loads(files.read_bytes(path, _ENTRY_LIMIT_MB))
            account = MailAccount(**{**entry["account"], "security": Security(entry["account"]["security"])})
            since = datetime.fromisoformat(entry["since"])
            tried = datetime.fromisoformat(entry["tried"]) if entry["tried"] else None
            problem = Text(**entry["problem"]) if entry["problem"] else None
            again = bool(entry["again"])
        except (ValueError, TypeError, KeyError):
            return None
        message = message_from_bytes(files.read_bytes(letter, _LETTER_LIMIT_MB), policy=SMTP)
        return Queued(
            name, str(message["Subject"] or ""), str(message["To"] or ""), account, since, tried, problem, again
        )

    def _listed(self, ending: str) -> tuple[Queued, ...]:
        names: Iterable[str] = (path.stem for path in self._folder.glob(f"*{ending}") if _NAME.fullmatch(path.stem))
        entries = (self._entry(name, ending) for name in names)
        return tuple(
            sorted((entry for entry in entries if entry is not None), key=lambda entry: (entry.since, entry.id))
        )

    def _move(self, letter: str, old: str, new: str) -> None:
        if not _NAME.fullmatch(letter) or self._entry(letter, old) is None:
            raise NoSuchLetter(id=letter)
        (self._folder / f"{letter}{old}").replace(self._folder / f"{letter}{new}")

    def _remove(self, letter: str) -> None:
        for ending in (_WAITING, _DISCARDED, ".eml"):
            (self._folder / f"{letter}{ending}").unlink(missing_ok=True)
