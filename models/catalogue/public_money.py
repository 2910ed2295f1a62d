"""Public money as dated rules, and what they ask of prices and of a firm: the values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import NewType

from models.figures import Confidence
from models.language import N_, Language, Text, translate
from models.rulebook import TierId

SubsidyId = NewType("SubsidyId", str)


class Spending(StrEnum):
    """What a bill pays for, as rules of public money tell it apart."""

    SOFTWARE = "software"
    CLOUD = "cloud"
    GATEWAY = "gateway"
    """Gateways, routers and sensors."""
    MACHINE = "machine"
    SERVICE = "service"

    def text(self, language: Language) -> str:
        """Returns the words that a person reads: 软件."""
        return translate(_SPENDING_WORDS[self], language)


_SPENDING_WORDS: Mapping[Spending, str] = {
    Spending.SOFTWARE: N_("software"),
    Spending.CLOUD: N_("cloud services"),
    Spending.GATEWAY: N_("gateways, routers and sensors"),
    Spending.MACHINE: N_("machines and equipment"),
    Spending.SERVICE: N_("services"),
}


@dataclass(frozen=True, slots=True)
class Bill:
    """What the price of one way to get a measure is made of."""

    shares: Mapping[Spending, Decimal]
    """Of the one-off price; what is missing to 1 is nothing that a rule counts."""
    running: Spending | None = None
    """What the yearly price pays for; None where no rule counts it."""


class SubsidyKind(StrEnum):
    """How public money reaches a firm."""

    GRANT = "grant"
    INTEREST = "interest"
    """Part of the interest of a bank loan."""
    TAX = "tax"
    """Tax saved or paid later; shown apart, never counted as money of a plan."""


class TaxRelief(StrEnum):
    """How a tax line is worked out."""

    WRITE_OFF = "write_off"
    """Machines deducted at once from taxable income: tax paid later, none saved in the end."""
    EQUIPMENT_CREDIT = "equipment_credit"
    """A share of the upgrade of listed special equipment, off the tax due."""
    INPUT_VAT = "input_vat"
    """A share of the deductible input VAT of a year."""
    RESEARCH = "research"
    """A further deduction of research spending from taxable income."""


class FundingFact(StrEnum):
    """What a rule of public money may need to know of a firm beyond its plan."""

    LEVEL = "level"
    """The digital level, 2 to 4, at which the firm will be tested after the work."""
    LOAN = "loan"
    """Principal of the bank loan that pays for the plan, 万元."""
    LOAN_RATE = "loan-rate"
    """Interest of that loan, per cent a year."""
    LOAN_YEARS = "loan-years"
    TAX_RATE = "tax-rate"
    """Corporate income tax, per cent."""
    PROFIT = "profit"
    """Taxable income of a year, 万元."""
    TAX_DUE = "tax-due"
    """Income tax due in the years in which a credit can be used, 万元."""
    INPUT_VAT = "input-vat"
    """Deductible input VAT of a year, 万元."""
    RESEARCH = "research"
    """Research spending of a year, 万元."""
    LISTED_EQUIPMENT = "listed-equipment"
    """Original tax base of the listed special equipment that is upgraded, 万元."""
    LISTED_UPGRADE = "listed-upgrade"
    """Spending on sensing, connecting and controlling that equipment, 万元."""

    @property
    def most(self) -> int:
        """The largest number that makes sense."""
        if self is FundingFact.LEVEL:
            return 4
        if self is FundingFact.LOAN_YEARS:
            return 30
        return 100 if self in {FundingFact.LOAN_RATE, FundingFact.TAX_RATE} else 1_000_000

    def text(self, language: Language) -> str:
        """Returns the words that a person reads."""
        return translate(_FACT_WORDS[self], language)


_FACT_WORDS: Mapping[FundingFact, str] = {
    FundingFact.LEVEL: N_("digital level to be tested at (2 to 4)"),
    FundingFact.LOAN: N_("bank loan for the plan, 10,000 yuan"),
    FundingFact.LOAN_RATE: N_("interest of the loan, % a year"),
    FundingFact.LOAN_YEARS: N_("years of the loan"),
    FundingFact.TAX_RATE: N_("corporate income tax, %"),
    FundingFact.PROFIT: N_("taxable income a year, 10,000 yuan"),
    FundingFact.TAX_DUE: N_("income tax due, 10,000 yuan"),
    FundingFact.INPUT_VAT: N_("deductible input VAT a year, 10,000 yuan"),
    FundingFact.RESEARCH: N_("research spending a year, 10,000 yuan"),
    FundingFact.LISTED_EQUIPMENT: N_("original price of the listed special equipment, 10,000 yuan"),
    FundingFact.LISTED_UPGRADE: N_("spending on smart control of that equipment, 10,000 yuan"),
}


WORK_WEEKS = Decimal(2)
"""Own person-weeks to apply for public money where a rule does not say (estimate)."""
PAID_AFTER = 2
"""Quarters from acceptance to the money where a rule does not say: six to twelve months (estimate)."""


@dataclass(frozen=True, slots=True)
class Subsidy:
    """Public money for measures or for a tier, as a dated rule."""

    id: SubsidyId
    name: Text
    region: str
    """全国, or short names of provinces and cities, separated by spaces; empty when the source does not name a place."""
    share: Decimal | None
    """Share of what counts that is paid, 0 to 1; for a loan, interest points a year as a share of the principal. None
    when not published."""
    cap_wan: Decimal | None
    period: Text
    """When it holds, as the source says it."""
    funding_tags: tuple[str, ...]
    award_tier: TierId | None
    award_wan: Decimal | None
    """One-off award for reaching a tier."""
    detail: Text
    confidence: Confidence
    sources: tuple[str, ...]
    valid_from: str = ""
    """ISO date of the first day; empty when the source does not say."""
    valid_until: str = ""
    """ISO date of the last day, by which what counts is paid and accepted; empty when no end was published."""
    computable: bool = False
    """Whether share, cap and dates are enough to work out the sum; otherwise it is shown and not counted."""
    kind: SubsidyKind = SubsidyKind.GRANT
    measures: frozenset[str] = frozenset()
    """Ids of measures that it is for, besides those with one of its funding tags."""
    cap_wan_by_level: Mapping[int, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    """Most that is paid by the digital level that the firm is tested at afterwards, 万元."""
    floor_wan: Decimal = Decimal(0)
    """What must be spent on what counts before anything is paid."""
    counts: tuple[Spending, ...] = ()
    """What counts; empty for everything."""
    running_years: Decimal = Decimal(0)
    """For so many years the running cost of what counts is counted too."""
    paid_after_quarters: int = PAID_AFTER
    """From the acceptance of all that it pays for to the money."""
    work_weeks: Decimal = WORK_WEEKS
    """Own work of applying, person-weeks."""
    work_wan: Decimal = Decimal(0)
    """What applying costs besides, such as an audit, 万元."""
    asks: Text | None = None
    """What only the factory can say, such as whether it is on the list of pilot firms; counted only after a yes."""
    interest_share: Decimal | None = None
    """For a loan: share of its interest that is paid, instead of points."""
    years: Decimal | None = None
    """For a loan: years for which interest is paid."""
    principal_cap_wan: Decimal | None = None
    """For a loan: the part of the principal that counts."""
    piece_cap_wan: Decimal | None = None
    """For a tax line: the dearest machine that counts."""
    not_with: frozenset[SubsidyId] = frozenset()
    """Rules that cannot be used for the same loan or project."""
    relief: TaxRelief | None = None
    """How a tax line is worked out."""
    why_told: Text | None = None
    """What the sources do not say, where the sum cannot be worked out."""

    @property
    def regions(self) -> tuple[str, ...]:
        """The places that it is for, any one of them."""
        return tuple(self.region.split())
