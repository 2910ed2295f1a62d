"""Workers at a store: one is killed, the server is started anew, connections are cut, two assessors save one item."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from models.exchange.inbox import KeptPaper, Wish
from models.exchange.merging import ItemReview
from models.review import FindingKind
from models.storage.server.queue import Beats
from models.workspace import Settings, Workspace
from models.workspace.office.exchange import ItemChanged
from models.workspace.office.server import ServerOffice
from reports.exchange import handing_in
from reports.exchange.handing_in import hand_in_files, work_off
from reports.exchange.intake import take_in_files
from tests import ROOT
from tests.reports.exchange_papers import other_manager, signed_report
from tests.reports.papers import LATER
from tests.server import ENGINES, Server

_NOW = LATER + timedelta(days=9)
_QUICK = Beats(every_s=0.2, dead_after_s=2.0)
_WORKER_THAT_HANGS = """
import sys, threading
from pathlib import Path
from models.storage.server.queue import Beats
from models.workspace.office.server import ServerOffice

def begun(run, position):
    print("begun", flush=True)
    threading.Event().wait()

office = ServerOffice.open(sys.argv[1], Path(sys.argv[2]), beats=Beats(every_s=0.2, dead_after_s=2.0))
office.work(begun, 1, lambda: False, threading.Event())
"""


@pytest.fixture
def address(server: Server) -> str:
    """A database of the test's own."""
    return server.database()


@pytest.fixture
def office(address: str, tmp_path: Path) -> Iterator[ServerOffice]:
    """A store whose workers are soon taken for dead."""
    with ServerOffice.open(address, tmp_path / "office", beats=_QUICK) as opened:
        yield opened


def _handed_in(office: ServerOffice, folder: Path, versions: int) -> None:
    paths = []
    for version in range(1, versions + 1):
        paths.append(folder / f"{version}.pdf")
        paths[-1].write_bytes(signed_report(version))
    assert hand_in_files(office, paths, _NOW, leave=True).waiting == versions


def _kept_once(office: ServerOffice, versions: int) -> bool:
    rows = office.exchange.rows(Wish())
    return [row.seen for row in rows] == [1] * versions and not office.exchange.unfinished_runs()


@pytest.mark.server
def test_what_a_killed_worker_was_doing_is_done_by_another(office: ServerOffice, address: str, tmp_path: Path) -> None:
    """Nothing is lost with it, and nothing is there twice."""
    _handed_in(office, tmp_path, 2)
    with subprocess.Popen(
        [sys.executable, "-c", _WORKER_THAT_HANGS, address, str(tmp_path / "other")],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True,
    ) as worker:  # fmt: skip
        assert worker.stdout is not None
        assert worker.stdout.readline() == "begun\n"
        worker.kill()
    assert work_off(office, _NOW, processes=1) == 2
    assert _kept_once(office, 2)


def _interrupted(office: ServerOffice, monkeypatch: pytest.MonkeyPatch, interruption: Callable[[], object]) -> int:
    """Works everything off while something happens in the middle of the first file; returns how many were kept."""
    first = threading.Lock()
    check = handing_in.Checker.check

    def interrupted(checker: handing_in.Checker, run: int, position: int) -> None:
        if first.acquire(blocking=False):
            interruption()
        check(checker, run, position)

    monkeypatch.setattr(handing_in.Checker, "check", interrupted)
    return work_off(office, _NOW, processes=1)


@pytest.mark.server
def test_a_server_that_is_started_anew_is_waited_for(
    office: ServerOffice, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is stopped without a warning and started again while a file is verified: every file is kept once."""
    _handed_in(office, tmp_path, 3)

    def anew() -> None:
        server.stop()
        server.start()

    _interrupted(office, monkeypatch, anew)
    assert _kept_once(office, 3)


@pytest.mark.server
def test_connections_that_are_cut_are_made_again(
    office: ServerOffice, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All connections end in the middle of a file: every file is kept once."""
    _handed_in(office, tmp_path, 2)
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'zhijie'"
    _interrupted(office, monkeypatch, lambda: server.execute("postgres", cut))
    assert _kept_once(office, 2)


@pytest.mark.server
def test_two_workers_share_the_work_and_do_nothing_twice(office: ServerOffice, address: str, tmp_path: Path) -> None:
    """Each file is kept by one of them; the same content handed in twice is verified once."""
    _handed_in(office, tmp_path, 3)
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "other name.pdf").write_bytes((tmp_path / "1.pdf").read_bytes())
    hand_in_files(office, [tmp_path / "again"], _NOW, leave=True)
    with ServerOffice.open(address, tmp_path / "other", beats=_QUICK) as second, ThreadPoolExecutor(2) as pool:
        kept = sum(pool.map(lambda each: work_off(each, _NOW, processes=1), (office, second)))
    assert kept == 3
    assert sorted(row.seen for row in office.exchange.rows(Wish())) == [1, 1, 2]


@pytest.fixture(params=ENGINES)
def two_assessors(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[ServerOffice | Workspace, ServerOffice | Workspace]]:
    """Two views of one inbox with one report in it: two windows of one program, or two computers."""
    report = tmp_path / "report.pdf"
    report.write_bytes(signed_report(1))
    if request.param == "sqlite":
        with Workspace.open(tmp_path / "office") as workspace:
            workspace.save_settings(Settings(role="assessor"))
            take_in_files(workspace, [report], _NOW)
            yield workspace, workspace
        return
    address = request.getfixturevalue("server").database()
    with ServerOffice.open(address, tmp_path / "a") as first, ServerOffice.open(address, tmp_path / "b") as second:
        hand_in_files(first, [report], _NOW)
        yield first, second


def test_an_item_is_saved_only_at_the_revision_that_was_seen(
    two_assessors: tuple[ServerOffice | Workspace, ServerOffice | Workspace],
) -> None:
    """Of two who save one item at once one is told what the other saved; with that in sight, the second may save."""
    (row,) = two_assessors[0].exchange.rows(Wish())

    def save(office: ServerOffice | Workspace, paper: KeptPaper, text: str, seen: int) -> ItemReview | None:
        try:
            office.exchange.save_item(
                paper, ItemReview("李评", "basic.BR1", "", FindingKind.DOUBTFUL, text, revision=seen)
            )
        except ItemChanged as refused:
            return refused.present
        return None

    with ThreadPoolExecutor(2) as pool:
        texts = ("甲", "乙")
        answers = [
            pool.submit(save, office, row.kept, text, 0) for office, text in zip(two_assessors, texts, strict=True)
        ]
        (shown,) = [present for answer in answers if (present := answer.result()) is not None]
    (kept,) = two_assessors[0].exchange.items(row.kept.id)
    assert (shown.text, shown.revision) == (kept.text, 1)
    assert kept.text in texts
    assert save(two_assessors[1], row.kept, "两者合并", shown.revision) is None
    assert [each.text for each in two_assessors[0].exchange.items(row.kept.id)] == ["两者合并"]


@pytest.mark.server
def test_a_text_that_the_server_could_not_take_is_kept_readable(office: ServerOffice, tmp_path: Path) -> None:
    """NUL and half characters in a stranger's file or file name become a mark; nothing fails."""
    report = signed_report(1, identity=other_manager(), enterprise__name="示例\0企业")
    run = office.exchange.begin_run(("\0",), 1)
    office.hand_in(run, 1, "a\0b\ud83d.pdf", report)
    work_off(office, _NOW, processes=1)
    (row,) = office.exchange.rows(Wish())
    assert row.kept.name == "a\ufffdb\ufffd.pdf"
