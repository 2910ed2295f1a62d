"""The catalogue at one factory's size: prices, own work and gains grow with its people, machines and money."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from math import prod
from types import MappingProxyType

from models.assessment import AnswerId, Assessment
from models.catalogue import Benefit, Catalogue, CostPart, Driver, DriverId, Measure, Size, SizeOrigin, Variant
from models.figures import Confidence, Figure, weakest

_FINEST = Decimal("0.000001")
Amounts = Mapping[DriverId, Decimal]


def sizes_of(catalogue: Catalogue, assessment: Assessment) -> dict[DriverId, Size]:
    """Returns how large a factory is in every respect that the catalogue reckons with.

    What is not answered is worked out from another size in the proportion of the reference plant where the catalogue
    names one, and is the reference plant's otherwise.
    """
    sizes: dict[DriverId, Size] = {}
    for driver in catalogue.drivers.values():
        answered = _answered(driver, assessment)
        if answered is not None:
            sizes[driver.id] = Size(answered, SizeOrigin.ANSWERED)
        elif driver.instead is not None and sizes[driver.instead].origin is not SizeOrigin.REFERENCE:
            proportion = sizes[driver.instead].value / catalogue.drivers[driver.instead].reference
            sizes[driver.id] = Size((driver.reference * proportion).quantize(_FINEST), SizeOrigin.INSTEAD)
        else:
            sizes[driver.id] = Size(driver.reference, SizeOrigin.REFERENCE)
    return sizes


def _answered(driver: Driver, assessment: Assessment) -> Decimal | None:
    size = next((size for answer in driver.answers if (size := _number(answer, assessment)) is not None), None)
    if size is None or driver.less is None:
        return size
    return max(size - (_number(driver.less, assessment) or Decimal(0)), Decimal(0))


def _number(answer: AnswerId, assessment: Assessment) -> Decimal | None:
    value = assessment.get(answer)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return max(Decimal(value), Decimal(0))


def sized(catalogue: Catalogue, assessment: Assessment) -> Catalogue:
    """Returns the catalogue with every figure at one factory's size; sizing it twice changes nothing."""
    if catalogue.sizes is not None or not catalogue.drivers:
        return catalogue
    sizes = sizes_of(catalogue, assessment)
    amounts = {driver: size.value for driver, size in sizes.items()}
    return replace(
        catalogue,
        measures=MappingProxyType({key: _measure(measure, amounts) for key, measure in catalogue.measures.items()}),
        benefit_values_wan=MappingProxyType(
            {kpi: _worth(kpi, worth, catalogue, sizes) for kpi, worth in catalogue.benefit_values_wan.items()}
        ),
        benefit_caps=MappingProxyType(_caps(catalogue, sizes)),
        sizes=MappingProxyType(sizes),
    )


def _caps(catalogue: Catalogue, sizes: Mapping[DriverId, Size]) -> dict[str, Decimal]:
    """Returns the most that all measures together may gain: of points of a share never more than is left to 100."""
    caps = dict(catalogue.benefit_caps)
    for kpi, scale in catalogue.benefit_scales.items():
        for driver in scale.over:
            left = max(100 - sizes[driver].value, Decimal(0))
            caps[kpi] = min(caps.get(kpi, left), left)
    return caps


def _measure(measure: Measure, amounts: Amounts) -> Measure:
    return replace(
        measure,
        variants=MappingProxyType({way: _variant(variant, amounts) for way, variant in measure.variants.items()}),
        benefits=tuple(_benefit(benefit, amounts) for benefit in measure.benefits),
    )


def _variant(variant: Variant, amounts: Amounts) -> Variant:
    if not variant.grows:
        return variant

    def grown(part: CostPart, figure: Figure) -> Figure:
        growth = variant.grows.get(part)
        return figure if growth is None else growth.at(amounts)

    return replace(
        variant,
        capex_wan=grown(CostPart.CAPEX, variant.capex_wan),
        opex_wan_per_year=grown(CostPart.OPEX, variant.opex_wan_per_year),
        staff_weeks=grown(CostPart.STAFF, variant.staff_weeks),
    )


def _benefit(benefit: Benefit, amounts: Amounts) -> Benefit:
    return benefit if benefit.growth is None else replace(benefit, gain=benefit.growth.at(amounts))


def _worth(kpi: str, worth: Figure, catalogue: Catalogue, sizes: Mapping[DriverId, Size]) -> Figure:
    """Returns what one unit of a gain is worth a year: the reference plant's worth in proportion to its sizes.

    A size by which it is divided and that is zero counts as the reference plant's.
    """
    scale = catalogue.benefit_scales.get(kpi)
    if scale is None or not (scale.times or scale.over):
        return worth
    proportions = [sizes[driver].value / catalogue.drivers[driver].reference for driver in scale.times]
    proportions += [
        catalogue.drivers[driver].reference / sizes[driver].value for driver in scale.over if sizes[driver].value
    ]
    factor = prod(proportions, start=Decimal(1))
    figures = ((figure * factor).quantize(_FINEST).normalize() + 0 for figure in (worth.low, worth.typical, worth.high))
    low, typical, high = figures
    return replace(
        worth, low=low, typical=typical, high=high, confidence=weakest([worth.confidence, Confidence.INFERRED])
    )


def is_offered(variant: Variant, sizes: Mapping[DriverId, Size]) -> bool:
    """Returns whether a way is offered to a factory of these sizes."""
    return variant.up_to is None or sizes[variant.up_to[0]].value <= variant.up_to[1]


def hands_to_spare(catalogue: Catalogue, assessment: Assessment) -> Decimal | None:
    """Returns how many person-weeks a quarter a factory of this size can usually spare; None where no pack says."""
    if catalogue.hands is None:
        return None
    size = sizes_of(catalogue, assessment)[catalogue.hands.driver]
    return catalogue.hands.fixed + catalogue.hands.each * size.value
