"""A plan as a file for people: a workbook to work with, or the pages that a bank or an office gets."""

from datetime import datetime
from pathlib import Path

from models.catalogue import Catalogue
from models.evaluation import Evaluation
from models.files import write_bytes
from models.language import Language
from models.roadmap import Roadmap

ENDINGS = (".xlsx", ".pdf")


def write_plan(
    path: Path, evaluation: Evaluation, roadmap: Roadmap, catalogue: Catalogue, now: datetime, language: Language
) -> None:
    """Writes a plan as the ending of its file asks, and reads it back.

    Args:
        path: ends in one of `ENDINGS`.
        evaluation: where the factory stands.
        roadmap: the plan.
        catalogue: the measures that it names.
        now: with a time zone; the date of the paper.
        language: of all texts.

    Raises:
        UnwritableFile: when it cannot be written there.
        ApplicationError: when the plan is too large for a report.
    """
    created = now.isoformat(timespec="seconds")
    if path.suffix.lower() == ".xlsx":
        from reports.spreadsheet import plan_workbook

        write_bytes(path, plan_workbook(evaluation, roadmap, catalogue, language, created))
        return
    from reports.content.plan_paper import plan_content
    from reports.pdf import write_report

    write_bytes(path, write_report(plan_content(evaluation, roadmap, catalogue, created), language))
