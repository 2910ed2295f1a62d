"""A machine without room, rights, file handles or a true clock: each act ends or is refused, and nothing is lost.

The disk is a file system in memory with so many free pages, one more each time, until an act goes through; root only.
"""

import contextlib
import os
import random
import resource
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from models.errors import ApplicationError
from models.sealing import ring
from models.workspace import Workspace, sealing
from torturing.work import CASE, NUMBER, PASSPHRASE, Home, Worker, judge, value_of

_DISK_MB = 48
_PAGE = 4096
_ACTS = ("type", "freeze", "copy", "backup", "restore", "recover", "import", "encrypt", "move", "sign")
_STEPS = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 160, 192, 256, 320, 384, 512, 640, 768, 1024, 1536, 2048, 4096)  # fmt: skip
"""Free pages."""


@contextlib.contextmanager
def mounted(folder: Path, *words: str) -> Iterator[Path]:
    """Mounts a file system for as long as the block runs.

    Raises:
        subprocess.CalledProcessError: when that is not allowed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", *words, folder], check=True, capture_output=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True, capture_output=True)


def disk(folder: Path, most: int, seed: int, end_s: float) -> Counter[str]:
    """Lets the disk run full at every few pages of every act, then lets nothing be written at all."""
    counted = Counter[str]()
    pattern = Home(folder / "pattern" / "data")
    pattern.fill()
    draw = random.Random(seed)
    with mounted(folder / "disk", "-t", "tmpfs", "-o", f"size={_DISK_MB}m", "none") as drive:
        for encrypted in (False, True):
            if encrypted:
                sealing.turn_on(pattern.folder, PASSPHRASE)
            for act in _ACTS:
                for pages in _STEPS:
                    if counted["tried"] >= most or time.monotonic() > end_s:
                        return counted
                    counted["tried"] += 1
                    jitter = draw.randrange(3) if pages > 4 else 0
                    if _with_free_pages(drive, pattern, act, pages + jitter, counted):
                        break
        _read_only(drive, pattern, counted)
    return counted


def _with_free_pages(drive: Path, pattern: Home, act: str, pages: int, counted: Counter[str]) -> bool:
    """Runs an act with so many free pages; returns whether it went through."""
    _empty(drive)
    place = Home(Path(shutil.copytree(pattern.folder.parent, drive / "home")) / "data")
    filler = drive / "filler"
    ring.forget()

    def fill() -> None:
        state = os.statvfs(drive)
        os.posix_fallocate(handle, 0, max(state.f_bavail - pages, 1) * _PAGE)

    handle = os.open(filler, os.O_RDWR | os.O_CREAT)
    try:
        through, numbers = _tried(place, act, fill, counted, f"{pages} free pages")
    finally:
        os.close(handle)
        filler.unlink()
    judge(place, numbers, counted, f"{act} with {pages} free pages")
    return through


def _tried(
    place: Home, act: str, disturb: Callable[[], None], counted: Counter[str], what: str
) -> tuple[bool, set[int]]:
    """Opens a place, disturbs the machine and runs an act; returns whether it went through, and the values that may be there."""
    allowed: set[int] = set()

    def say(word: str, number: int) -> None:
        if word == "done":
            allowed.clear()
        allowed.add(number)

    worker: Worker | None = None
    try:
        worker = Worker(place, 1, say)
        disturb()
        worker.act(act)
    except ApplicationError as problem:
        counted[f"refused: {problem.code}"] += 1
        return False, allowed
    except Exception as fault:  # what is looked for
        counted["crashed"] += 1
        print(f"{act} with {what}: {type(fault).__name__} {fault}", flush=True)
        return False, allowed
    finally:
        if worker is not None:
            with contextlib.suppress(ApplicationError):
                worker.workspace.close()
    counted["went through"] += 1
    return True, allowed


def _empty(drive: Path) -> None:
    for entry in drive.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _read_only(drive: Path, pattern: Home, counted: Counter[str]) -> None:
    """Opens a folder on a drive that may not be written: it can be read, and every change is refused."""
    _empty(drive)
    place = Home(Path(shutil.copytree(pattern.folder.parent, drive / "home")) / "data")
    subprocess.run(["mount", "-o", "remount,ro", drive], check=True, capture_output=True)
    ring.forget()
    try:
        counted["tried read-only"] += 1
        try:
            place.open().close()
            counted["written on a read-only drive"] += 1
        except ApplicationError as refusal:
            with Workspace.open_to_read(place.now, refusal) as workspace:  # type: ignore[arg-type]  # it is a StorageError
                counted["opened empty"] += value_of(workspace) != 1
                for act in (lambda: workspace.save_answer(CASE, NUMBER, 9), lambda: workspace.freeze(CASE, "x")):
                    with contextlib.suppress(ApplicationError):
                        act()
                        counted["written on a read-only drive"] += 1
    except Exception as fault:  # what is looked for
        counted["crashed"] += 1
        print(f"read-only: {type(fault).__name__} {fault}", flush=True)
    finally:
        subprocess.run(["mount", "-o", "remount,rw", drive], check=True, capture_output=True)


def handles(folder: Path, most: int, seed: int, end_s: float) -> Counter[str]:
    """Leaves a program so many file handles, one more each time, for opening and for every act."""
    counted, draw = Counter[str](), random.Random(seed)
    pattern = Home(folder / "pattern" / "data")
    pattern.fill()
    number = 0
    usual, hardest = resource.getrlimit(resource.RLIMIT_NOFILE)
    while counted["tried"] < most and time.monotonic() < end_s and number < 24 * len(_ACTS):
        left, act = number // len(_ACTS), _ACTS[number % len(_ACTS)]
        number += 1
        home = folder / "home"
        shutil.rmtree(home, ignore_errors=True)
        place = Home(Path(shutil.copytree(pattern.folder.parent, home)) / "data")
        counted["tried"] += 1
        used = len(list(Path("/proc/self/fd").iterdir()))
        early = draw.random() < 0.5
        limit = (used + left, hardest)
        ring.forget()
        try:
            if early:
                resource.setrlimit(resource.RLIMIT_NOFILE, limit)
                _through, allowed = _tried(place, act, lambda: None, counted, f"{left} file handles from the start")
            else:

                def disturb(limit: tuple[int, int] = limit) -> None:
                    resource.setrlimit(resource.RLIMIT_NOFILE, limit)

                _through, allowed = _tried(place, act, disturb, counted, f"{left} file handles")
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (usual, hardest))
        judge(place, allowed, counted, f"{act} with {left} file handles")
    return counted


def clock(folder: Path, most: int, seed: int, end_s: float) -> Counter[str]:
    """Sets the clock back and ahead by up to five years while the program types and copies; no newest copy may be lost."""
    counted, draw = Counter[str](), random.Random(seed)
    now = [datetime(2026, 11, 30, tzinfo=UTC)]

    def time_now() -> datetime:
        now[0] += timedelta(seconds=1)
        return now[0]

    with Workspace.open(folder, time_now) as workspace:
        workspace.create_case(CASE, answers={NUMBER: 1})
        number = 1
        while counted["tried"] < most and time.monotonic() < end_s:
            counted["tried"] += 1
            days = draw.choice((0, 1, 1, 1, 7, -1, -30, 365, -365, 1826, -1826))
            now[0] = min(
                max(now[0] + timedelta(days=days), datetime(1980, 1, 2, tzinfo=UTC)), datetime(2090, 1, 1, tzinfo=UTC)
            )
            try:
                number += 1
                workspace.save_answer(CASE, NUMBER, number)
                copy = workspace.keep_copy()
                if draw.random() < 0.2:
                    workspace.freeze(CASE, "x")
                    workspace.new_version(CASE, "y")
                if copy is None or not copy.exists():
                    counted["newest copy gone"] += 1
                if value_of(workspace) != number or len(workspace.history(CASE)) == 0:
                    counted["acknowledged change lost"] += 1
                if counted["tried"] % 50 == 0 and copy is not None:
                    preview = workspace.preview(copy)
                    counted["copies read back"] += preview is not None
            except Exception as fault:  # what is looked for
                counted["crashed"] += 1
                print(f"clock {now[0]}: {type(fault).__name__} {fault}", flush=True)
    return counted
