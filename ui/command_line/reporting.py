"""Commands that write: `report`, `review`, `mail`."""

from argparse import Namespace
from datetime import datetime

from models.errors import WrongUsage
from models.language import N_, sentence
from reports.files import read_bytes, write_bytes
from ui.command_line.assessing import add_overlay
from ui.command_line.command import Commands, Context
from ui.command_line.identities import add_passphrase, signing_identity
from ui.command_line.planning import add_limits, limits

REPORT_LIMIT_MB = 100
FINDINGS_LIMIT_MB = 4


def add(commands: Commands) -> None:
    """Adds this group's commands."""
    say, kinds = commands.say, commands.kinds
    report = commands.add("report", N_("write the report, signed when asked"), _report)
    report.add_argument("case", type=kinds.path, metavar="CASE.json")
    report.add_argument("-o", "--out", type=kinds.path, required=True, metavar="OUT.pdf")
    add_overlay(report, commands)
    add_limits(report, commands, required=False)
    report.add_argument(
        "--sign", type=kinds.path, metavar="KEY.p12", help=say(N_("sign with this identity; the version is frozen"))
    )
    add_passphrase(report, commands)

    review = commands.add("review", N_("write the assessor's signed reply to a report"), _review)
    review.add_argument("file", type=kinds.path, metavar="FILE.pdf")
    review.add_argument("--findings", type=kinds.path, required=True, metavar="FINDINGS.json")
    review.add_argument("--sign", type=kinds.path, required=True, metavar="KEY.p12")
    review.add_argument("-o", "--out", type=kinds.path, required=True, metavar="REPLY.pdf")
    add_passphrase(review, commands)

    mail = commands.add("mail", N_("write an e-mail draft with a signed report attached"), _mail)
    mail.add_argument("file", type=kinds.path, metavar="FILE.pdf")
    mail.add_argument(
        "--to", required=True, action="append", metavar="ADDRESS", help=say(N_("receiver; may be repeated"))
    )
    mail.add_argument(
        "--from",
        dest="sender",
        default="",
        metavar="ADDRESS",
        help=say(N_("your own address; else the mail program's")),
    )
    mail.add_argument("-o", "--out", type=kinds.path, required=True, metavar="DRAFT.eml")


def _report(options: Namespace, context: Context) -> int:
    from models.evaluator import evaluate
    from models.planner import plan
    from reports import journey
    from reports.payload import ReportOptions
    from reports.signing import Options

    if (options.target is None) != (options.budget is None):
        raise WrongUsage(problem=sentence("A roadmap needs both --target and --budget."))
    # Before the work, so that a wrong passphrase costs no waiting.
    identity = signing_identity(options.sign, options, context) if options.sign else None
    now = datetime.now().astimezone()
    library = context.library()
    assessment = context.assessment(options.case, library)
    if identity is not None:
        assessment = journey.frozen(assessment, now)
    overlays = tuple(options.overlay or ()) or assessment.overlays
    evaluation = evaluate(assessment, library.rulebook(assessment.rulebook, overlays))
    catalogue = library.catalogue()
    roadmap = plan(evaluation, catalogue, limits(options, now.date())) if options.target else None
    language = context.report_language
    pdf = journey.report(evaluation, roadmap, catalogue, now, options=ReportOptions(language=language))
    if identity is not None:
        pdf = journey.signed(pdf, identity, now, Options(language=language))
    write_bytes(options.out, pdf)
    context.terminal.say(str(options.out))
    return 0


def _review(options: Namespace, context: Context) -> int:
    from reports.reply import read_findings, signed_reply
    from reports.verification import Trust, verify

    findings = read_findings(read_bytes(options.findings, FINDINGS_LIMIT_MB), options.findings.name)
    read_bytes(options.file, REPORT_LIMIT_MB)
    identity = signing_identity(options.sign, options, context)
    now = datetime.now().astimezone()
    verdict = verify(options.file, Trust(), now, user_folder=context.data_folder)
    write_bytes(options.out, signed_reply(verdict, findings, identity, now, context.report_language))
    context.terminal.say(str(options.out))
    return 0


def _mail(options: Namespace, context: Context) -> int:
    from reports.journey import letter
    from reports.mail import draft
    from reports.verification import Trust, verify

    now = datetime.now().astimezone()
    data = read_bytes(options.file, REPORT_LIMIT_MB)
    verdict = verify(options.file, Trust(), now, user_folder=context.data_folder)
    written = draft(letter(data, verdict, options.to, options.sender), now, context.report_language)
    write_bytes(options.out, written.eml)
    context.terminal.say(str(options.out))
    return 0
