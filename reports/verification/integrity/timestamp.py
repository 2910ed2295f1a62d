"""Timestamps (RFC 3161) inside a signature: they prove that it existed at a time which no computer's clock decides."""

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
from cryptography.x509.oid import ExtendedKeyUsageOID

from models.language import sentence
from reports.signing.revision import Irregular

_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}


@dataclass(frozen=True, slots=True)
class Timestamp:
    """What a timestamp service said, and who it is."""

    time: datetime
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    """Issuers that came with it, nearest first, each of which signed the one before it."""


def read_timestamp(token: bytes, wanted: bytes) -> Timestamp:
    """Returns the time that a token proves for the SHA-256 `wanted`.

    Raises:
        Irregular: when the token does not belong to it, or its own signature does not hold.
        ValueError: when it cannot be read at all.
    """
    refused = Irregular(sentence("a timestamp in it does not hold"))
    info = cms.ContentInfo.load(token, strict=True)
    signed = info["content"]
    if info["content_type"].native != "signed_data" or len(signed["signer_infos"]) != 1:
        raise refused
    if signed["version"].native != "v3" or signed["encap_content_info"]["content_type"].native != "tst_info":
        raise refused
    content = signed["encap_content_info"]["content"]
    said: Any = tsp.TSTInfo.load(bytes(content.parsed.dump()) if hasattr(content, "parsed") else content.contents)
    imprint = said["message_imprint"]
    if imprint["hash_algorithm"]["algorithm"].native != "sha256" or imprint["hashed_message"].native != wanted:
        raise refused
    signer = signed["signer_infos"][0]
    algorithm = _HASHES.get(signer["digest_algorithm"]["algorithm"].native)
    if algorithm is None or [one["algorithm"].native for one in signed["digest_algorithms"]] != [algorithm.name]:
        raise refused
    attributes = {attribute["type"].native: attribute["values"] for attribute in signer["signed_attrs"]}
    digest = hashlib.new(algorithm.name, content.parsed.dump() if hasattr(content, "parsed") else content.contents)
    if attributes["message_digest"][0].native != digest.digest() or attributes["content_type"][0].native != "tst_info":
        raise refused
    certificates = [x509.load_der_x509_certificate(choice.chosen.dump()) for choice in signed["certificates"]]
    certificate = _service(certificates, attributes)
    if certificate is None or not _signed_by(certificate, signer, algorithm):
        raise refused
    chain = _issuers(certificate, certificates)
    if token != info.dump(force=True) or len(chain) + 1 != len(certificates):
        raise refused
    return Timestamp(said["gen_time"].native, certificate, chain)


def _service(certificates: list[x509.Certificate], attributes: dict[str, Any]) -> x509.Certificate | None:
    """Returns the certificate that the token's signed attributes name by its digest."""
    if "signing_certificate_v2" in attributes:
        reference = attributes["signing_certificate_v2"][0]["certs"][0]
        kind = reference["hash_algorithm"]["algorithm"].native
    elif "signing_certificate" in attributes:
        reference, kind = attributes["signing_certificate"][0]["certs"][0], "sha1"
    else:
        return None
    for certificate in certificates:
        der = certificate.public_bytes(Encoding.DER)
        if hashlib.new(kind, der, usedforsecurity=False).digest() != reference["cert_hash"].native:
            continue
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        if ExtendedKeyUsageOID.TIME_STAMPING in usage:
            return certificate
    return None


def _signed_by(certificate: x509.Certificate, signer: Any, algorithm: hashes.HashAlgorithm) -> bool:
    data, signature = signer["signed_attrs"].untag().dump(), signer["signature"].native
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


def _issuers(certificate: x509.Certificate, certificates: list[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    chain: list[x509.Certificate] = []
    current = certificate
    while current.issuer != current.subject:
        issuer = next((one for one in certificates if one.subject == current.issuer and one not in chain), None)
        if issuer is None:
            return tuple(chain)
        current.verify_directly_issued_by(issuer)
        chain.append(issuer)
        current = issuer
    current.verify_directly_issued_by(current)
    return tuple(chain)
