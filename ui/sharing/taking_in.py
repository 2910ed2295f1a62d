"""The card that takes back what a colleague filled in: what is new, and each difference side by side with names and times."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from models import counts
from models.assessment import AnswerId, Value
from models.errors import ApplicationError
from models.language import Sentence, counted, sentence
from models.subjects import asked_name
from ui.language import tr, words
from ui.roles import author_words
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, clear, label, row
from ui.widgets.files.drop import DropTarget
from ui.widgets.files.save_place import open_place
from ui.widgets.pickable import Radio
from ui.words.answers import value_words
from ui.words.times import when_words

if TYPE_CHECKING:
    from models.assessment import Assessment
    from models.rulebook import Rulebook
    from models.sharing import AnswerConflict, Side
    from models.workspace import Workspace
    from reports.acts.sharing import PartMet

_MOST_CONFLICTS = 60
_MOST_LINES = 30


class TakingIn(Card):
    """Shows what a part brings, asks where both sides differ, and takes it in."""

    def __init__(
        self, session: Session, tell: Callable[[Sentence], object], fail: Callable[[ApplicationError], None]
    ) -> None:
        super().__init__(margin=2 * GRID)
        self._session, self._tell, self._fail = session, tell, fail
        self.met: PartMet | None = None
        """What is asked about now."""
        self.choices: dict[AnswerId, tuple[Radio, Radio]] = {}
        """For each difference: the button for the answer here, and for the one in the file."""
        self._title = label(kind="heading")
        self._lead = label(kind="muted")
        self.open = Button(icon_name="download", on_click=self._ask)
        self._holder = QWidget()
        self._listed = QVBoxLayout(self._holder)
        self._listed.setContentsMargins(0, 0, 0, 0)
        self._listed.setSpacing(GRID)
        self.take = Button(kind="primary", on_click=self._take)
        self.leave = Button(on_click=self._forget)
        self.all_here = Button(kind="link", on_click=lambda: self._mark(0))
        self.all_there = Button(kind="link", on_click=lambda: self._mark(1))
        self.column.addWidget(self._title)
        self.column.addWidget(self._lead)
        self.column.addLayout(row(self.open, 1))
        self.column.addWidget(self._holder)
        self.column.addLayout(row(self.take, self.leave, self.all_here, self.all_there, 1))
        DropTarget(self, lambda paths: self.read(paths[0]), "card", "target")
        session.case_changed.connect(self._forget)

    def refresh(self) -> None:
        """Shows its words, and what is asked about."""
        self._title.setText(tr("Take in what came back"))
        self._lead.setText(
            tr(
                "A workbook or a file for Zhijie, dropped here or chosen. Where both sides differ you choose; nothing is overwritten unasked."
            )
        )
        self.open.setText(tr("Choose a file…"))
        self.leave.setText(tr("Leave everything as it is"))
        self.all_here.setText(tr("All as here"))
        self.all_there.setText(tr("All as in the file"))
        self._show_buttons()

    def _show_buttons(self) -> None:
        for button in (self.take, self.leave):
            button.setVisible(self.met is not None)
        for button in (self.all_here, self.all_there):
            button.setVisible(len(self.choices) > 1)
        if self.met is not None:
            chosen = len(self._chosen())
            self.take.setText(tr("Take in {answers}", answers=counts.answers(len(self.met.merged.changed) + chosen)))

    def _ask(self) -> None:
        name = open_place(self, tr("Take in what came back"), tr("Parts of a case (*.xlsx *.xlsm *.json)"))
        if name:
            self.read(name)

    def read(self, path: Path) -> None:
        """Reads a part in the background and shows what it brings."""
        assessment = self._session.assessment
        if assessment is None:
            return
        case = assessment.case_number

        def work(workspace: "Workspace") -> "PartMet":
            from reports.acts.sharing import meet

            return meet(workspace, case, path)

        self._session.in_workspace(work, self._show, self._fail)

    def _show(self, met: "PartMet") -> None:
        rulebook = self._session.rulebook
        assessment = self._session.assessment
        if rulebook is None or assessment is None or assessment.case_number != met.assessment.case_number:
            return
        self._clear()
        self.met = met
        merged, part = met.merged, met.part
        who = part.filled_by or tr("name not given")
        if part.head.meant_for and not part.filled_by:
            who = tr("meant for {name}", name=part.head.meant_for)
        self._line(
            tr(
                "{name}, from {who}: {changed} new, {conflicts} in which both sides differ.",
                name=met.name,
                who=who,
                changed=counts.answers(len(merged.changed)),
                conflicts=counts.answers(len(merged.conflicts)),
            )
        )
        for conflict in merged.conflicts[:_MOST_CONFLICTS]:
            self._conflict(conflict, who, rulebook)
        if len(merged.conflicts) > _MOST_CONFLICTS:
            rest = counts.answers(len(merged.conflicts) - _MOST_CONFLICTS)
            self._line(tr("{answers} more differ: import the file again afterwards.", answers=rest), "small")
        for change in merged.changed[:_MOST_LINES]:
            self._line(
                tr(
                    "{question}: {old} → {new}",
                    question=words(asked_name(rulebook, change.answer)),
                    old=_shown(rulebook, change.answer, change.old),
                    new=_shown(rulebook, change.answer, change.new),
                )
            )
        if len(merged.changed) > _MOST_LINES:
            more = counted("{count} more answer.", "{count} more answers.", count=len(merged.changed) - _MOST_LINES)
            self._line(words(more), "small")
        for fault in merged.faults[:_MOST_LINES]:
            self._line(tr("Not taken: {where}: {what}", where=fault.where or met.name, what=words(fault.what)), "small")
        for remark in part.remarks:
            named = words(asked_name(rulebook, remark.answer))
            self._line(tr("Remark on {question}: {text}", question=named, text=remark.text), "small")
        for note in part.notes:
            self._line(words(note), "small")
        self._show_buttons()
        first = next(iter(self.choices.values()), None)
        (first[0] if first else self.take).setFocus()

    def _line(self, text: str, kind: str = "") -> None:
        self._listed.addWidget(label(text, kind))

    def _conflict(self, conflict: "AnswerConflict", colleague: str, rulebook: "Rulebook") -> None:
        """Adds one difference: the question, and both answers with who gave them and when."""
        frame = Card("note", margin=GRID, spacing=4)
        question = words(asked_name(rulebook, conflict.answer))
        frame.column.addWidget(label(question, "topic"))
        buttons = []
        here = author_words(conflict.here.who) or tr("name not given")
        for side, place, who in ((conflict.here, tr("Here"), here), (conflict.there, tr("In the file"), colleague)):
            said = tr(
                "{place}: {value} — {who}, {when}",
                place=place,
                value=_shown(rulebook, conflict.answer, side.value),
                who=who,
                when=_when(side),
            )
            button = Radio(said)
            button.setAccessibleName(tr("{question}: {answer}", question=question, answer=said))
            button.toggled.connect(lambda _on: self._show_buttons())
            frame.column.addWidget(button)
            buttons.append(button)
        buttons[0].setChecked(True)
        self.choices[conflict.answer] = buttons[0], buttons[1]
        self._listed.addWidget(frame)

    def _mark(self, side: int) -> None:
        for buttons in self.choices.values():
            buttons[side].setChecked(True)

    def _chosen(self) -> frozenset[AnswerId]:
        return frozenset(answer for answer, (_here, there) in self.choices.items() if there.isChecked())

    def _take(self) -> None:
        met, chosen = self.met, self._chosen()
        if met is None:
            return

        def work(workspace: "Workspace") -> "Assessment":
            from reports.acts.sharing import take_in

            return take_in(workspace, met, chosen)

        count = len(met.merged.changed) + len(chosen)
        news = sentence(
            "{answers} taken in from {name}; undo takes them back.", answers=counts.answers(count), name=met.name
        )

        def done() -> None:
            self._forget()
            self._tell(news)

        self._session.take_over(work, done)

    def _forget(self) -> None:
        self._clear()
        self._show_buttons()

    def _clear(self) -> None:
        self.met = None
        self.choices.clear()
        clear(self._listed)


def _shown(rulebook: "Rulebook", answer: AnswerId, value: Value | None) -> str:
    return value_words(rulebook.questions.get(answer), value)


def _when(side: "Side") -> str:
    try:
        return when_words(datetime.fromisoformat(side.at).astimezone(), datetime.now().astimezone())
    except ValueError:
        return tr("time not known")
