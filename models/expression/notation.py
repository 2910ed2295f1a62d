"""Rules as people type them in Chinese: words, full-width signs, curly quotation marks, ≥ and ≤ are normalised."""

import re
from collections.abc import Iterator
from decimal import Decimal

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


_WORDS = {
    **dict.fromkeys(("并且", "而且", "且", "和", "同时"), "and"),
    **dict.fromkeys(("或者", "或"), "or"),
    **dict.fromkeys(("不是", "非"), "not"),
    **dict.fromkeys(("不低于", "不少于", "不小于", "大于等于", "大于或等于", "达到", "至少"), ">="),
    **dict.fromkeys(("不高于", "不超过", "不多于", "不大于", "小于等于", "小于或等于", "至多"), "<="),
    **dict.fromkeys(("大于", "高于", "超过", "多于"), ">"),
    **dict.fromkeys(("小于", "低于", "少于"), "<"),
    "等于": "==",
    "不等于": "!=",
    **dict.fromkeys(("已建场景数", "已建场景"), "built_count"),
    **dict.fromkeys(("人工智能场景数", "智能场景数"), "ai_count"),
    **dict.fromkeys(("人工智能场景占比", "人工智能场景比例", "人工智能应用比例", "智能场景占比"), "ai_share"),
    **dict.fromkeys(("已覆盖环节数", "覆盖环节数", "环节数"), "stage_count"),
    **dict.fromkeys(("已覆盖维度数", "覆盖维度数", "维度数"), "dimension_count"),
    **dict.fromkeys(("成熟度等级", "成熟度级别"), "maturity_level"),
    "成熟度得分": "maturity_score",
    "加": "+",
    "减": "-",
    "乘以": "*",
    "除以": "/",
    **dict.fromkeys(("个", "级", "项", "家", "分"), ""),
}
"""Chinese words of a rule, and what the grammar calls them; the measure words say nothing."""
_WORD = re.compile("|".join(sorted(_WORDS, key=len, reverse=True)))
_RUN = re.compile(f"(?:{_WORD.pattern})+")
_SPOKEN = re.compile(r"(?P<run>[\u4e00-\u9fff]+)|(?P<share>[0-9０-９]+(?:[.．][0-9０-９]+)?)\s*[%％]")
_NAME = re.compile(r"[^\W0-9]\w*$")
"""The end of a name: what stands directly behind one belongs to it."""


def spoken(text: str) -> tuple[str, tuple[int, ...]]:
    """Returns a rule with its Chinese words and percentages in the grammar's, and where each character came from.

    Only runs that are made up of known words are replaced: a quantity may have a Chinese name. What is quoted stays.

    Returns:
        The rule, and for each of its characters and its end the place in `text`, from 1.
    """
    letters: list[str] = []
    places: list[int] = []

    def take(written: str, place: int, *, fixed: bool = False) -> None:
        letters.append(written)
        places.extend(place if fixed else place + index for index in range(len(written)))

    end = 0
    for quoted in (*_QUOTED.finditer(text), None):
        start = quoted.start() if quoted else len(text)
        for place, written, fixed in _pieces(text, end, start):
            take(written, place + 1, fixed=fixed)
        if quoted:
            take(quoted[0], start + 1)
            end = quoted.end()
    return "".join(letters), (*places, len(text) + 1)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, str, bool]]:
    """Yields place, text and whether it is another's, of a part without quotation marks."""
    for match in _SPOKEN.finditer(text, start, end):
        run = match["run"]
        if run and (not _RUN.fullmatch(run) or _NAME.search(text[max(start, match.start() - 40) : match.start()])):
            continue
        yield start, text[start : match.start()], False
        if run:
            for word in _WORD.finditer(run):
                yield match.start() + word.start(), f" {_WORDS[word[0]]} ", True
        else:
            yield match.start(), str(Decimal(match["share"].replace("．", ".")) / 100), True
        start = match.end()
    yield start, text[start:end], False


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
