"""What was asked of the planner, in words: money, time, hands, and what must or must not be done."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from models import counts
from models.catalogue import VariantId
from models.language import Text
from models.typed import shares_text
from reports.content.front import Data
from reports.content.words import _, joined, listed, number, plain, read, wan


def limits_words(data: Data) -> Text:
    """Returns everything that was asked of the planner, in one line."""
    limits = data["limits"]
    names = {each["measure"]: read(each["name"]) for part in ("steps", "left_out") for each in data["roadmap"][part]}

    def named(measures: list[str]) -> Text:
        return listed([names.get(measure) or plain(measure) for measure in measures])

    budget = listed([wan(each) for each in limits["budget"]])
    parts = [
        _("budget a quarter: {budget}", budget=budget)
        if limits.get("budget_by_quarter")
        else _("budget a year: {budget}", budget=budget),
        _("money left over may be spent later") if limits["carry_over"] else _("money left over expires"),
        _("from {start}, {quarters}", start=limits["start"], quarters=counts.quarters(limits["quarters"])),
        _("in use for {years}", years=counts.years(limits["years_of_use"])),
        _("staff: {weeks} a quarter", weeks=counts.person_weeks(Decimal(number(limits["staff_weeks"]))))
        if limits["staff_weeks"] is not None
        else _("staff: no limit"),
    ]
    if limits["deadline"] is not None:
        parts.append(_("target by the end of {quarter}", quarter=limits["deadline"]))
    if limits["margin"]:
        parts.append(_("margin: holds with {answers} one grade lower", answers=counts.answers(limits["margin"])))
    if limits["running_budget"] is not None:
        parts.append(_("running cost at most {money} a year", money=wan(limits["running_budget"])))
    if limits["most_at_once"] is not None:
        parts.append(_("at most {measures} at once", measures=counts.measures(limits["most_at_once"])))
    if limits["blackout"]:
        parts.append(_("nothing begins in: {quarters}", quarters=limits["blackout"]))
    parts += _must(limits, named)
    if limits["done"]:
        parts.append(_("already done: {measures}", measures=named(limits["done"])))
    parts += _terms(limits, named)
    if limits.get("sure"):
        parts.append(
            _(
                "every other price as it is not exceeded in {share} of 100 cases",
                share=number(round(Decimal(number(limits["sure"])) * 100)),
            )
        )
    if limits.get("uncounted"):
        parts.append(_("subsidy rules not counted, at the factory's request: {count}", count=len(limits["uncounted"])))
    if limits.get("eligible"):
        parts.append(_("subsidy conditions that the factory says it meets: {count}", count=len(limits["eligible"])))
    parts.append(_("optimality gap: {gap}", gap=number(data["roadmap"]["gap"])))
    return joined(*parts, zh="；", en="; ")


def _must(limits: dict[str, Any], named: Callable[[list[str]], Text]) -> list[Text]:
    """Returns what has to be done and what must not be."""
    parts = []
    if limits["require"]:
        parts.append(_("required: {measures}", measures=named([each["measure"] for each in limits["require"]])))
    if limits["forbid"]:
        parts.append(_("forbidden: {measures}", measures=named(limits["forbid"])))
    if limits["forbid_ways"]:
        ways = [
            _("{measure} ({way})", measure=named([each["measure"]]), way=_way(each["variant"]))
            for each in limits["forbid_ways"]
        ]
        parts.append(_("ways that are ruled out: {ways}", ways=listed(ways)))
    return parts


def _terms(limits: dict[str, Any], named: Callable[[list[str]], Text]) -> list[Text]:
    """Returns the person's own prices, payments and stops of production."""
    parts = []
    if limits.get("payment"):
        parts.append(_("one-off prices paid by quarter in per cent: {parts}", parts=shares_words(limits["payment"])))
    for each in limits.get("terms", ()):
        measure = named([each["measure"]])
        if each["payment"]:
            parts.append(
                _(
                    "{measure} paid by quarter in per cent: {parts}",
                    measure=measure,
                    parts=shares_words(each["payment"]),
                )
            )
        if each["stop"] is not None:
            parts.append(_("stop of production for {measure}: {money}", measure=measure, money=wan(each["stop"])))
    if limits["prices"]:
        own = list(dict.fromkeys(each["measure"] for each in limits["prices"]))
        parts.append(_("with your own quotes: {measures}", measures=named(own)))
    return parts


def shares_words(shares: list[Any]) -> str:
    """Returns when a price is due, in per cent by quarter: 30/40/30."""
    return shares_text(Decimal(str(share)) for share in shares)


def _way(variant: str) -> Text:
    known = VariantId(variant)
    return Text(known.text("zh"), known.text("en"))
