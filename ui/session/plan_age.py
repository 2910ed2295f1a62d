"""Whether the answers went on since the plan was worked out."""

from typing import TYPE_CHECKING

from models.assessment import Assessment

if TYPE_CHECKING:
    from models.catalogue import Catalogue
    from models.roadmap import KeptPlan


class PlanAge:
    """Compares a plan with the answers and measures of now; the digest of the answers is worked out once a change."""

    def __init__(self) -> None:
        """Has looked at nothing yet."""
        self._looked_at: tuple[Assessment, str] | None = None

    def is_older(self, plan: "KeptPlan | None", now: Assessment | None, catalogue: "Catalogue | None") -> bool:
        """Returns whether answers or measures changed since; a frozen version has the same answers."""
        if plan is None or now is None:
            return False
        if self._looked_at is None or self._looked_at[0] is not now:
            self._looked_at = now, now.answers_digest
        measures_changed = catalogue is not None and catalogue.digest != plan.measures
        return measures_changed or plan.answers != self._looked_at[1]
