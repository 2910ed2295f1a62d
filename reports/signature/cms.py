"""The signature container (CMS) inside a report, in the format that PAdES requires.

Most of a CMS container lies outside of its own signature. So there is one way only to write one: verification reads
out what is signed, writes the container again around it, and compares.
"""

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from reports.identity import Identity

if TYPE_CHECKING:
    from asn1crypto import cms

TIMESTAMP_SPACE = 8192
"""Bytes reserved for a timestamp, which may also be added later by file."""
_SEQUENCE, _SET, _OCTETS, _FIRST, _SECOND = 0x30, 0x31, 0x04, 0xA0, 0xA1


def reserved_bytes(identity: Identity) -> int:
    """Returns how many bytes are kept free for the container of this identity."""
    return reserved_for((identity.certificate, *identity.chain))


def reserved_for(certificates: Sequence[x509.Certificate]) -> int:
    """Returns how many bytes are kept free for a container with these certificates: exactly so many, always."""
    total = sum(len(certificate.public_bytes(Encoding.DER)) for certificate in certificates)
    return (total + 2048 + TIMESTAMP_SPACE + 1023) // 1024 * 1024


def signature_container(identity: Identity, digest: bytes) -> "cms.ContentInfo":
    """Returns the container over a document's SHA-256, without a timestamp."""
    from asn1crypto import cms

    certificates = (identity.certificate, *identity.chain)
    signature = identity.key.sign(value(_SET, signed_attributes(certificates, digest)))
    return cms.ContentInfo.load(container(certificates, digest, signature))


def signature_value(container: "cms.ContentInfo") -> bytes:
    """Returns the bare signature, which a timestamp proves to have existed."""
    return bytes(container["content"]["signer_infos"][0]["signature"].native)


def signed_attributes(certificates: Sequence[x509.Certificate], digest: bytes) -> bytes:
    """Returns what is signed: kind, digest, and exactly which certificates are in the container.

    Args:
        certificates: the signer's, then its issuers, nearest first.
        digest: SHA-256 of the document.
    """
    from asn1crypto import cms, core, tsp

    named = [
        tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest()})
        for certificate in certificates
    ]
    attributes = (
        ("content_type", cms.ContentType("data")),
        ("message_digest", core.OctetString(digest)),
        ("signing_certificate_v2", tsp.SigningCertificateV2({"certs": named})),
    )
    encoded = [cms.CMSAttribute({"type": name, "values": (content,)}).dump() for name, content in attributes]
    return b"".join(sorted(encoded))


def container(
    certificates: Sequence[x509.Certificate], digest: bytes, signature: bytes, token: bytes | None = None
) -> bytes:
    """Returns the container around a signature.

    Args:
        certificates: the signer's, then its issuers, nearest first.
        digest: SHA-256 of the document.
        signature: over the signed attributes.
        token: a timestamp over the signature, in its canonical form.
    """
    unsigned = b"" if token is None else _timestamp_attribute(token)
    attributes = signed_attributes(certificates, digest)
    return signed_data(certificates, "sha256", attributes, signature, content=("data", None), unsigned=unsigned)


def with_token(container: "cms.ContentInfo", token: bytes) -> bytes:
    """Returns a container that has no timestamp yet, with one over its signature.

    It is put together from its own bytes: asn1crypto would write it anew, in a time that doubles with every layer.

    Args:
        container: as `signature_container` returns it, or as it was read.
        token: in its canonical form.
    """
    signed = container["content"]
    signer = value(_SEQUENCE, bytes(signed["signer_infos"][0].contents), _timestamp_attribute(token))
    parts = (signed[name].dump() for name in ("version", "digest_algorithms", "encap_content_info", "certificates"))
    body = value(_SEQUENCE, *parts, value(_SET, signer))
    return value(_SEQUENCE, container["content_type"].dump(), value(_FIRST, body))


def _timestamp_attribute(token: bytes) -> bytes:
    """Returns the unsigned attributes of a signature: the timestamp and nothing else."""
    from asn1crypto import cms

    name = cms.CMSAttributeType("signature_time_stamp_token").dump()
    return value(_SECOND, value(_SEQUENCE, name, value(_SET, token)))


def signed_data(
    certificates: Sequence[x509.Certificate],
    digest_name: str,
    attributes: bytes,
    signature: bytes,
    *,
    content: tuple[str, bytes | None],
    unsigned: bytes = b"",
) -> bytes:
    """Returns a whole CMS value in the one form in which it is written here.

    Args:
        certificates: the signer's first.
        digest_name: `sha256`, `sha384` or `sha512`.
        attributes: what is signed, without its head.
        signature: over them.
        content: name of the content's type, and the content where it stands inside.
        unsigned: what follows the signature, with its head.
    """
    from asn1crypto import algos, cms, core
    from asn1crypto import x509 as structure

    signer = structure.Certificate.load(certificates[0].public_bytes(Encoding.DER))
    elliptic = isinstance(certificates[0].public_key(), ec.EllipticCurvePublicKey)
    digest = algos.DigestAlgorithm({"algorithm": digest_name}).dump()
    algorithm = f"{digest_name}_{'ecdsa' if elliptic else 'rsa'}"
    kind, inside = content
    held = value(_FIRST, value(_OCTETS, inside)) if inside is not None else b""
    # Version 3 is for content that is no plain data (RFC 5652).
    version = core.Integer(1 if kind == "data" else 3).dump()
    signer_info = value(
        _SEQUENCE,
        core.Integer(1).dump(),
        value(_SEQUENCE, signer.issuer.dump(), core.Integer(signer.serial_number).dump()),
        digest,
        value(_FIRST, attributes),
        algos.SignedDigestAlgorithm({"algorithm": algorithm}).dump(),
        value(_OCTETS, signature),
        unsigned,
    )
    body = value(
        _SEQUENCE,
        version,
        value(_SET, digest),
        value(_SEQUENCE, cms.ContentType(kind).dump(), held),
        value(_FIRST, *sorted(certificate.public_bytes(Encoding.DER) for certificate in certificates)),
        value(_SET, signer_info),
    )
    return value(_SEQUENCE, cms.ContentType("signed_data").dump(), value(_FIRST, body))


def value(tag: int, *parts: bytes) -> bytes:
    """Returns one DER value around encoded parts; asn1crypto takes fifty times as long to put them together."""
    length = sum(map(len, parts))
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    head = bytes((tag, length)) if length < 0x80 else bytes((tag, 0x80 | len(octets))) + octets
    return head + b"".join(parts)
