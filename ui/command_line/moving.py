"""The command `folder`: where the data folder is, moved elsewhere, and what stayed in its old place."""

from argparse import Namespace

from models.errors import WrongUsage
from models.language import N_, sentence
from ui.command_line.command import Commands, Context

_ACTS = ("status", "move", "delete-old", "return")


def add(commands: Commands) -> None:
    """Adds this group's command."""
    say = commands.say
    folder = commands.add(
        "folder",
        N_("show where the data folder is, move it to another disk or stick, or delete what stayed in its old place"),
        _folder,
        json=True,
    )
    folder.add_argument(
        "action",
        nargs="?",
        choices=_ACTS,
        default="status",
        help=say(
            N_(
                "what to do; without it, where the data is; “return” goes back to what stayed in the old place when the new one is gone"
            )
        ),
    )
    folder.add_argument(
        "place",
        nargs="?",
        type=commands.kinds.path,
        metavar="DIR",
        help=say(N_("where to move it; a new folder is made in it where it is not empty")),
    )


def _folder(options: Namespace, context: Context) -> int:
    from models.workspace import moving
    from models.workspace.folder import first_folder

    if (options.place is None) is (options.action == "move"):
        raise WrongUsage(problem=sentence("“folder move” takes the folder to move to, and the others take none."))
    terminal = context.terminal
    if options.action == "return":
        folder = first_folder(context.data)
        moving.return_to(folder)
        terminal.answer({"folder": str(folder), "old": []})
        terminal.tell(N_("The data is opened in {folder} again, as it stayed there."), folder=str(folder))
        return 0
    if options.action == "move":
        return _move(options, context)
    folder = context.locked_data_folder
    if options.action == "delete-old":
        deleted = moving.delete_old(folder)
        terminal.answer({"folder": str(folder), "deleted": [str(place) for place in deleted]})
        for place in deleted:
            terminal.tell(
                N_("What stayed in {folder} was deleted; only a note of where the data is now remains."),
                folder=str(place),
            )
        return 0
    old = moving.old_places(folder)
    terminal.answer({"folder": str(folder), "old": [str(place) for place in old]})
    terminal.say(str(folder))
    for place in old:
        terminal.tell(N_("The data as it was before it was moved is still in {folder}."), folder=str(place))
    return 0


def _move(options: Namespace, context: Context) -> int:
    from models.workspace import moving

    terminal, folder = context.terminal, context.data_folder
    planned = moving.planned_move(folder, options.place)
    for line in planned.sentences:
        terminal.progress(line)
    target = moving.move(folder, planned)
    terminal.answer(
        {
            "folder": str(target),
            "old": [str(folder)],
            "files": planned.files,
            "size_bytes": planned.size_bytes,
            "left": list(planned.left),
            "warnings": [terminal.words(line) for line in planned.warnings],
        }
    )
    terminal.say(str(target))
    terminal.progress(
        sentence(
            "The data is in {folder} now, and Zhijie finds it there by itself. {old} keeps its copy until you delete it (“folder delete-old”).",
            folder=str(target),
            old=str(folder),
        )
    )
    return 0
