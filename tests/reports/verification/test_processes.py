"""Verification in child processes with limits."""

from pathlib import Path

import pytest

from reports.verification import (
    Cancelled,
    ChildLimits,
    Setting,
    VerdictKind,
    VerificationTask,
    Verifier,
    verify,
    verify_many,
)
from tests.reports.papers import LATER, report, trust


def test_one_file_is_verified_in_a_process_of_its_own(tmp_path: Path) -> None:
    """With the same verdict as here."""
    (tmp_path / "report.pdf").write_bytes(report().signed)
    progress: list[tuple[int, int]] = []
    judged = verify(tmp_path / "report.pdf", trust(), LATER, on_progress=lambda done, of: progress.append((done, of)))
    assert (judged.kind, judged.name) == (VerdictKind.VALID, "report.pdf")
    assert progress == [(1, 1)]


def test_many_files_are_verified_in_their_order() -> None:
    """One verdict each, whatever the others are."""
    tasks = [
        VerificationTask("0.pdf", data=report().signed),
        VerificationTask("1.pdf", data=b"hello"),
        VerificationTask("2.pdf", data=report().signed[:-1]),
        VerificationTask("3.pdf", data=report().countersigned),
        VerificationTask("4.pdf", path=Path("no/such/file.pdf")),
    ]
    verdicts = verify_many(tasks, Setting(trust(), LATER))
    assert [(verdict.name, verdict.kind.value) for verdict in verdicts] == [
        ("0.pdf", "valid"),
        ("1.pdf", "unverifiable"),
        ("2.pdf", "changed"),
        ("3.pdf", "valid"),
        ("4.pdf", "unverifiable"),
    ]


def test_a_file_that_takes_too_long_is_unverifiable() -> None:
    """The next one is verified all the same, in a new process."""
    tasks = [VerificationTask("slow.pdf", data=report().signed), VerificationTask("other.pdf", data=b"hello")]
    with Verifier(Setting(trust(), LATER), limits=ChildLimits(seconds=0.0)) as verifier:
        verdicts = dict(verifier.verify(tasks))
    assert verdicts[0].kind is VerdictKind.UNVERIFIABLE
    assert "longer than 0 seconds" in verdicts[0].reason.text("en")
    assert verdicts[1].kind is VerdictKind.UNVERIFIABLE


def test_a_file_that_takes_too_much_memory_is_unverifiable() -> None:
    """The limit is the child's, and this process goes on."""
    with Verifier(Setting(trust(), LATER), limits=ChildLimits(memory_mb=90)) as verifier:
        verdicts = dict(verifier.verify([VerificationTask("large.pdf", data=report().signed + bytes(60_000_000))]))
    assert verdicts[0].kind is VerdictKind.UNVERIFIABLE


def test_verification_can_be_stopped() -> None:
    """At once, and no process stays behind."""
    with Verifier(Setting(trust(), LATER)) as verifier, pytest.raises(Cancelled):
        list(verifier.verify([VerificationTask("x.pdf", data=report().signed)], cancelled=lambda: True))


def test_a_child_that_dies_costs_one_file() -> None:
    """The file gets its verdict, and the next one a new child."""
    tasks = [VerificationTask("0.pdf", data=report().signed), VerificationTask("1.pdf", data=report().signed)]
    kinds = []
    with Verifier(Setting(trust(), LATER)) as verifier:
        for _, verdict in verifier.verify(tasks):
            kinds.append(verdict.kind)
            if len(kinds) == 1:
                verifier.children()[0].kill()
    assert kinds[0] is VerdictKind.VALID
    assert kinds[1] in (VerdictKind.VALID, VerdictKind.UNVERIFIABLE)


def test_a_child_makes_room_for_a_fresh_one() -> None:
    """After so many files, between two of them: every file gets its own verdict all the same."""
    tasks = [VerificationTask(f"{number}.pdf", data=b"hello") for number in range(4)] + [
        VerificationTask("4.pdf", data=report().signed)
    ]
    seen: set[int | None] = set()
    kinds = {}
    with Verifier(Setting(trust(), LATER), most_files=2) as verifier:
        for index, verdict in verifier.verify(tasks):
            kinds[index] = verdict.kind.value
            seen |= {child.pid for child in verifier.children()}
            assert len(verifier.children()) <= 1
    assert [kinds[index] for index in range(5)] == ["unverifiable"] * 4 + ["valid"]
    assert len(seen) == 3


def test_a_child_of_a_large_program_is_not_large_itself() -> None:
    """What the window needs does not count: the child stays for the next file."""
    held = b"x" * 400_000_000
    with Verifier(Setting(trust(), LATER)) as verifier:
        list(verifier.verify([VerificationTask("x.pdf", data=b"hello")]))
        assert len(verifier.children()) == 1
    assert held
