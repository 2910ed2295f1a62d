"""The command `plan`: the cheapest roadmap to a tier."""

from argparse import Namespace
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from math import inf
from types import MappingProxyType

from models.catalogue import Catalogue, MeasureId, VariantId
from models.catalogue.public_money import SubsidyId
from models.errors import WrongUsage
from models.evaluation import Evaluation
from models.language import N_, sentence
from models.limits import (
    BEYOND_DEADLINE,
    MOST_MARGIN,
    MOST_QUARTERS,
    MOST_YEARS,
    USUAL_QUARTERS,
    USUAL_YEARS,
    Limits,
    Objective,
    OwnTerms,
    Quarter,
)
from models.roadmap import PlanStatus, Roadmap
from models.typed import season
from reports.acts.plan_paper import ENDINGS, write_plan
from ui.command_line.arguments import MOST_WAN, Parser
from ui.command_line.cases.assessing import add_overlay, evaluated
from ui.command_line.command import Commands, Context
from ui.command_line.places import check_ending, check_places
from ui.command_line.plans.names import check_names
from ui.command_line.plans.public_money import add_public_money
from ui.command_line.plans.telling import tell_certainties, tell_frontier, tell_roadmap

_SURER_SECONDS = 3.0
"""For each plan at surer prices; one that takes longer is named as not known in time."""
_FRONTIERS = ("time", "tier", "conditions", "money")


def add(commands: Commands) -> None:
    """Adds this group's command."""
    plan = commands.add("plan", N_("find the proven cheapest way to a tier"), _plan, json=True)
    plan.add_argument("case", type=commands.kinds.path, metavar="CASE.json")
    add_overlay(plan, commands)
    add_limits(plan, commands, required=True)
    commands.out(
        plan,
        "OUT.xlsx|OUT.pdf",
        required=False,
        help_message=N_("also write the plan as a workbook, or as the pages that a bank or a subsidy office gets"),
    )
    plan.add_argument(
        "--solve-limit",
        type=commands.kinds.whole(1, 3600),
        metavar="S",
        help=commands.say(N_("seconds for solving; then the best plan so far is given, marked as not proven")),
    )
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
    """Adds the options that say what the manager wants and can give; tier and money only have to be given if `required`."""
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
    parser.several(
        "--forbid-service",
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
        "--margin",
        type=kinds.whole(0, MOST_MARGIN),
        default=0,
        metavar="N",
        help=say(
            N_("maturity, coverage and AI share still hold if any N answers turn out one grade lower (default: 0)")
        ),
    )
    parser.several(
        "--require",
        type=kinds.lock,
        metavar="ID[=own|shared|free|lease][@2027Q3]",
        help=say(N_("this measure must be in the plan; may be repeated")),
    )
    parser.several(
        "--forbid",
        type=kinds.way,
        metavar="ID[=own|shared|free|lease]",
        help=say(N_("this measure, or this way to get it, must not be in the plan; may be repeated")),
    )
    parser.several(
        "--done",
        metavar="ID",
        help=say(N_("the factory already has this measure; may be repeated")),
    )
    parser.several(
        "--quote",
        type=kinds.quote,
        metavar=say(N_("ID:own|shared|free|lease=AMOUNT[+AMOUNT]")),
        help=say(N_("your own price in 10,000 yuan, one-off and per year; may be repeated")),
    )
    parser.several(
        "--payment",
        type=kinds.payment,
        metavar="[ID:own|shared|free|lease=]30/40/30",
        help=say(
            N_(
                "when one-off prices are due, in per cent: in the quarter of the start and in those after it (default: all at the start); may be repeated"
            )
        ),
    )
    parser.several(
        "--stop",
        type=kinds.stop,
        metavar=say(N_("ID:own|shared|free|lease=AMOUNT")),
        help=say(N_("what the stop of production during installation costs, in 10,000 yuan, once; may be repeated")),
    )
    parser.add_argument(
        "--sure",
        type=kinds.sure,
        metavar=say(N_("SHARE")),
        help=say(
            N_(
                "to be safe, take every price as it is not exceeded in this share of cases (60, 80, 95; 100 for the top of every range); your own prices stay"
            )
        ),
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
        WrongUsage: when a measure or a subsidy rule is named that the catalogue does not have, or a measure is to start
            in a quarter in which nothing may.
    """
    check_names(options, catalogue)
    start = options.start or next_quarter(today)
    quarters = _quarters(start, options.deadline, options.quarters)
    closed = season(options.blackout, start, quarters)
    for lock in options.require:
        if lock.quarter in closed:
            raise WrongUsage(
                problem=sentence(
                    "“{measure}” is to start in {quarter} (--require), and nothing may start then (--blackout).",
                    measure=catalogue.measures[lock.measure].name,
                    quarter=lock.quarter,
                )
            )
    return Limits(
        target=options.target,
        budget_wan=options.budget,
        start=start,
        quarters=quarters,
        deadline=options.deadline,
        years_of_use=options.years_of_use,
        running_budget_wan=options.running_budget,
        margin=options.margin,
        staff_weeks=options.staff,
        require=tuple(options.require),
        forbid=frozenset(measure for measure, variant in options.forbid if variant is None),
        forbid_ways=catalogue.ways_of(options.forbid_service)
        | {(measure, variant) for measure, variant in options.forbid if variant is not None},
        done=frozenset(MeasureId(name) for name in options.done),
        prices_wan=MappingProxyType(dict(options.quote)),
        payment=next((parts for way, parts in reversed(options.payment) if way is None), ()),
        terms=_terms(options),
        blackout=closed,
        most_at_once=options.at_once,
        budget_by_quarter=options.budget_by_quarter,
        carry_over=options.carry_over,
        objective=Objective(options.objective),
        sure=options.sure,
        uncounted=frozenset(SubsidyId(rule) for rule in options.not_counted),
        eligible=frozenset(SubsidyId(rule) for rule in options.eligible),
        funding=MappingProxyType(dict(options.fact)),
    )


def _terms(options: Namespace) -> Mapping[tuple[MeasureId, VariantId], OwnTerms]:
    """Returns the person's own terms for single ways."""
    stops = dict(options.stop)
    payments = {way: parts for way, parts in options.payment if way is not None}
    return MappingProxyType(
        {way: OwnTerms(stops.get(way), payments.get(way, ())) for way in dict.fromkeys((*stops, *payments))}
    )


def usual_wishes(options: Namespace, evaluation: Evaluation) -> Namespace | None:
    """Returns options of `add_limits` with the tier and the money that were left open; None at the highest tier.

    Left open, the tier is the next one, and the plan is the cheapest way there whatever it takes a year.
    """
    target = options.target or evaluation.next_tier
    if target is None:
        return None
    return Namespace(**{**vars(options), "target": target, "budget": options.budget or (MOST_WAN,)})


def _quarters(start: Quarter, deadline: Quarter | None, asked: int | None) -> int:
    """Returns the length of the money plan: what was asked, and at least a year beyond the deadline."""
    least = 1 if deadline is None else start.until(deadline) + 1 + BEYOND_DEADLINE
    return min(MOST_QUARTERS, max(least, USUAL_QUARTERS if asked is None else asked))


def next_quarter(today: date) -> Quarter:
    """Returns the quarter after that of `today`."""
    return Quarter(today.year, (today.month - 1) // 3 + 1).later(1)


def _is_out_of_reach(roadmap: Roadmap) -> bool:
    """Returns whether the target is out of reach at typical prices, and so at every surer price as well."""
    return roadmap.status in {PlanStatus.PARTIAL, PlanStatus.INFEASIBLE} and roadmap.limits.sure is None


def _plan(options: Namespace, context: Context) -> int:
    from models.planner import certainties, frontier, plan, sized
    from models.planner.errors import RequiredDoesNotFit
    from models.planner.solving.aims import Watch
    from reports.payload import roadmap_json
    from reports.payload.plan import alternatives_json, certainties_json

    if options.out is not None:
        check_ending(options.out, *ENDINGS)
        check_places([options.out], [options.case])
    evaluation = evaluated(options, context)
    catalogue = context.library().catalogue()
    terminal = context.terminal
    watch = Watch(seconds=inf if options.solve_limit is None else float(options.solve_limit))
    try:
        roadmap = plan(evaluation, catalogue, limits(options, catalogue, date.today()), seconds=watch.left())
    except RequiredDoesNotFit as refused:
        value = roadmap_json(refused.plan, sized(catalogue, evaluation.assessment), terminal.language)
        terminal.answer({**value, "error": refused.code, "message": refused.text(terminal.language)})
        terminal.say(refused.sentence)
        return refused.exit_code
    catalogue = sized(catalogue, evaluation.assessment)
    value = roadmap_json(roadmap, catalogue, terminal.language)
    # Each part is told as soon as it is known: what comes beside the plan may take longer than the plan.
    tell_roadmap(roadmap, catalogue, evaluation.rulebook, terminal)
    surer: Iterable[Roadmap] = ()
    if not _is_out_of_reach(roadmap):
        seconds = min(_SURER_SECONDS, watch.left())
        surer = certainties(evaluation, catalogue, roadmap.limits, watch.asked, seconds=seconds, known=roadmap)
    known = tuple(surer) if roadmap.is_there_already else tell_certainties(surer, terminal)
    points = (
        frontier(evaluation, catalogue, roadmap.limits, watch.asked, against=options.frontier)
        if options.frontier
        else ()
    )
    if options.frontier:
        complete = not watch.stopped()
        value["frontier"] = {
            "against": options.frontier,
            "complete": complete,
            "points": alternatives_json(points if complete else (), terminal.language),
        }
        tell_frontier(points, evaluation.rulebook, terminal, complete=complete)
    value["certainties"] = certainties_json(known)
    terminal.answer(value)
    if options.out is not None:
        write_plan(options.out, evaluation, roadmap, catalogue, datetime.now().astimezone(), terminal.language)
        terminal.say()
        terminal.tell(N_("The plan was written to {name}."), name=options.out.name)
    return 0 if roadmap.status is PlanStatus.OPTIMAL else 1
