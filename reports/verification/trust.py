"""Whom this computer trusts: certificates added after a telephone call, and the revocation lists of offices."""

import itertools
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtensionOID

from models import files
from models.errors import ApplicationError
from models.language import N_, Sentence, sentence
from reports.identity.certificate import CertificateFacts, fingerprint, read_certificates

_KNOWN_CRITICAL = {ExtensionOID.BASIC_CONSTRAINTS, ExtensionOID.KEY_USAGE, ExtensionOID.EXTENDED_KEY_USAGE}
_STORE_LIMIT_MB = 8


class NotARevocationList(ApplicationError):
    """A file given as a revocation list is none, or nobody trusted here issued it."""

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
class Trust:
    """Trusted certificates and revocation lists, as plain bytes so that they can be handed to another process."""

    certificates: tuple[bytes, ...] = ()
    """PEM, of signers or of the offices that issue them."""
    lists: tuple[bytes, ...] = ()
    """Revocation lists, DER."""

    @classmethod
    def of_files(cls, paths: Iterable[Path]) -> "Trust":
        """Returns the trust in the certificates of some files.

        Raises:
            UnreadableFile: when a file cannot be read.
            NotACertificate: when one holds none.
        """
        found = [one for path in paths for one in read_certificates(files.read_bytes(path, 1), path.name)]
        return cls(tuple(one.public_bytes(Encoding.PEM) for one in found))

    def __add__(self, other: "Trust") -> "Trust":
        return Trust((*self.certificates, *other.certificates), (*self.lists, *other.lists))


@dataclass(frozen=True, slots=True)
class TrustJudgement:
    """Whether one signer is trusted, and why."""

    trusted: bool
    note: Sentence


class TrustJudge:
    """Answers for one set of trusted certificates."""

    def __init__(self, trust: Trust) -> None:
        self._anchors = {
            fingerprint(one): one for pem in trust.certificates for one in x509.load_pem_x509_certificates(pem)
        }
        self._lists = [x509.load_der_x509_crl(der) for der in trust.lists]

    def judge(
        self,
        certificate: x509.Certificate,
        chain: tuple[x509.Certificate, ...],
        signed_at: datetime,
        now: datetime,
        carried_lists: tuple[bytes, ...] = (),
    ) -> TrustJudgement:
        """Returns whether a sound signature comes from somebody trusted here.

        Args:
            certificate: of the signer.
            chain: its issuers, nearest first, already checked to have signed one another.
            signed_at: when it was signed, with a time zone.
            now: with a time zone.
            carried_lists: revocation lists that came inside the file; they can only take trust away.
        """
        facts = CertificateFacts.of(certificate)
        path = self._path(certificate, chain)
        if path is None:
            return TrustJudgement(
                False,
                sentence(
                    "The certificate of {name} ({organisation}) is not confirmed on this computer; the code to compare by telephone is {code}.",
                    name=facts.name,
                    organisation=facts.organisation,
                    code=facts.telephone_code,
                ),
            )
        if signed_at > now:
            return TrustJudgement(False, sentence("{name} signed at a time that still lies ahead.", name=facts.name))
        if any(not one.not_valid_before_utc <= signed_at <= one.not_valid_after_utc for one in path):
            return TrustJudgement(
                False, sentence("The certificate of {name} was not valid when it was used to sign.", name=facts.name)
            )
        if not _may_sign(certificate) or not all(_may_issue(one, depth) for depth, one in enumerate(path[1:])):
            return TrustJudgement(
                False, sentence("The certificate of {name} is not meant for signing.", name=facts.name)
            )
        if self._is_revoked(path, carried_lists):
            return TrustJudgement(
                False, sentence("The certificate of {name} was revoked by its office.", name=facts.name)
            )
        return TrustJudgement(
            True, sentence("The certificate of {name} is confirmed on this computer.", name=facts.name)
        )

    def _path(
        self, certificate: x509.Certificate, chain: tuple[x509.Certificate, ...]
    ) -> tuple[x509.Certificate, ...] | None:
        """Returns the certificates from the signer up to the first trusted one, None when there is none."""
        path: list[x509.Certificate] = []
        for one in (certificate, *chain):
            path.append(one)
            if fingerprint(one) in self._anchors:
                return tuple(path)
        last = path[-1]
        for anchor in self._anchors.values():
            if anchor.subject == last.issuer and _issued(last, anchor):
                return (*path, anchor)
        return None

    def _is_revoked(self, path: tuple[x509.Certificate, ...], carried: tuple[bytes, ...]) -> bool:
        lists = [*self._lists, *(found for der in carried if (found := _list_or_none(der)) is not None)]
        return any(
            revocation_list.issuer == issuer.subject
            and _list_is_from(revocation_list, issuer)
            and revocation_list.get_revoked_certificate_by_serial_number(one.serial_number) is not None
            for one, issuer in itertools.pairwise(path)
            for revocation_list in lists
        )


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _list_or_none(der: bytes) -> x509.CertificateRevocationList | None:
    try:
        return x509.load_der_x509_crl(der)
    except ValueError:
        return None


def _list_is_from(revocation_list: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    public = issuer.public_key()
    if not isinstance(public, (ec.EllipticCurvePublicKey, rsa.RSAPublicKey)):
        return False
    try:
        return revocation_list.is_signature_valid(public)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False


def _may_sign(certificate: x509.Certificate) -> bool:
    extensions = certificate.extensions
    if any(one.critical and one.oid not in _KNOWN_CRITICAL for one in extensions):
        return False
    try:
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def _may_issue(certificate: x509.Certificate, certificates_below: int) -> bool:
    extensions = certificate.extensions
    if any(one.critical and one.oid not in {*_KNOWN_CRITICAL, ExtensionOID.CERTIFICATE_POLICIES} for one in extensions):
        return False
    try:
        constraints = extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    within = constraints.path_length is None or certificates_below <= constraints.path_length
    return constraints.ca and usage.key_cert_sign and within


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
            tuple(entry["certificate"].encode() for entry in content["certificates"]),
            tuple(bytes.fromhex(entry) for entry in content["lists"]),
        )

    def certificates(self) -> tuple[TrustedCertificate, ...]:
        """Returns the trusted certificates in the order in which they were added."""
        return tuple(
            TrustedCertificate(
                CertificateFacts.of(one),
                entry["added_on"],
                entry["note"],
                _may_issue(one, 0),
                entry["certificate"].encode(),
            )
            for entry in self._read()["certificates"]
            for one in [x509.load_pem_x509_certificate(entry["certificate"].encode())]
        )

    def add(self, certificate: bytes, name: str, now: datetime, note: str = "") -> CertificateFacts:
        """Trusts the first certificate of a PEM or DER file, after its code was compared; once is enough.

        Raises:
            NotACertificate: when `certificate`, from a file called `name`, is none.
        """
        one = read_certificates(certificate, name)[0]
        content = self._read()
        pem = one.public_bytes(Encoding.PEM).decode()
        if all(entry["certificate"] != pem for entry in content["certificates"]):
            entry = {"certificate": pem, "added_on": now.astimezone(UTC).isoformat(timespec="seconds"), "note": note}
            self._write({**content, "certificates": [*content["certificates"], entry]})
        return CertificateFacts.of(one)

    def remove(self, wanted: str) -> None:
        """Takes trust away from the certificate with that fingerprint; nothing happens when it is not there."""
        content = self._read()
        kept = [
            entry
            for entry in content["certificates"]
            if fingerprint(x509.load_pem_x509_certificate(entry["certificate"].encode())) != wanted
        ]
        self._write({**content, "certificates": kept})

    def add_list(self, data: bytes, name: str) -> int:
        """Takes in a revocation list of a trusted office; it replaces an older one of the same office.

        Returns:
            How many certificates it revokes.

        Raises:
            NotARevocationList: when it is none, or no trusted office issued it.
        """
        try:
            given = x509.load_pem_x509_crl(data) if b"BEGIN X509 CRL" in data else x509.load_der_x509_crl(data)
        except ValueError as error:
            raise NotARevocationList(name=name) from error
        content = self._read()
        offices = [x509.load_pem_x509_certificate(entry["certificate"].encode()) for entry in content["certificates"]]
        if not any(office.subject == given.issuer and _list_is_from(given, office) for office in offices):
            raise NotARevocationList(name=name)
        kept = []
        for entry in content["lists"]:
            known = x509.load_der_x509_crl(bytes.fromhex(entry))
            if known.issuer != given.issuer:
                kept.append(entry)
            elif known.last_update_utc > given.last_update_utc:
                return len(list(known))
        self._write({**content, "lists": [*kept, given.public_bytes(Encoding.DER).hex()]})
        return len(list(given))

    def _read(self) -> dict[str, Any]:
        if not self._path.exists():
            return {"certificates": [], "lists": []}
        try:
            content = json.loads(files.read_bytes(self._path, _STORE_LIMIT_MB))
            for entry in content["certificates"]:
                x509.load_pem_x509_certificate(entry["certificate"].encode())
                if not (isinstance(entry["added_on"], str) and isinstance(entry["note"], str)):
                    raise TypeError
            for entry in content["lists"]:
                x509.load_der_x509_crl(bytes.fromhex(entry))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise DamagedTrustStore(name=self._path.name) from error
        return {"certificates": content["certificates"], "lists": content["lists"]}

    def _write(self, content: object) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        files.write_bytes(
            self._path, json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False).encode(), private=True
        )
