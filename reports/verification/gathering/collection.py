"""Many files at once: folders, letters, mailboxes, archives. Every PDF becomes a task, every other file a line."""

import contextlib
import os
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from models import files
from models.errors import FileTooLarge, UnreadableFile, reason
from models.files import refuse_pipe
from models.language import Sentence, sentence
from models.sealing.plain import open_plain
from reports.verification.gathering.kind import CONTAINERS, HEAD_BYTES, FileKind, kind_of
from reports.verification.gathering.left_out import SEARCHED, LeftOutFile, not_opened
from reports.verification.gathering.name import harmless
from reports.verification.gathering.unpacking import LARGEST_TOTAL_MB, Container, Found, all_unpacked
from reports.verification.here import LARGEST_FILE_MB
from reports.verification.isolation import Cancelled, ChildEnded, ChildLimits, Progress, told_by
from reports.verification.verifier import VerificationTask

LARGEST_COUNT = 5000
MOST_LEFT_OUT = 1000
"""Reasons that are listed individually."""
MOST_PASSED_OVER = 1000
"""Files without a report that are listed individually; the others are counted."""
_LARGEST_CONTAINER_MB = 256
_LARGEST_MAILBOX_MB = 4096
"""Exported mailboxes are read letter by letter."""
OPENING = ChildLimits(seconds=60.0, memory_mb=1024)
"""What opening one letter or archive may cost."""
OPENING_MAILBOX = ChildLimits(seconds=600.0, memory_mb=1024)
"""A mailbox of 100,000 short letters takes some ten seconds."""

_DESCRIPTORS = Path("/dev/fd")
_TOO_LARGE = sentence("The file is larger than {mb} MB.", mb=LARGEST_FILE_MB)


class _Full(Exception):
    """Takes no more tasks."""


@dataclass(slots=True)
class Collection:
    """What was found, and what was left out and why."""

    tasks: list[VerificationTask] = field(default_factory=list)
    left_out: list[LeftOutFile] = field(default_factory=list)
    held_bytes: int = 0
    """Of what was unpacked and is held in memory; files in a folder stay on the disk."""
    _passed_over: int = 0
    _not_opened: int = 0

    def add(self, task: VerificationTask, size: int) -> None:
        """Takes in one PDF, or notes why it is left out.

        Raises:
            _Full: when nothing more is taken in.
        """
        if len(self.tasks) >= LARGEST_COUNT:
            self.leave_out(task.name, sentence("More than {count} files were given at once.", count=LARGEST_COUNT))
            raise _Full
        if size > LARGEST_FILE_MB * 1024 * 1024:
            self.leave_out(task.name, _TOO_LARGE)
            return
        if task.data is not None:
            if self.held_bytes + size > LARGEST_TOTAL_MB * 1024 * 1024:
                self.leave_out(task.name, sentence("All files together are larger than {mb} MB.", mb=LARGEST_TOTAL_MB))
                raise _Full
            self.held_bytes += size
        self.tasks.append(task)

    def leave_out(self, name: str, why: Sentence, *, passed_over: bool = False) -> None:
        """Notes what was left out, up to what a person would read.

        Raises:
            _Full: when so much was left out that the rest is not looked at.
        """
        if passed_over:
            self._passed_over += 1
            if self._passed_over <= MOST_PASSED_OVER:
                self.left_out.append(LeftOutFile(name, why, passed_over))
            return
        self._not_opened += 1
        if self._not_opened > MOST_LEFT_OUT:
            why = sentence(
                "More than {count} files could not be opened; the rest was not checked.", count=MOST_LEFT_OUT
            )
        self.left_out.append(LeftOutFile(name, why))
        if self._not_opened > MOST_LEFT_OUT:
            raise _Full

    def end(self, name: str) -> None:
        """Says how many files without a report were not listed individually."""
        more = self._passed_over - MOST_PASSED_OVER
        if more > 0:
            self.left_out.append(LeftOutFile(name, sentence("More files without a report: {count}.", count=more), True))


def collect(
    path: Path, *, cancelled: Callable[[], bool] | None = None, limits: ChildLimits | None = None
) -> Collection:
    """Returns a task for every PDF in a file or folder, in the order of their names, and a line for every other file.

    Letters, mailboxes and archives are opened in a child process: what strangers packed may never end, or be without
    measure. What was found before a limit was met is kept, and the rest is named with its reason.

    Args:
        path: a PDF, a folder (with the folders in it), or a letter, mailbox or archive; its content says which.
        cancelled: asked ten times a second.
        limits: on time and memory, for each letter, mailbox and archive; None for `OPENING` and `OPENING_MAILBOX`.

    Raises:
        UnreadableFile: when it is not there or may not be read.
        Cancelled: when `cancelled` says so.
    """
    collection = Collection()
    listed = (
        [_IncomingFile(path, harmless(path.name), _kind(path), alone=True)]
        if not path.is_dir()
        else list(_listed(path))
    )
    opener = _Opener(
        [Container(file.path, file.name, file.kind) for file in listed if file.kind in CONTAINERS], cancelled, limits
    )
    with contextlib.suppress(_Full), contextlib.closing(opener):
        for file in listed:
            if cancelled and cancelled():
                raise Cancelled
            try:
                _take_in(collection, file, opener)
            except UnreadableFile as error:
                if file.alone:
                    raise
                collection.leave_out(file.name, sentence("It could not be read: {why}.", why=error.facts["why"]))
    collection.end(harmless(path.name) or ".")
    return collection


def is_container(path: Path) -> bool:
    """Whether a file is a letter, mailbox or archive, by its content, which may hold reports.

    Raises:
        UnreadableFile: when it is not there or may not be read.
    """
    return _kind(path) in CONTAINERS


@dataclass(frozen=True, slots=True)
class _IncomingFile:
    """One file on its way into a collection."""

    path: Path
    name: str
    kind: FileKind | None = None
    """None for what is no ordinary file."""
    why: LeftOutFile | None = None
    """Why it is not looked at."""
    alone: bool = False
    """Whether it was named itself, and is not one of many in a folder."""


def _listed(folder: Path) -> Iterator[_IncomingFile]:
    """Yields what is in a folder and the folders in it, by name."""
    for path, why in _inside(folder):
        name = harmless(path.relative_to(folder).as_posix()) or "."
        try:
            yield _IncomingFile(path, name, _kind(path) if why is None else None, why)
        except UnreadableFile as error:
            yield _IncomingFile(
                path, name, why=LeftOutFile(name, sentence("It could not be read: {why}.", why=error.facts["why"]))
            )


def _kind(path: Path) -> FileKind | None:
    """Returns the kind of a file; None for a pipe, which can be read only once.

    Raises:
        UnreadableFile: when it is not there or may not be read.
    """
    try:
        refuse_pipe(path)
        if not path.is_file() or _DESCRIPTORS in path.parents:
            return None
        return kind_of(_head(path), path.name)
    except OSError as error:
        raise UnreadableFile(name=path.name, why=reason(error)) from error


def _head(path: Path) -> bytes:
    with open_plain(path) as file:
        return file.read(HEAD_BYTES)


def _inside(folder: Path) -> Iterator[tuple[Path, LeftOutFile | None]]:
    """Yields every file in a folder and the folders in it by name; what is no ordinary file with the reason."""
    refused: list[OSError] = []
    places: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=refused.append):
        places += [Path(place, name) for name in names]
        places += [path for name in folders if (path := Path(place, name)).is_symlink()]
    listed: list[tuple[Path, LeftOutFile | None]] = [(path, _no_file(path, folder)) for path in places]
    for error in refused:
        why = sentence("It could not be read: {why}.", why=reason(error))
        listed.append((Path(error.filename or folder), LeftOutFile("", why)))
    yield from sorted(listed, key=lambda entry: entry[0])


def _no_file(path: Path, folder: Path) -> LeftOutFile | None:
    """Returns why something in a folder is not looked at; None for an ordinary file."""
    try:
        if path.is_symlink():
            # What it leads to is looked at in its own place, where that is in the folder too.
            inside = path.resolve().is_relative_to(folder.resolve())
            return LeftOutFile("", sentence("A link or a device; it is not followed."), passed_over=inside)
        if not path.is_file():
            return LeftOutFile("", sentence("A link or a device; it is not followed."), passed_over=True)
    except (OSError, RuntimeError):
        return LeftOutFile("", sentence("A link or a device; it is not followed."))
    return None


def _take_in(collection: Collection, file: _IncomingFile, opener: "_Opener") -> None:
    """Takes a file in, opens it, or says why not."""
    if file.why is not None:
        collection.leave_out(file.name, file.why.why, passed_over=file.why.passed_over)
    elif file.kind is None:
        _take_in_pipe(collection, file)
    elif file.kind in CONTAINERS:
        try:
            for said in opener.next():
                if isinstance(said, VerificationTask):
                    collection.add(said, len(said.data or b""))
                else:
                    collection.leave_out(said.name, said.why, passed_over=said.passed_over)
        except ChildEnded as ended:
            why = sentence("Opening it did not finish: {why}. What had been found by then is listed.", why=ended.why)
            collection.leave_out(file.name, why)
    elif file.kind is FileKind.PDF or (
        file.alone and file.kind in (FileKind.TEXT, FileKind.EMPTY, FileKind.KEY, FileKind.OTHER)
    ):
        collection.add(VerificationTask(file.name, file.path), _size(file.path))
    else:
        try:
            head = _head(file.path)
            content = files.read_bytes(file.path, LARGEST_FILE_MB) if file.kind in SEARCHED else None
        except OSError as error:
            raise UnreadableFile(name=file.path.name, why=reason(error)) from error
        except FileTooLarge:
            content = None
        left_out = not_opened(file.kind, file.name, head, content)
        collection.leave_out(file.name, left_out.why, passed_over=left_out.passed_over)


def _take_in_pipe(collection: Collection, file: _IncomingFile) -> None:
    """A pipe is read once, and only here: the checking process has others."""
    try:
        data = files.read_bytes(file.path, LARGEST_FILE_MB)
    except FileTooLarge:
        collection.leave_out(file.name, _TOO_LARGE)
    else:
        collection.add(VerificationTask(file.name, file.path, data), len(data))


class _Opener:
    """Opens letters, mailboxes and archives in their order, in one child process as long as it lives.

    Starting one costs half a second; a folder may hold a thousand letters.
    """

    def __init__(
        self, containers: list[Container], cancelled: Callable[[], bool] | None, limits: ChildLimits | None
    ) -> None:
        self._waiting = containers
        self._cancelled = cancelled
        self._limits = limits
        self._running: Generator[Found | Progress, None, None] | None = None

    def next(self) -> Iterator[Found]:
        """Yields what is in the next one.

        Raises:
            ChildEnded: when it could not be opened to its end.
            Cancelled: when the person says so.
        """
        container, self._waiting = self._waiting[0], self._waiting[1:]
        is_mailbox = container.kind is FileKind.MAILBOX
        largest_mb = _LARGEST_MAILBOX_MB if is_mailbox else _LARGEST_CONTAINER_MB
        if _size(container.path) > largest_mb * 1024 * 1024:
            self.close()
            yield LeftOutFile(container.name, sentence("The file is larger than {mb} MB.", mb=largest_mb))
            return
        if is_mailbox or self._running is None:
            self.close()
            limits = self._limits or (OPENING_MAILBOX if is_mailbox else OPENING)
            rest = [container, *([] if is_mailbox else takewhile(_shares_a_child, self._waiting))]
            self._running = told_by(all_unpacked, (rest,), limits, self._cancelled)
        try:
            for said in self._running:
                if isinstance(said, Progress):
                    break
                yield said
        except ChildEnded:
            self.close()
            raise
        if is_mailbox:
            self.close()

    def close(self) -> None:
        """Ends the child process."""
        if self._running is not None:
            self._running.close()
            self._running = None


def _shares_a_child(container: Container) -> bool:
    """Returns whether it is opened in the same child process as the one before it."""
    try:
        size = container.path.stat().st_size
    except OSError:
        return False
    return container.kind is not FileKind.MAILBOX and size <= _LARGEST_CONTAINER_MB * 1024 * 1024


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise UnreadableFile(name=path.name, why=reason(error)) from error
