"""Inquiries to suppliers: one sheet per measure, and nothing in it that is the factory's own business."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from models.catalogue import Catalogue, CostPart, Driver, MeasureId, SizeOrigin, Variant, VariantId
from models.evaluation import Evaluation
from models.language import Language, Text, plain_number
from models.planner import sized
from models.roadmap import Roadmap
from reports.content.front import Data, enterprise, label_of
from reports.content.plan_paper import by_begin, plan_data
from reports.content.words import _, joined, listed, plain, read
from reports.payload.wording import maturity_word
from reports.spreadsheet.book import Book, Heads, Look, Remark, Ruled, Title

_COUNTED = frozenset({"people", "machines", "lines", "processes", "posts", "sets", "count", "m2"})
"""Units of what a supplier has to count; sums of money and rates are the factory's own business."""
_FORM = Look(head=False, portrait=True, one_page=True, widths=(26, 68))


def inquiry_workbook(
    evaluation: Evaluation, roadmap: Roadmap, catalogue: Catalogue, language: Language, created: str
) -> bytes:
    """Returns the inquiries of a plan as XLSX, one sheet per measure, in the order in which they begin.

    A sheet says what is wanted, for how many, by when and what must be proven. It says nothing of budget, prices,
    other measures, the tier, or any answer that is not a count of what is to be equipped.

    Args:
        evaluation: where the factory stands.
        roadmap: a plan with steps.
        catalogue: the measures that it names.
        language: of all texts.
        created: ISO time with zone.

    Raises:
        ApplicationError: when the plan is too large for a report.
    """
    data = plan_data(evaluation, roadmap, catalogue, created)
    catalogue = sized(catalogue, evaluation.assessment)
    book = Book(language)
    months = {each["measure"]: each for each in data["roadmap"]["months"]}
    for place, step in enumerate(by_begin(data["roadmap"]), start=1):
        way = catalogue.measures[MeasureId(step["measure"])].variants[VariantId(step["variant"])]
        amounts = _amounts(evaluation, catalogue, way)
        rows = _rows(data, step, months[step["measure"]], amounts, evaluation)
        book.sheet(f"{place} {read(step['name']).text(language)}", [_in_language(row, language) for row in rows], _FORM)
    return book.bytes(created)


def _in_language(row: Sequence[Text], language: Language) -> list[object]:
    return type(row)(each.text(language) for each in row)  # type: ignore[call-arg, return-value]  # a kind of list


def _rows(
    data: Data, step: dict[str, Any], month: dict[str, Any], amounts: list[Text], evaluation: Evaluation
) -> Iterable[list[Any]]:
    nothing = plain("")
    yield Title([_("Inquiry: {measure}", measure=read(step["name"]))])
    yield []
    yield Heads([_("What we ask for"), nothing])
    for label, value in (
        (_("Asked by"), enterprise(data)),
        (_("Place"), _answered(evaluation, "enterprise.province", "enterprise.city")),
        (_("Trade"), _answered(evaluation, "enterprise.industry")),
        (_("Main products"), _answered(evaluation, "enterprise.main_products")),
        (_("Date"), plain(data["created"][:10])),
        (_("What"), joined(read(step["name"]), read(step["what"]), zh="：", en=": ")),
        (_("In which form"), read(step["form"])),
        (_("How many"), joined(*amounts, zh="\n", en="\n") if amounts else _("for one factory")),
        (_("Work can begin on"), plain(month["begins"])),
        (_("In use by"), plain(month["ends"])),
        (_("What must be proven at acceptance"), _proof(data, step)),
    ):
        if value.zh:
            yield Ruled([label, value])
    yield []
    yield Heads([_("To be filled in by the supplier"), nothing])
    for label in (
        _("Supplier, contact, telephone"),
        _("One-off price with VAT, yuan"),
        _("VAT rate, %"),
        _("Running price a year with VAT, yuan"),
        _("What the price includes, and what costs extra"),
        _("Delivery and start, in weeks after the order"),
        _("Interfaces and protocols"),
        _("Whose the data are, where they lie, how they are handed out"),
        _("Warranty and service"),
        _("Reference customers of our trade and size"),
        _("Offer valid until"),
        _("Date, signature, seal"),
    ):
        yield Ruled([label, nothing])
    yield []
    yield Remark([_("This is an inquiry and no order. Please answer in this sheet or attach your own offer.")])


def _answered(evaluation: Evaluation, *answers: str) -> Text:
    values = (evaluation.assessment.get(answer) for answer in answers)
    return plain(" ".join(dict.fromkeys(str(value) for value in values if value is not None)))


def _proof(data: Data, step: dict[str, Any]) -> Text:
    """What has to be there afterwards: what the measure leaves as proof, and what it has to serve."""
    left = [read(each) for each in step["evidence_left"]]
    serves = [_served(data, each) for each in step["closes"]]
    lines = [joined(plain("·"), each) for each in left]
    if serves:
        lines.append(_("It has to be in use and shown in an assessment for: {items}", items=listed(serves)))
    return joined(*lines, zh="\n", en="\n") if lines else _("that it is in use in the factory")


def _served(data: Data, item: dict[str, Any]) -> Text:
    asked = {f"requirements.{each['id']}.answer": read(each["text"]) for each in data["requirements"]}
    label = asked.get(item["answer"]) or label_of(data, item["answer"])
    return (
        joined(label, maturity_word(str(item["value"])), zh="：", en=": ")
        if item["answer"].startswith("maturity.")
        else label
    )


def _amounts(evaluation: Evaluation, catalogue: Catalogue, way: Variant) -> list[Text]:
    """Returns for how many machines, people and so on a way is priced; sums of money are the factory's own business."""
    rates = [rate for part in CostPart if part in way.grows for rate in way.grows[part].rates]
    amounts: dict[str, Text] = {}
    sizes = catalogue.sizes or {}
    for rate in rates:
        driver = catalogue.drivers[rate.driver]
        if rate.driver not in sizes or not _is_count(evaluation, driver):
            continue
        units = rate.units(sizes[rate.driver].value).quantize(Decimal(1))
        word = _("{count} {unit}", count=plain_number(units), unit=driver.name)
        is_known = sizes[rate.driver].origin is SizeOrigin.ANSWERED
        amounts.setdefault(driver.id, word if is_known else joined(word, _("(assumed; please ask)"), zh=""))
    return list(amounts.values())


def _is_count(evaluation: Evaluation, driver: Driver) -> bool:
    questions = evaluation.rulebook.questions
    units = [questions[answer].unit for answer in driver.answers if answer in questions]
    return bool(units) and all(unit in _COUNTED for unit in units)
