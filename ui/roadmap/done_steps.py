"""After a step is done: the answers that have become true, the evidence to attach, and plan against actual."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from models import counts
from models.catalogue import Catalogue, MeasureId
from models.figures import yuan
from models.limits import Quarter
from models.planner.progress import proposal
from models.roadmap import DoneStep
from models.typed import Reading, as_typed, read_number
from ui.language import run_on, tr, words
from ui.roadmap.asking.price import LINE, PRICE
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, label, row
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.doubt import DoubtLine
from ui.widgets.flow import FlowLayout
from ui.words.answers import value_words
from ui.words.subjects import answer_name

_QUARTERS_SHOWN = 12
"""Quarters that can be chosen as the real end, from a year before the planned one."""


class Afterwards(Card):
    """One step that the manager calls done; no answer is entered until it is asked for."""

    def __init__(
        self,
        session: Session,
        catalogue: Catalogue,
        step: DoneStep,
        done: frozenset[MeasureId],
        *,
        on_told: Callable[[DoneStep], object],
        on_close: Callable[[], object],
    ) -> None:
        super().__init__()
        self.column.setSpacing(GRID)
        self._session, self._step, self._on_told = session, step, on_told
        measure = step.measure
        name = words(catalogue.measures[measure].name)
        self.column.addWidget(label(tr("Done: {measure}", measure=name), "heading"))
        evaluation = session.evaluation
        assert evaluation is not None
        proposed = proposal(evaluation, catalogue, done - {measure}, measure)
        self._changes = {item.answer: item.value for item in proposed.answers}
        if self._changes:
            self.column.addWidget(label(tr("If it is in use, these answers are now true:")))
            for item in proposed.answers:
                question = evaluation.rulebook.questions.get(item.answer)
                text = tr(
                    "{answer}: {value}",
                    answer=answer_name(evaluation.rulebook, item.answer),
                    value=value_words(question, item.value),
                )
                self.column.addWidget(label("• " + text))
            self.enter = Button(tr("Enter these answers"), kind="primary", on_click=self._enter)
            self.enter.setEnabled(session.editable)
            self._entered = label(kind="good")
            self.column.addLayout(row(self.enter, self._entered, 1))
        else:
            self.column.addWidget(label(tr("On its own it makes no answer true yet; it counts towards the plan only.")))
        if proposed.evidence:
            text = (
                tr("Evidence it produces, to attach to these answers:")
                if self._changes
                else tr("Evidence it produces, worth keeping:")
            )
            self.column.addWidget(label(text))
            for proof in proposed.evidence:
                self.column.addWidget(label("• " + words(proof)))
        self._ask()
        self.column.addLayout(row(Button(tr("Close"), kind="link", on_click=on_close), 1))

    def _enter(self) -> None:
        self._session.answer(self._changes)
        self.enter.setEnabled(False)
        self._entered.setText(tr("Entered. Undo reverts all of them together."))

    def _ask(self) -> None:
        """Asks what it really cost and when it was finished; both are kept and may stay empty."""
        step = self._step
        self.paid, self.when = QLineEdit(), ChoiceBox()
        self.paid.setFixedWidth(96)
        self.paid.setText(as_typed(step.one_off_wan))
        self.when.addItem(tr("not given"), None)
        last = step.finished or step.planned_finish or self._today()
        for later in range(-4, _QUARTERS_SHOWN - 4):
            self.when.addItem(str(last.later(later)), str(last.later(later)))
        self.when.setCurrentIndex(self.when.findData(None if step.finished is None else str(step.finished)))
        box = QWidget()
        line = FlowLayout(box)
        for field, name in (
            (self.paid, tr("Actual one-off cost, 10,000 yuan")),
            (self.when, tr("Finished in")),
        ):
            title = label(name, wrap=False)
            title.setMinimumHeight(LINE)
            title.setBuddy(field)
            field.setAccessibleName(name)
            line.addWidget(title)
            line.addWidget(field)
        self.keep = Button(tr("Keep"), on_click=self._keep)
        line.addWidget(self.keep)
        self.told = label(kind="muted")
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.doubt = DoubtLine()
        self.column.addWidget(box)
        self.column.addWidget(self.doubt)
        self.column.addWidget(self.told)
        self._tell(against_plan(step))

    def _tell(self, text: str) -> None:
        self.told.setText(text)
        self.told.setVisible(bool(text))

    @staticmethod
    def _today() -> Quarter:
        now = date.today()
        return Quarter(now.year, (now.month - 1) // 3 + 1)

    def _take(self, meaning: object) -> None:
        self.paid.setText(as_typed(meaning))
        self._keep()

    def _keep(self) -> None:
        text = self.paid.text()
        reading = read_number(text, PRICE) if text.strip() else Reading[Decimal](())
        if text.strip() and reading.value is None:
            self.doubt.ask(reading, self.paid, self._take)
            return
        self.doubt.settle()
        paid = reading.value
        chosen = self.when.currentData()
        step = self._step
        self._step = DoneStep(
            step.measure,
            step.variant,
            step.planned_one_off_wan,
            step.planned_finish,
            paid,
            None if chosen is None else Quarter.parse(chosen),
        )
        self._tell(run_on(tr("Kept with the case."), against_plan(self._step)))
        self._on_told(self._step)


def against_plan(step: DoneStep) -> str:
    """Returns what a measure took beyond the plan in one sentence; empty while nothing can be compared."""
    parts: list[str] = []
    if step.dearer_wan is not None:
        money = yuan(abs(step.dearer_wan))
        parts.append(
            tr("cost as planned")
            if not step.dearer_wan
            else tr("{money} more", money=money)
            if step.dearer_wan > 0
            else tr("{money} less", money=money)
        )
    if step.later_quarters is not None:
        count = abs(step.later_quarters)
        parts.append(
            tr("on time")
            if not count
            else tr("{quarters} later", quarters=counts.quarters(count))
            if step.later_quarters > 0
            else tr("{quarters} sooner", quarters=counts.quarters(count))
        )
    return tr("Against the plan: {parts}.", parts=parts) if parts else ""


class DoneSoFar(QWidget):
    """Every measure that is done: planned, really, and the difference; the money in sum."""

    def __init__(self, steps: Sequence[DoneStep], catalogue: Catalogue, on_open: Callable[[MeasureId], object]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(3 * GRID)
        grid.setVerticalSpacing(GRID // 2)
        grid.setColumnStretch(0, 1)
        for across, text in enumerate((tr("Measure"), tr("Planned"), tr("Actual"), tr("Difference"))):
            grid.addWidget(label(text, "muted"), 0, across)
        for place, step in enumerate(steps, start=1):
            known = catalogue.measures.get(step.measure)
            link = Button(
                words(known.name) if known else step.measure,
                kind="link",
                on_click=partial(on_open, step.measure),
            )
            link.setEnabled(known is not None)
            link.setAccessibleDescription(tr("Enter the actual cost and date"))
            grid.addWidget(link, place, 0)
            grid.addWidget(label(_pair(step.planned_one_off_wan, step.planned_finish), wrap=False), place, 1)
            grid.addWidget(label(_pair(step.one_off_wan, step.finished), wrap=False), place, 2)
            grid.addWidget(label(against_plan(step) or "-", "muted"), place, 3)
        priced = [step for step in steps if step.dearer_wan is not None]
        if priced:
            planned = sum((step.planned_one_off_wan or Decimal(0) for step in priced), Decimal(0))
            paid = sum((step.one_off_wan or Decimal(0) for step in priced), Decimal(0))
            place = len(steps) + 1
            total = (tr("Total, where both are known"), words(yuan(planned)), words(yuan(paid)))
            for across, text in enumerate(total):
                grid.addWidget(label(text, "topic"), place, across)


def _pair(money: Decimal | None, quarter: Quarter | None) -> str:
    parts = [words(yuan(money)) if money is not None else "", str(quarter) if quarter is not None else ""]
    return ", ".join(filter(None, parts)) or "-"
