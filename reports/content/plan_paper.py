"""The plan alone, as a bank or a subsidy office reads it: sums, measures, money by month, gates, sources, lines to sign."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from models import counts
from models.catalogue import Catalogue
from models.evaluation import Evaluation
from models.figures import Confidence
from models.language import Text, in_both
from models.roadmap import Roadmap
from models.roadmap.price_risk import of_hundred
from reports.content import choice, way
from reports.content.blocks import (
    EMPTY,
    Align,
    Block,
    Bullets,
    Callout,
    Cell,
    Column,
    Content,
    CoverPage,
    Heading,
    Paragraph,
    Row,
    Table,
    Voice,
)
from reports.content.front import Data, case_number, enterprise, notice, reached_name, tier_name
from reports.content.limits import shares_words
from reports.content.words import _, either, joined, keys, listed, number, or_dash, plain, read, wan
from reports.payload import ReportOptions, payload, read_payload
from reports.payload.canonical import canonical
from reports.payload.plan import roadmap_json

FORMAT = "zhijie-plan"


def plan_data(evaluation: Evaluation, roadmap: Roadmap, catalogue: Catalogue, created: str) -> Data:
    """Returns the values from which the papers of a plan are made: those of a report.

    Raises:
        ApplicationError: when the plan is too large for a report.
    """
    return read_payload(payload(evaluation, roadmap, catalogue, created=created, options=ReportOptions()))


def plan_content(evaluation: Evaluation, roadmap: Roadmap, catalogue: Catalogue, created: str) -> Content:
    """Returns what the paper of a plan says; the plan as JSON is attached.

    Args:
        evaluation: where the factory stands.
        roadmap: the plan.
        catalogue: the measures that it names.
        created: ISO time with zone.

    Raises:
        ApplicationError: when the plan is too large for a report.
    """
    data = plan_data(evaluation, roadmap, catalogue, created)
    title = _("Upgrade plan")
    return Content(
        cover=_cover(data, title),
        running_title=joined(title, enterprise(data), zh=" · ", en=" · "),
        footer=joined(_("Case"), case_number(data), plain(created[:10]), zh=" ", en=" "),
        draft=False,
        blocks=tuple(_blocks(data)),
        created=created,
        payload=canonical({"format": FORMAT, "format_version": 1, "plan": roadmap_json(roadmap, catalogue, "zh")}),
        producer=f"Zhijie {data['program']['version']}",
    )


def _cover(data: Data, title: Text) -> CoverPage:
    plan, limits = data["roadmap"], data["limits"]
    facts: list[tuple[Text, Text]] = [
        (_("Case number"), case_number(data)),
        (_("Today"), reached_name(data)),
        (_("First quarter"), plain(limits["start"])),
        (_("Length"), in_both(counts.quarters(limits["quarters"]))),
        (_("Budget a quarter") if limits.get("budget_by_quarter") else _("Budget a year"), budget_words(data)),
        (_("Payments by quarter, %"), plain(shares_words(limits.get("payment", [])))),
        (_("Total"), wan(plan["cost"]["total"])),
        (_("Written on"), plain(data["created"][:16].replace("T", " "))),
        (_("Rules"), listed([read(pack["name"]) for pack in data["packs"] if pack["kind"] != "catalogue"])),
        (_("Prices from"), listed([read(pack["name"]) for pack in data["packs"] if pack["kind"] == "catalogue"])),
    ]
    return CoverPage(
        title=title,
        subtitle=_("What is bought, when, for how much, and what it brings"),
        factory=enterprise(data),
        tier_label=_("Goal"),
        tier=tier_name(data, plan["target"]),
        facts=tuple((label, value) for label, value in facts if value.zh),
        notice=notice(),
        hint=EMPTY,
        logo_png=b"",
        logo_alternative=EMPTY,
    )


def budget_words(data: Data) -> Text:
    """Returns the budget as it was given: one figure, or one for each year or quarter."""
    return listed([wan(each) for each in data["limits"]["budget"]])


def _blocks(data: Data) -> Iterable[Block]:
    plan = data["roadmap"]
    yield Heading(1, _("The plan in brief"), "plan", fresh=True)
    yield Paragraph(way.verdict(data), Voice.LEAD)
    yield from way.sums(data)
    if plan["steps"]:
        yield Paragraph(after_words(plan))
    yield from (Paragraph(line) for line in risk_words(plan))
    if plan["shortfall"]:
        yield Callout(_("What is missing"), joined(*(read(each) for each in plan["shortfall"]["sentences"])))
    if plan["to_do_first"]:
        yield Heading(2, _("Before you begin"), "first")
        yield Bullets(tuple(read(each) for each in plan["to_do_first"]))
    if plan["steps"]:
        yield Heading(1, _("The measures"), "measures")
        yield _measures(plan)
        yield Paragraph(marks_words(plan), Voice.NOTE)
        if plan["gates"]:
            yield Heading(1, _("Where one can stop and keep what there is"), "gates")
            yield Paragraph(
                _(
                    "Each tier below is kept by what is finished by then, at the running cost beside it; everything later serves a higher tier and need not be begun."
                )
            )
            yield _gates(data)
        yield Heading(1, _("Money by month"), "cash")
        yield _cash(plan)
        yield Heading(1, _("What pays back, and when"), "payback")
        yield from _payback(plan)
    yield from choice.subsidies(data)
    if plan["steps"] or choice.near_subsidies(data):
        yield Heading(1, _("Sources of the prices"), "sources")
        yield _sources(data)
    yield Heading(1, _("Confirmation"), "confirmation", room=190)
    yield Paragraph(
        _(
            "The figures are estimates with their marks and sources, no offers of a supplier; own quotes are named as such. Whether a tier is recognised or a subsidy granted is for the authority to decide."
        )
    )
    yield _signatures()


def after_words(plan: dict[str, Any]) -> Text:
    """Returns what is paid a year once everything runs, and when the last step is in use."""
    facts = {"running": wan(plan["running_per_year"]), "day": max(each["ends"] for each in plan["months"])}
    if plan["reached_on"]:
        return _(
            "The goal is reached on {reached} by months, and everything is in use on {day}; from then on the plan costs {running} a year.",
            reached=plan["reached_on"],
            **facts,
        )
    return _("Everything is in use on {day}; from then on the plan costs {running} a year.", **facts)


def risk_words(plan: dict[str, Any]) -> list[Text]:
    """Returns what the ranges of the prices mean for the plan."""
    risk = plan["risk"]
    if not risk:
        return []
    said = [
        _(
            "Prices are ranges: the plan costs between {low} and {high}, in half of all cases less than {median}. In {within} of 100 random draws of all prices it stays within the sums of this plan, and in {share} of 100 the budget holds.",
            low=wan(risk["low"]),
            high=wan(risk["high"]),
            median=wan(risk["median"]),
            within=_hundred(risk["headline_holds_share"]),
            share=_hundred(risk["budget_holds_share"]),
        )
    ]
    if Decimal(number(risk["budget_holds_share"])) < Decimal("0.5"):
        said.append(_("The money is not secured: the budget holds in fewer than half of these draws."))
    return said


def _hundred(share: Any) -> str:
    return number(of_hundred(Decimal(number(share))))


def when_words(plan: dict[str, Any]) -> dict[str, Text]:
    """Returns for each measure of a plan from which month to which it is done."""
    return {
        each["measure"]: plain(
            each["start"] if each["start"] == each["finish"] else f"{each['start']} – {each['finish']}"
        )
        for each in plan["months"]
    }


def by_begin(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """Returns the steps in the order in which they begin."""
    places = {each["measure"]: place for place, each in enumerate(plan["months"])}
    return sorted(plan["steps"], key=lambda step: places[step["measure"]])


def _measures(plan: dict[str, Any]) -> Table:
    when = when_words(plan)
    rows = [
        Row(
            (
                Cell(plain(place)),
                Cell(read(step["name"]), strong=True, note=read(step["form"])),
                Cell(when[step["measure"]], note=in_both(counts.person_weeks(Decimal(number(step["staff_weeks"]))))),
                Cell(_money(step["one_off"])),
                Cell(_money(step["running_per_year"])),
                Cell(price_mark(step), note=joined(*keys(step["price_sources"]), zh=" ")),
            )
        )
        for place, step in enumerate(by_begin(plan), start=1)
    ]
    sums = (plan["cost"]["one_off"], plan["running_per_year"])
    rows.append(
        Row(
            (Cell(), Cell(_("Total"), strong=True), Cell(), *(Cell(_money(each), strong=True) for each in sums), Cell())
        )
    )
    return Table(
        _("Measures, in 10,000 yuan"),
        (
            Column(_("No."), 5),
            Column(_("Measure"), 37),
            Column(_("When"), 18),
            Column(_("One-off"), 13, Align.RIGHT),
            Column(_("Running a year"), 13, Align.RIGHT),
            Column(_("Price from"), 14),
        ),
        tuple(rows),
        row_heads=False,
    )


def price_mark(step: dict[str, Any]) -> Text:
    """Returns the mark of a price in words."""
    mark = step["price_confidence"]
    if not mark:
        return EMPTY
    word = Confidence(mark)
    return Text(f"{word.value} {word.text('zh')}", f"{word.value} {word.text('en')}")


def marks_words(plan: dict[str, Any]) -> Text:
    """Returns what the marks of the prices mean, those that occur."""
    used = sorted({step["price_confidence"] for step in plan["steps"]} - {""})
    words = [Text(f"{mark} {Confidence(mark).text('zh')}", f"{mark} {Confidence(mark).text('en')}") for mark in used]
    return _("Marks of the prices: {marks}. Keys in brackets are listed under “Sources of the prices”.", marks=words)


def _money(value: Any) -> Text:
    figure = Decimal(number(value) or 0)
    return plain(f"{figure:.2f}" if figure else "—")


def _gates(data: Data) -> Table:
    rows = tuple(
        Row(
            (
                Cell(tier_name(data, gate["tier"]), strong=True),
                Cell(plain(gate["on"])),
                Cell(plain(len(gate["measures"]))),
                Cell(_money(gate["spent"])),
                Cell(_money(gate["running_per_year"])),
                Cell(or_dash(listed([_name(data["roadmap"], each) for each in gate["under_way"]]))),
            )
        )
        for gate in data["roadmap"]["gates"]
    )
    return Table(
        _("Gates, in 10,000 yuan"),
        (
            Column(_("Tier"), 14),
            Column(_("Reached on"), 15),
            Column(_("Measures finished"), 12, Align.RIGHT),
            Column(_("One-off by then"), 14, Align.RIGHT),
            Column(_("Running a year"), 14, Align.RIGHT),
            Column(_("Under way"), 31),
        ),
        rows,
    )


def _name(plan: dict[str, Any], measure: str) -> Text:
    return next((read(step["name"]) for step in plan["steps"] if step["measure"] == measure), plain(measure))


def _cash(plan: dict[str, Any]) -> Table:
    rows = []
    names = ("one_off", "running", "subsidy")
    year = ""
    sums = dict.fromkeys(names, Decimal(0))
    for each in [*plan["cost_by_month"], None]:
        if year and (each is None or each["month"][:4] != year):
            figures = tuple(Cell(_money(sums[name]), strong=True) for name in names)
            rows.append(Row((Cell(_("{year} in all", year=year), strong=True), *figures, Cell())))
            sums = dict.fromkeys(names, Decimal(0))
        if each is None:
            break
        year = each["month"][:4]
        for name in names:
            sums[name] += Decimal(number(each[name]))
        rows.append(Row((Cell(plain(each["month"])), *(Cell(_money(each[name])) for name in (*names, "balance")))))
    return Table(
        _("Money by month, in 10,000 yuan; a subsidy is expected in the last month of its quarter"),
        (
            Column(_("Month"), 20),
            Column(_("One-off"), 20, Align.RIGHT),
            Column(_("Running"), 20, Align.RIGHT),
            Column(_("Subsidy"), 20, Align.RIGHT),
            Column(_("Paid so far"), 20, Align.RIGHT),
        ),
        tuple(rows),
    )


def _payback(plan: dict[str, Any]) -> Iterable[Block]:
    paying = [step for step in by_begin(plan) if step["payback_years"] is not None]
    yield Paragraph(
        _(
            "Gains are cautious figures of the catalogue, each measure by itself, not measured in this factory; what law, customers or awards demand counts for nothing."
        ),
        Voice.NOTE,
    )
    if not paying:
        yield Paragraph(_("By these figures, no measure pays for itself; the plan is bought for the tier."))
        return
    when = when_words(plan)
    yield Table(
        _("What pays back, in 10,000 yuan"),
        (
            Column(_("Measure"), 38),
            Column(_("When"), 18),
            Column(_("Gain a year"), 14, Align.RIGHT),
            Column(_("Running a year"), 14, Align.RIGHT),
            Column(_("Pays back in"), 16, Align.RIGHT),
        ),
        tuple(
            Row(
                (
                    Cell(read(step["name"])),
                    Cell(when[step["measure"]]),
                    Cell(_money(step["gain_per_year"])),
                    Cell(_money(step["running_per_year"])),
                    Cell(years_words(step["payback_years"])),
                )
            )
            for step in sorted(paying, key=lambda step: Decimal(number(step["payback_years"])))
        ),
    )


def years_words(years: Any) -> Text:
    """Returns the years of a payback, a dash where there is none."""
    return plain("—") if years is None else in_both(counts.years(Decimal(number(years)).quantize(Decimal("0.1"))))


def _sources(data: Data) -> Table:
    cited = {key for step in data["roadmap"]["steps"] for key in step["price_sources"]}
    cited |= {key for each in choice.near_subsidies(data) for key in each["sources"]}
    lines = [line for line in data["sources"] if line["book"] == "catalogue" and line["key"] in cited]
    return Table(
        EMPTY,
        (Column(_("Key"), 10), Column(_("Source"), 50), Column(_("Address"), 40)),
        tuple(
            Row(
                (
                    Cell(plain(line["key"])),
                    Cell(either(line["what"])),
                    Cell(plain(line["where"]) if line["where"] else or_dash(read(line["no_address"]))),
                )
            )
            for line in lines
        )
        or (Row((Cell(plain("—")), Cell(_("No price of this plan names a source.")), Cell())),),
    )


def _signatures() -> Table:
    roles = (_("Prepared by"), _("For the enterprise (seal)"), _("Bank or office"))
    return Table(
        EMPTY,
        (Column(EMPTY, 25), Column(_("Name"), 25), Column(_("Date"), 20), Column(_("Signature"), 30)),
        tuple(Row((Cell(role, note=plain(" ")), Cell(), Cell(), Cell())) for role in roles),
    )
