"""What a certificate says about its owner, and how two people compare one by telephone."""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

_BREAKS = ("Cc", "Cs", "Zl", "Zp")
"""Unicode categories: control characters, halves of characters, ends of lines and paragraphs."""
NAMELESS = "—"
"""What stands in the place of a name in a certificate that has none."""
CODE_GROUPS = 6
"""Groups of four digits. 24 digits are 79 bits: nobody can make a second certificate with the same code."""


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a person wants to know of a certificate."""

    name: str
    organisation: str
    """Empty when the certificate names none."""
    fingerprint: str
    """SHA-256 of the whole certificate, 64 hexadecimal digits."""
    telephone_code: str
    issued_by: str
    """Name of the issuer; the same as `name` for a certificate made by its owner."""
    self_made: bool
    valid_from: datetime
    valid_until: datetime
    """Both in UTC."""
    key: str = ""
    """SHA-256 of the public key: a person is known by it, whatever certificates and names it stands in."""

    @classmethod
    def of(cls, certificate: x509.Certificate) -> "CertificateFacts":
        """Reads the facts out of a certificate."""
        return cls(
            name=subject_name(certificate.subject),
            organisation=_attribute(certificate.subject, NameOID.ORGANIZATION_NAME),
            fingerprint=fingerprint(certificate),
            telephone_code=telephone_code(certificate),
            issued_by=subject_name(certificate.issuer),
            self_made=certificate.subject == certificate.issuer,
            valid_from=certificate.not_valid_before_utc,
            valid_until=certificate.not_valid_after_utc,
            key=key_fingerprint(certificate),
        )

    def days_left(self, now: datetime) -> int:
        """Returns the whole days until it expires, negative when it has; `now` carries a time zone."""
        return (self.valid_until - now) // timedelta(days=1)


def fingerprint(certificate: x509.Certificate) -> str:
    """Returns the SHA-256 of the whole certificate as 64 hexadecimal digits."""
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def key_fingerprint(certificate: x509.Certificate) -> str:
    """Returns the SHA-256 of the public key in a certificate as 64 hexadecimal digits."""
    try:
        key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except (UnsupportedAlgorithm, ValueError, TypeError):
        from asn1crypto import x509 as structure

        # A key that no library here knows, such as SM2: its own bytes tell it from others, and it signs nothing here.
        whole = structure.Certificate.load(certificate.public_bytes(Encoding.DER))
        key = whole["tbs_certificate"]["subject_public_key_info"].dump()
    return hashlib.sha256(key).hexdigest()


def telephone_code(certificate: x509.Certificate) -> str:
    """Returns six groups of four digits to read out by telephone, such as `4071 8826 0935 1170 2284 6619`.

    It is the fingerprint, read as a number, modulo 10^24: digits are said and heard alike in every dialect,
    and 24 of them (79 bits) cannot be met by trying keys.
    """
    number = int(fingerprint(certificate), 16) % 10 ** (4 * CODE_GROUPS)
    digits = f"{number:0{4 * CODE_GROUPS}d}"
    return " ".join(digits[index : index + 4] for index in range(0, len(digits), 4))


def subject_name(name: x509.Name) -> str:
    """Returns the common name, or the organisation where there is none, or the whole name; `NAMELESS` without any."""
    named = _attribute(name, NameOID.COMMON_NAME) or _attribute(name, NameOID.ORGANIZATION_NAME)
    return named or _one_line(name.rfc4514_string()) or NAMELESS


def _attribute(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    attributes = name.get_attributes_for_oid(oid)
    return _one_line(str(attributes[0].value)) if attributes else ""


def _one_line(text: str) -> str:
    """Returns a stranger's text without what could pass for another line, or turn the one beside it round."""
    return "".join(
        " " if unicodedata.category(character) in _BREAKS else character
        for character in text
        if unicodedata.category(character) != "Cf"
    )
