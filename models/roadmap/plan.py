"""What the planner answers: a plan, with what it costs, leaves out and falls short of."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from models.assessment import AnswerId, Value
from models.catalogue import Catalogue, MeasureId, VariantId
from models.catalogue.public_money import SubsidyId
from models.evaluation import Item
from models.language import Sentence
from models.limits import Limits, Quarter
from models.roadmap.months import Gate, MonthCost, Placement
from models.roadmap.price_risk import CostRisk, Margin
from models.rulebook import TIER_IDS, ConditionId, TierId


class PlanStatus(StrEnum):
    """How the planning ended."""

    OPTIMAL = "optimal"
    """The target is reached at proven least cost."""
    PARTIAL = "partial"
    """The limits do not reach the target: the cheapest way to the highest tier, or to all that can be closed, proven."""
    INFEASIBLE = "infeasible"
    """Even an empty plan breaks what was required, or no measure can reach the target."""
    UNPROVEN = "unproven"
    """Cancelled: the best plan so far."""


@dataclass(frozen=True, slots=True)
class Step:
    """One chosen measure with variant and quarter."""

    measure: MeasureId
    variant: VariantId
    quarter: Quarter
    """In which it starts."""
    finish: Quarter
    """At whose end it is finished; its effects count from then on."""
    one_off_wan: Decimal
    running_wan: Decimal
    """Running cost from its start to the end of the horizon."""
    subsidy_wan: Decimal
    staff_weeks: Decimal
    because: tuple[Sentence, ...]
    closes: tuple[Item, ...]
    """The answers that become true when it is finished, together with what is there already."""
    running_wan_a_year: Decimal = Decimal(0)
    """Running cost a year once it runs, 万元."""
    gain_wan_a_year: Decimal = Decimal(0)
    """Cautious gain of this step alone once it runs, 万元 a year, running cost not yet taken off; nothing of what law,
    customers or awards demand."""

    @property
    def payback_years(self) -> Decimal | None:
        """Years until its own yearly surplus has paid back its one-off cost less subsidy; None if never."""
        left = self.gain_wan_a_year - self.running_wan_a_year
        if left <= 0:
            return None
        return (max(self.one_off_wan - self.subsidy_wan, Decimal(0)) / left).quantize(Decimal("0.01"))


@dataclass(frozen=True, slots=True)
class Quote:
    """The user's own price for one way to get one measure."""

    measure: MeasureId
    variant: VariantId
    one_off_wan: Decimal
    """万元, to the cent."""
    running_wan: Decimal
    """万元 a year, to the cent."""
    supplier: str = ""
    quoted_on: str = ""
    """ISO date."""


@dataclass(frozen=True, slots=True)
class DoneStep:
    """A finished measure: what the plan had said of it, and what it really took."""

    measure: MeasureId
    variant: VariantId | None = None
    """How it was got; None when nobody said."""
    planned_one_off_wan: Decimal | None = None
    """万元; None where it was in no plan."""
    planned_finish: Quarter | None = None
    one_off_wan: Decimal | None = None
    """What was really paid once, 万元; None while nobody said."""
    finished: Quarter | None = None
    """The quarter in which it was really finished; None while nobody said."""

    @property
    def dearer_wan(self) -> Decimal | None:
        """What it cost more than planned, 万元; less than zero where it was cheaper; None where either is not known."""
        if self.one_off_wan is None or self.planned_one_off_wan is None:
            return None
        return self.one_off_wan - self.planned_one_off_wan

    @property
    def later_quarters(self) -> int | None:
        """How many quarters later than planned it was finished; less than zero is earlier; None where not known."""
        if self.finished is None or self.planned_finish is None:
            return None
        return (self.finished.year - self.planned_finish.year) * 4 + self.finished.number - self.planned_finish.number


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A measure that was not chosen, with one true sentence why."""

    measure: MeasureId
    because: Sentence


@dataclass(frozen=True, slots=True)
class Waived:
    """A prerequisite of chosen measures that need not be bought in this factory."""

    measure: MeasureId
    before: tuple[MeasureId, ...]
    """The chosen measures that ask for it in the catalogue."""
    because: Sentence


@dataclass(frozen=True, slots=True)
class Cost:
    """What a plan spends inside its horizon, in 万元: the sum over its quarters."""

    one_off_wan: Decimal
    running_wan: Decimal
    subsidy_wan: Decimal
    total_wan: Decimal
    """one_off_wan + running_wan - subsidy_wan."""


@dataclass(frozen=True, slots=True)
class QuarterCost:
    """What one quarter costs, in 万元."""

    quarter: Quarter
    one_off_wan: Decimal
    running_wan: Decimal
    subsidy_wan: Decimal
    replacement_wan: Decimal = Decimal(0)
    """What has to be bought anew because its life is over: in the cost of ownership, not in the cost of the plan."""


@dataclass(frozen=True, slots=True)
class Application:
    """Public money that a plan applies for; each sum is the most that the rule can bring."""

    rule: SubsidyId
    brings_wan: Decimal
    """At most, before the cost of applying."""
    costs_wan: Decimal
    """Cost of applying: what it costs outside, and own work at the price of a person-week."""
    staff_weeks: Decimal
    """Own work of applying, in quarters in which the plan leaves hands free."""
    paid: Quarter
    """When the money may arrive: after everything that it pays for is accepted."""
    measures: tuple[MeasureId, ...]
    """The measures whose bills it pays for, in the order of the plan."""

    @property
    def net_wan(self) -> Decimal:
        """What the plan counts on."""
        return self.brings_wan - self.costs_wan


@dataclass(frozen=True, slots=True)
class Blocker:
    """A condition that keeps the target out of reach, whatever the money and the time."""

    condition: ConditionId
    because: Sentence


@dataclass(frozen=True, slots=True)
class RuleStanding:
    """What one rule of public money means for a plan."""

    rule: SubsidyId
    near: bool
    """Whether it is, or may be, for the place of the enterprise."""
    touches: bool
    """Whether it pays for a measure of the plan or for its target."""
    is_open: bool
    """Whether anything of the plan can be begun, paid and accepted while it holds."""
    why: Sentence | None
    """Why nothing is counted; None where the plan counts on it."""


@dataclass(frozen=True, slots=True)
class TaxLine:
    """What a tax rule does beside a plan; never part of its cost."""

    rule: SubsidyId
    amount_wan: Decimal | None
    """At most; None while something is unknown."""
    words: Sentence
    """What the amount is, or why there is none."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What is missing when the limits do not reach the target."""

    budget_wan: Decimal | None
    """Least additional money over the horizon that would reach it; None when money alone does not help."""
    quarters: int | None
    """Least additional quarters that would reach it; None when time alone does not help."""
    conditions: tuple[ConditionId, ...]
    """The conditions that stay open."""
    sentences: tuple[Sentence, ...]
    blockers: tuple[Blocker, ...] = ()
    """None where the limits are what blocks it."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A near-best plan that really differs, or one point of a frontier."""

    label: Sentence
    cost: Cost
    finish: Quarter | None
    """When the target is reached; None when it is not."""
    reached: TierId | None
    choices: tuple[tuple[MeasureId, VariantId, Quarter], ...]
    ownership_wan: Decimal = Decimal(0)
    """As `Roadmap.ownership_wan`."""
    met: int | None = None
    """Conditions up to the target that are met after it; only on a frontier of conditions."""
    limits: Limits | None = None
    """The tier and the money of this point where they are other than asked; None for the same limits."""


@dataclass(frozen=True, slots=True)
class Roadmap:
    """Measures with variant and quarter, chosen and ordered, and the reasons."""

    status: PlanStatus
    gap: Decimal
    """Proven relative distance from the best possible plan; 0 for `optimal`."""
    limits: Limits
    reached: TierId | None
    """What the evaluator says of the answers as they would be after the plan."""
    cost: Cost
    steps: tuple[Step, ...]
    """By start quarter, then catalogue order."""
    left_out: tuple[LeftOut, ...]
    tier_by_quarter: tuple[tuple[Quarter, TierId | None], ...]
    """The tier at the end of each quarter of the horizon."""
    cost_by_quarter: tuple[QuarterCost, ...]
    shortfall: Shortfall | None
    """None when the target is reached."""
    to_do_first: tuple[Sentence, ...]
    """What to know before one begins, and what no measure can buy: requirements to be confirmed, filings to be made."""
    alternatives: tuple[Alternative, ...]
    risk: CostRisk | None
    catalogue_packs: tuple[str, ...]
    """Ids of the packs whose prices were used."""
    ownership_wan: Decimal = Decimal(0)
    """Total cost of ownership, 万元, to one date for all measures: running cost for all years of use however late each
    starts, one-off cost with what is replaced by then and without what is still worth something, less subsidies. This
    is what the planner makes least: a plan does not look cheaper by starting late."""
    gain_wan_a_year: Decimal = Decimal(0)
    """Cautious gain of all steps together once they run, 万元 a year, at the size of the factory,
    running cost not yet taken off; what law, customers or awards demand counts for nothing."""
    running_wan_a_year: Decimal = Decimal(0)
    """Running cost of all steps together once they run, 万元 a year."""
    waived: tuple[Waived, ...] = ()
    """Prerequisites of the steps that are there already, or of no use here; in catalogue order."""
    possible: TierId | None = None
    """What the evaluator says could be reached after the plan if everything unknown turned out well; the plan counts on
    what `to_do_first` names."""
    brings: TierId | None = None
    """The tier below its target that a plan is made for which falls short of it; None where it is made for the target, or
    for as many conditions as can be met."""
    changed: tuple[tuple[AnswerId, Value | None], ...] = ()
    """Answers that are others after the plan, by id; None for one that is taken away. The evaluator says `reached` of
    the answers with these changes."""
    applications: tuple[Application, ...] = ()
    """Public money that the plan counts on, by id of the rule."""
    standings: tuple[RuleStanding, ...] = ()
    """Every rule of public money in the catalogue: what is counted first, then what is in force here, then the others."""
    tax_lines: tuple[TaxLine, ...] = ()
    """Tax rules in force here, apart from the cost."""

    margin: Margin | None = None
    """None where no margin was asked for."""

    def is_made_of(self, catalogue: Catalogue) -> bool:
        """Returns whether the catalogue still holds everything that the plan speaks of."""
        ways = ((step.measure, step.variant) for step in self.steps)
        named = {left.measure for left in self.left_out} | {waived.measure for waived in self.waived}
        return named <= catalogue.measures.keys() and all(
            measure in catalogue.measures and variant in catalogue.measures[measure].variants
            for measure, variant in ways
        )

    months: tuple[Placement, ...] = ()
    """The steps by half-months, by begin: never later than in the plan by quarters, within the same money and hands."""
    months_proven: bool = True
    """Whether no placing in an order as good ends sooner, or begins earlier on the whole."""
    reached_on: date | None = None
    """The last day of what reaches the target by months; None where it is not reached, or unknown answers are counted on."""
    gates: tuple[Gate, ...] = ()
    """The tiers that the steps reach one after the other, by months."""
    cost_by_month: tuple[MonthCost, ...] = ()

    @property
    def is_affordable(self) -> bool:
        """Whether the budget holds in at least half of the draws; a plan without a step costs nothing."""
        return self.risk is None or self.risk.is_affordable

    @property
    def is_there_already(self) -> bool:
        """Whether the target is reached, proven, without a single step."""
        return self.status is PlanStatus.OPTIMAL and self.is_sure and not self.steps

    @property
    def is_nothing_yet(self) -> bool:
        """Whether solving was stopped before there was a first plan."""
        return self.status is PlanStatus.UNPROVEN and not self.steps

    @property
    def is_sure(self) -> bool:
        """Whether the evaluator says that the target is reached after the plan, with nothing left to be confirmed."""
        return self.reached is not None and TIER_IDS.index(self.reached) >= TIER_IDS.index(self.limits.target)

    @property
    def payback_years(self) -> Decimal | None:
        """Years until the yearly surplus has paid back the one-off cost less subsidies; None if never."""
        left = self.gain_wan_a_year - self.running_wan_a_year
        if left <= 0:
            return None
        return (max(self.cost.one_off_wan - self.cost.subsidy_wan, Decimal(0)) / left).quantize(Decimal("0.01"))


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """The plan kept with a case, and what shows whether it still holds."""

    roadmap: Roadmap
    answers: str
    """`Assessment.answers_digest` of the answers from which it was worked out."""
    measures: str
    """`Catalogue.digest` of the measures and prices."""
