"""Where the database and the program's automatic copies are in a data folder."""

from pathlib import Path

from models.language import Sentence, sentence
from models.storage.file.schema import APPLICATION_ID

FILE_NAME = "zhijie.db"
MAGIC = b"SQLite format 3\x00"
HEADER_BYTES = 100
BACKUPS = "backups"
"""Subfolder of the data folder for the copies that the program makes by itself."""
SET_ASIDE = "set-aside-"
"""Begins the name of a subfolder with what a recovery or a choice put out of the way."""
SCRATCH = ".zhijie-work-"
"""Begins the name of a subfolder in which copies are made; without use once the program has ended."""


def is_ours(path: Path) -> bool:
    """Whether a file begins as a database of this program."""
    try:
        with path.open("rb") as file:
            header = file.read(HEADER_BYTES)
    except OSError:
        return False
    return header.startswith(MAGIC) and int.from_bytes(header[68:72], "big") == APPLICATION_ID


def newest_backup(folder: Path) -> Sentence | str:
    """Returns the name of the newest backup in a data folder, for the sentence that needs it."""
    kept = sorted((folder / BACKUPS).glob("*.db"), key=lambda file: (file.stat().st_mtime_ns, file.name))
    return (
        f"{BACKUPS}/{kept[-1].name}" if kept else sentence("none in this folder; look for a backup you made elsewhere")
    )
