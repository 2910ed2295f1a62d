"""The work on a data folder that is disturbed, and what the worker says of it."""

import os
import random
import shutil
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import models.document  # noqa: F401 - what is loaded later would need file handles of its own
from models.assessment import AnswerId, AssessmentState
from models.errors import ApplicationError
from models.evaluator import evaluate
from models.sealing import ring
from models.workspace import Workspace, data_folder, moving, sealing
from reports.acts import safekeeping
from reports.acts.pen import SigningChoice
from reports.acts.report import ReportSource, report_data, sign_report
from reports.identity import make_identity, save_identity

CASE = "ZJ-1"
NUMBER, NOTE = AnswerId("factory.staff"), AnswerId("requirements.BR1.comment")
PASSPHRASE = "kept through a thousand kills"
ACTS = ("type", "freeze", "copy", "backup", "restore", "recover", "import", "encrypt", "move", "sign")
LONGEST_S = {"type": 0.3, "encrypt": 2.0, "sign": 6.0}
"""How long a worker that begins with an act is left alive at most."""
_USUAL_S = 1.2


def longest_s(act: str) -> float:
    """Returns the longest life of a worker that begins with this act, in seconds."""
    return LONGEST_S.get(act, _USUAL_S)


class Home:
    """A data folder and what lies beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.backup = folder.parent / "backup.zip"
        self.report = folder.parent / "report.pdf"
        self.key = folder.parent / "key.p12"

    @property
    def now(self) -> Path:
        """Where the data are now, unlocked where they are encrypted."""
        folder = data_folder(self.folder)
        if ring.has_key_file(folder):
            sealing.unlock(folder, PASSPHRASE)
        return folder

    def open(self) -> Workspace:
        """Opens the data as the program does."""
        return Workspace.open(self.now)

    def fill(self) -> None:
        """Makes the case with evidence, and a signing key beside the folder."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with Workspace.open(self.folder) as workspace:
            workspace.create_case(CASE, answers={NUMBER: 1})
            workspace.add_evidence(CASE, b"photo" * 5000, "a.jpg", answer=AnswerId("scenarios.SC10.evidence"))
        save_identity(make_identity("Torture", "Torture", datetime.now(UTC)), self.key, PASSPHRASE)


class Say(Protocol):
    """Takes what a worker says: `begin` before a value goes to the disk, `done` once it is there."""

    def __call__(self, word: str, number: int) -> None:
        """Says it."""


def value_of(workspace: Workspace) -> int:
    """Returns the number that stands in the case."""
    return int(str(workspace.load(CASE).get(NUMBER)))


class Worker:
    """Does one act after another on a place, and says what is begun and what is done."""

    def __init__(self, place: Home, seed: int, say: Say) -> None:
        self._place, self._say = place, say
        self._draw = random.Random(seed)
        self.workspace = place.open()
        if self.workspace.versions(CASE)[-1].state is AssessmentState.FROZEN:
            # The one before was ended between the two.
            self.workspace.new_version(CASE, "y")
        self.number = value_of(self.workspace)
        say("done", self.number)

    def go_on(self, first: str) -> None:
        """Works without end; every second act is typing."""
        self.act(first)
        while True:
            self.act("type" if self._draw.random() < 0.5 else self._draw.choice(ACTS))

    def act(self, name: str) -> None:
        """Does one act and says that it is done."""
        getattr(self, f"_{name}")()
        self._say("done", self.number)

    def _type(self) -> None:
        self._say("begin", self.number + 1)
        self.workspace.save_answers(CASE, {NUMBER: self.number + 1, NOTE: str(self.number) * 300})
        self.number += 1

    def _freeze(self) -> None:
        self.workspace.freeze(CASE, "x")
        self.workspace.new_version(CASE, "y")

    def _copy(self) -> None:
        self.workspace.keep_copy()

    def _backup(self) -> None:
        self.workspace.back_up(self._place.backup)

    def _restore(self) -> None:
        self.workspace.back_up(self._place.backup)
        before = self.number
        self._type()
        self._say("done", self.number)
        self._say("begin", before)
        safekeeping.restore(self.workspace, self._place.backup)
        self.number = before

    def _recover(self) -> None:
        self.workspace.close()
        self.workspace, _recovery = Workspace.recover_whole(self._place.now)

    def _import(self) -> None:
        self.workspace.import_case(self.workspace.export_case(CASE), "case.json", new_case=True)

    def _encrypt(self) -> None:
        folder = self.workspace.folder
        self.workspace.close()
        if sealing.state_of(folder).encrypted:
            sealing.turn_off(folder, PASSPHRASE)
        else:
            sealing.turn_on(folder, PASSPHRASE)
        self.workspace = self._place.open()

    def _move(self) -> None:
        folder = self.workspace.folder
        target = self._place.folder if folder != self._place.folder else self._place.folder.with_name("elsewhere")
        self.workspace.close()
        if moving.old_places(folder):
            # A deletion that was killed: the person asks for it again.
            moving.delete_old(folder)
        try:
            planned = moving.planned_move(folder, target)
        except ApplicationError as problem:
            if problem.code != "unfit_data_place" or folder.is_relative_to(target):
                raise
            # The whole copy of a move that was killed in its last moment: the person looks, and deletes it.
            shutil.rmtree(target)
            planned = moving.planned_move(folder, target)
        if planned.target != target:
            raise AssertionError(f"{target} holds {sorted(entry.name for entry in target.iterdir())}")
        moving.move(folder, planned)
        moving.delete_old(target)
        self.workspace = self._place.open()

    def _sign(self) -> None:
        self.workspace.freeze(CASE, "x")
        now = datetime.now(UTC)
        assessment = self.workspace.load(CASE)
        rulebook = self.workspace.rulebook(assessment.rulebook, assessment.overlays)
        data = report_data(ReportSource(evaluate(assessment, rulebook, now.date())), now)
        with SigningChoice(self._place.key, PASSPHRASE).opened(now, "en", self.workspace.folder) as pen:
            signed = sign_report(data, self._place.report, pen)
        self.workspace.keep_report(CASE, assessment.version, "report.pdf", signed.data)
        self.workspace.new_version(CASE, "y")


def judge(place: Home, allowed: set[int], counted: Counter[str], what: str) -> None:
    """Opens a place on a machine that is right again, and looks whether what was said to be saved is there."""
    ring.forget()
    try:
        with place.open() as workspace:
            counted["opened empty"] += not workspace.cases()
            value = value_of(workspace)
    except ApplicationError as problem:
        counted["not opened"] += 1
        print(f"{what}: {problem}", flush=True)
        return
    if allowed and value not in allowed:
        counted["acknowledged change lost"] += 1
        print(f"{what}: {value} is not one of {sorted(allowed)}", flush=True)


def piped(pipe: int) -> Say:
    """Returns what tells the parent by a pipe, whose end it sees however the worker ends."""

    def say(word: str, number: int) -> None:
        os.write(pipe, f"{word} {number}\n".encode())

    return say


def allowed_after(said: bytes) -> set[int]:
    """Returns the values of which one has to be on the disk after what a worker said; none where it said nothing."""
    allowed: set[int] = set()
    for line in said.decode().splitlines():
        word, _, number = line.partition(" ")
        allowed = {int(number)} if word == "done" else {*allowed, int(number)}
    return allowed
