"""The main job on the command line: every row of the table, its output and its exit codes."""

import email
import email.policy
import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

import resources
from models.language import sentence
from tests import ROOT
from tests.ui.command_line.conftest import Journey, call
from ui.command_line.terminal import Terminal
from ui.command_line.whole_job.demonstration import StepFailed, passes_all

SAMPLE = resources.path("samples/hongda-machining.json")


def changed(tmp_path: Path, **changes: Any) -> Path:
    """Writes the sample with other values at the top."""
    document = {**json.loads(SAMPLE.read_bytes()), **changes}
    path = tmp_path / "case.json"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def test_the_demonstration_says_tier_plan_and_verdicts(journey: Journey) -> None:
    """It ends with the tier, a plan in at most five lines, a report that is untrusted, then valid, and a draft."""
    lines = journey.said.out.splitlines()
    assert journey.said.code == 0
    assert "达到层级：" in lines[0]
    assert 1 <= sum(line.startswith("  ") for line in lines) <= 5
    assert any("签名人未确认" in line for line in lines)
    assert any("有效" in line and "--trust" in line for line in lines)
    assert str(journey.report) in journey.said.out
    assert {path.name for path in journey.folder.iterdir()} >= {"report.pdf", "mail.eml", "signer.pem", "case.json"}


def test_the_demonstration_makes_a_new_folder_each_time(tmp_path: Path) -> None:
    """Without `--out` it never writes over what an earlier run left where the person stands."""
    (tmp_path / "zhijie-demo").mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "demo", "--json"],
        cwd=tmp_path,
        capture_output=True,
        env=environment,
        check=True,
    )
    value = json.loads(done.stdout)
    assert Path(value["report"]).parent == tmp_path / "zhijie-demo-2"
    assert (value["verdict_before"], value["verdict_after"]) == ("untrusted", "valid")


def test_no_arguments_and_no_screen_run_the_demonstration(tmp_path: Path) -> None:
    """Where a window cannot open, it is said, and the sample factory runs instead."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "--lang", "en"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        env=environment,
        check=True,
    )
    assert done.stdout.startswith("There is no screen here")
    assert (tmp_path / "zhijie-demo" / "report.pdf").exists()


def test_the_sample_is_a_valid_document() -> None:
    """`check` has nothing to say about it and exits with 0."""
    assert call("--lang", "en", "check", SAMPLE).code == 0
    assert call("check", SAMPLE, "--json").value == []


def test_each_problem_is_named_with_place_and_cure(tmp_path: Path) -> None:
    """An unknown key and a wrong type are two lines with where, what and what to do; exit code 1."""
    path = changed(tmp_path, surprise=1, factory={"employees": "many"})
    said = call("check", path, "--json")
    assert said.code == 1
    assert {problem["where"].split(".")[-1] for problem in said.value} >= {"surprise", "employees"}
    assert all(problem["what"] and problem["what_to_do"] for problem in said.value)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("nested", b"[" * 5_000_000 + b"]" * 5_000_000, 2),
        ("not JSON", b"{", 2),
        ("wrong encoding", '{"format": "宏达"}'.encode("gb18030"), 2),
        ("another format", b'{"format": "invoice"}', 2),
        ("a list", b"[]", 2),
        ("empty", b"", 2),
    ],
)
def test_a_hostile_document_is_one_sentence(name: str, content: bytes, code: int, tmp_path: Path) -> None:
    """Whatever the file holds, each command says one sentence and exits with its code; no traceback."""
    path = tmp_path / "hostile.json"
    path.write_bytes(content)
    for words in (("check",), ("evaluate",), ("plan", "--target", "basic", "--budget", "30")):
        said = call(words[0], path, *words[1:])
        assert (said.code, said.out) == (code, ""), name
        assert len(said.err.splitlines()) == 1, name
        assert "Traceback" not in said.err


def test_a_document_from_the_future_is_refused_unchanged(tmp_path: Path) -> None:
    """A newer format is named with both versions; exit code 2."""
    path = changed(tmp_path, format_version=99)
    said = call("--lang", "en", "evaluate", path)
    assert said.code == 2
    assert "newer version (format 99" in said.err


def test_an_invalid_document_has_exit_code_1(tmp_path: Path) -> None:
    """`evaluate` refuses what `check` would list."""
    assert call("evaluate", changed(tmp_path, surprise=1)).code == 1


def test_a_missing_file_has_exit_code_2(tmp_path: Path) -> None:
    """Unreadable input is not an answer, for every command that reads."""
    absent = tmp_path / "absent"
    for words in (
        ("check", absent),
        ("evaluate", absent),
        ("plan", absent, "--target", "basic", "--budget", "30"),
        ("report", absent, "-o", tmp_path / "out.pdf"),
        ("verify", absent),
        ("verify", tmp_path),
        ("mail", absent, "--to", "a@example.cn", "-o", tmp_path / "out.eml"),
    ):
        said = call(*words)
        assert (said.code, said.out, len(said.err.splitlines())) == (2, "", 1), words
    assert list(tmp_path.iterdir()) == []


def test_evaluate_gives_the_promised_keys() -> None:
    """Other programs find tiers, conditions, indices, contradictions and missing sets; people's text goes aside."""
    said = call("--lang", "en", "evaluate", SAMPLE, "--json")
    value = said.value
    assert said.code == 0
    assert "Self-assessment for reference" in said.err
    assert set(value) >= {"reached", "possible", "tiers", "indices", "contradictions", "missing"}
    assert [tier["id"] for tier in value["tiers"]] == ["basic", "advanced", "excellent", "leading"]
    for condition in (each for tier in value["tiers"] for each in tier["conditions"]):
        assert set(condition) >= {"id", "status", "reason", "source", "confidence", "answers"}
        assert condition["reason"]


def test_an_overlay_that_is_not_installed_is_named() -> None:
    """The sentence says which ones there are; exit code 2."""
    said = call("--lang", "en", "evaluate", SAMPLE, "--overlay", "atlantis-2025")
    assert said.code == 2
    assert "atlantis-2025" in said.err


def test_plan_gives_the_promised_keys() -> None:
    """Status, gap, cost in 万元, steps with reasons, what was left out, tier by quarter, shortfall."""
    said = call("plan", SAMPLE, "--target", "basic", "--budget", "30", "--start", "2027Q1", "--json")
    value = said.value
    assert said.code == 0
    assert (value["status"], value["gap"], value["target"], value["reached"]) == ("optimal", 0, "basic", "basic")
    assert set(value["cost"]) >= {"one_off", "running", "total"}
    for step in value["steps"]:
        assert set(step) >= {"measure", "variant", "quarter", "one_off", "running", "because"}
        assert step["because"]
    assert all(each["because"] for each in value["left_out"])
    assert len(value["tier_by_quarter"]) == 12
    assert value["shortfall"] is None
    assert value["cost"]["ownership"] == value["ownership"]
    assert value["possible"] == "basic"
    assert {"A01", "C01"} <= {each["measure"] for each in value["prerequisites_met"]}
    assert value["changed_answers"]["requirements.BR4.answer"] == "yes"


def test_a_plan_that_the_money_does_not_reach_has_exit_code_1() -> None:
    """The best use of the money is shown, and how much is missing."""
    said = call("plan", SAMPLE, "--target", "basic", "--budget", "1", "--quarters", "4", "--json")
    assert said.code == 1
    assert said.value["status"] in ("partial", "infeasible")
    assert said.value["shortfall"] is not None


def test_what_is_required_and_does_not_fit_is_an_infeasible_plan() -> None:
    """Programs get the same keys as of any plan, without a step and with what is missing; people one sentence."""
    said = call("plan", SAMPLE, "--target", "basic", "--budget", "0", "--require", "C02", "--json")
    assert said.code == 1
    assert (said.value["status"], said.value["steps"], said.value["cost"]["total"]) == ("infeasible", [], 0)
    assert said.value["shortfall"]["budget"] > 0
    assert said.value["message"] in said.err


def test_a_measure_can_be_required_or_forbidden() -> None:
    """`--require` puts a measure in, `--forbid` keeps it out, an unknown id is named."""
    plan = ("plan", SAMPLE, "--target", "basic", "--budget", "60", "--json")
    chosen = {step["measure"] for step in call(*plan).value["steps"]}
    first = min(chosen)
    without = call(*plan, "--forbid", first).value
    assert first not in {step["measure"] for step in without["steps"]}
    assert "F04" in {step["measure"] for step in call(*plan, "--require", "F04").value["steps"]}
    said = call(*plan, "--require", "Z99")
    assert said.code == 2
    assert "Z99" in said.err


def test_a_report_can_be_written_unsigned_and_in_english(tmp_path: Path) -> None:
    """Without `--sign` it is a PDF that nobody can verify."""
    out = tmp_path / "report.pdf"
    said = call("report", SAMPLE, "-o", out, "--lang", "en")
    assert (said.code, said.out.strip()) == (0, str(out))
    assert out.read_bytes().startswith(b"%PDF-")
    assert call("verify", out, "--json").value[0]["verdict"] == "unverifiable"


def test_a_report_with_roadmap_is_signed_when_asked(journey: Journey, tmp_path: Path) -> None:
    """`--sign` gives a file that verifies, and freezes the version."""
    out = tmp_path / "report.pdf"
    limits = ("--target", "basic", "--budget", "30")
    assert call("report", SAMPLE, "-o", out, *limits, *journey.key).code == 0
    assert call("verify", out, "--trust", journey.folder / "signer.pem").code == 0


def test_a_wrong_passphrase_writes_nothing(journey: Journey, tmp_path: Path) -> None:
    """The key stays closed, the sentence says so, and there is no report."""
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("not the one\n", encoding="utf-8")
    key = ("--sign", journey.folder / "signer.p12", "--passphrase-file", wrong)
    said = call("report", SAMPLE, "-o", tmp_path / "report.pdf", *key)
    assert said.code in (1, 2)
    assert len(said.err.splitlines()) == 1
    assert not (tmp_path / "report.pdf").exists()


def test_verify_gives_the_promised_keys_and_exit_codes(journey: Journey) -> None:
    """One object a file; 0 only if every file is valid."""
    said = call("verify", journey.report, "--json")
    (value,) = said.value
    assert said.code == 1
    assert value["verdict"] == "untrusted"
    assert set(value) >= {
        *("file", "verdict", "reason", "advice", "judged", "signatures", "case_id", "case", "version", "base_digest"),
        *("answers", "claimed_tier", "recomputed_tier", "proven_tier", "agrees", "notes"),
    }
    assert value["base_digest"] == hashlib.sha256(journey.report.read_bytes()).hexdigest()
    assert value["answers"] is None
    keys = {"role", "name", "organisation", "fingerprint", "trusted", "time", "proven_time", "covers"}
    assert set(value["signatures"][0]) >= keys
    trusted = call("verify", journey.report, "--trust", journey.folder / "signer.pem", "--json")
    assert (trusted.code, trusted.value[0]["verdict"], trusted.value[0]["agrees"]) == (0, "valid", True)


def test_one_changed_byte_is_seen(journey: Journey, tmp_path: Path) -> None:
    """A file with one flipped byte is never valid, and the good file beside it keeps its own verdict."""
    data = bytearray(journey.report.read_bytes())
    data[len(data) // 3] ^= 1
    (tmp_path / "changed.pdf").write_bytes(data)
    trust = ("--trust", journey.folder / "signer.pem")
    said = call("verify", journey.report, tmp_path / "changed.pdf", *trust, "--json")
    assert said.code == 1
    good, bad = said.value
    assert good["verdict"] == "valid"
    assert bad["verdict"] in ("changed", "unverifiable")


def test_a_folder_a_letter_and_an_archive_are_looked_into(journey: Journey, tmp_path: Path) -> None:
    """Every report in them gets its verdict under the name of where it lies; one line each when there are many."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(journey.report.read_bytes())
    (folder / "b.pdf").write_bytes(b"%PDF-1.7\n%%EOF\n")
    with zipfile.ZipFile(folder / "more.zip", "w") as archive:
        archive.write(journey.report, "c.pdf")
    trust = ("--trust", journey.folder / "signer.pem")
    said = call("verify", folder, journey.folder / "mail.eml", *trust, "--json")
    assert said.code == 1
    assert [each["verdict"] for each in said.value] == ["valid", "unverifiable", "valid", "valid"]
    assert all(Path(each["file"]).is_relative_to(tmp_path) for each in said.value[:3])


def test_what_a_system_adds_is_named_and_leaves_the_exit_code_0(journey: Journey, tmp_path: Path) -> None:
    """A photograph and Thumbs.db get their line; an archive that is not opened makes it 1."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "report").write_bytes(journey.report.read_bytes())
    (folder / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    (folder / "照片.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(60))
    trust = ("--trust", journey.folder / "signer.pem")
    said = call("verify", folder, *trust, "--json")
    assert said.code == 0
    assert [(each["verdict"], each["passed_over"]) for each in said.value] == [
        ("valid", False),
        ("unverifiable", True),
        ("unverifiable", True),
    ]
    (folder / "more.rar").write_bytes(b"Rar!\x1a\x07\x01\x00" + bytes(60))
    said = call("verify", folder, *trust)
    assert said.code == 1
    assert "RAR" in said.out


def test_a_folder_without_a_report_is_not_valid(tmp_path: Path) -> None:
    """Nothing was verified, though nothing speaks against what is there."""
    (tmp_path / "照片.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(60))
    assert call("verify", tmp_path).code == 1
    assert call("verify", tmp_path / "照片.jpg").code == 1


def test_an_identity_shows_fingerprint_and_telephone_code(tmp_path: Path) -> None:
    """A key file for its owner, a certificate for the others; never written over."""
    secret = tmp_path / "secret.txt"
    secret.write_text("vier gruene Pferde am Fluss\n", encoding="utf-8")
    words = ("identity", "李评审", "--organisation", "市工信局", "-o", tmp_path / "li.p12", "--passphrase-file", secret)
    said = call(*words, "--json")
    assert said.code == 0
    assert (said.value["name"], said.value["organisation"]) == ("李评审", "市工信局")
    assert len(said.value["fingerprint"]) == 64
    assert Path(said.value["certificate"]).read_bytes().startswith(b"-----BEGIN CERTIFICATE-----")
    before = (tmp_path / "li.p12").read_bytes()
    assert call(*words).code == 2
    assert (tmp_path / "li.p12").read_bytes() == before


def test_an_empty_passphrase_file_is_refused(tmp_path: Path) -> None:
    """No key is made without a passphrase; exit code 2."""
    (tmp_path / "empty.txt").write_bytes(b"\n")
    said = call(
        "identity", "李", "--organisation", "局", "-o", tmp_path / "a.p12", "--passphrase-file", tmp_path / "empty.txt"
    )
    assert said.code == 2
    assert not (tmp_path / "a.p12").exists()


def test_a_review_is_a_signed_reply_that_verifies(journey: Journey, tmp_path: Path) -> None:
    """The assessor's findings come back as a signed file of our own."""
    findings = tmp_path / "findings.json"
    finding = {"item": "basic.BR1", "kind": "doubtful", "text": "请补充营业执照。"}
    findings.write_text(
        json.dumps(
            {"format": "zhijie-findings", "format_version": 1, "conclusion": "请补充材料", "findings": [finding]},
            ensure_ascii=False,
        ),
        encoding="utf-8",
    )
    reply = tmp_path / "reply.pdf"
    said = call("review", journey.report, "--findings", findings, *journey.key, "-o", reply)
    assert (said.code, said.out.strip()) == (0, str(reply))
    (verdict,) = call("verify", reply, "--trust", journey.folder / "signer.pem", "--json").value
    assert (verdict["verdict"], verdict["document"]) == ("valid", "reply")
    assert verdict["answers"] == hashlib.sha256(journey.report.read_bytes()).hexdigest()


def test_findings_that_are_none_write_nothing(journey: Journey, tmp_path: Path) -> None:
    """A file that is no findings is named, and there is no reply."""
    (tmp_path / "findings.json").write_bytes(b"{}")
    words = ("--findings", tmp_path / "findings.json", *journey.key, "-o", tmp_path / "reply.pdf")
    said = call("review", journey.report, *words)
    assert said.code == 1
    assert not (tmp_path / "reply.pdf").exists()


def test_a_draft_carries_the_report_and_its_digest(journey: Journey, tmp_path: Path) -> None:
    """The letter opens as unsent, names case and version, and holds the very bytes of the report."""
    out = tmp_path / "draft.eml"
    assert call("mail", journey.report, "--to", "office@example.cn", "-o", out).code == 0
    letter = email.message_from_bytes(out.read_bytes(), policy=email.policy.default)
    assert letter["X-Unsent"] == "1"
    assert letter["To"] == "office@example.cn"
    (attached,) = letter.iter_attachments()
    assert attached.get_content() == journey.report.read_bytes()


def test_a_file_that_is_not_ours_is_not_mailed(tmp_path: Path) -> None:
    """A stranger's PDF is refused with exit code 1; a wrong address with 2."""
    (tmp_path / "other.pdf").write_bytes(b"%PDF-1.7\n%%EOF\n")
    said = call("mail", tmp_path / "other.pdf", "--to", "office@example.cn", "-o", tmp_path / "a.eml")
    assert (said.code, len(said.err.splitlines())) == (1, 1)
    assert not (tmp_path / "a.eml").exists()


def test_a_wrong_address_is_refused(journey: Journey, tmp_path: Path) -> None:
    """What is no e-mail address is said, and no draft is written."""
    said = call("mail", journey.report, "--to", "office at example", "-o", tmp_path / "a.eml")
    assert said.code == 2
    assert not (tmp_path / "a.eml").exists()


def test_after_a_failed_step_the_rest_of_the_job_is_not_tried(capsys: pytest.CaptureFixture[str]) -> None:
    """One line a step; what stands on a failed step says so instead of failing in the program's own words."""

    def fails() -> None:
        raise StepFailed(what=sentence("It broke."))

    steps = [(sentence("one"), fails, False), (sentence("two"), fails, True), (sentence("three"), fails, True)]
    assert not passes_all(steps, Terminal("en"))
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["FAILED", "FAILED", "not"]


def test_the_self_test_passes_every_step() -> None:
    """One line a step, all passed, exit code 0."""
    said = call("--lang", "en", "self-test")
    lines = said.out.splitlines()
    assert said.code == 0, said.out
    assert len(lines) >= 8
    assert all(line.startswith("passed  ") for line in lines)


def test_a_traceback_is_shown_only_when_asked_for(tmp_path: Path) -> None:
    """`--debug` adds where in the program an error arose; the sentence stays last."""
    said = call("--lang", "en", "evaluate", tmp_path / "absent.json", "--debug")
    assert said.err.startswith("Traceback")
    assert "absent.json could not be read" in said.err.splitlines()[-1]


def test_the_schema_is_printed() -> None:
    """`schema` gives the published JSON schema of the case document."""
    assert "$schema" in call("schema").value


def test_packs_are_listed_with_their_digests() -> None:
    """The national edition and the measures are there, each with the SHA-256 that reports name."""
    packs = {pack["id"]: pack for pack in call("packs", "--json").value}
    assert packs.keys() >= {"national-2025", "catalogue-2026"}
    assert all(len(pack["digest"]) == 64 for pack in packs.values())


@pytest.mark.parametrize("half", [("--passphrase-file", "p.txt"), ("--seal", "seal.png"), ("--token", "x")])
def test_half_of_what_a_signature_needs_gives_no_unsigned_report(tmp_path: Path, half: tuple[str, str]) -> None:
    """Who says how to sign wants a signature: without the key nothing is written."""
    said = call("--lang", "en", "report", SAMPLE, "-o", tmp_path / "out.pdf", *half)
    assert (said.code, said.out) == (2, "")
    assert "--sign" in said.err
    assert not (tmp_path / "out.pdf").exists()
