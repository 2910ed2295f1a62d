"""Public money that can be computed from a rule: where, until when, for what, how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.assessment import Assessment
from models.catalogue import Catalogue, MeasureId, Subsidy, SubsidyId
from models.language import Sentence, sentence
from models.planner.asking.offers import MONEY_UNITS, Pick
from models.planner.solving.program import Program
from models.roadmap import Limits, Quarter

_NATIONAL = "全国"
_UNCAPPED_WAN = 100_000


@dataclass(frozen=True, slots=True)
class Support:
    """One rule as it holds for this factory and horizon."""

    id: SubsidyId
    share: Decimal
    cap_units: int
    """Money units."""
    measures: frozenset[MeasureId]
    last: int | None
    """Index of the last quarter in which a measure may start; None for the whole horizon."""

    def paid(self, one_off_units: int) -> int:
        """Returns what one bill brings, money units, rounded down."""
        return int(self.share * one_off_units)


def supports(catalogue: Catalogue, limits: Limits, assessment: Assessment) -> tuple[Support, ...]:
    """Returns the rules whose sum can be counted on, by id: computable, in force at the start, for this region.

    A rule of a place counts only when the factory's address names the place; one that the manager does not count on
    never does.
    """
    supports = []
    for rule in sorted(catalogue.subsidies, key=lambda rule: rule.id):
        if rule.id in limits.uncounted or why_not(rule, limits, assessment) is not None or rule.share is None:
            continue
        measures = frozenset(
            measure.id for measure in catalogue.measures.values() if set(measure.funding_tags) & set(rule.funding_tags)
        )
        cap = int((rule.cap_wan if rule.cap_wan is not None else Decimal(_UNCAPPED_WAN)) * MONEY_UNITS)
        supports.append(Support(rule.id, rule.share, cap, measures, _last(rule, limits)))
    return tuple(supports)


def why_not(rule: Subsidy, limits: Limits, assessment: Assessment) -> Sentence | None:
    """Returns why a rule's money cannot be counted on in this plan; None when it can."""
    if not rule.region:
        return sentence("The source does not name a place.")
    if not here(rule, assessment):
        return sentence("For another place: {region}.", region=rule.region)
    if not in_force(rule, limits.start):
        return sentence("Not in force when the plan begins.")
    if not rule.computable or rule.share is None:
        return sentence("The public text gives no amount that can be calculated.")
    return None


def in_force(rule: Subsidy, quarter: Quarter) -> bool:
    """Returns whether a rule holds at the start of a quarter."""
    day = f"{quarter.year}-{quarter.number * 3 - 2:02}-01"
    return (not rule.valid_from or rule.valid_from <= day) and (not rule.valid_until or day <= rule.valid_until)


def _last(rule: Subsidy, limits: Limits) -> int | None:
    for index in range(limits.quarters):
        if not in_force(rule, limits.start.later(index)):
            return index - 1
    return None


def here(rule: Subsidy, assessment: Assessment) -> bool:
    """Returns whether a rule is for the whole country or for a place that the factory's address names."""
    if rule.region == _NATIONAL:
        return True
    said = " ".join(
        str(value)
        for answer in (
            "enterprise.province",
            "enterprise.city",
            "enterprise.address",
            "factory.address",
        )
        if (value := assessment.get(answer)) is not None
    )
    return bool(rule.region) and rule.region in said


def best_use(rules: Sequence[Support], bills: Sequence[tuple[Pick, int, int]]) -> dict[Pick, int]:
    """Returns what each bill brings, money units: the most that can be had, each bill used for one rule only.

    Args:
        rules: as they hold here.
        bills: measure and way, one-off price in money units and index of the quarter of its start, in the plan's order.
    """
    program = Program()
    order: dict[int, float] = {}
    paid: dict[int, Support] = {}
    uses: dict[Pick, dict[int, tuple[int, int]]] = {}
    for rule in rules:
        total = program.variable(0, rule.cap_units, whole=True)
        row = {total: 1.0}
        for number, (pick, one_off, start) in enumerate(bills, 1):
            worth = rule.paid(one_off)
            if worth and pick[0] in rule.measures and (rule.last is None or start <= rule.last):
                used = program.binary()
                row[used] = -float(worth)
                order[used] = float(number)
                uses.setdefault(pick, {})[used] = (total, worth)
        program.row(row, high=0)
        paid[total] = rule
    for choices in uses.values():
        program.row(dict.fromkeys(choices, 1.0), high=1)
    if not uses:
        return {}
    # What comes first in the plan is used first, where that is no less money.
    weight = sum(order.values()) + 1
    solution = program.minimise({**order, **dict.fromkeys(paid, -weight)})
    left = {total: rule.cap_units for total, rule in paid.items()}
    support: dict[Pick, int] = {}
    for pick, _, _ in bills:
        for used, (total, worth) in uses.get(pick, {}).items():
            if solution.chosen(used) and (share := min(left[total], worth)):
                support[pick] = share
                left[total] -= share
    return support
