"""What clumsy and hostile people type: each gets one sentence that says what to do, before any long work."""

import json
import os
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import resources
from tests import ROOT
from tests.ui.command_line.conftest import Journey, Spoken, call
from ui.command_line.arguments import Kinds
from ui.command_line.program import parser

SAMPLE = resources.path("samples/hongda-machining.json")


def planned(*words: str | Path) -> Spoken:
    """Asks for a plan of the sample with some words more."""
    return call("--lang", "en", "plan", SAMPLE, "--target", "basic", "--budget", "30", *words)


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("30", ["30"]),
        ("３０", ["30"]),
        ("30,50", ["30", "50"]),
        ("30，50", ["30", "50"]),
        ("30、50.5 , 0", ["30", "50.5", "0"]),
        ("30万", ["30"]),
        ("30 万元，50 万元", ["30", "50"]),
        ("30;50", ["30", "50"]),
        ("1, 200", ["1", "200"]),
        ("1200", ["1200"]),
        ("3000元", ["0.3"]),
        ("1亿", ["10000"]),
        ("0", ["0"]),
    ],
)
def test_a_budget_is_understood_as_people_write_it(text: str, figures: list[str]) -> None:
    """Wide digits, commas of both keyboards, and the unit behind the figure."""
    assert Kinds("zh").budget(text) == tuple(map(Decimal, figures))


@pytest.mark.parametrize("text", ["-5", "1e9", "abc", "", " ", "30,", "1_0", "inf", "30台", "1000001", "30;many"])
def test_a_budget_that_is_none_says_how_one_is_written(text: str) -> None:
    """With the range and an example."""
    said = call("--lang", "en", "plan", SAMPLE, "--target", "basic", f"--budget={text}")
    assert (said.code, said.out) == (2, "")
    assert "in 10,000 yuan a year, from 0 to 1000000, such as 30 or 30,50,20" in said.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--budget", "1,200"], "“1,200” can mean 1200 or 1 and 200; write 1200 or 1;200"),
        (["--budget", "1，000"], "“1，000” can mean 1000 or 1 and 0; write 1000 or 1;0"),
        (["--budget", "1.200"], "“1.200” can mean 1.2 or 1200; write 1.2 or 1200"),
        (["--budget", "30", "--staff", "8,5"], "“8,5” can mean 8.5 or 85"),
        (["--budget", "30", "--quote", "C02:shared=3千"], "“3千” can mean 0.3 or 3000"),
    ],
)
def test_what_has_two_meanings_is_not_planned_with(words: list[str], sentence: str) -> None:
    """1,200 as 1 万元 in the first year and 200 in the next would be a plan that nobody asked for: both are named."""
    said = call("--lang", "en", "plan", SAMPLE, "--target", "basic", *words)
    assert (said.code, said.out, len(said.err.splitlines())) == (2, "", 1)
    assert sentence in said.err


@pytest.mark.parametrize("text", ["2027", "2027Q0", "2027Q5", "27Q1", "2027-1", "9999Q1", "٢٠٢٧Q1", "Q1"])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    """A month is not taken for a quarter."""
    said = planned("--start", text)
    assert (said.code, "write it as 2027Q1" in said.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--quarters", "0"], "from 1 to 40"),
        (["--quarters", "41"], "from 1 to 40"),
        (["--quarters", "1" * 5000], "from 1 to 40"),
        (["--at-once", "0"], "from 1 to 1000"),
        (["--blackout", "Q5"], "Q4 for the fourth quarter of every year"),
        (["--staff", "1e3"], "0 or more"),
        (["--quote", "C02:shared=1e12"], "neither below 0"),
        (["--require", "c2"], "did you mean “C02”"),
        (["--forbid", "C2"], "did you mean “C02”"),
        (["--done", "nothing"], "“packs measures” lists them"),
        (["--quote", "c02:own=5"], "did you mean “C02”"),
        (["--not-counted", "nothing-like-it"], "there are: "),
        (["--overlay", "jiangsu"], "did you mean “jiangsu-2026”"),
    ],
)
def test_a_wrong_limit_says_what_is_right(words: list[str], sentence: str) -> None:
    """The range, or the id that was probably meant; exit code 2 and nothing on standard output."""
    said = planned(*words)
    assert (said.code, said.out, len(said.err.splitlines())) == (2, "", 1)
    assert sentence in said.err


def test_local_rules_named_twice_lie_on_top_once() -> None:
    """Naming them again changes nothing."""
    words = ("evaluate", SAMPLE, "--json", "--overlay", "jiangsu-2026")
    assert call(*words, "--overlay", "jiangsu-2026").value == call(*words).value


def test_a_problem_is_one_line_with_place_cause_and_cure(tmp_path: Path) -> None:
    """In Chinese without a space between the sentences; an unknown rulebook is a problem like any other."""
    document = {**json.loads(SAMPLE.read_bytes()), "rulebook": "national-2052"}
    path = tmp_path / "case.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    said = call("--lang", "zh", "check", path)
    assert said.code == 1
    assert "  rulebook：本机没有安装“national-2052”。也许是“national-2025”；" in said.out
    assert [problem["where"] for problem in call("check", path, "--json").value] == ["rulebook"]


def test_what_is_doubtful_in_a_valid_document_is_said(tmp_path: Path) -> None:
    """A mistyped credit code, an industry that does not exist, evidence that has expired; the document stays valid."""
    document = json.loads(SAMPLE.read_bytes())
    document["enterprise"] |= {"credit_code": "91320000MA0EXAMPLE", "industry_code": "C9999"}
    digest = next(iter(document["evidence"]))
    document["evidence"][digest]["valid_until"] = "2026-01-31"
    path = tmp_path / "case.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    said = call("--lang", "en", "check", path, "--json")
    assert said.code == 0
    assert [(each["where"], each["valid"]) for each in said.value] == [
        ("enterprise.credit_code", True),
        ("enterprise.industry_code", True),
        (f"evidence.{digest[:12]}", True),
    ]
    assert "one is mistyped" in said.value[0]["what"]
    assert "held until 2026-01-31" in call("--lang", "en", "check", path).out
    assert call("check", SAMPLE, "--json").value == []


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (SAMPLE.read_text(encoding="utf-8").encode("utf-16"), "encoding UTF-8"),
        (b'{"format": "zhijie-case", "case": 1, "case": 2}', "keep the one of the two"),
        (b'{"format": "zhijie-case", "version": NaN}', "correct that place"),
    ],
)
def test_what_is_no_document_says_how_to_repair_it(content: bytes, advice: str, tmp_path: Path) -> None:
    """Each kind of damage has its own advice."""
    path = tmp_path / "case.json"
    path.write_bytes(content)
    said = call("--lang", "en", "check", path)
    assert (said.code, advice in said.err) == (2, True)


def test_a_folder_of_cases_goes_on_after_what_cannot_be_read(tmp_path: Path) -> None:
    """Capital endings are read, folders are passed over, a pipe is named; the JSON stays one value."""
    (tmp_path / "A.JSON").write_bytes(SAMPLE.read_bytes())
    (tmp_path / "b.json").mkdir()
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "c.json")
    (tmp_path / "d.json").write_bytes(SAMPLE.read_bytes())
    said = call("evaluate", tmp_path, "--json")
    assert said.code == 1
    assert [case.get("error", "") for case in said.value] == ["", "unreadable_file", ""]


def test_an_endless_line_among_cases_is_named_and_passed_over(tmp_path: Path) -> None:
    """The line after it is evaluated all the same."""
    path = tmp_path / "cases.jsonl"
    good = json.dumps(json.loads(SAMPLE.read_bytes()))
    path.write_text("x" * 43_000_000 + "\n" + good + "\n", encoding="utf-8")
    said = call("evaluate", path, "--json")
    assert [case.get("error", "") for case in said.value] == ["file_too_large", ""]


@pytest.mark.parametrize(("language", "sentence"), [("en", "contains no case document"), ("zh", "里没有案卷")])
def test_a_folder_without_cases_says_so(language: str, sentence: str, tmp_path: Path) -> None:
    """Instead of a list of nothing."""
    said = call("--lang", language, "evaluate", tmp_path)
    assert (said.code, sentence in said.out) == (0, True)


def test_nothing_that_is_read_is_written_over(journey: Journey, tmp_path: Path) -> None:
    """A case, a report, findings or a key named as the output stays what it is."""
    case, report = tmp_path / "case.json", tmp_path / "report.pdf"
    case.write_bytes(SAMPLE.read_bytes())
    report.write_bytes(journey.report.read_bytes())
    for words in (
        ("export", case, "-o", case),
        ("report", case, "-o", case),
        ("report", case, "-o", tmp_path / "a.pdf", "--xlsx", tmp_path / "." / "a.pdf"),
        ("countersign", report, *journey.key, "-o", report),
        ("mail", report, "--to", "a@example.cn", "-o", report),
        ("review", report, "--findings", case, *journey.key, "-o", case),
        ("timestamp", report, "-o", report),
        ("verify", report, "--note", report, *journey.key),
    ):
        assert call(*words).code == 2, words
    assert case.read_bytes() == SAMPLE.read_bytes()
    assert report.read_bytes() == journey.report.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["case.json", "report.pdf"]


def test_a_place_that_takes_no_file_is_told_before_the_work(journey: Journey, tmp_path: Path) -> None:
    """The missing folder is named although the input would be refused later, too."""
    nowhere = tmp_path / "absent" / "out.pdf"
    broken = tmp_path / "broken.json"
    broken.write_bytes(b"{")
    for words in (
        ("report", broken, "-o", nowhere),
        ("report", broken, "-o", tmp_path / "a.pdf", "--docx", nowhere.with_suffix(".docx")),
        ("review", journey.report, "--findings", broken, *journey.key, "-o", nowhere),
        ("mail", broken, "--to", "a@example.cn", "-o", nowhere.with_suffix(".eml")),
        ("export", broken, "-o", nowhere.with_suffix(".xlsx")),
        ("countersign", broken, *journey.key, "-o", nowhere),
        ("verify", broken, *journey.key, "--note", nowhere),
    ):
        said = call("--lang", "en", *words)
        assert (said.code, f"the folder {nowhere.parent} does not exist" in said.err) == (2, True), words


def test_what_is_written_has_the_ending_of_what_it_is(journey: Journey, tmp_path: Path) -> None:
    """A PDF named .xlsx opens nowhere: every command that writes refuses it before the work, and names the right ones."""
    secret, waiting = journey.key[3], tmp_path / "waiting.key"
    named = ("--organisation", "厂", "--passphrase-file", secret)
    office = ("--office", journey.key[1], "--passphrase-file", secret)
    for ending, words in (
        (".xlsx, .json", ("export", SAMPLE, "-o", "out.pdf")),
        (".pdf", ("report", SAMPLE, "-o", "out.xlsx")),
        (".pdf", ("report", SAMPLE, "-o", "out")),
        (".xlsx", ("report", SAMPLE, "-o", tmp_path / "a.pdf", "--xlsx", "out.pdf")),
        (".docx", ("report", SAMPLE, "-o", tmp_path / "a.pdf", "--docx", "out.doc")),
        (".pdf", ("review", journey.report, "--findings", SAMPLE, *journey.key, "-o", "out.json")),
        (".pdf", ("countersign", journey.report, *journey.key, "-o", "out.p12")),
        (".tsq", ("timestamp", journey.report, "-o", "out.pdf")),
        (".pdf", ("timestamp", journey.report, "--answer", SAMPLE, "-o", "out.tsq")),
        (".pdf", ("verify", journey.report, *journey.key, "--note", "out.txt")),
        (".eml", ("mail", journey.report, "--to", "a@example.cn", "-o", "out.pdf")),
        (".p12, .pfx", ("identity", "王", *named, "-o", "out.pem")),
        (".csr, .req, .pem", ("certificate", "request", "--name", "王", *named, "--key", waiting, "-o", "out.p12")),
        (
            ".key, .pem",
            ("certificate", "request", "--name", "王", *named, "--key", "out.csr", "-o", tmp_path / "a.csr"),
        ),
        (".p12, .pfx", ("certificate", "office", "--name", "局", *named, "-o", "out.pem")),
        (".pem, .crt, .cer", ("certificate", "issue", SAMPLE, *office, "-o", "out.p12")),
        (".crl, .pem", ("certificate", "revoke", SAMPLE, *office, "-o", "out.zip")),
        (".xlsx, .yaml, .yml", ("packs", "template", "out.pdf")),
    ):
        called = [tmp_path / word if str(word).startswith("out") else word for word in words]
        said = call("--lang", "en", *called)
        assert (said.code, f"must end in one of: {ending}. " in said.err) == (2, True), words
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["x", "a b@c.cn", "a@b.cn,c@d.cn", "", "@b.cn", "a@b.cn\nBcc: c@d.cn"])
def test_a_wrong_address_is_told_before_the_report_is_verified(address: str, tmp_path: Path) -> None:
    """The file need not even be there."""
    said = call("--lang", "en", "mail", tmp_path / "absent.pdf", f"--to={address}", "-o", tmp_path / "out.eml")
    assert (said.code, "is not an e-mail address" in said.err) == (2, True)


def test_a_key_is_never_lost_to_its_certificate_or_an_older_file(tmp_path: Path) -> None:
    """Wrong usage, exit code 2: an existing file, a folder, a missing folder, and an ending that the certificate takes."""
    secret = tmp_path / "secret.txt"
    secret.write_text("correct horse battery", encoding="utf-8")
    (tmp_path / "old.p12").write_bytes(b"old")
    (tmp_path / "other.pem").write_bytes(b"old")
    words = ("identity", "王", "--organisation", "厂", "--passphrase-file", secret, "-o")
    before = sorted(tmp_path.iterdir())
    for name in ("old.p12", "other.p12", "key.pem", ".", "absent/key.p12"):
        said = call("--lang", "en", *words, tmp_path / name)
        assert (said.code, said.out, len(said.err.splitlines())) == (2, "", 1), name
    assert sorted(tmp_path.iterdir()) == before
    assert (tmp_path / "old.p12").read_bytes() == b"old"


@pytest.mark.parametrize(
    "content",
    [
        b"correct horse battery",
        b"\xef\xbb\xbfcorrect horse battery\r\n",
        "correct horse battery\r\nsecond line\r\n".encode("utf-16"),
        b"\xfe\xff" + "correct horse battery\n".encode("utf-16-be"),
    ],
)
def test_a_passphrase_file_of_any_editor_is_read(content: bytes, tmp_path: Path) -> None:
    """Notepad's mark, the line ends of Windows and what its shell writes make no difference."""
    first, again = tmp_path / "first.txt", tmp_path / "again.txt"
    first.write_bytes(b"correct horse battery\n")
    again.write_bytes(content)
    key = tmp_path / "key.p12"
    assert call("identity", "王", "--organisation", "厂", "--passphrase-file", first, "-o", key).code == 0
    assert call("certificate", "show", key, "--passphrase-file", again, "--json").code == 0


@pytest.mark.parametrize("content", [b"", b"\n", b"\r\nsecret", "口令口令".encode("gbk"), b"a\0b"])
def test_a_file_without_a_passphrase_is_refused(content: bytes, tmp_path: Path) -> None:
    """An empty first line or another encoding is one sentence."""
    secret = tmp_path / "secret.txt"
    secret.write_bytes(content)
    said = call("identity", "王", "--organisation", "厂", "--passphrase-file", secret, "-o", tmp_path / "key.p12")
    assert (said.code, len(said.err.splitlines())) == (2, 1)


def finding(**changes: Any) -> dict[str, Any]:
    """A file of findings with some entries changed; None takes one away."""
    value = {
        "format": "zhijie-findings",
        "format_version": 1,
        "conclusion": "ok",
        "findings": [{"item": "basic.BR1", "kind": "note", "text": "x"}],
        **changes,
    }
    return {key: entry for key, entry in value.items() if entry is not None}


@pytest.mark.parametrize(
    ("value", "code", "sentence"),
    [
        ("hello", 2, "不是 JSON 格式"),
        ([], 2, "“format”不是“zhijie-findings”"),
        ({"format": "zhijie-case"}, 2, "“format”不是“zhijie-findings”"),
        ({}, 1, "文件里，缺少：“format”（zhijie-findings）"),
        (finding(conclusion=None), 1, "文件里，缺少：“conclusion”（文字）"),
        (
            finding(findings=[{"item": "basic.BR1"}]),
            1,
            "第 1 条意见中，缺少：“kind”（confirmed、corrected、doubtful、refused、note）",
        ),
        (finding(findings=[{"item": "basic.BR9", "kind": "note", "text": "x"}]), 1, "也许是“basic.BR"),
        (finding(findings=[{"item": "SC9", "kind": "note", "text": "x"}]), 1, "也许是“SC09”"),
    ],
)
def test_findings_say_in_words_what_is_missing(
    value: object, code: int, sentence: str, journey: Journey, tmp_path: Path
) -> None:
    """Which entry, in which finding, and what it takes; what is no file of findings at all has exit code 2."""
    path = tmp_path / "findings.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    said = call("--lang", "zh", "review", journey.report, "--findings", path, *journey.key, "-o", tmp_path / "r.pdf")
    assert (said.code, said.out) == (code, "")
    assert sentence in said.err


def test_one_missing_file_does_not_stop_the_others(journey: Journey, tmp_path: Path) -> None:
    """It is named among the verdicts, and the exit code says that some input could not be read."""
    said = call("--lang", "en", "verify", journey.report, tmp_path / "absent.pdf", "--json")
    assert said.code == 2
    assert [(paper["verdict"], "could not be read" in paper["reason"]) for paper in said.value] == [
        ("untrusted", False),
        ("unverifiable", True),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_a_pipe_without_a_writer_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    """By every command that reads a file."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for words in (
        ("check", pipe),
        ("evaluate", pipe),
        ("verify", pipe),
        ("packs", "inspect", pipe),
        ("trust", "add", pipe),
        ("mail", pipe, "--to", "a@example.cn", "-o", tmp_path / "out.eml"),
    ):
        said = call("--lang", "en", *words, "--data", tmp_path / "data")
        assert (said.code, "not an ordinary file" in said.err) == (2, True), words


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_a_pipe_in_the_data_folder_is_named_and_not_waited_for(tmp_path: Path) -> None:
    """Whatever a command reads there: the database, the account, the list of those trusted."""
    copy = tmp_path / "copy.zip"
    assert call("inbox", "add", SAMPLE, "--data", tmp_path / "sound").code in (0, 1)
    assert call("backup", "-o", copy, "--data", tmp_path / "sound").code == 0
    for number, (name, words) in enumerate(
        (
            ("zhijie.db", ("inbox", "list")),
            ("zhijie.db", ("backup", "-o", tmp_path / "other.zip")),
            ("zhijie.db", ("restore", copy, "--preview")),
            ("mail.json", ("mail-account", "show")),
            ("trust.json", ("trust", "list")),
        )
    ):
        data = tmp_path / f"data-{number}"
        data.mkdir()
        os.mkfifo(data / name)
        said = call("--lang", "en", *words, "--data", data)
        assert (said.code, name in said.err, "Traceback" in said.err) == (2, True, False), (words, said.err)


def test_many_verdicts_end_with_a_count(journey: Journey, tmp_path: Path) -> None:
    """Folders in folders are looked into; five lines and how many of each kind."""
    (tmp_path / "sub").mkdir()
    for number in range(4):
        (tmp_path / "sub" / f"{number}.PDF").write_bytes(b"")
    (tmp_path / "report.pdf").write_bytes(journey.report.read_bytes())
    said = call("--lang", "zh", "verify", tmp_path)
    lines = said.out.splitlines()
    assert (said.code, len(lines)) == (1, 6)
    assert lines[-1] == "共 5 个文件：无法验证 4、签名人未确认 1。"


def test_a_verdict_names_tiers_and_never_ids(journey: Journey) -> None:
    """The demonstration, too: an untrusted signer is said in words."""
    said = call("--lang", "zh", "verify", journey.report)
    assert "报告所列层级：无" in said.out
    assert not any(word in said.out + journey.said.out for word in ("untrusted", "valid", "basic"))


def test_the_exit_codes_are_told_in_the_help() -> None:
    """Also those beside the three: a fault, Ctrl+C, a reader that has left."""
    help_text = " ".join(parser("zh").format_help().split())
    for code in ("0 完成", "1 结论为否", "2 用法错误", "70 智阶", "130 用", "141 读取"):
        assert code in help_text


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_stopping_has_its_own_exit_code(tmp_path: Path) -> None:
    """Ctrl+C in the middle of the work is one sentence and 130."""
    command = [sys.executable, str(ROOT / "main.py"), "--lang", "en", "check", "/dev/stdin"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as child:
        assert child.stdin is not None
        child.stdin.write("x" * 70_000)  # returns when the child reads: a pipe holds 64 KiB
        child.stdin.flush()
        child.send_signal(signal.SIGINT)
        _, said = child.communicate()
    assert (child.returncode, said.splitlines()) == (
        130,
        ["Stopped. Everything saved before is safe; nothing half-written was left behind."],
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["trust", "list", "x"], "takes no further word"),
        (["outbox", "list", "x"], "takes no further word"),
        (["outbox", "discard"], "needs a letter"),
        (["verify", SAMPLE, "--note", "note.pdf"], "must be signed"),
        (["verify", SAMPLE, "--sign", "key.p12"], "must be signed"),
        (["packs", "--data", SAMPLE], "--data needs a folder"),
    ],
)
def test_what_would_be_passed_over_is_refused(words: list[str | Path], sentence: str) -> None:
    """A word too many, or half of what is needed, is told instead of ignored."""
    said = call("--lang", "en", *words)
    assert (said.code, said.out, sentence in said.err) == (2, "", True)


def test_json_is_one_value_when_the_answer_is_no(journey: Journey, tmp_path: Path) -> None:
    """Also where the verdict was there already, and only the note about it fails."""
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("not the passphrase", encoding="utf-8")
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7")
    for words, code in (
        (("check", broken, "--json"), 2),
        (("evidence", broken, broken, "--json"), 1),
        (("verify", broken, "--json"), 1),
        (("verify", journey.report, "--json", "--note", tmp_path / "n.pdf", *journey.key[:3], wrong), 2),
        (("plan", SAMPLE, "--target", "leading", "--budget", "0", "--quarters", "1", "--json"), 1),
    ):
        said = call(*words, "--data", tmp_path / "data")
        assert said.code == code, said.err
        assert said.value, words


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--budget", "30"], "预算：每年 30 万元"),
        (["--budget", "30,50"], "预算：2027 年 30 万元、2028 年 50 万元\n  之后各期按最后一个数计算。"),
        (["--budget", "30,50,20,10"], "其余 1 个数没有用到"),
        (["--budget", "9", "--budget-by-quarter"], "预算：每季度 9 万元"),
    ],
)
def test_the_plan_says_how_the_budget_was_understood(words: list[str], sentence: str) -> None:
    """Figure by figure: a slip shows before money is spent on it."""
    said = call("--lang", "zh", "plan", SAMPLE, "--target", "basic", "--start", "2027Q1", *words)
    assert sentence in said.out
