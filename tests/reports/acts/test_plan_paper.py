"""The plan's papers: a workbook that a manager works with, and pages for a bank or a subsidy office."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pytest

from models.roadmap import Roadmap
from reports.acts.plan_paper import write_plan
from reports.content.blocks import Table
from reports.content.plan_paper import plan_content
from tests.models.planner.test_national import catalogue, roadmap, sample

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


def plan() -> Roadmap:
    """The sample's plan to the basic tier."""
    return roadmap("basic", 60)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The workbook in Chinese, opened again."""
    path = tmp_path_factory.mktemp("plan") / "plan.xlsx"
    write_plan(path, sample(), plan(), catalogue(), NOW, "zh")
    return openpyxl.load_workbook(io.BytesIO(path.read_bytes()))


def test_the_workbook_can_be_printed_and_hides_its_ids(book: Any) -> None:
    """Every sheet has a print area and fits the width of a page; ids of measures stand in hidden columns."""
    assert book.sheetnames[1:4] == ["举措清单", "阶段门", "分月资金"]
    for sheet in book:
        assert sheet.print_area
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    measures = book.worksheets[1]
    assert measures.column_dimensions["A"].hidden
    assert measures["A2"].value in catalogue().measures
    assert measures.print_title_rows == "$1:$1"


def test_the_sums_of_the_workbook_are_those_of_the_plan(book: Any) -> None:
    """One-off cost in the measures, and what is paid by month, add up to the plan."""
    shown = plan()
    measures = [row for row in book.worksheets[1].iter_rows(min_row=2, values_only=True) if row[0]]
    assert sum(row[5] for row in measures) == pytest.approx(float(shown.cost.one_off_wan))
    assert {row[0] for row in measures} == {step.measure for step in shown.steps}
    months = next(sheet for sheet in book if sheet.max_row == len(shown.cost_by_month) + 2)
    rows = list(months.iter_rows(min_row=2, values_only=True))
    assert sum(row[1] for row in rows[:-1]) == pytest.approx(float(shown.cost.one_off_wan))
    assert rows[-1][4] == pytest.approx(float(shown.cost_by_month[-1].balance_wan))


def test_the_paper_says_sums_sources_marks_months_gates_and_where_to_sign() -> None:
    """Whoever lends or grants money finds every figure with its mark, and lines to sign."""
    tables = [
        block
        for block in plan_content(sample(), plan(), catalogue(), NOW.isoformat()).blocks
        if isinstance(block, Table)
    ]
    texts = [" ".join(cell.text.en for row in table.rows for cell in row.cells) for table in tables]
    assert any("own" in text or "E estimate" in text for text in texts)
    assert any("2027 in all" in text for text in texts)
    assert any("2027-" in text for text in texts)
    assert any("Bank or office" in text for text in texts)


def test_the_paper_carries_the_plan_and_is_no_report(tmp_path: Path) -> None:
    """The plan is attached as JSON; a verifier does not take the paper for a report."""
    path = tmp_path / "plan.pdf"
    write_plan(path, sample(), plan(), catalogue(), NOW, "en")
    with pikepdf.open(path) as pdf:
        attached = next(iter(pdf.attachments.values())).get_file().read_bytes()
    assert attached.startswith(b"{")
    assert b'"format":"zhijie-plan"' in attached
