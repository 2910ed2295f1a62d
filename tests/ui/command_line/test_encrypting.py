"""`encrypt`, and what every command does with a data folder that is encrypted."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import resources
from models.assessment import AnswerId
from models.sealing import ring
from models.workspace import Workspace
from tests.ui.command_line.conftest import Spoken, call

STAFF = AnswerId("factory.staff")


@pytest.fixture(autouse=True)
def _no_keys() -> Iterator[None]:
    """Each command is a program of its own, which was given no key."""
    ring.forget()
    yield
    ring.forget()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with one case."""
    with Workspace.open(tmp_path / "data") as workspace:
        workspace.create_case("ZJ-1", answers={STAFF: 100})
    return tmp_path / "data"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file with a passphrase."""
    (tmp_path / "secret").write_text("five words long 口令\n", encoding="utf-8")
    return tmp_path / "secret"


def say(data: Path, *words: str | Path) -> Spoken:
    """Calls a command as a new program."""
    ring.forget()
    return call("--lang", "en", "--data", data, *words)


def test_the_folder_is_encrypted_used_and_put_in_clear_again(data: Path, secret: Path, tmp_path: Path) -> None:
    """`encrypt on` shows the recovery key once; commands then need passphrase or recovery key; `off` ends that."""
    assert say(data, "encrypt", "--json").value == {"encrypted": False, "unfinished": False}
    done = say(data, "encrypt", "on", "--passphrase-file", secret, "--json")
    assert done.code == 0, done.err
    assert {"encrypted", "files", "left", "elsewhere", "recovery_key"} == done.value.keys()
    assert say(data, "encrypt", "--json").value["encrypted"] is True
    recovery = tmp_path / "recovery"
    recovery.write_text(done.value["recovery_key"])
    for words in (("--passphrase-file", secret), ("--data-passphrase-file", recovery)):
        backed_up = say(data, "backup", "-o", tmp_path / "b.zip", *words)
        assert backed_up.code == 0, backed_up.err
    assert done.value["recovery_key"] not in "".join(path.read_text("latin1") for path in data.glob("*.json"))
    restored = say(tmp_path / "new", "restore", tmp_path / "b.zip", "--passphrase-file", recovery)
    assert restored.code == 0, restored.err
    with Workspace.open(tmp_path / "new") as workspace:
        assert workspace.load("ZJ-1").get(STAFF) == 100
    off = say(data, "encrypt", "off", "--data-passphrase-file", secret, "--json")
    assert off.value["encrypted"] is False
    assert say(data, "recover", "--json").value["way"] == "sound"


def test_without_the_passphrase_a_command_says_so(data: Path, secret: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody to ask is exit 2 with a sentence that names the ways to give it; a wrong one changes nothing."""
    say(data, "encrypt", "on", "--passphrase-file", secret)
    for words in (("recover",), ("inbox", "list"), ("encrypt", "off"), ("trust", "list")):
        refused = say(data, *words, "--json")
        assert refused.code == 2
        assert refused.value["error"] == "passphrase_missing"
        assert "--data-passphrase-file" in refused.err
    monkeypatch.setenv("ZHIJIE_PASSPHRASE", "another one entirely")
    assert say(data, "recover", "--json").value["error"] == "wrong_data_passphrase"
    monkeypatch.setenv("ZHIJIE_PASSPHRASE", "five words long 口令")
    assert say(data, "recover", "--json").value["way"] == "sound"


def test_passphrase_and_recovery_key_are_replaced(data: Path, secret: Path, tmp_path: Path) -> None:
    """The recovery key sets a new passphrase where the old one is forgotten; a new recovery key ends the old one."""
    first = say(data, "encrypt", "on", "--passphrase-file", secret, "--json").value["recovery_key"]
    (tmp_path / "recovery").write_text(first)
    (tmp_path / "new").write_text("a new passphrase")
    changed = say(
        data, "encrypt", "passphrase", "--data-passphrase-file", tmp_path / "recovery", "--passphrase-file", tmp_path / "new"
    )  # fmt: skip
    assert changed.code == 0, changed.err
    assert say(data, "recover", "--data-passphrase-file", secret, "--json").value["error"] == "wrong_data_passphrase"
    second = say(data, "encrypt", "recovery-key", "--data-passphrase-file", tmp_path / "new", "--json").value
    assert second["recovery_key"] != first
    refused = say(data, "recover", "--data-passphrase-file", tmp_path / "recovery", "--json")
    assert refused.value["error"] == "other_recovery_key"


def test_packs_and_case_documents_need_no_passphrase(data: Path, secret: Path) -> None:
    """What has nothing to do with the data folder's cases works while it is locked."""
    say(data, "encrypt", "on", "--passphrase-file", secret)
    assert say(data, "packs", "list").code == 0
    assert say(data, "evaluate", min(resources.path("samples").glob("*.json"))).code == 0


def test_an_encrypted_backup_in_a_folder_in_clear_is_said_before_and_after(
    data: Path, secret: Path, tmp_path: Path
) -> None:
    """The preview and the restore both say that the data lie in clear; into an encrypted folder neither says so."""
    say(data, "encrypt", "on", "--passphrase-file", secret)
    assert say(data, "backup", "-o", tmp_path / "b.zip", "--passphrase-file", secret).code == 0
    words = (tmp_path / "b.zip", "--passphrase-file", secret)
    for folder, is_clear in ((tmp_path / "new", True), (data, False)):
        preview = say(folder, "restore", *words, "--preview", "--json").value
        assert preview["comes_in_clear"] is is_clear
        restored = say(folder, "restore", *words, "--json")
        assert restored.value["came_in_clear"] is is_clear
        assert ("in clear" in restored.err) is is_clear


def test_signing_and_checking_ask_for_no_passphrase_of_the_data(data: Path, secret: Path, tmp_path: Path) -> None:
    """A report of a case that is not in the locked folder's reach is signed, countersigned and mailed with the key's alone."""
    say(data, "encrypt", "on", "--passphrase-file", secret)
    case = min(resources.path("samples").glob("*.json"))
    for name in ("key", "other"):
        identity = say(
            data, "identity", name, "--organisation", name, "-o", tmp_path / f"{name}.p12", "--passphrase-file", secret
        )
        assert identity.code == 0, identity.err
    signing = ("--sign", tmp_path / "key.p12", "--passphrase-file", secret)
    report = say(data, "report", case, "-o", tmp_path / "r.pdf", *signing)
    assert report.code == 0, report.err
    counter = say(
        data,
        "countersign",
        tmp_path / "r.pdf",
        "-o",
        tmp_path / "c.pdf",
        "--sign",
        tmp_path / "other.p12",
        *signing[2:],
    )
    assert counter.code == 0, counter.err
    letter = say(
        data, "mail", tmp_path / "r.pdf", "--to", "a@example.com", "-o", tmp_path / "l.eml", "--limit-mb", "10"
    )
    assert letter.code == 0, letter.err
    assert say(data, "verify", tmp_path / "r.pdf", "--json").value["error"] == "passphrase_missing"


def test_a_question_says_whose_passphrase_it_wants(
    data: Path, secret: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key's, by its file; the data folder's, by its name."""
    questions: list[str] = []

    def answer(question: str) -> str:
        questions.append(question)
        return "five words long 口令"

    monkeypatch.setattr("getpass.getpass", answer)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    key = tmp_path / "key.p12"
    assert say(data, "identity", "Li", "--organisation", "Works", "-o", key).code == 0
    assert say(data, "encrypt", "on").code == 0
    assert say(data, "certificate", "show", key).code == 0
    assert say(data, "trust", "list").code == 0
    asked = [question for question in questions if not question.startswith("Repeat")]
    assert asked == [
        "Passphrase for the new key key.p12: ",
        "New passphrase of the data folder data: ",
        "Passphrase of the key key.p12: ",
        "Passphrase or recovery key of data: ",
    ]
