"""Requests that the planner cannot answer."""

from models.errors import ApplicationError
from models.language import N_
from models.roadmap import Roadmap


class UnknownMeasure(ApplicationError):
    """Limits name a measure or a way to get it that no installed catalogue has."""

    code = "unknown_measure"
    message = N_(
        "The catalogue has no measure “{id}”. Nothing was planned; check the list of measures and correct the name."
    )


class ContradictoryLimits(ApplicationError):
    """What was required cannot be kept whatever the money."""

    code = "contradictory_limits"
    message = N_("{why} Nothing was planned; withdraw one of the two demands.")


class RequiredDoesNotFit(ContradictoryLimits):
    """What was required does not fit into the money, the hands and the time: no plan, whatever the target."""

    code = "required_does_not_fit"
    message = N_("{why} Nothing was planned; change a limit or withdraw a demand.")
    exit_code = 1

    def __init__(self, plan: Roadmap, **facts: object) -> None:
        super().__init__(**facts)
        self.plan = plan
        """The empty plan, infeasible, with what is missing: for programs."""


class UnusableLimits(ApplicationError):
    """A figure among the limits that makes no sense."""

    code = "unusable_limits"
    message = N_("{why} Nothing was planned; correct the figure and try again.")
