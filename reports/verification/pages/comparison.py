"""The signed revision beside the file as it is now, page by page, with the differences marked."""

import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from models.errors import ApplicationError, check_handles
from models.language import N_
from reports.layouts import door
from reports.signature.fields import PAYLOAD_NAME
from reports.signature.revision import Irregular
from reports.verification.integrity.base import LARGEST_PAYLOAD_BYTES
from reports.verification.integrity.container import read_container

if TYPE_CHECKING:
    from PIL.Image import Image

_RANGE = re.compile(rb"/ByteRange ?\[ ?0 +([0-9]{1,10}) +([0-9]{1,10}) +([0-9]{1,10}) *\]")
_PAPERS = {"zhijie-report": door.pages, "zhijie-reply": door.reply, "zhijie-note": door.note}
_CELL = 12
"""Side of the squares in which differences are gathered, in pixels."""
_TOLERANCE = 12
"""Differences of brightness below this come from rounding in the renderer."""
LARGEST_PAGES = 200

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as shares of the page, 0 to 1."""


class NothingToCompare(ApplicationError):
    """There is no signed revision that could be shown beside the file."""

    code = "nothing_to_compare"
    message = N_(
        "{name} has no signed version inside it that could be shown, or cannot be drawn. The file was not changed."
    )


class Basis(Enum):
    """What the present pages are compared with."""

    SIGNED = auto()
    """What was signed: it is still whole inside the file."""
    DATA = auto()
    """What the data in the file give: what was signed is not in it any more, and the data may be changed too."""


@dataclass(frozen=True, slots=True)
class PagePair:
    """One page as it was signed, or as the data give it, and as it is now."""

    index: int
    """0 for the first page."""
    signed_png: bytes
    """Empty where what stands beside has no such page."""
    now_png: bytes
    """Empty where the page is gone; differences are framed in red."""
    differences: tuple[Box, ...]
    """Where the two differ; the whole page where one is missing."""
    basis: Basis = Basis.SIGNED


def signed_revision(data: bytes) -> bytes | None:
    """Returns the file as its first signature covers it; None when what precedes its end is not what was signed."""
    covered = _RANGE.search(data)
    if covered is None:
        return None
    start, behind, rest = (int(number) for number in covered.groups())
    end = behind + rest
    if not 0 < start < behind <= end <= len(data):
        return None
    state = hashlib.sha256(memoryview(data)[:start])
    state.update(memoryview(data)[behind:end])
    try:
        read_container(bytes.fromhex(data[start + 1 : behind - 1].decode("ascii")), state.digest())
    except (Irregular, ValueError):
        return None
    return data[:end]


def drawn_from_data(data: bytes) -> bytes | None:
    """Returns the unsigned paper that the data attachment of a file gives; None when there is none to draw."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            payload = document.attachments[PAYLOAD_NAME].get_file().read_bytes()
        if len(payload) > LARGEST_PAYLOAD_BYTES:
            return None
        kind = json.loads(payload)["format"]
        pdf: bytes = _PAPERS[kind](payload)["pdf"]
    except MemoryError:
        raise
    except Exception as error:  # strangers' files raise all kinds of errors in libraries
        check_handles(error)
        return None
    return pdf


def compare_pages(data: bytes, name: str, scale: float = 1.2) -> Iterator[PagePair]:
    """Yields every page, drawn by PDFium, as signed and as it is now.

    Strangers' files belong into a child process: the window calls this through one.

    Args:
        data: the whole file.
        name: for the sentence of an error.
        scale: pixels a point; 1.2 shows A4 as 714 by 1010.

    Raises:
        NothingToCompare: when the file holds neither what was signed nor data to draw it from, or cannot be drawn.
    """
    import pypdfium2

    beside, basis = signed_revision(data), Basis.SIGNED
    if beside is None:
        beside, basis = drawn_from_data(data), Basis.DATA
    if beside is None:
        raise NothingToCompare(name=name)
    try:
        before, after = pypdfium2.PdfDocument(beside), pypdfium2.PdfDocument(data)
        for document in (before, after):
            # Without it signatures and form fields would stay invisible.
            document.init_forms()
        for index in range(min(max(len(before), len(after)), LARGEST_PAGES)):
            drawn, other = (_drawn(document, index, scale) for document in (before, after))
            differences = _differences(drawn, other)
            marked = _marked(other, differences) if other and drawn else other
            yield PagePair(index, _png(drawn), _png(marked), differences, basis)
    except pypdfium2.PdfiumError as error:
        raise NothingToCompare(name=name) from error


def _drawn(document: "object", index: int, scale: float) -> "Image | None":
    import pypdfium2

    if not isinstance(document, pypdfium2.PdfDocument) or index >= len(document):
        return None
    page = document[index]
    width, height = page.get_size()
    # A page of a square kilometre is a bomb, not a page.
    fitting = min(scale, 3000 / max(width, height, 1))
    drawn: Image = page.render(scale=fitting, may_draw_forms=True).to_pil().convert("RGB")
    page.close()
    return drawn


def _differences(first: "Image | None", other: "Image | None") -> tuple[Box, ...]:
    from PIL import ImageChops

    if first is None or other is None or first.size != other.size:
        return ((0.0, 0.0, 1.0, 1.0),)
    changed = ImageChops.difference(first, other).convert("L").point(lambda value: 255 if value > _TOLERANCE else 0)
    if changed.getbbox() is None:
        return ()
    width, height = changed.size
    cells = {
        (column, row)
        for row in range(0, height, _CELL)
        for column in range(0, width, _CELL)
        if changed.crop((column, row, min(column + _CELL, width), min(row + _CELL, height))).getbbox()
    }
    return tuple(
        (left / width, top / height, min(right, width) / width, min(bottom, height) / height)
        for left, top, right, bottom in _groups(cells)
    )


def _groups(cells: set[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """Returns the frames around cells that touch one another, top to bottom."""
    left = set(cells)
    frames: list[tuple[int, int, int, int]] = []
    while left:
        waiting = [left.pop()]
        group = list(waiting)
        while waiting:
            column, row = waiting.pop()
            near = {
                (column + dx * _CELL, row + dy * _CELL) for dx in (-2, -1, 0, 1, 2) for dy in (-2, -1, 0, 1, 2)
            } & left
            left -= near
            waiting += near
            group += near
        columns, rows = [cell[0] for cell in group], [cell[1] for cell in group]
        frames.append((min(columns), min(rows), max(columns) + _CELL, max(rows) + _CELL))
    return sorted(frames, key=lambda frame: (frame[1], frame[0]))


def _marked(page: "Image", differences: tuple[Box, ...]) -> "Image":
    from PIL import ImageDraw

    copy = page.copy()
    draw = ImageDraw.Draw(copy)
    for left, top, right, bottom in differences:
        frame = (left * page.width - 2, top * page.height - 2, right * page.width + 2, bottom * page.height + 2)
        draw.rectangle(frame, outline=(200, 0, 0), width=2)
    return copy


def _png(page: "Image | None") -> bytes:
    if page is None:
        return b""
    written = io.BytesIO()
    page.save(written, "PNG", compress_level=1)
    return written.getvalue()
