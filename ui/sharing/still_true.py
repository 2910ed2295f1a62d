"""The card of a next version: every answer taken over from the last one is asked “still true?”, one key an answer."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidgetItem

from models import counts
from models.assessment import AnswerId, Assessment
from models.sharing.part import by_card, section_name
from models.subjects import asked_name
from ui.language import tr, words
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, as_written, is_plain, label, row
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.seen import SeenTree
from ui.words.answers import value_words

if TYPE_CHECKING:
    from models.rulebook import Rulebook
    from models.workspace import Workspace

_HEIGHT = 34 * GRID


class OldAnswers(SeenTree):
    """The answers of one section that nobody has looked at yet; a key confirms the one that has the keyboard."""

    confirmed = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space or Y says that an answer is still true, Enter opens it to be changed."""
        item = self.currentItem()
        if item is not None and is_plain(event) and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Y):
            self.confirmed.emit(item.data(0, Qt.ItemDataRole.UserRole))
        else:
            super().keyPressEvent(event)


class StillTrue(Card):
    """Sections with what is left to confirm; hidden for a first version, a frozen one, and when all is confirmed."""

    def __init__(self, session: Session, show_answer: Callable[[AnswerId], object]) -> None:
        super().__init__(margin=2 * GRID)
        self._session, self._show_answer = session, show_answer
        self._before: Assessment | None = None
        self._asked_for: tuple[str, int] | None = None
        self._sections: tuple[str, ...] = ()
        self._turned: list[tuple[AnswerId, ...]] = []
        """What was confirmed since the version was opened, each key or section on its own."""
        self._title = label(kind="heading")
        self._lead = label(kind="muted")
        self.section = ChoiceBox()
        self.section.currentIndexChanged.connect(lambda _place: self._fill())
        self.yes = Button(kind="primary", icon_name="check", on_click=self._confirm_current)
        self.change = Button(on_click=self._change_current)
        self.all_true = Button(on_click=self._confirm_section)
        self.list = OldAnswers()
        self.list.setRootIsDecorated(False)
        self.list.setFixedHeight(_HEIGHT)
        self.list.confirmed.connect(lambda answer: self._confirm([AnswerId(answer)]))
        self.list.itemActivated.connect(lambda _item, _column: self._change_current())
        self.column.addWidget(self._title)
        self.column.addWidget(self._lead)
        self.column.addLayout(row(self.section, self.yes, self.change, self.all_true, 1))
        self.column.addWidget(self.list)
        self.hide()

    def refresh(self) -> None:
        """Shows what is left to confirm in the open draft; the version before is read once."""
        self._title.setText(tr("Still true?"))
        self._lead.setText(
            tr(
                "These answers come from the last version. Space or Y confirms one and goes to the next; Enter opens it."
            )
        )
        self.yes.setText(tr("Still true"))
        self.change.setText(tr("Change…"))
        self.all_true.setText(tr("All of this section"))
        self.section.setAccessibleName(tr("Section"))
        self.list.setAccessibleName(tr("Answers from the last version"))
        assessment = self._session.assessment
        if assessment is None or assessment.version < 2 or not self._session.editable:
            self.hide()
            return
        wanted = (assessment.case_number, assessment.version)
        if wanted != self._asked_for:
            self._asked_for, self._before = wanted, None
            self._turned = []
            self._read(*wanted)
        else:
            self._show()

    def _read(self, case: str, version: int) -> None:
        def earlier(workspace: "Workspace") -> Assessment | None:
            numbers = [entry.number for entry in workspace.versions(case) if entry.number < version]
            return workspace.load(case, max(numbers)) if numbers else None

        def show(before: Assessment | None) -> None:
            if self._asked_for == (case, version):
                self._before = before
                self._show()

        self._session.in_workspace(earlier, show)

    def left(self) -> dict[str, list[AnswerId]]:
        """Returns the answers by section that are as in the last version and were not confirmed."""
        assessment, rulebook, before = self._session.assessment, self._session.rulebook, self._before
        if assessment is None or rulebook is None or before is None:
            return {}
        confirmed = self._session.notes.confirmed
        sections: dict[str, list[AnswerId]] = {}
        for question in by_card(rulebook.questions.values()):
            value = before.get(question.id)
            if value is not None and value == assessment.get(question.id) and question.id not in confirmed:
                sections.setdefault(question.section, []).append(question.id)
        return sections

    def _show(self, wanted: str = "") -> None:
        rulebook, left = self._session.rulebook, self.left()
        self.setVisible(bool(left))
        if rulebook is None or not left:
            return
        sections = tuple(left)
        current = wanted or self._current_section()
        self.section.blockSignals(True)
        self.section.clear()
        self._sections = sections
        for section, answers in left.items():
            self.section.addItem(
                tr("{section}: {answers}", section=_title(rulebook, section), answers=counts.answers(len(answers)))
            )
        self.section.setCurrentIndex(sections.index(current) if current in sections else 0)
        self.section.blockSignals(False)
        self._fill()

    def _current_section(self) -> str:
        place = self.section.currentIndex()
        return self._sections[place] if 0 <= place < len(self._sections) else ""

    def _fill(self) -> None:
        rulebook, assessment = self._session.rulebook, self._session.assessment
        if rulebook is None or assessment is None:
            return
        current = self.list.currentItem()
        row_before = self.list.indexOfTopLevelItem(current) if current is not None else 0
        self.list.clear()
        self.list.setHeaderLabels([tr("Question"), tr("Answer")])
        for answer in self.left().get(self._current_section(), []):
            said = value_words(rulebook.questions.get(answer), assessment.get(answer))
            item = QTreeWidgetItem([words(asked_name(rulebook, answer)), said])
            item.setData(0, Qt.ItemDataRole.UserRole, answer)
            item.setToolTip(0, as_written(item.text(0)))
            self.list.addTopLevelItem(item)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        last = self.list.topLevelItemCount() - 1
        item_now = self.list.topLevelItem(min(row_before, last))
        if item_now is not None:
            self.list.setCurrentItem(item_now)

    def _confirm_current(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self._confirm([AnswerId(item.data(0, Qt.ItemDataRole.UserRole))])

    def _change_current(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self._show_answer(AnswerId(item.data(0, Qt.ItemDataRole.UserRole)))

    def _confirm_section(self) -> None:
        self._confirm(self.left().get(self._current_section(), []))

    def _confirm(self, answers: list[AnswerId]) -> None:
        if answers:
            self._session.notes.confirm(answers)
            self._turned.append(tuple(answers))
            self._show()

    def take_back(self) -> bool:
        """Asks again what was confirmed last; False when nothing was confirmed since the version was opened."""
        if not self._turned:
            return False
        again = self._turned.pop()
        self._session.notes.confirm(again, still_true=False)
        rulebook = self._session.rulebook
        self._show(rulebook.questions[again[0]].section if rulebook is not None else "")
        return True


def _title(rulebook: "Rulebook", section: str) -> str:
    return words(section_name(rulebook, section))
