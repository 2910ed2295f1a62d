"""What must hold between the entries of a catalogue: ids that exist, sources that exist, no circles."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from models.catalogue import Measure, Recipe, SharedService, Subsidy
from models.language import Sentence, sentence
from models.packs.measures.entries import Names
from models.packs.text.source import Step
from models.resemblance import nearest


@dataclass(frozen=True, slots=True)
class Finding:
    """The first thing that does not fit, and where."""

    kind: str
    """`measures`, `recipes`, `shared_services` or `subsidies`."""
    entry: str
    path: tuple[Step, ...]
    """Inside the entry."""
    why: Sentence


def recipe_key(recipe: Recipe) -> str:
    """Returns what tells one recipe from another: its answer, the value, and the industries that it is for."""
    return "=".join((recipe.answer, str(recipe.value), *sorted(recipe.industries)))


def check(
    measures: Mapping[str, Measure],
    recipes: Mapping[str, Recipe],
    services: Mapping[str, SharedService],
    subsidies: Mapping[str, Subsidy],
    names: Names,
    *,
    answers: Collection[str] = (),
) -> Finding | None:
    """Returns the first thing that does not fit together, None when everything does.

    Args:
        measures: by id.
        recipes: by `recipe_key`.
        services: by id.
        subsidies: by id.
        names: what entries may refer to.
        answers: the ids of all answers that can be given here; none leaves unchecked whether an answer exists.
    """
    found = next(_findings(measures, recipes, services, subsidies, names), None)
    return found or (next(_strange_answers(measures, recipes, answers), None) if answers else None)


def _strange_answers(
    measures: Mapping[str, Measure], recipes: Mapping[str, Recipe], answers: Collection[str]
) -> Iterator[Finding]:
    """Yields answers that no question asks for; those of local rules may belong to a pack that comes later."""

    def stranger(kind: str, entry: str, path: tuple[Step, ...], answer: str) -> Iterator[Finding]:
        if answer not in answers and not answer.startswith("local."):
            near = nearest(answer, answers)
            why = (
                sentence("no question has the id “{id}”; perhaps “{near}” is meant.", id=answer, near=near)
                if near
                else sentence("no question has the id “{id}”.", id=answer)
            )
            yield Finding(kind, entry, path, why)

    for key, made in measures.items():
        for index, (answer, _) in enumerate(made.needs):
            yield from stranger("measures", key, ("needs", index), answer)
        for index, (answer, _) in enumerate(made.there_when):
            yield from stranger("measures", key, ("there_when", index), answer)
    for entry, cooked in recipes.items():
        yield from stranger("recipes", entry, ("answer",), cooked.answer)
        for index, (answer, _) in enumerate(cooked.requires_answers):
            yield from stranger("recipes", entry, ("requires", index), answer)


def _findings(
    measures: Mapping[str, Measure],
    recipes: Mapping[str, Recipe],
    services: Mapping[str, SharedService],
    subsidies: Mapping[str, Subsidy],
    names: Names,
) -> Iterator[Finding]:
    for key, made in measures.items():
        for field, others in (("requires", made.requires), ("excludes", made.excludes), ("covers", made.covers)):
            yield from _unknown("measures", key, (field,), others, measures)
            if key in others:
                yield Finding("measures", key, (field,), sentence("{id} names itself.", id=key))
        clash = next((other for other in made.requires if other in made.excludes), None)
        if clash is not None:
            yield Finding(
                "measures", key, ("excludes",), sentence("{id} both needs and excludes {other}.", id=key, other=clash)
            )
        yield from _unknown("measures", key, ("sources",), made.sources, names.sources)
        for variant in made.variants.values():
            for field, figure in (
                ("capex", variant.capex_wan),
                ("opex", variant.opex_wan_per_year),
                ("duration", variant.duration_weeks),
                ("staff", variant.staff_weeks),
            ):
                yield from _unknown(
                    "measures", key, (variant.id.value, field, "sources"), figure.sources, names.sources
                )
        for index, benefit in enumerate(made.benefits):
            yield from _unknown("measures", key, ("benefits", index, "sources"), benefit.gain.sources, names.sources)
    yield from _circles(measures)
    for entry, cooked in recipes.items():
        for index, one in enumerate(cooked.any_of):
            yield from _unknown("recipes", entry, ("any_of", index), sorted(one), measures)
    yield from _answer_circles(recipes)
    for service in services.values():
        yield from _unknown("shared_services", service.id, ("measures",), service.measures, measures)
        yield from _unknown("shared_services", service.id, ("sources",), service.sources, names.sources)
    for rule in subsidies.values():
        yield from _unknown("subsidies", rule.id, ("sources",), rule.sources, names.sources)


def _unknown(
    kind: str, entry: str, path: tuple[Step, ...], ids: Iterable[str], known: Mapping[str, object]
) -> Iterator[Finding]:
    for index, other in enumerate(ids):
        if other not in known:
            place = path if path[-1:] and isinstance(path[-1], int) else (*path, index)
            yield Finding(kind, entry, place, sentence("“{id}” is not in this pack or below it.", id=other))


def _circles(measures: Mapping[str, Measure]) -> Iterator[Finding]:
    covering: dict[str, list[str]] = {}
    for key, made in measures.items():
        for smaller in made.covers:
            covering.setdefault(smaller, []).append(key)
    # What stands for a prerequisite may be finished in its place, so it must not wait for the same measure.
    before = {
        key: tuple(one for other in made.requires for one in (other, *covering.get(other, ())) if one != key)
        for key, made in measures.items()
    }
    circle = _circle(before)
    if circle:
        why = sentence("prerequisites run in a circle: {circle}.", circle=" → ".join(circle))
        yield Finding("measures", circle[0], ("requires",), why)


def _answer_circles(recipes: Mapping[str, Recipe]) -> Iterator[Finding]:
    after: dict[str, tuple[str, ...]] = {}
    for cooked in recipes.values():
        after[cooked.answer] = (*after.get(cooked.answer, ()), *(answer for answer, _ in cooked.requires_answers))
    circle = _circle(after)
    if circle:
        entry = next(key for key, cooked in recipes.items() if cooked.answer == circle[0] and cooked.requires_answers)
        why = sentence("answers that need each other run in a circle: {circle}.", circle=" → ".join(circle))
        yield Finding("recipes", entry, ("requires",), why)


def _circle(after: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Returns one circle, its first member again at the end; empty when there is none."""
    done: set[str] = set()
    for first in after:
        path: list[str] = []
        stack: list[tuple[str, bool]] = [(first, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                path.pop()
                done.add(node)
                continue
            if node in path:
                return [*path[path.index(node) :], node]
            if node in done:
                continue
            path.append(node)
            stack.append((node, True))
            stack.extend((other, False) for other in reversed(after.get(node, ())))
    return []
