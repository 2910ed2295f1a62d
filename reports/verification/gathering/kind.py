"""The kind of a file: by its content first, by its name where the content does not tell."""

import codecs
import re
from enum import Enum, auto

from models.language import Sentence, sentence

HEAD_BYTES = 8192
"""How much of a file's beginning tells its kind."""


class FileKind(Enum):
    """What can be done with a file."""

    PDF = auto()
    LETTER = auto()
    MAILBOX = auto()
    ZIP = auto()
    SEVEN_ZIP = auto()
    TAR = auto()
    PACKED = auto()
    """One file, packed by gzip, bzip2 or xz; often a tar inside."""
    OUTLOOK = auto()
    """A compound file of Microsoft: a letter (`.msg`), or an old office document."""
    TNEF = auto()
    """`winmail.dat`: what Outlook makes of a letter with attachments."""
    SIGNED = auto()
    """A letter signed or encrypted as a whole (`smime.p7m`)."""
    SYSTEM = auto()
    """What a system or an office program lays beside the files of a person."""
    MEDIA = auto()
    """Photographs, sound and films."""
    KEY = auto()
    """Certificates, keys and signatures of letters."""
    TEXT = auto()
    EMPTY = auto()
    CLOSED = auto()
    """A known kind that is not opened here; `closed_reason` says which."""
    OTHER = auto()


CONTAINERS = frozenset(
    {
        FileKind.LETTER,
        FileKind.MAILBOX,
        FileKind.ZIP,
        FileKind.SEVEN_ZIP,
        FileKind.TAR,
        FileKind.PACKED,
        FileKind.OUTLOOK,
        FileKind.TNEF,
        FileKind.SIGNED,
    }
)
"""Kinds in which reports may lie, and which are opened."""

_CLOSED: tuple[tuple[int, bytes, str], ...] = (
    (0, b"Rar!\x1a\x07", "RAR"),
    (0, b"MSCF", "CAB"),
    (0, b"\x28\xb5\x2f\xfd", "ZSTD"),
    (0, b"\x04\x22\x4d\x18", "LZ4"),
    (0, b"\x60\xea", "ARJ"),
    (7, b"**ACE**", "ACE"),
    (2, b"-lh", "LZH"),
    (0, b"xar!", "XAR"),
    (0, b"ALZ\x01", "ALZ"),
    (0, b"EGGA", "EGG"),
    (0, b"!BDN", "PST"),
)
_CLOSED_ENDINGS = {
    **{ending: ending[1:].upper() for ending in (".rar", ".cab", ".arj", ".ace", ".lzh", ".zst", ".iso", ".dmg")},
    **dict.fromkeys((".pst", ".ost", ".dbx", ".nsf"), "PST"),
}
_MEDIA: tuple[tuple[int, bytes], ...] = (
    (0, b"\xff\xd8\xff"),
    (0, b"\x89PNG\r\n\x1a\n"),
    (0, b"GIF8"),
    (0, b"II*\0"),
    (0, b"MM\0*"),
    (0, b"RIFF"),
    (4, b"ftyp"),
    (0, b"ID3"),
    (0, b"\xff\xfb"),
    (0, b"OggS"),
    (0, b"fLaC"),
    (0, b"#!AMR"),
    (0, b"8BPS"),
    (0, b"\x1a\x45\xdf\xa3"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"),
    (0, b"\x00\x00\x01\xba"),
)
_MEDIA_ENDINGS = (".bmp", ".ico", ".wmf", ".emf", ".svg", ".mp3", ".mpg", ".heic", ".dng", ".cr2", ".nef", ".arw")
_KEY_ENDINGS = (".p7s", ".p7b", ".p7c", ".p12", ".pfx", ".cer", ".crt", ".der", ".pem", ".key", ".crl", ".sig", ".asc")
_SYSTEM_NAMES = frozenset(
    {
        *("thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", ".ds_store", ".localized", ".directory"),
        *("icon\r", "icon�", ".volumeicon.icns", ".apdisk", "folder.htt", "indexervolumeguid", "wpsettings.dat"),
        *("autorun.inf", ".bridgesort", ".picasa.ini", ".nomedia"),
    }
)
_SYSTEM_FOLDERS = frozenset(
    {
        *("__macosx", ".spotlight-v100", ".trashes", ".fseventsd", ".temporaryitems", "$recycle.bin", "@eadir"),
        *("system volume information", ".thumbnails", ".trash-1000", ".documentrevisions-v100"),
    }
)
_APPLE_DOUBLE = (b"\x00\x05\x16\x07", b"\x00\x05\x16\x00")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TNEF_MARK = b"\x78\x9f\x3e\x22"
_SIGNED_DATA = bytes.fromhex("06092a864886f70d0107")
"""The object identifiers of signed and enveloped data begin so."""
_AFTER_HEADER = range(2, 7)
"""Where it stands in such a letter; in a key file (PKCS #12) a version comes first."""
_ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_PACKED_MARKS = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
_MARKS = b"\xef\xbb\xbf\r\n\t "
"""What some programs leave in front of a letter or a PDF."""
_FROM_LINE = re.compile(rb"From [^\r\n]*\d{1,2}:\d{2}[^\r\n]*\r?\n")
_FIELD = re.compile(rb"^([!-9;-~]{1,80}):", re.MULTILINE)
_FIELDS = frozenset(
    {
        *(b"from", b"to", b"cc", b"subject", b"date", b"received", b"message-id", b"mime-version", b"return-path"),
        *(b"content-type", b"content-transfer-encoding", b"content-disposition", b"delivered-to", b"reply-to"),
    }
)
_MAIL_ENDINGS = (".eml", ".emlx", ".mht", ".mhtml")
_EMLX = re.compile(rb"\A\d{1,10}[ \t]*\r?\n(?=[!-9;-~]{1,80}:)")
_ENDINGS: tuple[tuple[tuple[str, ...], FileKind], ...] = (
    (_MAIL_ENDINGS, FileKind.LETTER),
    ((".mbox", ".mbx"), FileKind.MAILBOX),
    ((".zip",), FileKind.ZIP),
    ((".7z",), FileKind.SEVEN_ZIP),
    ((".tar",), FileKind.TAR),
    ((".gz", ".tgz", ".bz2", ".tbz2", ".xz", ".txz"), FileKind.PACKED),
    ((".msg",), FileKind.OUTLOOK),
    (("winmail.dat", ".tnef"), FileKind.TNEF),
    ((".p7m",), FileKind.SIGNED),
)


def kind_of(head: bytes, name: str) -> FileKind:
    """Returns the kind of a file.

    Args:
        head: its first `HEAD_BYTES`, or the whole where it is shorter.
        name: of the file, with or without folders.
    """
    lower = name.lower()
    if head.lstrip(_MARKS).startswith(b"%PDF-"):
        return FileKind.PDF
    if head[:4] in _APPLE_DOUBLE or (is_system(lower) and not _by_mark(head)):
        return FileKind.SYSTEM
    if lower.endswith(".pdf"):
        # Whatever it is, somebody calls it a report, and it gets a verdict.
        return FileKind.PDF
    if not head:
        return FileKind.EMPTY
    return _by_mark(head) or _by_text(head) or _by_ending(lower) or _plain(head, lower)


def is_system(name: str) -> bool:
    """Returns whether a name is one that systems and office programs give to files of their own."""
    *folders, last = name.lower().replace("\\", "/").split("/")
    return (
        last in _SYSTEM_NAMES
        or last.startswith(("._", "~$", ".~lock.", ".fuse_hidden", ".nfs0"))
        or any(folder in _SYSTEM_FOLDERS for folder in folders)
    )


def closed_reason(head: bytes, name: str) -> Sentence:
    """Returns why a file of the kind `CLOSED` is not opened."""
    kind = next((word for place, mark, word in _CLOSED if head[place : place + len(mark)] == mark), "")
    kind = kind or next((word for ending, word in _CLOSED_ENDINGS.items() if name.lower().endswith(ending)), "")
    if kind == "PST":
        return sentence("A store of letters that is not opened here: export the letters as .eml, .msg or .mbox.")
    return sentence("A {kind} archive, which is not opened here: unpack it and check what is in it.", kind=kind)


def without_mark(letter: bytes) -> bytes:
    """Returns a letter without what programs leave in front of it: marks, empty lines, a count of its bytes."""
    if letter[:2] in (b"\xff\xfe", b"\xfe\xff"):
        letter = letter.decode("utf-16", "replace").encode("utf-8")
    if b"\n" not in letter[:HEAD_BYTES] and b"\r" in letter[:HEAD_BYTES]:
        # Old programs of Macs end their lines with the other sign alone.
        letter = letter.replace(b"\r", b"\n")
    letter = letter.lstrip(_MARKS)
    return letter[count.end() :] if (count := _EMLX.match(letter)) else letter


def _by_mark(head: bytes) -> FileKind | None:
    """Returns the kind of a file that says itself what it is."""
    if head.startswith(_ZIP_MARKS):
        return FileKind.ZIP
    if head.startswith(b"7z\xbc\xaf\x27\x1c"):
        return FileKind.SEVEN_ZIP
    if head.startswith(_PACKED_MARKS):
        return FileKind.PACKED
    if head[257:262] == b"ustar":
        return FileKind.TAR
    if head.startswith(_TNEF_MARK):
        return FileKind.TNEF
    if head.startswith(b"\x30") and head.find(_SIGNED_DATA) in _AFTER_HEADER:
        return FileKind.SIGNED
    if any(head[place : place + len(mark)] == mark for place, mark, _ in _CLOSED):
        return FileKind.CLOSED
    return None


def _by_text(head: bytes) -> FileKind | None:
    """Returns the kind of a compound file, a picture, a letter or a mailbox."""
    if head.startswith(_COMPOUND):
        return FileKind.OUTLOOK
    if any(head[place : place + len(mark)] == mark for place, mark in _MEDIA):
        return FileKind.MEDIA
    text = without_mark(head)
    if _FROM_LINE.match(text):
        return FileKind.MAILBOX
    block = re.split(rb"\r?\n\r?\n", text, maxsplit=1)[0]
    fields = {field[1].lower() for field in _FIELD.finditer(block)}
    if re.match(rb"[!-9;-~]{1,80}:", text) and len(fields & _FIELDS) >= 2:
        return FileKind.LETTER
    return None


def _by_ending(lower: str) -> FileKind | None:
    if lower.endswith(tuple(_CLOSED_ENDINGS)):
        return FileKind.CLOSED
    return next((kind for endings, kind in _ENDINGS if lower.endswith(endings)), None)


def _plain(head: bytes, lower: str) -> FileKind:
    if ".pdf" in lower and not is_text(head):
        return FileKind.PDF
    if lower.endswith(_KEY_ENDINGS):
        return FileKind.KEY
    if lower.endswith(_MEDIA_ENDINGS):
        return FileKind.MEDIA
    return FileKind.TEXT if is_text(head) else FileKind.OTHER


def is_text(head: bytes) -> bool:
    """Returns whether bytes are text in an encoding of our days."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    if re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head):
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            # The last character of a longer file may be cut.
            codecs.getincrementaldecoder(encoding)().decode(head, final=len(head) < HEAD_BYTES)
        except UnicodeDecodeError:
            continue
        return True
    return False
