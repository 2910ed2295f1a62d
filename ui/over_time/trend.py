"""The trend of a case: what each version amounts to, as a chart and as a table."""

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from models.language import N_, Text, translate
from ui.language import tr
from ui.over_time.words import score_words
from ui.style.sheet import GRID
from ui.widgets.basic import Card, as_written, label
from ui.widgets.drawing import DrawingView
from ui.widgets.seen import SeenTree
from ui.words.tiers import tier_word

if TYPE_CHECKING:
    from reports.acts.over_time import VersionStage

_FOR_EACH, _BESIDE = 13 * GRID, 22 * GRID
"""Pixels of the chart for each version, and beside them."""
_ROWS_SHOWN = 8
_TIER = 2
"""Column of the tier."""


class TrendCard(Card):
    """Hidden while there is only one version that can be evaluated."""

    def __init__(self) -> None:
        super().__init__(margin=2 * GRID)
        self._heading = label(kind="heading")
        self._lead = label(kind="muted")
        self.chart = DrawingView()
        self.table = SeenTree()
        self.table.setRootIsDecorated(False)
        for part in (self._heading, self._lead, self.chart, self.table):
            self.column.addWidget(part)
        self.hide()

    def show_stages(self, stages: "tuple[VersionStage, ...]") -> None:
        """Shows the versions from the first to the newest."""
        from reports.charts import Stack, Stacks

        evaluated = [(stage.version, stage.figures) for stage in reversed(stages) if stage.figures is not None]
        self.setVisible(len(evaluated) > 1)
        if len(evaluated) < 2:
            return
        self._heading.setText(tr("Trend"))
        self._lead.setText(
            tr("Each frozen version as of its day, the draft as of today. A change of the rules can move it, too.")
        )
        series = tuple(map(_both, (N_("met, with proof"), N_("met, on your word"), N_("not met or open"))))
        stacks = tuple(
            Stack(
                f"v{version.number}",
                (
                    Decimal(figures.proven),
                    Decimal(figures.met - figures.proven),
                    Decimal(figures.conditions - figures.met),
                ),
            )
            for version, figures in evaluated
        )
        self.table.setAccessibleName(tr("Trend"))
        self.table.setHeaderLabels([tr("Version"), tr("Day"), tr("Tier"), tr("Conditions met"), tr("Maturity score")])
        self.table.clear()
        lines = []
        for version, figures in evaluated:
            day = version.frozen_at or version.changed_at
            cells = [
                str(version.number),
                f"{day.astimezone():%Y-%m-%d}",
                tier_word(figures.reached),
                tr("{met} of {of}", met=figures.met, of=figures.conditions),
                score_words(figures),
            ]
            lines.append(cells)
            self.table.addTopLevelItem(QTreeWidgetItem(cells))
        self.chart.show_chart(Stacks(series, stacks, _both(N_("conditions"))), "; ".join(map(", ".join, lines)))
        self.chart.setMaximumWidth(_BESIDE + _FOR_EACH * max(len(evaluated), 3))
        fit(self.table, _ROWS_SHOWN, longest=_TIER)


def fit(table: QTreeWidget, most: int, longest: int) -> None:
    """Makes a table as high as its lines, up to some; the column with the longest words shows them all."""
    for column in range(table.columnCount()):
        to_words = column == longest
        mode = QHeaderView.ResizeMode.ResizeToContents if to_words else QHeaderView.ResizeMode.Stretch
        table.header().setSectionResizeMode(column, mode)
        for line in range(table.topLevelItemCount()):
            item = table.topLevelItem(line)
            if item is not None:
                item.setToolTip(column, as_written(item.text(column)))
    lines = min(table.topLevelItemCount(), most)
    table.setFixedHeight(table.sizeHintForRow(0) * lines + table.header().sizeHint().height() + 4)


def _both(message: str) -> Text:
    return Text(translate(message, "zh"), translate(message, "en"))
