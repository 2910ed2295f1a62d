"""What a data folder holds besides its database: which of it every copy carries, and how it comes back."""

import json
import os
import re
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from models.files import flush_folder, put
from models.sealing import ring
from models.storage.evidence import digest_of
from models.storage.file.copy import flush, make_private_folder
from models.storage.file.place import BACKUPS, FILE_NAME, LOGS, SCRATCH, SET_ASIDE, is_ours

STORES = ("evidence", "reports")
_OUTBOX = "outbox"
_LISTS = ("trust.json", "issued.json", "mail.json")
"""Trusted signers, what an office issued and revoked, and the mail account without its password."""
_STAYS = frozenset(
    {BACKUPS, LOGS, ring.KEY_FILE, "zhijie.lock", "zhijie.lease", "typed.jsonl", "moved-to.txt", "moved-from.txt"}
)
"""What belongs to this folder alone, in small letters."""
_PART = r"(?!(?:con|prn|aux|nul|com\d|lpt\d)(?:[./]|$))\w(?:[\w .,()+@=-]*[\w)])?"
_NAME = re.compile(rf"{_PART}(?:/{_PART}){{0,3}}", re.IGNORECASE)
"""No way out of the folder, nothing hidden, nothing that Windows reads in another way."""
_STORED = re.compile(rf"(?:{'|'.join(STORES)})/[0-9a-f]{{2}}/[0-9a-f]{{64}}")
_TOP = (".json", ".jsonl", ".ini")
"""Endings of the files beside the database that are the program's own."""
_LONGEST_NAME = 200


def is_carried(name: str) -> bool:
    """Whether a copy may hold a file of this name, written with `/`, besides the database."""
    top = name.partition("/")[0].casefold()
    if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name):
        return False
    if top in _STAYS or top.startswith((FILE_NAME, SET_ASIDE)) or name.casefold().endswith((".part", ".new")):
        return False
    if "/" not in name:
        return name.casefold().endswith(_TOP)
    return top not in STORES or _STORED.fullmatch(name) is not None


def carried(folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Returns the names of the files that a copy of a data folder holds, and of those that cannot be in one, in order.

    Links are not followed; what only this folder needs (lock, log, earlier copies) is in neither.
    """
    names, strange = [], []
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        if is_carried(name):
            names.append(name)
        elif path.parent != folder or not (name.startswith(".") or name.endswith(".part") or is_ours(path)):
            strange.append(name)
    return tuple(names), tuple(strange)


def _files(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.glob("*")):
        top = entry.name.casefold()
        if top in _STAYS or top.startswith((FILE_NAME, SET_ASIDE, SCRATCH)) or entry.is_symlink():
            continue
        if entry.is_dir():
            yield from (path for path in sorted(entry.rglob("*")) if path.is_file() and not path.is_symlink())
        elif entry.is_file():
            yield entry


@dataclass(frozen=True, slots=True)
class ComingBack:
    """What of an unpacked copy would be put into a data folder, by name."""

    added: tuple[str, ...]
    """Evidence and papers that are not there."""
    repaired: tuple[str, ...]
    """Evidence and papers that are there and altered."""
    lists: tuple[str, ...]
    """Other files that are missing or damaged there."""
    letters: tuple[str, ...]
    """Waiting letters with their accounts; none where the folder has an outbox: a letter is not sent twice."""


def coming_back(unpacked: Path, folder: Path, damaged: Collection[str] = ()) -> ComingBack:
    """Compares an unpacked copy with a data folder; changes nothing.

    Args:
        unpacked: what a copy holds.
        folder: the data folder.
        damaged: names of lists that the caller knows to be damaged.
    """
    added, repaired, lists, letters = [], [], [], []
    has_outbox = (folder / _OUTBOX).exists()
    for name in carried(unpacked)[0]:
        place = folder / name
        top, _, rest = name.partition("/")
        if top in STORES:
            if not place.is_file():
                added.append(name)
            elif digest_of(place) != place.name:
                repaired.append(name)
        elif top == _OUTBOX and rest:
            letters += [] if has_outbox else [name]
        elif not os.path.lexists(place) or name in damaged or (name in _LISTS and not _is_readable(place)):
            lists.append(name)
    return ComingBack(tuple(added), tuple(repaired), tuple(lists), tuple(letters))


def _is_readable(path: Path) -> bool:
    try:
        with ring.opened(path) as file:
            return isinstance(json.loads(file.read()), dict)
    except (OSError, ValueError, RecursionError):
        return False


def take_back(unpacked: Path, folder: Path, coming: ComingBack, aside: Path) -> None:
    """Moves what comes back into its place; what was there and is replaced is kept.

    Args:
        unpacked: what a copy holds; the files leave it.
        folder: the data folder.
        coming: of `coming_back`.
        aside: the folder for what is replaced; made when it is needed.

    Raises:
        OSError: when the disk refuses; each file is in its place whole or not at all.
    """
    for name in (*coming.added, *coming.repaired, *coming.lists, *coming.letters):
        source, place = unpacked / name, folder / name
        if os.path.lexists(place):
            kept = aside / name
            make_private_folder(kept.parent)
            shutil.copyfile(place, kept, follow_symlinks=False)
        make_private_folder(place.parent)
        if name in coming.lists:
            with ring.opened(source) as file:
                put(place, file.read(), private=True)
            continue
        flush(source)
        source.chmod(0o600)
        source.replace(place)
        flush_folder(place.parent)
