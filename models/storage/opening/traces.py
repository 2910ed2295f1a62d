"""What shows that a data folder without a database had one."""

from pathlib import Path

from models.language import Sentence, sentence
from models.storage.file.place import BACKUPS, FILE_NAME, SET_ASIDE, is_ours

TYPED = "typed.jsonl"
"""Keystrokes on their way to the database, noted by the window."""


def traces_of_work(folder: Path) -> Sentence | None:
    """Returns what is left of earlier work in a folder without a database; None when there is nothing."""
    if (folder / FILE_NAME).is_symlink():
        return sentence("a link that leads nowhere")
    if any(folder.glob(f"{BACKUPS}/*.db")):
        return sentence("backups")
    if any(folder.glob(f"{SET_ASIDE}*")):
        return sentence("files that a recovery set aside")
    if conflict_copies(folder):
        return sentence("copies under other names")
    if any((folder / f"{FILE_NAME}{ending}").exists() for ending in ("-wal", "-journal")):
        return sentence("the database's log")
    if any(folder.glob("evidence/??/*")) or any(folder.glob("reports/??/*")):
        return sentence("evidence or reports")
    typed = folder / TYPED
    return sentence("typing that was not saved") if typed.is_file() and typed.stat().st_size else None


def conflict_copies(folder: Path) -> tuple[Path, ...]:
    """Returns the other databases of ours in a folder, whatever a sync tool or a person has called them, by name."""
    others = (file for file in folder.glob("*") if file.name != FILE_NAME and not file.name.endswith((".part", ".new")))
    return tuple(sorted(file for file in others if is_ours(file)))
