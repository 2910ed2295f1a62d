"""How a way is paid for, and how its figures grow with the factory."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import NewType

from models.assessment import AnswerId
from models.figures import Confidence, Figure, weakest
from models.language import N_, Language, Text, translate

DriverId = NewType("DriverId", str)
"""Such as `machines`."""


class PriceForm(StrEnum):
    """How a way is paid for."""

    FREE = "free"
    ONCE = "once"
    PER_YEAR = "per_year"
    PER_USE = "per_use"
    PER_MACHINE = "per_machine"
    PER_PERSON = "per_person"
    BY_RESULT = "by_result"

    def text(self, language: Language) -> str:
        """Returns the words that a person reads: 按台付费."""
        return translate(_PRICE_WORDS[self], language)


_PRICE_WORDS: Mapping[PriceForm, str] = {
    PriceForm.FREE: N_("free of charge"),
    PriceForm.ONCE: N_("paid once"),
    PriceForm.PER_YEAR: N_("paid by the year"),
    PriceForm.PER_USE: N_("paid by use"),
    PriceForm.PER_MACHINE: N_("paid by the machine"),
    PriceForm.PER_PERSON: N_("paid by the user"),
    PriceForm.BY_RESULT: N_("paid by results"),
}


@dataclass(frozen=True, slots=True)
class Driver:
    """A size of the factory with which prices, hands and gains grow."""

    id: DriverId
    name: Text
    """Of one unit, such as 台设备, or of the sum of money that it is."""
    answers: tuple[AnswerId, ...]
    """Where the factory says it; the first that is answered counts."""
    reference: Decimal
    """The size of the plant for which figures without a size stand."""
    confidence: Confidence
    """Of the reference."""
    less: AnswerId | None = None
    """What is taken off, such as the machines that are connected already."""
    instead: "DriverId | None" = None
    """Whose proportion to the reference stands in where the size is not answered (our reading)."""


class CostPart(StrEnum):
    """The figures of a way that can grow with the factory."""

    CAPEX = "capex"
    OPEX = "opex"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Rate:
    """What each unit of a size adds to a figure."""

    driver: DriverId
    figure: Figure
    """For one unit, in the unit of the whole figure."""
    share: Decimal = Decimal(1)
    """The part of the size that counts, such as the tenth of the people who use an ERP."""
    most: Decimal | None = None
    """The most units that count, such as the five machines of a pilot."""
    confidence: Confidence = Confidence.INFERRED
    """Of the driver: whether a source prices by it, or we think so."""

    def units(self, size: Decimal) -> Decimal:
        """Returns how many units count at a size."""
        units = size * self.share
        return units if self.most is None else min(units, self.most)


@dataclass(frozen=True, slots=True)
class Growth:
    """How a figure grows: a fixed part, and so much for each unit of one or more sizes."""

    fixed: Figure
    rates: tuple[Rate, ...]

    def at(self, sizes: Mapping[DriverId, Decimal]) -> Figure:
        """Returns the figure at some sizes, to the yuan (or the ten-thousandth of a week); it names all its sources.

        Its mark is the weakest of its parts and drivers; the user's own figures stay his own.
        """
        low, typical, high = self.fixed.low, self.fixed.typical, self.fixed.high
        marks, sources = [self.fixed.confidence] if high else [], dict.fromkeys(self.fixed.sources)
        for rate in self.rates:
            units = rate.units(sizes[rate.driver])
            low, typical, high = (
                low + rate.figure.low * units,
                typical + rate.figure.typical * units,
                high + rate.figure.high * units,
            )
            marks += [rate.figure.confidence, rate.confidence]
            sources.update(dict.fromkeys(rate.figure.sources))
        low, typical, high = (figure.quantize(_FINEST).normalize() + 0 for figure in (low, typical, high))
        if set(marks) != {Confidence.QUOTE}:
            marks.append(Confidence.DERIVED)
        return replace(
            self.fixed, low=low, typical=typical, high=high, confidence=weakest(marks), sources=tuple(sources)
        )


_FINEST = Decimal("0.0001")
