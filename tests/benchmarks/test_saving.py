"""Saving an answer beside bare SQLite, and opening a folder with fifty cases beside opening an empty one."""

import os
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from models.assessment import AnswerId
from models.sealing import ring
from models.workspace import Workspace, sealing
from tests import ROOT
from tests.benchmarks.measuring import Scale, median_s

pytestmark = pytest.mark.benchmark

STAFF = AnswerId("factory.staff")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace whose case has as many answers as a filled-in factory."""
    with Workspace.open(tmp_path / "data") as opened:
        opened.create_case("ZJ-1", answers={AnswerId(f"maturity.P{number}.comment"): "是" for number in range(700)})
        yield opened


def _bare(path: Path) -> Iterator[Callable[[int], None]]:
    """The least that anybody could do: one answer and one line of history in one transaction, equally durable."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE answers (answer TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
        connection.execute("CREATE TABLE history (id INTEGER PRIMARY KEY, answer TEXT, old TEXT, new TEXT, at TEXT)")

        def save(number: int) -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT OR REPLACE INTO answers VALUES ('factory.staff', ?)", (str(number),))
            connection.execute("INSERT INTO history VALUES (NULL, 'factory.staff', ?, ?, 'now')", (number - 1, number))
            connection.execute("COMMIT")

        yield save


def _median_ms(act: Callable[[int], object], rounds: int) -> float:
    times = []
    for number in range(1, rounds + 1):
        begin = time.perf_counter()
        act(number)
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)


def test_saving_one_answer_beside_bare_sqlite(
    workspace: Workspace, tmp_path: Path, benchmark: BenchmarkFixture, scale: Scale
) -> None:
    """History, undo, versions and the lock cost this much over two bare statements in one durable transaction."""
    for save in _bare(tmp_path / "bare.db"):
        bare_ms = _median_ms(save, scale.of(300))
    numbers = count(1)
    benchmark.pedantic(lambda: workspace.save_answer("ZJ-1", STAFF, next(numbers)), rounds=300, warmup_rounds=10)
    ours_ms = median_s(benchmark) * 1000
    benchmark.extra_info["ratio"] = ours_ms / bare_ms
    sys.stdout.write(f"\nsave_answer {ours_ms:.2f} ms, bare sqlite3 {bare_ms:.2f} ms: {ours_ms / bare_ms:.1f} x\n")


def test_loading_a_full_case(workspace: Workspace, benchmark: BenchmarkFixture, scale: Scale) -> None:
    """All answers of a filled-in case, beside reading the same rows with bare sqlite3."""

    def bare(_number: int) -> object:
        with closing(sqlite3.connect(workspace.folder / "zhijie.db")) as connection:
            return dict(connection.execute("SELECT answer, value FROM answers").fetchall())

    bare_ms = _median_ms(bare, scale.of(50))
    benchmark.pedantic(lambda: workspace.load("ZJ-1"), rounds=50, warmup_rounds=5)
    ours_ms = median_s(benchmark) * 1000
    benchmark.extra_info["ratio"] = ours_ms / bare_ms
    sys.stdout.write(f"\nload {ours_ms:.2f} ms, bare sqlite3 {bare_ms:.2f} ms: {ours_ms / bare_ms:.1f} x\n")


_OPEN = """
import sys, time
from pathlib import Path
begin = time.perf_counter()
from models.sealing import ring
from models.workspace import Workspace, sealing
imported = time.perf_counter()
with Workspace.open(Path(sys.argv[1])) as workspace:
    opened = time.perf_counter()
    cases = workspace.cases()
    listed = time.perf_counter()
print(imported - begin, opened - imported, listed - opened, len(cases))
"""
_BARE_OPEN = """
import sys, time
begin = time.perf_counter()
import sqlalchemy
from sqlalchemy import create_engine, text
with create_engine("sqlite:///" + sys.argv[1]).connect() as connection:
    connection.execute(text("SELECT * FROM cases")).all()
print(time.perf_counter() - begin)
"""


def _best(source: str, argument: Path, runs_wanted: int) -> list[float]:
    runs = []
    for _ in range(runs_wanted):
        done = subprocess.run(
            [sys.executable, "-c", source, str(argument)],
            cwd=ROOT,
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        runs.append([float(part) for part in done.stdout.split()])
    return min(runs, key=lambda parts: sum(parts[:3]))


def test_opening_fifty_cases_beside_bare_sqlalchemy(tmp_path: Path, benchmark: BenchmarkFixture, scale: Scale) -> None:
    """From a cold Python to the list of fifty filled-in cases, beside importing SQLAlchemy and one query."""
    folder = tmp_path / "data"
    with Workspace.open(folder) as workspace:
        sample = workspace.load(workspace.create_sample().case_number)
        for number in range(scale.of(49)):
            workspace.create_case(f"ZJ-{number}", answers=sample.answers)
        workspace.cases()
    parts = benchmark.pedantic(lambda: _best(_OPEN, folder, scale.of(5)), rounds=1)
    bare = _best(_BARE_OPEN, folder / "zhijie.db", scale.of(5))[0]
    ours = sum(parts[:3])
    benchmark.extra_info["ratio"] = ours / bare
    sys.stdout.write(
        f"\nimport {parts[0]:.2f} s, open {parts[1]:.2f} s, list {parts[3]:.0f} cases {parts[2]:.3f} s:"
        f" {ours:.2f} s, bare SQLAlchemy {bare:.2f} s: {ours / bare:.1f} x\n"
    )


def test_opening_an_encrypted_folder_is_at_most_a_third_of_a_second_more(tmp_path: Path) -> None:
    """Passphrase, key and database together take at most 0.3 s of processor time more than opening in clear."""
    folder = tmp_path / "data"
    with Workspace.open(folder) as workspace:
        workspace.create_sample()

    def opening(secret: str) -> float:
        ring.forget()
        start = time.process_time()
        if secret:
            sealing.unlock(folder, secret)
        Workspace.open(folder).close()
        return time.process_time() - start

    clear_s = min(opening("") for _ in range(5))
    sealing.turn_on(folder, "a passphrase to measure")
    encrypted_s = min(opening("a passphrase to measure") for _ in range(5))
    ring.forget()
    assert encrypted_s - clear_s < 0.3
