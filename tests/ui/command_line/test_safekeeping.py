"""`backup`, `restore` and `recover`: what they write, compare, refuse and get back."""

import hashlib
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from models.assessment import AnswerId
from models.workspace import Workspace
from tests.ui.command_line.conftest import Spoken, call

STAFF = AnswerId("factory.staff")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with two cases, evidence, a mail account and a waiting letter, and one copy of its own."""
    folder = tmp_path_factory.mktemp("filled") / "data"
    with Workspace.open(folder) as workspace:
        workspace.create_case("ZJ-1", answers={STAFF: 100})
        workspace.add_evidence("ZJ-1", b"photo", "a.jpg", answer=AnswerId("scenarios.SC10.evidence"))
        workspace.create_case("ZJ-2", answers={STAFF: 5})
        workspace.keep_copy()
    (folder / "outbox").mkdir()
    (folder / "outbox" / ("a" * 32 + ".eml")).write_bytes(b"Subject: x\n\ny")
    return folder


@pytest.fixture
def data(filled: Path, tmp_path: Path) -> Path:
    """A copy of that folder of the test's own."""
    return Path(shutil.copytree(filled, tmp_path / "data"))


def say(data: Path, *words: str | Path) -> Spoken:
    """Calls a command on a data folder, in English."""
    return call("--lang", "en", "--data", data, *words)


def change(data: Path, **answers: int) -> None:
    """Saves other numbers of staff."""
    with Workspace.open(data) as workspace:
        for case, number in answers.items():
            workspace.save_answer(case.replace("_", "-"), STAFF, number)


def staff(data: Path) -> dict[str, object]:
    """The numbers of staff in all cases."""
    with Workspace.open(data) as workspace:
        return {case.number: workspace.load(case.number).get(STAFF) for case in workspace.cases()}


def test_one_file_moves_everything_to_another_computer(data: Path, tmp_path: Path) -> None:
    """Backed up, looked at, restored into a folder that did not exist; the letter waits there, too."""
    out = tmp_path / "all.zip"
    backed_up = say(data, "backup", "-o", out, "--json")
    assert backed_up.code == 0, backed_up.err
    assert {"file", "size_bytes", "cases", "files", "left_out", "apart"} <= backed_up.value.keys()
    assert (backed_up.value["cases"], backed_up.value["files"], backed_up.value["left_out"]) == (2, 1, [])
    new = tmp_path / "new"
    preview = say(new, "restore", out, "--preview", "--json")
    assert [case["fate"] for case in preview.value["cases"]] == ["added", "added"]
    assert not new.exists()
    restored = say(new, "restore", out)
    assert restored.code == 0
    assert "Everything is now as in all.zip" in restored.out
    assert staff(new) == staff(data)
    assert list((new / "outbox").glob("*.eml"))


def test_the_password_of_the_mail_account_is_said_to_stay(data: Path, tmp_path: Path) -> None:
    """What the key store keeps cannot be in the file: the person is told."""
    account = ("--address", "a@example.com", "--server", "mail.example.com", "--user", "a@example.com")
    kept = say(data, "mail-account", "keep", *account)
    if kept.code:
        # The account alone, without a key store.
        setup = {"sender": "a@example.com", "host": "mail.example.com", "port": 465, "security": "tls"}
        (data / "mail.json").write_text(json.dumps({"account": {**setup, "user": "a@example.com"}, "limit_mb": 20}))
    said = say(data, "backup", "-o", tmp_path / "all.zip", "--json")
    assert "key store" in said.value["apart"]
    assert "a@example.com" in said.err


def test_a_preview_names_cases_and_answers_and_one_case_comes_back(data: Path, tmp_path: Path) -> None:
    """The JSON of a preview, the words of one, and a restore of one case that leaves the other as it is."""
    out = tmp_path / "all.zip"
    assert say(data, "backup", "-o", out).code == 0
    change(data, ZJ_1=1, ZJ_2=2)
    value = say(data, "restore", out, "--preview", "--json").value
    keys = {"file", "preview", "made_at", "same", "cases", "added_files", "repaired_files", "lists", "letters", "missing", "words"}  # fmt: skip
    assert keys <= value.keys()
    assert [(case["case"], case["fate"], case["answers"]) for case in value["cases"]] == [
        ("ZJ-1", "changed", [STAFF]),
        ("ZJ-2", "changed", [STAFF]),
    ]
    spoken = say(data, "restore", out, "--preview", "--case", "ZJ-1")
    assert "ZJ-1" in spoken.out
    assert "ZJ-2" not in spoken.out
    assert staff(data) == {"ZJ-1": 1, "ZJ-2": 2}
    assert say(data, "restore", out, "--case", "ZJ-1", "--json").value["case"] == "ZJ-1"
    assert staff(data) == {"ZJ-1": 100, "ZJ-2": 2}
    for flags in ((), ("--preview",)):
        assert say(data, "restore", out, "--case", "ZJ-9", *flags).code != 0


@pytest.mark.parametrize("damage", ["cut", "altered", "future", "foreign", "escaping", "huge"])
def test_a_bad_backup_is_a_sentence_and_nothing_is_lost(data: Path, tmp_path: Path, damage: str) -> None:
    """Cut, altered, from the future, of another format, with a name that escapes, or larger than the disk."""
    out = tmp_path / "all.zip"
    assert say(data, "backup", "-o", out).code == 0
    with zipfile.ZipFile(out) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members["zhijie-backup.json"])
    whole = out.read_bytes()
    if damage == "cut":
        out.write_bytes(whole[: len(whole) * 2 // 3])
    elif damage == "altered":
        place = whole.index(b"photo")
        out.write_bytes(whole[:place] + b"PHOTO" + whole[place + 5 :])
    elif damage == "foreign":
        out.write_bytes(b"%PDF-1.7 no backup at all" * 100)
    else:
        if damage == "future":
            manifest["format_version"] = 99
        if damage == "escaping":
            members["../evil.json"] = b"{}"
            manifest["files"]["../evil.json"] = {"sha256": hashlib.sha256(b"{}").hexdigest(), "size": 2}
        if damage == "huge":
            manifest["files"]["zhijie.db"]["size"] = 1 << 60
        members["zhijie-backup.json"] = json.dumps(manifest).encode()
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)
    for flags in (("--preview",), ()):
        said = say(data, "restore", out, *flags, "--json")
        assert said.code in (1, 2)
        assert said.value["exit_code"] == said.code
        assert "not changed" in said.value["message"]
    assert staff(data) == {"ZJ-1": 100, "ZJ-2": 5}
    assert not list(tmp_path.rglob("evil*"))
    assert not list(data.glob(".zhijie-work-*"))


def test_names_that_one_system_takes_for_the_same_or_for_a_device_are_refused(data: Path, tmp_path: Path) -> None:
    """What Linux keeps apart, Windows would write over: no such backup is one of ours."""
    out = tmp_path / "all.zip"
    assert say(data, "backup", "-o", out).code == 0
    for names in (
        ("packs/a.yaml", "PACKS/A.yaml"),
        ("con.json",),
        ("packs/nul.yaml",),
        ("Backups/copy.json",),
        ("a.json ",),
    ):
        bad = tmp_path / "bad.zip"
        with zipfile.ZipFile(out) as archive, zipfile.ZipFile(bad, "w") as copy:
            manifest = json.loads(archive.read("zhijie-backup.json"))
            for name in manifest["files"]:
                copy.writestr(name, archive.read(name))
            for name in names:
                copy.writestr(name, b"{}")
                manifest["files"][name] = {"sha256": hashlib.sha256(b"{}").hexdigest(), "size": 2}
            copy.writestr("zhijie-backup.json", json.dumps(manifest))
        assert say(tmp_path / "new", "restore", bad).code == 2, names


def test_a_folder_without_data_is_not_backed_up_or_made(tmp_path: Path) -> None:
    """A wrong --data is a sentence, and no empty folder appears."""
    for words in (("backup", "-o", tmp_path / "all.zip"), ("recover",)):
        said = say(tmp_path / "nowhere", *words)
        assert said.code == 2
        assert "no Zhijie data" in said.err
    assert not (tmp_path / "nowhere").exists()
    assert not (tmp_path / "all.zip").exists()


def test_a_damaged_folder_gives_back_what_it_holds_and_names_the_copy(data: Path) -> None:
    """Every page zeroed in turn: all answers are back, from the file or from the copy, or what is lost is named."""
    whole = (data / "zhijie.db").read_bytes()
    before = staff(data)
    used_copies = 0
    for page in range(0, len(whole) // 4096, 5):
        for aside in data.glob("set-aside-*"):
            shutil.rmtree(aside)
        (data / "zhijie.db").write_bytes(whole[: page * 4096] + bytes(4096) + whole[(page + 1) * 4096 :])
        said = say(data, "recover", "--json")
        assert said.code == 0, said.err
        keys = {"way", "whole", "state", "kept_in", "cases", "answers", "from_history", "from_copy", "copy", "lost", "words"}  # fmt: skip
        assert keys <= said.value.keys()
        assert staff(data) == before or not said.value["whole"]
        if said.value["from_copy"]:
            used_copies += 1
            assert said.value["copy"] == "backups/copy-00000001.db"
        assert call("--data", data, "recover", "--json").value["way"] == "sound"
    assert used_copies


def test_a_missing_or_unreadable_database_is_replaced_by_the_newest_copy(data: Path) -> None:
    """Nothing of the file is left: the copy takes its place whole, with its name, and the rubbish is kept."""
    (data / "zhijie.db").write_bytes(b"\xa5" * 50_000)
    value = say(data, "recover", "--json").value
    assert (value["way"], value["state"]) == ("copy", "copy-00000001.db")
    assert (data / value["kept_in"] / "zhijie.db").read_bytes() == b"\xa5" * 50_000
    (data / "zhijie.db").unlink()
    assert say(data, "recover").code == 0
    assert staff(data) == {"ZJ-1": 100, "ZJ-2": 5}


def test_altered_answers_in_a_sound_file_are_recovered_too(data: Path) -> None:
    """A byte changed in an answer leaves the file sound to SQLite; the answer comes back from the history."""
    path = data / "zhijie.db"
    whole = path.read_bytes()
    place = whole.index(b"factory.staff100")
    path.write_bytes(whole[:place] + b"factory.staff900" + whole[place + 16 :])
    value = say(data, "recover", "--json").value
    assert (value["way"], value["whole"]) == ("salvaged", True)
    assert staff(data)["ZJ-1"] == 100


def test_altered_evidence_and_a_damaged_list_come_back_from_the_copies(data: Path) -> None:
    """`recover` mends the files of a folder whose database is sound, and names what is in no copy."""
    (photo,) = (path for path in (data / "evidence").rglob("*") if path.is_file())
    photo.write_bytes(b"other")
    with Workspace.open(data) as workspace:
        lost = workspace.add_evidence("ZJ-2", b"later", "b.jpg").digest
    (data / "evidence" / lost[:2] / lost).unlink()
    value = say(data, "recover", "--json").value
    assert value["way"] == "sound"
    assert photo.read_bytes() == b"photo"
    assert value["repaired_files"] == [photo.relative_to(data).as_posix()]
    assert value["lost"]["files"] == [f"evidence/{lost[:2]}/{lost}"]


def test_restoring_into_a_damaged_folder_sets_the_damage_aside(data: Path, tmp_path: Path) -> None:
    """A backup is what helps when the database cannot be opened: `restore` does not ask for a sound one."""
    assert say(data, "backup", "-o", tmp_path / "all.zip").code == 0
    (data / "zhijie.db").write_bytes((data / "zhijie.db").read_bytes()[:3000])
    assert say(data, "restore", tmp_path / "all.zip", "--preview").code == 0
    said = say(data, "restore", tmp_path / "all.zip")
    assert said.code == 0, said.err
    assert "set-aside-" in said.out
    assert staff(data) == {"ZJ-1": 100, "ZJ-2": 5}
