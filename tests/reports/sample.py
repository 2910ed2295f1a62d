"""The report of a small made-up factory, not yet signed: what every test of signing and verifying stands on."""

from datetime import date
from functools import cache
from types import MappingProxyType

from models.assessment import AnswerId, Assessment, AssessmentState, Value
from models.evaluator import evaluate
from models.packs.library import Library
from reports.payload import ReportLanguage, ReportOptions, payload
from reports.pdf import redrawn

CREATED = "2026-11-20T09:00:00+08:00"
ANSWERS: dict[str, Value] = {
    "enterprise.name": "宏达机械有限公司",
    "factory.name": "一号厂",
    "requirements.BR1.answer": "yes",
    "requirements.BR2.answer": "yes",
    "scenarios.SC10.status": "partial",
    "scenarios.SC25.status": "full",
    "scenarios.SC25.ai": "yes",
}


@cache
def library() -> Library:
    """The packs that ship."""
    return Library(None)


def assessment(**changes: Value) -> Assessment:
    """The frozen first version of the sample case; `__` in a name stands for a dot of the answer's id."""
    answers = {**ANSWERS, **{name.replace("__", "."): value for name, value in changes.items()}}
    return Assessment(
        case_number="2026-2",
        version=1,
        state=AssessmentState.FROZEN,
        rulebook="national-2025",
        answers=MappingProxyType({AnswerId(name): value for name, value in answers.items()}),
        frozen_on=CREATED,
    )


@cache
def report_payload(language: ReportLanguage = "zh") -> bytes:
    """The data of the sample report."""
    rulebook = library().rulebook("national-2025")
    evaluation = evaluate(assessment(), rulebook, date.fromisoformat(CREATED[:10]))
    return payload(evaluation, None, None, created=CREATED, options=ReportOptions(language))


@cache
def unsigned_report(language: ReportLanguage = "zh") -> bytes:
    """The sample report as the program writes it."""
    return redrawn(report_payload(language))
