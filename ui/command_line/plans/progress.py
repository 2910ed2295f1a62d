"""The command `progress`: what finished measures really took against the plan, and what they have made true."""

from argparse import ArgumentTypeError, Namespace
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from models.catalogue import Catalogue, MeasureId, VariantId
from models.errors import ApplicationError, WrongUsage
from models.evaluation import Evaluation, Item
from models.figures import yuan
from models.files import read_bytes
from models.json_text import InvalidJson, read_json
from models.language import N_, Sentence, counted, sentence
from models.limits import Limits, Quarter
from models.planner import PlannedStep, limits_now, plan, proposal, sized
from models.planner.errors import RequiredDoesNotFit
from models.roadmap import DoneStep, PlanStatus, Roadmap
from models.typed import read_quarter
from reports.payload import roadmap_json
from reports.payload.claimed import claimed_limits
from ui.command_line.arguments import Kinds
from ui.command_line.cases.assessing import evaluated
from ui.command_line.command import Commands, Context
from ui.command_line.plans.names import check_measures
from ui.command_line.plans.telling import tell_roadmap
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
    progress.several(
        "--done",
        type=lambda text: _done(text, kinds),
        metavar=say(N_("ID[:own|shared|free|lease][=AMOUNT][@2027Q3]")),
        help=say(N_("a finished measure, its actual one-off cost and when it was finished; may be repeated")),
    )
    progress.add_argument(
        "--replan",
        action="store_true",
        help=say(
            N_("plan the rest again: what is done and begun stays, prices paid replace estimates, little else changes")
        ),
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
    if options.replan and not options.plan:
        raise WrongUsage(problem=sentence("--replan needs the last plan: add --plan PLAN.json."))
    if not options.done and not options.replan:
        raise WrongUsage(problem=sentence("Name what is finished with --done, or plan the rest with --replan."))
    catalogue = context.library().catalogue()
    check_measures((step.measure for step in options.done), catalogue)
    last = _read_plan(options.plan) if options.plan else None
    planned = {} if last is None else last.steps
    evaluation = evaluated(options, context)
    done = {step.measure: _against(step, planned) for step in options.done}
    terminal = context.terminal
    rows = [_told(step, catalogue, terminal) for step in done.values()]
    answers = _now_true(evaluation, catalogue, tuple(done), terminal)
    left = [entry for entry in planned.values() if entry.measure not in done]
    value: dict[str, object] = {
        "done": rows,
        "answers": [{"answer": item.answer, "value": item.value} for item in answers],
        "left": [{"measure": step.measure, "finish": str(step.planned_finish)} for step in left],
    }
    if last is not None and options.replan:
        return _replan(evaluation, catalogue, last, done, value, terminal)
    terminal.answer(value)
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


def _now_true(
    evaluation: Evaluation, catalogue: Catalogue, done: tuple[MeasureId, ...], terminal: Terminal
) -> tuple[Item, ...]:
    """Prints and returns the answers that finished measures have made true."""
    if not done:
        return ()
    answers = proposal(evaluation, catalogue, done[:-1], done[-1]).answers
    if answers:
        terminal.tell(N_("If they are in use, these answers are now true:"))
        terminal.table((item.answer, item.value) for item in answers)
    else:
        terminal.tell(N_("On their own they make no answer true yet; they count towards the plan only."))
    return answers


@dataclass(frozen=True, slots=True)
class _LastPlan:
    """What `plan --json` printed, as far as it is needed."""

    steps: Mapping[MeasureId, DoneStep]
    choices: tuple[PlannedStep, ...]
    limits: Limits | None
    """None where the file says none."""
    name: str


def _read_plan(path: Path) -> _LastPlan:
    """Returns the last plan.

    Raises:
        NotAPlan: when the file is no plan.
    """
    try:
        value = read_json(read_bytes(path, _PLAN_LIMIT_MB))
    except InvalidJson as error:
        raise NotAPlan(name=path.name, why=error.why) from error
    steps = value.get("steps") if isinstance(value, dict) else None
    try:
        choices = tuple(_choice(each) for each in steps or ())
        given_steps = [_step(each) for each in steps or ()]
    except (TypeError, KeyError, ValueError, InvalidOperation):
        steps = None
    if not isinstance(value, dict) or not isinstance(steps, list):
        raise NotAPlan(name=path.name, why=sentence("“steps” is missing or malformed"))
    limits = None
    if "limits" in value:
        try:
            limits = claimed_limits(value["limits"])
        except (TypeError, KeyError, ValueError, AttributeError, ArithmeticError) as error:
            raise NotAPlan(name=path.name, why=sentence("“limits” is missing or malformed")) from error
    return _LastPlan({step.measure: step for step in given_steps}, choices, limits, path.name)


def _choice(each: Mapping[str, Any]) -> PlannedStep:
    return PlannedStep(
        MeasureId(str(each["measure"])),
        VariantId(each["variant"]),
        Quarter.parse(str(each["quarter"])),
        Quarter.parse(str(each["finish"])),
    )


def _step(each: Mapping[str, Any]) -> DoneStep:
    return DoneStep(
        MeasureId(str(each["measure"])),
        VariantId(each["variant"]),
        planned_one_off_wan=Decimal(str(each["one_off"])),
        planned_finish=Quarter.parse(str(each["finish"])),
    )


def _replan(
    evaluation: Evaluation,
    catalogue: Catalogue,
    last: _LastPlan,
    done: Mapping[MeasureId, DoneStep],
    value: dict[str, object],
    terminal: Terminal,
) -> int:
    """Plans the rest, prints it with what is other than in the last plan, and returns the exit code."""
    if last.limits is None:
        raise NotAPlan(name=last.name, why=sentence("“limits” is missing or malformed"))
    check_measures((step.measure for step in last.choices), catalogue)
    today = date.today()
    now = max(
        [Quarter(today.year, (today.month - 1) // 3 + 1), *(step.finished for step in done.values() if step.finished)]
    )
    asked = limits_now(evaluation, catalogue, last.limits, last.choices, done.values(), now)
    try:
        roadmap = plan(evaluation, catalogue, asked)
    except RequiredDoesNotFit as refused:
        said = {"error": refused.code, "message": refused.text(terminal.language)}
        terminal.answer(
            {
                **value,
                **said,
                "plan": roadmap_json(refused.plan, sized(catalogue, evaluation.assessment), terminal.language),
            }
        )
        terminal.say(refused.sentence)
        return refused.exit_code
    catalogue = sized(catalogue, evaluation.assessment)
    changed = _changes(last.choices, roadmap)
    terminal.answer({**value, "plan": roadmap_json(roadmap, catalogue, terminal.language), "changes": changed})
    terminal.say()
    if not any(changed.values()):
        terminal.tell(N_("The rest of the plan is as it was."))
    for message, name in (
        (N_("New in the plan: {measures}"), "added"),
        (N_("No longer in the plan: {measures}"), "dropped"),
        (N_("Got in another way: {measures}"), "other_way"),
        (N_("In another quarter: {measures}"), "moved"),
    ):
        if changed[name]:
            names = [catalogue.measures[MeasureId(measure)].name for measure in changed[name]]
            terminal.tell(message, measures=names)
    terminal.say()
    tell_roadmap(roadmap, catalogue, evaluation.rulebook, terminal)
    return 0 if roadmap.status is PlanStatus.OPTIMAL else 1


def _changes(before: tuple[PlannedStep, ...], roadmap: Roadmap) -> dict[str, list[str]]:
    """Returns the measures in which a plan is other than the last one; what counts as there is no change."""
    old = {step.measure: step for step in before if step.measure not in roadmap.limits.done}
    new = {step.measure: step for step in roadmap.steps}
    both = [measure for measure in new if measure in old]
    return {
        "added": sorted(new.keys() - old.keys()),
        "dropped": sorted(old.keys() - new.keys()),
        "other_way": [measure for measure in both if new[measure].variant is not old[measure].variant],
        "moved": [measure for measure in both if new[measure].quarter != old[measure].quarter],
    }


def _against(step: DoneStep, planned: Mapping[MeasureId, DoneStep]) -> DoneStep:
    """Returns a done measure with what the plan had said of it."""
    expected = planned.get(step.measure)
    if expected is None:
        return step
    return replace(
        step,
        variant=step.variant or expected.variant,
        planned_one_off_wan=expected.planned_one_off_wan,
        planned_finish=expected.planned_finish,
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
