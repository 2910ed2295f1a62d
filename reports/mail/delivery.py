"""Sending by SMTP, over TLS or not at all."""

import base64
import errno
import smtplib
import socket
import ssl
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import SMTP
from enum import StrEnum

from models.errors import ApplicationError
from models.language import N_, Sentence, sentence

_TIMEOUT_SECONDS = 30.0
_KINDS: tuple[tuple[type[Exception], str], ...] = (
    (ssl.SSLCertVerificationError, N_("its certificate is not vouched for by anyone this computer trusts")),
    (ssl.SSLError, N_("it does not answer with TLS on this port")),
    (smtplib.SMTPNotSupportedError, N_("it offers no encryption or no way to log in")),
    (smtplib.SMTPServerDisconnected, N_("it closed the connection")),
    (socket.gaierror, N_("its name was not found: there is no network, or the name is wrong")),
    (TimeoutError, N_("no answer in time")),
)
_NUMBERS = {
    errno.ECONNREFUSED: N_("it refuses connections on this port"),
    errno.ECONNRESET: N_("it closed the connection"),
    errno.ENETUNREACH: N_("no network"),
    errno.ENETDOWN: N_("no network"),
    errno.EHOSTUNREACH: N_("it cannot be reached"),
}


class Security(StrEnum):
    """How the connection is encrypted; there is no choice without."""

    TLS = "tls"
    """From the first byte, usually port 465."""
    STARTTLS = "starttls"
    """Switched on before anything is said, usually port 587."""


@dataclass(frozen=True, slots=True)
class MailAccount:
    """A mail account, without its password."""

    host: str
    port: int
    security: Security
    user: str
    """Name at the server; empty where it asks for none."""
    sender: str
    """The address in `From`."""

    @property
    def key(self) -> str:
        """The name under which the key store holds the password."""
        return f"{self.user}@{self.host}"


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
        "The mail server {host} rejected the letter ({why}). The letter is kept; check the account, password and recipient."
    )


class MailNotEncrypted(ApplicationError):
    """The server offers no encryption, or its certificate does not hold."""

    code = "mail_not_encrypted"
    message = N_(
        "The connection to {host} would not be secure ({why}), so nothing was sent. The letter is kept; ask whoever runs the mail server."
    )


def send(eml: bytes, account: MailAccount, password: str, context: ssl.SSLContext | None = None) -> None:
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
        raise MailNotEncrypted(host=account.host, why=why_failed(error)) from error
    except (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError) as error:
        raise MailServerUnreachable(host=account.host, why=why_failed(error)) from error
    except smtplib.SMTPException as error:
        raise MailRefused(host=account.host, why=why_failed(error)) from error
    except OSError as error:
        raise MailServerUnreachable(host=account.host, why=why_failed(error)) from error


def _connection(account: MailAccount, secure: ssl.SSLContext) -> smtplib.SMTP:
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


def why_failed(error: Exception) -> Sentence | str:
    """Returns why a connection failed, in words; the server's own words, or the system's, where we have none."""
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return f"{error.smtp_code} {text.decode('utf-8', 'replace') if isinstance(text, bytes) else text}"
    for kind, why in _KINDS:
        if isinstance(error, kind):
            return sentence(why)
    if isinstance(error, OSError):
        known = _NUMBERS.get(error.errno or 0)
        return sentence(known) if known else error.strerror or str(error) or sentence("the connection failed")
    return str(error) or sentence("the connection failed")
