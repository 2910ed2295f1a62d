"""What no measure can buy, what must be clarified first, and what need not be bought before."""

from collections.abc import Iterator

from models.catalogue import MeasureId
from models.figures import yuan
from models.language import N_, Sentence, sentence
from models.planner.asking.fitting import trades_of
from models.planner.asking.offers import money
from models.planner.asking.question import PlanQuestion
from models.planner.solving.aims import Schedule
from models.planner.telling.price_form import beyond_usual_hands, sizes_to_answer
from models.planner.telling.statement import renewals_of
from models.roadmap import Waived
from models.rulebook import TIER_IDS, ConditionKind, TierId


def to_do_first(question: PlanQuestion, schedule: Schedule, brings: TierId | None) -> tuple[Sentence, ...]:
    """Returns what no measure can buy and the plan counts on, and what comes after the horizon.

    What no measure can bring about at all is part of what is missing.

    Args:
        question: what was asked.
        schedule: the plan.
        brings: the lower tier that it is made for; nothing is asked for the tiers above.
    """
    reasons = list(_running_on(question, schedule))
    if trades_of(question.assessment, question.catalogue) is None:
        reasons.append(
            sentence(
                N_(
                    "First say which industry the factory belongs to: until then, measures meant for one trade are left out."
                )
            )
        )
    top = TIER_IDS.index(question.limits.target if brings is None else brings)
    for goal in question.goals.goals:
        if TIER_IDS.index(goal.condition.tier) > top:
            continue
        if goal.assumed and goal.condition.kind is ConditionKind.PREREQUISITE:
            reasons.append(
                sentence(
                    "The authority decides this, not money: {condition}. Apply as soon as the conditions below are met; the plan relies on it.",
                    condition=goal.condition.text,
                )
            )
        elif goal.assumed:
            reasons.append(
                sentence("Confirm this first; no measure can buy it: {condition}", condition=goal.condition.text)
            )
    return (
        *reasons,
        *_renewed(question, schedule),
        *beyond_usual_hands(question, schedule),
        *sizes_to_answer(question, schedule),
    )


def waived(question: PlanQuestion, schedule: Schedule) -> tuple[Waived, ...]:
    """Returns the prerequisites of the chosen measures that need not be bought, each with the reason."""
    before: dict[MeasureId, list[MeasureId]] = {}
    chosen = {measure for measure, _ in schedule.starts}
    for measure in sorted(chosen):
        for other in question.waived.get(measure, ()):
            if other not in chosen and other not in question.limits.done:
                before.setdefault(other, []).append(measure)
    return tuple(
        Waived(other, tuple(before[other]), counts_as_there(question, other) or of_another_trade(question, other))
        for other in sorted(before)
    )


def counts_as_there(question: PlanQuestion, measure: MeasureId) -> Sentence | None:
    """Returns by which answer a measure counts as there before others; None when none says so."""
    answer = question.there.get(measure)
    if answer is None:
        return None
    asked = question.evaluation.rulebook.questions.get(answer)
    what = asked.short if asked is not None else str(answer)
    if answer.startswith("scenarios."):
        return sentence("Counted as in place: “{what}”, which you have built, needs it.", what=what)
    if answer.startswith("requirements."):
        return sentence("Counted as in place: “{what}”, which you meet, needs it.", what=what)
    return sentence("Counted as in place, by your answer to “{what}”.", what=what)


def of_another_trade(question: PlanQuestion, measure: MeasureId) -> Sentence:
    """Returns why a measure is not for this factory's trade."""
    entry, industries = question.catalogue.measures[measure], question.catalogue.industries
    mine = trades_of(question.assessment, question.catalogue)
    made_for = [industries[trade].name for trade in entry.industries if trade in industries]
    if mine is None:
        return sentence(
            "It is meant for one trade: {trades}. Your answers do not say which trade is yours.", trades=made_for
        )
    if mine & set(entry.not_for):
        return sentence(
            "It is of no use in your trade: {trades}.",
            trades=[industries[trade].name for trade in sorted(mine & set(entry.not_for))],
        )
    return sentence("It is not for this trade but for: {trades}.", trades=made_for)


def _renewed(question: PlanQuestion, schedule: Schedule) -> Iterator[Sentence]:
    """Yields what has to be bought anew within the plan, one sentence a quarter: no budget of the plan pays for it."""
    for index, offers in renewals_of(question, schedule).items():
        yield sentence(
            "In {quarter} the life of {measures} is over, by estimate: buying anew costs about {money}. This is part of the cost of ownership, not of the total of the plan; set money aside.",
            quarter=question.limits.start.later(index),
            measures=[question.catalogue.measures[offer.measure].name for offer in offers],
            money=yuan(money(sum(offer.one_off_units for offer in offers))),
        )


def _running_on(question: PlanQuestion, schedule: Schedule) -> list[Sentence]:
    """Returns the warning that running costs go beyond the yearly budget once everything is in use."""
    limits = question.limits
    yearly = money(4 * sum(question.market[measure][variant].running_units for measure, variant in schedule.starts))
    budget = limits.budget_wan[-1] * (4 if limits.budget_by_quarter else 1)
    if yearly <= budget:
        return []
    return [
        sentence(
            "Once everything runs, it costs {yearly} a year, which exceeds the budget of {budget}.",
            yearly=yuan(yearly),
            budget=yuan(budget),
        )
    ]
