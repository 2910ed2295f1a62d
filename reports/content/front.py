"""Cover and management summary: what a manager reads in two minutes."""

import base64
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from models.language import Text
from reports import charts
from reports.content.blocks import (
    EMPTY,
    Block,
    Callout,
    Card,
    Cards,
    Cell,
    Column,
    CoverPage,
    Figure,
    Heading,
    Paragraph,
    Row,
    Table,
    Voice,
)
from reports.content.words import _, joined, listed, mark, number, plain, read, status_word, wan
from reports.payload.assemble import claim_sentences

Data = Mapping[str, Any]


def tier_name(data: Data, tier: str | None) -> Text:
    """Returns a tier's name, “no tier yet” for None."""
    for each in data["evaluation"]["tiers"]:
        if each["id"] == tier:
            return read(each["name"])
    return _("no tier yet")


def enterprise(data: Data) -> Text:
    """Returns the enterprise's and the factory's name as far as they were given and not removed."""
    document = data["case"]["document"]
    names = [str(document.get(part, {}).get("name", "")) for part in ("enterprise", "factory") if document.get(part)]
    kept = [name for name in dict.fromkeys(names) if name]
    if kept:
        return plain(" · ".join(kept))
    return _("A factory (names removed)") if data["report"]["edition"] == "deidentified" else _("Unnamed factory")


def cover(data: Data) -> CoverPage:
    """Returns the first page."""
    case, report = data["case"], data["report"]
    own = report["cover"]
    frozen = case["state"] == "frozen"
    facts: list[tuple[Text, Text]] = [
        (_("Case number"), plain(case["number"])),
        (_("Version"), joined(plain(case["version"]), _("frozen") if frozen else _("draft"), zh=" · ", en=" · ")),
        (_("Frozen on"), plain(_moment(case["frozen_on"]))),
        (_("Written on"), plain(_moment(data["created"]))),
        (_("Rules"), listed([read(pack["name"]) for pack in data["packs"] if pack["kind"] != "catalogue"])),
        (_("Prepared by"), plain(own["prepared_by"])),
        (_("Prepared for"), plain(own["prepared_for"])),
        (_("Note"), plain(own["note"])),
    ]
    if report["edition"] == "deidentified":
        facts.append((_("Edition"), _("de-identified: names removed")))
    return CoverPage(
        title=_("Smart factory self-assessment report"),
        subtitle=plain(own["subtitle"])
        if own["subtitle"]
        else _("Where the factory stands, what is missing, and the cheapest way there"),
        factory=enterprise(data),
        tier_label=_("Tier reached (self-assessed)"),
        tier=tier_name(data, data["evaluation"]["reached"]),
        facts=tuple((label, value) for label, value in facts if value.zh),
        notice=notice(),
        logo_png=base64.b64decode(own["logo"]),
        logo_alternative=plain(own["logo_name"]) if own["logo_name"] else _("Logo of the organisation"),
    )


def _moment(value: str) -> str:
    return value[:16].replace("T", " ")


def notice() -> Text:
    """Returns the sentence that stands on the cover, in the summary and in every workbook."""
    return _(
        "This is a self-assessment for reference. Recognition as a smart factory of any tier is decided by the competent authority alone."
    )


def summary(data: Data) -> list[Block]:
    """Returns the two pages for the manager."""
    evaluation = data["evaluation"]
    claims = claim_sentences(data)
    counted = _counted(data)
    met, proven = evaluation["met_count"], evaluation["proven_count"]
    blocks: list[Block] = [
        Heading(1, _("Management summary"), "summary"),
        Paragraph(_standing(data), Voice.LEAD),
        Cards(
            (
                Card(_("Tier reached"), tier_name(data, evaluation["reached"]), _("every condition is met")),
                Card(
                    _("Tier possible"), tier_name(data, evaluation["possible"]), _("if every unknown turned out well")
                ),
                Card(_("Conditions met"), plain(f"{met} / {len(counted)}"), _("over all tiers")),
                Card(_("With evidence"), plain(f"{proven} / {met}"), _("of the conditions met rest on evidence")),
            )
        ),
        Paragraph(joined(*claims, zh="；", en="; "), Voice.STRONG),
        ladder(data),
        Callout(_("Self-assessment for reference"), notice()),
        Heading(2, _("What the next tier still needs"), "summary-missing"),
    ]
    blocks += _next_tier(data)
    blocks.append(Heading(2, _("Three cheapest next steps"), "summary-steps"))
    blocks += _cheapest(data)
    blocks.append(Heading(2, _("How much is proven"), "summary-proof"))
    blocks.append(
        Figure(
            charts.Shares(
                (
                    (_("met, with evidence"), proven),
                    (_("met, on a word"), met - proven),
                    (_("not met or unknown"), len(counted) - met),
                )
            ),
            EMPTY,
            _(
                "{proven} conditions are met with evidence, {word} on a word, {rest} are not met or unknown.",
                proven=proven,
                word=met - proven,
                rest=len(counted) - met,
            ),
        )
    )
    errors = [each for each in evaluation["contradictions"] if each["severity"] == "error"]
    if evaluation["contradictions"]:
        blocks.append(
            Paragraph(
                _(
                    "Contradictions between answers, declared in this report: {count}; of these {errors} that cannot both be true.",
                    count=len(evaluation["contradictions"]),
                    errors=len(errors),
                ),
                link="contradictions",
            )
        )
    else:
        blocks.append(Paragraph(_("No contradictions between the answers were found.")))
    return blocks


def _counted(data: Data) -> list[Any]:
    return [each for tier in data["evaluation"]["tiers"] for each in tier["conditions"] if not each["informative"]]


def _standing(data: Data) -> Text:
    evaluation = data["evaluation"]
    open_tiers = [tier for tier in evaluation["tiers"] if evaluation["missing"].get(tier["id"])]
    reached = tier_name(data, evaluation["reached"])
    if not open_tiers:
        return _("The factory reaches {tier}: every condition of this tier and of those below it is met.", tier=reached)
    following = open_tiers[0]
    fewest = min(len(items) for items in evaluation["missing"][following["id"]])
    if evaluation["reached"] is None:
        return _(
            "The factory has not reached a tier yet. Still missing to {tier}: {count} item(s).",
            count=fewest,
            tier=read(following["name"]),
        )
    return _(
        "The factory reaches {tier}. Still missing to {following}: {count} item(s).",
        tier=reached,
        count=fewest,
        following=read(following["name"]),
    )


def ladder(data: Data) -> Figure:
    """Returns the four steps with the factory on the one that it reached."""
    steps = []
    numbers = {tier["id"]: tier["number"] for tier in data["evaluation"]["tiers"]}
    reached = numbers.get(data["evaluation"]["reached"], 0)
    possible = numbers.get(data["evaluation"]["possible"], 0)
    told = []
    for tier in data["evaluation"]["tiers"]:
        counted = [
            each for each in tier["conditions"] if not each["informative"] and each["status"] != "not_applicable"
        ]
        met = sum(each["status"] == "met" for each in counted)
        name = read(tier["name"])
        note = _("{met} of {all} met", met=met, all=len(counted))
        steps.append(
            charts.LadderStep(
                name,
                note,
                met / len(counted) if counted else 1.0,
                tier["number"] <= reached,
                tier["number"] <= possible,
            )
        )
        told.append(joined(name, note, zh="：", en=": "))
    where = _("The factory stands on: {tier}", tier=tier_name(data, data["evaluation"]["reached"]))
    return Figure(
        charts.Ladder(tuple(steps), _("this factory"), reached),
        EMPTY,
        joined(where, *told, zh="；", en="; "),
    )


def label_of(data: Data, answer: str) -> Text:
    """Returns what an answer id means."""
    known = data["labels"].get(answer)
    return read(known) if known else plain(answer)


def _next_tier(data: Data) -> list[Block]:
    evaluation = data["evaluation"]
    for tier in evaluation["tiers"]:
        sets = evaluation["missing"].get(tier["id"])
        if not sets:
            continue
        smallest = sets[0]
        told = _(
            "Smallest set of items that closes {tier}: {count} item(s); {sets} such set(s) were found.",
            tier=read(tier["name"]),
            count=len(smallest),
            sets=len(sets),
        )
        rows = [
            each for each in tier["conditions"] if each["status"] in ("not_met", "unknown") and not each["informative"]
        ]
        return [
            Paragraph(told),
            Table(
                EMPTY,
                (Column(_("Status"), 15), Column(_("Condition"), 45), Column(_("Why"), 40)),
                tuple(
                    Row(
                        (
                            Cell(status_word(each["status"]), mark(each["status"])),
                            Cell(read(each["text"]), link=f"condition-{each['id']}"),
                            Cell(read(each["reason"])),
                        )
                    )
                    for each in rows[:8]
                ),
                row_heads=False,
            ),
            *(
                [Paragraph(_("{count} more are listed in the chapter on conditions.", count=len(rows) - 8), Voice.NOTE)]
                if len(rows) > 8
                else []
            ),
        ]
    return [Paragraph(_("Nothing: the highest tier is reached."))]


def _cheapest(data: Data) -> list[Block]:
    roadmap = data["roadmap"]
    if not roadmap or not roadmap["steps"]:
        return [Paragraph(_("No roadmap was worked out for this version."))]
    steps = sorted(roadmap["steps"], key=lambda step: (_price(step), step["quarter"], step["measure"]))[:3]
    return [
        Table(
            EMPTY,
            (
                Column(_("Measure"), 30),
                Column(_("What it is"), 40),
                Column(_("How and when"), 16),
                Column(_("Cost"), 14),
            ),
            tuple(
                Row(
                    (
                        Cell(read(step["name"]), strong=True),
                        Cell(read(step["what"])),
                        Cell(read(step["variant_word"]), note=plain(f"{step['quarter']}")),
                        Cell(wan(_price(step))),
                    )
                )
                for step in steps
            ),
        ),
        Paragraph(
            _(
                "The whole way to {tier} costs {cost} in {quarters} quarters; the reasons and prices are in the chapter on the roadmap.",
                tier=tier_name(data, roadmap["target"]),
                cost=wan(roadmap["cost"]["total"]),
                quarters=len(roadmap["tier_by_quarter"]),
            ),
            link="roadmap",
        ),
    ]


def _price(step: Mapping[str, Any]) -> Decimal:
    return Decimal(number(step["one_off"])) + Decimal(number(step["running"])) - Decimal(number(step["subsidy"]))
