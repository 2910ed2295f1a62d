"""The questions that decide, in the order in which they are best asked."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil

from models.assessment import AnswerId, Assessment
from models.evaluation import Evaluation
from models.evaluator.compiled import CompiledRulebook, compiled
from models.evaluator.facts import Facts
from models.evaluator.maturity import DECLARED_LEVEL
from models.interview.effort import Asking, Effort, Weigh, weigh_condition
from models.interview.step import NextQuestion, questions_in, seconds_for
from models.rulebook import Condition, ConditionKind, Rulebook, TierId

FIRST_LOOK = 10
"""Questions after which a first range is said."""


class InterviewState(StrEnum):
    """How an interview stands."""

    OPEN = "open"
    """There is a tier that answers still decide."""
    DECIDED = "decided"
    """Nothing that can be answered changes the tier any more."""
    PASSED = "passed"
    """All that is left was passed over: the tier stays a range."""


@dataclass(frozen=True, slots=True)
class Interview:
    """What is asked next, how much is left, and what is known by now."""

    outcome: InterviewState
    target: TierId | None
    """The lowest tier that is not decided; None when none is left."""
    reached: TierId | None
    possible: TierId | None
    """Together the range in which the tier lies by now."""
    steps: tuple[NextQuestion, ...]
    """What is left on the shortest good way, the next step first; chosen anew after each answer."""
    questions_left: int
    """If everything turns out well; fewer where something does not."""
    minutes_left: int
    """For these, by our estimate, rounded up."""


@dataclass(frozen=True, slots=True)
class _Open:
    """A condition that answers still decide."""

    condition: Condition
    effort: Effort
    place: int
    """In reading order."""
    missing: tuple[AnswerId, ...]
    """The answers that are missing, as the evaluator says."""


def interview(
    evaluation: Evaluation, passed: Collection[tuple[str, str]] = (), target: TierId | None = None
) -> Interview:
    """Returns what decides the lowest tier that is open.

    The condition that the fewest questions may settle comes first: with every condition as likely to fail as any
    other, that is the order with the fewest questions.

    Args:
        evaluation: of the answers so far.
        passed: cards (section and group) that the person left out; what would do as well is asked instead.
        target: the highest tier to decide; None for all of them.
    """
    left_out: TierId | None = None
    for tier, opened in _open_tiers(evaluation, passed):
        opened.sort(key=lambda each: (each.effort.fewest, each.place))
        steps = _steps(opened, evaluation)
        if steps:
            state = _interview(evaluation, tier, steps)
            shortcut = next((step for step in steps if DECLARED_LEVEL in step.answers), None)
            # Most factories have no platform's result: what is left is said as if this one had none either.
            return (
                state if shortcut is None else _without(state, interview(evaluation, {*passed, shortcut.key}, target))
            )
        if opened and left_out is None:
            # What decides it was left out: whether it can still be more than the tiers above it allow is asked.
            left_out = tier
        if tier == target:
            break
    return _ended(evaluation, left_out)


def to_the_top(evaluation: Evaluation, passed: Collection[tuple[str, str]] = ()) -> Interview | None:
    """Returns all that has to be asked if everything turns out well, up to the highest tier that is still open.

    A tier is reached when every condition of it, and of the tiers below, is met: none of them can be left out on the
    way up, while the first that is not met ends it. None where no more than one tier is open.

    Args:
        evaluation: of the answers so far.
        passed: cards that the person left out.
    """
    tiers = [(tier, opened) for tier, opened in _open_tiers(evaluation, passed) if opened]
    if len(tiers) < 2:
        return None
    steps = _steps((each for _tier, opened in tiers for each in opened), evaluation)
    state = _interview(evaluation, tiers[-1][0], steps)
    shortcut = next((step for step in steps if DECLARED_LEVEL in step.answers), None)
    longer = None if shortcut is None else to_the_top(evaluation, {*passed, shortcut.key})
    return state if longer is None else _without(state, longer)


_ASIDE = ("ask", "not_applicable")
"""States of an answer in which it is not asked here: a colleague is, or nobody."""


def left_open(assessment: Assessment, rulebook: Rulebook, later: Collection[str] = ()) -> frozenset[tuple[str, str]]:
    """Returns the cards that are not asked: put off for later, waiting for a colleague, or not applicable.

    Args:
        assessment: the answers, each with how sure it is.
        rulebook: whose cards they are.
        later: groups that were put off.
    """
    return frozenset(
        (question.section, question.group)
        for question in rulebook.questions.values()
        if question.group in later or (question.id.endswith(".certainty") and assessment.get(question.id) in _ASIDE)
    )


def without_platform(
    evaluation: Evaluation, state: Interview, passed: Collection[tuple[str, str]] = (), target: TierId | None = None
) -> Interview:
    """Returns an interview as it is for who has no result of a maturity platform; the same where none is asked for."""
    shortcut = next((step for step in state.steps if DECLARED_LEVEL in step.answers), None)
    return state if shortcut is None else interview(evaluation, {*passed, shortcut.key}, target)


def first_look(evaluation: Evaluation, asked: int = 0, passed: Collection[tuple[str, str]] = ()) -> Interview:
    """Returns what narrows the ladder soonest, over all tiers, for a first range after about ten questions.

    With ten asked it is still open and has no step: what is known is a range.

    Recognitions come first, since one of them can close all tiers above it; then what one answer settles, from the
    lowest tier up; then what takes more.

    Args:
        evaluation: of the answers so far.
        asked: how many questions were asked already.
        passed: cards that the person left out.
    """
    tiers = [(tier, opened) for tier, opened in _open_tiers(evaluation, passed) if opened]
    if not tiers:
        return _ended(evaluation, None)
    opened = [each for _tier, conditions in tiers for each in conditions]
    opened.sort(
        key=lambda each: (each.condition.kind is not ConditionKind.PREREQUISITE, each.effort.fewest > 1, each.place)
    )
    steps: list[NextQuestion] = []
    room = FIRST_LOOK - asked
    useful = _steps(opened, evaluation)
    for step in useful:
        if room <= 0:
            break
        steps.append(step)
        room -= step.questions
    state = _interview(evaluation, tiers[0][0], tuple(steps))
    return replace(state, outcome=InterviewState.OPEN) if useful else state


def _interview(evaluation: Evaluation, tier: TierId, steps: tuple[NextQuestion, ...]) -> Interview:
    answers = [answer for step in steps for answer in step.answers]
    minutes = ceil(seconds_for(answers, evaluation.rulebook) / 60)
    outcome = InterviewState.OPEN if steps else InterviewState.PASSED
    return Interview(outcome, tier, evaluation.reached, evaluation.possible, steps, questions_in(answers), minutes)


def _without(state: Interview, longer: Interview) -> Interview:
    """Returns an interview with as much left as without its first short cut."""
    return replace(state, questions_left=longer.questions_left + 1, minutes_left=longer.minutes_left + 1)


def _ended(evaluation: Evaluation, left_out: TierId | None) -> Interview:
    outcome = InterviewState.DECIDED if left_out is None else InterviewState.PASSED
    return Interview(outcome, left_out, evaluation.reached, evaluation.possible, (), 0, 0)


def _open_tiers(evaluation: Evaluation, passed: Collection[tuple[str, str]]) -> Iterator[tuple[TierId, list[_Open]]]:
    """Yields each tier that can still be reached with what is open of it, from the lowest up."""
    book = compiled(evaluation.rulebook)
    facts = Facts(evaluation.assessment, book.ground, evaluation.day)
    results = {result.condition.id: result for tier in evaluation.tiers for result in tier.conditions}
    left_out = frozenset(
        answer
        for answer, question in evaluation.rulebook.questions.items()
        if passed and (question.section, question.group) in passed
    )
    asking, everything = Asking(facts, left_out), Asking(facts, frozenset())
    place = 0
    for tier, conditions in _weighed(book):
        opened = []
        for condition, weigh in conditions:
            place += 1
            effort = weigh(asking)
            if effort.truth is False:
                return
            if effort.truth is None and (effort.answers or weigh(everything).answers):
                missing = asking.still(results[condition.id].answers)
                opened.append(_Open(condition, effort, place, missing))
        yield tier, opened


def _steps(opened: Iterable[_Open], evaluation: Evaluation) -> tuple[NextQuestion, ...]:
    """Returns the pages on which the open conditions are settled if all turns out well, each once."""
    rulebook = evaluation.rulebook
    taken: dict[tuple[str, str], NextQuestion] = {}
    for each in opened:
        wanted = _by_card(each.effort.meet or each.effort.refute or (), rulebook)
        others = _by_card(each.missing, rulebook).keys() - wanted.keys()
        for key, answers in wanted.items():
            instead = tuple(sorted(group for section, group in others if section == key[0]))
            taken.setdefault(key, NextQuestion(*key, answers, each.condition.id, instead))
    return tuple(taken.values())


def _by_card(answers: Iterable[AnswerId], rulebook: Rulebook) -> dict[tuple[str, str], tuple[AnswerId, ...]]:
    cards: dict[tuple[str, str], tuple[AnswerId, ...]] = {}
    for answer in answers:
        question = rulebook.questions.get(answer)
        if question is not None:
            key = question.section, question.group
            cards[key] = (*cards.get(key, ()), answer)
    return cards


_Weighed = tuple[tuple[TierId, tuple[tuple[Condition, Weigh], ...]], ...]
_ready: list[tuple[object, _Weighed]] = []
_KEPT = 8


def _weighed(book: CompiledRulebook) -> _Weighed:
    """Returns the counted conditions of each tier with what they take, from the last few rulebooks if it is one of them."""
    for tiers, weighed in _ready:
        if tiers is book.tiers:
            return weighed
    weighed = tuple(
        (
            tier.id,
            tuple(
                (condition.condition, weigh_condition(condition, book))
                for condition in conditions
                if not condition.condition.informative
            ),
        )
        for tier, conditions in book.tiers
    )
    _ready.insert(0, (book.tiers, weighed))
    del _ready[_KEPT:]
    return weighed
