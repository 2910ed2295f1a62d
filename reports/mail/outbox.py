"""E-mails waiting for the network: what waits, since when, and why the last attempt failed."""

import hashlib
import json
import os
import re
import ssl
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from typing import Any

from models import files
from models.errors import ApplicationError, UnwritableFile, reason
from models.language import N_, Sentence, Text, sentence
from reports.mail.delivery import MailAccount, MailServerUnreachable, Security, send
from reports.mail.setup import checked

_LETTER_LIMIT_MB = 150
_ENTRY_LIMIT_MB = 1
_NAME = re.compile(r"[0-9a-f]{32}")
_WAITING, _DISCARDED = ".json", ".discarded"
_TORN = (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError)
"""What reading something that is damaged ends in."""
_LETTER_GONE = N_(
    "{name} in the outbox cannot be read, so this letter is not sent. The case and its reports are safe; write the letter again, then discard this one."
)
_ENTRY_GONE = N_(
    "{name} in the outbox, which says when and through which mail account this letter goes, cannot be read, so the letter is not sent. The case and its reports are safe; write the letter again, then discard this one."
)
_SENT_AND_STILL_HERE = sentence(
    "The letter was sent, but it could not be removed from the outbox. Nothing is lost; discard it there, or it will be sent again."
)


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


@dataclass(frozen=True, slots=True)
class DamagedLetter:
    """A letter of which a part cannot be read: it is not sent, and it is not forgotten."""

    id: str
    subject: str
    """Empty where the letter itself cannot be read."""
    to: str
    """Empty where the letter itself cannot be read."""
    why: Sentence
    """What of it cannot be read, and what to do."""


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
        if not isinstance(self._entry(name), Queued):
            files.write_bytes(self._folder / f"{name}.eml", eml, private=True)
            # Written last: a letter without it was not queued completely, and is not sent.
            self._write(name, account, now, None, None, again=True)
        return name

    def waiting(self) -> tuple[Queued, ...]:
        """Returns the letters that wait, the oldest first; those that cannot be read are `damaged`."""
        return self._listed(_WAITING)

    def damaged(self) -> tuple[DamagedLetter, ...]:
        """Returns what lies in the outbox and cannot be sent because a part of it cannot be read, by id."""
        entries = [self._entry(name) for name in sorted(self._names(_WAITING) | self._halves())]
        return tuple(entry for entry in entries if isinstance(entry, DamagedLetter))

    def discarded(self) -> tuple[Queued | DamagedLetter, ...]:
        """Returns the discarded e-mails that can still be restored: the oldest first, then what cannot be read."""
        entries = [self._entry(name, _DISCARDED) for name in sorted(self._names(_DISCARDED))]
        return (*self._listed(_DISCARDED), *(entry for entry in entries if isinstance(entry, DamagedLetter)))

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
            try:
                self._remove(letter.id)
            except UnwritableFile:
                results.append((letter, _SENT_AND_STILL_HERE))
                continue
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

    def _entry(self, name: str, ending: str = _WAITING) -> Queued | DamagedLetter | None:
        """Returns what is kept of a letter; None when nothing is, or nothing under this ending."""
        path, letter = self._folder / f"{name}{ending}", self._folder / f"{name}.eml"
        if not os.path.lexists(path) and (ending == _DISCARDED or name not in self._halves()):
            return None
        subject, to = "", ""
        try:
            message = message_from_bytes(files.read_bytes(letter, _LETTER_LIMIT_MB), policy=SMTP)
            subject, to = str(message["Subject"] or ""), str(message["To"] or "")
        except (ApplicationError, *_TORN):
            return DamagedLetter(name, subject, to, sentence(_LETTER_GONE, name=letter.name))
        try:
            entry: dict[str, Any] = json.loads(files.read_bytes(path, _ENTRY_LIMIT_MB))
            account = checked(MailAccount(**{**entry["account"], "security": Security(entry["account"]["security"])}))
            since = _moment(entry["since"])
            tried = _moment(entry["tried"]) if entry["tried"] else None
            problem = Text(**entry["problem"]) if entry["problem"] else None
            if not all(
                isinstance(text, str) for text in (account.user, *((problem.zh, problem.en) if problem else ()))
            ):
                raise ValueError(name)
            again = bool(entry["again"])
        except (ApplicationError, *_TORN):
            return DamagedLetter(name, subject, to, sentence(_ENTRY_GONE, name=path.name))
        return Queued(name, subject, to, account, since, tried, problem, again)

    def _names(self, ending: str) -> set[str]:
        return {path.stem for path in self._folder.glob(f"*{ending}") if _NAME.fullmatch(path.stem)}

    def _halves(self) -> set[str]:
        """Returns the letters of which only the letter itself is here: queued half, or what lay beside them is lost."""
        return self._names(".eml") - self._names(_WAITING) - self._names(_DISCARDED)

    def _listed(self, ending: str) -> tuple[Queued, ...]:
        entries = [self._entry(name, ending) for name in self._names(ending)]
        letters = [entry for entry in entries if isinstance(entry, Queued)]
        return tuple(sorted(letters, key=lambda entry: (entry.since, entry.id)))

    def _move(self, letter: str, old: str, new: str) -> None:
        if not _NAME.fullmatch(letter) or self._entry(letter, old) is None:
            raise NoSuchLetter(id=letter)
        before, after = self._folder / f"{letter}{old}", self._folder / f"{letter}{new}"
        try:
            if os.path.lexists(before):
                before.replace(after)
            else:
                files.put(after, b"{}", private=True)
        except OSError as error:
            raise UnwritableFile(name=after.name, why=reason(error)) from error

    def _remove(self, letter: str) -> None:
        for ending in (_WAITING, _DISCARDED, ".eml"):
            path = self._folder / f"{letter}{ending}"
            if path.is_dir() and not path.is_symlink():
                # Nothing of ours: a folder that somebody else put there stays.
                continue
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise UnwritableFile(name=path.name, why=reason(error)) from error


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment
