"""Many cases in one run: a folder of case documents, or a file with one document a line."""

import gc
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from models.errors import ApplicationError, FileTooLarge, UnreadableFile, reason
from models.evaluation import Evaluation
from models.files import read_bytes, refuse_pipe
from models.language import N_
from reports.brief import tier_text
from ui.command_line.terminal import Terminal

if TYPE_CHECKING:
    from models.packs.library import Library

LINES = ".jsonl"


def are_many(path: Path) -> bool:
    """Whether a path stands for more than one case."""
    return path.suffix.lower() == LINES or path.is_dir()


def evaluate_many(path: Path, overlays: Sequence[str], library: "Library", terminal: Terminal) -> int:
    """Evaluates every case and prints one line each; with `--json` a list with one object each.

    A document that is not valid is named and does not stop the others. Each case is let go before the next is read,
    so that memory does not grow with their number.

    Args:
        path: a folder, or a file with one document a line.
        overlays: local rules on top, in the place of those that the documents name.
        library: the packs.
        terminal: where it is said.

    Returns:
        0 when all were valid, else 1.
    """
    from models import document
    from models.evaluator import evaluate

    counts: Counter[str] = Counter()
    bad = done = 0
    for name, data in _documents(path, document.LARGEST_MB):
        try:
            if isinstance(data, ApplicationError):
                raise data
            assessment = document.read(data, name, library)
            evaluation = evaluate(
                assessment, library.rulebook(assessment.rulebook, tuple(overlays) or assessment.overlays)
            )
        except ApplicationError as error:
            bad += 1
            value: dict[str, Any] = {"file": name, "error": error.code, "message": error.text(terminal.language)}
            if not terminal.json:
                terminal.say(f"✗ {name}: {value['message']}")
        else:
            value = _short(name, evaluation)
            counts[tier_text(evaluation.rulebook, evaluation.reached).text(terminal.language)] += 1
            if not terminal.json:
                _tell(name, evaluation, terminal)
        if terminal.json:
            print("," if done else "[")
            print(json.dumps(value, ensure_ascii=False), end="")
        if not done:
            # Rules and code stay to the end: the collector need not walk them again for every case.
            gc.freeze()
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
    terminal.tell(
        N_("{count} case(s): {tiers}; not valid: {bad}."),
        count=done,
        tiers=[f"{tier} {count}" for tier, count in sorted(counts.items())],
        bad=bad,
    )
    return 1 if bad else 0


def _documents(path: Path, limit_mb: int) -> Iterator[tuple[str, bytes | ApplicationError]]:
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


def _lines(lines: BinaryIO, name: str, limit_mb: int) -> Iterator[tuple[str, bytes | ApplicationError]]:
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


def _short(name: str, evaluation: Evaluation) -> dict[str, Any]:
    return {
        "file": name,
        "case": evaluation.assessment.case_number,
        "version": evaluation.assessment.version,
        "reached": evaluation.reached,
        "possible": evaluation.possible,
        "tiers": {result.tier.id: result.status.value for result in evaluation.tiers},
        "not_met": [
            each.condition.id
            for result in evaluation.tiers
            for each in result.conditions
            if each.status.value == "not_met" and not each.condition.informative
        ],
        "met_count": evaluation.met_count,
        "proven_count": evaluation.proven_count,
        "contradictions": [each.id for each in evaluation.contradictions],
        "rulebook": [str(pack.id) for pack in evaluation.rulebook.packs],
    }


def _tell(name: str, evaluation: Evaluation, terminal: Terminal) -> None:
    terminal.tell(
        N_(
            "{name} {case} v{version}: {reached}, possible {possible}; {proven} of {met} proven, {odd} contradiction(s)"
        ),
        name=name,
        case=evaluation.assessment.case_number,
        version=evaluation.assessment.version,
        reached=tier_text(evaluation.rulebook, evaluation.reached),
        possible=tier_text(evaluation.rulebook, evaluation.possible),
        proven=evaluation.proven_count,
        met=evaluation.met_count,
        odd=len(evaluation.contradictions),
    )
