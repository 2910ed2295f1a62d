"""Random small questions, and the slow sure way to answer them."""

import itertools
import random
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from models.assessment import AnswerId, Assessment, Value
from models.catalogue import Catalogue, Measure, MeasureId, Recipe, Variant, VariantId
from models.evaluation import Evaluation, Status
from models.evaluator import evaluate
from models.figures import Confidence, Figure
from models.limits import Limits, Lock, Quarter
from models.rulebook import TIER_IDS, ConditionKind, Rulebook, TierId
from tests.factories import DAY
from tests.models.planner.book import assessment, both, rulebook
from tests.models.planner.checker import length, ownership, violations

END = date(2030, 12, 31)
"""A day after every plan: what was filed on its way has come."""
Pick = tuple[MeasureId, VariantId]
_PAYMENTS: list[tuple[Decimal, ...]] = [
    (),
    (),
    (Decimal("0.3"), Decimal("0.4"), Decimal("0.3")),
    (Decimal(0), Decimal(1)),
]
_ORDER = {"none": 0, "no": 0, "planned": 1, "partly": 1, "part": 1, "partial": 2, "yes": 2, "most": 2, "full": 3}


def figure(value: object, unit: str = "wan") -> Figure:
    """Returns a figure without range."""
    number = Decimal(str(value))
    return Figure(number, number, number, unit, Confidence.ESTIMATE)


def measure(
    name: str,
    ways: Mapping[VariantId, tuple[object, object, object, object]],
    requires: tuple[str, ...] = (),
    excludes: tuple[str, ...] = (),
    covers: tuple[str, ...] = (),
) -> Measure:
    """Returns a measure; each way is one-off 万元, 万元 a year, weeks, person-weeks."""
    variants = {
        way: Variant(
            way,
            both(way),
            figure(one_off),
            figure(running, "wan_per_year"),
            figure(weeks, "weeks"),
            figure(staff, "person_weeks"),
            Decimal(1),
        )
        for way, (one_off, running, weeks, staff) in ways.items()
    }
    return Measure(
        id=MeasureId(name),
        name=both(name),
        what=both(name),
        category=both("all"),
        driver="enabler",
        brings_ai=False,
        variants=MappingProxyType(variants),
        requires=tuple(MeasureId(other) for other in requires),
        excludes=tuple(MeasureId(other) for other in excludes),
        industries=(),
        benefits=(),
        evidence_left=(),
        free_options=(),
        funding_tags=(),
        sources=(),
        covers=tuple(MeasureId(other) for other in covers),
    )


def recipe(answer: str, value: str, *sets: str, needs: tuple[tuple[str, str], ...] = ()) -> Recipe:
    """Returns a recipe; each set is written `A+B`."""
    return Recipe(
        AnswerId(answer),
        value,
        tuple(frozenset(MeasureId(part) for part in written.split("+")) for written in sets),
        tuple((AnswerId(other), wanted) for other, wanted in needs),
        Confidence.INFERRED,
        both("because"),
    )


def catalogue(measures: list[Measure], recipes: list[Recipe]) -> Catalogue:
    """Returns a catalogue of nothing else."""
    return Catalogue(
        packs=(),
        sources=MappingProxyType({}),
        measures=MappingProxyType({measure.id: measure for measure in measures}),
        recipes=tuple(recipes),
        shared_services=(),
        subsidies=(),
        benefit_values_wan=MappingProxyType({}),
        benefit_caps=MappingProxyType({}),
    )


def question(seed: int) -> tuple[Evaluation, Catalogue, Limits]:
    """Returns a random question with up to six measures and five quarters."""
    dice, larger = random.Random(seed), random.Random(-seed)
    names = [f"M{number}" for number in range(dice.randint(3, 6))]
    measures = []
    for number, name in enumerate(names):
        requires = tuple(other for other in names[:number] if dice.random() < 0.25)
        excludes = tuple(other for other in names[:number] if other not in requires and dice.random() < 0.1)
        ways = {}
        for way in VariantId:
            if way is VariantId.OWN or dice.random() < 0.5:
                ways[way] = (dice.randint(0, 12), dice.randint(0, 6), dice.choice([3, 10, 14, 26]), dice.randint(0, 9))
        # One that waits for nothing may stand for smaller ones: no circle can come of it.
        covers = tuple(other for other in names[:number] if not (requires or excludes) and larger.random() < 0.3)
        measures.append(measure(name, ways, requires, excludes, covers))

    def some() -> str:
        return "+".join(sorted(dice.sample(names, dice.randint(1, 2))))

    recipes = [
        *[
            recipe(f"scenarios.SC{number:02}.status", dice.choice(["partial", "full"]), *{some() for _ in range(2)})
            for number in (20, 21, 8, 30)
        ],
        recipe("scenarios.SC20.ai", "yes", some(), needs=(("scenarios.SC20.status", "partial"),)),
        recipe("scenarios.SC08.ai", "yes", some(), needs=(("scenarios.SC08.status", "partial"),)),
        recipe("requirements.X.answer", "yes", some(), some()),
        recipe("requirements.Y.answer", "yes", some(), needs=(("requirements.X.answer", "yes"),)),
    ]
    rules = [
        'covers("ZY")',
        'says("X")',
        'says("Y") or built("SC08")',
        f"built_count >= {dice.randint(1, 3)}",
        'covers("ZY", "GL")',
        "ai_share >= 0.4",
        'uses_ai("SC20") or says("X")',
        "dimension_count >= 2",
        'built("SC30") and says("X")',
    ]
    basic = dice.sample(rules, dice.randint(1, 3))
    upper = [*dice.sample(rules, dice.randint(1, 2)), 'recognised("basic", "self_assessed")']
    book = rulebook(
        {
            "basic": [("X", ConditionKind.CONTENT, 'says("X")' if dice.random() < 0.3 else "0 < 1")]
            + [(f"C{number}", ConditionKind.CONTENT, rule) for number, rule in enumerate(basic)]
            + [("Y", ConditionKind.CONTENT, "0 < 1")],
            "advanced": [(f"D{number}", ConditionKind.CONTENT, rule) for number, rule in enumerate(upper)],
        }
    )
    answers: dict[str, Value] = {f"scenarios.SC{number:02}.status": "none" for number in range(1, 41)}
    answers |= {f"requirements.{requirement}.answer": "no" for requirement in "XY"}
    if dice.random() < 0.3:
        answers["scenarios.SC31.status"] = "full"
    require = (Lock(MeasureId(dice.choice(names))),) if dice.random() < 0.15 else ()
    start = Quarter(2027, dice.randint(1, 4))
    quarters = dice.randint(2, 5)
    limits = Limits(
        target=TierId(dice.choice(["basic", "advanced"])),
        budget_wan=tuple(Decimal(dice.randint(2, 25)) for _ in range(dice.randint(1, 2))),
        start=start,
        quarters=quarters,
        staff_weeks=Decimal(dice.randint(3, 12)) if dice.random() < 0.4 else None,
        carry_over=dice.random() < 0.6,
        most_at_once=dice.randint(1, 3) if dice.random() < 0.3 else None,
        blackout=frozenset(start.later(index) for index in range(quarters) if dice.random() < 0.15),
        payment=larger.choice(_PAYMENTS),
        require=require,
        forbid=frozenset(MeasureId(name) for name in names if dice.random() < 0.07 and not require),
        done=frozenset(MeasureId(name) for name in names if dice.random() < 0.07),
    )
    return evaluate(assessment(answers), book, DAY), catalogue(measures, recipes), limits


def answers_with(start: Assessment, book: Rulebook, known: Catalogue, have: frozenset[MeasureId]) -> Evaluation:
    """Returns what the evaluator says when some measures are there, by the recipes and nothing else."""
    answers = dict(start.answers)
    moving = True
    while moving:
        moving = False
        for recipe in known.recipes:
            present = _ORDER.get(str(answers.get(recipe.answer)), -1)
            if present >= _ORDER[str(recipe.value)] or not any(part <= have for part in recipe.any_of):
                continue
            if all(
                _ORDER.get(str(answers.get(other)), -1) >= _ORDER[str(value)]
                for other, value in recipe.requires_answers
            ):
                answers[recipe.answer] = recipe.value
                moving = True
    for number in range(1, 41):
        if answers[AnswerId(f"scenarios.SC{number:02}.status")] in {"partial", "full"}:
            answers.setdefault(AnswerId(f"scenarios.SC{number:02}.ai"), "no")
    for _ in range(2):
        evaluation = evaluate(start.with_answers(answers), book, END)
        if evaluation.tiers[0].status is Status.MET:
            answers.setdefault(AnswerId("recognition.basic.kind"), "self_assessed")
            answers.setdefault(AnswerId("recognition.basic.date"), "2027-12-31")
    return evaluate(start.with_answers(answers), book, END)


def selections(known: Catalogue, limits: Limits) -> Iterator[frozenset[Pick]]:
    """Yields every choice of measures and ways."""
    options = [
        [None, *[(measure.id, way) for way in measure.variants]]
        for measure in known.measures.values()
        if measure.id not in limits.done and measure.id not in limits.forbid
    ]
    for chosen in itertools.product(*options):
        yield frozenset(pick for pick in chosen if pick is not None)


def fits(known: Catalogue, limits: Limits, picks: frozenset[Pick]) -> bool:
    """Returns whether some timetable keeps every limit, by trying all, unless what breaks one does not hang on the time."""
    ordered = sorted(picks)
    timeless = re.compile("too little money for what runs on|.* ruled out|.* with .*|a measure twice")
    if any(timeless.fullmatch(broken) for broken in violations(known, limits, dict.fromkeys(ordered, 0))):
        return False
    ranges = [range(limits.quarters - length(known, measure, way) + 1) for measure, way in ordered]
    return any(
        not violations(known, limits, dict(zip(ordered, starts, strict=True))) for starts in itertools.product(*ranges)
    )


def cheapest(evaluation: Evaluation, known: Catalogue, limits: Limits) -> tuple[Decimal | None, int]:
    """Returns the least cost of ownership that reaches the target, or None, and the most conditions that can be closed."""
    upto = TIER_IDS[: TIER_IDS.index(limits.target) + 1]
    judged: dict[frozenset[MeasureId], tuple[bool, int]] = {}
    most = -1
    for picks in sorted(
        selections(known, limits), key=lambda chosen: (ownership(known, limits, chosen), sorted(chosen))
    ):
        have = frozenset(measure for measure, _ in picks) | limits.done
        if have not in judged:
            then = answers_with(evaluation.assessment, evaluation.rulebook, known, have)
            results = [result for tier in then.tiers if tier.tier.id in upto for result in tier.conditions]
            met = sum(1 for result in results if result.status is Status.MET)
            judged[have] = (met == len(results), met)
        reached, met = judged[have]
        if (reached or met > most) and fits(known, limits, picks):
            if reached:
                return ownership(known, limits, picks), met
            most = max(most, met)
    return None, most
