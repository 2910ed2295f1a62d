"""Fills a data folder with one of everything.

Before a migration is added, the database of the schema that it leaves behind is kept with

    .venv/bin/python -m tests.models.storage.filling tests/data/schema-1.db
"""

import shutil
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from models.assessment import AnswerId
from models.catalogue import MeasureId, VariantId
from models.limits import Limits, Quarter
from models.review import Finding, FindingKind
from models.roadmap import DoneStep, Quote
from models.rulebook import TierId
from models.storage.file.place import FILE_NAME
from models.workspace import Settings, Workspace
from tests.models.replies import keep_reply

CASE = "ZJ-20261122-AAAA"
THROWN_AWAY = "ZJ-20261122-BBBB"
STATUS = AnswerId("scenarios.SC10.status")
PROOF = AnswerId("scenarios.SC10.evidence")
CONTACT = AnswerId("enterprise.contact")
STAFF = AnswerId("factory.staff")
DONE = DoneStep(MeasureId("D01"), VariantId.SHARED, Decimal("1.5"), Quarter(2027, 1), Decimal("1.75"), Quarter(2027, 2))


class _Clock:
    """Seven seconds later with every look."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=7)
        return self.now


def fill(folder: Path) -> None:
    """Makes a data folder with a frozen and a draft version, history, papers, limits and a case in the trash."""
    with Workspace.open(folder, _Clock()) as workspace:
        workspace.save_settings(Settings("zh", "manager", "张敏", "light"))
        workspace.create_case(
            CASE,
            answers={
                AnswerId("enterprise.name"): "宏达机械有限公司",
                AnswerId("factory.name"): "一号厂",
                STAFF: 100,
                AnswerId("factory.revenue_wan"): Decimal("3250.50"),
                AnswerId("factory.products"): ("轴", "齿轮"),
            },
        )
        workspace.save_answer(CASE, STATUS, "partial")
        workspace.save_answer(CASE, STATUS, "full")
        workspace.undo(CASE)
        workspace.save_answer(CASE, CONTACT, "张", typing=True)
        workspace.save_answer(CASE, CONTACT, "张敏", typing=True)
        proof = workspace.add_evidence(CASE, "追溯看板".encode(), "追溯看板.txt", "二号线", answer=PROOF)
        workspace.describe_evidence(CASE, proof.digest, note="二号线", valid_until="2027-03-31")
        workspace.explain(CASE, CONTACT, "原联系人离职")
        workspace.comment(CASE, "scenarios.SC10", "问一下质量部")
        workspace.freeze(CASE, "报送市工信局")
        workspace.keep_report(CASE, 1, "宏达.pdf", b"%PDF-1.7", verdict="valid")
        findings = (
            Finding("scenarios.SC10", FindingKind.DOUBTFUL, "请补充照片"),
            Finding("report", FindingKind.NOTE, "总体较好"),
        )
        keep_reply(workspace, b"%PDF reply", *findings, case=CASE)
        workspace.new_version(CASE, "新增五台机床")
        workspace.save_answer(CASE, STAFF, 120)
        workspace.undo(CASE)
        workspace.redo(CASE)
        limits = Limits(TierId("advanced"), (Decimal(30), Decimal("50.5")), Quarter(2027, 1), 8)
        workspace.save_plan_limits(CASE, limits)
        quote = Quote(MeasureId("E02"), VariantId.SHARED, Decimal("12.5"), Decimal("1.2"), "某供应商", "2026-11-01")
        workspace.save_quote(CASE, quote)
        workspace.save_done_step(CASE, DONE)
        workspace.remember("page", "results")
        workspace.create_case(THROWN_AWAY, answers={AnswerId("factory.name"): "二号厂"})
        workspace.delete_case(THROWN_AWAY)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        fill(Path(scratch))
        Path(sys.argv[1]).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(Path(scratch) / FILE_NAME, sys.argv[1])
