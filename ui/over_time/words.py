"""How the figures of a version or factory are said."""

from typing import TYPE_CHECKING

from models.language import counted
from ui.language import tr, words

if TYPE_CHECKING:
    from models.evaluator import KeyFigures


def score_words(figures: "KeyFigures") -> str:
    """Returns the maturity score, or between which values it stays while answers are missing."""
    if figures.score is None:
        return "—"
    least, greatest = (f"{value:.2f}" for value in figures.score)
    return least if least == greatest else tr("{least} to {greatest}", least=least, greatest=greatest)


def conditions_words(figures: "KeyFigures") -> str:
    """Returns how many conditions are met."""
    return words(
        counted(
            "{met} of {count} condition met",
            "{met} of {count} conditions met",
            met=figures.met,
            count=figures.conditions,
        )
    )
