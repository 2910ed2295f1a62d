"""The result under the assessors' ratings beside the factory's, and the items that make the difference."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout

from models.evaluator import RatedEvaluation
from models.language import counted
from reports.exchange.reviewing import ReportRead
from ui.language import tr, words
from ui.review.saving import KeptReviews
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, clear, label

_REST_MS = 150
"""How long nothing is typed before it is worked out again."""
_MOST = 6
"""Items named at once."""


class RatedOutcome(Card):
    """Worked out by the same evaluator as everything else."""

    def __init__(self, reviews: KeptReviews, show_item: Callable[[str], object]) -> None:
        super().__init__("note")
        self._reviews, self._show_item = reviews, show_item
        self._read: ReportRead | None = None
        self.rated: RatedEvaluation | None = None
        """What is shown; None for nothing."""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.work_out)
        reviews.changed.connect(self._rest.start)
        self.hide()

    def show_report(self, read: ReportRead | None) -> None:
        """Shows the result of a report; None shows nothing."""
        self._read = read
        self.work_out()

    def work_out(self) -> None:
        """Shows what follows from what is said now."""
        self._rest.stop()
        clear(self.column)
        self.rated = None
        self.setVisible(self._read is not None)
        if self._read is None:
            return
        self.rated = rated = self._read.rated(self._reviews.merged())
        names = {item.id: item.name for item in self._read.items}
        tiers: dict[str, str] = {tier.id: words(tier.name) for tier in rated.evaluation.rulebook.tiers}
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * GRID)
        grid.setColumnStretch(3, 1)
        none = tr("no tier")
        lines = (
            ("", tr("Tier reached"), tr("Tier possible")),
            *(
                (who, tiers.get(each.reached or "", none), tiers.get(each.possible or "", none))
                for who, each in (
                    (tr("The factory, worked out again"), self._read.evaluation),
                    (tr("Under the assessors’ ratings"), rated.evaluation),
                )
            ),
        )
        for place, line in enumerate(lines):
            for across, text in enumerate(line):
                kind = "muted" if place == 0 or across == 0 else ""
                grid.addWidget(label(text, kind, wrap=False), place, across, Qt.AlignmentFlag.AlignLeft)
        self.column.addLayout(grid)
        changed = len(rated.change.conditions)
        if not rated.items:
            self.column.addWidget(label(tr("No rating changes a condition so far."), "muted"))
        else:
            said = counted(
                "{count} condition comes out otherwise. What makes the difference:",
                "{count} conditions come out otherwise. What makes the difference:",
                count=changed,
            )
            self.column.addWidget(label(words(said)))
        for effect in rated.items[:_MOST]:
            text = words(names[effect.item])
            if effect.decides_tier:
                text = tr("{item} (decides the tier)", item=text)
            self.column.addWidget(Button(text, kind="link", on_click=partial(self._show_item, effect.item)))
        for item in rated.unread:
            text = tr("The rating of “{item}” is no answer to its question and was left out.", item=names[item])
            self.column.addWidget(label(text, "unknown"))
