"""What shared services would do for a region: how many factories each lifts to its next tier, what it saves, who uses it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from math import sqrt
from random import Random

from models.catalogue import MeasureId, VariantId
from models.rulebook import TierId

Way = tuple[MeasureId, VariantId]
MOST_CHOSEN = 5
"""How many of the best services are tried together."""
MOST_PLANNED = 3000
"""More factories than this are not all planned: a sample stands for them."""
SAMPLE = 1000
_SURE = Decimal("1.96")
"""Standard deviations to either side of 95 of 100 cases."""
_CENT = Decimal("0.01")


class Reach(StrEnum):
    """Whether a tier can be reached within some limits."""

    REACHED = "reached"
    """By a plan that is proven to be the cheapest."""
    UNPROVEN = "unproven"
    """By a plan that may not be the cheapest: the time was over."""
    OUT_OF_REACH = "out_of_reach"
    """Proven: no plan within the limits reaches it."""
    BEYOND_MEASURES = "beyond_measures"
    """Whatever the limits: it asks for something that no measure brings, such as a recognition."""
    UNKNOWN = "unknown"
    """The time was over before any plan was found."""
    REFUSED = "refused"
    """The factory's own limits contradict each other, or its data cannot be planned with the packs here."""

    @property
    def is_reached(self) -> bool:
        """Whether there is a plan, cheapest or not."""
        return self in {Reach.REACHED, Reach.UNPROVEN}


@dataclass(frozen=True, slots=True)
class CheapestPlan:
    """The cheapest plan to a tier, if there is one."""

    reach: Reach
    ownership_wan: Decimal | None
    """Total cost of ownership, 万元, as `Roadmap.ownership_wan`; None where the tier is not reached."""
    ways: tuple[Way, ...] = ()
    """What it gets, and how; by measure."""


@dataclass(frozen=True, slots=True)
class ServiceTrial:
    """One service, taken from one factory's plan."""

    service: str
    """Id of a named service, or of a kind of service."""
    measures: tuple[MeasureId, ...]
    """For what the plan uses it."""
    without: CheapestPlan


@dataclass(frozen=True, slots=True)
class FactoryTrial:
    """What shared services are worth to one factory on its way to its next tier."""

    tier: TierId
    whole: CheapestPlan
    """With every service that its limits allow."""
    trials: tuple[ServiceTrial, ...]
    """Each service that the plan uses; without any other, the plan stays as it is."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number of the whole region; from a sample, with the interval that holds it in 95 of 100 samples."""

    value: Decimal
    low: Decimal
    high: Decimal

    @property
    def is_exact(self) -> bool:
        """Whether nothing was estimated."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class ServiceEffect:
    """What factories lose without some services."""

    users: Estimate
    """Factories whose cheapest plan uses one of them."""
    lifted: Estimate
    """Factories that reach their next tier with them, and proven not without."""
    saved_wan: Estimate
    """Cost of ownership that those save together which reach it either way, 万元; only proven plans count."""
    unproven: int
    """Users, of those that were planned, of which the time limit left one of the two plans unproven."""


@dataclass(frozen=True, slots=True)
class ServiceDemand:
    """One service, taken singly."""

    service: str
    effect: ServiceEffect
    measures: tuple[tuple[MeasureId, int], ...]
    """What it is used for, with the number of factories that were planned; most first."""
    papers: tuple[str, ...]
    """The reports of the factories that would use it, of those that were planned."""


@dataclass(frozen=True, slots=True)
class Demand:
    """The demand of a region for shared services."""

    factories: int
    """That have a tier above them."""
    planned: int
    """Of them, those that were planned: fewer in a sample."""
    by_reach: Mapping[Reach, int]
    """How their plans with all services ended."""
    services: tuple[ServiceDemand, ...]
    """Those that lift most factories first, then by what they save."""
    best: tuple[str, ...]
    """The best services, at most five; one that is a part of a better one is passed over."""
    together: ServiceEffect | None
    """The best services taken away together; None before that was worked out."""


Trials = Mapping[str, FactoryTrial]
"""By `base_digest` of the report."""


def drawn(papers: Sequence[str], most: int = MOST_PLANNED, sample: int = SAMPLE) -> tuple[str, ...]:
    """Returns the reports to be planned: all, or beyond `most` a sample that is the same for the same reports."""
    papers = sorted(papers)
    return tuple(papers) if len(papers) <= most else tuple(sorted(Random(len(papers)).sample(papers, sample)))


def ranked(trials: Trials, factories: int) -> tuple[ServiceDemand, ...]:
    """Returns every service that some plan uses, taken singly.

    Args:
        trials: of the factories that were planned.
        factories: how many there are that could have been.
    """
    services = sorted({trial.service for each in trials.values() for trial in each.trials})
    demands = [_demand(service, trials, factories) for service in services]
    demands.sort(
        key=lambda each: (
            -each.effect.lifted.value,
            -each.effect.saved_wan.value,
            -each.effect.users.value,
            each.service,
        )
    )
    return tuple(demands)


def _demand(service: str, trials: Trials, factories: int) -> ServiceDemand:
    used = {paper: (each, trial) for paper, each in trials.items() for trial in each.trials if trial.service == service}
    measures = Counter(measure for _, trial in used.values() for measure in trial.measures)
    pairs = [(each.whole, trial.without) for each, trial in used.values()]
    return ServiceDemand(
        service,
        effect_of(pairs, len(trials), factories),
        tuple(sorted(measures.items(), key=lambda item: (-item[1], item[0]))),
        tuple(sorted(used)),
    )


def effect_of(pairs: Iterable[tuple[CheapestPlan, CheapestPlan]], planned: int, factories: int) -> ServiceEffect:
    """Returns what factories lose without some services.

    Args:
        pairs: the plan with and without them, of the factories that use them.
        planned: how many factories were planned.
        factories: how many there are.
    """
    pairs = tuple(pairs)
    lifted = sum(whole.reach.is_reached and less.reach is Reach.OUT_OF_REACH for whole, less in pairs)
    savings = [
        less.ownership_wan - whole.ownership_wan
        for whole, less in pairs
        if whole.reach is Reach.REACHED
        and less.reach is Reach.REACHED
        and whole.ownership_wan is not None
        and less.ownership_wan is not None
    ]
    return ServiceEffect(
        estimated_count(len(pairs), planned, factories),
        estimated_count(lifted, planned, factories),
        estimated_sum(savings, planned, factories),
        len(pairs) - lifted - len(savings),
    )


def best_of(services: Sequence[ServiceDemand], ways_of: Callable[[Sequence[str]], frozenset[Way]]) -> tuple[str, ...]:
    """Returns the best services, at most five: those that help at all, each with something that no better one holds.

    Args:
        services: the best first.
        ways_of: what cannot be had without some services.
    """
    chosen: list[str] = []
    for demand in services:
        helps = demand.effect.lifted.value > 0 or demand.effect.saved_wan.value > 0
        if helps and len(chosen) < MOST_CHOSEN and not ways_of([demand.service]) <= ways_of(chosen):
            chosen.append(demand.service)
    return tuple(chosen)


def estimated_count(count: int, planned: int, factories: int) -> Estimate:
    """Returns how many of all factories something holds for, by Wilson's interval where only a part was looked at.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
    """
    if planned >= factories or not planned:
        return _exact(Decimal(count))
    share, z = count / planned, float(_SURE)
    square = z * z / planned
    middle = (share + square / 2) / (1 + square)
    wide = z / (1 + square) * sqrt((share * (1 - share) + square / 4) / planned) * _finite(planned, factories)
    low, high = max(0.0, middle - wide), min(1.0, middle + wide)
    return Estimate(
        *(
            Decimal(part * factories).quantize(Decimal(1), ROUND_HALF_UP)
            for part in (share, min(low, share), max(high, share))
        )
    )


def estimated_sum(amounts: Sequence[Decimal], planned: int, factories: int) -> Estimate:
    """Returns the sum over all factories of an amount that is 0 for those that are not among `amounts`."""
    if planned >= factories or not planned:
        return _exact(sum(amounts, Decimal(0)))
    mean = sum(amounts, Decimal(0)) / planned
    squares = sum(((amount - mean) ** 2 for amount in amounts), (planned - len(amounts)) * mean**2)
    deviation = sqrt(float(squares) / max(planned - 1, 1))
    wide = _SURE * Decimal(deviation / sqrt(planned) * _finite(planned, factories)) * factories
    value = mean * factories
    return Estimate(*(part.quantize(_CENT) for part in (value, max(value - wide, Decimal(0)), value + wide)))


def _finite(planned: int, factories: int) -> float:
    """What the part that was looked at takes off the interval."""
    return sqrt((factories - planned) / max(factories - 1, 1))


def _exact(value: Decimal) -> Estimate:
    return Estimate(value, value, value)
