"""Where the database and the copies that the program makes by itself lie in a data folder."""

from pathlib import Path

from models.language import Sentence, sentence

FILE_NAME = "zhijie.db"
BACKUPS = "backups"
"""Subfolder of the data folder for the copies that the program makes by itself."""


def newest_backup(folder: Path) -> Sentence | str:
    """Returns the name of the newest backup in a data folder, for the sentence that needs it."""
    kept = sorted((folder / BACKUPS).glob("*.db"), key=lambda file: (file.stat().st_mtime_ns, file.name))
    return (
        f"{BACKUPS}/{kept[-1].name}" if kept else sentence("none in this folder; look for one that you made elsewhere")
    )
