"""Answers that contradict each other: the rulebook's contradiction rules applied to the answers."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from models.assessment import AnswerId
from models.evaluation import Contradiction
from models.evaluator.facts import Facts, Ground
from models.evaluator.meaning import BookMeaning, Logical, Numeric
from models.evaluator.tracing import shown_range
from models.expression import (
    ValueKind,
    Vocabulary,
    answers_read,
    check,
    compile_logical,
    compile_numeric,
)
from models.expression.syntax import And, Call, Comparison, Node, Or, children
from models.language import LANGUAGES, Language, Sentence, Text, sentence
from models.packs.rules.contradiction import check_contradiction_text
from models.rulebook import ContradictionRule, Severity

_STARRED = re.compile(r"""(["'])[^"'\n]*\*[^"'\n]*\1""")
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


@dataclass(frozen=True, slots=True)
class CompiledContradiction:
    """One contradiction rule made ready, for one subject where it is asked of every one of a kind."""

    rule: ContradictionRule
    needed: tuple[AnswerId, ...]
    """Answers without which the rule cannot be true: most rules are settled by one look at these."""
    when: Logical
    reads: tuple[AnswerId, ...]
    facts: Mapping[str, Numeric]
    subject: Text | None
    always: Sentence | None
    """What the rule says whenever it strikes; None where it names figures of the case."""


def compile_contradictions(
    ground: Ground, meaning: BookMeaning, vocabulary: Vocabulary
) -> tuple[CompiledContradiction, ...]:
    """Returns the rulebook's contradiction rules made ready, the gravest first.

    Raises:
        ExpressionError: when a rule or a figure in its text is not in the language.
    """
    compiled: list[CompiledContradiction] = []
    rules = sorted(ground.rulebook.contradictions, key=lambda rule: _ORDER.index(rule.severity))
    for rule in rules:
        check_contradiction_text(rule)
        compiled += (
            _ready(rule, subject, ground, meaning, vocabulary)
            for subject in ground.rulebook.subjects(rule.each) or (None,)
        )
    return tuple(compiled)


def _ready(
    rule: ContradictionRule,
    subject: tuple[str, Text] | None,
    ground: Ground,
    meaning: BookMeaning,
    vocabulary: Vocabulary,
) -> CompiledContradiction:
    star = subject[0] if subject else ""
    meaning.inside = rule.id
    expression = check(_starred(rule.when, star), vocabulary)
    facts = {
        name: compile_numeric(check(_starred(formula, star), vocabulary, ValueKind.NUMERIC).node, meaning)
        for name, formula in rule.facts.items()
    }
    subject_text = subject[1] if subject else None
    return CompiledContradiction(
        rule=rule,
        needed=tuple(sorted(_needed(expression.node), key=_rarest_first)),
        when=compile_logical(expression.node, meaning),
        reads=tuple(AnswerId(answer) for answer in sorted(answers_read(expression, ground.rulebook))),
        facts=facts,
        subject=subject_text,
        always=None if facts else _as_sentence(_filled(rule, subject_text, {})),
    )


def _starred(text: str, subject: str) -> str:
    """Puts a subject's id in place of the star, inside quoted ids only: outside it multiplies."""
    return _STARRED.sub(lambda match: match[0].replace("*", subject), text) if subject else text


def _needed(node: Node) -> frozenset[AnswerId]:
    """Returns answers that must all be given for a node to be true; an absent one leaves it unknown or false."""
    match node:
        case And():
            return frozenset().union(*(_needed(part) for part in node.parts))
        case Or():
            return frozenset.intersection(*(_needed(part) for part in node.parts))
        case Comparison():
            # Only where one side is an answer and nothing else is its absence sure to leave the comparison unknown.
            return frozenset(
                AnswerId(side.arguments[0])
                for side in children(node)
                if isinstance(side, Call) and side.name == "value"
            )
        case Call(name="says"):
            return frozenset({AnswerId(f"requirements.{node.arguments[0]}.answer")})
        case Call(name="answered" | "is_one_of"):
            return frozenset({AnswerId(node.arguments[0])})
        case Call(name="built" | "uses_ai"):
            return frozenset({AnswerId(f"scenarios.{node.arguments[0]}.status")})
    return frozenset()


def _rarest_first(answer: AnswerId) -> tuple[bool, str]:
    """Nearly every factory answers the status of a scenario; few its dates and money."""
    return (answer.endswith((".status", ".answer", ".in_use")), answer)


def contradictions(facts: Facts, rules: tuple[CompiledContradiction, ...]) -> tuple[Contradiction, ...]:
    """Returns the contradictions in the answers, the gravest first, then in the rulebook's order."""
    broken = []
    answers = facts.answers
    for rule in rules:
        for answer in rule.needed:
            if answer not in answers:
                break
        else:
            if rule.when(facts) is True:
                broken.append(_found(rule, facts))
    return tuple(broken)


def _found(compiled: CompiledContradiction, facts: Facts) -> Contradiction:
    text = compiled.always
    if text is None:
        figures = {name: shown_range(formula(facts)).text for name, formula in compiled.facts.items()}
        text = _as_sentence(_filled(compiled.rule, compiled.subject, figures))
    answers = facts.answers
    given = tuple([answer for answer in compiled.reads if answer in answers])
    return Contradiction(compiled.rule.id, compiled.rule.severity, text, given)


def _filled(rule: ContradictionRule, subject: Text | None, figures: Mapping[str, Callable[[Language], str]]) -> Text:
    values = dict(figures)
    if subject is not None:
        values[rule.each] = subject.text
    texts = {
        language: rule.text.text(language).format_map({name: value(language) for name, value in values.items()})
        for language in LANGUAGES
    }
    return Text(**texts)


def _as_sentence(text: Text) -> Sentence:
    """The wording is the pack's own in both languages: nothing is left to translate."""
    return sentence("{text}", text=text)
