"""The choice of what to take over from a case file when its case is already here and differs."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHeaderView, QTreeWidgetItem, QVBoxLayout, QWidget

from models import counts
from models.assessment import AnswerId, Value
from models.document.merging import Encounter
from models.rulebook import Rulebook
from ui.language import tr, words
from ui.style.sheet import GRID
from ui.widgets.basic import Button, as_written, label, row
from ui.widgets.seen import SeenTree
from ui.words.subjects import answer_name
from ui.words.times import when_words

if TYPE_CHECKING:
    from datetime import datetime

_ANSWER = Qt.ItemDataRole.UserRole


class MeetingWay(Enum):
    """How to take the file in."""

    NOT = auto()
    MERGE = auto()
    VERSION = auto()
    """The draft is frozen as it is; the whole file goes into the next version."""
    CASE = auto()
    """Under a new number."""


@dataclass(frozen=True, slots=True)
class MeetingChoice:
    """What the person chose."""

    way: MeetingWay
    taken: tuple[AnswerId, ...] = ()
    rules: bool = False


class MeetingDialog(QDialog):
    """Lists the answers that differ side by side; what is marked is taken from the file."""

    def __init__(
        self, encounter: Encounter, rulebook: Rulebook, file: str, now: "datetime", parent: QWidget | None = None
    ) -> None:
        """Makes the dialog.

        Args:
            encounter: the file and the case here.
            rulebook: the rules of the case here, for the names of the answers.
            file: the file's name.
            now: the time, for "yesterday".
            parent: the window.
        """
        super().__init__(parent)
        self.choice = MeetingChoice(MeetingWay.NOT)
        self._encounter = encounter
        self.setWindowTitle(tr("This case is already here"))
        self.resize(120 * GRID, 70 * GRID)
        body = QVBoxLayout(self)
        body.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        body.setSpacing(2 * GRID)
        body.addWidget(
            label(
                tr(
                    "Case {number} is already here, and {file} differs from it in {answers}. Nothing has been changed yet. Mark what to take from the file; an answer that stood here before is older and is not marked.",
                    number=encounter.given.case_number,
                    file=file,
                    answers=counts.answers(len(encounter.differences)),
                )
            )
        )
        self.list = SeenTree()
        self.list.setRootIsDecorated(False)
        self.list.setAccessibleName(tr("Answers that differ"))
        self.list.setHeaderLabels([tr("Answer"), tr("Here"), tr("In the file"), tr("Newer")])
        for difference in encounter.differences:
            newer = tr("Here") if difference.is_earlier else tr("Unknown: new in the file")
            if difference.changed_at is not None:
                newer += " · " + tr("changed here {when}", when=when_words(difference.changed_at, now))
            item = QTreeWidgetItem(
                [
                    _name(rulebook, difference.answer),
                    _shown(rulebook, difference.answer, difference.here),
                    _shown(rulebook, difference.answer, difference.in_file),
                    newer,
                ]
            )
            item.setData(0, _ANSWER, difference.answer)
            self._add(item, marked=not difference.is_earlier)
        self._rules: QTreeWidgetItem | None = None
        if encounter.other_rules and encounter.present is not None:
            rules = [" + ".join((side.rulebook, *side.overlays)) for side in (encounter.present, encounter.given)]
            self._rules = QTreeWidgetItem([tr("Rules in use"), *rules, ""])
            self._add(self._rules, marked=False)
        self.list.header().setStretchLastSection(False)
        for column in range(3):
            self.list.header().setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.list.header().setSectionResizeMode(3, QHeaderView.ResizeMode.ResizeToContents)
        self.list.itemChanged.connect(lambda _item, _column: self._follow())
        body.addWidget(self.list, 1)
        self.mark_all = Button(tr("Mark all"), on_click=lambda: self._mark(Qt.CheckState.Checked))
        self.mark_none = Button(tr("Mark none"), on_click=lambda: self._mark(Qt.CheckState.Unchecked))
        body.addLayout(row(self.mark_all, self.mark_none, 1))
        self.merge = Button(kind="primary", on_click=self._merge)
        self.version = Button(
            tr("Take in as another version"),
            on_click=lambda: self._take(MeetingChoice(MeetingWay.VERSION, self._all(), rules=True)),
        )
        self.version.setToolTip(tr("The answers here are frozen as they are; the file becomes the next version."))
        self.case = Button(tr("Take in as another case"), on_click=lambda: self._take(MeetingChoice(MeetingWay.CASE)))
        body.addLayout(row(self.merge, self.version, self.case, 1, Button(tr("Cancel"), on_click=self.reject)))
        self._follow()

    def _add(self, item: QTreeWidgetItem, *, marked: bool) -> None:
        item.setCheckState(0, Qt.CheckState.Checked if marked else Qt.CheckState.Unchecked)
        for column in range(4):
            item.setToolTip(column, as_written(item.text(column)))
        self.list.addTopLevelItem(item)

    def _items(self) -> tuple[QTreeWidgetItem, ...]:
        every = (self.list.topLevelItem(number) for number in range(self.list.topLevelItemCount()))
        return tuple(item for item in every if item is not None)

    def _all(self) -> tuple[AnswerId, ...]:
        return tuple(difference.answer for difference in self._encounter.differences)

    def _marked(self) -> tuple[QTreeWidgetItem, ...]:
        return tuple(item for item in self._items() if item.checkState(0) is Qt.CheckState.Checked)

    def _mark(self, state: Qt.CheckState) -> None:
        for item in self._items():
            item.setCheckState(0, state)

    def _follow(self) -> None:
        count = len(self._marked())
        self.merge.setText(tr("Take {count} marked", count=count) if count else tr("Keep everything as it is here"))

    def _merge(self) -> None:
        marked = self._marked()
        taken = tuple(AnswerId(item.data(0, _ANSWER)) for item in marked if item is not self._rules)
        self._take(MeetingChoice(MeetingWay.MERGE, taken, rules=self._rules in marked))

    def _take(self, choice: MeetingChoice) -> None:
        self.choice = choice
        self.accept()


def _name(rulebook: Rulebook, answer: AnswerId) -> str:
    question = rulebook.questions.get(answer)
    name = answer_name(rulebook, answer)
    asked = words(question.label) if question else name
    return name if asked == name else tr("{part} · {question}", part=name, question=asked)


def _shown(rulebook: Rulebook, answer: AnswerId, value: Value | None) -> str:
    from reports.payload.wording import value_text

    return tr("no answer") if value is None else words(value_text(value, rulebook.questions.get(answer)))
