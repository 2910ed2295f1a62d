"""Commands that write: `report` with its accompanying files, and `review`."""

import contextlib
from argparse import Namespace
from datetime import datetime
from typing import TYPE_CHECKING

from models.errors import ApplicationError, WrongUsage
from models.files import read_bytes
from models.language import N_, Language, counted, sentence
from models.typed import NumberForm, read_number
from ui.command_line.cases.assessing import add_overlay, chosen_overlays
from ui.command_line.command import Commands, Context
from ui.command_line.papers.signing import (
    add_signing,
    is_half_wanted,
    is_wanted,
    signer,
    signing_inputs,
    tell_signed,
    tell_undrawn,
)
from ui.command_line.places import check_ending, check_places
from ui.command_line.plans.planning import add_limits, limits

if TYPE_CHECKING:
    from models.assessment import Assessment
    from models.evaluation import Evaluation
    from reports.acts.signed_file import SignedFile
    from reports.payload import AnswerTo, ReportOptions

REPORT_LIMIT_MB = 100
FINDINGS_LIMIT_MB = 4


def add(commands: Commands) -> None:
    """Adds this group's commands."""
    say, kinds = commands.say, commands.kinds
    report = commands.add("report", N_("write the report, signed when asked"), _report)
    report.add_argument("case", type=kinds.path, metavar="CASE.json")
    commands.out(report, "OUT.pdf")
    add_overlay(report, commands)
    add_limits(report, commands, required=False)
    report.add_argument("--bilingual", action="store_true", help=say(N_("Chinese and English side by side")))
    report.add_argument(
        "--deidentified",
        action="store_true",
        help=say(N_("write the de-identified edition; first prints what it still shows")),
    )
    report.add_argument(
        "--logo", type=kinds.path, metavar="PICTURE", help=say(N_("your own logo on the cover, PNG or JPEG"))
    )
    report.add_argument("--subtitle", default="", metavar="TEXT", help=say(N_("second line of the cover")))
    report.add_argument("--prepared-by", default="", metavar="TEXT", help=say(N_("who prepared the report")))
    report.add_argument("--prepared-for", default="", metavar="TEXT", help=say(N_("the office that receives it")))
    report.add_argument("--cover-note", default="", metavar="TEXT", help=say(N_("a note on the cover")))
    report.add_argument(
        "--xlsx", type=kinds.path, metavar="OUT.xlsx", help=say(N_("also write everything as a workbook"))
    )
    report.add_argument(
        "--docx",
        type=kinds.path,
        metavar="OUT.docx",
        help=say(N_("the scenario texts in the order of the online form")),
    )
    report.several(
        "--form-limit",
        type=_form_limit,
        metavar="FIELD=N",
        help=say(
            N_(
                "most characters of a field of the online form, to mark texts that are longer: instance, problem, object, technology or result; may be repeated"
            )
        ),
    )
    add_signing(report, commands)

    review = commands.add("review", N_("write the assessor's signed reply to a report"), _review)
    review.add_argument("file", type=kinds.path, metavar="FILE.pdf")
    review.add_argument("--findings", type=kinds.path, required=True, metavar="FINDINGS.json")
    commands.out(review, "REPLY.pdf")
    add_signing(review, commands)


def _report(options: Namespace, context: Context) -> int:
    from models.evaluator import evaluate
    from models.planner import plan
    from reports.acts import report
    from reports.payload import preview

    if (options.target is None) != (options.budget is None):
        raise WrongUsage(problem=sentence("A roadmap needs both --target and --budget."))
    if not is_wanted(options) and is_half_wanted(options):
        raise WrongUsage(
            problem=sentence("A signature needs either --sign KEY.p12 or --token-library LIBRARY, and not both.")
        )
    for path, ending in ((options.out, ".pdf"), (options.xlsx, ".xlsx"), (options.docx, ".docx")):
        if path is not None:
            check_ending(path, ending)
    check_places([options.out, options.xlsx, options.docx], [options.case, options.logo, *signing_inputs(options)])
    with contextlib.ExitStack() as stack:
        # Before the work, so that a wrong passphrase costs no waiting.
        pen = stack.enter_context(signer(options, context)) if is_wanted(options) else None
        now = pen.now if pen is not None else datetime.now().astimezone()
        library = context.library()
        assessment = context.assessment(options.case, library)
        if pen is not None:
            assessment = report.frozen(assessment, now)
            _tell_altered(assessment, context)
        cover = (options.subtitle, options.prepared_by, options.prepared_for, options.cover_note)
        names = (evidence.name for evidence in assessment.evidence.values())
        tell_undrawn((*map(str, assessment.answers.values()), *names, assessment.case_number, *cover), context)
        overlays = chosen_overlays(options, library) or assessment.overlays
        evaluation = evaluate(assessment, library.rulebook(assessment.rulebook, overlays), now.date())
        catalogue = library.catalogue()
        roadmap = plan(evaluation, catalogue, limits(options, catalogue, now.date())) if options.target else None
        language = context.report_language
        chosen = _options(options, language)
        if chosen.edition == "deidentified":
            context.terminal.tell(N_("This is what the edition still shows:"))
            context.terminal.table(preview(evaluation).items())
            if pen is not None:
                facts = pen.identity.facts
                context.terminal.tell(
                    N_(
                        "The signature shows {name}, {organisation}, on the page and in the certificate; without --sign this edition names nobody."
                    ),
                    name=facts.name,
                    organisation=facts.organisation or "-",
                )
        answers = _answers_to(evaluation, now, context)
        data = report.report_data(report.ReportSource(evaluation, roadmap, catalogue, chosen, answers_to=answers), now)
        if pen is None:
            report.write_report(data, options.out)
            context.terminal.say(str(options.out))
        else:
            tell_signed(report.sign_report(data, options.out, pen), context)
    if options.xlsx:
        report.write_workbook(data, options.xlsx, language)
        context.terminal.say(str(options.xlsx))
    if options.docx:
        report.write_texts(data, options.docx, language, dict(options.form_limit))
        context.terminal.say(str(options.docx))
    return 0


def _answers_to(evaluation: "Evaluation", now: datetime, context: Context) -> "tuple[AnswerTo, ...]":
    """Returns what the factory answers to findings on earlier versions, where the data folder holds the case."""
    from models.workspace import Workspace
    from models.workspace.folder import holds_cases
    from reports.exchange.answering import answers_to

    case_id = evaluation.assessment.case_id
    if not case_id or not holds_cases(context.locked_data_folder):
        return ()
    if not context.is_readable:
        context.terminal.tell(
            N_(
                "The data folder is encrypted and was not unlocked: the report answers no findings of earlier replies, and whether evidence was changed on the disk was not checked."
            )
        )
        return ()
    try:
        with Workspace.open(context.data_folder) as workspace:
            case = workspace.case_with_id(case_id)
            answers = answers_to(workspace, case, evaluation, now) if case else ()
    except ApplicationError as error:
        context.terminal.progress(
            sentence("This report answers no findings: the data folder cannot be read ({why})", why=error.sentence)
        )
        return ()
    if answers:
        context.terminal.progress(
            counted(
                "The report answers {count} finding of earlier replies.",
                "The report answers {count} findings of earlier replies.",
                count=len(answers),
            )
        )
    return answers


def _tell_altered(assessment: "Assessment", context: Context) -> None:
    """Says which of the version's evidence in the data folder is not what was filed."""
    from models.workspace import altered_evidence

    if not assessment.evidence or not context.is_readable:
        return
    altered = altered_evidence(context.data_folder, assessment.evidence.values())
    if altered:
        context.terminal.tell(
            N_(
                "Changed on the disk since it was filed: {names}. The report names it as it was; file it anew, or bring it back from a copy."
            ),
            names=[evidence.name for evidence in altered[:8]],
        )


def _form_limit(text: str) -> tuple[str, int]:
    """Returns a field of the online form and its length, such as `problem=300`."""
    field, _, length = text.partition("=")
    most = read_number(length, NumberForm(low=1, whole=True)).value
    if field not in ("instance", "problem", "object", "technology", "result") or most is None:
        raise WrongUsage(
            problem=sentence(
                "“{text}” is not a field length; write instance, problem, object, technology or result, an equals sign and a number of characters, such as problem=300.",
                text=text,
            )
        )
    return field, int(most)


def _options(options: Namespace, language: Language) -> "ReportOptions":
    """Returns how the report is to be written."""
    from reports.payload import Cover, ReportOptions
    from reports.payload.logo import LIMIT_MB, logo_png

    cover = Cover(
        subtitle=options.subtitle,
        prepared_by=options.prepared_by,
        prepared_for=options.prepared_for,
        note=options.cover_note,
        logo_png=logo_png(read_bytes(options.logo, LIMIT_MB), options.logo.name) if options.logo else b"",
        logo_name=options.logo.stem if options.logo else "",
    )
    return ReportOptions(
        language="both" if options.bilingual else language,
        edition="deidentified" if options.deidentified else "full",
        cover=cover,
    )


def _review(options: Namespace, context: Context) -> int:
    from reports.acts.assessor import sign_reply
    from reports.reply import read_findings
    from reports.verification import Trust, verify

    check_ending(options.out, ".pdf")
    check_places([options.out], [options.file, options.findings, *signing_inputs(options)])
    findings = read_findings(read_bytes(options.findings, FINDINGS_LIMIT_MB), options.findings.name)
    read_bytes(options.file, REPORT_LIMIT_MB)
    tell_undrawn((findings.conclusion, *(finding.text for finding in findings.findings)), context)
    with signer(options, context) as pen:
        verdict = verify(options.file, Trust(), pen.now, user_folder=context.locked_data_folder)
        signed = sign_reply(verdict, findings, options.out, pen)
        tell_signed(signed, context)
        _note_in_inbox(signed, pen.now, context)
    return 0


def _note_in_inbox(signed: "SignedFile", now: datetime, context: Context) -> None:
    """Notes a reply in the inbox of the data folder, where the report that it answers is in it."""
    from models.workspace import Workspace
    from models.workspace.folder import holds_cases
    from reports.exchange.replying import keep_sent

    if not holds_cases(context.locked_data_folder):
        return
    try:
        with Workspace.open(context.data_folder) as workspace:
            keep_sent(workspace, signed, now)
    except ApplicationError as error:
        # The reply itself is written; that the inbox does not know of it is told, and can be made good.
        context.terminal.progress(
            sentence("The inbox does not know of this reply yet ({why}) Add it with “inbox add”.", why=error.sentence)
        )
