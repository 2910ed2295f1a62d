"""The command `plan`: the cheapest roadmap to a tier."""

from argparse import Namespace
from datetime import date
from itertools import groupby
from types import MappingProxyType

from models.catalogue import Catalogue, MeasureId
from models.language import N_
from models.roadmap import Limits, Objective, PlanStatus, Quarter, Roadmap
from models.rulebook import Rulebook
from reports.journey import tier_text
from ui.command_line.arguments import Parser
from ui.command_line.assessing import add_overlay, evaluated
from ui.command_line.command import Commands, Context
from ui.command_line.terminal import Terminal


def add(commands: Commands) -> None:
    """Adds this group's command."""
    plan = commands.add("plan", N_("work out the proven cheapest way to a tier"), _plan, json=True)
    plan.add_argument("case", type=commands.kinds.path, metavar="CASE.json")
    add_overlay(plan, commands)
    add_limits(plan, commands, required=True)


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
        metavar="万元[,万元…]",
        help=say(N_("万元 a year; one figure holds for every year")),
    )
    parser.add_argument(
        "--staff", type=kinds.staff_weeks, metavar="N", help=say(N_("own person-weeks to spare in each quarter"))
    )
    parser.add_argument(
        "--quarters", type=kinds.quarters, default=12, metavar="N", help=say(N_("length of the plan, 12 unless given"))
    )
    parser.add_argument(
        "--start", type=kinds.quarter, metavar="2027Q1", help=say(N_("first quarter; the next one unless given"))
    )
    parser.add_argument(
        "--require",
        action="append",
        default=[],
        type=kinds.lock,
        metavar="ID[:own|shared][@2027Q3]",
        help=say(N_("this measure must be in; may be repeated")),
    )
    parser.add_argument(
        "--forbid",
        action="append",
        default=[],
        metavar="ID",
        help=say(N_("this measure must stay out; may be repeated")),
    )
    parser.add_argument(
        "--done",
        action="append",
        default=[],
        metavar="ID",
        help=say(N_("the factory has this measure already; may be repeated")),
    )
    parser.add_argument(
        "--quote",
        action="append",
        default=[],
        type=kinds.quote,
        metavar="ID:own|shared=万元[+万元]",
        help=say(N_("own price, one-off and a year; may be repeated")),
    )
    parser.add_argument(
        "--highest-prices",
        action="store_true",
        help=say(N_("to be safe, take every price at the highest of its range; own prices stay")),
    )
    parser.add_argument(
        "--blackout",
        action="append",
        default=[],
        type=kinds.quarter,
        metavar="2027Q4",
        help=say(N_("nothing starts in this quarter; may be repeated")),
    )
    parser.add_argument("--at-once", type=kinds.count, metavar="N", help=say(N_("most measures under way at once")))
    parser.add_argument(
        "--budget-by-quarter", action="store_true", help=say(N_("the figures of --budget are for quarters, not years"))
    )
    parser.add_argument(
        "--no-carry-over", action="store_true", help=say(N_("money not used in one year or quarter is lost"))
    )
    parser.add_argument(
        "--objective",
        choices=[objective.value for objective in Objective],
        default=Objective.CHEAPEST.value,
        help=say(N_("what comes after the tier: cheapest, soonest, payback or benefit")),
    )


def limits(options: Namespace, today: date) -> Limits:
    """Returns what the options of `add_limits` say; a quarter that is not given is the one after `today`."""
    return Limits(
        target=options.target,
        budget_wan=options.budget,
        start=options.start or next_quarter(today),
        quarters=options.quarters,
        staff_weeks=options.staff,
        require=tuple(options.require),
        forbid=frozenset(MeasureId(name) for name in options.forbid),
        done=frozenset(MeasureId(name) for name in options.done),
        prices_wan=MappingProxyType(dict(options.quote)),
        blackout=frozenset(options.blackout),
        most_at_once=options.at_once,
        budget_by_quarter=options.budget_by_quarter,
        carry_over=not options.no_carry_over,
        objective=Objective(options.objective),
        highest_prices=options.highest_prices,
    )


def next_quarter(today: date) -> Quarter:
    """Returns the quarter after the one in which `today` lies."""
    return Quarter(today.year, (today.month - 1) // 3 + 1).later(1)


def _plan(options: Namespace, context: Context) -> int:
    from models.planner import plan
    from reports.payload import roadmap_json

    evaluation = evaluated(options, context)
    catalogue = context.library().catalogue()
    roadmap = plan(evaluation, catalogue, limits(options, date.today()))
    terminal = context.terminal
    terminal.answer(roadmap_json(roadmap, catalogue, terminal.language))
    tell_roadmap(roadmap, catalogue, evaluation.rulebook, terminal)
    return 0 if roadmap.status is PlanStatus.OPTIMAL else 1


_STATUS = {
    PlanStatus.OPTIMAL: N_("{target} is reached at the proven least cost (gap {gap} %)."),
    PlanStatus.PARTIAL: N_(
        "{target} is not reached within these limits; this is the proven best use of the money (gap {gap} %)."
    ),
    PlanStatus.INFEASIBLE: N_("No plan can keep these limits and reach {target}."),
    PlanStatus.UNPROVEN: N_("Stopped early: the best plan so far, proven to within {gap} % of the best possible."),
}


def tell_roadmap(roadmap: Roadmap, catalogue: Catalogue, rulebook: Rulebook, terminal: Terminal) -> None:
    """Prints the whole plan for people."""
    terminal.tell(_STATUS[roadmap.status], target=tier_text(rulebook, roadmap.limits.target), gap=roadmap.gap * 100)
    terminal.tell(
        N_("Cost 万元: one-off {one_off}, running {running}, subsidy {subsidy}, total {total}"),
        one_off=roadmap.cost.one_off,
        running=roadmap.cost.running,
        subsidy=roadmap.cost.subsidy,
        total=roadmap.cost.total,
    )
    tiers = dict(roadmap.tier_by_quarter)
    for quarter, steps in groupby(roadmap.steps, key=lambda step: step.quarter):
        terminal.say()
        terminal.tell(
            N_("{quarter} (tier at its end: {tier})"), quarter=quarter, tier=tier_text(rulebook, tiers.get(quarter))
        )
        for step in steps:
            terminal.tell(
                N_(
                    "  {id} {name} · {variant} · one-off {one_off}, running {running} 万元, in use by the end of {finish}"
                ),
                id=step.measure,
                name=catalogue.measures[step.measure].name,
                variant=step.variant.text(terminal.language),
                one_off=step.one_off_wan,
                running=step.running_wan,
                finish=step.finish,
            )
            for because in step.because:
                terminal.say(f"      {terminal.words(because)}")
    if roadmap.to_do_first:
        terminal.say()
        terminal.tell(N_("What money cannot buy and has to be done besides:"))
        for todo in roadmap.to_do_first:
            terminal.say(f"  · {terminal.words(todo)}")
    if roadmap.shortfall is not None:
        terminal.say()
        terminal.tell(N_("What is missing:"))
        for missing in roadmap.shortfall.sentences:
            terminal.say(f"  · {terminal.words(missing)}")
    if roadmap.left_out:
        terminal.say()
        terminal.tell(N_("Left out, and why:"))
        terminal.table((each.measure, catalogue.measures[each.measure].name, each.because) for each in roadmap.left_out)
