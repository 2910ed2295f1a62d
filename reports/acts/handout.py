"""What a manager hands on besides the report: one page to send, inquiries to suppliers, the plan as a calendar."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from models.catalogue import Catalogue
from models.errors import ApplicationError
from models.evaluation import Evaluation
from models.files import write_bytes
from models.language import N_, Language
from models.roadmap import Roadmap
from reports.brief import tier_text

SUMMARY_ENDINGS = (".png", ".pdf")
INQUIRY_ENDINGS = (".xlsx",)
CALENDAR_ENDINGS = (".ics",)


class NothingPlanned(ApplicationError):
    """A file was wanted of a plan that has no measures."""

    code = "nothing_planned"
    message = N_(
        "{name} was not written: the plan has no measures. Nothing was changed; if the money is too little, give more, or choose another tier."
    )
    exit_code = 1


class NothingToBuy(ApplicationError):
    """A file was wanted of a plan whose target is already reached."""

    code = "nothing_to_buy"
    message = N_(
        "{name} was not written: {target} is already reached, so the plan has no measures. Nothing was changed; choose a higher tier."
    )
    exit_code = 1


@dataclass(frozen=True, slots=True)
class Handout:
    """What is handed on, and how."""

    evaluation: Evaluation
    roadmap: Roadmap | None
    """None where no plan was made: at the highest tier."""
    catalogue: Catalogue
    """The measures that the plan names."""
    now: datetime
    """With a time zone; the date of the file."""
    language: Language


def write_summary(path: Path, handout: Handout) -> None:
    """Writes the page that says tier, what is missing, three steps and money, and reads it back.

    Args:
        path: ends in one of `SUMMARY_ENDINGS`: a long picture for a telephone, or one sheet of A4.
        handout: what it says.

    Raises:
        UnwritableFile: when it cannot be written there.
        ApplicationError: when the plan is too large for a report.
    """
    from reports.payload import ReportOptions, payload, read_payload
    from reports.pdf import page_pdf, page_picture

    data = read_payload(
        payload(
            handout.evaluation,
            handout.roadmap,
            handout.catalogue if handout.roadmap is not None else None,
            created=handout.now.isoformat(timespec="seconds"),
            options=ReportOptions(),
        )
    )
    draw = page_picture if path.suffix.lower() == ".png" else page_pdf
    write_bytes(path, draw(data, handout.language))


def write_inquiry(path: Path, handout: Handout) -> None:
    """Writes the inquiries to suppliers, one sheet per measure, and reads them back.

    Args:
        path: ends in one of `INQUIRY_ENDINGS`.
        handout: what is asked for.

    Raises:
        NothingPlanned: when there are no measures.
        NothingToBuy: when the target is already reached.
        UnwritableFile: when it cannot be written there.
        ApplicationError: when the plan is too large for a report.
    """
    from reports.spreadsheet import inquiry_workbook

    roadmap = _steps_of(path, handout)
    created = handout.now.isoformat(timespec="seconds")
    write_bytes(path, inquiry_workbook(handout.evaluation, roadmap, handout.catalogue, handout.language, created))


def write_calendar(path: Path, handout: Handout) -> None:
    """Writes the plan as a calendar, and reads it back.

    Args:
        path: ends in one of `CALENDAR_ENDINGS`.
        handout: what is planned.

    Raises:
        NothingPlanned: when there are no measures.
        NothingToBuy: when the target is already reached.
        UnwritableFile: when it cannot be written there.
    """
    from reports.calendar_file import calendar_file

    roadmap = _steps_of(path, handout)
    write_bytes(path, calendar_file(handout.evaluation, roadmap, handout.catalogue, handout.language, handout.now))


def _steps_of(path: Path, handout: Handout) -> Roadmap:
    roadmap = handout.roadmap
    if roadmap is not None and roadmap.is_there_already:
        raise NothingToBuy(name=path.name, target=tier_text(handout.evaluation.rulebook, roadmap.limits.target))
    if roadmap is None or not roadmap.steps:
        raise NothingPlanned(name=path.name)
    return roadmap
