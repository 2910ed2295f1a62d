"""What every signing command offers: a key file or a token, a seal, a timestamp; and the commands `countersign` and `timestamp`."""

import contextlib
from argparse import Namespace, _ArgumentGroup
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models import counts
from models.errors import WrongUsage
from models.files import read_bytes
from models.language import N_, sentence
from ui.command_line.arguments import Parser
from ui.command_line.command import Commands, Context
from ui.command_line.keys.identities import add_passphrase, key_question, passphrase
from ui.command_line.places import check_ending, check_places

if TYPE_CHECKING:
    from reports.acts.pen import Pen
    from reports.acts.signed_file import SignedFile
    from reports.identity import Identity

SIGNED_LIMIT_MB = 100
_COUNTERSIGNING_ROLES = ("consultant", "assessor1", "assessor2")
_SOON_DAYS = 60
"""From this many days on, every signature warns of the certificate's expiry."""


def add(commands: Commands) -> None:
    """Adds this group's commands."""
    say, kinds = commands.say, commands.kinds
    countersign = commands.add(
        "countersign",
        N_("sign, as assessor or consultant, a report the manager has signed"),
        _counter,
    )
    countersign.add_argument("file", type=kinds.path, metavar="FILE.pdf")
    countersign.add_argument("--role", choices=_COUNTERSIGNING_ROLES, default="assessor1")
    commands.out(countersign, "OUT.pdf")
    add_signing(countersign, commands)

    stamp = commands.add("timestamp", N_("add a timestamp to a signed report by file, without a network"), _timestamp)
    stamp.add_argument("file", type=kinds.path, metavar="FILE.pdf")
    stamp.add_argument(
        "--answer",
        type=kinds.path,
        metavar="ANSWER.tsr",
        help=say(N_("the service's answer; without it the request is written")),
    )
    commands.out(stamp, "REQUEST.tsq|OUT.pdf")


def add_key(parser: Parser, commands: Commands) -> _ArgumentGroup:
    """Adds the options that say with which key to sign, and returns their group."""
    say, kinds = commands.say, commands.kinds
    group = parser.add_argument_group(say(N_("signature")))
    group.add_argument("--sign", type=kinds.path, metavar="KEY.p12", help=say(N_("sign with this identity")))
    group.add_argument(
        "--token-library",
        type=kinds.path,
        metavar="LIBRARY",
        help=say(N_("sign with a token (PKCS #11): its maker's library")),
    )
    group.add_argument(
        "--token", default="", metavar="LABEL", help=say(N_("which token, if more than one is plugged in"))
    )
    group.add_argument(
        "--certificate",
        default="",
        metavar="CODE",
        help=say(
            N_("which certificate, by its code or fingerprint, where a file or token holds several keys that can sign")
        ),
    )
    parser.set_defaults(seal=None, timestamp="", revocation=[])
    add_passphrase(parser, commands)
    return group


def add_signing(parser: Parser, commands: Commands) -> None:
    """Adds the options of a signature on paper to a command."""
    say, kinds = commands.say, commands.kinds
    group = add_key(parser, commands)
    group.add_argument(
        "--seal", type=kinds.path, metavar="PICTURE", help=say(N_("picture of the company seal, PNG or JPEG"))
    )
    group.add_argument(
        "--timestamp",
        default="",
        metavar="URL",
        help=say(N_("ask this timestamp service (RFC 3161); needs a network")),
    )
    group.add_argument(
        "--revocation",
        action="append",
        default=[],
        type=kinds.path,
        metavar="FILE",
        help=say(N_("revocation list or certificate to embed (B-LT); may be repeated")),
    )


def is_wanted(options: Namespace) -> bool:
    """Returns whether the options ask for a signature."""
    return options.sign is not None or options.token_library is not None


def is_half_wanted(options: Namespace) -> bool:
    """Returns whether the options say how to sign, and so ask for a signature."""
    return any(
        (
            options.passphrase_file,
            options.token,
            options.certificate,
            options.seal,
            options.timestamp,
            options.revocation,
        )
    )


def signing_inputs(options: Namespace) -> tuple[Path | None, ...]:
    """Returns the files that a signature reads; none of them may be written over."""
    return (options.sign, options.passphrase_file, options.seal, *options.revocation)


@contextlib.contextmanager
def signer(options: Namespace, context: Context) -> "Iterator[Pen]":
    """Gives the pen that the options describe, tested, for as long as the `with` statement lasts.

    Raises:
        WrongUsage: when there is none, or both a file and a token.
        ApplicationError: when it cannot sign now.
    """
    from reports.acts.pen import SigningChoice

    if (options.sign is None) == (options.token_library is None):
        raise WrongUsage(
            problem=sentence("A signature needs either --sign KEY.p12 or --token-library LIBRARY, and not both.")
        )
    choice = SigningChoice(
        options.sign or options.token_library,
        passphrase(
            options,
            key_question(options.sign) if options.sign else sentence("PIN of the token: "),
            context,
        ),
        options.token,
        options.seal,
        options.timestamp,
        tuple(options.revocation),
        options.certificate,
    )
    now = datetime.now().astimezone()
    with choice.opened(now, context.report_language, context.locked_data_folder) as pen:
        _tell_end(pen.identity, now, context)
        tell_undrawn((pen.identity.facts.name, pen.identity.facts.organisation), context)
        yield pen


def tell_signed(signed: "SignedFile", context: Context) -> None:
    """Prints where a signed paper is and, on the side, that it was verified and its signer's code."""
    context.terminal.say(str(signed.path))
    context.terminal.progress(
        sentence(
            "{name} was signed, saved, read back and verified. Code to read out by telephone: {code}",
            name=signed.path.name,
            code=signed.telephone_code,
        )
    )


def tell_undrawn(texts: Iterable[str], context: Context) -> None:
    """Says which characters of what is about to be drawn no typeface has."""
    from reports.typeface import UNDRAWN, not_drawn

    missing = not_drawn(" ".join(texts))
    if missing:
        context.terminal.tell(UNDRAWN, characters=" ".join(missing))


def _tell_end(identity: "Identity", now: datetime, context: Context) -> None:
    """Says when the certificate ends, where that is near."""
    facts = identity.facts
    days = facts.days_left(now)
    if days <= _SOON_DAYS:
        context.terminal.progress(
            sentence("The certificate of {name} expires in {days}.", name=facts.name, days=counts.days(days))
        )


def _counter(options: Namespace, context: Context) -> int:
    from reports.acts.assessor import sign_beside
    from reports.signature.fields import Role

    check_ending(options.out, ".pdf")
    check_places([options.out], [options.file, *signing_inputs(options)])
    data = read_bytes(options.file, SIGNED_LIMIT_MB)
    with signer(options, context) as pen:
        tell_signed(sign_beside(data, Role(options.role), options.out, pen), context)
    return 0


def _timestamp(options: Namespace, context: Context) -> int:
    from reports.acts.timestamp import take_in_answer, write_request

    check_ending(options.out, ".tsq" if options.answer is None else ".pdf")
    check_places([options.out], [options.file, options.answer])
    data = read_bytes(options.file, SIGNED_LIMIT_MB)
    if options.answer is None:
        write_request(data, options.out)
        context.terminal.tell(
            N_("{name}: take this request to a timestamp service and bring back its answer with --answer."),
            name=str(options.out),
        )
        return 0
    signed = take_in_answer(data, options.answer, options.out, datetime.now().astimezone(), context.locked_data_folder)
    tell_signed(signed, context)
    return 0
