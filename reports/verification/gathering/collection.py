"""Many files at once: a folder, an exported mailbox, a letter, an archive; every PDF in them becomes a task."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from models import files
from models.errors import FileTooLarge, UnreadableFile, reason
from models.files import refuse_pipe
from models.language import Sentence, sentence
from reports.verification.gathering.unpacking import LARGEST_TOTAL_MB, is_shadow, unpacked
from reports.verification.here import LARGEST_FILE_MB
from reports.verification.isolation.child import Cancelled, ChildEnded, Limits, told_by
from reports.verification.isolation.process import Task

LARGEST_COUNT = 5000
MOST_LEFT_OUT = 1000
"""Reasons that are told one by one."""
_LARGEST_MB = {".eml": 256, ".zip": 256, ".mbox": 4096}
"""Exported mailboxes are read letter by letter."""
OPENING = Limits(seconds=600.0, memory_mb=1024)
"""What opening one letter, mailbox or archive may cost: a mailbox of 100,000 short letters takes some ten seconds."""

_DESCRIPTORS = Path("/dev/fd")


class _Full(Exception):
    """No more tasks are taken."""


@dataclass(slots=True)
class Collection:
    """What was found, and what was left out and why."""

    tasks: list[Task] = field(default_factory=list)
    left_out: list[tuple[str, Sentence]] = field(default_factory=list)
    held_bytes: int = 0
    """Of what was unpacked and is held in memory; files in a folder stay on the disk."""

    def add(self, task: Task, size: int) -> None:
        """Takes in one PDF, or notes why it is left out.

        Raises:
            _Full: when nothing more is taken in.
        """
        if len(self.tasks) >= LARGEST_COUNT:
            self.leave_out(task.name, sentence("More than {count} files were given at once.", count=LARGEST_COUNT))
            raise _Full
        if size > LARGEST_FILE_MB * 1024 * 1024:
            self.leave_out(task.name, sentence("The file is larger than {mb} MB.", mb=LARGEST_FILE_MB))
            return
        if task.data is not None:
            if self.held_bytes + size > LARGEST_TOTAL_MB * 1024 * 1024:
                self.leave_out(task.name, sentence("All files together are larger than {mb} MB.", mb=LARGEST_TOTAL_MB))
                raise _Full
            self.held_bytes += size
        self.tasks.append(task)

    def leave_out(self, name: str, why: Sentence) -> None:
        """Notes what was left out, as long as somebody may read it.

        Raises:
            _Full: when so much was left out that the rest is not looked at.
        """
        if len(self.left_out) >= MOST_LEFT_OUT:
            why = sentence(
                "More than {count} files could not be opened; the rest was not looked at.", count=MOST_LEFT_OUT
            )
            self.left_out.append((name, why))
            raise _Full
        self.left_out.append((name, why))


def collect(path: Path, *, cancelled: Callable[[], bool] | None = None, limits: Limits = OPENING) -> Collection:
    """Returns a task for every PDF in a file or folder, in the order of their names.

    Letters, mailboxes and archives are opened in a child process: what strangers packed may never end, or be without
    measure. What was found before a limit was met is kept, and the rest is named with its reason.

    Args:
        path: a PDF, a folder (with the folders in it), or a `.eml`, `.mbox` or `.zip` file.
        cancelled: asked ten times a second.
        limits: on time and memory, for each letter, mailbox and archive.

    Raises:
        UnreadableFile: when it is not there or may not be read.
        Cancelled: when `cancelled` says so.
    """
    found = Collection()
    try:
        if not path.is_dir():
            _add_file(found, path, path.name, cancelled, limits)
        for one in _inside(path) if path.is_dir() else ():
            _add_file(found, one, one.relative_to(path).as_posix(), cancelled, limits)
    except _Full:
        pass
    return found


def _inside(folder: Path) -> list[Path]:
    """Returns what may hold a PDF in a folder and the folders in it; links are not followed."""
    found = []
    for place, _, names in os.walk(folder):
        found += [Path(place, name) for name in names if name.lower().endswith((".pdf", *_LARGEST_MB))]
    return sorted(one for one in found if one.is_file() and not (one.is_symlink() or is_shadow(one.name)))


def _add_file(found: Collection, path: Path, name: str, cancelled: Callable[[], bool] | None, limits: Limits) -> None:
    if cancelled and cancelled():
        raise Cancelled
    size, kind = _size(path), path.suffix.lower()
    if not path.is_file() or _DESCRIPTORS in path.parents:
        # A pipe is read once, and only here: the checking process has others.
        try:
            data = files.read_bytes(path, LARGEST_FILE_MB)
        except FileTooLarge:
            found.leave_out(name, sentence("The file is larger than {mb} MB.", mb=LARGEST_FILE_MB))
        else:
            found.add(Task(name, path, data), len(data))
    elif kind not in _LARGEST_MB:
        found.add(Task(name, path), size)
    elif size > _LARGEST_MB[kind] * 1024 * 1024:
        found.leave_out(name, sentence("The file is larger than {mb} MB.", mb=_LARGEST_MB[kind]))
    else:
        _check_readable(path)
        try:
            for said in told_by(unpacked, (path, name), limits, cancelled):
                if isinstance(said, Task):
                    found.add(said, len(said.data or b""))
                else:
                    found.leave_out(*said)
        except ChildEnded as ended:
            why = sentence(
                "Opening it did not come to its end: {why}. What was found until then is there.", why=ended.why
            )
            found.leave_out(name, why)


def _size(path: Path) -> int:
    try:
        refuse_pipe(path)
        return path.stat().st_size
    except OSError as error:
        raise UnreadableFile(name=path.name, why=reason(error)) from error


def _check_readable(path: Path) -> None:
    try:
        path.open("rb").close()
    except OSError as error:
        raise UnreadableFile(name=path.name, why=reason(error)) from error
