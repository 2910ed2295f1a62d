"""Typed access to the plain values of a catalogue pack; whatever does not fit is a `Defect` with its place."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import TypeVar

from models.figures import Confidence, Figure
from models.language import N_, Text, sentence
from models.packs.stamp import is_date
from models.packs.text.source import Defect, Step

EntryT = TypeVar("EntryT")
LARGEST = Decimal(1_000_000)
"""No figure of a small manufacturer is larger, in any unit."""


class Fields:
    """One mapping of a pack, read key by key; what was not asked for at the end is refused."""

    def __init__(self, value: object, path: tuple[Step, ...]) -> None:
        if not isinstance(value, dict):
            raise Defect(path, sentence(N_("a mapping is expected here.")))
        self.path = path
        self._values: dict[str, object] = value
        self._asked: set[str] = set()

    def at(self, key: str) -> tuple[Step, ...]:
        """Returns the path of one key."""
        return (*self.path, key)

    def has(self, key: str) -> bool:
        """Returns whether the key is given."""
        return key in self._values

    def raw(self, key: str, default: object = None, *, required: bool = False) -> object:
        """Returns the plain value of a key."""
        self._asked.add(key)
        if key not in self._values:
            if required:
                raise Defect(self.path, sentence("“{key}” is missing.", key=key))
            return default
        return self._values[key]

    def word(self, key: str, default: str | None = None) -> str:
        """Returns a text; missing without default is a defect."""
        value = self.raw(key, default, required=default is None)
        if not isinstance(value, str) or len(value) > 2000:
            raise Defect(self.at(key), sentence("“{key}” must be a text.", key=key))
        return value

    def one_of(self, key: str, choices: Iterable[str]) -> str:
        """Returns a text that is one of `choices`."""
        value = self.word(key)
        known = tuple(choices)
        if value not in known:
            raise Defect(
                self.at(key), sentence("“{value}” is not known here; choose one of: {known}.", value=value, known=known)
            )
        return value

    def date(self, key: str, *, whole: bool = False) -> str:
        """Returns an ISO date that the calendar has; empty when it is not given or empty.

        Args:
            key: where it stands.
            whole: month and day must be given.
        """
        value = str(self.raw(key, ""))
        if value and not is_date(value, whole=whole):
            raise Defect(self.at(key), sentence("“{value}” is not a date such as 2026-12-31.", value=value))
        return value

    def flag(self, key: str) -> bool:
        """Returns true or false; missing is false."""
        value = self.raw(key, False)
        if not isinstance(value, bool):
            raise Defect(self.at(key), sentence("“{key}” must be true or false.", key=key))
        return value

    def number(self, key: str, low: Decimal = Decimal(0), high: Decimal = LARGEST) -> Decimal:
        """Returns a number inside `low` and `high`; negative prices and infinities are defects."""
        value = self.raw(key, required=True)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise Defect(self.at(key), sentence("“{key}” must be a number.", key=key))
        number = Decimal(value)
        if not number.is_finite() or not low <= number <= high:
            raise Defect(
                self.at(key),
                sentence(
                    "“{key}” is {value}; it must lie between {low} and {high}.",
                    key=key,
                    value=str(value),
                    low=low,
                    high=high,
                ),
            )
        return number

    def optional_number(self, key: str, high: Decimal = LARGEST) -> Decimal | None:
        """Returns a number, None when it is not given."""
        return self.number(key, high=high) if self.has(key) else None

    def words(self, key: str) -> tuple[str, ...]:
        """Returns a list of texts; missing is empty, an entry twice is a defect."""
        values = self.entries(key, _text)
        for index, value in enumerate(values):
            if value in values[:index]:
                raise Defect((*self.at(key), index), sentence("“{value}” is given twice.", value=value))
        return values

    def entries(self, key: str, make: Callable[[object, tuple[Step, ...]], EntryT]) -> tuple[EntryT, ...]:
        """Returns a list, each entry made by `make` from its value and path."""
        value = self.raw(key, [])
        if not isinstance(value, list):
            raise Defect(self.at(key), sentence("“{key}” must be a list.", key=key))
        return tuple(make(entry, (*self.at(key), index)) for index, entry in enumerate(value))

    def mapping(self, key: str, make: Callable[[object, tuple[Step, ...]], EntryT]) -> Mapping[str, EntryT]:
        """Returns a mapping by name, each entry made by `make` from its value and path."""
        value = self.raw(key, {})
        if not isinstance(value, dict):
            raise Defect(self.at(key), sentence(N_("a mapping is expected here.")))
        return MappingProxyType({str(name): make(entry, (*self.at(key), str(name))) for name, entry in value.items()})

    def text(self, key: str) -> Text:
        """Returns a wording in both languages."""
        return text(self.raw(key, required=True), self.at(key))

    def one_or_both(self, key: str) -> Text:
        """Returns a wording in both languages, or the one wording that an older pack gives for both."""
        return Text(value := self.word(key), value) if isinstance(self.raw(key), str) else self.text(key)

    def mark(self) -> Confidence:
        """Returns how sure the entry is."""
        return Confidence(self.one_of("mark", [mark.value for mark in Confidence]))

    def done(self) -> None:
        """Refuses the first key that nobody asked for."""
        for key in self._values:
            if key not in self._asked:
                raise Defect(self.at(str(key)), sentence("“{key}” is not known here.", key=str(key)))


def _text(value: object, path: tuple[Step, ...]) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > 2000:
        raise Defect(path, sentence(N_("a text is expected here.")))
    return value


def text(value: object, path: tuple[Step, ...]) -> Text:
    """Returns a wording in both languages, both given."""
    fields = Fields(value, path)
    made = Text(
        zh=_text(fields.raw("zh", required=True), fields.at("zh")),
        en=_text(fields.raw("en", required=True), fields.at("en")),
    )
    fields.done()
    return made


def range_of(fields: Fields, unit: str | None = None) -> Figure:
    """Returns the figure whose parts stand in `fields`.

    Args:
        fields: `low`, `typical`, `high`, `unit`, `mark` and, unless it is an estimate, `sources`.
        unit: the only unit that is right here; None for any.
    """
    low, typical, high = fields.number("low"), fields.number("typical"), fields.number("high")
    if not low <= typical <= high:
        raise Defect(
            fields.path,
            sentence("{low}, {typical}, {high} do not rise: low, typical, high.", low=low, typical=typical, high=high),
        )
    given = fields.word("unit")
    if unit is not None and given != unit:
        raise Defect(
            fields.at("unit"), sentence("the unit is “{given}”; here it must be “{unit}”.", given=given, unit=unit)
        )
    mark = fields.mark()
    sources = fields.words("sources")
    if not sources and mark not in {Confidence.ESTIMATE, Confidence.QUOTE}:
        raise Defect(fields.path, sentence("a figure marked {mark} must name its sources.", mark=mark.value))
    note = fields.text("note") if fields.has("note") else None
    return Figure(low, typical, high, given, mark, sources, date=fields.date("date"), note=note)


def figure(value: object, path: tuple[Step, ...], unit: str) -> Figure:
    """Returns a figure or range of it with unit, mark and sources."""
    fields = Fields(value, path)
    made = range_of(fields, unit)
    fields.done()
    return made
