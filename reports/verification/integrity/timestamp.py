"""Timestamps (RFC 3161) inside a signature: they prove that it existed at a time that no computer's clock decides.

A token is signed by its service, and what lies around that is signed by nobody. So a service's answer is brought into
one form when it is taken in, and verification accepts that form alone.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from models.errors import ApplicationError, check_handles
from models.language import sentence
from reports.identity.certificate_file import sound_certificate
from reports.identity.fitness import Purpose, check_key_kind, unfit
from reports.identity.identity import low_form
from reports.identity.key_file import order_chain
from reports.signature.cms import signed_data, value
from reports.signature.revision import Irregular

_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_NAMING_HASHES = {"sha1", *_HASHES}
"""In which a service may name its certificate: nobody can meet the digest of a given one, in SHA-1 neither."""
_SET = 0x31
_REFUSED = sentence("a timestamp in it does not hold")


@dataclass(frozen=True, slots=True)
class Timestamp:
    """What a timestamp service said, and who it is."""

    time: datetime
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    """Issuers that the service itself names, nearest first, each of which signed the one before it."""


def read_timestamp(token: bytes, wanted: bytes) -> Timestamp:
    """Returns the time that a token proves for the SHA-256 `wanted`.

    Raises:
        Irregular: when the token does not belong to it, its signature does not hold, or it is not in its canonical form.
    """
    canonical, timestamp = _read(token, wanted)
    if canonical != token:
        raise Irregular(_REFUSED)
    return timestamp


def canonical_token(token: bytes, wanted: bytes) -> bytes:
    """Returns a service's token over the SHA-256 `wanted` without anything that the service did not sign.

    Raises:
        Irregular: when the token does not belong to it, or its signature does not hold.
    """
    return _read(token, wanted)[0]


def _read(token: bytes, wanted: bytes) -> tuple[bytes, Timestamp]:
    try:
        return _parts(token, wanted)
    except (Irregular, MemoryError):
        raise
    except Exception as error:  # libraries raise a dozen kinds over strangers' bytes, some of them undocumented
        check_handles(error)
        raise Irregular(_REFUSED) from error


def _parts(token: bytes, wanted: bytes) -> tuple[bytes, Timestamp]:
    info = cms.ContentInfo.load(token, strict=True)
    signed = info["content"]
    if info["content_type"].native != "signed_data" or len(signed["signer_infos"]) != 1:
        raise Irregular(_REFUSED)
    if signed["encap_content_info"]["content_type"].native != "tst_info":
        raise Irregular(_REFUSED)
    content = signed["encap_content_info"]["content"]
    inside = bytes(content.parsed.dump()) if hasattr(content, "parsed") else bytes(content.contents)
    said: Any = tsp.TSTInfo.load(inside, strict=True)
    imprint = said["message_imprint"]
    if imprint["hash_algorithm"]["algorithm"].native != "sha256" or imprint["hashed_message"].native != wanted:
        raise Irregular(_REFUSED)
    signer = signed["signer_infos"][0]
    name = signer["digest_algorithm"]["algorithm"].native
    attributes = {attribute["type"].native: attribute["values"] for attribute in signer["signed_attrs"]}
    if attributes["message_digest"][0].native != hashlib.new(name, inside).digest():
        raise Irregular(_REFUSED)
    if attributes["content_type"][0].native != "tst_info":
        raise Irregular(_REFUSED)
    certificates = _named(signed["certificates"], attributes)
    _check_service(certificates[0])
    chain = order_chain(certificates[0], certificates[1:])
    if len(chain) + 1 != len(certificates):
        raise Irregular(_REFUSED)
    signature = bytes(signer["signature"].native)
    signed_bytes = bytes(signer["signed_attrs"].contents)
    public = certificates[0].public_key()
    if isinstance(public, ec.EllipticCurvePublicKey):
        signature = low_form(signature, public.curve)
    if not _signed_by(certificates[0], signature, value(_SET, signed_bytes), _HASHES[name]):
        raise Irregular(_REFUSED)
    canonical = signed_data(certificates, name, signed_bytes, signature, content=("tst_info", inside))
    return canonical, Timestamp(said["gen_time"].native, certificates[0], chain)


def _named(choices: Any, attributes: dict[str, Any]) -> list[x509.Certificate]:
    """Returns the certificates that the service names in what it signed, its own first; all of them must be there."""
    if "signing_certificate_v2" in attributes:
        references = [
            (entry["hash_algorithm"]["algorithm"].native, entry["cert_hash"].native)
            for entry in attributes["signing_certificate_v2"][0]["certs"]
        ]
    else:
        references = [("sha1", entry["cert_hash"].native) for entry in attributes["signing_certificate"][0]["certs"]]
    held = [sound_certificate(choice.chosen.dump(), "") for choice in choices]
    named: list[x509.Certificate] = []
    for kind, digest in references:
        if kind not in _NAMING_HASHES:
            raise Irregular(_REFUSED)
        named.append(
            next(
                certificate
                for certificate in held
                if hashlib.new(kind, certificate.public_bytes(Encoding.DER), usedforsecurity=False).digest() == digest
            )
        )
    return named


def _check_service(certificate: x509.Certificate) -> None:
    """Refuses a service whose certificate is for something else, or whose key is too weak."""
    try:
        check_key_kind(certificate)
    except ApplicationError as error:
        raise Irregular(_REFUSED) from error
    if unfit(certificate, Purpose.TIMESTAMPING) is not None:
        raise Irregular(_REFUSED)


def _signed_by(certificate: x509.Certificate, signature: bytes, data: bytes, algorithm: hashes.HashAlgorithm) -> bool:
    public = certificate.public_key()
    try:
        if isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, data, ec.ECDSA(algorithm))
        elif isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, data, padding.PKCS1v15(), algorithm)
        else:
            return False
    except InvalidSignature:
        return False
    return True
