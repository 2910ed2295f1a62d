"""Papers of a region, and what is published of it."""

import io
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pikepdf
import pypdfium2
import pytest

from models.region.facts import RegionFact
from models.region.suppression import publication_of
from models.region.view import region_view
from reports.region.published import NotAPublication, kept_publications, publication_bytes, read_publication
from reports.region.tree import RegionPaper
from reports.region.writing import NothingToPublish, publish, write_region
from tests.models.region.facts import LABELS, fact, many_facts
from tests.reports.factory import catalogue
from tests.reports.region.test_demand import COMMON, paper, worked_out

NOW = datetime.fromisoformat("2026-11-30T10:00:00+08:00")


def region(facts: list[RegionFact]) -> RegionPaper:
    """A region whose demand was not worked out."""
    return RegionPaper(region_view(facts, LABELS), None, catalogue(), COMMON, NOW.date())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_region_is_written_as_pages_with_its_data_attached(tmp_path: Path, language: str) -> None:
    """The PDF says the answer in the chosen language and holds all of it as JSON."""
    path = tmp_path / "region.pdf"
    write_region(path, paper(worked_out()), NOW, "zh" if language == "zh" else "en")
    pages = pypdfium2.PdfDocument(path)
    text = "".join(page.get_textpage().get_text_bounded() for page in pages)
    assert ("带动升级" if language == "zh" else "Shared services, each taken singly") in text
    with pikepdf.open(path) as pdf:
        (attached,) = pdf.attachments.values()
        tree = json.loads(attached.get_file().read_bytes())
    assert tree["region"]["services"]["ranking"]


def test_a_region_is_written_as_a_workbook_with_a_sheet_for_each_table(tmp_path: Path) -> None:
    """Counts are numbers, and every group has its row, however many there are."""
    path = tmp_path / "region.xlsx"
    facts = many_facts(400)
    write_region(path, region(facts), NOW, "en")
    book = openpyxl.load_workbook(path)
    sheet = book["Factories by tier  Industry"]
    assert sheet["B2"].value == max(
        row[1] for row in sheet.iter_rows(min_row=2, max_col=2, values_only=True) if isinstance(row[1], int)
    )
    industries = {fact.industry for fact in region_view(facts, LABELS).factories}
    assert sum(isinstance(row[1], int) for row in sheet.iter_rows(min_row=2, max_col=2, values_only=True)) == len(
        industries
    )


def test_a_region_without_a_report_is_written_too(tmp_path: Path) -> None:
    """Empty pages and an empty workbook, no fault."""
    for ending in (".pdf", ".xlsx"):
        write_region(tmp_path / f"region{ending}", region([]), NOW, "zh")
        assert (tmp_path / f"region{ending}").stat().st_size > 1000


@pytest.mark.parametrize("ending", [".json", ".xlsx", ".pdf"])
def test_a_publication_shows_no_group_under_five_and_is_kept(tmp_path: Path, ending: str) -> None:
    """Whatever its form; the data folder remembers what the next one is checked against."""
    facts = region_view(many_facts(150), LABELS).factories
    path = tmp_path / f"published{ending}"
    publication = publish(path, facts, tmp_path / "data", NOW, "zh")
    assert all(count is None or count == 0 or count >= 5 for count in publication.cells.values())
    assert kept_publications(tmp_path / "data") == (publication,)
    if ending == ".json":
        assert read_publication(path) == publication
    if ending == ".xlsx":
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
        shown = {cell.value for sheet in book for row in sheet.iter_rows(min_row=2) for cell in row}
        assert "·" in shown
        assert not {1, 2, 3, 4} & {value for value in shown if isinstance(value, int)}


def test_the_next_publication_is_checked_against_the_one_before(tmp_path: Path) -> None:
    """Three newcomers are not shown by comparing; without five changes of any kind, nothing new may be said of them."""
    first = [fact(number, reached="basic" if number % 2 else None) for number in range(40)]
    then = [*first, *(fact(100 + number, reached="basic") for number in range(3))]
    publish(tmp_path / "one.json", first, tmp_path, NOW, "zh")
    later = publish(tmp_path / "two.json", then, tmp_path, NOW.replace(hour=11), "zh")
    before = read_publication(tmp_path / "one.json")
    assert before.cells["industry", "C34", 1] == 20
    assert later.cells["industry", "C34", 1] is None


def test_fewer_than_five_factories_publish_nothing(tmp_path: Path) -> None:
    """A refusal with a sentence; nothing is written or kept."""
    with pytest.raises(NothingToPublish):
        publish(tmp_path / "out.json", [fact(number) for number in range(4)], tmp_path, NOW, "zh")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"format": "zhijie-report"}',
        "\x00",
        '{"format": "zhijie-region-publication", "columns": null}',
        "[" * 100_000,
    ],
)
def test_what_is_no_publication_is_refused(tmp_path: Path, text: str) -> None:
    """A sentence for every file that is given as an earlier publication and is none."""
    path = tmp_path / "earlier.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NotAPublication):
        read_publication(path)


def test_a_publication_with_a_wrong_count_is_refused(tmp_path: Path) -> None:
    """A count that is no whole number, or a cell that is missing, would make the check worth nothing."""
    tree = json.loads(publication_bytes(publication_of(many_facts(60), day="2026-11-30")))
    for wrong in (-1, "5", True, 2.5):
        tree["tables"][0]["rows"][0]["counts"][0] = wrong
        path = tmp_path / "earlier.json"
        path.write_text(json.dumps(tree), encoding="utf-8")
        with pytest.raises(NotAPublication):
            read_publication(path)


def test_a_region_in_doubt_says_so() -> None:
    """Factories with contradictory answers are counted apart."""
    facts = [replace(fact(1), contradictions=2), fact(2)]
    assert region_view(facts, LABELS).contradictory == 1
