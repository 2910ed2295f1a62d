"""The container itself: weaker digests, other containers, smuggled attributes."""

import asyncio
import hashlib
from collections.abc import Callable
from typing import Any

from asn1crypto import algos, cms, core

from reports.signature.cms import signature_container
from reports.signing import Role
from tests.reports.attacks.collection import CHANGED, Target, attack
from tests.reports.papers import appended, manager, stranger

_FAMILY = "weak algorithms"


def _with_container(target: Target, change: Callable[[cms.ContentInfo], Any]) -> bytes:
    """The report with a container that was bent after it was signed."""
    signature = appended(target.unsigned, manager(), Role.MANAGER)
    honest = signature_container(manager(), signature.digest(target.unsigned))
    bent = cms.ContentInfo.load(honest.dump())
    changed = change(bent)
    data = changed if isinstance(changed, bytes) else bent.dump(force=True)
    return target.unsigned + signature.filled(data)


@attack(_FAMILY)
def digest_named_sha1(target: Target) -> bytes:
    """The container claims SHA-1."""

    def change(info: cms.ContentInfo) -> None:
        info["content"]["signer_infos"][0]["digest_algorithm"] = algos.DigestAlgorithm({"algorithm": "sha1"})

    return _with_container(target, change)


@attack(_FAMILY)
def really_signed_with_sha1(target: Target) -> bytes:
    """An honest signature over SHA-1, for which two files can be made."""
    from pyhanko.sign import signers

    signature = appended(target.unsigned, manager(), Role.MANAGER)
    data = target.unsigned + signature.data
    gap = data[: signature.gap_start] + data[signature.gap_end :]
    from asn1crypto import keys, x509
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    key = manager().key.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())  # type: ignore[attr-defined]
    signer = signers.SimpleSigner(
        x509.Certificate.load(manager().certificate.public_bytes(Encoding.DER)),
        keys.PrivateKeyInfo.load(key),
        SimpleCertificateStore(),
    )
    digest = hashlib.sha1(gap, usedforsecurity=False).digest()
    container = asyncio.run(signer.async_sign(digest, "sha1", use_pades=True))
    return target.unsigned + signature.filled(container.dump())


@attack(_FAMILY)
def signature_algorithm_renamed(target: Target) -> bytes:
    """The unsigned name of the algorithm says something weaker."""

    def change(info: cms.ContentInfo) -> None:
        info["content"]["signer_infos"][0]["signature_algorithm"] = algos.SignedDigestAlgorithm(
            {"algorithm": "sha1_ecdsa"}
        )

    return _with_container(target, change)


@attack("container")
def attributes_taken_out(target: Target) -> bytes:
    """Without signed attributes, the attributes' own bytes could be passed off as a document."""

    def change(info: cms.ContentInfo) -> None:
        del info["content"]["signer_infos"][0]["signed_attrs"]

    return _with_container(target, change)


@attack("container")
def attribute_smuggled_in(target: Target) -> bytes:
    """An unsigned attribute with a message."""

    def change(info: cms.ContentInfo) -> None:
        info["content"]["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes(
            [cms.CMSAttribute({"type": "1.2.3.4", "values": (core.UTF8String("leading"),)})]
        )

    return _with_container(target, change)


@attack("container")
def second_signer_inside(target: Target) -> bytes:
    """Two signers in one container: which one is shown?"""

    def change(info: cms.ContentInfo) -> None:
        other = signature_container(stranger(), b"\0" * 32)["content"]["signer_infos"][0]
        info["content"]["signer_infos"] = [info["content"]["signer_infos"][0], other]

    return _with_container(target, change)


@attack("container")
def document_inside_the_container(target: Target) -> bytes:
    """The container brings its own content along."""

    def change(info: cms.ContentInfo) -> None:
        info["content"]["encap_content_info"] = {"content_type": "data", "content": b"something else"}

    return _with_container(target, change)


@attack("container")
def certificate_of_somebody_else_inside(target: Target) -> bytes:
    """A second certificate that has nothing to do with the signature."""
    from cryptography.hazmat.primitives.serialization import Encoding

    def change(info: cms.ContentInfo) -> None:
        from asn1crypto import x509

        other = x509.Certificate.load(stranger().certificate.public_bytes(Encoding.DER))
        info["content"]["certificates"].append(cms.CertificateChoices("certificate", other))

    return _with_container(target, change)


@attack("container")
def indefinite_length(target: Target) -> bytes:
    """BER instead of DER: the same values, other bytes."""

    def change(info: cms.ContentInfo) -> bytes:
        der: bytes = info.dump()
        assert der[1] == 0x82
        return b"\x30\x80" + der[4:] + b"\0\0"

    return _with_container(target, change)


@attack("container", CHANGED)
def signature_of_another_report(target: Target) -> bytes:
    """A real signature of the manager, over another document."""

    def change(info: cms.ContentInfo) -> bytes:
        return bytes(signature_container(manager(), b"\1" * 32).dump())

    return _with_container(target, change)
