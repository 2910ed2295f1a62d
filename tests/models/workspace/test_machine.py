"""Any course of work over cases, answers, undo, freezing, versions and trash ends where a simple model says."""

import shutil
import tempfile
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from models.assessment import AnswerId, AssessmentState, Value
from models.storage.errors import DraftExists, FrozenVersion, UnknownCase
from models.workspace import Workspace

ANSWERS = [AnswerId(f"scenarios.SC{number:02}.status") for number in range(1, 5)]
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.decimals(allow_nan=False, allow_infinity=False, places=2).map(Decimal),
    st.text(max_size=5).filter(lambda text: text.isprintable()),
    st.lists(st.sampled_from(["a", "b", "甲"]), max_size=2).map(tuple),
)
CHANGES = st.dictionaries(st.sampled_from(ANSWERS), VALUES, min_size=1, max_size=3)
Answers = dict[AnswerId, Value]


def _same(first: object, other: object) -> bool:
    return type(first) is type(other) and str(first) == str(other)


@dataclass
class ModelCase:
    """A case as a simple mind sees it: frozen versions, the draft's states, where among them it stands."""

    frozen: list[Answers] = field(default_factory=list)
    states: list[Answers] | None = field(default_factory=lambda: [Answers()])
    """All states of the draft that undo and redo walk over; None while the newest version is frozen."""
    place: int = 0
    trashed: bool = False

    @property
    def now(self) -> Answers:
        """The answers of the newest version."""
        return self.frozen[-1] if self.states is None else self.states[self.place]


class WorkspaceMachine(RuleBasedStateMachine):
    """Does the same to a workspace and to the model."""

    cases = Bundle("cases")
    empty: Path

    @initialize()
    def begin(self) -> None:
        """Opens a folder with an empty database."""
        self.folder = Path(tempfile.mkdtemp(prefix="zhijie-machine-")) / "data"
        shutil.copytree(self.empty, self.folder)
        self.workspace = Workspace.open(self.folder)
        self.model: dict[str, ModelCase] = {}

    @rule(target=cases)
    def create(self) -> str:
        """A new case."""
        case = self.workspace.create_case().case_number
        self.model[case] = ModelCase()
        return case

    @rule(case=cases, changes=CHANGES)
    def save(self, case: str, changes: dict[AnswerId, Value | None]) -> None:
        """Some answers, some of them taken away, some the same as before."""
        model = self.model[case]
        if model.trashed:
            with pytest.raises(UnknownCase):
                self.workspace.save_answers(case, changes)
            return
        if model.states is None:
            with pytest.raises(FrozenVersion):
                self.workspace.save_answers(case, changes)
            return
        before = model.now
        differing = {answer: value for answer, value in changes.items() if not _same(before.get(answer), value)}
        saved = self.workspace.save_answers(case, changes)
        assert set(saved.changes) == set(differing)
        if differing:
            after = {**before, **differing}
            kept = {answer: value for answer, value in after.items() if value is not None}
            model.states = [*model.states[: model.place + 1], kept]
            model.place += 1
        assert (saved.can_undo, saved.can_redo) == (model.place > 0, model.place < len(model.states) - 1)

    @rule(case=cases, back=st.booleans())
    def turn(self, case: str, back: bool) -> None:
        """Undo or redo."""
        model = self.model[case]
        act = self.workspace.undo if back else self.workspace.redo
        if model.trashed or model.states is None:
            with pytest.raises(UnknownCase if model.trashed else FrozenVersion):
                act(case)
            return
        target = model.place + (-1 if back else 1)
        saved = act(case)
        assert (saved is not None) == (0 <= target < len(model.states))
        if saved is not None:
            model.place = target
            assert (saved.can_undo, saved.can_redo) == (target > 0, target < len(model.states) - 1)

    @rule(case=cases)
    def freeze(self, case: str) -> None:
        """Freezes the draft."""
        model = self.model[case]
        if model.trashed or model.states is None:
            with pytest.raises(UnknownCase if model.trashed else FrozenVersion):
                self.workspace.freeze(case, "report")
            return
        self.workspace.freeze(case, "report")
        model.frozen.append(model.now)
        model.states = None

    @rule(case=cases)
    def begin_version(self, case: str) -> None:
        """Begins the next draft."""
        model = self.model[case]
        if model.trashed or model.states is not None:
            with pytest.raises(UnknownCase if model.trashed else DraftExists):
                self.workspace.new_version(case, "because")
            return
        self.workspace.new_version(case, "because")
        model.states = [model.frozen[-1]]
        model.place = 0

    @rule(case=cases)
    def throw_away_or_restore(self, case: str) -> None:
        """Into the trash or out of it."""
        model = self.model[case]
        (self.workspace.restore_case if model.trashed else self.workspace.delete_case)(case)
        model.trashed = not model.trashed

    @rule()
    def start_again(self) -> None:
        """Closes the program and opens it again."""
        self.workspace.close()
        self.workspace = Workspace.open(self.folder)

    @invariant()
    def agrees(self) -> None:
        """Every version of every case holds what the model says; nothing else is there."""
        for case, model in getattr(self, "model", {}).items():
            if model.trashed:
                continue
            expected = [*model.frozen, *([] if model.states is None else [model.now])]
            for number, answers in enumerate(expected, start=1):
                loaded = self.workspace.load(case, number)
                assert set(loaded.answers) == set(answers)
                assert all(_same(loaded.answers[answer], value) for answer, value in answers.items())
                assert (loaded.state is AssessmentState.FROZEN) == (number <= len(model.frozen))
            assert len(self.workspace.versions(case)) == len(expected)

    def teardown(self) -> None:
        """Closes and removes the folder."""
        if hasattr(self, "workspace"):
            self.workspace.close()
            shutil.rmtree(self.folder.parent)


def _run(empty_folder: Path, examples: int, steps: int) -> None:
    WorkspaceMachine.empty = empty_folder
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    run_state_machine_as_test(
        WorkspaceMachine,
        settings=settings(max_examples=examples, stateful_step_count=steps, suppress_health_check=checks),
    )


def test_any_course_of_work_ends_where_the_model_says(empty_folder: Path) -> None:
    """Random work over several cases never parts from the simple model."""
    _run(empty_folder, 10, 20)


@pytest.mark.slow
def test_long_courses_of_work_end_where_the_model_says(empty_folder: Path) -> None:
    """The same for hundreds of long courses."""
    _run(empty_folder, 100, 60)
