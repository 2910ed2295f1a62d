"""A pack is tried before it is installed: what it asks otherwise in words, and which cases it would move."""

from datetime import date
from pathlib import Path

import pytest

import resources
from models.assessment import AnswerId
from models.packs.library import Library
from models.workspace import Workspace


def edited(path: Path, old: str, new: str) -> Path:
    """Writes the Jiangsu rules with one passage changed and a higher version."""
    text = resources.text("rulebook/jiangsu-2026.yaml")
    assert old in text
    version = text[text.index('version: "') :][:14]
    path.write_text(
        text.replace(old, new).replace(version, 'version: "9.0'[: len(version)] + version[13:]), encoding="utf-8"
    )
    return path


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A data folder with the sample, once with the local rules and once without."""
    opened = Workspace.open(tmp_path / "data")
    first = opened.create_sample()
    opened.use_rules(first.case_number, "national-2025", ("jiangsu-2026",))
    opened.create_sample()
    return opened


def test_a_raised_limit_is_said_in_figures_and_the_cases_are_named(workspace: Workspace, tmp_path: Path) -> None:
    """“Scenarios built: 15 → 18”; the case that uses the rules is told apart from those that could."""
    trial = workspace.try_pack(edited(tmp_path / "new.yaml", "built_count >= 15", "built_count >= 18"))
    assert [words.text("en") for words in trial.words] == ["Advanced: scenarios built: 15 → 18"]
    assert [words.text("zh") for words in trial.words] == ["先进级：已建场景数：15 → 18"]
    assert sorted(case.chosen for case in trial.cases) == [False, True]
    using = next(case for case in trial.cases if case.chosen)
    assert using.change.conditions == ()
    assert "Cases here that these rules concern: 2" in " ".join(line.text("en") for line in trial.sentences)


def test_trying_installs_nothing_and_moves_no_case(workspace: Workspace, tmp_path: Path) -> None:
    """A limit that the case fulfils: it would come out differently, and is what it was."""
    number = next(summary.number for summary in workspace.cases() if summary.overlays)
    built = sum(
        value in ("partial", "full")
        for answer, value in workspace.load(number).answers.items()
        if answer.endswith(".status")
    )
    before = workspace.library.packs()
    trial = workspace.try_pack(edited(tmp_path / "new.yaml", "built_count >= 15", f"built_count >= {built}"))
    using = next(case for case in trial.cases if case.chosen)
    assert [str(each.condition.id) for each in using.change.conditions] == ["jiangsu-2026.scenarios"]
    assert using.moved
    assert workspace.library.packs() == before
    assert workspace.load(number).get(AnswerId("scenarios.SC01.status")) is not None


def test_what_divides_by_zero_is_named_with_the_case_and_the_rule(workspace: Workspace, tmp_path: Path) -> None:
    """A rule and a quantity that have no value with the answers of a case that is here."""
    new = edited(
        tmp_path / "new.yaml", "built_count >= 15", "built_count / (built_count - built_count) >= 15 or per_none > 1"
    )
    text = new.read_text(encoding="utf-8")
    key = text[text.index("sources:\n") :].split()[1].rstrip(":")
    quantity = f"""
- name: per_none
  formula: "10 / (built_count - built_count)"
  text: {{zh: "场景均值", en: "mean of scenarios"}}
  unit: count
  sources: [{key}]
  confidence: I
"""
    assert "quantities:" not in text
    new.write_text(text + "\nquantities:" + quantity, encoding="utf-8")
    trial = workspace.try_pack(new)
    using = next(case for case in trial.cases if case.chosen)
    named = [problem.text("en") for problem in using.named_problems]
    assert all(problem.startswith(f"{using.enterprise}: ") for problem in named)
    assert any("The rule of “jiangsu-2026.scenarios” divides by zero" in problem for problem in named)
    assert any("“mean of scenarios” divides by zero" in problem for problem in named)
    assert set(named) <= {line.text("en") for line in trial.sentences}


def test_what_comes_and_goes_is_named_by_its_text(tmp_path: Path) -> None:
    """New local rules are compared with the edition on which they lie."""
    library = Library(tmp_path)
    text = resources.text("rulebook/jiangsu-2026.yaml").replace("jiangsu-2026", "own-2025")
    own = tmp_path / "own.yaml"
    own.write_text(text, encoding="utf-8")
    from models.workspace.trial import try_pack

    trial = try_pack(library.inspect(own), library, library.with_pack(own), (), date(2026, 11, 30))
    assert trial.words
    assert all("{" not in words.text(language) for words in trial.words for language in ("zh", "en"))
    assert any(": new" in words.text("en") for words in trial.words)
    assert not any(str(pack.id) == "own-2025" for pack in library.packs())
