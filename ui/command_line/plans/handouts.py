"""What is handed on besides the report: `summary`, `inquiry` and `calendar`."""

from argparse import Namespace
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from models.language import N_, sentence
from models.roadmap import PlanStatus
from reports.acts.handout import (
    CALENDAR_ENDINGS,
    INQUIRY_ENDINGS,
    SUMMARY_ENDINGS,
    Handout,
    write_calendar,
    write_inquiry,
    write_summary,
)
from ui.command_line.cases.assessing import add_overlay, evaluated
from ui.command_line.command import Commands, Context, Work
from ui.command_line.places import check_ending, check_places
from ui.command_line.plans.planning import add_limits, limits, usual_wishes

Write = Callable[[Path, Handout], None]


def add(commands: Commands) -> None:
    """Adds this group's commands."""
    for name, about, endings, write in (
        (
            "summary",
            N_("write one page to send: tier, what is missing, three steps, money; as A4 or as a long picture"),
            SUMMARY_ENDINGS,
            write_summary,
        ),
        (
            "inquiry",
            N_("write inquiries to suppliers, one sheet per measure, with nothing confidential in them"),
            INQUIRY_ENDINGS,
            write_inquiry,
        ),
        ("calendar", N_("write the plan as a calendar"), CALENDAR_ENDINGS, write_calendar),
    ):
        command = commands.add(name, about, _work(endings, write))
        command.add_argument("case", type=commands.kinds.path, metavar="CASE.json")
        commands.out(command, "|".join(f"OUT{ending}" for ending in endings))
        add_overlay(command, commands)
        add_limits(command, commands, required=False)


def _work(endings: tuple[str, ...], write: Write) -> Work:
    def work(options: Namespace, context: Context) -> int:
        check_ending(options.out, *endings)
        check_places([options.out], [options.case])
        write(options.out, _handout(options, context))
        context.terminal.say(str(options.out))
        return 0

    return work


def _handout(options: Namespace, context: Context) -> Handout:
    """Returns the case with its plan: what the options ask, else the cheapest way to the next tier."""
    from models.planner import plan, sized

    now = datetime.now().astimezone()
    evaluation = evaluated(options, context)
    catalogue = context.library().catalogue()
    wishes = usual_wishes(options, evaluation)
    roadmap = None if wishes is None else plan(evaluation, catalogue, limits(wishes, catalogue, now.date()))
    if roadmap is not None and roadmap.status is not PlanStatus.OPTIMAL:
        context.terminal.progress(sentence("The plan does not reach its tier within these limits."))
    return Handout(evaluation, roadmap, sized(catalogue, evaluation.assessment), now, context.report_language)
