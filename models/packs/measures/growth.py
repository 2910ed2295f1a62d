"""How the figures of a pack grow with the factory: sizes, price forms, and what a gain is worth at a size."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from models.assessment import AnswerId
from models.catalogue import MOST_PAYMENTS, Driver, DriverId, Growth, Rate, UsualHands
from models.figures import Confidence, Figure, weakest
from models.language import N_, sentence
from models.packs.text.table import PackTable, number_of
from models.packs.text.tree import Defect, Node

_LEAST = Decimal("0.0001")
_SHARES_SUM = N_("the shares of a payment must add up to 1; they add up to {sum}.")


def driver(key: str, node: Node, drivers: Mapping[str, Driver]) -> Driver:
    """Returns one size of a factory.

    Args:
        key: its id.
        node: what the pack says of it.
        drivers: those that stand before it; only they can stand in for it, so that none stands in for itself.
    """
    row = PackTable(node)
    size = Driver(
        id=DriverId(key),
        name=row.wording(),
        answers=tuple(AnswerId(answer) for answer in row.words("answers")),
        reference=row.number("reference", low=_LEAST),
        confidence=row.confidence("mark"),
        less=AnswerId(row.word("less")) if row.has("less") else None,
        instead=DriverId(row.word("instead", drivers)) if row.has("instead") else None,
    )
    row.done()
    return size


def grown(row: PackTable, key: str, unit: str, drivers: Mapping[str, Driver]) -> tuple[Figure, Growth | None]:
    """Returns a figure at the reference plant and how it grows; None where it is the same for every size.

    `scale: {driver, fixed_share, …}` says that the figure, given for the reference plant, grows from its fixed share on;
    `per: [{driver, low, typical, high, …}]` adds so much for each unit to a figure that is only the fixed part.

    Raises:
        Defect: when the figure or the form is wrong.
    """
    node = row.take(key)
    part = PackTable(node)
    figure = part.figure(unit)
    scale, rates = part.maybe("scale"), part.nodes("per")
    part.done()
    if scale is not None and rates:
        raise Defect(node, sentence(N_("a figure has “scale” or “per”, not both.")))
    if scale is not None:
        growth = _scaled(scale, figure, drivers)
    elif rates:
        growth = Growth(figure, tuple(_rate(rate, unit, drivers) for rate in rates))
    else:
        return figure, None
    return growth.at({DriverId(name): size.reference for name, size in drivers.items()}), growth


def proportional(node: Node, figure: Figure, drivers: Mapping[str, Driver]) -> Growth:
    """Returns how a gain grows: in proportion to a size, or from a fixed share on."""
    return _scaled(node, figure, drivers)


def _scaled(node: Node, figure: Figure, drivers: Mapping[str, Driver]) -> Growth:
    row = PackTable(node)
    size = drivers[row.word("driver", drivers)]
    fixed_share = row.optional_number("fixed_share", high=Decimal(1)) or Decimal(0)
    mark = row.confidence("mark") if row.has("mark") else Confidence.INFERRED
    bare = Rate(size.id, figure, *_extent(row), confidence=mark)
    reference = row.number("reference", low=_LEAST) if row.has("reference") else size.reference
    row.done()
    each = (1 - fixed_share) / bare.units(reference)
    rate = replace(bare, figure=_times(figure, each, weakest([figure.confidence, mark])))
    return Growth(_times(figure, fixed_share, figure.confidence), (rate,))


def _rate(node: Node, unit: str, drivers: Mapping[str, Driver]) -> Rate:
    row = PackTable(node)
    size = drivers[row.word("driver", drivers)]
    share, most = _extent(row)
    figure = row.figure(unit)
    counted_by = row.confidence("counted_by") if row.has("counted_by") else figure.confidence
    row.done()
    return Rate(size.id, figure, share, most, counted_by)


def _extent(row: PackTable) -> tuple[Decimal, Decimal | None]:
    """Returns the part of a size that counts, and the most of it."""
    share = row.number("share", low=_LEAST, high=Decimal(1)) if row.has("share") else Decimal(1)
    return share, row.number("most", low=_LEAST) if row.has("most") else None


def _times(figure: Figure, factor: Decimal, mark: Confidence) -> Figure:
    return replace(
        figure,
        low=figure.low * factor,
        typical=figure.typical * factor,
        high=figure.high * factor,
        confidence=mark,
    )


def payment(row: PackTable) -> tuple[Decimal, ...]:
    """Returns the shares of the one-off cost that are due quarter after quarter: all at the start where nothing is said.

    Raises:
        Defect: when they do not add up to 1, or one is less than 0.
    """
    nodes = row.nodes("payment")
    if not nodes:
        return (Decimal(1),)
    shares = tuple(number_of(node) for node in nodes)
    if any(share < 0 for share in shares) or len(shares) > MOST_PAYMENTS:
        raise Defect(
            row.take("payment"),
            sentence("a payment has up to {most} shares, none below 0.", most=MOST_PAYMENTS),
        )
    if sum(shares) != 1:
        raise Defect(row.take("payment"), sentence(_SHARES_SUM, sum=sum(shares)))
    return shares


def usual_hands(node: Node, drivers: Mapping[str, Driver]) -> UsualHands:
    """Returns how many person-weeks a quarter a factory can usually spare."""
    row = PackTable(node)
    hands = UsualHands(
        row.number("fixed"), row.number("each"), DriverId(row.word("driver", drivers)), row.confidence("mark")
    )
    row.done()
    return hands


def up_to(row: PackTable, drivers: Mapping[str, Driver]) -> tuple[DriverId, Decimal] | None:
    """Returns the largest size for which a way is offered, None where it is offered to all.

    Raises:
        Defect: when it is not written as a size and a number.
    """
    node = row.maybe("up_to")
    if node is None:
        return None
    match node.value:
        case [Node(value=str(size)), most] if size in drivers:
            return DriverId(size), number_of(most)
    raise Defect(node, sentence("write a limit as [size, number]; sizes: {sizes}.", sizes=tuple(drivers)))


def life(row: PackTable, default: Figure) -> Figure:
    """Returns how long what is bought lasts, in years."""
    node = row.maybe("life")
    if node is None:
        return default
    part = PackTable(node)
    years = part.number("years", low=Decimal(1), high=Decimal(50))
    mark, sources = part.confidence("mark"), part.words("sources")
    part.done()
    return Figure(years, years, years, "years", mark, sources)
