"""The command `identity`, and how every signing command gets its key."""

from argparse import Namespace
from datetime import datetime
from pathlib import Path

from models import counts
from models.errors import ApplicationError, WrongUsage
from models.files import write_bytes
from models.language import N_, Sentence, sentence
from ui.command_line.arguments import Parser
from ui.command_line.command import Commands, Context
from ui.command_line.places import check_ending, check_places
from ui.command_line.unlocking import asked_passphrase, passphrase_in, somebody_is_there


class FileInTheWay(ApplicationError):
    """A key file of that name exists already; keys are never written over."""

    code = "file_in_the_way"
    message = N_(
        "{name} already exists and was left untouched, because an overwritten key is lost. Please choose another name."
    )


KEY_ENDINGS = (".p12", ".pfx")


def add(commands: Commands) -> None:
    """Adds this group's command."""
    say, kinds = commands.say, commands.kinds
    identity = commands.add("identity", N_("make a signing identity"), _identity, json=True)
    identity.add_argument("name", metavar="NAME", help=say(N_("the person who signs")))
    identity.add_argument("--organisation", required=True, metavar="ORG", help=say(N_("enterprise or office")))
    commands.out(identity, "KEY.p12")
    identity.add_argument("--kind", choices=("p256", "rsa3072"), default="p256", help=say(N_("kind of key")))
    identity.add_argument("--years", type=kinds.whole(1, 20), metavar="N", help=say(N_("years of validity")))
    add_passphrase(identity, commands)


def add_passphrase(parser: Parser, commands: Commands) -> None:
    """Adds the option that names the file with the passphrase."""
    parser.add_argument(
        "--passphrase-file",
        type=commands.kinds.path,
        metavar="FILE",
        help=commands.say(N_("file whose first line is the passphrase; without it you are asked")),
    )


def key_question(key: Path) -> Sentence:
    """Returns the question for the passphrase of a key file."""
    return sentence("Passphrase of the key {name}: ", name=key.name)


def new_key_question(key: Path) -> Sentence:
    """Returns the question for the passphrase that a new key file gets."""
    return sentence("Passphrase for the new key {name}: ", name=key.name)


def passphrase(options: Namespace, question: Sentence, context: Context, *, twice: bool = False) -> str:
    """Returns the passphrase from the file that the options name, or asks for it.

    Args:
        options: with `passphrase_file`.
        question: whose passphrase it is.
        context: for the language of the question.
        twice: asks again and compares, where a new key is made.

    Raises:
        NotAPassphrase: when the file holds none.
        WrongUsage: when there is neither a file nor anybody to ask, or the two answers differ.
    """
    path: Path | None = options.passphrase_file
    if path is not None:
        return passphrase_in(path)
    if not somebody_is_there():
        raise WrongUsage(problem=sentence("A passphrase is needed: give --passphrase-file FILE."))
    return asked_passphrase(question, context.terminal, twice=twice)


def check_free(*paths: Path) -> None:
    """Refuses, before the work, places for new keys and certificates that cannot be written or are taken.

    Raises:
        WrongUsage: when two files would lie in one place.
        UnwritableFile: when a place takes no file.
        FileInTheWay: when there is a file of that name already.
    """
    check_places(paths)
    for path in paths:
        if path.exists():
            raise FileInTheWay(name=path.name)


def _identity(options: Namespace, context: Context) -> int:
    from cryptography.hazmat.primitives.serialization import Encoding

    from reports.identity import KeyKind, load_identity, make_identity, passphrase_strength, save_identity
    from reports.identity.key_file import YEARS_VALID

    check_ending(options.out, *KEY_ENDINGS)
    certificate: Path = options.out.with_suffix(".pem")
    check_free(options.out, certificate)
    secret = passphrase(options, new_key_question(options.out), context, twice=True)
    now = datetime.now().astimezone()
    identity = make_identity(
        options.name, options.organisation, now, KeyKind(options.kind), options.years or YEARS_VALID
    )
    save_identity(identity, options.out, secret)
    # The file is what counts from now on, so what is shown comes from it.
    facts = load_identity(options.out, secret).facts
    write_bytes(certificate, load_identity(options.out, secret).certificate.public_bytes(Encoding.PEM))
    terminal = context.terminal
    terminal.answer(
        {
            "key": str(options.out),
            "certificate": str(certificate),
            "name": facts.name,
            "organisation": facts.organisation,
            "fingerprint": facts.fingerprint,
            "telephone_code": facts.telephone_code,
            "valid_until": f"{facts.valid_until:%Y-%m-%d}",
        }
    )
    terminal.tell(
        N_("Signing identity of {name}, {organisation}, valid until {until}, {days} from now:"),
        name=facts.name,
        organisation=facts.organisation,
        until=f"{facts.valid_until:%Y-%m-%d}",
        days=counts.days(facts.days_left(now)),
    )
    rows = [
        (sentence("key, for your eyes only"), options.out),
        (sentence("certificate, for those who check your reports"), certificate),
        (sentence("fingerprint (SHA-256)"), facts.fingerprint),
        (sentence("code to read out by telephone"), facts.telephone_code),
        (sentence("passphrase"), passphrase_strength(secret).advice),
    ]
    terminal.table(rows)
    terminal.tell(
        N_("It makes PAdES signatures. They are not electronic seals under GB/T 38540, and SM2 is not supported.")
    )
    terminal.tell(
        N_("Keep copies of the key file and the passphrase in two different places: neither can be recovered.")
    )
    return 0
