"""Where the database and the program's automatic copies are in a data folder."""

from pathlib import Path

from models.language import Sentence, sentence
from models.sealing.plain import open_plain
from models.storage.file.schema import APPLICATION_ID

FILE_NAME = "zhijie.db"
MAGIC = b"SQLite format 3\x00"
HEADER_BYTES = 100
PAGE_BYTES = 4096
"""Of every database that the program makes."""
BACKUPS = "backups"
"""Subfolder of the data folder for the copies that the program makes by itself."""
SET_ASIDE = "set-aside-"
"""Begins the name of a subfolder with what a recovery or a choice put out of the way."""
LOGS = "logs"
"""Subfolder of the data folder for the program's own log and crash files; no answer is in them."""
SCRATCH = ".zhijie-work-"
"""Begins the name of a subfolder in which copies are made; without use once the program has ended."""


def is_ours(path: Path) -> bool:
    """Whether a file begins as a database of this program."""
    try:
        with open_plain(path) as file:
            header = file.read(HEADER_BYTES)
    except OSError:
        return False
    return header.startswith(MAGIC) and int.from_bytes(header[68:72], "big") == APPLICATION_ID


def newest_backup(folder: Path) -> Sentence | str:
    """Returns the name of the newest backup in a data folder, for the sentence that needs it."""
    copies = own_copies(folder)
    return (
        f"{BACKUPS}/{copies[0].name}"
        if copies
        else sentence("none in this folder; look for a backup you made elsewhere")
    )


def own_copies(folder: Path) -> tuple[Path, ...]:
    """Returns the databases that the program put into a data folder as copies, the newest first.

    Copies that carry a number go by it, whatever the clock said; the others follow by their time.
    """
    copies = [path for path in (folder / BACKUPS).glob("*.db") if is_ours(path)]

    def age(path: Path) -> tuple[str, int]:
        return (path.stem if path.stem.startswith("copy-") else "", path.stat().st_mtime_ns)

    return tuple(sorted(copies, key=age, reverse=True))
