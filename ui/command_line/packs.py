"""The command `packs`: rulebooks, overlays and catalogues that are installed, and adding one from a file."""

from argparse import Namespace

from models.errors import WrongUsage
from models.language import N_, sentence
from models.rulebook import PackInfo
from ui.command_line.command import Commands, Context
from ui.command_line.terminal import Terminal


def add(commands: Commands) -> None:
    """Adds this group's command."""
    packs = commands.add("packs", N_("list, check or install rule and measure packs"), _packs, json=True)
    packs.add_argument("action", nargs="?", choices=("list", "inspect", "install"), default="list")
    packs.add_argument("file", nargs="?", type=commands.kinds.path, metavar="PACK.yaml|PACK.xlsx")


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
    change = library.inspect(options.file)
    terminal.say(change.text)
    if options.action == "install":
        pack = library.install(options.file)
        terminal.answer(pack_json(pack, terminal))
        terminal.tell(N_("Installed: {name} {version}."), name=pack.name, version=pack.version)
    return 0
