"""Key files as offices and other programs hand them out, made with OpenSSL where our own library knows no such key."""

import subprocess
from functools import cache
from pathlib import Path

from asn1crypto import core
from asn1crypto import pkcs12 as structure
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs7, pkcs12

from reports.identity import Identity
from reports.identity.key_file import KeyInMemory, make_identity
from tests.reports.papers import NOW

SECRET = "four unrelated words here"
_KINDS = {
    "SM2": ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2"),
    "RSA-PSS": ("-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"),
    "Ed25519": ("-algorithm", "ED25519"),
    "secp192r1": ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:prime192v1"),
    "RSA 1024": ("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"),
    "1.3.36.3.3.2.8.1.1.12": ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:brainpoolP384t1"),
}
ODD_KINDS = tuple(_KINDS)


def odd_key_file(kind: str, folder: Path) -> tuple[Path, Path]:
    """A PKCS #12 file with a key of a kind that signs nothing here, and its certificate as PEM."""
    key, certificate, both = (folder / f"{kind}.{ending}".replace(" ", "") for ending in ("key", "pem", "p12"))
    _openssl("genpkey", *_KINDS[kind], "-out", key)
    digest = ("-sm3",) if kind == "SM2" else ()
    _openssl(
        "req", "-new", "-x509", "-key", key, *digest, "-subj", "/CN=wang/O=hongda", "-days", "900", "-out", certificate
    )
    _openssl("pkcs12", "-export", "-inkey", key, "-in", certificate, "-passout", f"pass:{SECRET}", "-out", both)
    return both, certificate


def _openssl(*words: str | Path) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


@cache
def encrypting() -> Identity:
    """A person whose certificate is for enciphering keys and nothing else: half of a double certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    whole = make_identity("赵六", "华东精密有限公司", NOW).certificate
    builder = (
        x509.CertificateBuilder(whole.issuer, whole.subject, key.public_key(), 6)
        .not_valid_before(whole.not_valid_before_utc)
        .not_valid_after(whole.not_valid_after_utc)
        .add_extension(
            x509.KeyUsage(
                digital_signature=False,
                content_commitment=False,
                key_encipherment=True,
                data_encipherment=True,
                key_agreement=False,
                key_cert_sign=False,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
    )
    return Identity(builder.sign(key, hashes.SHA256()), (), KeyInMemory(key))


def key_file(*people: Identity) -> bytes:
    """One PKCS #12 file with the keys and certificates of all, in this order; as tokens of CAs are exported."""
    safes: list[structure.ContentInfo] = []
    for person in people:
        assert isinstance(person.key, KeyInMemory)
        data = pkcs12.serialize_key_and_certificates(
            b"key", person.key.private, person.certificate, None, BestAvailableEncryption(SECRET.encode())
        )
        safes += structure.AuthenticatedSafe.load(structure.Pfx.load(data)["auth_safe"]["content"].native)
    content = core.OctetString(structure.AuthenticatedSafe(safes).dump())
    whole = structure.Pfx(
        {"version": "v3", "auth_safe": structure.ContentInfo({"content_type": "data", "content": content})}
    )
    return bytes(whole.dump())


def collection(*people: Identity) -> bytes:
    """A .p7b file with their certificates."""
    return pkcs7.serialize_certificates([person.certificate for person in people], Encoding.DER)
