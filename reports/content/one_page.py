"""One page to hand on: the tier, what is missing, the first three steps, the money. On A4, or long and narrow for a telephone."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from models import counts
from models.language import Text, in_both
from models.rulebook import CAVEAT
from reports.content import choice, way
from reports.content.blocks import (
    EMPTY,
    Block,
    Bullets,
    Cards,
    Cell,
    Column,
    Content,
    CoverPage,
    Heading,
    KeyFigure,
    Paragraph,
    Row,
    Table,
    Voice,
)
from reports.content.front import (
    Data,
    case_number,
    enterprise,
    ladder,
    notice,
    open_tier,
    reached_name,
    remark_on,
    tier_name,
)
from reports.content.plan_paper import by_begin, when_words
from reports.content.summary import closing, standing
from reports.content.words import _, joined, mark, number, plain, read, status_word, wan
from reports.payload.canonical import canonical

FORMAT = "zhijie-summary"
MOST_MISSING = 6
"""Open conditions that are named; fewer where they would not leave room for the rest."""
_STEPS = 3
_LONGEST_NAME = 60
_LONGEST_REASON = {"zh": 90, "en": 190}
"""Characters of a sentence about what keeps the tier out of reach; the report has it in full."""


def one_page(data: Data, missing: int, *, narrow: bool, climb: bool = True) -> Content:
    """Returns what the page says.

    Args:
        data: the values of a report.
        missing: open conditions to name at most.
        narrow: for a telephone: one thing below another, no tables.
        climb: with the picture of the ladder.
    """
    title = _("Where the factory stands, on one page")
    return Content(
        cover=CoverPage(
            title=title,
            subtitle=EMPTY,
            factory=_names(data)[0],
            tier_label=EMPTY,
            tier=reached_name(data),
            facts=(),
            notice=notice(),
            hint=EMPTY,
            logo_png=b"",
            logo_alternative=EMPTY,
        ),
        running_title=EMPTY,
        footer=EMPTY,
        draft=False,
        blocks=tuple(_blocks(data, missing, narrow=narrow, climb=climb)),
        created=data["created"],
        payload=canonical(
            {
                "format": FORMAT,
                "format_version": 1,
                **{name: data["evaluation"][name] for name in ("reached", "possible", "in_doubt")},
            }
        ),
        producer=f"Zhijie {data['program']['version']}",
    )


def _names(data: Data) -> tuple[Text, Text]:
    """Returns the enterprise, and its factory where that has a name of its own; long ones are cut."""
    document = data["case"]["document"]
    firm, site = (str(document.get(part, {}).get("name") or "") for part in ("enterprise", "factory"))
    return plain(_short(firm)) if firm else enterprise(data), plain(_short(site) if firm and site != firm else "")


def _short(text: str, most: int = _LONGEST_NAME) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _blocks(data: Data, missing: int, *, narrow: bool, climb: bool) -> Iterable[Block]:
    case, plan = data["case"], data["roadmap"]
    firm, site = _names(data)
    yield Heading(1, firm, "summary", fresh=True)
    state = _("frozen") if case["state"] == "frozen" else _("draft")
    version = _("version {version}", version=case["version"])
    facts = (
        site,
        _("Intelligent factory self-assessment"),
        case_number(data),
        version,
        state,
        plain(data["created"][:10]),
    )
    yield Paragraph(joined(*facts, zh=" · ", en=" · "), Voice.NOTE)
    yield Paragraph(standing(data), Voice.LEAD)
    cards = tuple(_cards(data))
    yield from (Cards(cards[:2]), Cards(cards[2:])) if narrow else (Cards(cards),)
    if climb:
        yield ladder(data)
    yield from (Paragraph(read(problem), Voice.STRONG) for problem in data["evaluation"]["problems"])
    yield from _missing(data, missing, narrow=narrow)
    if plan:
        yield Heading(2, _("The first three steps") if len(plan["steps"]) > _STEPS else _("The steps"), "steps")
        yield from _steps(plan, narrow=narrow)
        yield Heading(2, _("The money"), "money")
        yield from _money(data)
    yield Paragraph(joined(notice(), _(CAVEAT)), Voice.NOTE)


def _cards(data: Data) -> Iterable[KeyFigure]:
    evaluation, plan = data["evaluation"], data["roadmap"]
    counted = [each for tier in evaluation["tiers"] for each in tier["conditions"] if not each["informative"]]
    said = _("in doubt: answers contradict each other") if evaluation["in_doubt"] else _("self-assessed")
    yield KeyFigure(_("Tier reached"), tier_name(data, evaluation["reached"]), said)
    yield KeyFigure(_("Tier possible"), tier_name(data, evaluation["possible"]), _("if every unknown turns out well"))
    yield KeyFigure(
        _("Conditions met"),
        plain(f"{evaluation['met_count']} / {len(counted)}"),
        _("{count} of them with evidence", count=evaluation["proven_count"]),
    )
    if plan and plan["steps"]:
        yield KeyFigure(
            _("Plan to {tier}", tier=tier_name(data, plan["target"]))
            if plan["status"] == "optimal"
            else _("What the limits allow"),
            wan(plan["cost"]["total"]),
            in_both(counts.measures(len(plan["steps"]))),
        )


def _missing(data: Data, most: int, *, narrow: bool) -> Iterable[Block]:
    evaluation = data["evaluation"]
    tier = open_tier(data)
    if tier is None:
        return
    yield Heading(2, _("What is missing for {tier}", tier=read(tier["name"])), "missing")
    smallest: list[str] = next(iter(evaluation["missing"][tier["id"]]), [])
    rows = [each for each in tier["conditions"] if each["status"] in ("not_met", "unknown") and not each["informative"]]
    shown = rows[:most]
    if narrow:
        yield Bullets(
            tuple(joined(read(each["text"]), _what_closes(data, each, smallest), zh="：", en=": ") for each in shown)
        )
    elif shown:
        yield Table(
            EMPTY,
            (Column(_("Status"), 13), Column(_("Condition"), 87)),
            tuple(
                Row(
                    (
                        Cell(status_word(each["status"]), mark(each["status"])),
                        Cell(read(each["text"]), note=_what_closes(data, each, smallest)),
                    )
                )
                for each in shown
            ),
            row_heads=False,
            show_head=False,
        )
    remark = remark_on(data, tier)
    if remark.zh:
        yield Paragraph(remark, Voice.NOTE)
    if len(rows) > len(shown):
        yield Paragraph(_("and {count} more, see the report", count=len(rows) - len(shown)), Voice.NOTE)


def _what_closes(data: Data, condition: dict[str, Any], smallest: list[str]) -> Text:
    """What is missing of a condition, where that is more than to fulfil it."""
    named = [each for each in smallest if each in condition["answers"] and not each.startswith("requirements.")]
    return closing(data, condition, named) if named else EMPTY


def _steps(plan: dict[str, Any], *, narrow: bool) -> Iterable[Block]:
    steps = by_begin(plan)[:_STEPS]
    if not steps:
        todo = tuple(read(each) for each in plan["to_do_first"][:_STEPS])
        needless = todo or choice.is_there_already(plan)
        yield Paragraph(
            _("No measure is bought.") if needless else _("Nothing is left to be bought within these limits.")
        )
        if todo:
            yield Bullets(todo)
        return
    when = when_words(plan)
    if narrow:
        for place, step in enumerate(steps, start=1):
            yield Paragraph(joined(plain(f"{place}."), _cut(read(step["name"])), zh=" "), Voice.STRONG)
            facts = (when[step["measure"]], read(step["variant_word"]), _price(step))
            yield Paragraph(joined(*facts, zh=" · ", en=" · "))
    else:
        yield Table(
            EMPTY,
            (Column(_("Measure"), 38), Column(_("When and how"), 24), Column(_("Cost"), 38)),
            tuple(
                Row(
                    (
                        Cell(_cut(read(step["name"])), strong=True),
                        Cell(joined(when[step["measure"]], read(step["variant_word"]), zh=" · ", en=" · ")),
                        Cell(_price(step), strong=True),
                    )
                )
                for step in steps
            ),
        )
    more = len(plan["steps"]) - len(steps)
    if more:
        last = max(each["ends"] for each in plan["months"])
        yield Paragraph(
            _("{measures} more; all are in use on {day}.", measures=counts.measures(more), day=last), Voice.NOTE
        )


def _cut(text: Text) -> Text:
    return Text(_short(text.zh), _short(text.en))


def _one_off(step: dict[str, Any]) -> Text:
    return joined(_("one-off"), wan(step["one_off"]), zh=" ")


def _running(step: dict[str, Any]) -> Text:
    return _("{sum} a year", sum=wan(step["running_per_year"])) if Decimal(number(step["running_per_year"])) else EMPTY


def _price(step: dict[str, Any]) -> Text:
    return joined(_one_off(step), _running(step), zh="，", en=", ")


def _money(data: Data) -> Iterable[Block]:
    plan = data["roadmap"]
    yield Paragraph(way.verdict(data), Voice.STRONG)
    if plan["steps"]:
        cost = plan["cost"]
        subsidy = Decimal(number(cost["subsidy"]))
        parts = [
            _(
                "One-off {one_off}, running within the plan {running}.",
                one_off=wan(cost["one_off"]),
                running=wan(cost["running"]),
            ),
            _("Subsidies of at most {sum} are taken off.", sum=wan(subsidy)) if subsidy else EMPTY,
            _("Afterwards it costs {running} a year.", running=wan(plan["running_per_year"])),
        ]
        yield Paragraph(joined(*parts))
    if plan["shortfall"]:
        for each in map(read, plan["shortfall"]["sentences"][:2]):
            yield Paragraph(Text(_short(each.zh, _LONGEST_REASON["zh"]), _short(each.en, _LONGEST_REASON["en"])))
