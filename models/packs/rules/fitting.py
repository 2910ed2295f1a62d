"""Whether local rules fit a national edition: they do if it has what they name, whatever its year."""

from collections.abc import Sequence
from dataclasses import replace

from models.errors import ApplicationError, InvalidPack
from models.expression import Vocabulary
from models.expression.answers import absent
from models.language import LANGUAGES, N_, Sentence, Text, sentence
from models.packs.rules.combination import Read, combine, for_first
from models.packs.rules.questions import expand
from models.packs.text.tree import Defect
from models.rulebook import Rulebook


class LocalRulesDoNotFit(ApplicationError):
    """Local rules that name what the chosen national edition does not have."""

    code = "local_rules_do_not_fit"
    message = N_(
        "{overlay} cannot lie on {edition}, which does not have: {names}. Nothing was changed; choose another edition, or install newer local rules."
    )
    exit_code = 1


class LocalRulesDoNotGoTogether(ApplicationError):
    """Local rules that fit the edition each alone, and not together."""

    code = "local_rules_do_not_go_together"
    message = N_(
        "{overlays} cannot be used together: {why} Nothing was changed; choose one of them, or ask who publishes them for other names."
    )
    exit_code = 1


def laid_on(edition: Read, overlays: Sequence[Read]) -> Rulebook:
    """Returns the national edition with the overlays applied in order.

    Raises:
        LocalRulesDoNotFit: when an overlay names what the edition does not have.
        LocalRulesDoNotGoTogether: when two overlays define or replace the same.
        InvalidPack: when something else is wrong.
    """
    try:
        return combine(edition, overlays)
    except InvalidPack as refusal:
        for overlay in overlays:
            if names := not_there(edition, overlay):
                raise LocalRulesDoNotFit(overlay=_name(overlay), edition=_name(edition), names=names) from None
        if len(overlays) > 1:
            for overlay in overlays:
                combine(edition, [overlay])
            raise LocalRulesDoNotGoTogether(overlays=_told_apart(overlays), why=refusal.facts["why"]) from None
        raise


def misfits(editions: Sequence[Read], overlays: Sequence[Read]) -> tuple[Sentence, ...]:
    """Returns a sentence for each overlay that does not fit one of the editions, naming what is missing there."""
    return tuple(
        sentence(
            "{overlay} does not lie on {edition}, which does not have: {names}.",
            overlay=_name(overlay),
            edition=_name(edition),
            names=names,
        )
        for edition in editions
        for overlay in overlays
        if (names := not_there(edition, overlay))
    )


def _name(read: Read) -> Text:
    return read.content.header.info.name


def _told_apart(reads: Sequence[Read]) -> tuple[Text, ...]:
    """Returns the packs' names; in each language those that share one with their ids."""
    names = [_name(read) for read in reads]
    chinese, english = ([name.text(language) for name in names] for language in LANGUAGES)
    ids = [read.content.header.info.id for read in reads]
    return tuple(
        Text(
            f"{name.zh}（{id}）" if chinese.count(name.zh) > 1 else name.zh,
            f"{name.en} ({id})" if english.count(name.en) > 1 else name.en,
        )
        for name, id in zip(names, ids, strict=True)
    )


def not_there(edition: Read, overlay: Read) -> tuple[str | Sentence, ...]:
    """Returns what local rules name that an edition does not have (any more), in the order in which they name it.

    Local rules lie on an edition by the names that they use: conditions that they replace, answers, scenarios,
    dimensions, tiers, quantities.
    """
    book = combine(edition, [])
    vocabulary = Vocabulary.of(book)
    content = overlay.content
    try:
        own = expand(content, edition.content)
    except Defect as defect:
        return (defect.why,)
    vocabulary = replace(
        vocabulary,
        questions={**vocabulary.questions, **{str(answer): question for answer, question in own.items()}},
        quantities={**vocabulary.quantities, **content.quantities},
    )
    known = {condition.id for condition in book.conditions}
    names: dict[str, None] = {}
    for condition in content.conditions.values():
        names.update((str(other), None) for other in condition.replaces if other not in known)
        names.update((name, None) for name in absent(condition.rule, vocabulary))
    for quantity in content.quantities.values():
        names.update((name, None) for name in absent(quantity.formula, vocabulary))
    for rule in content.contradictions.values():
        for written in (rule.when, *rule.facts.values()):
            names.update((name, None) for name in absent(for_first(written, rule.each, book), vocabulary))
    return tuple(names)
