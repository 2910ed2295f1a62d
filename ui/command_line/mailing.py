"""The commands `mail` and `outbox`: a draft for the person's own mail program, or sent by SMTP when they want it."""

import mimetypes
from argparse import Namespace
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import WrongUsage
from models.files import read_bytes, write_bytes
from models.language import N_, sentence
from ui.command_line.command import Commands, Context
from ui.command_line.identities import add_passphrase, passphrase

if TYPE_CHECKING:
    from reports.mail import Account, Attachment, Outbox

_REPORT_LIMIT_MB = 100
_EVIDENCE_LIMIT_MB = 100


def add(commands: Commands) -> None:
    """Adds this group's commands."""
    say, kinds = commands.say, commands.kinds
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
    mail.add_argument(
        "--evidence",
        type=kinds.path,
        action="append",
        default=[],
        metavar="FILE",
        help=say(N_("evidence to send along as one archive; beside the draft when it does not fit; may be repeated")),
    )
    mail.add_argument(
        "--limit-mb",
        type=int,
        choices=range(1, 101),
        metavar="MB",
        help=say(N_("how large the e-mail may be, 10 unless given")),
    )
    mail.add_argument(
        "--smtp",
        default="",
        metavar="HOST:PORT",
        help=say(N_("send it through this mail server; queued while offline")),
    )
    mail.add_argument("--security", choices=("tls", "starttls"), default="tls")
    mail.add_argument("--user", default="", metavar="NAME", help=say(N_("name at the mail server; else your address")))
    add_passphrase(mail, commands)

    outbox = commands.add("outbox", N_("list or send the letters that wait for the network"), _outbox, json=True)
    outbox.add_argument("action", nargs="?", choices=("list", "send"), default="list")
    add_passphrase(outbox, commands)


def _mail(options: Namespace, context: Context) -> int:
    from dataclasses import replace

    from reports.journey import letter
    from reports.mail import LIMIT_MB, draft
    from reports.verification import Trust, verify

    account = _account(options)
    now = datetime.now().astimezone()
    data = read_bytes(options.file, _REPORT_LIMIT_MB)
    verdict = verify(options.file, Trust(), now, user_folder=context.data_folder)
    written = letter(data, verdict, options.to, options.sender)
    if options.evidence:
        written = replace(written, bundle=_bundle(options.file, data, options.evidence))
    made = draft(written, now, context.report_language, options.limit_mb or LIMIT_MB)
    write_bytes(options.out, made.eml)
    terminal = context.terminal
    terminal.say(str(options.out))
    if written.bundle and not made.bundle_attached:
        beside = options.out.with_name(written.bundle.name)
        write_bytes(beside, written.bundle.data)
        terminal.tell(
            N_("The evidence did not fit into the e-mail. It lies in {name}, bound by its SHA-256 in the letter."),
            name=str(beside),
        )
    if account is None:
        return 0
    box = _box(context)
    box.add(made.eml, account)
    return _send(box, options, context)


def _bundle(report: Path, data: bytes, paths: Sequence[Path]) -> "Attachment":
    import hashlib

    from models.assessment import Digest, Evidence
    from reports.mail import evidence_bundle

    entries = []
    for path in paths:
        content = read_bytes(path, _EVIDENCE_LIMIT_MB)
        digest = Digest(hashlib.sha256(content).hexdigest())
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        entries.append((Evidence(digest, path.name, kind, len(content)), content))
    return evidence_bundle(f"{report.stem}-evidence.zip", data, entries)


def _account(options: Namespace) -> "Account | None":
    from reports.mail import Account, Security

    if not options.smtp:
        return None
    host, _, port = options.smtp.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise WrongUsage(
            problem=sentence("A mail server is written as HOST:PORT, and not “{text}”.", text=options.smtp)
        )
    if not options.sender:
        raise WrongUsage(problem=sentence("Sending needs your own address: give --from ADDRESS."))
    return Account(host, int(port), Security(options.security), options.user or options.sender, options.sender)


def _box(context: Context) -> "Outbox":
    from reports.mail import Outbox

    return Outbox(context.data_folder / "outbox")


def _outbox(options: Namespace, context: Context) -> int:
    box = _box(context)
    if options.action == "send":
        return _send(box, options, context)
    waiting = box.waiting()
    terminal = context.terminal
    terminal.answer([{"id": one.id, "subject": one.subject, "to": one.to, "host": one.account.host} for one in waiting])
    if not waiting:
        terminal.tell(N_("No letter waits."))
    terminal.table((one.id[:8], one.to, one.subject) for one in waiting)
    return 0


def _send(box: "Outbox", options: Namespace, context: Context) -> int:
    from reports.mail import PasswordStore

    store = PasswordStore()

    def password(account: "Account") -> str:
        kept = None if options.passphrase_file else store.get(f"{account.user}@{account.host}")
        return kept if kept is not None else passphrase(options, context)

    terminal = context.terminal
    results = box.send_waiting(password)
    terminal.answer(
        [
            {"id": one.id, "to": one.to, "sent": why is None, "why": terminal.words(why) if why else ""}
            for one, why in results
        ]
    )
    for one, why in results:
        terminal.say(why if why is not None else sentence("Sent to {to}: {subject}", to=one.to, subject=one.subject))
    return 0 if all(why is None for _, why in results) else 1
