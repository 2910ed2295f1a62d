"""Where a price lies in its range: the typical figure is the middle one, dearer and cheaper are equally likely.

Each half of a range is a triangle that is highest at the typical figure. It is straight in the logarithm where the price
can only be multiplied or divided, that is above zero, and straight otherwise: a price twice as high is then as likely as
one half as high.
"""

from decimal import Decimal
from typing import TYPE_CHECKING

from models.figures import Figure

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

    Draws = NDArray[float64]

_HALF = Decimal("0.5")


def at(figure: Figure, share: Decimal) -> Decimal:
    """Returns the price that is not exceeded in a share of all cases, 0 to 1; at one half that is the typical figure."""
    far = figure.low if share < _HALF else figure.high
    distance = 1 - (2 * min(share, 1 - share)).sqrt()
    if min(figure.typical, far) > 0:
        return figure.typical * (far / figure.typical) ** distance
    return figure.typical + (far - figure.typical) * distance


def drawn(figure: Figure, shares: "Draws") -> "Draws":
    """Returns what `at` says for many shares."""
    import numpy

    typical = float(figure.typical)
    distance = 1 - numpy.sqrt(2 * numpy.minimum(shares, 1 - shares))

    def half(far: float) -> "Draws":
        prices: Draws
        if min(typical, far) > 0:
            prices = typical * numpy.power(far / typical, distance)
        else:
            prices = typical + (far - typical) * distance
        return prices

    return numpy.where(shares < 0.5, half(float(figure.low)), half(float(figure.high)))
