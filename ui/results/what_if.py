"""What if: try answers and see the tier change, without touching the draft."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QVBoxLayout

from models.assessment import AnswerId, Value
from models.evaluation import Evaluation, Item
from models.evaluator import compare
from models.rulebook import TierId
from ui.language import tr, words
from ui.results.any_answer import AnyAnswer
from ui.results.changes import show_conditions, tier_name
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, clear, label
from ui.words.answers import value_words
from ui.words.subjects import grouped, subject_name, wanted

_MOST_WAYS, _MOST_BOXES = 6, 40
Tried = Mapping[AnswerId, Value | None]
"""What is tried of each answer; None: as if it were not given."""


class WhatIfCard(Card):
    """Any answer by a search, those of the smallest sets as check boxes; what is tried holds only here."""

    def __init__(self, on_change: Callable[[Tried], object], show_answer: Callable[[AnswerId], object]) -> None:
        super().__init__()
        self._on_change = on_change
        self._show_answer = show_answer
        self._boxes: dict[tuple[Item, ...], QCheckBox] = {}
        self._first: tuple[tuple[Item, ...], ...] = ()
        self._typed: dict[AnswerId, Value | None] = {}
        self._facts: Evaluation | None = None
        self._heading = label(kind="heading")
        self._note = label(kind="muted")
        self._effect = QVBoxLayout()
        self._effect.setSpacing(GRID // 2)
        self.any_answer = AnyAnswer(self.try_answer)
        self.any_answer.beside.addLayout(self._effect)
        self.any_answer.beside.addStretch(1)
        self._ways = QVBoxLayout()
        self._ways.setSpacing(GRID // 2)
        self.column.addWidget(self._heading)
        self.column.addWidget(self._note)
        self.column.addWidget(self.any_answer)
        self.column.addLayout(self._ways)

    @property
    def changes(self) -> dict[AnswerId, Value | None]:
        """The answers that are tried at the moment; one that was typed holds over a box."""
        ticked = {item.answer: item.value for items, box in self._boxes.items() if box.isChecked() for item in items}
        return {**ticked, **self._typed}

    def show_items(self, evaluation: Evaluation, missing: tuple[tuple[Item, ...], ...], tier: TierId) -> None:
        """Offers every answer, and the items of the first sets of a tier; keeps what is tried."""
        self._facts = evaluation
        cards = (group for items in missing[:_MOST_WAYS] for group in grouped(items, evaluation.rulebook))
        sets = tuple(dict.fromkeys(cards))[:_MOST_BOXES]
        self._first = grouped(missing[0], evaluation.rulebook) if missing else ()
        checked = {items for items, box in self._boxes.items() if box.isChecked()}
        clear(self._ways)
        self._boxes = {}
        self._heading.setText(tr("What if? Change any answer and watch the tier."))
        self._note.setText(tr("Nothing is saved and the draft stays as it is. Esc goes back to the facts."))
        name = words(evaluation.tier(tier).tier.name)
        self._ways.addWidget(label(tr("Or tick what leads to {tier}", tier=name), "heading"))
        for items in sets:
            box = QCheckBox(wanted(items, evaluation.rulebook))
            box.setChecked(items in checked)
            box.toggled.connect(self._changed)
            self._boxes[items] = box
            self._ways.addWidget(box)
        if not sets:
            remark = evaluation.missing.remark(tier) if tier in evaluation.missing else None
            self._ways.addWidget(label(words(remark) if remark else tr("Nothing is missing here."), "muted"))
        self.any_answer.show_answers(evaluation.assessment, evaluation.rulebook, self.changes)

    def show_effect(self, facts: Evaluation, shown: Evaluation) -> None:
        """Says what is tried, and what it changes: the tier reached, the tier possible and every condition."""
        self._facts = facts
        clear(self._effect)
        tried = self.changes
        self.any_answer.show_tried(tried)
        if not tried:
            return
        rulebook = facts.rulebook
        change = compare(facts, shown)
        self._effect.addWidget(label(tr("What that changes"), "heading"))
        for text, before, after in (
            (tr("Tier reached"), change.reached_before, change.reached_after),
            (tr("Tier possible"), change.possible_before, change.possible_after),
        ):
            was, now = tier_name(facts, before), tier_name(shown, after)
            said = now if before == after else tr("{old} → {new}", old=was, new=now)
            self._effect.addWidget(label(tr("{subject}: {value}", subject=text, value=said), "lead"))
        if not change.conditions:
            self._effect.addWidget(label(tr("No condition changes."), "muted"))
        show_conditions(self._effect, change, self._show_answer)
        self._effect.addWidget(label(tr("Tried"), "heading"))
        for answer, value in tried.items():
            question = rulebook.questions.get(answer)
            text = tr(
                "“{new}” instead of “{old}”: {question}",
                question=subject_name(rulebook, answer),
                new=value_words(question, value),
                old=value_words(question, facts.assessment.get(answer)),
            )
            link = Button(text, kind="link", icon_name="x", on_click=partial(self.put_back, answer))
            link.setToolTip(tr("Put this answer back"))
            self._effect.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)

    def try_answer(self, answer: AnswerId, value: Value | None) -> None:
        """Tries a value of one answer, None for no answer; the value that the draft has is no trial."""
        ticked = any(item.answer == answer for items, box in self._boxes.items() if box.isChecked() for item in items)
        if self._facts is not None and not ticked and value == self._facts.assessment.get(answer):
            self._typed.pop(answer, None)
        else:
            self._typed[answer] = value
        self._changed()

    def put_back(self, answer: AnswerId) -> None:
        """Takes one answer out of the trial."""
        self._typed.pop(answer, None)
        for items, box in self._boxes.items():
            if any(item.answer == answer for item in items):
                _untick(box)
        self._changed()
        self.any_answer.show_value_of(answer)

    def boxes_of_first_set(self) -> tuple[QCheckBox, ...]:
        """Returns the boxes of the smallest set of answers that closes the tier."""
        return tuple(self._boxes[items] for items in self._first)

    def reset(self) -> None:
        """Goes back to the facts."""
        self._typed.clear()
        for box in self._boxes.values():
            _untick(box)
        self.any_answer.forget()
        clear(self._effect)

    def _changed(self) -> None:
        self._on_change(self.changes)


def _untick(box: QCheckBox) -> None:
    box.blockSignals(True)
    box.setChecked(False)
    box.blockSignals(False)
