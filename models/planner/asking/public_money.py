"""Public money that can be counted on: where, until when, for what, how much, and what it takes to get it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from models.assessment import AnswerId, Assessment
from models.catalogue import Catalogue, MeasureId
from models.catalogue.public_money import FundingFact, Subsidy, SubsidyId, SubsidyKind, TaxRelief
from models.language import N_, Sentence, Text, sentence
from models.limits import Limits, Quarter
from models.planner.asking.offers import MONEY_UNITS, STAFF_UNITS, Market, Offer, Pick
from models.spelling.places import NATIONAL, Place, Truth, lies_in_one, place_of

_UNCAPPED_WAN = Decimal(100_000)
PERSON_WEEK_WAN = Decimal("0.2")
"""What a person-week of applying is worth, 万元: about the yearly cost of a clerk, divided by 50 (estimate)."""


@dataclass(frozen=True, slots=True)
class Support:
    """One rule as it holds for this factory, market and horizon."""

    id: SubsidyId
    kind: SubsidyKind
    brings: Mapping[Pick, int]
    """What the bill of each way brings, money units, rounded down; only where it brings something."""
    spends: Mapping[Pick, int]
    """What of each of those bills counts towards the floor, money units."""
    cap_units: int
    floor_units: int = 0
    cost_units: int = 0
    """What applying costs, own work included, money units."""
    staff_units: int = 0
    """Own work of applying."""
    first: int = 0
    """Index of the first quarter in which a measure may start."""
    last: int | None = None
    """Index of the last quarter by whose end a measure must be accepted; None for the whole horizon."""
    paid_after_quarters: int = 0
    """Quarters from the acceptance of the last measure to the money."""
    not_with: frozenset[SubsidyId] = frozenset()
    """Rules that pay nothing where this one does."""

    def in_time(self, start: int, settled: int) -> bool:
        """Returns whether a measure that starts in a quarter, by index, is begun, paid and accepted while the rule holds.

        Args:
            start: index of the quarter.
            settled: quarters from there until it is in use and paid.
        """
        return self.first <= start and (self.last is None or start + settled - 1 <= self.last)

    @property
    def depends_on_time(self) -> bool:
        """Whether it matters when the measures start, or when hands are free for applying."""
        return self.first > 0 or self.last is not None or self.staff_units > 0


def supports(catalogue: Catalogue, limits: Limits, assessment: Assessment, market: Market) -> tuple[Support, ...]:
    """Returns the rules whose sum can be counted on, by id; one that the manager does not count on never is."""
    supports = []
    for rule in sorted(catalogue.subsidies, key=lambda rule: rule.id):
        if rule.id in limits.uncounted or why_not(rule, limits, assessment) is not None:
            continue
        rate, cap = _rate(rule, limits), _cap(rule, limits)
        spends = {
            offer.pick: counted
            for ways in market.values()
            for offer in ways.values()
            if pays_for(rule, offer.measure, catalogue) and (counted := _counted(rule, offer, catalogue))
        }
        last = _last(rule, limits)
        supports.append(
            Support(
                id=rule.id,
                kind=rule.kind,
                brings={pick: worth for pick, counted in spends.items() if (worth := int(rate * counted))},
                spends=spends,
                cap_units=int(cap * MONEY_UNITS),
                floor_units=int(rule.floor_wan * MONEY_UNITS),
                cost_units=int((rule.work_wan + rule.work_weeks * PERSON_WEEK_WAN) * MONEY_UNITS),
                staff_units=int(rule.work_weeks * STAFF_UNITS),
                first=_first(rule, limits),
                last=last,
                paid_after_quarters=rule.paid_after_quarters,
                not_with=rule.not_with,
            )
        )
    return tuple(supports)


def pays_for(rule: Subsidy, measure: MeasureId, catalogue: Catalogue) -> bool:
    """Returns whether a rule is for a measure: named, or by a funding tag."""
    known = catalogue.measures.get(measure)
    return known is not None and (measure in rule.measures or bool(set(known.funding_tags) & set(rule.funding_tags)))


def _counted(rule: Subsidy, offer: Offer, catalogue: Catalogue) -> int:
    """Returns what of a bill counts for a rule, money units, rounded down."""
    bill = catalogue.bills.get(offer.pick)
    share = Decimal(1)
    runs = True
    if rule.counts:
        share = sum((bill.shares.get(kind, Decimal(0)) for kind in rule.counts), Decimal(0)) if bill else Decimal(0)
        runs = bill is not None and bill.running in rule.counts
    running = offer.running_units * 4 * rule.running_years if runs else Decimal(0)
    return int(share * offer.one_off_units + running)


def _rate(rule: Subsidy, limits: Limits) -> Decimal:
    """Returns what one 万元 that counts brings, 万元."""
    if rule.kind is not SubsidyKind.INTEREST:
        return rule.share or Decimal(0)
    rate = limits.funding.get(FundingFact.LOAN_RATE, Decimal(0)) / 100
    points = rule.share if rule.interest_share is None else rule.interest_share * rate
    if FundingFact.LOAN_RATE in limits.funding:
        points = min(points or Decimal(0), rate)
    return (points or Decimal(0)) * _years(rule, limits)


def _years(rule: Subsidy, limits: Limits) -> Decimal:
    """Returns for how many years interest is paid: never longer than the loan runs."""
    years = rule.years or Decimal(1)
    return min(years, limits.funding.get(FundingFact.LOAN_YEARS, years))


def _cap(rule: Subsidy, limits: Limits) -> Decimal:
    """Returns the most that a rule pays here, 万元."""
    caps = [rule.cap_wan] if rule.cap_wan is not None else [_UNCAPPED_WAN]
    level = limits.funding.get(FundingFact.LEVEL)
    if rule.cap_wan_by_level and level is not None:
        caps.append(rule.cap_wan_by_level.get(int(level), Decimal(0)))
    if rule.kind is SubsidyKind.INTEREST:
        principal = limits.funding.get(FundingFact.LOAN, Decimal(0))
        if rule.principal_cap_wan is not None:
            principal = min(principal, rule.principal_cap_wan)
        caps.append(principal * _rate(rule, limits))
    return min(caps)


_TAX_FACTS: Mapping[TaxRelief, tuple[FundingFact, ...]] = {
    TaxRelief.WRITE_OFF: (FundingFact.TAX_RATE, FundingFact.PROFIT),
    TaxRelief.EQUIPMENT_CREDIT: (FundingFact.LISTED_EQUIPMENT, FundingFact.LISTED_UPGRADE, FundingFact.TAX_DUE),
    TaxRelief.INPUT_VAT: (FundingFact.INPUT_VAT,),
    TaxRelief.RESEARCH: (FundingFact.RESEARCH, FundingFact.TAX_RATE, FundingFact.PROFIT),
}


def needed_facts(rule: Subsidy) -> tuple[FundingFact, ...]:
    """Returns what must be known of the firm before the sum of a rule can be worked out."""
    needed: list[FundingFact] = list(_TAX_FACTS[rule.relief]) if rule.relief is not None else []
    if rule.cap_wan_by_level:
        needed.append(FundingFact.LEVEL)
    if rule.kind is SubsidyKind.INTEREST:
        needed.append(FundingFact.LOAN)
        if rule.interest_share is not None:
            needed.append(FundingFact.LOAN_RATE)
    return tuple(needed)


def why_not(rule: Subsidy, limits: Limits, assessment: Assessment) -> Sentence | None:
    """Returns why a rule's money cannot be counted on in this plan; None when it can."""
    place, time = elsewhere(rule, assessment), too_late(rule, limits)
    # Where the place is not known, the end of a rule says more.
    refusal = (place or time) if here(rule, assessment) is False else (time or place)
    if refusal is not None:
        return refusal
    if rule.kind is SubsidyKind.TAX:
        return sentence(N_("A tax line: shown apart, never counted in the cost."))
    if not rule.computable:
        if rule.why_told is not None:
            return sentence("Cannot be calculated: {why}.", why=rule.why_told)
        return sentence(N_("The public text gives no amount that can be calculated."))
    return missing_facts(rule, limits)


def missing_facts(rule: Subsidy, limits: Limits) -> Sentence | None:
    """Returns what the manager has not said and a rule depends on."""
    unknown = [fact for fact in needed_facts(rule) if fact not in limits.funding]
    if unknown:
        facts = [Text(fact.text("zh"), fact.text("en")) for fact in unknown]
        return sentence("Not counted while this is not known: {facts}.", facts=facts)
    if rule.asks is not None and rule.id not in limits.eligible:
        return sentence("Not counted until you confirm: {question}", question=rule.asks)
    if rule.share is None and rule.interest_share is None:
        return sentence(N_("The public text gives no amount that can be calculated."))
    return None


def elsewhere(rule: Subsidy, assessment: Assessment) -> Sentence | None:
    """Returns why a rule is not, or not surely, for the place of the enterprise; None where it is."""
    if not rule.region:
        return sentence(N_("The source does not name a place."))
    lies_here = here(rule, assessment)
    if lies_here is False:
        return sentence("For another place: {region}.", region="、".join(rule.regions))
    if lies_here is None:
        return sentence(
            "For {region} only: the case does not say for sure where the enterprise is. Fill in its province and city.",
            region="、".join(rule.regions),
        )
    return None


def too_late(rule: Subsidy, limits: Limits) -> Sentence | None:
    """Returns why nothing of a plan can be begun, paid and accepted while a rule holds; None where something can."""
    last = _last(rule, limits)
    if last is not None and last < 0:
        return sentence(
            "Ends on {day}: nothing that starts in this plan is paid and accepted by then.", day=rule.valid_until
        )
    if _first(rule, limits) >= limits.quarters:
        return sentence("Begins on {day}, after this plan.", day=rule.valid_from)
    return None


def _first(rule: Subsidy, limits: Limits) -> int:
    """Returns the index of the first quarter on whose first day a rule is in force; the horizon's length for none."""
    quarters = range(limits.quarters)
    return next(
        (index for index in quarters if rule.valid_from <= _first_day(limits.start.later(index))), len(quarters)
    )


def _last(rule: Subsidy, limits: Limits) -> int | None:
    """Returns the index of the last quarter that ends while a rule is in force, -1 for none; None for every quarter."""
    if not rule.valid_until:
        return None
    for index in range(limits.quarters):
        if _last_day(limits.start.later(index)) > rule.valid_until:
            return index - 1
    return None


def _first_day(quarter: Quarter) -> str:
    return f"{quarter.year}-{quarter.number * 3 - 2:02}-01"


def _last_day(quarter: Quarter) -> str:
    return str(date.fromisoformat(_first_day(quarter.later(1))) - timedelta(days=1))


def whereabouts(assessment: Assessment) -> Place:
    """Returns where the enterprise lies, by its fields of province and city, or else by its addresses."""

    def said(answer: str) -> str:
        value = assessment.get(AnswerId(answer))
        return str(value) if value is not None else ""

    return place_of(
        said("enterprise.province"), said("enterprise.city"), said("enterprise.address"), said("factory.address")
    )


def here(rule: Subsidy, assessment: Assessment) -> Truth:
    """Returns whether a rule is for the place of the enterprise; None while that place is not known for sure."""
    if rule.region == NATIONAL:
        return True
    return bool(rule.region) and lies_in_one(whereabouts(assessment), rule.regions)
