"""Files handed in at a store on a server, and the work on them: by whoever handed them in, or by workers elsewhere."""

import hashlib
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import FileTooLarge, UnreadableFile
from reports.exchange.changes import fill_in_changes
from reports.exchange.intake import OnProgress, TakenFile, TakenFiles, bytes_of, collected
from reports.exchange.keeping import Looking, arrival, soundness_of
from reports.verification import Cancelled, LeftOutFile, Setting, VerificationTask, Verifier

if TYPE_CHECKING:
    from models.workspace.office.server import ServerOffice


def hand_in_files(
    office: "ServerOffice",
    paths: Sequence[Path],
    now: datetime,
    *,
    processes: int = 2,
    leave: bool = False,
    on_progress: OnProgress | None = None,
    stopped: threading.Event | None = None,
) -> TakenFiles:
    """Hands in files, folders, letters, mailboxes and archives, and verifies them together with whoever else works there.

    What is handed in is safe on the server before anything is verified: whoever dies then loses nothing of it.

    Args:
        office: the open store.
        paths: what came.
        now: with a time zone.
        processes: how many files are verified at once.
        leave: whether verifying is left to workers elsewhere.
        on_progress: is told how many of how many files are done.
        stopped: ends the work early; what is handed in stays so.

    Raises:
        UnreadableFile: when the only path cannot be read.
        ApplicationError: when the server takes nothing more; all files before are handed in.
    """
    stopped = stopped or threading.Event()
    taken = TakenFiles()
    looking = Looking.at(office, now)
    try:
        tasks = collected(paths, taken, stopped.is_set)
    except Cancelled:
        taken.stopped = True
        return taken
    # What is handed in lies in the store: nobody needs the paths, which may bear a login, to go on with it.
    run = office.exchange.begin_run((), len(tasks))
    known_before = _hand_in(office, run, tasks, looking, taken)
    office.finish_run(run)
    if not leave:

        def is_done() -> bool:
            left = office.waiting_count(run)
            if on_progress:
                on_progress(len(tasks) - left, len(tasks))
            return left == 0

        if not is_done():
            _work(office, now, processes, is_done, stopped)
    taken.waiting = office.waiting_count(run)
    taken.stopped = stopped.is_set()
    taken.files += _brought(office, run, looking, known_before)
    return taken


def work_off(
    office: "ServerOffice",
    now: datetime,
    *,
    processes: int = 2,
    stay: bool = False,
    on_progress: Callable[[int], None] | None = None,
    stopped: threading.Event | None = None,
) -> int:
    """Verifies what waits in a store, also what workers left that died; returns how many files this program kept.

    Args:
        office: the open store.
        now: with a time zone.
        processes: how many files are verified at once.
        stay: whether to wait for more when nothing is left.
        on_progress: is told how many files wait.
        stopped: ends the work early; files under way are finished.

    Raises:
        StorageError: when the server went away; nothing is lost.
    """

    def is_done() -> bool:
        left = office.waiting_count()
        if on_progress:
            on_progress(left)
        return left == 0 and not stay

    if is_done():
        return 0
    return _work(office, now, processes, is_done, stopped or threading.Event())


def _hand_in(
    office: "ServerOffice", run: int, tasks: Sequence[VerificationTask], looking: Looking, taken: TakenFiles
) -> frozenset[int]:
    """Hands in every file that was not judged before; returns the places of those that were."""
    known_before: set[int] = set()
    for position, task in enumerate(tasks, start=1):
        try:
            data = bytes_of(task)
            digest = hashlib.sha256(data).hexdigest()
            known = office.exchange.known(digest)
            if known is not None and known.judged_by == looking.judged_by:
                office.see(run, position, task.name, digest, known)
                known_before.add(position)
            else:
                office.hand_in(run, position, task.name, data)
        except (UnreadableFile, FileTooLarge) as error:
            taken.left_out.append(LeftOutFile(task.name, error.sentence))
    return frozenset(known_before)


def _brought(office: "ServerOffice", run: int, looking: Looking, known_before: frozenset[int]) -> Iterator[TakenFile]:
    came: set[str] = set()
    for position, name, digest, paper_id in office.brought(run):
        kept = office.exchange.paper_by_id(paper_id)
        if kept is not None:
            was_here = position in known_before or digest in came
            verdict = looking.verdict(kept).kind.value
            yield TakenFile(name, kept.paper.base_digest, verdict, was_here=was_here)
        came.add(digest)


def _work(
    office: "ServerOffice", now: datetime, processes: int, is_done: Callable[[], bool], stopped: threading.Event
) -> int:
    looking = Looking.at(office, now)
    setting = Setting(looking.trust, now, office.folder)
    with ExitStack() as stack:
        # One warm child process for each file that is worked on at once: what a thread has taken no other has.
        idle: queue.SimpleQueue[Verifier] = queue.SimpleQueue()
        for _ in range(processes):
            idle.put(stack.enter_context(Verifier(setting)))
        checker = Checker(office, looking, idle)
        office.work(checker.check, processes, is_done, stopped)
    return checker.kept


class Checker:
    """Verifies and keeps one handed-in file after another, from several threads."""

    def __init__(self, office: "ServerOffice", looking: Looking, idle: "queue.SimpleQueue[Verifier]") -> None:
        self._office, self._looking, self._idle = office, looking, idle
        self._counting = threading.Lock()
        self.kept = 0

    def check(self, run: int, position: int) -> None:
        """Verifies a file and keeps it, unless somebody else did meanwhile."""
        office = self._office
        file = office.waiting(run, position)
        if file is None:
            return
        known = office.exchange.known(file.digest)
        if known is not None and known.judged_by == self._looking.judged_by:
            office.settle(file.digest, None, 0, known)
            return
        data = office.handed_in_bytes(file)
        with self._verifier() as verifier:
            ((_, verdict),) = verifier.verify([VerificationTask(file.name, data=data)])
        came = arrival(soundness_of(verdict, file.digest), file.name, file.digest, self._looking)
        paper_id = office.settle(file.digest, came, len(data))
        if paper_id is None:
            return
        with self._counting:
            self.kept += 1
        kept = office.exchange.paper_by_id(paper_id)
        if kept is not None and kept.dossier is not None:
            fill_in_changes(office, kept.dossier)

    @contextmanager
    def _verifier(self) -> Iterator[Verifier]:
        verifier = self._idle.get()
        try:
            yield verifier
        finally:
            self._idle.put(verifier)
