"""One page of questions: the card of one scenario, requirement, subdomain or part of the profile."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from models.assessment import AnswerId, Assessment
from models.language import Text
from models.rulebook import Question, Rulebook
from ui.language import tr, words
from ui.style.sheet import GRID, set_kind
from ui.subjects import group_name
from ui.widgets.basic import Button, Card, Picture, label, row
from ui.wizard.drawer import Drawer
from ui.wizard.evidence import EvidenceStrip
from ui.wizard.fields import Field, LineField, LongTextField, make_field
from ui.wizard.outline import CardPlan


def hint_of(rulebook: Rulebook, group: str) -> Text | None:
    """Returns what the rulebook says of the whole card: what an assessor looks at, a cheap way to begin."""
    for scenario in rulebook.scenarios:
        if scenario.id == group:
            return scenario.hint
    return None


class CardView(QFrame):
    """Shows the questions of one card, takes files dropped anywhere on it, and tells every change."""

    answered = Signal(str, object, bool)
    """Answer id, value (None: taken away), and whether it was typed."""
    files_added = Signal(str, object)
    """Evidence answer id and a tuple of paths."""
    file_removed = Signal(str, str)
    file_opened = Signal(str)
    drawer_opened = Signal()
    remark = Signal(str)
    """A remark on this card that shall be kept."""

    def __init__(self, plan: CardPlan, rulebook: Rulebook) -> None:
        super().__init__()
        self.plan = plan
        self.fields: dict[AnswerId, Field] = {}
        self.strips: list[EvidenceStrip] = []
        self.setAcceptDrops(bool(plan.evidence))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 3 * GRID)
        self._column.setSpacing(2 * GRID)
        name = group_name(rulebook, plan.section, plan.group)
        title = label(words(name), "title")
        self._column.addWidget(title)
        alone = len(plan.main) == 1
        for question in plan.main:
            self._column.addWidget(self._block(question, repeats=alone and words(question.label) == words(name)))
        if plan.certainty is not None:
            self._column.addWidget(self._block(plan.certainty))
        for question in plan.evidence:
            self._column.addWidget(self._strip(question))
        hint = hint_of(rulebook, plan.group)
        if hint is not None and words(hint):
            self._column.addWidget(self._hint(words(hint)))
        self._details = QWidget()
        self._fold = Button(kind="quiet", icon_name="chevron-right")
        if plan.details:
            self._column.addLayout(row(self._fold, 1))
            self._column.addWidget(self._detail_fields())
        if plan.comment is not None:
            self._column.addWidget(self._block(plan.comment))
        self.drawer = Drawer()
        self.drawer.opened.connect(self.drawer_opened)
        self.drawer.remark.connect(self.remark)
        self._column.addWidget(self.drawer)
        self._column.addStretch(1)

    def _block(self, question: Question, *, repeats: bool = False) -> QWidget:
        """One question: what is asked, why, and the field."""
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        field = make_field(question)
        if not repeats:
            asked = label(words(question.label), "lead" if question in self.plan.main else "")
            column.addWidget(asked)
        if words(question.help):
            column.addWidget(label(words(question.help), "small"))
        column.addWidget(field)
        typed = isinstance(field, (LineField, LongTextField))
        field.changed.connect(lambda value, answer=question.id: self.answered.emit(answer, value, typed))
        self.fields[question.id] = field
        return block

    def _strip(self, question: Question) -> EvidenceStrip:
        strip = EvidenceStrip(question)
        strip.added.connect(lambda paths, answer=question.id: self.files_added.emit(answer, paths))
        strip.removed.connect(lambda digest, answer=question.id: self.file_removed.emit(answer, digest))
        strip.opened.connect(self.file_opened)
        self.strips.append(strip)
        return strip

    def _hint(self, text: str) -> Card:
        note = Card("note", margin=12)
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(Picture("lightbulb", "accent"), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(label(text), 1)
        note.column.addLayout(line)
        return note

    def _detail_fields(self) -> QWidget:
        column = QVBoxLayout(self._details)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        for question in self.plan.details:
            column.addWidget(self._block(question))
        self._fold.setCheckable(True)
        self._fold.toggled.connect(self._unfold)
        self._details.hide()
        self._name_fold()
        return self._details

    def _unfold(self, shown: bool) -> None:
        self._details.setVisible(shown)
        self._fold.set_icon("chevron-down" if shown else "chevron-right")
        self._name_fold()

    def _name_fold(self) -> None:
        self._fold.setText(tr("Details for the report ({count})", count=len(self.plan.details)))

    def show_answers(self, assessment: Assessment, *, editable: bool) -> None:
        """Shows the answers of an assessment; fields that are being typed in stay as they are."""
        for answer, field in self.fields.items():
            field.show_value(assessment.get(answer))
            field.set_editable(editable)
        for strip in self.strips:
            strip.set_editable(editable)
            strip.show_files(assessment)
        self.setAcceptDrops(bool(self.plan.evidence) and editable)

    def focus_on(self, answer: str = "") -> QWidget | None:
        """Puts the keyboard into the field of an answer, or into the first one; returns that field."""
        wanted = self.fields.get(AnswerId(answer))
        if wanted is not None and any(question.id == answer for question in self.plan.details):
            self._fold.setChecked(True)
        field = wanted or next(iter(self.fields.values()), None)
        if field is None:
            return None
        inner = field.findChildren(QWidget)
        target = next((one for one in inner if one.focusPolicy() & Qt.FocusPolicy.TabFocus), None)
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        return field

    def choose(self, number: int) -> bool:
        """Picks a choice of the first question that has choices; returns whether there was one."""
        for question in self.plan.main:
            field = self.fields[question.id]
            if field.choices():
                field.choose(number)
                return True
        return False

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcomes files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            set_kind(self, "note")

    def dragLeaveEvent(self, _event: object) -> None:
        """Looks as before."""
        set_kind(self, "")

    def dropEvent(self, event: QDropEvent) -> None:
        """Takes files as evidence of this card."""
        set_kind(self, "")
        paths = tuple(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
        if paths and self.plan.evidence:
            self.files_added.emit(self.plan.evidence[0].id, paths)
            event.acceptProposedAction()
