"""A plan by months: on which days its steps begin and end, where one may stop, and what each month costs."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.catalogue import MeasureId, VariantId
from models.rulebook import TierId


@dataclass(frozen=True, slots=True)
class Placement:
    """The days on which a step begins and ends, to the half-month."""

    measure: MeasureId
    variant: VariantId
    begins: date
    """The first or the sixteenth day of a month."""
    ends: date
    """The last day on which it is not in use yet: the fifteenth or the last day of a month."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Where one may stop and keep what there is: a tier is reached, and everything after it serves higher ones."""

    tier: TierId
    on: date
    measures: tuple[MeasureId, ...]
    """Finished by then."""
    spent_wan: Decimal
    """One-off cost of what has begun by then, 万元."""
    running_wan_a_year: Decimal
    """Running cost of what is finished by then, 万元 a year, for as long as the tier is kept."""
    under_way: tuple[MeasureId, ...]
    """Begun and not finished: whoever stops here gives them up or finishes them."""


@dataclass(frozen=True, slots=True)
class MonthCost:
    """What one month costs, in 万元; the subsidy of a quarter is expected in its last month."""

    month: str
    """Such as `2027-03`."""
    one_off_wan: Decimal
    running_wan: Decimal
    subsidy_wan: Decimal
    balance_wan: Decimal
    """Everything paid so far, less subsidies."""
