"""Signed papers of made-up factories for tests of the exchange: reports of several versions, replies, lies."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from types import MappingProxyType

from models.assessment import Value
from models.evaluator import evaluate
from models.review import Finding, FindingKind
from reports.acts.reply import signed_reply
from reports.identity import Identity, make_identity
from reports.payload import AnswerTo, payload
from reports.pdf import redrawn
from reports.reply import Findings
from reports.signing import certify
from tests.reports.papers import NOW, assessor, manager, verdict
from tests.reports.sample import CREATED, assessment, library

ASKED = (Finding("basic.BR1", FindingKind.DOUBTFUL, "请补充照片。"),)


@cache
def colleague() -> Identity:
    """Another assessor of the same office."""
    return make_identity("赵审", "省工业和信息化厅", NOW)


@cache
def other_manager() -> Identity:
    """The manager of another factory."""
    return make_identity("刘洋", "远望电器有限公司", NOW)


def signed_report(
    version: int = 1,
    *,
    case_id: str = "a" * 32,
    number: str = "2026-2",
    identity: Identity | None = None,
    when: datetime | None = None,
    answers_to: Sequence[AnswerTo] = (),
    **changes: Value,
) -> bytes:
    """A signed report of a version of a case; `__` in a name of a changed answer stands for a dot."""
    said = assessment(**changes)
    frozen = replace(
        said, case_number=number, version=version, case_id=case_id, answers=MappingProxyType(dict(said.answers))
    )
    evaluation = evaluate(frozen, library().rulebook("national-2025"), date.fromisoformat(CREATED[:10]))
    data = payload(evaluation, None, None, created=CREATED, answers_to=answers_to)
    return certify(redrawn(data), identity or manager(), when or NOW + timedelta(hours=version))


def signed_answer(
    report: bytes,
    conclusion: str = "请补充。",
    *,
    identity: Identity | None = None,
    hours: int = 24,
    findings: tuple[Finding, ...] = ASKED,
) -> bytes:
    """A signed reply to a report."""
    return signed_reply(
        verdict(report), Findings(findings, conclusion), identity or assessor(), NOW + timedelta(hours=hours)
    )
