"""`evaluate` beyond one case: many cases, an earlier version, prices, local rules."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import resources
from models import document
from models.assessment import AnswerId
from tests.factories import leading_factory
from tests.ui.command_line.conftest import call

SAMPLE = resources.path("samples/hongda-machining.json")


def sample(**changes: Any) -> dict[str, Any]:
    """Returns the sample with other values at the top."""
    return {**json.loads(SAMPLE.read_bytes()), **changes}


def written(path: Path, document: dict[str, Any]) -> Path:
    """Writes a document and returns its path."""
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_file_with_one_case_a_line_gives_one_line_each(tmp_path: Path) -> None:
    """A broken line is named by its number and does not stop the others; the exit code says that one was bad."""
    path = tmp_path / "cases.jsonl"
    good = json.dumps(sample(), ensure_ascii=False)
    path.write_text("\n".join((good, "{", "", good)) + "\n", encoding="utf-8")
    said = call("--lang", "en", "evaluate", path)
    assert said.code == 1
    lines = said.out.splitlines()
    assert lines[0].startswith("cases.jsonl:1 ")
    assert lines[1].startswith("✗ cases.jsonl:2: ")
    assert lines[2].startswith("cases.jsonl:4 ")
    assert lines[-1] == "3 cases: none 2; not valid: 1."


def test_a_folder_of_cases_is_one_json_value(tmp_path: Path) -> None:
    """With `--json` a list of objects, in the order of the names, each saying tier and unmet conditions."""
    written(tmp_path / "b.json", sample(case="B"))
    written(tmp_path / "a.json", sample(case="A"))
    said = call("--lang", "en", "evaluate", tmp_path, "--json", "--overlay", "jiangsu-2026")
    assert said.code == 0
    assert [(case["file"], case["case"], case["reached"]) for case in said.value] == [
        ("a.json", "A", None),
        ("b.json", "B", None),
    ]
    assert "jiangsu-2026.scenarios" in said.value[0]["not_met"]
    assert "basic.GJ" not in said.value[0]["not_met"], "what only informs is not counted"


def test_an_empty_folder_is_an_empty_list(tmp_path: Path) -> None:
    """No case is no error."""
    assert call("evaluate", tmp_path, "--json").value == []


def test_since_says_whether_the_factory_or_the_rules_changed(tmp_path: Path) -> None:
    """One answer and one overlay changed: each condition names its own cause."""
    document = sample(version=2, overlays=["jiangsu-2026"])
    document["assessment"]["requirements"]["BR4"]["answer"] = "yes"
    path = written(tmp_path / "new.json", document)
    said = call("--lang", "en", "evaluate", path, "--since", SAMPLE, "--json")
    change = said.value["since"]
    causes = {condition["id"]: condition["cause"] for condition in change["conditions"]}
    assert causes["basic.BR4"] == "answers"
    assert causes["jiangsu-2026.scenarios"] == "rulebook"
    assert change["rules_changed"] is True
    assert [answer["answer"] for answer in change["answers"]] == ["requirements.BR4.answer"]
    assert "Since the earlier version" in said.err


def test_many_cases_are_shared_out_and_come_back_in_order(tmp_path: Path) -> None:
    """Two processes say what one says, line for line, of the good and the broken ones."""
    path = tmp_path / "cases.jsonl"
    lines = [json.dumps(sample(case=f"C{number}"), ensure_ascii=False) for number in range(455)]
    lines[430] = "{"
    path.write_text("\n".join(lines), encoding="utf-8")
    alone, shared = (call("evaluate", path, "--json", "--jobs", jobs) for jobs in "12")
    assert alone.value == shared.value
    assert [case.get("case") for case in shared.value] == [
        f"C{number}" if number != 430 else None for number in range(455)
    ]
    assert (alone.code, shared.code) == (1, 1)


def test_each_of_many_cases_says_what_is_unknown(tmp_path: Path) -> None:
    """Beside the unmet conditions stand those that nobody can decide yet."""
    written(tmp_path / "a.json", sample())
    (case,) = call("evaluate", tmp_path, "--json").value
    tiers = call("evaluate", tmp_path / "a.json", "--json").value["tiers"]
    unknown = {each["id"] for tier in tiers for each in tier["conditions"] if each["status"] == "unknown"}
    assert case["unknown"]
    assert set(case["unknown"]) <= unknown


def test_a_doubtful_tier_is_never_said_of_many_cases_without_its_doubt(tmp_path: Path) -> None:
    """A factory that opens in the future reaches its tier in doubt, in the line for people and in the object."""
    factory = replace(leading_factory(), rulebook="national-2025")
    doubtful = factory.with_answers({AnswerId("factory.opened"): "2099"})
    for name, assessment in (("a", factory), ("b", doubtful)):
        (tmp_path / f"{name}.json").write_bytes(document.write(assessment))
    assert [(case["reached"], case["in_doubt"]) for case in call("evaluate", tmp_path, "--json").value] == [
        ("leading", False),
        ("leading", True),
    ]
    sure, unsure = call("--lang", "en", "evaluate", tmp_path).out.splitlines()[:2]
    assert "Leading, possible" in sure
    assert "Leading (in doubt: answers contradict each other), possible" in unsure


def test_doubt_and_what_was_not_checked_reach_every_output(tmp_path: Path) -> None:
    """The same contradictory case as one value, one of many, an export in JSON and a workbook."""
    factory = replace(leading_factory(), rulebook="national-2025")
    doubtful = factory.with_answers({AnswerId("factory.opened"): "2099"})
    case, folder = tmp_path / "case.json", tmp_path / "many"
    folder.mkdir()
    for path in (case, folder / "case.json"):
        path.write_bytes(document.write(doubtful))
    whole = call("--lang", "en", "evaluate", case, "--json").value
    (short,) = call("--lang", "en", "evaluate", folder, "--json").value
    errors = [each["id"] for each in whole["contradictions"] if each["severity"] == "error"]
    assert errors
    assert short["errors"] == errors
    assert short["caveat"] == whole["caveat"]
    assert "not checked against the official annex" in whole["caveat"]
    for name in ("out.json", "out.xlsx"):
        call("--lang", "en", "export", case, "-o", tmp_path / name)
    exported = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert (exported["in_doubt"], exported["caveat"]) == (True, whole["caveat"])
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "out.xlsx")["Overview"].values for cell in row]
    assert whole["caveat"] in cells
    assert "Leading (in doubt: answers contradict each other)" in cells


def test_since_is_refused_for_many_cases(tmp_path: Path) -> None:
    """One earlier version belongs to one case."""
    assert call("evaluate", tmp_path, "--since", SAMPLE).code == 2


def test_the_cheapest_set_comes_first() -> None:
    """Prices rise down the list; every set has the measures behind its price and is one that closes the tier."""
    value = call("evaluate", SAMPLE, "--json").value
    for tier, sets in value["missing_by_price"].items():
        prices = [(len(each["unpriced"]), each["cost_wan"]) for each in sets]
        assert prices == sorted(prices)
        assert len(sets[0]["items"]) == len(value["missing"][tier][0])
        assert all(each["measures"] for each in sets)


def test_the_first_set_names_subdomains_and_no_declared_paper() -> None:
    """The sample computes below level 2: the way there is to raise subdomains."""
    first = call("evaluate", SAMPLE, "--json").value["missing"]["basic"][0]
    assert any(answer.startswith("maturity.") for answer in first)
    assert not any("declared" in answer for answer in first)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_shares_are_percent_and_information_is_marked(language: str) -> None:
    """No raw unit and no uncounted condition passes for a counted one."""
    said = call("--lang", language, "evaluate", SAMPLE).out
    assert " share" not in said.replace("share of", "")
    assert ("（仅供参考，不计入）" if language == "zh" else "(for information, not counted)") in said


def test_contradictions_are_printed_with_their_weight(tmp_path: Path) -> None:
    """More connected machines than machines cannot both be true, and that is said."""
    document = sample()
    document["factory"] |= {"machines": 10, "machines_connected": 20}
    path = written(tmp_path / "liar.json", document)
    assert "cannot both be true" in call("--lang", "en", "evaluate", path).out
    contradictions = call("evaluate", path, "--json").value["contradictions"]
    assert ("connected-over-machines", "error") in [
        (contradiction["id"], contradiction["severity"]) for contradiction in contradictions
    ]


def test_money_is_said_in_each_languages_unit(tmp_path: Path) -> None:
    """English says yuan, never ten thousands of them; Chinese says 万元."""
    case = written(tmp_path / "a.json", sample(case="A"))
    english, chinese = (call("--lang", spoken, "evaluate", case).out for spoken in ("en", "zh"))
    assert "10k" not in english
    assert re.search(r"from [0-9,]+ yuan", english)
    assert "万元起" in chinese


def test_what_if_holds_only_for_this_answer(tmp_path: Path) -> None:
    """Assumed answers decide as if they were given; what changes is said, and the file stays as it was."""
    path = written(tmp_path / "a.json", sample())
    before = path.read_bytes()
    plain = call("evaluate", path, "--json").value
    said = call(
        "--lang", "en", "evaluate", path, "--json",
        "--assume", "requirements.BR4.answer=yes", "--assume", "scenarios.SC10.status=",
    )  # fmt: skip
    assert [(each["answer"], each["before"], each["value"]) for each in said.value["assumed"]] == [
        ("requirements.BR4.answer", "partly", "yes"),
        ("scenarios.SC10.status", "planned", None),
    ]
    assert [each["value_text"] for each in said.value["assumed"]] == ["yes, done", "no answer"]
    causes = {change["id"]: change["after"] for change in said.value["by_assumption"]["conditions"]}
    assert causes["basic.BR4"] == "met"
    statuses = [
        {each["id"]: each["status"] for tier in value["tiers"] for each in tier["conditions"]}
        for value in (plain, said.value)
    ]
    assert [each["basic.BR4"] for each in statuses] == ["not_met", "met"]
    assert "the case file stays as it is" in said.err
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("written_as", "value"),
    [
        ("scenarios.SC10.status=全面在用", "full"),
        ("enterprise.staff=1,200", 1200),
        ("enterprise.founded=2009年6月", "2009-06"),
        ("scenarios.SC10.investment_wan=12.5万", 12.5),
        ("scenarios.SC10.suppliers=甲公司、乙公司", ["甲公司", "乙公司"]),
        ("scenarios.SC10.comment=a=b", "a=b"),
    ],
)
def test_an_assumption_is_read_as_a_person_writes_it(written_as: str, value: object) -> None:
    """Words of a choice, grouped numbers, Chinese dates and lists mean what they mean in the window."""
    said = call("evaluate", SAMPLE, "--json", "--assume", written_as)
    assert said.value["assumed"][0]["value"] == value


@pytest.mark.parametrize(
    ("written_as", "sentence"),
    [
        ("scenarios.SC10.staus=full", "“scenarios.SC10.status” is probably meant"),
        ("SC10=full", "“scenarios.SC10.status” is probably meant"),
        ("SC10=2024", "one of these is probably meant: scenarios.SC10.status, scenarios.SC10.ai"),
        ("scenarios.SC1.status=full", "“scenarios.SC01.status” is probably meant"),
        ("SC10.status=full", "“scenarios.SC10.status” is probably meant"),
        ("basic.BR3=yes", "“requirements.BR3.answer” is probably meant"),
        ("maturity.P1=full", "maturity.P1.level1, maturity.P1.level2"),
        ("scenarios.SC99.status=full", "these rules do not ask for “scenarios.SC99.status”. Nothing"),
        ("enterprise.employees=12", "these rules do not ask for “enterprise.employees”."),
        ("weather=fine", "these rules do not ask for “weather”"),
        ("scenarios.SC10.status=finished", "choose one of: none ("),
        ("scenarios.SC10.status", "write it as scenarios.SC10.status=full"),
        ("enterprise.staff=many", "enterprise.staff=many"),
        ("enterprise.staff=-3", "enterprise.staff=-3"),
        ("enterprise.founded=05/06/07", "can mean"),
        ("scenarios.SC10.evidence=photo.jpg", "evidence cannot be assumed"),
    ],
)
def test_an_assumption_that_means_nothing_is_refused(written_as: str, sentence: str) -> None:
    """A wrong id, value or form ends with exit code 2 and one sentence."""
    said = call("--lang", "en", "evaluate", SAMPLE, "--assume", written_as)
    assert said.code == 2
    assert sentence in said.err
    assert "{" not in said.err


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", "（scenarios.SC10.status）：全面在用（原为计划中）"),
        ("en", "(scenarios.SC10.status): in use throughout instead of planned"),
    ],
)
def test_an_assumption_is_told_in_the_words_of_its_question(language: str, words: str) -> None:
    """Not `full` and `planned`: what the question offers, in the person's language."""
    said = call("--lang", language, "evaluate", SAMPLE, "--assume", "scenarios.SC10.status=full")
    assert words in said.out + said.err


def test_one_answer_is_assumed_once_and_of_one_case(tmp_path: Path) -> None:
    """Twice the same answer is a mistake, and so is an assumption for a folder."""
    twice = ("--assume", "requirements.BR4.answer=yes", "--assume", "requirements.BR4.answer=no")
    assert call("evaluate", SAMPLE, *twice).code == 2
    assert call("evaluate", tmp_path, "--assume", "requirements.BR4.answer=yes").code == 2


def test_the_exports_name_every_source_with_its_address(tmp_path: Path) -> None:
    """JSON and workbook carry the addresses, weights and contradictions that a reader needs beside the statuses."""
    value = call("evaluate", SAMPLE, "--json").value
    cited = {key for tier in value["tiers"] for each in tier["conditions"] for key in each["sources"]}
    assert cited <= set(value["sources"])
    assert any(value["sources"][key]["address"].startswith("https://") for key in cited)
    assert value["weights"]["confidence"]
    call("evaluate", SAMPLE)
    out = tmp_path / "out.xlsx"
    assert call("--lang", "en", "export", SAMPLE, "-o", out).code == 0
    book = openpyxl.load_workbook(out)
    assert {"Contradictory answers", "Reference figures", "Maturity weights", "Sources"} <= set(book.sheetnames)
    addresses = [row[2].value for row in book["Sources"].iter_rows(min_row=2)]
    assert any(str(address).startswith("https://") for address in addresses)


def test_a_day_before_the_date_of_the_rules_is_said_with_the_result(tmp_path: Path) -> None:
    """For one case and for many, for people and in the JSON; on the day itself nothing is said."""
    (tmp_path / "one.json").write_bytes(Path(SAMPLE).read_bytes())
    for case in (SAMPLE, tmp_path):
        assert "after the day of evaluation (2026-01-15)" in call("evaluate", case, "--on", "2026-01-15").out
        early, own = (call("evaluate", case, "--on", day, "--json").value for day in ("2026-01-15", "2026-11-30"))
        early, own = (value[0] if isinstance(value, list) else value for value in (early, own))
        assert "2026-01-15" in early["problems"][0]
        assert own["problems"] == []
