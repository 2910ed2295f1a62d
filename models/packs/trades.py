"""The words of a trade: what machine, order and shop floor are called there, behind the general word of a question."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from models.language import Language, Text
from models.packs.text.shipped import shipped_lines
from models.packs.text.table import PackTable
from models.packs.text.tree import Node

TRADES = "interview/trades.yaml"
_PATTERNS: Mapping[str, Mapping[Language, re.Pattern[str]]] = {
    # Not the machines that a factory sells or that stand for any, nor their register or department.
    "machine": {
        "zh": re.compile(r"(?<!的)设备(?!管|台账|商|厂|维|编)"),
        "en": re.compile(r"(?<!by )\b(?:machines|equipment)\b(?! you sold)", re.IGNORECASE),
    },
    "order": {
        "zh": re.compile(r"(?:订单|工单)(?![号管系])"),
        "en": re.compile(r"\b(?:orders|an order)\b", re.IGNORECASE),
    },
    "shop": {"zh": re.compile(r"车间"), "en": re.compile(r"\b(?:shop floor|shop)\b")},
}


@dataclass(frozen=True, slots=True)
class Trade:
    """One trade. Nothing of it decides anything."""

    id: str
    codes: tuple[str, ...]
    """First digits of the industry codes that belong to it."""
    name: Text
    words: Mapping[str, Text]
    """What machine, order and shop floor are called, by these three names."""

    def worded(self, text: Text) -> Text:
        """Returns a question with the words of the trade in brackets behind the first mention of each general word."""
        return Text(self._in(text.zh, "zh"), self._in(text.en, "en"))

    def _in(self, text: str, language: Language) -> str:
        left, right = ("（", "）") if language == "zh" else (" (", ")")
        for name, word in self.words.items():
            own = f"{left}{word.text(language)}{right}"
            mentioned = _PATTERNS[name][language].search(text)
            if mentioned is not None:
                text = text[: mentioned.end()] + own + text[mentioned.end() :]
        return text


def trade_of(code: str) -> Trade | None:
    """Returns the trade of an industry code such as `C2929`; None where none is known for it."""
    digits = code.strip().upper().removeprefix("C")
    fitting = [(prefix, trade) for trade in shipped_trades() for prefix in trade.codes if digits.startswith(prefix)]
    return max(fitting, key=lambda each: len(each[0]))[1] if fitting else None


@cache
def shipped_trades() -> tuple[Trade, ...]:
    """Returns the trades that the program knows.

    Raises:
        InvalidPack: when the shipped file is damaged.
    """
    return shipped_lines(TRADES, "trades", _trade)


def _trade(node: Node) -> Trade:
    row = PackTable(node)
    trade = Trade(row.identifier(), row.words("codes"), row.text("name"), {name: row.text(name) for name in _PATTERNS})
    row.done()
    return trade
