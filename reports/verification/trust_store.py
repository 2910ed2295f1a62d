"""The certificates this computer trusts: one file in the data folder."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from models import files
from models.characters import composed
from models.errors import ApplicationError
from models.language import N_
from reports.identity import succession
from reports.identity.certificate import CertificateFacts, fingerprint, key_fingerprint, telephone_code
from reports.identity.certificate_file import (
    one_certificate,
    read_revocation_list,
    sound_certificate,
    sound_list,
    told_as,
)
from reports.identity.fitness import check_key_kind, may_issue
from reports.verification.trust import Trust, TrustJudge, list_is_from

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


class EarlierKeyNotTrusted(ApplicationError):
    """A new key is vouched for by one on which nobody relies here."""

    code = "earlier_key_not_trusted"
    message = N_(
        "The new key of {name} is vouched for by a key that does not count here: {why} Nothing was changed; call {name}, compare the code {code}, and add the certificate itself."
    )
    exit_code = 1


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
    succeeds: str = ""
    """The telephone code of the earlier certificate that vouched for it; empty for one whose own code was compared."""
    holds: bool = True
    """False while the earlier certificate that vouched for it is revoked: nobody relies on it then."""
    vouched: str = ""
    """The file in which the earlier key vouched for it; empty where none did."""
    compared: bool = True
    """Whether its own code was compared."""


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
        holding = tuple(line for line in content.lines if content.holds(line))
        return Trust(
            tuple(line.certificate.public_bytes(Encoding.PEM) for line in holding),
            tuple(revocations.public_bytes(Encoding.DER) for revocations in content.lists),
            tuple(
                (key_fingerprint(line.certificate), line.succession.earlier_key)
                for line in holding
                if line.succession is not None
            ),
        )

    def certificates(self) -> tuple[TrustedCertificate, ...]:
        """Returns the trusted certificates in the order in which they were added.

        Raises:
            DamagedTrustStore: when the file is damaged.
        """
        content = self._read()
        return tuple(
            TrustedCertificate(
                CertificateFacts.of(line.certificate),
                line.added_on,
                line.note,
                may_issue(line.certificate, 0),
                line.certificate.public_bytes(Encoding.PEM),
                telephone_code(line.succession.earlier) if line.succession is not None else "",
                content.holds(line),
                line.vouched,
                line.compared,
            )
            for line in content.lines
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

    def succeed(self, data: bytes, name: str, now: datetime, note: str = "") -> CertificateFacts:
        """Trusts a new key because the trusted earlier key of the same person vouches for it; once is enough.

        The earlier certificate must hold now, and not only when it vouched: a key that leaked after its time could
        otherwise name its thief with a date of its choice.

        Args:
            data: content of the file that `reports.identity.succession` writes.
            name: of the file.
            now: with a time zone.
            note: what the person wants to remember.

        Raises:
            NotASuccession: when the file is none, or was altered.
            EarlierKeyNotTrusted: when the earlier key is not trusted here, revoked or expired.
            UnsupportedKey: when the new key is of a kind with which nobody signs here, or too weak.
            DamagedTrustStore: when the file with the list is damaged.
        """
        vouched = succession.read(data, name)
        facts = CertificateFacts.of(vouched.later)
        check_key_kind(vouched.later)
        content = self._read()
        judge = TrustJudge(self.trust())
        for moment in (vouched.at, now):
            judged = judge.judge(vouched.earlier, vouched.chain, moment, now)
            if not judged.trusted:
                raise EarlierKeyNotTrusted(name=facts.name, why=judged.note, code=facts.telephone_code)
        text, at = data.decode("utf-8-sig"), now.astimezone(UTC).isoformat(timespec="seconds")
        known = next((line for line in content.lines if line.certificate == vouched.later), None)
        if known is None:
            line = _TrustedLine(vouched.later, at, composed(note), text, vouched, compared=False)
            self._write(_Content((*content.lines, line), content.lists))
        elif known.succession is None:
            # Its own code was compared before: it rests on that, and is now known to be the same person's.
            lines = (
                replace(line, vouched=text, succession=vouched) if line is known else line for line in content.lines
            )
            self._write(_Content(tuple(lines), content.lists))
        return facts

    def remove(self, wanted: str) -> tuple[TrustedCertificate, ...]:
        """Takes trust away from the certificate with that fingerprint, and from all for which only its key vouched.

        Returns:
            Those that are no longer trusted, the wanted one first; none where it is not there.

        Raises:
            DamagedTrustStore: when the file is damaged.
        """
        content, lines = self._read(), self.certificates()
        gone = {wanted}
        while True:
            keys = {
                key_fingerprint(line.certificate) for line in content.lines if fingerprint(line.certificate) in gone
            }
            resting = {
                fingerprint(line.certificate)
                for line in content.lines
                if not line.compared and line.succession is not None and line.succession.earlier_key in keys
            }
            if resting <= gone:
                break
            gone |= resting
        kept = tuple(line for line in content.lines if fingerprint(line.certificate) not in gone)
        self._write(_Content(kept, content.lists))
        removed = [line for line in lines if line.facts.fingerprint in gone]
        return tuple(sorted(removed, key=lambda line: line.facts.fingerprint != wanted))

    def bring_back(self, removed: Sequence[TrustedCertificate]) -> None:
        """Trusts again what `remove` returned, as it was.

        Raises:
            DamagedTrustStore: when the file is damaged.
        """
        content = self._read()
        lines = (_TrustedLine.of(each) for each in removed)
        there = [line.certificate for line in content.lines]
        self._write(
            _Content((*content.lines, *(each for each in lines if each.certificate not in there)), content.lists)
        )

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
        if not os.path.lexists(self._path):
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
    vouched: str = ""
    """The file in which an earlier key vouched for it, as it came; empty where none did."""
    succession: "succession.Succession | None" = None
    """What that file says."""
    compared: bool = True
    """Whether its own code was compared, so that it does not rest on the earlier key."""

    @classmethod
    def of(cls, trusted: TrustedCertificate) -> "_TrustedLine":
        """Returns the line of a certificate as it was shown."""
        certificate = x509.load_pem_x509_certificate(trusted.certificate)
        vouched = trusted.vouched
        return cls(
            certificate, trusted.added_on, trusted.note, vouched, _succession(vouched), compared=trusted.compared
        )

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
        vouched = entry.get("vouched", "")
        compared = entry.get("compared", not vouched) is True
        line = cls(sound, entry["added_on"], entry["note"], vouched, _succession(vouched), compared=compared)
        if line.succession is not None and line.succession.later != sound:
            raise ValueError(entry)
        return line

    def tree(self) -> dict[str, object]:
        pem = self.certificate.public_bytes(Encoding.PEM).decode()
        tree: dict[str, object] = {"certificate": pem, "added_on": self.added_on, "note": self.note}
        return tree | {"vouched": self.vouched, "compared": self.compared} if self.vouched else tree


def _succession(vouched: str) -> "succession.Succession | None":
    return succession.read(vouched.encode(), "trust.json") if vouched else None


@dataclass(frozen=True, slots=True)
class _Content:
    """What the file holds."""

    lines: tuple[_TrustedLine, ...]
    lists: tuple[x509.CertificateRevocationList, ...]

    def holds(self, line: _TrustedLine) -> bool:
        """Whether nothing that vouched for a certificate was revoked since."""
        checked: list[_TrustedLine] = []
        waiting = [line]
        while waiting:
            each = waiting.pop()
            if each.compared or each.succession is None or each in checked:
                continue
            if self._is_revoked(each.succession):
                return False
            checked.append(each)
            waiting += [other for other in self.lines if other.certificate == each.succession.earlier]
        return True

    def _is_revoked(self, vouched: succession.Succession) -> bool:
        earlier = vouched.earlier
        issuers = (*vouched.chain, *(line.certificate for line in self.lines))
        return any(
            revocations.issuer == earlier.issuer == issuer.subject
            and revocations.get_revoked_certificate_by_serial_number(earlier.serial_number) is not None
            and list_is_from(revocations, issuer)
            for revocations in self.lists
            for issuer in issuers
        )


def _list(der: bytes) -> x509.CertificateRevocationList:
    revocations = sound_list(der)
    if revocations is None:
        raise ValueError(len(der))
    return revocations
