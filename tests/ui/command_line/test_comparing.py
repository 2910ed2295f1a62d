"""Two versions side by side: answers, and what changed with them."""

import json
from pathlib import Path

import resources
from tests.ui.command_line.conftest import call

SAMPLE = resources.path("samples/hongda-machining.json")


def test_two_versions_differ_in_an_answer_and_what_hangs_on_it(tmp_path: Path) -> None:
    """The answer in words, before and after, with the condition that came out differently; exit 0."""
    top = json.loads(SAMPLE.read_bytes())
    answer = top["assessment"]["requirements"]["BR1"]
    before, answer["answer"] = answer["answer"], "no" if answer["answer"] == "yes" else "yes"
    top["version"] = 2
    new = tmp_path / "new.json"
    new.write_text(json.dumps(top, ensure_ascii=False), encoding="utf-8")
    said = call("compare", SAMPLE, new, "--json")
    assert said.code == 0
    (difference,) = said.value["answers"]
    assert (difference["answer"], difference["before"]) == ("requirements.BR1.answer", before)
    assert difference["before_text"] != difference["after_text"]
    assert difference["conditions"] == ["basic.BR1"]
    assert [each["id"] for each in said.value["conditions"]] == ["basic.BR1"]
    assert (said.value["old"]["version"], said.value["new"]["version"], said.value["same_case"]) == (1, 2, True)
    assert " → " in call("compare", SAMPLE, new).out


def test_a_version_does_not_differ_from_itself() -> None:
    """Nothing is listed, and the exit code is still 0."""
    said = call("compare", SAMPLE, SAMPLE, "--json")
    assert (said.code, said.value["answers"], said.value["conditions"], said.value["tiers"]) == (0, [], [], [])


def test_both_are_put_side_by_side_in_figures() -> None:
    """Of two factories or two versions: the tiers, the score, and how many conditions are met and proven."""
    figures = call("compare", SAMPLE, SAMPLE, "--json").value["new"]
    assert 0 < figures["met"] < figures["conditions"]
    assert figures["proven"] <= figures["met"]
    assert len(figures["score"]) == 2
    assert (figures["reached"], figures["possible"]) == (None, None)
