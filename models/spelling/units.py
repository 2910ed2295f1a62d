"""The units of the data files: how a person reads them, and the spellings in which people type them."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.language import N_, Text, in_both, sentence, translate


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit."""

    word: str
    """English word beside a field, to be translated; empty where the bare number says enough."""
    singular: str = ""
    """The English word behind a 1; empty where it is `word`."""
    typed: frozenset[str] = frozenset()
    """What may stand behind a number of this unit when a person types it, in lower case."""
    yuan: int = 0
    """How many yuan one unit is; 0 if it is not money."""
    a_year: bool = False
    """Whether it is a yearly sum."""


def _unit(word: str, typed: str, singular: str = "") -> Unit:
    return Unit(word, singular, frozenset(typed.split("|")))


UNITS: Mapping[str, Unit] = {
    "wan": Unit(N_("10,000 yuan"), yuan=10_000),
    "wan_per_year": Unit(N_("10,000 yuan a year"), yuan=10_000, a_year=True),
    "people": _unit(N_("people"), "人|名|位|个|个人|people|persons|employees|staff", singular="person"),
    "percent": _unit("%", "%|percent|per cent|pct"),
    "pp": _unit(N_("percentage points"), "%|个百分点|百分点|pp|points|percentage points", singular="percentage point"),
    "share": _unit("", "%"),
    "weeks": _unit(N_("weeks"), "周|个周|星期|个星期|week|weeks", singular="week"),
    "person_weeks": _unit(
        N_("person-weeks"), "人周|人·周|人/周|person-weeks|person-week|person weeks|person week", singular="person-week"
    ),
    "machines": _unit(N_("machines"), "台|台套|台/套|台(套)|套|个|machines|machine|units|sets", singular="machine"),
    "shifts": _unit(N_("shifts"), "班|班次|个班|shift|shifts", singular="shift"),
    "lines": _unit(N_("lines"), "条|条线|条产线|line|lines", singular="line"),
    "processes": _unit(
        N_("process steps"), "道|道工序|个|个工序|工序|process steps|processes|steps", singular="process step"
    ),
    "posts": _unit(N_("posts"), "个|个岗位|岗位|人|posts|post", singular="post"),
    "level": _unit(N_("level"), "级|level"),
    "ratio": _unit(N_("times"), "倍|次|times|x|×", singular="time"),
    "years": _unit(N_("years"), "年|year|years", singular="year"),
    "quarters": _unit(N_("quarters"), "季度|个季度|quarters|quarter", singular="quarter"),
    "characters": _unit(N_("characters"), "字|个字|字符|个字符|characters|character", singular="character"),
    "megabytes": _unit("MB", "mb|兆|megabytes|megabyte"),
    "m2": _unit("m²", "平方米|平米|平|㎡|m²|m2|sqm|sq m"),
    "sets": _unit(N_("sets"), "套|台套|个|set|sets", singular="set"),
    "count": _unit("", "个|项|件|次|家|处|条|台|套|个模型"),
    "tonnes_coal": _unit(N_("t of coal equivalent"), "吨标煤|吨标准煤|tce|t|吨"),
    "score": _unit(N_("points"), "分|point|points", singular="point"),
}
"""By the key in the data files; a key that is not here is shown as it is."""


def unit_word(unit: str) -> Text:
    """Returns the word for a unit beside a field or at the head of a column; empty where the number says enough."""
    if unit not in UNITS:
        return Text(unit, unit)
    word = UNITS[unit].word
    return Text(translate(word, "zh"), word) if word else Text("", "")


def with_unit(number: str, unit: str) -> Text:
    """Returns a number as it is read out: `12 machines`, `level 3`, `85%`."""
    if unit == "percent":
        return Text(f"{number}%", f"{number}%")
    word = unit_word(unit)
    if not word.en:
        return Text(number, number)
    if unit == "level":
        return in_both(sentence("level {number}", number=number))
    singular = UNITS[unit].singular if unit in UNITS and number == "1" else ""
    return Text(f"{number} {word.zh}", f"{number} {singular or word.en}")
