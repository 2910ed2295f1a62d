"""A part of a case handed out and taken back: a workbook for a colleague, or a file for the same program."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from models import document
from models.assessment import AnswerId, Assessment, AssessmentState
from models.case import RECEIVED, Stamp
from models.files import read_bytes, write_bytes
from models.language import Language
from models.rulebook import Rulebook
from models.sharing import CasePart, Merged, PartHead, answered, cut, merge, picked
from models.sharing.part_file import is_part, read_head, read_part, write_part
from models.sharing.sheets.layout import factory_name
from models.workspace import Workspace

ENDINGS = (".xlsx", ".json")
LARGEST_MB = 20


@dataclass(frozen=True, slots=True)
class ShareOrder:
    """Which part of a case goes out, and what is said beside it."""

    picks: tuple[str, ...] = ()
    """Sections and cards; none for the whole case."""
    asked_of: str = ""
    """Only the cards on which this colleague is to be asked; empty for all."""
    shared_by: str = ""
    meant_for: str = ""
    blind: bool = False
    language: Language = "zh"


def part_of(assessment: Assessment, rulebook: Rulebook, order: ShareOrder, now: datetime) -> CasePart:
    """Returns the part of a case that an order asks for.

    Args:
        assessment: the case.
        rulebook: its rules.
        order: what goes out.
        now: with a time zone.

    Raises:
        UnknownPick: when a section or card is not known.
    """
    head = PartHead(
        case_id=assessment.case_id,
        case_number=assessment.case_number,
        version=assessment.version,
        rulebook=assessment.rulebook,
        overlays=assessment.overlays,
        factory=factory_name(assessment),
        sections=order.picks,
        language=order.language,
        shared_at=now.isoformat(timespec="seconds"),
        shared_by=order.shared_by,
        meant_for=order.meant_for,
        blind=order.blind,
    )
    return cut(assessment, head, picked(rulebook, assessment, order.picks, order.asked_of))


def write_shared(path: Path, part: CasePart, rulebook: Rulebook) -> None:
    """Writes a part as the ending of its file asks, and reads it back.

    Args:
        path: ends in one of `ENDINGS`.
        part: what goes out.
        rulebook: the rules of its case.

    Raises:
        UnwritableFile: when it cannot be written there.
    """
    if path.suffix.lower() == ".json":
        write_bytes(path, write_part(part))
        return
    from models.sharing.sheets.writing import write_sheets

    write_bytes(path, write_sheets(part, rulebook))


def write_walkround(path: Path, part: CasePart, rulebook: Rulebook, now: datetime) -> None:
    """Writes a part as a sheet to print and carry, in the part's language, and reads it back.

    Args:
        path: where to.
        part: its questions.
        rulebook: the rules of its case.
        now: with a time zone.

    Raises:
        UnwritableFile: when it cannot be written there.
    """
    from reports.pdf import walkround

    created = now.isoformat(timespec="seconds")
    write_bytes(path, walkround.write_walkround(part, rulebook, part.head.language, created))


def read_shared(path: Path, rulebook: Rulebook) -> CasePart:
    """Returns the part in a file, told by its content; where the file does not say when it was filled in, its own time.

    Args:
        path: a workbook or a part file.
        rulebook: the rules of the case.

    Raises:
        UnreadableFile, FileTooLarge: when it cannot be read.
        UnreadablePart: when it is no part of a case.
    """
    data = read_bytes(path, LARGEST_MB)
    if is_part(data) or path.suffix.lower() == ".json":
        part = read_part(path.name, data, rulebook)
    else:
        from models.sharing.sheets.reading import read_sheets

        part = read_sheets(path.name, data, rulebook)
    return part if part.filled_at else replace(part, filled_at=file_time(path).isoformat(timespec="seconds"))


@dataclass(frozen=True, slots=True)
class PartMet:
    """A part that came back, and what it brings to its case in the data folder."""

    part: CasePart
    merged: Merged
    name: str
    """Of the file."""
    assessment: Assessment
    """The newest version of the case, as it was compared."""


def meet(workspace: Workspace, case: str, path: Path) -> PartMet:
    """Returns what the part in a file brings to a case, with who changed each answer here last and when.

    Args:
        workspace: where the case is.
        case: its number.
        path: the file.

    Raises:
        UnreadableFile, FileTooLarge: when it cannot be read.
        UnreadablePart: when it is no part of a case.
        PartOfAnotherCase: when it was cut out of another case.
    """
    assessment = workspace.load(case)
    part = read_shared(path, workspace.rulebook(assessment.rulebook, assessment.overlays))
    return _met(workspace, assessment, part, path.name)


def _met(workspace: Workspace, assessment: Assessment, part: CasePart, name: str) -> PartMet:
    rulebook = workspace.rulebook(assessment.rulebook, assessment.overlays)
    merged = merge(assessment, part, rulebook, name=name)
    history = {
        conflict.answer: Stamp(change.at, change.who)
        for conflict in merged.conflicts
        for change in workspace.history(assessment.case_number, conflict.answer, 1)
    }
    return PartMet(part, merge(assessment, part, rulebook, name=name, history=history), name, assessment)


def take_in(workspace: Workspace, met: PartMet, chosen: Collection[AnswerId]) -> Assessment:
    """Takes a part into its case as one step that undo takes back, and returns the case; remarks go to their cards.

    The case is compared once more: what was answered meanwhile is not overwritten. A frozen version stays as it is,
    and the answers go into a new one.

    Args:
        workspace: where the case is.
        met: the part, as `meet` returned it.
        chosen: the answers in conflict for which the part is right.
    """
    case = met.assessment.case_number
    again = _met(workspace, workspace.load(case), met.part, met.name)
    before = {conflict.answer: conflict.here.value for conflict in met.merged.conflicts}
    taken = [change.answer for change in again.merged.changed]
    taken += [
        conflict.answer
        for conflict in again.merged.conflicts
        if conflict.answer in chosen and before.get(conflict.answer) == conflict.here.value
    ]
    rulebook = workspace.rulebook(again.assessment.rulebook, again.assessment.overlays)
    for remark in met.part.remarks:
        question = rulebook.questions[remark.answer]
        text = f"{met.part.filled_by}: {remark.text}" if met.part.filled_by else remark.text
        workspace.comment(case, f"{question.section}.{question.group}", text)
    if not taken:
        return again.assessment
    answers = {answer: met.part.answers.get(answer) for answer in taken}
    given = replace(
        again.assessment.with_answers(answers),
        evidence=MappingProxyType({**met.part.evidence, **again.assessment.evidence}),
    )
    return workspace.merge_document(given, taken, met.name)


def receive(workspace: Workspace, path: Path) -> Assessment:
    """Makes a case of a part that a colleague sent, and keeps the part, so that what it was stays its base.

    Args:
        workspace: where the case is to be.
        path: the part file.

    Raises:
        UnreadableFile, FileTooLarge: when it cannot be read.
        UnreadablePart: when it is no part of a case.
        UnknownPack: when its rules are not installed here.
        CaseExists: when its case is here already: see `meet`.
    """
    head = read_head(path.name, read_bytes(path, LARGEST_MB))
    rulebook = workspace.rulebook(head.rulebook, head.overlays)
    part = read_shared(path, rulebook)
    given = Assessment(
        part.head.case_number,
        1,
        AssessmentState.DRAFT,
        head.rulebook,
        head.overlays,
        answers=part.answers,
        evidence=part.evidence,
        case_id=part.head.case_id,
    )
    own_case = workspace.import_case(document.write(given), path.name)
    workspace.remember(RECEIVED + own_case.case_number, write_part(part).decode())
    return own_case


def received_part(workspace: Workspace, case: str) -> CasePart | None:
    """Returns the part of which a case was made; None for any other case."""
    text = workspace.recall(RECEIVED + case)
    if text is None:
        return None
    assessment = workspace.load(case)
    return read_part(case, text.encode(), workspace.rulebook(assessment.rulebook, assessment.overlays))


def send_back(workspace: Workspace, received: CasePart, case: str, path: Path, now: datetime) -> None:
    """Writes a part that was received, answered from the case that was made of it.

    Args:
        workspace: where the case is.
        received: the part, as `received_part` returned it.
        case: the number of the case.
        path: ends in one of `ENDINGS`.
        now: with a time zone.

    Raises:
        UnwritableFile: when it cannot be written there.
    """
    assessment = workspace.load(case)
    rulebook = workspace.rulebook(assessment.rulebook, assessment.overlays)
    part = answered(received, assessment, workspace.settings().person, now.isoformat(timespec="seconds"))
    write_shared(path, part, rulebook)


def file_time(path: Path) -> datetime:
    """Returns when a file was last written, in the zone of this machine."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone()
