"""The plan as a list: why each measure is in, what it costs and whose price that is, and what can be done with it."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from models import counts
from models.catalogue import Catalogue, CostPart, MeasureId, Variant
from models.figures import Figure, tax_words
from models.limits import Limits, Lock, OwnTerms, Quarter
from models.planner.asking.price_draws import at
from models.roadmap import Step
from models.typed import shares_text
from ui.language import current, run_on, tr, words
from ui.roadmap.asking.price import LINE, PriceEditor, Prices, amount, price_words, whose
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, label
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from models.roadmap import Quote


@dataclass(frozen=True, slots=True)
class StepActs:
    """What a person can do with one measure of a plan."""

    put: Callable[[Lock], object]
    unlock: Callable[[MeasureId], object]
    quote: "Callable[[Quote], object]"
    forbid: Callable[[MeasureId], object]
    done: Callable[[MeasureId], object]


class StepCard(Card):
    """One chosen measure: reasons, price marks that can be edited in place, and what can be done with it."""

    def __init__(self, step: Step, catalogue: Catalogue, limits: Limits, quotes: Prices, acts: StepActs) -> None:
        super().__init__("plain", margin=0, spacing=GRID // 2)
        self._step, self._limits, self._quotes, self._acts = step, limits, quotes, acts
        self._catalogue = catalogue
        measure = self._measure = catalogue.measures[step.measure]
        variant = measure.variants[step.variant]
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
                "one-off {one_off}, total running {running}",
                one_off=amount(step.one_off_wan),
                running=amount(step.running_wan),
            ),
            wrap=False,
        )
        price.setToolTip(tr("One-off, and running within the plan"))
        grid.addWidget(price, 0, 2, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        reasons = "\n".join("• " + words(because) for because in step.because)
        lines = [
            (words(measure.what), ""),
            (tr("How: {form}", form=words(variant.how)), "muted"),
            (reasons, "muted"),
            (self._price(variant), "small"),
            (self._price_form(variant), "small"),
            *((text, "small") for text in self._besides()),
        ]
        if step.subsidy_wan:
            lines.append((tr("Subsidy counted: at most {amount}", amount=amount(step.subsidy_wan)), "good"))
        for place, (text, kind) in enumerate(lines, start=1):
            grid.addWidget(label(text, kind), place, 1, 1, 2)
        self.editor: PriceEditor | None = None
        self._editor_box = QVBoxLayout()
        grid.addLayout(self._editor_box, len(lines) + 1, 1, 1, 2)
        grid.addWidget(self._buttons(), len(lines) + 2, 1, 1, 2)
        self.column.addLayout(grid)

    def _price(self, variant: Variant) -> str:
        quote, sure = self._quotes.get((self._step.measure, self._step.variant)), self._limits.sure
        text = tr(
            "Price: one-off {one_off}; running {running} a year; {weeks}, {hands} of own staff.",
            one_off=price_words(
                variant.capex_wan,
                quote.one_off_wan if quote else None,
                whose(quote) if quote else "",
                sure=sure,
            ),
            running=price_words(variant.opex_wan_per_year, quote.running_wan if quote else None, sure=sure),
            weeks=counts.weeks(variant.duration_weeks.typical),
            hands=counts.person_weeks(variant.staff_weeks.typical),
        )
        return text if quote else run_on(text, self._sources(variant.capex_wan))

    def _price_form(self, variant: Variant) -> str:
        """How the price is made for this factory, whether with tax, and how long what is bought lasts."""
        from models.planner import price_form

        texts = []
        if (self._step.measure, self._step.variant) not in self._quotes:
            texts.append(
                tr(
                    "How the price is made: one-off {one_off}; running {running}.",
                    one_off=price_form(self._catalogue, variant, CostPart.CAPEX),
                    running=price_form(self._catalogue, variant, CostPart.OPEX),
                )
            )
            texts += [words(said) for said in tax_words(variant.capex_wan)]
        terms = self._limits.terms.get((self._step.measure, self._step.variant), OwnTerms())
        stop = variant.stop_wan if terms.stop_wan is None else terms.stop_wan
        if stop:
            texts.append(tr("Stop of production during installation: {amount}, included.", amount=amount(stop)))
        payment = terms.payment or self._limits.payment
        if payment:
            texts.append(tr("Paid by quarter: {parts} per cent.", parts=shares_text(payment)))
        life = variant.life_years
        texts.append(
            tr("Lasts {years} ({mark}).", years=counts.years(life.typical), mark=life.confidence.text(current()))
        )
        return run_on(*texts)

    def _sources(self, figure: Figure) -> str:
        read = [words(self._catalogue.sources[key].what) for key in figure.sources if key in self._catalogue.sources]
        texts = [tr("Source: {sources}", sources="; ".join(read))] if read else []
        return run_on(*texts, *([words(figure.note)] if figure.note else []))

    def _besides(self) -> list[str]:
        """The other way to get it, who offers it shared, and free software that can do it."""
        texts = [
            tr(
                "The other variant, {variant}: one-off {one_off}, running {running} a year.",
                variant=other.id.text(current()),
                one_off=amount(self._prices(other)[0]),
                running=amount(self._prices(other)[1]),
            )
            for other in self._measure.variants.values()
            if other.id is not self._step.variant
        ]
        kind = self._measure.variants[self._step.variant].kind
        if kind is not None:
            texts.append(tr("Kind of service: {kind} (our reading)", kind=kind.text(current())))
        texts += [
            tr("Shared elsewhere: {service} ({fact})", service=service.name, fact=service.fact)
            for service in self._catalogue.services(self._step.measure, self._step.variant)
        ]
        if self._measure.free_options:
            texts.append(tr("Free software that can do it: {names}", names=self._measure.free_options))
        return texts

    def _prices(self, variant: Variant) -> tuple[Decimal, Decimal]:
        quote = self._quotes.get((self._step.measure, variant.id))
        if quote is not None:
            return quote.one_off_wan, quote.running_wan
        if self._limits.sure is not None:
            return at(variant.capex_wan, self._limits.sure), at(variant.opex_wan_per_year, self._limits.sure)
        return variant.capex_wan.typical, variant.opex_wan_per_year.typical

    def _buttons(self) -> QWidget:
        step, acts = self._step, self._acts
        box = QWidget()
        flow = FlowLayout(box, 2 * GRID)
        locked = next((lock for lock in self._limits.require if lock.measure == step.measure), None)
        self.start = ChoiceBox()
        for place in range(self._limits.quarters):
            self.start.addItem(str(self._limits.start.later(place)))
        self.start.setCurrentText(str(step.quarter))
        self.start.setAccessibleName(tr("Start of {measure}", measure=words(self._measure.name)))
        self.start.activated.connect(self._start_chosen)
        name = label(tr("starts in"), "muted", wrap=False)
        name.setBuddy(self.start)
        name.setMinimumHeight(LINE)
        choices: list[tuple[str, Callable[[], object]]] = [(tr("own price…"), self.edit_price)]
        if locked is not None:
            choices.insert(0, (tr("let the planner choose"), lambda: acts.unlock(step.measure)))
        choices += [
            (
                tr("switch to: {variant}", variant=other.text(current())),
                partial(acts.put, Lock(step.measure, other)),
            )
            for other in self._measure.variants
            if other is not step.variant
        ]
        choices += [
            (tr("leave out"), lambda: acts.forbid(step.measure)),
            (tr("done, or already in place"), lambda: acts.done(step.measure)),
        ]
        flow.addWidget(name)
        flow.addWidget(self.start)
        for text, act in choices:
            button = Button(text, kind="link", on_click=act)
            button.setAccessibleDescription(words(self._measure.name))
            button.setMinimumHeight(LINE)
            flow.addWidget(button)
        return box

    def _start_chosen(self, _place: int) -> None:
        chosen = Quarter.parse(self.start.currentText())
        if chosen != self._step.quarter:
            self._acts.put(Lock(self._step.measure, self._step.variant, chosen))

    def edit_price(self) -> None:
        """Opens the fields for the person's own price, or puts them away."""
        if self.editor is None:
            self.editor = PriceEditor(self._measure, self._step.variant, self._quotes, self._acts.quote)
            self._editor_box.addWidget(self.editor)
            self.editor.one_off.setFocus()
        else:
            self.editor.setVisible(not self.editor.isVisible())
