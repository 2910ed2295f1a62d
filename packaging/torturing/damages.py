"""A database damaged in one place and opened; then recovered with one older copy in the folder."""

import random
import shutil
import time
from collections import Counter
from pathlib import Path

from models.assessment import AnswerId
from models.errors import ApplicationError
from models.workspace import Workspace
from torturing.work import CASE, NUMBER

PAGE = 4096


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


def damages(folder: Path, most: int, seed: int, end_s: float) -> Counter[str]:
    """Damages and recovers until there were so many or the time is over; returns what was counted."""
    draw, counted = random.Random(seed), Counter[str]()
    with Workspace.open(folder) as workspace:
        workspace.create_case(CASE, answers={NUMBER: 1})
        workspace.save_answers(CASE, {AnswerId(f"local.many.n{n:03}"): f"答案 {n} " * (n % 30) for n in range(200)})
        workspace.keep_copy()
        workspace.save_answer(CASE, NUMBER, 2)
        expected = dict(workspace.load(CASE).answers)
    place, log = folder / "zhijie.db", folder / "zhijie.db-wal"
    whole = place.read_bytes()
    foreign = _foreign_log(folder.parent / "foreign")
    while counted["damages"] < most and time.monotonic() < end_s:
        kind, data = damage(whole, draw)
        log.unlink(missing_ok=True)
        if draw.random() < 0.1:
            kind, data = "foreign log", whole
            log.write_bytes(foreign)
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


def _foreign_log(folder: Path) -> bytes:
    """Returns the log of another database, in which a case was changed and which was not closed."""
    with Workspace.open(folder) as workspace:
        workspace.create_case(CASE, answers={NUMBER: 7})
        return (folder / "zhijie.db-wal").read_bytes()
