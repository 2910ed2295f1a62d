"""Catalogues: read from the shipped files and from packs that the user adds, checked as one whole.

A pack may be one file or several; the first file of a pack holds `pack:`. A pack on top may replace an entry of a
pack below it by giving the same id; inside one pack an id stands once.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

import resources
from models.catalogue import Catalogue, Measure, MeasureId, Recipe, SharedService, Subsidy
from models.errors import InvalidPack
from models.language import N_, sentence
from models.packs.measures.check import check, recipe_key
from models.packs.measures.entries import (
    Names,
    identifier,
    industry,
    kpi,
    measure,
    recipe,
    shared_service,
    source,
    subsidy,
)
from models.packs.text.fields import Fields, text
from models.packs.text.source import Defect, Step, read_yaml, refuse
from models.rulebook import PackId, PackInfo

MOST_MEASURES = 400
"""The planner proves plans over catalogues of this size; the shipped one has about a hundred."""
MOST_RECIPES = 2000


@dataclass(slots=True)
class _Shelf:
    """Everything read so far, with the place that each entry came from."""

    names: Names = field(default_factory=Names)
    packs: list[PackInfo] = field(default_factory=list)
    measures: dict[str, Measure] = field(default_factory=dict)
    recipes: dict[str, Recipe] = field(default_factory=dict)
    services: dict[str, SharedService] = field(default_factory=dict)
    subsidies: dict[str, Subsidy] = field(default_factory=dict)
    places: dict[tuple[str, str], tuple[int, tuple[Step, ...]]] = field(default_factory=dict)
    """Kind and id to the file's number and the path inside it."""
    pack_of: dict[tuple[str, str], int] = field(default_factory=dict)


def read_catalogue(files: Sequence[tuple[str, bytes]], answers: Collection[str] = ()) -> Catalogue:
    """Returns the catalogue that the files make together, the shipped ones first.

    Args:
        files: name and content of each, in order; a file with `pack:` begins a new pack.
        answers: the ids of all answers that can be given here; none leaves unchecked whether an answer exists.

    Raises:
        InvalidPack: with file, line and column of the first thing that is wrong.
    """
    shelf = _Shelf()
    digests: list[hashlib._Hash] = []
    for number, (name, data) in enumerate(files):
        values = read_yaml(name, data)
        try:
            if "pack" in values:
                shelf.packs.append(_pack(Fields(values["pack"], ("pack",))))
                digests.append(hashlib.sha256())
            elif not shelf.packs:
                raise Defect((), sentence(N_("“pack” is missing: id, name, version, date.")))
            _read_file(shelf, Fields(values, ()), number)
        except Defect as defect:
            raise refuse(name, data, defect) from None
        digests[-1].update(data.replace(b"\r\n", b"\n"))
    _check(shelf, files, answers)
    packs = tuple(
        PackInfo(info.id, info.kind, info.name, info.version, info.date, info.region, digest.hexdigest())
        for info, digest in zip(shelf.packs, digests, strict=True)
    )
    kpis = shelf.names.kpis
    return Catalogue(
        packs=packs,
        sources=MappingProxyType(shelf.names.sources),
        measures=MappingProxyType({MeasureId(key): made for key, made in shelf.measures.items()}),
        recipes=tuple(shelf.recipes.values()),
        shared_services=tuple(shelf.services.values()),
        subsidies=tuple(shelf.subsidies.values()),
        benefit_values_wan=MappingProxyType({key: worth for key, (_, worth, _) in kpis.items()}),
        benefit_caps=MappingProxyType({key: cap for key, (_, _, cap) in kpis.items() if cap is not None}),
        industries=MappingProxyType(shelf.names.industries),
    )


@cache
def shipped_catalogue() -> Catalogue:
    """Returns the catalogue that comes with the program; read once."""
    return read_catalogue(shipped_files())


def shipped_files() -> tuple[tuple[str, bytes], ...]:
    """Returns name and content of the shipped catalogue's files, in order."""
    folder = resources.path("catalogue")
    return tuple((file.name, file.read_bytes()) for file in sorted(folder.glob("*.yaml")))


def _pack(fields: Fields) -> PackInfo:
    made = PackInfo(
        id=PackId(identifier(fields)),
        kind=fields.one_of("kind", ("catalogue",)),
        name=fields.text("name"),
        version=fields.word("version"),
        date=fields.word("date"),
        region=fields.word("region"),
        digest="",
    )
    fields.done()
    return made


def _read_file(shelf: _Shelf, fields: Fields, number: int) -> None:
    fields.raw("pack")
    names = shelf.names
    names.categories.update(fields.mapping("categories", text))
    names.industries.update(fields.mapping("industries", industry))
    names.kpis.update(fields.mapping("kpis", kpi))
    names.sources.update(fields.mapping("sources", source))
    for made in fields.entries("measures", lambda value, path: measure(value, path, names)):
        _put(shelf, "measures", str(made.id), number, fields)
        shelf.measures[made.id] = made
        if len(shelf.measures) > MOST_MEASURES:
            raise Defect(
                ("measures",),
                sentence(
                    "there are more than {most} measures; plans over so many cannot be proven.", most=MOST_MEASURES
                ),
            )
    for index, cooked in enumerate(fields.entries("recipes", lambda value, path: recipe(value, path, names))):
        key = recipe_key(cooked)
        _place(shelf, "recipes", key, number, ("recipes", index))
        shelf.recipes[key] = cooked
        if len(shelf.recipes) > MOST_RECIPES:
            raise Defect(("recipes", index), sentence("there are more than {most} recipes.", most=MOST_RECIPES))
    for index, service in enumerate(fields.entries("shared_services", shared_service)):
        _place(shelf, "shared_services", str(service.id), number, ("shared_services", index))
        shelf.services[service.id] = service
    for index, rule in enumerate(fields.entries("subsidies", subsidy)):
        _place(shelf, "subsidies", str(rule.id), number, ("subsidies", index))
        shelf.subsidies[rule.id] = rule
    fields.done()


def _put(shelf: _Shelf, kind: str, entry: str, number: int, fields: Fields) -> None:
    values = fields.raw(kind)
    assert isinstance(values, list)
    count = sum(1 for (known, _), (file, _) in shelf.places.items() if known == kind and file == number)
    _place(shelf, kind, entry, number, (kind, count))


def _place(shelf: _Shelf, kind: str, entry: str, number: int, path: tuple[Step, ...]) -> None:
    """Notes where an entry stands; the same id twice inside one pack is a defect."""
    pack = len(shelf.packs)
    if shelf.pack_of.get((kind, entry)) == pack:
        raise Defect(path, sentence("“{id}” stands twice in this pack.", id=entry))
    shelf.pack_of[(kind, entry)] = pack
    shelf.places[(kind, entry)] = (number, path)


def _check(shelf: _Shelf, files: Sequence[tuple[str, bytes]], answers: Collection[str]) -> None:
    found = check(shelf.measures, shelf.recipes, shelf.services, shelf.subsidies, shelf.names, answers=answers)
    if found is None:
        return
    number, path = shelf.places[(found.kind, found.entry)]
    name, data = files[number]
    raise refuse(name, data, Defect((*path, *found.path), found.why))


__all__ = ["InvalidPack", "read_catalogue", "shipped_catalogue", "shipped_files"]
