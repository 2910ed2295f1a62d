"""A case over time: its versions with what was signed of each, and where a signed paper is on this computer."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from models.assessment import Assessment
from models.case import KeptReport, VersionSummary
from models.errors import ApplicationError, FileTooLarge, UnreadableFile
from models.evaluator import KeyFigures, evaluate, key_figures
from models.files import read_bytes, write_bytes
from models.rulebook import Rulebook
from models.workspace import Workspace

_SAVED = "saved/"
"""Under this and its digest it is kept where a signed paper was saved."""
_COPIES = "papers"
"""Folder of the data folder with copies of papers whose own file is gone, to be opened and handed on."""
_NOT_IN_NAMES = frozenset('\\/:*?"<>|\r\n\t')
_LARGEST_MB = 200


@dataclass(frozen=True, slots=True)
class VersionStage:
    """One version of a case, what it amounts to, and the papers of it."""

    version: VersionSummary
    figures: KeyFigures | None
    """As of the day on which it was frozen, of today for a draft; None where its rules are not here or it is damaged."""
    papers: tuple[KeptReport, ...]
    """Reports and replies, newest first."""


@dataclass(frozen=True, slots=True)
class FactoryBeside:
    """The newest version of one factory of an enterprise."""

    case: str
    name: str
    """Of the factory; empty where it was not given."""
    version: int
    figures: KeyFigures
    rulebook: Rulebook


def stages_of(workspace: Workspace, case: str) -> tuple[VersionStage, ...]:
    """Returns the versions of a case, newest first.

    Raises:
        UnknownCase: when the case is not here.
    """
    papers = workspace.reports(case)
    today = date.today()
    stages = []
    for version in reversed(workspace.versions(case)):
        day = version.frozen_at.astimezone().date() if version.frozen_at is not None else today
        figures: KeyFigures | None = None
        # Where that fails its line says so; what was signed of it can still be opened.
        with suppress(ApplicationError):
            figures, _rulebook = _figures(workspace, workspace.load(case, version.number), day)
        own = tuple(paper for paper in papers if paper.version == version.number)
        stages.append(VersionStage(version, figures, own))
    return tuple(stages)


def factories_of(workspace: Workspace, case: str) -> tuple[FactoryBeside, ...]:
    """Returns the factories of the enterprise that a case is about, that one first; what cannot be evaluated is left out."""
    factories = []
    for number in workspace.factories_beside(case):
        try:
            assessment = workspace.load(number)
            figures, rulebook = _figures(workspace, assessment, date.today())
        except ApplicationError:
            continue
        name = str(assessment.get("factory.name") or "")
        factories.append(FactoryBeside(number, name, assessment.version, figures, rulebook))
    return tuple(factories)


def _figures(workspace: Workspace, assessment: Assessment, day: date) -> tuple[KeyFigures, Rulebook]:
    rulebook = workspace.rulebook(assessment.rulebook, assessment.overlays)
    return key_figures(evaluate(assessment, rulebook, day)), rulebook


def note_place(workspace: Workspace, digest: str, path: Path) -> None:
    """Remembers where a signed paper was saved.

    Args:
        workspace: that keeps the paper.
        digest: SHA-256 of the paper.
        path: of the file.
    """
    workspace.remember(_SAVED + digest, str(path.absolute()))


def located(workspace: Workspace, paper: KeptReport) -> Path:
    """Returns a file with exactly the bytes of a kept paper: where it was saved while it is there, else a copy.

    Raises:
        EvidenceMissing: when the kept file is not in the data folder.
        EvidenceChanged: when it was changed or damaged.
        UnwritableFile: when no copy can be written.
    """
    saved = workspace.recall(_SAVED + paper.digest)
    name = "".join(letter for letter in Path(paper.name).name if letter not in _NOT_IN_NAMES)
    copy = workspace.folder / _COPIES / paper.digest[:12] / (name or "report.pdf")
    for place in (Path(saved) if saved else None, copy):
        if place is not None and _holds(place, paper.digest):
            return place
    data = workspace.report_bytes(paper.digest)
    copy.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(copy, data)
    return copy


def _holds(path: Path, digest: str) -> bool:
    """Returns whether a file is there with these bytes."""
    try:
        return hashlib.sha256(read_bytes(path, _LARGEST_MB)).hexdigest() == digest
    except (UnreadableFile, FileTooLarge):
        return False
