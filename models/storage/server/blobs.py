"""The bytes of papers in the database, so that every computer of an office has them."""

import hashlib

from sqlalchemy import Connection, func, select

from models.assessment import Digest
from models.errors import FileTooLarge
from models.storage.errors import EvidenceChanged, EvidenceMissing
from models.storage.evidence import LIMIT_MB
from models.storage.server.database import ServerDatabase
from models.storage.server.errors import StoreFull
from models.storage.server.tables import blobs
from models.storage.upsert import upsert

_PART_BYTES = 8 << 20


class BlobStore:
    """Files by their SHA-256, in parts of eight megabytes. Every method may be called from any thread."""

    def __init__(self, database: ServerDatabase) -> None:
        self._database = database

    def add(self, data: bytes, name: str) -> Digest:
        """Takes in bytes in a transaction of their own; returns the digest. The same bytes are kept once.

        Raises:
            FileTooLarge: when they are more than `LIMIT_MB`.
            StorageError: when the server does not take them.
        """
        with self._database.adding() as connection:
            return self.put(connection, data, name)

    def put(self, connection: Connection, data: bytes, name: str) -> Digest:
        """Takes in bytes inside a transaction; the server works out what it was given, and that is compared.

        Args:
            connection: inside a transaction.
            data: the whole file.
            name: of the file, for the sentence.

        Raises:
            FileTooLarge: when they are more than `LIMIT_MB`.
            StoreFull: when they are not there as they were given.
        """
        if len(data) > LIMIT_MB << 20:
            raise FileTooLarge(name=name, limit_mb=LIMIT_MB)
        digest = Digest(hashlib.sha256(data).hexdigest())
        given = []
        for part, start in enumerate(range(0, max(len(data), 1), _PART_BYTES)):
            content = data[start : start + _PART_BYTES]
            row: dict[str, object] = {"digest": digest, "part": part, "content": content}
            upsert(connection, blobs, ("digest", "part"), row, keep=True)
            given.append(hashlib.sha256(content).hexdigest())
        there = connection.execute(
            select(func.encode(func.sha256(blobs.c.content), "hex"))
            .where(blobs.c.digest == digest)
            .order_by(blobs.c.part)
        ).scalars()
        if list(there) != given:
            raise StoreFull(name=self._database.address.name)
        return digest

    def read(self, digest: Digest, name: str) -> bytes:
        """Returns the bytes of that digest.

        Raises:
            EvidenceMissing: when they are not there.
            EvidenceChanged: when they are not what they were.
        """
        with self._database.looking() as connection:
            parts = connection.execute(
                select(blobs.c.content).where(blobs.c.digest == digest).order_by(blobs.c.part)
            ).scalars()
            data = b"".join(bytes(part) for part in parts)
        if not data and digest != hashlib.sha256(b"").hexdigest():
            raise EvidenceMissing(name=name)
        if hashlib.sha256(data).hexdigest() != digest:
            raise EvidenceChanged(name=name)
        return data
