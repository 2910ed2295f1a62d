"""A number with its unit, its source and its confidence: the mark stays with it up to the screen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from models.language import N_, Language, Sentence, Text, plain_number, sentence, translate


class Confidence(StrEnum):
    """How sure a fact is. The letters are those of the data files."""

    OFFICIAL = "O"
    """Official text seen, directly or as a faithful copy."""
    SECONDARY = "S"
    """Read in a secondary source."""
    DERIVED = "D"
    """Worked out from sourced figures."""
    INFERRED = "I"
    """Our reading, no text says so."""
    ESTIMATE = "E"
    """An estimate without a source."""
    RECALL = "R"
    """From memory, no source found: to be checked before use."""
    QUOTE = "Q"
    """The user's own figure, such as a supplier's quote."""

    def text(self, language: Language) -> str:
        """Returns the word that a person reads beside the figure."""
        return translate(_WORDS[self], language)


_WORDS: Mapping[Confidence, str] = {
    Confidence.OFFICIAL: N_("official text"),
    Confidence.SECONDARY: N_("secondary source"),
    Confidence.DERIVED: N_("derived"),
    Confidence.INFERRED: N_("our reading"),
    Confidence.ESTIMATE: N_("estimate"),
    Confidence.RECALL: N_("unverified"),
    Confidence.QUOTE: N_("own quote"),
}


_WEAKER = "OSDIER"
"""Marks from the surest to the weakest."""


def weakest(marks: Iterable[Confidence]) -> Confidence:
    """Returns the mark of what is worked out from figures with these marks; the user's own figures weaken nothing."""
    others = [mark for mark in marks if mark is not Confidence.QUOTE]
    return max(others, key=lambda mark: _WEAKER.index(mark.value)) if others else Confidence.QUOTE


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read."""

    key: str
    """Short key, unique inside one pack, such as `S1`."""
    what: Text
    """What the source is; the same in both languages where the pack gives one wording only."""
    where: str
    """Address; empty where only the title is known."""
    confidence: str = ""
    """The pack author's judgement of the source as a whole, where one is given: a mark, or a grade such as `med`."""
    no_address: Text | None = None
    """Why there is no address; None where there is one."""
    transcription: bool = False
    """Whether somebody copied or condensed an official text that was not read itself."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure or a range of it, with unit, source and confidence."""

    low: Decimal
    typical: Decimal
    high: Decimal
    unit: str
    """Such as `wan` (万元), `wan_per_year`, `weeks`, `person_weeks`, `share`, `percent`."""
    confidence: Confidence
    sources: tuple[str, ...] = ()
    """Keys of the pack's sources; empty only for estimates and the user's own figures."""
    date: str = ""
    """When the figure held, ISO date or year; empty when the source does not say."""
    note: Text | None = None
    vat: str = ""
    """`with` or `without`: whether value-added tax is in a price; empty where the source does not say."""


def tax_words(figure: Figure) -> list[Sentence]:
    """Returns whether value-added tax is in a price; nothing where the source does not say."""
    said = {"with": N_("The price includes VAT."), "without": N_("The price does not include VAT.")}
    return [sentence(said[figure.vat])] if figure.vat in said else []


def yuan(wan: Decimal, *, compared: bool = False) -> Text:
    """Returns an amount of 万元 as a person reads it, to the nearest hundredth of it or yuan: `53.3 万元`, `533,000 yuan`.

    Args:
        wan: the amount.
        compared: whether it stands among others that it is compared with: then it has two decimals, `53.30 万元`.
    """
    amount = f"{wan:.2f}" if compared else plain_number(round(wan, 2))
    return Text(f"{amount} 万元", f"{round(wan * 10000):,} yuan")
