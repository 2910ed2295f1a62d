"""Soundness is worked out once and kept; trust is judged of what was kept, and of nothing else."""

import pytest

from models.exchange.paper import SoundnessKind
from reports.verification import Soundness, TrustJudge, VerdictKind, judged_by, verdict_now
from tests.reports.papers import LATER, manager, reply, report, trust, verdict
from tests.reports.sample import library


@pytest.mark.parametrize("whole", [report().signed, report().countersigned, reply()])
def test_what_was_kept_gives_every_verdict_again(whole: bytes) -> None:
    """With whomever trusted: the same kind, signatures, reason and notes as reading the file anew."""
    fresh = verdict(whole)
    assert fresh.soundness is not None
    kept = Soundness.read(fresh.soundness.kept())
    for trusted in (trust(), trust(manager())):
        again = verdict_now(kept, "report.pdf", TrustJudge(trusted), LATER)
        assert again.json() == verdict(whole, trusted).json()
        assert again.signatures == verdict(whole, trusted).signatures


def test_what_is_unsound_stays_so_whoever_is_trusted() -> None:
    """Its reason and its notes are kept, in both languages."""
    changed = bytearray(report().countersigned)
    changed[len(changed) // 2] ^= 1
    fresh = verdict(bytes(changed))
    assert fresh.kind is VerdictKind.CHANGED
    assert fresh.soundness is not None
    again = verdict_now(Soundness.read(fresh.soundness.kept()), "report.pdf", TrustJudge(trust()), LATER)
    for language in ("zh", "en"):
        assert again.json(language) == fresh.json(language)


def test_a_strangers_file_is_kept_as_such() -> None:
    """What is none of ours is judged once, too."""
    fresh = verdict(b"%PDF-1.7 nothing")
    assert fresh.soundness is not None
    assert fresh.soundness.kind is SoundnessKind.UNVERIFIABLE
    assert Soundness.read(fresh.soundness.kept()) == fresh.soundness


def test_other_packs_are_another_judgement() -> None:
    """The mark of who judged depends on the packs, and not on their order."""
    packs = library().packs()
    assert judged_by(packs) == judged_by(packs[::-1])
    assert judged_by(packs) != judged_by(packs[1:])
