"""What no measure can buy, and what has to be known before one begins."""

from models.figures import yuan
from models.language import N_, Sentence, sentence
from models.planner.fitting import trades_of
from models.planner.offers import money
from models.planner.question import Question
from models.planner.solving import Found
from models.rulebook import ConditionKind


def to_do_first(question: Question, found: Found) -> tuple[Sentence, ...]:
    """Returns what no measure can buy and the plan counts on, and what comes after the horizon."""
    made = list(_running_on(question, found))
    if trades_of(question.assessment, question.catalogue) is None:
        made.append(
            sentence(
                N_(
                    "Say first what industry the factory belongs to: measures that are made for one trade are left out until then."
                )
            )
        )
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


def _running_on(question: Question, found: Found) -> list[Sentence]:
    """Returns the warning that running costs go beyond the yearly budget once everything is in use."""
    limits = question.limits
    yearly = money(4 * sum(question.market[measure][variant].running for measure, variant in found.starts))
    budget = limits.budget_wan[-1] * (4 if limits.budget_by_quarter else 1)
    if yearly <= budget:
        return []
    return [
        sentence(
            "Once everything runs, it costs {yearly} a year, more than the {budget} of the budget.",
            yearly=yuan(yearly),
            budget=yuan(budget),
        )
    ]
