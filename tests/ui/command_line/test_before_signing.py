"""What a person should know before signing is said before anything is signed."""

import json
from pathlib import Path

import pytest

from models.assessment import AnswerId
from models.workspace import Workspace
from tests.ui.command_line.conftest import Journey, Spoken, call


def _sign(case: Path, out: Path, journey: Journey, *more: str | Path) -> Spoken:
    said = call("--lang", "en", *more, "report", case, "-o", out, *journey.key)
    assert said.code == 0, said.err
    return said


def test_evidence_that_was_altered_in_the_data_folder_is_named(journey: Journey, tmp_path: Path) -> None:
    """By its name; evidence that is sound, or on another computer, goes without a word."""
    data, case, photo = tmp_path / "data", tmp_path / "case.json", tmp_path / "photo.jpg"
    photo.write_bytes(b"\xff\xd8 a photo")
    with Workspace.open(data) as workspace:
        number = workspace.create_sample().case_number
        digest = workspace.add_evidence(number, photo, answer=AnswerId("requirements.BR1.evidence")).digest
        case.write_bytes(workspace.export_case(number))
    kept = data / "evidence" / digest[:2] / digest
    warning = "Changed on the disk since it was filed"
    assert warning not in _sign(case, tmp_path / "1.pdf", journey, "--data", data).out
    kept.chmod(0o600)
    kept.write_bytes(b"\xff\xd8 another")
    assert f"{warning}: photo.jpg" in _sign(case, tmp_path / "2.pdf", journey, "--data", data).out
    kept.unlink()
    assert warning not in _sign(case, tmp_path / "3.pdf", journey, "--data", data).out


@pytest.mark.parametrize("where", ["answer", "cover", "remark", "name"])
def test_a_character_that_no_typeface_has_is_told(where: str, journey: Journey, tmp_path: Path) -> None:
    """In an answer, on the cover, in a remark, in the name of whoever signs."""
    case, rare = tmp_path / "case.json", "\U0001f600"
    document = json.loads((journey.folder / "case.json").read_bytes())
    document["enterprise"]["name"] += rare if where == "answer" else ""
    case.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    findings = {"format": "zhijie-findings", "format_version": 1, "conclusion": "可" + rare, "findings": []}
    (tmp_path / "findings.json").write_text(json.dumps(findings, ensure_ascii=False), "utf-8")
    key, secret = tmp_path / "k.p12", tmp_path / "p.txt"
    secret.write_text("four unrelated words here\n", "utf-8")
    sign = ("--sign", key, "--passphrase-file", secret)
    name = "王" + (rare if where == "name" else "")
    assert call("identity", name, "--organisation", "市局", "-o", key, "--passphrase-file", secret).code == 0
    said = {
        "answer": lambda: call("--lang", "en", "report", case, "-o", tmp_path / "o.pdf"),
        "cover": lambda: call("--lang", "en", "report", case, "-o", tmp_path / "o.pdf", "--subtitle", rare),
        "remark": lambda: call(
            "--lang", "en", "review", journey.report, "--findings", tmp_path / "findings.json", *sign, "-o", tmp_path / "o.pdf"
        ),
        "name": lambda: call("--lang", "en", "countersign", journey.report, *sign, "-o", tmp_path / "o.pdf"),
    }[where]()  # fmt: skip
    assert said.code == 0, said.err
    assert f"No typeface here has {rare}" in said.out + said.err
