"""The copies of everything that the program makes by itself while somebody works, here and in a second place."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import ApplicationError
from models.workspace.core import Core

if TYPE_CHECKING:
    from models.safekeeping import EarlierStates, OwnCopies, SecondPlace

_BACKUPS = "backups"


class Copies(Core):
    """Copies made in the background. Every call is thread-safe, and answers can be saved meanwhile."""

    def keep_copy(self) -> Path | None:
        """Copies everything that changed since the last copy, reads it back and compares; also into the second place.

        Kept are the newest three, and the last of 10 days, 8 weeks and 12 months.

        Returns:
            The database of the copy; None when nothing changed, there is nothing to lose yet, or the folder was closed
            meanwhile.

        Raises:
            BackupFailed: when a copy cannot be written or does not read back; the data and the earlier copies are safe.
        """
        if self.refusal is not None:
            return None
        from models.storage.safekeeping.copies import keep

        place = self.folder / _BACKUPS
        endings = self._database.endings
        with self._copying:
            try:
                copy = keep(self._database, self.folder, place, self._clock())
                self._copy_elsewhere(place)
            except ApplicationError:
                if self._database.endings != endings:
                    return None
                raise
        if copy is not None:
            self.let_go()
        return copy.path if copy is not None else None

    def _copy_elsewhere(self, place: Path) -> None:
        from models.storage.safekeeping.copies import kept_copies
        from models.storage.safekeeping.second_place import copied, read

        second, copies = read(place), kept_copies(place)
        if second is not None and copies and second.is_there:
            copied(place, copies[-1], self._clock())

    def own_copies(self) -> "OwnCopies":
        """Returns what there is of the program's own copies."""
        from models.safekeeping import OwnCopies
        from models.storage.safekeeping.copies import kept_copies
        from models.storage.safekeeping.second_place import read

        place = self.folder / _BACKUPS
        copies = kept_copies(place)
        newest = copies[-1].made_at if copies else None
        return OwnCopies(len(copies), newest, read(place), earlier_states(self.folder))

    def let_go(self) -> tuple[str, ...]:
        """Removes what restores and recoveries put out of the way, where it is old and the own copies hold it; returns its names.

        What cannot be looked at or removed now is looked at next time.
        """
        from models.storage.safekeeping.earlier import let_go

        with self._copying, contextlib.suppress(OSError):
            return let_go(self.folder)
        return ()

    def choose_second_place(self, folder: Path | None) -> None:
        """Copies into another folder, too, from now on; None ends that, and what is there stays.

        Raises:
            UnwritableFile: when nothing can be written there, or it is inside the data folder.
        """
        from models.storage.safekeeping.second_place import choose

        with self._copying:
            choose(self.folder, self.folder / _BACKUPS, folder, self._clock())

    def overdue_place(self) -> "SecondPlace | None":
        """Returns the second place when no copy was made there for a week; None otherwise."""
        second = self.own_copies().second
        return second if second is not None and second.is_overdue(self._clock()) else None


def earlier_states(folder: Path) -> "EarlierStates":
    """Returns how much a data folder, open or not, keeps of what restores and recoveries put out of the way."""
    from models.storage.safekeeping.earlier import earlier_states

    return earlier_states(folder)
