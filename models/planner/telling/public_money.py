"""What every rule of public money means for a plan: counted, or why not; and tax lines beside it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from models.assessment import Assessment
from models.catalogue import Catalogue
from models.catalogue.public_money import FundingFact, Spending, Subsidy, SubsidyKind, TaxRelief
from models.figures import yuan
from models.language import N_, Sentence, sentence
from models.limits import Limits
from models.planner.asking.public_money import elsewhere, here, missing_facts, pays_for, too_late, why_not
from models.roadmap import Application, RuleStanding, Step, TaxLine


def standings(
    catalogue: Catalogue,
    limits: Limits,
    assessment: Assessment,
    steps: Iterable[Step],
    applications: Iterable[Application],
) -> tuple[RuleStanding, ...]:
    """Returns every rule with what it means for a plan: counted first, then in force here, here, and elsewhere."""
    chosen = [step.measure for step in steps]
    counted = {application.rule for application in applications}
    ordered: list[tuple[tuple[bool, bool, bool, str], RuleStanding]] = []
    for rule in catalogue.subsidies:
        touches = rule.award_tier == limits.target or any(pays_for(rule, measure, catalogue) for measure in chosen)
        near = bool(rule.region) and here(rule, assessment) is not False
        why = None if rule.id in counted else _why(rule, limits, assessment, touches=touches)
        is_open = too_late(rule, limits) is None
        order = (rule.id not in counted, not near, not is_open, str(rule.id))
        ordered.append((order, RuleStanding(rule.id, near, touches, is_open, why)))
    return tuple(standing for _, standing in sorted(ordered, key=lambda entry: entry[0]))


def _why(rule: Subsidy, limits: Limits, assessment: Assessment, *, touches: bool) -> Sentence:
    refusal = why_not(rule, limits, assessment)
    if refusal is not None:
        return refusal
    if rule.id in limits.uncounted:
        return sentence(N_("Not counted, at your request."))
    if not touches:
        return sentence(N_("It pays for nothing in this plan."))
    return sentence(
        N_(
            "It brings nothing here: too little of what the plan buys counts for it or is accepted in time, or applying costs more than it brings."
        )
    )


def tax_lines(
    catalogue: Catalogue, limits: Limits, assessment: Assessment, steps: Iterable[Step]
) -> tuple[TaxLine, ...]:
    """Returns the tax rules that are in force here during a plan, each with what it brings at most."""
    bought = tuple(steps)
    lines = []
    for rule in catalogue.subsidies:
        if rule.kind is not SubsidyKind.TAX or elsewhere(rule, assessment) or too_late(rule, limits):
            continue
        missing = missing_facts(rule, limits)
        if missing is not None or rule.relief is None:
            lines.append(
                TaxLine(
                    rule.id, None, missing or sentence(N_("The public text gives no amount that can be calculated."))
                )
            )
        elif not any(other.id in limits.eligible and rule.id in other.not_with for other in catalogue.subsidies):
            amount = _tax(rule, limits, catalogue, bought).quantize(Decimal("0.01"))
            lines.append(TaxLine(rule.id, amount, sentence(_TAX_WORDS[rule.relief], amount=yuan(amount))))
    return tuple(lines)


_TAX_WORDS: Mapping[TaxRelief, str] = {
    TaxRelief.WRITE_OFF: N_("At most {amount} of tax is paid later; none is saved in the end."),
    TaxRelief.EQUIPMENT_CREDIT: N_("At most {amount} less income tax, once."),
    TaxRelief.INPUT_VAT: N_("At most {amount} less VAT a year."),
    TaxRelief.RESEARCH: N_("At most {amount} less income tax a year."),
}


def _tax(rule: Subsidy, limits: Limits, catalogue: Catalogue, steps: Iterable[Step]) -> Decimal:
    """Returns the tax that a rule saves or puts off, 万元."""
    facts, share = limits.funding, rule.share or Decimal(0)
    rate = facts.get(FundingFact.TAX_RATE, Decimal(0)) / 100
    most = facts.get(FundingFact.PROFIT, Decimal(0)) * rate
    match rule.relief:
        case TaxRelief.WRITE_OFF:
            machines = [
                step.one_off_wan * bill.shares.get(Spending.MACHINE, Decimal(0))
                for step in steps
                if (bill := catalogue.bills.get((step.measure, step.variant))) is not None
            ]
            small = (worth for worth in machines if rule.piece_cap_wan is None or worth <= rule.piece_cap_wan)
            return min(share * rate * sum(small, Decimal(0)), most)
        case TaxRelief.EQUIPMENT_CREDIT:
            counted = min(facts[FundingFact.LISTED_UPGRADE], facts[FundingFact.LISTED_EQUIPMENT] / 2)
            return min(share * counted, facts[FundingFact.TAX_DUE])
        case TaxRelief.INPUT_VAT:
            return share * facts[FundingFact.INPUT_VAT]
        case _:
            return min(share * rate * facts[FundingFact.RESEARCH], most)
