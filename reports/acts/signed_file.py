"""A signed document: verified, put in place, read back."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from models.errors import ApplicationError
from models.files import write_bytes
from models.language import N_
from reports.verification import DocumentKind, Setting, Trust, Verdict, VerdictKind, VerificationTask, verify_many

SOUND = (VerdictKind.VALID, VerdictKind.UNTRUSTED)
"""The verdicts of a file that is what its signers signed."""


class NotSoundAfterSigning(ApplicationError):
    """What was just signed does not verify: a fault of ours, or a check that did not come to its end."""

    code = "not_sound_after_signing"
    message = N_("{name} was signed and then checked: {reason} Nothing was written; please sign it again.")
    exit_code = 1


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A signed paper that is on the disk exactly as verified."""

    path: Path
    data: bytes
    """The whole file."""
    verdict: Verdict
    """What verification says of it where nobody is trusted yet."""

    @property
    def telephone_code(self) -> str:
        """The code of whoever signed last, to be read out by telephone."""
        return self.verdict.signatures[-1].facts.telephone_code


def verified(name: str, data: bytes, now: datetime, data_folder: Path | None) -> Verdict:
    """Returns what verification says of a file in memory when nobody is trusted.

    Args:
        name: of the file.
        data: the whole file.
        now: with a time zone.
        data_folder: the person's, for the rule packs that they installed; None for the shipped ones alone.
    """
    return verify_many([VerificationTask(name, data=data)], Setting(Trust(), now, data_folder))[0]


def write_signed(
    path: Path, data: bytes, document: DocumentKind, now: datetime, data_folder: Path | None
) -> SignedFile:
    """Verifies what was signed, writes it, reads it back and compares.

    Args:
        path: where to; an older file there is replaced only by one that verifies.
        data: the signed file.
        document: what it has to be.
        now: with a time zone.
        data_folder: as `verified` takes it.

    Raises:
        NotSoundAfterSigning: when verification finds anything wrong with it.
        UnwritableFile: when it cannot be written there.
    """
    verdict = verified(path.name, data, now, data_folder)
    if verdict.kind not in SOUND or verdict.document is not document:
        raise NotSoundAfterSigning(name=path.name, reason=verdict.reason)
    write_bytes(path, data)
    return SignedFile(path, data, verdict)
