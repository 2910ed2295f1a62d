"""The encryption of a data folder turned on and off, file by file, so that a kill at any moment loses nothing.

The key file is written first and says what is going on. Then each file is written anew beside its place, read back,
compared and put in its place; every reader takes both kinds, and the next opening goes on. When nothing is left, the key
file says so, or goes.
"""

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from models.errors import ApplicationError
from models.files import flush_folder, put
from models.language import sentence
from models.safekeeping import Resealed, SealState
from models.sealing import ring
from models.sealing.key import DataKey
from models.sealing.plain import open_plain, read_plain
from models.sealing.stream import SealBroken
from models.storage.errors import (
    AlreadyEncrypted,
    BackupFailed,
    DamagedDatabase,
    DataLocked,
    DiskFault,
    KeyFileDamaged,
    NotADatabase,
    NotEncrypted,
    disk_error,
)
from models.storage.evidence import digest_of
from models.storage.file.connection import connect, key_of_file, told
from models.storage.file.copy import flush, make_private, reseal
from models.storage.file.mark import log_belongs, promise_whole
from models.storage.file.place import BACKUPS, FILE_NAME, HEADER_BYTES, SCRATCH, is_ours
from models.storage.file.schema import SHIPPED
from models.storage.file.sealed_pages import are_sealed
from models.storage.opening.remains import journal_of, log_of, refuse_foreign_log
from models.storage.safekeeping import second_place
from models.storage.safekeeping.archive import key_file_in
from models.storage.safekeeping.copies import copied
from models.storage.sealing.key_file import KeyFile, SealingAct, new_key_file, read_key_file

_LEFTOVER = re.compile(r"\.[0-9a-f]{12}\.part|.+\.(?:db|json|[0-9a-f]{64})\.part|.+\.db\.new(?:-journal|-wal|-shm)?")
"""What a killed program was still writing; nothing in it was in use."""
_BESIDE = ("-wal", "-shm", "-journal")
_CHUNK = 1 << 20
_LARGEST_KEY_FILE = 1 << 16


def key_file_of(folder: Path) -> KeyFile | None:
    """Returns the key file of a data folder, or its copy among the backups; None where the folder is not encrypted.

    Raises:
        KeyFileDamaged: when there is one, and neither it nor the copy can be read.
        StorageError: of `disk_error`, when the disk refuses.
    """
    problem: KeyFileDamaged | None = None
    for place in (folder / ring.KEY_FILE, folder / BACKUPS / ring.KEY_FILE):
        try:
            with open_plain(place) as file:
                data = file.read(_LARGEST_KEY_FILE)
            return read_key_file(data, place.name)
        except KeyFileDamaged as failure:
            problem = failure
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as failure:
            raise disk_error(failure, place.name) from failure
    if problem is not None:
        raise problem
    return None


def state_of(folder: Path) -> SealState:
    """Returns how a data folder is kept.

    Raises:
        KeyFileDamaged: when it is encrypted, and its key file cannot be read.
    """
    key_file = key_file_of(folder)
    if key_file is None:
        return SealState(encrypted=False, locked=False)
    is_known = any(key.id == key_file.key_id for key in ring.known_keys())
    return SealState(encrypted=True, locked=not is_known, unfinished=key_file.act is not SealingAct.NONE)


def unlock(folder: Path, secret: str) -> None:
    """Gives the key of an encrypted data folder, by its passphrase or its recovery key, to this program.

    Raises:
        NotEncrypted: when it is not encrypted.
        WrongDataPassphrase: when the secret is neither.
        OtherRecoveryKey: when it is another folder's recovery key.
    """
    key_file = _present(folder)
    _use(folder, key_file, key_file.opened_by(secret))


def make_ready(folder: Path) -> None:
    """Makes sure that a data folder, locked by the caller, can be opened here, and goes on with what was interrupted.

    Raises:
        DataLocked: when it is encrypted, and its key was not given.
        StorageError: when the disk refuses.
    """
    key_file = give_key(folder)
    if key_file is not None and key_file.act is not SealingAct.NONE:
        _go_on(folder, key_file)
    else:
        _clear_parts(folder)


def give_key(folder: Path) -> KeyFile | None:
    """Makes sure that a data folder can be read here; returns its key file, None where it is not encrypted.

    Raises:
        DataLocked: when it is encrypted, and its key was not given.
        KeyFileDamaged: when it is, and there is no key file.
    """
    key_file = key_file_of(folder)
    if key_file is None:
        if _has_encrypted_database(folder):
            raise KeyFileDamaged(name=ring.KEY_FILE)
        # Turned off, perhaps, by another program.
        ring.write_clear(folder)
        return None
    key = next((key for key in ring.known_keys() if key.id == key_file.key_id), None)
    if key is None:
        raise DataLocked(name=folder.name)
    _use(folder, key_file, key)
    return key_file


def _has_encrypted_database(folder: Path) -> bool:
    try:
        with open_plain(folder / FILE_NAME) as file:
            return is_ours(folder / FILE_NAME) and are_sealed(file.read(HEADER_BYTES))
    except OSError:
        return False


def unlock_copy(path: Path, secret: str) -> None:
    """Gives the key of a backup, or of a copy with its key file beside it, to this program.

    Args:
        path: of the backup or copy.
        secret: the passphrase or recovery key of the folder that it was made from, as they were then.

    Raises:
        KeyFileDamaged: when no key file belongs to it.
        WrongDataPassphrase: when the secret opens it not.
        OtherRecoveryKey: when it is another folder's recovery key.
        UnreadableFile: when it cannot be read.
    """
    data, name = key_file_in(path), path.name
    for beside in (path.parent, path.parent.parent):
        if not data and (beside / ring.KEY_FILE).is_file():
            data, name = read_plain(beside / ring.KEY_FILE), ring.KEY_FILE
    if not data:
        raise KeyFileDamaged(name=ring.KEY_FILE)
    ring.know(read_key_file(data, name).opened_by(secret))


def turn_on(folder: Path, passphrase: str) -> tuple[str, Resealed]:
    """Encrypts a data folder, which is closed, sound, and locked by the caller.

    Returns:
        The recovery key, and what was done.

    Raises:
        AlreadyEncrypted: when it is.
        TooShortPassphrase: when the passphrase could be guessed.
        DiskFull: when there is no room; all data is there, and the next opening goes on.
    """
    if key_file_of(folder) is not None:
        raise AlreadyEncrypted(folder=folder.name)
    key_file, key, recovery = new_key_file(passphrase)
    key_file = replace(key_file, act=SealingAct.ENCRYPTING)
    _write(folder, key_file)
    _use(folder, key_file, key)
    return recovery, _go_on(folder, key_file)


def turn_off(folder: Path, secret: str) -> Resealed:
    """Takes the encryption off a data folder, which is closed and locked by the caller.

    Raises:
        NotEncrypted: when it is not encrypted.
        WrongDataPassphrase: when the secret opens it not; nothing was changed.
        DiskFull: when there is no room; all data is there, and the next opening goes on.
    """
    key_file = _present(folder)
    key = key_file.opened_by(secret)
    key_file = replace(key_file, act=SealingAct.DECRYPTING)
    _write(folder, key_file)
    _use(folder, key_file, key)
    return _go_on(folder, key_file)


def change_passphrase(folder: Path, secret: str, passphrase: str) -> None:
    """Replaces the passphrase of a data folder that is locked by the caller; the data stay as they are.

    Raises:
        NotEncrypted: when it is not encrypted.
        WrongDataPassphrase: when the secret opens it not; nothing was changed.
        TooShortPassphrase: when the new one could be guessed; nothing was changed.
    """
    key_file = _present(folder)
    _write(folder, key_file.with_passphrase(key_file.opened_by(secret), passphrase))


def new_recovery_key(folder: Path, secret: str) -> str:
    """Replaces the recovery key of a data folder that is locked by the caller, and returns the new one.

    Raises:
        NotEncrypted: when it is not encrypted.
        WrongDataPassphrase: when the secret opens it not; nothing was changed.
    """
    key_file = _present(folder)
    changed, recovery = key_file.with_recovery(key_file.opened_by(secret))
    _write(folder, changed)
    return recovery


def _present(folder: Path) -> KeyFile:
    key_file = key_file_of(folder)
    if key_file is None:
        raise NotEncrypted(folder=folder.name)
    return key_file


def _use(folder: Path, key_file: KeyFile, key: DataKey) -> None:
    """Notes a folder's key; what is written is sealed unless the encryption is being taken off."""
    if key_file.act is SealingAct.DECRYPTING:
        ring.know(key)
        ring.write_clear(folder)
    else:
        ring.unlock(folder, key)


def _write(folder: Path, key_file: KeyFile) -> None:
    """Writes the key file, then its copy: one of the two is whole at any moment."""
    try:
        put(folder / ring.KEY_FILE, key_file.data, private=True)
        (folder / BACKUPS).mkdir(mode=0o700, exist_ok=True)
        put(folder / BACKUPS / ring.KEY_FILE, key_file.data, private=True)
    except OSError as failure:
        raise disk_error(failure, ring.KEY_FILE) from failure


def _go_on(folder: Path, key_file: KeyFile) -> Resealed:
    """Writes every file that is not yet as it is to be, then ends the act."""
    sealing = key_file.act is SealingAct.ENCRYPTING
    try:
        _clear_leftovers(folder)
        _fold_log_in(folder / FILE_NAME)
        files, left = _rewritten(folder)
        elsewhere = _follow_elsewhere(folder, key_file, sealing=sealing)
        if sealing:
            _write(folder, replace(key_file, act=SealingAct.NONE))
        else:
            (folder / BACKUPS / ring.KEY_FILE).unlink(missing_ok=True)
            (folder / ring.KEY_FILE).unlink(missing_ok=True)
            flush_folder(folder)
    except OSError as failure:
        raise disk_error(failure, folder.name) from failure
    return Resealed(sealing, files, tuple(left), elsewhere)


def _fold_log_in(path: Path) -> None:
    """Makes the database one file, where an opening could not end in order; a log is no file that could be sealed alone.

    Raises:
        LogOfAnother: when what is beside it belongs to another state; nothing was touched.
        DiskFull: when there is no room.
    """
    if path.is_file() and (log_of(path).exists() or journal_of(path).exists()):
        with told(path):
            refuse_foreign_log(path, SHIPPED)
            promise_whole(path)
            with closing(connect(path)) as connection:
                connection.execute("PRAGMA journal_mode = DELETE")


def _follow_elsewhere(folder: Path, key_file: KeyFile, *, sealing: bool) -> Path | None:
    """Does the same with the copies in the second place; returns it where it is not there now."""
    place = second_place.inside(folder / BACKUPS)
    if place is None:
        return None
    if not place.is_dir():
        return place.parent
    with ring.also_in(place, folder):
        _rewritten(place)
        if sealing:
            put(place / ring.KEY_FILE, replace(key_file, act=SealingAct.NONE).data, private=True)
        else:
            (place / ring.KEY_FILE).unlink(missing_ok=True)
    return None


def _clear_parts(folder: Path) -> None:
    """Removes what a killed program had begun to write of the key file, after which nothing is left to go on with."""
    for path in [*folder.glob(".*.part"), *(folder / BACKUPS).glob(".*.part")]:
        if _LEFTOVER.fullmatch(path.name) and path.is_file() and not path.is_symlink():
            with contextlib.suppress(OSError):
                path.unlink()


def _clear_leftovers(folder: Path) -> None:
    for leftover in folder.glob(f"{SCRATCH}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    for path in list(folder.rglob("*")):
        if _LEFTOVER.fullmatch(path.name) and path.is_file() and not path.is_symlink():
            path.unlink(missing_ok=True)


def _rewritten(folder: Path) -> tuple[int, list[str]]:
    """Writes each file of a folder as it would be written now; returns how many, and which stay as they were."""
    count = 0
    left: list[str] = []
    for path in list(_files(folder)):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            left.append(name)
            continue
        try:
            count += _rewrite(path)
        except (BackupFailed, DamagedDatabase, NotADatabase, DiskFault, DataLocked):
            if path == folder / FILE_NAME:
                raise
            left.append(name)
        except FileNotFoundError:
            # It was folded into its database.
            continue
    return count, left


def _files(folder: Path) -> Iterator[Path]:
    own_logs = {folder / f"{FILE_NAME}{ending}" for ending in _BESIDE}
    for path in sorted(folder.rglob("*")):
        written = not ring.stays_clear(path.relative_to(folder)) and path not in own_logs
        if written and (path.is_symlink() or path.is_file()):
            yield path


def _rewrite(path: Path) -> bool:
    """Writes one file as it would be written now; returns whether it was not so already.

    Raises:
        DiskFault: when it is sealed, and damaged.
        BackupFailed: when it does not read back, or is an encrypted database that cannot be read.
        DataLocked: when it is a database under another folder's key.
        OSError: when the disk refuses.
    """
    before = path.stat()
    if is_ours(path):
        if key_of_file(path) == ring.key_for(path):
            return False
        done = _rewrite_database(path)
        if not done and key_of_file(path) is not None:
            raise BackupFailed(name=path.name, why=sentence("it is damaged"))
    else:
        done = ring.is_as_written(path)
        if done:
            return False
    if not done:
        _rewrite_bytes(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    return True


def _rewrite_database(path: Path) -> bool:
    """Does it for a database and the log beside it; False where it cannot be read as one: it is then a file as any other."""
    logs = [log for log in (log_of(path), journal_of(path)) if log.exists()]
    if key_of_file(path) is None and logs:
        # Its log is a part of it: both are sealed as they are.
        return False
    try:
        with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=path.parent) as scratch, told(path):
            if not logs:
                reseal(path)
                return True
            copy = Path(scratch, path.name)
            for file in (path, *logs):
                shutil.copyfile(file, copy.with_name(file.name))
            if log_of(copy).exists() and not log_belongs(copy, log_of(copy)):
                return False
            with closing(connect(copy)) as connection:
                connection.execute("PRAGMA journal_mode = DELETE")
            reseal(copy)
            copy.replace(path)
            for log in logs:
                log.unlink()
    except ApplicationError as problem:
        if problem.code in {"disk_full", "data_read_only", "too_many_open_files"}:
            raise
        return False
    return True


def _rewrite_bytes(path: Path) -> None:
    """Writes a file sealed, or in clear, beside its place, reads it back, and puts it there."""
    if path.suffix == ".jsonl":
        with ring.opened(path) as file:
            put(path, file.read(), private=True)
        return
    fresh = path.with_name(f"{path.name}.part")
    try:
        fresh.unlink(missing_ok=True)
        make_private(fresh)
        try:
            digest = copied(path, fresh, path.name)
        except SealBroken as failure:
            raise disk_error(failure, path.name) from failure
        flush(fresh)
        if digest_of(fresh, path.name) != digest:
            raise BackupFailed(name=path.name, why=sentence("it does not read back"))
        fresh.replace(path)
        flush_folder(path.parent)
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
