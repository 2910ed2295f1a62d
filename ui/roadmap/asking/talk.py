"""The questions before the plan: target, money, staff, time, and what must or must not be done."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from models.catalogue import Catalogue, MeasureId, VariantId
from models.catalogue.public_money import FundingFact, SubsidyId
from models.evaluation import Evaluation
from models.language import plain_number
from models.limits import (
    BEYOND_DEADLINE,
    MOST_MARGIN,
    MOST_QUARTERS,
    MOST_YEARS,
    USUAL_QUARTERS,
    USUAL_YEARS,
    Limits,
    Objective,
    Quarter,
)
from models.planner import CERTAINTIES
from models.rulebook import TierId
from models.typed import (
    NumberForm,
    Reading,
    as_typed,
    read_number,
    read_numbers,
    read_quarter,
    read_season,
    read_shares,
    season,
    season_text,
    shares_text,
    understood,
)
from ui.language import tr, words
from ui.roadmap.asking.price import LINE
from ui.roadmap.asking.public_money import Funding, facts_of
from ui.roadmap.asking.wishes import Wishes
from ui.style.sheet import GRID
from ui.widgets.basic import Card, label
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.doubt import DoubtLine, mark
from ui.widgets.flow import FlowLayout
from ui.widgets.whole_number import WholeNumber

if TYPE_CHECKING:
    from models.roadmap import Quote

_MONEY = NumberForm("wan", 0, 1_000_000)
_HANDS = NumberForm("person_weeks", 0, 100_000)


class Talk(Card):
    """Five topics in one card, each a line. `limits` is what they say together."""

    changed = Signal()
    refused = Signal()
    """Something is typed, or no longer typed, that is not understood: `unread` says what."""
    place_asked = Signal()
    """The person wants to correct the factory's address, which decides which subsidies count."""

    def __init__(self) -> None:
        super().__init__()
        self._last_plan: tuple[tuple[MeasureId, VariantId, Quarter], ...] = ()
        """As `Limits.like`, which nobody is asked about."""
        self._topics = [label(kind="topic", wrap=False) for _ in range(6)]
        self.target, self.objective = ChoiceBox(), ChoiceBox()
        self.span, self.budget = ChoiceBox(), QLineEdit("30")
        self.carry_over, self.sure = QCheckBox(), ChoiceBox()
        self.staff, self.at_once = QLineEdit(), WholeNumber(0, 1000, 0, "count")
        self.running_budget, self.years_of_use = QLineEdit(), WholeNumber(1, MOST_YEARS, USUAL_YEARS, "count")
        self.payment = QLineEdit()
        self.margin = WholeNumber(0, MOST_MARGIN, 0, "count")
        self.start, self.deadline, self.blackout = ChoiceBox(), QLineEdit(), QLineEdit()
        self.quarters = WholeNumber(1, MOST_QUARTERS, USUAL_QUARTERS, "quarters")
        self._readers: dict[str, tuple[QLineEdit, Callable[[str], Reading[Any]]]] = {
            "budget": (self.budget, lambda text: read_numbers(text, _MONEY)),
            "running_budget": (
                self.running_budget,
                partial(_optional, _MONEY),
            ),
            "payment": (self.payment, read_shares),
            "years_of_use": (self.years_of_use, self.years_of_use.read),
            "margin": (self.margin, self.margin.read),
            "deadline": (self.deadline, lambda text: read_quarter(text) if text.strip() else understood(None)),
            "staff": (self.staff, partial(_optional, _HANDS)),
            "at_once": (self.at_once, self.at_once.read),
            "quarters": (self.quarters, self.quarters.read),
            "blackout": (self.blackout, read_season),
        }
        self.funding = Funding()
        for fact, field in self.funding.fields.items():
            self._readers[fact.value] = (field, partial(_optional, Funding.form(fact)))
        self._at_first = {name: field.text() for name, (field, _read) in self._readers.items()}
        self.unread: dict[str, str] = {}
        """What was typed into a field and is not understood, as it was typed."""
        self.wishes = Wishes()
        self.wishes.quotes.on_refused = self.refused.emit
        self._names: dict[QWidget, QLabel] = {}
        self._evaluation: Evaluation | None = None
        self._catalogue: Catalogue | None = None
        for box in (self.target, self.start, self.objective, self.span, self.sure):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for field, wide in (
            (self.budget, 200),
            (self.running_budget, 112),
            (self.payment, 112),
            (self.staff, 112),
            (self.deadline, 112),
            (self.blackout, 176),
        ):
            field.setFixedWidth(wide)
        self.funding.place_asked.connect(self.place_asked)
        self.funding.changed.connect(self.changed)
        for topic in self._topics:
            topic.setMinimumHeight(LINE)
        self._lay_out()
        self._doubt = DoubtLine()
        self.column.addWidget(self._doubt)
        first = Quarter(date.today().year, (date.today().month - 1) // 3 + 1).later(1)
        for place in range(8):
            self.start.addItem(str(first.later(place)))
        for text, _read in self._readers.values():
            text.textEdited.connect(self._edited)
            text.editingFinished.connect(self.hand_over)
        for box in (self.target, self.start, self.objective, self.span, self.sure):
            box.activated.connect(self._edited)
        self.carry_over.toggled.connect(self._edited)
        self.start.activated.connect(self._start_chosen)
        self.wishes.changed.connect(self._edited)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID + GRID // 2)
        grid.setColumnStretch(1, 1)
        self.column.addLayout(grid)
        lines: tuple[tuple[QWidget, ...], ...] = (
            (self.target, self.margin, self.objective),
            (self.span, self.budget, self.running_budget, self.carry_over, self.payment, self.sure),
            (self.staff, self.at_once),
            (self.start, self.deadline, self.quarters, self.years_of_use, self.blackout),
        )
        for place, fields in enumerate(lines):
            box = QWidget()
            flow = FlowLayout(box, 2 * GRID)
            for field in fields:
                flow.addWidget(self._named(field))
            grid.addWidget(self._topics[place], place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(box, place, 1)
        grid.addWidget(self._topics[4], 4, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.wishes, 4, 1)
        grid.addWidget(self._topics[5], 5, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.funding, 5, 1)

    def _named(self, field: QWidget) -> QWidget:
        """A field with its words before it, the unit of money after it; a tick box says its own."""
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GRID)
        line.addWidget(field)
        if isinstance(field, QCheckBox):
            field.setMinimumHeight(LINE)
        else:
            name = self._names[field] = label(wrap=False)
            name.setBuddy(field)
            line.insertWidget(1 if field is self.budget else 0, name)
        return box

    def _edited(self, _what: object = None) -> None:
        self.changed.emit()

    def show_choices(self, evaluation: Evaluation, catalogue: Catalogue) -> None:
        """Fills in the tiers and measures in the present language; keeps what was chosen."""
        self._speak()
        chosen = self.target.currentData() or evaluation.next_tier or evaluation.tiers[-1].tier.id
        self.target.clear()
        for result in evaluation.tiers:
            self.target.addItem(words(result.tier.name), result.tier.id)
        self.target.setCurrentIndex(max(self.target.findData(chosen), 0))
        self.wishes.show_catalogue(catalogue)
        self.show_place(evaluation, catalogue)

    def _speak(self) -> None:
        for topic, text in zip(
            self._topics,
            (tr("Goal"), tr("Money"), tr("Staff"), tr("Time"), tr("Must and must not"), tr("Subsidies")),
            strict=True,
        ):
            topic.setText(text)
        for field, text in (
            (self.target, tr("reach")),
            (self.margin, tr("answers that may turn out lower")),
            (self.objective, tr("and then")),
            (self.span, tr("we can spend")),
            (self.budget, tr("10,000 yuan")),
            (self.running_budget, tr("running cost a year, for good")),
            (self.payment, tr("payments by quarter, %")),
            (self.sure, tr("prices")),
            (self.staff, tr("own person-weeks per quarter")),
            (self.at_once, tr("most at once")),
            (self.start, tr("from")),
            (self.deadline, tr("target by the end of")),
            (self.quarters, tr("quarters in total")),
            (self.years_of_use, tr("years of use")),
            (self.blackout, tr("peak season: nothing starts in")),
        ):
            self._names[field].setText(text)
            field.setAccessibleName(tr("{topic}: {field}", topic=self._topic_of(field), field=text))
        self.carry_over.setText(tr("money left over may be used later"))
        self.sure.setToolTip(
            tr(
                "To be safe: each price at the level that is not exceeded in so many of 100 cases, should all rise together; your own quotes stay as they are."
            )
        )
        _choices(
            self.sure,
            (
                (tr("typical"), None),
                *((tr("sure in {share} of 100 cases", share=round(share * 100)), share) for share in CERTAINTIES),
                (tr("highest of every range"), Decimal(1)),
            ),
        )
        self.budget.setPlaceholderText(tr("30, or 30, 50, 20"))
        self.budget.setToolTip(tr("One figure for every year (or quarter), or one for each, separated by commas."))
        self.running_budget.setPlaceholderText(tr("as in the last year"))
        self.running_budget.setToolTip(
            tr("10,000 yuan: what everything together may cost to run each year after the plan.")
        )
        self.payment.setPlaceholderText(tr("all at the start"))
        self.payment.setToolTip(
            tr("Such as 30/40/30: per cent of one-off prices in the quarter of the start and in those after it.")
        )
        self.deadline.setPlaceholderText(tr("end of plan"))
        self.deadline.setToolTip(tr("Such as 2027Q4; the plan goes on for a year after it at least."))
        self.margin.setToolTip(
            tr("Maturity, coverage and AI share still hold if an assessor sets so many answers one grade lower.")
        )
        self.years_of_use.setToolTip(tr("Plans are compared by what they cost to own for so many years."))
        self.staff.setPlaceholderText(tr("no limit"))
        self.at_once.setPlaceholderText(tr("no limit"))
        self.blackout.setPlaceholderText(tr("Q4, or 2027Q4"))
        self.blackout.setToolTip(tr("Q4 means the fourth quarter of every year."))
        self.quarters.setToolTip(tr("12 quarters are three years."))
        _choices(
            self.objective,
            (
                (tr("least total cost"), Objective.CHEAPEST.value),
                (tr("as soon as possible"), Objective.SOONEST.value),
                (tr("fastest payback"), Objective.PAYBACK.value),
                (tr("most benefit within the budget"), Objective.BENEFIT.value),
            ),
        )
        _choices(self.span, ((tr("each year"), False), (tr("each quarter"), True)))

    def _topic_of(self, field: QWidget) -> str:
        lines = (
            (self.target, self.margin, self.objective),
            (self.span, self.budget, self.running_budget, self.payment, self.sure),
            (self.staff, self.at_once),
        )
        place = next((number for number, fields in enumerate(lines) if field in fields), 3)
        return self._topics[place].text()

    def show_place(self, evaluation: Evaluation, catalogue: Catalogue) -> None:
        """Lets the person tick the rules of public money that can count where the enterprise is."""
        self._evaluation, self._catalogue = evaluation, catalogue
        limits = Limits(TierId("basic"), (Decimal(0),), self._start(), self.quarters.number() or 1)
        self.funding.show_rules(evaluation, catalogue, limits)

    def _start_chosen(self) -> None:
        if self._evaluation is not None and self._catalogue is not None:
            self.show_place(self._evaluation, self._catalogue)

    def show_limits(self, limits: Limits, quotes: Iterable["Quote"] = ()) -> None:
        """Fills in what was chosen before, without announcing a change."""
        self._last_plan = limits.like
        before = self.blockSignals(True)  # what is filled in here was not edited by the person
        self.target.setCurrentIndex(max(self.target.findData(limits.target), 0))
        self.objective.setCurrentIndex(self.objective.findData(limits.objective.value))
        self.span.setCurrentIndex(self.span.findData(limits.budget_by_quarter))
        self.budget.setText(as_typed(limits.budget_wan))
        self.carry_over.setChecked(limits.carry_over)
        if self.sure.findData(limits.sure) < 0 and limits.sure is not None:
            self.sure.addItem(tr("sure in {share} of 100 cases", share=plain_number(limits.sure * 100)), limits.sure)
        self.sure.setCurrentIndex(max(self.sure.findData(limits.sure), 0))
        self.running_budget.setText(as_typed(limits.running_budget_wan))
        self.payment.setText(shares_text(limits.payment))
        self.deadline.setText(as_typed(limits.deadline))
        self.years_of_use.show_number(limits.years_of_use)
        self.margin.show_number(limits.margin)
        self.staff.setText(as_typed(limits.staff_weeks))
        self.at_once.show_number(limits.most_at_once or 0)
        if self.start.findText(str(limits.start)) < 0:
            self.start.insertItem(0, str(limits.start))
        self.start.setCurrentText(str(limits.start))
        self.quarters.show_number(limits.quarters)
        self.blackout.setText(season_text(limits.blackout, limits.start, limits.quarters))
        self.funding.show_limits(limits)
        self._start_chosen()
        self.wishes.show_limits(limits, quotes)
        self._judge()
        self.blockSignals(before)

    @property
    def unread_texts(self) -> dict[str, str]:
        """What was typed into the card and the prices and not understood, as kept with the case."""
        return self.unread | self.wishes.quotes.unread_texts

    def forget_unread(self) -> None:
        """Empties the fields that are not understood: another case is open."""
        for name in self.unread:
            self._readers[name][0].setText(self._at_first[name])
        self.wishes.quotes.unread.clear()
        self._judge()

    def show_unread(self, texts: Mapping[str, str]) -> None:
        """Puts what was typed earlier and is not understood back into its field, marked."""
        for name, text in texts.items():
            if name in self._readers:
                self._readers[name][0].setText(text)
        self.wishes.quotes.show_unread(texts)
        self._judge()

    def limits(self) -> Limits | None:
        """Returns what the card says; None, with a sentence in the card, when a field cannot be understood."""
        self.hand_over()
        if self.unread:
            self._readers[next(iter(self.unread))][0].setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        meant = {name: read(field.text()).meanings[0] for name, (field, read) in self._readers.items()}
        start, deadline = self._start(), meant["deadline"]
        least = 1 if deadline is None else start.until(deadline) + 1 + BEYOND_DEADLINE
        quarters = min(MOST_QUARTERS, max(meant["quarters"], least))
        blackout = season(meant["blackout"], start, quarters)
        return Limits(
            target=TierId(self.target.currentData()),
            budget_wan=meant["budget"],
            start=start,
            quarters=quarters,
            deadline=deadline,
            years_of_use=meant["years_of_use"],
            running_budget_wan=meant["running_budget"],
            margin=meant["margin"],
            staff_weeks=meant["staff"],
            carry_over=self.carry_over.isChecked(),
            most_at_once=meant["at_once"] or None,
            blackout=blackout,
            require=tuple(self.wishes.locks.values()),
            forbid=frozenset(self.wishes.forbidden),
            forbid_ways=frozenset(self.wishes.forbidden_ways),
            done=frozenset(self.wishes.done),
            prices_wan=self.wishes.prices_wan,
            payment=meant["payment"],
            terms=self.wishes.terms,
            objective=Objective(self.objective.currentData()),
            budget_by_quarter=bool(self.span.currentData()),
            uncounted=self.funding.uncounted(self._rules()),
            eligible=self.funding.eligible(self._rules()),
            funding=MappingProxyType(facts_of({fact: meant[fact.value] for fact in FundingFact})),
            sure=self.sure.currentData(),
            like=self._last_plan,
        )

    def _rules(self) -> set[SubsidyId]:
        return {rule.id for rule in self._catalogue.subsidies} if self._catalogue is not None else set()

    def _start(self) -> Quarter:
        return Quarter.parse(self.start.currentText())

    def hand_over(self) -> None:
        """Reads what is typed; what is not understood stays, marked, with the first reason in the card."""
        before = self.unread
        self._judge()
        if self.unread != before:
            self.refused.emit()

    def _judge(self) -> None:
        doubtful = {
            name: reading
            for name, (field, read) in self._readers.items()
            if len((reading := read(field.text())).meanings) != 1
        }
        self.unread = {name: self._readers[name][0].text() for name in doubtful}
        self._doubt.settle()
        for name, (field, _read) in self._readers.items():
            mark(field, wrong=name in doubtful)
        if doubtful:
            first = next(iter(doubtful))
            field = self._readers[first][0]
            self._doubt.ask(doubtful[first], field, partial(self._choose, field))

    def _choose(self, field: QLineEdit, meaning: object) -> None:
        field.setText(as_typed(meaning))
        self.hand_over()
        self._edited()


def _optional(form: NumberForm, text: str) -> Reading[Decimal | None]:
    """Reads a number that may be left open."""
    if not text.strip():
        return understood(None)
    reading = read_number(text, form)
    return Reading(reading.meanings, reading.problem)


def _choices(box: QComboBox, choices: Iterable[tuple[str, object]]) -> None:
    """Offers words for values, and keeps the value that was chosen."""
    chosen = box.currentData()
    box.clear()
    for text, value in choices:
        box.addItem(text, value)
    box.setCurrentIndex(max(box.findData(chosen), 0))
