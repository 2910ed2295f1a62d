#!/usr/bin/env python3
"""Kills the program at random moments of its work on a data folder, and damages databases, and counts what is lost.

    .venv/bin/python packaging/torture.py [--kills 1000] [--damages 1000] [--seed 1] [--minutes 60]

A child types, freezes, copies, backs up, restores and recovers, says what it begins and what is done, and is killed
(SIGKILL) at a moment drawn with the seed; then the folder is opened and compared with what was said. Moments depend on
the machine, so a seed repeats the order of the acts and not the instruction at which a child dies. Each failure is
printed with its number and the exit code is 1. POSIX only.
"""

import argparse
import os
import random
import select
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from models.assessment import AnswerId, AssessmentState  # noqa: E402 - the program lies in the folder above
from models.errors import ApplicationError  # noqa: E402
from models.workspace import Workspace  # noqa: E402
from reports.acts import safekeeping  # noqa: E402

CASE = "ZJ-1"
NUMBER, NOTE = AnswerId("factory.staff"), AnswerId("factory.note")
ACTS = ("type",) * 8 + ("freeze", "copy", "backup", "restore", "recover")
PAGE = 4096
FAULTS = (
    "an act failed",
    "not opened",
    "opened empty",
    "acknowledged change lost",
    "leftovers",
    "crashed",
    "changed answer shown as sound",
    "recovered in part, and not said",
    "not recovered",
)
"""What has to be counted as 0."""


def say(pipe: int, word: str, number: int) -> None:
    """Tells the parent that a value is about to be, or is, on the disk."""
    os.write(pipe, f"{word} {number}\n".encode())


def work(folder: Path, backup: Path, seed: int, pipe: int) -> None:
    """Works on a folder without end; the parent ends it."""
    draw = random.Random(seed)
    workspace = Workspace.open(folder)
    if workspace.versions(CASE)[-1].state is AssessmentState.FROZEN:
        # The one before was killed between the two.
        workspace.new_version(CASE, "y")
    number = value_of(workspace)
    say(pipe, "done", number)
    while True:
        act = draw.choice(ACTS)
        if act == "type":
            number += 1
            say(pipe, "begin", number)
            workspace.save_answers(CASE, {NUMBER: number, NOTE: str(number) * 300})
        elif act == "freeze":
            workspace.freeze(CASE, "x")
            workspace.new_version(CASE, "y")
        elif act == "copy":
            workspace.keep_copy()
        elif act == "backup":
            workspace.back_up(backup)
        elif act == "restore":
            workspace.back_up(backup)
            before, number = number, number + 1
            say(pipe, "begin", number)
            workspace.save_answer(CASE, NUMBER, number)
            say(pipe, "done", number)
            say(pipe, "begin", before)
            safekeeping.restore(workspace, backup)
            number = before
        else:
            workspace.close()
            workspace, _recovery = Workspace.recover_whole(folder)
        say(pipe, "done", number)


def value_of(workspace: Workspace) -> int:
    """Returns the number that stands in the case."""
    return int(str(workspace.load(CASE).get(NUMBER)))


def kill_once(folder: Path, backup: Path, draw: random.Random) -> set[int]:
    """Lets a child work and kills it; returns the values of which one has to be on the disk, none where it ended by itself."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        try:
            work(folder, backup, draw.randrange(1 << 30), theirs)
        except BaseException:  # it is said here, and counted by the parent
            traceback.print_exc()
        finally:
            os._exit(1)
    os.close(theirs)
    said = b""
    end = time.monotonic() + draw.random() * 0.8
    with os.fdopen(ours, "rb", buffering=0) as pipe:
        while (left := end - time.monotonic()) > 0:
            if select.select([pipe], [], [], left)[0]:
                said += (piece := pipe.read(65536))
                if not piece:
                    break
        os.kill(child, signal.SIGKILL)
        _pid, status = os.waitpid(child, 0)
        while piece := pipe.read(65536):
            said += piece
    if not os.WIFSIGNALED(status):
        return set()
    allowed: set[int] = {0}
    for line in said.decode().splitlines():
        word, _, number = line.partition(" ")
        allowed = {int(number)} if word == "done" else {*allowed, int(number)}
    return allowed


def kills(folder: Path, most: int, seed: int, end: float) -> Counter[str]:
    """Kills until there were so many or the time is over; returns what was counted."""
    draw, counted = random.Random(seed), Counter[str]()
    backup = folder.parent / "backup.zip"
    with Workspace.open(folder) as workspace:
        workspace.create_case(CASE, answers={NUMBER: 1})
        workspace.add_evidence(CASE, b"photo" * 5000, "a.jpg", answer=AnswerId("scenarios.SC10.evidence"))
    while counted["kills"] < most and time.monotonic() < end:
        allowed = kill_once(folder, backup, draw)
        counted["kills"] += 1
        counted["an act failed"] += not allowed
        try:
            with Workspace.open(folder) as workspace:
                counted["opened empty"] += not workspace.cases()
                value = value_of(workspace)
        except ApplicationError as problem:
            counted["not opened"] += 1
            print(f"kill {counted['kills']}: {problem}")
            continue
        if allowed - {0} and value not in allowed:
            counted["acknowledged change lost"] += 1
            print(f"kill {counted['kills']}: {value} is not one of {sorted(allowed)}")
        counted["leftovers"] += any(folder.glob(".zhijie-work-*"))
    return counted


def damage(data: bytes, draw: random.Random) -> tuple[str, bytes]:
    """Returns how a database was damaged, and the damaged bytes."""
    kind = draw.choice(("bytes", "page", "page of noise", "cut", "swapped pages"))
    changed = bytearray(data)
    page = draw.randrange(len(data) // PAGE) * PAGE
    if kind == "bytes":
        for _time in range(draw.randint(1, 40)):
            changed[draw.randrange(len(changed))] = draw.randrange(256)
    elif kind == "page":
        changed[page : page + PAGE] = bytes(PAGE)
    elif kind == "page of noise":
        changed[page : page + PAGE] = draw.randbytes(PAGE)
    elif kind == "cut":
        del changed[draw.randrange(len(changed)) :]
    else:
        other = draw.randrange(len(data) // PAGE) * PAGE
        changed[page : page + PAGE], changed[other : other + PAGE] = (
            data[other : other + PAGE],
            data[page : page + PAGE],
        )
    return kind, bytes(changed)


def damages(folder: Path, most: int, seed: int, end: float) -> Counter[str]:
    """Damages and recovers until there were so many or the time is over; returns what was counted."""
    draw, counted = random.Random(seed), Counter[str]()
    with Workspace.open(folder) as workspace:
        workspace.create_case(CASE, answers={NUMBER: 1})
        workspace.save_answers(CASE, {AnswerId(f"local.many.n{n:03}"): f"答案 {n} " * (n % 30) for n in range(200)})
        workspace.keep_copy()
        workspace.save_answer(CASE, NUMBER, 2)
        expected = dict(workspace.load(CASE).answers)
    place = folder / "zhijie.db"
    whole = place.read_bytes()
    while counted["damages"] < most and time.monotonic() < end:
        kind, data = damage(whole, draw)
        for aside in folder.glob("set-aside-*"):
            shutil.rmtree(aside)
        place.write_bytes(data)
        counted["damages"] += 1
        try:
            try:
                with Workspace.open(folder) as workspace:
                    if dict(workspace.load(CASE).answers) != expected:
                        counted["changed answer shown as sound"] += 1
                        print(f"damage {counted['damages']} ({kind}): another answer was shown")
                    counted["opened unharmed"] += 1
            except ApplicationError:
                counted["refused with a sentence"] += 1
            workspace, recovery = Workspace.recover_whole(folder)
            with workspace:
                same = dict(workspace.load(CASE).answers) == expected
            counted["recovered whole" if same else "recovered in part, and said so"] += 1
            if not same and recovery.is_whole:
                counted["recovered in part, and not said"] += 1
                print(f"damage {counted['damages']} ({kind}): lost without a word")
        except ApplicationError as problem:
            counted["not recovered"] += 1
            print(f"damage {counted['damages']} ({kind}): {problem}")
        except Exception as fault:  # what is looked for
            counted["crashed"] += 1
            print(f"damage {counted['damages']} ({kind}): {type(fault).__name__} {fault}")
    return counted


def main() -> int:
    """Runs both rounds and prints what was counted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--damages", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60, help="at most, for each of the two rounds")
    options = parser.parse_args()
    bad = 0
    with tempfile.TemporaryDirectory(prefix="zhijie-torture-") as name:
        for title, round_, most in (("kills", kills, options.kills), ("damages", damages, options.damages)):
            end = time.monotonic() + 60 * options.minutes
            counted = round_(Path(name, title, "data"), most, options.seed, end)
            print(f"{title}, seed {options.seed}: {dict(counted)}")
            bad += sum(counted[fault] for fault in FAULTS)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
