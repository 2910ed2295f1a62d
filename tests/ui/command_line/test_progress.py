"""After the plan: what done measures really took, and every plan that no other one beats."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

import resources
from models.limits import Quarter
from tests.ui.command_line.conftest import call

SAMPLE = resources.path("samples/hongda-machining.json")
PLAN = ("plan", SAMPLE, "--target", "basic", "--budget", "30", "--start", "2027Q1")


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan as `plan --json` printed it."""
    path = tmp_path_factory.mktemp("plan") / "plan.json"
    path.write_text(call(*PLAN, "--json").out, encoding="utf-8")
    return path


def test_plan_and_actual_are_compared_measure_by_measure(planned: Path) -> None:
    """Money and time, dearer and cheaper, later and sooner; what is left; what has become true; what to attach."""
    steps = {step["measure"]: step for step in json.loads(planned.read_bytes())["steps"]}
    dear, cheap = steps["C02"]["one_off"] + 0.5, steps["A02"]["one_off"] - 0.5
    due, early = Quarter.parse(steps["C02"]["finish"]), steps["A02"]["finish"]
    late = due.later(1)
    done = ("--done", f"C02={dear:.2f}@{late}", "--done", f"A02:shared={cheap:.2f}@{early[:4]}-q{early[5]}")
    words = ("progress", SAMPLE, "--plan", planned, *done)
    value = call(*words, "--json").value
    assert [(step["measure"], round(step["dearer"], 6), step["later_quarters"]) for step in value["done"]] == [
        ("C02", 0.5, 1),
        ("A02", -0.5, 0),
    ]
    assert {step["measure"] for step in value["left"]} == steps.keys() - {"C02", "A02"}
    assert {"answer": "scenarios.SC27.status", "value": "full"} in value["answers"]
    assert all(step["evidence"] for step in value["done"])
    chinese = call("--lang", "zh", *words).out
    assert f"计划 {dear - 0.5:g} 万元，实付 {dear:g} 万元：超出 0.5 万元。" in chinese
    assert f"计划 {cheap + 0.5:g} 万元，实付 {cheap:g} 万元：节省 0.5 万元。" in chinese
    assert f"计划 {due} 完成，实际 {late}：晚 1 个季度。" in chinese
    assert f"{early} 完成，与计划一致。" in chinese


def test_a_measure_that_was_in_no_plan_counts_all_the_same(planned: Path) -> None:
    """Nothing is compared, and its answers are told."""
    value = call("progress", SAMPLE, "--done", "C02=6.5", "--json").value
    assert (value["done"][0]["dearer"], value["left"]) == (None, [])
    assert value["answers"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--done", "c2"], "did you mean “C02”"),
        (["--done", "C02=much"], "C02:shared=5.8"),
        (["--done", "C02@soon"], "C02:shared=5.8"),
        (["--done", "C02:rented"], "C02:shared=5.8"),
        (["--plan", str(SAMPLE), "--done", "C02"], "is not a plan"),
        (["--plan", "absent.json", "--done", "C02"], "no such file"),
        ([], "--done"),
    ],
)
def test_wrong_words_about_what_is_done_are_refused(words: list[str], sentence: str) -> None:
    """One sentence each, exit code 2."""
    said = call("--lang", "en", "progress", SAMPLE, *words)
    assert (said.code, said.out, sentence in said.err) == (2, "", True)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"steps": 5}', b'{"steps": [1]}', b'{"steps": [{"measure": "C02"}]}']
)
def test_a_file_that_is_no_plan_is_refused(content: bytes, tmp_path: Path) -> None:
    """Whatever it holds."""
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    said = call("--lang", "en", "progress", SAMPLE, "--plan", path, "--done", "C02")
    assert (said.code, said.out, "is not a plan" in said.err) == (2, "", True)


def test_more_conditions_cost_more() -> None:
    """Every point of the frontier of conditions meets more than the one before it and costs more."""
    frontier = call(*PLAN, "--frontier", "conditions", "--json").value["frontier"]
    points = [(point["met"], point["ownership"]) for point in frontier["points"]]
    assert frontier["against"] == "conditions"
    assert len(points) > 2
    assert all(point[0] < two[0] and point[1] < two[1] for point, two in pairwise(points))


@pytest.mark.parametrize(
    ("against", "line"),
    [("time", "全期总费用"), ("tier", "基础级"), ("conditions", "项要素条件"), ("money", "每年需")],
)
def test_a_frontier_is_told_in_words(against: str, line: str) -> None:
    """One line for each plan, after the plan itself."""
    _, _, after = call("--lang", "zh", *PLAN, "--frontier", against).out.partition("没有其他方案能全面超过的方案：")
    assert line in after


def test_a_plan_replanned_with_nothing_changed_is_the_same_plan(planned: Path) -> None:
    """Measures, ways, quarters, months and sums: nothing moves where nothing is other."""
    before = json.loads(planned.read_bytes())
    value = call("progress", SAMPLE, "--plan", planned, "--replan", "--json").value
    assert value["changes"] == {"added": [], "dropped": [], "other_way": [], "moved": []}
    for key in ("status", "steps", "months", "cost", "cost_by_month", "tier_by_quarter", "risk"):
        assert value["plan"][key] == before[key], key


def test_the_next_plan_knows_what_was_paid_and_begun(planned: Path) -> None:
    """What is done keeps its quarter, price and running cost, what has begun stays, nothing new begins in a quarter that is gone."""
    before = {step["measure"]: step for step in json.loads(planned.read_bytes())["steps"]}
    measure, step = next((name, step) for name, step in before.items() if step["finish"] == "2027Q1")
    value = call(
        "progress",
        SAMPLE,
        "--plan",
        planned,
        "--done",
        f"{measure}={step['one_off'] + 0.3:.2f}@2027Q1",
        "--replan",
        "--json",
    ).value
    after = {each["measure"]: each for each in value["plan"]["steps"]}
    assert after[measure]["quarter"] == step["quarter"]
    assert after[measure]["one_off"] == pytest.approx(step["one_off"] + 0.3)
    assert after[measure]["price_confidence"] == "Q"
    assert after[measure]["running_per_year"] == pytest.approx(step["running_per_year"])
    for name, each in before.items():
        if each["quarter"] == "2027Q1":
            assert after[name]["quarter"] == "2027Q1"
    for name, each in after.items():
        assert each["quarter"] > "2027Q1" or name in before


def test_what_was_done_before_the_plan_keeps_its_running_cost(planned: Path) -> None:
    """It is no step any more, and what it costs to run is taken off every budget."""
    before = json.loads(planned.read_bytes())
    step = before["steps"][0]
    words = ("--done", f"{step['measure']}@2026Q3", "--replan", "--json")
    value = call("progress", SAMPLE, "--plan", planned, *words).value
    assert step["measure"] not in {each["measure"] for each in value["plan"]["steps"]}
    assert step["measure"] in value["plan"]["limits"]["done"]


@pytest.mark.parametrize("words", [["--replan"], ["--plan", "PLAN", "--replan"]])
def test_the_rest_is_planned_from_a_plan_that_says_its_limits(words: list[str], planned: Path, tmp_path: Path) -> None:
    """Without the last plan, or with one that has lost its limits, a sentence says so."""
    value = json.loads(planned.read_bytes())
    del value["limits"]
    broken = tmp_path / "plan.json"
    broken.write_text(json.dumps(value), encoding="utf-8")
    said = call("--lang", "en", "progress", SAMPLE, *(str(broken) if word == "PLAN" else word for word in words))
    assert (said.code, said.out) == (2, "")
    assert "plan" in said.err
