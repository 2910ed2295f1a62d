"""What a person signs with, and what the signature carries besides name and time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from models.errors import handles_told
from models.files import read_bytes
from models.language import Language
from reports.identity import Identity, opened_identity
from reports.signing import Options
from reports.signing.carried import read_carried
from reports.signing.timestamp import service

_SEAL_LIMIT_MB = 10


@dataclass(frozen=True, slots=True, repr=False)
class Pen:
    """Who signs now, and with what: open for as long as one signature takes."""

    identity: Identity
    options: Options
    """What the signature carries besides name and time; its language is that of what is written."""
    now: datetime
    """With a time zone."""
    data_folder: Path | None = None
    """The person's, for the rule packs that they installed: what was signed is verified with them."""


@dataclass(frozen=True, slots=True, repr=False)
class SigningChoice:
    """What the person chose; the secret is neither kept nor logged."""

    key: Path
    """A key file, or the library of a token's maker."""
    secret: str
    """The passphrase or the PIN."""
    token: str = ""
    """Label of the token, where more than one is plugged in."""
    seal: Path | None = None
    """Picture of the company's seal."""
    timestamp: str = ""
    """Address of a timestamp service; empty for none."""
    revocation: tuple[Path, ...] = ()
    """Revocation lists and certificates to carry along."""
    certificate: str = ""
    """Code of the certificate, where a file or token holds several keys that can sign."""

    @contextmanager
    def opened(self, now: datetime, language: Language, data_folder: Path | None = None) -> Iterator[Pen]:
        """Gives the pen, its key tested and its files read, for as long as the `with` statement lasts.

        Args:
            now: with a time zone.
            language: of what is signed and of the visible signature.
            data_folder: the person's, for the rule packs that they installed.

        Raises:
            ApplicationError: when the key cannot sign now, a file cannot be read, or the service's address is none.
        """
        # What is signed is loaded, drawn and checked in here, too.
        with handles_told(), opened_identity(self.key, self.secret, now, self.token, self.certificate) as identity:
            yield Pen(identity, self._options(language), now, data_folder)

    def _options(self, language: Language) -> Options:
        return Options(
            language=language,
            seal=read_bytes(self.seal, _SEAL_LIMIT_MB) if self.seal else None,
            timestamp=service(self.timestamp) if self.timestamp else None,
            revocation=read_carried(self.revocation),
        )
