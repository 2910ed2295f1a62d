"""Nothing asked twice: what follows from other answers is proposed with its origin, and nothing else is."""

from decimal import Decimal

import pytest

from models.assessment import AnswerId
from models.expression import ValueKind, Vocabulary, check
from models.interview import proposals
from models.packs.follows import shipped_follows
from tests.factories import DAY, assessment
from tests.models.evaluator.test_cases import national

CNC = AnswerId("indicators.K01.after")


def test_eighteen_of_eighteen_machines_is_the_cnc_rate() -> None:
    """The figure comes with the two answers that give it, and falls away once the person gives one."""
    factory = assessment({"factory.machines": 18, "factory.machines_cnc": 18})
    (proposed,) = proposals(factory, national(), DAY)
    assert (proposed.answer, proposed.value) == (CNC, Decimal(100))
    assert set(proposed.sources) == {"factory.machines", "factory.machines_cnc"}
    assert proposals(factory.with_answers({CNC: Decimal(90)}), national(), DAY) == ()


@pytest.mark.parametrize("answers", [{}, {"factory.machines": 18}, {"factory.machines": 0, "factory.machines_cnc": 0}])
def test_what_is_not_exactly_known_proposes_nothing(answers: dict[str, int]) -> None:
    """A missing answer or a division by zero gives no figure; an AI share that is a range gives none."""
    assert all(each.answer != CNC for each in proposals(assessment(dict(answers)), national(), DAY))
    part = assessment({"scenarios.SC01.status": "full", "scenarios.SC01.ai": "yes"})
    assert proposals(part, national(), DAY) == ()


def test_growth_and_equal_answers_are_proposed() -> None:
    """Sales growth from two years, staff and address of the factory from the enterprise."""
    given = {"enterprise.revenue_wan": Decimal(110), "enterprise.revenue_before_wan": Decimal(100)}
    factory = assessment({**given, "enterprise.staff": 62, "enterprise.address": "一路 1 号"})
    values = {each.answer: each.value for each in proposals(factory, national(), DAY)}
    assert values == {"indicators.K06.after": Decimal(10), "factory.staff": 62, "factory.address": "一路 1 号"}


def test_every_line_is_of_the_language_and_promises_nothing() -> None:
    """Formulas name what the national edition has; no promise, recognition or proof ever follows."""
    vocabulary = Vocabulary.of(national())
    for follow in shipped_follows().values():
        assert follow.to in national().questions
        assert not follow.to.startswith(("requirements.", "recognition."))
        assert not follow.to.endswith(".evidence")
        assert bool(follow.formula) is (follow.same is None)
        if follow.formula:
            check(follow.formula, vocabulary, ValueKind.NUMERIC)
        assert follow.why.zh
        assert follow.why.en
