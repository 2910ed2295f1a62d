"""Nothing that leaves the house names a folder, a login or a computer, in whatever corner of a format."""

import json
import platform
import socket
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from models.region.view import region_view
from tests.models.region.facts import LABELS, many_facts
from tests.reports.privacy import everything_in
from tests.ui.command_line.conftest import Journey, call

_LOGIN, _HOST, _FOLDER = "wangxiaoming7719", "pc-buero-7719", "vertraulich7719"
_MARKS = (_LOGIN, _HOST, _FOLDER)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of somebody whose login, computer and folder have names that are found again."""
    for name in ("USER", "LOGNAME", "USERNAME", "LNAME"):
        monkeypatch.setenv(name, _LOGIN)
    for name in ("HOSTNAME", "COMPUTERNAME"):
        monkeypatch.setenv(name, _HOST)
    monkeypatch.setattr(socket, "gethostname", lambda: _HOST)
    monkeypatch.setattr(socket, "getfqdn", lambda name="": _HOST)
    monkeypatch.setattr(platform, "node", lambda: _HOST)
    place = tmp_path / _LOGIN / _FOLDER
    place.mkdir(parents=True)
    return place


def _marks_in(data: bytes) -> list[str]:
    """The marks in a file, in any of the encodings that formats use."""
    marks = []
    for piece in everything_in(data):
        lowered = piece.lower()
        for mark in _MARKS:
            if any(mark.encode(encoding) in lowered for encoding in ("utf-8", "utf-16-le", "utf-16-be")):
                marks.append(mark)
    return marks


def test_the_search_finds_what_is_hidden(folder: Path) -> None:
    """In an archive in an archive, in the properties of a workbook, and in the letter that carries it."""
    import zipfile
    from email.message import EmailMessage

    from openpyxl import Workbook

    book = Workbook()
    book.properties.creator = _LOGIN
    book.save(folder / "b.xlsx")
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.write(folder / "b.xlsx", "b.xlsx")
    letter = EmailMessage()
    letter["Subject"] = "x"
    letter.add_attachment((folder / "a.zip").read_bytes(), maintype="application", subtype="zip", filename="a.zip")
    assert _marks_in(bytes(letter)) == [_LOGIN]


def test_no_paper_letter_or_workbook_names_folder_login_or_computer(journey: Journey, folder: Path) -> None:
    """Everything that a command writes for others: reports, replies, notes, letters, archives, workbooks, texts, keys' papers."""
    case, logo, photo, seal = (folder / name for name in ("case.json", "logo.png", "photo.jpg", "seal.png"))
    case.write_bytes((journey.folder / "case.json").read_bytes())
    Image.new("RGB", (64, 64), "white").save(logo)
    Image.new("RGB", (64, 64), "white").save(seal)
    Image.new("RGB", (640, 480), "grey").save(photo)
    findings = {"format": "zhijie-findings", "format_version": 1, "conclusion": "可", "findings": []}
    (folder / "findings.json").write_text(json.dumps(findings, ensure_ascii=False), "utf-8")
    secret, data = folder / "p.txt", ("--data", folder / "data")
    secret.write_text("four unrelated words here\n", "utf-8")
    sign = ("--sign", folder / "key.p12", "--passphrase-file", secret)
    out = {name: folder / f"out-{name}" for name in (
        "report.pdf", "report.xlsx", "report.docx", "plain.pdf", "hidden.pdf", "counter.pdf", "reply.pdf", "note.pdf",
        "letter.eml", "answers.xlsx", "answers.json", "request.tsq", "template.xlsx", "ask.csr", "waiting.key",
        "office.p12", "issued.pem", "list.crl",
    )}  # fmt: skip
    other = ("--sign", folder / "other.p12", "--passphrase-file", secret)
    again = ("--passphrase-file", secret, *data)
    commands: list[tuple[str | Path, ...]] = [
        ("identity", "王", "--organisation", "宏达", "-o", folder / "key.p12", "--passphrase-file", secret),
        ("identity", "李", "--organisation", "市局", "-o", folder / "other.p12", "--passphrase-file", secret),
        ("report", case, "-o", out["report.pdf"], "--xlsx", out["report.xlsx"], "--docx", out["report.docx"],
         "--logo", logo, "--seal", seal, *sign),
        ("report", case, "-o", out["plain.pdf"], "--bilingual"),
        ("report", case, "-o", out["hidden.pdf"], "--deidentified"),
        ("countersign", out["report.pdf"], "-o", out["counter.pdf"], *other),
        ("review", out["report.pdf"], "--findings", folder / "findings.json", "-o", out["reply.pdf"], *other),
        ("verify", out["report.pdf"], "--note", out["note.pdf"], *other, *data),
        ("mail", out["report.pdf"], "--to", "a@example.cn", "-o", out["letter.eml"], "--evidence", photo),
        ("export", case, "-o", out["answers.xlsx"]),
        ("export", case, "-o", out["answers.json"]),
        ("timestamp", out["report.pdf"], "-o", out["request.tsq"]),
        ("certificate", "request", "--name", "李", "--organisation", "局", "--key", out["waiting.key"], "-o", out["ask.csr"], *again),
        ("certificate", "office", "--name", "局", "--organisation", "局", "-o", out["office.p12"], *again),
        ("certificate", "issue", out["ask.csr"], "--office", out["office.p12"], "-o", out["issued.pem"], *again),
        ("certificate", "revoke", out["issued.pem"], "--office", out["office.p12"], "-o", out["list.crl"], *again),
        ("packs", "template", out["template.xlsx"]),
    ]  # fmt: skip
    for command in commands:
        said = call(*command)
        assert said.code == 0 or (command[0] == "verify" and said.code == 1), (command[0], said.err)
    missing = [name for name, path in out.items() if not path.is_file()]
    assert missing == []
    marked = {path.name: _marks_in(path.read_bytes()) for path in sorted(folder.glob("out-*"))}
    assert {name: marks for name, marks in marked.items() if marks} == {}


def test_nothing_that_is_handed_on_names_folder_login_or_computer(journey: Journey, folder: Path) -> None:
    """Pictures, calendars, inquiries, parts for colleagues, sheets to print, plans, tables of a region, archives, copies."""
    case, data = folder / "case.json", ("--data", folder / "data")
    case.write_bytes((journey.folder / "case.json").read_bytes())
    (folder / "report.pdf").write_bytes(journey.report.read_bytes())
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff" + bytes(99))
    trusted = journey.folder / "signer.pem"
    out = {name: folder / f"out-{name}" for name in (
        "summary.png", "summary.pdf", "inquiry.xlsx", "plan.ics", "plan.xlsx", "plan.pdf", "part.xlsx", "part.json",
        "merged.json", "walk.pdf", "papers.pdf", "region.xlsx", "region.pdf", "copy.zip", "case.xlsx",
    )}  # fmt: skip
    planned = ("--target", "basic", "--budget", "60")
    region = ("region", "--from", folder / "report.pdf", "--no-services", "--trust", trusted, *data)
    commands: list[tuple[str | Path, ...]] = [
        ("summary", case, "-o", out["summary.png"], *planned),
        ("summary", case, "-o", out["summary.pdf"], *planned),
        ("inquiry", case, "-o", out["inquiry.xlsx"], *planned),
        ("calendar", case, "-o", out["plan.ics"], *planned),
        ("plan", case, *planned, "-o", out["plan.xlsx"]),
        ("plan", case, *planned, "-o", out["plan.pdf"]),
        ("share", case, "--section", "enterprise", "-o", out["part.xlsx"]),
        ("share", case, "--section", "enterprise", "-o", out["part.json"]),
        ("share-import", case, out["part.xlsx"], "-o", out["merged.json"]),
        ("walkround", case, "-o", out["walk.pdf"]),
        ("papers", case, "-o", out["papers.pdf"]),
        (*region, "-o", out["region.xlsx"]),
        (*region, "-o", out["region.pdf"]),
        ("inbox", "add", folder / "report.pdf", *data),
        ("backup", "-o", out["copy.zip"], *data),
        ("export", case, "-o", out["case.xlsx"]),
    ]  # fmt: skip
    for command in commands:
        said = call(*command)
        assert said.code == 0 or command[0] in ("plan", "region", "inbox"), (command[0], said.code, said.err)
    assert [name for name, path in out.items() if not path.is_file()] == []
    marked = {path.name: _marks_in(path.read_bytes()) for path in sorted(folder.glob("out-*"))}
    kept = {path.name: _marks_in(path.read_bytes()) for path in sorted((folder / "data").rglob("*")) if path.is_file()}
    assert {name: marks for name, marks in (marked | kept).items() if marks} == {}


def test_a_publication_the_guide_and_a_printed_page_name_none_of_them(
    journey: Journey, folder: Path, qapp: QApplication
) -> None:
    """What a region publishes, in each form, with what the data folder keeps of it; the guide as PDF; pages on a printer."""
    from reports.region.writing import publish
    from ui.handing_on.printing import print_pdf
    from ui.help.guide import write_pdf

    facts = region_view(many_facts(150), LABELS).factories
    now = datetime.fromisoformat("2026-11-30T10:00:00+08:00")
    for number, ending in enumerate((".json", ".xlsx", ".pdf")):
        publish(folder / f"out-{number}{ending}", facts, folder / f"data-{number}", now, "zh")
    write_pdf(folder / "out-guide.pdf", "zh")
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(folder / "out-printed.pdf"))
    print_pdf(journey.report.read_bytes(), printer)
    written = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    assert len([path for path in written if path.name.startswith("out-")]) == 5
    assert {path.name: marks for path in written if (marks := _marks_in(path.read_bytes()))} == {}
