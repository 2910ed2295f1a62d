"""Commands about answers and rules: `check`, `evaluate`, `export`, `schema`."""

import json
from argparse import Namespace
from collections import Counter
from collections.abc import Sequence

import resources
from models.evaluation import Evaluation, Item, Status, TierResult
from models.language import N_, Text
from models.rulebook import Kpi, Rulebook, Scenario, Subdomain, Tier
from reports.files import read_bytes, write_bytes
from reports.journey import tier_text
from ui.command_line.arguments import Parser
from ui.command_line.command import Commands, Context
from ui.command_line.terminal import Terminal

SCHEMA = "schema/case-1.json"

_MARKS = {Status.MET: "✓", Status.NOT_MET: "✗", Status.UNKNOWN: "?", Status.NOT_APPLICABLE: "–"}
_MOST_SETS = 5


def add(commands: Commands) -> None:
    """Adds this group's commands."""
    kinds = commands.kinds

    check = commands.add("check", N_("say what is wrong in a case document, where, and what to do"), _check, json=True)
    check.add_argument("case", type=kinds.path, metavar="CASE.json")

    evaluate = commands.add(
        "evaluate", N_("say which tier is reached and possible, and every condition with its reason"), _evaluate, True
    )
    evaluate.add_argument("case", type=kinds.path, metavar="CASE.json")
    add_overlay(evaluate, commands)

    export = commands.add("export", N_("write the evaluation with all its traces as XLSX or JSON"), _export)
    export.add_argument("case", type=kinds.path, metavar="CASE.json")
    add_overlay(export, commands)
    export.add_argument("-o", "--out", type=kinds.path, required=True, metavar="OUT.xlsx|OUT.json")

    commands.add("schema", N_("print the JSON schema of the case document"), _schema)


def add_overlay(parser: Parser, commands: Commands) -> None:
    """Adds the option that puts local rules on top."""
    parser.add_argument(
        "--overlay", action="append", metavar="ID", help=commands.say(N_("local rules on top; may be repeated"))
    )


def _check(options: Namespace, context: Context) -> int:
    from models import document

    terminal = context.terminal
    data = read_bytes(options.case, document.LARGEST_MB)
    problems = document.problems(data, options.case.name, context.library())
    terminal.answer(
        [
            {
                "where": problem.where,
                "what": problem.what.text(terminal.language),
                "what_to_do": problem.what_to_do.text(terminal.language),
            }
            for problem in problems
        ]
    )
    if not problems:
        terminal.tell(N_("{name} is a valid case document."), name=options.case.name)
        return 0
    terminal.tell(N_("{name}: {count} problem(s)."), name=options.case.name, count=len(problems))
    for problem in problems:
        terminal.say(f"  {problem.where or '/'}: {terminal.words(problem.what)} {terminal.words(problem.what_to_do)}")
    return 1


def evaluated(options: Namespace, context: Context) -> Evaluation:
    """Returns the evaluation of the case document that the options name."""
    from models.evaluator import evaluate

    library = context.library()
    assessment = context.assessment(options.case, library)
    overlays = tuple(getattr(options, "overlay", None) or ()) or assessment.overlays
    return evaluate(assessment, library.rulebook(assessment.rulebook, overlays))


def _evaluate(options: Namespace, context: Context) -> int:
    from reports.payload import evaluation_json

    evaluation = evaluated(options, context)
    context.terminal.answer(evaluation_json(evaluation, context.terminal.language))
    tell_evaluation(evaluation, context.terminal)
    return 0


def tell_evaluation(evaluation: Evaluation, terminal: Terminal) -> None:
    """Prints the whole result for people."""
    terminal.tell(
        N_("Reached: {reached} · possible: {possible} (if every open question turned out well)"),
        reached=tier_text(evaluation.rulebook, evaluation.reached),
        possible=tier_text(evaluation.rulebook, evaluation.possible),
    )
    terminal.tell(N_("Self-assessment for reference; recognition is the authority's."))
    terminal.tell(
        N_("Rules: {packs}"),
        packs=[
            Text(f"{pack.name.zh} {pack.version}", f"{pack.name.en} {pack.version}")
            for pack in evaluation.rulebook.packs
        ],
    )
    terminal.tell(
        N_("Claimed and proven: {proven} of {met} met conditions rest on evidence."),
        proven=evaluation.proven_count,
        met=evaluation.met_count,
    )
    for result in evaluation.tiers:
        terminal.say()
        _tell_tier(result, evaluation, terminal)
    if evaluation.contradictions:
        terminal.say()
        terminal.tell(N_("Answers that do not fit together:"))
        for contradiction in evaluation.contradictions:
            terminal.say(f"  ! {terminal.words(contradiction.sentence)}")
    terminal.say()
    terminal.tell(N_("Figures beside the tiers, conditions of none:"))
    for index in evaluation.indices:
        value = "?" if index.value is None else f"{terminal.words(index.value)} {index.unit}".strip()
        terminal.say(f"  {terminal.words(index.name)}: {value} — {terminal.words(index.note)}")


def _tell_tier(result: TierResult, evaluation: Evaluation, terminal: Terminal) -> None:
    counts = Counter(each.status for each in result.conditions if not each.condition.informative)
    terminal.tell(
        N_("{name}: {status} — {met} met, {not_met} not met, {unknown} unknown"),
        name=result.tier.name,
        status=result.status.text(terminal.language),
        met=counts[Status.MET],
        not_met=counts[Status.NOT_MET],
        unknown=counts[Status.UNKNOWN],
    )
    terminal.table(
        (
            _MARKS[each.status],
            each.condition.id,
            each.status.text(terminal.language),
            terminal.words(each.reason),
        )
        for each in result.conditions
    )
    sets = evaluation.missing.get(result.tier.id, ())
    if sets:
        terminal.tell(N_("  Smallest sets of answers that would close it:"))
        for items in sets[:_MOST_SETS]:
            terminal.say("  · " + terminal.words(_named(items, evaluation.rulebook)))
        if len(sets) > _MOST_SETS:
            terminal.tell(N_("  … and {count} more (all with --json)"), count=len(sets) - _MOST_SETS)


def _named(items: Sequence[Item], rulebook: Rulebook) -> list[Text]:
    """Returns what the items belong to, each once: a scenario, subdomain or indicator, else the question in short."""
    entries: tuple[Scenario | Subdomain | Kpi | Tier, ...] = (
        *rulebook.scenarios,
        *rulebook.subdomains,
        *rulebook.kpis,
        *rulebook.tiers,
    )
    names: dict[str, Text] = {entry.id: entry.name for entry in entries}
    groups: dict[str, Text] = {}
    for item in items:
        group = item.answer.split(".")[1]
        question = rulebook.questions.get(item.answer)
        name = names.get(group) or (question.short if question else Text("", ""))
        groups.setdefault(group, Text(f"{group} {name.zh}".strip(), f"{group} {name.en}".strip()))
    return list(groups.values())


def _export(options: Namespace, context: Context) -> int:
    evaluation = evaluated(options, context)
    if options.out.suffix.lower() == ".json":
        from reports.payload import evaluation_json

        text = json.dumps(evaluation_json(evaluation, context.report_language), ensure_ascii=False, indent=2) + "\n"
        data = text.encode("utf-8")
    else:
        from reports.spreadsheet import evaluation_workbook

        data = evaluation_workbook(evaluation, context.report_language)
    write_bytes(options.out, data)
    context.terminal.say(str(options.out))
    return 0


def _schema(_options: Namespace, _context: Context) -> int:
    print(resources.text(SCHEMA), end="")
    return 0
