"""The commands `summary`, `inquiry` and `calendar`: what a manager hands on, whatever the plan comes to."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest
from icalendar import Calendar
from PIL import Image

import resources
from models.language import Language
from tests.ui.command_line.conftest import call

THERE = resources.path("samples/lijia-moulding.json")
SAMPLE = resources.path("samples/hongda-machining.json")
LITTLE = ("--target", "leading", "--budget", "5")
"""Money for a few measures and not for the tier."""


def text_of(pdf: Path) -> str:
    """The text of a sheet that has one page."""
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    return str(document[0].get_textpage().get_text_range())


def planned(*options: str) -> Any:
    """The plan that the command `plan` makes with the same options."""
    return call("plan", SAMPLE, *options, "--json", "--lang", "zh").value


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ("尚未达到", "离基础级还差什么", "先做这三步", "要花的钱", "万元")),
        ("en", ("What is missing for Basic", "yuan")),
    ],
)
def test_the_summary_is_one_page_with_tier_gaps_steps_and_money(
    tmp_path: Path, language: str, words: tuple[str, ...]
) -> None:
    """Without a tier or budget it shows the cheapest way to the next tier."""
    out = tmp_path / "summary.pdf"
    assert call("summary", SAMPLE, "-o", out, "--lang", language).code == 0
    text = text_of(out)
    assert all(word in text for word in words)
    assert "宏达精密机械有限公司" in text


def test_the_picture_is_as_wide_as_a_telephone_shows_and_long(tmp_path: Path) -> None:
    """A PNG of 1080 pixels across that ends a little below its last line."""
    out = tmp_path / "summary.png"
    said = call("summary", SAMPLE, "-o", out, "--lang", "zh")
    assert (said.code, said.out.strip()) == (0, str(out))
    with Image.open(out) as picture:
        assert picture.format == "PNG"
        assert picture.width == 1080
        assert 2 < picture.height / picture.width < 6
        foot = picture.convert("L").crop((0, picture.height - 200, 1080, picture.height))
        assert min(foot.tobytes()) < 100


def test_a_plan_that_falls_short_still_fits_on_its_page(tmp_path: Path) -> None:
    """The page says that the tier is not reached and what keeps it away, and so does the command."""
    out = tmp_path / "summary.pdf"
    said = call("summary", SAMPLE, "-o", out, *LITTLE, "--lang", "en")
    assert said.code == 0
    assert "does not reach its tier" in said.err
    assert "No plan within these limits can reach Leading" in text_of(out).replace("\r\n", " ")


def test_an_inquiry_has_a_sheet_per_measure_and_no_secret(tmp_path: Path) -> None:
    """What, how many, by when, what must be proven; no budget, price, tier or money of the factory."""
    case = json.loads(SAMPLE.read_text(encoding="utf-8"))
    case["factory"]["energy_bill_wan"] = 987.6
    changed = tmp_path / "case.json"
    changed.write_text(json.dumps(case, ensure_ascii=False), encoding="utf-8")
    out = tmp_path / "inquiry.xlsx"
    options = ("--target", "basic", "--budget", "43.21", "--quote", "B04:own=7.89")
    assert call("inquiry", changed, "-o", out, *options, "--lang", "zh").code == 0
    value = call("plan", changed, *options, "--json", "--lang", "zh").value
    book = openpyxl.load_workbook(out)
    names = {step["measure"]: step["name"] for step in value["steps"]}
    assert [sheet["A1"].value for sheet in book] == [f"询价单：{names[month['measure']]}" for month in value["months"]]
    ends = {month["measure"]: month["ends"] for month in value["months"]}
    for sheet, month in zip(book, value["months"], strict=True):
        cells = {row[0].value: row[1].value for row in sheet.iter_rows(max_col=2)}
        assert cells["投用期限"] == ends[month["measure"]]
        assert cells["数量"]
        assert cells["验收时须证明"]
        assert cells["一次性含税价（元）"] is None
        assert (sheet.page_setup.fitToHeight, sheet.page_setup.orientation) == (1, "portrait")
    whole = "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    assert not [secret for secret in ("43.21", "987.6", "7.89", "万元", "基础级", "预算") if secret in whole]


def test_a_calendar_has_every_step_all_day_and_opens_twice_without_doubling(tmp_path: Path) -> None:
    """Names of events stay from one file to the next, days are the plan's, nothing rings."""
    first, second = tmp_path / "first.ics", tmp_path / "second.ics"
    options = ("--target", "basic", "--budget", "60")
    assert call("calendar", SAMPLE, "-o", first, *options, "--lang", "zh").code == 0
    assert call("calendar", SAMPLE, "-o", second, *options, "--start", "2027Q2", "--lang", "en").code == 0
    value = planned(*options)
    events: dict[str, Any] = {
        str(each["summary"]): each for each in Calendar.from_ical(first.read_bytes()).walk("VEVENT")
    }
    names = {step["measure"]: step["name"] for step in value["steps"]}
    for month in value["months"]:
        event = events[names[month["measure"]]]
        assert event["dtstart"].dt == date.fromisoformat(month["begins"])
        assert (event["dtend"].dt - date.fromisoformat(month["ends"])).days == 1
        assert not event.subcomponents
    assert "按计划达到基础级" in events
    uids = [
        {str(each["uid"]) for each in Calendar.from_ical(path.read_bytes()).walk("VEVENT")} for path in (first, second)
    ]
    assert len(uids[0]) == len(value["steps"]) + len(value["gates"])
    assert uids[0] & uids[1]
    assert "万元" not in first.read_text(encoding="utf-8")


@pytest.mark.parametrize(("command", "ending"), [("inquiry", "xlsx"), ("calendar", "ics")])
def test_a_plan_without_measures_writes_no_file(tmp_path: Path, command: str, ending: str) -> None:
    """Too little money for anything: one sentence and exit code 1."""
    out = tmp_path / f"out.{ending}"
    said = call(command, SAMPLE, "-o", out, "--target", "advanced", "--budget", "0.01", "--lang", "en")
    assert said.code == 1
    assert "the plan has no measures" in said.err
    assert not out.exists()


@pytest.mark.parametrize(
    ("language", "word", "unwanted"),
    [("en", "Basic is already reached", "Measures left out, and why"), ("zh", "已达到基础级", "未选举措及原因")],
)
def test_papers_of_a_target_that_is_reached_say_so(
    tmp_path: Path, language: Language, word: str, unwanted: str
) -> None:
    """Nobody is told to spend more, and no measure that is not needed is listed with its reason."""
    options = (THERE, "--target", "basic", "--budget", "30", "--lang", language)
    for name in ("summary.pdf", "plan.pdf", "report.pdf"):
        out = tmp_path / name
        assert call(name.removesuffix(".pdf"), *options, "-o", out).code == 0
        text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(out))
        assert word in text
        assert unwanted not in text
    for command, ending in (("inquiry", "xlsx"), ("calendar", "ics")):
        out = tmp_path / f"out.{ending}"
        said = call(command, *options, "-o", out)
        assert said.code == 1
        assert word in said.err
        assert not out.exists()


@pytest.mark.parametrize("command", ["summary", "inquiry", "calendar"])
def test_another_ending_is_wrong_usage(tmp_path: Path, command: str) -> None:
    """The ending says what is written; another one is refused before the work."""
    said = call(command, SAMPLE, "-o", tmp_path / "out.docx", "--lang", "en")
    assert said.code == 2
    assert not list(tmp_path.iterdir())
