"""What a certificate needs to be fit for signing or issuing: checked before signing and again when verifying."""

import re
from collections.abc import Iterable
from contextlib import suppress
from enum import Enum

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID, ObjectIdentifier, PublicKeyAlgorithmOID

from models.errors import ApplicationError
from models.language import N_, Sentence, sentence
from reports.identity.certificate import NAMELESS, CertificateFacts, subject_name

DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
"""Extended key usage for signing documents (RFC 9336)."""
_SM2 = "1.2.156.10197.1.301"
_KIND_NAMES = {
    _SM2: "SM2",
    PublicKeyAlgorithmOID.RSASSA_PSS.dotted_string: "RSA-PSS",
    PublicKeyAlgorithmOID.DSA.dotted_string: "DSA",
    PublicKeyAlgorithmOID.ED25519.dotted_string: "Ed25519",
    PublicKeyAlgorithmOID.ED448.dotted_string: "Ed448",
}
_KNOWN_CRITICAL = {
    ExtensionOID.BASIC_CONSTRAINTS,
    ExtensionOID.KEY_USAGE,
    ExtensionOID.EXTENDED_KEY_USAGE,
    ExtensionOID.CERTIFICATE_POLICIES,
}
_STRONG_DIGESTS = hashes.SHA256 | hashes.SHA384 | hashes.SHA512


class Purpose(Enum):
    """What a certificate is used for, with the extended key usages that allow it where a certificate names any."""

    SIGNING = frozenset(
        {
            DOCUMENT_SIGNING,
            ExtendedKeyUsageOID.EMAIL_PROTECTION,
            ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
            ObjectIdentifier("1.3.6.1.4.1.311.10.3.12"),  # Microsoft's for signing documents
            ObjectIdentifier("1.2.840.113583.1.1.5"),  # Adobe's for authentic documents
        }
    )
    TIMESTAMPING = frozenset({ExtendedKeyUsageOID.TIME_STAMPING})


class UnsupportedKey(ApplicationError):
    """A key of a kind that reports are not signed with."""

    code = "unsupported_key"
    message = N_(
        "The key of {name} is of an unsupported kind ({kind}). Nothing was changed; use P-256, P-384 or RSA of at least 2048 bits. SM2 is not supported."
    )


class NotForSigning(ApplicationError):
    """The certificate is not meant for signing documents; nobody would accept its signatures."""

    code = "not_for_signing"
    message = N_(
        "The certificate of {name} cannot sign reports: {why}. Nothing was signed; choose the signing certificate, or ask the office for one."
    )


def check_key_kind(certificate: x509.Certificate) -> None:
    """Refuses keys that reports are not signed with.

    Raises:
        UnsupportedKey: for anything but P-256, P-384 and RSA of 2048 to 8192 bits.
    """
    kind = unusable_kind(certificate)
    if kind:
        raise UnsupportedKey(name=CertificateFacts.of(certificate).name, kind=kind)


def unusable_kind(certificate: x509.Certificate) -> str:
    """Returns what kind of key a certificate holds, where it is none that is used here; else an empty text."""
    algorithm = certificate.public_key_algorithm_oid.dotted_string
    if algorithm in _KIND_NAMES:
        return _KIND_NAMES[algorithm]
    try:
        public = certificate.public_key()
    except (UnsupportedAlgorithm, ValueError, TypeError) as error:
        return kind_named_in(error, algorithm)
    if isinstance(public, ec.EllipticCurvePublicKey):
        return "" if public.curve.name in ("secp256r1", "secp384r1") else public.curve.name
    if isinstance(public, rsa.RSAPublicKey):
        return "" if 2048 <= public.key_size <= 8192 else f"RSA {public.key_size}"
    return type(public).__name__.removesuffix("PublicKey")


def kind_named_in(error: BaseException, otherwise: str = "?") -> str:
    """Returns the kind of key that a library's error speaks of: its name, or its number in the register of objects."""
    text = str(error)
    number = re.search(r"\d+(\.\d+){3,}", text)
    return next((name for oid, name in _KIND_NAMES.items() if oid in text), number[0] if number else otherwise)


def public_bytes(certificate: x509.Certificate) -> bytes:
    """Returns the public key (SubjectPublicKeyInfo, DER): two certificates over one key give the same."""
    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def unfit(certificate: x509.Certificate, purpose: Purpose) -> Sentence | None:
    """Returns why a certificate cannot be used for a purpose, in the middle of a sentence; None when it can."""
    try:
        extensions = certificate.extensions
    except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return sentence("its extensions cannot be read")
    unknown = _unknown_demand(extensions)
    if unknown is not None:
        return unknown
    if purpose is Purpose.SIGNING and subject_name(certificate.subject) == NAMELESS:
        return sentence("it names nobody")
    with suppress(x509.ExtensionNotFound):
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
        if not (usage.digital_signature or usage.content_commitment):
            return (
                sentence("it is for encryption only")
                if usage.key_encipherment or usage.data_encipherment or usage.key_agreement
                else sentence("its key usage does not include signing")
            )
    return _extended_use(extensions, purpose)


def _unknown_demand(extensions: x509.Extensions) -> Sentence | None:
    unknown = next(
        (extension for extension in extensions if extension.critical and extension.oid not in _KNOWN_CRITICAL), None
    )
    if unknown is None:
        return None
    return sentence("it makes a demand that this program does not know ({oid})", oid=unknown.oid.dotted_string)


def _extended_use(extensions: x509.Extensions, purpose: Purpose) -> Sentence | None:
    try:
        named = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return sentence("it is not for timestamps") if purpose is Purpose.TIMESTAMPING else None
    if purpose.value.isdisjoint(named):
        return sentence("its extended key usage names other purposes")
    return None


def may_issue(certificate: x509.Certificate, certificates_below: int, purpose: Purpose = Purpose.SIGNING) -> bool:
    """Returns whether a certificate is an office's, for that purpose and with so many offices between it and a person."""
    try:
        extensions = certificate.extensions
        constraints = extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
    except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return False
    if _unknown_demand(extensions) is not None:
        return False
    with suppress(x509.ExtensionNotFound):
        named = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        if purpose.value.isdisjoint(named) and ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE not in named:
            return False
    within = constraints.path_length is None or certificates_below <= constraints.path_length
    return constraints.ca and usage.key_cert_sign and within


def weak_link(path: Iterable[x509.Certificate]) -> Sentence | None:
    """Returns what is too weak in a certificate and its issuers, in the middle of a sentence; None when nothing is.

    Args:
        path: the certificate first, each followed by its issuer. The digest of the last one counts only where it is
            signed by itself alone in the path: whoever trusts it trusts it as it is.
    """
    certificates = tuple(path)
    for place, certificate in enumerate(certificates):
        kind = unusable_kind(certificate)
        if kind:
            return sentence(
                "the key of {name} is of a kind that is not accepted ({kind})",
                name=CertificateFacts.of(certificate).name,
                kind=kind,
            )
        issued_below_another = place + 1 < len(certificates) or len(certificates) == 1
        if issued_below_another and not has_strong_digest(certificate):
            return sentence(
                "the certificate of {name} was issued with an algorithm that is not accepted",
                name=CertificateFacts.of(certificate).name,
            )
    return None


def has_strong_digest(certificate: x509.Certificate) -> bool:
    """Returns whether a certificate was signed over a digest that nobody can match by trying."""
    try:
        return isinstance(certificate.signature_hash_algorithm, _STRONG_DIGESTS)
    except (UnsupportedAlgorithm, ValueError):
        return False


def is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Returns whether the issuer's key signed the certificate."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True
