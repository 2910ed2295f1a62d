"""Text in the person's language: pairs from data, and the program's sentences through gettext.

Data (rulebooks, measures) carries both languages in a `Text`. Sentences that the program makes are
`Sentence` values: an English message and its facts, translated only when they are shown, so that one
evaluation can be read in Chinese on screen and written in English into a report.
"""

import gettext
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from typing import Literal, get_args

import resources

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True, slots=True)
class Text:
    """One wording in both languages, as data files carry it."""

    zh: str
    en: str

    def text(self, language: Language) -> str:
        """Returns the wording in `language`."""
        return self.zh if language == "zh" else self.en


def once(text: Text) -> Text | str:
    """Returns a wording that is the same in both languages as one string, as older packs and reports have it."""
    return text.zh if text.zh == text.en else text


def joined(texts: Iterable[Text], between: Text) -> Text:
    """Returns several wordings one after the other."""
    parts = tuple(texts)
    return Text(between.zh.join(part.zh for part in parts), between.en.join(part.en for part in parts))


def flowing(texts: Iterable[str], language: Language) -> str:
    """Returns sentences one after the other, empty ones left out: in Chinese nothing stands between them."""
    return ("" if language == "zh" else " ").join(filter(None, texts))


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the program, translated when it is shown.

    `message` is English, with `{name}` for each fact; it is the key of the translation.
    """

    message: str
    facts: Mapping[str, object]
    plural: str = ""
    """The English for every `count` but 1, for which `message` is right; empty where nothing is counted."""

    def text(self, language: Language) -> str:
        """Returns the sentence in `language`, its facts rendered in the same language."""
        if self.plural:
            translated = translate_counted(self.message, self.plural, self.facts.get("count") == 1, language)
        else:
            translated = translate(self.message, language)
        if not self.facts:
            return translated
        # Not str.format: a sentence may come from somebody's file, and its braces must not do more than name a fact.
        shown = {name: render(fact, language) for name, fact in self.facts.items()}
        if language == "en" or " " not in translated:
            return _FACT.sub(partial(_filled, shown, self.facts), translated)
        marked = {name: f"{_EDGE}{fact}{_EDGE}" for name, fact in shown.items()}
        return _BLANK.sub("", _FACT.sub(partial(_filled, marked, self.facts), translated)).replace(_EDGE, "")


_FACT = re.compile(r"\{(\w+)\}(\.(?=[\s”)]|$)|。|(?=[)）,，;；:：]))?")
"""A fact, with the full stop after it, or nothing where what is around it goes on."""


_EDGE = "\ufdd0"
"""Where a fact begins and ends, until the sentence is whole; no character of any text."""
_HAN = "[\u3400-\u9fff\uff01-\uff5e、。”）】]"
_BLANK = re.compile(rf"(?<={_HAN}{_EDGE}) (?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff]) (?={_EDGE}[\u3400-\u9fff“（【])")
"""The blank that sets off a number or a Latin word from Chinese, beside a fact that turned out to be Chinese."""


def _filled(shown: Mapping[str, str], facts: Mapping[str, object], place: re.Match[str]) -> str:
    """Returns what stands in a fact's place.

    One that is a whole sentence brings its full stop along where the sentence around it ends, and leaves it out where
    that goes on, such as before a bracket.
    """
    text, stop = shown.get(place[1]), place[2]
    if text is None:
        return place[0]
    if stop == "":
        return (
            _unstopped(text)
            if isinstance(facts[place[1]], (Sentence, Text)) and not text.rstrip(_EDGE).endswith("..")
            else text
        )
    return text if stop and text.rstrip(_EDGE).endswith((".", "。")) else text + (stop or "")


def _unstopped(text: str) -> str:
    bare = text.rstrip(_EDGE)
    return bare.rstrip(".。") + text[len(bare) :]


def sentence(message: str, /, **facts: object) -> Sentence:
    """Makes a `Sentence`; `packaging/translate.py` collects `message` wherever this is called."""
    return Sentence(message, facts)


def counted(singular: str, plural: str, /, *, count: int | Decimal, **facts: object) -> Sentence:
    """Makes a `Sentence` that depends on a number; `packaging/translate.py` collects both forms.

    Args:
        singular: the English for a count of 1; it may leave `{count}` out.
        plural: the English for every other count.
        count: the fact `{count}`.
        facts: the other facts. A sentence with two counts takes the second as a fact made by `counted`.
    """
    return Sentence(singular, {"count": count, **facts}, plural)


def in_both(said: Sentence) -> Text:
    """Returns a sentence in both languages at once."""
    return Text(said.text("zh"), said.text("en"))


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "collect this, translate later"
    """Marks a message for translation without translating it."""
    return message


@cache
def _catalogue(language: Language) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    # Opened by its path: `gettext.translation` first loads a table of all the world's locales.
    with resources.path(f"locale/{language}/LC_MESSAGES/zhijie.mo").open("rb") as compiled:
        return gettext.GNUTranslations(compiled)


def translate(message: str, language: Language) -> str:
    """Returns the translation of an English message; the message itself where there is none."""
    return _catalogue(language).gettext(message)


def translate_counted(singular: str, plural: str, is_one: bool, language: Language) -> str:
    """Returns the form of a counted message that `language` has for 1, or for any other number."""
    return _catalogue(language).ngettext(singular, plural, 1 if is_one else 2)


def render(fact: object, language: Language) -> str:
    """Returns one fact of a sentence as a person reads it: sequences are joined, numbers lose empty decimals."""
    if isinstance(fact, (Text, Sentence)):
        return fact.text(language)
    if isinstance(fact, (list, tuple)):
        return enumerated([render(item, language) for item in fact], language)
    if isinstance(fact, Decimal):
        return plain_number(fact)
    return str(fact)


def enumerated(items: Sequence[str], language: Language) -> str:
    """Returns an enumeration; items that hold commas of their own are set apart by semicolons."""
    comma, strong, inner = ("、", "；", "、，") if language == "zh" else (", ", "; ", ",")
    return (strong if any(mark in item for item in items for mark in inner) else comma).join(items)


def plain_number(value: Decimal) -> str:
    """Returns a decimal without exponent and without trailing zeros: `12.50` as `12.5`, `3E+1` as `30`."""
    shown = f"{value:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
