"""A person's power to sign: a certificate and a key that never leaves its place."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from models.errors import ApplicationError
from models.language import N_
from reports.identity.certificate import CertificateFacts

_PROBE = b"Zhijie signs this to see whether key and certificate belong together."


class KeyDoesNotSign(ApplicationError):
    """The key and the certificate do not belong together, or the token refuses to sign."""

    code = "key_does_not_sign"
    message = N_(
        "A trial signature of {name} did not succeed, so key and certificate do not belong together. Nothing was signed; choose another identity."
    )


class CertificateNotValidNow(ApplicationError):
    """The certificate has expired, or is not valid yet."""

    code = "certificate_not_valid_now"
    message = N_(
        "The certificate of {name} is valid from {valid_from} to {valid_until}, and not now. Nothing was signed; check this computer's clock, or make a new identity."
    )


class UnsupportedKey(ApplicationError):
    """A key of a kind that reports are not signed with."""

    code = "unsupported_key"
    message = N_(
        "The key of {name} is of a kind that is not used here ({kind}). Nothing was changed; use P-256, P-384 or RSA of at least 2048 bits. SM2 is not offered."
    )


class Key(Protocol):
    """Something that signs: a key in memory, or on a token."""

    def sign(self, data: bytes) -> bytes:
        """Returns the signature over `data` with SHA-256: ECDSA in DER form, or RSA with PKCS #1 v1.5."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate with its key. The representation shows no secret."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    """The issuers above the certificate, nearest first; empty for one made by its owner."""
    key: Key

    def __repr__(self) -> str:
        return f"Identity({self.facts.fingerprint})"

    @property
    def facts(self) -> CertificateFacts:
        """What the certificate says."""
        return CertificateFacts.of(self.certificate)

    def check(self, now: datetime) -> CertificateFacts:
        """Makes a trial signature and returns the facts; asked whenever a person chooses an identity.

        Args:
            now: with a time zone.

        Raises:
            UnsupportedKey: when the key is of another kind or too short.
            CertificateNotValidNow: when the certificate has expired or is not valid yet.
            KeyDoesNotSign: when the certificate does not confirm the trial signature.
        """
        facts = self.facts
        check_key_kind(self.certificate)
        if not facts.valid_from <= now <= facts.valid_until:
            raise CertificateNotValidNow(
                name=facts.name, valid_from=f"{facts.valid_from:%Y-%m-%d}", valid_until=f"{facts.valid_until:%Y-%m-%d}"
            )
        if not confirms(self.certificate, self.key.sign(_PROBE), _PROBE):
            raise KeyDoesNotSign(name=facts.name)
        return facts


def check_key_kind(certificate: x509.Certificate) -> None:
    """Refuses keys that reports are not signed with.

    Raises:
        UnsupportedKey: for anything but P-256, P-384 and RSA of 2048 to 8192 bits.
    """
    public = certificate.public_key()
    name = CertificateFacts.of(certificate).name
    if isinstance(public, ec.EllipticCurvePublicKey):
        if public.curve.name not in ("secp256r1", "secp384r1"):
            raise UnsupportedKey(name=name, kind=public.curve.name)
    elif isinstance(public, rsa.RSAPublicKey):
        if not 2048 <= public.key_size <= 8192:
            raise UnsupportedKey(name=name, kind=f"RSA {public.key_size}")
    else:
        raise UnsupportedKey(name=name, kind=type(public).__name__)


def confirms(certificate: x509.Certificate, signature: bytes, data: bytes) -> bool:
    """Returns whether `signature` over `data` (SHA-256) was made with the certificate's key."""
    public = certificate.public_key()
    try:
        if isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, data, ec.ECDSA(hashes.SHA256()))
        elif isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        else:
            return False
    except InvalidSignature:
        return False
    return True
