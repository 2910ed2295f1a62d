"""A plan as a workbook that a manager works with: measures, money by month, gates, payback, sources."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from models.catalogue import Catalogue
from models.evaluation import Evaluation
from models.language import Language, Text
from models.roadmap import Roadmap
from reports.content import way
from reports.content.front import Data, case_number, enterprise, notice, reached_name, tier_name
from reports.content.limits import shares_words
from reports.content.plan_paper import (
    after_words,
    budget_words,
    by_begin,
    marks_words,
    plan_data,
    price_mark,
    risk_words,
)
from reports.content.words import _, either, listed, number, read
from reports.spreadsheet.book import Book, Look

_MONEY = "#,##0.00"


def plan_workbook(
    evaluation: Evaluation, roadmap: Roadmap, catalogue: Catalogue, language: Language, created: str
) -> bytes:
    """Returns a plan as XLSX; ids stand in hidden columns, money in 10,000 yuan.

    Args:
        evaluation: where the factory stands.
        roadmap: the plan.
        catalogue: the measures that it names.
        language: of all texts.
        created: ISO time with zone.

    Raises:
        ApplicationError: when the plan is too large for a report.
    """
    data = plan_data(evaluation, roadmap, catalogue, created)
    book = Book(language)
    _overview(book, data)
    if data["roadmap"]["steps"]:
        _measures(book, data)
        _gates(book, data)
        _cash(book, data)
    _beside(book, data)
    return book.bytes(created)


def _heads(book: Book, *heads: Text) -> list[object]:
    return [head.text(book.language) for head in heads]


def _overview(book: Book, data: Data) -> None:
    plan, say = data["roadmap"], book.language
    rows: list[Sequence[object]] = [
        [_("Factory").text(say), enterprise(data).text(say)],
        [_("Case number").text(say), case_number(data).text(say)],
        [_("Today").text(say), reached_name(data).text(say)],
        [_("Goal").text(say), tier_name(data, plan["target"]).text(say)],
        [_("Result").text(say), way.verdict(data).text(say)],
        [_("Budget").text(say), budget_words(data).text(say)],
        *(
            [[_("Payments by quarter, %").text(say), shares_words(data["limits"]["payment"])]]
            if data["limits"].get("payment")
            else []
        ),
        *(
            [name.text(say), _figure(value)]
            for name, value in (
                (_("One-off, 10,000 yuan"), plan["cost"]["one_off"]),
                (_("Running within the plan, 10,000 yuan"), plan["cost"]["running"]),
                (_("Subsidy, 10,000 yuan"), plan["cost"]["subsidy"]),
                (_("Total, 10,000 yuan"), plan["cost"]["total"]),
                (_("Running a year once all runs, 10,000 yuan"), plan["running_per_year"]),
                (_("Cautious gain a year, 10,000 yuan"), plan["gain_per_year"]),
            )
        ),
    ]
    if plan["steps"]:
        rows.append([_("When").text(say), after_words(plan).text(say)])
    rows += [[_("Certainty").text(say), line.text(say)] for line in risk_words(plan)]
    if plan["shortfall"]:
        rows += [[_("What is missing").text(say), read(each).text(say)] for each in plan["shortfall"]["sentences"]]
    rows += [[_("Before you begin").text(say), read(each).text(say)] for each in plan["to_do_first"]]
    rows.append([_("Note").text(say), notice().text(say)])
    book.sheet(_("Overview").text(say), rows, Look(head=False, number_format=_MONEY))


def _measures(book: Book, data: Data) -> None:
    plan, say = data["roadmap"], book.language
    months = {each["measure"]: each for each in plan["months"]}
    rows: list[Sequence[object]] = [
        _heads(
            book,
            _("Id"),
            _("Measure"),
            _("Way"),
            _("Begins"),
            _("Ends"),
            _("One-off, 10,000 yuan"),
            _("Running a year, 10,000 yuan"),
            _("Subsidy, 10,000 yuan"),
            _("Own person-weeks"),
            _("Gain a year, 10,000 yuan"),
            _("Pays back in years"),
            _("Price from"),
            _("Why"),
            _("Proof that it leaves"),
        )
    ]
    for step in by_begin(plan):
        month = months[step["measure"]]
        rows.append(
            [
                step["measure"],
                read(step["name"]).text(say),
                read(step["form"]).text(say),
                month["begins"],
                month["ends"],
                *(_figure(step[name]) for name in ("one_off", "running_per_year", "subsidy", "staff_weeks")),
                _figure(step["gain_per_year"]),
                _figure(step["payback_years"]),
                price_mark(step).text(say),
                "\n".join(read(each).text(say) for each in step["because"]),
                "\n".join(read(each).text(say) for each in step["evidence_left"]),
            ]
        )
    sums = [sum((Decimal(number(step[name])) for step in plan["steps"]), Decimal(0)) for name in _SUMMED]
    rows.append(["", _("Total").text(say), "", "", "", *map(_figure, sums), "", "", "", "", ""])
    book.sheet(_("The measures").text(say), rows, Look(number_format=_MONEY, hidden=(1,), beside=1))


_SUMMED = ("one_off", "running_per_year", "subsidy", "staff_weeks")


def _gates(book: Book, data: Data) -> None:
    plan, say = data["roadmap"], book.language
    if not plan["gates"]:
        return
    names = {step["measure"]: read(step["name"]) for step in plan["steps"]}
    rows: list[Sequence[object]] = [
        _heads(
            book,
            _("Tier"),
            _("Reached on"),
            _("Measures finished"),
            _("One-off by then, 10,000 yuan"),
            _("Running a year, 10,000 yuan"),
            _("Under way"),
        )
    ]
    rows += [
        [
            tier_name(data, gate["tier"]).text(say),
            gate["on"],
            len(gate["measures"]),
            _figure(gate["spent"]),
            _figure(gate["running_per_year"]),
            listed([names[each] for each in gate["under_way"]]).text(say),
        ]
        for gate in plan["gates"]
    ]
    book.sheet(_("Gates").text(say), rows, Look(number_format=_MONEY))


def _cash(book: Book, data: Data) -> None:
    say = book.language
    rows: list[Sequence[object]] = [
        _heads(
            book,
            _("Month"),
            _("One-off, 10,000 yuan"),
            _("Running, 10,000 yuan"),
            _("Subsidy, 10,000 yuan"),
            _("Paid so far, 10,000 yuan"),
        )
    ]
    months = data["roadmap"]["cost_by_month"]
    rows += [
        [each["month"], *(_figure(each[name]) for name in ("one_off", "running", "subsidy", "balance"))]
        for each in months
    ]
    sums = [
        sum((Decimal(number(each[name])) for each in months), Decimal(0)) for name in ("one_off", "running", "subsidy")
    ]
    rows.append([_("Total").text(say), *map(_figure, sums), _figure(months[-1]["balance"]) if months else ""])
    book.sheet(_("Money by month").text(say), rows, Look(number_format=_MONEY, portrait=True, beside=1))


def _beside(book: Book, data: Data) -> None:
    plan, say = data["roadmap"], book.language
    if plan["left_out"]:
        rows: list[Sequence[object]] = [_heads(book, _("Id"), _("Measure"), _("Why it is left out"))]
        rows += [
            [each["measure"], read(each["name"]).text(say), read(each["because"]).text(say)]
            for each in plan["left_out"]
        ]
        book.sheet(_("Left out").text(say), rows, Look(hidden=(1,)))
    rows = [_heads(book, _("Key"), _("Source"), _("Address"))]
    rows += [
        [line["key"], either(line["what"]).text(say), line["where"] or read(line["no_address"]).text(say)]
        for line in data["sources"]
        if line["book"] == "catalogue"
    ]
    if plan["steps"]:
        rows += [[], ["", marks_words(plan).text(say)]]
    book.sheet(_("Sources of the prices").text(say), rows, Look(beside=2 if plan["steps"] else 0))


def _figure(value: Any) -> float | str:
    """Returns a number as a spreadsheet reckons with it; empty for none."""
    return "" if value is None or value == "" else float(value)
