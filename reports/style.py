"""How a report looks: one grid, one type family, black, two greys and one colour; all measures in points.

The colour carries no meaning on its own: each status has a shape and a word. Nothing stands on a tinted ground, so
that a printer that knows only black and white loses nothing.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Colour(NamedTuple):
    """A colour of the output intent (sRGB), parts 0 to 1."""

    red: float
    green: float
    blue: float


INK = Colour(0, 0, 0)
"""Text: real black, so that a printer without greys sets every stroke."""
SOFT = Colour(0.17, 0.19, 0.22)
"""Secondary text: distinguished by its size, and dark enough for a printer without greys."""
RULE = Colour(0.58, 0.62, 0.66)
"""Hairlines."""
ACCENT = Colour(0.0, 0.19, 0.33)
"""The house colour, a deep blue that prints as black."""
MIDDLE = Colour(0.22, 0.42, 0.54)
"""The house colour, lighter, for second series."""
WHITE = Colour(1, 1, 1)
"""The only ground: a tint would be dots between the letters of a copy."""
GHOST = Colour(0.88, 0.88, 0.88)
"""The draft mark below the text: light enough to read on, dark enough for a copy."""


@dataclass(frozen=True, slots=True)
class PageFormat:
    """A4 and its margins."""

    width: float = 595.28
    height: float = 841.89
    left: float = 56.0
    right: float = 56.0
    top: float = 74.0
    bottom: float = 66.0
    gutter: float = 16.0
    """Between two columns."""

    @property
    def measure(self) -> float:
        """Width of the text column."""
        return self.width - self.left - self.right

    @property
    def floor(self) -> float:
        """The lowest place for content, measured from the top edge."""
        return self.height - self.bottom


PAGE = PageFormat()
SHEET = PageFormat(top=44.0, bottom=34.0)
"""A single page of A4, without running heads."""
STRIP = PageFormat(width=320, height=8000, left=20, right=20, top=26, bottom=20, gutter=8)
"""A page as wide as a telephone's screen and longer than anything that is set on it."""


@dataclass(frozen=True, slots=True)
class Type:
    """One kind of text."""

    size: float
    leading: float
    bold: bool = False
    colour: Colour = INK
    before: float = 0.0
    """Room above, dropped at the top of a page."""
    after: float = 0.0


BODY = Type(9.5, 15.5, after=6)
LEAD = Type(11.5, 19, colour=ACCENT, after=9)
NOTE = Type(8, 12.5, colour=SOFT, after=6)
STRONG = Type(9.5, 15.5, bold=True, after=4)
CELL = Type(8.2, 12.2)
CELL_NOTE = Type(7.3, 11, colour=SOFT)
HEAD_CELL = Type(7.8, 11.5, bold=True, colour=ACCENT)
CAPTION = Type(8.6, 13, bold=True, colour=INK, before=8, after=4)
CHAPTER = Type(20, 28, bold=True, colour=ACCENT, after=14)
SECTION = Type(12.5, 19, bold=True, colour=INK, before=14, after=5)
SUBSECTION = Type(10, 16, bold=True, colour=ACCENT, before=8, after=3)
RUNNING = Type(7.5, 10, colour=SOFT)
HEADINGS = (CHAPTER, SECTION, SUBSECTION)
