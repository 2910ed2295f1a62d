"""The command `reply`: imports the replies of assessors into the data folder, or into an office's store."""

from argparse import Namespace
from datetime import datetime
from typing import TYPE_CHECKING

from models.language import N_, Text, counted
from ui.command_line.command import Commands, Context
from ui.command_line.papers.exchanging import add_store, open_office

if TYPE_CHECKING:
    from reports.acts.factory import ReplyNow


def add(commands: Commands) -> None:
    """Adds this group's command."""
    reply = commands.add("reply", N_("import an assessor's signed reply into the data folder"), _reply, json=True)
    reply.add_argument("action", choices=("import",))
    reply.add_argument("file", type=commands.kinds.path, metavar="REPLY.pdf")
    add_store(reply, commands)


def _reply(options: Namespace, context: Context) -> int:
    from models.workspace.server_office import ServerOffice
    from reports.acts.factory import judged, replies_now, take_in
    from reports.exchange.replying import reply_at_office
    from reports.verification import TrustStore

    now = datetime.now().astimezone()
    came = None if options.store else judged(options.file, context.data_folder, now)
    with open_office(options, context) as office:
        if isinstance(office, ServerOffice) or came is None:
            assert isinstance(office, ServerOffice), "a store was named"
            standing, was_here = reply_at_office(office, options.file, now)
        else:
            taken = take_in(office, came)
            was_here = taken.was_here
            trust = TrustStore(context.data_folder).trust()
            now_in_case = replies_now(office, taken.reply.review.case_number, trust, now)
            standing = next(each for each in now_in_case if each.reply.digest == taken.reply.digest)
    context.terminal.answer(_json(standing, was_here=was_here))
    _tell(standing, context, was_here=was_here)
    return 0


def _json(reply: "ReplyNow", *, was_here: bool) -> dict[str, object]:
    from reports.reply import entry_of

    review = reply.reply.review
    return {
        "digest": reply.reply.digest,
        "base_digest": reply.reply.base_digest,
        "case": review.case_number,
        "version": review.version,
        "answers": review.base_digest,
        "reply_no": review.reply_no,
        "scope": review.scope.value,
        "supersedes": review.supersedes or None,
        "reviewer": review.reviewer,
        "organisation": review.organisation,
        "signer": reply.reply.signer,
        "trusted": reply.trusted,
        "standing": reply.standing.value,
        "was_here": was_here,
        "conclusion": review.conclusion,
        "findings": [entry_of(finding) for finding in review.findings],
    }


def _tell(reply: "ReplyNow", context: Context, *, was_here: bool) -> None:
    review, terminal = reply.reply.review, context.terminal
    if was_here:
        terminal.tell(N_("This reply had been imported before; it is kept once."))
    terminal.say(
        counted(
            "Reply by {name} to version {version} of case {case}: {count} remark; {standing}.",
            "Reply by {name} to version {version} of case {case}: {count} remarks; {standing}.",
            name=review.reviewer,
            version=review.version,
            case=review.case_number,
            count=len(review.findings),
            standing=Text(reply.standing.text("zh"), reply.standing.text("en")),
        )
    )
    if reply.problem is not None:
        terminal.say(reply.problem)
    elif reply.signature is not None and not reply.trusted:
        terminal.say(reply.signature.trust_note)
