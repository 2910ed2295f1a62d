"""What accompanies the plan: subsidies, near-best plans, and the measures left out with the reasons."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from models import counts
from models.language import Text
from models.roadmap.price_risk import of_hundred
from models.rulebook import TIER_IDS
from reports.content.blocks import EMPTY, Align, Block, Cell, Column, Heading, Paragraph, Row, Table, Voice
from reports.content.front import Data, tier_name
from reports.content.words import _, either, further, joined, keys, number, or_dash, plain, read, wan

_MONEY = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)? (?:万元|yuan)")
"""An amount with its unit."""
_NATIONAL = ("全国", "national")
"""How the packs call the whole country."""
_FEW = 4
"""From so many measures on, a reason that they share becomes a heading."""
_PLACE = "\0"
"""Stands for the one figure in which reasons differ; no sentence can hold it."""


def near_subsidies(data: Data) -> list[dict[str, Any]]:
    """Returns the rules of public money for the enterprise's place, as they stand in the plan."""
    subsidies: list[dict[str, Any]] = (data["roadmap"] or {}).get("subsidies", [])
    return subsidies


def subsidies(data: Data) -> list[Block]:
    """The rules of public money for the enterprise's place; all others are only in the program."""
    near = near_subsidies(data)
    if not near:
        return []
    return [
        Heading(2, _("Subsidies that may apply"), "roadmap-subsidies"),
        Paragraph(
            _("Dated rules. Every amount is the most that can come; whether money is granted is decided there."),
            Voice.NOTE,
        ),
        Table(
            EMPTY,
            (
                Column(_("Subsidy"), 26),
                Column(_("Region and period"), 18),
                Column(_("What it says"), 32),
                Column(_("Counted"), 24),
            ),
            tuple(
                Row(
                    (
                        Cell(read(each["name"])),
                        Cell(
                            _("whole country") if each["region"] in _NATIONAL else plain(each["region"]),
                            note=either(each["period"]),
                        ),
                        Cell(
                            read(each["detail"]),
                            note=joined(read(each["confidence_word"]), *keys(each["sources"]), zh=" "),
                        ),
                        Cell(_counted(each)),
                    )
                )
                for each in near
            ),
        ),
    ]


def _counted(rule: dict[str, Any]) -> Text:
    application = rule["application"]
    if application is None:
        return read(rule["why"])
    return _(
        "At most {most}, not before {quarter}; less {cost} for applying ({weeks} of own work): {net}.",
        most=wan(application["at_most"]),
        quarter=application["paid"],
        cost=wan(application["cost"]),
        weeks=counts.person_weeks(Decimal(application["staff_weeks"])),
        net=wan(application["counted"]),
    )


def alternatives(data: Data, plan: dict[str, Any]) -> list[Block]:
    """Returns the plans that are nearly as good, and what the ranges of the prices mean."""
    blocks: list[Block] = []
    if plan["alternatives"]:
        blocks += [
            Heading(2, _("Nearest alternatives"), "roadmap-alternatives"),
            Table(
                EMPTY,
                (
                    Column(_("Alternative"), 40),
                    Column(_("Spent within the plan"), 19, Align.RIGHT),
                    Column(_("Cost of ownership"), 17, Align.RIGHT),
                    Column(_("Reached in"), 12, Align.CENTRE),
                    Column(_("Tier"), 12),
                ),
                (
                    _choice(data, _("This plan"), plan, _finish(plan), strong=True),
                    *(_choice(data, read(each["label"]), each, each["finish"]) for each in plan["alternatives"]),
                ),
            ),
        ]
    risk = plan["risk"]
    if risk:
        blocks.append(
            Paragraph(
                _(
                    "Prices are ranges. The plan costs between {low} and {high}; half of all cases stay below {median}, nine in ten below {p90}; the yearly budgets hold in {share} % of cases.",
                    low=wan(risk["low"]),
                    high=wan(risk["high"]),
                    median=wan(risk["median"]),
                    p90=wan(risk["p90"]),
                    share=number(of_hundred(Decimal(number(risk["budget_holds_share"])))),
                )
            )
        )
    return blocks


def _choice(data: Data, name: Text, plan: dict[str, Any], finish: str | None, *, strong: bool = False) -> Row:
    """One plan beside the others; reports of earlier editions do not say the cost of ownership."""
    owned = plan.get("ownership")
    return Row(
        (
            Cell(name, strong=strong),
            Cell(wan(plan["cost"]["total"], padded=True), strong=strong),
            Cell(or_dash(EMPTY if owned is None else wan(owned, padded=True)), strong=strong),
            Cell(or_dash(plain(finish or ""))),
            Cell(tier_name(data, plan["reached"])),
        )
    )


def _finish(plan: dict[str, Any]) -> str | None:
    """Returns the quarter at whose end nothing of the target is left to buy; None where the plan leaves something."""
    return max((step["finish"] for step in plan["steps"]), default=None) if plan["status"] == "optimal" else None


@dataclass(frozen=True, slots=True)
class _LeftOut:
    """One measure that was not chosen, in one language."""

    name: str
    figure: str
    """The one amount of its reason with the unit; empty where it has none or several."""
    why: str
    """With `_PLACE` where the figure stood."""

    @property
    def amount(self) -> Decimal:
        """The amount alone, to sort by."""
        return Decimal(self.figure.partition(" ")[0].replace(",", "") or 0)

    @property
    def said(self) -> str:
        """Its own reason."""
        return self.why.replace(_PLACE, self.figure)

    @property
    def in_column(self) -> str:
        """The amount with as many decimals as all of its column: 万元 to the hundredth, yuan whole."""
        return f"{self.amount:.2f} 万元" if self.figure.endswith("万元") else self.figure


def _spanned(entries: list[_LeftOut]) -> str:
    """Returns the reason that they share, with the range of its figure; `entries` are in the order of the figure."""
    low, high = entries[0], entries[-1]
    if low.figure == high.figure:
        return low.said
    return low.why.replace(_PLACE, f"{low.in_column.partition(' ')[0]}–{high.in_column}")


def is_there_already(plan: Mapping[str, Any]) -> bool:
    """Returns whether the target is reached, proven, without a single step, as `Roadmap.is_there_already`."""
    reached, target = plan["reached"], plan["target"]
    sure = reached is not None and TIER_IDS.index(reached) >= TIER_IDS.index(target)
    return plan["status"] == "optimal" and sure and not plan["steps"]


def left_out(data: Data) -> list[Block]:
    """Returns the measures that were not chosen, many with the same reason under one heading, others with their own.

    Reasons that differ in one figure alone, such as what a measure would cost on top, are one: the reason with the
    range of the figure, each measure with its own, the smallest first.
    """
    plan = data["roadmap"]
    if not plan["left_out"]:
        return []
    reasons: dict[tuple[str, str], list[tuple[_LeftOut, ...]]] = {}
    for each in plan["left_out"]:
        # The two languages may count in different units, so each keeps its own figure.
        name, because = read(each["name"]), read(each["because"])
        said = ((name.zh, because.zh), (name.en, because.en))
        amounts = [_MONEY.findall(why) for _, why in said]
        figures = [each[0] for each in amounts] if all(len(each) == 1 for each in amounts) else ["", ""]
        pair = [
            _LeftOut(measure, figure, why.replace(figure, _PLACE, 1 if figure else 0))
            for (measure, why), figure in zip(said, figures, strict=True)
        ]
        reasons.setdefault((pair[0].why, pair[1].why), []).append(tuple(pair))
    dearer: list[Row] = []
    alike: list[Row] = []
    alone: list[Row] = []
    for entries in reasons.values():
        entries.sort(key=lambda entry: entry[0].amount)
        zh, en = ([entry[place] for entry in entries] for place in (0, 1))
        why = Text(_spanned(zh), _spanned(en))
        head = Row((Cell(joined(why, _("({measures})", measures=counts.measures(len(entries))))),), group=True)
        names = [Cell(Text(in_zh.name, in_en.name)) for in_zh, in_en in entries]
        if len(entries) < _FEW:
            alone += [
                Row((name, Cell(Text(in_zh.said, in_en.said))))
                for name, (in_zh, in_en) in zip(names, entries, strict=True)
            ]
        elif len({entry.figure for entry in zh}) == 1:
            alike += [head, *_abreast(names, 3)]
        else:
            sums = [Cell(Text(in_zh.in_column, in_en.in_column)) for in_zh, in_en in entries]
            dearer += [head, *_abreast([cell for pair in zip(sums, names, strict=True) for cell in pair], 4)]
    measure, cost = Column(_("Measure"), 36), Column(_("Amount"), 14, Align.RIGHT)
    blocks: list[Block] = [Heading(2, _("Measures left out, and why"), "roadmap-left-out")]
    if data["limits"]["objective"] in ("payback", "benefit"):
        whose = _(
            "Gains are cautious figures of the catalogue at the size of this factory, not measured in it; those of the same machine hours (OEE, output, stops, changeovers) are added and may overlap."
        )
        blocks.append(Paragraph(whose, Voice.NOTE))
    if dearer:
        blocks.append(Table(EMPTY, (cost, measure, cost, measure), tuple(dearer), row_heads=False))
    if alike:
        rest = further(_("Measures left out, and why"))
        columns = (measure, measure, measure)
        blocks.append(Table(EMPTY, columns, tuple(alike), row_heads=False, show_head=False, continued=rest))
    if alone:
        blocks.append(Table(EMPTY, (Column(_("Measure"), 42), Column(_("Why not"), 58)), tuple(alone)))
    return blocks


def _abreast(cells: list[Cell], count: int) -> list[Row]:
    """Returns cells in rows of `count`, the last one filled up."""
    filled = [*cells, *[Cell()] * (-len(cells) % count)]
    return [Row(tuple(filled[place : place + count])) for place in range(0, len(filled), count)]
