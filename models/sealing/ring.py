"""Which data folders are unlocked in this process, and under which key a file is written and read.

A file inside an unlocked folder is written sealed; whether a file is sealed is told by its beginning when it is read. So
whatever goes through `models.files` needs to know nothing of encryption, and without an unlocked folder nothing changes.
A file `*.jsonl` grows line by line, so each of its lines is sealed for itself.
"""

import contextlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from models.sealing import stream
from models.sealing.key import DataKey
from models.sealing.plain import open_plain
from models.sealing.stream import HEADER_BYTES, SealBroken, SealedReader, SealingWriter, SealLocked

KEY_FILE = "zhijie-key.json"
_CLEAR_FILES = frozenset({KEY_FILE, "zhijie.lock", "zhijie.lease", "window.ini", "moved-to.txt", "moved-from.txt"})
"""What is read before anybody is asked for a passphrase; no answer is in it."""
_CLEAR_FOLDERS = frozenset({"logs", "packs"})
_LINES = ".jsonl"
_roots: dict[Path, DataKey] = {}
_known: dict[bytes, DataKey] = {}
"""By their ids: what is sealed under one of them can be read, wherever it lies."""


def has_key_file(folder: Path) -> bool:
    """Whether a data folder shows that it is encrypted: by its key file, or by the copy of it among the backups."""
    return (folder / KEY_FILE).exists() or (folder / "backups" / KEY_FILE).exists()


def unlock(folder: Path, key: DataKey) -> None:
    """Notes the key of a folder; what is written in it from now on is sealed."""
    know(key)
    _roots[_whole(folder)] = key


def know(key: DataKey) -> None:
    """Notes a key by which sealed files are read, wherever they lie; nothing is written under it."""
    _known[key.id] = key


def unlocks(folder: Path) -> bool:
    """Whether what is written in a folder is sealed."""
    return _whole(folder) in _roots


def write_clear(folder: Path) -> None:
    """Ends that what is written in a folder is sealed; what is sealed in it can still be read."""
    _roots.pop(_whole(folder), None)


def forget() -> None:
    """Forgets every key, as the end of the program does."""
    _roots.clear()
    _known.clear()


@contextlib.contextmanager
def also_in(folder: Path, like: Path) -> Iterator[None]:
    """Seals what is written in another folder as in an unlocked one, for as long as the block runs."""
    key = key_for(like)
    if key is None or key_for(folder) is not None:
        yield
        return
    unlock(folder, key)
    try:
        yield
    finally:
        write_clear(folder)


def key_for(path: Path) -> DataKey | None:
    """Returns the key under which a file at that place is written; None where it is written as it is."""
    if not _roots:
        return None
    place = _whole(path)
    for root in (place, *place.parents):
        key = _roots.get(root)
        if key is not None:
            return None if stays_clear(place.relative_to(root)) else key
    return None


def stays_clear(name: Path) -> bool:
    """Whether a file of that name in an encrypted data folder is not sealed."""
    parts = name.parts
    return bool(parts) and (
        parts[0] in _CLEAR_FOLDERS or parts[-1] == KEY_FILE or (len(parts) == 1 and parts[0] in _CLEAR_FILES)
    )


def known_keys() -> tuple[DataKey, ...]:
    """Returns the keys that were given here."""
    return tuple(_known.values())


def key_of(header: bytes) -> DataKey:
    """Returns the key of a sealed file with this header.

    Raises:
        SealLocked: when its folder was not unlocked.
    """
    key = _known.get(stream.key_id_in(header))
    if key is None:
        raise SealLocked
    return key


def is_sealed(path: Path, data: bytes) -> bool:
    """Whether a file is sealed as a whole, which its beginning tells, or in some of its lines."""
    return stream.is_sealed(data) or (path.suffix == _LINES and any(map(stream.is_sealed_line, data.splitlines())))


def overhead(size: int) -> int:
    """Returns how many bytes more a file of that many bytes has at most once it is sealed."""
    return stream.sealed_size(size) - size


def sealed_for(path: Path, data: bytes) -> bytes:
    """Returns what is to be written at a place: sealed where its folder is."""
    key = key_for(path)
    if key is None:
        return data
    if path.suffix != _LINES:
        return stream.sealed(data, key, path.name)
    return b"".join(line_for(path, line) + b"\n" for line in data.splitlines())


def content(path: Path, data: bytes, name: str | None = None) -> bytes:
    """Returns what the bytes of a file say: themselves, or what was sealed in them.

    Args:
        path: the file.
        data: its bytes.
        name: under which they were sealed, where that is not the file's.

    Raises:
        SealLocked: when they are sealed, and the folder was not unlocked.
        SealBroken: when they are not what was sealed under that name.
    """
    if stream.is_sealed(data):
        return stream.unsealed(data, key_of(data[:HEADER_BYTES]), name or path.name)
    if not is_sealed(path, data):
        return data
    # A torn last line stays as it is: its reader passes over it.
    return b"".join(line_in(path, line) for line in data.splitlines(keepends=True))


def opened(path: Path, name: str | None = None) -> IO[bytes]:
    """Opens an ordinary file to be read, sealed or not.

    Args:
        path: the file.
        name: under which it was sealed, where that is not its own.

    Raises:
        OSError: when it cannot be read, its folder was not unlocked, or it is not what was sealed.
    """
    file = open_plain(path)
    try:
        header = file.read(HEADER_BYTES)
        file.seek(0)
        if stream.is_sealed(header):
            return SealedReader(file, key_of(header), name or path.name)  # type: ignore[return-value]  # a raw stream
        if path.suffix != _LINES:
            return file
        with file:
            return io.BytesIO(content(path, file.read()))
    except BaseException:  # an interrupt, too, must not leave the file open
        file.close()
        raise


@contextlib.contextmanager
def writing(path: Path, name: str | None = None) -> Iterator[IO[bytes]]:
    """Opens a file to be written anew, sealed where its folder is.

    Args:
        path: the file.
        name: which it gets in the end, where that is not its own yet.

    Raises:
        OSError: when the disk refuses.
    """
    key = key_for(path)
    with path.open("wb") as file:
        if key is None:
            yield file
            return
        writer = SealingWriter(file, key, name or path.name)
        yield writer  # type: ignore[misc]  # it has all that is used of a file
        writer.finish()


def content_size(path: Path) -> int:
    """Returns how many bytes a file says, sealed or not.

    Raises:
        OSError: when it cannot be read.
    """
    size = path.stat().st_size
    with open_plain(path) as file:
        return stream.content_size(size) if stream.is_sealed(file.read(len(stream.MARK))) else size


def is_as_written(path: Path) -> bool:
    """Whether a file is sealed where it would be written sealed, and in clear where not.

    Raises:
        OSError: when it cannot be read.
    """
    wanted = key_for(path) is not None
    with open_plain(path) as file:
        beginning = file.read(HEADER_BYTES)
        if path.suffix != _LINES or stream.is_sealed(beginning):
            return not beginning or stream.is_sealed(beginning) == wanted
        lines = (beginning + file.read()).splitlines()
    return all(stream.is_sealed_line(line) == wanted for line in lines)


def line_for(path: Path, line: bytes) -> bytes:
    """Returns a line, without its end, as it is appended to a file at that place."""
    key = key_for(path)
    return line if key is None else stream.sealed_line(line, key, _line_name(path))


def line_in(path: Path, line: bytes) -> bytes:
    """Returns what a line of a file says; one that is not sealed, or cannot be opened, as it is."""
    if not stream.is_sealed_line(line):
        return line
    try:
        data = stream.bytes_of_line(line)
        said = stream.unsealed(data, key_of(data[:HEADER_BYTES]), _line_name(path))
    except (SealBroken, SealLocked):
        return line
    return said + (b"\n" if line.endswith(b"\n") else b"")


def _line_name(path: Path) -> str:
    # The journal of the window keeps its lines under another name when they cannot be brought back.
    return "typed.jsonl" if path.name.startswith("typed-kept-") else path.name


def _whole(path: Path) -> Path:
    return Path(os.path.normcase(os.path.realpath(path)))
