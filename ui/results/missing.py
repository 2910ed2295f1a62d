"""What a tier still lacks: the fewest answers that reach it, with what the catalogue knows of their price."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models import counts
from models.assessment import AnswerId
from models.evaluation import Evaluation, Item, Status
from models.figures import yuan
from models.language import counted
from models.roadmap import PlanStatus
from models.rulebook import TierId
from ui import tasks
from ui.language import run_on, tr, words
from ui.session import Session
from ui.widgets.basic import Button, clear, label
from ui.words.subjects import grouped, leading, wanted

if TYPE_CHECKING:
    from models.planner import PricedSet

_PAUSE_MS = 300
"""Prices wait for a pause in the typing."""


class MissingCard(QWidget):
    """The shortest way at once; a moment later the cheapest of the shortest ways, when the catalogue has been looked through."""

    def __init__(self, session: Session, show_answer: Callable[[AnswerId], object]) -> None:
        super().__init__()
        self._session = session
        self._show_answer = show_answer
        self._evaluation: Evaluation | None = None
        self._tier: TierId | None = None
        self._running: tasks.Task | None = None
        self.cheapest: PricedSet | None = None
        """What is shown with a price; None while prices are being worked out, or when nothing is missing."""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._price)
        session.catalogue_changed.connect(self._pause.start)

    def show_tier(self, evaluation: Evaluation, tier: TierId) -> None:
        """Shows what is missing to `tier`; nothing when it is reached."""
        self._evaluation, self._tier, self.cheapest = evaluation, tier, None
        if self._running is not None:
            self._running.cancel()
            self._running = None
        clear(self._column)
        sets = evaluation.missing.get(tier, ()) if evaluation.tier(tier).status is not Status.MET else ()
        self.setVisible(bool(sets) or tier in evaluation.missing)
        if not sets:
            self._show_remark(evaluation, tier)
        if sets:
            shortest = counted(
                "The shortest way to {tier}: {count} answer",
                "The shortest way to {tier}: {count} answers",
                count=self._count(sets[0]),
                tier=evaluation.tier(tier).tier.name,
            )
            self._show(sets[0], words(shortest), len(sets))
            self._pause.start()

    def _price(self) -> None:
        """Looks for the cheapest way in the background."""
        evaluation, tier, catalogue = self._evaluation, self._tier, self._session.catalogue
        if evaluation is None or tier is None or catalogue is None or self.isHidden():
            return

        def work(_control: tasks.Control) -> "tuple[PricedSet, ...]":
            from models.planner import cheapest_first

            return cheapest_first(evaluation, catalogue, tier)

        self._running = tasks.run(work, self._priced)

    def _priced(self, sets: "tuple[PricedSet, ...]") -> None:
        self._running = None
        if not sets or sets[0].cost_wan is None or self._evaluation is None or self._tier is None:
            return
        self.cheapest = best = sets[0]
        clear(self._column)
        title = counted(
            "The shortest way to {tier}: {count} answer, about {money} in the first year",
            "The shortest way to {tier}: {count} answers, about {money} in the first year",
            count=self._count(best.items),
            money=yuan(sets[0].cost_wan),
            tier=self._evaluation.tier(self._tier).tier.name,
        )
        self._show(best.items, words(title), len(sets))
        text = tr(
            "Estimated at typical catalogue prices: one-off cost plus one year of running cost. The roadmap minimises cost over its whole length, so its figure differs."
        )
        if best.unpriced:
            unpriced = tr("The catalogue has no price for {count} of the answers.", count=len(best.unpriced))
            text = run_on(text, unpriced)
        self._column.addWidget(label(text, "small"))
        self._show_roadmap()

    def _show_roadmap(self) -> None:
        """Says beside the price what the roadmap comes to: another sum, for another time."""
        roadmap, evaluation = self._session.roadmap, self._evaluation
        if roadmap is None or evaluation is None or roadmap.status is not PlanStatus.OPTIMAL:
            return
        if roadmap.limits.target != self._tier:
            return
        text = tr(
            "Your roadmap to {tier}: {money} over {quarters}, running cost included.",
            tier=evaluation.tier(roadmap.limits.target).tier.name,
            money=yuan(roadmap.cost.total_wan),
            quarters=counts.quarters(roadmap.limits.quarters),
        )
        self._column.addWidget(label(text))

    def _count(self, items: tuple[Item, ...]) -> int:
        return len(grouped(items, self._evaluation.rulebook)) if self._evaluation is not None else 0

    def _show(self, items: tuple[Item, ...], title: str, ways: int) -> None:
        if self._evaluation is None:
            return
        rulebook = self._evaluation.rulebook
        self._column.addWidget(label(title, "heading"))
        for together in grouped(items, rulebook):
            self._column.addWidget(
                Button(
                    "· " + wanted(together, rulebook),
                    kind="link",
                    on_click=partial(self._show_answer, leading(together).answer),
                )
            )
        if ways > 1:
            text = tr("There are {count} minimal ways; try them under “What if…”.", count=ways)
            self._column.addWidget(label(text, "small"))
        if self._tier is not None:
            self._show_remark(self._evaluation, self._tier)

    def _show_remark(self, evaluation: Evaluation, tier: TierId) -> None:
        """Says where there is no way, or where a shorter one may exist."""
        remark = evaluation.missing.remark(tier) if tier in evaluation.missing else None
        if remark is not None:
            self._column.addWidget(label(words(remark), "small"))
