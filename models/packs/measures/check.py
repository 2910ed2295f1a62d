"""Consistency between the entries of a catalogue: ids and sources exist, nothing is circular."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from models.catalogue import Measure, MeasureId, Recipe, SharedService, VariantId
from models.catalogue.public_money import Bill, Subsidy
from models.language import Sentence, sentence
from models.packs.measures.entries import Names
from models.packs.text.tree import Step
from models.spelling.resemblance import nearest


@dataclass(slots=True)
class Entries:
    """What a catalogue is made of."""

    measures: dict[str, Measure] = field(default_factory=dict)
    recipes: dict[str, Recipe] = field(default_factory=dict)
    """By `recipe_key`."""
    services: dict[str, SharedService] = field(default_factory=dict)
    subsidies: dict[str, Subsidy] = field(default_factory=dict)
    bills: dict[tuple[MeasureId, VariantId], Bill] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Misfit:
    """Something inconsistent, and where it is."""

    kind: str
    """`measures`, `recipes`, `shared_services`, `subsidies` or `drivers`."""
    entry: str
    path: tuple[Step, ...]
    """Inside the entry."""
    why: Sentence


def recipe_key(recipe: Recipe) -> str:
    """Returns what distinguishes a recipe from others: its answer, the value, and the industries that it is for."""
    return "=".join((recipe.answer, str(recipe.value), *sorted(recipe.industries)))


def first_misfit(entries: Entries, names: Names, answers: Collection[str] = ()) -> Misfit | None:
    """Returns the first thing that does not fit together, None when everything does.

    Args:
        entries: of all files, those on top in place of those below.
        names: what entries may refer to.
        answers: the ids of all answers that can be given here; none leaves unchecked whether an answer exists.
    """
    return next(_misfits(entries, names, answers), None)


def _misfits(entries: Entries, names: Names, answers: Collection[str]) -> Iterator[Misfit]:
    measures = entries.measures
    for key, measure in measures.items():
        yield from _neighbours(key, measure, measures)
        yield from _sources(key, measure, names)
    yield from _circles(measures)
    for entry, cooked in entries.recipes.items():
        for index, together in enumerate(cooked.any_of):
            yield from _unknown("recipes", entry, ("any_of", index), sorted(together), measures)
    yield from _answer_circles(entries.recipes)
    for service in entries.services.values():
        yield from _unknown("shared_services", service.id, ("measures",), service.measures, measures)
        yield from _unknown("shared_services", service.id, ("sources",), service.sources, names.sources)
    for rule in entries.subsidies.values():
        yield from _unknown("subsidies", rule.id, ("sources",), rule.sources, names.sources)
        yield from _unknown("subsidies", rule.id, ("measures",), sorted(rule.measures), measures)
        yield from _unknown("subsidies", rule.id, ("not_with",), sorted(rule.not_with), entries.subsidies)
    if answers:
        yield from _strange_answers(measures, entries.recipes, names, answers)


def _neighbours(key: str, measure: Measure, measures: Mapping[str, Measure]) -> Iterator[Misfit]:
    """Yields what is wrong with the measures that a measure names."""
    named = {
        "requires": measure.requires,
        "excludes": measure.excludes,
        "covers": measure.covers,
        "enablers": measure.enablers,
        "by_use": measure.by_use,
    }
    for part, others in named.items():
        yield from _unknown("measures", key, (part,), others, measures)
        if key in others:
            yield Misfit("measures", key, (part,), sentence("{id} refers to itself.", id=key))
    clash = next((other for other in measure.requires if other in measure.excludes), None)
    if clash is not None:
        why = sentence("{id} both needs and excludes {other}.", id=key, other=clash)
        yield Misfit("measures", key, ("excludes",), why)


def _sources(key: str, measure: Measure, names: Names) -> Iterator[Misfit]:
    """Yields the sources that a measure names and no pack has."""
    yield from _unknown("measures", key, ("sources",), measure.sources, names.sources)
    for variant in measure.variants.values():
        for part, figure in (
            ("capex", variant.capex_wan),
            ("opex", variant.opex_wan_per_year),
            ("duration", variant.duration_weeks),
            ("staff", variant.staff_weeks),
        ):
            yield from _unknown("measures", key, (variant.id.value, part, "sources"), figure.sources, names.sources)
    for index, benefit in enumerate(measure.benefits):
        yield from _unknown("measures", key, ("benefits", index, "sources"), benefit.gain.sources, names.sources)


def _strange_answers(
    measures: Mapping[str, Measure], recipes: Mapping[str, Recipe], names: Names, answers: Collection[str]
) -> Iterator[Misfit]:
    """Yields answers that no question asks for; those of local rules may belong to a pack that comes later."""

    def stranger(kind: str, entry: str, path: tuple[Step, ...], answer: str) -> Iterator[Misfit]:
        if answer not in answers and not answer.startswith("local."):
            near = nearest(answer, answers)
            why = (
                sentence("no question has the id “{id}”; did you mean “{near}”?", id=answer, near=near)
                if near
                else sentence("no question has the id “{id}”.", id=answer)
            )
            yield Misfit(kind, entry, path, why)

    for key, size in names.drivers.items():
        for index, answer in enumerate(size.answers):
            yield from stranger("drivers", key, ("answers", index), answer)
        if size.less is not None:
            yield from stranger("drivers", key, ("less",), size.less)
    for key, measure in measures.items():
        for index, (answer, _) in enumerate(measure.needs):
            yield from stranger("measures", key, ("needs", index), answer)
        for index, (answer, _) in enumerate(measure.there_when):
            yield from stranger("measures", key, ("there_when", index), answer)
    for entry, cooked in recipes.items():
        yield from stranger("recipes", entry, ("answer",), cooked.answer)
        for index, (answer, _) in enumerate(cooked.requires_answers):
            yield from stranger("recipes", entry, ("requires", index), answer)


def _unknown(
    kind: str, entry: str, path: tuple[Step, ...], ids: Iterable[str], known: Mapping[str, object]
) -> Iterator[Misfit]:
    for index, other in enumerate(ids):
        if other not in known:
            place = path if path[-1:] and isinstance(path[-1], int) else (*path, index)
            yield Misfit(
                kind, entry, place, sentence("“{id}” is neither in this pack nor in those below it.", id=other)
            )


def _circles(measures: Mapping[str, Measure]) -> Iterator[Misfit]:
    covering: dict[str, list[str]] = {}
    for key, measure in measures.items():
        for smaller in measure.covers:
            covering.setdefault(smaller, []).append(key)
    # What stands for a prerequisite may be finished in its place, so it must not wait for the same measure.
    before = {
        key: tuple(
            waited for other in measure.requires for waited in (other, *covering.get(other, ())) if waited != key
        )
        for key, measure in measures.items()
    }
    circle = _circle(before)
    if circle:
        why = sentence("the prerequisites form a circle: {circle}.", circle=" → ".join(circle))
        yield Misfit("measures", circle[0], ("requires",), why)
        return
    circle = _circle({key: (*before[key], *measure.enablers, *measure.by_use) for key, measure in measures.items()})
    if circle:
        why = sentence("what helps before what forms a circle: {circle}.", circle=" → ".join(circle))
        entry, after = next(pair for pair in pairwise(circle) if pair[1] not in before[pair[0]])
        yield Misfit("measures", entry, ("enablers" if after in measures[entry].enablers else "by_use",), why)


def _answer_circles(recipes: Mapping[str, Recipe]) -> Iterator[Misfit]:
    after: dict[str, tuple[str, ...]] = {}
    for cooked in recipes.values():
        after[cooked.answer] = (*after.get(cooked.answer, ()), *(answer for answer, _ in cooked.requires_answers))
    circle = _circle(after)
    if circle:
        entry = next(key for key, cooked in recipes.items() if cooked.answer == circle[0] and cooked.requires_answers)
        why = sentence("these answers depend on each other in a circle: {circle}.", circle=" → ".join(circle))
        yield Misfit("recipes", entry, ("requires",), why)


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
