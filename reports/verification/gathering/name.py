"""The names that strangers give to files: decoded as they were meant, and safe to show."""

import base64
import binascii
import quopri
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable
from urllib.parse import unquote_to_bytes

_LONGEST_NAME = 200
_WORD = re.compile(rb"=\?([^?*\s]{1,40})(?:\*[^?\s]*)?\?([bBqQ])\?([^?]*)\?=")
_PARAMETER = re.compile(
    rb";\s*([A-Za-z0-9!#$&.+^_`{|}~-]+)(?:\*(\d{1,4}))?(\*)?\s*=\s*(\"(?:[^\"\\]|\\.)*\"?|[^;]*)", re.DOTALL
)
_ESCAPED = re.compile(rb'\\(["\\])')
_PERCENT = re.compile(rb"(?:%[0-9A-Fa-f]{2}){2}")
_UNICODE_NAME = 0x7075
"""Info-ZIP's extra field: the name in UTF-8, with the checksum of the name that it stands for."""
_CHINESE = frozenset({"gb2312", "gb_2312", "gbk", "x-gbk", "cp936", "ms936", "windows-936", "euc-cn", "gb18030"})
_NO_TEXT = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "unicode-escape", "undefined"})


def harmless(name: str) -> str:
    """Returns a stranger's name for a file fit to be shown: on one line, short, and leading nowhere."""
    shown = "".join(
        "�" if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") else sign for sign in _unmarked(name)
    )
    parts = [part for part in re.split(r"[/\\]", shown) if part.strip(". ") and not re.fullmatch("[A-Za-z]:", part)]
    return "/".join(parts)[-_LONGEST_NAME:]


def last_part(name: str) -> str:
    """Returns a stranger's name without its folders; empty where nothing is left."""
    return harmless(name).rpartition("/")[2]


def decoded(raw: bytes, charset: str = "") -> str:
    """Returns bytes as text: in the encoding that is named, where it fits, else UTF-8, else GB 18030."""
    charset = charset.strip().lower()
    charset = "gb18030" if charset in _CHINESE else charset
    for tried in (charset, "utf-8", "gb18030"):
        if not tried or tried in _NO_TEXT:
            continue
        try:
            return raw.decode(tried)
        except (LookupError, ValueError):
            continue
    return raw.decode("utf-8" if charset.startswith("utf") else "gb18030", "replace")


def header_text(value: bytes) -> str:
    """Returns the text of a header, with its encoded words (RFC 2047).

    Words that follow one another in one encoding are joined before they are decoded: many programs cut a name
    wherever the line is full, also inside a character.
    """
    pieces: list[str] = []
    held, held_charset, place = b"", "", 0
    for word in _WORD.finditer(value):
        between = value[place : word.start()]
        charset = word[1].decode("ascii", "replace").lower()
        if between.strip() or charset != held_charset or place == 0:
            pieces.append(decoded(held, held_charset))
            pieces.append(decoded(between) if between.strip() or not held else "")
            held = b""
        held, held_charset, place = held + _word_bytes(word), charset, word.end()
    return "".join((*pieces, decoded(held, held_charset), decoded(value[place:])))


def _word_bytes(word: re.Match[bytes]) -> bytes:
    if word[2] in b"qQ":
        return quopri.decodestring(word[3].replace(b"_", b" "))
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", word[3])
    letters = letters[:-1] if len(letters) % 4 == 1 else letters
    try:
        return base64.b64decode(letters + b"=" * (-len(letters) % 4))
    except binascii.Error:
        return b""


def parameters(value: bytes) -> dict[str, str]:
    """Returns the parameters behind a header's value, with names in pieces (RFC 2231) put together as bytes first."""
    plain: dict[str, bytes] = {}
    pieces: dict[str, dict[int, tuple[bool, bytes]]] = {}
    for match in _PARAMETER.finditer(value):
        key, raw = match[1].decode("ascii").lower(), match[4].strip()
        if raw.startswith(b'"'):
            raw = _ESCAPED.sub(rb"\1", raw[1:-1] if raw.endswith(b'"') and len(raw) > 1 else raw[1:])
        if match[2] is None and match[3] is None:
            plain.setdefault(key, raw)
        else:
            pieces.setdefault(key, {}).setdefault(int(match[2] or 0), (match[3] is not None, raw))
    texts = {key: _plain_text(raw) for key, raw in plain.items()}
    texts |= {key: _joined(parts) for key, parts in pieces.items()}
    return texts


def _plain_text(raw: bytes) -> str:
    if b"=?" in raw:
        return header_text(raw)
    if raw.isascii() and _PERCENT.search(raw):
        # Against the rules, and what several mail pages on the web do.
        try:
            text = unquote_to_bytes(raw).decode("utf-8")
        except UnicodeDecodeError:
            return decoded(raw)
        return decoded(raw) if text.isascii() else text
    return decoded(raw)


def _joined(parts: dict[int, tuple[bool, bytes]]) -> str:
    charset, whole = "", b""
    for number, (encoded, raw) in sorted(parts.items()):
        if encoded and number == min(parts) and raw.count(b"'") >= 2:
            named, _, begin = raw.split(b"'", 2)
            charset, whole = named.decode("ascii", "replace"), unquote_to_bytes(begin)
        else:
            whole += unquote_to_bytes(raw) if encoded else raw
    return _plain_text(whole) if not charset and b"=?" in whole else decoded(whole, charset)


def zip_names(entries: Iterable[zipfile.ZipInfo]) -> list[str]:
    """Returns the names of an archive's files as they were meant.

    Without a word on their encoding they are GB 18030 where Chinese Windows wrote them, and UTF-8 where Macs and
    Java did: one archive was written by one program, so all its names are looked at together.
    """
    listed = list(entries)
    raw = [_raw_name(entry) for entry in listed]
    charset = "utf-8" if all(_is_utf8(name) for name in raw if isinstance(name, bytes)) else "gb18030"
    return [name if isinstance(name, str) else decoded(name, charset) for name in raw]


def _raw_name(entry: zipfile.ZipInfo) -> str | bytes:
    """Returns a name as text where its encoding is known, else its bytes."""
    if entry.flag_bits & 0x800:
        return entry.orig_filename
    try:
        raw = entry.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.orig_filename
    extra = entry.extra
    while len(extra) >= 4:
        kind, size = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_NAME and field[:1] == b"\1" and int.from_bytes(field[1:5], "little") == zlib.crc32(raw):
            return decoded(field[5:], "utf-8")
    return raw


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _unmarked(text: str) -> str:
    """Returns a text with the bytes in it that name no encoding read as UTF-8 or else as GB 18030."""
    if not re.search("[\udc80-\udcff]", text):
        return text
    return decoded(
        text.encode("utf-8", "surrogateescape") if _has_only_bytes(text) else text.encode("utf-8", "replace")
    )


def _has_only_bytes(text: str) -> bool:
    return not re.search("[\ud800-\udc7f\udd00-\udfff]", text)
