"""The SME digital level as JSON values and as the rows of a sheet, from one account."""

from collections.abc import Sequence
from typing import Any

from models.digital_level import Account, DigitalLevel, LevelShortfall
from models.digital_level.answered import Known
from models.digital_level.crosswalk import Hint, ImpliedAnswer
from models.figures import Source
from models.language import N_, Language, Sentence, sentence
from models.rulebook import Rulebook
from reports.payload.canonical import resolved
from reports.payload.labels import label


def account_json(account: Account, rulebook: Rulebook, language: Language) -> dict[str, Any]:
    """Returns everything that is said of the digital level as plain JSON values, sentences in `language`."""
    result = account.result
    tree = {
        "scheme": {
            "id": result.scheme.id,
            "name": result.scheme.name,
            "number": result.scheme.number,
            "issued": result.scheme.issued,
            "version": result.scheme.version,
            "about": [
                {"text": each.text, "confidence": each.confidence.value, "sources": list(each.sources)}
                for each in result.scheme.about
            ],
            "sources": {key: _source(source) for key, source in result.scheme.sources.items()},
        },
        "points": {"low": result.points_low, "high": result.points_high, "of": 100},
        "level": {"low": result.level_low, "high": result.level_high, "text": result.level_text},
        "answered": result.answered,
        "asked": result.asked,
        "questions": [
            {
                "id": each.question.id,
                "name": each.question.name,
                "low": each.low,
                "high": each.high,
                "of": each.question.points,
                "answered": each.answered,
                "from_figures": each.from_figures,
                "options": list(each.options),
                "confidence": each.question.confidence.value,
                "sources": list(each.question.sources),
            }
            for each in result.questions
        ],
        "scenes": [
            {
                "id": each.scene.id,
                "name": each.scene.name,
                "binding": each.scene.binding,
                "low": each.low,
                "high": each.high,
                "answered": each.answered,
            }
            for each in result.scenes
        ],
        "missing": [_missing(each) for each in result.missing],
        "conflicts": [_conflict(result, number) for number in range(len(result.scheme.conflicts))],
        "holds_by_every_source": result.holds_by_every_source,
        "contradictions": list(result.contradictions),
        "fills_in": [_offer(each, rulebook) for each in account.offers],
        "asks": [_hint(each, rulebook) for each in account.hints],
        "never_filled_in": [{"answers": list(each.answers), "why": each.why} for each in account.never],
        "filled_in": [
            {"answer": each.answer, "value": each.value, "from": list(each.parts)} for each in account.filled
        ],
        "answered_by_ours": [_known(each) for each in account.known],
        "too_old": account.too_old,
    }
    value: dict[str, Any] = resolved(tree, language)
    return value


def _source(source: Source) -> dict[str, Any]:
    return {"what": source.what, "where": source.where, "confidence": source.confidence}


def _missing(short: LevelShortfall) -> dict[str, Any]:
    return {
        "level": short.rule.number,
        "name": short.rule.name,
        "points": short.points,
        "scenes": short.scenes,
        "binding": short.binding,
        "below": [each.scene.id for each in short.below],
        "open": [each.scene.id for each in short.open],
        "confidence": short.rule.confidence.value,
        "sources": list(short.rule.sources),
    }


def _conflict(result: DigitalLevel, number: int) -> dict[str, Any]:
    conflict = result.scheme.conflicts[number]
    read = next((each for each in result.readings if each.conflict is conflict), None)
    otherwise = read and {
        "points": {"low": read.points_low, "high": read.points_high},
        "level": {"low": read.level_low, "high": read.level_high},
    }
    return {
        "id": conflict.id,
        "about": list(conflict.about),
        "text": conflict.text,
        "sources": list(conflict.sources),
        "otherwise": otherwise,
    }


def _offer(offer: ImpliedAnswer, rulebook: Rulebook) -> dict[str, Any]:
    return {
        "answer": offer.answer,
        "label": label(rulebook, offer.answer),
        "value": offer.value,
        "from": list(offer.parts),
        "how": offer.how.value,
        "state": offer.state.value,
        "why": offer.why,
    }


def _hint(hint: Hint, rulebook: Rulebook) -> dict[str, Any]:
    return {
        "answer": hint.answer,
        "label": label(rulebook, hint.answer),
        "from": list(hint.parts),
        "figures": dict(hint.figures),
        "why": hint.why,
    }


def _known(known: Known) -> dict[str, Any]:
    return {
        "part": known.part,
        "said": known.said,
        "answer": known.to,
        "value": known.value,
        "from": list(known.answers),
        "how": known.how.value,
        "state": known.state.value,
        "why": known.why,
    }


def missing_text(short: LevelShortfall) -> Sentence:
    """Returns what one level still asks, in one sentence."""
    if short.binding:
        return sentence(
            N_(
                "Level {number} ({name}) still needs points: {points}; scenes at this level: {scenes}, of them binding: {binding}."
            ),
            number=short.rule.number,
            name=short.rule.name,
            points=short.points,
            scenes=short.scenes,
            binding=short.binding,
        )
    return sentence(
        N_("Level {number} ({name}) still needs points: {points}; scenes at this level: {scenes}."),
        number=short.rule.number,
        name=short.rule.name,
        points=short.points,
        scenes=short.scenes,
    )


def account_rows(account: Account, language: Language) -> list[Sequence[object]]:
    """Returns the rows of a sheet: the result, every question and scene, what is missing, where sources differ."""

    def words(message: str) -> str:
        return sentence(message).text(language)

    result = account.result
    rows: list[Sequence[object]] = [
        [words(N_("SME digital level")), f"{result.scheme.name.text(language)} {result.scheme.number}"],
        ["", result.level_text.text(language)],
        ["", result.points_text.text(language)],
        *(["", statement.text.text(language)] for statement in result.scheme.about),
        [],
        [
            words(message)
            for message in (N_("Id"), N_("Question"), N_("Points at least"), N_("at most"), N_("of"), N_("Source"))
        ],
    ]
    for each in result.questions:
        question = each.question
        sources = f"{', '.join(question.sources)} ({question.confidence.text(language)})"
        rows.append([question.id, question.name.text(language), each.low, each.high, question.points, sources])
    rows += [
        [],
        [words(message) for message in (N_("Id"), N_("Scene"), N_("Level at least"), N_("at most"), N_("Binding"))],
    ]
    for scene in result.scenes:
        binding = words(N_("yes")) if scene.scene.binding else words(N_("no"))
        rows.append([scene.scene.id, scene.scene.name.text(language), scene.low, scene.high, binding])
    rows += [[], *(["", missing_text(short).text(language)] for short in result.missing)]
    rows += [[], *([conflict.id, conflict.text.text(language)] for conflict in result.scheme.conflicts)]
    rows += [["", said.text(language)] for said in result.contradictions]
    rows.append([])
    rows += [[key, source.what.text(language), source.where] for key, source in result.scheme.sources.items()]
    return rows
