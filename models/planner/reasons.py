"""Why a measure is not in the plan, and what no measure can buy."""

from models.catalogue import MeasureId
from models.language import Sentence, sentence
from models.planner.offers import money, suits
from models.planner.question import Question, possible, scope_of, with_prerequisites
from models.planner.solving import Found
from models.roadmap import LeftOut
from models.rulebook import ConditionKind


def left_out(question: Question, found: Found) -> tuple[LeftOut, ...]:
    """Returns one true sentence for each measure that was not chosen, in catalogue order."""
    chosen = {pick[0] for pick in found.starts}
    return tuple(
        LeftOut(measure, _why(question, found, measure))
        for measure in sorted(question.catalogue.measures)
        if measure not in chosen
    )


def _why(question: Question, found: Found, measure: MeasureId) -> Sentence:
    catalogue, limits = question.catalogue, question.limits
    entry = catalogue.measures[measure]
    if measure in limits.done:
        return sentence("It is already done.")
    if measure in limits.forbid:
        return sentence("You ruled it out.")
    if not suits(entry, catalogue, question.assessment):
        trades = [catalogue.industries[trade].name for trade in entry.industries if trade in catalogue.industries]
        return sentence("It is made for another trade: {trades}.", trades=trades)
    usable = possible(question.market, catalogue, limits.done)
    if measure not in usable:
        missing = [
            catalogue.measures[other].name
            for other in sorted(with_prerequisites([measure], catalogue, limits.done))
            if other not in question.market
        ]
        return sentence("It needs {measures}, which cannot be had here.", measures=missing)
    scope = scope_of(question, question.goals.goals)
    if measure not in scope.measures:
        return sentence("Not needed: nothing that the target still asks for hangs on it.")
    chosen = {pick[0] for pick in found.starts}
    more = with_prerequisites([measure], catalogue, set(limits.done) | chosen)
    added = sum(min(offer.owned(limits.quarters) for offer in question.market[other].values()) for other in more)
    if found.closed is None:
        return sentence(
            "The target is reached without it; it would add {cost} 万元 over the horizon.", cost=money(added)
        )
    return sentence(
        "It would add {cost} 万元 over the horizon; within the limits other measures close more conditions, or as many for less.",
        cost=money(added),
    )


def to_do_first(question: Question) -> tuple[Sentence, ...]:
    """Returns what no measure can buy and the plan counts on."""
    made = []
    for goal in question.goals.goals:
        if goal.hopeless:
            made.append(sentence("No measure can make this true: {condition}", condition=goal.condition.text))
        elif goal.assumed and goal.condition.kind is ConditionKind.PREREQUISITE:
            made.append(
                sentence(
                    "The authority decides, money does not: {condition} Apply as soon as the conditions below are met; the plan counts on it.",
                    condition=goal.condition.text,
                )
            )
        elif goal.assumed:
            made.append(
                sentence("Confirm this first, no measure can buy it: {condition}", condition=goal.condition.text)
            )
    return tuple(made)
