"""The window around the pages: start, language, frame, search, tour, failures."""

import errno
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId
from models.errors import NoFileHandle, UnreadableFile
from models.figures import yuan
from models.language import sentence
from models.planner import cheapest_first
from models.rulebook import TierId
from tests import PATIENCE_S, ROOT
from tests.ui.conftest import MakeWindow
from tests.ui.looking import living, only, page_of, there
from ui import language, tasks
from ui.errors import CrashWindow, crash_details, show_crash
from ui.frame.search import Search, find, things
from ui.help.contents import TOPICS
from ui.help.page import HelpPage
from ui.language import current, words
from ui.main_window import MainWindow
from ui.page import ScrolledContent
from ui.pages import ENTRIES
from ui.results.page import ResultsPage
from ui.start.page import StartPage
from ui.style.sheet import GRID
from ui.widgets.basic import Button
from ui.wizard.page import WizardPage
from ui.words.subjects import grouped

Picture = Callable[[MainWindow, str], Path]


def open_sample(window: MainWindow, qtbot: QtBot) -> None:
    """Opens the sample factory and puts the tour away."""
    page = window.page("cases")
    assert isinstance(page, StartPage)
    with qtbot.waitSignal(window.session.case_changed):
        page.open_sample()
    qtbot.waitUntil(lambda: window.current_page == "fill")
    tour = window.tour
    if tour is not None:
        tour.stop()


def test_the_first_run_offers_three_ways_to_begin(window: MainWindow, picture: Picture) -> None:
    """An empty data folder shows the three cards, and the rail names every page but the assessor's."""
    words = {button.text() for button in living(window.page("cases"), QPushButton) if button.isVisible()}
    assert {"Open the sample", "Begin", "Open a report"} <= words
    picture(window, "start-first-run")


def test_a_new_factory_is_begun_with_one_click(window: MainWindow, qtbot: QtBot) -> None:
    """“Start my factory” makes a case and opens its first question with the keyboard in its field."""
    page = window.page("cases")
    assert isinstance(page, StartPage)
    with qtbot.waitSignal(window.session.case_changed):
        page.begin()
    qtbot.waitUntil(lambda: window.current_page == "fill")
    wizard = window.page("fill")
    assert isinstance(wizard, WizardPage)
    assert wizard.card is not None
    assert AnswerId("enterprise.name") in wizard.card.fields
    assert len(window.session.cases) == 1


def test_the_tour_leads_over_every_page_of_the_way(window: MainWindow, qtbot: QtBot, picture: Picture) -> None:
    """Opening the sample begins the tour; it visits the pages in order and ends on request."""
    page = window.page("cases")
    assert isinstance(page, StartPage)
    with qtbot.waitSignal(window.session.case_changed):
        page.open_sample()
    qtbot.waitUntil(lambda: window.tour is not None and window.tour.isVisible())
    tour = window.tour
    assert tour is not None
    picture(window, "tour")
    seen = [window.current_page]
    while tour.isVisible():
        tour.next()
        if tour.isVisible():
            seen.append(window.current_page)
    assert seen == ["fill", "fill", "results", "roadmap", "report"]


def test_the_tour_follows_who_walks_ahead_of_it(window: MainWindow, qtbot: QtBot) -> None:
    """A page opened from the rail brings the tour to its stop there; it never explains another page than the one shown."""
    page = window.page("cases")
    assert isinstance(page, StartPage)
    with qtbot.waitSignal(window.session.case_changed):
        page.open_sample()
    qtbot.waitUntil(lambda: window.tour is not None and window.tour.isVisible())
    window.open_page("report")
    shown = [label.text() for label in living(there(window.tour), QLabel)]
    assert any(text.startswith("5 of 5") for text in shown)
    window.open_page("fill")
    shown = [label.text() for label in living(there(window.tour), QLabel)]
    assert any(text.startswith("1 of 5") for text in shown)


def test_the_result_ends_where_its_text_ends(window: MainWindow, qtbot: QtBot) -> None:
    """Below the last card of the result there is no blank screen, and a tall neighbour does not pull a card apart."""
    open_sample(window, qtbot)
    window.open_page("results")
    page = page_of(window, "results", ResultsPage)
    qtbot.waitUntil(tasks.idle)
    content = only(page, ScrolledContent)
    last = page._index_card
    qtbot.waitUntil(lambda: content.height() - last.geometry().bottom() < 6 * GRID)
    heading, first = (there(page._proof_card.column.itemAt(place)).geometry() for place in (0, 1))
    assert first.top() - heading.bottom() <= 2 * GRID


def test_a_page_without_a_case_says_what_will_be_there(window: MainWindow, picture: Picture) -> None:
    """Fill in, Result, Roadmap and Report explain themselves while no case is open."""
    for entry in ENTRIES:
        if entry.needs_case:
            window.open_page(entry.id)
            shown = [label.text() for label in living(there(window.stack.currentWidget()), QLabel)]
            assert language.tr(entry.explains) in shown
    picture(window, "page-without-a-case")


def test_the_whole_window_changes_its_language_at_once(window: MainWindow, qtbot: QtBot) -> None:
    """After the switch no English word of the frame, the start page or the wizard is left, and back."""
    open_sample(window, qtbot)
    window.open_page("fill", "scenarios.SC10.status")
    assert window.windowTitle().startswith("Zhijie")
    language.switch("zh")
    assert window.windowTitle() == "智阶 · 智能工厂自评"
    wizard = window.page("fill")
    assert isinstance(wizard, WizardPage)
    assert wizard.next.text() == "下一项"
    assert wizard.card is not None
    assert AnswerId("scenarios.SC10.status") in wizard.card.fields
    for button in living(window.rail, QPushButton):
        assert not button.accessibleName().isascii()
    language.switch("en")
    assert wizard.next.text() == "Next"


def words_of(window: MainWindow) -> set[tuple[str, str]]:
    """Everything that is written on the widgets of every page that was opened, or read aloud, each with its page."""
    spoken: set[tuple[str, str]] = set()
    for entry in ENTRIES:
        for widget in living(window.page(entry.id), QWidget):
            spoken |= {(entry.id, widget.accessibleName()), (entry.id, widget.toolTip())}
            if isinstance(widget, QLabel | QAbstractButton):
                spoken.add((entry.id, widget.text()))
            elif isinstance(widget, QLineEdit):
                spoken.add((entry.id, widget.placeholderText()))
            elif isinstance(widget, QComboBox):
                spoken |= {(entry.id, widget.itemText(place)) for place in range(widget.count())}
    return spoken


def test_no_widget_of_any_page_keeps_its_old_language(window: MainWindow, qtbot: QtBot) -> None:
    """Each part of a page that is open, shown or not, follows the switch."""
    open_sample(window, qtbot)
    for entry in ENTRIES:
        window.open_page(entry.id)
        qtbot.waitUntil(tasks.idle)
    english = words_of(window)
    language.switch("zh")
    qtbot.waitUntil(tasks.idle)
    chinese = words_of(window)
    fixed = {(page, text) for page, text in english if text and language.tr(text) != text}
    composed = {(page, text) for page, text in english if re.search(r"[A-Za-z]{2,} [a-z]{2,}", text)}
    assert len(fixed) > 100
    assert sorted((fixed | composed) & chinese) == []


@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_every_page_is_photographed_on_a_small_laptop(
    spoken: str, make_window: MakeWindow, qtbot: QtBot, picture: Picture
) -> None:
    """A picture of each page in both languages lies in the test output; nothing is wider than the window."""
    window = make_window(spoken=spoken)
    open_sample(window, qtbot)
    language.switch("zh" if spoken == "zh" else "en")
    for size in ((1366, 768), (1280, 720)):
        window.resize(*size)
        for entry in ENTRIES:
            window.open_page(entry.id)
            qtbot.waitUntil(window.isVisible)
            picture(window, entry.id if size[0] == 1366 else f"{entry.id}-1280")
            assert window.width() == size[0]
            for area in living(there(window.stack.currentWidget()), QScrollArea):
                assert not area.isVisible() or area.horizontalScrollBar().maximum() == 0, (entry.id, size)
    window.resize(1366, 768)
    for name, target in (
        ("fill-scenario", "scenarios.SC10.status"),
        ("fill-requirement", "requirements.BR1.answer"),
        ("fill-maturity", "maturity.P1.level1"),
        ("fill-indicator", "indicators.K01.after"),
        ("fill-money", "factory.money"),
        ("fill-systems", "systems"),
        ("fill-content", "content"),
        ("fill-recognition", "recognition"),
    ):
        window.open_page("fill", target)
        picture(window, name)


def test_search_finds_questions_scenarios_measures_and_help(window: MainWindow, qtbot: QtBot, picture: Picture) -> None:
    """A word finds what has it in either language; Enter leads to the question."""
    open_sample(window, qtbot)
    qtbot.waitUntil(lambda: window.session.catalogue is not None)
    everything = list(things(window.session))
    assert {hit.page for hit in everything} == {"cases", "fill", "digital", "results", "roadmap", "help"}
    assert any(hit.page == "fill" for hit in find(everything, "质量"))
    assert any(hit.page == "help" for hit in find(everything, "keyboard"))
    assert not find(everything, "no such thing at all")
    window.open_search()
    search = only(window, Search)
    assert search is not None
    QTest.keyClicks(search.field, "SC25")
    picture(window, "search")
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    assert window.current_page == "fill"
    wizard = window.page("fill")
    assert isinstance(wizard, WizardPage)
    assert wizard.card is not None
    assert wizard.card.plan.group == "SC25"


def test_search_finds_sections_and_forms_that_look_alike_without_an_open_case(window: MainWindow, qtbot: QtBot) -> None:
    """With no case open sections, scenarios and measures are found; full-width letters and radicals are the plain ones."""
    assert window.session.assessment is None
    window.open_search()
    search = only(window, Search)
    search.field.setText("ＳＣ２５")
    qtbot.waitUntil(lambda: bool(search.targets))
    search.field.setText("⼯⼚")  # radicals that look like the letters of the word
    assert bool(search.targets)
    search.field.setText("成熟度")
    qtbot.waitUntil(lambda: "maturity" in search.targets)


def test_a_link_of_the_ladder_leads_to_the_question(window: MainWindow, qtbot: QtBot) -> None:
    """What is still missing to the next tier is listed by name, and a click opens it."""
    open_sample(window, qtbot)
    ladder = window.ladder
    assert ladder is not None
    qtbot.waitUntil(lambda: bool(ladder.links))
    window.open_page("results")
    name, answer = next(iter(ladder.links.items()))
    assert name
    ladder.jump.emit(answer)
    wizard = window.page("fill")
    assert isinstance(wizard, WizardPage)
    assert wizard.card is not None
    assert AnswerId(answer) in {question.id for question in wizard.card.plan.questions}


def test_what_is_missing_shows_the_shortest_way_with_its_price(window: MainWindow, qtbot: QtBot) -> None:
    """The result page names the answers of the cheapest of the shortest ways, with the sum that the command line names too."""
    open_sample(window, qtbot)
    window.open_page("results")
    page = window.page("results")
    assert isinstance(page, ResultsPage)
    qtbot.waitUntil(lambda: page.missing.cheapest is not None)
    evaluation, catalogue, cheapest = window.session.evaluation, window.session.catalogue, page.missing.cheapest
    assert evaluation is not None
    assert catalogue is not None
    assert cheapest is not None
    assert cheapest == cheapest_first(evaluation, catalogue, TierId("basic"))[0]
    assert cheapest.cost_wan is not None
    shown = [label.text() for label in living(page.missing, QLabel)]
    assert any(words(yuan(cheapest.cost_wan)) in text for text in shown)
    assert len(living(page.missing, Button)) == len(grouped(cheapest.items, evaluation.rulebook))


def test_a_failed_action_is_told_in_the_bar_with_its_help_page(window: MainWindow, tmp_path: Path) -> None:
    """A file that cannot be read is named in the bar; no dialog opens, and Help leads to the page about it."""
    page = window.page("cases")
    assert isinstance(page, StartPage)
    page.import_file(tmp_path / "missing.json")
    assert window.banner.isVisible()
    assert "missing.json" in window.banner.text
    next(button for button in living(window.banner, QPushButton) if button.text() == "Help").click()
    assert window.current_page == "help"


def test_news_and_failures_of_a_page_appear_in_the_bar(window: MainWindow) -> None:
    """A page tells what it did, or what failed, and the window shows it."""
    window.page("cases").told.emit(sentence("Next"))
    assert window.banner.text == "Next"
    window.page("cases").fail(UnreadableFile(name="a.pdf", why="gone"))
    assert "a.pdf" in window.banner.text


def test_the_crash_window_holds_no_answers(qtbot: QtBot) -> None:
    """Its details name the exception and the lines of the program; neither the message nor any value is in them."""
    try:
        raise ValueError("the revenue is 12345678")
    except ValueError as problem:
        details = crash_details(type(problem), problem.__traceback__)
    assert "ValueError" in details
    assert "test_window.py" in details
    assert "12345678" not in details
    crash = CrashWindow(details)
    qtbot.addWidget(crash)
    crash.copy_button.click()
    assert crash.details == details


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_missing_file_handles_open_no_crash_window(qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> None:
    """What a page loads only when it is opened may find no handle: the sentence comes up, not a fault of the program."""
    try:
        raise ImportError(f"x.so: {os.strerror(errno.EMFILE)}")
    except ImportError as problem:
        show_crash(type(problem), problem, problem.__traceback__)
    box = QApplication.activeModalWidget() or QApplication.activeWindow()
    assert isinstance(box, QMessageBox)
    assert not isinstance(box, CrashWindow)
    assert box.text() == NoFileHandle().text(current())
    box.accept()
    assert "ImportError" in capsys.readouterr().err


def test_nothing_heavy_is_loaded_before_the_first_paint(tmp_path: Path) -> None:
    """At the moment of the first paint neither the database nor the report, signature or solver libraries are there."""
    program = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
application = QApplication(sys.argv[:1])
from ui import app
window = app.make_window(Path(sys.argv[1]), "zh")
heavy = ("reportlab", "pikepdf", "pyhanko", "highspy", "sqlalchemy", "numpy", "yaml", "openpyxl", "docx", "cryptography")
window.after_paint(lambda: (print(*[name for name in heavy if name in sys.modules]), application.exit(0)))
window.show()
application.exec()
window.session.abandon()
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "data")],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""


def test_everything_that_can_be_operated_has_a_name(window: MainWindow, qtbot: QtBot) -> None:
    """Every visible button says what it does to a screen reader, on every page."""
    open_sample(window, qtbot)
    for entry in ENTRIES:
        window.open_page(entry.id)
        for button in living(window, QPushButton):
            if button.isVisible():
                assert button.text().strip() or button.accessibleName(), (entry.id, button)


def test_the_help_opens_at_the_page_from_which_it_is_called(window: MainWindow, qtbot: QtBot) -> None:
    """F1 on a page shows what the help says of that page; every page has its topic, and a link its own."""
    open_sample(window, qtbot)
    pages = {entry.id: entry.help for entry in ENTRIES if entry.id != "help"}
    assert set(pages.values()) <= {topic.id for topic in TOPICS}
    for name, topic in pages.items():
        window.open_page(name)
        QTest.keyClick(window, Qt.Key.Key_F1)
        assert window.current_page == "help"
        assert page_of(window, "help", HelpPage).topic == topic
    window.open_page("help", "keys")
    assert page_of(window, "help", HelpPage).topic == "keys"
