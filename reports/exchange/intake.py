"""Files taken into the inbox: verify, tie, keep; one transaction a file, so that nothing is lost by stopping.

What was judged before is not judged again: neither when an import is taken up again, nor when a file comes a second time
or under another name, nor when a signer is trusted in between.
"""

import contextlib
import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models import files
from models.errors import ApplicationError, UnreadableFile
from models.exchange.inbox import KnownFile
from models.exchange.paper import PaperKind
from models.exchange.tying import Bond
from models.language import sentence
from reports.acts.factory import AnswersAnotherReport, Judged, take_in
from reports.exchange.changes import fill_in_changes
from reports.exchange.keeping import Looking, arrival, soundness_of, verdict_in_full
from reports.verification import (
    LARGEST_FILE_MB,
    Cancelled,
    LeftOutFile,
    Setting,
    Verdict,
    VerificationTask,
    Verifier,
    collect,
)

if TYPE_CHECKING:
    from models.workspace import Workspace
    from models.workspace.office.place import Office

OnProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class TakenFile:
    """One file that is in the inbox now."""

    name: str
    base_digest: str
    """Of its paper."""
    verdict: str
    was_here: bool
    """Whether its content had been judged before."""
    case: str = ""
    """Number of the case of this folder with which it was kept as a reply; empty for all other files."""


@dataclass(slots=True)
class TakenFiles:
    """What an import brought."""

    files: list[TakenFile] = field(default_factory=list)
    left_out: list[LeftOutFile] = field(default_factory=list)
    """What is no PDF, or could not be read, and why."""
    waiting: int = 0
    """How many were handed in and still wait for a worker."""
    stopped: bool = False
    """Whether it was stopped; what it brought until then is kept, and it can be taken up again."""

    @property
    def unread(self) -> list[LeftOutFile]:
        """What should have been read and could not be."""
        return [line for line in self.left_out if not line.passed_over]

    @property
    def new(self) -> int:
        """How many files had not been here."""
        return sum(not each.was_here for each in self.files)


def take_in_files(
    workspace: "Workspace",
    paths: Sequence[Path],
    now: datetime,
    *,
    processes: int = 2,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> TakenFiles:
    """Takes files, folders, letters, mailboxes and archives into the inbox.

    Args:
        workspace: the open data folder.
        paths: what came.
        now: with a time zone.
        processes: how many files are verified at once.
        on_progress: is told how many of how many files are done.
        cancelled: asked ten times a second; what was kept until then stays.

    Raises:
        UnreadableFile: when the only path cannot be read.
        ApplicationError: when the data folder takes nothing more, such as on a full disk; all files before are kept.
    """
    taken = TakenFiles()
    try:
        tasks = collected(paths, taken, cancelled)
        run = workspace.exchange.begin_run(tuple(str(path.absolute()) for path in paths), len(tasks))
        _Import(workspace, tasks, Looking.at(workspace, now), taken, run).go(processes, on_progress, cancelled)
        workspace.exchange.finish_run(run)
    except Cancelled:
        taken.stopped = True
    return taken


def collected(paths: Sequence[Path], taken: TakenFiles, cancelled: Callable[[], bool] | None) -> list[VerificationTask]:
    """Returns the files that came: those named, and those in folders, letters, mailboxes and archives.

    Args:
        paths: what came.
        taken: is told what is no PDF, or could not be read, and why.
        cancelled: asked ten times a second.

    Raises:
        UnreadableFile: when the only path cannot be read.
        Cancelled: as soon as `cancelled` says so.
    """
    tasks: list[VerificationTask] = []
    for path in paths:
        try:
            collection = collect(path, cancelled=cancelled)
        except UnreadableFile as error:
            if len(paths) == 1:
                raise
            taken.left_out.append(LeftOutFile(str(path), error.sentence))
            continue
        tasks += collection.tasks
        taken.left_out += collection.left_out
    return tasks


@dataclass(frozen=True, slots=True)
class ResumedImport:
    """An import that had been stopped or cut short, and what going on with it brought."""

    source: tuple[str, ...]
    taken: TakenFiles


def resume_imports(
    workspace: "Workspace",
    now: datetime,
    *,
    processes: int = 2,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[ResumedImport, ...]:
    """Goes on with every import that was stopped or cut short; what was judged before is not judged again.

    A file or folder that is not there any more is named among those left out, and nobody waits for it any longer.

    Args:
        workspace: the open data folder.
        now: with a time zone.
        processes: how many files are verified at once.
        on_progress: is told how many of how many files of an import are done.
        cancelled: asked ten times a second; what was kept until then stays, and the rest waits for the next time.

    Raises:
        ApplicationError: when the data folder takes nothing more, such as on a full disk; all files before are kept.
    """
    resumed: list[ResumedImport] = []
    for run in reversed(workspace.exchange.unfinished_runs()):
        if cancelled and cancelled():
            break
        paths = [Path(source) for source in run.source]
        there = [path for path in paths if path.exists()]
        taken = TakenFiles()
        try:
            if there:
                taken = take_in_files(
                    workspace, there, now, processes=processes, on_progress=on_progress, cancelled=cancelled
                )
        except UnreadableFile as error:
            taken.left_out.append(LeftOutFile(str(there[0]), error.sentence))
        taken.left_out += [
            LeftOutFile(str(path), sentence("it is no longer there; hand it in again"))
            for path in paths
            if path not in there
        ]
        # The new import is on record with what is left of it; the old one has nothing more to say.
        workspace.exchange.forget_run(run.id)
        resumed.append(ResumedImport(run.source, taken))
    return tuple(resumed)


class _Import:
    """One run over many files."""

    def __init__(
        self, workspace: "Workspace", tasks: Sequence[VerificationTask], looking: Looking, taken: TakenFiles, run: int
    ) -> None:
        self._workspace, self._tasks, self._looking = workspace, tasks, looking
        self._taken, self._run = taken, run
        self._done = 0

    def go(self, processes: int, on_progress: OnProgress | None, cancelled: Callable[[], bool] | None) -> None:
        """Looks at every file.

        Raises:
            Cancelled: as soon as `cancelled` says so.
        """
        waiting: defaultdict[str, list[VerificationTask]] = defaultdict(list)
        for task in self._tasks:
            if cancelled and cancelled():
                raise Cancelled
            digest = self._digest(task)
            if digest is None:
                continue
            known = self._workspace.exchange.known(digest)
            if known is not None and known.judged_by == self._looking.judged_by:
                self._see(task, digest, known)
                if on_progress:
                    on_progress(self._done, len(self._tasks))
            else:
                waiting[digest].append(task)
        groups = list(waiting.items())
        setting = Setting(self._looking.trust, self._looking.now, self._workspace.folder)
        with Verifier(setting, min(processes, max(1, len(groups)))) as verifier:
            for index, verdict in verifier.verify([same[0] for _, same in groups], None, cancelled):
                digest, same = groups[index]
                self._keep(same[0], verdict)
                for task in same[1:]:
                    known = self._workspace.exchange.known(digest)
                    if known is not None:
                        self._see(task, digest, known)
                if on_progress:
                    on_progress(self._done, len(self._tasks))

    def keep(self, verdicts: Sequence[Verdict]) -> None:
        """Keeps every file with the verdict that was just reached on it."""
        for task, verdict in zip(self._tasks, verdicts, strict=True):
            digest = self._digest(task)
            known = self._workspace.exchange.known(digest) if digest else None
            if digest and known is not None and known.judged_by == self._looking.judged_by:
                self._see(task, digest, known)
            elif digest:
                self._keep(task, verdict)

    def _digest(self, task: VerificationTask) -> str | None:
        """Returns the digest of a file; None for one that cannot be read, which is told."""
        try:
            return hashlib.sha256(bytes_of(task)).hexdigest()
        except ApplicationError as error:
            self._taken.left_out.append(LeftOutFile(task.name, error.sentence))
            self._done += 1
            return None

    def _see(self, task: VerificationTask, digest: str, known: KnownFile) -> None:
        """Notes that a file came whose content was judged before by this program and these packs."""
        exchange = self._workspace.exchange
        exchange.see(self._run, task.name, digest, known)
        kept = exchange.paper_by_id(known.paper_id)
        if kept is not None:
            verdict = self._looking.verdict(kept)
            self._taken.files.append(TakenFile(task.name, kept.paper.base_digest, verdict.kind.value, was_here=True))
        self._done += 1

    def _keep(self, task: VerificationTask, verdict: Verdict) -> None:
        """Keeps a file that was judged just now."""
        try:
            data = bytes_of(task)
        except ApplicationError as error:
            self._taken.left_out.append(LeftOutFile(task.name, error.sentence))
            self._done += 1
            return
        digest = hashlib.sha256(data).hexdigest()
        if verdict.digest and verdict.digest != digest:
            # The file was changed while it was judged: what is kept must be what was judged.
            with Verifier(Setting(self._looking.trust, self._looking.now, self._workspace.folder)) as verifier:
                ((_, verdict),) = verifier.verify([VerificationTask(task.name, data=data)])
        came = arrival(soundness_of(verdict, digest), task.name, digest, self._looking)
        paper_id = self._workspace.exchange.keep(came, data, self._run)
        kept = self._workspace.exchange.paper_by_id(paper_id)
        case = ""
        if kept is not None:
            if kept.bond is Bond.WAITS:
                case = self._to_own_case(data, verdict)
            if kept.paper.kind is PaperKind.REPORT and kept.dossier is not None:
                fill_in_changes(self._workspace, kept.dossier)
        self._taken.files.append(TakenFile(task.name, came.paper.base_digest, came.verdict, was_here=False, case=case))
        self._done += 1

    def _to_own_case(self, data: bytes, verdict: Verdict) -> str:
        """Keeps a reply with the case of this folder that it answers; returns its number, empty where there is none."""
        with contextlib.suppress(AnswersAnotherReport):
            return take_in(self._workspace, Judged(data, verdict)).reply.review.case_number
        return ""


def known_verdicts(workspace: "Workspace", tasks: Sequence[VerificationTask], now: datetime) -> dict[int, Verdict]:
    """Returns the verdicts on those files that were judged before and are kept, by their places; nothing is verified.

    Args:
        workspace: the open data folder.
        tasks: the files.
        now: with a time zone.

    Raises:
        DamagedTrustStore: when the list of trusted certificates is damaged.
    """
    looking = Looking.at(workspace, now)
    verdicts: dict[int, Verdict] = {}
    for place, task in enumerate(tasks):
        # What cannot be read is told by whoever verifies it.
        with contextlib.suppress(ApplicationError):
            data = bytes_of(task)
            digest = hashlib.sha256(data).hexdigest()
            known = workspace.exchange.known(digest)
            if known is None or known.judged_by != looking.judged_by:
                continue
            kept = workspace.exchange.paper_by_id(known.paper_id)
            if kept is not None and kept.digest == digest:
                verdicts[place] = verdict_in_full(looking, kept, data, task.name)
    return verdicts


def keep_judged(
    workspace: "Workspace", tasks: Sequence[VerificationTask], verdicts: Sequence[Verdict], now: datetime
) -> TakenFiles:
    """Keeps files that were just verified, as `take_in_files` keeps them.

    Args:
        workspace: the open data folder.
        tasks: the files.
        verdicts: on them, in the same order.
        now: with a time zone.

    Raises:
        ApplicationError: when the data folder takes nothing more; all files before are kept.
    """
    taken = TakenFiles()
    run = workspace.exchange.begin_run(tuple(task.name for task in tasks), len(tasks))
    _Import(workspace, tasks, Looking.at(workspace, now), taken, run).keep(verdicts)
    workspace.exchange.finish_run(run)
    return taken


def bytes_of(task: VerificationTask) -> bytes:
    """Returns the bytes of one file that came.

    Raises:
        ApplicationError: when it cannot be read, or is too large.
    """
    return task.data if task.data is not None else files.read_bytes(task.path or Path(), LARGEST_FILE_MB)


def judge_trust_again(office: "Office", now: datetime) -> int:
    """Judges all papers by whom this computer trusts now, where that was not done today; returns how many.

    No file is read and none is verified.

    Raises:
        DamagedTrustStore: when the list of trusted certificates is damaged.
    """
    looking = Looking.at(office, now)
    office.exchange.join_people({key: looking.trust.person(key) for key, _ in looking.trust.successions})
    return office.exchange.retrust(
        looking.trusted_by, lambda name, judgement: looking.of_judgement(name, judgement).kind.value
    )
