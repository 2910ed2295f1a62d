"""What every measure costs this factory, in whole units that the solver can add without rounding.

One money unit is 25 yuan (1/400 万元): a price is rounded to 100 yuan (0.01 万元), and a quarter of a yearly price is then
still whole. Own work is counted in hundredths of a person-week.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import zip_longest
from math import ceil

from models.assessment import Assessment
from models.catalogue import Catalogue, Measure, MeasureId, Variant, VariantId
from models.limits import Limits
from models.planner.asking.fitting import can_be_used
from models.planner.asking.price_draws import at
from models.planner.asking.sizing import is_offered, sizes_of

MONEY_UNITS = 400
"""Units in 1 万元."""
STAFF_UNITS = 100
"""Units in one person-week."""
WEEKS_PER_QUARTER = 13
_CENT = Decimal("0.01")
Pick = tuple[MeasureId, VariantId]


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to get one measure, as this factory would pay for it."""

    measure: MeasureId
    variant: VariantId
    one_off_units: int
    """Money units, due as `payments` says."""
    running_units: int
    """Money units a quarter, due from the quarter in which it starts to the end of the horizon."""
    duration: int
    """Quarters from start to in use, at least 1."""
    staff: tuple[int, ...]
    """Own work in each of those quarters, staff units."""
    owned_units: int
    """What it costs to own to the end of the years of use, money units; see `owned`."""
    life: int
    """Quarters from in use to bought anew."""
    payments: tuple[int, ...]
    """The one-off cost as it is due in the quarter in which it starts and in those after it, money units."""

    @property
    def pick(self) -> Pick:
        """Measure and variant."""
        return (self.measure, self.variant)

    @property
    def staff_total(self) -> int:
        """Own work over the whole measure, staff units."""
        return sum(self.staff)

    @property
    def settled(self) -> int:
        """Quarters from start until it is in use and paid, at least 1."""
        return max(self.duration, len(self.payments))

    def renewed(self, start: int, end: int) -> range:
        """Returns the quarters of a plan in which it is bought anew, by index, when it starts in one of them."""
        return range(start + self.duration + self.life, end + 1, self.life) if self.one_off_units else range(0)

    def paid(self, start: int, first: int, last: int, end: int) -> int:
        """Returns what it costs from one quarter to another, money units; quarters are indices from the start of the plan.

        Args:
            start: in which it starts.
            first: the first that counts.
            last: the last that counts.
            end: the last of the plan: what would be due later is due then.
        """
        one_off = sum(part for place, part in enumerate(self.payments) if first <= min(start + place, end) <= last)
        return one_off + self.running_units * max(0, last - max(start, first) + 1)


def money(units: int | float) -> Decimal:
    """Returns 万元 for money units."""
    return Decimal(round(units)) / MONEY_UNITS


def units(wan: Decimal) -> int:
    """Returns money units for 万元, rounded to 0.01 万元."""
    return int((wan * 100).quantize(Decimal(1), ROUND_HALF_UP)) * (MONEY_UNITS // 100)


def offers(catalogue: Catalogue, limits: Limits, assessment: Assessment) -> dict[MeasureId, dict[VariantId, Offer]]:
    """Returns every measure that may be chosen here with its ways, in the order of their ids.

    Left out are what is already done, what the manager forbade as a whole or in every way, what is of no use in this
    factory, and the ways that are only for smaller ones.
    """
    offers: dict[MeasureId, dict[VariantId, Offer]] = {}
    usable = can_be_used(catalogue, assessment)
    sizes = sizes_of(catalogue, assessment)
    for measure in sorted(catalogue.measures.values(), key=lambda measure: measure.id):
        if measure.id in limits.done or measure.id in limits.forbid or measure.id not in usable:
            continue
        ways = {
            variant.id: offer(measure, variant, limits)
            for variant in sorted(measure.variants.values(), key=lambda variant: variant.id)
            if (measure.id, variant.id) not in limits.forbid_ways and is_offered(variant, sizes)
        }
        if ways:
            offers[measure.id] = ways
    return offers


def undominated(ways: Iterable[Offer]) -> tuple[Offer, ...]:
    """Returns the ways that can be part of a cheapest plan, in their order.

    A way is left out when another is in use no later, takes no more hands and no more money in any quarter, and costs no
    more a year and to own: then whatever plan holds the first holds the second too, at no more cost.
    """
    left: list[Offer] = []
    for offer in ways:
        if any(_dominates(other, offer) for other in left):
            continue
        left = [other for other in left if not _dominates(offer, other)]
        left.append(offer)
    return tuple(left)


def _dominates(better: Offer, worse: Offer) -> bool:
    mine = (better.duration, better.one_off_units, better.running_units, better.owned_units, *better.staff)
    other = (worse.duration, worse.one_off_units, worse.running_units, worse.owned_units, *worse.staff)
    return all(least <= most for least, most in zip(mine, other, strict=False)) and all(
        least <= most for least, most in zip_longest(better.payments, worse.payments, fillvalue=0)
    )


def owned(one_off_wan: Decimal, running_wan: Decimal, life_years: Decimal, years: int) -> Decimal:
    """Returns what something costs to own for some years, 万元, to the cent of 万元.

    Bought anew at the same price whenever its life is over, and worth its straight-line rest at the end: together that
    is the same share of the price in every year.

    Args:
        one_off_wan: its price.
        running_wan: what it costs a year.
        life_years: how long it lasts.
        years: how long it is owned.
    """
    return (one_off_wan * years / life_years + running_wan * years).quantize(_CENT, ROUND_HALF_UP)


def price_of(measure: Measure, variant: Variant, limits: Limits) -> tuple[Decimal, Decimal]:
    """Returns one-off 万元, a stop of production included, and running 万元 a year that a plan reckons with."""
    quote = limits.prices_wan.get((measure.id, variant.id))
    if quote is not None:
        one_off, running = quote
    elif limits.sure is not None:
        one_off, running = at(variant.capex_wan, limits.sure), at(variant.opex_wan_per_year, limits.sure)
    else:
        one_off, running = variant.capex_wan.typical, variant.opex_wan_per_year.typical
    return one_off + stop_of(measure.id, variant, limits), running


def stop_of(measure: MeasureId, variant: Variant, limits: Limits) -> Decimal:
    """Returns what a stop of production during installation costs, 万元: the user's own figure before the catalogue's."""
    terms = limits.terms.get((measure, variant.id))
    return variant.stop_wan if terms is None or terms.stop_wan is None else terms.stop_wan


def payment_of(measure: MeasureId, variant: Variant, limits: Limits) -> tuple[Decimal, ...]:
    """Returns the shares in which a one-off cost is due, quarter by quarter from the start: the user's own terms first."""
    terms = limits.terms.get((measure, variant.id))
    return (terms.payment if terms is not None else ()) or limits.payment or variant.payment


def divided(amount: int, shares: Iterable[Decimal]) -> tuple[int, ...]:
    """Returns money units in whole hundred yuan by shares that add up to 1; the parts add up to the amount."""
    parts: list[int] = []
    total = Decimal(0)
    for share in shares:
        total += share
        parts.append(min(units(amount * total / MONEY_UNITS), amount) - sum(parts))
    return tuple(parts)


def offer(measure: Measure, variant: Variant, limits: Limits) -> Offer:
    """Returns one offer at the typical price or the one that is asked for; the user's own quote goes before the catalogue's figure."""
    capex, opex = price_of(measure, variant, limits)
    duration = max(1, ceil(variant.duration_weeks.typical / WEEKS_PER_QUARTER))
    one_off, running = units(capex), int((opex * 100).quantize(Decimal(1), ROUND_HALF_UP)) * (MONEY_UNITS // 400)
    staff = int((variant.staff_weeks.typical * STAFF_UNITS).quantize(Decimal(1), ROUND_HALF_UP))
    share, rest = divmod(staff, duration)
    return Offer(
        measure=measure.id,
        variant=variant.id,
        one_off_units=one_off,
        running_units=running,
        duration=duration,
        staff=tuple(share + (1 if quarter < rest else 0) for quarter in range(duration)),
        # Of the prices as they are shown: whoever reads them works out the same.
        owned_units=units(owned(money(one_off), money(4 * running), variant.life_years.typical, limits.years_of_use)),
        life=max(1, ceil(4 * variant.life_years.typical)),
        payments=divided(one_off, payment_of(measure.id, variant, limits)),
    )


Market = Mapping[MeasureId, Mapping[VariantId, Offer]]
