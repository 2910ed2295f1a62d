"""The command `trust`: whose signatures are trusted on this computer."""

from argparse import Namespace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models import counts
from models.errors import ApplicationError, WrongUsage
from models.files import read_bytes
from models.language import N_, sentence
from ui.command_line.command import Commands, Context
from ui.command_line.keys.certificates import facts_json, tell_facts

if TYPE_CHECKING:
    from reports.verification import TrustStore

_LIMIT_MB = 8


class NotTrustedHere(ApplicationError):
    """No trusted certificate has that code or fingerprint."""

    code = "not_trusted_here"
    message = N_(
        "No trusted certificate has the code or fingerprint “{wanted}”. Nothing was changed; “trust” lists them all."
    )
    exit_code = 1


def add(commands: Commands) -> None:
    """Adds this group's command."""
    trust = commands.add(
        "trust", N_("list, add or remove trusted certificates; import revocation lists"), _trust, json=True
    )
    trust.add_argument("action", nargs="?", choices=("list", "add", "remove", "revocations"), default="list")
    trust.add_argument(
        "what",
        nargs="?",
        default="",
        metavar="FILE|CODE",
        help=commands.say(
            N_(
                "add: certificate of a signer or an office, once its code was compared by telephone, or the file in which a trusted signer's key confirms their new one; remove: its code or fingerprint; revocations: the office's list"
            )
        ),
    )
    trust.add_argument(
        "--note", default="", metavar="TEXT", help=commands.say(N_("whom you called, kept with the certificate"))
    )


def _trust(options: Namespace, context: Context) -> int:
    from reports.identity.succession import holds_succession
    from reports.verification import TrustStore

    now = datetime.now().astimezone()
    terminal = context.terminal
    store = TrustStore(context.data_folder)
    if options.action == "list" and options.what:
        raise WrongUsage(problem=sentence("“trust list” takes no further word such as “{what}”.", what=options.what))
    if options.action != "list" and not options.what:
        raise WrongUsage(problem=sentence("“trust {action}” needs a file or a code.", action=options.action))
    if options.action == "add":
        path = Path(options.what)
        data = read_bytes(path, _LIMIT_MB)
        take = store.succeed if holds_succession(data) else store.add
        facts = take(data, path.name, now, options.note)
        terminal.answer(facts_json(facts, now))
        tell_facts(facts, now, context)
        terminal.tell(N_("From now on, this computer trusts signatures of {name}."), name=facts.name)
        return 0
    if options.action == "remove":
        wanted = "".join(options.what.split()).lower()
        matching = [
            certificate.facts
            for certificate in store.certificates()
            if wanted in (certificate.facts.fingerprint, certificate.facts.telephone_code.replace(" ", ""))
        ]
        if not matching:
            raise NotTrustedHere(wanted=options.what)
        first, *resting = store.remove(matching[0].fingerprint)
        terminal.answer({**facts_json(first.facts, now), "also": [facts_json(each.facts, now) for each in resting]})
        terminal.tell(N_("This computer no longer trusts signatures of {name}."), name=first.facts.name)
        for each in resting:
            terminal.tell(
                N_("Nor those of {name} with the key {code}: only the removed key vouched for it."),
                name=each.facts.name,
                code=each.facts.telephone_code,
            )
        return 0
    if options.action == "revocations":
        path = Path(options.what)
        count = store.add_list(read_bytes(path, _LIMIT_MB), path.name)
        terminal.answer({"revoked": count})
        terminal.tell(
            N_("{name} was imported: it revokes {certificates}."),
            name=path.name,
            certificates=counts.certificates(count),
        )
        return 0
    return _list(store, now, context)


def _list(store: "TrustStore", now: datetime, context: Context) -> int:
    terminal = context.terminal
    listed = store.certificates()
    terminal.answer(
        [
            {
                **facts_json(certificate.facts, now),
                "added_on": certificate.added_on,
                "note": certificate.note,
                "is_office": certificate.is_office,
                "succeeds": certificate.succeeds or None,
                "holds": certificate.holds,
            }
            for certificate in listed
        ]
    )
    if not listed:
        terminal.tell(N_("Nobody is trusted on this computer yet."))
    for certificate in listed:
        tell_facts(certificate.facts, now, context)
        if certificate.succeeds:
            terminal.tell(N_("  confirmed by the earlier key {code}"), code=certificate.succeeds)
        if not certificate.holds:
            terminal.tell(N_("  does not count: the certificate that confirmed it was revoked"))
        if certificate.note:
            terminal.say(f"  {certificate.note}")
    return 0
