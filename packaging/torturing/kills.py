"""A worker killed at a moment drawn with the seed; then the folder is opened and compared with what was said."""

import os
import random
import select
import signal
import time
import traceback
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from models.errors import ApplicationError
from models.sealing import ring
from reports.verification import Trust, VerdictKind, verify
from torturing.work import ACTS, CASE, Home, Worker, allowed_after, longest_s, piped, value_of


def kills(folder: Path, most: int, seed: int, end_s: float) -> Counter[str]:
    """Kills until there were so many or the time is over; returns what was counted."""
    draw, counted = random.Random(seed), Counter[str]()
    place = Home(folder)
    place.fill()
    while counted["kills"] < most and time.monotonic() < end_s:
        first = draw.choice(ACTS)
        counted["kills"] += 1
        counted[f"begun with {first}"] += 1
        said, ended_by_itself = killed(place, first, draw)
        counted["an act failed"] += ended_by_itself
        complaint = _complaint(place, allowed_after(said))
        if complaint:
            counted[complaint[0]] += 1
        if complaint or ended_by_itself:
            print(f"kill {counted['kills']} ({first}): {complaint or 'ended by itself'}", flush=True)
        if complaint and complaint[0] == "not opened":
            break
    return counted


def killed(place: Home, first: str, draw: random.Random) -> tuple[bytes, bool]:
    """Lets a worker begin with an act and kills it; returns what it said, and whether it ended before that."""
    seed, life_s = draw.randrange(1 << 30), draw.random() * longest_s(first)
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        os.setpgid(0, 0)
        try:
            Worker(place, seed, piped(theirs)).go_on(first)
        except BaseException:  # it is said here, and counted by the parent
            traceback.print_exc()
        finally:
            os._exit(1)
    os.close(theirs)
    said = b""
    with os.fdopen(ours, "rb", buffering=0) as pipe:
        # Its life begins with the first thing it says: opening is disturbed, too, but not every time.
        end_s = time.monotonic() + (life_s if draw.random() < 0.2 else life_s + 0.4)
        while (left := end_s - time.monotonic()) > 0:
            if select.select([pipe], [], [], left)[0]:
                piece = pipe.read(65536)
                said += piece
                if not piece:
                    break
        for group in (os.killpg, os.kill):
            try:
                group(child, signal.SIGKILL)
            except OSError:
                continue
        _pid, status = os.waitpid(child, 0)
        while piece := pipe.read(65536):
            said += piece
    return said, not os.WIFSIGNALED(status)


def _complaint(place: Home, allowed: set[int]) -> tuple[str, str] | None:
    """Looks at a folder after a kill; returns what is wrong with it."""
    ring.forget()
    try:
        with place.open() as workspace:
            if not workspace.cases():
                return "opened empty", ""
            value, folder = value_of(workspace), workspace.folder
            for case in workspace.cases():
                if case.number != CASE:
                    # What was taken in is kept from growing without end.
                    workspace.load(case.number)
                    workspace.delete_case(case.number)
            workspace.empty_trash()
    except ApplicationError as problem:
        return "not opened", str(problem)
    if allowed and value not in allowed:
        return "acknowledged change lost", f"{value} is not one of {sorted(allowed)}"
    if any(folder.glob(".zhijie-work-*")):
        return "leftovers", ""
    if place.report.exists():
        verdict = verify(place.report, Trust(), datetime.now(UTC))
        place.report.unlink()
        if verdict.kind not in (VerdictKind.VALID, VerdictKind.UNTRUSTED):
            return "half a signed file", verdict.kind.value
    return None
