"""What the ranges of prices mean for a plan: how likely its cost and its budget hold."""

from dataclasses import dataclass
from decimal import Decimal

from models.rulebook import ConditionId


@dataclass(frozen=True, slots=True)
class CostRisk:
    """What the price ranges mean for the whole plan, in 万元 (10,000 draws, fixed seed; the typical price is the median)."""

    low_wan: Decimal
    """The plan at the lowest price of every range."""
    high_wan: Decimal
    """The plan at the highest price of every range."""
    p10_wan: Decimal
    median_wan: Decimal
    p90_wan: Decimal
    budget_holds_share: Decimal
    """Share of draws, 0 to 1, in which no yearly budget is exceeded."""
    reserve_80_wan: Decimal = Decimal(0)
    """Least money beyond the budget, kept as a reserve, with which it holds in eight of ten draws."""
    headline_holds_share: Decimal = Decimal(0)
    """Share of draws, 0 to 1, in which one-off and running cost stay within those of the plan."""
    common_share: Decimal = Decimal(0)
    """How much of what moves each price moves all of them, a share of its variance; the rest is its own."""

    @property
    def is_affordable(self) -> bool:
        """Whether the budget holds in at least half of the draws."""
        return self.budget_holds_share >= Decimal("0.5")


def of_hundred(share: Decimal) -> int:
    """Returns how many of 100 cases a share is, rounded down: it never promises more than was found."""
    return int(share * 100)


@dataclass(frozen=True, slots=True)
class Margin:
    """What a plan can bear, and what that costs."""

    price_wan: Decimal | None
    """By how much ownership is dearer than without a margin, 万元; None while it was not worked out."""
    hangs: tuple[ConditionId, ...]
    """Conditions that hang on single answers by nature, with or without a margin."""
