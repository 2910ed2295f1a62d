"""The operators of a page are those that reportlab's canvas would write."""

import io
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.rl_accel import fp_str
from reportlab.pdfgen.canvas import Canvas

from reports.pdf.face import FONT_NAMES, faces, font
from reports.pdf.operators import Letters, circle, number, painted, path, pen
from reports.style import ACCENT, INK
from reports.typeface import drawable

PLACES = st.floats(-9999, 9999, allow_nan=False) | st.integers(-9999, 9999)
TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=60)


def canvas() -> Any:
    """An empty page of reportlab."""
    for face in FONT_NAMES:
        font(face)
    return Canvas(io.BytesIO(), invariant=1, pageCompression=0, initialFontName=FONT_NAMES["regular"])


@given(PLACES)
@settings(max_examples=2000)
def test_numbers_are_written_as_reportlab_writes_them(value: float) -> None:
    """One spelling for a number, or a report drawn by another edition would have other bytes."""
    assert number(value) == fp_str(value)


@given(st.lists(st.tuples(TEXTS, st.sampled_from(["regular", "bold"])), max_size=8))
@settings(max_examples=60)
def test_letters_stand_in_the_same_subsets_as_reportlab_would_put_them(texts: list[tuple[str, Any]]) -> None:
    """Each character gets the font, the subset and the code that reportlab's own text object gives it."""
    ours, theirs = canvas(), canvas()
    letters = Letters(ours)
    for raw, weight in texts:
        text, _ = drawable(raw.replace("\n", " "))
        written = theirs.beginText()
        for face, run in _runs(text, weight):
            written.setFont(FONT_NAMES[face], 9.5)
            written.textOut(run)
        expected = written.getCode().removeprefix("BT 1 0 0 1 0 0 Tm").removesuffix("ET").strip()
        assert letters.shown(text, weight, 9.5) == expected


def _runs(text: str, weight: Any) -> list[tuple[Any, str]]:
    """A text cut where another face begins."""
    runs: list[tuple[Any, str]] = []
    for character in text:
        face = faces(weight)[character]
        if runs and runs[-1][0] == face:
            runs[-1] = (face, runs[-1][1] + character)
        else:
            runs.append((face, character))
    return runs


def test_shapes_are_written_as_reportlab_writes_them() -> None:
    """A dashed line, a filled polygon and a circle, operator for operator."""
    theirs = canvas()
    before = len(theirs._code)
    line = theirs.beginPath()
    line.moveTo(10.25, 20)
    line.lineTo(30.125, 1 / 3)
    line.close()
    theirs.setFillColorRGB(*INK)
    theirs.setStrokeColorRGB(*ACCENT)
    theirs.setLineWidth(0.6)
    theirs.setDash([2, 2.5])
    theirs.drawPath(line, stroke=1, fill=1)
    theirs.circle(100.5, 200.25, 3.8, stroke=0, fill=1)
    ours = pen(INK, ACCENT, 0.6, "2 2.5")
    ours += [path([(10.25, 20), (30.125, 1 / 3)], closed=True), painted(stroke=True, fill=True)]
    ours += [*circle(100.5, 200.25, 3.8), painted(stroke=False, fill=True)]
    assert ours == theirs._code[before:]
