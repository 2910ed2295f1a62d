"""The copies that the program makes by itself: the database each time, every other file once, by its content.

A place for copies holds `copy-<number>.db`, beside each a list `copy-<number>.json` of the other files that belong to it,
and those files under `files/` by their SHA-256. The list is written last: without it a copy is only a database.
"""

import contextlib
import hashlib
import json
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import resources
from models.files import flush_folder, put
from models.sealing import ring, stream
from models.storage.errors import BackupFailed, StorageError
from models.storage.evidence import digest_of
from models.storage.file.connection import connect_alone
from models.storage.file.copy import content_digest, copy_moment, flush, make_private, make_private_folder, reason
from models.storage.file.database import Database
from models.storage.safekeeping.belongings import STORES, carried, is_carried
from models.storage.safekeeping.rotation import CopyMark, kept

_FORMAT_VERSION = 1
_COPY = re.compile(r"copy-(\d{8,12})\.db")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_FILES = "files"
_LARGEST_LIST = 64 << 20
_CHUNK = 1 << 20
_ANYTHING = "SELECT 1 FROM cases UNION ALL SELECT 1 FROM papers LIMIT 1"


@dataclass(frozen=True, slots=True)
class KeptCopy:
    """One copy in its place."""

    path: Path
    """The database."""
    number: int
    made_at: datetime
    """By the clock of then; of a copy whose list is gone, by the disk."""
    content: str = ""
    """The `content_digest` of its database; empty where its list is gone."""
    files: Mapping[str, str] | None = None
    """The SHA-256 of every other file by its name in the data folder; None where its list is gone."""

    @property
    def mark(self) -> CopyMark:
        """What the rotation goes by."""
        return CopyMark(self.number, self.made_at)


def kept_copies(place: Path) -> tuple[KeptCopy, ...]:
    """Returns the copies in a place, in the order in which they were made."""
    copies = [copy for path in place.glob("copy-*.db") if (copy := _copy_at(path)) is not None]
    return tuple(sorted(copies, key=lambda copy: copy.number))


def listed_files(path: Path) -> KeptCopy | None:
    """Returns what the list beside a copy says; None for any other database."""
    copy = _copy_at(path)
    return copy if copy is not None and copy.files is not None else None


def _copy_at(path: Path) -> KeptCopy | None:
    match = _COPY.fullmatch(path.name)
    if match is None:
        return None
    number = int(match[1])
    try:
        with ring.opened(_list_of(path)) as file:
            listed = json.loads(file.read(_LARGEST_LIST + 1))
        files = {str(name): str(digest) for name, digest in listed["files"].items()}
        made_at = datetime.fromisoformat(listed["made_at"])
        harmless = all(is_carried(name) and _DIGEST.fullmatch(digest) for name, digest in files.items())
        is_ours = listed["format"] == "zhijie-copy" and listed["number"] == number
        if is_ours and harmless and made_at.tzinfo is not None:
            return KeptCopy(path, number, made_at, str(listed["content"]), files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    try:
        return KeptCopy(path, number, datetime.fromtimestamp(path.stat().st_mtime, UTC))
    except (OSError, ValueError, OverflowError):
        return None


def _list_of(path: Path) -> Path:
    return path.with_suffix(".json")


def _stored(place: Path, digest: str) -> Path:
    return place / _FILES / digest[:2] / digest


def place_files(copy: KeptCopy, unpacked: Path) -> tuple[str, ...]:
    """Puts the files that belong to a copy into a folder; returns the names of those that are gone or damaged.

    Raises:
        OSError: when the disk refuses.
    """
    missing = []
    for name, digest in (copy.files or {}).items():
        source, target = _stored(copy.path.parent, digest), unpacked / name
        make_private_folder(target.parent)
        if not source.is_file() or copied(source, target) != digest:
            target.unlink(missing_ok=True)
            missing.append(name)
    return tuple(missing)


def stored_whole(place: Path, digest: str) -> bool:
    """Whether a place for copies has a file with this SHA-256, read through."""
    return digest_of(_stored(place, digest)) == digest


def bring_file(place: Path, digest: str, target: Path) -> bool:
    """Puts one file of a place for copies where it belongs, read back; False where the place does not have it whole.

    Raises:
        OSError: when the disk refuses.
    """
    source = _stored(place, digest)
    if digest_of(source) != digest:
        return False
    make_private_folder(target.parent)
    with ring.opened(source) as file:
        put(target, file.read(), private=True)
    return True


def copied(source: Path, target: Path, name: str | None = None) -> str:
    """Copies what a file says and returns its SHA-256; the copy is sealed where its folder is.

    Args:
        source: the file.
        target: the copy.
        name: which the copy gets in the end, where that is not its own yet.

    Raises:
        OSError: when one of them refuses.
    """
    digest = hashlib.sha256()
    with ring.opened(source) as reader, ring.writing(target, name) as writer:
        while chunk := reader.read(_CHUNK):
            digest.update(chunk)
            writer.write(chunk)
    return digest.hexdigest()


def keep(database: Database, folder: Path, place: Path, made_at: datetime) -> KeptCopy | None:
    """Makes one more copy of a data folder, reads it back, compares it, and lets go of copies that are no longer kept.

    Others can write meanwhile.

    Args:
        database: the open database.
        folder: the data folder.
        place: where the copies are.
        made_at: the present time.

    Returns:
        The copy; None when nothing was changed since the last one, or there is nothing to lose yet.

    Raises:
        BackupFailed: when it cannot be written or does not read back; the earlier copies stay.
    """
    try:
        copies = kept_copies(place)
        with database.moment() as source:
            if not copies and source.execute(_ANYTHING).fetchone() is None:
                return None
            content = content_digest(source)
            files = _taken_in(folder, place)
            if copies and _is_same(copies[-1], content, files):
                return None
            path = place / f"copy-{_following(copies):08}.db"
            copy_moment(source, path, content)
        return _finished(KeptCopy(path, _following(copies), made_at, content, files))
    except (OSError, sqlite3.Error) as failure:
        raise BackupFailed(name=place.name, why=reason(failure)) from failure


def keep_elsewhere(copy: KeptCopy, place: Path) -> KeptCopy:
    """Makes the same copy in a second place, read back and compared; nothing where its newest is the same.

    Raises:
        BackupFailed: when it cannot be written or does not read back; the earlier copies there stay.
    """
    try:
        copies = kept_copies(place)
        files = dict(copy.files or {})
        if copies and _is_same(copies[-1], copy.content, files):
            return copies[-1]
        for name, digest in tuple(files.items()):
            if not _take_in(_stored(copy.path.parent, digest), _stored(place, digest)):
                del files[name]
        path = place / f"copy-{_following(copies):08}.db"
        with closing(connect_alone(copy.path)) as source:
            copy_moment(source, path, copy.content)
        return _finished(KeptCopy(path, _following(copies), copy.made_at, copy.content, files))
    except (OSError, sqlite3.Error) as failure:
        raise BackupFailed(name=place.name, why=reason(failure)) from failure


def _following(copies: tuple[KeptCopy, ...]) -> int:
    return copies[-1].number + 1 if copies else 1


def _is_same(copy: KeptCopy, content: str, files: Mapping[str, str]) -> bool:
    return copy.content == content and copy.files == files


def _taken_in(folder: Path, place: Path) -> dict[str, str]:
    """Takes in what a data folder holds besides its database; returns the SHA-256 of each file that is in the place now."""
    files = {}
    for name in carried(folder)[0]:
        source = folder / name
        digest = source.name if name.startswith(STORES) else digest_of(source)
        if digest and _take_in(source, _stored(place, digest)):
            files[name] = digest
    return files


def _take_in(source: Path, target: Path) -> bool:
    """Copies one file under its SHA-256, reads it back and compares; False where it is not what its name promises.

    What is there already with the same size was compared when it came.

    Raises:
        OSError: when the disk refuses.
    """
    try:
        size = ring.content_size(source)
    except FileNotFoundError:
        return target.is_file()
    if target.is_file() and ring.content_size(target) == size and ring.is_as_written(target):
        return True
    partial = target.with_name(f"{target.name}.part")
    try:
        make_private_folder(target.parent)
        partial.unlink(missing_ok=True)
        make_private(partial)
        try:
            same = copied(source, partial, target.name) == target.name
        except (FileNotFoundError, stream.SealBroken):
            same = False
        if not same:
            return target.is_file() and digest_of(target) == target.name
        flush(partial)
        if digest_of(partial, target.name) != target.name:
            raise BackupFailed(name=target.name, why=reason(OSError(5, "read back")))
        partial.replace(target)
        flush_folder(target.parent)
    finally:
        partial.unlink(missing_ok=True)
    return True


def _finished(copy: KeptCopy) -> KeptCopy:
    """Writes the list of a copy, with which it counts, then removes what is no longer kept."""
    listed = {
        "format": "zhijie-copy",
        "format_version": _FORMAT_VERSION,
        "number": copy.number,
        "made_at": copy.made_at.isoformat(),
        "program": resources.version(),
        "content": copy.content,
        "files": copy.files,
    }
    put(_list_of(copy.path), json.dumps(listed, ensure_ascii=False, indent=1).encode(), private=True)
    with contextlib.suppress(OSError, StorageError):
        # What cannot be removed now is removed next time.
        _rotate(copy.path.parent)
    return copy


def _rotate(place: Path) -> None:
    copies = kept_copies(place)
    staying = kept([copy.mark for copy in copies])
    for copy in copies:
        if copy.number not in staying:
            copy.path.unlink(missing_ok=True)
            _list_of(copy.path).unlink(missing_ok=True)
    for leftover in (*place.glob("copy-*.part"), *place.glob(f"{_FILES}/*/*.part")):
        leftover.unlink(missing_ok=True)
    for orphan in place.glob("copy-*.json"):
        if not orphan.with_suffix(".db").exists():
            orphan.unlink(missing_ok=True)
    staying_copies = [copy for copy in copies if copy.number in staying]
    if any(copy.files is None for copy in staying_copies):
        # What a copy without its list needs is not known: nothing is removed.
        return
    named = {digest for copy in staying_copies for digest in (copy.files or {}).values()}
    for file in place.glob(f"{_FILES}/??/*"):
        if file.name not in named:
            file.unlink(missing_ok=True)
