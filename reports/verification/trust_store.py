"""The certificates this computer trusts: one file in the data folder."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from models import files
from models.errors import ApplicationError
from models.language import N_
from models.letters import composed
from reports.identity.certificate import CertificateFacts, fingerprint
from reports.identity.certificate_file import (
    one_certificate,
    read_revocation_list,
    sound_certificate,
    sound_list,
    told_as,
)
from reports.identity.fitness import check_key_kind, may_issue
from reports.verification.trust import Trust, list_is_from

_STORE_LIMIT_MB = 8


class NotARevocationList(ApplicationError):
    """A file given as a revocation list is not one, or its issuer is not trusted here."""

    code = "not_a_revocation_list"
    message = N_(
        "{name} is not a revocation list of an office that is trusted here. Nothing was changed; add the office's certificate first."
    )


class DamagedTrustStore(ApplicationError):
    """The file with the trusted certificates cannot be read."""

    code = "damaged_trust_store"
    message = N_(
        "The list of trusted certificates is damaged. Nothing was changed and nobody is trusted; restore it from a backup, or remove {name} and add the certificates again."
    )


@dataclass(frozen=True, slots=True)
class TrustedCertificate:
    """One line of the list of trusted certificates."""

    facts: CertificateFacts
    added_on: str
    """ISO date and time with zone."""
    note: str
    """What the person wrote down, such as whom they called."""
    is_office: bool
    """Whether it may issue certificates for others."""
    certificate: bytes
    """PEM."""


class TrustStore:
    """The trusted certificates of one data folder, in one file, written whole and read back."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "trust.json"

    def trust(self) -> Trust:
        """Returns everything in the store.

        Raises:
            DamagedTrustStore: when the file is damaged; nobody is trusted then.
        """
        content = self._read()
        return Trust(
            tuple(line.certificate.public_bytes(Encoding.PEM) for line in content.lines),
            tuple(revocations.public_bytes(Encoding.DER) for revocations in content.lists),
        )

    def certificates(self) -> tuple[TrustedCertificate, ...]:
        """Returns the trusted certificates in the order in which they were added.

        Raises:
            DamagedTrustStore: when the file is damaged.
        """
        return tuple(
            TrustedCertificate(
                CertificateFacts.of(line.certificate),
                line.added_on,
                line.note,
                may_issue(line.certificate, 0),
                line.certificate.public_bytes(Encoding.PEM),
            )
            for line in self._read().lines
        )

    def add(self, certificate: bytes, name: str, now: datetime, note: str = "") -> CertificateFacts:
        """Trusts the certificate that a file is about, after its code was compared; once is enough.

        Raises:
            NotACertificate: when `certificate`, from a file called `name`, is none.
            SeveralCertificates: when it holds those of several people.
            UnsupportedKey: when its key is of a kind with which nobody signs here, or too weak.
            DamagedTrustStore: when the file with the list is damaged.
        """
        trusted = one_certificate(certificate, name)
        check_key_kind(trusted)
        content = self._read()
        if all(line.certificate != trusted for line in content.lines):
            line = _TrustedLine(trusted, now.astimezone(UTC).isoformat(timespec="seconds"), composed(note))
            self._write(_Content((*content.lines, line), content.lists))
        return CertificateFacts.of(trusted)

    def remove(self, wanted: str) -> None:
        """Takes trust away from the certificate with that fingerprint; nothing happens when it is not there.

        Raises:
            DamagedTrustStore: when the file is damaged.
        """
        content = self._read()
        kept = tuple(line for line in content.lines if fingerprint(line.certificate) != wanted)
        self._write(_Content(kept, content.lists))

    def add_list(self, data: bytes, name: str) -> int:
        """Takes in a revocation list of a trusted office; it replaces an older one of the same office.

        Returns:
            How many certificates it revokes.

        Raises:
            NotARevocationList: when it is none, or no trusted office issued it.
            DamagedTrustStore: when the file with the list is damaged.
        """
        given = read_revocation_list(data)
        content = self._read()
        if given is None or not any(
            line.certificate.subject == given.issuer and list_is_from(given, line.certificate) for line in content.lines
        ):
            raise NotARevocationList(name=name)
        same_office = [known for known in content.lists if known.issuer == given.issuer]
        newer = next((known for known in same_office if known.last_update_utc > given.last_update_utc), None)
        if newer is not None:
            return len(list(newer))
        kept = tuple(known for known in content.lists if known.issuer != given.issuer)
        self._write(_Content(content.lines, (*kept, given)))
        return len(list(given))

    def _read(self) -> "_Content":
        if not self._path.exists():
            return _Content((), ())
        data = files.read_bytes(self._path, _STORE_LIMIT_MB)
        with told_as(DamagedTrustStore(name=self._path.name), self._path.name):
            content = json.loads(data)
            return _Content(
                tuple(_TrustedLine.read(entry) for entry in content["certificates"]),
                tuple(_list(bytes.fromhex(entry)) for entry in content["lists"]),
            )

    def _write(self, content: "_Content") -> None:
        files.make_folder(self._path.parent)
        tree = {
            "certificates": [line.tree() for line in content.lines],
            "lists": [revocations.public_bytes(Encoding.DER).hex() for revocations in content.lists],
        }
        written = json.dumps(tree, indent=1, sort_keys=True, ensure_ascii=False).encode()
        files.write_bytes(self._path, written, private=True)


@dataclass(frozen=True, slots=True)
class _TrustedLine:
    """One trusted certificate as it is in the file."""

    certificate: x509.Certificate
    added_on: str
    note: str

    @classmethod
    def read(cls, entry: dict[str, Any]) -> "_TrustedLine":
        """Reads one entry: exactly one certificate, so that the list shows everybody who is trusted.

        Raises:
            ValueError: when it holds none or several, or something else is no text.
        """
        (certificate,) = x509.load_pem_x509_certificates(entry["certificate"].encode())
        if not (isinstance(entry["added_on"], str) and isinstance(entry["note"], str)):
            raise ValueError(entry)
        datetime.fromisoformat(entry["added_on"])
        sound = sound_certificate(certificate.public_bytes(Encoding.DER), "")
        return cls(sound, entry["added_on"], entry["note"])

    def tree(self) -> dict[str, str]:
        pem = self.certificate.public_bytes(Encoding.PEM).decode()
        return {"certificate": pem, "added_on": self.added_on, "note": self.note}


@dataclass(frozen=True, slots=True)
class _Content:
    """What the file holds."""

    lines: tuple[_TrustedLine, ...]
    lists: tuple[x509.CertificateRevocationList, ...]


def _list(der: bytes) -> x509.CertificateRevocationList:
    revocations = sound_list(der)
    if revocations is None:
        raise ValueError(len(der))
    return revocations
