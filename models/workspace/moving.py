"""The data folder moved to another place, for the window and the commands."""

from pathlib import Path

from models.safekeeping import PlannedMove
from models.workspace.closed import alone
from models.workspace.folder import holds_cases


def planned_move(folder: Path, chosen: Path) -> PlannedMove:
    """Returns what moving a data folder would do; nothing is changed.

    Args:
        folder: the data folder; it may be open.
        chosen: where to; where it holds other files, a folder is made in it.

    Raises:
        NothingMoved: when there is no data in the folder.
        UnfitDataPlace: when it cannot be moved there.
        NoRoomToMove: when the disk has no room.
    """
    from models.storage.errors import NothingMoved
    from models.storage.safekeeping import moving

    if not holds_cases(folder):
        raise NothingMoved(folder=str(folder))
    return moving.planned_move(folder, chosen)


def move(folder: Path, planned: PlannedMove) -> Path:
    """Moves a data folder that no window has open; returns where the data are now. The old place keeps its copy.

    A program killed meanwhile loses nothing: the data are used in the old place, or already in the new one.

    Raises:
        UnfitDataPlace: when it cannot be moved there any more; nothing was changed.
        DataInUse: when a window has the folder open; nothing was changed.
        StorageError: when the disk refuses; the data are used where they were.
    """
    from models.storage.safekeeping import moving

    alone(folder, lambda: moving.move(folder, planned.target))
    return planned.target


def old_places(folder: Path) -> tuple[Path, ...]:
    """Returns the earlier places of a data folder that still hold what was moved."""
    from models.storage.safekeeping import moving

    return moving.old_places(folder)


def delete_old(folder: Path) -> tuple[Path, ...]:
    """Deletes what the earlier places of a data folder still hold; returns the places.

    Raises:
        NothingMoved: when there is none.
        DataInUse: when another program has one of them open.
        StorageError: when the disk refuses.
    """
    from models.storage.safekeeping import moving

    return moving.delete_old(folder)


def return_to(folder: Path) -> None:
    """Uses again what stayed in the old place of data that were moved to a place that is gone.

    Raises:
        NothingMoved: when the data were not moved, or nothing stayed.
        UnfitDataPlace: when the data are in the new place.
        DataInUse: when another program has the folder open.
    """
    from models.storage.safekeeping import moving

    moving.return_to(folder)
