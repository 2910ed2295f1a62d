"""How a region moves: its pyramid at the end of each quarter, and what the reports of each factory did."""

from dataclasses import dataclass

from models.region.facts import Histories, steps
from models.region.pyramid import RungTally, tally


@dataclass(frozen=True, slots=True)
class Moment:
    """The region at the end of a quarter: of each factory the latest version by then."""

    quarter: str
    """Such as `2026Q4`."""
    tally: RungTally
    joined: int
    """Factories whose first report is of this quarter."""
    risen: int
    """Factories that stand higher than at the end of the quarter before."""
    fallen: int


@dataclass(frozen=True, slots=True)
class Movement:
    """What changed from the first to the latest version of the factories with several reports."""

    cases: int
    risen: int
    fallen: int
    closed: int
    """Conditions that were open in the first version and are met in the latest, over all of these factories."""
    reopened: int
    """Conditions that were met and are not any more."""


def quarter_of(day: str) -> str:
    """Returns the quarter of an ISO date."""
    return f"{day[:4]}Q{(int(day[5:7]) + 2) // 3}"


def moments(known: Histories) -> tuple[Moment, ...]:
    """Returns the region at the end of each quarter from which there are reports, in order."""
    days = sorted({quarter_of(fact.day) for reports in known.values() for fact in reports})
    then: dict[str, int] = {}
    gone: list[Moment] = []
    by_quarter: dict[str, list[tuple[str, int]]] = {quarter: [] for quarter in days}
    for factory, reports in known.items():
        for place, fact in enumerate(reports):
            by_quarter[quarter_of(fact.day)].append((factory, place))
    for quarter in days:
        arrived: dict[str, int] = {}
        for factory, place in by_quarter[quarter]:
            arrived[factory] = max(place, arrived.get(factory, 0))
        # Only whoever sent something can have moved: the others stand as they stood.
        moved = [
            steps(known[factory][place].reached) - steps(known[factory][then[factory]].reached)
            for factory, place in arrived.items()
            if place > then.get(factory, place)
        ]
        joined = len(arrived.keys() - then.keys())
        then.update({factory: max(place, then.get(factory, 0)) for factory, place in arrived.items()})
        gone.append(
            Moment(
                quarter,
                tally(known[factory][place] for factory, place in then.items()),
                joined,
                sum(up > 0 for up in moved),
                sum(up < 0 for up in moved),
            )
        )
    return tuple(gone)


def movement(known: Histories) -> Movement:
    """Returns what happened between the first and the latest report of each factory."""
    pairs = [(reports[0], reports[-1]) for reports in known.values() if len(reports) > 1]
    up = [steps(last.reached) - steps(first.reached) for first, last in pairs]
    return Movement(
        len(pairs),
        sum(each > 0 for each in up),
        sum(each < 0 for each in up),
        sum(len(first.conditions.open & last.conditions.met) for first, last in pairs),
        sum(len(first.conditions.met & last.conditions.open) for first, last in pairs),
    )
