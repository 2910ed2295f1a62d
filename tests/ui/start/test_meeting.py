"""Opening a case file whose case is already here."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from models.assessment import AnswerId
from tests.ui.conftest import MakeWindow
from tests.ui.test_main_job import open_sample
from ui import tasks
from ui.start.meeting import MeetingDialog
from ui.start.page import StartPage

NAME = AnswerId("enterprise.name")
ADDRESS = AnswerId("factory.address")


@pytest.mark.parametrize("spoken", ["en", "zh"])
@pytest.mark.parametrize("way", ["cancel", "keep", "one", "all", "version", "case"])
def test_a_stale_copy_is_taken_in_only_as_chosen(
    make_window: MakeWindow,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    spoken: str,
    way: str,
) -> None:
    """Older answers are not marked; each choice does what it says, and nothing else."""
    window = make_window(None, spoken)
    open_sample(window, qtbot)
    session = window.session
    workspace = session.workspace
    assert workspace is not None
    assert session.assessment is not None
    number, sample = session.assessment.case_number, session.assessment
    file = tmp_path / "stale.json"
    file.write_bytes(workspace.export_case(number))
    workspace.save_answers(number, {NAME: "改名", ADDRESS: "新址"})
    mine = workspace.load(number)
    marked: list[int] = []

    def choose(dialog: MeetingDialog) -> int:
        assert dialog.grab().save(str(tmp_path / "meeting.png"))
        marked.append(len(dialog._marked()))
        if way == "one":
            item = next(item for item in dialog._items() if item.data(0, Qt.ItemDataRole.UserRole) == ADDRESS)
            item.setCheckState(0, Qt.CheckState.Checked)
        elif way == "all":
            dialog.mark_all.click()
        if way == "cancel":
            dialog.reject()
        else:
            {"version": dialog.version, "case": dialog.case}.get(way, dialog.merge).click()
        return 0

    monkeypatch.setattr(MeetingDialog, "exec", choose)
    window.open_page("cases")
    page = window.page("cases")
    assert isinstance(page, StartPage)
    page.import_file(file)
    qtbot.waitUntil(lambda: bool(marked) and tasks.idle())
    assert marked == [0]
    after = {"one": (mine.get(NAME), sample.get(ADDRESS))}
    whole = (sample.get(NAME), sample.get(ADDRESS))
    present = workspace.load(number)
    expected = whole if way in ("all", "version") else after.get(way, ("改名", "新址"))
    assert (present.get(NAME), present.get(ADDRESS)) == expected
    assert workspace.load(number, 1).get(NAME) == (whole[0] if way == "all" else "改名")
    assert len(workspace.versions(number)) == (2 if way == "version" else 1)
    assert len(workspace.cases()) == (2 if way == "case" else 1)
