"""What leaves the purse month by month: one-off cost from the begin of a step on as agreed, running cost from then on."""

from collections.abc import Sequence
from decimal import Decimal

from models.planner.asking.offers import MONEY_UNITS, money
from models.planner.asking.question import PlanQuestion
from models.roadmap import QuarterCost
from models.roadmap.months import MonthCost, Placement

_CENT = Decimal("0.01")


def cost_by_month(
    question: PlanQuestion, months: Sequence[Placement], quarters: Sequence[QuarterCost]
) -> tuple[MonthCost, ...]:
    """Returns the money of each month of the plan, to 100 yuan; what is rounded off comes with a later month.

    Args:
        question: what was asked.
        months: the steps by months.
        quarters: the plan by quarters; a subsidy is expected in the last month of its quarter.
    """
    offers = {(each.measure, each.variant): question.market[each.measure][each.variant] for each in months}
    expected = {_month(each.quarter.year, each.quarter.number * 3): each.subsidy_wan for each in quarters}
    costs: list[MonthCost] = []
    running_units = shown = balance = Decimal(0)
    due = _one_off(question, months)
    for place in range(3 * question.limits.quarters):
        quarter = question.limits.start.later(place // 3)
        month = _month(quarter.year, quarter.number * 3 - 2 + place % 3)
        begun = [each for each in months if f"{each.begins:%Y-%m}" <= month]
        one_off = money(due.get(place, 0))
        running_units += Decimal(sum(offers[each.measure, each.variant].running_units for each in begun)) / 3
        running = (running_units / MONEY_UNITS).quantize(_CENT) - shown
        shown += running
        subsidy = expected.get(month, Decimal(0))
        balance += one_off + running - subsidy
        costs.append(MonthCost(month, one_off, running, subsidy, balance))
    return tuple(costs)


def _one_off(question: PlanQuestion, months: Sequence[Placement]) -> dict[int, int]:
    """Returns one-off cost by month, counted from the start of the plan, money units: three months between payments."""
    start, last = question.limits.start, 3 * question.limits.quarters - 1
    due: dict[int, int] = {}
    for each in months:
        begins = 12 * (each.begins.year - start.year) + each.begins.month - (3 * start.number - 2)
        for number, part in enumerate(question.market[each.measure][each.variant].payments):
            place = min(begins + 3 * number, last)
            due[place] = due.get(place, 0) + part
    return due


def _month(year: int, number: int) -> str:
    return f"{year:04}-{number:02}"
