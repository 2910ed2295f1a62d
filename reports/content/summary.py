"""The management summary: what a manager reads in two minutes."""

from collections.abc import Mapping
from decimal import Decimal
from math import ceil
from typing import Any

from models import counts
from models.language import Language, Text
from models.rulebook import CAVEAT
from reports import charts
from reports.content import choice, way
from reports.content.blocks import (
    EMPTY,
    Block,
    Bullets,
    Callout,
    Cards,
    Cell,
    ChartFigure,
    Column,
    Heading,
    KeyFigure,
    PageBreak,
    Paragraph,
    Row,
    Table,
    Voice,
    WhereRoom,
)
from reports.content.front import Data, label_of, ladder, notice, open_tier, remark_on, still_to_do, tier_name
from reports.content.words import _, joined, listed, mark, number, or_dash, plain, read, status_word, wan
from reports.payload.assemble import ReportLanguage, claim_sentences

_SHOWN_CONDITIONS = 6
"""Most open conditions in the summary."""
_ROOM = {"zh": 30.0, "en": 30.0, "both": 24.0}
"""Lines that they may take, by the report's language: more would push the summary over its two pages."""
_EMS = (20, 18, 12)
"""About how many Chinese characters stand in a line of each of their columns."""
_SHOWN_ITEMS = 6
"""Items that the summary names for one condition."""


def summary(data: Data) -> list[Block]:
    """Returns the two pages for the manager: where the factory stands; what is missing, and the cheapest steps."""
    evaluation = data["evaluation"]
    return [
        Heading(1, _("Management summary"), "summary", fresh=True),
        Paragraph(standing(data), Voice.LEAD),
        _figures(data),
        Paragraph(joined(*claim_sentences(data), zh="；", en="; "), Voice.STRONG),
        ladder(data),
        Heading(2, _("How much is backed by evidence"), "summary-proof"),
        _proven(data),
        _contradicting(evaluation["contradictions"]),
        *(Paragraph(read(problem), Voice.STRONG) for problem in evaluation["problems"]),
        Callout(_("Self-assessment for reference"), notice()),
        PageBreak(),
        Heading(2, _("What the next tier still requires"), "summary-missing"),
        *_next_tier(data),
        Heading(2, _("Three cheapest next steps"), "summary-steps"),
        *_cheapest(data),
    ]


def _figures(data: Data) -> Cards:
    evaluation = data["evaluation"]
    met, proven = evaluation["met_count"], evaluation["proven_count"]
    reached, possible = evaluation["reached"], evaluation["possible"]
    return Cards(
        (
            KeyFigure(
                _("Tier reached"),
                tier_name(data, reached),
                _("in doubt: answers contradict each other")
                if evaluation["in_doubt"]
                else _("every condition is met")
                if reached
                else _("conditions of the lowest tier are still open"),
            ),
            KeyFigure(
                _("Tier possible"),
                tier_name(data, possible),
                _("if every unknown turns out well") if possible else _("even if every unknown turns out well"),
            ),
            KeyFigure(_("Conditions met"), plain(f"{met} / {len(_counted(data))}"), _("over all tiers")),
            KeyFigure(
                _("With evidence"),
                plain(f"{proven} / {met}" if met else "—"),
                _("of the met conditions are backed by evidence") if met else _("no condition is met yet"),
            ),
        )
    )


def _proven(data: Data) -> ChartFigure:
    met, proven = data["evaluation"]["met_count"], data["evaluation"]["proven_count"]
    rest = len(_counted(data)) - met
    return ChartFigure(
        charts.Shares(
            (
                (_("met, with evidence"), proven),
                (_("met, claimed only"), met - proven),
                (_("not met or unknown"), rest),
            )
        ),
        EMPTY,
        _(
            "Conditions met with evidence: {proven}; claimed only: {word}; not met or unknown: {rest}.",
            proven=proven,
            word=met - proven,
            rest=rest,
        ),
    )


def _contradicting(contradictions: list[Any]) -> Paragraph:
    if not contradictions:
        return Paragraph(_("No contradictory answers were found."))
    return Paragraph(
        _(
            "Contradictions between answers, declared in this report: {count}; in {errors} of them both answers cannot be true.",
            count=len(contradictions),
            errors=sum(each["severity"] == "error" for each in contradictions),
        ),
        link="contradictions",
    )


def _counted(data: Data) -> list[Any]:
    return [each for tier in data["evaluation"]["tiers"] for each in tier["conditions"] if not each["informative"]]


def standing(data: Data) -> Text:
    """Returns in one sentence which tier is reached and how much is missing to the next."""
    evaluation = data["evaluation"]
    following = open_tier(data)
    reached = tier_name(data, evaluation["reached"])
    if following is None:
        return _("The factory reaches {tier}: every condition of this tier and of those below it is met.", tier=reached)
    sets = evaluation["missing"][following["id"]]
    if not sets and evaluation["reached"] is None:
        return _("The factory has not reached a tier yet.")
    if not sets:
        return _("The factory reaches {tier}.", tier=reached)
    fewest = still_to_do(sets[0])
    if evaluation["reached"] is None:
        return _(
            "The factory has not reached a tier yet. Items still missing for {tier}: {count}.",
            count=fewest,
            tier=read(following["name"]),
        )
    return _(
        "The factory reaches {tier}. Items still missing for {following}: {count}.",
        tier=reached,
        count=fewest,
        following=read(following["name"]),
    )


def _next_tier(data: Data) -> list[Block]:
    evaluation = data["evaluation"]
    tier = open_tier(data)
    if tier is None:
        return [Paragraph(_("Nothing: the highest tier is reached."))]
    sets = evaluation["missing"][tier["id"]]
    rows = [each for each in tier["conditions"] if each["status"] in ("not_met", "unknown") and not each["informative"]]
    shown = [
        Row(
            (
                Cell(status_word(each["status"]), mark(each["status"]), note=read(each["confidence_word"])),
                Cell(read(each["text"]), link=f"condition-{each['id']}"),
                Cell(read(each["reason"])),
                Cell(or_dash(closing(data, each, sets[0] if sets else []))),
            )
        )
        for each in rows[:_SHOWN_CONDITIONS]
    ]
    language = data["report"]["language"]
    while len(shown) > 1 and sum(_lines(row, language) for row in shown) > _ROOM[language]:
        shown.pop()
    more = len(rows) - len(shown)
    columns = (
        Column(_("Status"), 12),
        Column(_("Condition"), 34),
        Column(_("Why"), 32),
        Column(_("What closes it"), 22),
    )
    remark = remark_on(data, tier)
    more_listed = _("{count} more are listed in the chapter on conditions.", count=more)
    return [
        Table(EMPTY, columns, tuple(shown), row_heads=False),
        *([Paragraph(remark, Voice.NOTE)] if remark.zh else []),
        Paragraph(_(CAVEAT), Voice.NOTE),
        *([Paragraph(more_listed, Voice.NOTE)] if more > 0 else []),
    ]


def _lines(row: Row, language: ReportLanguage) -> float:
    """About how many lines a row of the open conditions takes, its margins counted as well."""
    spoken: tuple[Language, ...] = ("zh", "en") if language == "both" else (language,)
    return 0.7 + max(
        sum(ceil(sum(0.55 if letter.isascii() else 1 for letter in cell.text.text(each)) / ems) for each in spoken)
        for cell, ems in zip(row.cells[1:], _EMS, strict=True)
    )


def closing(data: Data, condition: Mapping[str, Any], smallest: list[str]) -> Text:
    """Returns the items of the smallest missing set that a condition waits for."""
    waiting = [answer for answer in smallest if answer in condition["answers"]]
    asked = [answer for answer in waiting if answer.startswith("requirements.")]
    if waiting and waiting == asked:
        return _("fulfil it completely")
    labels = list(dict.fromkeys(label_of(data, answer) for answer in waiting if answer not in asked))
    more = len(labels) - _SHOWN_ITEMS
    return joined(listed(labels[:_SHOWN_ITEMS]), _("({count} more not listed here)", count=more) if more > 0 else EMPTY)


def _cheapest(data: Data) -> list[Block]:
    roadmap = data["roadmap"]
    if not roadmap:
        return [Paragraph(_("No roadmap was made for this version."))]
    if choice.is_there_already(roadmap):
        return [Paragraph(way.verdict(data))]
    if not roadmap["steps"]:
        introduction = _("No measure needs to be bought, or none can be bought within the limits. To do without money:")
        todo = tuple(read(each) for each in roadmap["to_do_first"][:3])
        return [Paragraph(introduction), Bullets(todo)] if todo else [Paragraph(_("The roadmap contains no measures."))]
    steps = sorted(roadmap["steps"], key=lambda step: (_price(step), step["quarter"], step["measure"]))[:3]
    return [
        Table(
            EMPTY,
            (
                Column(_("Measure"), 24),
                Column(_("What it is"), 37),
                Column(_("How and when"), 15),
                Column(_("Cost to the end of the plan"), 24),
            ),
            tuple(
                Row(
                    (
                        Cell(read(step["name"]), strong=True),
                        Cell(read(step["what"])),
                        Cell(read(step["variant_word"]), note=_("from {quarter}", quarter=step["quarter"])),
                        Cell(wan(_price(step), padded=True), strong=True, note=_made_of(step)),
                    )
                )
                for step in steps
            ),
        ),
        Paragraph(_whole_way(data), link="roadmap"),
        *(WhereRoom(cards) for cards in way.sums(data)),
        *(WhereRoom(chart) for chart in way.gantt(data)[:1]),
    ]


def _whole_way(data: Data) -> Text:
    """What the whole plan costs; one that does not reach its target says so first."""
    roadmap = data["roadmap"]
    facts = {"cost": wan(roadmap["cost"]["total"]), "quarters": counts.quarters(len(roadmap["tier_by_quarter"]))}
    if roadmap["status"] == "optimal":
        return _(
            "The whole way to {tier} costs {cost} in {quarters}; the reasons and prices are in the chapter on the roadmap.",
            tier=tier_name(data, roadmap["target"]),
            **facts,
        )
    costs = _("It costs {cost} in {quarters}; the reasons and prices are in the chapter on the roadmap.", **facts)
    return joined(way.verdict(data), costs)


def _made_of(step: Mapping[str, Any]) -> Text:
    """What a price is made of, where it is more than one thing."""
    subsidy = Decimal(number(step["subsidy"]))
    parts = [
        (_("one-off"), Decimal(number(step["one_off"]))),
        (_("running"), Decimal(number(step["running"]))),
    ]
    parts_shown = [joined(word, wan(sum_, padded=True), zh=" ") for word, sum_ in parts if sum_]
    if subsidy:
        parts_shown.append(_("less a subsidy of at most {sum}", sum=wan(subsidy, padded=True)))
    return joined(*parts_shown, zh="，", en=", ")


def _price(step: Mapping[str, Any]) -> Decimal:
    return Decimal(number(step["one_off"])) + Decimal(number(step["running"])) - Decimal(number(step["subsidy"]))
