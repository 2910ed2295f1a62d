"""The solution as a roadmap: steps with what they close, cost, cost by quarter."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from models.assessment import AnswerId
from models.catalogue import MeasureId
from models.catalogue.public_money import SubsidyId
from models.evaluation import Item
from models.expression import parse
from models.expression.syntax import Call, walk
from models.figures import yuan
from models.language import N_, Sentence, Text, sentence
from models.limits import Quarter
from models.planner.asking.calendar import Calendar
from models.planner.asking.effects import effects
from models.planner.asking.fitting import is_there
from models.planner.asking.offers import STAFF_UNITS, Offer, Pick, money
from models.planner.asking.question import PlanQuestion
from models.planner.solving.aims import Schedule
from models.planner.solving.gains import yearly_gain
from models.planner.solving.public_money import best_use
from models.roadmap import Application, Cost, QuarterCost, Step
from models.rulebook import Rulebook


def _ordered(starts: Mapping[Pick, int]) -> list[tuple[Pick, int]]:
    return sorted(starts.items(), key=lambda item: (item[1], item[0][0]))


def applications_of(question: PlanQuestion, schedule: Schedule) -> tuple[Application, ...]:
    """Returns the public money that a schedule applies for, by id of the rule."""
    paid, start = support_of(question, schedule), question.limits.start
    applications = []
    for rule in question.support:
        shares = paid.get(rule.id)
        if not shares:
            continue
        accepted = max(schedule.starts[pick] + question.market[pick[0]][pick[1]].settled - 1 for pick in shares)
        net = sum(shares.values())
        applications.append(
            Application(
                rule=rule.id,
                brings_wan=money(net + rule.cost_units),
                costs_wan=money(rule.cost_units),
                staff_weeks=Decimal(rule.staff_units) / STAFF_UNITS,
                paid=start.later(accepted + rule.paid_after_quarters),
                measures=tuple(pick[0] for pick in shares),
            )
        )
    return tuple(applications)


def support_of(question: PlanQuestion, schedule: Schedule) -> dict[SubsidyId, dict[Pick, int]]:
    """Returns the public money of each rule for each step, less the cost of applying, money units."""
    ordered = _ordered(schedule.starts)
    offers = {pick: question.market[pick[0]][pick[1]] for pick, _ in ordered}
    return best_use(question.support, offers, schedule.starts, Calendar.of(question.limits))


def paid_units(question: PlanQuestion, schedule: Schedule) -> int:
    """Returns the public money of all rules for all steps, money units."""
    return sum(sum(shares.values()) for shares in support_of(question, schedule).values())


def steps_of(question: PlanQuestion, schedule: Schedule) -> tuple[Step, ...]:
    """Returns the chosen measures with their cost, without reasons; see `with_reasons`."""
    start, quarters = question.limits.start, question.limits.quarters
    paid: dict[Pick, int] = {}
    for shares in support_of(question, schedule).values():
        for pick, share in shares.items():
            paid[pick] = paid.get(pick, 0) + share
    steps = []
    for pick, index in _ordered(schedule.starts):
        offer = question.market[pick[0]][pick[1]]
        steps.append(
            Step(
                measure=pick[0],
                variant=pick[1],
                quarter=start.later(index),
                finish=start.later(index + offer.duration - 1),
                one_off_wan=money(offer.one_off_units),
                running_wan=money(offer.running_units * (quarters - index)),
                subsidy_wan=money(paid.get(pick, 0)),
                staff_weeks=Decimal(offer.staff_total) / STAFF_UNITS,
                because=(),
                closes=(),
                running_wan_a_year=money(4 * offer.running_units),
                gain_wan_a_year=yearly_gain(question.catalogue, [pick]).quantize(Decimal("0.01")),
            )
        )
    return tuple(steps)


def with_reasons(question: PlanQuestion, schedule: Schedule, steps: Iterable[Step]) -> tuple[Step, ...]:
    """Returns the steps of a solution with what they close and why they are in."""
    closes, asked_by = closed_by(question, schedule.starts), conditions_by_requirement(question.evaluation.rulebook)
    explained = []
    for step in steps:
        items = closes[step.measure]
        closed = described(question, asked_by, (item.answer for item in items))
        explained.append(replace(step, closes=items, because=because(question, schedule, step.measure, closed)))
    return tuple(explained)


def closed_by(question: PlanQuestion, starts: Mapping[Pick, int]) -> dict[MeasureId, tuple[Item, ...]]:
    """Returns the answers that each measure makes true, together with what is finished before it."""
    order = sorted(
        starts.items(),
        key=lambda item: (item[1] + question.market[item[0][0]][item[0][1]].duration, item[0][0]),
    )
    wanted = {atom.answer for atoms in question.goals.reads.values() for atom in atoms}
    have = set(question.limits.done)
    before = effects(question.assessment, question.catalogue, have)
    items: dict[MeasureId, tuple[Item, ...]] = {}
    for (measure, _), _ in order:
        have.add(measure)
        after = effects(question.assessment, question.catalogue, have)
        items[measure] = tuple(
            Item(answer, effect.recipe.value)
            for answer, effect in after.items()
            if answer in wanted and (answer not in before or before[answer].recipe.value != effect.recipe.value)
        )
        before = after
    return items


def because(
    question: PlanQuestion, schedule: Schedule, measure: MeasureId, closed: list[object]
) -> tuple[Sentence, ...]:
    """Returns why a measure is in: what it closes (from `described`), what it is the ground for, or that it was required."""
    catalogue = question.catalogue
    reasons: list[Sentence] = []
    if any(lock.measure == measure for lock in question.limits.require):
        reasons.append(sentence("You required it."))
    if closed:
        reasons.append(sentence("It closes: {items}.", items=closed))
    chosen = {pick[0] for pick in schedule.starts}
    stands_for = {measure, *catalogue.measures[measure].covers}
    followers = [
        catalogue.measures[other].name
        for other in sorted(chosen - stands_for)
        if stands_for.intersection(catalogue.measures[other].requires)
    ]
    if followers:
        reasons.append(sentence("It must be finished before: {measures}.", measures=followers))
    if not reasons:
        partners = partners_of(question, measure, chosen)
        if partners:
            reasons.append(sentence("Together with these it meets a requirement: {measures}.", measures=partners))
        else:
            others = [pick for pick in schedule.starts if pick[0] != measure]
            running = sum(
                4 * question.market[other][way].running_units for other, way in schedule.starts if other == measure
            )
            more = yearly_gain(catalogue, schedule.starts) - yearly_gain(catalogue, others) - money(running)
            reasons.append(
                sentence(
                    "By cautious figures at the size of this factory, it yields {more} more a year after its running cost.",
                    more=yuan(more, compared=True),
                )
            )
    if is_there(catalogue.measures[measure], question.assessment):
        reasons.append(sentence(N_("You already have something similar: extend it before you buy anything new.")))
    return tuple(reasons)


def partners_of(question: PlanQuestion, measure: MeasureId, chosen: set[MeasureId]) -> list[object]:
    """Returns the chosen measures that make an answer true together with this one."""
    have = chosen | set(question.limits.done)
    helpers: set[MeasureId] = set()
    for effect in effects(question.assessment, question.catalogue, have).values():
        if measure in effect.used:
            helpers |= effect.used - {measure}
    return [question.catalogue.measures[other].name for other in sorted(helpers)]


def conditions_by_requirement(rulebook: Rulebook) -> dict[str, Text]:
    """Returns for each requirement, by its id, the text of a condition that asks for it."""
    return {
        node.arguments[0]: condition.text
        for condition in rulebook.conditions
        if condition.rule
        for node in walk(parse(condition.rule).node)
        if isinstance(node, Call) and node.name in {"says", "says_in_principle"}
    }


def described(question: PlanQuestion, asked_by: Mapping[str, Text], answers: Iterable[AnswerId]) -> list[object]:
    """Returns answers in a manager's words, each named once: scenario, requirement, maturity level."""
    rulebook = question.evaluation.rulebook
    scenarios = {f"scenarios.{scenario.id}": scenario.name for scenario in rulebook.scenarios}
    subdomains = {str(subdomain.id): subdomain.name for subdomain in rulebook.subdomains}
    entries: list[object] = []
    named = list(answers)
    highest = {answer.rpartition(".level")[0]: answer for answer in sorted(named) if answer.startswith("maturity.")}
    for answer in named:
        if answer.startswith("maturity.") and highest[answer.rpartition(".level")[0]] != answer:
            continue
        kind, name, *rest = answer.split(".")
        if kind == "scenarios" and rest == ["ai"]:
            entry: object = sentence("AI in {scenario}", scenario=scenarios.get(f"scenarios.{name}", name))
        elif kind == "scenarios":
            entry = scenarios.get(f"scenarios.{name}", name)
        elif kind == "maturity" and rest:
            entry = sentence(
                "maturity of {subdomain}, level {level}",
                subdomain=subdomains.get(name, name),
                level=rest[0].removeprefix("level"),
            )
        else:
            entry = asked_by.get(name, name)
        if entry not in entries:
            entries.append(entry)
    return entries


def cost_of(steps: Iterable[Step]) -> Cost:
    """Returns the cost of some steps together."""
    all_steps = tuple(steps)
    one_off = sum((step.one_off_wan for step in all_steps), Decimal(0))
    running = sum((step.running_wan for step in all_steps), Decimal(0))
    subsidy = sum((step.subsidy_wan for step in all_steps), Decimal(0))
    return Cost(one_off, running, subsidy, one_off + running - subsidy)


def ownership_of(question: PlanQuestion, schedule: Schedule) -> Decimal:
    """Returns the total cost of ownership, 万元, to the end of the years of use, however late a measure starts."""
    owned = sum(question.market[measure][variant].owned_units for measure, variant in schedule.starts)
    return money(owned - paid_units(question, schedule))


def renewals_of(question: PlanQuestion, schedule: Schedule) -> dict[int, list[Offer]]:
    """Returns what is bought anew inside the plan because its life is over, by index of the quarter."""
    renewals: dict[int, list[Offer]] = {}
    for (measure, way), start in _ordered(schedule.starts):
        offer = question.market[measure][way]
        for index in offer.renewed(start, question.limits.quarters - 1):
            renewals.setdefault(index, []).append(offer)
    return dict(sorted(renewals.items()))


def cost_by_quarter(
    question: PlanQuestion, schedule: Schedule, applications: Iterable[Application]
) -> tuple[QuarterCost, ...]:
    """Returns what leaves the purse in each quarter; public money comes after everything it pays for was accepted."""
    limits = question.limits
    paid: dict[Quarter, Decimal] = {}
    for application in applications:
        paid[application.paid] = paid.get(application.paid, Decimal(0)) + application.net_wan
    costs, calendar, renewals = [], Calendar.of(limits), renewals_of(question, schedule)
    for index in range(limits.quarters):
        quarter = limits.start.later(index)
        due = running = 0
        for (measure, variant), start in schedule.starts.items():
            offer = question.market[measure][variant]
            due += calendar.paid(offer, start, index, index)
            running += offer.running_units if start <= index else 0
        one_off = due - running
        anew = sum(offer.one_off_units for offer in renewals.get(index, ()))
        costs.append(QuarterCost(quarter, money(one_off), money(running), paid.get(quarter, Decimal(0)), money(anew)))
    return tuple(costs)
