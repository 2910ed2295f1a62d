"""How a region moves: its pyramid at the end of each quarter, and what the versions of each case did."""

from dataclasses import dataclass

from models.region.facts import Cases, RegionFact, steps
from models.region.pyramid import RungTally, tally


@dataclass(frozen=True, slots=True)
class Moment:
    """The region at the end of a quarter: of each case the latest version by then."""

    quarter: str
    """Such as `2026Q4`."""
    tally: RungTally
    joined: int
    """Cases whose first report is of this quarter."""
    risen: int
    """Cases that stand higher than at the end of the quarter before."""
    fallen: int


@dataclass(frozen=True, slots=True)
class Movement:
    """What changed from the first to the latest version of the cases that have several."""

    cases: int
    risen: int
    fallen: int
    closed: int
    """Conditions that were open in the first version and are met in the latest, over all of these cases."""
    reopened: int
    """Conditions that were met and are not any more."""


def quarter_of(day: str) -> str:
    """Returns the quarter of an ISO date."""
    return f"{day[:4]}Q{(int(day[5:7]) + 2) // 3}"


def moments(cases: Cases) -> tuple[Moment, ...]:
    """Returns the region at the end of each quarter from which there are reports, in order."""
    days = sorted({quarter_of(fact.day) for reports in cases.values() for fact in reports})
    then: dict[str, RegionFact] = {}
    gone: list[Moment] = []
    by_quarter: dict[str, list[tuple[str, RegionFact]]] = {quarter: [] for quarter in days}
    for case, reports in cases.items():
        for fact in reports:
            by_quarter[quarter_of(fact.day)].append((case, fact))
    for quarter in days:
        before = dict(then)
        for case, fact in by_quarter[quarter]:
            if case not in then or then[case].version < fact.version:
                then[case] = fact
        moved = [steps(fact.reached) - steps(before[case].reached) for case, fact in then.items() if case in before]
        gone.append(
            Moment(
                quarter,
                tally(then.values()),
                len(then) - len(before),
                sum(up > 0 for up in moved),
                sum(up < 0 for up in moved),
            )
        )
    return tuple(gone)


def movement(cases: Cases) -> Movement:
    """Returns what happened between the first and the latest version of each case."""
    pairs = [(reports[0], reports[-1]) for reports in cases.values() if len(reports) > 1]
    up = [steps(last.reached) - steps(first.reached) for first, last in pairs]
    return Movement(
        len(pairs),
        sum(each > 0 for each in up),
        sum(each < 0 for each in up),
        sum(len(first.conditions.open & last.conditions.met) for first, last in pairs),
        sum(len(first.conditions.met & last.conditions.open) for first, last in pairs),
    )
