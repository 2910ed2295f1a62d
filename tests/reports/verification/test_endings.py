"""A check that does not come to its end says why, and does not blame the file for it."""

import os
import signal
import sys
from collections.abc import Iterator

import pytest

from reports.verification import ChildLimits, Setting, Verdict, VerdictKind, VerificationTask, Verifier
from reports.verification.isolation import ChildEnded, Ending, told_by
from tests import PATIENCE_S
from tests.reports.papers import LATER, report, trust

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows tells neither limits nor signals")


def _checked(limits: ChildLimits, data: bytes = b"") -> Verdict:
    with Verifier(Setting(trust(), LATER), limits=limits) as verifier:
        return next(
            verdict for _, verdict in verifier.verify([VerificationTask("x.pdf", data=data or report().signed)])
        )


def _killed() -> Iterator[str]:
    yield "something"
    os.kill(os.getpid(), signal.SIGKILL)


def _crashed() -> Iterator[str]:
    yield "something"
    os._exit(3)


def _greedy() -> Iterator[str]:
    yield "something"
    yield "x" * 200_000_000


def _endless() -> Iterator[str]:
    yield "something"
    while True:
        pass


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (ChildLimits(memory_mb=5), "it needed more than 5 MB of memory"),
        (ChildLimits(memory_mb=40), "it needed more than 40 MB of memory"),
        (ChildLimits(seconds=0.0), "longer than 0 seconds"),
    ],
)
def test_a_file_is_not_blamed_for_the_limits(limits: ChildLimits, said: str) -> None:
    """What ran out is named; nothing is said against the file, and not to use it is no advice."""
    judged = _checked(limits)
    assert (judged.kind, judged.judged, judged.json()["judged"]) == (VerdictKind.UNVERIFIABLE, False, False)
    assert said in judged.reason.text("en")
    assert "has not been judged" in judged.reason.text("en")
    assert "says nothing against the file" in judged.advice("en")
    assert "不表示文件有问题" in judged.advice("zh")


def _without_room() -> Verdict:
    """The verdict where the system has no file handle left for another process."""
    import resource

    free = os.dup(0)
    os.close(free)
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free, before[1]))
    try:
        return _checked(ChildLimits())
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_a_process_that_the_system_refuses_is_no_fault_of_the_file() -> None:
    """No error reaches whoever asked: every file gets its verdict."""
    judged = _without_room()
    assert (judged.kind, judged.judged) == (VerdictKind.UNVERIFIABLE, False)
    assert "the program for it could not be started" in judged.reason.text("en")


@pytest.mark.parametrize(
    ("work", "ending", "seconds"),
    [
        (_killed, Ending.FROM_OUTSIDE, PATIENCE_S),
        (_crashed, Ending.BROKE_OFF, PATIENCE_S),
        (_greedy, Ending.TOO_MUCH_MEMORY, PATIENCE_S),
        (_endless, Ending.TOO_LONG, 15.0),
    ],
)
def test_how_a_child_ended_is_known(work: object, ending: Ending, seconds: float) -> None:
    """What it had said until then is there."""
    assert callable(work)
    said: list[str] = []
    with pytest.raises(ChildEnded) as ended:
        said.extend(told_by(work, (), ChildLimits(seconds, memory_mb=100)))
    assert (said, ended.value.ending) == (["something"], ending)


def test_a_judged_file_is_judged() -> None:
    """In the words for other programs too."""
    assert _checked(ChildLimits()).judged
    assert not _checked(ChildLimits(), b"hello").advice("en").startswith("This says nothing")
