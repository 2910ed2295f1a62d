"""The verdict over the bytes of one file, in this process."""

import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding

from models.language import Sentence, sentence
from reports.identity.certificate import CertificateFacts
from reports.signing.fields import CERTIFIERS, PAYLOAD_NAME, Role
from reports.signing.increment import signature_facts
from reports.signing.revision import Irregular, NotReadable, Revision, read_revisions
from reports.verification.claims.recomputed import CannotJudge, Said, judge_content
from reports.verification.integrity.appended import FoundSignature, judge_signatures
from reports.verification.integrity.base import check_base, payload_of
from reports.verification.integrity.later_writing import (
    SIGNED_MARK,
    foreign_signatures,
    signed_part,
    what_came_later,
    whole_inside,
)
from reports.verification.trust import Trust, TrustJudge
from reports.verification.verdict import (
    NOT_OURS,
    NOTHING_AGAINST_IT,
    DocumentKind,
    SignatureLine,
    Verdict,
    VerdictKind,
    unverifiable,
)

if TYPE_CHECKING:
    from models.packs.library import Library

LARGEST_FILE_MB = 100
_OUR_MARK = b"(" + PAYLOAD_NAME.encode() + b")"
_CLOCKS_DIFFER = timedelta(hours=1)
"""Between the computer that wrote a report and the one that signed it."""
_UNTIL_JUDGED = sentence("Do not rely on its result before it has been worked out again.")


def verify_here(data: bytes, name: str, trust: Trust, library: "Library", now: datetime) -> Verdict:
    """Returns the verdict over a file's bytes.

    It has no limits of its own: strangers' files belong into `verify`, which runs this in a process with limits.

    Args:
        data: the whole file.
        name: its name, for the verdict.
        trust: whose signatures are believed.
        library: rule packs to evaluate with.
        now: with a time zone.
    """
    digest = hashlib.sha256(data).hexdigest()
    if len(data) > LARGEST_FILE_MB * 1024 * 1024:
        return unverifiable(name, sentence("The file is larger than {mb} MB.", mb=LARGEST_FILE_MB), digest)
    if _OUR_MARK not in data:
        return unverifiable(name, NOT_OURS, digest)
    try:
        revisions = read_revisions(data)
        if len(revisions) == 1 and SIGNED_MARK not in data:
            return unverifiable(name, sentence("This report is not signed."), digest)
        signatures = judge_signatures(revisions)
        check_base(revisions[0])
        payload = payload_of(revisions[0])
        said = judge_content(revisions[0].content, payload, library)
        _check_roles(said, signatures)
    except Irregular as error:
        cut_off = isinstance(error, NotReadable) and b"%%EOF" not in data[max(data.rfind(SIGNED_MARK), 0) :]
        if SIGNED_MARK not in data or cut_off:
            return unverifiable(
                name, sentence("The file is not as Zhijie writes its files: {why}.", why=error.sentence), digest
            )
        return _changed(name, digest, data, error)
    except CannotJudge as error:
        judged = error.came_to_its_end
        advised = _UNTIL_JUDGED if judged else NOTHING_AGAINST_IT
        return Verdict(name, VerdictKind.UNVERIFIABLE, error.sentence, digest, judged=judged, advised=advised)
    lines, notes = _signature_lines(revisions, signatures, TrustJudge(trust), now)
    if lines[0].time + _CLOCKS_DIFFER < datetime.fromisoformat(said.created):
        notes = (*notes, sentence("By its own dates it was signed before it was written: one of the clocks was wrong."))
    notes = (*notes, *said.notes)
    doubtful = next((line for line in lines if not line.trusted), None)
    sound = sentence(
        "Unchanged since {name} signed it, and its result follows from its answers.", name=lines[0].facts.name
    )
    return Verdict(
        name=name,
        kind=VerdictKind.UNTRUSTED if doubtful else VerdictKind.VALID,
        reason=doubtful.trust_note if doubtful else sound,
        digest=digest,
        document=said.document,
        signatures=lines,
        case=said.case,
        version=said.version,
        claimed_tier=said.claimed_tier,
        recomputed_tier=said.recomputed_tier,
        agrees=True,
        notes=notes,
        payload=payload,
        stages=tuple(hashlib.sha256(revision.content).hexdigest() for revision in revisions),
    )


def _changed(name: str, digest: str, data: bytes, error: Irregular) -> Verdict:
    """Returns the verdict over a file that is not as it was signed, and what can still be said of it."""
    part = signed_part(data)
    if part is None or part.end == len(data):
        why = sentence("The file is not as it was signed: {why}.", why=error.sentence)
        return Verdict(name, VerdictKind.CHANGED, why, digest, agrees=False)
    notes = (whole_inside(part),)
    foreign = foreign_signatures(data, part)
    if not foreign:
        why = sentence("The file is not as it was signed: {why}.", why=what_came_later(data, part))
        return Verdict(name, VerdictKind.CHANGED, why, digest, agrees=False, notes=notes)
    first = foreign[0]
    why = sentence(
        "{name} signed in the box of {role} with another program than Zhijie. What that program wrote cannot be compared with what is expected, so the file as a whole is not confirmed.",
        name=first.signer,
        role=Sentence(first.role.text("en"), {}),
    )
    advised = sentence(
        "Ask {name} to countersign the file of {author} with Zhijie; the file without that signature can be verified.",
        name=first.signer,
        author=part.signer,
    )
    return Verdict(name, VerdictKind.UNVERIFIABLE, why, digest, notes=notes, advised=advised)


def _check_roles(said: Said, signatures: tuple[FoundSignature, ...]) -> None:
    expected = Role.MANAGER if said.document is DocumentKind.REPORT else Role.REVIEWER
    if signatures[0].role is not expected:
        raise Irregular(sentence("it is signed in an order that is not possible in this program"))
    facts = CertificateFacts.of(signatures[0].container.certificate)
    if said.author is not None and said.author != (facts.name, facts.organisation):
        raise Irregular(sentence("somebody else signed it than the person whom it names"))


def _signature_lines(
    revisions: tuple[Revision, ...], signatures: tuple[FoundSignature, ...], judge: TrustJudge, now: datetime
) -> tuple[tuple[SignatureLine, ...], tuple[Sentence, ...]]:
    """Returns the signatures as a person reads them, and notes that do not change the verdict."""
    lines: list[SignatureLine] = []
    notes: list[Sentence] = []
    for index, found in enumerate(signatures):
        container = found.container
        carried = signature_facts(revisions[index], revisions[index + 1]).revocation.lists
        trusted = judge.judge(container.certificate, container.chain, found.signed_at, now, carried)
        facts = CertificateFacts.of(container.certificate)
        stamp = container.timestamp
        if facts.valid_until < now:
            notes.append(sentence("The certificate of {name} has expired since it was used.", name=facts.name))
        if stamp and not judge.judge(stamp.certificate, stamp.chain, stamp.time, now).trusted:
            notes.append(
                sentence(
                    "The timestamp beside the signature of {name} comes from a service that is not confirmed here.",
                    name=facts.name,
                )
            )
        lines.append(
            SignatureLine(
                role=found.role,
                facts=facts,
                certificate=container.certificate.public_bytes(Encoding.PEM),
                trusted=trusted.trusted,
                trust_note=trusted.note,
                time=found.signed_at,
                clock=found.clock,
                proven_time=stamp.time if stamp else None,
                covers="document" if found.role in CERTIFIERS else "everything before it",
            )
        )
    return tuple(lines), tuple(notes)
