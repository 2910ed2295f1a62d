"""What a file is by itself: a function of its bytes, of this program and of its packs. Nobody is trusted in it.

It is worked out once and may be kept, as JSON, under the digest of the file. What a person sees is a verdict: this, and
whether the signers are trusted on that day (`reports.verification.signers`), which is asked whenever it is shown.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

import resources
from models.exchange.paper import SoundnessKind
from models.language import Sentence
from models.rulebook import PackInfo
from reports.payload.assemble import LAYOUT
from reports.payload.canonical import canonical, resolved, said
from reports.signature.fields import Role
from reports.signature.stamp import Clock
from reports.verification.integrity.appended import FoundSignature


class DocumentKind(StrEnum):
    """What our program signs."""

    REPORT = "report"
    REPLY = "reply"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class SoundStamp:
    """A timestamp beside a signature, whole; whether its service is trusted is asked later."""

    time: datetime
    certificate: bytes
    """DER, of the service."""
    chain: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class SoundSignature:
    """A whole signature, as bytes that can be kept and handed to another process."""

    role: Role
    signed_at: datetime
    clock: Clock
    certificate: bytes
    """DER, of the signer."""
    chain: tuple[bytes, ...]
    """DER, of the issuers, nearest first, each of which signed the one before it."""
    lists: tuple[bytes, ...]
    """Revocation lists that came inside the file, DER."""
    stamp: SoundStamp | None

    @classmethod
    def of(cls, signature: FoundSignature, lists: tuple[bytes, ...]) -> "SoundSignature":
        """Returns a signature that was found sound.

        Args:
            signature: as it was read.
            lists: revocation lists beside it.
        """
        container = signature.container
        stamp = container.timestamp
        return cls(
            signature.role,
            signature.signed_at,
            signature.clock,
            _der(container.certificate),
            tuple(map(_der, container.chain)),
            lists,
            None if stamp is None else SoundStamp(stamp.time, _der(stamp.certificate), tuple(map(_der, stamp.chain))),
        )


@dataclass(frozen=True, slots=True)
class Soundness:
    """What verification says of the bytes of one file."""

    kind: SoundnessKind
    reason: Sentence | None
    """Why it is not sound; None where it is."""
    digest: str = ""
    """SHA-256 of the file; empty when it was not read."""
    document: DocumentKind | None = None
    created: str = ""
    """ISO time at which its data were written, according to themselves."""
    signatures: tuple[SoundSignature, ...] = ()
    stages: tuple[str, ...] = ()
    """SHA-256 of the file after each signature, the author's first; empty unless sound."""
    case_id: str | None = None
    case: str | None = None
    version: int | None = None
    answers: str | None = None
    claimed_tier: str | None = None
    recomputed_tier: str | None = None
    proven_tier: str | None = None
    agrees: bool | None = None
    notes: tuple[Sentence, ...] = ()
    advised: Sentence | None = None
    judged: bool = True
    """Whether the check came to its end."""
    payload: bytes = field(default=b"", repr=False)
    """The data attachment of the signed revision; it is not part of what is kept, the file holds it."""

    def kept(self) -> str:
        """Returns it as JSON text, without the data attachment."""
        return canonical(
            {
                "kind": self.kind.value,
                "reason": resolved(self.reason, None),
                "digest": self.digest,
                "document": self.document and self.document.value,
                "created": self.created,
                "signatures": [_signature_tree(each) for each in self.signatures],
                "stages": list(self.stages),
                "case_id": self.case_id,
                "case": self.case,
                "version": self.version,
                "answers": self.answers,
                "claimed_tier": self.claimed_tier,
                "recomputed_tier": self.recomputed_tier,
                "proven_tier": self.proven_tier,
                "agrees": self.agrees,
                "notes": [resolved(note, None) for note in self.notes],
                "advised": resolved(self.advised, None),
                "judged": self.judged,
            }
        ).decode()

    @classmethod
    def read(cls, text: str) -> "Soundness":
        """Returns what `kept` wrote.

        Raises:
            ValueError, KeyError, TypeError: when the text is not from there.
        """
        value: dict[str, Any] = json.loads(text)
        return cls(
            **{
                **value,
                "kind": SoundnessKind(value["kind"]),
                "reason": _sentence(value["reason"]),
                "document": DocumentKind(value["document"]) if value["document"] else None,
                "signatures": tuple(_signature(each) for each in value["signatures"]),
                "stages": tuple(value["stages"]),
                "notes": tuple(note for each in value["notes"] if (note := _sentence(each)) is not None),
                "advised": _sentence(value["advised"]),
            }
        )


def judged_by(packs: Iterable[PackInfo]) -> str:
    """Returns a mark of what else than the bytes decides: this program and all packs; another mark, another judgement."""
    lines = sorted(f"{pack.id} {pack.digest}" for pack in packs)
    whole = "\n".join((resources.version(), str(LAYOUT), *lines))
    return hashlib.sha256(whole.encode()).hexdigest()


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _sentence(tree: Mapping[str, Any] | None) -> Sentence | None:
    words = None if tree is None else said(tree)
    if words is None or isinstance(words, Sentence):
        return words
    raise ValueError("a text where a sentence was kept")


def _signature_tree(signature: SoundSignature) -> dict[str, Any]:
    stamp = signature.stamp
    return {
        "role": signature.role.value,
        "signed_at": signature.signed_at.isoformat(),
        "clock": signature.clock.value,
        "certificate": _text(signature.certificate),
        "chain": [_text(each) for each in signature.chain],
        "lists": [_text(each) for each in signature.lists],
        "stamp": None
        if stamp is None
        else {
            "time": stamp.time.isoformat(),
            "certificate": _text(stamp.certificate),
            "chain": [_text(each) for each in stamp.chain],
        },
    }


def _signature(tree: Mapping[str, Any]) -> SoundSignature:
    stamp = tree["stamp"]
    return SoundSignature(
        Role(tree["role"]),
        datetime.fromisoformat(tree["signed_at"]),
        Clock(tree["clock"]),
        base64.b64decode(tree["certificate"]),
        tuple(map(base64.b64decode, tree["chain"])),
        tuple(map(base64.b64decode, tree["lists"])),
        None
        if stamp is None
        else SoundStamp(
            datetime.fromisoformat(stamp["time"]),
            base64.b64decode(stamp["certificate"]),
            tuple(map(base64.b64decode, stamp["chain"])),
        ),
    )
