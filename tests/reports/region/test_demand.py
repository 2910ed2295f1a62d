"""The demand of a region for shared services, worked out in processes and kept."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from models.limits import Limits, Quarter
from models.region.demand import Demand, Reach
from models.region.view import region_view
from models.rulebook import TierId
from reports.region.demand import DemandSetting, region_demand
from reports.region.gathering import RegionReports, within
from reports.region.tables import answer, held_by_better, method, service_table, tables_of
from reports.region.tree import RegionPaper, region_json
from reports.region.trials import KeptTrials
from reports.verification import Cancelled
from tests.region_reports import region_of
from tests.reports.factory import catalogue, library

COMMON = Limits(target=TierId("basic"), budget_wan=(Decimal(30),), start=Quarter(2027, 1))
SETTING = DemandSetting(COMMON, seconds=600, processes=2)


@cache
def reports() -> RegionReports:
    """A few reports, the last with a plan of its own."""
    return region_of(6)


def demand_of(kept: KeptTrials, setting: DemandSetting = SETTING) -> Demand:
    """The demand of the region of these reports."""
    view = region_view(reports().facts, reports().labels)
    return region_demand(view.factories, reports().payload, library(), setting, kept)


@cache
def worked_out() -> Demand:
    """The demand, worked out once."""
    return demand_of(KeptTrials(None))


def paper(demand: Demand | None) -> RegionPaper:
    """The region on one day."""
    view = region_view(reports().facts, reports().labels)
    return RegionPaper(view, demand, catalogue(), COMMON, date(2026, 11, 30), capacities={"cloud": 2})


def test_services_are_ranked_by_what_they_lift_and_tried_together() -> None:
    """Every service is used by somebody, the best lift or save, and together they lift at least what each does."""
    demand = worked_out()
    assert demand.planned == demand.factories == sum(demand.by_reach.values())
    assert demand.services
    lifts = [each.effect.lifted.value for each in demand.services]
    assert lifts == sorted(lifts, reverse=True)
    assert 0 < len(demand.best) <= 5
    assert demand.together is not None
    assert demand.together.lifted.value >= max(lifts)
    assert demand.together.users.value >= max(
        each.effect.users.value for each in demand.services if each.service in demand.best
    )


def test_what_was_worked_out_is_kept_and_not_worked_out_again(tmp_path: Path) -> None:
    """A second time nothing is planned, even without any process; a torn last line costs one factory only."""
    file = tmp_path / "trials.jsonl"
    first = demand_of(KeptTrials(file))
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    payloads: list[str] = []

    def unread(name: str) -> bytes:
        payloads.append(name)
        return reports().payload(name)

    view = region_view(reports().facts, reports().labels)
    assert region_demand(view.factories, unread, library(), SETTING, KeptTrials(file)) == first == worked_out()
    assert payloads == []
    file.write_text("".join(lines[:-1]) + lines[-1][:20], encoding="utf-8")
    assert region_demand(view.factories, unread, library(), SETTING, KeptTrials(file)) == first
    assert len(payloads) == 1


def test_other_limits_are_another_question(tmp_path: Path) -> None:
    """With next to no money nobody reaches a tier; factories with limits of their own keep theirs."""
    poor = replace(SETTING, common=replace(COMMON, budget_wan=(Decimal(1),)))
    demand = demand_of(KeptTrials(tmp_path / "trials.jsonl"), poor)
    own = [fact for fact in reports().facts if json.loads(reports().payload(fact.paper))["limits"] is not None]
    reached = demand.by_reach[Reach.REACHED]
    assert reached < worked_out().by_reach[Reach.REACHED]
    assert reached <= len(own)


def test_stopping_keeps_what_is_known() -> None:
    """Whoever stops at once gets nothing, and no process is left."""
    view = region_view(reports().facts, reports().labels)
    with pytest.raises(Cancelled):
        region_demand(view.factories, reports().payload, library(), SETTING, KeptTrials(None), cancelled=lambda: True)


def test_data_that_cannot_be_planned_here_are_counted_and_stop_nobody() -> None:
    """A report whose packs are not here is refused, the others are planned."""
    view = region_view(reports().facts, reports().labels)
    first = view.factories[0].paper

    def payload(name: str) -> bytes:
        data = json.loads(reports().payload(name))
        if name == first:
            data["packs"] = [{**each, "digest": "0" * 64} for each in data["packs"]]
        return json.dumps(data).encode()

    demand = region_demand(view.factories, payload, library(), SETTING, KeptTrials(None))
    assert demand.by_reach[Reach.REFUSED] == 1
    assert sum(demand.by_reach.values()) == demand.planned


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_json_of_a_region_is_plain_in_both_languages(language: str) -> None:
    """Every key that other programs rely on, and nothing that is no plain value."""
    tree = region_json(paper(worked_out()), "zh" if language == "zh" else "en")
    assert json.loads(json.dumps(tree, ensure_ascii=False)) == tree
    assert {
        "day",
        "reports",
        "factories",
        "left_out",
        "pyramid",
        "groups",
        "stuck",
        "progress",
        "distance",
        "services",
    } <= tree.keys()
    assert sum(tree["pyramid"]["reached"].values()) == tree["factories"]
    services = tree["services"]
    assert {
        "service",
        "name",
        "kind",
        "users",
        "lifted",
        "saved",
        "unproven",
        "capacity",
        "measures",
        "reports",
    } <= services["ranking"][0].keys()
    assert services["together"].keys() == {"users", "lifted", "saved", "unproven"}
    assert {each["service"]: each["capacity"] for each in services["ranking"]}["cloud"] == 2
    assert region_json(paper(None), "zh")["services"] is None


def test_the_answer_names_the_services_and_what_they_save_together() -> None:
    """The question of the office is answered in sentences, with the limits under which it holds."""
    demand = worked_out()
    first, together, *_held = answer(paper(demand), demand)
    assert "lifts" in first.en
    assert "带动" in first.zh
    assert "over the years of use" in together.en
    assert "2027Q1" in method(paper(demand), demand)[0].zh
    table = service_table(paper(demand), demand)
    assert len(table.rows) == len(demand.services)
    assert all(len(row) == len(each.columns) for each in tables_of(paper(demand)) for row in each.rows)


def test_a_part_of_the_region_holds_only_its_factories() -> None:
    """A city is counted alone."""
    city = reports().facts[0].city
    part = within(reports().facts, {"city": city})
    assert part
    assert {fact.city for fact in part} == {city}
    assert within(reports().facts, {"city": "nowhere"}) == ()


def test_a_service_that_a_better_one_includes_is_named_as_such() -> None:
    """It stands higher in the table than one that is among the best, so the answer says why it is not."""
    demand = worked_out()
    first, second, *_rest = (each.service for each in demand.services)
    held = replace(demand, best=(second,))
    said = [line.en for line in answer(paper(held), held)]
    assert held_by_better(held) == (first,)
    assert any("includes all that they offer" in line for line in said)
    assert held_by_better(replace(demand, best=(first,))) == ()
