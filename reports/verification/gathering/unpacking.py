"""The content of an e-mail, an exported mailbox or an archive: read in a child process, because strangers packed it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import IO

from models.errors import check_handles, reason
from models.language import Sentence, sentence
from models.sealing.plain import open_plain, read_plain
from reports.verification.gathering.archive import (
    ArchiveEntry,
    Locked,
    TooLarge,
    is_office_document,
    seven_zip_entries,
    tar_entries,
    unpacked_file,
    zip_entries,
)
from reports.verification.gathering.envelope import (
    Encrypted,
    NotALetter,
    outlook_attachments,
    signed_letter,
    tnef_attachments,
)
from reports.verification.gathering.kind import CONTAINERS, HEAD_BYTES, FileKind, kind_of
from reports.verification.gathering.left_out import (
    BEHIND_A_PASSWORD,
    NO_FILE_IN_LETTER,
    NOTHING_IN_ARCHIVE,
    LeftOutFile,
    not_opened,
)
from reports.verification.gathering.letter import Part, TooDeep, parts_of
from reports.verification.gathering.mailbox import LARGEST_LETTER_MB, letters
from reports.verification.here import LARGEST_FILE_MB
from reports.verification.isolation import NEXT, Progress
from reports.verification.verifier import VerificationTask

LARGEST_TOTAL_MB = 512
"""Of all that is unpacked from one letter, mailbox or archive, whatever it is."""
MOST_ENTRIES = 20_000
"""Files in one archive or letter, with all that is packed into one another."""
MOST_PARTS = 1_000_000
"""Parts of letters that are no files."""
MOST_LETTERS = 200_000
DEEPEST = 4
_LARGEST_RATIO = 200
"""PDFs hardly shrink when they are packed; what grows more than this on unpacking is a bomb."""
_MB = 1024 * 1024
_ARCHIVE_NOT_READ = sentence("The archive is damaged or incomplete: ask the sender for it again.")
_LETTER_NOT_READ = sentence("The letter is damaged or incomplete: ask the sender for it again.")
_TOO_DEEP = sentence("Archives are nested too deeply.")

Found = VerificationTask | LeftOutFile
_Opened = Callable[[bytes, str], Iterator[Found]]


class _Enough(Exception):
    """A count has reached its limit; nothing more is opened."""

    def __init__(self, why: Sentence) -> None:
        super().__init__(why.text("en"))
        self.why = why


class _Unpacking:
    """One letter or archive being opened, with the counts over everything inside it."""

    def __init__(self) -> None:
        self._entries = 0
        self._parts = 0
        self._bytes = 0

    def file(self, data: bytes, name: str, depth: int) -> Iterator[Found]:
        """Yields a task, what is inside, or why it is left out."""
        head = data[:HEAD_BYTES]
        kind = kind_of(head, name)
        if kind is FileKind.PDF:
            yield self._task(data, name)
        elif kind not in CONTAINERS:
            yield not_opened(kind, name, head, data)
        elif depth >= DEEPEST:
            yield LeftOutFile(name, _TOO_DEEP)
        else:
            yield from self.container(kind, data, name, depth + 1)

    def container(self, kind: FileKind, data: bytes, name: str, depth: int = 1) -> Iterator[Found]:
        """Yields what a letter, mailbox or archive holds; whatever strangers' files raise becomes a line."""
        damaged = _LETTER_NOT_READ
        try:
            match kind:
                case FileKind.LETTER:
                    yield from _or_a_line(self.letter(data, name, depth), name)
                case FileKind.MAILBOX:
                    yield from self._mailbox(data, name, depth)
                case FileKind.OUTLOOK:
                    yield from self._outlook(data, name, depth)
                case FileKind.TNEF:
                    yield from self._attached(tnef_attachments(data), name, depth)
                case FileKind.SIGNED:
                    yield from self._signed(data, name, depth)
                case _:
                    damaged = _ARCHIVE_NOT_READ
                    yield from self._archive(kind, data, name, depth)
        except (_Enough, MemoryError):
            raise
        except Locked:
            yield LeftOutFile(name, BEHIND_A_PASSWORD)
        except TooLarge:
            yield LeftOutFile(name, sentence("The archive would unpack to far more data than is plausible."))
        except Exception as error:  # files of strangers raise all kinds of errors in every library
            check_handles(error)
            yield LeftOutFile(name, damaged)

    def letter(self, data: bytes, name: str, depth: int = 1) -> Iterator[Found]:
        """Yields what a letter carries; nothing where it carries no file."""
        try:
            for part in parts_of(data):
                if part is None:
                    self._parts += 1
                    if self._parts > MOST_PARTS:
                        raise _Enough(
                            sentence("It has more than {count} parts; the rest was not looked at.", count=MOST_PARTS)
                        )
                else:
                    yield from self._part(part, name, depth)
        except TooDeep:
            yield LeftOutFile(name, _LETTER_NOT_READ)

    def archive(self, entries: Iterator[ArchiveEntry], name: str, depth: int = 1) -> Iterator[Found]:
        """Yields what an archive holds."""
        # One more than may be opened, so that the count says that there was more.
        listed = list(islice(entries, MOST_ENTRIES + 1))
        document = is_office_document([entry.name for entry in listed])
        shown = 0
        for entry in listed:
            self._count(files=1)
            for content in self._entry(entry, f"{name}/{entry.name}", depth):
                if document and isinstance(content, LeftOutFile) and content.passed_over:
                    continue
                shown += 1
                yield content
        if document and not shown:
            yield LeftOutFile(name, sentence("An office document; no report is in it."), True)
        elif not listed:
            yield LeftOutFile(name, NOTHING_IN_ARCHIVE, True)

    def _archive(self, kind: FileKind, data: bytes, name: str, depth: int) -> Iterator[Found]:
        room = max(LARGEST_TOTAL_MB * _MB - self._bytes, 0)
        if kind is FileKind.PACKED:
            content = unpacked_file(data, min(room, 2 * LARGEST_FILE_MB * _MB))
            self._count(files=1)
            self._count(size=len(content))
            yield from self.file(content, f"{name}/{_unpacked_name(name)}", depth)
        elif kind is FileKind.SEVEN_ZIP:
            yield from self.archive(seven_zip_entries(data, room), name, depth)
        elif kind is FileKind.TAR:
            yield from self.archive(tar_entries(data), name, depth)
        else:
            yield from self.archive(zip_entries(data), name, depth)

    def _mailbox(self, data: bytes, name: str, depth: int) -> Iterator[Found]:
        yield from _letters_of(BytesIO(data), name, lambda letter, inside: self.letter(letter, inside, depth))

    def _outlook(self, data: bytes, name: str, depth: int) -> Iterator[Found]:
        try:
            yield from self._attached(outlook_attachments(data), name, depth)
        except NotALetter:
            yield not_opened(FileKind.OUTLOOK, name, data[:HEAD_BYTES], data)

    def _signed(self, data: bytes, name: str, depth: int) -> Iterator[Found]:
        try:
            letter = signed_letter(data)
        except Encrypted:
            yield LeftOutFile(
                name, sentence("The letter is encrypted, and only its receiver's mail program can open it.")
            )
            return
        if not letter:
            yield not_opened(FileKind.KEY, name, data[:HEAD_BYTES], data)
            return
        self._count(size=len(letter))
        yield from _or_a_line(self.letter(letter, name, depth), name)

    def _attached(self, files: Iterator[tuple[str, bytes]], name: str, depth: int) -> Iterator[Found]:
        number = 0
        for number, (called, content) in enumerate(files, start=1):
            self._count(files=1)
            self._count(size=len(content))
            yield from self.file(content, f"{name}/{called or _number_as_name(number, content)}", depth)
        if not number:
            yield LeftOutFile(name, NO_FILE_IN_LETTER, True)

    def _count(self, files: int = 0, size: int = 0) -> None:
        self._entries += files
        self._bytes += size
        if self._entries > MOST_ENTRIES:
            raise _Enough(
                sentence("It contains more than {count} files; the rest was not checked.", count=MOST_ENTRIES)
            )
        if self._bytes > LARGEST_TOTAL_MB * _MB:
            raise _Enough(sentence("All files together are larger than {mb} MB.", mb=LARGEST_TOTAL_MB))

    def _part(self, part: Part, name: str, depth: int) -> Iterator[Found]:
        self._count(files=1)
        if part.is_empty_letter:
            yield LeftOutFile(f"{name}/{part.name}", NO_FILE_IN_LETTER, True)
            return
        if part.closed is not None:
            yield LeftOutFile(f"{name}/{part.name or part.number}", part.closed)
            return
        content = part.read()
        self._count(size=len(content))
        if part.is_letter:
            inside = f"{name}/{part.name or f'{part.number}.eml'}"
            if depth >= DEEPEST:
                yield LeftOutFile(inside, _TOO_DEEP)
            else:
                yield from _or_a_line(self.letter(content, inside, depth + 1), inside)
        elif content or part.name:
            yield from self.file(content, f"{name}/{part.name or _number_as_name(part.number, content)}", depth)

    def _entry(self, entry: ArchiveEntry, inside: str, depth: int) -> Iterator[Found]:
        if entry.is_link:
            yield LeftOutFile(inside, sentence("A link or a device; it is not followed."))
            return
        try:
            head = b"" if entry.is_locked else entry.read(min(entry.size, HEAD_BYTES))
        except MemoryError:
            raise
        except Exception as error:  # every packer has errors of its own
            check_handles(error)
            yield LeftOutFile(inside, _ARCHIVE_NOT_READ)
            return
        kind = kind_of(head, inside)
        if entry.is_locked:
            # Only the name tells.
            known = kind is FileKind.SYSTEM
            yield not_opened(kind, inside, head, None) if known else LeftOutFile(inside, BEHIND_A_PASSWORD)
        elif kind in (FileKind.SYSTEM, FileKind.MEDIA, FileKind.CLOSED, FileKind.KEY):
            yield not_opened(kind, inside, head, None)
        elif entry.packed is not None and entry.size > max(entry.packed, 4096) * _LARGEST_RATIO:
            yield LeftOutFile(inside, sentence("The archive would unpack to far more data than is plausible."))
        elif entry.size > LARGEST_FILE_MB * _MB:
            yield LeftOutFile(inside, sentence("The file is larger than {mb} MB.", mb=LARGEST_FILE_MB))
        else:
            yield from self._content(entry, inside, depth)

    def _content(self, entry: ArchiveEntry, inside: str, depth: int) -> Iterator[Found]:
        self._count(size=entry.size)
        try:
            # What the directory of the archive says may be a lie; no more than that is ever unpacked.
            content = entry.read(entry.size + 1)
        except MemoryError:
            raise
        except Exception as error:  # every packer has errors of its own
            check_handles(error)
            content = b""
        if len(content) != entry.size:
            yield LeftOutFile(inside, _ARCHIVE_NOT_READ)
        else:
            yield from self.file(content, inside, depth)

    def _task(self, data: bytes, name: str) -> Found:
        if len(data) > LARGEST_FILE_MB * _MB:
            return LeftOutFile(name, sentence("The file is larger than {mb} MB.", mb=LARGEST_FILE_MB))
        return VerificationTask(name, data=data)


@dataclass(frozen=True, slots=True)
class Container:
    """A letter, mailbox or archive on the disk."""

    path: Path
    name: str
    """What it is called in the names of what is inside."""
    kind: FileKind
    """One of `CONTAINERS`."""


def all_unpacked(containers: Sequence[Container]) -> Iterator[Found | Progress]:
    """Yields what is in each of them, and `NEXT` behind each."""
    for container in containers:
        yield from unpacked(container)
        yield NEXT


def unpacked(container: Container) -> Iterator[Found]:
    """Yields every PDF in a letter, mailbox or archive as a task, and every other file with the reason."""
    opening, path, name, kind = _Unpacking(), container.path, container.name, container.kind
    try:
        if kind is FileKind.MAILBOX:
            with open_plain(path) as file:
                # Each letter is counted by itself; how much one mailbox may give is for the whole to say.
                yield from _letters_of(file, name, _one_of_many)
        else:
            yield from opening.container(kind, read_plain(path), name)
    except _Enough as enough:
        yield LeftOutFile(name, enough.why)
    except OSError as error:
        yield LeftOutFile(name, sentence("It could not be read: {why}.", why=reason(error)))


def _letters_of(file: IO[bytes], name: str, opened: _Opened) -> Iterator[Found]:
    number = without = 0
    for number, letter in enumerate(letters(file), start=1):
        if number > MOST_LETTERS:
            raise _Enough(
                sentence("It contains more than {count} letters; the rest was not checked.", count=MOST_LETTERS)
            )
        inside, empty = f"{name}#{number}", True
        if letter is None:
            yield LeftOutFile(inside, sentence("The letter is larger than {mb} MB.", mb=LARGEST_LETTER_MB))
            continue
        for content in opened(letter, inside):
            empty = False
            yield content
        without += empty
    if without:
        yield LeftOutFile(name, sentence("Letters in it that carry no file: {count}.", count=without), True)
    elif not number:
        yield LeftOutFile(name, sentence("No letter was found in it."))


def _one_of_many(letter: bytes, name: str) -> Iterator[Found]:
    try:
        yield from _Unpacking().letter(letter, name)
    except _Enough as enough:
        yield LeftOutFile(name, enough.why)
    except MemoryError:
        raise
    except Exception as error:  # files of strangers raise all kinds of errors in every library
        check_handles(error)
        yield LeftOutFile(name, _LETTER_NOT_READ)


def _or_a_line(contents: Iterator[Found], name: str) -> Iterator[Found]:
    """Yields what a letter carries, or says that it carries nothing."""
    empty = True
    for each in contents:
        empty = False
        yield each
    if empty:
        yield LeftOutFile(name, NO_FILE_IN_LETTER, True)


def _number_as_name(number: int, content: bytes) -> str:
    return f"{number}.pdf" if content.startswith(b"%PDF-") else f"#{number}"


def _unpacked_name(name: str) -> str:
    last = name.rpartition("/")[2]
    stem, _, ending = last.rpartition(".")
    return f"{stem}.tar" if ending.lower() in ("tgz", "tbz2", "txz") else (stem or last)
