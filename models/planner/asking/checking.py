"""From limits to a checked question: whatever cannot be answered is rejected with a sentence."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from models.catalogue import MOST_PAYMENTS, Catalogue, MeasureId
from models.evaluation import Evaluation
from models.language import N_, Text, sentence
from models.limits import GAINS, MOST_MARGIN, MOST_QUARTERS, MOST_YEARS, Limits, Lock
from models.planner.asking.fitting import counted_as_there, fitted
from models.planner.asking.goal_reader import GoalReader
from models.planner.asking.offers import Market, offer, offers
from models.planner.asking.public_money import supports
from models.planner.asking.question import PlanQuestion, possible, with_prerequisites
from models.planner.errors import ContradictoryLimits, UnknownMeasure, UnusableLimits
from models.rulebook import TIER_IDS

MOST_MEASURES = 1000
"""With many more even reading the question takes longer than a person waits."""


def question_of(evaluation: Evaluation, catalogue: Catalogue, limits: Limits) -> PlanQuestion:
    """Returns the checked question.

    Raises:
        UnknownMeasure: limits name a measure or way that the catalogue does not have.
        UnusableLimits: a figure among the limits makes no sense.
        ContradictoryLimits: a measure is both required and ruled out.
    """
    _check_figures(limits)
    if len(catalogue.measures) > MOST_MEASURES:
        raise UnusableLimits(
            why=sentence(
                "A plan cannot be made from more than {most} measures; there are {given}.",
                most=MOST_MEASURES,
                given=len(catalogue.measures),
            )
        )
    whole, catalogue = catalogue, fitted(catalogue, evaluation.assessment)
    named: list[MeasureId] = [lock.measure for lock in limits.require]
    named += [
        *limits.forbid,
        *limits.done,
        *(measure for measure, _ in (*limits.prices_wan, *limits.terms, *limits.forbid_ways)),
    ]
    for measure in named:
        if measure not in catalogue.measures:
            raise UnknownMeasure(id=measure)
    for rule in sorted((limits.uncounted | limits.eligible) - {rule.id for rule in catalogue.subsidies}):
        raise UnusableLimits(why=sentence("The catalogue has no subsidy rule “{id}”.", id=rule))
    ways = [(lock.measure, lock.variant) for lock in limits.require if lock.variant is not None]
    for measure, variant in (*ways, *sorted(limits.forbid_ways), *limits.terms):
        if variant not in catalogue.measures[measure].variants:
            raise UnknownMeasure(id=f"{measure} {variant.value}")
    market = offers(catalogue, limits, evaluation.assessment)
    return PlanQuestion(
        catalogue=catalogue,
        evaluation=evaluation,
        market=market,
        limits=limits,
        goals=GoalReader(evaluation, catalogue, limits.margin).goals(limits.target),
        required=_required(limits, catalogue, market),
        support=supports(catalogue, limits, evaluation.assessment, market),
        everything=limits.objective in GAINS,
        standing_units=_standing(limits, catalogue),
        there=counted_as_there(whole, evaluation.assessment),
        waived={
            key: tuple(other for other in measure.requires if other not in catalogue.measures[key].requires)
            for key, measure in whole.measures.items()
        },
    )


def _standing(limits: Limits, catalogue: Catalogue) -> int:
    """Returns what done measures cost to run, money units a quarter: each in the way that costs least a year."""
    return sum(
        min(offer(measure, variant, limits).running_units for variant in measure.variants.values())
        for measure in (catalogue.measures[name] for name in limits.done)
        if measure.variants
    )


def requiring(question: PlanQuestion, measure: MeasureId) -> PlanQuestion:
    """Returns the same question with one measure more that is required.

    Raises:
        ContradictoryLimits: when it cannot go together with what is required or ruled out.
    """
    limits = replace(question.limits, require=(*question.limits.require, Lock(measure)))
    required = _required(limits, question.catalogue, question.market)
    return replace(question, limits=limits, required=required)


def _required(limits: Limits, catalogue: Catalogue, market: Market) -> frozenset[MeasureId]:
    """Returns what is required and what it needs, checked against what is ruled out."""
    _check_locks(limits, catalogue)
    usable = possible(market, catalogue, limits.done)
    required = with_prerequisites(
        (lock.measure for lock in limits.require if lock.measure not in limits.done), catalogue, limits.done, "none"
    )
    # Where something that a demand needs cannot be had, the demand itself cannot: it is the one to name.
    for measure in sorted({lock.measure for lock in limits.require} - limits.done):
        if measure not in usable:
            needed = with_prerequisites([measure], catalogue, limits.done)
            closed = [other for other in sorted(needed) if _every_way_forbidden(limits, catalogue, other)]
            foreign = [
                other for other in sorted(needed - market.keys()) if other not in limits.forbid and other not in closed
            ]
            facts: dict[str, object] = {"measure": catalogue.measures[measure].name}
            ruled_out = [catalogue.measures[other].name for other in sorted(needed & limits.forbid - {measure})]
            why = (
                sentence(
                    "{measure} is required, but every way to get {others} is ruled out.",
                    others=[catalogue.measures[other].name for other in closed],
                    **facts,
                )
                if closed
                else sentence(
                    "{measure} is required, but it is meant for another trade or needs something the factory does not have: {others}.",
                    others=[catalogue.measures[measure].name for measure in foreign],
                    **facts,
                )
                if foreign
                else sentence(
                    "{measure} is required, but it needs {others}, which you ruled out.", others=ruled_out, **facts
                )
                if ruled_out
                else sentence("{measure} is required, but it is ruled out.", **facts)
            )
            raise ContradictoryLimits(why=why)
    _check_exclusions(required, catalogue)
    return required


def _every_way_forbidden(limits: Limits, catalogue: Catalogue, measure: MeasureId) -> bool:
    ways = catalogue.measures[measure].variants
    return bool(ways) and all((measure, way) in limits.forbid_ways for way in ways)


def _check_locks(limits: Limits, catalogue: Catalogue) -> None:
    """Refuses two demands on one measure that cannot both be kept, and a way that is ruled out."""
    fixed: dict[MeasureId, Lock] = {}
    for lock in limits.require:
        facts: dict[str, object] = {"measure": catalogue.measures[lock.measure].name}
        if lock.variant is not None and (lock.measure, lock.variant) in limits.forbid_ways:
            way = Text(lock.variant.text("zh"), lock.variant.text("en"))
            raise ContradictoryLimits(
                why=sentence("{measure} is required as {way}, and that way is ruled out.", way=way, **facts)
            )
        other = fixed.setdefault(lock.measure, lock)
        if lock.quarter and other.quarter and lock.quarter != other.quarter:
            raise ContradictoryLimits(
                why=sentence(
                    "{measure} is to start in {first} and in {second}.",
                    first=other.quarter,
                    second=lock.quarter,
                    **facts,
                )
            )
        if lock.variant and other.variant and lock.variant != other.variant:
            ways = [Text(each.text("zh"), each.text("en")) for each in (other.variant, lock.variant)]
            raise ContradictoryLimits(why=sentence("{measure} is required in two ways: {ways}.", ways=ways, **facts))
        fixed[lock.measure] = Lock(lock.measure, lock.variant or other.variant, lock.quarter or other.quarter)


def _check_figures(limits: Limits) -> None:
    if limits.target not in TIER_IDS:
        raise UnusableLimits(why=sentence("There is no tier “{tier}”.", tier=limits.target))
    _check_times(limits)
    figures = [*limits.budget_wan, *(price for pair in limits.prices_wan.values() for price in pair)]
    figures += [terms.stop_wan for terms in limits.terms.values() if terms.stop_wan is not None]
    if limits.staff_weeks is not None:
        figures.append(limits.staff_weeks)
    if limits.running_budget_wan is not None:
        figures.append(limits.running_budget_wan)
    if not limits.budget_wan or any(not figure.is_finite() or not 0 <= figure <= 1_000_000 for figure in figures):
        raise UnusableLimits(why=sentence(N_("Money and staff must be figures from 0 to 1,000,000.")))
    for shares in (limits.payment, *(terms.payment for terms in limits.terms.values())):
        if shares and (len(shares) > MOST_PAYMENTS or sum(shares) != 1 or min(shares) < 0):
            raise UnusableLimits(
                why=sentence(
                    "Payments are given in per cent of the price, up to {most} quarters, together 100: such as 30/40/30.",
                    most=MOST_PAYMENTS,
                )
            )
    for fact, figure in limits.funding.items():
        if not figure.is_finite() or not 0 <= figure <= fact.most:
            raise UnusableLimits(
                why=sentence(
                    "“{fact}” must be a figure from 0 to {most}.",
                    fact=Text(fact.text("zh"), fact.text("en")),
                    most=fact.most,
                )
            )
    if limits.sure is not None and not (limits.sure.is_finite() and Decimal("0.5") <= limits.sure <= 1):
        raise UnusableLimits(why=sentence(N_("A plan can be sure in 50 to 100 of 100 cases.")))
    if limits.most_at_once is not None and limits.most_at_once < 1:
        raise UnusableLimits(why=sentence(N_("At least one measure at a time must be allowed.")))


def _check_times(limits: Limits) -> None:
    if not 1 <= limits.quarters <= MOST_QUARTERS:
        raise UnusableLimits(
            why=sentence("A plan covers 1 to {most} quarters, not {given}.", most=MOST_QUARTERS, given=limits.quarters)
        )
    if not limits.deadline_quarters >= 1:
        raise UnusableLimits(
            why=sentence(
                "The target is to be reached by {deadline}, but the plan begins in {start}.",
                deadline=limits.deadline,
                start=limits.start,
            )
        )
    if not 1 <= limits.years_of_use <= MOST_YEARS:
        raise UnusableLimits(
            why=sentence(
                "What is bought is used for 1 to {most} years, not {given}.", most=MOST_YEARS, given=limits.years_of_use
            )
        )
    if not 0 <= limits.margin <= MOST_MARGIN:
        raise UnusableLimits(
            why=sentence("A margin is of 0 to {most} answers, not of {given}.", most=MOST_MARGIN, given=limits.margin)
        )


def _check_exclusions(required: Iterable[MeasureId], catalogue: Catalogue) -> None:
    chosen = sorted(required)
    for measure in chosen:
        for other in catalogue.measures[measure].excludes:
            if other in chosen:
                names = [catalogue.measures[measure].name, catalogue.measures[other].name]
                raise ContradictoryLimits(
                    why=sentence("{measures} exclude each other, and both are required.", measures=names)
                )
