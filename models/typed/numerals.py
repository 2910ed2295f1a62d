"""Numbers in Chinese characters: 十二, 三百零五, 一千二百, 三点五, and the years, months and days of a date."""

import re
from decimal import Decimal

_DIGITS = "零一二三四五六七八九"
_PLACES = ((1000, "千"), (100, "百"), (10, "十"))
NUMERAL = "[零〇一二两三四五六七八九十百千]+"
"""Pattern of what may be one; `numeral` says whether it is."""

SPELLED = f"{NUMERAL}(?:点[零〇一二三四五六七八九]+)?"
"""The same with decimal places; `spelled` says whether it is one."""
_FIGURES = str.maketrans("零〇一二三四五六七八九", "00123456789")


def spelled(text: str) -> Decimal | None:
    """Returns the number that some characters spell, with decimal places behind 点; None if none is written that way."""
    head, _, places = text.partition("点")
    whole = numeral(head)
    if whole is None:
        return None
    return Decimal(f"{whole}.{places.translate(_FIGURES)}") if places else Decimal(whole)


def in_figures(text: str) -> str:
    """Returns a date or quarter with figures for 二〇二四年五月一日 and 一季度; anything else stays as it is."""

    def written(place: re.Match[str]) -> str:
        number = numeral(place[0])
        return place[0] if number is None else str(number)

    text = re.sub("[零〇一二三四五六七八九]{4}(?=年)", lambda place: place[0].translate(_FIGURES), text)
    return re.sub(f"(?<=[年月第]){NUMERAL}(?=[月日号季])", written, text)


def numeral(text: str) -> int | None:
    """Returns the number below ten thousand that some characters spell; None if no number is written that way."""
    if re.fullmatch("[零〇一二三四五六七八九]{2,}", text):
        return None
    usual = text.replace("〇", "零").replace("两", "二")
    total = digit = 0
    for character in usual:
        place = next((worth for worth, name in _PLACES if name == character), 0)
        if place:
            total += (digit or 1) * place
            digit = 0
        else:
            digit = _DIGITS.index(character)
    total += digit
    return total if usual in (_spelled(total), _spelled(total).removeprefix("一") if 10 <= total < 20 else "") else None


def _spelled(number: int) -> str:
    if number == 0:
        return _DIGITS[0]
    text, gap = "", False
    for worth, name in (*_PLACES, (1, "")):
        digit = number // worth % 10
        if digit:
            text += (_DIGITS[0] if gap and text else "") + _DIGITS[digit] + name
        gap = not digit and (gap or bool(text))
        if digit:
            gap = False
    return text
