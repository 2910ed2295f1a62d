"""The content of one rulebook or overlay file, entry by entry, before it is combined with others."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import TypeVar

from models.figures import Confidence, Source
from models.language import N_, Text, sentence
from models.packs.header import SIGNATURE, Header
from models.packs.text.table import PackTable, number_of, rows, scalar, source_of, text_of
from models.packs.text.tree import Defect, Node
from models.questionnaire import Section
from models.rulebook import (
    SUBJECTS,
    TIER_IDS,
    AiDenominator,
    Condition,
    ConditionId,
    ConditionKind,
    ContradictionRule,
    Dimension,
    DimensionId,
    Kpi,
    MaturityWeights,
    Quantity,
    Scenario,
    ScenarioId,
    Severity,
    Stage,
    StageId,
    Subdomain,
    SubdomainId,
    System,
    Tier,
    TierId,
)

EntryT = TypeVar("EntryT")
_SINCE = re.compile(r"[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")
UNITS = ("percent", "count", "ratio")


@dataclass(frozen=True, slots=True)
class Requirement:
    """A statement that the manager confirms: a basic requirement, a content item or an outcome."""

    id: str
    section: str
    exception: bool
    """Whether a stated exception can excuse it (“in principle”)."""
    name: Text
    text: Text
    question: Text
    hint: Text


@dataclass(slots=True)
class RuleEntries:
    """The entries of one file. Of an overlay only sources, conditions, quantities, questions and notes are filled."""

    header: Header
    sources: dict[str, Source] = field(default_factory=dict)
    tiers: dict[str, Tier] = field(default_factory=dict)
    dimensions: dict[str, Dimension] = field(default_factory=dict)
    stages: dict[str, Stage] = field(default_factory=dict)
    scenarios: dict[str, Scenario] = field(default_factory=dict)
    subdomains: dict[str, Subdomain] = field(default_factory=dict)
    levels: tuple[Text, ...] = ()
    kpis: dict[str, Kpi] = field(default_factory=dict)
    systems: dict[str, System] = field(default_factory=dict)
    requirements: dict[str, Requirement] = field(default_factory=dict)
    conditions: dict[str, Condition] = field(default_factory=dict)
    weight_sets: dict[str, MaturityWeights] = field(default_factory=dict)
    weights: str = ""
    ai_denominator: AiDenominator = AiDenominator.BUILT
    since: str = ""
    quantities: dict[str, Quantity] = field(default_factory=dict)
    contradictions: dict[str, ContradictionRule] = field(default_factory=dict)
    sections: dict[str, Section] = field(default_factory=dict)
    choices: dict[str, tuple[tuple[str, Text], ...]] = field(default_factory=dict)
    questions: tuple[Node, ...] = ()
    """The rows as written: templates are expanded when packs are combined."""
    notes: dict[str, tuple[Text, ...]] = field(default_factory=dict)
    places: dict[tuple[str, str], Node] = field(default_factory=dict)
    """Kind and id to the entry's node, to point at what is found wrong later."""


def read_entries(root: Node, header: Header) -> RuleEntries:
    """Returns the entries of a rulebook or overlay.

    Raises:
        Defect: at the first entry that breaks a rule of the format.
    """
    table = PackTable(root)
    table.maybe("pack")
    table.maybe(SIGNATURE)
    content = RuleEntries(header)
    for key, node in table.pairs("sources"):
        content.sources[key] = source_of(key, node)
    if not content.sources:
        raise Defect(root, sentence(N_("a pack must name its sources.")))
    if header.kind == "rulebook" and not header.empty:
        _read_model(table, content)
    reader = _EntryReader(content)
    _collect(table, content, "quantities", content.quantities, reader.quantity)
    _collect(table, content, "contradictions", content.contradictions, reader.contradiction)
    _collect(table, content, "conditions", content.conditions, reader.condition)
    for key, node in table.pairs("choices"):
        content.choices[key] = tuple(_choice(entry) for entry in rows(node))
    content.questions = tuple(rows(questions)) if (questions := table.maybe("questions")) else ()
    for key, node in table.pairs("notes"):
        if key != "general" and key not in TIER_IDS:
            raise Defect(
                node, sentence("“{value}” is not one of: {allowed}.", value=key, allowed=("general", *TIER_IDS))
            )
        content.notes[key] = tuple(text_of(entry) for entry in rows(node))
    table.done()
    return content


def _read_model(table: PackTable, content: RuleEntries) -> None:
    reader = _EntryReader(content)
    content.weights = table.word("weights")
    if table.has("ai_denominator"):
        content.ai_denominator = AiDenominator(table.word("ai_denominator", [option.value for option in AiDenominator]))
    if table.has("since"):
        content.since = table.word("since")
        if not _SINCE.fullmatch(content.since):
            raise Defect(
                table.take("since"), sentence(N_("“{text}” is no date such as 2024 or 2024-11-20."), text=content.since)
            )
    content.levels = tuple(text_of(entry) for entry in rows(table.take("maturity_levels")))
    if len(content.levels) != 5:
        raise Defect(table.take("maturity_levels"), sentence(N_("there must be five maturity levels.")))
    _collect(table, content, "tiers", content.tiers, reader.tier)
    _collect(table, content, "dimensions", content.dimensions, reader.dimension)
    _collect(table, content, "stages", content.stages, reader.stage)
    _collect(table, content, "scenarios", content.scenarios, reader.scenario)
    _collect(table, content, "subdomains", content.subdomains, reader.subdomain)
    _collect(table, content, "kpis", content.kpis, reader.kpi)
    _collect(table, content, "systems", content.systems, reader.system)
    _collect(table, content, "sections", content.sections, reader.section)
    _collect(table, content, "requirements", content.requirements, reader.requirement)
    _collect(table, content, "weight_sets", content.weight_sets, reader.weight_set)
    if content.weights not in content.weight_sets:
        raise Defect(
            table.take("weights"), sentence("“{id}” is neither in this pack nor in those below it.", id=content.weights)
        )


def _collect(
    table: PackTable,
    content: RuleEntries,
    kind: str,
    shelf: dict[str, EntryT],
    make: Callable[[PackTable], tuple[str, EntryT]],
) -> None:
    """Reads the rows under `kind` onto a shelf; each id may occur once."""
    node = table.maybe(kind)
    if node is None:
        return
    for entry in rows(node):
        row = PackTable(entry)
        key, value = make(row)
        row.done()
        if key in shelf:
            raise Defect(entry, sentence("“{id}” appears twice in this pack.", id=key))
        shelf[key] = value
        content.places[(kind, key)] = entry


class _EntryReader:
    """Reads rows; knows what was read before, so that a reference to something unknown is found at its place."""

    def __init__(self, content: RuleEntries) -> None:
        self.content = content
        self.pack = content.header.info.id

    def _reference(self, row: PackTable, key: str, known: Mapping[str, object]) -> str:
        node = row.take(key)
        value = scalar(node)
        if value not in known:
            raise Defect(node, sentence("“{id}” is neither in this pack nor in those below it.", id=value))
        return value

    def _cited(self, row: PackTable) -> tuple[tuple[str, ...], Confidence]:
        """Returns an entry's sources and its mark; what is marked official needs a source that is."""
        keys, mark = row.sources(self.content.sources), row.confidence()
        if mark is Confidence.OFFICIAL and all(self.content.sources[key].confidence != mark for key in keys):
            raise Defect(row.take("confidence"), sentence(N_("this is marked O, but none of its sources is marked O.")))
        return keys, mark

    def tier(self, row: PackTable) -> tuple[str, Tier]:
        key = row.word("id", TIER_IDS)
        sources, confidence = self._cited(row)
        return key, Tier(
            id=TierId(key),
            number=TIER_IDS.index(TierId(key)) + 1,
            name=row.text("name"),
            positioning=row.text("positioning"),
            recognised_by=row.text("recognised_by"),
            sources=sources,
            confidence=confidence,
        )

    def dimension(self, row: PackTable) -> tuple[str, Dimension]:
        key = row.identifier()
        sources, confidence = self._cited(row)
        return key, Dimension(DimensionId(key), row.text("name"), sources, confidence)

    def stage(self, row: PackTable) -> tuple[str, Stage]:
        key = row.identifier()
        sources, confidence = self._cited(row)
        return key, Stage(
            id=StageId(key),
            dimension=DimensionId(self._reference(row, "dimension", self.content.dimensions)),
            name=row.text("name"),
            sources=sources,
            confidence=confidence,
        )

    def scenario(self, row: PackTable) -> tuple[str, Scenario]:
        key = row.identifier()
        sources, confidence = self._cited(row)
        stage = self.content.stages[self._reference(row, "stage", self.content.stages)]
        number = row.integer("number")
        if number is None or not 1 <= number <= 999:
            raise Defect(row.node, sentence("“{key}” is missing.", key="number"))
        return key, Scenario(
            id=ScenarioId(key),
            number=number,
            stage=stage.id,
            dimension=stage.dimension,
            name=row.text("name"),
            summary=row.text("summary"),
            question=row.text("question"),
            hint=row.text("hint"),
            sources=sources,
            confidence=confidence,
        )

    def subdomain(self, row: PackTable) -> tuple[str, Subdomain]:
        key = row.identifier()
        sources, confidence = self._cited(row)
        subdomain = Subdomain(
            id=SubdomainId(key),
            element=row.text("element"),
            domain=row.text("domain"),
            name=row.text("name"),
            levels=row.entries("levels", text_of),
            sources=sources,
            confidence=confidence,
        )
        if len(subdomain.levels) != 5:
            raise Defect(row.take("levels"), sentence(N_("there must be five maturity levels.")))
        return key, subdomain

    def kpi(self, row: PackTable) -> tuple[str, Kpi]:
        key = row.identifier()
        sources, confidence = self._cited(row)
        return key, Kpi(
            id=key,
            group=row.text("group"),
            name=row.text("name"),
            unit=row.word("unit", UNITS),
            higher_is_better=row.word("better", ("higher", "lower")) == "higher",
            low=row.integer("low"),
            high=row.integer("high"),
            sources=sources,
            confidence=confidence,
        )

    def system(self, row: PackTable) -> tuple[str, System]:
        key = row.identifier()
        return key, System(key, row.text("name"), row.text("what"))

    def section(self, row: PackTable) -> tuple[str, Section]:
        key = row.identifier()
        return key, Section(key, row.text("title"), row.text("lead"))

    def requirement(self, row: PackTable) -> tuple[str, Requirement]:
        key = row.identifier()
        return key, Requirement(
            id=key,
            section=self._reference(row, "section", self.content.sections),
            exception=row.flag("exception"),
            name=row.text("name"),
            text=row.text("text"),
            question=row.text("question"),
            hint=row.text("hint"),
        )

    def weight_set(self, row: PackTable) -> tuple[str, MaturityWeights]:
        key = row.identifier()
        sources, confidence = self._cited(row)
        parts: dict[SubdomainId, Decimal] = {}
        for name, node in row.pairs("parts"):
            if name not in self.content.subdomains:
                raise Defect(node, sentence("“{id}” is neither in this pack nor in those below it.", id=name))
            part = number_of(node)
            if part < 0:
                raise Defect(node, sentence(N_("a weight cannot be negative.")))
            parts[SubdomainId(name)] = part
        total = sum(parts.values(), Decimal(0))
        if parts and (total == 0 or len(parts) != len(self.content.subdomains)):
            raise Defect(row.node, sentence(N_("weights need a figure for every subdomain, and not all may be zero.")))
        shares = {name: part / total for name, part in parts.items()}
        return key, MaturityWeights(
            id=key,
            name=row.text("name"),
            shares=MappingProxyType(shares),
            confidence=confidence,
            sources=sources,
            note=row.text("note"),
        )

    def quantity(self, row: PackTable) -> tuple[str, Quantity]:
        key = row.word("name")
        sources, confidence = self._cited(row)
        return key, Quantity(
            name=key,
            formula=row.word("formula"),
            text=row.text("text"),
            unit=row.word("unit"),
            sources=sources,
            confidence=confidence,
        )

    def contradiction(self, row: PackTable) -> tuple[str, ContradictionRule]:
        key = row.identifier()
        return key, ContradictionRule(
            id=key,
            severity=Severity(row.word("severity", [level.value for level in Severity])),
            when=row.word("when"),
            text=row.text("text"),
            confidence=row.confidence(),
            each=row.word("each", SUBJECTS) if row.has("each") else "",
            facts=MappingProxyType({name: scalar(node) for name, node in row.pairs("facts")}),
        )

    def condition(self, row: PackTable) -> tuple[str, Condition]:
        key = row.identifier()
        sources, confidence = self._cited(row)
        dimension = row.optional_word("dimension")
        return key, Condition(
            id=ConditionId(key),
            tier=TierId(row.word("tier", TIER_IDS)),
            kind=ConditionKind(row.word("kind", [kind.value for kind in ConditionKind])),
            text=row.text("text"),
            rule=row.word("rule"),
            rule_text=row.text("rule_text"),
            dimension=DimensionId(dimension) if dimension else None,
            sources=sources,
            confidence=confidence,
            pack=self.pack,
            informative=row.flag("informative"),
            replaces=tuple(ConditionId(other) for other in row.words("replaces")),
            not_asked=row.entries("not_asked", text_of),
        )


def _choice(node: Node) -> tuple[str, Text]:
    row = PackTable(node)
    choice = (row.identifier(), row.wording())
    row.done()
    return choice
