"""The verdict over the bytes of one file, in this process."""

import hashlib
import itertools
import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from models.exchange.paper import SoundnessKind
from models.language import Sentence, sentence
from reports.identity.certificate import CertificateFacts
from reports.signature.fields import PAYLOAD_NAME, Role
from reports.signature.increment import signature_facts
from reports.signature.revision import Irregular, NotReadable, Revision, bytes_in_front, read_revisions
from reports.verification.claims.recomputed import CannotJudge, Said, judge_content
from reports.verification.integrity.appended import FoundSignature, Misplaced, judge_signatures
from reports.verification.integrity.base import check_base, payload_of
from reports.verification.integrity.later_writing import (
    SIGNED_MARK,
    foreign_signatures,
    is_saved_anew,
    signed_part,
    what_came_later,
    whole_behind,
    whole_inside,
)
from reports.verification.signers import read_signers
from reports.verification.soundness import DocumentKind, Soundness, SoundSignature
from reports.verification.trust import Trust, TrustJudge
from reports.verification.verdict import NOT_OURS, NOTHING_AGAINST_IT, SignatureLine, Verdict
from reports.verification.verdict_now import verdict_now

if TYPE_CHECKING:
    from models.packs.library import Library

LARGEST_FILE_MB = 100
_OUR_MARK = b"(" + PAYLOAD_NAME.encode() + b")"
_ENCRYPTION = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_ARCHIVE = b"PK\x03\x04"
_PACKED = sentence(
    "This is a letter or an archive, not a report or reply itself: save the PDF in it as a file of its own."
)
_SAVED_ANEW = sentence("another program has saved it anew, and the version that was signed is no longer in it")
_NO_PDF = sentence(
    "This is not a report or reply written by Zhijie, nor a PDF at all; if it is a letter or an archive, save the PDF in it as a file of its own."
)
_ENCRYPTED = sentence(
    "The PDF is encrypted, with or without a password, so it cannot be compared with what was signed: ask the sender for the file as it was signed."
)
_OBJECTS_PACKED = b"/ObjStm"
_PERHAPS_PACKED = sentence(
    "This is not a report or reply as Zhijie writes it: it is another document, or another program has saved it anew."
)
_UNTIL_JUDGED = sentence("Do not rely on its result until it has been recalculated.")


def verify_here(
    data: bytes, name: str, trust: Trust, library: "Library", now: datetime, solve_s: float | None = None
) -> Verdict:
    """Returns the verdict over a file's bytes.

    It has no limits of its own: strangers' files belong into `verify`, which runs this in a process with limits.

    Args:
        data: the whole file.
        name: its name, for the verdict.
        trust: whose signatures are believed.
        library: rule packs to evaluate with.
        now: with a time zone.
        solve_s: in how many seconds the plan of a report is to be solved again; None does not solve it.
    """
    return verdict_now(soundness_here(data, library, solve_s), name, TrustJudge(trust), now)


def soundness_here(data: bytes, library: "Library", solve_s: float | None = None) -> Soundness:
    """Returns what holds of a file's bytes, whoever is trusted; without limits, as `verify_here`.

    Args:
        data: the whole file.
        library: rule packs to evaluate with.
        solve_s: in how many seconds the plan of a report is to be solved again; None does not solve it.
    """
    digest = hashlib.sha256(data).hexdigest()
    if len(data) > LARGEST_FILE_MB * 1024 * 1024:
        return _unverifiable(sentence("The file is larger than {mb} MB.", mb=LARGEST_FILE_MB), digest)
    if data.startswith(_ARCHIVE):
        return _unverifiable(_PACKED, digest)
    if _OUR_MARK not in data:
        return _unverifiable(_without_mark(data), digest)
    try:
        revisions = read_revisions(data)
        if len(revisions) == 1 and SIGNED_MARK not in data:
            return _unverifiable(sentence("This report is not signed."), digest)
        signatures = judge_signatures(revisions)
        check_base(revisions[0])
        payload = payload_of(revisions[0])
        said = judge_content(revisions[0].content, payload, library, solve_s)
        _check_roles(said, signatures)
    except Irregular as error:
        cut_off = isinstance(error, NotReadable) and b"%%EOF" not in data[max(data.rfind(SIGNED_MARK), 0) :]
        if SIGNED_MARK not in data or cut_off:
            return _unverifiable(
                sentence("The file is not as Zhijie writes its files: {why}.", why=error.sentence), digest
            )
        return _changed(digest, data, error)
    except CannotJudge as error:
        judged = error.came_to_its_end
        advised = _UNTIL_JUDGED if judged else NOTHING_AGAINST_IT
        return Soundness(SoundnessKind.UNVERIFIABLE, error.sentence, digest, judged=judged, advised=advised)
    return Soundness(
        SoundnessKind.SOUND,
        None,
        digest,
        document=said.document,
        created=said.created,
        signatures=_kept(revisions, signatures),
        stages=tuple(hashlib.sha256(revision.content).hexdigest() for revision in revisions[1:]),
        case_id=said.case_id,
        case=said.case,
        version=said.version,
        answers=said.answers,
        claimed_tier=said.claimed_tier,
        recomputed_tier=said.recomputed_tier,
        proven_tier=said.proven_tier,
        agrees=True,
        notes=said.notes,
        payload=payload,
    )


def signers_now(data: bytes, trust: Trust, now: datetime) -> tuple[SignatureLine, ...]:
    """Returns the signatures of a file that was found sound before, with whether their signers are trusted now.

    Args:
        data: the whole file, known by its digest to be the one that was judged.
        trust: whose signatures are believed.
        now: with a time zone.

    Raises:
        Irregular: when its signatures are not as expected; it was never sound then.
    """
    revisions = read_revisions(data)
    created = datetime.fromisoformat(json.loads(payload_of(revisions[0]))["created"])
    return read_signers(_kept(revisions, judge_signatures(revisions)), TrustJudge(trust), now, created).lines


def _kept(revisions: Sequence[Revision], signatures: Sequence[FoundSignature]) -> tuple[SoundSignature, ...]:
    """Returns sound signatures, each with the revocation lists beside it."""
    return tuple(
        SoundSignature.of(signature, signature_facts(before, after).revocation.lists)
        for signature, (before, after) in zip(signatures, itertools.pairwise(revisions), strict=True)
    )


def case_id_of(data: bytes) -> str:
    """Returns the id by which a report that was found sound before names its case; a pseudonym in a de-identified one.

    Raises:
        Irregular: when it is not as our program writes its files; it was never sound then.
    """
    value = json.loads(payload_of(read_revisions(data)[0]))
    return str(value["case"]["case_id"])


def _without_mark(data: bytes) -> Sentence:
    """Returns what to say of a file in which the name of our data attachment does not stand."""
    if _ENCRYPTION.search(data):
        return _ENCRYPTED
    if bytes_in_front(data) < 0:
        return _NO_PDF
    return _PERHAPS_PACKED if _OBJECTS_PACKED in data else NOT_OURS


def _unverifiable(reason: Sentence, digest: str) -> Soundness:
    return Soundness(SoundnessKind.UNVERIFIABLE, reason, digest)


def _changed(digest: str, data: bytes, error: Irregular) -> Soundness:
    """Returns the verdict on a file that is not as it was signed, and what can still be said of it."""
    part = signed_part(data)
    if part is None or part.end == len(data):
        anew = part is None and not isinstance(error, NotReadable) and is_saved_anew(data)
        why = sentence("The file is not as it was when signed: {why}.", why=_SAVED_ANEW if anew else error.sentence)
        return Soundness(SoundnessKind.CHANGED, why, digest, agrees=False, notes=whole_behind(data))
    notes = (whole_inside(part),)
    if isinstance(error, Misplaced):
        why = sentence(
            "What {name} signed is unchanged, but a signature added later is refused: {why}.",
            name=part.signer,
            why=error.sentence,
        )
        advised = sentence(
            "Do not rely on the later signature. Ask {name} for the file as signed, and have another person countersign it.",
            name=part.signer,
        )
        return Soundness(SoundnessKind.CHANGED, why, digest, agrees=False, notes=notes, advised=advised)
    foreign = foreign_signatures(data, part)
    if not foreign:
        # What has the form of our own signatures was looked at as one: the error says what is wrong with it.
        later = error.sentence if SIGNED_MARK in data[part.end :] else what_came_later(data, part)
        why = sentence("The file is not as it was when signed: {why}.", why=later)
        return Soundness(SoundnessKind.CHANGED, why, digest, agrees=False, notes=notes)
    first = foreign[0]
    why = sentence(
        "{name} signed in the box for {role} with a program other than Zhijie. What that program wrote cannot be compared with what is expected, so the file as a whole is not confirmed.",
        name=first.signer,
        role=first.role.words,
    )
    advised = sentence(
        "Ask {name} to countersign the file by {author} with Zhijie; without that signature, the file can be verified.",
        name=first.signer,
        author=part.signer,
    )
    return Soundness(SoundnessKind.UNVERIFIABLE, why, digest, notes=notes, advised=advised)


def _check_roles(said: Said, signatures: tuple[FoundSignature, ...]) -> None:
    expected = Role.MANAGER if said.document is DocumentKind.REPORT else Role.REVIEWER
    if signatures[0].role is not expected:
        raise Irregular(sentence("it is signed in an order this program does not allow"))
    facts = CertificateFacts.of(signatures[0].container.certificate)
    if said.author is not None and said.author != (facts.name, facts.organisation):
        raise Irregular(sentence("it was signed by someone other than the person it names"))
