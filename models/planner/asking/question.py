"""Everything a plan is computed from, and the part of the catalogue that can matter for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from models.assessment import AnswerId, Assessment
from models.catalogue import Catalogue, MeasureId, Recipe
from models.evaluation import Evaluation
from models.limits import MOST_QUARTERS, Limits, Objective
from models.planner.asking.calendar import Calendar
from models.planner.asking.effects import is_frozen, rank
from models.planner.asking.fitting import standing_in
from models.planner.asking.goals import Atom, Fixed, Goal, Goals
from models.planner.asking.offers import Market
from models.planner.asking.public_money import Support
from models.rulebook import TIER_IDS, ConditionId, TierId

MOST_MONEY_WAN = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class PlanQuestion:
    """Everything that a plan is made from."""

    catalogue: Catalogue
    evaluation: Evaluation
    market: Market
    limits: Limits
    goals: Goals
    required: frozenset[MeasureId]
    """Measures that the manager put in, and what they need."""
    support: tuple[Support, ...] = ()
    """Public money that can be worked out."""
    everything: bool = False
    """Whether measures count that no condition needs: when gains are asked for."""
    standing_units: int = 0
    """Running cost of what is done already, money units a quarter."""
    every_way: bool = False
    """Whether ways count that another way of the same measure beats in every respect: when other plans are asked for."""
    there: Mapping[MeasureId, AnswerId] = field(default_factory=lambda: MappingProxyType({}))
    """Measures that count as there before others, each with the answer that says why."""
    waived: Mapping[MeasureId, tuple[MeasureId, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """For each measure the prerequisites that it has by the catalogue and not in this factory."""

    @property
    def assessment(self) -> Assessment:
        """The answers that the plan starts from."""
        return self.evaluation.assessment

    def calendar(self, deadline: int | None = None) -> Calendar:
        """Returns the quarters of the plan; the target is reached in fewer of them where a number is given."""
        return Calendar.of(self.limits, deadline, self.standing_units)


@dataclass(frozen=True, slots=True)
class PlanScope:
    """What can matter: measures that some open answer needs, and the answers themselves."""

    atoms: frozenset[Atom]
    recipes: Mapping[AnswerId, tuple[Recipe, ...]]
    measures: frozenset[MeasureId]
    """Measures that a recipe of some open answer uses, and their prerequisites."""


def possible(market: Market, catalogue: Catalogue, done: Iterable[MeasureId]) -> frozenset[MeasureId]:
    """Returns the measures on offer all of whose prerequisites, and theirs, can be had."""
    have = set(done)
    left = set(market)
    stand_in = standing_in(catalogue)
    while True:
        there = left | have
        stuck = {
            measure
            for measure in left
            if any(there.isdisjoint(stand_in[other]) for other in catalogue.measures[measure].requires)
        }
        if not stuck:
            return frozenset(left)
        left -= stuck


def with_prerequisites(
    wanted: Iterable[MeasureId],
    catalogue: Catalogue,
    done: Iterable[MeasureId],
    choice: Literal["first", "every", "none"] = "first",
) -> frozenset[MeasureId]:
    """Returns some measures and everything that must be finished before them.

    Args:
        wanted: the measures.
        catalogue: what they need.
        done: what is there.
        choice: what to do where one of several measures will do: take the one that is named, every one, or none.
    """
    have = set(done)
    stand_in = standing_in(catalogue)
    gathered: set[MeasureId] = set()
    stack = [measure for measure in wanted if measure not in have]
    while stack:
        measure = stack.pop()
        if measure not in gathered:
            gathered.add(measure)
            for other in catalogue.measures[measure].requires:
                if have.isdisjoint(stand_in[other]) and (choice != "none" or len(stand_in[other]) == 1):
                    stack.extend(stand_in[other] if choice == "every" else (other,))
    return frozenset(gathered)


def scope_of(question: PlanQuestion, goals: Iterable[Goal]) -> PlanScope:
    """Returns what can matter for some goals; everything else is left out of the program."""
    catalogue, assessment, market, done = question.catalogue, question.assessment, question.market, question.limits.done
    reads = question.goals.reads
    usable = possible(market, catalogue, done)
    recipes: dict[AnswerId, list[Recipe]] = {}
    for recipe in catalogue.recipes:
        if not is_frozen(assessment, recipe.answer):
            recipes.setdefault(recipe.answer, []).append(recipe)
    atoms: set[Atom] = set()
    measures: set[MeasureId] = set()
    stack = sorted({atom for goal in goals for atom in reads[goal.id]})
    while stack:
        atom = stack.pop()
        if atom in atoms:
            continue
        atoms.add(atom)
        for recipe in recipes.get(atom.answer, ()):
            if (rank(recipe.value) or 0) < atom.rank:
                continue
            sets = [measures for measures in recipe.any_of if all(part in usable or part in done for part in measures)]
            measures.update(part for measures in sets for part in measures if part in usable)
            if sets:
                for answer, value in recipe.requires_answers:
                    present, wanted = rank(assessment.get(answer)), rank(value) or 0
                    if present is None or present < wanted:
                        stack.append(Atom(answer, wanted))
    return PlanScope(
        frozenset(atoms),
        {answer: tuple(raising) for answer, raising in recipes.items()},
        with_prerequisites(measures, catalogue, done, "every") & usable,
    )


def unlimited(question: PlanQuestion, wanted: Iterable[Goal], quarters: int = MOST_QUARTERS) -> PlanQuestion:
    """Returns the same question for some conditions, with all the money and hands there can be, and much time."""
    freed = loosened(
        question,
        budget_wan=(MOST_MONEY_WAN,),
        running_budget_wan=MOST_MONEY_WAN,
        budget_by_quarter=False,
        quarters=quarters,
        deadline=None,
        staff_weeks=None,
        most_at_once=None,
        blackout=frozenset(),
    )
    return replace(freed, goals=replace(question.goals, goals=tuple(wanted)), standing_units=0)


def loosened(question: PlanQuestion, **changes: object) -> PlanQuestion:
    """Returns the same question with other limits, asked for the least cost."""
    limits: Limits = replace(question.limits, objective=Objective.CHEAPEST, **changes)  # type: ignore[arg-type]
    return replace(question, limits=limits, everything=False)


def served(question: PlanQuestion, missing: Iterable[ConditionId]) -> tuple[Goal, ...]:
    """Returns the conditions that a plan is made for which leaves some open.

    Those of the highest tier that measures bring, where it brings one; otherwise all that it closes.
    """
    still_open = frozenset(missing)
    closable = [goal for goal in question.goals.goals if not isinstance(goal.formula, Fixed)]
    tier = tier_brought(question, still_open)
    if tier is not None:
        return tuple(goal for goal in closable if goal.id in lower_tiers(question)[tier])
    return tuple(goal for goal in closable if goal.id not in still_open)


def tier_brought(question: PlanQuestion, missing: Iterable[ConditionId]) -> TierId | None:
    """Returns the highest tier below the target to which a plan is the best that leaves some conditions open.

    None where no measure brings one: then it closes as many conditions as the limits allow.
    """
    still_open = frozenset(missing)
    lower = reversed(lower_tiers(question).items())
    return next((tier for tier, needed in lower if not needed & still_open), None)


def lower_tiers(question: PlanQuestion) -> dict[TierId, frozenset[ConditionId]]:
    """Returns, for each tier below the target that measures can bring, the conditions that they must close for it."""
    lower: dict[TierId, frozenset[ConditionId]] = {}
    needed: frozenset[ConditionId] = frozenset()
    for tier in TIER_IDS[: TIER_IDS.index(question.limits.target)]:
        own = [goal for goal in question.goals.goals if goal.condition.tier == tier]
        if any(goal.hopeless for goal in own):
            break
        needed |= {goal.id for goal in own if not isinstance(goal.formula, Fixed)}
        if needed:
            lower[tier] = needed
    return lower
