"""The command `plan`: every limit of the window as an option, and the window's words."""

import re
from argparse import _SubParsersAction
from dataclasses import replace
from datetime import date

import pytest

import resources
from models.language import Language
from models.packs.library import Library
from tests.ui.command_line.conftest import call
from tests.ui.roadmap.test_talk import EVERYTHING
from ui.command_line.plans.planning import limits
from ui.command_line.program import parser

SAMPLE = resources.path("samples/hongda-machining.json")


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
