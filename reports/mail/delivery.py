"""Sending by SMTP over TLS, with a queue for letters that were written without a network."""

import base64
import hashlib
import json
import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import asdict, dataclass
from email import message_from_bytes
from email.policy import SMTP
from enum import StrEnum
from pathlib import Path

from models import files
from models.errors import ApplicationError
from models.language import N_, Sentence, sentence

_TIMEOUT_SECONDS = 30.0
_LETTER_LIMIT_MB = 120


class Security(StrEnum):
    """How the connection is encrypted; there is no choice without."""

    TLS = "tls"
    """From the first byte, usually port 465."""
    STARTTLS = "starttls"
    """Switched on before anything is said, usually port 587."""


@dataclass(frozen=True, slots=True)
class Account:
    """A mail account, without its password."""

    host: str
    port: int
    security: Security
    user: str
    sender: str
    """The address in `From`."""


class MailServerUnreachable(ApplicationError):
    """There is no network, or the server does not answer."""

    code = "mail_server_unreachable"
    message = N_(
        "The mail server {host} could not be reached ({why}). The letter is kept and will be sent when the network is back."
    )


class MailRefused(ApplicationError):
    """The server answered and did not take the letter."""

    code = "mail_refused"
    message = N_(
        "The mail server {host} did not take the letter ({why}). The letter is kept; check account, password and receiver."
    )


class MailNotEncrypted(ApplicationError):
    """The server offers no encryption, or its certificate does not hold."""

    code = "mail_not_encrypted"
    message = N_(
        "The connection to {host} would not be secure ({why}), so nothing was sent. The letter is kept; ask who runs the mail server."
    )


def send(eml: bytes, account: Account, password: str, context: ssl.SSLContext | None = None) -> None:
    """Sends a drafted letter. The password is neither kept nor logged.

    Args:
        eml: what `draft` made.
        account: through which it goes.
        password: of the account; empty where the server asks for none.
        context: with the certificates to believe; None for those of this computer.

    Raises:
        MailServerUnreachable, MailRefused, MailNotEncrypted: the letter was not sent.
    """
    message = message_from_bytes(eml, policy=SMTP)
    del message["X-Unsent"]
    del message["From"]
    message["From"] = account.sender
    secure = context or ssl.create_default_context()
    try:
        with _connection(account, secure) as server:
            if account.security is Security.STARTTLS:
                server.starttls(context=secure)
            if password:
                _log_in(server, account.user, password)
            server.send_message(message)
    except (ssl.SSLError, smtplib.SMTPNotSupportedError) as error:
        raise MailNotEncrypted(host=account.host, why=_why(error)) from error
    except (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError) as error:
        raise MailServerUnreachable(host=account.host, why=_why(error)) from error
    except smtplib.SMTPException as error:
        raise MailRefused(host=account.host, why=_why(error)) from error
    except OSError as error:
        raise MailServerUnreachable(host=account.host, why=_why(error)) from error


def _connection(account: Account, secure: ssl.SSLContext) -> smtplib.SMTP:
    # A fixed name in the greeting: the name of this computer is nobody's business.
    if account.security is Security.TLS:
        return smtplib.SMTP_SSL(
            account.host, account.port, local_hostname="localhost", timeout=_TIMEOUT_SECONDS, context=secure
        )
    return smtplib.SMTP(account.host, account.port, local_hostname="localhost", timeout=_TIMEOUT_SECONDS)


def _log_in(server: smtplib.SMTP, user: str, password: str) -> None:
    if (user + password).isascii():
        server.login(user, password)
        return
    # WORKAROUND(smtplib, Python 3.12): it encodes user and password as ASCII, though RFC 4616 says UTF-8.
    secret = base64.b64encode(f"\0{user}\0{password}".encode()).decode("ascii")
    server.ehlo_or_helo_if_needed()
    code, answer = server.docmd("AUTH", f"PLAIN {secret}")
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, answer)


def _why(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return f"{error.smtp_code} {text.decode('utf-8', 'replace') if isinstance(text, bytes) else text}"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__


@dataclass(frozen=True, slots=True)
class Queued:
    """A letter that waits for the network."""

    id: str
    subject: str
    to: str
    account: Account


class Outbox:
    """Letters that wait, one pair of files each: the letter, and through which account it goes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, eml: bytes, account: Account) -> str:
        """Queues a letter and returns its id; the same letter is queued once.

        Raises:
            UnwritableFile: when it cannot be written.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(eml).hexdigest()[:32]
        files.write_bytes(self._folder / f"{name}.eml", eml, private=True)
        # Written last: a letter without it was not queued completely, and is not sent.
        files.write_bytes(self._folder / f"{name}.json", json.dumps(asdict(account)).encode(), private=True)
        return name

    def waiting(self) -> tuple[Queued, ...]:
        """Returns the letters that wait, by id; damaged entries are left out."""
        found = []
        for path in sorted(self._folder.glob("*.json")):
            if not re.fullmatch(r"[0-9a-f]{32}\.json", path.name) or not path.with_suffix(".eml").exists():
                continue
            try:
                entry = json.loads(files.read_bytes(path, 1))
                account = Account(**{**entry, "security": Security(entry["security"])})
            except (ValueError, TypeError, KeyError):
                continue
            message = message_from_bytes(files.read_bytes(path.with_suffix(".eml"), _LETTER_LIMIT_MB), policy=SMTP)
            found.append(Queued(path.stem, str(message["Subject"] or ""), str(message["To"] or ""), account))
        return tuple(found)

    def remove(self, letter: str) -> None:
        """Takes a letter out of the queue without sending it."""
        (self._folder / f"{letter}.json").unlink(missing_ok=True)
        (self._folder / f"{letter}.eml").unlink(missing_ok=True)

    def send_waiting(
        self, password: Callable[[Account], str], context: ssl.SSLContext | None = None
    ) -> tuple[tuple[Queued, Sentence | None], ...]:
        """Tries every letter once; what was sent leaves the queue.

        Args:
            password: gives the password of an account.
            context: with the certificates to believe; None for those of this computer.

        Returns:
            Each letter with None when it was sent, else why not; after a server that cannot be reached, its other
            letters are not tried.
        """
        results: list[tuple[Queued, Sentence | None]] = []
        unreachable: set[tuple[str, int]] = set()
        for letter in self.waiting():
            server = (letter.account.host, letter.account.port)
            if server in unreachable:
                results.append((letter, sentence("Not tried: the mail server cannot be reached.")))
                continue
            try:
                eml = files.read_bytes(self._folder / f"{letter.id}.eml", _LETTER_LIMIT_MB)
                send(eml, letter.account, password(letter.account), context)
            except ApplicationError as error:
                if isinstance(error, MailServerUnreachable):
                    unreachable.add(server)
                results.append((letter, error.sentence))
                continue
            self.remove(letter.id)
            results.append((letter, None))
        return tuple(results)
