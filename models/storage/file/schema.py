"""Which shape of the tables a program knows, and the scripts that lead there."""

from dataclasses import dataclass
from pathlib import Path

APPLICATION_ID = 0x5A48494A
"""`ZHIJ`: SQLite keeps it in the file's header, so that a stranger's database is known before it is opened."""


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables as a program knows them."""

    number: int
    """Of the newest migration; SQLite keeps it as `user_version`."""
    scripts: Path
    """Folder of the migrations that lead there, as Alembic wants it."""


SHIPPED = Schema(1, Path(__file__).resolve().parents[1] / "migrations")
"""What this program knows."""
