"""What must or must not be done: measures required, excluded, already there, or priced by the person."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QVBoxLayout, QWidget

from models.catalogue import Catalogue, MeasureId, VariantId
from models.figures import yuan
from models.language import Text
from models.limits import Limits, Lock
from ui.language import tr, words
from ui.roadmap.asking.price import Prices
from ui.style.sheet import GRID, set_kind
from ui.widgets.basic import Button, label
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.flow import FlowLayout, flowing

if TYPE_CHECKING:
    from models.limits import OwnTerms
    from models.roadmap import Quote

Pick = tuple[MeasureId, VariantId]


class Wishes(QWidget):
    """One field to find a measure, three buttons for what to do with it, and a chip for every wish."""

    changed = Signal()
    have = Signal(str)
    """A measure that the factory says it has already."""

    def __init__(self) -> None:
        super().__init__()
        self.locks: dict[MeasureId, Lock] = {}
        self.forbidden: set[MeasureId] = set()
        self.forbidden_ways: set[Pick] = set()
        self.done: set[MeasureId] = set()
        self.quotes = Prices()
        self._catalogue: Catalogue | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        self.measure = ChoiceBox()
        self.measure.setEditable(True)
        self.measure.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.measure.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.measure.setMinimumContentsLength(16)
        completer = QCompleter(self.measure.model(), self.measure)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.measure.setCompleter(completer)
        self.must = Button(on_click=lambda: self._act(self._require))
        self.must_not = Button(on_click=lambda: self._act(self.forbid))
        self.there = Button(on_click=lambda: self._act(self.have.emit))
        self.measure.setMinimumWidth(36 * GRID)
        column.addWidget(flowing(self.measure, self.must, self.must_not, self.there))
        self._problem = label(kind="bad")
        self._problem.hide()
        column.addWidget(self._problem)
        self._chips_box = QWidget()
        self._chips = FlowLayout(self._chips_box)
        column.addWidget(self._chips_box)

    def show_catalogue(self, catalogue: Catalogue) -> None:
        """Offers the measures of a catalogue, in the present language."""
        self._catalogue = catalogue
        self.must.setText(tr("Must be done"))
        self.must_not.setText(tr("Not to be done"))
        self.there.setText(tr("We have it"))
        self.measure.setAccessibleName(tr("Find a measure"))
        field = self.measure.lineEdit()
        if field is not None:
            field.setPlaceholderText(tr("type a word or choose a measure…"))
            field.setAccessibleName(tr("Find a measure"))
        self.measure.clear()
        for measure in catalogue.measures.values():
            self.measure.addItem(words(measure.name), measure.id)
        self.measure.setCurrentIndex(-1)
        self.show_chips()

    def show_limits(self, limits: Limits, quotes: Iterable["Quote"] = ()) -> None:
        """Takes over what some limits say; a price keeps its supplier and date while it stays the same."""
        from models.roadmap import Quote

        known = {(quote.measure, quote.variant): quote for quote in (*self.quotes.values(), *quotes)}
        self.locks = {lock.measure: lock for lock in limits.require}
        self.forbidden, self.done = set(limits.forbid), set(limits.done)
        self.forbidden_ways = set(limits.forbid_ways)
        self.quotes.clear()
        for pick, (one_off, running) in limits.prices_wan.items():
            quote = known.get(pick)
            if quote is None or (quote.one_off_wan, quote.running_wan) != (one_off, running):
                quote = Quote(*pick, one_off, running)
            self.quotes[pick] = quote
        self.quotes.terms.clear()
        self.quotes.terms.update(limits.terms)
        self.show_chips()

    @property
    def prices_wan(self) -> Mapping[Pick, tuple[Decimal, Decimal]]:
        """The person's own prices as the planner wants them."""
        return {pick: (quote.one_off_wan, quote.running_wan) for pick, quote in self.quotes.items()}

    @property
    def terms(self) -> Mapping[Pick, "OwnTerms"]:
        """The person's own payments and stops of production as the planner wants them."""
        return dict(self.quotes.terms)

    def choose(self, measure: MeasureId) -> None:
        """Puts a measure into the field."""
        self.measure.setCurrentIndex(self.measure.findData(measure))

    def lock(self, lock: Lock) -> None:
        """Puts a measure in; the planner works around it."""
        self.locks[lock.measure] = lock
        self.forbidden.discard(lock.measure)
        self.show_chips()

    def unlock(self, measure: MeasureId) -> None:
        """Leaves a measure to the planner again."""
        self.locks.pop(measure, None)
        self.show_chips()

    def forbid(self, measure: MeasureId) -> None:
        """Leaves a measure out."""
        self.forbidden.add(measure)
        self.locks.pop(measure, None)
        self.show_chips()

    def mark_done(self, measure: MeasureId) -> None:
        """Counts a measure as there already."""
        self.done.add(measure)
        self.forbidden.discard(measure)
        self.locks.pop(measure, None)
        self.show_chips()

    def quote(self, quote: "Quote") -> None:
        """Plans with the person's own price."""
        self.quotes[(quote.measure, quote.variant)] = quote
        self.show_chips()

    def _require(self, measure: MeasureId) -> None:
        self.lock(Lock(measure))

    def _act(self, act: Callable[[MeasureId], object]) -> None:
        place = self.measure.findText(self.measure.currentText().strip())
        self._problem.setVisible(place < 0)
        if place < 0:
            self._problem.setText(tr("First choose a measure from the list: type part of its name."))
            self.measure.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        measure = MeasureId(self.measure.itemData(place))
        self.measure.setCurrentIndex(-1)
        act(measure)
        self.changed.emit()

    def show_chips(self) -> None:
        """Shows every wish as a chip that takes it away."""
        while (item := self._chips.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        chips = self._texts() if self._catalogue is not None else []
        for text, drop in chips:
            chip = Button(text, icon_name="x", on_click=partial(self._drop, drop))
            set_kind(chip, "chip")
            chip.setToolTip(tr("Remove"))
            chip.setAccessibleDescription(tr("Remove"))
            self._chips.addWidget(chip)
        self._chips_box.setVisible(bool(chips))

    def _texts(self) -> list[tuple[str, Callable[[], object]]]:
        known = self._catalogue.measures if self._catalogue is not None else {}

        def named(measure: MeasureId) -> str:
            return words(known[measure].name) if measure in known else measure

        texts: list[tuple[str, Callable[[], object]]] = []
        for measure, lock in self.locks.items():
            text = (
                tr("must be done: {measure}", measure=named(measure))
                if lock.quarter is None
                else tr("fixed in {quarter}: {measure}", measure=named(measure), quarter=lock.quarter)
            )
            texts.append((text, partial(self.locks.pop, measure, None)))
        texts += [
            (tr("left out: {measure}", measure=named(measure)), partial(self.forbidden.discard, measure))
            for measure in sorted(self.forbidden)
        ]
        texts += [
            (
                tr("left out: {measure} ({way})", measure=named(pick[0]), way=words(_word(pick[1]))),
                partial(self.forbidden_ways.discard, pick),
            )
            for pick in sorted(self.forbidden_ways)
        ]
        texts += [
            (tr("already in place: {measure}", measure=named(measure)), partial(self.done.discard, measure))
            for measure in sorted(self.done)
        ]
        texts += [
            (
                tr("own price: {measure}, {price}", measure=named(pick[0]), price=yuan(quote.one_off_wan)),
                partial(self.quotes.pop, pick, None),
            )
            for pick, quote in self.quotes.items()
        ]
        texts += [
            (tr("own terms: {measure}", measure=named(pick[0])), partial(self.quotes.terms.pop, pick, None))
            for pick in self.quotes.terms
        ]
        return texts

    def _drop(self, drop: Callable[[], object]) -> None:
        drop()
        self.show_chips()
        self.changed.emit()


def _word(way: VariantId) -> Text:
    return Text(way.text("zh"), way.text("en"))
