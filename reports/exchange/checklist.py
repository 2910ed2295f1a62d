"""The checklist of a report's items that an assessor takes to the factory."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from models.files import write_bytes
from models.language import Language
from reports.exchange.entering import ReturnedChecklist, ratings_of
from reports.exchange.reviewing import ReportRead, answer_of
from reports.payload.wording import text_of
from reports.pdf import checklist
from reports.pdf.checklist import ChecklistHead, ChecklistItem


def write_checklist(
    path: Path, base_digest: str, payload: Mapping[str, Any], read: ReportRead, language: Language, now: datetime
) -> int:
    """Writes the checklist of a report, riskiest items first, and reads it back; returns how many items are on it.

    Where the factory claims nothing and nothing contradicts it, there is nothing to see on the spot: left out.

    Args:
        path: where to, ending in `.pdf`.
        base_digest: of the report.
        payload: of the report.
        read: the report as it is reviewed.
        language: of all texts.
        now: with a time zone.

    Raises:
        UnwritableFile: when it cannot be written there.
    """
    names = {piece["digest"]: piece["name"] for piece in payload["evidence"]}
    items = [
        ChecklistItem(
            item,
            answer_of(item),
            ratings_of(item.asked) if item.asked is not None else (),
            tuple(names.get(digest) or digest[:12] for digest in item.evidence),
        )
        for item in read.items
        if item.claimed or item.risks
    ]
    assessment = read.evaluation.assessment
    factory = " ".join(text_of(assessment, answer) for answer in ("enterprise.name", "factory.name")).strip()
    head = ChecklistHead(factory, assessment.case_number, assessment.version, base_digest)
    codes = ReturnedChecklist(base_digest, read.items).codes
    created = now.isoformat(timespec="seconds")
    write_bytes(path, checklist.write_checklist(head, items, len(read.items) - len(items), codes, language, created))
    return len(items)
