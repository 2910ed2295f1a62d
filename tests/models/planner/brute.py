"""Random small questions with gains, price ranges, public money and dragged measures, and every answer to them.

Written from what a plan is asked, not from how it is found: every choice of measures and ways, every timetable, every
use of public money is tried, and the one that is asked for is kept.
"""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from math import floor
from types import MappingProxyType

from models.catalogue import Benefit, Catalogue, MeasureId, Variant, VariantId
from models.catalogue.public_money import Bill, FundingFact, Spending, Subsidy, SubsidyId, SubsidyKind
from models.evaluation import Evaluation, Status
from models.figures import Confidence, Figure
from models.limits import Limits, Lock, Objective, Quarter
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
    dice, more = random.Random(seed), random.Random(-seed - 1)
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
        subsidies=tuple(_rule(number, limits, dice, more) for number in range(dice.choice([0, 0, 1, 2, 3]))),
        bills=MappingProxyType(
            {
                (MeasureId(name), way): Bill(
                    MappingProxyType({Spending.SOFTWARE: Decimal("0.5"), Spending.MACHINE: Decimal("0.3")}),
                    Spending.CLOUD if way is VariantId.SHARED else None,
                )
                for name in names
                for way in measures[name].variants
                if more.random() < 0.8
            }
        ),
    )
    limits = replace(
        limits,
        eligible=frozenset(rule.id for rule in known.subsidies if more.random() < 0.6),
        funding=MappingProxyType(
            {
                **({FundingFact.LEVEL: Decimal(more.choice([2, 3, 4]))} if more.random() < 0.8 else {}),
                **({FundingFact.LOAN: Decimal(more.randint(5, 40))} if more.random() < 0.8 else {}),
            }
        ),
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


def _rule(number: int, limits: Limits, dice: random.Random, more: random.Random) -> Subsidy:
    """Returns a rule of public money: with a floor, an end or a beginning inside the horizon, work, or only told."""
    last = limits.start.later(dice.randint(-1, limits.quarters))
    first = limits.start.later(more.randint(-1, limits.quarters))
    loan = more.random() < 0.25
    return Subsidy(
        id=SubsidyId(f"S{number}"),
        name=both("public money"),
        region=dice.choice(["全国", "全国", "全国", "安徽"]),
        share=Decimal(dice.randint(1, 6)) / (100 if loan else 10),
        cap_wan=dice.choice([None, Decimal(dice.randint(1, 6))]),
        period=both(""),
        funding_tags=("x", "y")[: dice.randint(1, 2)],
        award_tier=limits.target,
        award_wan=Decimal(50),
        detail=both("public money"),
        confidence=Confidence.ESTIMATE,
        sources=(),
        valid_from=first_day(first) if more.random() < 0.2 else "",
        valid_until=f"{last.year}-{last.number * 3:02}-{31 if last.number in {1, 4} else 30}"
        if dice.random() < 0.4
        else "",
        computable=dice.random() < 0.85,
        kind=SubsidyKind.INTEREST if loan else SubsidyKind.GRANT,
        floor_wan=Decimal(more.choice([0, 0, 3, 8])),
        counts=more.choice([(), (), (Spending.SOFTWARE,), (Spending.MACHINE, Spending.CLOUD)]),
        running_years=Decimal(more.choice([0, 0, 1])),
        work_weeks=Decimal(more.choice([0, 1, 2])),
        work_wan=Decimal(more.choice(["0", "0", "0.3"])),
        years=Decimal(more.randint(1, 3)) if loan else None,
        not_with=frozenset({SubsidyId("S0")}) if number and more.random() < 0.2 else frozenset(),
        cap_wan_by_level=MappingProxyType({2: Decimal(1), 3: Decimal(2)})
        if more.random() < 0.2
        else MappingProxyType({}),
        asks=both("on the list?") if more.random() < 0.2 else None,
    )


def _spent(rule: Subsidy, known: Catalogue, limits: Limits, pick: Pick) -> Decimal:
    """Returns what of a bill counts for a rule, 万元."""
    one_off, quarterly = price(known, limits, *pick)
    bill = known.bills.get(pick)
    if not rule.counts:
        return one_off + 4 * quarterly * rule.running_years
    if bill is None:
        return Decimal(0)
    share = sum((bill.shares.get(kind, Decimal(0)) for kind in rule.counts), Decimal(0))
    return share * one_off + (4 * quarterly * rule.running_years if bill.running in rule.counts else 0)


def _cap(rule: Subsidy, limits: Limits) -> Decimal:
    caps = [Decimal(10_000) if rule.cap_wan is None else rule.cap_wan]
    if rule.cap_wan_by_level:
        caps.append(rule.cap_wan_by_level.get(int(limits.funding[FundingFact.LEVEL]), Decimal(0)))
    if rule.kind is SubsidyKind.INTEREST:
        assert rule.share is not None
        assert rule.years is not None
        caps.append(limits.funding[FundingFact.LOAN] * rule.share * rule.years)
    return min(caps)


def _holds(rule: Subsidy, limits: Limits) -> bool:
    """Returns whether a rule can be counted at all."""
    facts = {FundingFact.LEVEL} if rule.cap_wan_by_level else set()
    facts |= {FundingFact.LOAN} if rule.kind is SubsidyKind.INTEREST else set()
    confirmed = rule.asks is None or rule.id in limits.eligible
    return rule.computable and rule.region == "全国" and confirmed and facts <= limits.funding.keys()


def public_money(known: Catalogue, limits: Limits, placed: Timetable) -> Decimal:
    """Returns the most that the rules pay for a timetable less the cost of applying, 万元, by trying every use.

    Each bill is for one grant and one loan; no rule goes beyond its cap, none pays below its floor; the work of applying
    finds free hands while the rule holds. What a bill brings is rounded down to 25 yuan.
    """
    rules = [rule for rule in known.subsidies if _holds(rule, limits)]
    bills: list[list[tuple[int, ...]]] = []
    for (measure, way), index in placed.items():
        begins = first_day(limits.start.later(index))
        ends = first_day(limits.start.later(index + length(known, measure, way)))
        open_to: dict[SubsidyKind, list[int]] = {SubsidyKind.GRANT: [-1], SubsidyKind.INTEREST: [-1]}
        for number, rule in enumerate(rules):
            if (
                set(rule.funding_tags) & set(known.measures[measure].funding_tags)
                and rule.valid_from <= begins
                and (not rule.valid_until or _same_end(rule.valid_until, ends))
            ):
                open_to[rule.kind].append(number)
        bills.append(list(itertools.product(*open_to.values())))
    most = Decimal(0)
    picks = list(placed)
    for use in itertools.product(*bills):
        worth: list[Decimal] = []
        for number, rule in enumerate(rules):
            handed = [pick for pick, chosen in zip(picks, use, strict=True) if number in chosen]
            spends = [Decimal(floor(_spent(rule, known, limits, pick) * 400)) / 400 for pick in handed]
            assert rule.share is not None
            rate = rule.share * (rule.years or 1)
            paid = min(
                sum((Decimal(floor(rate * each * 400)) / 400 for each in spends), Decimal(0)), _cap(rule, limits)
            )
            cost = rule.work_wan + rule.work_weeks * Decimal("0.2")
            worth.append(paid - cost if sum(spends) >= rule.floor_wan else Decimal(0))
        for applied in itertools.product((False, True), repeat=len(rules)):
            chosen_rules = [rule for rule, taken in zip(rules, applied, strict=True) if taken]
            total = sum((value for value, taken in zip(worth, applied, strict=True) if taken), Decimal(0))
            ids = {rule.id for rule in chosen_rules}
            if (
                total > most
                and not any(ids & rule.not_with for rule in chosen_rules)
                and _worked(chosen_rules, known, limits, placed)
            ):
                most = total
    return most


def _same_end(valid_until: str, next_begins: str) -> bool:
    """Returns whether a day is the last one before another."""
    return date.fromisoformat(valid_until) + timedelta(days=1) >= date.fromisoformat(next_begins)


def _worked(rules: list[Subsidy], known: Catalogue, limits: Limits, placed: Timetable) -> bool:
    """Returns whether free hands do the work of applying: for every group of rules, those of the quarters it holds in."""
    if limits.staff_weeks is None:
        return True
    free = [limits.staff_weeks] * limits.quarters
    for (measure, way), index in placed.items():
        weeks = known.measures[measure].variants[way].staff_weeks.typical
        lasts = length(known, measure, way)
        for offset in range(lasts):
            hundredths, rest = divmod(int(weeks * 100), lasts)
            free[index + offset] -= Decimal(hundredths + (1 if offset < rest else 0)) / 100
    for size in range(1, len(rules) + 1):
        for group in itertools.combinations(rules, size):
            quarters = {
                index
                for index in range(limits.quarters)
                for rule in group
                if rule.valid_from <= first_day(limits.start.later(index))
                and (not rule.valid_until or _same_end(rule.valid_until, first_day(limits.start.later(index + 1))))
            }
            if sum(rule.work_weeks for rule in group) > sum((free[index] for index in quarters), Decimal(0)):
                return False
    return True


def first_day(quarter: Quarter) -> str:
    """Returns the first day of a quarter."""
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
        timed = self._limits.objective is Objective.SOONEST or bool(self._known.subsidies)
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
            # The cheapest to the highest tier that measures bring, or else to as many conditions as can be met.
            highest = max(answer.tiers for answer in self.answers)
            fitting = [answer for answer in self.answers if answer.tiers == highest]
            if highest == self._judge(self._limits.done)[1]:
                most = max(answer.closed for answer in self.answers)
                fitting = [answer for answer in self.answers if answer.closed == most]
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
