"""`sme-level`, and the digital level in `check` and `export`."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.ui.command_line.conftest import call
from tests.ui.command_line.test_evaluating import sample, written

ANSWERS: dict[str, Any] = {
    "SQ01": {"B": "yes", "C": "yes", "D": "no", "E": "no"},
    "SQ02": {"machines": 60, "digital": 30},
    "SQ03": {"connected": 18},
    "SS06": {"level": "3"},
    "SS07": {"level": "2"},
    "official": {"date": "2026-09-01"},
}


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """The sample with some answers to the digital level, and without a few of its own."""
    document = sample()
    document["assessment"]["digital_level"] = ANSWERS
    del document["factory"]["machines_connected"]
    return written(tmp_path / "case.json", document)


def test_the_level_is_told_in_both_languages(case: Path) -> None:
    """Points, level, what is missing, what the sources say otherwise, what it fills in, and what it is."""
    zh, en = call("--lang", "zh", "sme-level", case), call("--lang", "en", "sme-level", case)
    assert zh.code == en.code == 0
    for word in ("工信厅企业〔2024〕56号", "11.5 到", "不到一级", "专精特新", "约束性", "可以预填"):
        assert word in zh.out
    for word in ("11.5 to 91.5 of 100 points", "voluntary and free", "on site", "by your answers", "SQ03"):
        assert word in en.out


def test_the_json_value_holds_everything(case: Path) -> None:
    """One JSON value: points and level as ranges, questions with source and mark, offers with origin, what is known."""
    value = call("--lang", "en", "sme-level", case, "--on", "2026-11-30", "--json").value
    assert value["points"] == {"low": 11.5, "high": 91.5, "of": 100}
    assert value["level"]["low"] == 0
    assert value["level"]["high"] == 4
    assert (value["answered"], value["asked"]) == (5, 31)
    assert value["questions"][1]["from_figures"]
    assert value["questions"][1]["sources"] == ["A", "B", "C"]
    assert {"id": "SS06", "name": "Production control", "binding": True, "low": 3, "high": 3, "answered": True} in (
        value["scenes"]
    )
    connected = next(each for each in value["fills_in"] if each["answer"] == "factory.machines_connected")
    assert connected["value"] == 18
    assert connected["from"] == ["SQ03"]
    assert connected["state"] == "open"
    assert [short["level"] for short in value["missing"]] == [1, 2, 3, 4]
    assert {conflict["id"] for conflict in value["conflicts"] if conflict["otherwise"]} == {
        "level3",
        "binding",
        "order",
        "connected",
        "stages",
    }
    assert any(each["answer"] == "digital_level.SQ14.staff_last" for each in value["answered_by_ours"])


def test_an_old_test_fills_nothing_in(case: Path) -> None:
    """More than a year after its day the test offers nothing; what is no day is refused."""
    value = call("sme-level", case, "--on", "2027-09-02", "--json").value
    assert value["too_old"]
    assert value["fills_in"] == []
    assert call("sme-level", case, "--on", "yesterday").code == 2


def test_the_document_is_checked(tmp_path: Path) -> None:
    """A level that does not exist and an unknown question are named with their place."""
    document = sample()
    document["assessment"]["digital_level"] = {"SS06": {"level": "5"}, "SQ16": {"choice": "A"}}
    said = call("--lang", "en", "check", written(tmp_path / "case.json", document))
    assert said.code == 1
    assert "assessment.digital_level.SS06.level" in said.out
    assert "assessment.digital_level.SQ16" in said.out


def test_the_export_has_the_level_where_it_is_answered(case: Path, tmp_path: Path) -> None:
    """XLSX gets a sheet and JSON a key; a case without such answers gets neither."""
    sheet, value = tmp_path / "out.xlsx", tmp_path / "out.json"
    assert call("--lang", "zh", "export", case, "-o", sheet).code == 0
    assert call("export", case, "-o", value).code == 0
    book = load_workbook(io.BytesIO(sheet.read_bytes()))
    rows = [tuple(row) for row in book["中小企业数字化水平"].iter_rows(values_only=True)]
    assert any(row[0] == "SQ02" and row[2] == 4.5 for row in rows)
    assert any(row[0] == "SS06" and row[2:5] == (3, 3, "是") for row in rows)
    assert json.loads(value.read_bytes())["digital_level"]["points"]["low"] == 11.5

    plain = written(tmp_path / "plain.json", sample())
    assert call("export", plain, "-o", value).code == 0
    assert "digital_level" not in json.loads(value.read_bytes())
