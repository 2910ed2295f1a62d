"""`reply import`: what came back is taken into the data folder, or what is wrong with that file is said."""

import json
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from models.workspace import Workspace
from tests.ui.command_line.conftest import Journey, call

_FINDING = {
    "item": "basic.BR1",
    "kind": "doubtful",
    "text": "请补充营业执照。",
    "severity": "major",
    "due_on": "2027-03-31",
}


@pytest.fixture
def sent(journey: Journey, tmp_path: Path) -> tuple[Path, Path]:
    """A data folder with a case whose frozen version was reported, and the assessor's reply to that report."""
    data, case = tmp_path / "data", tmp_path / "case.json"
    with Workspace.open(data) as workspace:
        number = workspace.create_sample().case_number
        workspace.freeze(number, "报送")
        case.write_bytes(workspace.export_case(number))
    report, reply = tmp_path / "report.pdf", tmp_path / "reply.pdf"
    assert call("report", case, "-o", report, *journey.key).code == 0
    findings = {"format": "zhijie-findings", "format_version": 1, "conclusion": "请补充材料", "findings": [_FINDING]}
    (tmp_path / "findings.json").write_text(json.dumps(findings, ensure_ascii=False), "utf-8")
    assert call("review", report, "--findings", tmp_path / "findings.json", *journey.key, "-o", reply).code == 0
    return data, reply


def test_a_reply_is_imported_and_counts_once_its_signer_is_trusted(sent: tuple[Path, Path], journey: Journey) -> None:
    """The same file again is kept once; its standing is that of now."""
    data, reply = sent
    first = call("--data", data, "reply", "import", reply, "--json")
    assert first.code == 0, first.err
    assert (first.value["standing"], first.value["was_here"], first.value["trusted"]) == ("untrusted", False, False)
    finding = first.value["findings"][0]
    assert {key: finding[key] for key in _FINDING} == _FINDING
    again = call("--lang", "en", "--data", data, "reply", "import", reply)
    assert "had been imported before" in again.out + again.err
    assert "not in force: the signer is not confirmed here" in again.out + again.err
    assert call("--data", data, "trust", "add", journey.folder / "signer.pem").code == 0
    again = call("--data", data, "reply", "import", reply, "--json")
    assert (again.value["standing"], again.value["was_here"]) == ("in_force", True)


def test_what_cannot_be_imported_is_named(sent: tuple[Path, Path], journey: Journey, tmp_path: Path) -> None:
    """A changed reply, a report, and a reply to a case that is not in the folder; nothing is kept."""
    data, reply = sent
    changed = bytearray(reply.read_bytes())
    changed[len(changed) // 3] ^= 1
    (tmp_path / "changed.pdf").write_bytes(changed)
    said = call("--lang", "en", "--data", data, "reply", "import", tmp_path / "changed.pdf")
    assert said.code == 1
    assert "changed.pdf was not imported: The file is not as it was when signed" in said.err
    said = call("--lang", "en", "--data", data, "reply", "import", journey.report, "--json")
    assert (said.code, said.value["error"]) == (1, "not_a_sound_reply")
    said = call("--lang", "en", "--data", tmp_path / "elsewhere", "reply", "import", reply)
    assert said.code == 1
    assert "which is not in this data folder" in said.err


def _letter(*files: Path) -> bytes:
    letter = EmailMessage()
    letter["From"], letter["Subject"] = "a@example.cn", "回函"
    letter.set_content("见附件")
    for file in files:
        letter.add_attachment(file.read_bytes(), maintype="application", subtype="pdf", filename=file.name)
    return bytes(letter)


def test_a_reply_is_taken_out_of_the_letter_or_archive_in_which_it_came(
    sent: tuple[Path, Path], journey: Journey, tmp_path: Path
) -> None:
    """The same paper, whatever it is wrapped in; what holds none or several says so, and is no damaged reply."""
    data, reply = sent
    digest = call("--data", data, "reply", "import", reply, "--json").value["digest"]
    (tmp_path / "r.eml").write_bytes(_letter(reply))
    with zipfile.ZipFile(tmp_path / "r.zip", "w") as archive:
        archive.write(reply, "回函.pdf")
        archive.writestr("Thumbs.db", b"x")
    for name in ("r.eml", "r.zip"):
        said = call("--data", data, "reply", "import", tmp_path / name, "--json")
        assert (said.code, said.value["digest"], said.value["was_here"]) == (0, digest, True), name
    (tmp_path / "two.eml").write_bytes(_letter(reply, journey.report))
    (tmp_path / "none.eml").write_bytes(_letter())
    (tmp_path / "torn.zip").write_bytes((tmp_path / "r.zip").read_bytes()[:5000])
    for name, why in (("two.eml", "holds 2 papers"), ("none.eml", "no report or reply"), ("torn.zip", "incomplete")):
        said = call("--lang", "en", "--data", data, "reply", "import", tmp_path / name)
        assert (said.code, why in said.err) == (1, True), (name, said.err)


def test_an_archive_named_like_a_report_is_no_changed_report(journey: Journey, tmp_path: Path) -> None:
    """It is said to be an archive."""
    wrapped = tmp_path / "r.pdf"
    with zipfile.ZipFile(wrapped, "w") as archive:
        archive.write(journey.report, "report.pdf")
    said = call("--lang", "en", "verify", wrapped)
    assert (said.code, "an archive, not a report" in said.out, "as it was when" in said.out) == (1, True, False)


def test_a_strangers_reply_is_kept_and_counts_for_nothing(sent: tuple[Path, Path], journey: Journey) -> None:
    """Its line says who is not confirmed, with the code to compare; the exit code says that it was kept."""
    data, reply = sent
    said = call("--lang", "en", "--data", data, "reply", "import", reply)
    assert said.code == 0, said.err
    assert "is not confirmed on this computer; the code to compare by telephone is" in said.out + said.err


def test_a_reply_to_a_version_that_does_not_exist_is_refused(
    sent: tuple[Path, Path], journey: Journey, tmp_path: Path
) -> None:
    """The data folder has one frozen version; the report that was answered is of the second."""
    data, _ = sent
    case, findings = tmp_path / "second.json", tmp_path / "findings.json"
    document = json.loads((tmp_path / "case.json").read_bytes())
    document["version"] = 2
    case.write_text(json.dumps(document), "utf-8")
    report, reply = tmp_path / "second.pdf", tmp_path / "second-reply.pdf"
    assert call("report", case, "-o", report, *journey.key).code == 0
    assert call("review", report, "--findings", findings, *journey.key, "-o", reply).code == 0
    said = call("--lang", "en", "--data", data, "reply", "import", reply)
    assert said.code == 1
    assert "was never frozen here; the newest version is 1" in said.err


def test_a_reply_to_another_factory_of_the_same_number_is_refused(
    sent: tuple[Path, Path], journey: Journey, tmp_path: Path
) -> None:
    """The sentence names whose report it answers."""
    data, _ = sent
    case = tmp_path / "other.json"
    document = json.loads((tmp_path / "case.json").read_bytes())
    document["case_id"], document["enterprise"]["name"] = "f" * 32, "别家机械有限公司"
    case.write_text(json.dumps(document), "utf-8")
    report, reply = tmp_path / "other.pdf", tmp_path / "other-reply.pdf"
    assert call("report", case, "-o", report, *journey.key).code == 0
    assert call("review", report, "--findings", tmp_path / "findings.json", *journey.key, "-o", reply).code == 0
    said = call("--lang", "en", "--data", data, "reply", "import", reply)
    assert said.code == 1
    assert "another case, of 别家机械有限公司" in said.err
    assert "that bears the same number" in said.err


def test_a_later_reply_takes_the_place_of_the_one_that_it_names(
    sent: tuple[Path, Path], journey: Journey, tmp_path: Path
) -> None:
    """A supplement stands beside the first; one that supersedes it replaces it, in whatever order they come."""
    data, first = sent
    assert call("--data", data, "trust", "add", journey.folder / "signer.pem").code == 0
    base = call("--data", data, "reply", "import", first, "--json").value["base_digest"]
    findings = json.loads((tmp_path / "findings.json").read_bytes())
    findings |= {"reply_no": 2, "scope": "supplement", "supersedes": base}
    (tmp_path / "second.json").write_text(json.dumps(findings, ensure_ascii=False), "utf-8")
    report, second = tmp_path / "report.pdf", tmp_path / "second.pdf"
    assert call("review", report, "--findings", tmp_path / "second.json", *journey.key, "-o", second).code == 0
    imported = call("--data", data, "reply", "import", second, "--json").value
    assert (imported["standing"], imported["supersedes"]) == ("in_force", base)
    assert call("--data", data, "reply", "import", first, "--json").value["standing"] == "replaced"


def test_a_damaged_copy_of_a_reply_hides_no_other(sent: tuple[Path, Path], journey: Journey, tmp_path: Path) -> None:
    """The next reply is imported and shown all the same."""
    data, first = sent
    digest = call("--data", data, "reply", "import", first, "--json").value["digest"]
    (data / "reports" / digest[:2] / digest).unlink()
    second = tmp_path / "second.pdf"
    findings = tmp_path / "findings.json"
    assert call("review", tmp_path / "report.pdf", "--findings", findings, *journey.key, "-o", second).code == 0
    assert call("--data", data, "reply", "import", second, "--json").code == 0
    again = call("--data", data, "reply", "import", first, "--json")
    assert again.value["standing"] == "untrusted", "the same file heals its copy"
