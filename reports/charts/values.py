"""What a chart shows, as frozen values."""

from dataclasses import dataclass
from decimal import Decimal

from models.language import Text

_NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One tier of the ladder."""

    name: Text
    note: Text
    share_met: float
    """Share of its conditions that are met, 0 to 1."""
    reached: bool
    possible: bool


@dataclass(frozen=True, slots=True)
class Ladder:
    """The four steps, the factory on the one that it reached."""

    steps: tuple[LadderStep, ...]
    here: Text
    """What stands on the flag."""
    reached: int
    """Number of steps reached, 0 for none."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of a radar."""

    name: Text
    values: tuple[float | None, ...]
    """One for each series, 0 to 1; None where nothing is known."""
    note: Text = _NOTHING
    """The figures behind it, such as 2/4; stands below the name. Empty for none."""


@dataclass(frozen=True, slots=True)
class Radar:
    """Shares by axis, at most three series."""

    axes: tuple[Axis, ...]
    series: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a Gantt chart."""

    name: Text
    start: int
    """First quarter, 0 for the first of the horizon."""
    end: int
    """Last quarter, inclusive."""
    shared: bool


@dataclass(frozen=True, slots=True)
class Gantt:
    """Measures over quarters, the tier at the end of each quarter below."""

    quarters: tuple[str, ...]
    bars: tuple[Bar, ...]
    tiers: tuple[Text, ...]
    """The tier at the end of each quarter; empty text for none."""
    own: Text
    shared: Text
    tier_label: Text


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar of a stacked bar chart."""

    name: str
    parts: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Stacks:
    """Amounts by quarter, stacked."""

    series: tuple[Text, ...]
    stacks: tuple[Stack, ...]
    unit: Text


@dataclass(frozen=True, slots=True)
class Shares:
    """One bar divided into parts that make up a whole, such as proven, claimed, open."""

    parts: tuple[tuple[Text, int], ...]


@dataclass(frozen=True, slots=True)
class Rung:
    """The factories of a region on one rung of the ladder."""

    name: Text
    count: int
    backed: int
    """Of them, those that their evidence alone carries there."""


@dataclass(frozen=True, slots=True)
class RegionPyramid:
    """How many factories stand on each rung, the lowest first."""

    rungs: tuple[Rung, ...]
    backed: Text
    """What the solid part of a bar is called."""
    claimed: Text
    """What the rest of it is called."""
