"""The way to the next tier: what, when, how, at which cost, and why."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from models.language import Text
from reports import charts
from reports.content.blocks import (
    EMPTY,
    Align,
    Block,
    Bullets,
    Callout,
    Card,
    Cards,
    Cell,
    Column,
    Figure,
    Heading,
    Paragraph,
    Row,
    Table,
    Voice,
)
from reports.content.front import Data, tier_name
from reports.content.words import _, joined, listed, number, or_dash, plain, read, wan

_FIGURE = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?(?![0-9.,]*k|[0-9.])")
"""A number, but not the one in the unit “10k yuan”."""
_PLACE = "\0"
"""Stands for the one figure in which reasons differ; no sentence can hold it."""


def roadmap(data: Data) -> list[Block]:
    """Returns the roadmap chapter."""
    plan = data["roadmap"]
    blocks: list[Block] = [Heading(1, _("The roadmap"), "roadmap")]
    if not plan:
        return [*blocks, Paragraph(_("No roadmap was worked out for this version."))]
    blocks += [
        Paragraph(_verdict(data), Voice.LEAD),
        Cards(
            (
                Card(
                    _("Goal"),
                    tier_name(data, plan["target"]),
                    _("reached by the plan: {tier}", tier=tier_name(data, plan["reached"])),
                ),
                Card(_("One-off"), wan(plan["cost"]["one_off"]), _("over the whole horizon")),
                Card(_("Running"), wan(plan["cost"]["running"]), _("inside the horizon")),
                Card(
                    _("Total"),
                    wan(plan["cost"]["total"]),
                    _("after subsidies of {sum}", sum=wan(plan["cost"]["subsidy"])),
                ),
            )
        ),
        Paragraph(_limits(data), Voice.NOTE),
    ]
    if plan["shortfall"]:
        blocks.append(Callout(_("What is missing"), joined(*(read(each) for each in plan["shortfall"]["sentences"]))))
    if plan["to_do_first"]:
        blocks += [
            Heading(2, _("What no measure can buy"), "roadmap-first"),
            Bullets(tuple(read(each) for each in plan["to_do_first"])),
        ]
    if plan["steps"]:
        blocks += [
            Heading(2, _("When what happens"), "roadmap-gantt"),
            _gantt(plan, data),
            Heading(2, _("Cost by quarter"), "roadmap-cost"),
            _cost(plan),
            _cost_table(plan),
            Heading(2, _("The measures and why"), "roadmap-steps"),
            *_steps(plan),
        ]
    blocks += _subsidies(data)
    blocks += _alternatives(data, plan)
    blocks += _left_out(plan)
    return blocks


def _verdict(data: Data) -> Text:
    plan = data["roadmap"]
    target = tier_name(data, plan["target"])
    if plan["status"] == "optimal":
        return _(
            "The proven cheapest way to {target}: {count} measure(s) for {cost}.",
            target=target,
            count=len(plan["steps"]),
            cost=wan(plan["cost"]["total"]),
        )
    if plan["status"] == "partial":
        return _("The limits do not reach {target}. This is the proven best use of them.", target=target)
    if plan["status"] == "infeasible":
        return _("No plan within these limits can reach {target}.", target=target)
    return _("The best plan found so far to {target}; a cheaper one was not ruled out.", target=target)


def _limits(data: Data) -> Text:
    limits = data["limits"]
    parts = [
        _("budget a year: {budget}", budget=listed([wan(each) for each in limits["budget"]])),
        _("from {start}, {quarters} quarters", start=limits["start"], quarters=limits["quarters"]),
        _("staff: {weeks} person-weeks a quarter", weeks=number(limits["staff_weeks"]))
        if limits["staff_weeks"] is not None
        else _("staff: no limit"),
        _("optimality gap: {gap}", gap=number(data["roadmap"]["gap"])),
    ]
    if limits["require"]:
        parts.append(_("required: {measures}", measures=[each["measure"] for each in limits["require"]]))
    if limits["forbid"]:
        parts.append(_("forbidden: {measures}", measures=limits["forbid"]))
    return joined(*parts, zh="；", en="; ")


def _quarters(plan: dict[str, Any]) -> list[str]:
    return [each["quarter"] for each in plan["tier_by_quarter"]] or sorted(
        {step["quarter"] for step in plan["steps"]} | {step["finish"] for step in plan["steps"]}
    )


def _gantt(plan: dict[str, Any], data: Data) -> Figure:
    quarters = _quarters(plan)
    place = {quarter: index for index, quarter in enumerate(quarters)}
    last = len(quarters) - 1
    bars = tuple(
        charts.Bar(
            read(step["name"]),
            place.get(step["quarter"], 0),
            place.get(step["finish"], last),
            step["variant"] == "shared",
        )
        for step in plan["steps"]
    )
    tiers = tuple(tier_name(data, each["tier"]) if each["tier"] else EMPTY for each in plan["tier_by_quarter"])
    told = [
        joined(read(step["name"]), plain(f"{step['quarter']}–{step['finish']}"), read(step["variant_word"]), zh=" ")
        for step in plan["steps"]
    ]
    return Figure(
        charts.Gantt(tuple(quarters), bars, tiers, _("own"), _("shared service"), _("Tier at quarter's end")),
        EMPTY,
        joined(_("Measures by quarter"), *told, zh="；", en="; "),
    )


def _cost(plan: dict[str, Any]) -> Figure:
    stacks = tuple(
        charts.Stack(each["quarter"], (Decimal(number(each["one_off"])), Decimal(number(each["running"]))))
        for each in plan["cost_by_quarter"]
    )
    told = [
        joined(plain(each["quarter"]), wan(Decimal(number(each["one_off"])) + Decimal(number(each["running"]))), zh=" ")
        for each in plan["cost_by_quarter"]
    ]
    return Figure(
        charts.Stacks((_("one-off"), _("running")), stacks, _("10,000 yuan")),
        EMPTY,
        joined(_("Cost by quarter"), *told, zh="；", en="; "),
    )


def _cost_table(plan: dict[str, Any]) -> Table:
    def money(each: dict[str, Any], name: str) -> Cell:
        return Cell(plain(number(each[name])))

    rows = [
        Row((Cell(plain(each["quarter"])), money(each, "one_off"), money(each, "running"), money(each, "subsidy")))
        for each in plan["cost_by_quarter"]
    ]
    cost = plan["cost"]
    rows.append(
        Row(
            (
                Cell(_("Total"), strong=True),
                *(Cell(plain(number(cost[name])), strong=True) for name in ("one_off", "running", "subsidy")),
            )
        )
    )
    return Table(
        _("Cost by quarter, in 10,000 yuan"),
        (
            Column(_("Quarter"), 25),
            Column(_("One-off"), 25, Align.RIGHT),
            Column(_("Running"), 25, Align.RIGHT),
            Column(_("Subsidy"), 25, Align.RIGHT),
        ),
        tuple(rows),
    )


def _steps(plan: dict[str, Any]) -> list[Block]:
    rows = []
    for step in plan["steps"]:
        why = joined(*(read(each) for each in step["because"]))
        rows.append(
            Row(
                (
                    Cell(read(step["name"]), strong=True, note=read(step["what"])),
                    Cell(
                        read(step["variant_word"]),
                        note=joined(plain(f"{step['quarter']}–{step['finish']}"), read(step["form"]), zh="，", en=", "),
                    ),
                    Cell(
                        joined(_("one-off"), wan(step["one_off"]), zh=" "),
                        note=joined(
                            joined(_("running"), wan(step["running"]), zh=" "),
                            _("{weeks} person-weeks", weeks=number(step["staff_weeks"])),
                            plain(" ".join(f"[{key}]" for key in step["price_sources"])),
                            zh="，",
                            en=", ",
                        ),
                    ),
                    Cell(or_dash(why)),
                )
            )
        )
    return [
        Table(
            EMPTY,
            (Column(_("Measure"), 30), Column(_("How and when"), 18), Column(_("Cost"), 18), Column(_("Why"), 34)),
            tuple(rows),
        )
    ]


def near_subsidies(data: Data) -> list[dict[str, Any]]:
    """Returns the subsidy rules of the whole country and of the factory's own region, as they stand in the plan."""
    enterprise = data["case"]["document"].get("enterprise", {})
    here = f"{enterprise.get('province', '')} {enterprise.get('city', '')}"
    found = (data["roadmap"] or {}).get("subsidies", ())
    return [
        each for each in found if each["region"] in ("全国", "national") or (each["region"] and each["region"] in here)
    ]


def _subsidies(data: Data) -> list[Block]:
    """The subsidy rules of the whole country and of the factory's own region; all others are only in the data."""
    near = near_subsidies(data)
    if not near:
        return []
    return [
        Heading(2, _("Subsidies that may apply"), "roadmap-subsidies"),
        Paragraph(_("Dated rules of the regions; whether money is granted is decided there."), Voice.NOTE),
        Table(
            EMPTY,
            (Column(_("Subsidy"), 30), Column(_("Region and period"), 22), Column(_("What it says"), 48)),
            tuple(
                Row(
                    (
                        Cell(read(each["name"])),
                        Cell(plain(each["region"]), note=plain(each["period"])),
                        Cell(
                            read(each["detail"]),
                            note=joined(
                                read(each["confidence_word"]), plain(" ".join(f"[{key}]" for key in each["sources"]))
                            ),
                        ),
                    )
                )
                for each in near
            ),
        ),
    ]


def _alternatives(data: Data, plan: dict[str, Any]) -> list[Block]:
    blocks: list[Block] = []
    if plan["alternatives"]:
        blocks += [
            Heading(2, _("Nearest alternatives"), "roadmap-alternatives"),
            Table(
                EMPTY,
                (
                    Column(_("Alternative"), 46),
                    Column(_("Total"), 18),
                    Column(_("Reached in"), 18),
                    Column(_("Tier"), 18),
                ),
                tuple(
                    Row(
                        (
                            Cell(read(each["label"])),
                            Cell(wan(each["cost"]["total"])),
                            Cell(or_dash(plain(each["finish"] or ""))),
                            Cell(tier_name(data, each["reached"])),
                        )
                    )
                    for each in plan["alternatives"]
                ),
            ),
        ]
    risk = plan["risk"]
    if risk:
        blocks.append(
            Paragraph(
                _(
                    "The prices are ranges. The plan costs between {low} and {high}; half of all cases stay below {median}, nine of ten below {p90}; the yearly budgets hold in {share} % of the cases.",
                    low=wan(risk["low"]),
                    high=wan(risk["high"]),
                    median=wan(risk["median"]),
                    p90=wan(risk["p90"]),
                    share=number(round(Decimal(number(risk["budget_holds_share"])) * 100)),
                )
            )
        )
    return blocks


@dataclass(frozen=True, slots=True)
class _LeftOut:
    """One measure that was not chosen, in one language."""

    name: str
    figure: str
    why: str
    """With `_PLACE` where the figure stood."""

    def named(self, before: str, after: str) -> str:
        return f"{self.name}{before}{self.figure}{after}" if self.figure else self.name


def _spanned(entries: list[_LeftOut]) -> str:
    """Returns the reason that they share, with the range of its figure; `entries` are in the order of the figure."""
    low, high = entries[0].figure, entries[-1].figure
    return entries[0].why.replace(_PLACE, low if low == high else f"{low}–{high}")


def _left_out(plan: dict[str, Any]) -> list[Block]:
    """The measures that were not chosen, those with the same reason together.

    Reasons that differ in one figure alone, such as what a measure would cost on top, are one row: the reason with
    the range of the figure, each measure with its own, the smallest first.
    """
    if not plan["left_out"]:
        return []
    reasons: dict[tuple[str, str], list[tuple[_LeftOut, ...]]] = {}
    for each in plan["left_out"]:
        # The two languages may count in different units, so each keeps its own figure.
        found = [_FIGURE.findall(each["because"][language]) for language in ("zh", "en")]
        figures = [one[0] for one in found] if all(len(one) == 1 for one in found) else ["", ""]
        told = [
            _LeftOut(
                each["name"][language], figure, each["because"][language].replace(figure, _PLACE, 1 if figure else 0)
            )
            for language, figure in zip(("zh", "en"), figures, strict=True)
        ]
        reasons.setdefault((told[0].why, told[1].why), []).append(tuple(told))
    rows = []
    for entries in reasons.values():
        entries.sort(key=lambda entry: Decimal(entry[0].figure.replace(",", "") or 0))
        zh, en = ([entry[place] for entry in entries] for place in (0, 1))
        reason = Text(_spanned(zh), _spanned(en))
        names = [Text(one.named("（", "）"), other.named(" (", ")")) for one, other in entries]
        if len({one.figure for one in zh}) == 1:
            names = [Text(one.name, other.name) for one, other in entries]
        rows.append(Row((Cell(reason), Cell(plain(len(entries))), Cell(listed(names)))))
    return [
        Heading(2, _("Measures left out, and why"), "roadmap-left-out"),
        Table(
            EMPTY,
            (Column(_("Why not"), 28), Column(_("Number"), 8, Align.RIGHT), Column(_("Measures"), 64)),
            tuple(rows),
        ),
    ]
