"""Commands about answers and rules: `check`, `evaluate`, `export`, `schema`."""

import json
import os
from argparse import Namespace
from datetime import date, datetime
from typing import TYPE_CHECKING

import resources
from models import counts
from models.errors import WrongUsage
from models.evaluation import Evaluation
from models.files import read_bytes, write_bytes
from models.language import N_, sentence
from ui.command_line.arguments import Parser
from ui.command_line.cases.result import Priced, tell_change, tell_evaluation
from ui.command_line.command import Commands, Context
from ui.command_line.places import check_ending, check_places

if TYPE_CHECKING:
    from models.digital_level import Account
    from models.packs.library import Library
    from models.planner import PricedSet

SCHEMA = "schema/case-1.json"
LINES = ".jsonl"
MOST_JOBS = 32


def add(commands: Commands) -> None:
    """Adds this group's commands."""
    kinds = commands.kinds

    check = commands.add("check", N_("check a case document: what is wrong, where, and what to do"), _check, json=True)
    check.add_argument("case", type=kinds.path, metavar="CASE.json")

    evaluate = commands.add(
        "evaluate", N_("show the tiers reached and possible, and every condition with its reason"), _evaluate, True
    )
    evaluate.add_argument(
        "case",
        type=kinds.path,
        metavar="CASE.json|FOLDER|CASES.jsonl",
        help=commands.say(N_("one case, or a folder or a file with one case per line: then one line for each")),
    )
    add_overlay(evaluate, commands)
    evaluate.several(
        "--assume",
        metavar="ID=VALUE",
        help=commands.say(
            N_("what if this were the answer, such as scenarios.SC10.status=full; may be repeated, nothing is saved")
        ),
    )
    evaluate.add_argument(
        "--on",
        type=kinds.day,
        metavar="DATE",
        help=commands.say(N_("the day for which the rules are asked, such as 2026-11-30; without it, today")),
    )
    evaluate.add_argument(
        "--since",
        type=kinds.path,
        metavar="OLD.json",
        help=commands.say(
            N_("an earlier version of the case, to show what changed and whether the factory or the rules changed")
        ),
    )

    evaluate.add_argument(
        "--jobs",
        type=kinds.whole(1, MOST_JOBS),
        metavar="N",
        help=commands.say(N_("processes for many cases; as many as the machine has cores if left out")),
    )

    export = commands.add("export", N_("write the evaluation with all its reasons as XLSX or JSON"), _export)
    export.add_argument("case", type=kinds.path, metavar="CASE.json")
    add_overlay(export, commands)
    commands.out(export, "OUT.xlsx|OUT.json")

    commands.add("schema", N_("print the JSON schema of the case document"), _schema)


def add_overlay(parser: Parser, commands: Commands) -> None:
    """Adds the option that puts local rules on top."""
    parser.add_argument(
        "--overlay", action="append", metavar="ID", help=commands.say(N_("add local rules; may be repeated"))
    )


def chosen_overlays(options: Namespace, library: "Library") -> tuple[str, ...]:
    """Returns the local rules that the options put on top, each once; none where those of the document hold.

    Raises:
        UnknownPack: when one is not here; before the work.
    """
    chosen = tuple(dict.fromkeys(getattr(options, "overlay", None) or ()))
    library.check_overlays(chosen)
    return chosen


def _check(options: Namespace, context: Context) -> int:
    from models import document

    terminal = context.terminal
    data = read_bytes(options.case, document.LARGEST_MB)
    problems = document.problems(data, options.case.name, context.library())
    remarks: tuple[document.Problem, ...] = ()
    if not problems:
        assessment = document.read(data, options.case.name, context.library())
        remarks = document.remarks(assessment, _day(options))
    terminal.answer(
        [
            {
                "where": problem.where,
                "what": problem.what.text(terminal.language),
                "what_to_do": problem.what_to_do.text(terminal.language),
                "valid": not problems,
            }
            for problem in problems or remarks
        ]
    )
    if problems:
        terminal.tell(N_("{name}: {how_many}."), name=options.case.name, how_many=counts.problems(len(problems)))
    else:
        terminal.tell(N_("{name} is a valid case document."), name=options.case.name)
    for problem in problems or remarks:
        line = sentence(
            "{where}: {what} {what_to_do}",
            where=problem.where or "/",
            what=problem.what,
            what_to_do=problem.what_to_do,
        )
        terminal.say("  " + terminal.words(line))
    return 1 if problems else 0


def evaluated(options: Namespace, context: Context, library: "Library | None" = None) -> Evaluation:
    """Returns the evaluation of the case document that the options name."""
    from models.evaluator import evaluate

    library = library or context.library()
    assessment = context.assessment(options.case, library)
    overlays = chosen_overlays(options, library) or assessment.overlays
    return evaluate(assessment, library.rulebook(assessment.rulebook, overlays), _day(options))


def _day(options: Namespace) -> date:
    """Returns the day for which the rules are asked: the one of the options, else today."""
    return getattr(options, "on", None) or datetime.now().astimezone().date()


def _evaluate(options: Namespace, context: Context) -> int:
    if options.case.suffix.lower() == LINES or options.case.is_dir():
        if options.since is not None:
            raise WrongUsage(
                problem=sentence(N_("“--since” compares one case with another; it cannot be used with several."))
            )
        if options.assume:
            raise WrongUsage(
                problem=sentence(N_("“--assume” asks what if of one case; it cannot be used with several."))
            )
        return _evaluate_many(options, context)
    from models.evaluator import compare
    from models.planner import cheapest_first
    from reports.payload import change_json, evaluation_json

    terminal = context.terminal
    library = context.library()
    evaluation = evaluated(options, context, library)
    what_if = None
    if options.assume:
        from ui.command_line.cases.assuming import WhatIf

        what_if = WhatIf(evaluation, options.assume)
        evaluation = what_if.evaluation
    catalogue = library.catalogue()
    priced: Priced = {tier: cheapest_first(evaluation, catalogue, tier) for tier in evaluation.missing}
    value = evaluation_json(evaluation, terminal.language)
    value["missing_by_price"] = {
        tier: [_priced_json(priced_set) for priced_set in sets] for tier, sets in priced.items()
    }
    change = None
    if options.since is not None:
        earlier = Namespace(case=options.since, overlay=options.overlay, on=options.on)
        change = compare(evaluated(earlier, context, library), evaluation)
        value["since"] = change_json(change, terminal.language)
    if what_if is not None:
        value |= what_if.json(terminal)
    terminal.answer(value)
    tell_evaluation(evaluation, priced, terminal)
    if what_if is not None:
        what_if.tell(terminal)
    if change is not None:
        tell_change(change, evaluation.rulebook, terminal)
    return 0


def _evaluate_many(options: Namespace, context: Context) -> int:
    from ui.command_line.cases.many import Judge, evaluate_many

    library = context.library()
    judge = Judge(library, chosen_overlays(options, library), context.terminal.language, _day(options))
    jobs = options.jobs or min(os.cpu_count() or 1, MOST_JOBS)
    return evaluate_many(options.case, judge, jobs, context.locked_data_folder, context.terminal)


def _priced_json(priced: "PricedSet") -> dict[str, object]:
    return {
        "items": [item.answer for item in priced.items],
        "cost_wan": None if priced.cost_wan is None else float(priced.cost_wan),
        "measures": list(priced.measures),
        "unpriced": list(priced.unpriced),
    }


def _export(options: Namespace, context: Context) -> int:
    check_ending(options.out, ".xlsx", ".json")
    check_places([options.out], [options.case])
    evaluation = evaluated(options, context)
    account = _digital_level(evaluation)
    language = context.report_language
    if options.out.suffix.lower() == ".json":
        from reports.digital_level import account_json
        from reports.payload import evaluation_json

        value = evaluation_json(evaluation, language)
        if account is not None:
            value["digital_level"] = account_json(account, evaluation.rulebook, language)
        data = (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
    else:
        from reports.spreadsheet import evaluation_workbook

        data = evaluation_workbook(evaluation, language, account)
    write_bytes(options.out, data)
    context.terminal.say(str(options.out))
    return 0


def _digital_level(evaluation: Evaluation) -> "Account | None":
    """Returns what is said of the SME digital level; None for a case that does not answer it."""
    from models.digital_level import PREFIX, account_of
    from models.packs.crosswalk import shipped_crosswalk
    from models.packs.digital_level import shipped_scheme

    assessment = evaluation.assessment
    if not any(answer.startswith(PREFIX) for answer in assessment.answers):
        return None
    return account_of(assessment, evaluation.rulebook, shipped_scheme(), shipped_crosswalk(), date.today())


def _schema(_options: Namespace, _context: Context) -> int:
    print(resources.text(SCHEMA), end="")
    return 0
