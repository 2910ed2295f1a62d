"""The talk before the plan: goal, money, hands, season, and what must or must not happen."""

from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QSpinBox, QWidget

from models.catalogue import Catalogue, MeasureId, VariantId
from models.evaluation import Evaluation
from models.roadmap import Limits, Lock, Objective, Quarter
from models.rulebook import TierId
from ui.frame.ladder_panel import next_tier
from ui.language import tr, words
from ui.style.sheet import GRID, set_kind
from ui.widgets.basic import Button, Card, label
from ui.widgets.flow import Flow


class Talk(Card):
    """Five questions in one card. `limits` is what they say together."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._catalogue: Catalogue | None = None
        self._locks: dict[MeasureId, Lock] = {}
        self._forbidden: set[MeasureId] = set()
        self._done: set[MeasureId] = set()
        self._quotes: dict[tuple[MeasureId, VariantId], tuple[Decimal, Decimal]] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self.column.addLayout(grid)
        self._labels = [label(wrap=False) for _ in range(8)]
        self.target = QComboBox()
        self.budget = QLineEdit("30")
        self.staff = QLineEdit()
        self.start = QComboBox()
        self.quarters = QSpinBox()
        self.quarters.setRange(1, 40)
        self.quarters.setValue(12)
        self.blackout = QLineEdit()
        self.objective = QComboBox()
        self.add = QComboBox()
        fields = (
            self.target,
            self.budget,
            self.staff,
            self.start,
            self.quarters,
            self.blackout,
            self.objective,
            self.add,
        )
        for place, (name, field) in enumerate(zip(self._labels, fields, strict=True)):
            name.setBuddy(field)
            grid.addWidget(name, place // 2, place % 2 * 2)
            grid.addWidget(field, place // 2, place % 2 * 2 + 1)
        self._problem = label(kind="bad")
        self._problem.hide()
        self.column.addWidget(self._problem)
        self._chips_box = QWidget()
        self._chips = Flow(self._chips_box)
        self.column.addWidget(self._chips_box)
        for box in (self.target, self.start, self.objective, self.add):
            # Long names of measures must not make the page wider than the window.
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(12)
        first = Quarter(date.today().year, (date.today().month - 1) // 3 + 1).later(1)
        for place in range(8):
            self.start.addItem(str(first.later(place)))
        self.add.activated.connect(self._forbid_chosen)
        for field in (self.budget, self.staff, self.blackout):
            field.textEdited.connect(lambda _text: self.changed.emit())
        for box in (self.target, self.start, self.objective):
            box.activated.connect(lambda _row: self.changed.emit())
        self.quarters.valueChanged.connect(lambda _value: self.changed.emit())

    def show_choices(self, evaluation: Evaluation, catalogue: Catalogue) -> None:
        """Fills in the tiers and measures in the present language; keeps what was chosen."""
        self._catalogue = catalogue
        for name, text in zip(
            self._labels,
            (
                tr("Goal"),
                tr("Money each year, 10,000 yuan"),
                tr("Hands: own person-weeks a quarter"),
                tr("Start"),
                tr("Horizon, quarters"),
                tr("Peak season: nothing starts in"),
                tr("After the goal"),
                tr("Must not happen"),
            ),
            strict=True,
        ):
            name.setText(text)
        for field, told in zip(
            (self.target, self.budget, self.staff, self.start, self.quarters, self.blackout, self.objective, self.add),
            self._labels,
            strict=True,
        ):
            field.setAccessibleName(told.text())
        self.budget.setPlaceholderText(tr("30, or a figure for each year: 30, 50, 20"))
        self.staff.setPlaceholderText(tr("empty: no limit"))
        self.blackout.setPlaceholderText(tr("such as 2027Q4, or empty"))
        chosen = self.target.currentData() or next_tier(evaluation)
        self.target.clear()
        for result in evaluation.tiers:
            self.target.addItem(words(result.tier.name), result.tier.id)
        self.target.setCurrentIndex(max(self.target.findData(chosen), 0))
        wanted = self.objective.currentData() or Objective.CHEAPEST.value
        self.objective.clear()
        for objective, text in (
            (Objective.CHEAPEST, tr("least total cost")),
            (Objective.SOONEST, tr("as soon as possible")),
            (Objective.PAYBACK, tr("what pays back first")),
            (Objective.BENEFIT, tr("most benefit inside the budget")),
        ):
            self.objective.addItem(text, objective.value)
        self.objective.setCurrentIndex(self.objective.findData(wanted))
        self.add.clear()
        self.add.addItem(tr("choose a measure to leave out…"))
        for measure in catalogue.measures.values():
            self.add.addItem(words(measure.name), measure.id)
        self._show_chips()

    def show_limits(self, limits: Limits) -> None:
        """Fills in what was chosen before."""
        self.target.setCurrentIndex(max(self.target.findData(limits.target), 0))
        self.budget.setText(", ".join(f"{amount:f}" for amount in limits.budget_wan))
        self.staff.setText("" if limits.staff_weeks is None else f"{limits.staff_weeks:f}")
        if self.start.findText(str(limits.start)) < 0:
            self.start.insertItem(0, str(limits.start))
        self.start.setCurrentText(str(limits.start))
        self.quarters.setValue(limits.quarters)
        self.blackout.setText(", ".join(str(quarter) for quarter in sorted(limits.blackout)))
        self.objective.setCurrentIndex(self.objective.findData(limits.objective.value))
        self._locks = {lock.measure: lock for lock in limits.require}
        self._forbidden, self._done = set(limits.forbid), set(limits.done)
        self._quotes = {**limits.prices_wan}
        self._show_chips()

    def limits(self) -> Limits | None:
        """Returns what the card says; None, with a sentence in the card, when a field cannot be understood."""
        self._problem.hide()
        try:
            budget = _amounts(self.budget.text())
        except ValueError:
            return self._wrong(
                self.budget, tr("Money: a number in 10,000 yuan, 0 or more, or one for each year with commas between.")
            )
        try:
            staff = _amounts(self.staff.text())[0] if self.staff.text().strip() else None
        except ValueError:
            return self._wrong(self.staff, tr("Hands: a number of person-weeks, 0 or more, or nothing."))
        try:
            blackout = frozenset(Quarter.parse(word) for word in _split(self.blackout.text()))
        except ValueError:
            return self._wrong(self.blackout, tr("Peak season: quarters such as 2027Q4, with commas between."))
        for field in (self.budget, self.staff, self.blackout):
            _mark(field, wrong=False)
        return Limits(
            target=TierId(self.target.currentData()),
            budget_wan=budget,
            start=Quarter.parse(self.start.currentText()),
            quarters=self.quarters.value(),
            staff_weeks=staff,
            blackout=blackout,
            require=tuple(self._locks.values()),
            forbid=frozenset(self._forbidden),
            done=frozenset(self._done),
            prices_wan=dict(self._quotes),
            objective=Objective(self.objective.currentData()),
        )

    def lock(self, lock: Lock) -> None:
        """Puts a measure in place; the planner works around it."""
        self._locks[lock.measure] = lock
        self._forbidden.discard(lock.measure)
        self._show_chips()

    def forbid(self, measure: MeasureId) -> None:
        """Leaves a measure out."""
        self._forbidden.add(measure)
        self._locks.pop(measure, None)
        self._show_chips()

    def mark_done(self, measure: MeasureId) -> None:
        """Counts a measure as there already."""
        self._done.add(measure)
        self._locks.pop(measure, None)
        self._show_chips()

    def quote(self, measure: MeasureId, variant: VariantId, one_off: Decimal, running: Decimal) -> None:
        """Plans with the person's own price."""
        self._quotes[(measure, variant)] = (one_off, running)
        self._show_chips()

    def _wrong(self, field: QLineEdit, text: str) -> Limits | None:
        _mark(field, wrong=True)
        self._problem.setText(text)
        self._problem.show()
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        return None

    def _forbid_chosen(self, place: int) -> None:
        measure = self.add.itemData(place)
        self.add.setCurrentIndex(0)
        if measure is not None:
            self.forbid(measure)
            self.changed.emit()

    def _show_chips(self) -> None:
        while self._chips.count():
            item = self._chips.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if self._catalogue is None:
            return
        named = {one: words(measure.name) for one, measure in self._catalogue.measures.items()}
        chips = [
            *(
                (
                    tr("fixed: {measure} {quarter}", measure=named.get(one, one), quarter=lock.quarter or ""),
                    self._locks,
                    one,
                )
                for one, lock in self._locks.items()
            ),
            *(
                (tr("left out: {measure}", measure=named.get(one, one)), self._forbidden, one)
                for one in sorted(self._forbidden)
            ),
            *(
                (tr("already there: {measure}", measure=named.get(one, one)), self._done, one)
                for one in sorted(self._done)
            ),
            *(
                (tr("own price: {measure}", measure=named.get(key[0], key[0])), self._quotes, key)
                for key in self._quotes
            ),
        ]
        for text, where, key in chips:
            chip = Button(text, icon_name="x", on_click=partial(self._drop, where, key))
            set_kind(chip, "chip")
            chip.setToolTip(tr("Take away"))
            self._chips.addWidget(chip)
        self._chips_box.setVisible(bool(chips))

    def _drop(self, where: object, key: object) -> None:
        if isinstance(where, dict):
            where.pop(key, None)
        elif isinstance(where, set):
            where.discard(key)
        self._show_chips()
        self.changed.emit()


def _split(text: str) -> list[str]:
    return [word for word in text.replace("，", ",").replace("、", ",").replace(";", ",").split(",") if word.strip()]


def _amounts(text: str) -> tuple[Decimal, ...]:
    try:
        amounts = tuple(Decimal(word.strip()) for word in _split(text))
    except InvalidOperation as problem:
        raise ValueError(text) from problem
    if not amounts or any(not amount.is_finite() or amount < 0 for amount in amounts):
        raise ValueError(text)
    return amounts


def _mark(field: QLineEdit, *, wrong: bool) -> None:
    field.setProperty("wrong", wrong)
    field.style().unpolish(field)
    field.style().polish(field)
