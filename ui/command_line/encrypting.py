"""The command `encrypt`: the data folder encrypted or in clear, its passphrase and its recovery key."""

from argparse import Namespace
from typing import TYPE_CHECKING

from models.language import N_, sentence
from ui.command_line.command import Commands, Context
from ui.command_line.unlocking import asked_passphrase, data_secret, passphrase_in, somebody_is_there

if TYPE_CHECKING:
    from models.safekeeping import Resealed

_ACTS = ("status", "on", "off", "passphrase", "recovery-key")


def add(commands: Commands) -> None:
    """Adds this group's command."""
    say = commands.say
    encrypt = commands.add(
        "encrypt",
        N_("encrypt the data folder, take that off again, or replace its passphrase or recovery key"),
        _encrypt,
        json=True,
    )
    encrypt.add_argument(
        "action",
        nargs="?",
        choices=_ACTS,
        default="status",
        help=say(N_("what to do; without it, how the folder is kept is shown")),
    )
    encrypt.add_argument(
        "--passphrase-file",
        type=commands.kinds.path,
        metavar="FILE",
        help=say(
            N_("file whose first line is the new passphrase, for “on” and “passphrase”; without it you are asked")
        ),
    )


def _encrypt(options: Namespace, context: Context) -> int:
    from models.files import make_folder
    from models.workspace import sealing

    folder, terminal = context.locked_data_folder, context.terminal
    if options.action == "on":
        make_folder(folder)
        recovery, done = sealing.turn_on(folder, _new_passphrase(options, context))
        _tell(done, context, recovery)
    elif options.action == "off":
        _tell(sealing.turn_off(folder, _secret(context)), context, "")
    elif options.action == "passphrase":
        secret = _secret(context)
        with context.workspace(secret):
            sealing.change_passphrase(folder, secret, _new_passphrase(options, context))
        terminal.answer({"encrypted": True})
        terminal.tell(
            N_(
                "The passphrase was replaced. Backups made before open with the one before, or with the recovery key of then."
            )
        )
    elif options.action == "recovery-key":
        secret = _secret(context)
        with context.workspace(secret):
            recovery = sealing.new_recovery_key(folder, secret)
        terminal.answer({"encrypted": True, "recovery_key": recovery})
        _show_recovery(recovery, context)
    else:
        state = sealing.state_of(folder)
        terminal.answer({"encrypted": state.encrypted, "unfinished": state.unfinished})
        terminal.tell(
            N_("The data folder is encrypted.") if state.encrypted else N_("The data folder is not encrypted.")
        )
        if state.unfinished:
            terminal.tell(N_("Turning it on or off was interrupted; the next opening goes on with it."))
    return 0


def _secret(context: Context) -> str:
    return data_secret(context.locked_data_folder.name, context.terminal, context.passphrase_file)


def _new_passphrase(options: Namespace, context: Context) -> str:
    from models.errors import WrongUsage

    if options.passphrase_file is not None:
        return passphrase_in(options.passphrase_file)
    if not somebody_is_there():
        raise WrongUsage(problem=sentence("A passphrase is needed: give --passphrase-file FILE."))
    return asked_passphrase(
        sentence("New passphrase of the data folder {name}: ", name=context.locked_data_folder.name),
        context.terminal,
        twice=True,
    )


def _tell(done: "Resealed", context: Context, recovery: str) -> None:
    terminal = context.terminal
    terminal.answer(
        {
            "encrypted": done.encrypted,
            "files": done.files,
            "left": list(done.left),
            "elsewhere": str(done.elsewhere) if done.elsewhere else None,
            **({"recovery_key": recovery} if recovery else {}),
        }
    )
    for line in done.sentences:
        terminal.say(line)
    if recovery:
        _show_recovery(recovery, context)


def _show_recovery(recovery: str, context: Context) -> None:
    terminal = context.terminal
    terminal.tell(N_("Recovery key: {key}"), key=recovery)
    terminal.tell(
        N_(
            "Print or write it down now and keep it away from this computer: it is kept nowhere and is not shown again. Whoever has neither passphrase nor recovery key has lost the data."
        )
    )
