"""The trash through the window: emptied only after a question, with everything that only its cases used."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from models.workspace import Workspace
from tests.ui.conftest import MakeWindow
from ui import tasks
from ui.main_window import MainWindow
from ui.start.page import StartPage


@pytest.mark.parametrize("spoken", ["en", "zh"])
def test_a_case_is_deleted_for_good_after_a_question(
    make_window: MakeWindow,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    picture: Callable[[MainWindow, str], Path],
    spoken: str,
) -> None:
    """Cancel keeps it; consent removes it with its evidence, and what another case uses stays."""
    window = make_window(None, spoken)
    session = window.session
    assert session.workspace is not None
    folder = session.workspace.folder
    for number in ("ZJ-1", "ZJ-2"):
        session.take_over(partial(Workspace.create_case, number=number))
        session.in_workspace(partial(Workspace.add_evidence, case=number, source=b"both", name="a.jpg"))
    session.in_workspace(lambda workspace: workspace.add_evidence("ZJ-1", b"one", "b.jpg"))
    session.in_workspace(lambda workspace: workspace.delete_case("ZJ-1"))
    qtbot.waitUntil(tasks.idle)
    window.open_page("cases")
    page = window.page("cases")
    assert isinstance(page, StartPage)
    session.reload_cases()
    qtbot.waitUntil(tasks.idle)
    page._toggle_trash()
    qtbot.waitUntil(lambda: "ZJ-1" in page.forget_buttons and tasks.idle())
    picture(window, "trash")
    asked: list[str] = []
    answers = [False, True]

    def answer(box: QMessageBox) -> int:
        asked.append(box.text())
        wanted = QMessageBox.ButtonRole.DestructiveRole if answers.pop(0) else QMessageBox.ButtonRole.RejectRole
        next(button for button in box.buttons() if box.buttonRole(button) is wanted).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)
    page.forget_buttons["ZJ-1"].click()
    qtbot.waitUntil(tasks.idle)
    assert "ZJ-1" in page.forget_buttons
    page.forget_buttons["ZJ-1"].click()
    qtbot.waitUntil(lambda: not page.forget_buttons and tasks.idle())
    assert ("Undo" in asked[0]) == (spoken == "en")
    assert len(list(folder.glob("evidence/??/*"))) == 1
