"""No attack of the collection yields a valid file, and each gets the verdict that it deserves."""

import pytest

from reports.verification import Limits, VerdictKind
from reports.verification.isolation.process import Setting, Task, verdict_of
from tests.reports.attacks import ATTACKS, Attack, Target
from tests.reports.papers import LATER, report, trust
from tests.reports.sample import library


@pytest.fixture(scope="module")
def target() -> Target:
    """The sample report in the three states in which an attacker meets it."""
    paper = report()
    return Target(paper.unsigned, paper.signed, paper.countersigned)


def test_the_collection_has_every_kind() -> None:
    """At least forty kinds, of every family that the papers name."""
    assert len(ATTACKS) >= 40
    assert len({one.name for one in ATTACKS}) == len(ATTACKS)
    assert {one.family for one in ATTACKS} >= {
        "incremental saving", "signature wrapping", "universal forgery", "shadow", "certification", "structure",
        "trailing and leading bytes", "impostors", "weak algorithms", "container", "bombs", "truncated",
    }  # fmt: skip
    assert Limits().memory_mb == 512


@pytest.mark.parametrize("one", ATTACKS, ids=lambda one: one.name)
def test_an_attack_gets_its_verdict(one: Attack, target: Target) -> None:
    """The whole file gets exactly the verdict that the attack's author wrote down, and it is never valid."""
    found = verdict_of(Task("evil.pdf", data=one.make(target)), Setting(trust(), LATER), library())
    assert found.kind is not VerdictKind.VALID, one.make.__doc__
    assert found.kind is one.expected, found.reason.text("en")
