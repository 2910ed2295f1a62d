"""Public money in the talk: which rules count, what they ask that only the factory knows, and figures of loan and tax."""

from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from models.catalogue import Catalogue
from models.catalogue.public_money import FundingFact, Subsidy, SubsidyId, SubsidyKind
from models.evaluation import Evaluation
from models.limits import Limits
from models.planner.asking.public_money import elsewhere, too_late, whereabouts
from models.typed import NumberForm, as_typed
from ui.language import current, tr, words
from ui.roadmap.asking.price import LINE
from ui.style.sheet import GRID
from ui.widgets.basic import Button, as_written, label
from ui.widgets.flow import FlowLayout
from ui.widgets.fold import Fold

_UNITS = {
    FundingFact.LEVEL: "",
    FundingFact.LOAN_RATE: "percent",
    FundingFact.TAX_RATE: "percent",
    FundingFact.LOAN_YEARS: "years",
}


class Funding(QWidget):
    """A tick for each rule that can count here; below, folded, the figures that rules need."""

    changed = Signal()
    place_asked = Signal()
    """The person wants to correct the province and city, which decide which rules count."""

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[SubsidyId, QCheckBox] = {}
        self.fields = {fact: QLineEdit() for fact in FundingFact}
        self._uncounted: set[SubsidyId] = set()
        self._eligible: set[SubsidyId] = set()
        self._names = {fact: QLabel() for fact in FundingFact}
        self._place, self._place_link = label(kind="muted", wrap=False), Button(kind="link")
        self._place.setMinimumHeight(LINE)
        self._place_link.setFixedHeight(LINE)
        self._place_link.clicked.connect(self.place_asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        rules = QWidget()
        self._flow = FlowLayout(rules, 2 * GRID)
        column.addWidget(rules)
        self.figures = Fold(self._figures())
        column.addWidget(self.figures)

    def _figures(self) -> QWidget:
        box = QWidget()
        flow = FlowLayout(box, 2 * GRID)
        for fact, field in self.fields.items():
            pair = QWidget()
            line = QHBoxLayout(pair)
            line.setContentsMargins(0, 0, 0, 0)
            field.setFixedWidth(104)
            line.addWidget(self._names[fact])
            line.addWidget(field)
            flow.addWidget(pair)
        return box

    @staticmethod
    def form(fact: FundingFact) -> NumberForm:
        """Returns how the figure is written."""
        return NumberForm(_UNITS.get(fact, "wan"), 0, fact.most)

    def show_rules(self, evaluation: Evaluation, catalogue: Catalogue, limits: Limits) -> None:
        """Says where the enterprise is, and lets the person tick each rule whose sum can be worked out there.

        Args:
            evaluation: of the case.
            catalogue: with the rules.
            limits: over which quarters is planned.
        """
        for fact, text in self._names.items():
            text.setText(fact.text(current()))
            self.fields[fact].setAccessibleName(tr("Subsidies: {field}", field=fact.text(current())))
            self.fields[fact].setPlaceholderText(tr("not known"))
        self.figures.set_text(tr("Digital level, loan and tax figures"))
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget not in (None, self._place, self._place_link):
                widget.deleteLater()
        self.boxes.clear()
        place = whereabouts(evaluation.assessment)
        where = " ".join(dict.fromkeys(part for part in (place.province, place.city) if part))
        rules = [
            rule
            for rule in catalogue.subsidies
            if rule.computable
            and elsewhere(rule, evaluation.assessment) is None
            and too_late(rule, limits) is None
            and (rule.kind is not SubsidyKind.TAX or rule.asks is not None)
        ]
        if not where:
            self._place.setText(tr("The case does not say which province and city; only national rules can count."))
        elif rules:
            self._place.setText(tr("Can count for {place}:", place=where))
        else:
            self._place.setText(tr("No rule for {place} gives an amount that can be counted.", place=where))
        self._flow.addWidget(self._place)
        for rule in rules:
            self._flow.addWidget(self._box(rule))
        self._place_link.setText(tr("correct the place"))
        self._flow.addWidget(self._place_link)

    def _box(self, rule: Subsidy) -> QCheckBox:
        box = self.boxes[rule.id] = QCheckBox(words(rule.name))
        if rule.asks is None:
            box.setChecked(rule.id not in self._uncounted)
            box.setToolTip(as_written(words(rule.detail)))
        else:
            box.setText(tr("{rule} (tick if yes)", rule=words(rule.name)))
            box.setChecked(rule.id in self._eligible)
            box.setToolTip(as_written(f"{words(rule.asks)}\n{words(rule.detail)}"))
        box.toggled.connect(lambda checked, asked=rule: self._tick(asked, checked=checked))
        return box

    def _tick(self, rule: Subsidy, *, checked: bool) -> None:
        if rule.asks is not None:
            (self._eligible.add if checked else self._eligible.discard)(rule.id)
        else:
            (self._uncounted.discard if checked else self._uncounted.add)(rule.id)
        self.changed.emit()

    def show_limits(self, limits: Limits) -> None:
        """Fills in what was chosen before."""
        self._uncounted, self._eligible = set(limits.uncounted), set(limits.eligible)
        for fact, field in self.fields.items():
            field.setText(as_typed(limits.funding.get(fact)))
        if limits.funding:
            self.figures.open_it()

    def uncounted(self, known: set[SubsidyId]) -> frozenset[SubsidyId]:
        """Returns the rules that are not counted on, of those that the catalogue has."""
        return frozenset(self._uncounted & known)

    def eligible(self, known: set[SubsidyId]) -> frozenset[SubsidyId]:
        """Returns the rules whose question was answered with yes, of those that the catalogue has."""
        return frozenset(self._eligible & known)


def facts_of(meant: Mapping[FundingFact, Decimal | None]) -> dict[FundingFact, Decimal]:
    """Returns the figures that were given."""
    return {fact: value for fact, value in meant.items() if value is not None}
