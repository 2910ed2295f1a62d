"""Units and times as a person reads them."""

from collections.abc import Mapping
from datetime import datetime

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


def when_words(moment: datetime, now: datetime) -> str:
    """Returns a time as people say it: the hour today, the day this year, the date before."""
    if moment.date() == now.date():
        return tr("today {time}", time=moment.strftime("%H:%M"))
    return moment.strftime("%m-%d %H:%M") if moment.year == now.year else moment.strftime("%Y-%m-%d")
