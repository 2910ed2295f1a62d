"""What restores and recoveries put out of the way: counted, and let go of once kept copies hold it, too.

These are the databases `backups/before-restore-…` and the subfolders `set-aside-…`. The newest three of each kind stay in
any case. An older one goes only when a copy that is kept holds everything in it, so that nothing is lost by it; what is
damaged or was altered is in no copy and so stays until the person deletes it.
"""

import contextlib
import shutil
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from models.errors import ApplicationError
from models.safekeeping import EarlierStates
from models.storage.evidence import digest_of
from models.storage.file.place import BACKUPS, SET_ASIDE, is_ours
from models.storage.safekeeping.archive import content_of
from models.storage.safekeeping.copies import kept_copies, stored_whole
from models.storage.safekeeping.rotation import NEWEST

_BEFORE = "before-restore-"


def earlier_states(folder: Path) -> EarlierStates:
    """Returns how much a data folder keeps of what restores and recoveries put out of the way."""
    before, aside = _before(folder), _aside(folder)
    sizes = [file.stat().st_size for place in (*before, *aside) for file in _files(place)]
    return EarlierStates(len(before), len(aside), sum(sizes))


def let_go(folder: Path) -> tuple[str, ...]:
    """Removes what is older than the newest three of its kind and whole in a copy that is kept; returns its names.

    Raises:
        OSError: when the disk refuses.
    """
    before, aside = _before(folder), _aside(folder)
    old = [*before[:-NEWEST], *aside[:-NEWEST]]
    if not old:
        return ()
    kept = _Kept(folder, before[-NEWEST:])
    removed = [place for place in old if all(kept.holds(file) for file in _files(place))]
    for place in removed:
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink()
    return tuple(place.name for place in removed)


class _Kept:
    """What the copies hold that stay: those that the program makes, and the newest from before restores."""

    def __init__(self, folder: Path, before: Sequence[Path]) -> None:
        self._backups = folder / BACKUPS
        copies = kept_copies(self._backups)
        # Each is read: what cannot be read holds nothing.
        self._contents = {_content(path) for path in (*before, *(copy.path for copy in copies))} - {""}
        self._digests = {digest for copy in copies for digest in (copy.files or {}).values()}

    def holds(self, file: Path) -> bool:
        """Whether one of them says the same as a file, which is sound."""
        if file.is_symlink() or not file.is_file():
            return False
        if is_ours(file):
            return _content(file) in self._contents
        digest = digest_of(file)
        return digest in self._digests and stored_whole(self._backups, digest)


def _content(path: Path) -> str:
    """Returns the `content_digest` of a database; empty where it cannot be read."""
    with contextlib.suppress(ApplicationError, OSError, sqlite3.Error):
        return content_of(path)
    return ""


def _before(folder: Path) -> list[Path]:
    return _oldest_first((folder / BACKUPS).glob(f"{_BEFORE}*.db"))


def _aside(folder: Path) -> list[Path]:
    return _oldest_first(path for path in folder.glob(f"{SET_ASIDE}*") if path.is_dir() and not path.is_symlink())


def _oldest_first(paths: Iterable[Path]) -> list[Path]:
    """Sorts by the time of the disk: where a clock was wrong another three stay, and nothing more is lost."""
    return sorted(paths, key=lambda path: (path.stat().st_mtime_ns, path.name))


def _files(place: Path) -> tuple[Path, ...]:
    return tuple(path for path in place.rglob("*") if not path.is_dir()) if place.is_dir() else (place,)
