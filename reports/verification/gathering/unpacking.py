"""What a letter, an exported mailbox or an archive holds: runs in a child process, because strangers packed it."""

import base64
import lzma
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import EmailPolicy
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from models.language import Sentence, sentence
from reports.verification.here import LARGEST_FILE_MB
from reports.verification.isolation.process import Task

LARGEST_TOTAL_MB = 512
"""Of all that is unpacked from one letter, mailbox or archive, whatever it is."""
LARGEST_LETTER_MB = 128
MOST_ENTRIES = 20_000
"""Files in one archive or letter, with all that is packed into one another."""
MOST_LETTERS = 200_000
DEEPEST = 3
_LARGEST_RATIO = 200
"""PDFs hardly shrink when they are packed; what grows more than this on unpacking is a bomb."""
_LONGEST_HEADER = 4096
"""Of a letter, in characters: the standard library takes a minute over one of some hundred thousand."""
_LONGEST_NAME = 200
_LONGEST_LINE = 1024 * 1024
_MB = 1024 * 1024

LeftOut = tuple[str, Sentence]
Found = Task | LeftOut


class _ShortHeaders(EmailPolicy):
    """Reads letters like any other, but only the beginning of a header that has no end, and also raw GB 18030."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """Returns a header's value."""
        return super().header_fetch_parse(name, _readable(value[:_LONGEST_HEADER]))


_POLICY = _ShortHeaders()
_BEFORE_LETTERS = b"\xef\xbb\xbf\r\n\t "
_DAMAGED = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError),
    *(ValueError, OSError, EOFError, NotImplementedError, RuntimeError, OverflowError),
)
"""What the standard library raises over damaged archives."""


class _Enough(Exception):
    """A count has reached its limit; nothing more is opened."""

    def __init__(self, why: Sentence) -> None:
        super().__init__(why.text("en"))
        self.why = why


class _Opening:
    """One letter or archive being opened, with the counts over everything inside it."""

    def __init__(self) -> None:
        self._entries = 0
        self._bytes = 0

    def letter(self, data: bytes, name: str, depth: int = 1) -> Iterator[Found]:
        """Yields what a letter carries."""
        try:
            # Some programs leave a mark or empty lines in front, and readers of letters take them for its end.
            parts = list(self._attachments(message_from_bytes(data.lstrip(_BEFORE_LETTERS), policy=_POLICY)))
        except _Enough:
            raise
        except Exception:  # letters of strangers raise all kinds of errors in the standard library
            yield name, sentence("The letter cannot be read.")
            return
        for file_name, content in parts:
            yield from self._part(f"{name}/{file_name}", content, depth)

    def archive(self, data: bytes, name: str, depth: int = 1) -> Iterator[Found]:
        """Yields what an archive holds."""
        try:
            with zipfile.ZipFile(BytesIO(data)) as opened:
                for entry in opened.infolist():
                    self._count(0)
                    yield from self._entry(opened, entry, name, depth)
        except _DAMAGED:
            yield name, sentence("The archive cannot be read.")

    def _count(self, size: int) -> None:
        self._entries += size == 0
        self._bytes += size
        if self._entries > MOST_ENTRIES:
            raise _Enough(sentence("It holds more than {count} files; the rest was not looked at.", count=MOST_ENTRIES))
        if self._bytes > LARGEST_TOTAL_MB * _MB:
            raise _Enough(sentence("All files together are larger than {mb} MB.", mb=LARGEST_TOTAL_MB))

    def _attachments(self, message: Message) -> Iterator[tuple[str, bytes]]:
        for number, part in enumerate(message.walk(), start=1):
            self._count(0)
            if part.is_multipart():
                wrapped = _wrapped_letter(part)
                if wrapped:
                    self._count(len(wrapped))
                    yield f"{number}.eml", wrapped
                continue
            content = part.get_payload(decode=True)
            if not isinstance(content, bytes):
                continue
            file_name = _file_name(part)
            if file_name or content.startswith(b"%PDF-"):
                self._count(len(content))
                yield file_name or f"{number}.pdf", content

    def _part(self, name: str, data: bytes, depth: int) -> Iterator[Found]:
        lower = name.lower()
        if data.startswith(b"%PDF-") or lower.endswith(".pdf"):
            if len(data) > LARGEST_FILE_MB * _MB:
                yield name, sentence("The file is larger than {mb} MB.", mb=LARGEST_FILE_MB)
            else:
                yield Task(name, data=data)
        elif depth >= DEEPEST and lower.endswith((".zip", ".eml", ".mbox")):
            yield name, sentence("Archives are packed into one another too deeply.")
        elif lower.endswith(".zip"):
            yield from self.archive(data, name, depth + 1)
        elif lower.endswith(".eml"):
            yield from self.letter(data, name, depth + 1)
        elif lower.endswith(".mbox"):
            for number, letter in enumerate(letters(BytesIO(data)), start=1):
                self._count(0)
                if letter is not None:
                    yield from self.letter(letter, f"{name}#{number}", depth + 1)

    def _entry(self, opened: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, depth: int) -> Iterator[Found]:
        inside = f"{name}/{harmless(_entry_name(entry))}"
        if entry.is_dir() or is_shadow(inside):
            return
        if not inside.lower().endswith((".pdf", ".zip", ".eml", ".mbox")) and not _begins_as_pdf(opened, entry):
            return
        if entry.flag_bits & 1:
            yield inside, sentence("The archive is behind a password.")
            return
        if entry.file_size > max(entry.compress_size, 4096) * _LARGEST_RATIO:
            yield inside, sentence("The archive unpacks to far more than it holds.")
            return
        if entry.file_size > LARGEST_FILE_MB * _MB:
            yield inside, sentence("The file is larger than {mb} MB.", mb=LARGEST_FILE_MB)
            return
        self._count(entry.file_size)
        try:
            with opened.open(entry) as file:
                # What the directory of the archive says may be a lie; no more than that is ever unpacked.
                content = file.read(entry.file_size + 1)
        except _DAMAGED:
            content = b""
        if len(content) != entry.file_size:
            yield inside, sentence("The archive cannot be read.")
            return
        yield from self._part(inside, content, depth)


def unpacked(path: Path, name: str) -> Iterator[Found]:
    """Yields every PDF in a letter, mailbox or archive as a task, and what was left out and why.

    Args:
        path: a `.eml`, `.mbox` or `.zip` file.
        name: what it is called in the names of what is inside.
    """
    opening = _Opening()
    try:
        kind = path.suffix.lower()
        if kind == ".mbox":
            with path.open("rb") as file:
                yield from _mailbox(file, name)
        elif kind == ".zip":
            yield from opening.archive(path.read_bytes(), name)
        else:
            yield from opening.letter(path.read_bytes(), name)
    except _Enough as enough:
        yield name, enough.why


def _mailbox(file: IO[bytes], name: str) -> Iterator[Found]:
    for number, letter in enumerate(letters(file), start=1):
        if number > MOST_LETTERS:
            raise _Enough(
                sentence("It holds more than {count} letters; the rest was not looked at.", count=MOST_LETTERS)
            )
        if letter is None:
            yield f"{name}#{number}", sentence("The letter is larger than {mb} MB.", mb=LARGEST_LETTER_MB)
        else:
            # Each letter is counted by itself; how much one mailbox may give is for the whole to say.
            yield from _one_of_many(letter, f"{name}#{number}")


def _one_of_many(letter: bytes, name: str) -> Iterator[Found]:
    try:
        yield from _Opening().letter(letter, name)
    except _Enough as enough:
        yield name, enough.why


def letters(file: IO[bytes]) -> Iterator[bytes | None]:
    """Yields the letters of an exported mailbox one by one; None for one that is too large to be opened."""
    held: list[bytes] | None = None
    size = 0
    for line, begins in _lines(file):
        if begins and line.startswith(b"From "):
            if held is not None:
                yield _whole(held, size)
            held, size = [], 0
        elif held is not None:
            size += len(line)
            if size <= LARGEST_LETTER_MB * _MB:
                held.append(line)
    if held is not None:
        yield _whole(held, size)


def is_shadow(name: str) -> bool:
    """Returns whether a file is what macOS lays beside every file on foreign disks and in archives."""
    *folders, last = name.replace("\\", "/").split("/")
    return last.startswith("._") or "__MACOSX" in folders


def _begins_as_pdf(opened: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Whether a file without a telling name is a PDF; behind a password nobody can say."""
    if entry.flag_bits & 1:
        return False
    try:
        with opened.open(entry) as file:
            return file.read(5) == b"%PDF-"
    except _DAMAGED:
        return False


def _wrapped_letter(part: Message) -> bytes:
    """Returns a forwarded letter that was packed like a file, against the rules of mail; empty where it was not."""
    packed = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    if part.get_content_type() != "message/rfc822" or packed != "base64":
        return b""
    try:
        return base64.b64decode(part.get_payload(0).as_bytes(), validate=False)  # type: ignore[union-attr]
    except (ValueError, AttributeError, LookupError):
        return b""


def _whole(held: list[bytes], size: int) -> bytes | None:
    return b"".join(held) if size <= LARGEST_LETTER_MB * _MB else None


def _lines(file: IO[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yields pieces of lines and whether each begins one; a line without end must not fill the memory."""
    begins = True
    while line := file.readline(_LONGEST_LINE):
        yield line, begins
        begins = line.endswith(b"\n")


def _file_name(part: Message) -> str:
    """Returns the name of an attachment without its folder, empty where it has none."""
    try:
        said = part.get_filename() or ""
    except Exception:  # encodings that do not exist, names in pieces that do not fit together
        said = "?"
    return harmless(said).rpartition("/")[2]


def _entry_name(entry: zipfile.ZipInfo) -> str:
    """Returns the name of a file in an archive; what Chinese Windows wrote without naming the encoding is GB 18030."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


def _readable(text: str) -> str:
    """Returns a text with the bytes in it that name no encoding read as UTF-8 or else as GB 18030."""
    if not re.search("[\udc80-\udcff]", text):
        return text
    raw = text.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def harmless(name: str) -> str:
    """Returns a stranger's name for a file fit to be shown: readable, short, and leading nowhere."""
    shown = "".join("�" if unicodedata.category(one) in ("Cc", "Cf", "Cs") else one for one in _readable(name))
    parts = [part for part in re.split(r"[/\\]", shown) if part.strip(". ") and not re.fullmatch("[A-Za-z]:", part)]
    return "/".join(parts)[-_LONGEST_NAME:]
