"""The choice among the states of the data in a folder, when the program must not decide by itself."""

from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QListWidgetItem, QVBoxLayout, QWidget

from models import counts
from models.safekeeping import DataState
from ui.language import current, run_on, tr
from ui.style.sheet import GRID
from ui.widgets.basic import Button, as_written, label, row
from ui.widgets.files.save_place import open_place
from ui.widgets.seen import SeenList

_PLACE = Qt.ItemDataRole.UserRole


class StateWay(Enum):
    """How to go on."""

    CLOSE = auto()
    STATE = auto()
    """With one of the states, as it is."""
    READABLE = auto()
    """With all that can still be read of a damaged one."""
    FILE = auto()
    """With a backup from elsewhere."""
    ANEW = auto()
    """With nothing."""


@dataclass(frozen=True, slots=True)
class ChosenState:
    """What the person chose."""

    way: StateWay
    path: Path | None = None
    with_log: bool = False


class StateChoice(QDialog):
    """Lists the states with what is in each; nothing is deleted by any choice."""

    def __init__(
        self, problem: str, states: tuple[DataState, ...], *, anew: bool, parent: QWidget | None = None
    ) -> None:
        """Makes the dialog.

        Args:
            problem: what happened.
            states: what there is to choose from, the newest first.
            anew: whether beginning with nothing is offered.
            parent: the window.
        """
        super().__init__(parent)
        self.choice = ChosenState(StateWay.CLOSE)
        self._states = states
        self.setWindowTitle(tr("Choose the state of your data"))
        self.setMinimumWidth(90 * GRID)
        body = QVBoxLayout(self)
        body.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        body.setSpacing(2 * GRID)
        body.addWidget(label(problem))
        self.list = SeenList()
        self.list.setAccessibleName(tr("States of the data in this folder"))
        self.list.setWordWrap(True)
        for number, state in enumerate(states):
            item = QListWidgetItem(state_words(state))
            item.setData(_PLACE, number)
            item.setToolTip(as_written(str(state.path)))
            self.list.addItem(item)
        self.list.setVisible(bool(states))
        self.list.currentRowChanged.connect(lambda _row: self._follow())
        self.list.itemActivated.connect(lambda _item: self._go_on())
        body.addWidget(self.list, 1)
        self._explanation = label(kind="muted")
        body.addWidget(self._explanation)
        self.go_on = Button(tr("Go on with this state"), kind="primary", on_click=self._go_on)
        self.go_on.setVisible(bool(states))
        other = Button(tr("Choose a backup file…"), on_click=self._choose_file)
        begin = Button(tr("Begin with no cases"), on_click=lambda: self._take(ChosenState(StateWay.ANEW)))
        begin.setVisible(anew)
        close = Button(tr("Close Zhijie"), on_click=self.reject)
        body.addLayout(row(self.go_on, other, begin, 1, close))
        if states:
            self.list.setCurrentRow(0)
            self.go_on.setDefault(True)
            self.list.setFocus()
        else:
            self._follow()

    def _chosen(self) -> DataState | None:
        return self._states[self.list.currentRow()] if self.list.currentRow() >= 0 else None

    def _follow(self) -> None:
        state = self._chosen()
        kept = tr("Whatever lies in the folder now is kept in a subfolder “set-aside-…”; nothing is deleted.")
        if state is not None and not state.is_sound:
            self.go_on.setText(tr("Read all that is readable"))
            kept = run_on(
                tr("Every answer that can still be read is taken over, and you are told what was lost."), kept
            )
        else:
            self.go_on.setText(tr("Go on with this state"))
        self._explanation.setText(kept)

    def _go_on(self) -> None:
        state = self._chosen()
        if state is not None:
            way = StateWay.STATE if state.is_sound else StateWay.READABLE
            self._take(ChosenState(way, state.path, state.with_log))

    def _choose_file(self) -> None:
        chosen = open_place(self, tr("Choose a backup file…"), tr("Backups of Zhijie") + " (*.zip *.db)")
        if chosen:
            self._take(ChosenState(StateWay.FILE, chosen))

    def _take(self, choice: ChosenState) -> None:
        self.choice = choice
        self.accept()


def state_words(state: DataState) -> str:
    """Returns the lines that describe a state: what is in it, and where it was found."""
    where = tr("{origin}: {name}", origin=state.origin.text(current()), name=state.path.name)
    if state.with_log:
        where = tr("{where}, with its log", where=where)
    if not state.is_sound:
        return tr("Damaged: it can be read in part") + "\n" + where
    when = state.changed_at.astimezone().strftime("%Y-%m-%d %H:%M") if state.changed_at else tr("never")
    return (
        tr(
            "Last change {when}: {cases}, {answers}",
            when=when,
            cases=counts.cases(state.cases),
            answers=counts.answers(state.answers),
        )
        + "\n"
        + where
    )
