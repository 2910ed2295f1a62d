"""A paper as an office keeps it: a signed file of ours, or a file that is none."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PaperKind(StrEnum):
    """What a file is."""

    REPORT = "report"
    REPLY = "reply"
    NOTE = "note"
    OTHER = "other"
    """Changed, unsigned, damaged, or none of ours: nothing that it says is relied on."""


class SoundnessKind(StrEnum):
    """What can be said of the bytes of a file alone."""

    SOUND = "sound"
    CHANGED = "changed"
    UNVERIFIABLE = "unverifiable"


@dataclass(frozen=True, slots=True)
class SignedStage:
    """A paper after one of its signatures."""

    digest: str
    """SHA-256 of the file up to here."""
    role: str
    signer: str
    """Fingerprint of the signer's key: a person is known by it."""
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class ExchangePaper:
    """What ties a paper and puts it in order."""

    base_digest: str
    """By which it is known: of its certified first revision; of the whole file where that is not sound."""
    kind: PaperKind
    soundness: SoundnessKind
    case_id: str = ""
    case_number: str = ""
    """A label only."""
    version: int | None = None
    answers: str = ""
    """Of a reply: `base_digest` of the report that it answers."""
    stages: tuple[SignedStage, ...] = ()
    """The author's first; empty where it is not sound."""
    ours: bool = False
    """Whether it was signed with this copy of the program: nobody need confirm themselves."""

    @property
    def signer(self) -> str:
        """Fingerprint of its author's key; empty where it is not sound."""
        return self.stages[0].signer if self.stages else ""

    @property
    def signed_at(self) -> datetime | None:
        """When its author signed; None where it is not sound."""
        return self.stages[0].signed_at if self.stages else None
