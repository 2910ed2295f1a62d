"""What a person chose and did: the plan's limits, own prices, measures that are done, the window's memory."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from models.case import PLAN_TEXTS, WINDOW
from models.workspace.core import Core

if TYPE_CHECKING:
    from models.catalogue import MeasureId, VariantId
    from models.limits import Limits
    from models.roadmap import DoneStep, KeptPlan, Quote


class Preferences(Core):
    """Limits, prices, done measures and small memories. Every call is thread-safe."""

    def plan_limits(self, case: str) -> "Limits | None":
        """Returns the limits last saved for a case, with its quotes as prices; None when none were saved."""
        with self._reading() as repository:
            return repository.plans.limits(repository.cases.version(case).case_id)

    def save_plan_limits(self, case: str, limits: "Limits") -> None:
        """Keeps the limits of a case; its prices are kept by `save_quote`."""
        with self._writing() as repository:
            repository.plans.save_limits(repository.cases.version(case).case_id, limits)

    def plan_of(self, case: str) -> "KeptPlan | None":
        """Returns the plan that was worked out last for a case; None when there is none."""
        with self._reading() as repository:
            return repository.plans.plan(repository.cases.version(case).case_id)

    def save_plan(self, case: str, plan: "KeptPlan | None") -> None:
        """Keeps the plan of a case in the place of the one before; None takes it away."""
        with self._writing() as repository:
            repository.plans.save_plan(repository.cases.version(case).case_id, plan)

    def quotes(self, case: str) -> "tuple[Quote, ...]":
        """Returns the person's own prices for a case, by measure and variant."""
        with self._reading() as repository:
            return repository.plans.quotes(repository.cases.version(case).case_id)

    def save_quote(self, case: str, quote: "Quote") -> None:
        """Keeps an own price; an earlier one for the same measure and variant is replaced."""
        with self._writing() as repository:
            repository.plans.save_quote(repository.cases.version(case).case_id, quote)

    def remove_quote(self, case: str, measure: "MeasureId", variant: "VariantId") -> None:
        """Takes an own price away: the catalogue's holds again."""
        with self._writing() as repository:
            repository.plans.remove_quote(repository.cases.version(case).case_id, measure, variant)

    def done_steps(self, case: str) -> "tuple[DoneStep, ...]":
        """Returns what the measures that are done really took, beside what the plan had said, by measure."""
        with self._reading() as repository:
            return repository.plans.done_steps(repository.cases.version(case).case_id)

    def save_done_step(self, case: str, step: "DoneStep") -> None:
        """Keeps what one measure really cost and took, in place of what was kept before."""
        with self._writing() as repository:
            repository.plans.save_done_step(repository.cases.version(case).case_id, step)

    def remove_done_step(self, case: str, measure: "MeasureId") -> None:
        """Forgets that a measure was done."""
        with self._writing() as repository:
            repository.plans.remove_done_step(repository.cases.version(case).case_id, measure)

    def plan_texts(self, case: str) -> Mapping[str, str]:
        """Returns what was typed for the plan of a case and is not understood, by field, as it was typed."""
        with self._reading() as repository:
            text = repository.preferences.setting(PLAN_TEXTS + case)
        return json.loads(text) if text else {}

    def save_plan_texts(self, case: str, texts: Mapping[str, str]) -> None:
        """Keeps what was typed for the plan of a case and is not understood, in the place of what was before."""
        with self._writing() as repository:
            text = json.dumps(dict(texts), ensure_ascii=False) if texts else None
            repository.preferences.set({PLAN_TEXTS + case: text})

    def remember(self, key: str, text: str | None) -> None:
        """Keeps a small text for the window, such as the last page; None forgets it."""
        with self._writing() as repository:
            repository.preferences.set({WINDOW + key: text})

    def recall(self, key: str) -> str | None:
        """Returns what `remember` kept; None when nothing."""
        with self._reading() as repository:
            return repository.preferences.setting(WINDOW + key)
