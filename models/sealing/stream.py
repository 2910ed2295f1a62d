"""A file sealed under the key of its folder: encrypted in chunks, each of which proves itself, its place and its end.

A header (a mark, the key's id, a salt) is followed by chunks under AES-256-GCM. Each file has a key of its own, worked out
from the folder's key, the file's *name* and the salt; the nonce is the chunk's number and whether it is the last. So a
chunk changed, moved, cut off or taken from another file, and a file put in the place of another, are known.
"""

import base64
import io
import os
from typing import IO, TYPE_CHECKING

from models.errors import SEAL_BROKEN, SEAL_LOCKED
from models.sealing.key import ID_BYTES, DataKey

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MARK = b"ZJSEAL1\n"
SALT_BYTES = 16
HEADER_BYTES = len(MARK) + ID_BYTES + SALT_BYTES
_CHUNK = 1 << 18
_TAG_BYTES = 16
_NONCE_BYTES = 12
_LINE_MARK = base64.b64encode(MARK[:6])


class SealBroken(OSError):
    """A sealed file is not what was written under that name."""

    def __init__(self) -> None:
        super().__init__(SEAL_BROKEN, "sealed file broken")


class SealLocked(OSError):
    """A sealed file whose key is not known here."""

    def __init__(self) -> None:
        super().__init__(SEAL_LOCKED, "sealed file locked")


def is_sealed(beginning: bytes) -> bool:
    """Whether a file that begins so is sealed."""
    return beginning.startswith(MARK)


def key_id_in(header: bytes) -> bytes:
    """Returns the id of the key under which a file with this header is sealed."""
    return header[len(MARK) : len(MARK) + ID_BYTES]


def sealed_size(size: int) -> int:
    """Returns how large a file of that many bytes is once it is sealed."""
    return HEADER_BYTES + size + _TAG_BYTES * max(-(-size // _CHUNK), 1)


def content_size(size: int) -> int:
    """Returns how many bytes are sealed in a file of that size."""
    body = max(size - HEADER_BYTES, 0)
    return body - _TAG_BYTES * -(-body // (_CHUNK + _TAG_BYTES))


def sealed(data: bytes, key: DataKey, name: str) -> bytes:
    """Returns bytes sealed as the file of that name."""
    written = io.BytesIO()
    writer = SealingWriter(written, key, name)
    writer.write(data)
    writer.finish()
    return written.getvalue()


def unsealed(data: bytes, key: DataKey, name: str) -> bytes:
    """Returns what was sealed as the file of that name.

    Raises:
        SealBroken: when it is anything else.
    """
    with SealedReader(io.BytesIO(data), key, name) as reader:
        return reader.read()


def sealed_line(line: bytes, key: DataKey, name: str) -> bytes:
    """Returns one line, without its end, sealed for a file of that name that grows line by line."""
    return base64.b64encode(sealed(line, key, name))


def is_sealed_line(line: bytes) -> bool:
    """Whether a line that begins so is sealed."""
    return line.startswith(_LINE_MARK)


def bytes_of_line(line: bytes) -> bytes:
    """Returns the sealed bytes of a sealed line.

    Raises:
        SealBroken: when it was cut or changed.
    """
    try:
        return base64.b64decode(line.strip(), validate=True)
    except ValueError as failure:
        raise SealBroken from failure


class SealingWriter:
    """Seals what is written, in order. `finish` writes the end, without which the file is known to be cut."""

    def __init__(self, target: IO[bytes], key: DataKey, name: str) -> None:
        """Writes the header.

        Args:
            target: gets the sealed bytes; it stays open.
            key: of the folder.
            name: of the file, as it will be read.
        """
        salt = os.urandom(SALT_BYTES)
        self._target = target
        self._cipher = _cipher(key, name, salt)
        self._number = 0
        self._waiting = bytearray()
        target.write(MARK + key.id + salt)

    def write(self, data: bytes) -> int:
        """Takes more of the content."""
        self._waiting += data
        # The last chunk is known only at the end.
        while len(self._waiting) > _CHUNK:
            self._chunk(bytes(self._waiting[:_CHUNK]), last=False)
            del self._waiting[:_CHUNK]
        return len(data)

    def flush(self) -> None:
        """Nothing: a chunk is written when it is full."""

    def finish(self) -> None:
        """Writes the last chunk."""
        self._chunk(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _chunk(self, data: bytes, *, last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._number, last=last), data, None))
        self._number += 1


class SealedReader(io.RawIOBase):
    """Reads a sealed file from any place in it."""

    def __init__(self, source: IO[bytes], key: DataKey, name: str, start: int = 0) -> None:
        """Reads header and end.

        Args:
            source: the sealed file, open; it is closed with this.
            key: of the folder.
            name: of the file.
            start: where in the file it begins.

        Raises:
            SealBroken: when it is not sealed under that key and name, or was cut.
        """
        super().__init__()
        self._source = source
        size = source.seek(0, os.SEEK_END)
        source.seek(start)
        self._start = start + HEADER_BYTES
        header = source.read(HEADER_BYTES)
        body = size - self._start
        if not is_sealed(header) or key_id_in(header) != key.id or body < _TAG_BYTES:
            raise SealBroken
        self._cipher = _cipher(key, name, header[-SALT_BYTES:])
        self._chunks = -(-body // (_CHUNK + _TAG_BYTES))
        self._size = body - self._chunks * _TAG_BYTES
        self._place = 0
        self._number = -1
        self._chunk = b""
        # What was cut off at the end of a chunk ends in one that is not the last.
        self._load(self._chunks - 1)

    def readable(self) -> bool:
        """Whether it can be read: yes."""
        return True

    def seekable(self) -> bool:
        """Whether it can be read from any place: yes."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Goes to a place in the content and returns it."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence]
        self._place = max(start + offset, 0)
        return self._place

    def tell(self) -> int:
        """Returns the place in the content."""
        return self._place

    def read(self, size: int = -1) -> bytes:
        """Returns the next bytes of the content, as many as asked for unless it ends.

        Raises:
            SealBroken: when they are not what was written.
        """
        end = self._size if size is None or size < 0 else min(self._place + size, self._size)
        parts = []
        while self._place < end:
            number, start = divmod(self._place, _CHUNK)
            self._load(number)
            part = self._chunk[start : start + end - self._place]
            parts.append(part)
            self._place += len(part)
        return b"".join(parts)

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # io names a type that cannot be written to
        """Fills a buffer; returns with how many bytes."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Closes the sealed file, too."""
        self._source.close()
        super().close()

    def _load(self, number: int) -> None:
        from cryptography.exceptions import InvalidTag

        if number == self._number:
            return
        self._source.seek(self._start + number * (_CHUNK + _TAG_BYTES))
        data = self._source.read(_CHUNK + _TAG_BYTES)
        try:
            self._chunk = self._cipher.decrypt(_nonce(number, last=number == self._chunks - 1), data, None)
        except (InvalidTag, ValueError) as failure:
            raise SealBroken from failure
        self._number = number


def _cipher(key: DataKey, name: str, salt: bytes) -> "AESGCM":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key.for_file(name, salt))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(_NONCE_BYTES - 1, "big") + (b"\x01" if last else b"\x00")
