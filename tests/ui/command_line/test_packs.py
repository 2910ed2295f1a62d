"""A user's own measures and prices: from the template to the plan, and what is refused on the way."""

import re
from pathlib import Path

import pytest

import resources
from models.workspace import Workspace
from tests.ui.command_line.conftest import Spoken, call

SAMPLE = resources.path("samples/hongda-machining.json")


def own(tmp_path: Path, *words: str | Path) -> Spoken:
    """Runs a command on a data folder of its own."""
    return call("--lang", "en", *words, "--data", tmp_path / "data")


def template(tmp_path: Path, *measures: str) -> Path:
    """A new measure pack as the program writes it."""
    path = tmp_path / "own.yaml"
    said = own(tmp_path, "packs", "template", path, *(word for measure in measures for word in ("--measure", measure)))
    assert (said.code, said.out) == (0, f"{path}\n"), said.err
    return path


def changed(path: Path, *changes: tuple[str, str]) -> Path:
    """The pack with some of its text replaced, each piece once."""
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return path


def test_own_measures_and_prices_reach_the_plan(tmp_path: Path) -> None:
    """Template, inspect, install: a cheaper price of a known measure is in the next plan, and the plan names the pack."""
    words = ("plan", SAMPLE, "--target", "basic", "--budget", "30", "--start", "2027Q1", "--json")
    before = own(tmp_path, *words).value
    price = next(step["one_off"] for step in before["steps"] if step["measure"] == "C02")
    assert price == 5.58, "27 of 30 machines are not connected yet"
    path = changed(
        template(tmp_path, "C02"),
        (
            "low: 3\n      typical: 6\n",
            "low: 3\n      typical: 5\n",
        ),
    )
    looked = own(tmp_path, "packs", "inspect", path, "--json")
    assert (looked.code, looked.value["added"], looked.value["installed"]) == (0, ["measures/C02"], False)
    assert own(tmp_path, *words).value["cost"] == before["cost"], "inspecting installs nothing"
    assert own(tmp_path, "packs", "install", path, "--json").value["installed"] is True
    after = own(tmp_path, *words).value
    assert after["status"] == "optimal"
    assert next(step["one_off"] for step in after["steps"] if step["measure"] == "C02") == 4.65
    assert after["cost"]["total"] == pytest.approx(before["cost"]["total"] - 0.93)
    assert "own-measures" in after["catalogue_packs"]
    assert "own-measures" in own(tmp_path, "packs").out


def test_a_new_measure_is_chosen_when_it_is_the_cheapest_way(tmp_path: Path) -> None:
    """The template's example, made nearly free, builds its scenario; `packs measures` lists it; `--forbid` knows it."""
    path = template(tmp_path)
    free = "{low: 0, typical: 0, high: 0, unit: wan, mark: Q}"
    text = re.sub(r"capex: \{[^}]*\}", f"capex: {free}", path.read_text(encoding="utf-8"))
    path.write_text(re.sub(r"typical: 0\.2", "typical: 0", text), encoding="utf-8")
    assert own(tmp_path, "packs", "install", path).code == 0
    assert "X01" in own(tmp_path, "packs", "measures").out
    words = ("plan", SAMPLE, "--target", "basic", "--budget", "30", "--start", "2027Q1", "--json", "--require", "X01")
    steps = own(tmp_path, *words).value["steps"]
    assert [step["one_off"] for step in steps if step["measure"] == "X01"] == [0]
    assert own(tmp_path, *words[:-2], "--forbid", "x1").code == 2


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("low: 2, typical: 3", "low: -2, typical: 3", "“low” is -2; it must lie between 0 and"),
        ("low: 2, typical: 3", "low: 9, typical: 3", "must be in rising order"),
        ("low: 2, typical: 3", "low: two, typical: 3", "“two” is not a number"),
        ("unit: wan,", "unit: yuan,", "here it must be “wan”"),
        ("requires: []", "requires: [X99]", "“X99” is neither in this pack nor in those below it"),
        ("requires: []", "requires: [X01]", "X01 refers to itself"),
        ("category: connect", "category: conect", "“conect” is not one of: plan"),
        ("scenarios.SC27.status", "scenarios.SC72.status", "no question has the id “scenarios.SC72.status”; did you mean “scenarios.SC27.status”"),
        ("- [X01]", "- [X02]", "“X02” is neither in this pack"),
        ("mark: E}", "mark: O}", "must name its sources"),
        ("version: '1'", "version: one", "version"),
    ],
)  # fmt: skip
def test_a_wrong_measure_pack_is_refused_at_its_line(old: str, new: str, reason: str, tmp_path: Path) -> None:
    """Negative and falling prices, strange ids, units and answers: the line, the reason, and nothing is installed."""
    path = changed(template(tmp_path), (old, new))
    line = next(n for n, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if new in text)
    for action in ("inspect", "install"):
        said = own(tmp_path, "packs", action, path)
        assert (said.code, said.out) == (1, "")
        assert f"own.yaml, line {line}, column " in said.err
        assert reason in said.err
    assert not (tmp_path / "data" / "packs").exists()


def many(path: Path, count: int, needs: str = "") -> Path:
    """The template with its measure so many times, each with an id of its own."""
    text = path.read_text(encoding="utf-8")
    head, rest = text.split("measures:\n")
    entry, recipes = rest.split("recipes:\n")
    entries = "".join(
        entry.replace("id: X01", f"id: X{number}").replace("requires: []", f"requires: [{needs.format(number)}]")
        for number in range(count)
    )
    path.write_text(f"{head}measures:\n{entries}recipes:\n{recipes.replace('X01', 'X0')}", encoding="utf-8")
    return path


def test_prerequisites_in_a_circle_are_named(tmp_path: Path) -> None:
    """Two measures that wait for each other: the circle is told, and no plan waits for them."""
    path = changed(many(template(tmp_path), 2), ("requires: []", "requires: [X1]"), ("requires: []", "requires: [X0]"))
    said = own(tmp_path, "packs", "install", path)
    assert (said.code, "prerequisites form a circle: X0 → X1 → X0" in said.err) == (1, True)


@pytest.mark.parametrize("count", [5000, 500])
def test_more_measures_than_can_be_planned_are_refused(count: int, tmp_path: Path) -> None:
    """Five thousand measures are one sentence at once, and no endless plan later."""
    said = own(tmp_path, "packs", "install", many(template(tmp_path), count))
    assert (said.code, said.out) == (1, "")
    assert "Nothing was installed" in said.err


def test_a_pack_changed_under_its_version_cannot_be_installed(tmp_path: Path) -> None:
    """Looking at it says so already; with a higher version it takes the place of the other."""
    path = template(tmp_path)
    assert own(tmp_path, "packs", "install", path).code == 0
    changed(path, ("high: 4", "high: 5"))
    looked = own(tmp_path, "packs", "inspect", path)
    assert (looked.code, "Raise the version" in looked.out) == (1, True)
    assert own(tmp_path, "packs", "install", path).code == 1
    changed(path, ("version: '1'", "version: '2'"))
    assert own(tmp_path, "packs", "install", path).code == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["template", "rules.pdf"], "must end in one of: .xlsx, .yaml, .yml"),
        (["template", "own.yaml", "--measure", "c2"], "did you mean “C02”"),
        (["template", "own.yaml", "--overlay", "jiangsu-2026"], "is a workbook"),
        (["template", "own.xlsx", "--measure", "C02"], "is a text"),
        (["template"], "needs the pack's file"),
        (["template", "own.yaml", "--national"], "is a workbook"),
        (["template", "own.xlsx", "--national", "--overlay", "jiangsu-2026"], "not for both"),
        (["list", "own.yaml"], "does not take a file"),
        (["measures", "own.yaml"], "does not take a file"),
    ],
)
def test_a_template_is_asked_for_in_the_right_words(
    words: list[str], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence, exit code 2, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    said = own(tmp_path, "packs", *words)
    assert (said.code, sentence in said.err) == (2, True)
    assert not list(tmp_path.glob("*.*"))


def test_every_measure_is_listed_with_its_prices(tmp_path: Path) -> None:
    """In yuan for English readers, in 万元 for programs, each figure with its mark."""
    listed = own(tmp_path, "packs", "measures", "--json").value
    assert len(listed) == 102
    rented = next(measure for measure in listed if measure["id"] == "C02")["variants"][1]
    assert (rented["id"], rented["one_off"]["typical"], rented["one_off"]["mark"]) == ("shared", 6.0, "E")
    assert "30,000 yuan to 120,000 yuan" in own(tmp_path, "packs", "measures").out


def test_inspect_says_in_words_what_is_asked_and_who_is_affected(tmp_path: Path) -> None:
    """Before an update of the rules is installed: the limit in figures, and the cases of the data folder by name."""
    data = tmp_path / "data"
    with Workspace.open(data) as workspace:
        case = workspace.create_sample()
        workspace.use_rules(case.case_number, "national-2025", ("jiangsu-2026",))
    text = resources.text("rulebook/jiangsu-2026.yaml")
    version = text[text.index("version: ") :].split(",")[0]
    newer = tmp_path / "newer.yaml"
    newer.write_text(text.replace(version, 'version: "9.0"').replace("built_count >= 15", "built_count >= 1"), "utf-8")
    said = call("--lang", "en", "--data", data, "packs", "inspect", newer, "--json")
    assert said.value["words"] == ["Advanced: scenarios built: 15 → 1"]
    (tried,) = said.value["cases"]
    assert (tried["case"], tried["chosen"]) == (case.case_number, True)
    assert tried["conditions"] == ["jiangsu-2026.scenarios"]
    assert "that would come out differently: 1" in said.err
    assert said.value["installed"] is False


def test_an_office_signs_its_pack_and_others_see_by_whom(tmp_path: Path) -> None:
    """`packs sign`, `inspect`, `install` and `list` name the publisher; what was changed since is refused."""
    (tmp_path / "words").write_text("a passphrase for the test 42", encoding="utf-8")
    key, passphrase = tmp_path / "key.p12", ("--passphrase-file", tmp_path / "words")
    assert own(tmp_path, "identity", "李评", "--organisation", "省厅", "-o", key, *passphrase).code == 0
    pack, signed = resources.path("rulebook/hainan-2025.yaml"), tmp_path / "signed.yaml"
    assert own(tmp_path, "packs", "sign", pack, "--sign", key, *passphrase).code == 2
    said = own(tmp_path, "packs", "sign", pack, "--sign", key, *passphrase, "-o", signed)
    assert (said.code, said.out) == (0, f"{signed}\n"), said.err
    assert own(tmp_path, "packs", "inspect", pack, "--json").value["signature"] == "none"
    value = own(tmp_path, "packs", "inspect", signed, "--json").value
    assert (value["signature"], value["publisher"]["organisation"]) == ("untrusted", "省厅")
    assert own(tmp_path, "packs", "install", signed).code == 0
    lines = own(tmp_path, "packs", "list").out.splitlines()
    assert "signed by 李评 (省厅)" in next(line for line in lines if "hainan-2025" in line)
    refused = own(tmp_path, "packs", "install", changed(signed, ("海南", "海北")))
    assert (refused.code, "does not hold" in refused.err) == (1, True)
