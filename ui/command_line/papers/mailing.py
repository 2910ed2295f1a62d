"""The commands `mail`, `outbox` and `mail-account`: a draft for the person's own mail program, or sent when they want it."""

import mimetypes
from argparse import Namespace
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import ApplicationError, WrongUsage
from models.files import read_bytes
from models.language import N_, Sentence, sentence
from ui.command_line.command import Commands, Context
from ui.command_line.keys.identities import add_passphrase, passphrase
from ui.command_line.places import check_ending, check_places

if TYPE_CHECKING:
    from models.assessment import Evidence
    from reports.mail import DamagedLetter, MailAccount, Outbox, Queued
    from ui.command_line.arguments import Parser

_REPORT_LIMIT_MB = 100
_EVIDENCE_LIMIT_MB = 100


class NotAReport(ApplicationError):
    """Evidence can be compared only with a sound report."""

    code = "not_a_report"
    message = N_(
        "The archive cannot be compared with {name}: {reason} Nothing was changed; ask the sender for the original report."
    )
    exit_code = 1


def add(commands: Commands) -> None:
    """Adds this group's commands."""
    say, kinds = commands.say, commands.kinds
    mail = commands.add("mail", N_("write an e-mail draft with a signed report attached"), _mail)
    mail.add_argument("file", type=kinds.path, metavar="FILE.pdf")
    mail.add_argument(
        "--to", required=True, action="append", metavar="ADDRESS", help=say(N_("recipient; may be repeated"))
    )
    mail.add_argument(
        "--from",
        dest="sender",
        default="",
        metavar="ADDRESS",
        help=say(N_("your own address (default: the mail program's)")),
    )
    commands.out(mail, "DRAFT.eml")
    mail.several(
        "--evidence",
        type=kinds.path,
        metavar="FILE",
        help=say(N_("evidence to send along as one archive, or next to the draft if it does not fit; may be repeated")),
    )
    mail.add_argument(
        "--limit-mb",
        type=kinds.whole(1, 100),
        metavar="MB",
        help=say(N_("how large the e-mail may be (default: 10, or what “mail-account” keeps)")),
    )
    mail.add_argument(
        "--send", action="store_true", help=say(N_("send it through the account kept with “mail-account”"))
    )
    _add_account(mail, commands)
    add_passphrase(mail, commands)

    evidence = commands.add("evidence", N_("compare an evidence archive with its report"), _evidence, json=True)
    evidence.add_argument("file", type=kinds.path, metavar="FILE.pdf")
    evidence.add_argument("archive", type=kinds.path, metavar="ARCHIVE.zip")

    outbox = commands.add(
        "outbox", N_("list, send, discard or bring back the letters that wait for the network"), _outbox, json=True
    )
    outbox.add_argument("action", nargs="?", choices=("list", "send", "discard", "restore"), default="list")
    outbox.add_argument("letter", nargs="?", default="", metavar="ID", help=say(N_("a letter from the “outbox” list")))
    add_passphrase(outbox, commands)

    account = commands.add(
        "mail-account", N_("show, keep or forget the mail account and the size limit"), _mail_account, json=True
    )
    account.add_argument("action", nargs="?", choices=("show", "keep", "forget"), default="show")
    account.add_argument("--from", dest="sender", default="", metavar="ADDRESS", help=say(N_("your own address")))
    account.add_argument(
        "--limit-mb",
        type=kinds.whole(1, 100),
        metavar="MB",
        help=say(N_("how large an e-mail may be")),
    )
    _add_account(account, commands)
    add_passphrase(account, commands)


def _add_account(parser: "Parser", commands: Commands) -> None:
    """Adds the options that describe a mail server."""
    say = commands.say
    parser.add_argument(
        "--smtp",
        default="",
        metavar="HOST:PORT",
        help=say(N_("send it through this mail server; it waits while offline")),
    )
    parser.add_argument("--security", choices=("tls", "starttls"), default="tls")
    parser.add_argument(
        "--user", default="", metavar="NAME", help=say(N_("user name at the mail server (default: your address)"))
    )


def _mail(options: Namespace, context: Context) -> int:
    from reports.acts.letter import compose, letter, with_evidence, write_letter
    from reports.mail import MailSetup, read_setup
    from reports.mail.draft import NotAnAddress, is_address
    from reports.verification import Trust, verify

    for address in (*options.to, *filter(None, [options.sender])):
        if not is_address(address):
            raise NotAnAddress(address=address)
    check_ending(options.out, ".eml")
    check_places([options.out], [options.file, *options.evidence])
    account = _account(options)
    kept_wanted = options.limit_mb is None or (options.send and account is None)
    setup = read_setup(context.data_folder) if kept_wanted else MailSetup()
    if options.send and account is None:
        if setup.account is None:
            raise WrongUsage(
                problem=sentence("No mail account is set up: give --smtp, or run “mail-account keep” first.")
            )
        account = replace(setup.account, sender=options.sender or setup.account.sender)
    sender = account.sender if account else options.sender
    now = datetime.now().astimezone()
    data = read_bytes(options.file, _REPORT_LIMIT_MB)
    evidence = _evidence_files(options.evidence)
    verdict = verify(options.file, Trust(), now, user_folder=context.locked_data_folder)
    wanted = with_evidence(letter(data, verdict, options.to, sender), evidence)
    composed = compose(wanted, now, context.report_language, options.limit_mb or setup.limit_mb)
    archive = write_letter(composed, options.out)
    terminal = context.terminal
    terminal.say(str(options.out))
    if archive is not None:
        terminal.tell(
            N_("The evidence did not fit into the e-mail. It is in {name}, and the letter gives its SHA-256."),
            name=str(archive),
        )
    if account is None:
        return 0
    box = _box(context)
    queued = box.add(composed.draft.eml, account, now)
    return _send(box, options, context, {queued})


def _evidence(options: Namespace, context: Context) -> int:
    from reports.mail import bundle_lines, check_bundle
    from reports.payload import read_payload
    from reports.verification import Trust, VerdictKind, verify

    verdict = verify(options.file, Trust(), datetime.now().astimezone(), user_folder=context.locked_data_folder)
    if verdict.kind not in (VerdictKind.VALID, VerdictKind.UNTRUSTED) or verdict.document != "report":
        raise NotAReport(name=options.file.name, reason=verdict.reason)
    rows = read_payload(verdict.payload)["evidence"]
    named = {row["digest"]: row["name"] or row["digest"][:12] for row in rows}
    findings = check_bundle(options.archive, verdict.stages, named)
    terminal = context.terminal
    terminal.answer(
        {
            "for_this_report": findings.for_this_report,
            "sound": list(findings.sound),
            "altered": list(findings.altered),
            "missing": list(findings.missing),
            "strange": list(findings.strange),
        }
    )
    for line in bundle_lines(findings, len(named)):
        terminal.say(line)
    return 0 if findings.complete else 1


def _evidence_files(paths: Sequence[Path]) -> "list[tuple[Evidence, bytes]]":
    """Reads files as the evidence that they would be in a case."""
    import hashlib

    from models.assessment import Digest, Evidence

    entries = []
    for path in paths:
        content = read_bytes(path, _EVIDENCE_LIMIT_MB)
        digest = Digest(hashlib.sha256(content).hexdigest())
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        entries.append((Evidence(digest, path.name, kind, len(content)), content))
    return entries


def _account(options: Namespace) -> "MailAccount | None":
    from reports.mail import MailAccount, Security, checked

    if not options.smtp:
        return None
    host, _, port = options.smtp.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise WrongUsage(problem=sentence("“{text}” is not a mail server; write it as HOST:PORT.", text=options.smtp))
    if not options.sender:
        raise WrongUsage(problem=sentence("Sending needs your own address: give --from ADDRESS."))
    return checked(
        MailAccount(host, int(port), Security(options.security), options.user or options.sender, options.sender)
    )


def _box(context: Context) -> "Outbox":
    from reports.mail import Outbox

    return Outbox(context.data_folder / "outbox")


def _outbox(options: Namespace, context: Context) -> int:
    if options.action == "list" and options.letter:
        raise WrongUsage(problem=sentence("“outbox list” takes no further word such as “{what}”.", what=options.letter))
    if options.action in ("discard", "restore") and not options.letter:
        raise WrongUsage(
            problem=sentence("“outbox {action}” needs a letter from the “outbox” list.", action=options.action)
        )
    from reports.mail import DamagedLetter

    box = _box(context)
    terminal = context.terminal
    if options.action == "send":
        only = {_letter((*box.waiting(), *box.damaged()), options.letter).id} if options.letter else None
        return _send(box, options, context, only)
    if options.action == "discard":
        letter = _letter((*box.waiting(), *box.damaged()), options.letter)
        box.discard(letter.id)
        terminal.answer(_letter_json(letter, context))
        terminal.tell(
            N_("The letter to {to} will not be sent; “outbox restore {id}” brings it back."),
            to=letter.to or "?",
            id=letter.id[:8],
        )
        return 0
    if options.action == "restore":
        letter = _letter(box.discarded(), options.letter)
        box.restore(letter.id)
        terminal.answer(_letter_json(letter, context))
        if isinstance(letter, DamagedLetter):
            terminal.say(letter.why)
            return 1
        terminal.tell(N_("The letter to {to} is waiting again."), to=letter.to)
        return 0
    waiting, damaged = box.waiting(), box.damaged()
    terminal.answer([_letter_json(letter, context) for letter in waiting + damaged])
    if not waiting and not damaged:
        terminal.tell(N_("No letters are waiting."))
    for letter in waiting:
        terminal.table([(letter.id[:8], f"{letter.since:%Y-%m-%d %H:%M}", letter.to, letter.subject)])
        if letter.problem is not None:
            terminal.say(letter.problem)
    for broken in damaged:
        terminal.table([(broken.id[:8], "?", broken.to or "?", broken.subject)])
        terminal.say(broken.why)
    return 1 if damaged else 0


def _letter(among: "Sequence[Queued | DamagedLetter]", wanted: str) -> "Queued | DamagedLetter":
    """Returns the letter whose id begins with what was typed.

    Raises:
        NoSuchLetter: when there is none, or nothing was typed.
    """
    from reports.mail.outbox import NoSuchLetter

    matching = [letter for letter in among if wanted and letter.id.startswith(wanted.lower())]
    if len(matching) != 1:
        raise NoSuchLetter(id=wanted)
    return matching[0]


def _letter_json(letter: "Queued | DamagedLetter", context: Context) -> dict[str, object]:
    from reports.mail import Queued

    known = {"id": letter.id, "subject": letter.subject, "to": letter.to}
    if not isinstance(letter, Queued):
        return {**known, "damaged": True, "why": context.terminal.words(letter.why)}
    return {
        **known,
        "host": letter.account.host,
        "since": letter.since.isoformat(),
        "tried": letter.tried.isoformat() if letter.tried else None,
        "why": context.terminal.words(letter.problem) if letter.problem else "",
    }


def _question(account: "MailAccount") -> Sentence:
    """Returns the question for the password of a mail account."""
    return sentence("Password of the mail account {account}: ", account=account.user)


def _send(box: "Outbox", options: Namespace, context: Context, letters: Collection[str] | None = None) -> int:
    from reports.mail import PasswordStore

    store = PasswordStore()

    def password(account: "MailAccount") -> str:
        if not account.user:
            return ""
        kept = None if options.passphrase_file else store.get(account.key)
        return kept if kept is not None else passphrase(options, _question(account), context)

    terminal = context.terminal
    results: list[tuple[Queued | DamagedLetter, Sentence | None]] = [
        *box.send_waiting(password, datetime.now().astimezone(), letters),
        *((broken, broken.why) for broken in box.damaged() if letters is None or broken.id in letters),
    ]
    terminal.answer(
        [
            {"id": letter.id, "to": letter.to, "sent": why is None, "why": terminal.words(why) if why else ""}
            for letter, why in results
        ]
    )
    for letter, why in results:
        terminal.say(
            why if why is not None else sentence("Sent to {to}: {subject}", to=letter.to, subject=letter.subject)
        )
    return 0 if all(why is None for _, why in results) else 1


def _mail_account(options: Namespace, context: Context) -> int:
    from reports.mail import DAMAGED, MailSetup, PasswordStore, read_setup, write_setup
    from reports.mail.password import NoKeyStore

    folder, terminal, store = context.data_folder, context.terminal, PasswordStore()
    setup = read_setup(folder)
    if options.action == "keep":
        account = _account(options) or setup.account
        setup = MailSetup(account, options.limit_mb or setup.limit_mb)
        write_setup(folder, setup)
        if options.smtp and account is not None:
            try:
                store.keep(account.key, passphrase(options, _question(account), context))
            except NoKeyStore as problem:
                terminal.say(problem.sentence)
    if options.action == "forget":
        if setup.account is not None:
            store.forget(setup.account.key)
        setup = MailSetup(limit_mb=setup.limit_mb)
        write_setup(folder, setup)
    account = setup.account
    terminal.answer(
        {
            "limit_mb": setup.limit_mb,
            "account": {
                "host": account.host,
                "port": account.port,
                "security": account.security.value,
                "user": account.user,
            }
            | {"from": account.sender}
            if account
            else None,
        }
    )
    if setup.damaged:
        terminal.say(DAMAGED)
    elif account is None:
        terminal.tell(N_("No mail account is set up: letters are written as drafts for your mail program."))
    else:
        terminal.tell(
            N_("Letters go out as {sender} through {host}, port {port} ({security})."),
            sender=account.sender,
            host=account.host,
            port=account.port,
            security=account.security.value.upper(),
        )
    terminal.tell(N_("An e-mail may have up to {limit} MB."), limit=setup.limit_mb)
    return 0
