"""Whom an office trusts: one list for all of its computers, so that a verdict does not depend on who looked last."""

import hashlib
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from models.storage.encoding import encode_time
from models.storage.server.tables import trusted
from models.storage.upsert import upsert

CERTIFICATE, LIST = "certificate", "list"


class TrustedRows:
    """The certificates and revocation lists of an office, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def content(self, kind: str) -> tuple[bytes, ...]:
        """Returns the certificates (PEM) or revocation lists (DER) that count, in the order of their digests."""
        rows = self._connection.execute(
            select(trusted.c.content)
            .where(trusted.c.kind == kind, trusted.c.removed_by == "")
            .order_by(trusted.c.digest)
        )
        return tuple(bytes(content) for content in rows.scalars())

    def known(self) -> frozenset[str]:
        """Returns the digests of everything that was ever in the list."""
        return frozenset(self._connection.execute(select(trusted.c.digest)).scalars())

    def may_change(self) -> bool:
        """Whether this login may say whom the office trusts."""
        return bool(self._connection.execute(select(func.has_table_privilege("trusted", "INSERT"))).scalar())

    def add(self, kind: str, contents: Collection[bytes], who: str, at: datetime) -> None:
        """Adds certificates or lists; what was taken away before counts again."""
        for content in contents:
            row: dict[str, object] = {
                "digest": hashlib.sha256(content).hexdigest(),
                "kind": kind,
                "content": content,
                "added_by": who,
                "added_at": encode_time(at),
                "removed_by": "",
            }
            upsert(self._connection, trusted, ("digest",), row)

    def remove(self, digests: Collection[str], who: str) -> None:
        """Takes certificates or lists away; that they were there stays on record."""
        self._connection.execute(
            update(trusted).where(trusted.c.digest.in_(list(digests))).values(removed_by=who or "?")
        )
