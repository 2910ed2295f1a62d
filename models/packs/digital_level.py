"""The SME digital level scheme and its crosswalk, read from the files that ship with the program."""

from collections.abc import Collection
from functools import cache
from types import MappingProxyType

import resources
from models.digital_level.scheme import (
    HIGHEST,
    Conflict,
    Direction,
    FigureField,
    LevelRule,
    Named,
    Option,
    OtherReading,
    ReadingKind,
    Scene,
    Scheme,
    ScoredQuestion,
    ScoringKind,
    Share,
    Statement,
)
from models.figures import Source
from models.language import N_, sentence
from models.packs.text.table import PackTable, number_of, source_of, text_of
from models.packs.text.tree import Defect, Node, read_tree

SCHEME = "digital_level/sme-2024.yaml"


@cache
def shipped_scheme() -> Scheme:
    """Returns the scheme that ships with the program."""
    return read_scheme(SCHEME.rpartition("/")[2], resources.path(SCHEME).read_bytes())


def read_scheme(name: str, data: bytes) -> Scheme:
    """Returns the scheme in a file.

    Raises:
        InvalidPack: with the place of the first thing that is wrong.
    """
    root = read_tree(name, data)
    try:
        return _scheme(PackTable(root))
    except Defect as defect:
        raise defect.refusal(name) from None


def _scheme(top: PackTable) -> Scheme:
    head = PackTable(top.take("scheme"))
    sources = {key: source_of(key, node) for key, node in top.pairs("sources")}
    blocks = _named(top, "blocks", sources)
    groups = _named(top, "groups", sources)
    scheme = Scheme(
        id=head.word("id"),
        name=head.text("name"),
        number=head.word("number"),
        issued=head.date("issued", whole=True),
        version=head.version("version"),
        date=head.date("date", whole=True),
        sources=MappingProxyType(sources),
        about=top.entries("about", lambda node: _statement(node, sources)),
        blocks=blocks,
        levels=top.entries("levels", lambda node: _level(node, sources)),
        questions=tuple(
            _question(node, number, {block.id: None for block in blocks}, sources)
            for number, node in enumerate(top.nodes("questions"), start=1)
        ),
        groups=groups,
        scenes=top.entries("scenes", lambda node: _scene(node, {group.id: None for group in groups}, sources)),
        conflicts=top.entries("conflicts", lambda node: _conflict(node, sources)),
    )
    head.sources(sources)
    head.confidence()
    head.done()
    top.done()
    _check(scheme, top.node)
    return scheme


def _check(scheme: Scheme, node: Node) -> None:
    """Refuses points that do not add up, and names of parts or figures that do not exist.

    Raises:
        Defect: at the file's beginning, with the part that is meant.
    """
    figures = {figure.id for question in scheme.questions for figure in question.figures}
    for question in scheme.questions:
        points = [option.points for option in question.counting]
        most = max(points) if question.kind is ScoringKind.ONE else sum(points)
        named = () if question.derived is None else _figures_of(question.derived)
        if most != question.points or question.options[0].points or not figures.issuperset(named):
            raise Defect(node, sentence("the points or figures of {id} do not fit together.", id=question.id))
    for block in scheme.blocks:
        if sum(question.points for question in scheme.questions if question.block == block.id) != block.points:
            raise Defect(node, sentence("the points or figures of {id} do not fit together.", id=block.id))
    parts = {**scheme.by_id}
    for conflict in scheme.conflicts:
        other = conflict.reading
        meant = (
            *conflict.about,
            *(other.scenes if other else ()),
            *([other.question] if other and other.question else ()),
        )
        for part in meant:
            if part not in parts:
                raise Defect(node, sentence("“{id}” is neither a question nor a scene of the scheme.", id=part))


def _figures_of(derived: Share | Direction) -> Collection[str]:
    if isinstance(derived, Share):
        return (derived.part, derived.whole)
    return (derived.last, derived.last_whole, derived.before, derived.before_whole)


def _named(top: PackTable, key: str, sources: dict[str, Source]) -> tuple[Named, ...]:
    entries: list[Named] = []
    for node in top.nodes(key):
        row = PackTable(node)
        if row.has("points"):
            entries.append(Named(row.word("id"), row.text("name"), row.number("points")))
            row.sources(sources)
            row.confidence()
        else:
            entries.append(Named(row.word("id"), row.text("name")))
        row.done()
    return tuple(entries)


def _statement(node: Node, sources: dict[str, Source]) -> Statement:
    row = PackTable(node)
    statement = Statement(row.text("text"), row.sources(sources), row.confidence())
    row.done()
    return statement


def _level(node: Node, sources: dict[str, Source]) -> LevelRule:
    row = PackTable(node)
    rule = LevelRule(
        number=row.integer("number") or 0,
        name=row.text("name"),
        points=row.number("points"),
        scenes=row.integer("scenes") or 0,
        binding=row.integer("binding") or 0,
        sources=row.sources(sources),
        confidence=row.confidence(),
    )
    row.done()
    return rule


def _question(node: Node, number: int, blocks: dict[str, None], sources: dict[str, Source]) -> ScoredQuestion:
    row = PackTable(node)
    key = row.word("id")
    question = ScoredQuestion(
        id=key,
        number=number,
        block=row.word("block", blocks),
        kind=ScoringKind(row.word("kind", [kind.value for kind in ScoringKind])),
        points=row.number("points"),
        name=row.text("name"),
        ask=row.text("ask"),
        options=row.entries("options", _option),
        figures=row.entries("figures", lambda field: _figure(field, key)),
        derived=_share(row) or _direction(row),
        note=row.text("note") if row.has("note") else None,
        proof=row.text("proof") if row.has("proof") else None,
        sources=row.sources(sources),
        confidence=row.confidence(),
    )
    row.done()
    if len(question.options) < 2:
        raise Defect(node, sentence(N_("a question needs at least two options.")))
    return question


def _option(node: Node) -> Option:
    row = PackTable(node)
    option = Option(row.word("id"), row.text("text"), row.number("points"))
    row.done()
    return option


def _figure(node: Node, question: str) -> FigureField:
    row = PackTable(node)
    field = FigureField(
        id=f"{question}.{row.word('id')}",
        text=row.text("text"),
        unit=row.word("unit"),
        whole=row.flag("whole"),
        high=row.integer("high") or 0,
    )
    row.done()
    return field


def _share(row: PackTable) -> Share | None:
    if not row.has("share"):
        return None
    inner = PackTable(row.take("share"))
    share = Share(inner.word("part"), inner.word("whole"), tuple(number_of(node) for node in inner.nodes("edges")))
    inner.done()
    return share


def _direction(row: PackTable) -> Direction | None:
    if not row.has("direction"):
        return None
    inner = PackTable(row.take("direction"))
    names = ("last", "last_whole", "before", "before_whole", "lower", "same", "higher")
    direction = Direction(*(inner.word(name) for name in names))
    inner.done()
    return direction


def _scene(node: Node, groups: dict[str, None], sources: dict[str, Source]) -> Scene:
    row = PackTable(node)
    scene = Scene(
        id=row.word("id"),
        group=row.word("group", groups),
        name=row.text("name"),
        binding=row.flag("binding"),
        levels=row.entries("levels", text_of),
        sources=row.sources(sources),
        confidence=row.confidence(),
    )
    row.done()
    if len(scene.levels) != HIGHEST:
        raise Defect(node, sentence("a scene has {count} levels.", count=HIGHEST))
    return scene


def _conflict(node: Node, sources: dict[str, Source]) -> Conflict:
    row = PackTable(node)
    conflict = Conflict(
        id=row.word("id"),
        about=row.words("about"),
        text=row.text("text"),
        sources=row.sources(sources),
        reading=_reading(PackTable(row.take("reading"))) if row.has("reading") else None,
    )
    row.done()
    return conflict


def _reading(row: PackTable) -> OtherReading:
    reading = OtherReading(
        kind=ReadingKind(row.word("kind", [kind.value for kind in ReadingKind])),
        level=row.integer("level") or 0,
        scenes_needed=row.integer("scenes_needed") or 0,
        binding_needed=row.integer("binding_needed") or 0,
        scenes=row.words("scenes"),
        question=row.optional_word("question"),
        figure=row.optional_word("figure"),
    )
    row.done()
    return reading
