"""Parts of the open case go out and come back in the window; differences are chosen one by one; old answers are confirmed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId
from tests.models.sharing.parts import put
from tests.ui.conftest import Dialogs, MakeWindow, drop
from tests.ui.looking import page_of, there
from tests.ui.test_main_job import open_sample
from ui import tasks
from ui.main_window import MainWindow
from ui.sharing.page import SharingPage
from ui.start.page import StartPage
from ui.wizard.page import WizardPage

NAME, STAFF = AnswerId("enterprise.name"), AnswerId("enterprise.staff")
CITY = AnswerId("enterprise.city")


@pytest.fixture(params=["zh", "en"])
def sharing(make_window: MakeWindow, qtbot: QtBot, request: pytest.FixtureRequest) -> tuple[MainWindow, SharingPage]:
    """The sharing page over the sample factory, in either language."""
    window = make_window(None, request.param)
    open_sample(window, qtbot)
    window.open_page("sharing")
    return window, page_of(window, "sharing", SharingPage)


def fill_in(path: Path, changes: dict[str, object]) -> None:
    """Fills in a workbook as a colleague would, whatever its language."""
    book = load_workbook(path)
    heading = str(next(cell.value for cell in book.worksheets[1][1] if cell.value in ("回答", "Answer")))
    for answer, value in changes.items():
        put(answer, value, heading)(book)
    book.save(path)


def test_differences_are_chosen_side_by_side(
    sharing: tuple[MainWindow, SharingPage],
    qtbot: QtBot,
    dialogs: Dialogs,
    tmp_path: Path,
    picture: Callable[[MainWindow, str], Path],
) -> None:
    """What only the colleague changed is taken; of two differences one is taken as chosen, the other stays."""
    window, page = sharing
    session = window.session
    path = tmp_path / "part.xlsx"
    page.handing_out.sections["enterprise"].setChecked(True)
    page.handing_out.meant_for.setText("张工")
    dialogs.answers.append(path)
    page.handing_out.workbook.click()
    qtbot.waitUntil(lambda: path.exists() and tasks.idle())
    fill_in(path, {STAFF: 99, NAME: "新名", CITY: "宁波市"})
    session.answer({STAFF: 77, CITY: "无锡市"})
    qtbot.waitUntil(lambda: session.settled and tasks.idle())
    drop(page.taking_in, path)
    qtbot.waitUntil(lambda: page.taking_in.met is not None)
    assert set(page.taking_in.choices) == {STAFF, CITY}
    here, in_file = page.taking_in.choices[STAFF]
    assert here.isChecked()
    assert "77" in here.text()
    assert "99" in in_file.text()
    in_file.setChecked(True)
    picture(window, "sharing-conflicts")
    page.taking_in.take.click()
    qtbot.waitUntil(lambda: page.taking_in.met is None and tasks.idle())
    after = there(session.assessment)
    assert [after.get(answer) for answer in (STAFF, CITY, NAME)] == [99, "无锡市", "新名"]
    session.undo()
    qtbot.waitUntil(lambda: there(session.assessment).get(NAME) != "新名")
    assert there(session.assessment).get(STAFF) == 77


def test_a_file_that_is_no_part_is_refused_and_changes_nothing(
    sharing: tuple[MainWindow, SharingPage], qtbot: QtBot, tmp_path: Path
) -> None:
    """A sentence in the bar above the page."""
    window, page = sharing
    before = window.session.assessment
    path = tmp_path / "none.xlsx"
    path.write_bytes(b"PK nothing")
    with qtbot.waitSignal(page.failed):
        page.taking_in.read(path)
    assert page.taking_in.met is None
    assert window.session.assessment is before


def test_old_answers_are_confirmed_by_one_key_or_a_section_at_once(
    sharing: tuple[MainWindow, SharingPage], qtbot: QtBot, picture: Callable[[MainWindow, str], Path]
) -> None:
    """In the next version; what is confirmed stays so when the page is opened again, what was changed is not asked."""
    window, page = sharing
    session = window.session
    case = there(session.assessment).case_number
    assert page.still_true.isHidden()
    session.take_over(lambda workspace: (workspace.freeze(case, "x"), workspace.new_version(case, "y"))[1])
    qtbot.waitUntil(lambda: bool(page.still_true.left()))
    whole = page.still_true.left()
    session.answer({STAFF: 77})
    qtbot.waitUntil(lambda: STAFF not in page.still_true.left()["enterprise"])
    picture(window, "sharing-still-true")
    page.still_true.list.setFocus()
    QTest.keyClick(page.still_true.list, Qt.Key.Key_Y)
    assert len(page.still_true.left()["enterprise"]) == len(whole["enterprise"]) - 2
    page.still_true.all_true.click()
    assert "enterprise" not in page.still_true.left()
    assert "scenarios" in page.still_true.left()
    assert page.take_back()
    assert len(page.still_true.left()["enterprise"]) == len(whole["enterprise"]) - 2
    page.still_true.all_true.click()
    session.open_case(case)
    qtbot.waitUntil(lambda: bool(page.still_true.left()) and tasks.idle())
    assert "enterprise" not in page.still_true.left()


def test_a_part_file_becomes_a_colleague_s_case_and_goes_back(
    sharing: tuple[MainWindow, SharingPage],
    make_window: MakeWindow,
    qtbot: QtBot,
    tmp_path: Path,
    picture: Callable[[MainWindow, str], Path],
) -> None:
    """Only its questions are shown there, and sending it back is what is left; that holds only what was changed."""
    window, page = sharing
    out, back = tmp_path / "out.json", tmp_path / "back.json"
    page.handing_out.sections["enterprise"].setChecked(True)
    page.handing_out.write(out)
    qtbot.waitUntil(lambda: out.exists() and tasks.idle())
    theirs = make_window(tmp_path / "colleague")
    start = page_of(theirs, "cases", StartPage)
    start.import_file(out)
    qtbot.waitUntil(lambda: theirs.session.assessment is not None and tasks.idle())
    wizard = page_of(theirs, "fill", WizardPage)
    assert wizard.sections.topLevelItemCount() == 1
    assert [name for name in ("fill", "sharing", "results", "report") if theirs.rail.shows(name)] == ["fill", "sharing"]
    theirs.open_page("results")
    assert theirs.current_page == "fill"
    assert not wizard.hour_button.isVisible()
    theirs.open_page("sharing")
    theirs.session.answer({STAFF: 99})
    qtbot.waitUntil(lambda: theirs.session.settled and tasks.idle())
    own = page_of(theirs, "sharing", SharingPage).handing_out
    assert own.send_back.isVisible()
    assert not own.workbook.isVisible()
    picture(theirs, "sharing-part")
    own.write_back(back)
    qtbot.waitUntil(lambda: back.exists() and tasks.idle())
    page_of(window, "cases", StartPage).import_file(back)
    qtbot.waitUntil(lambda: page.taking_in.met is not None)
    assert [change.answer for change in there(page.taking_in.met).merged.changed] == [STAFF]
