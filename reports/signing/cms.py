"""The signature container (CMS) inside a report: made with pyHanko in the shape that PAdES asks for."""

import asyncio
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.serialization import Encoding

from reports.identity import Identity

if TYPE_CHECKING:
    from asn1crypto import cms

TIMESTAMP_SPACE = 8192
"""Bytes kept free for a timestamp, which may also be brought later by file."""


def reserved_bytes(identity: Identity) -> int:
    """Returns how many bytes the container of this identity may need, rounded up."""
    certificates = sum(len(one.public_bytes(Encoding.DER)) for one in (identity.certificate, *identity.chain))
    return (certificates + 2048 + TIMESTAMP_SPACE + 1023) // 1024 * 1024


def signature_container(identity: Identity, digest: bytes) -> "cms.ContentInfo":
    """Returns the container over a document's SHA-256, without a timestamp."""
    return asyncio.run(_signer(identity).async_sign(digest, "sha256", use_pades=True))


def _signer(identity: Identity) -> Any:
    from asn1crypto import x509
    from pyhanko.sign.signers.pdf_cms import Signer
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    class _IdentitySigner(Signer):
        """Lets pyHanko sign with whatever key an identity has, in a file or on a token."""

        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            if digest_algorithm != "sha256":
                raise ValueError(digest_algorithm)
            return bytes(512) if dry_run else identity.key.sign(data)

    certificates = [
        x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in (identity.certificate, *identity.chain)
    ]
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call] # pyHanko leaves it without types
    store.register_multiple(certificates[1:])
    return _IdentitySigner(signing_cert=certificates[0], cert_registry=store)


def signature_value(container: "cms.ContentInfo") -> bytes:
    """Returns the bare signature, which a timestamp proves to have existed."""
    return bytes(container["content"]["signer_infos"][0]["signature"].native)
