"""The letter with a signed paper: only what is sound goes in, and what went in is read back."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from models.assessment import Digest, Evidence
from reports.acts.letter import NotToBeMailed, compose, letter, with_evidence, write_letter
from reports.mail import check_bundle
from reports.verification import Verdict, VerdictKind
from reports.verification.verdict import NOT_OURS
from tests.reports import papers

PHOTO = b"a photo" * 200_000
EVIDENCE = Evidence(Digest(hashlib.sha256(PHOTO).hexdigest()), "机床.jpg", "image/jpeg", len(PHOTO))
TO = ["office@example.cn"]


def verdict() -> Verdict:
    """Over the signed sample report."""
    return replace(papers.verdict(papers.report().signed), name="report.pdf")


def test_a_file_that_is_not_ours_gets_no_letter() -> None:
    """Nothing but a sound, signed file goes into an e-mail."""
    other = Verdict("other.pdf", VerdictKind.UNVERIFIABLE, NOT_OURS)
    with pytest.raises(NotToBeMailed, match=r"other\.pdf"):
        letter(b"%PDF-", other, TO)


def test_another_file_than_the_one_that_was_verified_gets_no_letter() -> None:
    """The verdict is over other bytes: they are not sent as if it spoke of them."""
    with pytest.raises(NotToBeMailed):
        letter(papers.report().signed + b"\n", verdict(), TO)


@pytest.mark.parametrize(("limit_mb", "separate"), [(10, False), (1, True)])
def test_evidence_goes_in_the_letter_or_beside_it(tmp_path: Path, limit_mb: int, separate: bool) -> None:
    """Where it does not fit, the archive lies beside the draft, complete, and the letter names it."""
    data = papers.report().signed
    whole = with_evidence(letter(data, verdict(), TO), [(EVIDENCE, PHOTO)])
    composed = compose(whole, papers.NOW, "zh", limit_mb)
    place = write_letter(composed, tmp_path / "mail.eml")
    assert (place is not None) == separate
    assert (tmp_path / "mail.eml").read_bytes() == composed.draft.eml
    if place is not None:
        assert place == tmp_path / "report-evidence.zip"
        assert check_bundle(place, [hashlib.sha256(data).hexdigest()], {EVIDENCE.digest: EVIDENCE.name}).complete
