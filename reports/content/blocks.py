"""The parts that make up a report, as plain frozen data: no page, no font, no library."""

from dataclasses import dataclass
from enum import StrEnum

from models.language import Text
from reports.charts import Chart

EMPTY = Text("", "")


class Mark(StrEnum):
    """A status as a shape; the word always stands beside it."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Voice(StrEnum):
    """How a paragraph speaks."""

    BODY = "body"
    LEAD = "lead"
    NOTE = "note"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class Heading:
    """A chapter (1), section (2) or subsection (3)."""

    level: int
    text: Text
    anchor: str
    """Where links and the contents go."""
    fresh: bool = False
    """Whether a chapter begins a page in any case; others follow where there is room for a good part of them."""
    room: float = 0.0
    """What is to stand together below it, in points: where less is left, it begins a page."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: Text
    voice: Voice = Voice.BODY
    link: str = ""
    """Anchor inside the report, or an address that begins with https."""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[Text, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One figure that is to be seen first."""

    label: Text
    value: Text
    note: Text = EMPTY
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Cards:
    """Figures side by side, at most four."""

    items: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Callout:
    """A sentence that must not be overlooked."""

    title: Text
    text: Text


class Align(StrEnum):
    """How a column is set."""

    LEFT = "left"
    RIGHT = "right"
    CENTRE = "center"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    title: Text
    share: float
    """Width relative to the other columns."""
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table."""

    text: Text = EMPTY
    mark: Mark | None = None
    strong: bool = False
    note: Text = EMPTY
    """A second, smaller paragraph."""
    link: str = ""
    """Anchor inside the report."""
    anchor: str = ""
    """Where links go that lead to this row."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `group` rows span the table and head what follows."""

    cells: tuple[Cell, ...]
    group: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under repeated column heads."""

    caption: Text
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    row_heads: bool = True
    """Whether the first cell of each row names the row."""
    show_head: bool = True
    continued: Text = EMPTY
    """What heads the rest of a table without column heads on the pages after its first."""
    abreast: bool = False
    """Whether two rows of two short cells each may stand in one line of a page."""


@dataclass(frozen=True, slots=True)
class ChartFigure:
    """A chart with its caption and the words for readers who do not see it."""

    chart: Chart
    caption: Text
    alternative: Text


@dataclass(frozen=True, slots=True)
class QrCode:
    """A code to be read by a telephone, with the lines beside it."""

    data: str
    alternative: Text
    beside: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class SignatureSpace:
    """Room for one signature; `field` is the form field's name."""

    field: str
    role: Text
    hint: Text
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Signatures:
    """The rooms for signatures, two in a row."""

    spaces: tuple[SignatureSpace, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


@dataclass(frozen=True, slots=True)
class ContentsList:
    """The table of contents, on separate pages."""


@dataclass(frozen=True, slots=True)
class WhereRoom:
    """A preview of what follows in full: set if it still fits on the page, otherwise left out."""

    block: Cards | ChartFigure


Block = (
    Heading
    | Paragraph
    | Bullets
    | Cards
    | Callout
    | Table
    | ChartFigure
    | QrCode
    | Signatures
    | PageBreak
    | ContentsList
    | WhereRoom
)


@dataclass(frozen=True, slots=True)
class CoverPage:
    """The first page."""

    title: Text
    subtitle: Text
    factory: Text
    tier_label: Text
    tier: Text
    facts: tuple[tuple[Text, Text], ...]
    notice: Text
    hint: Text
    """How to print the summary alone."""
    logo_png: bytes
    logo_alternative: Text


@dataclass(frozen=True, slots=True)
class Content:
    """What a report says: everything that any of its forms (PDF, XLSX, DOCX) shows."""

    cover: CoverPage
    running_title: Text
    footer: Text
    draft: bool
    """Whether DRAFT stands across every page."""
    blocks: tuple[Block, ...]
    created: str
    """ISO time with zone: the date of the file."""
    payload: bytes
    """Canonical JSON that is attached, and from which all of the above was made."""
    producer: str

    def tables(self) -> tuple[Table, ...]:
        """Returns the tables in reading order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))
