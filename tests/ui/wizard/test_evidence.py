"""Evidence in the window: pasted, used again, dated, looked at, and whatever a careless or hostile file can be."""

import struct
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId, Assessment, Digest, Evidence
from tests.ui.conftest import drop
from tests.ui.looking import living, there
from ui import tasks
from ui.main_window import MainWindow
from ui.report.content.checklist import checks
from ui.widgets.files.thumbnail import thumbnail
from ui.wizard.cards.card import CardView
from ui.wizard.cards.evidence import EvidenceStrip, last_day
from ui.wizard.page import WizardPage

PROOF = AnswerId("scenarios.SC10.evidence")
OTHER = AnswerId("scenarios.SC11.evidence")
Picture = Callable[[MainWindow, str], Path]


@pytest.fixture(name="wizard")
def fixture_wizard(wizard: WizardPage, window: MainWindow) -> WizardPage:
    """The wizard over a new case, at the scenario whose proof is filed."""
    window.open_page("fill", PROOF)
    return wizard


def strip(wizard: WizardPage) -> EvidenceStrip:
    """The files of the card that is open."""
    return there(wizard.card).strips[0]


def kept(wizard: WizardPage, qtbot: QtBot) -> Assessment:
    """The version as the disk has it."""
    qtbot.waitUntil(tasks.idle)
    case = there(wizard.session.assessment).case_number
    return there(wizard.session.workspace).load(case)


def files(wizard: WizardPage, qtbot: QtBot, answer: AnswerId = PROOF) -> list[Evidence]:
    """The files behind an answer, as the disk has them."""
    loaded = kept(wizard, qtbot)
    listed = loaded.get(answer)
    return [loaded.evidence[Digest(digest)] for digest in listed] if isinstance(listed, tuple) else []


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims a picture of any size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def test_a_pasted_screenshot_becomes_png_evidence(wizard: WizardPage, qtbot: QtBot) -> None:
    """Ctrl+V takes the picture in the clipboard as a PNG named by the time, and it is on the disk."""
    shot = QImage(40, 30, QImage.Format.Format_RGB32)
    shot.fill(QColor("teal"))
    QGuiApplication.clipboard().setImage(shot)
    with qtbot.waitSignal(wizard.session.saved):
        QTest.keyClick(there(wizard.card), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    (item,) = files(wizard, qtbot)
    assert (item.media_type, item.name[:11]) == ("image/png", "screenshot-")
    data = there(wizard.session.workspace).evidence_bytes(item.digest)
    assert QImage.fromData(data).pixelColor(5, 5) == QColor("teal")


def test_a_copied_file_is_pasted_as_that_file(wizard: WizardPage, qtbot: QtBot, tmp_path: Path) -> None:
    """What was copied in the file manager is filed under its own name."""
    copied = tmp_path / "验收单.txt"
    copied.write_text("ok", "utf-8")
    clip = QMimeData()
    clip.setUrls([QUrl.fromLocalFile(str(copied))])
    QGuiApplication.clipboard().setMimeData(clip)
    with qtbot.waitSignal(wizard.session.saved):
        strip(wizard).paste_button.click()
    assert [item.name for item in files(wizard, qtbot)] == ["验收单.txt"]


def test_one_file_stands_behind_several_answers(
    wizard: WizardPage, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    """A file of the case is chosen from a list for another answer; it is kept once, and undo takes it off again."""
    photo = tmp_path / "看板.txt"
    photo.write_text("board", "utf-8")
    with qtbot.waitSignal(wizard.session.saved):
        drop(there(wizard.card), photo)
    window.open_page("fill", OTHER)
    (action,) = strip(wizard).menu.actions()
    assert action.text() == "看板.txt"
    action.trigger()
    assert [item.name for item in files(wizard, qtbot, OTHER)] == ["看板.txt"]
    assert len(kept(wizard, qtbot).evidence) == 1
    wizard.session.undo()
    assert files(wizard, qtbot, OTHER) == []


def test_evidence_says_until_when_it_holds_and_warns(
    wizard: WizardPage, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    """A month is its last day; what has expired is said beside the file and in the list before signing."""
    paper = tmp_path / "certificate.txt"
    paper.write_text("valid", "utf-8")
    with qtbot.waitSignal(wizard.session.saved):
        drop(there(wizard.card), paper)
    (item,) = files(wizard, qtbot)
    strip(wizard).dated.emit(item.digest, last_day("2020-02"))
    (dated,) = files(wizard, qtbot)
    assert dated.valid_until == "2020-02-29"
    assert dated.has_expired(date(2020, 3, 1))
    assert not dated.has_expired(date(2020, 2, 29))
    assert any("expired on 2020-02-29" in shown.text() for shown in living(strip(wizard), QLabel))
    lines = checks(there(window.session.evaluation))
    assert any(line.text == "Evidence that has expired: 1" and not line.good for line in lines)


def test_the_field_for_the_last_day_reads_dates_as_everywhere(wizard: WizardPage, qtbot: QtBot, tmp_path: Path) -> None:
    """The link opens a field; a year that is typed becomes its last day on the disk."""
    paper = tmp_path / "report.txt"
    paper.write_text("valid", "utf-8")
    with qtbot.waitSignal(wizard.session.saved):
        drop(there(wizard.card), paper)
    (item,) = files(wizard, qtbot)
    (link,) = [
        button for button in living(strip(wizard), type(strip(wizard).paste_button)) if button.text() == "Valid until…"
    ]
    link.click()
    field = strip(wizard).validity[item.digest]
    QTest.keyClicks(field.line, "2031")
    with qtbot.waitSignal(wizard.session.saved):
        field.hand_over()
    assert files(wizard, qtbot)[0].valid_until == "2031-12-31"


def test_pictures_are_shown_small(
    wizard: WizardPage, window: MainWindow, qtbot: QtBot, tmp_path: Path, picture: Picture
) -> None:
    """A photo has a thumbnail beside its name."""
    photo = tmp_path / "现场.png"
    image = QImage(800, 600, QImage.Format.Format_RGB32)
    image.fill(QColor("orange"))
    assert image.save(str(photo))
    with qtbot.waitSignal(wizard.session.filing.pictured):
        drop(there(wizard.card), photo)
    places = [shown for shown in living(strip(wizard), QLabel) if shown.pixmap().width() > 30]
    assert places
    assert places[0].pixmap().toImage().pixelColor(5, 5) == QColor("orange")
    picture(window, "fill-evidence")


@pytest.mark.parametrize(
    "data",
    [bomb(60_000, 60_000), bomb(2**31 - 1, 1), b"not a picture", b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>"],
    ids=["pixels", "width", "text", "empty", "svg"],
)
def test_what_claims_too_much_is_not_decoded(data: bytes) -> None:
    """A picture bomb, a drawing that could hold a script and what is no picture have no thumbnail."""
    assert thumbnail(data) is None


def test_a_bomb_is_kept_and_the_window_goes_on(wizard: WizardPage, qtbot: QtBot, tmp_path: Path) -> None:
    """A picture bomb is filed byte by byte as it came; nobody decodes it."""
    sly = tmp_path / "photo.png"
    sly.write_bytes(bomb(60_000, 60_000))
    with qtbot.waitSignal(wizard.session.saved):
        drop(there(wizard.card), sly)
    (item,) = files(wizard, qtbot)
    assert there(wizard.session.workspace).evidence_bytes(item.digest) == sly.read_bytes()


def test_a_huge_photo_is_refused_in_one_sentence_and_the_others_are_kept(
    wizard: WizardPage, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    """A “photo” of 2 GB is named with the limit; the good file that was dropped with it is there."""
    huge, good = tmp_path / "huge.jpg", tmp_path / "good.jpg"
    with huge.open("wb") as file:
        file.truncate(2 << 30)
    good.write_bytes(b"a photo")
    with qtbot.waitSignal(wizard.session.failed) as failed:
        drop(there(wizard.card), huge, good)
    (problem,) = there(failed.args)
    said = problem.sentence.text("en")
    assert "huge.jpg" in said
    assert "100 MB" in said
    assert [item.name for item in files(wizard, qtbot)] == ["good.jpg"]
    shown = there(wizard.session.assessment).get(PROOF)
    assert isinstance(shown, tuple)
    assert len(shown) == 1


def test_a_pdf_with_a_script_is_kept_and_never_opened_by_us(wizard: WizardPage, qtbot: QtBot, tmp_path: Path) -> None:
    """The bytes are kept as they are, as a PDF; no picture is made of it."""
    paper = tmp_path / "合同.pdf"
    paper.write_bytes(b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF")
    with qtbot.waitSignal(wizard.session.saved):
        drop(there(wizard.card), paper)
    (item,) = files(wizard, qtbot)
    assert item.media_type == "application/pdf"
    assert there(wizard.session.workspace).evidence_bytes(item.digest) == paper.read_bytes()
    assert thumbnail(paper.read_bytes()) is None


def test_names_of_any_letters_and_length_are_kept(wizard: WizardPage, qtbot: QtBot, tmp_path: Path) -> None:
    """A path of 250 characters with emoji, and the longest name that the system has, are filed under their names."""
    folder = tmp_path / ("厂房📷" * 10) / ("x" * 120)
    folder.mkdir(parents=True)
    emoji, long = folder / "🏭 车间 📷.jpg", folder / ("照" * 80 + ".jpg")
    for path in (emoji, long):
        path.write_bytes(path.name.encode())
    with qtbot.waitSignal(wizard.session.saved):
        drop(there(wizard.card), emoji, long)
    assert {item.name for item in files(wizard, qtbot)} == {emoji.name, long.name}
    assert isinstance(wizard.card, CardView)
