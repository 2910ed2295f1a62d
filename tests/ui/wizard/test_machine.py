"""Any course of work in the wizard loses nothing, and the screen always shows what the model says."""

import shutil
import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId, AssessmentState, Value
from models.questionnaire import QuestionKind
from reports.acts.sharing import ShareOrder, part_of, write_shared
from tests.ui.looking import page_of, there
from ui import app, tasks
from ui.main_window import MainWindow
from ui.sharing.page import SharingPage
from ui.start.page import StartPage
from ui.wizard.cards.fields import Field, LineField
from ui.wizard.page import WizardPage

Answers = dict[AnswerId, Value]
_STEPS = 20


class WizardMachine(RuleBasedStateMachine):
    """A person at the wizard: goes on and back, answers, undoes, freezes, takes in, and is cut off by a kill."""

    bot: QtBot
    window: MainWindow

    @initialize()
    def begin(self) -> None:
        """An empty data folder, and a new factory in it."""
        self.folder = Path(tempfile.mkdtemp()) / "data"
        self.states: list[Answers] = [{}]
        """All states of the draft that undo and redo walk over."""
        self.place = 0
        self._open()
        page_of(self.window, "cases", StartPage).begin()
        self._wait(lambda: self.window.session.assessment is not None)
        self.case = there(self.window.session.assessment).case_number
        self.states = [self._answers()]

    def _open(self) -> None:
        opened: list[bool] = []
        self.window = app.make_window(self.folder, "zh")
        self.window.session.opened.connect(lambda: opened.append(True))
        self.window.show()
        self._wait(lambda: bool(opened))

    def _wait(self, reached: "object" = None) -> None:
        session = self.window.session
        self.bot.waitUntil(lambda: (not callable(reached) or bool(reached())) and session.settled and tasks.idle())

    def _answers(self) -> Answers:
        return dict(there(self.window.session.assessment).answers)

    @property
    def _wizard(self) -> WizardPage:
        if self.window.current_page != "fill":
            self.window.open_page("fill")
        return page_of(self.window, "fill", WizardPage)

    @property
    def _is_draft(self) -> bool:
        return there(self.window.session.assessment).state is AssessmentState.DRAFT

    def _changed(self, before: Answers) -> None:
        """Notes a step; what was answered otherwise is as it was."""
        now = self._answers()
        if now != before:
            del self.states[self.place + 1 :]
            self.states.append(now)
            self.place += 1

    @rule(number=st.integers(0, 7))
    def go_to(self, number: int) -> None:
        """Opens a section."""
        wizard = self._wizard
        wizard._choose_section(wizard._plans[number].section.id, "")

    @rule()
    def go_on(self) -> None:
        """Presses Next."""
        self._wizard.next.click()

    @rule()
    def go_back(self) -> None:
        """Presses Previous."""
        self._wizard.previous.click()

    @precondition(lambda self: self._is_draft)
    @rule(data=st.data(), text=st.sampled_from(("5", "12", "2024-05", "甲厂", "7.5")))
    def answer(self, data: st.DataObject, text: str) -> None:
        """Answers a question of the card as a person does: picks a choice, or types and leaves the field."""
        wizard = self._wizard
        if wizard.card is None:
            wizard.table_button.setChecked(False)
        card = there(wizard.card)
        shown = [field for field in card.fields.values() if field.isVisibleTo(card)]
        field = data.draw(st.sampled_from(shown), label="field")
        before = self._answers()
        self._fill(field, data, text)
        self._wait()
        given = self._answers()
        known_with_it = {"enterprise.industry", "enterprise.industry_code", "enterprise.city", "enterprise.province"}
        others = {answer for answer in {*before, *given} if before.get(answer) != given.get(answer)}
        assert others <= {field.question.id, *known_with_it}
        self._changed(before)

    def _fill(self, field: Field, data: st.DataObject, text: str) -> None:
        if field.choices():
            field.choose(data.draw(st.integers(1, field.choices()), label="choice"))
        elif isinstance(field, LineField):
            field.line.setText(text)
            field.line.textEdited.emit(text)
            field.hand_over()
        elif field.question.kind is QuestionKind.LONG_TEXT:
            field.area.setPlainText(text)  # type: ignore[attr-defined]
            field.hand_over()

    @precondition(lambda self: self._is_draft)
    @rule()
    def undo(self) -> None:
        """Presses Undo: an earlier state is there again, or nothing was left to undo."""
        before = self._answers()
        self._wizard.undo.click()
        self._wait()
        self._walked(before, range(self.place - 1, -1, -1))

    @precondition(lambda self: self._is_draft)
    @rule()
    def redo(self) -> None:
        """Presses Redo: a later state is there again, or nothing was left to do again."""
        before = self._answers()
        self._wizard.redo.click()
        self._wait()
        self._walked(before, range(self.place + 1, len(self.states)))

    def _walked(self, before: Answers, places: range) -> None:
        now = self._answers()
        if now == before:
            # Only where there was nowhere to go.
            assert not places, (self.place, len(self.states))
            return
        # Typing twice in one field is one step.
        reached = [place for place in places[:2] if self.states[place] == now]
        assert reached, [sorted(set(now.items()) ^ set(self.states[place].items())) for place in places[:2]]
        self.place = reached[0]

    @precondition(lambda self: self._is_draft)
    @rule()
    def freeze(self) -> None:
        """Freezes the version: nothing changes, and nothing can be answered."""
        before = self._answers()
        self.window.session.take_over(lambda workspace: workspace.freeze(self.case, "报送"))
        self._wait(lambda: not self._is_draft)
        assert self._answers() == before
        assert not self.window.session.editable

    @precondition(lambda self: not self._is_draft)
    @rule()
    def reopen(self) -> None:
        """Begins the next version with all answers of the last."""
        before = self._answers()
        self._wizard.frozen_bar.begun.emit("更正")
        self._wait(lambda: self._is_draft)
        assert self._answers() == before
        self.states, self.place = [before], 0

    @precondition(lambda self: self._is_draft)
    @rule(number=st.integers(1, 40))
    def take_in(self, number: int) -> None:
        """A colleague's part comes back with one more answer: it is merged, all others stay."""
        before = self._answers()
        session = self.window.session
        answer = AnswerId(f"scenarios.SC{number:02}.comment")
        order = ShareOrder(("scenarios",))
        part = part_of(there(session.assessment), there(session.rulebook), order, datetime.now().astimezone())
        path = self.folder.parent / "part.json"
        filled = replace(part, answers={**part.answers, answer: "同事"}, filled_by="张工")
        write_shared(path, filled, there(session.rulebook))
        self.window.open_page("sharing")
        taking = page_of(self.window, "sharing", SharingPage).taking_in
        taking.read(path)
        self._wait(lambda: taking.met is not None)
        taking.take.click()
        self._wait(lambda: taking.met is None)
        assert self._answers() == {**before, answer: "同事"}
        self._changed(before)

    @rule()
    def restart(self) -> None:
        """Closes the window in order and opens it again."""
        before, version = self._answers(), there(self.window.session.assessment).version
        self.window.close()
        self._again(self.folder, before, version)

    @rule()
    def kill(self) -> None:
        """The files as they are at a moment are all that is left: everything that was shown is there."""
        before, version = self._answers(), there(self.window.session.assessment).version
        left = self.folder.parent / f"killed-{len(list(self.folder.parent.iterdir()))}"
        self.window.session.in_workspace(lambda _workspace: shutil.copytree(self.folder, left, ignore=_of_the_living))
        self._wait(left.exists)
        self.window.session.abandon()
        self.window.close()
        self.folder = left
        self._again(left, before, version)

    def _again(self, folder: Path, before: Answers, version: int) -> None:
        self.folder = folder
        self._open()
        self.window.session.open_case(self.case)
        self._wait(lambda: self.window.session.assessment is not None)
        assert (self._answers(), there(self.window.session.assessment).version) == (before, version)

    @invariant()
    def the_screen_is_the_model_is_the_disk(self) -> None:
        """What the wizard shows, what the session holds, what the disk holds, and what this course of work led to are one."""
        if not hasattr(self, "case"):
            return
        self._wait()
        assessment = there(self.window.session.assessment)
        assert dict(assessment.answers) == self.states[self.place]
        wizard = self._wizard
        QApplication.processEvents()
        view = wizard.card
        if view is not None:
            for answer, field in view.fields.items():
                value = assessment.get(answer)
                if isinstance(field, LineField):
                    unread = self.window.session.unread.get(answer, "")
                    assert bool(field.line.text()) == (value is not None or bool(unread)), answer
                elif field.choices():
                    assert (field.chosen_widget() is not None) == (value is not None), answer
        kept: list[Answers] = []
        self.window.session.in_workspace(lambda workspace: kept.append(dict(workspace.load(self.case).answers)))
        self._wait(lambda: bool(kept))
        assert kept[0] == dict(assessment.answers)

    def teardown(self) -> None:
        """Leaves nothing open."""
        if hasattr(self, "folder"):
            self.window.session.abandon()
            self.window.close()
            self.window.deleteLater()
            shutil.rmtree(self.folder.parent)


def _of_the_living(_folder: str, names: list[str]) -> set[str]:
    """What the system itself removes with a process: its lock."""
    return {name for name in names if name in {"zhijie.lock", "zhijie.lease"}}


def test_no_course_of_work_loses_an_answer(qtbot: QtBot) -> None:
    """Random walks over next, back, answer, undo, redo, freeze, reopen, taking in, kill and restart."""
    WizardMachine.bot = qtbot
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    run_state_machine_as_test(
        WizardMachine, settings=settings(max_examples=3, stateful_step_count=_STEPS, suppress_health_check=checks)
    )
