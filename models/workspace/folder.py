"""Where a person's data are."""

import os
import sys
from pathlib import Path

from models.storage.opening.moved import data_now

_NAME = "Zhijie"
_BESIDE = "data"


def data_folder(override: Path | None = None) -> Path:
    """Returns the data folder, which may not exist yet: that of `first_folder`, or where its data were moved.

    Raises:
        DataAway: when they were moved to a place that is not there now.
        MoveNoteDamaged: when the note of where they were moved cannot be read.
    """
    return data_now(first_folder(override))


def first_folder(override: Path | None = None) -> Path:
    """Returns where the data are looked for first.

    The first of these that applies: the folder that was asked for (`--data`), a folder `data` beside the installed
    program (for a USB stick), the platform's folder for a user's data.
    """
    if override is not None:
        return override.expanduser().absolute()
    beside = _program_folder() / _BESIDE
    if beside.is_dir():
        return beside
    from platformdirs import user_data_path

    return user_data_path(_NAME, appauthor=False)


def holds_cases(folder: Path) -> bool:
    """Returns whether a folder has a database of cases, or what bears its name: opening it says what that is."""
    return os.path.lexists(folder / "zhijie.db")


def _program_folder() -> Path:
    if getattr(sys, "frozen", False):
        return Path(sys.executable).resolve().parent
    return Path(__file__).resolve().parents[2]
