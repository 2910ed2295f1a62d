"""No attack of the collection yields a valid file, and each gets the verdict that it deserves."""

import pytest

from reports.verification import ChildLimits, VerdictKind
from reports.verification.verifier import Setting, VerificationTask, verdict_of
from tests.reports.attacks import ATTACKS, Attack, Target
from tests.reports.attacks.unsigned_bytes import stamped
from tests.reports.papers import LATER, report
from tests.reports.sample import library
from tests.reports.signing.time_service import confirmed_service, trust_with


@pytest.fixture(scope="module")
def target() -> Target:
    """The sample report in the three states in which an attacker meets it."""
    paper = report()
    return Target(paper.unsigned, paper.signed, paper.countersigned)


def test_the_collection_has_every_kind() -> None:
    """At least forty kinds, of every family that the papers name."""
    assert len(ATTACKS) >= 40
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)
    assert {attack.family for attack in ATTACKS} >= {
        "incremental saving", "signature wrapping", "universal forgery", "shadow", "certification", "structure",
        "trailing and leading bytes", "impostors", "weak algorithms", "container", "bombs", "truncated",
        "unsigned bytes",
    }  # fmt: skip
    assert ChildLimits().memory_mb == 512


def test_what_the_attacks_start_from_is_valid(target: Target) -> None:
    """The honest file with a timestamp of the service that assessors know."""
    judged = verdict_of(
        VerificationTask("r.pdf", data=stamped(target)), Setting(trust_with(confirmed_service()), LATER), library()
    )
    assert judged.kind is VerdictKind.VALID, judged.reason.text("en")
    assert judged.signatures[0].proven_time is not None


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_gets_its_verdict(attack: Attack, target: Target) -> None:
    """The whole file gets exactly the verdict that the attack's author wrote down, and it is never valid."""
    judged = verdict_of(
        VerificationTask("evil.pdf", data=attack.make(target)),
        Setting(trust_with(confirmed_service()), LATER),
        library(),
    )
    assert judged.kind is not VerdictKind.VALID, attack.make.__doc__
    assert judged.kind is attack.expected, judged.reason.text("en")
