"""Backups, the program's own copies, and a second place for them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from models.language import Sentence, sentence


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written, read back and compared."""

    path: Path
    size_bytes: int
    files: int
    """Evidence and reports in it."""
    left_out: tuple[str, ...]
    """Stored files that were damaged already, and files under names that no backup carries: they are not in it."""


@dataclass(frozen=True, slots=True)
class SecondPlace:
    """A folder on a stick or another disk where the program's own copies are made once more."""

    folder: Path
    chosen_at: datetime
    copied_at: datetime | None
    """When the last copy was made there, or found to be the same; None before the first."""
    is_there: bool
    """Whether the stick is plugged in, the disk mounted."""

    def is_overdue(self, now: datetime) -> bool:
        """Whether no copy was made there for a week, however the clock was turned since."""
        return abs(now - (self.copied_at or self.chosen_at)) > _WEEK

    @property
    def reminder(self) -> Sentence:
        """What to tell the person when it is overdue."""
        return sentence(
            "The second place for copies, {folder}, was not there for a week. Your data is safe on this computer; plug it in, or choose another place under Settings, Backup.",
            folder=str(self.folder),
        )


@dataclass(frozen=True, slots=True)
class EarlierStates:
    """What restores and recoveries put out of the way, and the folder still keeps."""

    before_restores: int
    """Databases in `backups/before-restore-…`."""
    set_aside: int
    """Subfolders `set-aside-…`."""
    size_bytes: int

    @property
    def sentence(self) -> Sentence | None:
        """The line about them; None where there are none."""
        if not self.before_restores and not self.set_aside:
            return None
        return sentence(
            "Kept from before restores and recoveries, {size} MB: before-restore-… in “backups” ({before}), set-aside-… ({aside}). The newest three of each stay. Older ones are deleted once a kept copy holds everything in them; all others stay until you delete them.",
            before=self.before_restores,
            aside=self.set_aside,
            size=f"{max(self.size_bytes / 1e6, 0.1):.1f}",
        )


@dataclass(frozen=True, slots=True)
class OwnCopies:
    """The copies that the program keeps by itself."""

    count: int
    newest_at: datetime | None
    """By the clock of then; None before the first."""
    second: SecondPlace | None
    earlier: EarlierStates


_WEEK = timedelta(days=7)
