"""The letter that brings a signed paper to its reader, with the evidence in it or beside it."""

import email
import email.policy
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from models.assessment import Evidence
from models.errors import ApplicationError
from models.files import scratch_folder, write_bytes
from models.language import N_, Language
from reports.acts.signed_file import SOUND
from reports.mail import Draft, Enclosure, Letter, check_bundle, draft, evidence_bundle
from reports.verification import DocumentKind, Verdict


class NotToBeMailed(ApplicationError):
    """A file that is not a sound, signed report or reply of ours."""

    code = "not_to_be_mailed"
    message = N_(
        "{name} was not attached to an e-mail: {reason} Nothing was written; sign the report first, or write it again."
    )
    exit_code = 1


class LetterNotReadBack(ApplicationError):
    """The finished letter does not hold what was to be sent: a fault of ours."""

    code = "letter_not_read_back"
    message = N_(
        "The e-mail was read back and does not hold {name} as it was signed. Nothing was written; please hand the file over in another way."
    )
    exit_code = 1


class EvidenceNotReadBack(ApplicationError):
    """The finished archive does not hold the evidence: a fault of ours, or of the disk."""

    code = "evidence_not_read_back"
    message = N_(
        "The evidence archive {name} was read back and is not complete. Nothing was written; please try again."
    )
    exit_code = 1


@dataclass(frozen=True, slots=True)
class Composed:
    """A finished letter, read back."""

    draft: Draft
    evidence: Enclosure | None
    """The archive that has to go another way, because it did not fit into the e-mail; None when nothing is left."""


def letter(data: bytes, verdict: Verdict, to: Sequence[str], sender: str = "") -> Letter:
    """Returns the letter that brings a signed report or reply to its reader.

    Args:
        data: the file.
        verdict: over the same bytes, whether the signer is trusted here or not.
        to: the receivers' addresses.
        sender: the person's own address; empty leaves it to the mail program.

    Raises:
        NotToBeMailed: when the file was changed or is none of ours.
    """
    if (
        verdict.kind not in SOUND
        or verdict.case is None
        or verdict.version is None
        or verdict.digest != hashlib.sha256(data).hexdigest()
    ):
        raise NotToBeMailed(name=verdict.name, reason=verdict.reason)
    profile = json.loads(verdict.payload).get("case", {}).get("document", {})
    return Letter(
        to=tuple(to),
        report=Enclosure(verdict.name, data),
        case_number=verdict.case,
        version=verdict.version,
        factory=" · ".join(
            dict.fromkeys(
                name for part in ("enterprise", "factory") if (name := str(profile.get(part, {}).get("name") or ""))
            )
        ),
        sender=sender,
        telephone_code=verdict.signatures[0].facts.telephone_code,
        is_reply=verdict.document is DocumentKind.REPLY,
    )


def with_evidence(wanted: Letter, evidence: Iterable[tuple[Evidence, bytes]]) -> Letter:
    """Returns the letter with the evidence as one archive, read back and compared.

    Raises:
        EvidenceNotReadBack: when the archive does not hold what was put into it.
    """
    files = tuple(evidence)
    if not files:
        return wanted
    name = f"{Path(wanted.report.name).stem}-evidence.zip"
    archive = evidence_bundle(name, wanted.report.data, files)
    named: dict[str, str] = {each.digest: each.name for each, _ in files}
    with scratch_folder() as folder:
        path = Path(folder, "archive.zip")
        write_bytes(path, archive.data, private=True)
        if not check_bundle(path, (wanted.report.digest,), named).complete:
            raise EvidenceNotReadBack(name=name)
    return replace(wanted, bundle=archive)


def compose(wanted: Letter, now: datetime, language: Language, limit_mb: int) -> Composed:
    """Returns the finished letter after it was read back: what it carries is what was signed.

    Args:
        wanted: what to send.
        now: with a time zone.
        language: of subject and text.
        limit_mb: how large the e-mail may be.

    Raises:
        LetterNotReadBack: when it does not hold the files as they are.
        ApplicationError: as `reports.mail.draft`.
    """
    finished = draft(wanted, now, language, limit_mb)
    attached = [wanted.report, *([wanted.bundle] if wanted.bundle and finished.bundle_attached else [])]
    parts = email.message_from_bytes(finished.eml, policy=email.policy.default).iter_attachments()
    carried = [hashlib.sha256(part.get_content()).hexdigest() for part in parts]
    for each in attached:
        if each.digest not in carried:
            raise LetterNotReadBack(name=each.name)
    return Composed(finished, None if finished.bundle_attached else wanted.bundle)


def write_letter(composed: Composed, path: Path) -> Path | None:
    """Writes the draft, and beside it the evidence that did not fit; both are read back.

    Returns:
        Where the evidence lies; None when it is in the letter, or there is none.

    Raises:
        UnwritableFile: when one cannot be written there.
    """
    place = None
    if composed.evidence is not None:
        place = path.with_name(composed.evidence.name)
        write_bytes(place, composed.evidence.data)
    write_bytes(path, composed.draft.eml)
    return place
