"""One rulebook from a national edition and the local rules on top of it, every rule checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from models.errors import InvalidPack
from models.expression import ExpressionError, ValueKind, Vocabulary, check, check_quantities
from models.expression.recognition import implied_recognitions
from models.expression.vocabulary import QuantityError
from models.figures import Source
from models.language import Sentence, Text, sentence
from models.packs.digital_level import shipped_scheme
from models.packs.rules.contradiction import check_contradiction_text
from models.packs.rules.entries import RuleEntries
from models.packs.rules.questions import expand
from models.packs.text.table import PackTable
from models.packs.text.tree import Defect, Node
from models.rulebook import TIER_IDS, Condition, ConditionKind, Rulebook

_ORDER = {tier: number for number, tier in enumerate(TIER_IDS)}


@dataclass(frozen=True, slots=True)
class Read:
    """A pack's entries and the file that they came from."""

    name: str
    """File name, for sentences."""
    content: RuleEntries


def combine(edition: Read, overlays: Sequence[Read]) -> Rulebook:
    """Returns the national edition with the overlays applied in order.

    An overlay's condition is added at the end of its tier, takes the place of those it names under `replaces`, or is
    informative only. A replaced rule is gone: what came from where stays visible in `Condition.pack`.

    Raises:
        InvalidPack: a rule that names something unknown, a formula that is wrong, a circle.
    """
    current = edition
    try:
        base = edition.content
        conditions = dict(base.conditions)
        sources: dict[str, Source] = dict(base.sources)
        notes: dict[str, tuple[Text, ...]] = dict(base.notes)
        quantities = dict(base.quantities)
        contradictions = dict(base.contradictions)
        for overlay in overlays:
            current = overlay
            content = overlay.content
            prefix = f"{content.header.info.id}:"
            sources.update({prefix + key: replace(source, key=prefix + key) for key, source in content.sources.items()})
            _put(conditions, content, prefix)
            for key, quantity in content.quantities.items():
                if key in quantities:
                    raise Defect(content.places["quantities", key], _taken(key, base.quantities))
                quantities[key] = replace(quantity, sources=_prefixed(quantity.sources, prefix))
            for key, rule in content.contradictions.items():
                if key in contradictions:
                    raise Defect(content.places["contradictions", key], _taken(key, base.contradictions))
                contradictions[key] = rule
            for key, texts in content.notes.items():
                notes[key] = notes.get(key, ()) + texts
        current = edition
        questions = expand(base, base)
        for overlay in overlays:
            current = overlay
            questions.update(expand(overlay.content, base))
        # The SME digital level is answered in the same document, whatever rules are on top; no page of the ladder asks it.
        questions.update(shipped_scheme().answers)
        current = edition
        weights = base.weight_sets[base.weights]
        rulebook = Rulebook(
            packs=tuple(read.content.header.info for read in (edition, *overlays)),
            sources=MappingProxyType(sources),
            tiers=tuple(sorted(base.tiers.values(), key=lambda tier: tier.number)),
            conditions=tuple(sorted(conditions.values(), key=lambda condition: _ORDER[condition.tier])),
            dimensions=tuple(base.dimensions.values()),
            stages=tuple(base.stages.values()),
            scenarios=tuple(base.scenarios.values()),
            subdomains=tuple(base.subdomains.values()),
            maturity_levels=base.levels,
            kpis=tuple(base.kpis.values()),
            sections=tuple(base.sections.values()),
            questions=MappingProxyType(questions),
            notes=MappingProxyType(notes),
            systems=tuple(base.systems.values()),
            weights=weights,
            weight_sets=tuple(base.weight_sets.values()),
            quantities=MappingProxyType(quantities),
            contradictions=tuple(contradictions.values()),
            ai_denominator=base.ai_denominator,
            since=base.since,
        )
    except Defect as defect:
        raise defect.refusal(current.name) from None
    _check_rules(rulebook, (edition, *overlays))
    return replace(rulebook, implied_recognitions=implied_recognitions(rulebook.conditions))


def _put(conditions: dict[str, Condition], content: RuleEntries, prefix: str) -> None:
    for key, condition in content.conditions.items():
        place = content.places["conditions", key]
        if key in conditions:
            raise Defect(place, _rewritten(conditions[key], content))
        if not key.startswith(f"{content.header.info.id}."):
            raise Defect(
                place, sentence("a local condition's id must begin with “{start}”.", start=f"{content.header.info.id}.")
            )
        cited = replace(condition, sources=_prefixed(condition.sources, prefix))
        for number, other in enumerate(condition.replaces):
            old = conditions.get(other)
            if old is None:
                raise Defect(place, _without(other, conditions))
            if old.tier != condition.tier or condition.informative:
                raise Defect(
                    place, sentence("“{id}” can only be replaced by a counted rule of the same tier.", id=other)
                )
            if number == 0:
                # The new rule stands where the old one stood, so that a person finds it at its place.
                rebuilt = {
                    (key if name == other else name): (cited if name == other else kept)
                    for name, kept in conditions.items()
                }
                conditions.clear()
                conditions.update(rebuilt)
            else:
                del conditions[other]
        if not condition.replaces:
            conditions[key] = cited


def _without(name: str, conditions: Mapping[str, Condition]) -> Sentence:
    """Returns why a condition cannot be replaced: other local rules did it before, or nobody has it."""
    for condition in conditions.values():
        if name in condition.replaces:
            return sentence("“{id}” is already replaced by “{other}”.", id=name, other=condition.id)
    return sentence("“{id}” is neither in this pack nor in those below it.", id=name)


def _taken(name: str, of_edition: Mapping[str, object]) -> Sentence:
    """Returns why a name cannot be given again: the edition has it, or other local rules do that were chosen too."""
    if name in of_edition:
        return sentence("“{id}” is already defined by another pack; give this one another name.", id=name)
    return sentence("more than one of them defines “{id}”.", id=name)


def _rewritten(condition: Condition, content: RuleEntries) -> Sentence:
    """Returns why local rules cannot give a condition of another pack another content under its own id."""
    return sentence(
        "“{id}” is a condition of {pack} and cannot be rewritten under its own id; give the local condition an id that begins with “{start}” and name “{id}” under “replaces”.",
        id=condition.id,
        pack=condition.pack,
        start=f"{content.header.info.id}.",
    )


def _prefixed(sources: tuple[str, ...], prefix: str) -> tuple[str, ...]:
    return tuple(prefix + key for key in sources)


def _check_rules(rulebook: Rulebook, reads: Sequence[Read]) -> None:
    """Refuses the first rule or formula that cannot be read, at its place in its file."""
    vocabulary = Vocabulary.of(rulebook)
    try:
        check_quantities(vocabulary)
    except QuantityError as error:
        raise _refusal(reads, "quantities", error.quantity, "formula", error) from None
    dimensions = {dimension.id for dimension in rulebook.dimensions}
    for condition in rulebook.conditions:
        if condition.dimension is not None and condition.dimension not in dimensions:
            read, node = _find(reads, "conditions", condition.id)
            why = sentence("“{id}” is neither in this pack nor in those below it.", id=condition.dimension)
            raise Defect(PackTable(node).take("dimension"), why).refusal(read.name)
        if condition.kind is ConditionKind.CONTENT and condition.dimension is None:
            read, node = _find(reads, "conditions", condition.id)
            raise Defect(node, sentence("“{key}” is missing.", key="dimension")).refusal(read.name)
        try:
            check(condition.rule, vocabulary)
        except ExpressionError as error:
            raise _refusal(reads, "conditions", condition.id, "rule", error) from None
    for rule in rulebook.contradictions:
        key = "text"
        try:
            check_contradiction_text(rule)
            key = "when"
            check(for_first(rule.when, rule.each, rulebook), vocabulary)
            key = "facts"
            for formula in rule.facts.values():
                check(for_first(formula, rule.each, rulebook), vocabulary, ValueKind.NUMERIC)
        except ExpressionError as error:
            raise _refusal(reads, "contradictions", rule.id, key, error) from None


def for_first(expression: str, each: str, rulebook: Rulebook) -> str:
    """Returns a rule that is asked of every subject of a kind as it is for the first of them."""
    subject = next((key for key, _name in rulebook.subjects(each)), "")
    return expression.replace(".*.", f".{subject}.").replace('"*"', f'"{subject}"') if each else expression


def _find(reads: Sequence[Read], kind: str, key: str) -> tuple[Read, Node]:
    for read in reads:
        node = read.content.places.get((kind, key))
        if node is not None:
            return read, node
    return reads[0], Node("", 1, 1)


def _refusal(reads: Sequence[Read], kind: str, key: str, field: str, error: ExpressionError) -> InvalidPack:
    read, node = _find(reads, kind, key)
    place = PackTable(node).maybe(field) if isinstance(node.value, dict) else None
    why = sentence(
        "the rule of “{id}” cannot be read at character {column}: {why}", id=key, column=error.column, why=error.why
    )
    return Defect(place or node, why).refusal(read.name)
