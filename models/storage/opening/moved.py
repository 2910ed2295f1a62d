"""Where the data of a folder are now: the notes that moving a data folder leaves in both places.

`moved-to.txt` in the old place names the new one and the move's id; `moved-from.txt` in the new place knows that id. So a
stick that is not plugged in, or another folder under the same path, is never taken for the data.
"""

import json
import os
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePath

from models.sealing.plain import open_plain
from models.storage.errors import DataAway, MoveNoteDamaged, disk_error
from models.storage.file.place import FILE_NAME

MOVED_TO, MOVED_FROM = "moved-to.txt", "moved-from.txt"
_LARGEST_NOTE = 64 << 20
_OUT = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)|[\\:\0]|^/|^$")


@dataclass(frozen=True, slots=True)
class MovedTo:
    """What the old place says."""

    moved_to: str
    """The new place."""
    from_here: str
    """The new place as seen from the old one, for a stick whose letter changes; empty where there is no such way."""
    id: str
    files: tuple[str, ...] = ()
    """What was brought there from here."""


@dataclass(frozen=True, slots=True)
class MovedFrom:
    """What the new place says."""

    moved_from: tuple[str, ...] = ()
    """All earlier places, the latest last."""
    ids: tuple[str, ...] = ()
    """Of the moves that led here; the latest is missing until the old place leads here."""
    files: tuple[str, ...] = ()
    """What the last move brought here."""
    coming: str = ""
    """The id of that move until then."""


def data_now(folder: Path) -> Path:
    """Returns where the data of a folder are now: there, where they were never moved.

    Raises:
        DataAway: when they were moved to a place that is not there now.
        MoveNoteDamaged: when the note of where they were moved cannot be read.
    """
    start, seen = folder, {folder}
    while (note := moved_to(folder)) is not None:
        place = next((place for place in places_of(folder, note) if note.id in moved_from(place).ids), None)
        if place is None or place in seen:
            raise DataAway(folder=str(start), place=note.moved_to)
        seen.add(place)
        folder = place
    return folder


def moved_to(folder: Path) -> MovedTo | None:
    """Returns where the data of a folder were moved; None where they are in it, perhaps again.

    Raises:
        MoveNoteDamaged: when the note cannot be read.
    """
    try:
        with open_plain(folder / MOVED_TO) as file:
            noted = json.loads(file.read(_LARGEST_NOTE))
        note = MovedTo(str(noted["moved_to"]), str(noted["from_here"]), str(noted["id"]), _harmless(noted["files"]))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as failure:
        raise disk_error(failure, MOVED_TO) from failure
    except (ValueError, KeyError, TypeError, RecursionError) as failure:
        raise MoveNoteDamaged(name=MOVED_TO, folder=str(folder)) from failure
    came = moved_from(folder)
    # Moved here again later, and wholly: the note is older than the data.
    return None if not came.coming and note.id in came.ids else note


def moved_from(folder: Path) -> MovedFrom:
    """Returns from where the data of a folder came; nothing where they were never moved, or the note is damaged."""
    try:
        with open_plain(folder / MOVED_FROM) as file:
            noted = json.loads(file.read(_LARGEST_NOTE))
        note = MovedFrom(
            tuple(map(str, noted["moved_from"])),
            tuple(map(str, noted["ids"])),
            _harmless(noted["files"]),
            str(noted["coming"]),
        )
        if note.coming and (folder / FILE_NAME).exists() and _leads_on(Path(note.moved_from[-1]), note.coming):
            # A program was killed just after the old place led here.
            note = replace(note, ids=(*note.ids, note.coming), coming="")
        return note
    except (OSError, ValueError, KeyError, TypeError, IndexError, RecursionError):
        return MovedFrom()


def _leads_on(place: Path, move: str) -> bool:
    """Whether an old place was left by this move, as far as it is there."""
    try:
        with open_plain(place / MOVED_TO) as file:
            return bool(json.loads(file.read(_LARGEST_NOTE))["id"] == move)
    except OSError:
        return not place.is_dir()
    except (ValueError, KeyError, TypeError, RecursionError):
        return False


def _harmless(names: Iterable[object]) -> tuple[str, ...]:
    """Returns the names that lead nowhere out of a folder: by them files are deleted."""
    written_so = (str(name) for name in names)
    return tuple(name for name in written_so if not _OUT.search(name) and not PurePath(name).is_absolute())


def places_of(folder: Path, note: MovedTo) -> tuple[Path, ...]:
    """Returns where the data may be: under the path of then, or as far from the old place as then."""
    beside = (Path(os.path.normpath(folder / note.from_here)),) if note.from_here else ()
    return (Path(note.moved_to), *beside)


def written(note: MovedTo | MovedFrom) -> bytes:
    """Returns a note as it is written."""
    return json.dumps(asdict(note), ensure_ascii=False, indent=1).encode()


def way_from(folder: Path, place: Path) -> str:
    """Returns the way from one folder to another; empty where they are on different drives."""
    try:
        return os.path.relpath(place, folder)
    except ValueError:
        return ""
