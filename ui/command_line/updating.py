"""The command `update`: whether a file is a genuine newer release of the program."""

from argparse import Namespace
from datetime import datetime
from pathlib import Path

from models.files import read_bytes
from models.language import N_
from ui.command_line.command import Commands, Context
from ui.command_line.keys.certificates import facts_json

_LIMIT_MB = 1


def add(commands: Commands) -> None:
    """Adds this group's command."""
    update = commands.add(
        "update",
        N_("check whether a file is a genuine newer release of this program; nothing is installed"),
        _update,
        json=True,
    )
    update.add_argument(
        "file",
        type=commands.kinds.path,
        metavar="FILE",
        help=commands.say(N_("the release's description (….release.json), or a package beside it")),
    )
    update.add_argument(
        "--release-key",
        type=commands.kinds.path,
        metavar="CERT.pem",
        help=commands.say(
            N_("certificate of whoever releases the program, its code compared; needed where this build carries none")
        ),
    )


def _update(options: Namespace, context: Context) -> int:
    from reports.acts.release import check_release, release_key

    now = datetime.now().astimezone()
    given: Path | None = options.release_key
    keys = (read_bytes(given, _LIMIT_MB),) if given is not None else release_key()
    release = check_release(options.file, keys, now)
    context.terminal.answer(
        {
            "version": release.version,
            "signer": facts_json(release.signer, now),
            "packages": [str(package) for package in release.packages],
        }
    )
    context.terminal.tell(
        N_("Genuine release {version}. Close the program and start the installer; your data stays where it is:"),
        version=release.version,
    )
    for package in release.packages:
        context.terminal.say(f"  {package}")
    return 0
