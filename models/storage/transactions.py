"""What every engine offers: reading as of one moment, writing one change at a time; and where the bytes of papers lie."""

from contextlib import AbstractContextManager
from typing import Protocol

from models.assessment import Digest
from models.storage.repository import Repository


class Transactions(Protocol):
    """An open database of either engine."""

    def reading(self) -> AbstractContextManager[Repository]:
        """Gives the tables for looking things up, all as of one moment."""

    def writing(self, *, only_noting: bool = False) -> AbstractContextManager[Repository]:
        """Gives the tables for one change: committed at the end of the block, undone when anything is raised."""


class PaperBytes(Protocol):
    """Where the bytes of papers lie: a folder on one computer, the database on a server."""

    def add(self, data: bytes, name: str) -> Digest:
        """Takes in bytes, reads them back and compares; returns the digest. The same bytes are kept once."""

    def read(self, digest: Digest, name: str) -> bytes:
        """Returns the bytes of that digest, checked against it."""
