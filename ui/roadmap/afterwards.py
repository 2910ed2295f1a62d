"""After a step was done: the answers that have become true, the proof to attach, and plan against what it really took."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from models.catalogue import Catalogue, MeasureId
from models.figures import yuan
from models.planner.progress import Actual, deviations, proposal
from models.roadmap import Quarter, Roadmap
from ui.language import tr, words
from ui.session import Session
from ui.style.sheet import GRID
from ui.subjects import answer_name
from ui.widgets.basic import Button, Card, label, row
from ui.wizard.drawer import value_words

_QUARTERS_SHOWN = 8
"""Quarters after the planned finish that can be chosen as the real one."""


class Afterwards(Card):
    """One step that the manager calls done; nothing is entered until it is asked for."""

    def __init__(
        self,
        session: Session,
        catalogue: Catalogue,
        measure: MeasureId,
        done: frozenset[MeasureId],
        planned: Roadmap | None,
        *,
        on_close: Callable[[], object],
    ) -> None:
        super().__init__()
        self.column.setSpacing(GRID)
        self._session, self._measure, self._planned = session, measure, planned
        name = words(catalogue.measures[measure].name)
        self.column.addWidget(label(tr("Done: {measure}", measure=name), "heading"))
        evaluation = session.evaluation
        assert evaluation is not None
        found = proposal(evaluation, catalogue, done - {measure}, measure)
        self._changes = {item.answer: item.value for item in found.answers}
        if self._changes:
            self.column.addWidget(label(tr("If it is really in use, these answers have become true:")))
            for item in found.answers:
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
            self.column.addWidget(label(tr("On its own it makes no answer true yet: it counts for the plan only.")))
        if found.evidence:
            self.column.addWidget(label(tr("Proof that it leaves behind, to attach to these answers:")))
            for proof in found.evidence:
                self.column.addWidget(label("• " + words(proof)))
        self._against_plan()
        self.column.addLayout(row(Button(tr("Close"), kind="link", on_click=on_close), 1))

    def _enter(self) -> None:
        self._session.answer(self._changes)
        self.enter.setEnabled(False)
        self._entered.setText(tr("Entered. Undo takes all of them back together."))

    def _against_plan(self) -> None:
        """Asks what it really cost and when it was finished, where it was a step of the plan."""
        step = (
            next((one for one in self._planned.steps if one.measure == self._measure), None) if self._planned else None
        )
        if step is None:
            return
        self.paid, self.when = QLineEdit(), QComboBox()
        self.paid.setMaximumWidth(96)
        first = step.quarter
        for later in range(_QUARTERS_SHOWN):
            self.when.addItem(str(first.later(later)))
        self.when.setCurrentText(str(step.finish))
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(0, 0, 0, 0)
        for field, name in (
            (self.paid, tr("Really paid once, 10,000 yuan")),
            (self.when, tr("Finished in")),
        ):
            told = label(name, wrap=False)
            told.setBuddy(field)
            field.setAccessibleName(name)
            line.addWidget(told)
            line.addWidget(field)
        line.addStretch(1)
        self.told = label(kind="muted")
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.paid.textChanged.connect(self._compare)
        self.when.currentTextChanged.connect(self._compare)
        self.column.addWidget(box)
        self.column.addWidget(self.told)

    def _compare(self) -> None:
        assert self._planned is not None
        try:
            paid = Decimal(self.paid.text().strip())
        except InvalidOperation:
            paid = Decimal(-1)
        if not paid.is_finite() or paid < 0:
            self.told.setText("")
            return
        actual = Actual(paid, Quarter.parse(self.when.currentText()))
        (found,) = deviations(self._planned, {self._measure: actual})
        late = found.quarters or 0
        self.told.setText(
            tr(
                "Against the plan: {money} {dearer}, {quarters} quarter(s) {later}.",
                money=words(yuan(abs(found.one_off_wan))),
                dearer=tr("dearer") if found.one_off_wan > 0 else tr("cheaper"),
                quarters=abs(late),
                later=tr("later") if late > 0 else tr("earlier"),
            )
        )
