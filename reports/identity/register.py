"""What an office has issued and revoked: one file in its data folder, so that no list omits an earlier revocation."""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from models import files
from models.errors import ApplicationError
from models.language import N_
from reports.identity.certificate import CertificateFacts, fingerprint
from reports.identity.certificate_file import told_as

_FILE = "issued.json"
_LIMIT_MB = 32


class DamagedRegister(ApplicationError):
    """The register of issued certificates cannot be read."""

    code = "damaged_register"
    message = N_(
        "The register of issued certificates, {name}, is damaged. Nothing was changed; put the file back from a backup of the data folder."
    )


@dataclass(frozen=True, slots=True)
class Issued:
    """One certificate that an office issued."""

    serial: int
    facts: CertificateFacts
    office: str
    """Fingerprint of the office's certificate."""
    issued_at: datetime
    revoked_at: datetime | None
    """None while it holds."""


class Register:
    """The certificates of one data folder's offices, in one file, written whole and read back."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE

    def issued(self) -> tuple[Issued, ...]:
        """Returns what was issued, the newest first.

        Raises:
            DamagedRegister: when the file is damaged.
        """
        return tuple(reversed([_issued(entry) for entry in self._read()]))

    def add(self, certificate: x509.Certificate, office: x509.Certificate, now: datetime) -> None:
        """Notes a certificate; once is enough."""
        entries = self._read()
        pem = certificate.public_bytes(Encoding.PEM).decode()
        if all(entry["certificate"] != pem for entry in entries):
            entry = {
                "certificate": pem,
                "office": fingerprint(office),
                "issued_at": now.isoformat(timespec="seconds"),
                "revoked_at": None,
            }
            self._write([*entries, entry])

    def revoke(self, serials: Iterable[int], now: datetime) -> None:
        """Notes that certificates no longer hold, from now on; earlier revocations keep their date."""
        wanted = set(serials)
        self._write(
            [
                entry | {"revoked_at": now.isoformat(timespec="seconds")}
                if _issued(entry).serial in wanted and entry["revoked_at"] is None
                else entry
                for entry in self._read()
            ]
        )

    def hold_again(self, serial: int) -> None:
        """Takes a revocation back; the next list no longer names it."""
        self._write(
            [entry | {"revoked_at": None} if _issued(entry).serial == serial else entry for entry in self._read()]
        )

    def revoked(self, office: x509.Certificate) -> Mapping[int, datetime]:
        """Returns the serial numbers that an office revoked, and since when."""
        mine = fingerprint(office)
        return {
            entry.serial: entry.revoked_at
            for entry in self.issued()
            if entry.revoked_at is not None and entry.office == mine
        }

    def _read(self) -> list[dict[str, Any]]:
        if not os.path.lexists(self._path):
            return []
        data = files.read_bytes(self._path, _LIMIT_MB)
        with told_as(DamagedRegister(name=self._path.name), self._path.name):
            entries: list[dict[str, Any]] = json.loads(data)["issued"]
            for entry in entries:
                _issued(entry)
        return entries

    def _write(self, entries: list[dict[str, Any]]) -> None:
        files.make_folder(self._path.parent)
        files.write_bytes(self._path, json.dumps({"issued": entries}, indent=1).encode(), private=True)


def _issued(entry: Mapping[str, Any]) -> Issued:
    certificate = x509.load_pem_x509_certificate(entry["certificate"].encode())
    revoked = entry["revoked_at"]
    return Issued(
        certificate.serial_number,
        CertificateFacts.of(certificate),
        str(entry["office"]),
        datetime.fromisoformat(entry["issued_at"]),
        datetime.fromisoformat(revoked) if revoked is not None else None,
    )
