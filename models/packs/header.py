"""A pack's header, and the digest by which a report names exactly this content."""

import base64
import binascii
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date

from models.errors import InvalidPack
from models.language import N_, sentence
from models.packs.text.table import PackTable
from models.packs.text.tree import Defect, Node
from models.rulebook import PackId, PackInfo

_NO_FOLDER = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?|.*\.", re.IGNORECASE)

FORMAT_VERSION = 1
SIGNATURE = "signature"
"""Holds the publisher's signature in lines of base64; it belongs to no content and does not count for the digest."""
_SIGNATURE_LINE = 76
KINDS = ("rulebook", "overlay", "catalogue")


class PackFromTheFuture(InvalidPack):
    """A pack whose format is newer than this program."""

    code = "pack_from_the_future"
    message = N_(
        "{name} was written for a newer version (pack format {version}; this program reads up to {known}). Nothing was installed; please update Zhijie."
    )


class PackDatedAhead(InvalidPack):
    """A pack whose date has not come yet, so it is not what holds today.

    Facts: `name` (file), `date` and `today`.
    """

    code = "pack_dated_ahead"
    message = N_(
        "{name} is dated {date}, but today is {today}. It judges nothing, and the rules installed here stay as they are; wait for that day, or correct the date in the pack or on this computer."
    )


@dataclass(frozen=True, slots=True)
class Header:
    """The head of a pack."""

    info: PackInfo
    empty: bool = False
    """An edition whose text is not public yet: it holds notes only and cannot be used."""

    @property
    def kind(self) -> str:
        """`rulebook`, `overlay` or `catalogue`."""
        return self.info.kind


def read_header(root: Node, name: str) -> Header:
    """Returns the head of a pack, its digest worked out from the whole content.

    Raises:
        Defect: when the head is missing or wrong.
        PackFromTheFuture: when the format is newer than this program.
    """
    top = PackTable(root)
    row = PackTable(top.take("pack"))
    version = row.integer("format") if row.has("format") else 1
    if version is not None and version > FORMAT_VERSION:
        raise PackFromTheFuture(name=name, version=version, known=FORMAT_VERSION)
    if version is None or version < 1:
        raise Defect(row.take("format"), sentence(N_("the format of a pack must be a whole number, 1 or more.")))
    kind = row.word("kind", KINDS)
    info = PackInfo(
        id=_id(row),
        kind=kind,
        name=row.text("name"),
        version=row.version("version"),
        date=row.date("date"),
        region=row.word("region"),
        digest=digest(root),
        signature=_signature(top),
    )
    empty = kind == "rulebook" and row.flag("empty")
    row.done()
    return Header(info, empty)


def _id(row: PackTable) -> PackId:
    """Returns the id of a pack: the folder of its versions is called so, on Windows too.

    Raises:
        Defect: when it is missing, not an id, or a name that Windows keeps for itself or shortens.
    """
    id = row.identifier()
    if _NO_FOLDER.fullmatch(id):
        why = sentence("“{value}” cannot be the name of a folder on Windows; choose another id.", value=id)
        raise Defect(row.take("id"), why)
    return PackId(id)


def _signature(top: PackTable) -> bytes:
    """Returns the publisher's signature, unchecked; empty where there is none."""
    lines = top.words(SIGNATURE)
    try:
        return base64.b64decode("".join(lines), validate=True)
    except (binascii.Error, ValueError):
        why = sentence(N_("the publisher's signature is damaged: it is not base64."))
        raise Defect(top.take(SIGNATURE), why) from None


def signature_lines(signature: bytes) -> list[str]:
    """Returns a signature as the lines of a pack's file."""
    written = base64.b64encode(signature).decode()
    return [written[start : start + _SIGNATURE_LINE] for start in range(0, len(written), _SIGNATURE_LINE)]


def check_day(header: Header, name: str, today: date) -> None:
    """Refuses an edition that is dated later than today; a year or month that has begun counts as come.

    An office prepares its local rules and prices before their day: these are taken, and an evaluation says that they
    are younger than its day.

    Raises:
        PackDatedAhead: when its day has not come.
    """
    if header.kind == "rulebook" and header.info.is_later_than(today):
        raise PackDatedAhead(name=name, date=header.info.date, today=today.isoformat())


def digest(root: Node) -> str:
    """Returns the SHA-256 of a pack's content; comments, order of keys, layout and signature do not change it."""
    content = plain(root)
    if isinstance(content, dict):
        content.pop(SIGNATURE, None)
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def plain(node: Node) -> object:
    """Returns a node as plain values: texts, lists and dictionaries."""
    value = node.value
    if isinstance(value, dict):
        return {key: plain(entry) for key, (_, entry) in value.items()}
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    return value
