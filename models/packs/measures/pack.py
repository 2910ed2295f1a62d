"""Catalogues: read from the shipped files and the user's packs, and checked as a whole.

A pack may be one file or several; the first file of a pack holds `pack:`. A pack on top may replace an entry of a
pack below it by giving the same id; inside one pack an id stands once.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType

import resources
from models.catalogue import Catalogue, DriverId, MeasureId
from models.language import N_, sentence
from models.packs.header import SIGNATURE, read_header
from models.packs.measures.check import Entries, first_misfit, recipe_key
from models.packs.measures.entries import Names, gain, industry, measure, recipe, shared_service
from models.packs.measures.growth import driver, usual_hands
from models.packs.measures.public_money import bills, subsidy
from models.packs.text.table import PackTable, source_of, text_of
from models.packs.text.tree import Defect, Node, inside, read_tree
from models.rulebook import PackInfo

MOST_MEASURES = 400
"""The planner proves plans over catalogues of this size; the shipped one has about a hundred."""
MOST_RECIPES = 2000


@dataclass(slots=True)
class _Shelf:
    """Everything read so far, with the place that each entry came from."""

    names: Names = field(default_factory=Names)
    packs: list[PackInfo] = field(default_factory=list)
    entries: Entries = field(default_factory=Entries)
    places: dict[tuple[str, str], tuple[str, Node]] = field(default_factory=dict)
    """Kind and id to the file's name and the entry's node."""
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
    contents: list[list[bytes]] = []
    for name, data in files:
        root = read_tree(name, data)
        try:
            top = PackTable(root)
            if top.has("pack"):
                shelf.packs.append(_pack(root, name))
                contents.append([])
            elif not shelf.packs:
                raise Defect(root, sentence(N_("“pack” is missing: id, name, version, date.")))
            _read_file(shelf, top, name)
        except Defect as defect:
            raise defect.refusal(name) from None
        contents[-1].append(_unix(data))
    _check(shelf, answers)
    packs = tuple(_named(info, content) for info, content in zip(shelf.packs, contents, strict=True))
    kpis = shelf.names.kpis
    return Catalogue(
        packs=packs,
        sources=MappingProxyType(shelf.names.sources),
        measures=MappingProxyType({MeasureId(key): entry for key, entry in shelf.entries.measures.items()}),
        recipes=tuple(shelf.entries.recipes.values()),
        shared_services=tuple(shelf.entries.services.values()),
        subsidies=tuple(shelf.entries.subsidies.values()),
        benefit_values_wan=MappingProxyType({key: kpi.worth for key, kpi in kpis.items()}),
        benefit_caps=MappingProxyType({key: kpi.cap for key, kpi in kpis.items() if kpi.cap is not None}),
        industries=MappingProxyType(shelf.names.industries),
        drivers=MappingProxyType({DriverId(key): size for key, size in shelf.names.drivers.items()}),
        hands=shelf.names.hands,
        benefit_scales=MappingProxyType({key: kpi.scale for key, kpi in kpis.items()}),
        bills=MappingProxyType(shelf.entries.bills),
    )


def _named(info: PackInfo, files: Sequence[bytes]) -> PackInfo:
    """Returns what a pack says of itself, with the digest of all its files if there are several."""
    return info if len(files) == 1 else replace(info, digest=hashlib.sha256(b"".join(files)).hexdigest())


def _unix(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n")


@cache
def shipped_catalogue() -> Catalogue:
    """Returns the catalogue that comes with the program; read once."""
    return read_catalogue(shipped_files())


def shipped_files() -> tuple[tuple[str, bytes], ...]:
    """Returns name and content of the shipped catalogue's files, in order."""
    folder = resources.path("catalogue")
    return tuple((file.name, file.read_bytes()) for file in sorted(folder.glob("*.yaml")))


def _pack(root: Node, name: str) -> PackInfo:
    header = read_header(root, name)
    if header.kind != "catalogue":
        raise Defect(
            inside(root, ("pack", "kind")),
            sentence("“{value}” is not one of: {allowed}.", value=header.kind, allowed=("catalogue",)),
        )
    return header.info


def _read_file(shelf: _Shelf, top: PackTable, file: str) -> None:
    top.maybe("pack")
    top.maybe(SIGNATURE)
    names = shelf.names
    names.categories.update(top.mapping("categories", text_of))
    names.industries.update({key: industry(key, node) for key, node in top.pairs("industries")})
    for key, node in top.pairs("drivers"):
        _place(shelf, "drivers", key, file, node)
        names.drivers[key] = driver(key, node, names.drivers)
    spare = top.maybe("hands")
    if spare is not None:
        names.hands = usual_hands(spare, names.drivers)
    names.kpis.update({key: gain(node, names) for key, node in top.pairs("kpis")})
    names.sources.update({key: source_of(key, node, graded=True) for key, node in top.pairs("sources")})
    for node in top.nodes("measures"):
        entry = measure(node, names)
        _place(shelf, "measures", entry.id, file, node)
        shelf.entries.measures[entry.id] = entry
        if len(shelf.entries.measures) > MOST_MEASURES:
            why = sentence(
                "there are more than {most} measures; a plan over that many cannot be proven.", most=MOST_MEASURES
            )
            raise Defect(node, why)
    for node in top.nodes("recipes"):
        cooked = recipe(node, names)
        key = recipe_key(cooked)
        _place(shelf, "recipes", key, file, node)
        shelf.entries.recipes[key] = cooked
        if len(shelf.entries.recipes) > MOST_RECIPES:
            raise Defect(node, sentence("there are more than {most} recipes.", most=MOST_RECIPES))
    for node in top.nodes("shared_services"):
        service = shared_service(node)
        _place(shelf, "shared_services", service.id, file, node)
        shelf.entries.services[service.id] = service
    for node in top.nodes("subsidies"):
        rule = subsidy(node)
        _place(shelf, "subsidies", rule.id, file, node)
        shelf.entries.subsidies[rule.id] = rule
    for node in top.nodes("bills"):
        shelf.entries.bills.update(bills(node))
        for measure_id in PackTable(node).words("measures"):
            if measure_id not in shelf.entries.measures:
                raise Defect(node, sentence("“{id}” is neither in this pack nor in those below it.", id=measure_id))
    top.done()


def _place(shelf: _Shelf, kind: str, entry: str, file: str, node: Node) -> None:
    """Notes where an entry is; the same id twice inside one pack is a defect."""
    pack = len(shelf.packs)
    if shelf.pack_of.get((kind, entry)) == pack:
        raise Defect(node, sentence("“{id}” appears twice in this pack.", id=entry))
    shelf.pack_of[kind, entry] = pack
    shelf.places[kind, entry] = (file, node)


def _check(shelf: _Shelf, answers: Collection[str]) -> None:
    misfit = first_misfit(shelf.entries, shelf.names, answers)
    if misfit is not None:
        file, node = shelf.places[misfit.kind, misfit.entry]
        raise Defect(inside(node, misfit.path), misfit.why).refusal(file)
