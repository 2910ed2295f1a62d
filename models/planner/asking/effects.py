"""What becomes true when measures are finished: recipes applied to the answers until nothing changes any more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.assessment import AnswerId, Assessment, ScenarioStatus, Value
from models.catalogue import Catalogue, MeasureId, Recipe

RANKS: Mapping[object, int] = {
    "none": 0,
    "no": 0,
    "planned": 1,
    "part": 1,
    "partly": 1,
    "partial": 2,
    "most": 2,
    "yes": 2,
    "full": 3,
}
"""How far an answer goes; answers of one kind compare by it, and a measure never takes one back."""


def rank(value: Value | None) -> int | None:
    """Returns how far an answer goes; None when it was not given or is of no such kind."""
    return RANKS.get(value) if isinstance(value, str) else None


def is_frozen(assessment: Assessment, answer: AnswerId) -> bool:
    """Returns whether no measure can change an answer: a scenario that does not concern this factory."""
    if not answer.startswith("scenarios."):
        return False
    scenario = answer.split(".")[1]
    return assessment.get(f"scenarios.{scenario}.status") == ScenarioStatus.NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Effect:
    """One answer that a recipe makes true."""

    recipe: Recipe
    used: frozenset[MeasureId]
    """The set of measures of the recipe that is complete."""


def effects(assessment: Assessment, catalogue: Catalogue, finished: Iterable[MeasureId]) -> dict[AnswerId, Effect]:
    """Returns the answers that rise when measures are finished, each with the recipe that raises it furthest."""
    have = frozenset(finished)
    now: dict[AnswerId, int] = {}
    raised: dict[AnswerId, Effect] = {}

    def reaches(answer: AnswerId, value: Value) -> bool:
        present = now.get(answer)
        if present is None:
            present = rank(assessment.get(answer))
        wanted = rank(value)
        return present is not None and wanted is not None and present >= wanted

    moving = True
    while moving:
        moving = False
        for recipe in catalogue.recipes:
            if reaches(recipe.answer, recipe.value) or is_frozen(assessment, recipe.answer):
                continue
            if not all(reaches(answer, value) for answer, value in recipe.requires_answers):
                continue
            used = next((measures for measures in recipe.any_of if measures <= have), None)
            if used is None:
                continue
            now[recipe.answer] = rank(recipe.value) or 0
            raised[recipe.answer] = Effect(recipe, used)
            moving = True
    return raised


def changes(assessment: Assessment, raised: Mapping[AnswerId, Effect]) -> dict[AnswerId, Value | None]:
    """Returns the answers as they are to be changed.

    A scenario that is built without artificial intelligence says so.
    """
    changed: dict[AnswerId, Value | None] = {answer: effect.recipe.value for answer, effect in raised.items()}
    for answer in raised:
        kind, scenario, *rest = answer.split(".")
        intelligent = AnswerId(f"scenarios.{scenario}.ai")
        if (
            kind == "scenarios"
            and rest == ["status"]
            and intelligent not in raised
            and assessment.get(intelligent) is None
        ):
            changed[intelligent] = "no"
    return changed
