"""The commands `backup`, `restore` and `recover`: copies of the whole data folder."""

from argparse import SUPPRESS, Namespace
from dataclasses import replace
from typing import TYPE_CHECKING

from models import counts
from models.errors import WrongUsage
from models.language import N_, Sentence, counted, sentence
from ui.command_line.command import Commands, Context
from ui.command_line.places import check_places
from ui.command_line.unlocking import with_copy_unlocked

if TYPE_CHECKING:
    from models.safekeeping import CaseDifference, Recovery, Restored, RestorePreview
    from ui.command_line.terminal import Terminal


def add(commands: Commands) -> None:
    """Adds this group's commands."""
    say = commands.say
    backup = commands.add(
        "backup",
        N_("everything in the data folder in one file, read back and compared; it also moves you to another computer"),
        _backup,
        json=True,
    )
    commands.out(backup, "OUT.zip")
    restore = commands.add(
        "restore",
        N_("put a backup in the place of what the data folder holds; what was there before is kept"),
        _restore,
        json=True,
    )
    restore.add_argument(
        "file",
        type=commands.kinds.path,
        metavar="FILE",
        help=say(N_("a backup, or one of the copies in the data folder's subfolder “backups”")),
    )
    restore.add_argument(
        "--case", default="", metavar="ID", help=say(N_("only this case, by its number or id; all others stay"))
    )
    restore.add_argument("--preview", action="store_true", help=say(N_("only say what differs; change nothing")))
    recover = commands.add(
        "recover",
        N_("get back everything that can still be read of a damaged data folder, and say what was lost"),
        _recover,
        json=True,
    )
    for command in (backup, restore, recover):
        command.add_argument(
            "--passphrase-file",
            dest="data_passphrase_file",
            type=commands.kinds.path,
            default=SUPPRESS,
            metavar="FILE",
            help=say(N_("the same as --data-passphrase-file")),
        )


def _backup(options: Namespace, context: Context) -> int:
    from reports.acts.safekeeping import back_up, opened_for_backup

    terminal = context.terminal
    check_places([options.out])
    with opened_for_backup(context.data_folder) as workspace:
        done = back_up(workspace, options.out)
        cases = len(workspace.cases())
    backup = done.backup
    terminal.answer(
        {
            "file": str(backup.path),
            "size_bytes": backup.size_bytes,
            "cases": cases,
            "files": backup.files,
            "left_out": list(backup.left_out),
            "apart": None if done.apart is None else terminal.words(done.apart),
        }
    )
    terminal.say(str(backup.path))
    terminal.progress(
        sentence(
            "{name} was written, read back and compared: {cases}, {files}, {size} MB.",
            name=backup.path.name,
            cases=counts.cases(cases),
            files=counts.files(backup.files + 1),
            size=f"{max(backup.size_bytes / 1e6, 0.1):.1f}",
        )
    )
    if backup.left_out:
        terminal.progress(
            counted(
                "{count} file was damaged already or has a name that no backup carries, and is not in it: {names}",
                "{count} files were damaged already or have names that no backup carries, and are not in it: {names}",
                count=len(backup.left_out),
                names=backup.left_out,
            )
        )
    if done.apart is not None:
        terminal.progress(done.apart)
    return 0


def _restore(options: Namespace, context: Context) -> int:
    from models.safekeeping import CaseFate, Restored
    from reports.acts.safekeeping import preview_for, restore_into

    terminal, folder = context.terminal, context.data_folder
    if options.preview:
        preview = with_copy_unlocked(
            options.file, terminal, context.passphrase_file, lambda: preview_for(folder, options.file)
        )
        if options.case:
            cases = tuple(case for case in preview.cases if options.case in (case.number, case.case_id))
            if not any(case.fate is not CaseFate.GONE for case in cases):
                raise WrongUsage(
                    problem=sentence("{name} has no case {case}.", name=options.file.name, case=options.case)
                )
            preview = replace(preview, cases=cases, lists=(), letters=0)
        terminal.answer(_preview_json(preview, terminal))
        for line in preview.sentences:
            terminal.say(line)
        return 0
    outcome = with_copy_unlocked(
        options.file, terminal, context.passphrase_file, lambda: restore_into(folder, options.file, options.case)
    )
    if isinstance(outcome, Restored):
        terminal.answer(_restored_json(outcome, options))
        terminal.say(_restored_line(outcome, options))
        for warning in outcome.warnings:
            terminal.progress(warning)
    else:
        terminal.answer(_recovery_json(outcome, terminal))
        for line in outcome.sentences:
            terminal.say(line)
    _tell_kept(context)
    return 0


def _tell_kept(context: Context) -> None:
    from reports.acts.safekeeping import kept_from_before

    kept = kept_from_before(context.locked_data_folder)
    if kept is not None:
        context.terminal.progress(kept)


def _case_json(case: "CaseDifference") -> dict[str, object]:
    return {
        "case": case.number,
        "case_id": case.case_id,
        "enterprise": case.enterprise,
        "fate": case.fate.value,
        "answers": list(case.answers),
        "versions_here": case.versions_here,
        "versions_there": case.versions_there,
    }


def _preview_json(preview: "RestorePreview", terminal: "Terminal") -> dict[str, object]:
    return {
        "file": str(preview.path),
        "preview": True,
        "made_at": preview.made_at.isoformat() if preview.made_at else None,
        "same": preview.changes_nothing,
        "cases": [_case_json(case) for case in preview.cases],
        "added_files": preview.added_files,
        "repaired_files": preview.repaired_files,
        "lists": list(preview.lists),
        "letters": preview.letters,
        "missing": list(preview.missing),
        "comes_in_clear": preview.comes_in_clear,
        "words": [terminal.words(line) for line in preview.sentences],
    }


def _restored_json(restored: "Restored", options: Namespace) -> dict[str, object]:
    return {
        "file": str(options.file),
        "preview": False,
        "case": options.case or None,
        "kept": str(restored.kept),
        "added_files": restored.added_files,
        "repaired_files": restored.repaired_files,
        "lists": list(restored.lists),
        "came_in_clear": restored.came_in_clear,
    }


def _restored_line(restored: "Restored", options: Namespace) -> Sentence:
    if options.case:
        return sentence(
            "Case {case} is now as in {name}. What was here before is kept in {kept}.",
            case=options.case,
            name=options.file.name,
            kept=restored.kept.name,
        )
    return sentence(
        "Everything is now as in {name}. What was here before is kept in {kept}.",
        name=options.file.name,
        kept=restored.kept.name,
    )


def _recover(options: Namespace, context: Context) -> int:
    from reports.acts.safekeeping import recover

    terminal = context.terminal
    recovery = recover(context.data_folder)
    terminal.answer(_recovery_json(recovery, terminal))
    for line in recovery.sentences:
        terminal.say(line)
    _tell_kept(context)
    return 0


def _recovery_json(recovery: "Recovery", terminal: "Terminal") -> dict[str, object]:
    salvage = recovery.salvage
    return {
        "way": recovery.way.value,
        "whole": recovery.is_whole,
        "state": recovery.state or None,
        "kept_in": recovery.kept_in or None,
        "came_in_clear": recovery.came_in_clear,
        "cases": salvage.cases if salvage else None,
        "answers": salvage.answers if salvage else None,
        "from_history": salvage.from_history if salvage else 0,
        "from_copy": salvage.from_copy if salvage else 0,
        "copy": (salvage.copy or None) if salvage else None,
        "lost": {
            "answers": [
                {"case": each.case_number, "version": each.version, "answers": list(each.answers)}
                for each in (salvage.unproven if salvage else ())
            ],
            "parts": [terminal.words(part) for part in (salvage.lost_parts if salvage else ())],
            "files": list(recovery.lost_files),
        },
        "repaired_files": list(recovery.repaired_files),
        "words": [terminal.words(line) for line in recovery.sentences],
    }
