"""Units as a person reads them."""

from collections.abc import Mapping

from models.language import N_
from ui.language import tr

_WORDS: Mapping[str, str] = {
    "wan": N_("10,000 yuan"),
    "wan_per_year": N_("10,000 yuan a year"),
    "people": N_("people"),
    "percent": N_("%"),
    "share": N_("share"),
    "weeks": N_("weeks"),
    "person_weeks": N_("person-weeks"),
    "machines": N_("machines"),
    "shifts": N_("shifts"),
    "lines": N_("lines"),
    "processes": N_("processes"),
    "level": N_("level"),
    "ratio": N_("times"),
    "years": N_("years"),
    "m2": N_("m²"),
    "sets": N_("sets"),
    "count": N_("in number"),
    "score": N_("points"),
}


def unit_word(unit: str) -> str:
    """Returns the word for a unit of the packs; a unit that is not known here is shown as it is."""
    return tr(_WORDS[unit]) if unit in _WORDS else unit
