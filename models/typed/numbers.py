"""Numbers as people type and paste them, with the unit of the field that they are typed into."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import product
from typing import TYPE_CHECKING

from models.language import Sentence, plain_number, sentence
from models.questionnaire import QuestionKind
from models.spelling.units import UNITS, Unit
from models.typed.meaning import Reading, not_understood, one_of, plain
from models.typed.numerals import SPELLED, spelled

if TYPE_CHECKING:
    from models.questionnaire import Question

FINEST = 9
"""Most decimal places that an answer keeps."""
_LONGEST = 80
_LONGEST_LIST = 2_000
_DIGITS = 200
"""Enough that no number of `_LONGEST` characters is rounded while it is worked out."""
_LARGEST = Decimal(10) ** 15
_FIGURES = re.compile(rf"(?:[0-9.,']|\s(?=[0-9]))+(?:E[+-][0-9]{{2}}(?![0-9]))?|{SPELLED}")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}([,' ])[0-9]{3}(?:\1[0-9]{3})*(?:\.[0-9]+)?")
_DOTTED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}(?:,[0-9]+)?|[1-9][0-9]{0,2}\.[0-9]{3},[0-9]+")
_DECIMAL = re.compile(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+|[0-9](?:\.[0-9]+)?E[+-][0-9]+")
"""With a power of ten only as spreadsheets write it: 1.2E+08."""
_DOT_OR_GROUP = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_COMMA_PAIR = re.compile(r"[0-9]+,[0-9]+")
_SCALES: dict[str, int] = {
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "万": 10**4,
    "亿": 10**8,
    "千": 10**3,
    "百": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
}
_SCALE = re.compile("|".join(_SCALES))
_YUAN = frozenset({"元", "圆", "块", "块钱", "元人民币", "人民币", "yuan", "rmb", "cny"})
_A_YEAR = re.compile(r"\s*(?:/年|每年|一年|/\s*year|/\s*yr|a year|per year)$|^(?:每年|一年)")
_STRONG = re.compile(r"[、;\n]")


@dataclass(frozen=True, slots=True)
class NumberForm:
    """What kind of number a place asks for."""

    unit: str = ""
    """A key of `models.spelling.units`; empty for a pure number."""
    low: Decimal | int | None = None
    high: Decimal | int | None = None
    whole: bool = False

    @classmethod
    def of(cls, question: "Question") -> "NumberForm":
        """Returns the form of a question's answer."""
        return cls(question.unit, question.low, question.high, question.kind is QuestionKind.INTEGER)

    def problem_of(self, value: Decimal) -> Sentence | None:
        """Returns why a number is not allowed here; None when it is."""
        if self.whole and value != value.to_integral_value():
            return sentence("Please enter a whole number.")
        if self.low is not None and self.high is not None and not self.low <= value <= self.high:
            return sentence("This must be between {low} and {high}.", low=self.low, high=self.high)
        if self.low is not None and value < self.low:
            return sentence("This must be at least {low}.", low=self.low)
        if self.high is not None and value > self.high:
            return sentence("This must be at most {high}.", high=self.high)
        if abs(value) > _LARGEST:
            return sentence("This number is too large.")
        exponent = value.normalize().as_tuple().exponent
        if isinstance(exponent, int) and exponent < -FINEST:
            return sentence("Please give at most {most} decimal places.", most=FINEST)
        return None


_PER_CENT = NumberForm(low=0, high=100)


def read_number(text: str, form: NumberForm) -> Reading[Decimal]:
    """Returns the number that a text means, in the unit of the form.

    Understood are full-width characters, digits grouped in threes, the unit behind the number, 千, 万 and 亿, and whole
    numbers in Chinese characters. `8,5` and `1.200` have two meanings; those that cannot stand here are left out.
    """
    with localcontext(prec=_DIGITS):
        whole = plain(text)
        meanings = _numbers(whole, form)
        if isinstance(meanings, Sentence):
            return not_understood(meanings)
        fit = [value for value in meanings if form.problem_of(value) is None]
        # 85 is only asked about beside 8.5: nobody who types 8,5 means 85 alone.
        if fit and (fit[0] == meanings[0] or "," not in whole):
            return one_of(fit, text)
        return not_understood(form.problem_of(meanings[0]) or _no_number())


def read_numbers(text: str, form: NumberForm) -> Reading[tuple[Decimal, ...]]:
    """Returns the numbers of a list such as `30,50,20`.

    An enumeration mark, a semicolon or a comma with a blank behind it always stands between two numbers. A bare comma
    may also group digits: `1,200` is 1200 or 1 and 200, and the person is asked.
    """
    whole = plain(text)
    if len(whole) > _LONGEST_LIST:
        return not_understood(_no_number())
    readings = [_readings(parts, form) for parts in _divisions(whole)]
    meanings = [numbers for reading in readings for numbers in reading.meanings]
    if meanings:
        return one_of(meanings, text)
    return next((reading for reading in readings if reading.problem), not_understood(_no_number()))


def read_shares(text: str) -> Reading[tuple[Decimal, ...]]:
    """Returns the parts of a whole, together 1, that are written in per cent, such as `30/40/30`; empty for nothing."""
    if not text.strip():
        return Reading(((),))
    reading = read_numbers(plain(text).replace("%", "").replace("/", ";"), _PER_CENT)
    whole = next((parts for parts in reading.meanings if sum(parts) == 100), None)
    if whole is not None:
        return Reading((tuple((part / 100).normalize() for part in whole),))
    if not reading.meanings:
        return reading
    return not_understood(
        sentence("The parts come to {sum} per cent, not to 100: such as 30/40/30.", sum=sum(reading.meanings[0]))
    )


def shares_text(shares: Iterable[Decimal]) -> str:
    """Returns shares as a person would type them; `read_shares` reads the same from it."""
    return "/".join(plain_number((share * 100).normalize()) for share in shares)


def _divisions(whole: str) -> list[list[str]]:
    """Returns the ways in which a line may be divided into numbers: commas group where they can, or all divide."""
    if _STRONG.search(whole):
        # Where another mark divides, a comma that can group does.
        return [_split(_STRONG.split(whole), group=True)]
    spaced = re.split(r"\s*,\s+|\s+,\s*", whole)
    return [_split(spaced, group=True), _split(spaced, group=False)]


def _split(parts: Iterable[str], *, group: bool) -> list[str]:
    return [piece for part in parts for piece in ([part] if group and _could_group(part) else part.split(","))]


def _could_group(part: str) -> bool:
    figures = _FIGURES.match(part.lstrip("+-¥ "))
    return figures is not None and "," in figures[0] and _GROUPED.fullmatch(figures[0]) is not None


def _readings(parts: Sequence[str], form: NumberForm) -> Reading[tuple[Decimal, ...]]:
    """Returns the meanings of consecutive numbers."""
    readings = [read_number(part, form) for part in parts]
    for reading in readings:
        if not reading.meanings:
            return Reading((), reading.problem)
    most = max(len(reading.meanings) for reading in readings)
    return Reading(
        tuple(
            tuple(reading.meanings[min(place, len(reading.meanings) - 1)] for reading in readings)
            for place in range(most)
        )
    )


def _no_number() -> Sentence:
    return sentence("Please enter a number, such as 12 or 3.5.")


def _numbers(whole: str, form: NumberForm) -> Sequence[Decimal] | Sentence:
    """Returns what a plain text may mean, before its range is looked at; or what is wrong with it."""
    unit = UNITS.get(form.unit, Unit(form.unit, typed=frozenset({form.unit.lower()} if form.unit else ())))
    match = re.fullmatch(r"([+-]?)\s*(¥?)\s*(?:百分之(?=.))?(.*)", whole, re.DOTALL)
    assert match is not None
    sign, currency, rest = match[1], match[2], match[3]
    if "百分之" in whole:
        rest += "%"
    if len(whole) > _LONGEST or (currency and not unit.yuan):
        return _no_number()
    a_year = bool(_A_YEAR.search(rest.lower())) and unit.yuan
    if a_year:
        if not unit.a_year:
            return sentence("This field asks for one sum, not for a sum a year.")
        rest = _A_YEAR.sub("", rest.lower())
    pieces = _pieces(rest.strip())
    if pieces is None:
        return _no_number()
    figures, tail = pieces
    worth = _money(figures, tail, unit, currency=bool(currency)) if unit.yuan else _counted(figures, tail, unit)
    if worth is None:
        if re.search("[-+0-9]", tail):
            return _no_number()
        return sentence("“{unit}” does not fit here.", unit=tail)
    return [-value if sign == "-" else value for value in worth]


_Piece = tuple[tuple[Decimal, ...], str]
"""What the digits may mean, and the scale word behind them."""


def _pieces(rest: str) -> tuple[list[_Piece], str] | None:
    """Returns digits with their scales (`1亿2000万` are two) and what follows; None when it is no such thing."""
    pieces: list[_Piece] = []
    while True:
        digits = _FIGURES.match(rest)
        if digits is None:
            return None
        rest = rest[digits.end() :].lstrip()
        scale = _SCALE.match(rest.lower())
        name = scale[0] if scale else ""
        figures = _figures(digits[0].strip(), scaled=bool(name))
        if not figures:
            return None
        rest = rest[len(name) :].lstrip()
        pieces.append((figures, name))
        if len(pieces) > 1 and not _descends(pieces[-2], pieces[-1]):
            return None
        if not name or _FIGURES.match(rest) is None:
            return pieces, rest.strip().lower()


def _descends(before: _Piece, after: _Piece) -> bool:
    """Whether a second part is smaller than the first, as in 1亿2000万; 3万5 would leave its last figure open."""
    scale = _SCALES.get(after[1], 1)
    return len(after[0]) == 1 and after[0][0] * scale < _SCALES[before[1]] and (bool(after[1]) or after[0][0] >= 10)


def _figures(digits: str, *, scaled: bool) -> tuple[Decimal, ...]:
    """Returns what some digits may mean, the likeliest first; none for digits that no number is written with."""
    if re.fullmatch(SPELLED, digits):
        number = spelled(digits)
        return () if number is None else (number,)
    if not scaled and _DOT_OR_GROUP.fullmatch(digits):
        return Decimal(digits), Decimal(digits.replace(".", ""))
    if _DECIMAL.fullmatch(digits):
        return (Decimal(digits),)
    if _GROUPED.fullmatch(digits):
        return (Decimal(re.sub("[,' ]", "", digits)),)
    if _DOTTED.fullmatch(digits):
        return (Decimal(digits.replace(".", "").replace(",", ".")),)
    if _COMMA_PAIR.fullmatch(digits):
        point = Decimal(digits.replace(",", "."))
        # A nought before the comma can only be a decimal fraction.
        return (point,) if digits.startswith("0") else (point, Decimal(digits.replace(",", "")))
    return ()


def _money(pieces: list[_Piece], tail: str, unit: Unit, *, currency: bool) -> list[Decimal] | None:
    """Returns sums in the field's unit; a bare number is in it already, a word for yuan or 万 says otherwise."""
    if tail and tail not in _YUAN:
        return None
    sums = [_sum(pieces, chosen) for chosen in product(*(figures for figures, _ in pieces))]
    last = pieces[-1][1]
    if tail or currency:
        return [_shortest(each / unit.yuan) for each in sums]
    if not last and len(pieces) == 1:
        return sums
    if last in ("千", "百") and len(pieces) == 1:
        return [meaning for each in sums for meaning in (_shortest(each / unit.yuan), each)]
    if last in ("thousand", "million", "billion"):
        return None
    return [_shortest(each / unit.yuan) for each in sums]


def _counted(pieces: list[_Piece], tail: str, unit: Unit) -> list[Decimal] | None:
    """Returns counts: the scales multiply, and only the field's own unit may follow."""
    if tail and tail not in unit.typed:
        return None
    sums = [_sum(pieces, chosen) for chosen in product(*(figures for figures, _ in pieces))]
    of_hundred = tail == "%" and unit is UNITS["share"]
    return [each / 100 for each in sums] if of_hundred else sums


def _sum(pieces: Iterable[_Piece], figures: Sequence[Decimal]) -> Decimal:
    total = sum((each * _SCALES.get(name, 1) for each, (_, name) in zip(figures, pieces, strict=True)), Decimal(0))
    return _shortest(total)


def _shortest(value: Decimal) -> Decimal:
    """Returns a number without noughts at its end and without exponent."""
    short = value.normalize()
    exponent = short.as_tuple().exponent
    return short.quantize(Decimal(1)) if isinstance(exponent, int) and 0 < exponent <= 20 else short
