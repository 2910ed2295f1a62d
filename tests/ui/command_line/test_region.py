"""`region`: which shared services would lift most factories, and what they would save, asked on the command line."""

import re
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdfium2 import PdfDocument

from tests.region_reports import certificate, signed_report
from tests.reports.exchange_papers import signed_report as strange_report
from tests.ui.command_line.conftest import Spoken, call

COUNT = 5


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports of some factories of a region, one of somebody else, a reply to nothing; and a data folder."""
    place = tmp_path_factory.mktemp("region")
    reports = place / "reports"
    reports.mkdir()
    for number in range(1, COUNT + 1):
        (reports / f"{number}.pdf").write_bytes(signed_report(number))
    (reports / "stranger.pdf").write_bytes(strange_report())
    (place / "office.pem").write_bytes(certificate())
    return place


def _region(folder: Path, *words: str | Path, language: str = "zh") -> Spoken:
    """The command over the reports of the folder; what was planned once is kept in its data folder."""
    return call(
        "--lang", language, "--data", folder / "data", "region", "--from", folder / "reports",
        "--trust", folder / "office.pem", "--jobs", "1", "--start", "2027Q1", *words,
    )  # fmt: skip


@cache
def _answer(folder: Path, language: str = "zh") -> Any:
    """What `region --json` says of the whole region; asked once, and not changed by any test."""
    said = _region(folder, "--json", language=language)
    assert said.code == 0, said.err
    return said.value


def _numbers(text: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)?", text)


def test_json_says_which_five_services_lift_most_and_what_they_save_together(folder: Path) -> None:
    """Ranked by factories lifted, then money; the best are of the ranking; every figure has an interval."""
    said = _answer(folder)
    services = said["services"]
    assert (said["factories"], said["left_out"]) == (COUNT, {"untrusted": 1})
    assert sum(services["by_reach"].values()) == services["planned"] == services["factories"]
    ranking = {each["service"]: each for each in services["ranking"]}
    assert 0 < len(services["best"]) <= 5
    assert set(services["best"]) <= ranking.keys()
    lifted = [each["lifted"]["value"] for each in services["ranking"]]
    assert lifted == sorted(lifted, reverse=True)
    assert services["together"]["lifted"]["value"] >= max(ranking[best]["lifted"]["value"] for best in services["best"])
    for effect in (*ranking.values(), services["together"]):
        for figure in ("users", "lifted", "saved"):
            assert effect[figure]["low"] <= effect[figure]["value"] <= effect[figure]["high"]
    assert all(len(each["reports"]) == each["users"]["value"] for each in ranking.values())


def test_both_languages_give_the_same_figures(folder: Path) -> None:
    """Only words differ: what a machine reads is the same."""
    chinese, english = (deepcopy(_answer(folder, language)) for language in ("zh", "en"))
    names = [[each["name"] for each in said["services"]["ranking"]] for said in (chinese, english)]
    assert names[0] != names[1]
    for said in (chinese, english):
        for each in said["services"]["ranking"]:
            each.pop("name"), each.pop("measures"), each.pop("users_by")
    assert chinese["services"]["ranking"] == english["services"]["ranking"]
    assert chinese["services"]["together"] == english["services"]["together"]
    assert chinese["pyramid"] == english["pyramid"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_screen_paper_and_workbook_answer_as_json_does(folder: Path, tmp_path: Path, language: str) -> None:
    """The sentence with the services, what they lift and what they save stands in all of them."""
    services = _answer(folder, language)["services"]
    spoken = _region(folder, "-o", tmp_path / "region.pdf", language=language)
    assert spoken.code == 0
    best = [each["name"] for each in services["ranking"] if each["service"] in services["best"]]
    lines = spoken.out.splitlines()
    answer = next(line for line in lines if all(name in line for name in best))
    assert str(int(services["together"]["lifted"]["value"])) in _numbers(lines[lines.index(answer) + 1])
    assert call(
        "--lang", language, "--data", folder / "data", "region", "--from", folder / "reports", "--trust",
        folder / "office.pem", "--jobs", "1", "--start", "2027Q1", "-o", tmp_path / "region.xlsx",
    ).code == 0  # fmt: skip
    cells = [
        str(cell.value)
        for sheet in openpyxl.load_workbook(tmp_path / "region.xlsx").worksheets
        for line in sheet.iter_rows()
        for cell in line
    ]
    assert all(any(name in cell for cell in cells) for name in best) or language == "en"
    opened = PdfDocument(tmp_path / "region.pdf")
    text = "".join("".join(page.get_textpage().get_text_range() for page in opened).split())
    opened.close()
    if language == "zh":
        assert all("".join(name.split()) in text for name in best)


def test_the_inbox_counts_as_the_files_do(folder: Path) -> None:
    """The same reports, taken in and trusted: the same pyramid, stuck conditions and services."""
    office = folder / "inbox"
    assert call("--data", office, "trust", "add", folder / "office.pem").code == 0
    assert call("--data", office, "inbox", "add", folder / "reports").code == 0
    kept = call("--lang", "zh", "--data", office, "region", "--jobs", "1", "--start", "2027Q1", "--json").value
    files = _answer(folder)
    for key in ("pyramid", "stuck", "groups", "distance", "services", "left_out"):
        assert kept[key] == files[key], key


def test_a_part_of_the_region_and_a_capacity_are_said(folder: Path) -> None:
    """Only the factories of the part; a service that cannot take all of its users is too small."""
    whole = _answer(folder)
    city = whole["groups"]["city"][0]
    part = _region(folder, "--where", f"city={city['group']}", "--no-services", "--json").value
    assert (part["factories"], part["services"]) == (city["factories"], None)
    first = whole["services"]["ranking"][0]["service"]
    said = _region(folder, "--capacity", f"{first}=0", "--json").value
    assert said["services"]["ranking"][0]["capacity"] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--where", "colour=red"), "colour=red"),
        (("--capacity", "no-such-service=3"), "no-such-service"),
        (("--capacity", "expert=many"), "expert=many"),
        (("-o", "region.txt"), ".xlsx"),
    ],
)
def test_wrong_usage_is_a_sentence_before_the_work(folder: Path, words: tuple[str, ...], said: str) -> None:
    """What is no part, service, number or ending is named."""
    refused = _region(folder, *words, language="en")
    assert (refused.code, said in refused.err) == (2, True)
