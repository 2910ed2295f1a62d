"""A folder, a mailbox, a letter, an archive: every PDF in them."""

import io
import mailbox
import time
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from models.errors import UnreadableFile
from reports.mail import Attachment, Letter, draft
from reports.verification import Setting, VerdictKind, collect, verify_many
from tests.reports.papers import LATER, NOW, report, trust


def _zip(**files: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "."), data)
    return written.getvalue()


def _letter() -> bytes:
    letter = Letter(("office@example.com",), Attachment("自评报告.pdf", report().signed), "2026-2", 1)
    return draft(letter, NOW).eml


def test_a_letter_of_ours_is_opened(tmp_path: Path) -> None:
    """The attachment comes out as it went in, with its Chinese name."""
    (tmp_path / "a.eml").write_bytes(_letter())
    found = collect(tmp_path / "a.eml")
    assert [(task.name, task.data == report().signed) for task in found.tasks] == [("a.eml/自评报告.pdf", True)]
    assert verify_many(found.tasks, Setting(trust(), LATER, redraw=False))[0].kind is VerdictKind.VALID


def test_a_mailbox_is_opened(tmp_path: Path) -> None:
    """Each letter with its number."""
    box = mailbox.mbox(tmp_path / "in.mbox")
    for _ in range(3):
        box.add(_letter())
    box.close()
    found = collect(tmp_path / "in.mbox")
    assert [task.name for task in found.tasks] == [f"in.mbox#{number}/自评报告.pdf" for number in (1, 2, 3)]
    assert all(task.data == report().signed for task in found.tasks)


def test_an_archive_is_opened(tmp_path: Path) -> None:
    """Also an archive or a letter inside it; other files are left alone."""
    inner = _zip(c__pdf=b"%PDF-c")
    (tmp_path / "a.zip").write_bytes(_zip(a__pdf=b"%PDF-a", b__txt=b"text", in__zip=inner, l__eml=_letter()))
    found = collect(tmp_path / "a.zip")
    assert [task.name for task in found.tasks] == ["a.zip/a.pdf", "a.zip/in.zip/c.pdf", "a.zip/l.eml/自评报告.pdf"]


def test_a_folder_is_walked_in_order(tmp_path: Path) -> None:
    """With the folders in it, by name."""
    (tmp_path / "b").mkdir()
    for name in ("b/2.pdf", "a.pdf", "c.txt"):
        (tmp_path / name).write_bytes(b"x")
    assert [Path(task.name).as_posix() for task in collect(tmp_path).tasks] == ["a.pdf", "b/2.pdf"]


def test_an_archive_bomb_is_left_out(tmp_path: Path) -> None:
    """A gigabyte of zeros packed into a megabyte never unpacks."""
    (tmp_path / "bomb.zip").write_bytes(_zip(x__pdf=bytes(50_000_000)))
    found = collect(tmp_path / "bomb.zip")
    assert found.tasks == []
    assert "unpacks to far more" in found.left_out[0][1].text("en")


def test_an_archive_that_lies_about_its_sizes_is_left_out(tmp_path: Path) -> None:
    """No more is unpacked than the directory says."""
    data = bytearray(_zip(x__pdf=b"%PDF-" + b"0123456789" * 100))
    central = data.rindex(b"PK\x01\x02")
    data[central + 24 : central + 28] = (10).to_bytes(4, "little")
    (tmp_path / "lie.zip").write_bytes(data)
    found = collect(tmp_path / "lie.zip")
    assert found.tasks == []
    assert len(found.left_out) == 1


def test_archives_in_archives_end_somewhere(tmp_path: Path) -> None:
    """The third is not opened."""
    data = _zip(x__pdf=b"%PDF-")
    for _ in range(4):
        data = _zip(x__zip=data)
    (tmp_path / "deep.zip").write_bytes(data)
    found = collect(tmp_path / "deep.zip")
    assert found.tasks == []
    assert "too deeply" in found.left_out[0][1].text("en")


@pytest.mark.parametrize("name", ["x.zip", "x.eml", "x.mbox"])
def test_rubbish_yields_nothing(name: str, tmp_path: Path) -> None:
    """And raises nothing."""
    (tmp_path / name).write_bytes(b"\0\xff" * 1000)
    assert collect(tmp_path / name).tasks == []


def test_names_in_letters_lead_nowhere(tmp_path: Path) -> None:
    """A folder in an attachment's name is dropped."""
    message = EmailMessage()
    message.set_content("x")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="../../etc/x.pdf")
    (tmp_path / "a.eml").write_bytes(message.as_bytes())
    assert [task.name for task in collect(tmp_path / "a.eml").tasks] == ["a.eml/x.pdf"]


def test_what_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    """With the sentence for files."""
    with pytest.raises(UnreadableFile):
        collect(tmp_path / "none.pdf")


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_archive_is_left_out_whatever_packed_it(method: int, tmp_path: Path) -> None:
    """Every packer of the standard library has errors of its own."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        archive.writestr("a.pdf", b"%PDF-" + report().signed[-4000:])
    for place in range(40, 140, 7):
        data = bytearray(written.getvalue())
        data[place] ^= 255
        (tmp_path / "damaged.zip").write_bytes(data)
        found = collect(tmp_path / "damaged.zip")
        assert len(found.tasks) + len(found.left_out) == 1


def test_a_header_without_end_costs_no_time(tmp_path: Path) -> None:
    """What would take a minute to understand is cut; the attachment is still found."""
    endless = b"Content-Disposition: attachment;" + b" filename*0*=a;" * 20_000
    (tmp_path / "a.eml").write_bytes(_letter().replace(b"Content-Disposition: attachment;", endless))
    begun = time.process_time()
    found = collect(tmp_path / "a.eml")
    assert [task.data for task in found.tasks] == [report().signed]
    assert time.process_time() - begun < 5
