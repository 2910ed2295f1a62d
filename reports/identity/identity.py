"""A person's means of signing: a certificate and a key that never leaves its place."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from models.errors import ApplicationError
from models.language import N_, sentence
from reports.identity.certificate import CertificateFacts
from reports.identity.fitness import NotForSigning, Purpose, check_key_kind, may_issue, unfit, weak_link

MAXIMUM_CERTIFICATES = 6
"""In one signature: the signer's and its issuers'."""
_PROBE = b"Zhijie signs this to see whether key and certificate belong together."


class KeyDoesNotSign(ApplicationError):
    """The key and the certificate do not belong together, or the token refuses to sign."""

    code = "key_does_not_sign"
    message = N_(
        "A test signature with {name} failed, so the key and the certificate do not match. Nothing was signed; choose another identity."
    )


class CertificateNotValidNow(ApplicationError):
    """The certificate has expired, or is not valid yet."""

    code = "certificate_not_valid_now"
    message = N_(
        "The certificate of {name} is valid from {valid_from} to {valid_until}, not now. Nothing was signed; check this computer's clock, or make a new identity."
    )


class Key(Protocol):
    """Something that signs: a key in memory, or on a token."""

    def sign(self, data: bytes) -> bytes:
        """Returns the signature over `data` with SHA-256: ECDSA in DER and its low form, or RSA with PKCS #1 v1.5."""


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

    def probe(self) -> CertificateFacts:
        """Makes a trial signature and returns the facts, whatever the certificate is for.

        Raises:
            UnsupportedKey: when the key is of another kind or too short.
            KeyDoesNotSign: when the certificate does not confirm the trial signature.
        """
        check_key_kind(self.certificate)
        if not confirms(self.certificate, self.key.sign(_PROBE), _PROBE):
            raise KeyDoesNotSign(name=self.facts.name)
        return self.facts

    def check(self, now: datetime) -> CertificateFacts:
        """Asks all that verification will ask, makes a trial signature, and returns the facts.

        It is called whenever a person chooses an identity, and before anything is signed.

        Args:
            now: with a time zone.

        Raises:
            UnsupportedKey: when the key is of another kind or too short.
            NotForSigning: when the certificate, or one of its issuers, is not for signing reports.
            CertificateNotValidNow: when the certificate, or one of its issuers, has expired or is not valid yet.
            KeyDoesNotSign: when the certificate does not confirm the trial signature.
        """
        check_key_kind(self.certificate)
        facts, path = self.facts, (self.certificate, *self.chain)
        why = unfit(self.certificate, Purpose.SIGNING) or weak_link(path)
        if why is None and len(path) > MAXIMUM_CERTIFICATES:
            why = sentence("it has more issuers than a signature carries")
        if why is None and not all(may_issue(issuer, depth) for depth, issuer in enumerate(self.chain)):
            why = sentence("somebody issued it who may not issue certificates")
        if why is not None:
            raise NotForSigning(name=facts.name, why=why)
        for each in (CertificateFacts.of(certificate) for certificate in path):
            if not each.valid_from <= now <= each.valid_until:
                raise CertificateNotValidNow(
                    name=each.name, valid_from=f"{each.valid_from:%Y-%m-%d}", valid_until=f"{each.valid_until:%Y-%m-%d}"
                )
        return self.probe()


def confirms(certificate: x509.Certificate, signature: bytes, data: bytes) -> bool:
    """Returns whether `signature` over `data` (SHA-256) was made with the certificate's key.

    Of the two values that an elliptic curve allows for every signature only the one in its low form counts: else
    anybody could turn one into the other.
    """
    public = certificate.public_key()
    try:
        if isinstance(public, ec.EllipticCurvePublicKey):
            if low_form(signature, public.curve) != signature:
                return False
            public.verify(signature, data, ec.ECDSA(hashes.SHA256()))
        elif isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        else:
            return False
    except (InvalidSignature, ValueError):
        return False
    return True


def low_form(signature: bytes, curve: ec.EllipticCurve) -> bytes:
    """Returns an ECDSA signature (DER) with the smaller of the two values that s can have.

    Raises:
        ValueError: when it is no such signature.
    """
    r, s = decode_dss_signature(signature)
    order = curve.group_order
    return encode_dss_signature(r, min(s, order - s))
