"""The signature container, judged strictly: nothing in it can be changed unnoticed.

Most of a CMS container is outside its own signature. So a container is first read, then written again from the parts
that are signed or checked otherwise, and both must be the same bytes.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from asn1crypto import cms, core
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from models.errors import check_handles
from models.language import Sentence, sentence
from reports.identity.certificate_file import sound_certificate
from reports.identity.fitness import UnsupportedKey, check_key_kind, has_strong_digest, is_issued_by
from reports.identity.identity import MAXIMUM_CERTIFICATES, confirms
from reports.signature.cms import container, reserved_for, signed_attributes, value
from reports.signature.revision import Irregular
from reports.verification.integrity.timestamp import Timestamp, read_timestamp

_SIGNED_ATTRIBUTES = {"content_type", "message_digest", "signing_certificate_v2"}
_LARGEST_CONTAINER = 1024 * 1024
_SET = 0x31
_DAMAGED = sentence("a signature in it is damaged")
_CHANGED = sentence("its content was changed after it was signed")
_NOT_ACCEPTED = sentence("it is signed with a key or an algorithm that is not accepted")


@dataclass(frozen=True, slots=True)
class SignatureContainer:
    """A sound signature: who made it, and what proves the time."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    """Issuers, nearest first, each of which signed the one before it."""
    timestamp: Timestamp | None


def read_container(contents: bytes, digest: bytes) -> SignatureContainer:
    """Returns the signer of a document.

    Args:
        contents: the whole gap, the container followed by zero bytes.
        digest: SHA-256 of everything outside the gap.

    Raises:
        Irregular: when the signature does not hold, or anything in the gap is not as we write it.
    """
    return _judged(lambda: _in_gap(contents, digest))


def read_signature(der: bytes, digest: bytes) -> SignatureContainer:
    """Returns the signer of something kept beside its signature, such as a pack of rules.

    Args:
        der: the container and nothing else.
        digest: SHA-256 of what was signed.

    Raises:
        Irregular: when the signature does not hold, or anything in it is not as we write it.
    """
    return _judged(lambda: _read(der, digest)[0])


def _judged(read: Callable[[], SignatureContainer]) -> SignatureContainer:
    try:
        return read()
    except (Irregular, MemoryError):
        raise
    except UnsupportedKey as error:
        raise Irregular(_NOT_ACCEPTED) from error
    except Exception as error:  # libraries raise a dozen kinds over strangers' bytes, some of them undocumented
        check_handles(error)
        raise Irregular(_DAMAGED) from error


def _refused(reason: Sentence = _DAMAGED) -> Irregular:
    return Irregular(reason)


def _in_gap(contents: bytes, digest: bytes) -> SignatureContainer:
    if len(contents) > _LARGEST_CONTAINER:
        raise _refused(sentence("the space for a signature in it is larger than our program makes it"))
    der = contents[: _der_length(contents)]
    if any(contents[len(der) :]):
        raise _refused(sentence("there are bytes hidden behind a signature"))
    signature, path = _read(der, digest)
    if len(contents) != reserved_for(path):
        raise _refused(sentence("the space for a signature in it is larger than our program makes it"))
    return signature


def _read(der: bytes, digest: bytes) -> tuple[SignatureContainer, tuple[x509.Certificate, ...]]:
    info = cms.ContentInfo.load(der, strict=True)
    signed = info["content"]
    if info["content_type"].native != "signed_data" or len(signed["signer_infos"]) != 1:
        raise _refused()
    if len(signed["certificates"]) > MAXIMUM_CERTIFICATES:
        raise _refused()
    signer = signed["signer_infos"][0]
    if signer["digest_algorithm"]["algorithm"].native != "sha256":
        raise _refused(_NOT_ACCEPTED)
    attributes = _attributes(signer["signed_attrs"])
    if set(attributes) != _SIGNED_ATTRIBUTES:
        raise _refused()
    if attributes["message_digest"].native != digest:
        raise _refused(_CHANGED)
    path = _path(signed["certificates"], attributes["signing_certificate_v2"])
    signature = bytes(signer["signature"].native)
    # Signed is what we would sign, so that every attribute is as we write it.
    if not confirms(path[0], signature, value(_SET, signed_attributes(path, digest))):
        raise _refused(_CHANGED)
    token = _token(signer["unsigned_attrs"])
    if container(path, digest, signature, token) != der:
        raise _refused()
    timestamp = None if token is None else read_timestamp(token, hashlib.sha256(signature).digest())
    return SignatureContainer(path[0], path[1:], timestamp), path


def _der_length(data: bytes) -> int:
    """Returns the length of the DER value at the beginning: a sequence with a definite length."""
    if len(data) < 6 or data[0] != 0x30 or not 0x81 <= data[1] <= 0x84:
        raise _refused()
    octets = data[1] & 0x7F
    return 2 + octets + int.from_bytes(data[2 : 2 + octets], "big")


def _attributes(attributes: Any) -> dict[str, Any]:
    """Returns name to single value; every attribute occurs once and has one value."""
    values: dict[str, Any] = {}
    for attribute in attributes:
        name = attribute["type"].native
        if name in values or len(attribute["values"]) != 1:
            raise _refused()
        values[name] = attribute["values"][0]
    return values


def _path(choices: Any, reference: Any) -> tuple[x509.Certificate, ...]:
    """Returns the signer's certificate and its issuers as the signed attributes name them, each signed by the next.

    Raises:
        Irregular: when other certificates stand there, or a key or digest is too weak.
        UnsupportedKey: when a key is of a kind that is not accepted.
    """
    held = {}
    for choice in choices:
        certificate = sound_certificate(choice.chosen.dump(), "")
        held[hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest()] = certificate
    named = [entry["cert_hash"].native for entry in reference["certs"]]
    if len(set(named)) != len(named) or not named or named[0] not in held:
        raise _refused()
    if set(named) != set(held):
        raise _refused(sentence("it contains certificates that have nothing to do with the signer"))
    path = tuple(held[digest] for digest in named)
    for certificate, issuer in zip(path, (*path[1:], None), strict=True):
        check_key_kind(certificate)
        self_made = certificate.issuer == certificate.subject
        if self_made and issuer is not None:
            raise _refused(sentence("it contains certificates that have nothing to do with the signer"))
        if issuer is None and not self_made:
            continue
        if not has_strong_digest(certificate):
            raise _refused(sentence("a certificate in it was issued with an algorithm that is not accepted"))
        if not is_issued_by(certificate, issuer or certificate):
            raise _refused()
    return path


def _token(attributes: Any) -> bytes | None:
    """Returns the timestamp beside a signature; None when there is nothing beside it.

    Raises:
        Irregular: when something else stands there.
    """
    # Never `native`: asn1crypto would write what is inside anew, in a time that doubles with every layer.
    if isinstance(attributes, core.Void):
        return None
    unsigned = _attributes(attributes)
    if set(unsigned) != {"signature_time_stamp_token"}:
        raise _refused()
    return bytes(unsigned["signature_time_stamp_token"].dump())
