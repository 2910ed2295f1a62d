"""A part of a case goes out as a workbook or a file and comes back, merged answer by answer."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

import resources
from tests.models.sharing.parts import put
from tests.ui.command_line.conftest import call

SAMPLE = resources.path("samples/hongda-machining.json")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """The sample factory as a document that may be changed."""
    path = tmp_path / "case.json"
    path.write_bytes(SAMPLE.read_bytes())
    return path


def edit(path: Path, **changes: object) -> None:
    """Changes answers about the enterprise in a document."""
    top = json.loads(path.read_bytes())
    top["enterprise"] |= changes
    path.write_text(json.dumps(top, ensure_ascii=False), encoding="utf-8")


def type_into(path: Path, answer: str, value: object) -> None:
    """Types a value into a workbook, as a colleague would."""
    book = load_workbook(path)
    put(answer, value)(book)
    book.save(path)


@pytest.mark.parametrize("ending", ["xlsx", "json"])
def test_a_part_that_nobody_touched_gives_the_same_case(case: Path, tmp_path: Path, ending: str) -> None:
    """Exit 0, nothing changed, and the document is the case's own."""
    part, out = tmp_path / f"part.{ending}", tmp_path / "out.json"
    assert call("share", case, "-o", part).code == 0
    said = call("share-import", case, part, "-o", out, "--json")
    assert (said.code, said.value["changed"], said.value["conflicts"]) == (0, [], [])
    again = call("share-import", out, part, "-o", tmp_path / "again.json")
    assert again.code == 0
    assert out.read_bytes() == (tmp_path / "again.json").read_bytes()


def test_a_conflict_keeps_the_case_and_ends_with_1_until_somebody_chooses(case: Path, tmp_path: Path) -> None:
    """Both sides stand in the JSON with names and times; `--take` chooses the file's answer."""
    part, out = tmp_path / "part.xlsx", tmp_path / "out.json"
    call("--lang", "zh", "share", case, "--section", "enterprise", "-o", part, "--for", "张工", "--by", "李经理")
    type_into(part, "enterprise.staff", 99)
    type_into(part, "enterprise.name", "新名")
    edit(case, staff=77)
    said = call("share-import", case, part, "-o", out, "--json")
    assert said.code == 1
    assert [each["answer"] for each in said.value["changed"]] == ["enterprise.name"]
    (conflict,) = said.value["conflicts"]
    assert (conflict["answer"], conflict["here"]["value"], conflict["there"]["value"]) == ("enterprise.staff", 77, 99)
    assert conflict["kept"] == "here"
    assert conflict["here"]["who"] == "case.json"
    assert conflict["here"]["at"]
    assert conflict["there"]["at"]
    assert (
        json.loads(out.read_bytes())["enterprise"] | {"staff": 77, "name": "新名"}
        == json.loads(out.read_bytes())["enterprise"]
    )
    chosen = call("share-import", case, part, "-o", out, "--take", "enterprise.staff", "--json")
    assert (chosen.code, chosen.value["conflicts"][0]["kept"]) == (0, "there")
    assert json.loads(out.read_bytes())["enterprise"]["staff"] == 99
    assert call("share-import", case, part, "-o", out, "--take", "enterprise.city").code == 2


def test_people_read_each_change_and_each_conflict(case: Path, tmp_path: Path) -> None:
    """Old and new, and both sides with what was kept."""
    part = tmp_path / "part.xlsx"
    call("--lang", "zh", "share", case, "--section", "enterprise", "-o", part)
    type_into(part, "enterprise.staff", 99)
    type_into(part, "enterprise.revenue_wan", "很多")
    edit(case, staff=77)
    said = call("--lang", "zh", "share-import", case, part, "-o", tmp_path / "out.json")
    assert "案卷中（保留）：77 人" in said.out
    assert "文件中：99 人" in said.out
    assert "未采用" in said.out
    assert "很多" in said.out
    assert "--take" in said.out


def test_a_colleague_answers_a_part_from_an_own_case(case: Path, tmp_path: Path) -> None:
    """The file for the same program: what it was stays its base, so that only the colleague's changes come back."""
    part, back, out = (tmp_path / name for name in ("part.json", "back.json", "out.json"))
    call("share", case, "--section", "enterprise", "-o", part)
    theirs = tmp_path / "theirs.json"
    theirs.write_bytes(case.read_bytes())
    edit(theirs, staff=99)
    assert call("share", theirs, "--answers-to", part, "--by", "张工", "-o", back).code == 0
    value = call("share-import", case, back, "-o", out, "--json").value
    assert [(each["answer"], each["new"]) for each in value["changed"]] == [("enterprise.staff", 99)]
    assert value["filled_by"] == "张工"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--section", "scenario"), 2),
        (("--section", "scenarios.SC99"), 2),
        (("--section", "scenarios", "--answers-to", "x.json"), 2),
    ],
)
def test_a_section_that_is_not_there_is_refused(case: Path, tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    """Nothing is written, and the sentence names what there is."""
    said = call("share", case, *words, "-o", tmp_path / "part.xlsx")
    assert (said.code, (tmp_path / "part.xlsx").exists()) == (code, False)


def test_a_part_of_another_case_and_a_file_that_is_none_are_refused(case: Path, tmp_path: Path) -> None:
    """Exit 1 for the wrong case, 2 for what cannot be read; nothing is written."""
    part, out = tmp_path / "part.xlsx", tmp_path / "out.json"
    call("share", case, "--section", "enterprise", "-o", part)
    top = json.loads(case.read_bytes())
    case.write_text(json.dumps({**top, "case": "Z-1"}), encoding="utf-8")
    said = call("share-import", case, part, "-o", out, "--json")
    assert (said.code, said.value["error"]) == (1, "part_of_another_case")
    part.write_bytes(b"PK not a workbook")
    assert call("share-import", case, part, "-o", out, "--json").value["error"] == "unreadable_part"
    part.write_bytes(b"{}")
    assert call("share-import", case, part, "-o", out).code == 2
    assert not out.exists()


def test_a_colleague_gets_only_what_is_to_be_asked_of_them(case: Path, tmp_path: Path) -> None:
    """`--asked-of` takes the cards on which the name is noted under “ask someone”."""
    top = json.loads(case.read_bytes())
    top["assessment"].setdefault("scenarios", {}).setdefault("SC10", {})["ask_whom"] = "生产部张工"
    case.write_text(json.dumps(top, ensure_ascii=False), encoding="utf-8")
    part = tmp_path / "part.json"
    assert call("share", case, "--asked-of", "张工", "-o", part).code == 0
    assert {answer.rpartition(".")[0] for answer in json.loads(part.read_bytes())["asked"]} == {"scenarios.SC10"}
