"""The way to the next tier: what, when, how, at which cost, and why."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from models import counts
from models.language import N_, Text, in_both
from models.limits import Objective
from models.roadmap.falling_short import best_instead
from reports import charts
from reports.content import choice
from reports.content.blocks import (
    EMPTY,
    Align,
    Block,
    Bullets,
    Callout,
    Cards,
    Cell,
    ChartFigure,
    Column,
    Heading,
    KeyFigure,
    Paragraph,
    Row,
    Table,
    Voice,
)
from reports.content.front import Data, tier_name
from reports.content.limits import limits_words
from reports.content.words import _, joined, keys, number, or_dash, plain, read, wan


def roadmap(data: Data) -> list[Block]:
    """Returns the roadmap chapter."""
    plan = data["roadmap"]
    blocks: list[Block] = [Heading(1, _("The roadmap"), "roadmap")]
    if not plan:
        return [*blocks, Paragraph(_("This report has no roadmap."))]
    blocks += [
        Paragraph(verdict(data), Voice.LEAD),
        *sums(data),
        *_gains(data),
        *_ownership(data),
        Paragraph(limits_words(data), Voice.NOTE),
    ]
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
            *gantt(data),
            Heading(2, _("Cost by quarter"), "roadmap-cost"),
            _cost(plan),
            _cost_table(data),
            Heading(2, _("The measures and why"), "roadmap-steps"),
            *_steps(plan),
        ]
    blocks += choice.subsidies(data)
    blocks += choice.alternatives(data, plan)
    if not choice.is_there_already(plan):
        blocks += choice.left_out(data)
    return blocks


def sums(data: Data) -> list[Cards]:
    """Returns the sums of the plan; nothing where nothing is bought."""
    plan = data["roadmap"]
    if not plan["steps"]:
        return []
    return [
        Cards(
            (
                KeyFigure(
                    _("Goal"),
                    tier_name(data, plan["target"]),
                    _("reached by the plan: {tier}", tier=tier_name(data, plan["reached"])),
                ),
                KeyFigure(_("One-off"), wan(plan["cost"]["one_off"], padded=True), _("over the whole horizon")),
                KeyFigure(_("Running"), wan(plan["cost"]["running"], padded=True), _("inside the horizon")),
                KeyFigure(
                    _("Total"),
                    wan(plan["cost"]["total"], padded=True),
                    _("after subsidies of at most {sum}", sum=wan(plan["cost"]["subsidy"]))
                    if Decimal(number(plan["cost"]["subsidy"]))
                    else _("no subsidy counted"),
                ),
            )
        )
    ]


def _gains(data: Data) -> list[Paragraph]:
    """What the plan brings per year and where the figures come from; nothing if no gain counts."""
    plan = data["roadmap"]
    gain, running = (Decimal(number(plan.get(name) or 0)) for name in ("gain_per_year", "running_per_year"))
    if gain <= 0:
        return []
    estimate = _(
        "Estimated gain once everything runs, at the size of this factory, not measured in it: {gain} a year, before running cost of {running} a year.",
        gain=wan(gain),
        running=wan(running),
    )
    years = plan.get("payback_years")
    if years is None:
        left = _("On these figures, the running cost uses up the gain.")
    else:
        left = _(
            "On these figures, {left} a year remains, and the one-off cost is recovered after about {years}.",
            left=wan(gain - running),
            years=counts.years(Decimal(number(years)).quantize(Decimal("0.1"), ROUND_HALF_UP)),
        )
    return [Paragraph(joined(estimate, left))]


def _ownership(data: Data) -> list[Paragraph]:
    """By which cost a plan is the cheapest: it is not the sum spent inside the horizon."""
    plan = data["roadmap"]
    if plan["status"] != "optimal" or data["limits"]["objective"] != "cheapest" or not plan["steps"]:
        return []
    if plan.get("ownership") is None:
        return []
    return [
        Paragraph(
            _(
                "“Cheapest” refers to the cost of ownership, here {ownership} over {years} of use: however late a measure begins, it counts with all of its running cost and what has to be replaced, less what is still worth something at the end. The sums above are what is spent within the plan.",
                ownership=wan(plan["ownership"]),
                years=counts.years(data["limits"]["years_of_use"]),
            ),
            Voice.NOTE,
        )
    ]


_BEST = {
    "cheapest": N_("The cheapest way to {target}, proven: {measures} for {cost}."),
    "soonest": N_("The quickest way to {target}, and the cheapest at that speed, proven: {measures} for {cost}."),
    "payback": N_("The way to {target} with the shortest payback, proven: {measures} for {cost}."),
    "benefit": N_("The way to {target} with the highest yearly gain, proven: {measures} for {cost}."),
}


def verdict(data: Data) -> Text:
    """Returns what was proven of the plan, in one sentence."""
    plan = data["roadmap"]
    target = tier_name(data, plan["target"])
    if choice.is_there_already(plan):
        return _("{target} is already reached: nothing needs to be bought.", target=target)
    if plan["status"] == "optimal" and not plan["steps"]:
        return _(
            "Nothing needs to be bought for {target}: what it still requires is for the factory itself to do.",
            target=target,
        )
    if plan["status"] == "optimal":
        return _(
            _BEST[data["limits"]["objective"]],
            target=target,
            measures=counts.measures(len(plan["steps"])),
            cost=wan(plan["cost"]["total"]),
        )
    if plan["status"] in {"partial", "infeasible"}:
        short = _("No plan within these limits can reach {target}.", target=target)
        if not plan["steps"]:
            return short
        tier = None if plan["brings"] is None else tier_name(data, plan["brings"])
        return joined(short, in_both(best_instead(Objective(data["limits"]["objective"]), tier)))
    return _("The best plan found so far for {target}; a cheaper one was not ruled out.", target=target)


def _quarters(plan: dict[str, Any]) -> list[str]:
    return [each["quarter"] for each in plan["tier_by_quarter"]] or sorted(
        {step["quarter"] for step in plan["steps"]} | {step["finish"] for step in plan["steps"]}
    )


_BARS = 30
"""Measures in one Gantt chart: more would not fit on a page."""


def gantt(data: Data) -> list[ChartFigure]:
    """Returns the measures by quarter, in as many charts as they need."""
    plan = data["roadmap"]
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
        described = [joined(read(step["name"]), _time(step), read(step["variant_word"]), zh=" ") for step in steps]
        figures.append(
            ChartFigure(
                charts.Gantt(tuple(quarters), bars, tiers, _("own"), _("shared service"), _("Tier at quarter's end")),
                EMPTY,
                joined(_("Measures by quarter"), *described, zh="；", en="; "),
            )
        )
    return figures


def _cost(plan: dict[str, Any]) -> ChartFigure:
    stacks = tuple(
        charts.Stack(each["quarter"], (Decimal(number(each["one_off"])), Decimal(number(each["running"]))))
        for each in plan["cost_by_quarter"]
    )
    described = [
        joined(plain(each["quarter"]), wan(Decimal(number(each["one_off"])) + Decimal(number(each["running"]))), zh=" ")
        for each in plan["cost_by_quarter"]
    ]
    return ChartFigure(
        charts.Stacks((_("one-off"), _("running")), stacks, _("10,000 yuan")),
        EMPTY,
        joined(_("Cost by quarter"), *described, zh="；", en="; "),
    )


def _decimals(figures: Iterable[Decimal]) -> int:
    """Returns how many decimals show every figure whole, at least two: what is rounded does not add up."""
    return max([2, *(-int(figure.normalize().as_tuple().exponent) for figure in figures)])


def _cost_table(data: Data) -> Table:
    """The costs, not rounded, with what was spent so far and the tier that it bought; an empty column is left out."""
    plan = data["roadmap"]
    words = {"one_off": _("One-off"), "running": _("Running"), "subsidy": _("Subsidy")}
    anew = [Decimal(number(each.get("replacement", 0))) for each in plan["cost_by_quarter"]]
    kept = [name for name in words if name != "subsidy" or Decimal(number(plan["cost"][name]))]
    parts = [{name: Decimal(number(each[name])) for name in words} for each in plan["cost_by_quarter"]]
    places = _decimals(figure for part in parts for figure in part.values())
    tiers = {
        each["quarter"]: tier_name(data, each["tier"]) if each["tier"] else EMPTY for each in plan["tier_by_quarter"]
    }

    def money(value: Decimal, *, strong: bool = False) -> Cell:
        return Cell(plain(f"{value:.{places}f}" if value else "—"), strong=strong)

    names = [plain(each["quarter"]) for each in plan["cost_by_quarter"]]
    later = {name: Decimal(number(plan["cost"][name])) - sum(part[name] for part in parts) for name in words}
    if any(later.values()):
        # A subsidy is paid after acceptance, which may be when the last quarter is over.
        names.append(_("after the last quarter"))
        parts.append(later)
    rows, spent = [], Decimal(0)
    for name, part, renewal in zip(names, parts, [*anew, Decimal(0)], strict=False):
        whole = part["one_off"] + part["running"] - part["subsidy"]
        spent += whole
        figures = (*(money(part[kind]) for kind in kept), money(whole, strong=True), money(spent))
        figures = (*figures, money(renewal)) if any(anew) else figures
        rows.append(Row((Cell(name), *figures, Cell(or_dash(tiers.get(name.en, EMPTY))))))
    together = [sum((part[kind] for part in parts), Decimal(0)) for kind in kept]
    figures = tuple(money(each, strong=True) for each in (*together, spent))
    figures = (*figures, Cell(), money(sum(anew, Decimal(0)))) if any(anew) else (*figures, Cell())
    rows.append(Row((Cell(_("Total"), strong=True), *figures, Cell())))
    return Table(
        _("Cost by quarter, in 10,000 yuan"),
        (
            Column(_("Quarter"), 16),
            *(Column(words[name], 16, Align.RIGHT) for name in kept),
            Column(_("Together"), 16, Align.RIGHT),
            Column(_("So far"), 16, Align.RIGHT),
            *((Column(_("Renewals, beside the total"), 16, Align.RIGHT),) if any(anew) else ()),
            Column(_("Tier at quarter's end"), 26, Align.CENTRE),
        ),
        tuple(rows),
    )


def _time(step: dict[str, Any]) -> Text:
    """From when to when, one quarter where it is one."""
    first, last = step["quarter"], step["finish"]
    return plain(first if first == last else f"{first}–{last}")


def _service(step: dict[str, Any]) -> list[Text]:
    """Of which kind a shared way is, and who offers it by name."""
    kind = [read(step["service_kind_word"])] if step["service_kind"] else []
    return [*kind, *(read(service["name"]) for service in step["services"])]


def _tax(step: dict[str, Any]) -> list[Text]:
    """Whether tax is in the price, where the source says so."""
    return {"with": [_("with VAT")], "without": [_("without VAT")]}.get(step["vat"], [])


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
                        note=joined(_time(step), read(step["form"]), *_service(step), zh="，", en=", "),
                    ),
                    Cell(
                        joined(_("one-off"), wan(step["one_off"], padded=True), zh=" "),
                        note=joined(
                            joined(_("running"), wan(step["running"], padded=True), zh=" "),
                            in_both(counts.person_weeks(Decimal(number(step["staff_weeks"])))),
                            _("own quote")
                            if step["price_confidence"] == "Q"
                            else joined(read(step["price_form"]), *_tax(step), *keys(step["price_sources"]), zh=" "),
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
