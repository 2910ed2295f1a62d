"""A data folder moved to another place: copied, read back and compared; the note in the old place is written last.

Killed before that note, the old place is in use and the half of a copy in the new one is replaced by the next try;
killed after it, the new place is in use. The old one keeps everything until the person deletes it.
"""

import contextlib
import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from models import counts
from models.files import flush_folder, put
from models.language import counted, sentence
from models.safekeeping import PlannedMove
from models.storage.errors import NoRoomToMove, NothingMoved, StorageError, UnfitDataPlace, disk_error
from models.storage.file.copy import flush, make_private_folder
from models.storage.file.place import FILE_NAME, LOGS, SCRATCH
from models.storage.lock import FolderLock
from models.storage.opening.moved import (
    MOVED_FROM,
    MOVED_TO,
    MovedFrom,
    MovedTo,
    moved_from,
    moved_to,
    places_of,
    way_from,
    written,
)
from models.storage.opening.surroundings import place_warnings

_OWN = "Zhijie"
"""What the folder is called that is made where the chosen one holds other files."""
_STAYS = frozenset({"zhijie.lock", "zhijie.lease", MOVED_TO, MOVED_FROM})
_UNCOUNTED = _STAYS | {LOGS, "System Volume Information", "$RECYCLE.BIN", "lost+found", ".DS_Store", "desktop.ini", "Thumbs.db"}  # fmt: skip
"""What a folder may hold that counts as empty, as the top of a new stick does."""
_HALF_WRITTEN = re.compile(rf"\.[0-9a-f]{{12}}\.part|{re.escape(FILE_NAME)}\.new")
"""What a move that was killed was still writing."""
_UNFINISHED = (".part", ".new")
_SPARE_BYTES = 1 << 20


def planned_move(folder: Path, chosen: Path) -> PlannedMove:
    """Returns what moving a data folder would do; nothing is changed.

    Args:
        folder: the data folder.
        chosen: where to; where it holds other files, a folder is made in it.

    Raises:
        UnfitDataPlace: when it cannot be moved there.
        NoRoomToMove: when the disk has no room.
        StorageError: of `disk_error`, when the disk refuses.
    """
    try:
        target = _fit_target(folder, chosen.absolute())
        names, left = _names(folder)
        size = sum((folder / name).stat().st_size for name in names)
        above = target if target.exists() else target.parent
        free = shutil.disk_usage(above).free
    except OSError as failure:
        raise disk_error(failure, chosen.name or str(chosen)) from failure
    if size + _SPARE_BYTES > free:
        raise NoRoomToMove(folder=str(chosen), needed_mb=size // 1_000_000 + 2, free_mb=free // 1_000_000)
    warnings = place_warnings(target)
    what = sentence(
        "{files}, {size} MB, are copied to {folder}, read back and compared. From then on Zhijie opens the data there; the old place keeps its copy until you delete it.",
        files=counts.files(len(names)),
        size=f"{max(size / 1e6, 0.1):.1f}",
        folder=str(target),
    )
    links = counted(
        "{count} link is not followed and stays behind: {names}",
        "{count} links are not followed and stay behind: {names}",
        count=len(left),
        names=left[:20],
    )
    sentences = (what, *((links,) if left else ()), *warnings)
    return PlannedMove(target, len(names), size, left, warnings, sentences)


def _fit_target(folder: Path, chosen: Path) -> Path:
    """Returns the folder into which the data can go.

    Raises:
        UnfitDataPlace: when there is none at that place.
    """
    if not chosen.is_dir():
        if os.path.lexists(chosen):
            raise UnfitDataPlace(folder=str(chosen), why=sentence("it is a file"))
        if not chosen.parent.is_dir():
            # A stick that is not plugged in has no folder either: nothing is made in its place.
            raise UnfitDataPlace(
                folder=str(chosen), why=sentence("the folder {folder} does not exist", folder=str(chosen.parent))
            )
    if chosen.resolve() == folder.resolve():
        raise UnfitDataPlace(folder=str(chosen), why=sentence("the data is there already"))
    if chosen.resolve().is_relative_to(folder.resolve()):
        raise UnfitDataPlace(folder=str(chosen), why=sentence("it is inside the data folder itself"))
    if (chosen / FILE_NAME).exists():
        raise UnfitDataPlace(folder=str(chosen), why=sentence("there is other Zhijie data in it"))
    if _counts_as_empty(folder, chosen):
        return chosen
    own = chosen / _OWN
    if own.resolve() == folder.resolve():
        raise UnfitDataPlace(folder=str(chosen), why=sentence("the data is there already"))
    if os.path.lexists(own) and not (own.is_dir() and not (own / FILE_NAME).exists() and _counts_as_empty(folder, own)):
        raise UnfitDataPlace(folder=str(chosen), why=sentence("it holds other files, and a folder “Zhijie” as well"))
    return own


def _counts_as_empty(folder: Path, target: Path) -> bool:
    if not target.is_dir():
        return True
    begun = _half_copy(folder, target)
    tops = {name.partition("/")[0] for name in begun.files} | _emptied(target)
    names = (entry.name for entry in target.iterdir())
    return all(
        name in _UNCOUNTED | tops or name.startswith(".Trash") or _HALF_WRITTEN.fullmatch(name) for name in names
    )


def _emptied(target: Path) -> set[str]:
    """Returns the folders in an earlier place of the data that a deletion, killed before its end, left without a file."""
    try:
        note = moved_to(target)
    except StorageError:
        return set()
    tops = {name.partition("/")[0] for name in note.files} if note is not None else set()
    return {top for top in tops if all(map(_is_nothing, (target / top, *(target / top).rglob("*"))))}


def _is_nothing(path: Path) -> bool:
    """Whether a folder, or what a killed program was still writing and no move takes along."""
    return path.is_dir() or path.name.endswith(_UNFINISHED)


def _half_copy(folder: Path, target: Path) -> MovedFrom:
    """Returns the note of a move from the same folder that was killed while it copied; an empty one otherwise."""
    note = moved_from(target)
    is_half = note.moved_from[-1:] == (str(folder),) and bool(note.coming)
    return note if is_half and not (target / FILE_NAME).exists() else MovedFrom()


def _names(folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Returns the files that are moved, the database last, and the links to folders, which are not."""
    names, left = [], []
    for path in _walked(folder):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() and path.is_dir():
            left.append(name)
        elif path.is_file() and stat.S_ISREG(path.stat().st_mode):
            names.append(name)
    return (*(name for name in names if name != FILE_NAME), FILE_NAME), tuple(left)


def _walked(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.name in _STAYS or entry.name.startswith(SCRATCH) or entry.name.endswith(_UNFINISHED):
            continue
        yield entry
        if entry.is_dir() and not entry.is_symlink():
            yield from _walked(entry)


def move(folder: Path, target: Path) -> None:
    """Moves a data folder, which is closed, sound, and locked by the caller, into a folder of `planned_move`.

    Raises:
        UnfitDataPlace: when it cannot be moved there (any more); nothing was changed.
        DiskFull: when there is no room; the data are used where they were.
        StorageError: of `disk_error`, when the disk refuses, or does not give back what was written; likewise.
    """
    names, _left = _names(folder)
    before = moved_from(folder)
    ours = MovedTo(str(target), way_from(folder, target), secrets.token_hex(8), names)
    begun = MovedFrom((*before.moved_from, str(folder)), before.ids, names, ours.id)
    try:
        if _fit_target(folder, target) != target:
            raise UnfitDataPlace(folder=str(target), why=sentence("there is other Zhijie data in it"))
        make_private_folder(target)
        lock = FolderLock(target)
        try:
            half_written = (path.name for path in target.iterdir() if _HALF_WRITTEN.fullmatch(path.name))
            for name in (*_half_copy(folder, target).files, *half_written):
                (target / name).unlink(missing_ok=True)
            put(target / MOVED_FROM, written(begun), private=True)
            for name in names:
                _brought(folder / name, target / name)
        finally:
            lock.release()
        # From here on the data are in the new place.
        put(folder / MOVED_TO, written(ours), private=True)
    except OSError as failure:
        raise disk_error(failure, target.name or str(target)) from failure
    with contextlib.suppress(OSError):
        put(target / MOVED_FROM, written(replace(begun, ids=(*before.ids, ours.id), coming="")), private=True)
        (target / MOVED_TO).unlink(missing_ok=True)
    for earlier in map(Path, before.moved_from):
        # So that the way from there does not lead over a stick that is gone.
        with contextlib.suppress(OSError, StorageError):
            note = moved_to(earlier)
            if earlier != target and note is not None and note.id in before.ids:
                onward = replace(ours, from_here=way_from(earlier, target), files=note.files)
                put(earlier / MOVED_TO, written(onward), private=True)


def _brought(source: Path, target: Path) -> None:
    """Copies one file, reads it back and compares it.

    Raises:
        OSError: when the disk refuses, or it does not read back.
    """
    make_private_folder(target.parent)
    fresh = target.with_name(f"{target.name}.new") if target.name == FILE_NAME else target
    # As it is: what is sealed under the folder's key stays so.
    shutil.copyfile(source, fresh)
    shutil.copystat(source, fresh)
    fresh.chmod(0o600)
    flush(fresh)
    if _plain_digest(fresh) != _plain_digest(source):
        raise OSError(5, os.strerror(5))
    if fresh != target:
        fresh.replace(target)
    flush_folder(target.parent)


def _plain_digest(path: Path) -> str:
    import hashlib

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def old_places(folder: Path) -> tuple[Path, ...]:
    """Returns the earlier places of a data folder that still hold what was moved."""
    return tuple(place for place, _names_there in _old(folder))


def _old(folder: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    note = moved_from(folder)
    for place in map(Path, note.moved_from):
        with contextlib.suppress(StorageError):
            left = moved_to(place)
            if left is not None and left.id in note.ids and any((place / name).exists() for name in left.files):
                yield place, left.files


def delete_old(folder: Path) -> tuple[Path, ...]:
    """Deletes what was moved from the earlier places of a data folder; only the note of the move stays there.

    Returns:
        The places.

    Raises:
        NothingMoved: when there is none.
        DataInUse: when another program has one of them open.
        StorageError: of `disk_error`, when the disk refuses.
    """
    places = []
    for place, names in list(_old(folder)):
        lock = FolderLock(place)
        try:
            # The database first: what is left of an interrupted deletion is not taken for data.
            for name in reversed(names):
                (place / name).unlink(missing_ok=True)
            for inner in sorted((path for path in place.rglob("*") if path.is_dir()), reverse=True):
                with contextlib.suppress(OSError):
                    inner.rmdir()
        except OSError as failure:
            raise disk_error(failure, place.name) from failure
        finally:
            lock.release()
        places.append(place)
    if not places:
        raise NothingMoved(folder=str(folder))
    return tuple(places)


def return_to(folder: Path) -> None:
    """Uses again what stayed in the old place of data that were moved to a place that is gone.

    Raises:
        NothingMoved: when the data were not moved, or nothing stayed.
        UnfitDataPlace: when the data are in the new place.
        DataInUse: when another program has the folder open.
    """
    note = moved_to(folder)
    if note is None or not (folder / FILE_NAME).exists():
        raise NothingMoved(folder=str(folder))
    if any(note.id in moved_from(place).ids for place in places_of(folder, note)):
        raise UnfitDataPlace(
            folder=str(folder), why=sentence("the data is in {place}; move it from there", place=note.moved_to)
        )
    lock = FolderLock(folder)
    try:
        (folder / MOVED_TO).unlink()
        flush_folder(folder)
    except OSError as failure:
        raise disk_error(failure, MOVED_TO) from failure
    finally:
        lock.release()
