"""The crosswalk between the SME digital level and our answers, read from the file that ships with the program."""

from functools import cache
from types import MappingProxyType

import resources
from models.assessment import AnswerId
from models.digital_level.crosswalk import BackLine, Crosswalk, How, Line, Never, Take, terms_of
from models.digital_level.scheme import Scheme
from models.language import Text, sentence
from models.packs.digital_level import shipped_scheme
from models.packs.text.table import PackTable, text_of
from models.packs.text.tree import Defect, Node, read_tree

CROSSWALK = "digital_level/crosswalk.yaml"


@cache
def shipped_crosswalk() -> Crosswalk:
    """Returns the crosswalk that ships with the program."""
    return read_crosswalk(CROSSWALK.rpartition("/")[2], resources.path(CROSSWALK).read_bytes(), shipped_scheme())


def read_crosswalk(name: str, data: bytes, scheme: Scheme) -> Crosswalk:
    """Returns the crosswalk in a file.

    Raises:
        InvalidPack: with the place of the first thing that is wrong.
    """
    root = read_tree(name, data)
    try:
        return _crosswalk(PackTable(root), scheme)
    except Defect as defect:
        raise defect.refusal(name) from None


def _crosswalk(top: PackTable, scheme: Scheme) -> Crosswalk:
    head = PackTable(top.take("crosswalk"))
    head.word("scheme", (scheme.id,))
    head.confidence()
    reasons = {key: text_of(node) for key, node in top.pairs("reasons")}
    never = top.entries("never", _never)
    parsed = Crosswalk(
        version=head.version("version"),
        date=head.date("date", whole=True),
        never=never,
        lines=top.entries("lines", lambda node: _line(node, scheme, reasons, never)),
        back=top.entries("back", lambda node: _back(node, scheme)),
        stages=MappingProxyType(dict(top.entries("stages", _stage))),
    )
    head.done()
    top.done()
    return parsed


def _never(node: Node) -> Never:
    row = PackTable(node)
    parsed = Never(row.words("answers"), row.text("why"))
    row.done()
    return parsed


def _line(node: Node, scheme: Scheme, reasons: dict[str, Text], never: tuple[Never, ...]) -> Line:
    row = PackTable(node)
    when = row.word("when")
    try:
        terms = terms_of(when, scheme)
    except ValueError as error:
        raise Defect(row.take("when"), sentence("“{value}” names nothing of the scheme.", value=str(error))) from None
    why = reasons[row.word("why", reasons)]
    first = scheme.by_id.get(terms[0].part)
    if first is not None:
        why = Text(why.zh.replace("{scene}", first.name.zh), why.en.replace("{scene}", first.name.en))
    parsed = Line(
        terms=terms,
        to=AnswerId(row.word("to")),
        take=Take(row.word("take", [take.value for take in Take])) if row.has("take") else Take.VALUE,
        value=row.optional_word("value"),
        figures=row.words("figures", {field.id: None for question in scheme.questions for field in question.figures}),
        how=How(row.word("how", [how.value for how in How])),
        why=why,
    )
    row.done()
    if parsed.how is not How.ASKS and any(each.covers(parsed.to) for each in never):
        raise Defect(row.take("to"), sentence("“{answer}” is never filled in.", answer=parsed.to))
    return parsed


def _back(node: Node, scheme: Scheme) -> BackLine:
    row = PackTable(node)
    parsed = BackLine(
        to=row.word("to"),
        take=Take(row.word("take", [take.value for take in Take])),
        answers=tuple(map(AnswerId, row.words("from"))),
        how=How(row.word("how", [how.value for how in How])),
        why=row.text("why"),
    )
    row.done()
    if parsed.part not in scheme.by_id:
        raise Defect(row.take("to"), sentence("“{value}” names nothing of the scheme.", value=parsed.to))
    return parsed


def _stage(node: Node) -> tuple[str, tuple[str, ...]]:
    row = PackTable(node)
    parsed = row.word("stage"), row.words("systems")
    row.done()
    return parsed
