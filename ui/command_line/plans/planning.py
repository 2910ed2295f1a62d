"""The command `plan`: the cheapest roadmap to a tier."""

from argparse import Namespace
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from types import MappingProxyType

from models import counts
from models.catalogue import Catalogue, CostPart, MeasureId
from models.figures import yuan
from models.funding import SubsidyId
from models.language import N_, Text, counted, sentence
from models.roadmap import (
    BEYOND_DEADLINE,
    MOST_QUARTERS,
    MOST_YEARS,
    USUAL_QUARTERS,
    USUAL_YEARS,
    Alternative,
    Limits,
    Objective,
    PlanStatus,
    Quarter,
    Roadmap,
)
from models.rulebook import Rulebook
from models.typed import season
from reports.brief import tier_text
from ui.command_line.arguments import Parser
from ui.command_line.cases.assessing import add_overlay, evaluated
from ui.command_line.command import Commands, Context
from ui.command_line.plans.names import check_names
from ui.command_line.plans.public_money import add_public_money, tell_public_money
from ui.command_line.terminal import Terminal

_FRONTIERS = ("time", "tier", "conditions", "money")


def add(commands: Commands) -> None:
    """Adds this group's command."""
    plan = commands.add("plan", N_("find the proven cheapest way to a tier"), _plan, json=True)
    plan.add_argument("case", type=commands.kinds.path, metavar="CASE.json")
    add_overlay(plan, commands)
    add_limits(plan, commands, required=True)
    plan.add_argument(
        "--frontier",
        choices=_FRONTIERS,
        help=commands.say(
            N_(
                "also every plan that no other plan beats: cost against time, tiers or conditions, or money per year against time"
            )
        ),
    )


def add_limits(parser: Parser, commands: Commands, required: bool) -> None:
    """Adds the options that say what the manager wants and can give."""
    say, kinds = commands.say, commands.kinds
    parser.add_argument(
        "--target",
        type=kinds.tier,
        required=required,
        metavar="TIER",
        help=say(N_("the tier to reach: basic, advanced, excellent or leading")),
    )
    parser.add_argument(
        "--budget",
        type=kinds.budget,
        required=required,
        metavar=say(N_("AMOUNT[,AMOUNT…]")),
        help=say(N_("in 10,000 yuan a year; a single figure applies to every year")),
    )
    parser.add_argument(
        "--staff",
        type=kinds.staff_weeks,
        metavar="N",
        help=say(N_("person-weeks of your own staff available each quarter")),
    )
    parser.add_argument(
        "--quarters",
        type=kinds.whole(1, MOST_QUARTERS),
        metavar="N",
        help=say(N_("length of the money plan in quarters (default: 12; at least four beyond the deadline)")),
    )
    parser.add_argument(
        "--forbid-service",
        action="append",
        default=[],
        metavar="ID",
        help=say(N_("do without this shared service, or this kind of service such as cloud; may be repeated")),
    )
    parser.add_argument(
        "--deadline",
        type=kinds.quarter,
        metavar="2027Q4",
        help=say(N_("the quarter by whose end the tier must be reached (default: the end of the money plan)")),
    )
    parser.add_argument(
        "--years-of-use",
        type=kinds.whole(1, MOST_YEARS),
        default=USUAL_YEARS,
        metavar="N",
        help=say(N_("years after the start to which the cost of ownership is reckoned (default: 5)")),
    )
    parser.add_argument(
        "--running-budget",
        type=kinds.yearly,
        metavar=say(N_("AMOUNT")),
        help=say(
            N_("what running costs may come to a year, for good, in 10,000 yuan (default: the last year's budget)")
        ),
    )
    parser.add_argument(
        "--start", type=kinds.quarter, metavar="2027Q1", help=say(N_("first quarter (default: the next one)"))
    )
    parser.add_argument(
        "--require",
        action="append",
        default=[],
        type=kinds.lock,
        metavar="ID[=own|shared][@2027Q3]",
        help=say(N_("this measure must be in the plan; may be repeated")),
    )
    parser.add_argument(
        "--forbid",
        action="append",
        default=[],
        type=kinds.way,
        metavar="ID[=own|shared]",
        help=say(N_("this measure, or this way to get it, must not be in the plan; may be repeated")),
    )
    parser.add_argument(
        "--done",
        action="append",
        default=[],
        metavar="ID",
        help=say(N_("the factory already has this measure; may be repeated")),
    )
    parser.add_argument(
        "--quote",
        action="append",
        default=[],
        type=kinds.quote,
        metavar=say(N_("ID:own|shared=AMOUNT[+AMOUNT]")),
        help=say(N_("your own price in 10,000 yuan, one-off and per year; may be repeated")),
    )
    parser.add_argument(
        "--highest-prices",
        action="store_true",
        help=say(N_("to be safe, use the top of every price range; your own prices stay")),
    )
    parser.add_argument(
        "--blackout",
        action="extend",
        default=[],
        type=kinds.season,
        metavar="2027Q4|Q4",
        help=say(N_("nothing may start in this quarter; Q4 means the fourth quarter of every year; may be repeated")),
    )
    parser.add_argument(
        "--at-once", type=kinds.whole(1, 1000), metavar="N", help=say(N_("most measures in progress at once"))
    )
    parser.add_argument(
        "--budget-by-quarter", action="store_true", help=say(N_("the figures of --budget are for quarters, not years"))
    )
    parser.add_argument(
        "--carry-over", action="store_true", help=say(N_("money left over in one year or quarter may be used later"))
    )
    add_public_money(parser, commands)
    parser.add_argument(
        "--objective",
        choices=[objective.value for objective in Objective],
        default=Objective.CHEAPEST.value,
        help=say(N_("what matters most after the tier: cheapest, soonest, payback or benefit")),
    )


def limits(options: Namespace, catalogue: Catalogue, today: date) -> Limits:
    """Returns what the options of `add_limits` say; a quarter that is not given is the one after `today`.

    Raises:
        WrongUsage: when a measure or a subsidy rule is named that the catalogue does not have.
    """
    check_names(options, catalogue)
    start = options.start or next_quarter(today)
    quarters = _quarters(start, options.deadline, options.quarters)
    return Limits(
        target=options.target,
        budget_wan=options.budget,
        start=start,
        quarters=quarters,
        deadline=options.deadline,
        years_of_use=options.years_of_use,
        running_budget_wan=options.running_budget,
        staff_weeks=options.staff,
        require=tuple(options.require),
        forbid=frozenset(measure for measure, variant in options.forbid if variant is None),
        forbid_ways=catalogue.ways_of(options.forbid_service)
        | {(measure, variant) for measure, variant in options.forbid if variant is not None},
        done=frozenset(MeasureId(name) for name in options.done),
        prices_wan=MappingProxyType(dict(options.quote)),
        blackout=season(options.blackout, start, quarters),
        most_at_once=options.at_once,
        budget_by_quarter=options.budget_by_quarter,
        carry_over=options.carry_over,
        objective=Objective(options.objective),
        highest_prices=options.highest_prices,
        uncounted=frozenset(SubsidyId(rule) for rule in options.not_counted),
        eligible=frozenset(SubsidyId(rule) for rule in options.eligible),
        funding=MappingProxyType(dict(options.fact)),
    )


def _quarters(start: Quarter, deadline: Quarter | None, asked: int | None) -> int:
    """Returns the length of the money plan: what was asked, and at least a year beyond the deadline."""
    least = 1 if deadline is None else start.until(deadline) + 1 + BEYOND_DEADLINE
    return min(MOST_QUARTERS, max(least, USUAL_QUARTERS if asked is None else asked))


def next_quarter(today: date) -> Quarter:
    """Returns the quarter after that of `today`."""
    return Quarter(today.year, (today.month - 1) // 3 + 1).later(1)


def _plan(options: Namespace, context: Context) -> int:
    from models.planner import frontier, plan, sized
    from models.planner.errors import RequiredDoesNotFit
    from reports.payload import roadmap_json
    from reports.payload.result import alternatives_json

    evaluation = evaluated(options, context)
    catalogue = context.library().catalogue()
    terminal = context.terminal
    try:
        roadmap = plan(evaluation, catalogue, limits(options, catalogue, date.today()))
    except RequiredDoesNotFit as refused:
        value = roadmap_json(refused.plan, sized(catalogue, evaluation.assessment), terminal.language)
        terminal.answer({**value, "error": refused.code, "message": refused.text(terminal.language)})
        terminal.say(refused.sentence)
        return refused.exit_code
    catalogue = sized(catalogue, evaluation.assessment)
    value = roadmap_json(roadmap, catalogue, terminal.language)
    points = frontier(evaluation, catalogue, roadmap.limits, against=options.frontier) if options.frontier else ()
    if options.frontier:
        value["frontier"] = {
            "against": options.frontier,
            "points": alternatives_json(points, terminal.language),
        }
    terminal.answer(value)
    tell_roadmap(roadmap, catalogue, evaluation.rulebook, terminal)
    if options.frontier:
        _tell_frontier(points, evaluation.rulebook, terminal)
    return 0 if roadmap.status is PlanStatus.OPTIMAL else 1


_STATUS = {
    PlanStatus.OPTIMAL: N_("{target} is reached at the lowest cost, proven (gap {gap} %)."),
    PlanStatus.PARTIAL: N_(
        "{target} is not reached within these limits; this is the cheapest plan to the highest tier that is, or else to every condition that can be met, proven (gap {gap} %)."
    ),
    PlanStatus.INFEASIBLE: N_(
        "{target} cannot be reached: no measure provides what is listed under “What is missing”. This is the cheapest plan to the highest tier that can be reached, or else to every condition that can be met (gap {gap} %)."
    ),
    PlanStatus.UNPROVEN: N_("Stopped early: the best plan so far, proven to be within {gap} % of the optimum."),
}


_REACHED = {
    Objective.CHEAPEST: _STATUS[PlanStatus.OPTIMAL],
    Objective.SOONEST: N_(
        "{target} is reached as soon as possible, at the lowest cost for that date, proven (gap {gap} %)."
    ),
    Objective.PAYBACK: N_("{target} is reached with the shortest payback, proven (gap {gap} %)."),
    Objective.BENEFIT: N_("{target} is reached with the highest yearly gain after running cost, proven (gap {gap} %)."),
}


def _tell_frontier(points: Sequence[Alternative], rulebook: Rulebook, terminal: Terminal) -> None:
    """Prints the plans that no other one beats in both respects, one line each."""
    terminal.say()
    if not points:
        terminal.tell(N_("No plan reaches the target within these limits, however long it takes."))
        return
    terminal.tell(N_("Plans that no other plan beats:"))
    rows = []
    for point in points:
        money = sentence(
            "cost of ownership {cost}, total {total}", cost=yuan(point.ownership_wan), total=yuan(point.cost.total_wan)
        )
        if point.limits is not None:
            most = yuan(max(point.limits.budget_wan))
            if point.limits.budget_by_quarter:
                money = sentence("needs {money} a quarter", money=most)
            else:
                money = sentence("needs {money} a year", money=most)
        reached = (
            sentence("{conditions} met", conditions=counts.conditions(point.met)) if point.met is not None else None
        )
        rows.append((str(point.finish or "—"), reached or tier_text(rulebook, point.reached), money))
    terminal.table(rows)


def _tell_money(asked: Limits, terminal: Terminal) -> None:
    """Prints how the budget was understood: one figure for every year or quarter, or each with its own."""
    by_quarter, figures = asked.budget_by_quarter, asked.budget_wan
    if len(figures) == 1:
        each = N_("Budget: {money} per quarter") if by_quarter else N_("Budget: {money} per year")
        terminal.tell(each, money=yuan(figures[0]))
        return
    horizon = [asked.start.later(place) for place in range(asked.quarters)]
    spans = dict.fromkeys(str(quarter) if by_quarter else str(quarter.year) for quarter in horizon)
    amounts = [
        sentence("{money} in {quarter}", money=yuan(money), quarter=span)
        if by_quarter
        else sentence("{money} in {year}", money=yuan(money), year=span)
        for span, money in zip(spans, figures, strict=False)
    ]
    terminal.tell(N_("Budget: {figures}"), figures=amounts)
    if len(figures) > len(spans):
        terminal.say(
            counted(
                "  The plan ends before the last figure.",
                "  The plan ends before the last {count} figures.",
                count=len(figures) - len(spans),
            )
        )
    elif len(figures) < len(spans):
        terminal.tell(N_("  The last figure applies to all later periods."))


def tell_roadmap(roadmap: Roadmap, catalogue: Catalogue, rulebook: Rulebook, terminal: Terminal) -> None:
    """Prints the whole plan for people."""
    reached = roadmap.status is PlanStatus.OPTIMAL
    said = _REACHED[roadmap.limits.objective] if reached else _STATUS[roadmap.status]
    terminal.tell(said, target=tier_text(rulebook, roadmap.limits.target), gap=roadmap.gap * 100)
    if reached and not roadmap.is_sure:
        terminal.tell(
            N_("It relies on what is listed under “Before you start”; it is not certain until that is confirmed.")
        )
    terminal.tell(
        N_("Cost: one-off {one_off}, running {running}, subsidy at most {subsidy}, total {total}"),
        one_off=yuan(roadmap.cost.one_off_wan),
        running=yuan(roadmap.cost.running_wan),
        subsidy=yuan(roadmap.cost.subsidy_wan),
        total=yuan(roadmap.cost.total_wan),
    )
    if roadmap.steps:
        terminal.tell(
            N_(
                "Cost of ownership, by which plans are compared: {ownership} over {years} of use; however late a measure starts, it counts with all of its running cost and what has to be replaced, less what is still worth something at the end."
            ),
            ownership=yuan(roadmap.ownership_wan),
            years=counts.years(roadmap.limits.years_of_use),
        )
        terminal.tell(
            N_("Running cost once everything is in use: {running} a year; {most} a year may be spent on it."),
            running=yuan(roadmap.running_wan_a_year),
            most=yuan(roadmap.limits.affordable_wan),
        )
    _tell_money(roadmap.limits, terminal)
    if roadmap.risk is not None:
        terminal.tell(
            N_("Prices are ranges: {low} to {high} in total; the budget suffices in about {share} of 100 cases."),
            low=yuan(roadmap.risk.low_wan),
            high=yuan(roadmap.risk.high_wan),
            share=round(roadmap.risk.budget_holds_share * 100),
        )
    _tell_quarters(roadmap, catalogue, rulebook, terminal)
    _tell_what_is_beside(roadmap, catalogue, rulebook, terminal)


def _tell_quarters(roadmap: Roadmap, catalogue: Catalogue, rulebook: Rulebook, terminal: Terminal) -> None:
    """Prints the steps, quarter by quarter, with their reasons."""
    from models.planner import price_form

    tiers = dict(roadmap.tier_by_quarter)
    for quarter, steps in groupby(roadmap.steps, key=lambda step: step.quarter):
        terminal.say()
        terminal.tell(
            N_("{quarter} (tier at its end: {tier})"), quarter=quarter, tier=tier_text(rulebook, tiers.get(quarter))
        )
        for step in steps:
            terminal.tell(
                N_("  {id} {name} · {variant} · one-off {one_off}, running {running}, in use by the end of {finish}"),
                id=step.measure,
                name=catalogue.measures[step.measure].name,
                variant=step.variant.text(terminal.language),
                one_off=yuan(step.one_off_wan),
                running=yuan(step.running_wan),
                finish=step.finish,
            )
            if (step.measure, step.variant) in roadmap.limits.prices_wan:
                terminal.tell(N_("      This is your own price."))
            variant = catalogue.measures[step.measure].variants[step.variant]
            terminal.tell(
                N_("      {hands} of own people; price: {form}"),
                hands=counts.person_weeks(step.staff_weeks),
                form=price_form(catalogue, variant, CostPart.CAPEX),
            )
            if variant.kind is not None:
                named = catalogue.services(step.measure, step.variant)
                terminal.tell(
                    N_("      Kind of service: {kind}"),
                    kind=[Text(variant.kind.text("zh"), variant.kind.text("en")), *(each.name for each in named)],
                )
            if step.subsidy_wan:
                terminal.tell(N_("      Subsidy counted: at most {amount}"), amount=yuan(step.subsidy_wan))
            for because in step.because:
                terminal.say(f"      {terminal.words(because)}")


def _tell_what_is_beside(roadmap: Roadmap, catalogue: Catalogue, rulebook: Rulebook, terminal: Terminal) -> None:
    """Prints what to do first, what is missing, what comes near and what was left out."""
    if roadmap.to_do_first:
        terminal.say()
        terminal.tell(N_("Before you start:"))
        for todo in roadmap.to_do_first:
            terminal.say(f"  · {terminal.words(todo)}")
    tell_public_money(roadmap, catalogue, terminal)
    if roadmap.shortfall is not None:
        terminal.say()
        terminal.tell(N_("What is missing:"))
        texts = {condition.id: condition.text for condition in rulebook.conditions}
        for blocker in roadmap.shortfall.blockers:
            terminal.tell(N_("  · {condition}: {because}"), condition=texts[blocker.condition], because=blocker.because)
        for missing in roadmap.shortfall.sentences:
            terminal.say(f"  · {terminal.words(missing)}")
    if roadmap.alternatives:
        terminal.say()
        terminal.tell(N_("Close alternatives, each proven:"))
        for alternative in roadmap.alternatives:
            terminal.tell(
                N_("  · {plan}: {total}, to own {more} more"),
                plan=alternative.label,
                total=yuan(alternative.cost.total_wan),
                more=yuan(alternative.ownership_wan - roadmap.ownership_wan),
            )
    if roadmap.left_out:
        terminal.say()
        terminal.tell(N_("Left out, and why:"))
        terminal.table((each.measure, catalogue.measures[each.measure].name, each.because) for each in roadmap.left_out)
