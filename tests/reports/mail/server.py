"""A real mail server on this computer, for tests that send."""

import contextlib
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from reports.mail import MailAccount, Security

PASSWORD = "密码"


@dataclass
class Server:
    """A mail server with one user, and what it took."""

    account: MailAccount
    certificate: Path
    """PEM file with what a client has to believe."""
    taken: list[Envelope] = field(default_factory=list)

    @property
    def client(self) -> ssl.SSLContext:
        """Believes this server."""
        return ssl.create_default_context(cafile=str(self.certificate))


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(3)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate.public_bytes(Encoding.PEM)
    )
    return path


def _authenticate(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"user", PASSWORD.encode())
    return AuthResult(success=right, handled=False)


def free_port() -> int:
    """Returns a port at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def mail_server(security: Security, folder: Path, port: int = 0) -> Iterator[Server]:
    """A server that speaks TLS, from the first byte or after STARTTLS, and wants a password, while the block lasts.

    Args:
        security: how it is encrypted.
        folder: for its certificate.
        port: where it listens; 0 for a free one.
    """
    pem = _certificate(folder)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem)
    port = port or free_port()
    server = Server(MailAccount("127.0.0.1", port, security, "user", "sender@example.com"), pem)

    class Handler:
        async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
            if any("refused" in address for address in envelope.rcpt_tos):
                return "550 no such user"
            server.taken.append(envelope)
            return "250 OK"

    options: dict[str, Any] = {"authenticator": _authenticate, "auth_required": True}
    if security is Security.TLS:
        options |= {"ssl_context": context, "auth_require_tls": False}
    else:
        options |= {"tls_context": context, "require_starttls": True}
    controller = Controller(Handler(), hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
