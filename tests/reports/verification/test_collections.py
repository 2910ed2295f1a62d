"""A folder, a mailbox, a letter, an archive: every PDF in them."""

import io
import mailbox
import random
import time
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from models.errors import UnreadableFile
from reports.mail import Enclosure, Letter, draft
from reports.verification import Cancelled, ChildLimits, Setting, VerdictKind, VerificationTask, collect, verify_many
from reports.verification.gathering import collection as collecting
from reports.verification.gathering import mailbox as boxes
from reports.verification.gathering import unpacking
from reports.verification.gathering.kind import FileKind
from reports.verification.gathering.mailbox import letters
from reports.verification.gathering.name import harmless
from reports.verification.gathering.unpacking import Container, unpacked
from tests.reports.papers import LATER, NOW, report, trust


def _zip(**files: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "."), data)
    return written.getvalue()


def _letter() -> bytes:
    letter = Letter(("office@example.com",), Enclosure("自评报告.pdf", report().signed), "2026-2", 1)
    return draft(letter, NOW).eml


def test_a_letter_of_ours_is_opened(tmp_path: Path) -> None:
    """The attachment comes out as it went in, with its Chinese name."""
    (tmp_path / "a.eml").write_bytes(_letter())
    collection = collect(tmp_path / "a.eml")
    assert [(task.name, task.data == report().signed) for task in collection.tasks] == [("a.eml/自评报告.pdf", True)]
    assert verify_many(collection.tasks, Setting(trust(), LATER))[0].kind is VerdictKind.VALID


def test_a_mailbox_is_opened(tmp_path: Path) -> None:
    """Each letter with its number."""
    box = mailbox.mbox(tmp_path / "in.mbox")
    for _ in range(3):
        box.add(_letter())
    box.close()
    collection = collect(tmp_path / "in.mbox")
    assert [task.name for task in collection.tasks] == [f"in.mbox#{number}/自评报告.pdf" for number in (1, 2, 3)]
    assert all(task.data == report().signed for task in collection.tasks)


def test_an_archive_is_opened(tmp_path: Path) -> None:
    """Also an archive or a letter inside it; other files get a line."""
    inner = _zip(c__pdf=b"%PDF-c")
    (tmp_path / "a.zip").write_bytes(_zip(a__pdf=b"%PDF-a", b__txt=b"text", in__zip=inner, l__eml=_letter()))
    collection = collect(tmp_path / "a.zip")
    assert [task.name for task in collection.tasks] == ["a.zip/a.pdf", "a.zip/in.zip/c.pdf", "a.zip/l.eml/自评报告.pdf"]


def test_a_folder_is_walked_in_order(tmp_path: Path) -> None:
    """With the folders in it, by name."""
    (tmp_path / "b").mkdir()
    for name in ("b/2.pdf", "a.pdf", "c.txt"):
        (tmp_path / name).write_bytes(b"x")
    assert [Path(task.name).as_posix() for task in collect(tmp_path).tasks] == ["a.pdf", "b/2.pdf"]


def test_an_archive_bomb_is_left_out(tmp_path: Path) -> None:
    """A gigabyte of zeros packed into a megabyte never unpacks."""
    (tmp_path / "bomb.zip").write_bytes(_zip(x__pdf=bytes(50_000_000)))
    collection = collect(tmp_path / "bomb.zip")
    assert collection.tasks == []
    assert "would unpack to far more" in collection.left_out[0].why.text("en")


def test_an_archive_that_lies_about_its_sizes_is_left_out(tmp_path: Path) -> None:
    """No more is unpacked than the directory says."""
    data = bytearray(_zip(x__pdf=b"%PDF-" + b"0123456789" * 100))
    central = data.rindex(b"PK\x01\x02")
    data[central + 24 : central + 28] = (10).to_bytes(4, "little")
    (tmp_path / "lie.zip").write_bytes(data)
    collection = collect(tmp_path / "lie.zip")
    assert collection.tasks == []
    assert len(collection.left_out) == 1


def test_archives_in_archives_end_somewhere(tmp_path: Path) -> None:
    """The third is not opened."""
    data = _zip(x__pdf=b"%PDF-")
    for _ in range(4):
        data = _zip(x__zip=data)
    (tmp_path / "deep.zip").write_bytes(data)
    collection = collect(tmp_path / "deep.zip")
    assert collection.tasks == []
    assert "too deeply" in collection.left_out[0].why.text("en")


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
        assert len(list(unpacked(Container(tmp_path / "damaged.zip", "damaged.zip", FileKind.ZIP)))) == 1


def test_a_header_without_end_costs_no_time(tmp_path: Path) -> None:
    """What would take a minute to understand is cut; the attachment is still found."""
    endless = b"Content-Disposition: attachment;" + b" filename*0*=a;" * 20_000
    (tmp_path / "a.eml").write_bytes(_letter().replace(b"Content-Disposition: attachment;", endless))
    begun = time.process_time()
    contents = list(unpacked(Container(tmp_path / "a.eml", "a.eml", FileKind.LETTER)))
    assert [task.data for task in contents if isinstance(task, VerificationTask)] == [report().signed]
    assert time.process_time() - begun < 5


def _count(path: Path) -> tuple[int, list[str]]:
    contents = list(unpacked(Container(path, path.name, FileKind.ZIP)))
    tasks = [content for content in contents if isinstance(content, VerificationTask)]
    return len(tasks), [content.why.text("en") for content in contents if not isinstance(content, VerificationTask)]


def test_what_is_packed_into_one_another_is_counted_together(tmp_path: Path) -> None:
    """Archives inside archives use up the same room as files."""
    inner = _zip(**{f"n{number}__pdf": b"%PDF-" + bytes(200) for number in range(30)})
    outer = _zip(**{f"z{number}__zip": inner for number in range(1000)})
    (tmp_path / "many.zip").write_bytes(outer)
    tasks, left_out = _count(tmp_path / "many.zip")
    assert tasks < 20_000
    assert left_out == ["It contains more than 20000 files; the rest was not checked."]


def test_nested_archives_cannot_unpack_without_measure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an inner archive unpacks to counts, even when no PDF comes out of it."""
    monkeypatch.setattr(unpacking, "LARGEST_TOTAL_MB", 3)
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        archive.writestr("x.txt", random.Random(1).randbytes(1_000_000))
    (tmp_path / "a.zip").write_bytes(_zip(**{f"z{number}__zip": stored.getvalue() for number in range(6)}))
    tasks, left_out = _count(tmp_path / "a.zip")
    assert (tasks, left_out[-1]) == (0, "All files together are larger than 3 MB.")


def test_files_that_lie_over_one_another_cost_no_more_than_is_allowed(tmp_path: Path) -> None:
    """The better bomb: a thousand entries that all point to the same packed megabytes."""
    archive = bytearray(_zip(x__pdf=b"%PDF-" + bytes(700_000) + random.Random(2).randbytes(9000)))
    central = archive.rindex(b"PK\x01\x02")
    end = archive.rindex(b"PK\x05\x06")
    entry = bytes(archive[central:end])
    tail = bytearray(archive[end:])
    tail[8:10] = tail[10:12] = (1000).to_bytes(2, "little")
    tail[12:16] = (1000 * len(entry)).to_bytes(4, "little")
    (tmp_path / "overlap.zip").write_bytes(bytes(archive[:central]) + entry * 1000 + bytes(tail))
    tasks, left_out = _count(tmp_path / "overlap.zip")
    assert tasks < 800
    assert left_out


def test_a_mailbox_of_many_letters_is_read_to_its_end(tmp_path: Path) -> None:
    """Letters without a report are passed over, and the one with a report is found behind them."""
    letter = b"From a@b Mon Jan  1 00:00:00 2026\nSubject: x\n\nhello\n\n"
    (tmp_path / "in.mbox").write_bytes(letter * 3000 + b"From a@b\n" + _letter())
    collection = collect(tmp_path / "in.mbox")
    assert [task.name for task in collection.tasks] == ["in.mbox#3001/自评报告.pdf"]


@pytest.mark.slow
def test_a_mailbox_of_a_hundred_thousand_letters_is_read_in_time(tmp_path: Path) -> None:
    """Within what opening one mailbox may take."""
    letter = b"From a@b Mon Jan  1 00:00:00 2026\nSubject: x\nFrom: a@example.com\n\nhello\n\n"
    (tmp_path / "in.mbox").write_bytes(letter * 100_000 + b"From a@b\n" + _letter())
    assert [task.name for task in collect(tmp_path / "in.mbox").tasks] == ["in.mbox#100001/自评报告.pdf"]


def test_a_letter_without_measure_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is never held in memory whole, also when it is one endless line; the next letter is read."""
    monkeypatch.setattr(boxes, "LARGEST_LETTER_MB", 2)
    with (tmp_path / "in.mbox").open("wb") as file:
        file.write(b"From a@b\nSubject: x\n\n" + b"x" * 5_000_000 + b"\n\nFrom c@d\n" + _letter())
    with (tmp_path / "in.mbox").open("rb") as file:
        sizes = [None if letter is None else len(letter) for letter in letters(file)]
    assert sizes == [None, len(_letter())]


def test_opening_has_limits_on_time_and_memory(tmp_path: Path) -> None:
    """In a process of its own; what was found elsewhere stays."""
    (tmp_path / "a.pdf").write_bytes(b"%PDF-")
    (tmp_path / "b.zip").write_bytes(_zip(c__pdf=b"%PDF-" + random.Random(3).randbytes(8_000_000)))
    for limits in (ChildLimits(seconds=0.0), ChildLimits(memory_mb=1)):
        collection = collect(tmp_path, limits=limits)
        assert [task.name for task in collection.tasks] == ["a.pdf"]
        assert "did not finish" in collection.left_out[0].why.text("en")


def test_opening_can_be_stopped(tmp_path: Path) -> None:
    """At once."""
    (tmp_path / "b.zip").write_bytes(_zip(c__pdf=b"%PDF-c"))
    with pytest.raises(Cancelled):
        collect(tmp_path / "b.zip", cancelled=lambda: True)


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    """Neither round in a loop nor out of the folder."""
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "secret.pdf").write_bytes(b"%PDF-")
    (inside / "a.pdf").write_bytes(b"%PDF-")
    (inside / "loop").symlink_to(inside, target_is_directory=True)
    (inside / "b.pdf").symlink_to(tmp_path / "secret.pdf")
    (inside / "c.pdf").symlink_to(inside / "c.pdf")
    assert [task.name for task in collect(inside).tasks] == ["a.pdf"]


def test_too_many_files_are_said_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody reads five thousand lines that say the same."""
    monkeypatch.setattr(collecting, "LARGEST_COUNT", 2)
    for number in range(9):
        (tmp_path / f"{number}.pdf").write_bytes(b"%PDF-")
    collection = collect(tmp_path)
    assert [task.name for task in collection.tasks] == ["0.pdf", "1.pdf"]
    assert len(collection.left_out) == 1


def test_names_in_archives_lead_nowhere(tmp_path: Path) -> None:
    """Folders above, drives, and signs that turn a name round are taken out."""
    names = ("../../etc/x.pdf", "C:\\Windows\\y.pdf", "/root.pdf", "gnp.\u202efdp.pdf", "a" * 5000 + ".pdf")
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in names:
            archive.writestr(name, b"%PDF-")
    (tmp_path / "a.zip").write_bytes(written.getvalue())
    read = [task.name for task in collect(tmp_path / "a.zip").tasks]
    assert read[:4] == ["a.zip/etc/x.pdf", "a.zip/Windows/y.pdf", "a.zip/root.pdf", "a.zip/gnp.\ufffdfdp.pdf"]
    assert len(read[4]) < 220


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (b'filename="\xd7\xd4\xc6\xc0.pdf"', "自评.pdf"),
        ("filename=自评.pdf".encode(), "自评.pdf"),
        (b"filename==?x-none?B?AAAA?=.pdf", None),
        (b"filename*=x-none''%ff%fe.pdf", None),
        (b"filename*0*=utf-8''%e8%87%aa; filename*1=\xff.pdf", None),
        (b'filename="=?gb2312?B?19TGwA==?=.pdf"', "自评.pdf"),
    ],
)
def test_an_attachment_is_found_whatever_its_name_is_written_in(
    header: bytes, name: str | None, tmp_path: Path
) -> None:
    """Mail programs of twenty years: raw GBK, raw UTF-8, encodings that do not exist. What comes out can be printed."""
    letter = b"Content-Type: application/pdf\nContent-Disposition: attachment; " + header + b"\n\n%PDF-\n"
    (tmp_path / "a.eml").write_bytes(letter)
    (task,) = collect(tmp_path / "a.eml").tasks
    assert task.name.encode("utf-8").startswith(b"a.eml/")
    assert name is None or task.name == f"a.eml/{name}"


def test_names_from_chinese_windows_are_readable(tmp_path: Path) -> None:
    """Archives without a word on their encoding are read as GB 18030."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("ZZZZ.pdf", b"%PDF-")
    (tmp_path / "a.zip").write_bytes(written.getvalue().replace(b"ZZZZ", "自评".encode("gbk")))
    assert [task.name for task in collect(tmp_path / "a.zip").tasks] == ["a.zip/自评.pdf"]


@pytest.mark.parametrize("name", ["", "..", "/", "\\\\", "\udcff\udcfe", "\0", "a\nb"])
def test_any_name_can_be_shown(name: str) -> None:
    """On one line, in any encoding that has all characters."""
    assert harmless(name).encode("utf-8").count(b"\n") == 0


def test_a_letter_nested_without_end_is_left_out(tmp_path: Path) -> None:
    """Parts inside parts inside parts."""
    head = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3000))
    (tmp_path / "a.eml").write_bytes(head)
    collection = collect(tmp_path / "a.eml")
    assert (collection.tasks, len(collection.left_out)) == ([], 1)
