"""The log names places in the program and codes of errors, and holds no answer; a crash is offered by the next start."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.errors import UnreadableFile
from tests import ROOT
from tests.ui.conftest import PICTURES, Dialogs, MakeWindow
from ui import language
from ui.errors import crash_details
from ui.log import ProgramLog
from ui.settings.problem_report import ReportDialog, show_report

SECRET = "宏达的年产值是三亿元"


def files_of(folder: Path) -> str:
    """Everything that lies in the log's folder."""
    return "".join(path.read_text("utf-8") for path in sorted((folder / "logs").glob("*")))


def fault(log: ProgramLog) -> None:
    """Notes a fault whose message holds an answer."""
    try:
        raise ValueError(SECRET)
    except ValueError as problem:
        log.fault(type(problem), problem.__traceback__)


def test_the_log_holds_places_and_codes_and_no_answer(tmp_path: Path) -> None:
    """What an error says of an answer or a file is in neither log, crash file nor report."""
    log = ProgramLog(tmp_path)
    log.open()
    log.failure(UnreadableFile(name=f"{SECRET}.pdf", why="x"))
    fault(log)
    log.close()
    text = files_of(tmp_path) + log.report(datetime(2026, 11, 30, tzinfo=UTC))
    assert SECRET not in text
    assert "failed unreadable_file" in text
    assert "builtins.ValueError" in text
    assert "test_log.py" in text


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("/home/wangxiaoming7719/zhijie/main.py", "main.py"),
        ("C:\\Users\\wangxiaoming7719\\main.py", "main.py"),
        ("/home/wangxiaoming7719/.venv/lib/python3.13/site-packages/PIL/Image.py", "PIL/Image.py"),
        (str(ROOT / "ui" / "session.py"), "ui/session.py"),
        ("ui/session.py", "ui/session.py"),
    ],
)
def test_no_place_names_the_folder_of_the_program(tmp_path: Path, source: str, shown: str) -> None:
    """A program in the folder of a person is in a path that bears their login; the place in the program is enough."""
    log = ProgramLog(tmp_path)
    log.open()
    try:
        exec(compile("raise ValueError", source, "exec"))
    except ValueError as problem:
        log.fault(type(problem), problem.__traceback__)
        details = crash_details(type(problem), problem.__traceback__)
    log.close()
    for text in (files_of(tmp_path), log.report(datetime(2026, 11, 30, tzinfo=UTC)), details):
        assert f"  {shown}:1 " in text
        assert "wangxiaoming7719" not in text
        assert str(ROOT) not in text


def test_what_the_system_wrote_of_a_crash_names_no_folder(tmp_path: Path) -> None:
    """The system's own hand writes whole paths; what is kept and offered has them no more."""
    place = tmp_path / "wangxiaoming7719"
    place.mkdir()
    falling = f"import sys, faulthandler; sys.path.insert(0, {str(ROOT)!r}); from pathlib import Path; from ui.log import ProgramLog; log = ProgramLog(Path({str(tmp_path)!r})); log.watch(); faulthandler._sigabrt()"
    (place / "falling.py").write_text(falling, "utf-8")
    subprocess.run([sys.executable, str(place / "falling.py")], cwd=place, check=False, capture_output=True)
    log = ProgramLog(tmp_path)
    log.watch()
    log.close()
    assert 'File "falling.py", line 1' in log.crash
    assert "wangxiaoming7719" not in log.report(datetime(2026, 11, 30, tzinfo=UTC))
    assert str(ROOT) not in log.crash


def test_the_log_is_turned_over_and_does_not_grow_without_end(tmp_path: Path) -> None:
    """Ten thousand failures later there are a few files of half a megabyte."""
    log = ProgramLog(tmp_path)
    log.open()
    problem = UnreadableFile(name="a", why="b")
    for _number in range(30_000):
        log.failure(problem)
    log.close()
    assert sum(path.stat().st_size for path in (tmp_path / "logs").iterdir()) < 2_200_000


def test_a_program_that_was_killed_by_a_library_leaves_its_last_place(tmp_path: Path) -> None:
    """The next program finds what the system's own hand wrote; a clean end leaves nothing to offer."""
    program = "import sys, faulthandler; from pathlib import Path; from ui.log import ProgramLog; log = ProgramLog(Path(sys.argv[1])); log.watch(); faulthandler._sigabrt()"
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, check=False, capture_output=True)
    program = "import sys; from pathlib import Path; from ui.log import ProgramLog; log = ProgramLog(Path(sys.argv[1])); log.watch(); log.close()"
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, check=True)
    log = ProgramLog(tmp_path)
    assert "Aborted" in log.crash
    log.forget_crash()
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, check=True)
    assert log.crash == ""


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_the_next_start_offers_what_a_crash_left_and_shows_it_before_saving(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, dialogs: Dialogs
) -> None:
    """The bar offers a report; what is saved is what was shown, word for word; then it is not offered again."""
    (tmp_path / "data").mkdir()
    fault(ProgramLog(tmp_path / "data"))
    window = make_window(tmp_path / "data")
    assert "ended with a fault" in window.banner.text
    shown: list[str] = []
    for spoken in ("zh", "en"):
        language.switch("zh" if spoken == "zh" else "en")
        dialogs.answers.append(tmp_path / "report.txt")

        def answer() -> None:
            dialog = QApplication.activeModalWidget()
            if not isinstance(dialog, ReportDialog):
                QTimer.singleShot(50, answer)
                return
            shown.append(dialog.shown.toPlainText())
            (PICTURES / language.current()).mkdir(parents=True, exist_ok=True)
            dialog.grab().save(str(PICTURES / language.current() / "problem-report.png"))
            dialog.save_button.click()
            dialog.reject()

        QTimer.singleShot(50, answer)
        show_report(window.session.log, window)
    assert (tmp_path / "report.txt").read_text("utf-8") == shown[1]
    assert "builtins.ValueError" in shown[0]
    assert window.session.log.crash == ""
