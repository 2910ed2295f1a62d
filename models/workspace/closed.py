"""What is done with a whole data folder while no program has it open."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from models.storage.lock import FolderLock

Outcome = TypeVar("Outcome")


def alone(folder: Path, act: Callable[[], Outcome]) -> Outcome:
    """Runs an act on a folder whose database was found sound and closed in order, while no other program has it open.

    Raises:
        DataInUse: when another program has it open.
        StorageError: when it cannot be opened; nothing was changed.
    """
    from models.storage.opening.folder import open_database
    from models.storage.sealing.folder import make_ready

    lock = FolderLock(folder)
    try:
        make_ready(folder)
        open_database(folder).close()
        return act()
    finally:
        lock.release()
