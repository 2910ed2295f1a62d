"""A part of a case handed out and taken back: a workbook for a colleague, or a file for the same program."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from models.assessment import Assessment
from models.files import read_bytes, write_bytes
from models.language import Language
from models.rulebook import Rulebook
from models.sharing import CasePart, PartHead, cut, picked
from models.sharing.part_file import is_part, read_part, write_part
from models.sharing.sheets.layout import factory_name

ENDINGS = (".xlsx", ".json")
LARGEST_MB = 20


@dataclass(frozen=True, slots=True)
class ShareOrder:
    """Which part of a case goes out, and what is said beside it."""

    picks: tuple[str, ...] = ()
    """Sections and cards; none for the whole case."""
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
    return cut(assessment, head, picked(rulebook, assessment, order.picks))


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


def file_time(path: Path) -> datetime:
    """Returns when a file was last written, in the zone of this machine."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone()
