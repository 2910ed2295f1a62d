"""Rules as people type them in Chinese: full-width signs, curly quotation marks, ≥ and ≤ are normalised."""

import re

_QUOTES = '"“”„‟＂「」『』«»'
_APOSTROPHES = "'‘’＇"
_QUOTED = re.compile(f"[{_QUOTES}]([^{_QUOTES}\n]*)[{_QUOTES}]|[{_APOSTROPHES}]([^{_APOSTROPHES}\n]*)[{_APOSTROPHES}]")
_SIGNS = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(map(ord, "\n\r\t\u00a0\u2002\u2003\u2009\u202f\u3000"), " "),
    **dict.fromkeys(map(ord, "−–—"), "-"),
    ord("×"): "*",
    ord("÷"): "/",
    ord("、"): ",",
}
_PAIRS = re.compile(r"(?P<sign>[≥≧⩾≤≦⩽≠]|(?<![<>=!])=(?!=)) ?")
_PAIR = {"≥": ">=", "≧": ">=", "⩾": ">=", "≤": "<=", "≦": "<=", "⩽": "<=", "≠": "!=", "=": "=="}


def as_meant(text: str) -> str:
    """Returns a rule in the signs of the grammar, on one line; what is quoted stays as it is.

    A sign that becomes two takes the blank behind it, so that places before and behind it stay the same.
    """
    parts: list[str] = []
    end = 0
    for quoted in _QUOTED.finditer(text):
        double = quoted[1] is not None
        parts += (_plain(text[end : quoted.start()]), f'"{quoted[1]}"' if double else f"'{quoted[2]}'")
        end = quoted.end()
    return "".join((*parts, _plain(text[end:])))


def _plain(text: str) -> str:
    return _PAIRS.sub(lambda match: _PAIR[match["sign"]], text.translate(_SIGNS))
