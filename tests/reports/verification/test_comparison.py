"""As signed and as it is now, side by side."""

import io

import pikepdf
import pytest
from PIL import Image

from reports.verification import (
    Cancelled,
    ChildLimits,
    NothingToCompare,
    NotShown,
    PagePair,
    compare_pages,
    side_by_side,
)
from reports.verification.pages.comparison import Basis, signed_revision
from tests.reports.attacks import Target
from tests.reports.attacks.revisions import page_content_replaced, page_removed
from tests.reports.papers import report


@pytest.fixture(scope="module")
def target() -> Target:
    """The sample report in its three states."""
    paper = report()
    return Target(paper.unsigned, paper.signed, paper.countersigned)


def test_an_untouched_report_shows_no_difference() -> None:
    """On any page."""
    pairs = list(compare_pages(report().signed, "x.pdf", 0.5))
    assert pairs
    assert all(pair.differences == () for pair in pairs)


def test_a_countersignature_is_the_only_difference() -> None:
    """Framed on the page with the boxes."""
    changed = [pair for pair in compare_pages(report().countersigned, "x.pdf", 0.5) if pair.differences]
    assert len(changed) == 1
    assert all(right - left < 0.6 for left, _, right, _ in changed[0].differences)


def test_a_swapped_page_is_marked(target: Target) -> None:
    """As signed at the left, as now at the right, framed in red."""
    pair = next(iter(compare_pages(page_content_replaced(target), "x.pdf", 0.5)))
    assert pair.differences
    signed, now = (Image.open(io.BytesIO(png)) for png in (pair.signed_png, pair.now_png))
    assert signed.size == now.size
    assert any(colour == (200, 0, 0) for _, colour in now.getcolors(1 << 24) or [])


def test_a_page_that_is_gone_is_shown_as_missing(target: Target) -> None:
    """The signed one stands alone."""
    *_, last = compare_pages(page_removed(target), "x.pdf", 0.3)
    assert last.signed_png
    assert last.now_png == b""
    assert last.differences == ((0.0, 0.0, 1.0, 1.0),)


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7 /ByteRange [0 1 2 3]"])
def test_what_was_never_signed_cannot_be_compared(data: bytes) -> None:
    """With its sentence."""
    with pytest.raises(NothingToCompare):
        list(compare_pages(data, "x.pdf"))


def test_pages_are_drawn_in_a_process_of_their_own(target: Target) -> None:
    """Each is handed over as soon as it is drawn, and all are what drawing here gives."""
    handed_over: list[PagePair] = []
    evil = page_removed(target)
    pairs = side_by_side(evil, "x.pdf", scale=0.2, on_page=handed_over.append)
    assert pairs == tuple(handed_over) == tuple(compare_pages(evil, "x.pdf", 0.2))


def test_drawing_that_fails_or_takes_too_long_shows_nothing() -> None:
    """The window says so and goes on."""
    with pytest.raises(NothingToCompare):
        side_by_side(b"hello", "x.pdf")
    with pytest.raises(NotShown, match="close other programs"):
        side_by_side(report().signed, "x.pdf", limits=ChildLimits(seconds=0.0))
    with pytest.raises(Cancelled):
        side_by_side(report().signed, "x.pdf", cancelled=lambda: True)


def _saved_again(box: bytes = b"") -> bytes:
    """The report as another program saves it, with a white box over its first page."""
    with pikepdf.open(io.BytesIO(report().signed)) as document:
        if box:
            document.pages[0].contents_add(box)
        written = io.BytesIO()
        document.save(written)
    return written.getvalue()


@pytest.mark.parametrize("box", [b"", b"q 1 1 1 rg 60 300 400 300 re f Q"], ids=["saved again", "white box"])
def test_a_file_without_its_signed_version_is_compared_with_its_data(box: bytes) -> None:
    """Nobody calls that "as signed"; what was painted over is framed."""
    pairs = list(compare_pages(_saved_again(box), "x.pdf", 0.4))
    assert {pair.basis for pair in pairs} == {Basis.DATA}
    assert bool(pairs[0].differences) == bool(box)


def test_a_file_cut_short_has_no_signed_version() -> None:
    """Where nothing can be drawn, it is said."""
    cut = report().signed[: len(report().signed) // 2]
    try:
        assert {pair.basis for pair in compare_pages(cut, "x.pdf", 0.2)} <= {Basis.DATA}
    except NothingToCompare:
        assert signed_revision(cut) is None
