"""The command `store`: for whoever keeps an office's database on a server."""

from argparse import Namespace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import WrongUsage
from models.files import read_bytes
from models.language import N_, sentence
from ui.command_line.command import Commands, Context
from ui.command_line.papers.exchanging import add_store

if TYPE_CHECKING:
    from models.workspace.office.server import ServerOffice

_ROLES = ("reader", "assessor", "lead", "administrator")


def add(commands: Commands) -> None:
    """Adds this group's command."""
    say, kinds = commands.say, commands.kinds
    store = commands.add(
        "store", N_("keep an office's database on a server: roles, logins, whom it trusts"), _store, json=True
    )
    store.add_argument("action", choices=("grants", "login", "trust", "distrust"))
    store.add_argument("name", nargs="?", metavar="LOGIN|CERT.pem")
    store.add_argument(
        "--apply", action="store_true", help=say(N_("with grants: execute the statements, as owner of the tables"))
    )
    store.add_argument("--role", choices=_ROLES, default="assessor", help=say(N_("of the login")))
    store.add_argument(
        "--person", default="", metavar="NAME", help=say(N_("as whom the login writes reviews, as in the settings"))
    )
    store.add_argument(
        "--certificate",
        type=kinds.path,
        metavar="CERT.pem",
        help=say(N_("of the key with which the person signs; replies signed with another one are refused")),
    )
    store.add_argument(
        "--password-file", type=kinds.path, metavar="FILE", help=say(N_("with login: its password, on one line"))
    )
    add_store(store, commands)


def _store(options: Namespace, context: Context) -> int:
    from models.workspace.office.server import ServerOffice

    if not options.store:
        raise WrongUsage(problem=sentence("“store” needs --store with the address of the database."))
    act = {"grants": _grants, "login": _login, "trust": _trust, "distrust": _trust}[options.action]
    with ServerOffice.open(options.store, context.data_folder) as office:
        return act(office, options, context)


def _grants(office: "ServerOffice", options: Namespace, context: Context) -> int:
    from models.workspace.office.keeping import grants

    statements = grants(office, apply=options.apply)
    context.terminal.answer({"statements": list(statements), "applied": options.apply})
    for statement in statements:
        context.terminal.say(f"{statement};")
    if options.apply:
        context.terminal.tell(N_("The roles have these rights now."))
    return 0


def _login(office: "ServerOffice", options: Namespace, context: Context) -> int:
    from models.workspace.office.keeping import make_login

    if not options.name or options.password_file is None:
        raise WrongUsage(problem=sentence("“store login” needs a name and a --password-file."))
    password = read_bytes(options.password_file, 1).decode("utf-8", "replace").partition("\n")[0].rstrip("\r")
    if not password:
        raise WrongUsage(problem=sentence("The password file is empty."))
    key = ""
    if options.certificate is not None:
        from reports.identity.certificate import CertificateFacts
        from reports.identity.certificate_file import one_certificate

        data = read_bytes(options.certificate, 1)
        key = CertificateFacts.of(one_certificate(data, options.certificate.name)).key
    person = options.person or options.name
    make_login(office, options.name, options.role, person=person, key=key, password=password)
    context.terminal.answer({"login": options.name, "role": options.role, "person": person, "key": key or None})
    context.terminal.tell(N_("{login} may use the store as {role}."), login=options.name, role=options.role)
    return 0


def _trust(office: "ServerOffice", options: Namespace, context: Context) -> int:
    from models.workspace.office.keeping import distrust, trust
    from reports.exchange.intake import judge_trust_again
    from reports.verification import Trust

    if not options.name:
        raise WrongUsage(problem=sentence("“store {act}” needs a certificate.", act=options.action))
    certificates = Trust.of_files([Path(options.name).expanduser()]).certificates
    trusts = options.action == "trust"
    (trust if trusts else distrust)(office, certificates)
    judged = judge_trust_again(office, datetime.now().astimezone())
    context.terminal.answer({"judged_again": judged})
    context.terminal.tell(
        N_("The office trusts this certificate now.") if trusts else N_("The office trusts this certificate no more.")
    )
    return 0
