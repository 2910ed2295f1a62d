"""The golden report at three depths: what it says, the text that a reader extracts, a few pages as pixels."""

import lzma

import pytest
from PIL import Image, ImageChops, ImageStat

from models.language import LANGUAGES, Language
from reports.content import content_of
from reports.payload import canonical, read_payload
from reports.pdf import signature_boxes
from tests.reports.golden.golden import FOLDER, PAYLOAD, PIXEL_PAGES, extracted, golden_content, picture, told
from tests.reports.papers import report
from tests.reports.pdf.pages import pixels
from tests.reports.sample import report_payload


def test_a_payload_of_the_first_schema_is_still_read() -> None:
    """A report that was written with schema 1 stays readable, byte for byte."""
    attached = lzma.decompress(PAYLOAD.read_bytes())
    assert canonical(read_payload(attached)) == attached


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_golden_report_says_what_it_said(language: Language) -> None:
    """The same data gives the same sentences, tables and figures."""
    assert told(golden_content(), language) == (FOLDER / f"content-{language}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_golden_pages_have_the_same_text(language: Language) -> None:
    """Summary, statement and verification page are extracted as before."""
    assert extracted(language) == (FOLDER / f"text-{language}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PIXEL_PAGES)
def test_the_golden_pages_look_the_same(page: int) -> None:
    """Cover, summary and statement look as before; another renderer may smooth edges a little differently."""
    with Image.open(FOLDER / f"page{page}.png") as expected:
        now = picture(page)
        assert now.size == expected.size
        difference = ImageChops.difference(now, expected.convert("L"))
    assert ImageStat.Stat(difference).mean[0] < 0.6


@pytest.mark.parametrize("page", PIXEL_PAGES)
def test_the_summary_prints_without_greys(page: int) -> None:
    """Nothing stands on a tint, which a printer without greys would set as dots between the letters."""
    counts = picture(page, scale=2.0).histogram()
    assert max(counts[80:254]) / sum(counts) < 0.005


def test_the_printed_summary_shows_who_signed() -> None:
    """On the fourth page, in the boxes of those who signed and in no other, there is black on white; others stay empty."""
    paper = report()
    boxes = {box.field: box.box for box in signature_boxes(content_of(report_payload()), "zh")}
    width, height, values = pixels(paper.countersigned, 3, scale=2.0)
    page = Image.frombytes("L", (width, height), values).point(lambda value: 0 if value < 128 else 255)
    for field, (left, bottom, right, top) in boxes.items():
        inside = (left * 2 + 6, height - top * 2 + 6, right * 2 - 6, height - bottom * 2 - 6)
        west, north, east, south = map(round, inside)
        black = page.crop((west, north, east, south)).histogram()[0]
        assert (black > 1000) == (field in ("manager", "assessor1"))
