"""The words of the command line: what is understood, and what is said when it is not."""

import json
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

import main
from models.language import Language
from models.limits import Quarter
from tests import ROOT
from ui.command_line import run, window_wanted
from ui.command_line.arguments import Kinds, system_language
from ui.command_line.program import parser
from ui.command_line.screen import has_screen, lacking
from ui.command_line.terminal import Terminal, width

COMMANDS: tuple[str, ...] = (
    "demo",
    "check",
    "evaluate",
    "plan",
    "report",
    "identity",
    "verify",
    "review",
    "mail",
    "self-test",
    "backup",
    "restore",
    "recover",
    "progress",
    "sme-level",
    "share",
    "share-import",
    "summary",
    "inquiry",
    "calendar",
    "walkround",
    "compare",
    "inbox",
    "dossier",
    "reply",
    "region",
    "worker",
)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_command_of_the_contract_exists_and_explains_itself(
    language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each row of the table has its help in both languages, with exit code 0."""
    for command in COMMANDS:
        with pytest.raises(SystemExit) as left:
            parser(language).parse_args([command, "--help"])
        assert left.value.code == 0
        assert f"python main.py {command}" in capsys.readouterr().out


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_wrong_word_is_one_sentence_and_exit_code_2(language: Language, capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong usage says what was not understood and that nothing was done, in the person's language."""
    assert run(["--lang", language, "plan", "case.json", "--target", "top", "--budget", "30"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert ("未执行任何操作" if language == "zh" else "Nothing was done") in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "words",
    [
        ["fly"],
        ["evaluate"],
        ["evaluate", "a.json", "--jsonn"],
        ["plan", "a.json", "--target", "basic", "--budget", "-3"],
        ["plan", "a.json", "--target", "basic", "--budget", "nan"],
        ["plan", "a.json", "--target", "basic", "--budget", "3,,4"],
        ["plan", "a.json", "--target", "basic", "--budget", "3", "--quarters", "0"],
        ["plan", "a.json", "--target", "basic", "--budget", "3", "--start", "2027Q5"],
        ["plan", "a.json", "--target", "basic", "--budget", "3", "--staff", "many"],
        ["evaluate", "--lang", "fr", "a.json"],
        ["evaluate", ""],
    ],
)
def test_wrong_usage_is_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Unknown commands and options, missing words and impossible figures have exit code 2 and one line."""
    assert run(words) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_budget_is_one_figure_for_all_years_or_one_a_year() -> None:
    """`30` and `30,50,20`, also with the comma of a Chinese keyboard."""
    kinds = Kinds("zh")
    assert kinds.budget("30") == (Decimal(30),)
    assert kinds.budget("30,50.5,20") == kinds.budget("30，50.5，20") == (Decimal(30), Decimal("50.5"), Decimal(20))


def test_a_tier_and_a_quarter_are_understood_as_people_write_them() -> None:
    """Tiers by id or Chinese name, quarters with a small or large Q."""
    kinds = Kinds("zh")
    assert kinds.tier("advanced") == kinds.tier("先进级") == kinds.tier("Advanced") == "advanced"
    assert kinds.quarter("2027q3") == Quarter(2027, 3)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW.UTF-8"}, "zh"),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_language_follows_the_system(environment: dict[str, str], language: Language) -> None:
    """Chinese on a Chinese system, English otherwise; the stronger variable wins."""
    assert system_language(environment) == language


def test_the_window_is_wanted_without_a_command() -> None:
    """No words, or only settings, open the window; a command, a wrong word or help does not."""
    assert window_wanted([]) is not None
    wanted = window_wanted(["--data", "stick", "--lang", "zh"])
    assert wanted is not None
    assert (wanted.data, wanted.language) == (Path("stick"), "zh")
    assert window_wanted(["demo"]) is None
    assert window_wanted(["--help"]) is None
    assert window_wanted(["--lang", "fr"]) is None


def test_the_window_opens_with_the_files_that_were_double_clicked(tmp_path: Path) -> None:
    """Files that are there open the window with them; a name without a file, or a command with one, is a command."""
    case, report = tmp_path / "甲 case.json", tmp_path / "report.pdf"
    case.write_bytes(b"{}")
    report.write_bytes(b"%PDF")
    wanted = window_wanted([str(case), str(report), "--lang", "zh"])
    assert wanted is not None
    assert wanted.files == (case, report)
    assert window_wanted([str(tmp_path / "gone.json")]) is None
    assert window_wanted([str(tmp_path)]) is None
    assert window_wanted(["check", str(case)]) is None


@pytest.mark.parametrize(
    ("environment", "system", "screen"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"QT_QPA_PLATFORM": "offscreen"}, "linux", True),
        ({}, "win32", True),
        ({}, "darwin", True),
    ],
)
def test_a_screen_is_seen_in_the_surroundings(environment: dict[str, str], system: str, screen: bool) -> None:
    """Windows and macOS always have one; elsewhere the display variables say so."""
    assert has_screen(environment, system) is screen


def test_a_chinese_character_takes_two_columns(capsys: pytest.CaptureFixture[str]) -> None:
    """Tables stand straight on a terminal, whatever the language of a cell."""
    assert width("智阶 ok") == 7
    Terminal("zh").table([("智阶", "甲"), ("ab", "乙"), ("", "丙")])
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["  智阶  甲", "  ab    乙", "        丙"]


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """`--version` names the program and its version."""
    with pytest.raises(SystemExit) as left:
        main.main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out.startswith("Zhijie 0.")


def test_a_reader_that_leaves_early_is_no_error() -> None:
    """`python main.py schema | head -1` ends quietly: no traceback and no complaint."""
    command = f'"{sys.executable}" main.py schema | head -c 1'
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, check=True)
    assert done.stderr == b""


def test_chinese_is_written_as_utf8_in_any_locale() -> None:
    """On a machine without any locale the Chinese arrives whole."""
    done = subprocess.run(
        [sys.executable, "main.py", "--lang", "zh", "fly"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PATH": ""},
    )
    assert "未执行任何操作" in done.stderr.decode("utf-8")


@pytest.mark.parametrize(
    ("words", "kind", "code"),
    [
        (["evaluate", "missing.json", "--json"], "unreadable_file", 2),
        (["evaluate", "--json"], "wrong_usage", 2),
        (["fly", "--json"], "wrong_usage", 2),
        (["check", str(ROOT / "README.md"), "--json"], "not_json", 2),
    ],
)
def test_json_speaks_json_also_of_errors(
    words: list[str], kind: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """With `--json` an error is one JSON value on standard output and its sentence on standard error."""
    assert run(["--lang", "en", *words]) == code
    said = capsys.readouterr()
    value = json.loads(said.out)
    assert (value["error"], value["exit_code"]) == (kind, code)
    assert value["message"] == said.err.strip()


def test_a_pack_that_is_not_there_is_said_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    """The machine's own English words do not leak into the sentence."""
    assert run(["--lang", "zh", "packs", "inspect", "missing.yaml"]) == 2
    assert "没有这个文件或文件夹" in capsys.readouterr().err


def test_output_that_nobody_can_take_is_one_sentence() -> None:
    """A full disk behind standard output is exit code 2 and a sentence; a closed one stops nothing."""
    command = [sys.executable, str(ROOT / "main.py"), "--lang", "en", "schema"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, check=False, stdout=full, stderr=subprocess.PIPE, encoding="utf-8")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "the disk is full" in done.stderr
    closed = subprocess.run(
        ["sh", "-c", '"$@" >&-', "sh", *command], stderr=subprocess.PIPE, encoding="utf-8", check=False
    )
    assert (closed.returncode, closed.stderr) == (0, "")


def test_closed_streams_stop_nothing_and_spill_nothing() -> None:
    """With standard error closed its text is not in the JSON; with standard input closed nobody is asked."""
    command = [sys.executable, str(ROOT / "main.py"), "--lang", "en"]
    no_error = ["sh", "-c", '"$@" 2>&-', "sh", *command, "evaluate", "missing.json", "--json"]
    said = subprocess.run(no_error, stdout=subprocess.PIPE, check=False)
    assert (said.returncode, json.loads(said.stdout)["error"]) == (2, "unreadable_file")
    no_input = ["sh", "-c", '"$@" <&-', "sh", *command, "identity", "A", "--organisation", "B", "-o", "never.p12"]
    said = subprocess.run(no_input, capture_output=True, check=False)
    assert said.returncode == 2
    assert b"--passphrase-file" in said.stderr


def test_leaving_early_is_silent() -> None:
    """Ctrl+C while the program is still being loaded shows no traceback."""
    code = """
import os, runpy, signal, sys
class Impatient:
    def find_spec(self, name, *_):
        if name == "ui.command_line":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Impatient())
runpy.run_path(sys.argv[1], run_name="__main__")
"""
    left = subprocess.run([sys.executable, "-c", code, str(ROOT / "main.py")], capture_output=True, check=False)
    assert (left.returncode, left.stderr) == (-signal.SIGINT, b"")


def test_a_package_names_all_libraries_that_the_system_lacks_at_once(tmp_path: Path) -> None:
    """A window that cannot open says once what an administrator has to install; a checkout has looked before."""
    listing = tmp_path / "libraries.json"
    assert lacking(listing) == ()
    listing.write_text(
        '{"libc.so.6": "libc6", "libnowhere.so.1": "libnowhere1", "libelse.so": "else"}', encoding="ascii"
    )
    assert lacking(listing) == ("else", "libnowhere1")
