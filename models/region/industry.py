"""The divisions of manufacturing by GB/T 4754-2017, by which a region groups its factories."""

import json
import re
from collections.abc import Mapping
from functools import cache

import resources
from models.language import Sentence, Text, sentence

_CODE = re.compile(r"C?([0-9]{2})[0-9]{0,2}", re.IGNORECASE)


@cache
def divisions() -> Mapping[str, Text]:
    """Returns the divisions of manufacturing by code, such as C34.

    Source: GB/T 4754-2017, 国民经济行业分类; the English is ours and shorter.
    """
    written: dict[str, list[str]] = json.loads(resources.text("industries/gb4754-2017.json"))
    return {f"C{code}": Text(*names) for code, names in written.items()}


def industry_of(code: str, trade: str) -> str:
    """Returns by what a factory's industry is known: its division, the trade as it was written, or nothing.

    Args:
        code: of GB/T 4754, such as C3484 or 34.
        trade: as the factory calls it; a code stands there too sometimes, or the name of a division.
    """
    for written in (code, trade):
        matched = _CODE.fullmatch(written.strip())
        if matched and f"C{matched[1]}" in divisions():
            return f"C{matched[1]}"
    name = " ".join(trade.split())
    return next((key for key, text in divisions().items() if name == text.zh), name)


def fault_of_industry(code: str) -> Sentence | None:
    """Returns what is wrong with a code of the classification; None where it names a division of manufacturing."""
    if industry_of(code, "") in divisions():
        return None
    return sentence(
        "No division of manufacturing has this code. It begins with C and two digits from 13 to 43, such as C2929."
    )


def industry_text(industry: str) -> Text:
    """Returns what an industry is called."""
    known = divisions().get(industry)
    return Text(f"{industry} {known.zh}", f"{industry} {known.en}") if known else Text(industry, industry)
