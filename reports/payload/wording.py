"""Words for values that data files name by a key: units, answers, severities, kinds of condition."""

from collections.abc import Mapping
from decimal import Decimal

from models.assessment import Assessment, Value
from models.figures import yuan
from models.language import N_, Language, Text, plain_number, translate
from models.questionnaire import Question, QuestionKind
from models.spelling.units import with_unit

_ANSWERS: Mapping[str, str] = {
    "yes": N_("yes"),
    "no": N_("no"),
    "partly": N_("partly"),
    "sure": N_("sure"),
    "guess": N_("a guess"),
    "ask": N_("ask someone"),
    "none": N_("not begun"),
    "planned": N_("planned"),
    "partial": N_("on some lines"),
    "full": N_("on all lines"),
    "not_applicable": N_("not applicable"),
    "most": N_("mostly"),
    "part": N_("in part"),
    "province": N_("province"),
    "nation": N_("nation"),
    "world": N_("world"),
    "average": N_("average"),
    "leading": N_("leading level"),
    "self_assessed": N_("self-assessed"),
    "reviewed": N_("reviewed"),
    "recognised": N_("recognised"),
}
"""Words for answers whose question is not in the rulebook any more."""

_MATURITY: Mapping[str, str] = {
    "full": N_("fully"),
    "most": N_("mostly"),
    "part": N_("in part"),
    "none": N_("not yet"),
}


def word(message: str) -> Text:
    """Returns one of the program's words in both languages."""
    return Text(translate(message, "zh"), translate(message, "en"))


def answer_word(value: str) -> Text:
    """Returns the word for a choice that the document holds as a key."""
    return word(_ANSWERS[value]) if value in _ANSWERS else Text(value, value)


def maturity_word(value: str) -> Text:
    """Returns the word for how far one maturity level is fulfilled."""
    return word(_MATURITY[value]) if value in _MATURITY else Text(value, value)


def value_text(value: Value, question: Question | None) -> Text:
    """Returns an answer as a person reads it, with its unit."""
    if question is not None:
        for choice, label in question.choices:
            if value == choice:
                return label
    if isinstance(value, bool):
        return answer_word("yes" if value else "no")
    if isinstance(value, tuple):
        if question is not None and question.kind is QuestionKind.EVIDENCE:
            return Text(f"{len(value)} 项", f"{len(value)}")
        return Text("、".join(value), ", ".join(value))
    if isinstance(value, (int, Decimal)):
        if question is not None and question.unit == "wan":
            return yuan(Decimal(value))
        return with_unit(plain_number(Decimal(value)), question.unit if question else "")
    if question is None or question.kind is QuestionKind.YES_NO:
        return answer_word(value)
    return Text(value, value)


def text_of(assessment: Assessment, answer: str) -> str:
    """Returns a text answer; empty when it was not given."""
    value = assessment.get(answer)
    if value is None:
        return ""
    return "、".join(value) if isinstance(value, tuple) else str(value)


def shown(text: Mapping[str, str], language: Language) -> str:
    """Returns one language of a resolved pair."""
    return text[language]
