"""Values: copies of a person's data, and what was found of them."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written, read back and compared."""

    path: Path
    size_bytes: int
    files: int
    """Evidence and reports in it."""
    left_out: tuple[str, ...]
    """Digests of stored files that were damaged already and are therefore not in it."""
