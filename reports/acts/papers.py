"""The list of papers that the open questions ask for, written to a file for people."""

from datetime import datetime
from pathlib import Path

from models.assessment import Assessment
from models.files import write_bytes
from models.language import Language
from models.rulebook import Rulebook
from reports.content.papers import PaperGroup, papers_needed


def write_needed(
    path: Path, assessment: Assessment, rulebook: Rulebook, now: datetime, language: Language
) -> tuple[PaperGroup, ...]:
    """Writes the list as PDF, reads it back, and returns what is on it.

    Args:
        path: where to.
        assessment: the answers so far.
        rulebook: the rules of the case.
        now: with a time zone; the date of the list.
        language: of all texts.

    Raises:
        UnwritableFile: when it cannot be written there.
    """
    from reports.pdf.papers import write_papers

    groups = papers_needed(assessment, rulebook)
    names = (assessment.get("enterprise.name"), assessment.get("factory.name"))
    factory = " · ".join(str(name) for name in names if name)
    write_bytes(path, write_papers(groups, factory, language, now.isoformat(timespec="seconds")))
    return groups
