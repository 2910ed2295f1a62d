"""How a price grows with the factory, in words: what a person can check with a pencil."""

from collections.abc import Iterable
from decimal import Decimal

from models import counts
from models.catalogue import Catalogue, CostPart, DriverId, Growth, Rate, Size, SizeOrigin, Variant
from models.language import Sentence, Text, plain_number, sentence
from models.planner.asking.question import PlanQuestion
from models.planner.asking.sizing import hands_to_spare
from models.planner.solving.aims import Schedule

_FINE = Decimal("0.0001")
_LEAST_SHOWN = Decimal("0.002")
"""万元 for one unit: less is told as growing with a size, because nobody reckons in single yuan."""


def price_form(catalogue: Catalogue, variant: Variant, part: CostPart) -> Sentence:
    """Returns how a figure of a way is made of a fixed part and so much for each unit of the factory's sizes.

    Args:
        catalogue: at the factory's size, or as it is: then the reference plant's sizes are counted.
        variant: of that catalogue.
        part: the one-off cost or the running cost.
    """
    growth = variant.grows.get(part)
    if growth is None:
        return sentence("not scaled with the size of the factory")
    parts = [_rate(catalogue, rate, growth) for rate in growth.rates]
    return sentence("{parts}", parts=parts) if len(parts) > 1 else parts[0]


def _rate(catalogue: Catalogue, rate: Rate, growth: Growth) -> Sentence:
    driver, size = catalogue.drivers[rate.driver], size_of(catalogue, rate.driver)
    facts: dict[str, object] = {
        "fixed": _amount(growth.fixed.typical),
        "units": _number(rate.units(size.value)),
        "driver": driver.name,
        "mark": Text(rate.confidence.text("zh"), rate.confidence.text("en")),
    }
    if rate.figure.typical < _LEAST_SHOWN <= growth.fixed.typical + rate.figure.typical * rate.units(size.value):
        return sentence(
            "{fixed} fixed, {rest} in proportion to {units} {driver} ({mark})",
            rest=_amount(rate.figure.typical * rate.units(size.value)),
            **facts,
        )
    facts["rate"] = _amount(rate.figure.typical)
    if growth.fixed.typical:
        return sentence("{fixed} + {rate} × {units} {driver} ({mark})", **facts)
    del facts["fixed"]
    return sentence("{rate} × {units} {driver} ({mark})", **facts)


def size_of(catalogue: Catalogue, driver: DriverId) -> Size:
    """Returns a size for which the catalogue's figures stand."""
    if catalogue.sizes is not None:
        return catalogue.sizes[driver]
    return Size(catalogue.drivers[driver].reference, SizeOrigin.REFERENCE)


def _amount(wan: Decimal) -> Text:
    """Returns an amount to the yuan: rates are small."""
    return Text(f"{plain_number(wan.quantize(_FINE))} 万元", f"{round(wan * 10_000):,} yuan")


def _number(value: Decimal) -> Text:
    written = plain_number(value.quantize(Decimal("0.1")))
    return Text(written, written)


def sizes_to_answer(question: PlanQuestion, schedule: Schedule) -> list[Sentence]:
    """Returns which sizes the prices of a plan are counted with though nobody answered them, and with what."""
    catalogue = question.catalogue
    if catalogue.sizes is None:
        return []
    used = _drivers(catalogue.measures[measure].variants[way] for measure, way in schedule.starts)
    counted = [
        sentence("{units} {driver}", units=_number(size.value), driver=catalogue.drivers[driver].name)
        for driver in catalogue.drivers
        if driver in used and (size := catalogue.sizes[driver]).origin is not SizeOrigin.ANSWERED
    ]
    if not counted:
        return []
    return [
        sentence(
            "Prices grow with the size of the factory, and some sizes are not answered. Until they are, the plan counts the reference plant's, or its proportion: {counted}.",
            counted=counted,
        )
    ]


def _drivers(variants: Iterable[Variant]) -> frozenset[DriverId]:
    return frozenset(rate.driver for variant in variants for growth in variant.grows.values() for rate in growth.rates)


def beyond_usual_hands(question: PlanQuestion, schedule: Schedule) -> list[Sentence]:
    """Returns the warning that a plan takes more of the factory's own people than one of its size can usually spare."""
    usual = hands_to_spare(question.catalogue, question.assessment)
    if usual is None or not schedule.starts:
        return []
    load: dict[int, int] = {}
    for (measure, way), start in schedule.starts.items():
        for offset, work in enumerate(question.market[measure][way].staff):
            load[start + offset] = load.get(start + offset, 0) + work
    quarter, most = max(load.items(), key=lambda item: (item[1], -item[0]))
    weeks = Decimal(most) / 100
    if weeks <= usual:
        return []
    return [
        sentence(
            "In {quarter} the plan takes {weeks} of your own people; a factory of this size can usually spare about {usual} a quarter (our reading).",
            quarter=question.limits.start.later(quarter),
            weeks=counts.person_weeks(weeks),
            usual=counts.person_weeks(usual.quantize(Decimal(1))),
        )
    ]
