"""Every character is drawn by some typeface, draws nothing, or is told."""

import io
import lzma

import pytest
from reportlab.pdfbase.ttfonts import TTFontFile

import resources
from reports.typeface import RARE, REGULAR, RESERVE, drawable, face_of, not_drawn


@pytest.mark.parametrize(
    ("character", "face"),
    [
        ("厂", REGULAR),
        ("㛃", RARE),
        ("𠮷", RESERVE),
        ("𪚥", RESERVE),
        ("𬱖", RARE),
        ("Š", RESERVE),
        ("😀", ""),
        ("한", ""),
    ],
)
def test_the_first_typeface_that_has_a_character_draws_it(character: str, face: str) -> None:
    """The report's own face before the reserve."""
    assert face_of(character) == face


def test_the_list_of_the_reserve_is_what_it_has() -> None:
    """The list says without unpacking what the typeface can draw: every character, and no other."""
    file = TTFontFile(io.BytesIO(lzma.decompress(resources.path(RESERVE).read_bytes())))
    present = set(file.charToGlyph)
    assert len(present) > 60_000
    runs = resources.path("fonts/ZhijieReserve.txt").read_text("ascii").split()
    listed = {code for run in runs for code in range(int(run.split("-")[0], 16), int(run.split("-")[1], 16) + 1)}
    assert listed == present


def test_what_draws_nothing_is_left_out_and_is_not_told() -> None:
    """Variation selectors, joiners and marks of direction have no shape of their own."""
    assert drawable("葛\U000e0100城\ufe0f\u200b\u200d\u2060\ufeff\u202e") == ("葛城", frozenset())
    assert not_drawn("葛\U000e0100城\ufe0f\u200b") == ()


def test_what_no_typeface_has_is_told_once() -> None:
    """In the order of the text."""
    assert not_drawn("한글 A😀한") == ("한", "글", "😀")
