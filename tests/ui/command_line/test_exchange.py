"""`inbox` and `dossier`: two data folders with only files between them, by commands alone."""

import json
import os
from pathlib import Path

import pytest

from models.assessment import AnswerId, Digest
from models.workspace import Settings, Workspace
from tests.ui.command_line.conftest import Journey, call

_KEYS = {
    *(
        "paper",
        "file",
        "kind",
        "verdict",
        "dossier",
        "state",
        "place",
        "factory",
        "case_id",
        "case",
        "version",
        "changed",
    ),
    *("claimed_tier", "recomputed_tier", "proven_tier", "contradictions", "due_on", "assigned_to", "seen", "reason"),
}
_FINDING = {"item": "basic.BR1", "kind": "doubtful", "text": "请补充营业执照。", "due_on": "2027-03-31"}


@pytest.fixture
def factory(journey: Journey, tmp_path: Path) -> Path:
    """A factory's data folder, and its signed report of the first version."""
    data, case = tmp_path / "factory", tmp_path / "case.json"
    with Workspace.open(data) as workspace:
        number = workspace.create_sample().case_number
        workspace.freeze(number, "报送")
        case.write_bytes(workspace.export_case(number))
    assert call("report", case, "-o", tmp_path / "first.pdf", *journey.key).code == 0
    return data


def _second_version(factory: Path, folder: Path, journey: Journey) -> Path:
    """The report of the next version, in which one answer is another."""
    with Workspace.open(factory) as workspace:
        (case,) = workspace.cases()
        workspace.new_version(case.number, "补充")
        workspace.save_answer(case.number, AnswerId("scenarios.SC01.status"), "full")
        workspace.freeze(case.number, "再报")
        (folder / "second.json").write_bytes(workspace.export_case(case.number))
    written = call("--data", factory, "report", folder / "second.json", "-o", folder / "second.pdf", *journey.key)
    assert written.code == 0, written.err
    return folder / "second.pdf"


def test_the_loop_closes_with_only_files_between(factory: Path, journey: Journey, tmp_path: Path) -> None:
    """Report, reply, next version: states at the office, the finding in force at the factory, the change named."""
    office, first = tmp_path / "office", tmp_path / "first.pdf"
    assert call("--data", office, "inbox", "list", "--json").value == []
    added = call("--data", office, "inbox", "add", first, first, "--json")
    assert (added.code, added.value["new"], len(added.value["files"])) == (0, 1, 2)
    (row,) = call("--data", office, "inbox", "list", "--json").value
    assert row.keys() >= _KEYS
    assert (row["verdict"], row["state"], row["seen"], row["changed"]) == ("untrusted", "new", 2, None)
    assert call("--data", office, "trust", "add", journey.folder / "signer.pem").code == 0
    (row,) = call("--data", office, "inbox", "list", "--json").value
    assert (row["verdict"], row["claimed_tier"]) == ("valid", row["recomputed_tier"])

    findings = {"format": "zhijie-findings", "format_version": 1, "conclusion": "请补充", "findings": [_FINDING]}
    (tmp_path / "findings.json").write_text(json.dumps(findings, ensure_ascii=False), "utf-8")
    reply = tmp_path / "reply.pdf"
    said = call("--data", office, "review", first, "--findings", tmp_path / "findings.json", *journey.key, "-o", reply)
    assert said.code == 0, said.err
    assert {row["state"] for row in call("--data", office, "inbox", "list", "--json").value} == {"waiting"}

    assert call("--data", factory, "trust", "add", journey.folder / "signer.pem").code == 0
    imported = call("--data", factory, "reply", "import", reply, "--json").value
    assert (imported["standing"], imported["findings"][0]["text"]) == ("in_force", _FINDING["text"])

    _answer_it(factory, imported)
    second = _second_version(factory, tmp_path, journey)
    assert call("--data", office, "inbox", "add", second).code == 0
    rows = {(row["kind"], row["version"]): row for row in call("--data", office, "inbox", "list", "--json").value}
    newest = rows["report", 2]
    assert (newest["state"], newest["place"], rows["report", 1]["place"]) == ("answered", "current", "earlier")
    assert (newest["changed"]["since"], newest["changed"]["answers"]) == (1, ["scenarios.SC01.status"])
    dossier = call("--data", office, "dossier", newest["dossier"], "--json").value
    assert [report["version"] for report in dossier["reports"]] == [1, 2]
    assert dossier["changes"]["answers"] == ["scenarios.SC01.status"]
    assert dossier["replies"][0]["findings"][0]["text"] == _FINDING["text"]
    (answer,) = dossier["answers_to"]
    assert (answer["reply"], answer["position"], answer["text"]) == (imported["base_digest"], 1, "执照见附件")
    assert dossier["under_ratings"]["reached"] == dossier["under_ratings"]["claimed_reached"]
    items = [item for item in dossier["to_review"] if item["changed"]]
    assert "scenarios.SC01" in {item["item"] for item in items}
    risks = [len(item["risks"]) for item in dossier["to_review"]]
    assert risks[0] >= 1, "the riskiest comes first"
    said = call("--lang", "en", "--data", office, "dossier", dossier["case"])
    assert (said.code, "answered by the factory" in said.out) == (0, True)


def _answer_it(factory: Path, imported: dict[str, str]) -> None:
    """Answers the one finding in words, by command; what names no finding, or no file of the case, is refused."""
    case = imported["case"]
    (asked,) = call("--data", factory, "reply", "findings", case, "--json").value
    assert (asked["item"], asked["answered"], asked["about"]) == ("basic.BR1", False, ["requirements.BR1.answer"])
    named = f"{asked['reply'][:16]}:1"
    assert call("--data", factory, "reply", "answer", case, "--finding", "0:1", "--text", "x").code == 2
    assert call("--data", factory, "reply", "answer", case, "--finding", named, "--evidence", "0" * 64).code == 2
    said = call("--data", factory, "reply", "answer", case, "--finding", named, "--text", "执照见附件", "--json")
    assert said.code == 0, said.err
    assert [(each["answer"], each["answered"]) for each in said.value] == [("执照见附件", True)]


def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    """No file, a file that is not there, a dossier that is not there, a stranger's PDF: a sentence or a row."""
    office = tmp_path / "office"
    assert call("--data", office, "inbox", "add").code == 2
    assert call("--data", office, "inbox", "list", "x.pdf").code == 2
    assert call("--data", office, "inbox", "add", tmp_path / "none.pdf", "--json").value["exit_code"] == 2
    assert call("--data", office, "dossier", "7", "--json").value["error"] == "unknown_dossier"
    (tmp_path / "other.pdf").write_bytes(b"%PDF-1.7 other")
    assert call("--data", office, "inbox", "add", tmp_path / "other.pdf").code == 0
    (row,) = call("--data", office, "inbox", "list", "--json").value
    assert (row["verdict"], row["dossier"], row["kind"]) == ("unverifiable", None, "other")


def test_a_worker_goes_on_with_an_import_that_was_cut_short(factory: Path, tmp_path: Path) -> None:
    """What a killed import had not seen comes in; what is gone is named; nothing waits afterwards."""
    office, first = tmp_path / "office", tmp_path / "first.pdf"
    with Workspace.open(office) as workspace:
        workspace.exchange.begin_run((str(first), str(tmp_path / "gone.pdf")), 2)
    resumed = call("--data", office, "worker", "--json")
    assert resumed.code == 1
    (run,) = resumed.value
    assert [file["verdict"] for file in run["files"]] == ["untrusted"]
    assert [line["file"] for line in run["left_out"]] == [str(tmp_path / "gone.pdf")]
    again = call("--data", office, "worker", "--json")
    assert (again.code, again.value) == (0, [])
    assert len(call("--data", office, "inbox", "list", "--json").value) == 1


def test_two_reviews_are_merged_by_command_and_evidence_is_asked_for(factory: Path, tmp_path: Path) -> None:
    """Two findings files of two assessors, a conflict that is decided, the result under the ratings; files by digest."""
    office, first = tmp_path / "office", tmp_path / "first.pdf"
    with Workspace.open(office) as workspace:
        workspace.save_settings(Settings(role="assessor", person="李评"))
    assert call("--data", office, "inbox", "add", first).code == 0
    for name, kind in (("李评", "confirmed"), ("赵审", "refused")):
        entry = {
            "item": "basic.BR1",
            "kind": kind,
            "text": "见审计报告",
            **({"rating": "no"} if kind == "refused" else {}),
        }
        value = {"format": "zhijie-findings", "format_version": 1, "conclusion": name, "findings": [entry]}
        (tmp_path / f"{kind}.json").write_text(json.dumps(value, ensure_ascii=False), "utf-8")
        said = call(
            "--data", office, "dossier", "1", "--findings", tmp_path / f"{kind}.json", "--assessor", name, "--json"
        )
        assert said.code == 0, said.err
    assert said.value["review"]["conflicts"] == ["basic.BR1"]
    assert said.value["under_ratings"]["reached"] is None
    assert call("--data", office, "dossier", "1", "--decide", "basic.BR1=赵审").code == 2
    assert call("--data", office, "dossier", "1", "--decide", "basic.BR1=王", "--why", "x").code == 2
    decided = call("--data", office, "dossier", "1", "--decide", "basic.BR1=赵审", "--why", "现场看过", "--json").value
    assert decided["review"]["conflicts"] == []
    assert [each["decided_by"] for each in decided["review"]["decisions"]] == ["李评"]
    (effect,) = decided["under_ratings"]["items"]
    assert (effect["item"], effect["conditions"]) == ("basic.BR1", ["basic.BR1"])

    due = call("--data", office, "dossier", "1", "--assign", "李评", "--due", "2020/1/2", "--json").value
    assert (due["assigned_to"], due["due_on"]) == ("李评", "2020-01-02")
    assert len(call("--data", office, "inbox", "list", "--overdue", "--assigned", "李评", "--json").value) == 1
    assert call("--data", office, "inbox", "list", "--assigned", "王", "--json").value == []
    assert call("--data", office, "inbox", "list", "--state", "closed", "--json").value == []
    assert call("--data", office, "dossier", "1", "--close", "--json").value["state"] == "closed"
    assert call("--data", office, "dossier", "1", "--findings", tmp_path / "refused.json", "--assessor", "x").code == 1
    assert call("--data", office, "dossier", "1", "--reopen", "--json").value["state"] == "in_review"

    asked = call("--data", office, "dossier", "1", "--sample", "2", "--json").value["asked"]
    assert 0 < len(asked) <= 2
    with Workspace.open(factory) as workspace:
        (tmp_path / "handed").mkdir()
        (tmp_path / "handed" / "a").write_bytes(workspace.evidence_bytes(Digest(asked[0]["digest"])))
    (tmp_path / "handed" / "b").write_bytes(b"something else")
    compared = call("--data", office, "dossier", "1", "--sample", "2", "--handed-in", tmp_path / "handed", "--json")
    assert compared.code == (1 if len(asked) == 2 else 0)
    assert [each["handed_in"] for each in compared.value["asked"]] == [True, False][: len(asked)]
    assert compared.value["other_files"] == ["b"]
    assert call("--data", office, "dossier", "1", "--handed-in", tmp_path).code == 2


def test_a_watched_folder_by_command(tmp_path: Path) -> None:
    """Watched once, `inbox add` without files takes in what is new; nothing new is no failure."""
    office, folder = tmp_path / "office", tmp_path / "in"
    folder.mkdir()
    assert call("--data", office, "inbox", "add").code == 2
    assert call("--data", office, "inbox", "watch", tmp_path / "none").code == 2
    assert call("--data", office, "inbox", "watch", folder, "--json").value == {"watched": str(folder)}
    (folder / "x.pdf").write_bytes(b"%PDF-1.7 other")
    os.utime(folder / "x.pdf", (1_000_000_000, 1_000_000_000))
    assert len(call("--data", office, "inbox", "add", "--json").value["files"]) == 1
    again = call("--data", office, "inbox", "add", "--json")
    assert (again.code, again.value["files"]) == (0, [])
    assert call("--data", office, "inbox", "watch", "--json").value == {"watched": None}
