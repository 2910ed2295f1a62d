"""What leaves the program on paper: the guide as a file, and pages on a printer (one that writes a file)."""

import re
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.language import LANGUAGES, Language
from tests.reports.pdf.pages import page_texts
from tests.reports.sample import unsigned_report
from tests.ui.conftest import MakeWindow
from ui.handing_on.printing import print_pdf
from ui.help.contents import TOPICS, page_text
from ui.help.guide import write_pages, write_pdf
from ui.help.page import HelpPage


def file_printer(path: Path, first: int = 0, last: int = 0) -> QPrinter:
    """A printer whose paper is a file."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    if first:
        printer.setFromTo(first, last)
    return printer


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_names_the_page_of_every_topic(qapp: QApplication, tmp_path: Path, language: Language) -> None:
    """The list of contents holds each topic with the page on which its heading stands."""
    write_pdf(tmp_path / "guide.pdf", language)
    texts = page_texts((tmp_path / "guide.pdf").read_bytes())
    contents = texts[0].splitlines()[3 : 3 + len(TOPICS)]
    for topic, line in zip(TOPICS, contents, strict=True):
        heading = page_text(topic.id, language).splitlines()[0].removeprefix("# ")
        assert " ".join(texts[int(line.split()[-1]) - 1].split()).startswith(heading)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_searches_the_guide_finds_its_characters(
    qapp: QApplication, tmp_path: Path, language: Language
) -> None:
    """No character is written as the radical that is drawn like it."""
    write_pdf(tmp_path / "guide.pdf", language)
    text = "".join(page_texts((tmp_path / "guide.pdf").read_bytes()))
    assert [character for character in text if "\u2e80" <= character <= "\u2fdf"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_shows_the_pages_of_the_window(qapp: QApplication, tmp_path: Path, language: Language) -> None:
    """Each page of the window that has a topic is pictured once, and whole, within the paper's margins."""
    write_pdf(tmp_path / "guide.pdf", language)
    with pikepdf.open(tmp_path / "guide.pdf") as pdf:
        pictures = [name for page in pdf.pages for name in page.get_images()]
    assert len(pictures) == 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_is_also_pages_that_lead_to_each_other(
    qapp: QApplication, tmp_path: Path, language: Language
) -> None:
    """Every help page becomes a web page; no link leads to a Markdown file."""
    write_pages(tmp_path, language)
    for topic in TOPICS:
        page = (tmp_path / f"{topic.id}.html").read_text(encoding="utf-8")
        assert ".md" not in page
        assert all((tmp_path / name).is_file() for name in re.findall(r'src="([^"]+)"', page))


def test_the_help_page_saves_the_guide(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """The button's work writes a PDF and says so."""
    window = make_window()
    window.open_page("help")
    page = window.page("help")
    assert isinstance(page, HelpPage)
    with qtbot.waitSignal(page.told):
        page.write_guide(tmp_path / "guide.pdf")
    assert (tmp_path / "guide.pdf").read_bytes().startswith(b"%PDF")


def test_printed_pages_look_like_those_of_the_file(qapp: QApplication, tmp_path: Path) -> None:
    """Each page fills its sheet; a chosen range prints those pages only."""
    pdf = unsigned_report()
    print_pdf(pdf, file_printer(tmp_path / "some.pdf", 2, 3))
    printed = pypdfium2.PdfDocument(tmp_path / "some.pdf")
    theirs = pypdfium2.PdfDocument(pdf)
    assert len(printed) == 2
    for sheet, page in zip(printed, (theirs[1], theirs[2]), strict=True):
        ours, expected = (_grey(one_page) for one_page in (sheet, page))
        assert sum(abs(a - b) for a, b in zip(ours, expected, strict=True)) / len(ours) < 6


def _grey(page: pypdfium2.PdfPage) -> bytes:
    return bytes(page.render(scale=1).to_pil().convert("L").resize((60, 85), Image.Resampling.BOX).tobytes())
