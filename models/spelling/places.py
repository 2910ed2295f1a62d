"""Provinces and cities of China, and which of them some written words name.

A place is read from the fields of province and city, and only where both are empty from the beginning of an address:
never from its middle, where streets and districts are named after other cities (南京东路 lies in 上海).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

import resources

NATIONAL = "全国"
"""How rules call the whole country."""
Truth = bool | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where something lies, by short names; None where that is not known."""

    province: str | None = None
    """Such as 安徽."""
    city: str | None = None
    """Prefecture-level city, such as 合肥; a municipality is its own city."""


NOWHERE = Place()


@cache
def provinces() -> Mapping[str, tuple[str, ...]]:
    """Returns the full name of every city by the full name of its province, in the official order.

    Source: administrative divisions by the National Bureau of Statistics, see NOTICE.
    """
    return {province.full: tuple(city.full for city in cities) for province, cities in _table().items()}


@dataclass(frozen=True, slots=True)
class _Name:
    short: str
    suffix: str

    @property
    def full(self) -> str:
        return self.short + self.suffix


@cache
def _table() -> Mapping[_Name, tuple[_Name, ...]]:
    written: dict[str, str] = json.loads(resources.text("places/china.json"))
    return {_name(province): tuple(map(_name, cities.split())) for province, cities in written.items()}


def _name(text: str) -> _Name:
    short, _, suffix = text.partition("|")
    return _Name(short, suffix)


@cache
def _cities() -> Mapping[str, tuple[Place, ...]]:
    """The places that a city's short or full name stands for."""
    named: dict[str, list[Place]] = {}
    for province, cities in _table().items():
        own = cities or (province,)
        for city in own:
            place = Place(province.short, city.short)
            for name in dict.fromkeys((city.short, city.full)):
                named.setdefault(name, []).append(place)
    return {name: tuple(meant) for name, meant in named.items()}


@cache
def _provinces() -> Mapping[str, _Name]:
    return {name: province for province in _table() for name in (province.short, province.full)}


def known(name: str) -> Place | None:
    """Returns the province or the one city that a name stands for, for rules that name their place; None for neither.

    A province goes before a city of the same name: 海南 is the province, 海南藏族自治州 the prefecture.
    """
    province = _provinces().get(name)
    if province is not None:
        return Place(province.short)
    meant = _cities().get(name, ())
    return meant[0] if len(meant) == 1 else None


@cache
def place_of(province: str, city: str, *addresses: str) -> Place:
    """Returns where a firm lies, as far as its words say it without doubt.

    Args:
        province: what stands in the field of the province; a city there says its province too.
        city: what stands in the field of the city.
        addresses: read by their beginning, and only where neither field names a place; they must agree.
    """
    fields = [meant for meant in (_field(province, cities_first=False), _field(city, cities_first=True)) if meant]
    return _agreed(fields or [(place,) for place in map(_begins, map(_bare, addresses)) if place != NOWHERE])


def _bare(text: str) -> str:
    return "".join(text.split()).removeprefix("中国")


def _field(text: str, *, cities_first: bool) -> tuple[Place, ...]:
    """Returns the places that one field may mean."""
    name = _bare(text)
    province, cities = _provinces().get(name), _cities().get(name, ())
    whole = () if province is None else (Place(province.short, None if _table()[province] else province.short),)
    meant = (*cities, *whole) if cities_first else whole or cities
    if meant or not name:
        return meant
    place = _begins(name)
    return () if place == NOWHERE else (place,)


def _begins(text: str) -> Place:
    """Returns the province and city with which an address begins, each with the word behind its name."""
    for province, cities in _table().items():
        for start in (province.full, province.short):
            rest = text.removeprefix(start)
            if rest == text:
                continue
            city = next((city for city in cities if rest.startswith(city.full)), None)
            if city is not None:
                return Place(province.short, city.short)
            if start == province.full:
                return Place(province.short, None if cities else province.short)
    for name, meant in _cities().items():
        if len(meant) == 1 and name != meant[0].city and text.startswith(name):
            return meant[0]
    return NOWHERE


def _agreed(spoken: Sequence[Sequence[Place]]) -> Place:
    """Returns what several words say together, each of which may mean several places; nowhere where that is not sure."""
    together = [place for meant in product(*spoken) if (place := _joined(meant)) is not None and place != NOWHERE]
    sure = {place.province for place in together}
    cities = {place.city for place in together if place.city is not None}
    if len(sure) != 1:
        return NOWHERE
    return Place(next(iter(sure)), next(iter(cities)) if len(cities) == 1 else None)


def _joined(places: Iterable[Place]) -> Place | None:
    """Returns some places as one; None where they contradict each other."""
    joined = NOWHERE
    for place in places:
        for before, now in ((joined.province, place.province), (joined.city, place.city)):
            if before is not None and now is not None and before != now:
                return None
        joined = Place(place.province or joined.province, place.city or joined.city)
    return joined


def lies_in(place: Place, region: str) -> Truth:
    """Returns whether a place lies in a region that a rule names; None while the place does not say enough."""
    if region == NATIONAL:
        return True
    meant = known(region)
    if meant is None:
        return None
    if place.province is None:
        return None
    if place.province != meant.province:
        return False
    if meant.city is None or place.city == meant.city:
        return True
    return None if place.city is None else False


def lies_in_one(place: Place, regions: Iterable[str]) -> Truth:
    """Returns whether a place lies in one of some regions."""
    said = [lies_in(place, region) for region in regions]
    return True if True in said else None if None in said else False
