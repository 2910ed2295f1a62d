"""The commands `certificate` and `tokens`: what a key file or certificate contains, and an office that issues its own."""

from argparse import Namespace
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models import counts
from models.errors import WrongUsage
from models.files import read_bytes, write_bytes
from models.language import N_, sentence
from ui.command_line.command import Commands, Context
from ui.command_line.keys.identities import (
    KEY_ENDINGS,
    add_passphrase,
    check_free,
    key_question,
    new_key_question,
    passphrase,
)
from ui.command_line.places import check_ending

if TYPE_CHECKING:
    from reports.identity import CertificateFacts

_LIMIT_MB = 8


def add(commands: Commands) -> None:
    """Adds this group's commands."""
    say, kinds = commands.say, commands.kinds
    certificate = commands.add(
        "certificate",
        N_("show a key or certificate; ask an office for a certificate; issue and revoke as an office"),
        _certificate,
        json=True,
    )
    certificate.add_argument(
        "action",
        choices=tuple(_ACTIONS),
        help=say(
            N_(
                "show FILE; request (with --name, --organisation, --key); import ANSWER (with --key); office (with --name, --organisation); issue REQUEST (with --office); revoke CERT… (with --office); succeed OLD.p12 (with --by): the old key confirms the new one"
            )
        ),
    )
    certificate.add_argument("files", nargs="*", type=kinds.path, metavar="FILE")
    certificate.add_argument("--name", default="", metavar="NAME", help=say(N_("the person's or the office's name")))
    certificate.add_argument("--organisation", default="", metavar="ORG", help=say(N_("enterprise or office")))
    certificate.add_argument(
        "--key", type=kinds.path, metavar="KEY.pem", help=say(N_("the key waiting for its certificate"))
    )
    certificate.add_argument("--office", type=kinds.path, metavar="OFFICE.p12", help=say(N_("the office's key file")))
    certificate.add_argument(
        "--by", type=kinds.path, metavar="NEW.p12", help=say(N_("the key that takes the place of the earlier one"))
    )
    certificate.add_argument(
        "--by-passphrase-file",
        type=kinds.path,
        metavar="FILE",
        help=say(N_("file whose first line is the passphrase of the new key; without it you are asked")),
    )
    certificate.add_argument("--years", type=kinds.whole(1, 20), metavar="N", help=say(N_("years of validity")))
    certificate.add_argument("--kind", choices=("p256", "rsa3072"), default="p256", help=say(N_("kind of key")))
    commands.out(certificate, "FILE", required=False)
    add_passphrase(certificate, commands)

    tokens = commands.add("tokens", N_("list the tokens (PKCS #11) that are plugged in"), _tokens, json=True)
    tokens.add_argument("library", type=kinds.path, metavar="LIBRARY", help=say(N_("the token maker's library")))


def facts_json(facts: "CertificateFacts", now: datetime) -> dict[str, object]:
    """Returns what a certificate says as JSON values."""
    return {
        "name": facts.name,
        "organisation": facts.organisation,
        "issued_by": facts.issued_by,
        "fingerprint": facts.fingerprint,
        "telephone_code": facts.telephone_code,
        "valid_from": f"{facts.valid_from:%Y-%m-%d}",
        "valid_until": f"{facts.valid_until:%Y-%m-%d}",
        "days_left": facts.days_left(now),
    }


def tell_facts(facts: "CertificateFacts", now: datetime, context: Context) -> None:
    """Prints what a certificate says, for people."""
    days = facts.days_left(now)
    terminal = context.terminal
    terminal.say(f"{facts.name} · {facts.organisation}" if facts.organisation else facts.name)
    terminal.table(
        [
            (sentence("issued by"), facts.issued_by),
            (sentence("code to read out by telephone"), facts.telephone_code),
            (sentence("fingerprint (SHA-256)"), facts.fingerprint),
            (
                sentence("valid until"),
                sentence("{date}, {days} from now", date=f"{facts.valid_until:%Y-%m-%d}", days=counts.days(days))
                if days >= 0
                else sentence("{date}: expired", date=f"{facts.valid_until:%Y-%m-%d}"),
            ),
        ]
    )


def _certificate(options: Namespace, context: Context) -> int:
    return _ACTIONS[options.action](options, context)


def _show(options: Namespace, context: Context) -> int:
    from reports.identity import CertificateFacts, holds_key, key_facts, read_certificates

    now = datetime.now().astimezone()
    path = _only(options)
    data = read_bytes(path, _LIMIT_MB)
    if holds_key(data):
        # A key is only shown as usable after it has signed something.
        shown = list(key_facts(data, passphrase(options, key_question(path), context), path.name))
    else:
        shown = [CertificateFacts.of(certificate) for certificate in read_certificates(data, path.name)]
    context.terminal.answer([facts_json(facts, now) for facts in shown])
    for facts in shown:
        tell_facts(facts, now, context)
    return 0


def _request(options: Namespace, context: Context) -> int:
    from reports.identity import KeyKind
    from reports.identity.authority import make_request

    out, key = _out(options, ".csr", ".req", ".pem"), _needed(options.key, "--key")
    check_ending(key, ".key", ".pem")
    check_free(out, key)
    request = make_request(
        options.name,
        options.organisation,
        passphrase(options, new_key_question(key), context, twice=True),
        KeyKind(options.kind),
    )
    write_bytes(key, request.waiting_key, private=True)
    write_bytes(out, request.request)
    context.terminal.answer({"request": str(out), "key": str(key)})
    context.terminal.tell(
        N_("Send {request} to the office. Keep {key}: its answer becomes an identity with “certificate import”."),
        request=str(out),
        key=str(key),
    )
    return 0


def _import(options: Namespace, context: Context) -> int:
    from reports.identity import load_identity, save_identity
    from reports.identity.authority import import_issued

    now = datetime.now().astimezone()
    answer, out, key = _only(options), _out(options, *KEY_ENDINGS), _needed(options.key, "--key")
    check_free(out)
    secret = passphrase(options, key_question(key), context)
    identity = import_issued(read_bytes(key, _LIMIT_MB), secret, read_bytes(answer, _LIMIT_MB), answer.name)
    save_identity(identity, out, secret)
    facts = load_identity(out, secret).check(now)
    context.terminal.answer({"key": str(out), **facts_json(facts, now)})
    tell_facts(facts, now, context)
    return 0


def _office(options: Namespace, context: Context) -> int:
    from cryptography.hazmat.primitives.serialization import Encoding

    from reports.identity import load_identity, save_identity
    from reports.identity.authority import OFFICE_YEARS, make_office

    now = datetime.now().astimezone()
    out = _out(options, *KEY_ENDINGS)
    certificate = out.with_suffix(".pem")
    check_free(out, certificate)
    secret = passphrase(options, new_key_question(out), context, twice=True)
    save_identity(make_office(options.name, options.organisation, now, options.years or OFFICE_YEARS), out, secret)
    office = load_identity(out, secret)
    write_bytes(certificate, office.certificate.public_bytes(Encoding.PEM))
    context.terminal.answer({"key": str(out), "certificate": str(certificate), **facts_json(office.facts, now)})
    tell_facts(office.facts, now, context)
    context.terminal.tell(
        N_("Give {certificate} to those who check reports; {key} stays in the office."),
        certificate=str(certificate),
        key=str(out),
    )
    return 0


def _issue(options: Namespace, context: Context) -> int:
    from reports.identity import CertificateFacts, load_identity, read_certificates
    from reports.identity.authority import ISSUED_YEARS, issue, read_request_subject
    from reports.identity.register import Register

    now = datetime.now().astimezone()
    request, out = _only(options), _out(options, ".pem", ".crt", ".cer")
    check_free(out)
    name, organisation = read_request_subject(request)
    context.terminal.progress(
        sentence(
            "{name}, {organisation}, asks for a certificate. Nothing in the request proves who that is: call them on a number you know.",
            name=name,
            organisation=organisation,
        )
    )
    office_key = _needed(options.office, "--office")
    office = load_identity(office_key, passphrase(options, key_question(office_key), context))
    answer = issue(read_bytes(request, _LIMIT_MB), request.name, office, now, options.years or ISSUED_YEARS)
    certificate = read_certificates(answer, out.name)[0]
    write_bytes(out, answer)
    Register(context.data_folder).add(certificate, office.certificate, now)
    facts = CertificateFacts.of(certificate)
    context.terminal.answer({"certificate": str(out), **facts_json(facts, now)})
    tell_facts(facts, now, context)
    return 0


def _revoke(options: Namespace, context: Context) -> int:
    from reports.identity import load_identity
    from reports.identity.authority import revocation_list
    from reports.identity.certificate_file import one_certificate
    from reports.identity.register import Register

    now = datetime.now().astimezone()
    out = _out(options, ".crl", ".pem")
    check_free(out)
    office_key = _needed(options.office, "--office")
    office = load_identity(office_key, passphrase(options, key_question(office_key), context))
    register = Register(context.data_folder)
    # An answer holds its office's certificate, too: never that one.
    certificates = [one_certificate(read_bytes(path, _LIMIT_MB), path.name) for path in options.files]
    for certificate in certificates:
        register.add(certificate, office.certificate, now)
    register.revoke((certificate.serial_number for certificate in certificates), now)
    revoked = register.revoked(office.certificate)
    write_bytes(out, revocation_list(office, revoked, now))
    context.terminal.answer({"list": str(out), "revoked": len(revoked)})
    context.terminal.tell(
        N_("{name} revokes {certificates}."), name=str(out), certificates=counts.certificates(len(revoked))
    )
    return 0


def _succeed(options: Namespace, context: Context) -> int:
    from reports.identity import opened_identity
    from reports.identity.succession import save

    now = datetime.now().astimezone()
    earlier, later, out = _only(options), _needed(options.by, "--by"), _out(options, ".json")
    check_free(out)
    secret = passphrase(options, key_question(earlier), context)
    of_later = Namespace(passphrase_file=options.by_passphrase_file)
    secret_of_later = passphrase(of_later, key_question(later), context)
    with opened_identity(earlier, secret, now) as old, opened_identity(later, secret_of_later, now) as new:
        save(old, new, out, now)
        facts = new.facts
    context.terminal.answer({"succession": str(out), **facts_json(facts, now)})
    tell_facts(facts, now, context)
    context.terminal.tell(
        N_("Send {file} to those who trust the earlier key: with it they need not call you."), file=str(out)
    )
    return 0


_ACTIONS: Mapping[str, Callable[[Namespace, Context], int]] = {
    "show": _show,
    "request": _request,
    "import": _import,
    "office": _office,
    "issue": _issue,
    "revoke": _revoke,
    "succeed": _succeed,
}


def _only(options: Namespace) -> Path:
    if len(options.files) != 1:
        raise WrongUsage(problem=sentence("“certificate {action}” needs one file.", action=options.action))
    path: Path = options.files[0]
    return path


def _out(options: Namespace, *endings: str) -> Path:
    """Returns where to write, under an ending that says what it is."""
    path = _needed(options.out, "-o")
    check_ending(path, *endings)
    return path


def _needed(path: Path | None, option: str) -> Path:
    if path is None:
        raise WrongUsage(problem=sentence("The option {option} FILE is missing.", option=option))
    return path


def _tokens(options: Namespace, context: Context) -> int:
    from reports.identity.token import tokens

    present = tokens(options.library)
    context.terminal.answer([{"label": token.label, "maker": token.maker, "serial": token.serial} for token in present])
    context.terminal.table((token.label, token.maker, token.serial) for token in present)
    return 0
