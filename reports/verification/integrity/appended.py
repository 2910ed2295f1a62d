"""Every byte appended to a report, judged against what signing it must append."""

import hashlib
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from models.language import sentence
from reports.identity.certificate import CertificateFacts
from reports.identity.fitness import public_bytes
from reports.signature.fields import CERTIFIERS, COUNTERSIGNERS, Role
from reports.signature.increment import increment, signature_facts
from reports.signature.revision import Irregular, Revision
from reports.signature.stamp import Clock, SignatureStamp
from reports.verification.integrity.container import SignatureContainer, read_container


@dataclass(frozen=True, slots=True)
class FoundSignature:
    """One sound signature."""

    role: Role
    signed_at: datetime
    clock: Clock
    container: SignatureContainer
    end: int
    """How many bytes from the beginning of the file it covers, apart from itself."""


class Misplaced(Irregular):
    """A signature that is whole and may not stand where it stands, whoever wrote it."""


OWN_COUNTERSIGNATURE = sentence("its author cannot countersign it with the same key")


def check_other_person(earlier: Iterable[FoundSignature], certificate: x509.Certificate) -> None:
    """Refuses a second signature of one person: one person fills one box, whatever names the certificates carry.

    Raises:
        Misplaced: when one of the earlier signatures was made with the same key.
    """
    key = public_bytes(certificate)
    for signature in earlier:
        if public_bytes(signature.container.certificate) == key:
            raise Misplaced(
                OWN_COUNTERSIGNATURE
                if signature.role in CERTIFIERS
                else sentence(
                    "the same key has signed it already in the box of {role}: one person fills one box",
                    role=signature.role.words,
                )
            )


def judge_signatures(revisions: Sequence[Revision]) -> tuple[FoundSignature, ...]:
    """Returns the signatures of a report, the author's first.

    Each later revision must be, byte for byte, what filling one empty signature box appends; the bytes are made
    again from the facts in it and compared. There is no list of forbidden changes: nothing else is allowed.

    Raises:
        Irregular: at the first thing that is not as expected; also when there is no signature.
        Misplaced: when a signature is whole, and no such signature may stand there.
    """
    if len(revisions) < 2:
        raise Irregular(sentence("it is not signed"))
    signatures: list[FoundSignature] = []
    for earlier, revision in itertools.pairwise(revisions):
        signature = _judge(earlier, revision)
        allowed = COUNTERSIGNERS if signatures else CERTIFIERS
        if signature.role not in allowed or any(other.role is signature.role for other in signatures):
            raise Misplaced(sentence("it is signed in an order this program does not allow"))
        check_other_person(signatures, signature.container.certificate)
        signatures.append(signature)
    return tuple(signatures)


def _judge(earlier: Revision, revision: Revision) -> FoundSignature:
    facts = signature_facts(earlier, revision)
    data = revision.data
    # Where the gap lies is known from the layout alone, so the signer can be read before anything is compared.
    gap_start = data.index(b"/Contents <", revision.own[earlier.size][0]) + len(b"/Contents ")
    gap_end = gap_start + 2 * len(facts.contents) + 2
    # Views, not copies: a report with photos may have a hundred megabytes, and memory is limited.
    view = memoryview(data)
    state = hashlib.sha256(view[:gap_start])
    state.update(view[gap_end : revision.end])
    container = read_container(facts.contents, state.digest())
    signer = CertificateFacts.of(container.certificate)
    stamp = SignatureStamp(
        role=facts.role,
        name=signer.name,
        organisation=signer.organisation,
        signed_at=facts.signed_at,
        language=facts.language,
        clock=facts.clock,
        seal=facts.seal,
    )
    expected = increment(earlier, stamp, len(facts.contents), facts.revocation)
    appended = data[revision.start : revision.end]
    if (expected.gap_start, expected.gap_end) != (gap_start, gap_end) or expected.filled(facts.contents) != appended:
        raise Irregular(sentence("more than a signature box was changed after signing"))
    if facts.clock is Clock.SERVICE and container.timestamp is None:
        raise Irregular(sentence("a timestamp was removed from it"))
    return FoundSignature(facts.role, facts.signed_at, facts.clock, container, revision.end)
