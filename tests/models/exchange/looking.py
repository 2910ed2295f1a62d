"""What lies in the tables of an office."""

import sqlite3
from contextlib import closing
from pathlib import Path


def counted_rows(folder: Path) -> set[str]:
    """The base digests of the reports that a region is counted by."""
    with closing(sqlite3.connect(folder / "zhijie.db")) as connection:
        rows = connection.execute("SELECT base_digest FROM latest JOIN papers ON papers.id = latest.paper_id")
        return {base_digest for (base_digest,) in rows}
