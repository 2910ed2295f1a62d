"""Files that are made to crash, fill or occupy the reader; and files that are no report at all."""

import random
import zlib

from tests.reports.attacks.collection import (
    CHANGED,
    UNVERIFIABLE,
    Target,
    attack,
    find,
    last,
    page_tree,
    pages,
    rebuilt,
    stream,
    with_revision,
)
from tests.reports.papers import sign_anyway

_FAMILY = "bombs"


def _with_attachment(target: Target, packed: bytes) -> bytes:
    number = find(target.unsigned, rb"/Type /EmbeddedFile")
    body = stream(packed, b"/Type /EmbeddedFile /Subtype /application#2fjson /Filter /FlateDecode ")
    return sign_anyway(rebuilt(target.unsigned, {number: body}))


@attack(_FAMILY, CHANGED)
def attachment_unpacks_to_a_gigabyte(target: Target) -> bytes:
    """A megabyte of zeros, packed a thousand times over."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(200)) + packer.flush()
    return _with_attachment(target, packed)


@attack(_FAMILY, CHANGED)
def attachment_nested_without_end(target: Target) -> bytes:
    """A hundred thousand brackets."""
    return _with_attachment(target, zlib.compress(b'{"format":' + b"[" * 100_000 + b"]" * 100_000 + b"}"))


@attack(_FAMILY, CHANGED)
def attachment_with_an_endless_number(target: Target) -> bytes:
    """A number of a million digits."""
    return _with_attachment(target, zlib.compress(b'{"format":' + b"9" * 1_000_000 + b"}"))


@attack(_FAMILY, CHANGED)
def attachment_damaged(target: Target) -> bytes:
    """What does not unpack."""
    return _with_attachment(target, b"\x78\x9c garbage")


@attack(_FAMILY, CHANGED)
def page_tree_in_a_loop(target: Target) -> bytes:
    """The page tree is its own child."""
    tree = page_tree(target.signed)
    return with_revision(target.signed, {tree: b"<< /Type /Pages /Count 1 /Kids [ %d 0 R ] >>" % tree})


@attack(_FAMILY, CHANGED)
def page_tree_in_a_loop_signed(target: Target) -> bytes:
    """The same, prepared before it was signed."""
    tree = page_tree(target.unsigned)
    body = b"<< /Count 2 /Kids [ %d 0 R %d 0 R ] /Type /Pages >>" % (tree, pages(target.unsigned)[0])
    return sign_anyway(rebuilt(target.unsigned, {tree: body}))


@attack(_FAMILY, CHANGED)
def arrays_nested_without_end(target: Target) -> bytes:
    """A dictionary with fifty thousand brackets, signed by the manager."""
    page = pages(target.unsigned)[0]
    body = last(target.unsigned).dictionary(page)[:-2] + b"/Evil " + b"[" * 50_000 + b"]" * 50_000 + b" >>"
    return sign_anyway(rebuilt(target.unsigned, {page: body}))


@attack(_FAMILY, CHANGED)
def two_hundred_revisions(target: Target) -> bytes:
    """Saved again and again."""
    pdf = target.signed
    for _ in range(7):
        before = last(pdf)
        grown = with_revision(pdf, {})
        pdf = grown if before.size else pdf
        try:
            last(pdf)
        except Exception:  # our own reader gives up first, which is the point
            return pdf
    return pdf


@attack(_FAMILY, CHANGED)
def table_of_a_million_rows(target: Target) -> bytes:
    """A cross-reference section that claims more rows than the file has bytes."""
    grown = with_revision(target.signed, {last(target.signed).size: b"null"})
    return grown[: len(target.signed)] + grown[len(target.signed) :].replace(b" 1\n", b" 99999999\n", 1)


@attack("no report", UNVERIFIABLE)
def random_bytes(target: Target) -> bytes:
    """Noise of the report's size."""
    return random.Random(1).randbytes(len(target.signed) // 10)


@attack("no report", UNVERIFIABLE)
def foreign_document(target: Target) -> bytes:
    """A PDF of another program."""
    import io

    from reportlab.pdfgen.canvas import Canvas

    written = io.BytesIO()
    canvas = Canvas(written, invariant=1)
    canvas.drawString(100, 700, "Leading tier")
    canvas.save()
    assert target.signed
    return written.getvalue()


@attack("no report", UNVERIFIABLE)
def larger_than_allowed(target: Target) -> bytes:
    """More than a hundred megabytes."""
    return target.signed + bytes(101 * 1024 * 1024)
