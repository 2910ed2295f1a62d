"""The questions of a rulebook: written once as a template, asked for every scenario, requirement or indicator."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.assessment import AnswerId
from models.language import Text, sentence
from models.packs.rules.entries import RuleEntries
from models.packs.text.table import PackTable
from models.packs.text.tree import Defect, Node
from models.questionnaire import Question, QuestionKind

_PLACE = re.compile(r"\{([a-z_]+)\}")
_ANSWER = re.compile(r"[a-z]+(\.[A-Za-z0-9_-]+){1,4}")
MOST_QUESTIONS = 5_000
_CHOOSING = frozenset({QuestionKind.CHOICE, QuestionKind.YES_NO})


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a template is filled with."""

    id: str
    section: str
    texts: Mapping[str, Text]
    words: Mapping[str, str]
    exception: bool = False
    low: int | None = None
    high: int | None = None


def expand(content: RuleEntries, base: RuleEntries) -> dict[AnswerId, Question]:
    """Returns every question of a pack, in asking order.

    Args:
        content: the pack.
        base: the national edition, whose scenarios and sections a template is asked of; the pack itself for one.

    Raises:
        Defect: a template that names something unknown, or two questions with one id.
    """
    questions: dict[AnswerId, Question] = {}
    choices = {**base.choices, **content.choices}
    local = f"local.{content.header.info.id}." if content.header.kind == "overlay" else ""
    for node in content.questions:
        for question in _read(node, base, choices):
            if question.id in questions:
                raise Defect(node, sentence("“{id}” appears twice in this pack.", id=question.id))
            if not question.id.startswith(local):
                raise Defect(node, sentence("a local question's id must begin with “{start}”.", start=local))
            questions[question.id] = question
            if len(questions) > MOST_QUESTIONS:
                raise Defect(node, sentence("this list has more than {limit} rows.", limit=MOST_QUESTIONS))
    return questions


def _read(node: Node, base: RuleEntries, choices: Mapping[str, tuple[tuple[str, Text], ...]]) -> Iterable[Question]:
    row = PackTable(node)
    pattern = row.word("id")
    each = row.word("each", tuple(_SUBJECTS)) if row.has("each") else ""
    kind = QuestionKind(row.word("kind", [option.value for option in QuestionKind]))
    label, help_text = row.text("label"), row.text("help")
    title = row.text("title") if row.has("title") else None
    unit = row.optional_word("unit")
    low, high, longest = row.integer("low"), row.integer("high"), row.integer("longest") or 0
    decisive = row.flag("decisive")
    only_exception = row.flag("only_exception")
    options: tuple[tuple[str, Text], ...] = ()
    if kind in _CHOOSING:
        options = choices[row.word("choices", choices)]
    elif kind in {QuestionKind.NUMBER, QuestionKind.INTEGER} and (low is None or high is None or not unit):
        raise Defect(node, sentence("a number needs “unit”, “low” and “high”."))
    elif low is not None and high is not None and low > high:
        raise Defect(row.take("high"), sentence("“high” ({high}) is less than “low” ({low}).", low=low, high=high))
    section, group = row.optional_word("section"), row.optional_word("group")
    row.done()
    subjects = _SUBJECTS[each](base) if each else (_Subject("", "", {}, {}),)
    for subject in subjects:
        if only_exception and not subject.exception:
            continue
        answer = _fill(pattern, subject, node, "en")
        if not _ANSWER.fullmatch(answer):
            raise Defect(node, sentence("“{value}” is not an answer id, such as enterprise.name.", value=answer))
        place = section or subject.section
        if place not in base.sections:
            raise Defect(node, sentence("“{id}” is neither in this pack nor in those below it.", id=place))
        yield Question(
            id=AnswerId(answer),
            section=place,
            group=group or subject.id or answer.split(".")[0],
            kind=kind,
            label=_fill_text(label, subject, node),
            help=_fill_text(help_text, subject, node),
            unit=_fill(unit, subject, node, "en") if unit else "",
            choices=options,
            low=low if subject.low is None or low is None else subject.low,
            high=high if subject.high is None or high is None else subject.high,
            longest=longest,
            decisive=decisive,
            title=_fill_text(title, subject, node) if title else None,
        )


def _fill_text(text: Text, subject: _Subject, node: Node) -> Text:
    if "{" not in text.zh and "{" not in text.en:
        return text
    return Text(zh=_fill(text.zh, subject, node, "zh"), en=_fill(text.en, subject, node, "en"))


def _fill(pattern: str, subject: _Subject, node: Node, language: str) -> str:
    if "{" not in pattern:
        return pattern

    def replacement(match: re.Match[str]) -> str:
        name = match[1]
        if name in subject.words:
            return subject.words[name]
        if name in subject.texts:
            text = subject.texts[name]
            return text.zh if language == "zh" else text.en
        raise Defect(node, sentence("“{name}” cannot be filled in here.", name="{" + name + "}"))

    return _PLACE.sub(replacement, pattern)


def _scenarios(content: RuleEntries) -> Iterable[_Subject]:
    for key, entry in content.scenarios.items():
        texts = {"name": entry.name, "summary": entry.summary, "question": entry.question, "hint": entry.hint}
        yield _Subject(key, "", texts, {"id": key, "number": str(entry.number)})


def _requirements(content: RuleEntries) -> Iterable[_Subject]:
    for key, entry in content.requirements.items():
        texts = {"name": entry.name, "text": entry.text, "question": entry.question, "hint": entry.hint}
        yield _Subject(key, entry.section, texts, {"id": key}, entry.exception)


def _subdomains(content: RuleEntries) -> Iterable[_Subject]:
    for key, entry in content.subdomains.items():
        yield _Subject(key, "", {"name": entry.name, "domain": entry.domain}, {"id": key})


def _levels(content: RuleEntries) -> Iterable[_Subject]:
    for key, entry in content.subdomains.items():
        for number, (text, name) in enumerate(zip(entry.levels, content.levels, strict=True), 1):
            texts = {"name": entry.name, "text": text, "level_name": name}
            yield _Subject(key, "", texts, {"id": key, "level": str(number)})


def _kpis(content: RuleEntries) -> Iterable[_Subject]:
    for key, entry in content.kpis.items():
        texts, words = {"name": entry.name, "kind": entry.group}, {"id": key, "unit": entry.unit}
        yield _Subject(key, "", texts, words, low=entry.low, high=entry.high)


def _systems(content: RuleEntries) -> Iterable[_Subject]:
    for key, entry in content.systems.items():
        yield _Subject(key, "", {"name": entry.name, "what": entry.what}, {"id": key})


def _tiers(content: RuleEntries) -> Iterable[_Subject]:
    for key, entry in content.tiers.items():
        yield _Subject(key, "", {"name": entry.name}, {"id": key})


_SUBJECTS = {
    "scenarios": _scenarios,
    "requirements": _requirements,
    "subdomains": _subdomains,
    "levels": _levels,
    "kpis": _kpis,
    "systems": _systems,
    "tiers": _tiers,
}
