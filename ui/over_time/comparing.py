"""The card that puts two versions, or the case and another one, side by side: answers, conditions, tiers."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidgetItem, QVBoxLayout, QWidget

from models.assessment import AnswerId
from models.errors import ApplicationError
from models.subjects import asked_name
from ui.language import tr, words
from ui.results.changes import show_conditions, tier_name
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, as_written, clear, label
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.files.save_place import open_place
from ui.widgets.flow import flowing
from ui.widgets.seen import SeenTree
from ui.words.answers import value_words
from ui.words.times import when_words

if TYPE_CHECKING:
    from models.case import VersionSummary
    from models.evaluation import Evaluation, EvaluationChange
    from models.workspace import Workspace

    _Compared = tuple[Evaluation, Evaluation, EvaluationChange]

_ROWS_SHOWN = 12


class Versions(Card):
    """Two lists to choose from and the differences below."""

    def __init__(
        self,
        session: Session,
        show_answer: Callable[[AnswerId], object],
        fail: Callable[[ApplicationError], None],
    ) -> None:
        super().__init__(margin=2 * GRID)
        self._session, self._show_answer, self._fail = session, show_answer, fail
        self._numbers: tuple[int, ...] = ()
        self.change: EvaluationChange | None = None
        """What is shown; None before anything was compared."""
        self._title = label(kind="heading")
        self._lead = label(kind="muted")
        self.old, self.new = ChoiceBox(), ChoiceBox()
        for box in (self.old, self.new):
            box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        self._with = label(wrap=False)
        self.compare = Button(on_click=self._compare_versions)
        self.with_file = Button(kind="link", icon_name="folder-open", on_click=self._ask_file)
        self._said = QWidget()
        self._lines = QVBoxLayout(self._said)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self.list = SeenTree()
        self.list.setRootIsDecorated(False)
        self.list.setVisible(False)
        self.list.itemActivated.connect(self._go)
        self.column.addWidget(self._title)
        self.column.addWidget(self._lead)
        self.column.addWidget(flowing(self.old, self._with, self.new, self.compare, self.with_file))
        self.column.addWidget(self._said)
        self.column.addWidget(self.list)
        session.case_changed.connect(self._forget)

    def refresh(self) -> None:
        """Reads the versions of the open case again."""
        self._title.setText(tr("Compare versions"))
        self._lead.setText(tr("Answer by answer, with the conditions and tiers that changed with them."))
        self._with.setText(tr("with"))
        self.compare.setText(tr("Show the differences"))
        self.with_file.setText(tr("Compare with a case file…"))
        self.old.setAccessibleName(tr("Earlier version"))
        self.new.setAccessibleName(tr("Later version"))
        assessment = self._session.assessment
        if assessment is not None:
            case = assessment.case_number
            self._session.in_workspace(lambda workspace: workspace.versions(case), self._show_versions)

    def _show_versions(self, versions: "tuple[VersionSummary, ...]") -> None:
        now = datetime.now().astimezone()
        names = [
            tr(
                "Version {number}, {when}",
                number=version.number,
                when=when_words((version.frozen_at or version.changed_at).astimezone(), now),
            )
            for version in versions
        ]
        numbers = tuple(version.number for version in versions)
        if names != [self.old.itemText(place) for place in range(self.old.count())] or numbers != self._numbers:
            self._numbers = numbers
            for box, place in ((self.old, -2), (self.new, -1)):
                box.clear()
                box.addItems(names)
                box.setCurrentIndex(max(len(names) + place, 0))
        several = len(numbers) > 1
        for part in (self.old, self._with, self.new, self.compare):
            part.setVisible(several)

    def _compare_versions(self) -> None:
        assessment = self._session.assessment
        if assessment is None or not self._numbers:
            return
        case = assessment.case_number
        old, new = (self._numbers[box.currentIndex()] for box in (self.old, self.new))

        def work(workspace: "Workspace") -> "_Compared":
            from models.evaluator import compare

            first, second = (workspace.evaluate(workspace.load(case, number)) for number in (old, new))
            return first, second, compare(first, second)

        self._session.in_workspace(work, self._show, self._fail)

    def _ask_file(self) -> None:
        name = open_place(self, tr("Compare with a case file"), tr("Case files (*.json)"))
        if name:
            self.compare_file(name)

    def compare_file(self, path: Path) -> None:
        """Puts a case document beside the open version: another version, or another factory."""
        assessment = self._session.assessment
        if assessment is None:
            return
        case, number = assessment.case_number, assessment.version

        def work(workspace: "Workspace") -> "_Compared":
            from models import document
            from models.evaluator import compare, evaluate
            from models.files import read_bytes

            given = document.read(read_bytes(path, document.LARGEST_MB), path.name, workspace.library)
            rulebook = workspace.rulebook(given.rulebook, given.overlays)
            first, second = evaluate(given, rulebook, date.today()), workspace.evaluate(workspace.load(case, number))
            return first, second, compare(first, second)

        self._session.in_workspace(work, self._show, self._fail)

    def _show(self, compared: "_Compared") -> None:
        before, after, change = compared
        self.change = change
        clear(self._lines)
        reached = tr(
            "Reached then: {before}; now: {after}.",
            before=tier_name(before, change.reached_before),
            after=tier_name(after, change.reached_after),
        )
        self._lines.addWidget(label(reached))
        self._lines.addWidget(label(words(change.summary), "muted"))
        show_conditions(self._lines, change, self._show_answer)
        self.list.clear()
        self.list.setAccessibleName(tr("Answers that differ"))
        names = [_version_name(evaluation, other) for evaluation, other in ((before, after), (after, before))]
        self.list.setHeaderLabels([tr("Answer"), *names])
        for each in change.answers:
            book = after.rulebook if each.answer in after.rulebook.questions else before.rulebook
            question = book.questions.get(each.answer)
            item = QTreeWidgetItem(
                [
                    words(asked_name(book, each.answer)),
                    value_words(question, each.before),
                    value_words(question, each.after),
                ]
            )
            item.setData(0, Qt.ItemDataRole.UserRole, each.answer)
            for column in range(3):
                item.setToolTip(column, as_written(item.text(column)))
            self.list.addTopLevelItem(item)
        for column in range(3):
            self.list.header().setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        line = self.list.sizeHintForRow(0) if change.answers else 0
        self.list.setFixedHeight(
            line * min(len(change.answers), _ROWS_SHOWN) + self.list.header().sizeHint().height() + 4
        )
        self.list.setVisible(bool(change.answers))

    def _go(self, item: QTreeWidgetItem) -> None:
        self._show_answer(AnswerId(item.data(0, Qt.ItemDataRole.UserRole)))

    def _forget(self) -> None:
        self.change = None
        self._numbers = ()
        clear(self._lines)
        self.list.clear()
        self.list.setVisible(False)


def _version_name(evaluation: "Evaluation", other: "Evaluation") -> str:
    assessment = evaluation.assessment
    version = tr("Version {number}", number=assessment.version)
    if assessment.case_number == other.assessment.case_number:
        return version
    return f"{assessment.case_number} · {version}"
