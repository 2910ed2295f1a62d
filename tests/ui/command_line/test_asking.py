"""`questions`: what still decides, on the command line."""

from pathlib import Path

from tests.ui.command_line.conftest import call
from tests.ui.command_line.test_evaluating import sample, written


def _without(tmp_path: Path, *sections: str) -> Path:
    document = sample()
    for section in sections:
        del document["assessment"][section]
    return written(tmp_path / "case.json", document)


def test_the_questions_are_told_in_both_languages(tmp_path: Path) -> None:
    """The range by now, what is left, and the questions in order; where all is decided, what is not met."""
    case = _without(tmp_path, "requirements", "maturity")
    zh, en = call("--lang", "zh", "questions", case, "--first"), call("--lang", "en", "questions", case)
    assert zh.code == en.code == 0
    assert "Decided: no tier yet" in en.out
    assert "Not met: Covers at least production operations" in en.out
    assert "已经确定：尚未入级" in zh.out


def test_the_json_value_names_questions_and_how_many_are_left(tmp_path: Path) -> None:
    """One JSON value: outcome, target, range, what is left, and each question with its answers and choices."""
    case = _without(tmp_path, "requirements", "maturity", "scenarios")
    value = call("--lang", "en", "questions", case, "--target", "basic", "--on", "2026-11-30", "--json").value
    assert (value["outcome"], value["target"], value["reached"]) == ("open", "basic", None)
    assert value["questions_left"] >= 20
    assert value["minutes_left"] >= 5
    first = value["questions"][0]
    assert (first["section"], first["group"], first["counts_as"]) == ("requirements", "BR1", 1)
    assert first["answers"][0]["choices"] == ["yes", "partly", "no"]
    looks = call("--lang", "en", "questions", case, "--first", "--json").value
    assert sum(question["counts_as"] for question in looks["questions"]) <= 12


def test_a_tier_that_does_not_exist_is_wrong_usage(tmp_path: Path) -> None:
    """Exit code 2 for what cannot be asked; 0 otherwise."""
    assert call("questions", _without(tmp_path), "--target", "golden").code == 2
    assert call("questions", tmp_path / "none.json").code == 2
