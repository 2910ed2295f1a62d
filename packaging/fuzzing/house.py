"""Readers of what the program itself hands out, keeps and takes back: parts, plans, copies, updates, sealed files, notes."""

import contextlib
import io
import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import ApplicationError

if TYPE_CHECKING:
    from models.assessment import Assessment
    from models.rulebook import Rulebook
    from models.sealing.key import DataKey

_SAMPLE = Path(__file__).resolve().parents[2] / "resources/samples/hongda-machining.json"
_PASSPHRASE = "vier gruene Pferde am Fluss"
_PACKAGE = b"a package of the program"
_SEALED_NAME = "evidence.bin"

Samples = Callable[[], Sequence[bytes]]
Read = Callable[[bytes, Path], object]


def house_readers() -> dict[str, tuple[Samples, Read]]:
    """Returns each reader by its name: its samples, and what reads an input in a folder of its own."""
    return {
        "part-workbook": (_part_workbooks, partial(_read_part, "part.xlsx")),
        "part-file": (_part_files, partial(_read_part, "part.json")),
        "plan": (_plans, _read_plan),
        "backup": (_backups, _read_backup),
        "update": (_updates, _read_update),
        "sealed-file": (_sealed_files, _read_sealed),
        "key-file": (_key_files, _read_key_file),
        "journal": (_journals, _read_journal),
        "mail-account": (_mail_accounts, _read_mail_account),
        "outbox": (_outbox_entries, _read_outbox),
        "trust-list": (_trust_lists, _read_trust_list),
        "publication": (_publications, _read_publication),
        "picture": (_pictures, _read_picture),
    }


# ---- parts of a case


@cache
def _case() -> "tuple[Assessment, Rulebook]":
    from models import document
    from models.packs.library import Library

    library = Library(None)
    assessment = document.read(_SAMPLE.read_bytes(), "case.json", library)
    return assessment, library.rulebook(assessment.rulebook, assessment.overlays)


def _part_data(*picks: str, ending: str) -> bytes:
    from datetime import UTC, datetime

    from reports.acts.sharing import ShareOrder, part_of, write_shared

    assessment, rulebook = _case()
    part = part_of(assessment, rulebook, ShareOrder(picks=picks), datetime(2026, 11, 30, tzinfo=UTC))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"part{ending}")
        write_shared(path, part, rulebook)
        return path.read_bytes()


def _part_workbooks() -> list[bytes]:
    return [_part_data("enterprise", ending=".xlsx"), _part_data("scenarios.SC10", "indicators", ending=".xlsx")]


def _part_files() -> list[bytes]:
    return [_part_data("enterprise", "systems", ending=".json"), _part_data(ending=".json")]


def _read_part(name: str, data: bytes, folder: Path) -> object:
    from models.sharing import merge
    from reports.acts.sharing import read_shared

    assessment, rulebook = _case()
    (folder / name).write_bytes(data)
    return merge(assessment, read_shared(folder / name, rulebook), rulebook, name=name)


# ---- plans


def _spoken(*words: str) -> tuple[int, str]:
    """Runs a command; returns its exit code and what it printed.

    Raises:
        AssertionError: when it ended as no command may.
    """
    from ui.command_line import run

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run([*words])
    if code not in (0, 1, 2):
        raise AssertionError(f"exit code {code}: {err.getvalue()}")
    return code, out.getvalue()


@cache
def _plans() -> list[bytes]:
    orders = (("basic", "60"), ("advanced", "30,50,20"))
    return [
        _spoken("plan", str(_SAMPLE), "--target", tier, "--budget", budget, "--json")[1].encode()
        for tier, budget in orders
    ]


def _read_plan(data: bytes, folder: Path) -> object:
    path, measure = folder / "plan.json", json.loads(_plans()[1])["steps"][0]["measure"]
    path.write_bytes(data)
    data_folder = str(folder / "data")
    return _spoken("progress", str(_SAMPLE), "--plan", str(path), "--done", f"{measure}=3", "--data", data_folder)


# ---- copies, updates, sealed files


def _backups() -> list[bytes]:
    from models.workspace import Workspace
    from reports.acts.safekeeping import back_up

    with tempfile.TemporaryDirectory() as name:
        with Workspace.open(Path(name, "data")) as workspace:
            workspace.create_case("HD-1")
            back_up(workspace, Path(name, "copy.zip"))
        return [Path(name, "copy.zip").read_bytes()]


def _read_backup(data: bytes, folder: Path) -> object:
    from reports.acts.safekeeping import preview_for, restore_into

    (folder / "copy.zip").write_bytes(data)
    preview_for(folder / "data", folder / "copy.zip")
    return restore_into(folder / "data", folder / "copy.zip")


@cache
def _updates() -> list[bytes]:
    from reports.acts.pen import Pen
    from reports.acts.release import sign_release
    from reports.signing import Options
    from tests.reports.papers import NOW, manager

    with tempfile.TemporaryDirectory() as name:
        package, target = Path(name, "Zhijie-9.9.9.deb"), Path(name, "zhijie-9.9.9.release.json")
        package.write_bytes(_PACKAGE)
        sign_release([package], "9.9.9", target, Pen(manager(), Options(language="zh"), NOW))
        return [target.read_bytes()]


def _read_update(data: bytes, folder: Path) -> object:
    from cryptography.hazmat.primitives.serialization import Encoding

    from reports.acts.release import check_release
    from tests.reports.papers import NOW, manager

    (folder / "Zhijie-9.9.9.deb").write_bytes(_PACKAGE)
    (folder / "zhijie-9.9.9.release.json").write_bytes(data)
    release = check_release(
        folder / "zhijie-9.9.9.release.json", [manager().certificate.public_bytes(Encoding.PEM)], NOW, here="0.9.0"
    )
    said, signed = (json.loads(each) for each in (data, _updates()[0]))
    if {**said, "signature": ""} != {**signed, "signature": ""}:
        raise AssertionError("a changed description of a release is believed")
    return release


@cache
def _key() -> "DataKey":
    from models.sealing import ring
    from models.sealing.key import DataKey

    key = DataKey.new()
    ring.know(key)
    return key


_CONTENT = b"what nobody else may read" * 99


@cache
def _sealed_files() -> list[bytes]:
    from models.sealing import stream

    return [stream.sealed(_CONTENT, _key(), _SEALED_NAME)]


def _read_sealed(data: bytes, folder: Path) -> object:
    from models.files import read_bytes

    _key()
    path = folder / _SEALED_NAME
    path.write_bytes(data)
    content = read_bytes(path, 1)
    if content not in (_CONTENT, data):
        raise AssertionError("a changed sealed file is read as something else")
    return content


def _key_files() -> list[bytes]:
    from models.storage.sealing.key_file import new_key_file

    return [new_key_file(_PASSPHRASE)[0].data]


def _read_key_file(data: bytes, _: Path) -> object:
    from models.storage.sealing.key_file import read_key_file

    return read_key_file(data, "key.json").opened_by(_PASSPHRASE)


# ---- what the program keeps for itself


def _journals() -> list[bytes]:
    from models.assessment import AnswerId
    from ui.saving.journal import Journal, JournalEntry

    with tempfile.TemporaryDirectory() as name:
        journal = Journal(Path(name))
        for value in (True, "一家工厂", None):
            changes = {AnswerId("factory.name"): value, AnswerId("enterprise.name"): value}
            journal.note(JournalEntry("HD-1", changes, typing=True, unread={AnswerId("factory.founded"): "去年"}))
        return [file.read_bytes() for file in Path(name).iterdir()]


@cache
def _data_folder() -> Path:
    from models.workspace import Workspace

    folder = Path(tempfile.mkdtemp(prefix="zhijie-fuzz-data-"))
    with Workspace.open(folder) as workspace:
        workspace.create_case("HD-1")
    return folder


def _read_journal(data: bytes, folder: Path) -> object:
    from models.workspace import Workspace
    from ui.saving.journal import Journal

    shutil.copytree(_data_folder(), folder / "data")
    (folder / "data/typed.jsonl").write_bytes(data)
    with Workspace.open(folder / "data") as workspace:
        return Journal(folder / "data").bring_back(workspace)


def _mail_accounts() -> list[bytes]:
    from reports.mail.delivery import MailAccount, Security
    from reports.mail.setup import MailSetup, write_setup

    with tempfile.TemporaryDirectory() as name:
        account = MailAccount("smtp.example.cn", 465, Security.TLS, "li", "li@example.cn")
        write_setup(Path(name), MailSetup(account))
        return [file.read_bytes() for file in Path(name).glob("*.json")]


def _read_mail_account(data: bytes, folder: Path) -> object:
    from reports.mail.setup import read_setup

    (folder / "mail.json").write_bytes(data)
    return read_setup(folder)


def _outbox_entries() -> list[bytes]:
    account = {"host": "smtp.example.cn", "port": 465, "security": "tls", "user": "li", "sender": "li@example.cn"}
    since = "2026-11-30T09:00:00+08:00"
    entry = {"account": account, "since": since, "tried": since, "problem": {"zh": "满", "en": "full"}, "again": True}
    return [json.dumps(entry, ensure_ascii=False).encode()]


def _read_outbox(data: bytes, folder: Path) -> object:
    from reports.mail import Outbox

    outbox = folder / "outbox"
    outbox.mkdir()
    name = "0123456789abcdef" * 2
    (outbox / f"{name}.json").write_bytes(data)
    (outbox / f"{name}.eml").write_bytes(b"Subject: x\r\nTo: a@example.cn\r\n\r\nx\r\n" + data)
    return Outbox(folder).waiting()


def _trust_lists() -> list[bytes]:
    from cryptography.hazmat.primitives.serialization import Encoding

    from reports.verification import TrustStore
    from tests.reports.papers import NOW, assessor, manager

    with tempfile.TemporaryDirectory() as name:
        store = TrustStore(Path(name))
        for who in (manager(), assessor()):
            store.add(who.certificate.public_bytes(Encoding.PEM), "k.pem", NOW, "局")
        return [file.read_bytes() for file in Path(name).glob("*.json")]


def _read_trust_list(data: bytes, folder: Path) -> object:
    from reports.verification import TrustStore

    (folder / "trust.json").write_bytes(data)
    store = TrustStore(folder)
    return store.certificates(), store.trust()


def _publications() -> list[bytes]:
    from models.region.suppression import publication_of
    from reports.region.published import publication_bytes
    from tests.models.region.facts import many_facts

    return [publication_bytes(publication_of(many_facts(60), ()))]


def _read_publication(data: bytes, folder: Path) -> object:
    from reports.region.published import read_publication

    (folder / "p.json").write_bytes(data)
    return read_publication(folder / "p.json")


def _pictures() -> list[bytes]:
    from PIL import Image

    pictures = []
    for form in ("PNG", "JPEG"):
        written = io.BytesIO()
        Image.new("RGB", (48, 48), "red").save(written, form)
        pictures.append(written.getvalue())
    return pictures


def _read_picture(data: bytes, _: Path) -> object:
    from reports.payload.logo import logo_png
    from reports.signature.seal import seal_picture

    with contextlib.suppress(ApplicationError):
        seal_picture(data)
    return logo_png(data, "logo.png")
