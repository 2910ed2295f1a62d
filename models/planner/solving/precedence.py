"""Order and load as a good engineer would choose them: what only decides between plans of equal cost."""

from models.planner.asking.calendar import Calendar
from models.planner.asking.offers import STAFF_UNITS
from models.planner.asking.question import PlanQuestion
from models.planner.asking.sizing import hands_to_spare
from models.planner.solving.program import Terms
from models.planner.solving.selection import Selection


def out_of_order(question: PlanQuestion, calendar: Calendar, selection: Selection) -> Terms:
    """Adds, for every chosen measure and every chosen one that helps it, whether that comes too late.

    One helps when it is finished before the other starts, or by the time the other is in use.

    Returns:
        Their number as an aim; empty where nothing chosen helps anything chosen.
    """
    program = selection.program
    picks = {measure: (measure, way) for measure, way in selection.picks}
    aim: dict[int, float] = {}
    for measure in sorted(picks):
        entry = question.catalogue.measures[measure]
        helped = [(helper, 0) for helper in entry.enablers]
        helped += [(helper, selection.offers[picks[measure]].duration) for helper in entry.by_use]
        for helper, after in helped:
            if helper not in picks:
                continue
            early = program.binary()
            aim[early] = 1.0
            duration = selection.offers[picks[helper]].duration
            for index in range(calendar.quarters + 1):
                row = {early: -1.0}
                for quarter in range(index + 1):
                    begun = selection.starts.get((picks[measure], quarter - after))
                    if begun is not None:
                        row[begun] = 1.0
                    ready = selection.starts.get((picks[helper], quarter - duration))
                    if ready is not None:
                        row[ready] = -1.0
                program.row(row, high=0)
    return aim


def beyond_hands(question: PlanQuestion, calendar: Calendar, selection: Selection) -> Terms:
    """Adds the work of each quarter beyond what a factory of this size can usually spare, staff units.

    Returns:
        Their sum as an aim; empty where the person has said what can be spared, or no pack does.
    """
    usual = hands_to_spare(question.catalogue, question.assessment)
    if usual is None or calendar.staff is not None:
        return {}
    spare = int(usual * STAFF_UNITS)
    loads: list[dict[int, float]] = [{} for _ in range(calendar.quarters)]
    for (pick, start), variable in selection.starts.items():
        for offset, work in enumerate(selection.offers[pick].staff):
            if work:
                loads[start + offset][variable] = float(work)
    aim: dict[int, float] = {}
    for load in loads:
        most = int(sum(load.values()))
        if most > spare:
            beyond = selection.program.variable(0, most - spare, whole=True)
            selection.program.row({**load, beyond: -1.0}, high=spare)
            aim[beyond] = 1.0
    return aim
