"""The catalogue as it applies to one factory: its industry, and what it already has."""

import re
from collections.abc import Iterable, Set
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from models.assessment import AnswerId, Assessment, Value
from models.catalogue import Catalogue, Measure, MeasureId, Recipe
from models.planner.asking.effects import rank
from models.planner.asking.sizing import sized

_CODE = re.compile(r"[A-T]?[0-9]{2,4}")
"""A class of GB/T 4754, with or without the letter of its section."""
_MANUFACTURING = "C"
_WAYS_OF_MAKING = {"process", "discrete", "mixed"}
"""What `factory.process_type` may say; trades of the catalogue by the same name."""


def fitted(catalogue: Catalogue, assessment: Assessment) -> Catalogue:
    """Returns the catalogue for one factory, at its size; fitting it twice changes nothing.

    Recipes of other trades are left out. A prerequisite that is of no use in this trade, or that is there already, is
    none here; and a set of measures needs only those that are not there yet. A set that is wholly there stays: what
    its answer asks for goes further than what the factory has. What is there already brings its gains already.

    There is what the factory says so of, and what its built scenarios are made of in every way to build them. What the
    requirements that it meets are made of counts as a prerequisite only: a security rule that is kept is no project
    team. Levels of maturity say nothing here: measures go further than the low levels ask.
    """
    catalogue = sized(catalogue, assessment)
    trades = trades_of(assessment, catalogue)
    foreign = {key for key, measure in catalogue.measures.items() if not _suits(measure, trades)}
    said, built, met = _there(catalogue, assessment, trades)
    there = said.keys() | built.keys()
    needless = there | met.keys() | (foreign if trades is not None else set())
    measures = {
        key: replace(
            measure,
            requires=tuple(other for other in measure.requires if other not in needless),
            benefits=() if key in there else measure.benefits,
        )
        if key in there or needless.intersection(measure.requires)
        else measure
        for key, measure in catalogue.measures.items()
    }
    recipes = tuple(
        replace(recipe, any_of=_without(recipe.any_of, there)) if there else recipe
        for recipe in catalogue.recipes
        if _concerns(recipe, trades)
    )
    return replace(catalogue, measures=MappingProxyType(measures), recipes=recipes)


def counted_as_there(catalogue: Catalogue, assessment: Assessment) -> dict[MeasureId, AnswerId]:
    """Returns the measures that a factory need not buy as a prerequisite, each with the answer that says why."""
    said, built, met = _there(catalogue, assessment, trades_of(assessment, catalogue))
    return {**met, **built, **said}


def _there(
    catalogue: Catalogue, assessment: Assessment, trades: frozenset[str] | None
) -> tuple[dict[MeasureId, AnswerId], dict[MeasureId, AnswerId], dict[MeasureId, AnswerId]]:
    """Returns what the factory says it has, what its built scenarios are made of, and what its met requirements are."""
    said = {
        key: answer for key, measure in catalogue.measures.items() if (answer := _said(measure, assessment)) is not None
    }
    usable = {key for key, measure in catalogue.measures.items() if _suits(measure, trades)}
    built, met = (_made_of(catalogue, assessment, usable, trades, kind) for kind in ("scenarios.", "requirements."))
    return said, built, met


def _made_of(
    catalogue: Catalogue, assessment: Assessment, usable: Set[MeasureId], trades: frozenset[str] | None, kind: str
) -> dict[MeasureId, AnswerId]:
    """Returns the measures that are part of every way to make an answer as true as it is, with that answer.

    Only recipes of this trade count, and of those that the answer fulfils only the ones that go furthest.
    """
    recipes: dict[AnswerId, list[Recipe]] = {}
    for recipe in catalogue.recipes:
        if recipe.answer.startswith(kind) and _concerns(recipe, trades):
            recipes.setdefault(recipe.answer, []).append(recipe)
    provers: dict[MeasureId, AnswerId] = {}
    for answer in sorted(recipes):
        present = rank(assessment.get(answer)) or 0
        reached = max((least for recipe in recipes[answer] if (least := rank(recipe.value) or 0) <= present), default=0)
        ways = [
            _whole(measures, catalogue)
            for recipe in recipes[answer]
            if reached and rank(recipe.value) == reached
            for measures in recipe.any_of
            if measures <= usable
        ]
        if ways:
            for measure in frozenset.intersection(*ways):
                provers.setdefault(measure, answer)
    return provers


def _concerns(recipe: Recipe, trades: frozenset[str] | None) -> bool:
    return not recipe.industries or (trades is not None and bool(trades & set(recipe.industries)))


def _whole(measures: frozenset[MeasureId], catalogue: Catalogue) -> frozenset[MeasureId]:
    """Returns a set of measures with all that they need and replace."""
    whole: set[MeasureId] = set()
    waiting = list(measures)
    while waiting:
        measure = waiting.pop()
        if measure not in whole:
            whole.add(measure)
            waiting += (*catalogue.measures[measure].requires, *catalogue.measures[measure].covers)
    return frozenset(whole)


def _without(sets: Iterable[frozenset[MeasureId]], there: set[MeasureId]) -> tuple[frozenset[MeasureId], ...]:
    return tuple(dict.fromkeys(measures - there or measures for measures in sets))


def suits(measure: Measure, catalogue: Catalogue, assessment: Assessment) -> bool:
    """Returns whether a measure is for this factory's trade; what is made for one trade needs to know it."""
    return _suits(measure, trades_of(assessment, catalogue))


def can_be_used(catalogue: Catalogue, assessment: Assessment) -> frozenset[MeasureId]:
    """Returns the measures that are for this factory's trade and need nothing that it does not have."""
    trades = trades_of(assessment, catalogue)
    return frozenset(
        key
        for key, measure in catalogue.measures.items()
        if _suits(measure, trades) and lacking(measure, assessment) is None
    )


def _suits(measure: Measure, trades: frozenset[str] | None) -> bool:
    if trades is None:
        return not measure.industries
    if trades & set(measure.not_for):
        return False
    return not measure.industries or bool(trades & set(measure.industries))


def is_there(measure: Measure, assessment: Assessment) -> bool:
    """Returns whether the factory's answers say that a measure, or something of its kind, is there already."""
    return _said(measure, assessment) is not None


def _said(measure: Measure, assessment: Assessment) -> AnswerId | None:
    return next((answer for answer, least in measure.there_when if _holds(assessment.get(answer), least)), None)


def lacking(measure: Measure, assessment: Assessment) -> AnswerId | None:
    """Returns the first answer by which a factory has not what a measure needs; what is not answered rules nothing out."""
    for answer, least in measure.needs:
        value = assessment.get(answer)
        if value is not None and not _holds(value, least):
            return answer
    return None


def _holds(value: Value | None, least: str | Decimal) -> bool:
    if isinstance(least, Decimal):
        return isinstance(value, int | Decimal) and not isinstance(value, bool) and value >= least
    return value == least


def standing_in(catalogue: Catalogue) -> dict[MeasureId, tuple[MeasureId, ...]]:
    """Returns for each measure itself and those that may replace it as a prerequisite, in the order of their ids."""
    standing: dict[MeasureId, tuple[MeasureId, ...]] = {key: (key,) for key in catalogue.measures}
    for key in sorted(catalogue.measures):
        for smaller in catalogue.measures[key].covers:
            standing[smaller] = (*standing[smaller], key)
    return standing


def trades_of(assessment: Assessment, catalogue: Catalogue) -> frozenset[str] | None:
    """Returns the catalogue's trades that a factory belongs to; None when its answers do not say.

    The class of its industry decides; without one the words of its industry, without those the words of its products.
    How it makes things, where it says so, goes before what its trade usually does.
    """
    trades = _by_code(assessment, catalogue)
    for answer in ("enterprise.industry", "factory.industry", "enterprise.main_products"):
        trades = trades or _by_words(str(assessment.get(answer) or ""), catalogue)
    way = str(assessment.get("factory.process_type"))
    if way in _WAYS_OF_MAKING & catalogue.industries.keys():
        trades = (trades - _WAYS_OF_MAKING) | {way}
    return frozenset(trades) or None


def _by_code(assessment: Assessment, catalogue: Catalogue) -> set[str]:
    code = str(assessment.get("enterprise.industry_code") or "").strip().upper()
    if not _CODE.fullmatch(code):
        return set()
    if code[0].isdigit():
        code = _MANUFACTURING + code
    return {
        trade.id
        for trade in catalogue.industries.values()
        if any(_CODE.fullmatch(word) and code.startswith(word) for word in trade.words)
    }


def _by_words(said: str, catalogue: Catalogue) -> set[str]:
    return {
        trade.id
        for trade in catalogue.industries.values()
        if any(word in said for word in trade.words if not _CODE.fullmatch(word))
    }
