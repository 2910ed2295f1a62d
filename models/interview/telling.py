"""An interview in words: what is being decided, how much is left, and how it ended."""

from models import counts
from models.evaluation import ConditionResult, Evaluation, Status
from models.interview.path import Interview, InterviewState
from models.language import N_, Sentence, Text, sentence
from models.rulebook import Rulebook, TierId

_NO_TIER = sentence(N_("no tier yet"))


def tier_words(rulebook: Rulebook, tier: TierId | None) -> Text | Sentence:
    """Returns the name of a tier, or that there is none yet."""
    return next((each.name for each in rulebook.tiers if each.id == tier), _NO_TIER)


def standing(state: Interview, rulebook: Rulebook) -> Sentence:
    """Returns where the factory stands by now: a tier, or the range in which it lies."""
    reached, possible = tier_words(rulebook, state.reached), tier_words(rulebook, state.possible)
    if state.reached == state.possible:
        return sentence(N_("Decided: {tier}, whatever else is answered."), tier=reached)
    return sentence(
        N_("About here: between “{reached}” and “{possible}”. This is a range, not a result."),
        reached=reached,
        possible=possible,
    )


def stopping(evaluation: Evaluation) -> tuple[ConditionResult, ...]:
    """Returns the conditions of the lowest tier that is not met which decide that it is not."""
    for tier in evaluation.tiers:
        if tier.status is Status.NOT_MET:
            return tuple(
                result
                for result in tier.conditions
                if result.status is Status.NOT_MET and not result.condition.informative
            )
    return ()


def left(state: Interview, rulebook: Rulebook) -> Sentence:
    """Returns what is still to be asked, or how the interview ended."""
    if state.outcome is InterviewState.DECIDED:
        return sentence(N_("No question is left that could change this."))
    target = tier_words(rulebook, state.target)
    if state.outcome is InterviewState.PASSED:
        return sentence(
            N_("What would decide “{tier}” was left open: answer it, and the range becomes a result."), tier=target
        )
    return sentence(
        N_("To decide “{tier}”: at most about {questions}, {minutes}."),
        tier=target,
        questions=counts.questions(state.questions_left),
        minutes=counts.minutes(state.minutes_left),
    )


_FAR = 60
"""Questions from which the way to the top is longer than an hour promises."""


def far(top: Interview | None, rulebook: Rulebook) -> Sentence | None:
    """Returns how long the way to a high tier is, and why; None where it is short or nothing lies above.

    Args:
        top: what `to_the_top` returned.
        rulebook: whose tiers they are.
    """
    if top is None or top.questions_left < _FAR:
        return None
    return sentence(
        N_(
            "If everything turns out well, up to “{tier}”: about {questions}, {minutes}. A tier counts only when every condition of it and of those below is met, so each is asked; the first that is not met ends it."
        ),
        tier=tier_words(rulebook, top.target),
        questions=counts.questions(top.questions_left),
        minutes=counts.minutes(top.minutes_left),
    )
