"""A folder whose new files come into the inbox by themselves: looked at now and then, each file judged once."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import ApplicationError, reason
from models.language import N_
from reports.exchange.intake import OnProgress, TakenFiles, take_in_files

if TYPE_CHECKING:
    from models.workspace import Workspace

_FOLDER = "inbox/watched"
_SEEN = "inbox/watched_files"
_RESTS_S = 2.0
"""A file that was written to more recently may not be whole yet."""
_MOST_FILES = 50_000

_Mark = tuple[int, int]
"""Size in bytes and time of the last change: what a file looks like without being read."""


class WatchedFolderGone(ApplicationError):
    """The folder that is watched is not there or cannot be read."""

    code = "watched_folder_gone"
    message = N_(
        "The watched folder {folder} cannot be read ({why}). Everything that came so far is kept; bring the folder back, or choose another one."
    )


@dataclass(frozen=True, slots=True)
class _Looked:
    """What lies in the watched folder."""

    new: tuple[Path, ...]
    """Files that were not there, or not like this, at the last look."""
    marks: dict[str, _Mark]
    """Of all files that rest, by their path inside the folder."""


def watched_folder(workspace: "Workspace") -> Path | None:
    """Returns the folder that is watched; None where none is."""
    folder = workspace.recall(_FOLDER)
    return Path(folder) if folder else None


def watch(workspace: "Workspace", folder: Path | None) -> None:
    """Watches a folder from now on, whose files all count as new; None watches none.

    Raises:
        WatchedFolderGone: when it is not there or cannot be read.
    """
    if folder is not None:
        folder = folder.absolute()
        _look(folder, {}, None)
    workspace.remember(_FOLDER, str(folder) if folder else None)
    workspace.remember(_SEEN, None)


def look(
    workspace: "Workspace",
    now: datetime,
    *,
    processes: int = 2,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> TakenFiles | None:
    """Takes in what is new in the watched folder; None where no folder is watched.

    A file is read only when its size or time of change is another one than at the last look; what is still being written
    waits for the next. Nothing in the folder is moved or changed.

    Args:
        workspace: the open data folder.
        now: with a time zone.
        processes: how many files are verified at once.
        on_progress: is told how many of how many files are done.
        cancelled: asked ten times a second; what was kept until then stays, and the rest is new at the next look.

    Raises:
        WatchedFolderGone: when the folder is not there or cannot be read.
        ApplicationError: when the data folder takes nothing more, such as on a full disk; all files before are kept.
    """
    folder = watched_folder(workspace)
    if folder is None:
        return None
    looked = _look(folder, _read_marks(workspace.recall(_SEEN)), now)
    if not looked.new:
        return TakenFiles()
    taken = take_in_files(workspace, looked.new, now, processes=processes, on_progress=on_progress, cancelled=cancelled)
    if not taken.stopped:
        workspace.remember(_SEEN, json.dumps(looked.marks, ensure_ascii=False))
    return taken


def _look(folder: Path, seen: dict[str, _Mark], now: datetime | None) -> _Looked:
    marks: dict[str, _Mark] = {}
    new = []

    def refuse(error: OSError) -> None:
        # A part of the folder that cannot be read would else be taken for one that is empty.
        raise WatchedFolderGone(folder=str(folder), why=reason(error))

    for place, _folders, names in os.walk(folder, onerror=refuse):
        for name in sorted(names):
            path = Path(place, name)
            try:
                facts = path.stat()
            except OSError:
                # Gone since it was listed; it is new again when it comes back.
                continue
            if now is not None and 0 <= now.timestamp() - facts.st_mtime < _RESTS_S:
                continue
            inside = path.relative_to(folder).as_posix()
            marks[inside] = (facts.st_size, facts.st_mtime_ns)
            if seen.get(inside) != marks[inside]:
                new.append(path)
            if len(marks) >= _MOST_FILES:
                return _Looked(tuple(new), marks)
    return _Looked(tuple(new), marks)


def _read_marks(text: str | None) -> dict[str, _Mark]:
    try:
        return {str(name): (int(size), int(changed)) for name, (size, changed) in json.loads(text or "{}").items()}
    except (ValueError, TypeError, AttributeError):
        # Not ours any more: every file is new, and known by its content.
        return {}
