"""Texts of the program and the payload, in both languages at once."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from models.figures import yuan
from models.language import Sentence, Text, enumerated, in_both, plain_number
from reports.content.blocks import EMPTY, Mark
from reports.payload.canonical import said


def _(message: str, /, **facts: object) -> Text:
    """Returns a sentence of the program in both languages; `packaging/translate.py` collects `message`."""
    return in_both(Sentence(message, facts))


def read(tree: Mapping[str, Any]) -> Text:
    """Returns a text or a sentence of the payload in both languages."""
    words = said(tree)
    return words if isinstance(words, Text) else in_both(words)


def either(value: str | Mapping[str, Any]) -> Text:
    """Returns a text of the payload that older editions wrote as one word and newer ones as a pair."""
    return plain(value) if isinstance(value, str) else read(value)


def keys(sources: list[str]) -> list[Text]:
    """Returns the keys of sources as they appear in the report, in square brackets."""
    return [plain(f"[{key}]") for key in sources]


def further(title: Text) -> Text:
    """Returns the title of something that goes on over the page."""
    return _("{title} (continued)", title=title)


def plain(value: object) -> Text:
    """Returns what a person wrote, which is the same in every language."""
    return Text(str(value), str(value))


def joined(*texts: Text, zh: str = "", en: str = " ") -> Text:
    """Returns texts one after another; empty ones are left out."""
    kept = [text for text in texts if text.zh or text.en]
    return Text(zh.join(text.zh for text in kept), en.join(text.en for text in kept))


def listed(texts: list[Text]) -> Text:
    """Returns texts as an enumeration."""
    return Text(enumerated([text.zh for text in texts], "zh"), enumerated([text.en for text in texts], "en"))


def number(value: Any) -> str:
    """Returns a number of the payload as a person reads it; empty for none."""
    return "" if value is None else plain_number(Decimal(str(value)))


def wan(value: Any, *, padded: bool = False) -> Text:
    """Returns money as a text with its unit, 万元 to the nearest hundredth, halves upwards.

    Args:
        value: 万元.
        padded: always with two decimals, for what stands in a column.
    """
    amount = Decimal(str(value or 0)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return Text(f"{amount:.2f} 万元", yuan(amount).en) if padded else yuan(amount)


def status_word(status: str) -> Text:
    """Returns the word shown beside the shape of a status."""
    return {
        "met": _("met"),
        "not_met": _("not met"),
        "unknown": _("unknown"),
        "not_applicable": _("not applicable"),
    }[status]


def mark(status: str) -> Mark:
    """Returns the shape of a status."""
    return Mark(status)


def or_dash(text: Text) -> Text:
    """Returns the text, a dash where nothing was said."""
    return text if text.zh or text.en else Text("—", "—")


__all__ = [
    "EMPTY",
    "_",
    "either",
    "further",
    "joined",
    "keys",
    "listed",
    "mark",
    "number",
    "or_dash",
    "plain",
    "read",
    "status_word",
    "wan",
]
