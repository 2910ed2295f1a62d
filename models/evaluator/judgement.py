"""`evaluate`: a status and a reason for every condition of every tier, and the two tiers that follow."""

from datetime import date

from models.assessment import Assessment
from models.evaluation import ConditionResult, Evaluation, Status, TierResult
from models.evaluator.compiled import CompiledCondition, CompiledRulebook, compiled
from models.evaluator.contradictions import contradictions
from models.evaluator.facts import Facts
from models.evaluator.indices import indices
from models.evaluator.missing import MissingSets
from models.language import N_, Language, Sentence, sentence
from models.packs.rules.interpretations import as_chosen
from models.rulebook import Rulebook, Tier, TierId

_STATUS = {True: Status.MET, False: Status.NOT_MET, None: Status.UNKNOWN}


def evaluate(assessment: Assessment, rulebook: Rulebook, on: date) -> Evaluation:
    """Returns what the rules say of the answers on a day.

    Pure: the same answers, rules and day give the same result, in any order of answers. The rulebook is compiled at
    its first use and kept. `Evaluation.missing` is worked out only when it is read.

    Args:
        assessment: the answers.
        rulebook: the rules.
        on: the day on which they are judged: what is dated later has not happened yet.
    """
    rulebook = as_chosen(assessment, rulebook)
    book = compiled(rulebook)
    facts = Facts(assessment, book.ground, on)
    tiers = tuple(
        _tier_result(tier, tuple(_condition_result(condition, facts) for condition in conditions))
        for tier, conditions in book.tiers
    )
    counted = [
        result
        for tier in tiers
        for result in tier.conditions
        if result.status is Status.MET and not result.condition.informative
    ]
    shown = indices(facts, book)
    reached = _highest(tiers, frozenset({Status.MET}))
    return Evaluation(
        assessment=assessment,
        rulebook=rulebook,
        day=on,
        tiers=tiers,
        reached=reached,
        possible=_highest(tiers, frozenset({Status.MET, Status.UNKNOWN})),
        missing=MissingSets(assessment, rulebook, _above(tiers, reached), on),
        indices=shown,
        contradictions=contradictions(facts, book.contradictions),
        met_count=len(counted),
        proven_count=sum(1 for result in counted if result.proven),
        maturity=facts.maturity if rulebook.subdomains else None,
        problems=(*_dated_ahead(rulebook, on), *_problems(facts, book)),
    )


def _highest(tiers: tuple[TierResult, ...], good: frozenset[Status]) -> TierId | None:
    """Returns the highest tier that is good together with every tier below it."""
    highest = None
    for result in tiers:
        if result.status not in good:
            break
        highest = result.tier.id
    return highest


def _above(tiers: tuple[TierResult, ...], reached: TierId | None) -> tuple[TierId, ...]:
    """Returns the tiers that are not reached yet."""
    ids = tuple(result.tier.id for result in tiers)
    return ids if reached is None else ids[ids.index(reached) + 1 :]


def _tier_result(tier: Tier, conditions: tuple[ConditionResult, ...]) -> TierResult:
    statuses = {result.status for result in conditions if not result.condition.informative}
    status = Status.MET
    if Status.NOT_MET in statuses:
        status = Status.NOT_MET
    elif Status.UNKNOWN in statuses:
        status = Status.UNKNOWN
    return TierResult(tier, status, conditions)


def _condition_result(compiled: CompiledCondition, facts: Facts) -> ConditionResult:
    if compiled.truth is None or compiled.tracer is None:
        return ConditionResult(
            compiled.condition,
            Status.UNKNOWN,
            sentence(N_("No public text states this rule; the authority decides.")),
            (),
            proven=False,
        )
    concerned = compiled.applies(facts) if compiled.applies is not None else True
    if concerned is False and compiled.applies_tracer is not None:
        answers, clause = compiled.applies_tracer.explain(facts, truth=False)
        reason = sentence(N_("Does not apply to this factory: {clause}."), clause=clause)
        return ConditionResult(compiled.condition, Status.NOT_APPLICABLE, reason, answers, proven=False)
    truth = compiled.truth(facts)
    if concerned is None and compiled.applies_tracer is not None and truth is not True:
        answers, clause = compiled.applies_tracer.explain(facts, None)
        reason = sentence(N_("Whether this applies to the factory is not yet known: {clause}."), clause=clause)
        return ConditionResult(compiled.condition, Status.UNKNOWN, reason, answers, proven=False)
    answers, clause = compiled.tracer.explain(facts, truth)
    proven = truth is True and bool(answers) and facts.are_proven(answers)
    return ConditionResult(compiled.condition, _STATUS[truth], full(clause), answers, proven)


class _Opened(Sentence):
    """A sentence that begins with a capital: its clauses may begin with any word."""

    __slots__ = ()

    def text(self, language: Language) -> str:
        """Returns the sentence in `language`."""
        shown = super().text(language)
        return shown[:1].upper() + shown[1:] if language == "en" else shown


_FULL = N_("{clause}.")


def full(clause: Sentence) -> Sentence:
    """Returns a clause as a sentence."""
    return _Opened(_FULL, {"clause": clause})


def _dated_ahead(rulebook: Rulebook, on: date) -> tuple[Sentence, ...]:
    """Returns which of the rules are younger than the day on which they judge."""
    return tuple(
        sentence(
            N_(
                "{pack} {version} is dated {date}, after the day of evaluation ({day}): this is what these rules ask, not what held on that day. Nothing was changed; choose a later day, or the rules of that time."
            ),
            pack=pack.name,
            version=pack.version,
            date=pack.date,
            day=on.isoformat(),
        )
        for pack in rulebook.packs
        if pack.is_later_than(on)
    )


def _problems(facts: Facts, book: CompiledRulebook) -> tuple[Sentence, ...]:
    names = {quantity.name: quantity.text for quantity, _formula in book.quantities}
    return tuple(
        sentence(
            N_("“{name}” divides by zero with these answers, so anything that depends on it is unknown."),
            name=names[name],
        )
        if name in names
        else sentence(N_("The rule of “{id}” divides by zero with these answers and counts as unknown."), id=name)
        for name in facts.problems
    )
