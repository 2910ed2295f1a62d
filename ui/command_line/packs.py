"""The command `packs`: rulebooks, overlays and catalogues that are installed, and adding one from a file."""

from argparse import Namespace
from typing import TYPE_CHECKING

from models.errors import WrongUsage
from models.language import N_, sentence
from models.rulebook import PackInfo
from ui.command_line.command import Commands, Context
from ui.command_line.terminal import Terminal

if TYPE_CHECKING:
    from models.packs.change import PackChange


def add(commands: Commands) -> None:
    """Adds this group's command."""
    say = commands.say
    packs = commands.add("packs", N_("list, check or install rule and measure packs"), _packs, json=True)
    packs.add_argument(
        "action",
        nargs="?",
        choices=("list", "inspect", "install", "template"),
        default="list",
        help=say(N_("template writes a workbook to fill in, empty or from --overlay")),
    )
    packs.add_argument("file", nargs="?", type=commands.kinds.path, metavar="PACK.yaml|PACK.xlsx")
    packs.add_argument("--overlay", default="", metavar="ID", help=say(N_("local rules to begin the template with")))


def pack_json(pack: PackInfo, terminal: Terminal) -> dict[str, str]:
    """Returns what a pack says of itself as JSON values."""
    return {
        "id": pack.id,
        "kind": pack.kind,
        "name": terminal.words(pack.name),
        "version": pack.version,
        "date": pack.date,
        "region": pack.region,
        "digest": pack.digest,
    }


def _packs(options: Namespace, context: Context) -> int:
    terminal = context.terminal
    library = context.library()
    if options.action == "list":
        known = library.packs()
        terminal.answer([pack_json(pack, terminal) for pack in known])
        terminal.table((pack.id, pack.version, pack.date, pack.kind, pack.name) for pack in known)
        return 0
    if options.file is None:
        raise WrongUsage(problem=sentence("“packs {action}” needs the file of the pack.", action=options.action))
    if options.action == "template":
        library.template(options.file, options.overlay)
        terminal.say(str(options.file))
        return 0
    change = library.inspect(options.file)
    _tell_change(change, terminal)
    value: dict[str, object] = {
        **pack_json(change.pack, terminal),
        "added": [str(entry) for entry in change.added],
        "changed": [str(entry) for entry in change.changed],
        "removed": [str(entry) for entry in change.removed],
        "installed": options.action == "install",
    }
    if options.action == "install":
        pack = library.install(options.file)
        terminal.tell(N_("Installed: {name} {version}."), name=pack.name, version=pack.version)
    terminal.answer(value)
    return 0


def _tell_change(change: "PackChange", terminal: Terminal) -> None:
    terminal.say(change.text)
    for sign, entries in (("+", change.added), ("~", change.changed), ("-", change.removed)):
        for entry in entries:
            terminal.say(f"  {sign} {entry}")
