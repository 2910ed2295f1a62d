"""The page of a region: counted from the valid reports of the inbox, with the demand for shared services."""

import json
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QProgressBar, QTableWidgetItem, QVBoxLayout, QWidget

from models.language import N_, enumerated, sentence
from models.typed import NumberForm, read_number
from ui import tasks
from ui.language import current, run_on, tr, words
from ui.page import Page
from ui.region.table import RegionTableView
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, clear, label, row
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.drawing import DrawingView
from ui.widgets.empty import EmptyPage
from ui.widgets.files.save_place import save_place
from ui.widgets.whole_number import WholeNumber

if TYPE_CHECKING:
    from models.region.demand import Demand
    from models.workspace import Workspace
    from reports.region.gathering import RegionReports
    from reports.region.tables import RegionTable
    from reports.region.tree import RegionPaper

_CAPACITIES = "region/capacities"
_CAPACITY_COLUMN = 5
_USUAL_BUDGET = 30
_PROCESSES = 2


class RegionPage(Page):
    """Counts when it is opened; the demand is worked out on request, in processes that can be stopped."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._reports: RegionReports | None = None
        self._paper: RegionPaper | None = None
        self._capacities: dict[str, int] = {}
        self._loading = False
        self._task: tasks.Task | None = None
        self._content = QWidget()
        self._body = QVBoxLayout(self._content)
        self._body.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 3 * GRID)
        self._body.setSpacing(2 * GRID)
        self._build()
        self.scrolled(self._content)
        session.opened.connect(self._forget)

    def _build(self) -> None:
        title = label(kind="title")
        self.say(title.setText, N_("Region"))
        self._summary = label(kind="lead")
        self._left_out = label(kind="muted")
        self.save = Button(icon_name="download", on_click=self._save)
        self.say(self.save.setText, N_("Save as PDF or Excel…"))
        self.publish = Button(icon_name="upload", on_click=self._publish)
        self.say(self.publish.setText, N_("Publish…"))
        head = row(title, 1, self.save, self.publish)
        self._body.addLayout(head)
        self.begin = Button(kind="primary", icon_name="inbox", on_click=lambda: self.go.emit("inbox", ""))
        self.say(self.begin.setText, N_("Open the inbox"))
        self._empty = EmptyPage("chart-column", "", "", self.begin)
        self.say(self._empty.heading.setText, N_("No valid report is in the inbox yet"))
        self.say(
            self._empty.text.setText,
            N_(
                "The pyramid of your region will be here: factories by tier, industry, size and city, where they are stuck, and which shared services would lift most of them. Drop reports onto the inbox and confirm their signers to begin."
            ),
        )
        self._body.addWidget(self._empty)
        self._whole = QWidget()
        whole = QVBoxLayout(self._whole)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(2 * GRID)
        whole.addWidget(self._summary)
        whole.addWidget(self._left_out)
        pyramid = Card()
        self.pyramid = DrawingView()
        pyramid.column.addWidget(self.pyramid)
        whole.addWidget(pyramid)
        whole.addWidget(self._services_card())
        self._groups, self._group_tables = self._chosen_card(whole, N_("By industry, size and city"))
        self._stuck, self._stuck_tables = self._chosen_card(whole, N_("Where factories are stuck"))
        self._others = Card()
        whole.addWidget(self._others)
        caveat = label(kind="muted")
        self.say(
            caveat.setText,
            N_(
                "These are self-assessments for reference, from verified reports only; recognition is for the authority to decide."
            ),
        )
        whole.addWidget(caveat)
        self._body.addWidget(self._whole)
        self._body.addStretch(1)

    def _services_card(self) -> Card:
        card = Card()
        heading = label(kind="heading")
        self.say(heading.setText, N_("Which shared services would lift most factories"))
        card.column.addWidget(heading)
        budget = label(wrap=False)
        self.say(budget.setText, N_("Budget a year of factories whose report holds no plan, 10,000 yuan"))
        self.budget = WholeNumber(1, 100_000, _USUAL_BUDGET, "wan")
        self.work_out = Button(kind="primary", icon_name="route", on_click=self._work_out)
        self.say(self.work_out.setText, N_("Work out the demand"))
        self.stop = Button(on_click=self._stop)
        self.say(self.stop.setText, N_("Stop"))
        self.stop.hide()
        card.column.addLayout(row(budget, self.budget, self.work_out, self.stop, 1))
        self._busy = QProgressBar()
        self._busy.setTextVisible(False)
        self._busy.hide()
        card.column.addWidget(self._busy)
        self.answer = label(kind="lead")
        card.column.addWidget(self.answer)
        self.services = RegionTableView()
        self.services.itemChanged.connect(self._capacity_typed)
        self.services.hide()
        card.column.addWidget(self.services)
        self._method = label(kind="muted")
        card.column.addWidget(self._method)
        return card

    def _chosen_card(self, whole: QVBoxLayout, heading: str) -> tuple[QComboBox, RegionTableView]:
        """Several tables of one kind, of which one is shown."""
        card = Card()
        title = label(kind="heading")
        self.say(title.setText, heading)
        choice = ChoiceBox()
        choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.say(choice.setAccessibleName, heading)
        table = RegionTableView()
        card.column.addLayout(row(title, 1, choice))
        card.column.addWidget(table)
        whole.addWidget(card)
        choice.currentIndexChanged.connect(lambda _place: self._show_chosen(choice, table))
        return choice, table

    # ---- reading

    def refresh(self) -> None:
        """Counts anew when the page was just opened; what is shown stays until that is known."""
        if self._reports is None and not self._loading:
            self._load()

    def leave(self) -> None:
        """The next time that the page is opened, it counts anew."""
        if self._task is None:
            self._reports = None

    def retranslate(self) -> None:
        """Shows everything in the new language."""
        super().retranslate()
        self._show()

    def _forget(self) -> None:
        self._stop()
        self._reports = self._paper = None
        self.refresh()

    def _load(self) -> None:
        def work(workspace: "Workspace") -> "tuple[RegionReports, RegionPaper, dict[str, int]]":
            from reports.region.gathering import kept

            reports = kept(workspace, datetime.now().astimezone())
            capacities = _capacities(workspace.recall(_CAPACITIES))
            return reports, _paper_of(reports, workspace, None, capacities, self._budget()), capacities

        def show(loaded: "tuple[RegionReports, RegionPaper, dict[str, int]]") -> None:
            self._loading = False
            before = self._paper
            self._reports, self._paper, self._capacities = loaded
            if before is not None and before.view.factories == self._paper.view.factories:
                # Nothing came in between: what was worked out still holds.
                self._with_demand(before.demand)
            self._show()

        def fail(problem: object) -> None:
            self._loading = False
            self.failed.emit(problem)

        self._loading = self.session.in_workspace(work, show, fail) is not None

    def _budget(self) -> Decimal:
        return Decimal(self.budget.number() or _USUAL_BUDGET)

    def _with_demand(self, demand: "Demand | None") -> None:
        from dataclasses import replace

        if self._paper is not None:
            self._paper = replace(self._paper, demand=demand, capacities=self._capacities)

    # ---- showing

    @property
    def paper(self) -> "RegionPaper | None":
        """What is shown; None before it was counted."""
        return self._paper

    def _show(self) -> None:
        paper = self._paper
        is_there = paper is not None and bool(paper.view.factories)
        self._empty.setVisible(paper is not None and not is_there)
        self._whole.setVisible(is_there)
        self.save.setVisible(is_there)
        self.publish.setVisible(is_there)
        if paper is None or not is_there:
            return
        from reports.region import tables
        from reports.region.paper import pyramid_chart

        self._summary.setText(words(tables.summary(paper)))
        left_out = tables.left_out_words(paper)
        self._left_out.setVisible(left_out is not None)
        if left_out is not None:
            self._left_out.setText(words(left_out))
        chart = pyramid_chart(paper)
        described = enumerated([f"{words(rung.name)} {rung.count}" for rung in chart.rungs], current())
        self.pyramid.show_chart(chart, described)
        self._show_demand()
        _fill(self._groups, tables.group_tables(paper), self._group_tables)
        _fill(self._stuck, tables.stuck_tables(paper), self._stuck_tables)
        self._show_others()

    def _show_demand(self) -> None:
        from reports.region import tables

        paper = self._paper
        demand = None if paper is None else paper.demand
        self.services.setVisible(bool(demand and demand.services))
        self._method.setVisible(demand is not None)
        if paper is None or demand is None:
            self.answer.setText(
                tr(
                    "Each factory is planned with and without each shared service that its plan uses. This takes some seconds a factory; what was worked out before is kept."
                )
            )
            return
        self.answer.setText(run_on(*(words(line) for line in tables.answer(paper, demand))))
        self._method.setText(run_on(*(words(line) for line in tables.method(paper, demand))))
        self.services.show_table(tables.service_table(paper, demand), editable=_CAPACITY_COLUMN)

    def _show_others(self) -> None:
        from reports.region import tables

        paper = self._paper
        clear(self._others.column)
        if paper is None:
            return
        moved = tables.movement_words(paper)
        for table in (tables.progress_table(paper), tables.distance_table(paper)):
            if not table.rows:
                continue
            self._others.column.addWidget(label(words(table.title), "heading"))
            if table.id == "progress" and moved is not None:
                self._others.column.addWidget(label(words(moved)))
            view = RegionTableView()
            view.show_table(table)
            self._others.column.addWidget(view)

    def _show_chosen(self, choice: QComboBox, view: RegionTableView) -> None:
        table = choice.currentData()
        if table is not None:
            view.show_table(table)

    # ---- the demand

    def _work_out(self) -> None:
        workspace, reports, paper = self.session.workspace, self._reports, self._paper
        if workspace is None or reports is None or paper is None or self._task is not None:
            return
        budget, capacities = self._budget(), dict(self._capacities)
        self._busy.setRange(0, 0)
        self._busy.show()
        self.stop.show()
        self.work_out.setEnabled(False)

        def work(control: tasks.Control) -> "RegionPaper":
            from dataclasses import replace

            from reports.region.demand import DemandSetting, region_demand
            from reports.region.trials import FILE, KeptTrials

            asked = _paper_of(reports, workspace, None, capacities, budget)
            demand = region_demand(
                asked.view.factories,
                reports.payload,
                workspace.library,
                DemandSetting(asked.common, workspace.folder, processes=_PROCESSES),
                KeptTrials(workspace.folder / FILE),
                on_progress=lambda done, of: control.progress((done, of)),
                cancelled=lambda: control.cancelled,
            )
            return replace(asked, demand=demand)

        def show(asked: "RegionPaper") -> None:
            self._paper = asked
            self._with_demand(asked.demand)
            self._show_demand()

        task = tasks.run(work, show, self.fail, self._progressed)
        self._task = task
        task.finished.connect(lambda: self._finished() if self._task is task else None)

    def _progressed(self, progress: tuple[int, int]) -> None:
        done, of = progress
        self._busy.setRange(0, of)
        self._busy.setValue(done)
        self.answer.setText(tr("Factories planned: {done} of {all}", done=done, all=of))

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _finished(self) -> None:
        self._task = None
        self._busy.hide()
        self.stop.hide()
        self.work_out.setEnabled(True)
        self._show_demand()

    def _capacity_typed(self, item: QTableWidgetItem) -> None:
        """Takes how many factories a service can take; an empty cell is unknown again."""
        paper = self._paper
        if paper is None or paper.demand is None or item.column() != _CAPACITY_COLUMN:
            return
        service = paper.demand.services[item.row()].service
        number = read_number(item.text(), NumberForm(low=0, high=10_000_000, whole=True)).value
        if number is not None:
            self._capacities[service] = int(number)
        elif not item.text().strip():
            self._capacities.pop(service, None)
        text = json.dumps(self._capacities)
        self.session.in_workspace(lambda workspace: workspace.remember(_CAPACITIES, text))
        self._with_demand(paper.demand)
        self._show_demand()

    # ---- writing

    def _save(self) -> None:
        paper = self._paper
        if paper is None:
            return
        path = save_place(self, tr("Save as PDF or Excel…"), tr("region"), "PDF (*.pdf);;Excel (*.xlsx)")
        if path is None:
            return
        language = current()

        def work(_control: tasks.Control) -> None:
            from reports.region.writing import write_region

            write_region(path, paper, datetime.now().astimezone(), language)

        tasks.run(work, lambda _: self.told.emit(sentence("{name} was written.", name=path.name)), self.fail)

    def _publish(self) -> None:
        workspace, paper = self.session.workspace, self._paper
        if workspace is None or paper is None:
            return
        path = save_place(self, tr("Publish…"), tr("published"), "Excel (*.xlsx);;PDF (*.pdf);;JSON (*.json)")
        if path is None:
            return
        language = current()

        def work(_control: tasks.Control) -> None:
            from reports.region.writing import publish

            publish(path, paper.view.factories, workspace.folder, datetime.now().astimezone(), language)

        def show(_done: object) -> None:
            self.told.emit(
                sentence(
                    "{name} was written: groups under five are left open, and what was published is kept so that the next publication gives none away.",
                    name=path.name,
                )
            )

        tasks.run(work, show, self.fail)


def _capacities(text: str | None) -> dict[str, int]:
    try:
        kept = json.loads(text or "{}")
        return {str(service): int(number) for service, number in kept.items()}
    except (ValueError, TypeError, AttributeError):
        return {}


def _paper_of(
    reports: "RegionReports",
    workspace: "Workspace",
    demand: "Demand | None",
    capacities: dict[str, int],
    budget_wan: Decimal,
) -> "RegionPaper":
    from models.limits import Limits, Quarter
    from models.region.view import region_view
    from models.rulebook import TIER_IDS
    from reports.region.tree import RegionPaper

    today = datetime.now().astimezone().date()
    common = Limits(
        target=TIER_IDS[0],
        budget_wan=(budget_wan,),
        start=Quarter(today.year, (today.month + 2) // 3).later(1),
    )
    view = region_view(reports.facts, reports.labels)
    return RegionPaper(
        view, demand, workspace.library.catalogue(), common, today, reports.left_out, capacities=capacities
    )


def _fill(choice: QComboBox, tables: "tuple[RegionTable, ...]", view: RegionTableView) -> None:
    """Offers other tables, and shows the one that was shown before."""
    place = max(choice.currentIndex(), 0)
    choice.blockSignals(True)
    choice.clear()
    for table in tables:
        choice.addItem(words(table.title), table)
    choice.setCurrentIndex(min(place, len(tables) - 1))
    choice.blockSignals(False)
    if tables:
        view.show_table(tables[choice.currentIndex()])
