"""The cover, and what every chapter needs: names, the notice, the ladder."""

import base64
from collections.abc import Iterable, Mapping
from typing import Any

from models.language import Text
from reports import charts
from reports.content.blocks import EMPTY, ChartFigure, CoverPage
from reports.content.words import _, joined, listed, plain, read

Data = Mapping[str, Any]


def tier_name(data: Data, tier: str | None) -> Text:
    """Returns a tier's name, “no tier yet” for None."""
    for each in data["evaluation"]["tiers"]:
        if each["id"] == tier:
            return read(each["name"])
    return _("no tier yet")


def reached_name(data: Data) -> Text:
    """Returns the name of the tier that is reached, with a word of doubt where answers contradict each other."""
    evaluation = data["evaluation"]
    name = tier_name(data, evaluation["reached"])
    return _("{tier} (in doubt: answers contradict each other)", tier=name) if evaluation["in_doubt"] else name


def open_tier(data: Data) -> Mapping[str, Any] | None:
    """Returns the lowest tier that is not reached; None at the top."""
    evaluation = data["evaluation"]
    return next((tier for tier in evaluation["tiers"] if tier["id"] in evaluation["missing"]), None)


def still_to_do(items: Iterable[str]) -> int:
    """Returns how many things the answers of a missing set are, as the window counts them: all of one card are one.

    An indicator's value, benchmark, source and date are one thing to do, not four.
    """
    return len({tuple(item.split(".")[:2]) for item in items})


def remark_on(data: Data, tier: Mapping[str, Any]) -> Text:
    """Returns what the sets of answers that close a tier do not say, such as that there is none; empty for nothing."""
    remark = data["evaluation"]["missing_remarks"].get(tier["id"])
    return read(remark) if remark else EMPTY


def enterprise(data: Data) -> Text:
    """Returns the enterprise's and the factory's name as far as they were given and not removed."""
    document = data["case"]["document"]
    names = [str(document.get(part, {}).get("name", "")) for part in ("enterprise", "factory") if document.get(part)]
    kept = [name for name in dict.fromkeys(names) if name]
    if kept:
        return plain(" · ".join(kept))
    return _("A factory (names removed)") if data["report"]["edition"] == "deidentified" else _("Unnamed factory")


def case_number(data: Data) -> Text:
    """Returns the number of the case, in a de-identified edition that it was removed."""
    if data["report"]["edition"] == "deidentified":
        return _("(removed)")
    return plain(data["case"]["number"])


def cover(data: Data) -> CoverPage:
    """Returns the first page."""
    case, report = data["case"], data["report"]
    own = report["cover"]
    frozen = case["state"] == "frozen"
    facts: list[tuple[Text, Text]] = [
        (_("Case number"), case_number(data)),
        (_("Version"), joined(plain(case["version"]), _("frozen") if frozen else _("draft"), zh=" · ", en=" · ")),
        (_("Frozen on"), plain(_moment(case["frozen_on"]))),
        (_("Written on"), plain(_moment(data["created"]))),
        (_("Rules"), listed([read(pack["name"]) for pack in data["packs"] if pack["kind"] != "catalogue"])),
        (_("Prepared by"), plain(own["prepared_by"])),
        (_("Prepared for"), plain(own["prepared_for"])),
        (_("In the factory's own words"), plain(own["subtitle"])),
        (_("Note by the factory"), plain(own["note"])),
    ]
    if report["edition"] == "deidentified":
        facts.append((_("Edition"), _("de-identified: names removed")))
    return CoverPage(
        title=_("Intelligent factory self-assessment report"),
        subtitle=_("Where the factory stands, what is missing, and the cheapest way forward"),
        factory=enterprise(data),
        tier_label=_("Tier reached (self-assessed)"),
        tier=reached_name(data),
        facts=tuple((label, value) for label, value in facts if value.zh),
        notice=notice(),
        hint=_("Pages 1 to 4 are the summary and can be printed on their own, also in black and white."),
        logo_png=base64.b64decode(own["logo"]),
        logo_alternative=plain(own["logo_name"]) if own["logo_name"] else _("Logo of the organisation"),
    )


def _moment(value: str) -> str:
    return value[:16].replace("T", " ")


def notice() -> Text:
    """Returns the sentence printed on the cover, in the summary and in every workbook."""
    return _(
        "This is a self-assessment for reference. Only the competent authority can recognise an intelligent factory of any tier."
    )


def ladder(data: Data) -> ChartFigure:
    """Returns the four steps with the factory on the one that it reached."""
    steps = []
    numbers = {tier["id"]: tier["number"] for tier in data["evaluation"]["tiers"]}
    reached = numbers.get(data["evaluation"]["reached"], 0)
    possible = numbers.get(data["evaluation"]["possible"], 0)
    described = []
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
        described.append(joined(name, note, zh="：", en=": "))
    where = _("The factory stands at: {tier}", tier=reached_name(data))
    return ChartFigure(
        charts.Ladder(tuple(steps), _("this factory"), reached),
        EMPTY,
        joined(where, *described, zh="；", en="; "),
    )


def label_of(data: Data, answer: str) -> Text:
    """Returns what an answer id means."""
    known = data["labels"].get(answer)
    return read(known) if known else plain(answer)
