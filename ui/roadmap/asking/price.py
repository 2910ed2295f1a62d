"""A price and whose it is, and the fields in which people enter their own."""

from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from models.catalogue import Measure, MeasureId, VariantId
from models.figures import Confidence, Figure, yuan
from models.language import Text
from models.planner.asking.price_draws import at
from models.typed import NumberForm, Reading, as_typed, read_date, read_number, read_shares, shares_text, understood
from ui.language import current, tr
from ui.style.sheet import GRID
from ui.widgets.basic import Button, label
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.doubt import DoubtLine, mark
from ui.widgets.flow import FlowLayout
from ui.widgets.missing_glyphs import UndrawnNote

if TYPE_CHECKING:
    from models.limits import OwnTerms
    from models.roadmap import Quote

Texts = tuple[str, str, str, str, str]
"""What is typed for a price: one-off, running, date, stop of production, payments."""
_KEPT_AS = "price"
PRICE = NumberForm("wan", 0, 1_000_000)
"""What a price may be."""
LINE = 34
"""Pixels: the height of a field, on whose middle the words beside it stand."""
_FINEST = Decimal("0.01")
"""万元: no figure on screen is finer, and none that belongs to a sum is coarser."""


def amount(wan: Decimal, *, compared: bool = False) -> Text:
    """Returns an amount of 万元 to a hundredth, so that the figures of a plan add up to its sums.

    Args:
        wan: the amount.
        compared: whether it stands in a column with others: then it has two decimals.
    """
    return yuan(wan.quantize(_FINEST, ROUND_HALF_UP), compared=compared)


def roughly(wan: Decimal) -> Text:
    """Returns an estimate in 万元 to a tenth: finer would claim more than is known."""
    return yuan(wan.quantize(Decimal("0.1"), ROUND_HALF_UP))


def parts(amounts: Iterable[Decimal]) -> list[Decimal]:
    """Returns parts of a sum, 万元 to a hundredth, that add up to the sum as it is shown.

    Each running total is rounded, so that a part is off by less than a hundredth and quarters add up to their years.
    """
    shown: list[Decimal] = []
    total = rounded_so_far = Decimal(0)
    for amount in amounts:
        total += amount
        now = total.quantize(_FINEST, ROUND_HALF_UP)
        shown.append(now - rounded_so_far)
        rounded_so_far = now
    return shown


def price_words(figure: Figure, own: Decimal | None = None, whose: str = "", *, sure: Decimal | None = None) -> str:
    """Returns a price with its range and its mark; the person's own figure, and whose it is, where there is one.

    Args:
        figure: the catalogue's price.
        own: the person's own, which goes before it.
        whose: who gave the own price, and when.
        sure: the share of cases in which the price that the plan reckons with is not exceeded; None for the typical one.
    """
    if own is not None:
        mark = Confidence.QUOTE.text(current())
        return tr("{price} ({mark})", price=yuan(own), mark=[mark, whose] if whose else mark)
    mark = figure.confidence.text(current())
    if figure.low == figure.high:
        return tr("{price} ({mark})", price=yuan(figure.typical), mark=mark)
    return tr(
        "{price} ({mark}, {low} to {high})",
        price=yuan(figure.typical if sure is None else at(figure, sure)),
        mark=mark,
        low=yuan(figure.low),
        high=yuan(figure.high),
    )


def whose(quote: "Quote") -> str:
    """Returns who gave a price and when, as far as it was said."""
    return " ".join(part for part in (quote.supplier, quote.quoted_on) if part)


class Prices(dict["tuple[MeasureId, VariantId]", "Quote"]):
    """The person's own prices, and what was typed for others and is not understood."""

    def __init__(self) -> None:
        super().__init__()
        self.unread: dict[tuple[MeasureId, VariantId], Texts] = {}
        self.terms: dict[tuple[MeasureId, VariantId], OwnTerms] = {}
        """When the person pays, and what a stop of production costs."""
        self.on_refused: Callable[[], object] = lambda: None
        """Called when something is typed, or no longer typed, that is not understood."""

    @property
    def unread_texts(self) -> dict[str, str]:
        """What is not understood, by name of the field: `price C02 own 0`."""
        return {
            " ".join((_KEPT_AS, *pick, str(place))): text
            for pick, texts in self.unread.items()
            for place, text in enumerate(texts)
        }

    def show_unread(self, texts: Mapping[str, str]) -> None:
        """Takes over what `unread_texts` gave."""
        self.unread.clear()
        for name, text in texts.items():
            kind, *pick = name.split(" ")
            if kind == _KEPT_AS:
                measure, way, place = pick
                before = list(self.unread.get((MeasureId(measure), VariantId(way)), ("", "", "", "", "")))
                before[int(place)] = text
                one_off, running, day, stop, payment = before
                self.unread[MeasureId(measure), VariantId(way)] = (one_off, running, day, stop, payment)

    def refuse(self, pick: "tuple[MeasureId, VariantId]", texts: Texts | None) -> None:
        """Keeps what was typed for a price as it was typed; None when it was understood."""
        if self.unread.get(pick) != texts:
            self.unread.pop(pick, None)
            if texts is not None:
                self.unread[pick] = texts
            self.on_refused()


class PriceEditor(QWidget):
    """The person's own price for one measure: how it is got, what it costs, who offered it and when."""

    def __init__(
        self,
        measure: Measure,
        variant: VariantId | None,
        quotes: Prices,
        on_quote: "Callable[[Quote], object]",
    ) -> None:
        super().__init__()
        self._measure, self._quotes, self._on_quote = measure, quotes, on_quote
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        box = QWidget()
        line = FlowLayout(box)
        column.addWidget(box)
        self.variant = ChoiceBox()
        for way in measure.variants:
            self.variant.addItem(way.text(current()), way)
        self.variant.setCurrentIndex(max(self.variant.findData(variant), 0))
        self.variant.activated.connect(self._show)
        self.one_off, self.running, self.supplier, self.quoted_on = (QLineEdit() for _ in range(4))
        self.stop, self.payment = QLineEdit(), QLineEdit()
        self.quoted_on.setPlaceholderText("2026-11-01")
        self.payment.setPlaceholderText("30/40/30")
        fields: tuple[tuple[str, QComboBox | QLineEdit, int], ...] = (
            (tr("How"), self.variant, 0),
            (tr("one-off, 10,000 yuan"), self.one_off, 88),
            (tr("running, 10,000 yuan a year"), self.running, 88),
            (tr("supplier (optional)"), self.supplier, 160),
            (tr("on"), self.quoted_on, 120),
            (tr("stop of production, 10,000 yuan"), self.stop, 88),
            (tr("payments by quarter, %"), self.payment, 120),
        )
        for name, field, wide in fields:
            if wide:
                field.setFixedWidth(wide)
            title = label(name, wrap=False)
            title.setMinimumHeight(LINE)
            title.setBuddy(field)
            field.setAccessibleName(name)
            line.addWidget(title)
            line.addWidget(field)
        self.use = Button(tr("Plan with this price"), on_click=self.hand_over)
        line.addWidget(self.use)
        column.addWidget(UndrawnNote(self.supplier))
        self._doubt = DoubtLine()
        column.addWidget(self._doubt)
        for typed in (self.one_off, self.running, self.quoted_on, self.stop, self.payment):
            typed.editingFinished.connect(self._judge)
        self._show()

    def _show(self, _place: int = 0) -> None:
        variant = VariantId(self.variant.currentData())
        quote, known = self._quotes.get((self._measure.id, variant)), self._measure.variants[variant]
        self.one_off.setText(as_typed(quote.one_off_wan if quote else known.capex_wan.typical))
        self.running.setText(as_typed(quote.running_wan if quote else known.opex_wan_per_year.typical))
        self.supplier.setText(quote.supplier if quote else "")
        self.quoted_on.setText(quote.quoted_on if quote else "")
        terms = self._quotes.terms.get((self._measure.id, variant))
        self.stop.setText(as_typed(known.stop_wan or None if terms is None else terms.stop_wan))
        self.payment.setText("" if terms is None else shares_text(terms.payment))
        unread = self._quotes.unread.get((self._measure.id, variant))
        if unread is not None:
            fields = (self.one_off, self.running, self.quoted_on, self.stop, self.payment)
            for field, text in zip(fields, unread, strict=True):
                field.setText(text)
        self._judge()

    def hand_over(self) -> None:
        """Hands the price over, or says beside the fields what cannot be understood."""
        from models.limits import OwnTerms
        from models.roadmap import Quote

        meant = self._judge()
        if meant is not None:
            one_off, running, day, stop, payment = meant
            variant = VariantId(self.variant.currentData())
            pick = self._measure.id, variant
            self._quotes.terms.pop(pick, None)
            if payment or stop is not None:
                self._quotes.terms[pick] = OwnTerms(stop, payment)
            self._on_quote(Quote(self._measure.id, variant, one_off, running, self.supplier.text().strip(), day))

    def _judge(self) -> tuple[Any, Any, Any, Any, Any] | None:
        """Returns price, date, stop and payments; None, with the first reason below the fields and each marked, when one is no meaning."""
        day, stop = self.quoted_on.text(), self.stop.text()
        readings: tuple[tuple[QLineEdit, Reading[Any]], ...] = (
            (self.one_off, read_number(self.one_off.text(), PRICE)),
            (self.running, read_number(self.running.text(), PRICE)),
            (self.quoted_on, read_date(day) if day.strip() else understood("")),
            (self.stop, read_number(stop, PRICE) if stop.strip() else understood(None)),
            (self.payment, read_shares(self.payment.text())),
        )
        doubtful = [(field, reading) for field, reading in readings if len(reading.meanings) != 1]
        self._doubt.settle()
        for field, _reading in readings:
            mark(field, wrong=any(field is wrong for wrong, _ in doubtful))
        pick = self._measure.id, VariantId(self.variant.currentData())
        if not doubtful:
            self._quotes.refuse(pick, None)
            one_off, running, quoted_on, cost, payment = (reading.meanings[0] for _, reading in readings)
            return one_off, running, quoted_on, cost, payment
        self._quotes.refuse(pick, (self.one_off.text(), self.running.text(), day, stop, self.payment.text()))
        field, reading = doubtful[0]
        self._doubt.ask(reading, field, partial(self._choose, field))
        return None

    def _choose(self, field: QLineEdit, meaning: object) -> None:
        field.setText(as_typed(meaning))
        self._judge()
