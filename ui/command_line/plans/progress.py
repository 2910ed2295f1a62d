"""The command `progress`: what finished measures really took against the plan, and what they have made true."""

from argparse import ArgumentTypeError, Namespace
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from models.catalogue import Catalogue, MeasureId, VariantId
from models.errors import ApplicationError
from models.figures import yuan
from models.files import read_bytes
from models.json_text import InvalidJson, read_json
from models.language import N_, Sentence, counted, sentence
from models.planner import proposal
from models.roadmap import DoneStep, Quarter
from models.typed import read_quarter
from ui.command_line.arguments import Kinds
from ui.command_line.cases.assessing import evaluated
from ui.command_line.command import Commands, Context
from ui.command_line.plans.names import check_measures
from ui.command_line.terminal import Terminal

_PLAN_LIMIT_MB = 8


class NotAPlan(ApplicationError):
    """A file that is not what `plan --json` printed."""

    code = "not_a_plan"
    message = N_("{name} is not a plan written by “plan --json” ({why}). Nothing was changed; choose such a file.")


def add(commands: Commands) -> None:
    """Adds this group's command."""
    say, kinds = commands.say, commands.kinds
    progress = commands.add(
        "progress",
        N_("compare finished measures with the plan, and show which answers they made true"),
        _progress,
        True,
    )
    progress.add_argument("case", type=kinds.path, metavar="CASE.json")
    progress.add_argument(
        "--plan", type=kinds.path, metavar="PLAN.json", help=say(N_("the plan, as printed by “plan --json”"))
    )
    progress.add_argument(
        "--done",
        action="append",
        required=True,
        type=lambda text: _done(text, kinds),
        metavar=say(N_("ID[:own|shared][=AMOUNT][@2027Q3]")),
        help=say(N_("a finished measure, its actual one-off cost and when it was finished; may be repeated")),
    )


def _done(text: str, kinds: Kinds) -> DoneStep:
    """Returns the done measure written as `C02`, `C02:shared=5.8` or `C02@2027Q3`."""
    message = N_("“{text}” is not a finished measure; write C02, C02:shared=5.8 or C02=5.8@2027Q3")
    head, at, when = text.partition("@")
    head, equals, paid = head.partition("=")
    measure, colon, way = head.partition(":")
    one_off = kinds.money(paid, text, message) if equals else None
    finished = read_quarter(when).value if at else None
    try:
        variant = VariantId(way.strip()) if colon else None
    except ValueError:
        measure = ""
    if not measure.strip() or (at and finished is None):
        raise ArgumentTypeError(kinds.say(message, text=text))
    return DoneStep(MeasureId(measure.strip()), variant, one_off_wan=one_off, finished=finished)


def _progress(options: Namespace, context: Context) -> int:
    catalogue = context.library().catalogue()
    check_measures((step.measure for step in options.done), catalogue)
    planned = _planned(options.plan) if options.plan else {}
    evaluation = evaluated(options, context)
    done = {step.measure: _against(step, planned) for step in options.done}
    terminal = context.terminal
    rows = [_told(step, catalogue, terminal) for step in done.values()]
    *before, last = done
    answers = proposal(evaluation, catalogue, before, last).answers
    if answers:
        terminal.tell(N_("If they are in use, these answers are now true:"))
        terminal.table((item.answer, item.value) for item in answers)
    else:
        terminal.tell(N_("On their own they make no answer true yet; they count towards the plan only."))
    left = [entry for entry in planned.values() if entry.measure not in done]
    terminal.answer(
        {
            "done": rows,
            "answers": [{"answer": item.answer, "value": item.value} for item in answers],
            "left": [{"measure": step.measure, "finish": str(step.planned_finish)} for step in left],
        }
    )
    if left:
        terminal.tell(N_("Still to do according to the plan:"))
        terminal.table(
            (
                step.measure,
                catalogue.measures[step.measure].name if step.measure in catalogue.measures else "",
                step.planned_finish,
            )
            for step in left
        )
    return 0


def _planned(path: Path) -> Mapping[MeasureId, DoneStep]:
    """Returns what the plan said of each of its steps.

    Raises:
        NotAPlan: when the file is no plan.
    """
    try:
        value = read_json(read_bytes(path, _PLAN_LIMIT_MB))
    except InvalidJson as error:
        raise NotAPlan(name=path.name, why=error.why) from error
    steps = value.get("steps") if isinstance(value, dict) else None
    try:
        given_steps = [_step(each) for each in steps or ()]
    except (TypeError, KeyError, ValueError, InvalidOperation):
        steps = None
    if not isinstance(steps, list):
        raise NotAPlan(name=path.name, why=sentence("“steps” is missing or malformed"))
    return {step.measure: step for step in given_steps}


def _step(each: Mapping[str, Any]) -> DoneStep:
    return DoneStep(
        MeasureId(str(each["measure"])),
        VariantId(each["variant"]),
        planned_one_off_wan=Decimal(str(each["one_off"])),
        planned_finish=Quarter.parse(str(each["finish"])),
    )


def _against(step: DoneStep, planned: Mapping[MeasureId, DoneStep]) -> DoneStep:
    """Returns a done measure with what the plan had said of it."""
    plan = planned.get(step.measure)
    if plan is None:
        return step
    return replace(
        step,
        variant=step.variant or plan.variant,
        planned_one_off_wan=plan.planned_one_off_wan,
        planned_finish=plan.planned_finish,
    )


def _told(step: DoneStep, catalogue: Catalogue, terminal: Terminal) -> dict[str, object]:
    """Prints one done measure and returns it as JSON values."""
    left_behind = catalogue.measures[step.measure].evidence_left
    terminal.say(f"{step.measure} {terminal.words(catalogue.measures[step.measure].name)}")
    for line in _differences(step):
        terminal.say("  " + terminal.words(line))
    if left_behind:
        terminal.tell(N_("  Evidence it produces: {proof}"), proof=left_behind)
    return {
        "measure": step.measure,
        "variant": step.variant.value if step.variant else None,
        "planned_one_off": _number(step.planned_one_off_wan),
        "one_off": _number(step.one_off_wan),
        "dearer": _number(step.dearer_wan),
        "planned_finish": str(step.planned_finish) if step.planned_finish else None,
        "finished": str(step.finished) if step.finished else None,
        "later_quarters": step.later_quarters,
        "evidence": [terminal.words(proof) for proof in left_behind],
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _differences(step: DoneStep) -> list[Sentence]:
    """Returns plan against real in words: money and time, each where both are known."""
    lines = []
    if step.one_off_wan is not None and step.planned_one_off_wan is not None:
        more = step.one_off_wan - step.planned_one_off_wan
        facts = {"planned": yuan(step.planned_one_off_wan), "paid": yuan(step.one_off_wan)}
        if more > 0:
            lines.append(sentence("Planned {planned}, paid {paid}: {more} more.", more=yuan(more), **facts))
        elif more < 0:
            lines.append(sentence("Planned {planned}, paid {paid}: {less} less.", less=yuan(-more), **facts))
        else:
            lines.append(sentence("Paid {paid}, as planned.", paid=facts["paid"]))
    if step.later_quarters is not None:
        count, times = step.later_quarters, {"planned": step.planned_finish, "finished": step.finished}
        if count > 0:
            lines.append(
                counted(
                    "Planned for {planned}, finished in {finished}: {count} quarter later.",
                    "Planned for {planned}, finished in {finished}: {count} quarters later.",
                    count=count,
                    **times,
                )
            )
        elif count < 0:
            lines.append(
                counted(
                    "Planned for {planned}, finished in {finished}: {count} quarter sooner.",
                    "Planned for {planned}, finished in {finished}: {count} quarters sooner.",
                    count=-count,
                    **times,
                )
            )
        else:
            lines.append(sentence("Finished in {finished}, as planned.", finished=step.finished))
    return lines
