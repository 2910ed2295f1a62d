"""The plan as a list: why each measure is in, what it costs and whose price that is, and why the others are out."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from models.catalogue import Measure, MeasureId, VariantId
from models.figures import Confidence, Figure, yuan
from models.language import Text, plain_number
from models.roadmap import Limits, Step
from ui.language import current, tr, words
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, label, row


def amount(wan: Decimal) -> Text:
    """Returns an amount of 万元 to a tenth: finer would claim more than estimates know."""
    return yuan(wan.quantize(Decimal("0.1"), ROUND_HALF_UP))


def price_words(figure: Figure, own: Decimal | None = None) -> str:
    """Returns a price with its range and its mark; the person's own figure instead when there is one."""
    if own is not None:
        return tr("{price} ({mark})", price=yuan(own), mark=Confidence.QUOTE.text(current()))
    mark = figure.confidence.text(current())
    if figure.low == figure.high:
        return tr("{price} ({mark})", price=yuan(figure.typical), mark=mark)
    return tr(
        "{price} ({mark}, {low} to {high})",
        price=yuan(figure.typical),
        mark=mark,
        low=yuan(figure.low),
        high=yuan(figure.high),
    )


class StepCard(Card):
    """One chosen measure: reasons, price marks that can be edited in place, and what can be done with it."""

    def __init__(
        self,
        step: Step,
        measure: Measure,
        limits: Limits,
        *,
        on_quote: Callable[[MeasureId, VariantId, Decimal, Decimal], object],
        on_forbid: Callable[[MeasureId], object],
        on_done: Callable[[MeasureId], object],
        on_source: Callable[[Figure], str],
    ) -> None:
        super().__init__("plain", margin=0, spacing=GRID // 2)
        self._step, self._on_quote = step, on_quote
        variant = measure.variants[step.variant]
        quoted = limits.prices_wan.get((step.measure, step.variant))
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GRID)
        grid.setColumnMinimumWidth(0, 128)
        grid.setColumnStretch(1, 1)
        when = str(step.quarter) if step.quarter == step.finish else f"{step.quarter} - {step.finish}"
        grid.addWidget(label(when, "muted", wrap=False), 0, 0, Qt.AlignmentFlag.AlignTop)
        head = label(
            tr("{measure} · {variant}", measure=words(measure.name), variant=step.variant.text(current())), "heading"
        )
        grid.addWidget(head, 0, 1)
        price = label(
            tr(
                "one-off {one_off}, running in all {running}",
                one_off=amount(step.one_off_wan),
                running=amount(step.running_wan),
            ),
            wrap=False,
        )
        price.setToolTip(tr("One-off, and running inside the horizon"))
        grid.addWidget(price, 0, 2, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        grid.addWidget(label(words(measure.what)), 1, 1, 1, 2)
        grid.addWidget(label(tr("How: {form}", form=words(variant.form)), "muted"), 2, 1, 1, 2)
        reasons = "\n".join("• " + words(because) for because in step.because)
        grid.addWidget(label(reasons, "muted"), 3, 1, 1, 2)
        self._prices = label(kind="small")
        self._prices.setText(
            tr(
                "Price: one-off {one_off}; running {running} a year; {weeks} weeks, {hands} own person-weeks. {source}",
                one_off=price_words(variant.capex_wan, quoted[0] if quoted else None),
                running=price_words(variant.opex_wan_per_year, quoted[1] if quoted else None),
                weeks=plain_number(variant.duration_weeks.typical),
                hands=plain_number(variant.staff_weeks.typical),
                source=on_source(variant.capex_wan),
            )
        )
        grid.addWidget(self._prices, 4, 1, 1, 2)
        self._edit = QWidget()
        edit = QHBoxLayout(self._edit)
        edit.setContentsMargins(0, 0, 0, 0)
        self._one_off = QLineEdit(plain_number(quoted[0] if quoted else variant.capex_wan.typical))
        self._running = QLineEdit(plain_number(quoted[1] if quoted else variant.opex_wan_per_year.typical))
        for field, name in (
            (self._one_off, tr("One-off, 10,000 yuan")),
            (self._running, tr("Running, 10,000 yuan a year")),
        ):
            field.setAccessibleName(name)
            field.setMaximumWidth(96)
            told = label(name, wrap=False)
            told.setBuddy(field)
            edit.addWidget(told)
            edit.addWidget(field)
        edit.addWidget(Button(tr("Use my price"), on_click=self._quote))
        edit.addStretch(1)
        self._edit.hide()
        grid.addWidget(self._edit, 5, 1, 1, 2)
        buttons = row(
            Button(tr("own price…"), kind="link", on_click=lambda: self._edit.setVisible(not self._edit.isVisible())),
            Button(tr("leave it out"), kind="link", on_click=lambda: on_forbid(step.measure)),
            Button(tr("we have this already"), kind="link", on_click=lambda: on_done(step.measure)),
            1,
        )
        grid.addLayout(buttons, 6, 1, 1, 2)
        if step.subsidy_wan:
            grid.addWidget(
                label(tr("Subsidy counted: {amount}", amount=amount(step.subsidy_wan)), "good"),
                7,
                1,
                1,
                2,
            )
        self.column.addLayout(grid)

    def _quote(self) -> None:
        try:
            one_off, running = Decimal(self._one_off.text().strip()), Decimal(self._running.text().strip())
        except InvalidOperation:
            one_off = running = Decimal(-1)
        if one_off.is_finite() and running.is_finite() and one_off >= 0 and running >= 0:
            self._on_quote(self._step.measure, self._step.variant, one_off, running)
            return
        for field in (self._one_off, self._running):
            field.setProperty("wrong", True)
            field.style().unpolish(field)
            field.style().polish(field)


class Fold(QVBoxLayout):
    """A heading that unfolds what is below it, made only when it is opened."""

    def __init__(self, title: str, make: Callable[[], QWidget]) -> None:
        super().__init__()
        self._make: Callable[[], QWidget] = make
        self._body: QWidget | None = None
        self._button = Button(title, kind="link", icon_name="chevron-right", on_click=self._toggle)
        self.addWidget(self._button)

    def _toggle(self) -> None:
        if self._body is None:
            self._body = self._make()
            self.addWidget(self._body)
            self._button.set_icon("chevron-down")
            return
        visible = not self._body.isVisible()
        self._body.setVisible(visible)
        self._button.set_icon("chevron-down" if visible else "chevron-right")
