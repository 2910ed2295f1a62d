"""The verdict on a file: what its bytes are, and whether its signers are trusted on that day."""

from datetime import datetime

from models.exchange.paper import SoundnessKind
from models.language import sentence
from models.review import VerdictKind
from reports.verification.signers import read_signers
from reports.verification.soundness import Soundness
from reports.verification.trust import TrustJudge
from reports.verification.verdict import Verdict

_UNSOUND = {
    SoundnessKind.CHANGED: VerdictKind.CHANGED,
    SoundnessKind.UNVERIFIABLE: VerdictKind.UNVERIFIABLE,
}


def verdict_now(soundness: Soundness, name: str, judge: TrustJudge, now: datetime) -> Verdict:
    """Returns the verdict on a file of known soundness; nothing of the file is read for it.

    Args:
        soundness: of the file, just worked out or kept by its digest.
        name: of the file, for the verdict.
        judge: who is trusted.
        now: with a time zone.
    """
    if soundness.reason is not None:
        return Verdict(
            name,
            _UNSOUND[soundness.kind],
            soundness.reason,
            soundness.digest,
            agrees=soundness.agrees,
            notes=soundness.notes,
            judged=soundness.judged,
            advised=soundness.advised,
            soundness=soundness,
        )
    signers = read_signers(soundness.signatures, judge, now, datetime.fromisoformat(soundness.created))
    doubtful = signers.worst
    sound = sentence(
        "Unchanged since {name} signed it, and its result follows from its answers.", name=signers.lines[0].facts.name
    )
    return Verdict(
        name=name,
        kind=VerdictKind.UNTRUSTED if doubtful else VerdictKind.VALID,
        reason=doubtful.trust_note if doubtful else sound,
        digest=soundness.digest,
        document=soundness.document,
        signatures=signers.lines,
        case_id=soundness.case_id,
        case=soundness.case,
        version=soundness.version,
        claimed_tier=soundness.claimed_tier,
        recomputed_tier=soundness.recomputed_tier,
        proven_tier=soundness.proven_tier,
        answers=soundness.answers,
        agrees=soundness.agrees,
        notes=(*signers.notes, *soundness.notes),
        payload=soundness.payload,
        advised=doubtful.advice if doubtful else None,
        stages=soundness.stages,
        soundness=soundness,
    )
