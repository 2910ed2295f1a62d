"""The command `plan`: every limit of the window as an option, and the window's words."""

import re
from argparse import _SubParsersAction
from dataclasses import replace
from datetime import date

import pytest

import resources
from models.catalogue import VariantId
from models.language import Language
from models.packs.library import Library
from models.planner import plan
from tests.models.planner.test_national import sample
from tests.ui.command_line.conftest import call
from tests.ui.roadmap.test_talk import EVERYTHING
from ui.command_line.plans.planning import limits
from ui.command_line.plans.telling import tell_roadmap
from ui.command_line.program import parser
from ui.command_line.terminal import Terminal

SAMPLE = resources.path("samples/hongda-machining.json")
THERE = resources.path("samples/lijia-moulding.json")
CONTRACT = (
    "status gap target reached cost certainty margin blockers months limits changed_answers prerequisites_met steps left_out "
    "tier_by_quarter shortfall"
)


def test_every_limit_of_the_planner_has_an_option() -> None:
    """What the talk of the window can say, the command line can say too; the last plan is said by `progress`."""
    words = (
        "plan case.json --target advanced --budget 30,50.5,20 --budget-by-quarter --carry-over --start 2027Q2 "
        "--quarters 9 --staff 6.5 --at-once 4 --blackout Q4 --blackout 2028Q1 --require E02=shared@2027Q3 --require D01 "
        "--deadline 2028Q2 --years-of-use 7 --margin 2 --running-budget 12.5 --forbid C03=own "
        "--forbid F01 --done A01 --quote C02:own=6+0.5 --payment 30/40/30 --payment C02:own=50/50 --payment D01:shared=10/90 "
        "--stop C02:own=1.5 --objective payback --not-counted PO05 --eligible AH-01 --fact loan=200 --fact loan-rate=3.5 --sure 80"
    )
    options, catalogue = parser("en").parse_args(words.split()), Library(None).catalogue()
    assert limits(options, catalogue, date(2026, 11, 22)) == replace(EVERYTHING, like=())


def test_no_option_of_any_command_can_be_shortened() -> None:
    """`--js` is not `--json`: a shortened word would change its meaning with the next option that begins alike."""
    whole = parser("en")
    (table,) = (action for action in whole._actions if isinstance(action, _SubParsersAction))
    assert not any(command.allow_abbrev for command in (whole, *table.choices.values()))
    said = call("plan", SAMPLE, "--target", "basic", "--budget", "30", "--js", "--lang", "en")
    assert said.code == 2
    assert "--js" in said.err


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_plan_speaks_of_money_as_the_window_does(language: Language) -> None:
    """Yuan in English, 万元 in Chinese; the person's own price is named as theirs; no figure is left without its unit."""
    words = ("--target", "basic", "--budget", "60", "--quote", "C02:shared=5+2", "--require", "C02=shared")
    said = call("plan", SAMPLE, *words, "--lang", language).out
    if language == "en":
        assert "万元" not in said
        assert re.search(r"Cost: one-off [0-9,]+ yuan", said)
        assert "This is your own price." in said
    else:
        assert re.search(r"费用：一次性 [0-9.]+ 万元", said)
        assert "这是您自己的报价。" in said


@pytest.mark.parametrize(("language", "word"), [("en", "already reached"), ("zh", "已达到")])
def test_a_target_that_is_reached_says_so_in_two_lines(language: Language, word: str) -> None:
    """Nothing has to be bought: no list of measures left out and no tax lines; the JSON still names them all."""
    words = ("plan", THERE, "--target", "basic", "--budget", "30", "--lang", language)
    said = call(*words)
    assert said.code == 0
    assert word in said.out.splitlines()[0]
    assert len(said.out.splitlines()) == 2
    value = call(*words, "--json").value
    assert value["steps"] == []
    assert len(value["left_out"]) > 50
    assert value["tax_lines"]
    assert len(value["certainties"]) == 3


def test_enough_seconds_change_nothing() -> None:
    """`--solve-limit` that suffices gives the proven plan; one of no seconds is wrong usage."""
    words = ("plan", SAMPLE, "--target", "basic", "--budget", "60", "--lang", "en", "--json")
    assert call(*words, "--solve-limit", "3600").value == call(*words).value
    assert call(*words, "--solve-limit", "0").code == 2


def test_a_solve_that_was_stopped_at_once_proposes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a first plan there is one sentence, and no list of what was never looked at."""
    catalogue = Library(None).catalogue()
    options = parser("en").parse_args(["plan", str(SAMPLE), "--target", "basic", "--budget", "60"])
    roadmap = plan(sample(), catalogue, limits(options, catalogue, date(2026, 11, 22)), seconds=0.0)
    tell_roadmap(roadmap, catalogue, sample().rulebook, Terminal("en"))
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("Solving was stopped before there was a first plan for Basic.")


def test_what_is_out_of_reach_is_named_once_and_certainty_of_it_has_no_price() -> None:
    """A condition that a sentence names gets no line of its own, and surer plans of what cannot be had are not made."""
    words = ("plan", SAMPLE, "--target", "leading", "--budget", "60", "--lang", "en")
    shown = call(*words)
    missing = shown.out.partition("What is missing:\n")[2].partition("\n\n")[0]
    value = call(*words, "--json").value
    named = [condition for each in value["shortfall"]["blockers"] if (condition := each["condition"])]
    assert named
    assert missing.count("No measure can bring this about") == 1
    assert "No measure can bring this about" not in shown.out.partition("What is missing:\n")[0]
    assert "What certainty costs" not in shown.out
    assert value["certainties"] == []


def test_a_plan_that_falls_short_says_of_which_plans_it_is_the_best() -> None:
    """Where a lower tier can be reached it is named, and only what that tier relies on; elsewhere conditions are counted."""
    lower = call("plan", SAMPLE, "--target", "leading", "--budget", "60", "--lang", "en")
    assert "This is the cheapest plan to Advanced, the highest tier that can be reached, proven." in lower.out
    assert "as many of its conditions as possible" not in lower.out
    assert "Already recognised as excellent. Apply" not in lower.out
    none = call("plan", SAMPLE, "--target", "basic", "--budget", "60", "--forbid", "C02", "--lang", "en")
    assert "This is the cheapest plan that meets as many of its conditions as possible, proven." in none.out
    assert "the highest tier" not in none.out
    ways = ("--objective", "benefit", "--lang", "en")
    gain = call("plan", SAMPLE, "--target", "basic", "--budget", "60", "--forbid", "C02", *ways)
    assert "This is the plan with the highest yearly gain that meets as many of its conditions as possible" in gain.out


@pytest.mark.parametrize("target", ["basic", "leading"])
def test_the_plan_has_every_key_that_other_programs_rely_on(target: str) -> None:
    """Reached or out of reach, every key of the contract is there, down to those of the cost and of each step."""
    value = call("plan", SAMPLE, "--target", target, "--budget", "60", "--json").value
    assert set(CONTRACT.split()) <= set(value)
    assert {"one_off", "running", "total", "ownership", "running_after"} <= set(value["cost"])
    assert value["steps"]
    for step in value["steps"]:
        assert {"measure", "variant", "quarter", "one_off", "running", "because"} <= set(step)
    assert all({"measure", "because"} <= set(each) for each in value["left_out"])


def test_the_help_names_every_way_to_get_a_measure(capsys: pytest.CaptureFixture[str]) -> None:
    """Free and open source, and leasing, can be required, ruled out and priced as the other two; the help says so."""
    with pytest.raises(SystemExit):
        parser("en").parse_args(["plan", "--help"])
    ways = "|".join(variant.value for variant in VariantId)
    said = capsys.readouterr().out
    assert f"--require ID[={ways}][@2027Q3]" in said
    assert f"--forbid ID[={ways}]" in said


@pytest.mark.parametrize("closed", ["2027Q2", "Q2"])
def test_a_start_in_a_quarter_without_starts_is_contradictory(closed: str) -> None:
    """Two demands that cannot both be kept are named before the work, both with their option."""
    words = ("plan", SAMPLE, "--target", "basic", "--budget", "60", "--lang", "en", "--start", "2027Q1")
    said = call(*words, "--require", "E01@2027Q2", "--blackout", closed)
    assert said.code == 2
    assert "is to start in 2027Q2 (--require), and nothing may start then (--blackout)" in said.err
    assert call(*words, "--require", "E01@2027Q3", "--blackout", closed).code == 0
