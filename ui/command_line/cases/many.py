"""Many cases in one run: a folder of case documents, or a file with one document per line; on all cores where it pays."""

import gc
import json
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from models import counts, document
from models.errors import ApplicationError, FileTooLarge, UnreadableFile, reason
from models.evaluation import Evaluation, Status
from models.evaluator import evaluate
from models.files import read_bytes, refuse_pipe
from models.language import N_, Language, Sentence, Text, sentence
from models.rulebook import CAVEAT, Severity
from reports.brief import tier_text
from ui.command_line.terminal import Terminal

if TYPE_CHECKING:
    from concurrent.futures import Future

    from models.packs.library import Library

ALONE = 400
"""So many cases are done before another process would be ready."""
_BATCH = 50
_WAITING = 3
"""Batches that lie ready for each process: memory does not grow with the number of cases."""
Document = tuple[str, bytes | ApplicationError]
"""The name of a document, and its bytes or why it cannot be read."""


@dataclass(frozen=True, slots=True)
class JudgedCase:
    """What is said of one case, in plain values that go from process to process."""

    value: dict[str, Any]
    """The object for programs."""
    line: str
    """The line for people."""
    tier: str | None
    """The tier reached, in words; None for a document that is not valid."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Reads and evaluates documents, one after the other."""

    library: "Library"
    overlays: tuple[str, ...]
    """Local rules on top, in the place of those that the documents name."""
    language: Language
    on: date
    """The day for which they are judged."""

    def judged(self, documents: Sequence[Document]) -> list[JudgedCase]:
        """Returns what is said of each document; one that is not valid is named and does not stop the others."""
        return [self._one(name, data) for name, data in documents]

    def _one(self, name: str, data: bytes | ApplicationError) -> JudgedCase:
        try:
            if isinstance(data, ApplicationError):
                raise data
            assessment = document.read(data, name, self.library)
            rulebook = self.library.rulebook(assessment.rulebook, self.overlays or assessment.overlays)
            evaluation = evaluate(assessment, rulebook, self.on)
        except ApplicationError as error:
            message = error.text(self.language)
            return JudgedCase({"file": name, "error": error.code, "message": message}, f"✗ {name}: {message}", None)
        tier = tier_text(evaluation.rulebook, evaluation.reached).text(self.language)
        return JudgedCase(_short(name, evaluation, self.language), _line(name, evaluation).text(self.language), tier)


def evaluate_many(path: Path, judge: Judge, jobs: int, user_folder: Path, terminal: Terminal) -> int:
    """Evaluates every case and prints one line each; with `--json` a list with one object each.

    A document that is not valid is named and does not stop the others. Each case is let go before the next is read,
    so that memory does not grow with their number.

    Args:
        path: a folder, or a file with one document a line.
        judge: reads and evaluates.
        jobs: most processes at work.
        user_folder: where the other processes find the packs.
        terminal: where it is said.

    Returns:
        0 when all were valid, else 1.

    Raises:
        UnreadableFile: when the file or the folder may not be read.
    """
    by_tier: Counter[str] = Counter()
    problems: dict[str, None] = {}
    bad = done = 0
    for judged in _all_judged(path, judge, jobs, user_folder):
        if judged.tier is None:
            bad += 1
        else:
            by_tier[judged.tier] += 1
            problems.update(dict.fromkeys(judged.value["problems"]))
        if terminal.json:
            print("," if done else "[")
            print(json.dumps(judged.value, ensure_ascii=False), end="")
        else:
            terminal.say(judged.line)
        done += 1
    if terminal.json:
        print("\n]" if done else "[]")
    if not done:
        terminal.tell(
            N_(
                "{name} contains no case document: a folder must hold .json files, and a .jsonl file one case per line."
            ),
            name=path.name,
        )
        return 0
    for problem in problems:
        terminal.say(f"! {problem}")
    terminal.tell(
        N_("{cases}: {tiers}; not valid: {bad}."),
        cases=counts.cases(done),
        tiers=[f"{tier} {count}" for tier, count in sorted(by_tier.items())],
        bad=bad,
    )
    return 1 if bad else 0


def _all_judged(path: Path, judge: Judge, jobs: int, user_folder: Path) -> Iterator[JudgedCase]:
    """Yields what is said of every case in its order; the first few hundred come from this process in any case."""
    batches = _batches(_documents(path, document.LARGEST_MB))
    collecting = gc.isenabled()
    try:
        for number, batch in enumerate(islice(batches, ALONE // _BATCH if jobs > 1 else None)):
            yield from judge.judged(batch)
            if not number:
                # Rules and code stay to the end, and a case holds no circles: the collector, which would walk all of
                # them again for every few answers, looks once for every batch.
                gc.freeze()
                gc.disable()
            gc.collect()
    finally:
        if collecting:
            gc.enable()
    first = next(batches, None)
    if first is not None:
        yield from _shared_out(chain((first,), batches), judge, jobs, user_folder)


def _shared_out(batches: Iterator[list[Document]], judge: Judge, jobs: int, user_folder: Path) -> Iterator[JudgedCase]:
    """Yields what other processes say of the batches, in their order."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    waiting: deque[Future[list[JudgedCase]]] = deque()
    setting = (user_folder, judge.overlays, judge.language, judge.on)
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _begin, setting) as pool:
        for batch in batches:
            waiting.append(pool.submit(_work, batch))
            if len(waiting) >= jobs * _WAITING:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


_judges: list[Judge] = []
"""In a process that was started for it: what judges its batches."""


def _begin(user_folder: Path, overlays: tuple[str, ...], language: Language, on: date) -> None:
    from models.packs.library import Library

    gc.disable()
    _judges[:] = [Judge(Library(user_folder), overlays, language, on)]


def _work(batch: list[Document]) -> list[JudgedCase]:
    judged = _judges[0].judged(batch)
    gc.collect()
    gc.freeze()
    return judged


def _batches(documents: Iterator[Document]) -> Iterator[list[Document]]:
    while batch := list(islice(documents, _BATCH)):
        yield batch


def _documents(path: Path, limit_mb: int) -> Iterator[Document]:
    """Yields the name and the bytes of every document, one at a time, or why it cannot be read.

    Raises:
        UnreadableFile: when the file or the folder may not be read.
    """
    try:
        if path.is_dir():
            files = sorted(file for file in path.iterdir() if file.suffix.lower() == ".json" and not file.is_dir())
        else:
            refuse_pipe(path)
            lines = path.open("rb")
    except OSError as error:
        raise UnreadableFile(name=path.name, why=reason(error)) from error
    if path.is_dir():
        for file in files:
            try:
                yield file.name, read_bytes(file, limit_mb)
            except ApplicationError as error:
                yield file.name, error
        return
    with lines:
        yield from _lines(lines, path.name, limit_mb)


def _lines(lines: BinaryIO, name: str, limit_mb: int) -> Iterator[Document]:
    """Yields every line that holds something; one that is longer than any case is named and passed over."""
    longest = limit_mb * 1024 * 1024
    number = 0
    while line := lines.readline(longest + 1):
        number += 1
        place = f"{name}:{number}"
        if len(line) <= longest:
            if not line.isspace():
                yield place, line
            continue
        while line and not line.endswith(b"\n"):
            line = lines.readline(longest)
        yield place, FileTooLarge(name=place, limit_mb=limit_mb)


def _short(name: str, evaluation: Evaluation, language: Language) -> dict[str, Any]:
    return {
        "file": name,
        "case": evaluation.assessment.case_number,
        "version": evaluation.assessment.version,
        "reached": evaluation.reached,
        "possible": evaluation.possible,
        "in_doubt": evaluation.is_in_doubt,
        "tiers": {result.tier.id: result.status.value for result in evaluation.tiers},
        "not_met": _with_status(evaluation, Status.NOT_MET),
        "unknown": _with_status(evaluation, Status.UNKNOWN),
        "met_count": evaluation.met_count,
        "proven_count": evaluation.proven_count,
        "contradictions": [contradiction.id for contradiction in evaluation.contradictions],
        "errors": [each.id for each in evaluation.contradictions if each.severity is Severity.ERROR],
        "rulebook": [str(pack.id) for pack in evaluation.rulebook.packs],
        "problems": [problem.text(language) for problem in evaluation.problems],
        "caveat": sentence(CAVEAT).text(language),
    }


def _with_status(evaluation: Evaluation, status: Status) -> list[str]:
    return [
        str(result.condition.id)
        for tier in evaluation.tiers
        for result in tier.conditions
        if result.status is status and not result.condition.informative
    ]


def _line(name: str, evaluation: Evaluation) -> Sentence:
    reached: Text | Sentence = tier_text(evaluation.rulebook, evaluation.reached)
    if evaluation.reached and evaluation.is_in_doubt:
        reached = sentence(N_("{tier} (in doubt: answers contradict each other)"), tier=reached)
    return sentence(
        N_("{name} {case} v{version}: {reached}, possible {possible}; {proven} of {met} proven, contradictions: {odd}"),
        name=name,
        case=evaluation.assessment.case_number,
        version=evaluation.assessment.version,
        reached=reached,
        possible=tier_text(evaluation.rulebook, evaluation.possible),
        proven=evaluation.proven_count,
        met=evaluation.met_count,
        odd=len(evaluation.contradictions),
    )
