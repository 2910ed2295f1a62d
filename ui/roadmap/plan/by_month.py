"""The plan by months: gates, money by month, what pays back; and the plan as a file to work with or to hand in."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from models import counts
from models.catalogue import Catalogue
from models.evaluation import Evaluation
from models.roadmap import Roadmap
from ui import tasks
from ui.language import current, tr, words
from ui.results.rows import titled
from ui.roadmap.asking.price import amount
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, label
from ui.widgets.files.save_place import save_place
from ui.widgets.flow import flowing
from ui.widgets.fold import Fold


class ByMonth(QWidget):
    """One card: when each tier is reached, where one may stop, and the money of each month, folded."""

    def __init__(
        self,
        roadmap: Roadmap,
        evaluation: Evaluation,
        catalogue: Catalogue,
        fail: tasks.Failed,
        replan: Callable[[], object],
    ) -> None:
        super().__init__()
        self._roadmap, self._evaluation, self._catalogue, self._fail = roadmap, evaluation, catalogue, fail
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        card, inner = titled(
            tr("By month"),
            hint=tr("No step is later than in its quarter above, and money and hands are enough by month too."),
        )
        column.addWidget(card)
        for line in self._gates():
            inner.addWidget(label(line))
        inner.addWidget(Fold(self._when, tr("Each step from day to day")))
        inner.addWidget(Fold(self._cash, tr("Money by month, in 10,000 yuan")))
        self.workbook = Button(tr("Save as workbook…"), icon_name="download", on_click=lambda: self._save(".xlsx"))
        self.paper = Button(
            tr("Save for a bank or an office…"), icon_name="download", on_click=lambda: self._save(".pdf")
        )
        self.replan = Button(tr("Plan the rest from what is done"), on_click=replan)
        self.replan.setToolTip(
            tr(
                "What is done stays at the price that was paid, what has begun stays, nothing begins in a quarter that is gone, and little else changes."
            )
        )
        self._saved = label(kind="good")
        inner.addWidget(flowing(self.workbook, self.paper, self.replan))
        inner.addWidget(self._saved)

    def _gates(self) -> list[str]:
        roadmap = self._roadmap
        tiers = {result.tier.id: words(result.tier.name) for result in self._evaluation.tiers}
        lines = [
            tr(
                "{day}: {tier} is reached. You can stop here and keep it: {measures} finished, {spent} paid once by then, {running} a year.",
                day=gate.on,
                tier=tiers.get(gate.tier, gate.tier),
                measures=counts.measures(len(gate.measures)),
                spent=amount(gate.spent_wan),
                running=amount(gate.running_wan_a_year),
            )
            for gate in roadmap.gates
        ]
        last = max(each.ends for each in roadmap.months)
        return [*lines, tr("Everything is in use on {day}.", day=last)]

    def _when(self) -> QWidget:
        rows: list[tuple[str, ...]] = [(tr("Measure"), tr("Begins"), tr("Ends"), tr("Pays back in"))]
        steps = {step.measure: step for step in self._roadmap.steps}
        for each in self._roadmap.months:
            years = steps[each.measure].payback_years
            rows.append(
                (
                    words(self._catalogue.measures[each.measure].name),
                    str(each.begins),
                    str(each.ends),
                    "-" if years is None else words(counts.years(years.quantize(Decimal("0.1")))),
                )
            )
        return _grid(rows)

    def _cash(self) -> QWidget:
        rows: list[tuple[str, ...]] = [(tr("Month"), tr("One-off"), tr("Running"), tr("Subsidy"), tr("Paid so far"))]
        rows += [
            (
                each.month,
                *(
                    f"{figure:.2f}" if figure else "-"
                    for figure in (each.one_off_wan, each.running_wan, each.subsidy_wan, each.balance_wan)
                ),
            )
            for each in self._roadmap.cost_by_month
        ]
        return _grid(rows)

    def _save(self, ending: str) -> None:
        title = tr("Save the plan")
        kinds = tr("Workbook (*.xlsx)") if ending == ".xlsx" else tr("PDF (*.pdf)")
        path = save_place(self, title, tr("plan") + ending, kinds)
        if path is None:
            return
        roadmap, evaluation, catalogue, language = self._roadmap, self._evaluation, self._catalogue, current()

        def work(_control: tasks.Control) -> Path:
            from reports.acts.plan_paper import write_plan

            write_plan(path, evaluation, roadmap, catalogue, datetime.now().astimezone(), language)
            return path

        tasks.run(work, lambda written: self._saved.setText(tr("Saved: {name}", name=written.name)), self._fail)


def _grid(rows: list[tuple[str, ...]]) -> QWidget:
    box = Card()
    grid = QGridLayout()
    grid.setHorizontalSpacing(3 * GRID)
    grid.setVerticalSpacing(GRID // 2)
    grid.setColumnStretch(0, 1)
    for down, texts in enumerate(rows):
        for across, text in enumerate(texts):
            grid.addWidget(label(text, "" if down else "muted", wrap=not across), down, across)
    box.column.addLayout(grid)
    return box
