"""A data folder that is to be moved to another place."""

from dataclasses import dataclass
from pathlib import Path

from models.language import Sentence


@dataclass(frozen=True, slots=True)
class PlannedMove:
    """What moving the data folder would do."""

    target: Path
    """Where the data would be: the folder that was chosen, or a new one in it where that is not empty."""
    files: int
    size_bytes: int
    left: tuple[str, ...]
    """Links to folders, which stay where they are."""
    warnings: tuple[Sentence, ...]
    """What a person should know of that place."""
    sentences: tuple[Sentence, ...]
    """All that a person should know before."""
