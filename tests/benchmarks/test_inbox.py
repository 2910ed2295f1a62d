"""An inbox of ten thousand reports: its first page within 0.3 s, with the trust of today, whatever is asked for.

The papers are made up from one real one: the facts and the judgement of a verified report under other digests and cases.
"""

import hashlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pytest_benchmark.fixture import BenchmarkFixture

from models.exchange.inbox import InboxRow, Order, Wish
from models.workspace import Workspace
from reports.exchange.intake import judge_trust_again
from reports.exchange.keeping import Looking, arrival, soundness_of
from reports.verification import Trust, TrustStore, Verdict, verify_here
from tests.benchmarks.measuring import Scale, median_s
from tests.reports.exchange_papers import signed_report
from tests.reports.papers import manager
from tests.reports.sample import library

pytestmark = pytest.mark.benchmark
_PAGE = 100
_WISHES = (
    Wish(newest_only=True),
    Wish(newest_only=True, order=Order.FACTORY, ascending=True),
    Wish(newest_only=True, order=Order.PROVEN),
    Wish(newest_only=True, text="厂 77"),
    Wish(due_by="2027-01-01", order=Order.DUE),
)


def fill_inbox(workspace: Workspace, number: int, now: datetime) -> None:
    """Keeps that many made-up reports, every tenth case with two versions."""
    data = signed_report()
    verdict = verify_here(data, "report.pdf", Trust(), library(), now)
    real = arrival(soundness_of(verdict, verdict.digest), "report.pdf", verdict.digest, Looking.at(workspace, now))
    assert real.facts is not None
    for place in range(number):
        version = 2 if place % 10 == 9 else 1
        case = place - 1 if version == 2 else place
        content = f"paper {place}".encode()
        digest = hashlib.sha256(content).hexdigest()
        paper = replace(
            real.paper,
            base_digest=digest,
            case_id=f"{case:032x}",
            case_number=f"2026-{case}",
            version=version,
            stages=tuple(replace(stage, digest=digest) for stage in real.paper.stages),
        )
        factory = replace(real.facts.factory, enterprise=f"示例企业{case:05}", site=f"厂 {case % 100}")
        came = replace(
            real, paper=paper, digest=digest, name=f"{place}.pdf", facts=replace(real.facts, factory=factory)
        )
        workspace.exchange.keep(came, content)


def test_an_inbox_of_ten_thousand_opens_within_0_3_seconds(
    benchmark: BenchmarkFixture, scale: Scale, tmp_path: Path
) -> None:
    """The first page in five orders and filters, each with how many rows there are and the verdict of every row."""
    now = datetime.now().astimezone()
    with Workspace.open(tmp_path / "data") as workspace:
        TrustStore(workspace.folder).add(manager().certificate.public_bytes(Encoding.PEM), "x", now)
        fill_inbox(workspace, scale.of(10_000, 40), now)
        judge_trust_again(workspace, now)

        def opened(wish: Wish) -> tuple[int, list[tuple[InboxRow, Verdict]]]:
            looking = Looking.at(workspace, now)
            rows = workspace.exchange.rows(wish, 0, _PAGE)
            return workspace.exchange.count(wish), [(row, looking.verdict(row.kept)) for row in rows]

        def every() -> list[int]:
            return [opened(wish)[0] for wish in _WISHES]

        counts = benchmark.pedantic(every, rounds=scale.of(5), warmup_rounds=scale.of(1, 0))
    assert counts[0] == scale.of(10_000, 40) * 9 // 10
    assert counts[4] == 0
    assert not median_s(benchmark) / len(_WISHES) > 0.3
