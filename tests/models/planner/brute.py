"""Random small questions with gains, price ranges, public money and dragged measures, and every answer to them.

Written from what a plan is asked, not from how it is found: every choice of measures and ways, every timetable, every
use of public money is tried, and the one that is asked for is kept.
"""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from math import floor
from types import MappingProxyType

from models.catalogue import Benefit, Catalogue, MeasureId, Subsidy, SubsidyId, Variant, VariantId
from models.evaluation import Evaluation, Status
from models.figures import Confidence, Figure
from models.roadmap import Limits, Lock, Objective, Quarter
from models.rulebook import TIER_IDS
from tests.models.planner.book import both
from tests.models.planner.checker import length, ownership, price, violations
from tests.models.planner.random_cases import Pick, answers_with, figure, question, selections

Timetable = dict[Pick, int]
_MOST = 40_000
"""Timetables of a question that is still tried in full."""


def varied(seed: int) -> tuple[Evaluation, Catalogue, Limits]:
    """Returns a random question small enough to try everything: gains, ranges, public money, quotes, dragged measures."""
    for attempt in itertools.count():
        evaluation, known, limits = question(seed + 100_000 * attempt)
        size = 1
        for measure in known.measures.values():
            size *= 1 + sum(max(0, limits.quarters - length(known, measure.id, way) + 1) for way in measure.variants)
        if size <= _MOST:
            break
    dice = random.Random(seed)
    names = sorted(known.measures)
    measures = {}
    for name in names:
        measure = known.measures[name]
        kinds = dice.sample(["a_pct", "b_pct", "c_points"], dice.randint(0, 2))
        measures[name] = replace(
            measure,
            driver=dice.choice(["value", "value", "enabler", "risk", "award"]),
            variants=MappingProxyType({way: _ranged(known, measure.id, way, dice) for way in measure.variants}),
            benefits=tuple(
                Benefit(kind, both(kind), _gain(kind, Decimal(dice.randint(1, 60 if kind != "c_points" else 8))))
                for kind in kinds
            ),
            funding_tags=tuple(tag for tag in ("x", "y") if dice.random() < 0.5),
        )
    known = replace(
        known,
        measures=MappingProxyType(measures),
        benefit_values_wan=MappingProxyType(
            {kind: figure(worth) for kind, worth in (("a_pct", "0.2"), ("b_pct", "0.11"), ("c_points", 2))}
        ),
        benefit_caps=MappingProxyType({"a_pct": Decimal(50), "c_points": Decimal(9)} if dice.random() < 0.7 else {}),
        subsidies=tuple(_rule(number, limits, dice) for number in range(dice.choice([0, 0, 1, 2, 3]))),
    )
    if not limits.require and dice.random() < 0.25:
        dragged = MeasureId(dice.choice(names))
        if dragged not in limits.done and dragged not in limits.forbid:
            way = dice.choice([None, *known.measures[dragged].variants])
            when = limits.start.later(dice.randrange(limits.quarters)) if dice.random() < 0.7 else None
            limits = replace(limits, require=(Lock(dragged, way, when),))
    if dice.random() < 0.3:
        quoted = MeasureId(dice.choice(names))
        limits = replace(
            limits,
            prices_wan=MappingProxyType({(quoted, VariantId.OWN): (Decimal(dice.randint(0, 90)) / 10, Decimal(1))}),
        )
    if dice.random() < 0.2:
        spans = [Decimal(dice.randint(1, 9)) for _ in range(dice.randint(1, limits.quarters))]
        limits = replace(limits, budget_by_quarter=True, budget_wan=tuple(spans))
    return evaluation, known, limits


def _gain(kind: str, low: Decimal) -> Figure:
    unit = "percent" if kind.endswith("_pct") else "points"
    return Figure(low, low * 2, low * 3, unit, Confidence.ESTIMATE)


def _ranged(known: Catalogue, measure: MeasureId, way: VariantId, dice: random.Random) -> Variant:
    """Returns a way with prices as ranges; a shared one brings less."""
    variant = known.measures[measure].variants[way]

    def wide(old: Figure) -> Figure:
        typical = old.typical + Decimal(dice.randint(0, 99)) / 100
        return replace(old, low=typical / 2, typical=typical, high=typical * dice.randint(1, 3))

    return replace(
        variant,
        capex_wan=wide(variant.capex_wan),
        opex_wan_per_year=wide(variant.opex_wan_per_year),
        benefit_share=Decimal("0.85") if way is VariantId.SHARED else Decimal(1),
    )


def _rule(number: int, limits: Limits, dice: random.Random) -> Subsidy:
    """Returns a rule of public money: some end inside the horizon, some have not begun, some are only told."""
    last = limits.start.later(dice.randint(-1, limits.quarters))
    return Subsidy(
        id=SubsidyId(f"S{number}"),
        name=both("public money"),
        region=dice.choice(["全国", "全国", "全国", "别处"]),
        share=Decimal(dice.randint(1, 6)) / 10,
        cap_wan=dice.choice([None, Decimal(dice.randint(1, 6))]),
        period=both(""),
        funding_tags=("x", "y")[: dice.randint(1, 2)],
        award_tier=limits.target,
        award_wan=Decimal(50),
        detail=both("public money"),
        confidence=Confidence.ESTIMATE,
        sources=(),
        valid_until=f"{last.year}-{last.number * 3:02}-28" if dice.random() < 0.4 else "",
        computable=dice.random() < 0.85,
    )


def public_money(known: Catalogue, limits: Limits, placed: Timetable) -> Decimal:
    """Returns the most that the rules pay for a timetable, 万元: each bill for one rule, no rule beyond its cap.

    What a bill brings is rounded down to 25 yuan.
    """
    rules = [rule for rule in known.subsidies if rule.computable and rule.region == "全国"]
    rules = [rule for rule in rules if not rule.valid_until or _first_day(limits.start) <= rule.valid_until]
    ways: list[list[tuple[int, Decimal]]] = []
    for (measure, way), index in placed.items():
        one_off, _ = price(known, limits, measure, way)
        options = [(-1, Decimal(0))]
        for number, rule in enumerate(rules):
            begins = _first_day(limits.start.later(index))
            fits = set(rule.funding_tags) & set(known.measures[measure].funding_tags)
            if fits and (not rule.valid_until or begins <= rule.valid_until):
                assert rule.share is not None
                options.append((number, Decimal(floor(rule.share * one_off * 400)) / 400))
        ways.append(options)
    most = Decimal(0)
    for use in itertools.product(*ways):
        total = Decimal(0)
        for number, rule in enumerate(rules):
            paid = sum((worth for chosen, worth in use if chosen == number), Decimal(0))
            total += paid if rule.cap_wan is None else min(paid, rule.cap_wan)
        most = max(most, total)
    return most


def _first_day(quarter: Quarter) -> str:
    return f"{quarter.year}-{quarter.number * 3 - 2:02}-01"


def gain(known: Catalogue, picks: frozenset[Pick]) -> Decimal:
    """Returns the cautious gain of some measures together, 万元 a year, by the rule that stands with the figures."""
    total = Decimal(0)
    for kind, worth in known.benefit_values_wan.items():
        amounts = [
            benefit.gain.low * known.measures[measure].variants[way].benefit_share
            for measure, way in picks
            if known.measures[measure].driver == "value"
            for benefit in known.measures[measure].benefits
            if benefit.kpi == kind
        ]
        if kind.endswith("_pct"):
            left = Decimal(1)
            for amount in amounts:
                left *= 1 - amount / 100
            units = 100 * (1 - left)
        else:
            units = sum(amounts, Decimal(0))
        total += min(units, known.benefit_caps.get(kind, units)) * worth.typical
    return total


@dataclass(frozen=True)
class Answer:
    """What trying everything finds."""

    reached: bool
    tiers: int
    """Tiers reached one after the other below the target."""
    closed: int
    """Conditions closed up to the target; -1 when nothing keeps the limits."""
    cost: Decimal
    """Ownership less public money, 万元."""
    left_over: Decimal
    """Gain less running cost, 万元 a year."""
    invested: Decimal
    """One-off cost less public money, 万元."""
    done_after: int
    """Quarters after which the target is reached for good; 0 when it is not."""
    picks: frozenset[Pick]


def timetables(known: Catalogue, limits: Limits, picks: frozenset[Pick]) -> Iterator[Timetable]:
    """Yields every timetable of some picks that keeps every limit."""
    ordered = sorted(picks)
    ranges = [range(limits.quarters - length(known, measure, way) + 1) for measure, way in ordered]
    for starts in itertools.product(*ranges):
        placed = dict(zip(ordered, starts, strict=True))
        if not violations(known, limits, placed):
            yield placed


class Tried:
    """Every answer to one question."""

    def __init__(self, evaluation: Evaluation, known: Catalogue, limits: Limits) -> None:
        self._evaluation, self._known, self._limits = evaluation, known, limits
        self._upto = TIER_IDS[: TIER_IDS.index(limits.target) + 1]
        self._judged: dict[frozenset[MeasureId], tuple[bool, int, int]] = {}
        self.answers = [self._answer(picks, placed) for picks, placed in self._all()]

    def _all(self) -> Iterator[tuple[frozenset[Pick], Timetable]]:
        timed = self._limits.objective is Objective.SOONEST or any(rule.valid_until for rule in self._known.subsidies)
        for picks in selections(self._known, self._limits):
            for placed in timetables(self._known, self._limits, picks):
                yield picks, placed
                if not timed:
                    break

    def _judge(self, have: frozenset[MeasureId]) -> tuple[bool, int, int]:
        if have not in self._judged:
            evaluation = answers_with(self._evaluation.assessment, self._evaluation.rulebook, self._known, have)
            asked = [tier for tier in evaluation.tiers if tier.tier.id in self._upto]
            whole = [all(result.status is Status.MET for result in tier.conditions) for tier in asked]
            met = sum(1 for tier in asked for result in tier.conditions if result.status is Status.MET)
            held = len(list(itertools.takewhile(bool, whole[:-1])))
            self._judged[have] = (all(whole), held, met)
        return self._judged[have]

    def _answer(self, picks: frozenset[Pick], placed: Timetable) -> Answer:
        known, limits = self._known, self._limits
        reached, tiers, closed = self._judge(frozenset(measure for measure, _ in picks) | limits.done)
        paid = public_money(known, limits, placed)
        prices = [price(known, limits, measure, way) for measure, way in picks]
        after = 0
        if reached and limits.objective is Objective.SOONEST:
            for quarter in range(limits.quarters, 0, -1):
                have = frozenset(
                    measure for (measure, way), at in placed.items() if at + length(known, measure, way) <= quarter
                )
                if not self._judge(have | limits.done)[0]:
                    break
                after = quarter
        return Answer(
            reached=reached,
            tiers=tiers,
            closed=closed,
            cost=ownership(known, limits, picks) - paid,
            left_over=gain(known, picks) - sum((4 * running for _, running in prices), Decimal(0)),
            invested=sum((one_off for one_off, _ in prices), Decimal(0)) - paid,
            done_after=after,
            picks=picks,
        )

    def best(self) -> Answer | None:
        """Returns the answer that is asked for; None when nothing keeps the limits."""
        if not self.answers:
            return None
        fitting = [answer for answer in self.answers if answer.reached]
        objective = self._limits.objective
        if not fitting:
            most = max((answer.tiers, answer.closed) for answer in self.answers)
            fitting = [answer for answer in self.answers if (answer.tiers, answer.closed) == most]
            if objective is Objective.SOONEST:
                objective = Objective.CHEAPEST
        if objective is Objective.CHEAPEST:
            return min(fitting, key=lambda answer: answer.cost)
        if objective is Objective.SOONEST:
            return min(fitting, key=lambda answer: (answer.done_after, answer.cost))
        paying = [answer for answer in fitting if answer.left_over > Decimal("0.0025")]
        if objective is Objective.BENEFIT or not paying:
            return min(fitting, key=lambda answer: (-answer.left_over, answer.cost))
        return min(paying, key=lambda answer: (max(answer.invested, Decimal(0)) / answer.left_over, answer.cost))
