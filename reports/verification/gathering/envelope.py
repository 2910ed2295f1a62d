"""E-mails as Outlook saves and sends them, and e-mails signed as a whole: what other programs wrap around a report."""

import re
import struct
from collections.abc import Iterator
from io import BytesIO

from reports.verification.gathering.name import decoded, last_part

_LARGEST = 128 * 1024 * 1024
_ATTACHMENT = re.compile(r"__attach_version1\.0_#[0-9A-Fa-f]{8}\Z")
_LETTER_MARK = "__properties_version1.0"
_LONG_NAME, _SHORT_NAME, _DISPLAY_NAME, _CONTENT = 0x3707, 0x3704, 0x3001, 0x3701
_OBJECT = 0x000D
_TNEF_MARK = 0x223E9F78
_RENDER, _TITLE, _DATA, _PROPERTIES, _CODE_PAGE = 0x9002, 0x8010, 0x800F, 0x9005, 0x9007
_SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
"""Bytes of the values of fixed length, padded to four."""
_STRINGS = (0x1E, 0x1F, 0x0D, 0x102)
Attached = tuple[str, bytes]
"""Name, empty where there is none, and content."""


class NotALetter(Exception):
    """A compound file that is no letter."""


class Encrypted(Exception):
    """Only the receiver's key opens it."""


def outlook_attachments(data: bytes) -> Iterator[Attached]:
    """Yields the files in a letter of Outlook (`.msg`), also those of letters attached to it.

    Raises all kinds of errors over damaged ones.

    Raises:
        NotALetter: when the compound file is another.
    """
    from olefile import OleFileIO

    with OleFileIO(BytesIO(data)) as opened:
        if not opened.exists(_LETTER_MARK):
            raise NotALetter
        storages: dict[tuple[str, ...], set[str]] = {}
        for path in opened.listdir(streams=True, storages=False):
            storage = tuple(path[:-1])
            if storage and _ATTACHMENT.match(storage[-1]):
                storages.setdefault(storage, set()).add(path[-1].lower())
        for storage, streams in storages.items():
            name = ""
            for number in (_LONG_NAME, _SHORT_NAME, _DISPLAY_NAME):
                for kind, charset in ((0x001F, "utf-16-le"), (0x001E, "")):
                    stream = f"__substg1.0_{number:04x}{kind:04x}"
                    if not name and stream in streams:
                        name = decoded(opened.openstream([*storage, stream]).read(4096), charset)
            content = f"__substg1.0_{_CONTENT:04x}0102"
            if content in streams:
                yield last_part(name.rstrip("\0")), opened.openstream([*storage, content]).read(_LARGEST)


def tnef_attachments(data: bytes) -> Iterator[Attached]:
    """Yields the files in `winmail.dat`; a letter inside is again such a file.

    Source: [MS-OXTNEF], 2.1.3 and 2.1.4.

    Raises:
        ValueError: when it is damaged.
    """
    name, content, charset, begun = "", b"", "", False
    for attribute, value in _tnef_attributes(data):
        if attribute == _CODE_PAGE and len(value) >= 4:
            charset = f"cp{int.from_bytes(value[:4], 'little')}"
        elif attribute == _RENDER:
            if begun and content:
                yield last_part(name), content
            name, content, begun = "", b"", True
        elif attribute == _TITLE:
            name = name or decoded(value.rstrip(b"\0"), charset)
        elif attribute == _DATA:
            content = value
        elif attribute == _PROPERTIES:
            long_name, inside = _attachment_properties(value, charset)
            name, content = long_name or name, inside or content
    if content:
        yield last_part(name), content


def _tnef_attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    if len(data) < 6 or int.from_bytes(data[:4], "little") != _TNEF_MARK:
        raise ValueError("no TNEF")
    place = 6
    while place + 9 <= len(data):
        attribute, _, size = struct.unpack_from("<HHI", data, place + 1)
        end = place + 9 + size
        if end > len(data):
            raise ValueError("cut off")
        yield attribute, data[place + 9 : end]
        place = end + 2


def _attachment_properties(value: bytes, charset: str) -> tuple[str, bytes]:
    """Returns the long name and the content among an attachment's properties; empty where they are not there."""
    name, content = "", b""
    count = int.from_bytes(value[:4], "little")
    place = 4
    for _ in range(min(count, 10_000)):
        if place + 4 > len(value):
            break
        kind, number = struct.unpack_from("<HH", value, place)
        place += 4
        if number >= 0x8000:
            place = _after_name(value, place)
        many, kind = bool(kind & 0x1000), kind & 0x0FFF
        size = _SIZES.get(kind)
        if size is None and kind not in _STRINGS:
            break
        values = 1
        if many or size is None:
            values = int.from_bytes(value[place : place + 4], "little")
            place += 4
        for _ in range(min(values, 10_000)):
            if place > len(value):
                return name, content
            length = size
            if length is None:
                length = int.from_bytes(value[place : place + 4], "little")
                place += 4
            raw = value[place : place + length]
            place += length + (-length % 4)
            if number == _LONG_NAME:
                name = decoded(raw, "utf-16-le" if kind == 0x1F else charset).rstrip("\0")
            elif number == _CONTENT:
                # Sixteen bytes say which kind of object it is.
                content = raw[16:] if kind == _OBJECT else raw
    return name, content


def _after_name(value: bytes, place: int) -> int:
    """Returns the place behind the name of a property that has one."""
    place += 16
    by_name = int.from_bytes(value[place : place + 4], "little")
    place += 4
    if not by_name:
        return place + 4
    length = int.from_bytes(value[place : place + 4], "little")
    return place + 4 + length + (-length % 4)


def signed_letter(data: bytes) -> bytes:
    """Returns the letter in one that is signed as a whole (`smime.p7m`); empty where it is a signature alone.

    Raises:
        Encrypted: when it is encrypted.
        ValueError: when it is damaged.
    """
    from asn1crypto.cms import ContentInfo

    info = ContentInfo.load(data)
    if info["content_type"].native != "signed_data":
        raise Encrypted
    content = info["content"]["encap_content_info"]["content"].native
    return content if isinstance(content, bytes) else b""
