"""Whether a report's plan is the best that its limits allow: what is proven of it, and a button that solves it again."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal

from reports.verification import Verdict
from ui.language import tr
from ui.style.sheet import set_kind
from ui.widgets.basic import Button, Card, label, row

FIRST_S = 120
"""How long a plan may take at first; each time that this is too short, the next try gets twice as long."""


class PlanProof(Card):
    """Offered for a sound report with a plan."""

    wanted = Signal(float)
    """The plan is to be solved again, in at most so many seconds."""

    def __init__(self) -> None:
        super().__init__()
        self._heading, self._told = label(kind="heading"), label()
        self.solve = Button(icon_name="route", on_click=lambda: self.wanted.emit(self._seconds))
        self._proven: set[str] = set()
        """Digests of the files whose plans were solved again here, and are the best."""
        self._seconds = float(FIRST_S)
        self._digest = ""
        self._late = False
        for widget in (self._heading, self._told):
            self.column.addWidget(widget)
        self.column.addLayout(row(self.solve, 1))
        self.retranslate()

    @property
    def told(self) -> str:
        """What the card says."""
        return self._told.text()

    def retranslate(self) -> None:
        """Speaks the present language."""
        self._heading.setText(tr("Plan"))
        self.solve.setText(tr("Solve the plan again"))
        proven = self._digest in self._proven
        minutes = round(self._seconds / 60)
        if proven:
            text = tr(
                "Solved again on this computer: within the limits and prices that the report states, no plan is better. Whether those are true, only the signer knows."
            )
        elif self._late:
            text = tr(
                "Solving was not finished in time: nothing speaks against the plan, but it is not proven. The next try may take up to {minutes} minutes.",
                minutes=minutes,
            )
        else:
            text = tr(
                "Its amounts and tiers follow from its measures. That no plan is better is only the signer's word; solving it again, in up to {minutes} minutes, proves it or finds a better one.",
                minutes=minutes,
            )
        self._told.setText(text)
        set_kind(self._told, "good" if proven else "muted")
        self.solve.setVisible(not proven)

    def show_report(self, verdict: Verdict | None, payload: Mapping[str, Any] | None) -> None:
        """Offers the solve for a report with a plan; nothing for other papers."""
        digest = verdict.digest if verdict is not None else ""
        if digest != self._digest:
            self._digest, self._late, self._seconds = digest, False, float(FIRST_S)
        self.retranslate()
        self.setVisible(payload is not None and payload["roadmap"] is not None)

    def solved(self, verdict: Verdict) -> None:
        """Says what came of solving: proven where the file is as sound as before, else that it took too long."""
        if verdict.judged:
            self._proven.add(verdict.digest)
        else:
            self._late = True
            self._seconds *= 2
        self.retranslate()
