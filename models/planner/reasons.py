"""Why a measure is not in the plan, and what no measure can buy."""

from dataclasses import replace

from models.catalogue import Catalogue, Measure, MeasureId
from models.evaluation import Evaluation
from models.figures import yuan
from models.language import N_, Sentence, sentence
from models.planner.calendar import Calendar
from models.planner.errors import ContradictoryLimits
from models.planner.fitting import lacking, suits, trades_of
from models.planner.offers import money
from models.planner.program import Ended
from models.planner.question import Question, possible, scope_of, with_prerequisites
from models.planner.questioning import question_of
from models.planner.shortfall import missing_money
from models.planner.solving import Cancelled, Found, Watch, best
from models.planner.statement import ownership_of
from models.roadmap import LeftOut, Lock, PlanStatus, Roadmap
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
        return _of_another_trade(question, entry)
    short = lacking(entry, question.assessment)
    if short is not None:
        asked = question.evaluation.rulebook.questions.get(short)
        return sentence(
            "It needs what the factory does not have: {what}.", what=asked.short if asked is not None else str(short)
        )
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
    rival = next(
        (other for other in sorted(chosen) if other in entry.excludes or measure in catalogue.measures[other].excludes),
        None,
    )
    if rival is not None:
        return sentence(
            "It cannot go together with {measure}, which is in the plan.", measure=catalogue.measures[rival].name
        )
    more = with_prerequisites([measure], catalogue, set(limits.done) | chosen)
    added = sum(min(offer.owned(limits.quarters) for offer in question.market[other].values()) for other in more)
    if found.closed is None:
        return sentence(
            "The target is reached without it; to add it would cost {cost} more to own.", cost=yuan(money(added))
        )
    return sentence(
        "To add it would cost {cost} to own; within the limits other measures bring more, or as much for less.",
        cost=yuan(money(added)),
    )


def _of_another_trade(question: Question, entry: Measure) -> Sentence:
    industries = question.catalogue.industries
    mine = trades_of(question.assessment, question.catalogue)
    made_for = [industries[trade].name for trade in entry.industries if trade in industries]
    if mine is None:
        return sentence("It is made for one trade: {trades}. Your answers do not say which yours is.", trades=made_for)
    if mine & set(entry.not_for):
        return sentence(
            "It is of no use in your trade: {trades}.",
            trades=[industries[trade].name for trade in sorted(mine & set(entry.not_for))],
        )
    return sentence("It is made for another trade: {trades}.", trades=made_for)


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
            "Know this before you begin: once everything runs, it costs {yearly} a year, more than the {budget} of the budget.",
            yearly=yuan(yearly),
            budget=yuan(budget),
        )
    ]


def explain_left_out(
    evaluation: Evaluation,
    catalogue: Catalogue,
    roadmap: Roadmap,
    measure: MeasureId,
    cancelled: Cancelled | None = None,
) -> Sentence:
    """Returns the exact reason why a measure is not in a plan, by planning once more with it required.

    Takes as long as a plan; `roadmap.left_out` holds what is known without.
    """
    limits = roadmap.limits
    written = next((entry.because for entry in roadmap.left_out if entry.measure == measure), None)
    if written is None:
        return sentence("It is in the plan.")
    if measure in limits.done or measure in limits.forbid or roadmap.status is not PlanStatus.OPTIMAL:
        return written
    try:
        question = question_of(evaluation, catalogue, replace(limits, require=(*limits.require, Lock(measure))))
    except ContradictoryLimits:
        return written
    watch = Watch(None, cancelled)
    found = best(question, Calendar.of(question.limits), question.goals.goals, watch, hard=True)
    if isinstance(found, Found):
        worse = ownership_of(question, found) - roadmap.ownership_wan
        if not worse:
            return sentence("As cheap as the plan shown, which comes first by the order of the catalogue.")
        return sentence("The best plan with it costs {worse} more to own.", worse=yuan(worse))
    if found is not Ended.IMPOSSIBLE:
        return written
    missing, years = missing_money(question, watch)
    if missing is not None:
        return sentence("With it the budget would be exceeded: {years}.", years=years)
    return sentence("With it the plan does not fit into the time and the hands that there are.")
