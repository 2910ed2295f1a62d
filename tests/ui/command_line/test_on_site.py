"""`dossier --checklist` and `--enter`: a report's items on paper and back, on the command line."""

from pathlib import Path

import pytest

from models.exchange.codes import ChecklistCodes
from models.workspace import Settings, Workspace
from tests.reports.exchange_papers import signed_report
from tests.ui.command_line.conftest import call


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """An assessor's data folder with one report."""
    folder = tmp_path / "office"
    with Workspace.open(folder) as workspace:
        workspace.save_settings(Settings(role="assessor", person="李评"))
    (tmp_path / "report.pdf").write_bytes(signed_report())
    assert call("--data", folder, "inbox", "add", tmp_path / "report.pdf").code == 0
    return folder


def _codes(office: Path) -> ChecklistCodes:
    dossier = call("--data", office, "dossier", "2026-2", "--json").value
    return ChecklistCodes(dossier["current"], (item["item"] for item in dossier["to_review"]))


def test_a_checklist_is_written_and_entered_again(office: Path, tmp_path: Path) -> None:
    """Good lines are kept, each refused one has its sentence, and the exit code says that there were some."""
    out, lines = tmp_path / "sheet.pdf", tmp_path / "lines.txt"
    written = call("--data", office, "dossier", "2026-2", "--checklist", "-o", out, "--json")
    assert (written.code, written.value["checklist"]["out"]) == (0, str(out))
    assert out.read_bytes().startswith(b"%PDF")

    codes = _codes(office)
    other = ChecklistCodes("f" * 64, ["basic.BR1"]).code("basic.BR1")
    lines.write_text(
        f"\ufeff{codes.code('scenarios.SC10')} 2 proof major：未见看板\r\n{other} ok\r\n{codes.code('basic.BR1')} ok\r\n",
        "utf-8",
    )
    entered = call(
        "--data", office, "--lang", "en", "dossier", "2026-2", "--enter", lines, "--assessor", "李评", "--json"
    )
    assert entered.code == 1
    assert [line["item"] for line in entered.value["entered"]] == ["scenarios.SC10", None, "basic.BR1"]
    assert "another report" in entered.value["entered"][1]["problem"]
    kept = {item["item"]: item for item in entered.value["review"]["items"]}
    assert (kept["scenarios.SC10"]["rating"], kept["scenarios.SC10"]["severity"]) == ("planned", "major")
    assert kept["basic.BR1"]["judgement"] == "confirmed"

    lines.write_text(f"{codes.code('scenarios.SC10')} reject: 已拆除", "utf-8")
    again = call("--data", office, "--lang", "en", "dossier", "2026-2", "--enter", lines, "--assessor", "李评")
    assert (again.code, "1 line entered; 0 refused." in again.out) == (0, True)
    (item,) = (
        each
        for each in call("--data", office, "dossier", "2026-2", "--json").value["review"]["items"]
        if each["item"] == "scenarios.SC10"
    )
    assert (item["rating"], item["judgement"], item["text"]) == ("planned", "refused", "未见看板\n已拆除")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--checklist",), "go together"),
        (("-o", "sheet.pdf"), "go together"),
        (("--checklist", "-o", "sheet.txt"), ".pdf"),
        (("--enter", "lines.txt"), "--assessor"),
    ],
)
def test_what_does_not_go_together_is_refused_before_anything_is_done(
    office: Path, words: tuple[str, ...], said: str
) -> None:
    """Wrong usage, with what is missing."""
    refused = call("--data", office, "--lang", "en", "dossier", "2026-2", *words)
    assert (refused.code, said in refused.err) == (2, True)


def test_a_file_that_is_no_text_is_named(office: Path, tmp_path: Path) -> None:
    """Such as the PDF itself; nothing is entered."""
    entered = call(
        "--data", office, "--lang", "en", "dossier", "2026-2", "--enter", tmp_path / "report.pdf", "--assessor", "李评"
    )
    assert (entered.code, "UTF-8" in entered.err) == (2, True)
