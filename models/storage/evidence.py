"""Files by their content: each is kept once, under the SHA-256 of its bytes, written completely or not at all."""

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path

from models import files
from models.assessment import Digest
from models.errors import FileTooLarge
from models.sealing import ring, stream
from models.storage.errors import EvidenceChanged, EvidenceMissing, disk_error

LIMIT_MB = 100
"""Largest file that is taken in."""
_CHUNK = 1 << 20


class ContentStore:
    """A folder of files named by their SHA-256, in 256 subfolders.

    Every method may be called from any thread: a file is written beside its place and moved there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: Digest) -> Path:
        """Returns where the file of that digest is, whether it is there or not."""
        return self.folder / digest[:2] / digest

    def add_file(self, original: Path) -> tuple[Digest, int]:
        """Takes in a copy of a file, which stays as it is; returns digest and size in bytes.

        Raises:
            UnreadableFile: when the file cannot be read.
            FileTooLarge: when it is larger than `LIMIT_MB`.
            DiskFull: when there is no room.
        """
        data = files.read_bytes(original, LIMIT_MB)
        return self.add(data, original.name), len(data)

    def add(self, data: bytes, name: str) -> Digest:
        """Takes in bytes, reads them back and compares; returns the digest. The same bytes are kept once.

        Raises:
            FileTooLarge: when they are more than `LIMIT_MB`.
            DiskFull: when there is no room.
            DiskFault: when they do not read back as they were written.
        """
        if len(data) > LIMIT_MB << 20:
            raise FileTooLarge(name=name, limit_mb=LIMIT_MB)
        digest = Digest(hashlib.sha256(data).hexdigest())
        place = self.path(digest)
        if self.is_sound(digest):
            return digest
        try:
            for folder in (self.folder, place.parent):
                folder.mkdir(mode=0o700, exist_ok=True)
            files.put(place, data, private=True)
        except OSError as failure:
            raise disk_error(failure, name) from failure
        return digest

    def read(self, digest: Digest, name: str) -> bytes:
        """Returns the bytes of that digest.

        Raises:
            EvidenceMissing: when the file is not there.
            EvidenceChanged: when it is not what it was.
        """
        try:
            with ring.opened(self.path(digest)) as file:
                data = file.read()
        except stream.SealBroken as failure:
            raise EvidenceChanged(name=name) from failure
        except OSError as failure:
            raise EvidenceMissing(name=name) from failure
        if hashlib.sha256(data).hexdigest() != digest:
            raise EvidenceChanged(name=name)
        return data

    def has(self, digest: Digest) -> bool:
        """Whether a file of that digest is there; its content is not looked at."""
        return self.path(digest).is_file()

    def is_sound(self, digest: Digest) -> bool:
        """Whether the file of that digest is there and still has that content."""
        return digest_of(self.path(digest)) == digest

    def digests(self) -> Iterator[Digest]:
        """Yields the digests of the files that are there, in order."""
        for place in sorted(self.folder.glob("??/*")):
            if len(place.name) == 64:
                yield Digest(place.name)

    def remove(self, digest: Digest) -> None:
        """Removes a file; one that is not there is no matter."""
        with contextlib.suppress(OSError):
            self.path(digest).unlink()


def digest_of(path: Path, name: str | None = None) -> str:
    """Returns the SHA-256 of what a file says; empty when it cannot be read, or opened where it is sealed.

    Args:
        path: the file.
        name: under which it was sealed, where that is not its own.
    """
    digest = hashlib.sha256()
    try:
        with ring.opened(path, name) as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except OSError:
        return ""
    return digest.hexdigest()
