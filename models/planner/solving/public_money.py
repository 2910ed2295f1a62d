"""Public money in a program: what rules pay for bills, from a floor up to a cap, for the work of applying."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from models.catalogue.public_money import SubsidyId, SubsidyKind
from models.planner.asking.calendar import Calendar
from models.planner.asking.offers import Offer, Pick
from models.planner.asking.public_money import Support
from models.planner.solving.program import Program, Terms

Bought = Callable[[Support, Offer], Terms]
"""The variables that add up to having bought an offer while a rule holds; empty where that cannot be."""


@dataclass(slots=True)
class PaidRules:
    """The variables of public money in a program."""

    net: dict[SubsidyId, int] = field(default_factory=dict)
    """Money from each rule less what applying costs, money units."""
    used: dict[SubsidyId, dict[Pick, int]] = field(default_factory=dict)
    """Whether a bill is handed in under a rule."""
    applied: dict[SubsidyId, int] = field(default_factory=dict)
    work: dict[int, dict[int, float]] = field(default_factory=dict)
    """Own work of applying in each quarter, by index, staff units; only where hands are limited by quarter."""


def write(
    program: Program, rules: Sequence[Support], offers: Sequence[Offer], bought: Bought, quarters: int | None
) -> PaidRules:
    """Writes the rules into a program.

    A bill is handed in under one rule of a kind only, and nothing is applied for that costs more than it brings.

    Args:
        program: to write into.
        rules: as they hold here.
        offers: what may be bought.
        bought: says whether it is, in time for a rule.
        quarters: length of the horizon whose hands are limited by quarter; None where they are not.
    """
    money = PaidRules()
    handed_in: dict[tuple[Pick, SubsidyKind], dict[int, float]] = {}
    for rule in rules:
        eligible = {offer.pick: have for offer in offers if offer.pick in rule.brings and (have := bought(rule, offer))}
        most = min(rule.cap_units, sum(rule.brings[pick] for pick in eligible)) - rule.cost_units
        if most <= 0 or sum(rule.spends[pick] for pick in eligible) < rule.floor_units:
            continue
        applied = money.applied[rule.id] = program.binary()
        net = money.net[rule.id] = program.variable(0, most, whole=True)
        program.row({net: 1.0, applied: -float(most)}, high=0)
        brings: dict[int, float] = {net: 1.0, applied: float(rule.cost_units)}
        spends: dict[int, float] = {applied: -float(rule.floor_units)}
        for pick, have in eligible.items():
            used = program.binary()
            money.used.setdefault(rule.id, {})[pick] = used
            handed_in.setdefault((pick, rule.kind), {})[used] = 1.0
            brings[used] = -float(rule.brings[pick])
            spends[used] = float(rule.spends[pick])
            program.row({used: 1.0, **{variable: -weight for variable, weight in have.items()}}, high=0)
        program.row(brings, high=0)
        if rule.floor_units:
            program.row(spends, low=0)
        if quarters is not None and rule.staff_units:
            _work(program, money, rule, quarters)
    for uses in handed_in.values():
        if len(uses) > 1:
            program.row(uses, high=1)
    for rule in rules:
        for other in sorted(rule.not_with):
            if rule.id in money.applied and other in money.applied:
                program.row({money.applied[rule.id]: 1.0, money.applied[other]: 1.0}, high=1)
    return money


def _work(program: Program, money: PaidRules, rule: Support, quarters: int) -> None:
    """Spreads the work of applying over the quarters in which the rule holds."""
    row: dict[int, float] = {money.applied[rule.id]: float(rule.staff_units)}
    for index in range(rule.first, quarters if rule.last is None else min(quarters, rule.last + 1)):
        hands = program.variable(0, rule.staff_units)
        money.work.setdefault(index, {})[hands] = 1.0
        row[hands] = -1.0
    program.row(row, high=0)


def best_use(
    rules: Sequence[Support], offers: Mapping[Pick, Offer], starts: Mapping[Pick, int], calendar: Calendar
) -> dict[SubsidyId, dict[Pick, int]]:
    """Returns what each rule pays for each bill, less the cost of applying, money units: the most that can be had.

    Args:
        rules: as they hold here.
        offers: what is bought, by measure and way, in the plan's order.
        starts: index of the quarter in which each starts.
        calendar: the horizon, with the hands that there are.
    """
    if not any(pick in rule.brings for rule in rules for pick in offers):
        return {}
    program = Program()
    yes = program.variable(1, 1)

    def bought(rule: Support, offer: Offer) -> Terms:
        return {yes: 1.0} if rule.in_time(starts[offer.pick], offer.settled) else {}

    quarters = None if calendar.staff is None else calendar.quarters
    money = write(program, rules, list(offers.values()), bought, quarters)
    if calendar.staff is not None:
        for index, work in money.work.items():
            program.row(work, high=max(0, calendar.staff - _hands(offers, starts, index)))
    # What comes first in the plan is handed in first, where that is no less money.
    order = {
        used: float(number)
        for number, pick in enumerate(offers, 1)
        for uses in money.used.values()
        if (used := uses.get(pick)) is not None
    }
    weight = sum(order.values()) + 1
    solution = program.minimise({**order, **dict.fromkeys(money.net.values(), -weight)})
    paid: dict[SubsidyId, dict[Pick, int]] = {}
    for rule in rules:
        left = round(solution.values[money.net[rule.id]]) if rule.id in money.net else 0
        for pick, used in money.used.get(rule.id, {}).items():
            if solution.chosen(used) and (share := min(left, rule.brings[pick])):
                paid.setdefault(rule.id, {})[pick] = share
                left -= share
    return paid


def _hands(offers: Mapping[Pick, Offer], starts: Mapping[Pick, int], quarter: int) -> int:
    """Returns the own work of some measures in one quarter, staff units."""
    return sum(
        offer.staff[quarter - starts[pick]]
        for pick, offer in offers.items()
        if 0 <= quarter - starts[pick] < offer.duration
    )
