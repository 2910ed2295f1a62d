"""Typed reading of a pack's tree: a wrong or unexpected value is a `Defect` at its position."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import TypeVar

from models.characters import misleads
from models.figures import Confidence, Figure, Source
from models.language import N_, Text, sentence
from models.packs.stamp import is_date, is_version
from models.packs.text.tree import LONGEST_TEXT, Defect, Node

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,59}")
_NUMBER = re.compile(r"[-+]?[0-9]{1,18}(\.[0-9]{1,18})?")
_ADDRESS = re.compile(r"https?://[^\s/?#@\\.]+(\.[^\s/?#@\\.]+)+([/?#][^\s\\<>\"]*)?", re.IGNORECASE)
"""A page of the web by its name: no other scheme, no user name before the host, no blanks or quotation marks."""
LARGEST = Decimal(1_000_000)
"""No figure of a small manufacturer is larger, in any unit."""
MadeT = TypeVar("MadeT")
_MARKS = tuple(mark.value for mark in Confidence)
_GRADES = ("low", "low-med", "med", "med-high", "high")
"""How sure a source is that was weighed as a whole."""


def scalar(node: Node) -> str:
    """Returns a node's text, not empty and not endless.

    Raises:
        Defect: when it is a list or mapping, empty, too long, or contains characters that mislead.
    """
    value = node.value
    if not isinstance(value, str):
        raise Defect(node, sentence(N_("plain text is expected here.")))
    if not value.strip():
        raise Defect(node, sentence(N_("text is missing here.")))
    if len(value) > LONGEST_TEXT:
        raise Defect(node, sentence("the text is longer than {limit} characters.", limit=LONGEST_TEXT))
    return _readable(node, value)


def _readable(node: Node, value: str) -> str:
    """Returns a text of which everybody reads the same."""
    for character in value if not value.isprintable() else "":
        if misleads(character):
            why = sentence(
                "the text contains an invisible character (U+{code}) with which it can be shown otherwise than it is written: delete it.",
                code=f"{ord(character):04X}",
            )
            raise Defect(node, why)
    return value


def text_of(node: Node) -> Text:
    """Returns a wording in both languages; where English is missing, the Chinese stands in for it.

    Raises:
        Defect: when the Chinese is missing or there is anything else.
    """
    table = PackTable(node)
    text = table.wording()
    table.done()
    return text


def one_or_both(node: Node) -> Text:
    """Returns a wording in both languages, or the one wording that holds for both, such as a document's number.

    Raises:
        Defect: when the Chinese is missing or there is anything else.
    """
    return Text(value := scalar(node), value) if isinstance(node.value, str) else text_of(node)


def source_of(key: str, node: Node, *, graded: bool = False) -> Source:
    """Returns one source.

    Args:
        key: its key in the pack.
        node: what the pack says of it.
        graded: whether it may be weighed by a grade instead of a mark, and need not say where it is, such as a quote.

    Raises:
        Defect: when it does not say what it is, has an unknown mark, an address that is no page of the web, neither an
            address nor a reason, or anything else.
    """
    table = PackTable(node)
    given = bool(table.optional_word("confidence"))
    source = Source(
        key,
        one_or_both(table.take("what")),
        table.address("where"),
        table.word("confidence", (*_MARKS, *_GRADES) if graded else _MARKS) if given else "",
        one_or_both(table.take("no_address")) if table.has("no_address") else None,
        table.flag("transcription"),
    )
    table.done()
    if not graded and bool(source.where) == (source.no_address is not None):
        raise Defect(
            node,
            sentence(
                N_(
                    "a source gives its address under “where”, or says under “no_address” why it has none: one of the two."
                )
            ),
        )
    return source


def rows(node: Node) -> list[Node]:
    """Returns the entries of a list.

    Raises:
        Defect: when it is no list.
    """
    if not isinstance(node.value, list):
        raise Defect(node, sentence(N_("a list is expected here.")))
    return node.value


def is_number(written: str) -> bool:
    """Returns whether a text is a plain decimal number, without an exponent and with no more digits than a figure may have."""
    return _NUMBER.fullmatch(written) is not None


def number_of(node: Node) -> Decimal:
    """Returns a plain decimal number.

    Raises:
        Defect: when it is not one.
    """
    written = scalar(node)
    if not is_number(written):
        raise Defect(node, sentence("“{value}” is not a number.", value=written))
    return Decimal(written)


class PackTable:
    """One mapping of a pack, read key by key; `done` refuses unexpected keys."""

    __slots__ = ("_asked", "_held", "node")

    def __init__(self, node: Node) -> None:
        if not isinstance(node.value, dict):
            raise Defect(node, sentence(N_("a table of names and values is expected here.")))
        self.node = node
        self._held = node.value
        self._asked: set[str] = set()

    def has(self, key: str) -> bool:
        """Whether the key is given."""
        return key in self._held

    def take(self, key: str) -> Node:
        """Returns the value of a key that must be there.

        Raises:
            Defect: when it is missing.
        """
        node = self.maybe(key)
        if node is None:
            place = self.node
            if key in place.places:
                place = Node("", place.line, place.places[key], place.sheet)
            raise Defect(place, sentence("“{key}” is missing.", key=key))
        return node

    def maybe(self, key: str) -> Node | None:
        """Returns the value of a key, None when it is not given."""
        self._asked.add(key)
        entry = self._held.get(key)
        return entry[1] if entry else None

    def word(self, key: str, allowed: Sequence[str] | Mapping[str, object] | None = None) -> str:
        """Returns a text; one of `allowed` where that is given.

        Raises:
            Defect: when it is missing, no text, or none of those allowed.
        """
        node = self.take(key)
        value = scalar(node)
        if allowed is not None and value not in allowed:
            raise Defect(
                node, sentence("“{value}” is not one of: {allowed}.", value=value, allowed=tuple(allowed)[:40])
            )
        return value

    def optional_word(self, key: str, default: str = "") -> str:
        """Returns a text that may be missing or empty."""
        return self.word(key) if self.has(key) and self.take(key).value != "" else default

    def address(self, key: str) -> str:
        """Returns the address of a page of the web, empty when it is not given or empty.

        Raises:
            Defect: when it is anything else: what people follow must not run a script or open a file or a share.
        """
        value = self.optional_word(key)
        if value and not _ADDRESS.fullmatch(value):
            raise Defect(
                self.take(key),
                sentence("“{value}” is not the address of a web page such as https://www.miit.gov.cn/.", value=value),
            )
        return value

    def identifier(self, key: str = "id") -> str:
        """Returns an id: letters, digits, dot, hyphen, underscore; at most 60 characters.

        Raises:
            Defect: when it is missing or not written so.
        """
        node = self.take(key)
        value = scalar(node)
        if not _ID.fullmatch(value):
            raise Defect(
                node,
                sentence(
                    "“{value}” is not a valid id: a letter, then letters, digits, “.”, “-” or “_”, at most 60.",
                    value=value,
                ),
            )
        return value

    def date(self, key: str, *, whole: bool = False) -> str:
        """Returns an ISO date; the day or the month may be left out, unless it must be a whole one.

        Raises:
            Defect: when it is missing or no such date.
        """
        node = self.take(key)
        value = scalar(node)
        if not is_date(value, whole=whole):
            raise Defect(node, sentence("“{value}” is not a date such as 2026-12-31.", value=value))
        return value

    def optional_date(self, key: str, *, whole: bool = False) -> str:
        """Returns an ISO date, empty when it is not given or empty."""
        return self.date(key, whole=whole) if self.optional_word(key) else ""

    def version(self, key: str) -> str:
        """Returns a version, such as `1.2`.

        Raises:
            Defect: when it is missing or not written so.
        """
        node = self.take(key)
        value = scalar(node)
        if not is_version(value):
            raise Defect(
                node,
                sentence(
                    "“{value}” is not a version such as 1.2: a digit, then digits, letters, “.”, “-” or “+”, at most 30.",
                    value=value,
                ),
            )
        return value

    def text(self, key: str) -> Text:
        """Returns a wording in both languages."""
        return text_of(self.take(key))

    def wording(self) -> Text:
        """Returns the wording under `zh` and `en`; where English is missing, the Chinese stands in for it.

        Raises:
            Defect: when the Chinese is missing, or one of them is no text.
        """
        chinese = self.word("zh")
        return Text(chinese, self.word("en") if self.has("en") else chinese)

    def flag(self, key: str) -> bool:
        """Returns `true` or `false`, false when it is not given."""
        return key in self._held and self.word(key, ("true", "false")) == "true"

    def integer(self, key: str) -> int | None:
        """Returns a whole number, None when it is not given.

        Raises:
            Defect: when it is no whole number.
        """
        node = self.maybe(key)
        if node is None:
            return None
        value = number_of(node)
        if value != value.to_integral_value():
            raise Defect(node, sentence("“{value}” is not a whole number.", value=str(value)))
        return int(value)

    def number(self, key: str, low: Decimal = Decimal(0), high: Decimal = LARGEST) -> Decimal:
        """Returns a number from `low` to `high`.

        Raises:
            Defect: when it is missing, no number, or outside.
        """
        node = self.take(key)
        value = number_of(node)
        if not low <= value <= high:
            raise Defect(
                node,
                sentence(
                    "“{key}” is {value}; it must lie between {low} and {high}.",
                    key=key,
                    value=str(value),
                    low=low,
                    high=high,
                ),
            )
        return value

    def optional_number(self, key: str, high: Decimal = LARGEST) -> Decimal | None:
        """Returns a number from 0 to `high`, None when it is not given."""
        return self.number(key, high=high) if key in self._held else None

    def words(self, key: str, known: Mapping[str, object] | None = None) -> tuple[str, ...]:
        """Returns a list of texts, empty when it is not given; each occurs once and, where `known` is given, is one of it.

        Raises:
            Defect: when it is no list, or one of the texts is given twice or unknown.
        """
        listed: dict[str, None] = {}
        for entry in self.nodes(key):
            value = scalar(entry)
            if value in listed:
                raise Defect(entry, sentence("“{value}” is given twice.", value=value))
            if known is not None and value not in known:
                raise Defect(entry, sentence("“{id}” is neither in this pack nor in those below it.", id=value))
            listed[value] = None
        return tuple(listed)

    def nodes(self, key: str) -> list[Node]:
        """Returns the entries of a list, none when it is not given."""
        node = self.maybe(key)
        return rows(node) if node else []

    def entries(self, key: str, make: Callable[[Node], MadeT]) -> tuple[MadeT, ...]:
        """Returns what `make` reads from every entry of a list, nothing when it is not given."""
        return tuple(make(entry) for entry in self.nodes(key))

    def mapping(self, key: str, make: Callable[[Node], MadeT]) -> Mapping[str, MadeT]:
        """Returns what `make` reads from every value of a mapping, by its key."""
        return MappingProxyType({name: make(node) for name, node in self.pairs(key)})

    def pairs(self, key: str) -> Iterator[tuple[str, Node]]:
        """Yields the keys and values of a mapping inside this one, nothing when it is not given.

        Raises:
            Defect: when it is no mapping.
        """
        node = self.maybe(key)
        if node is not None:
            if not isinstance(node.value, dict):
                raise Defect(node, sentence(N_("a table of names and values is expected here.")))
            for name, (written, value) in node.value.items():
                yield _readable(written, name), value

    def confidence(self, key: str = "confidence") -> Confidence:
        """Returns how sure the entry is."""
        return Confidence(self.word(key, [mark.value for mark in Confidence]))

    def sources(self, known: Mapping[str, object]) -> tuple[str, ...]:
        """Returns the keys under `sources`: at least one, every one known.

        Raises:
            Defect: when there is none, or one is unknown.
        """
        keys = self.some_sources()
        for entry in self.nodes("sources"):
            if scalar(entry) not in known:
                raise Defect(entry, sentence("the source “{key}” is not in this pack.", key=scalar(entry)))
        return keys

    def some_sources(self) -> tuple[str, ...]:
        """Returns the keys under `sources`: at least one; whether they are known is checked later.

        Raises:
            Defect: when there is none.
        """
        if not rows(node := self.take("sources")):
            raise Defect(node, sentence(N_("the entry must name at least one source.")))
        return self.words("sources")

    def figure(self, unit: str | None = None) -> Figure:
        """Returns the figure whose parts are in this table.

        Args:
            unit: the only unit that is right here; None for any.

        Raises:
            Defect: when a part is missing, the three do not rise, the unit is another, or a source is needed and not named.
        """
        low, typical, high = self.number("low"), self.number("typical"), self.number("high")
        if not low <= typical <= high:
            raise Defect(
                self.node,
                sentence(
                    "{low}, {typical}, {high} must be in rising order: low, typical, high.",
                    low=low,
                    typical=typical,
                    high=high,
                ),
            )
        given = self.word("unit")
        if unit is not None and given != unit:
            why = sentence("the unit is “{given}”; here it must be “{unit}”.", given=given, unit=unit)
            raise Defect(self.take("unit"), why)
        mark = self.confidence("mark")
        sources = self.words("sources")
        if not sources and mark not in {Confidence.ESTIMATE, Confidence.QUOTE}:
            raise Defect(self.node, sentence("a figure marked {mark} must name its sources.", mark=mark.value))
        note = self.text("note") if self.has("note") else None
        vat = self.word("vat", ("with", "without")) if self.has("vat") else ""
        return Figure(low, typical, high, given, mark, sources, date=self.optional_date("date"), note=note, vat=vat)

    def done(self) -> None:
        """Refuses what was not asked for: a misspelt key must not be ignored.

        Raises:
            Defect: at the first key that was not asked for.
        """
        for key, (node, _) in self._held.items():
            if key not in self._asked:
                raise Defect(node, sentence("“{key}” is not a key of this entry.", key=key))
