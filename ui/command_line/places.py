"""Where commands write: checked before the work, so that nobody waits for something that cannot be saved."""

import os
from collections.abc import Iterable
from pathlib import Path

from models.errors import WrongUsage
from models.files import check_writable
from models.language import sentence


def check_places(written: Iterable[Path | None], read: Iterable[Path | None] = ()) -> None:
    """Refuses, before the work, places that cannot be written or that are also read.

    Args:
        written: the files that the command will write; None for one that is not wanted.
        read: the files that it reads.

    Raises:
        WrongUsage: when two files are to lie in one place, or one in the place of a file that is read.
        UnwritableFile: when a place takes no file.
    """
    taken = {_same(path) for path in read if path is not None}
    places: set[str] = set()
    for path in written:
        if path is None:
            continue
        place = _same(path)
        if place in taken:
            raise WrongUsage(
                problem=sentence("{name} is an input of this command and was not overwritten.", name=path.name)
            )
        if place in places:
            raise WrongUsage(problem=sentence("Two different files would be written to {name}.", name=path.name))
        places.add(place)
        check_writable(path)


def _same(path: Path) -> str:
    """Returns what is equal for two ways to write the same path; a name that no disk takes is refused when written."""
    try:
        return os.path.normcase(path.resolve())
    except (OSError, RuntimeError):
        return os.path.normcase(path.absolute())


def check_ending(path: Path, *endings: str) -> None:
    """Refuses a file name whose ending does not match what is written.

    Args:
        path: where it is to be written.
        endings: the right ones, in small letters with their dot.

    Raises:
        WrongUsage: when it ends otherwise.
    """
    if path.suffix.lower() not in endings:
        raise WrongUsage(
            problem=sentence("The name {name} must end in one of: {endings}.", name=path.name, endings=endings)
        )
