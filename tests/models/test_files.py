"""Files are written whole or not at all, and read with a limit."""

import errno
import os
import stat
import sys
from pathlib import Path

import pytest

from models.errors import FileTooLarge, UnreadableFile, UnwritableFile, reason
from models.files import check_writable, make_folder, read_bytes, write_bytes


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    """The file holds the bytes, replaces an older one, and leaves nothing else behind."""
    target = tmp_path / "报告.pdf"
    write_bytes(target, b"old")
    write_bytes(target, b"new")
    assert read_bytes(target, 1) == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["报告.pdf"]


def test_a_folder_that_cannot_take_the_file_keeps_the_old_one(tmp_path: Path) -> None:
    """A missing folder or a folder of that name is one sentence; nothing half-written stays."""
    (tmp_path / "taken").mkdir()
    with pytest.raises(UnwritableFile, match="this is a folder"):
        write_bytes(tmp_path / "taken", b"data")
    with pytest.raises(UnwritableFile, match=r"the folder .*absent does not exist"):
        write_bytes(tmp_path / "absent" / "file", b"data")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_the_cause_is_said_in_words() -> None:
    """Known causes are translated; an unknown one is said as the system says it."""
    assert reason(OSError(errno.ENOSPC, "No space left on device")).text("zh") == "磁盘已满"
    assert reason(OSError(errno.ENOTBLK, "Block device required")).text("en") == "Block device required"


def test_a_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    """A private file can be read by nobody else, from the first byte on."""
    write_bytes(tmp_path / "key", b"secret", private=True)
    write_bytes(tmp_path / "open", b"text")
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
        present = os.umask(0o022)
        os.umask(present)
        assert stat.S_IMODE((tmp_path / "open").stat().st_mode) == 0o666 & ~present


def test_no_more_than_the_limit_is_read(tmp_path: Path) -> None:
    """A file of exactly the limit is read, one byte more is refused."""
    file = tmp_path / "file"
    file.write_bytes(bytes(1024 * 1024))
    assert len(read_bytes(file, 1)) == 1024 * 1024
    file.write_bytes(bytes(1024 * 1024 + 1))
    with pytest.raises(FileTooLarge):
        read_bytes(file, 1)


def test_what_is_missing_or_a_folder_is_one_sentence(tmp_path: Path) -> None:
    """The sentence names the file and why it cannot be read."""
    with pytest.raises(UnreadableFile, match=r"absent\.json could not be read \(no such file or folder\)"):
        read_bytes(tmp_path / "absent.json", 1)
    with pytest.raises(UnreadableFile, match="this is a folder"):
        read_bytes(tmp_path, 1)


def test_a_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    """An existing folder is fine; a file in the way is a sentence."""
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UnwritableFile):
        make_folder(tmp_path / "file" / "c")


def test_a_place_is_tried_before_long_work(tmp_path: Path) -> None:
    """What could not be written later is refused now; where it could, nothing is left behind and an old file stays."""
    (tmp_path / "old").write_bytes(b"old")
    for name in ("old", "new"):
        check_writable(tmp_path / name)
    for name in (".", "absent/file", "old/file"):
        with pytest.raises(UnwritableFile):
            check_writable(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["old"]
    assert (tmp_path / "old").read_bytes() == b"old"


def test_a_named_pipe_is_refused_and_a_shells_pipe_is_read(tmp_path: Path) -> None:
    """Nobody may ever write into the first; the second has its writer already."""
    if sys.platform == "win32":
        return
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnreadableFile, match="not an ordinary file"):
        read_bytes(tmp_path / "pipe", 1)
    reading, writing = os.pipe()
    os.write(writing, b"told")
    os.close(writing)
    assert read_bytes(Path(f"/dev/fd/{reading}"), 1) == b"told"
    os.close(reading)


def test_what_is_no_ordinary_file_is_never_replaced(tmp_path: Path) -> None:
    """A device or a pipe of that name stays what it is: the whole machine may need it."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(UnwritableFile, match="not an ordinary file"):
        write_bytes(pipe, b"data")
    assert stat.S_ISFIFO(pipe.stat().st_mode)
