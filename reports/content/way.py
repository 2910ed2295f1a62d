"""The way to the next tier: what, when, how, at which cost, and why."""

from decimal import Decimal
from typing import Any

from models.language import N_, Text
from reports import charts
from reports.content import choice
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
from reports.content.words import _, joined, keys, listed, number, or_dash, plain, read, wan


def roadmap(data: Data) -> list[Block]:
    """Returns the roadmap chapter."""
    plan = data["roadmap"]
    blocks: list[Block] = [Heading(1, _("The roadmap"), "roadmap", fresh=bool(plan))]
    if not plan:
        return [*blocks, Paragraph(_("No roadmap was worked out for this version."))]
    blocks += [Paragraph(_verdict(data), Voice.LEAD), *_sums(data), Paragraph(_limits(data), Voice.NOTE)]
    if plan["shortfall"]:
        blocks.append(Callout(_("What is missing"), joined(*(read(each) for each in plan["shortfall"]["sentences"]))))
    if plan["to_do_first"]:
        blocks += [
            Heading(2, _("Before you begin"), "roadmap-first"),
            Bullets(tuple(read(each) for each in plan["to_do_first"])),
        ]
    if plan["steps"]:
        blocks += [
            Heading(2, _("When what happens"), "roadmap-gantt"),
            *_gantt(plan, data),
            Heading(2, _("Cost by quarter"), "roadmap-cost"),
            _cost(plan),
            _cost_table(plan),
            Heading(2, _("The measures and why"), "roadmap-steps"),
            *_steps(plan),
        ]
    blocks += choice.subsidies(data)
    blocks += choice.alternatives(data, plan)
    blocks += choice.left_out(plan)
    return blocks


def _sums(data: Data) -> list[Block]:
    """The sums of the plan; nothing where nothing is bought."""
    plan = data["roadmap"]
    if not plan["steps"]:
        return []
    return [
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
                    _("after subsidies of {sum}", sum=wan(plan["cost"]["subsidy"]))
                    if Decimal(number(plan["cost"]["subsidy"]))
                    else _("no subsidy counted"),
                ),
            )
        )
    ]


_BEST = {
    "cheapest": N_("The proven cheapest way to {target}: {count} measure(s) for {cost}."),
    "soonest": N_("The proven quickest way to {target}, and the cheapest that quick: {count} measure(s) for {cost}."),
    "payback": N_("The way to {target} with the proven shortest payback: {count} measure(s) for {cost}."),
    "benefit": N_("The way to {target} that is proven to leave the most each year: {count} measure(s) for {cost}."),
}


def _verdict(data: Data) -> Text:
    plan = data["roadmap"]
    target = tier_name(data, plan["target"])
    if plan["status"] == "optimal" and not plan["steps"]:
        return _(
            "Nothing has to be bought for {target}: what it still asks for is for the factory itself to do.",
            target=target,
        )
    if plan["status"] == "optimal":
        return _(
            _BEST[data["limits"]["objective"]],
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
    names = {each["measure"]: read(each["name"]) for part in ("steps", "left_out") for each in data["roadmap"][part]}

    def named(measures: list[str]) -> Text:
        return listed([names.get(measure) or plain(measure) for measure in measures])

    budget = listed([wan(each) for each in limits["budget"]])
    parts = [
        _("budget a quarter: {budget}", budget=budget)
        if limits.get("budget_by_quarter")
        else _("budget a year: {budget}", budget=budget),
        _("what is left over may be spent later") if limits["carry_over"] else _("what is left over is lost"),
        _("from {start}, {quarters} quarters", start=limits["start"], quarters=limits["quarters"]),
        _("staff: {weeks} person-weeks a quarter", weeks=number(limits["staff_weeks"]))
        if limits["staff_weeks"] is not None
        else _("staff: no limit"),
    ]
    if limits["most_at_once"] is not None:
        parts.append(_("at most {count} measures at once", count=limits["most_at_once"]))
    if limits["blackout"]:
        parts.append(_("nothing begins in: {quarters}", quarters=limits["blackout"]))
    if limits["require"]:
        parts.append(_("required: {measures}", measures=named([each["measure"] for each in limits["require"]])))
    if limits["forbid"]:
        parts.append(_("forbidden: {measures}", measures=named(limits["forbid"])))
    if limits["done"]:
        parts.append(_("done already: {measures}", measures=named(limits["done"])))
    if limits["prices"]:
        own = list(dict.fromkeys(each["measure"] for each in limits["prices"]))
        parts.append(_("with the factory's own quotes: {measures}", measures=named(own)))
    if limits.get("highest_prices"):
        parts.append(_("every other price at the highest of its range"))
    if limits.get("uncounted"):
        parts.append(_("{count} subsidy rule(s) not counted, as the factory wished", count=len(limits["uncounted"])))
    parts.append(_("optimality gap: {gap}", gap=number(data["roadmap"]["gap"])))
    return joined(*parts, zh="；", en="; ")


def _quarters(plan: dict[str, Any]) -> list[str]:
    return [each["quarter"] for each in plan["tier_by_quarter"]] or sorted(
        {step["quarter"] for step in plan["steps"]} | {step["finish"] for step in plan["steps"]}
    )


_BARS = 30
"""Measures in one Gantt chart: more would not fit on a page."""


def _gantt(plan: dict[str, Any], data: Data) -> list[Figure]:
    """Measures by quarter, in as many charts as they need."""
    quarters = _quarters(plan)
    place = {quarter: index for index, quarter in enumerate(quarters)}
    last = len(quarters) - 1
    tiers = tuple(tier_name(data, each["tier"]) if each["tier"] else EMPTY for each in plan["tier_by_quarter"])
    figures = []
    for begin in range(0, len(plan["steps"]), _BARS):
        steps = plan["steps"][begin : begin + _BARS]
        bars = tuple(
            charts.Bar(
                read(step["name"]),
                place.get(step["quarter"], 0),
                place.get(step["finish"], last),
                step["variant"] == "shared",
            )
            for step in steps
        )
        told = [joined(read(step["name"]), _time(step), read(step["variant_word"]), zh=" ") for step in steps]
        figures.append(
            Figure(
                charts.Gantt(tuple(quarters), bars, tiers, _("own"), _("shared service"), _("Tier at quarter's end")),
                EMPTY,
                joined(_("Measures by quarter"), *told, zh="；", en="; "),
            )
        )
    return figures


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
    """The costs to the yuan hundred; a column that holds nothing is left out."""
    words = {"one_off": _("One-off"), "running": _("Running"), "subsidy": _("Subsidy")}
    kept = [name for name in words if name != "subsidy" or Decimal(number(plan["cost"][name]))]

    def money(value: Decimal, *, strong: bool = False) -> Cell:
        return Cell(plain(f"{value:.2f}" if value else "—"), strong=strong)

    def row(label: Text, each: dict[str, Any], *, strong: bool = False) -> Row:
        sums = {name: Decimal(number(each[name])) for name in words}
        whole = sums["one_off"] + sums["running"] - sums["subsidy"]
        return Row(
            (
                Cell(label, strong=strong),
                *(money(sums[name], strong=strong) for name in kept),
                money(whole, strong=True),
            )
        )

    return Table(
        _("Cost by quarter, in 10,000 yuan"),
        (
            Column(_("Quarter"), 25),
            *(Column(words[name], 25, Align.RIGHT) for name in kept),
            Column(_("Together"), 25, Align.RIGHT),
        ),
        (
            *(row(plain(each["quarter"]), each) for each in plan["cost_by_quarter"]),
            row(_("Total"), plan["cost"], strong=True),
        ),
    )


def _time(step: dict[str, Any]) -> Text:
    """From when to when, one quarter where it is one."""
    first, last = step["quarter"], step["finish"]
    return plain(first if first == last else f"{first}–{last}")


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
                        note=joined(_time(step), read(step["form"]), zh="，", en=", "),
                    ),
                    Cell(
                        joined(_("one-off"), wan(step["one_off"]), zh=" "),
                        note=joined(
                            joined(_("running"), wan(step["running"]), zh=" "),
                            _("{weeks} person-weeks", weeks=number(step["staff_weeks"])),
                            _("own quote")
                            if step["price_confidence"] == "Q"
                            else joined(*keys(step["price_sources"]), zh=" "),
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
