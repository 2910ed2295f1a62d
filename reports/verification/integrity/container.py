"""The signature container, judged strictly: nothing in it may be changed without being noticed.

Most of a CMS container is outside its own signature. So a container is first read, then built again from the parts
that are signed or checked otherwise, and both must be the same bytes.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from asn1crypto import algos, cms, core
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from models.errors import ApplicationError
from models.language import Sentence, sentence
from reports.identity.identity import check_key_kind, confirms
from reports.signing.revision import Irregular
from reports.verification.integrity.timestamp import Timestamp, read_timestamp

_SIGNED_ATTRIBUTES = {"content_type", "message_digest", "signing_certificate_v2"}
_MAXIMUM_CERTIFICATES = 6


@dataclass(frozen=True, slots=True)
class Container:
    """A sound signature: who made it, and what proves the time."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    """Issuers, nearest first, each of which signed the one before it."""
    timestamp: Timestamp | None


def read_container(contents: bytes, digest: bytes) -> Container:
    """Returns the signer of a document.

    Args:
        contents: the whole gap, the container followed by zero bytes.
        digest: SHA-256 of everything outside the gap.

    Raises:
        Irregular: when the signature does not hold, or anything in the container is not as we write it.
    """
    try:
        return _read(contents, digest)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError) as error:
        raise _refused() from error
    except (UnsupportedAlgorithm, InvalidSignature, x509.InvalidVersion, x509.DuplicateExtension) as error:
        raise _refused() from error
    except ApplicationError as error:
        raise Irregular(sentence("it is signed with a key or an algorithm that is not accepted")) from error


def _refused(reason: Sentence | None = None) -> Irregular:
    return Irregular(reason or sentence("a signature in it is damaged"))


def _read(contents: bytes, digest: bytes) -> Container:
    der = contents[: _der_length(contents)]
    if any(contents[len(der) :]):
        raise _refused(sentence("there are bytes hidden behind a signature"))
    _check_lengths(der)
    info = cms.ContentInfo.load(der, strict=True)
    if info["content_type"].native != "signed_data":
        raise _refused()
    signed = info["content"]
    if len(signed["signer_infos"]) != 1 or len(signed["certificates"]) > _MAXIMUM_CERTIFICATES:
        raise _refused()
    signer = signed["signer_infos"][0]
    if signer["digest_algorithm"]["algorithm"].native != "sha256":
        raise _refused(sentence("it is signed with a key or an algorithm that is not accepted"))
    attributes = _attributes(signer["signed_attrs"])
    if set(attributes) != _SIGNED_ATTRIBUTES:
        raise _refused()
    if attributes["content_type"].native != "data" or attributes["message_digest"].native != digest:
        raise _refused(sentence("its content was changed after it was signed"))
    certificates = [x509.load_der_x509_certificate(choice.chosen.dump()) for choice in signed["certificates"]]
    certificate = _signer_certificate(certificates, attributes["signing_certificate_v2"])
    check_key_kind(certificate)
    signature = bytes(signer["signature"].native)
    if not confirms(certificate, signature, signer["signed_attrs"].untag().dump()):
        raise _refused(sentence("its content was changed after it was signed"))
    chain = _chain(certificate, certificates)
    timestamp = _timestamp(signer["unsigned_attrs"], signature)
    if _rebuilt(certificate, signed["certificates"], signer) != der:
        raise _refused()
    return Container(certificate, chain, timestamp)


def _der_length(data: bytes) -> int:
    """Returns the length of the DER value at the beginning: a sequence with a definite length."""
    if len(data) < 6 or data[0] != 0x30 or not 0x81 <= data[1] <= 0x84:
        raise _refused()
    octets = data[1] & 0x7F
    return 2 + octets + int.from_bytes(data[2 : 2 + octets], "big")


def _check_lengths(der: bytes) -> None:
    """Refuses a length that is spelled longer than need be: most lengths are outside of every signature."""
    waiting = [(0, len(der))]
    while waiting:
        place, end = waiting.pop()
        while place < end:
            tag, first = der[place], der[place + 1]
            octets = first & 0x7F if first & 0x80 else 0
            length = int.from_bytes(der[place + 2 : place + 2 + octets], "big") if octets else first
            inside = place + 2 + octets
            shortest = 0 if length < 0x80 else (length.bit_length() + 7) // 8
            if tag & 0x1F == 0x1F or first == 0x80 or octets != shortest or inside + length > end:
                raise _refused()
            if tag & 0x20:
                waiting.append((inside, inside + length))
            place = inside + length


def _attributes(attributes: Any) -> dict[str, Any]:
    """Returns name to single value; every attribute stands once and has one value."""
    found: dict[str, Any] = {}
    for attribute in attributes:
        name = attribute["type"].native
        if name in found or len(attribute["values"]) != 1:
            raise _refused()
        found[name] = attribute["values"][0]
    return found


def _signer_certificate(certificates: list[x509.Certificate], reference: Any) -> x509.Certificate:
    references = reference["certs"]
    if len(references) != 1 or references[0]["hash_algorithm"]["algorithm"].native != "sha256":
        raise _refused()
    wanted = references[0]["cert_hash"].native
    matching = [one for one in certificates if hashlib.sha256(one.public_bytes(Encoding.DER)).digest() == wanted]
    if len(matching) != 1:
        raise _refused()
    return matching[0]


def _chain(certificate: x509.Certificate, certificates: list[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """Returns the issuers; every certificate in the container must be one of them and have signed its child."""
    others = [one for one in certificates if one != certificate]
    chain: list[x509.Certificate] = []
    current = certificate
    while current.issuer != current.subject:
        issuer = next((one for one in others if one.subject == current.issuer), None)
        if issuer is None:
            break
        others.remove(issuer)
        _check_issued(current, issuer)
        check_key_kind(issuer)
        chain.append(issuer)
        current = issuer
    if current.issuer == current.subject:
        _check_issued(current, current)
    if others:
        raise _refused(sentence("there are certificates in it that have nothing to do with the signer"))
    return tuple(chain)


def _check_issued(certificate: x509.Certificate, issuer: x509.Certificate) -> None:
    """Refuses a certificate that the issuer did not sign, or signed over a digest that can be met by trying.

    Raises:
        Irregular: for old digests such as SHA-1.
        InvalidSignature: when it did not sign it.
    """
    weak = sentence("a certificate in it was issued with an algorithm that is not accepted")
    if not isinstance(certificate.signature_hash_algorithm, hashes.SHA256 | hashes.SHA384 | hashes.SHA512):
        raise _refused(weak)
    certificate.verify_directly_issued_by(issuer)


def _timestamp(attributes: Any, signature: bytes) -> Timestamp | None:
    if isinstance(attributes, core.Void) or attributes.native is None:
        return None
    found = _attributes(attributes)
    if set(found) != {"signature_time_stamp_token"}:
        raise _refused()
    return read_timestamp(found["signature_time_stamp_token"].dump(), hashlib.sha256(signature).digest())


def _rebuilt(certificate: x509.Certificate, certificates: Any, signer: Any) -> bytes:
    """Returns the container that we would write around the signed parts."""
    own = asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
    elliptic = isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)
    digest = algos.DigestAlgorithm({"algorithm": "sha256"}).dump()
    one = core.Integer(1).dump()
    parts = [
        one,
        _sequence(own.issuer.dump(), core.Integer(own.serial_number).dump()),
        digest,
        signer["signed_attrs"].dump(),
        algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa" if elliptic else "sha256_rsa"}).dump(),
        core.OctetString(signer["signature"].native).dump(),
    ]
    if not isinstance(signer["unsigned_attrs"], core.Void):
        # One attribute with one value, as was checked: the timestamp, whose bytes are judged by themselves.
        (attribute,) = signer["unsigned_attrs"]
        value = _value(_SET, attribute["values"][0].dump())
        parts.append(_value(_SECOND, _sequence(attribute["type"].dump(), value)))
    signed_data = _sequence(
        one,
        _value(_SET, digest),
        _sequence(cms.ContentType("data").dump()),
        _value(_FIRST, *sorted(choice.chosen.dump() for choice in certificates)),
        _value(_SET, _sequence(*parts)),
    )
    return _sequence(cms.ContentType("signed_data").dump(), _value(_FIRST, signed_data))


_SEQUENCE, _SET, _FIRST, _SECOND = 0x30, 0x31, 0xA0, 0xA1


def _sequence(*parts: bytes) -> bytes:
    return _value(_SEQUENCE, *parts)


def _value(tag: int, *parts: bytes) -> bytes:
    """Returns one DER value around encoded parts; asn1crypto takes fifty times as long to put them together."""
    length = sum(map(len, parts))
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    head = bytes((tag, length)) if length < 0x80 else bytes((tag, 0x80 | len(octets))) + octets
    return head + b"".join(parts)
