"""A second place for the program's own copies, on a stick or another disk, that is not always there.

Which place it is belongs to this computer: it is noted beside the copies here, and in no copy.
"""

import json
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

from models.errors import UnwritableFile, reason
from models.files import put
from models.language import sentence
from models.safekeeping import SecondPlace
from models.sealing import ring
from models.sealing.plain import read_plain
from models.storage.file.copy import make_private_folder
from models.storage.safekeeping.copies import KeptCopy, keep_elsewhere

_NOTE = "second.json"
_PREFIX = "zhijie-copies-"
_LARGEST_NOTE = 1 << 16


def read(place: Path) -> SecondPlace | None:
    """Returns the second place that was chosen; None where none was, or the note of it is damaged.

    Args:
        place: where the copies in the data folder are.
    """
    noted = _noted(place)
    if noted is None:
        return None
    copied_at = noted["copied_at"]
    return SecondPlace(
        Path(noted["folder"]),
        datetime.fromisoformat(noted["chosen_at"]),
        datetime.fromisoformat(copied_at) if copied_at else None,
        # An empty folder where a disk is not mounted does not have it.
        _inside(noted).is_dir(),
    )


def choose(data: Path, place: Path, folder: Path | None, now: datetime) -> None:
    """Notes another second place, and makes the folder for the copies in it; None notes that there is none.

    Raises:
        UnwritableFile: when nothing can be written there, or it is inside the data folder.
    """
    if folder is None:
        (place / _NOTE).unlink(missing_ok=True)
        return
    if folder.resolve().is_relative_to(data.resolve()):
        raise UnwritableFile(name=folder.name, why=sentence("it is inside the data folder itself"))
    noted = {"folder": str(folder), "id": secrets.token_hex(4), "chosen_at": now.isoformat(), "copied_at": None}
    try:
        # A folder that is not there is not made: it may be a stick that is not plugged in.
        _inside(noted).mkdir(mode=0o700)
        make_private_folder(place)
        _write(place, noted)
    except OSError as failure:
        raise UnwritableFile(name=folder.name or str(folder), why=reason(failure)) from failure


def copied(place: Path, copy: KeptCopy, now: datetime) -> None:
    """Makes a copy in the second place, which is there, unless its newest is the same; notes when.

    Raises:
        BackupFailed: when it cannot be written or does not read back.
        OSError: when the note cannot be written.
    """
    noted = _noted(place)
    if noted is not None:
        there = _inside(noted)
        with ring.also_in(there, place):
            keep_elsewhere(copy, there)
            key_file = place / ring.KEY_FILE
            if key_file.is_file() and ring.key_for(there) is not None:
                # So that the copies there open on another computer, too.
                put(there / ring.KEY_FILE, read_plain(key_file), private=True)
        _write(place, noted | {"copied_at": now.isoformat()})


def inside(place: Path) -> Path | None:
    """Returns the folder for the copies in the second place, which may not be there now; None where none was chosen."""
    noted = _noted(place)
    return None if noted is None else _inside(noted)


def _inside(noted: dict[str, Any]) -> Path:
    return Path(noted["folder"], f"{_PREFIX}{noted['id']}")


def _write(place: Path, noted: dict[str, Any]) -> None:
    put(place / _NOTE, json.dumps(noted, ensure_ascii=False).encode(), private=True)


def _noted(place: Path) -> dict[str, Any] | None:
    try:
        with ring.opened(place / _NOTE) as file:
            noted: dict[str, Any] = json.loads(file.read(_LARGEST_NOTE))
        times = [noted["chosen_at"], *filter(None, [noted["copied_at"]])]
        is_sound = all(datetime.fromisoformat(time).tzinfo for time in times)
        whole = isinstance(noted["folder"], str) and isinstance(noted["id"], str) and noted["id"].isalnum()
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return noted if is_sound and whole else None
