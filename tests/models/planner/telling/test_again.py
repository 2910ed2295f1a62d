"""What follows from a plan's choices is told again as the planner told it; what does not follow is refused."""

import ast
from dataclasses import replace
from decimal import Decimal
from inspect import getsource

import pytest

from models.language import Sentence, Text, sentence
from models.planner import plan
from models.planner.again import NotThisPlan, told_again
from models.planner.telling import left_out, shortfall
from models.planner.telling.known import BESIDES, LEFT_OUT, SHORTFALL, Form, is_known
from models.roadmap import LeftOut, PlanStatus, Roadmap
from tests.models.planner.random_cases import question
from tests.models.planner.test_national import catalogue, limits, roadmap, sample


@pytest.mark.parametrize("seed", range(1, 21))  # what question 0 requires does not fit its limits
def test_a_random_plan_is_told_again_word_for_word(seed: int) -> None:
    """Amounts, tiers, reasons and alternatives follow from the choices."""
    evaluation, known, asked = question(seed)
    planned = plan(evaluation, known, asked)
    assert told_again(evaluation, known, planned) == planned


def test_the_plan_of_the_sample_is_told_again_word_for_word() -> None:
    """Where the target is reached."""
    planned = roadmap("basic", 30)
    assert told_again(sample(), catalogue(), planned) == planned


def test_amounts_and_tiers_that_were_bent_come_back_as_they_are() -> None:
    """Nothing but the choices is read of a step; sums and tiers are worked out."""
    planned = roadmap("basic", 30)
    cheap = tuple(replace(step, one_off_wan=Decimal("0.01"), because=()) for step in planned.steps)
    boast = tuple((quarter, "leading") for quarter, _ in planned.tier_by_quarter)
    bent = replace(planned, steps=cheap, tier_by_quarter=boast, reached="leading", ownership_wan=Decimal(1))  # type: ignore[arg-type]
    assert told_again(sample(), catalogue(), bent) == planned


def _without_a_step(planned: Roadmap) -> Roadmap:
    """The target is then not reached."""
    return replace(planned, steps=planned.steps[1:])


def _with_a_boast(planned: Roadmap) -> Roadmap:
    boast = sentence("Recognised as leading.")
    return replace(planned, left_out=(replace(planned.left_out[0], because=boast), *planned.left_out[1:]))


def _too_dear(planned: Roadmap) -> Roadmap:
    return replace(planned, limits=replace(planned.limits, budget_wan=(Decimal("0.5"),)))


def _outside(planned: Roadmap) -> Roadmap:
    late = replace(planned.steps[0], quarter=planned.limits.start.later(planned.limits.quarters))
    return replace(planned, steps=(late, *planned.steps[1:]))


def _another_status(planned: Roadmap) -> Roadmap:
    return replace(planned, status=PlanStatus.PARTIAL)


def _one_left_out_less(planned: Roadmap) -> Roadmap:
    return replace(planned, left_out=planned.left_out[1:])


def _one_left_out_more(planned: Roadmap) -> Roadmap:
    return replace(
        planned, left_out=(*planned.left_out, LeftOut(planned.steps[0].measure, sentence("You ruled it out.")))
    )


@pytest.mark.parametrize(
    "bend",
    [_without_a_step, _too_dear, _outside, _another_status, _one_left_out_less, _one_left_out_more],
)
def test_choices_that_are_no_such_plan_are_refused(bend: object) -> None:
    """A plan that misses its target, its money or its time is none, whatever it says of itself."""
    assert callable(bend)
    with pytest.raises(NotThisPlan):
        told_again(sample(), catalogue(), bend(roadmap("basic", 30)))


def test_a_sentence_that_no_planner_says_is_refused_or_put_right() -> None:
    """Of a measure left out: a boast goes, whether the reason follows or needs a solve."""
    planned = plan(sample(), catalogue(), limits("basic", 30))
    for place, entry in enumerate(planned.left_out):
        boast = replace(entry, because=sentence("Recognised as leading."))
        bent = replace(planned, left_out=(*planned.left_out[:place], boast, *planned.left_out[place + 1 :]))
        if (entry.because.message, entry.because.plural) in LEFT_OUT:
            with pytest.raises(NotThisPlan):
                told_again(sample(), catalogue(), bent)
            return
    raise AssertionError("no reason of the sample's plan needs a solve")


NAMES = frozenset({Text("甲", "A")})


@pytest.mark.parametrize(
    "said",
    [
        sentence("With it, {tier} is no longer within the limits.", tier=Text("领航级", "leading")),
        sentence("With it, {tier} is no longer within the limits.", tier="leading"),
        sentence("With it, {tier} is no longer within the limits."),
        sentence("With it, {tier} is no longer within the limits.", tier=Text("甲", "A"), more=1),
        sentence("It would exceed the budget: {years}.", years=[sentence("Recognised as leading.")]),
        Sentence("With it, the plan would not pay back.", {}, "Recognised as leading."),
    ],
)
def test_a_known_sentence_takes_known_facts_only(said: Sentence) -> None:
    """Names are those of measures, conditions and tiers; everything else is a number, a year or an amount."""
    assert not is_known(said, LEFT_OUT, NAMES)


def test_a_known_sentence_with_its_facts_is_known() -> None:
    """Also with sentences and amounts inside."""
    amount = Text("1.23 万元", "12,325 yuan")
    inside = sentence("{money} in {year}", money=amount, year="2027")
    assert is_known(sentence("It would exceed the budget: {years}.", years=[inside]), LEFT_OUT, NAMES)
    said = sentence("It cannot be combined with {measure}, which is in the plan.", measure=Text("甲", "A"))
    assert is_known(said, LEFT_OUT, NAMES)


def _said_in(source: str, names: frozenset[str] | None = None) -> set[Form]:
    forms: set[Form] = set()
    for part in ast.parse(source).body:
        if names is not None and getattr(part, "name", "") not in names:
            continue
        for call in ast.walk(part):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.args:
                words = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
                if call.func.id in {"sentence", "N_"} and words:
                    forms.add((str(words[0]), ""))
                elif call.func.id == "counted":
                    forms.add((str(words[0]), str(words[1])))
    return forms


def test_every_sentence_that_rests_on_a_solve_is_known() -> None:
    """Whoever words a new one adds it to the list, or every report with it would be called changed."""
    solved = frozenset({"_exact", "_impossible", "_against"})
    assert _said_in(getsource(left_out), solved) <= LEFT_OUT
    assert _said_in(getsource(left_out), frozenset({"Besides"})) == BESIDES
    assert _said_in(getsource(shortfall)) == SHORTFALL
