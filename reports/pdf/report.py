"""A report from its content: the same content gives the same bytes."""

import io
import re
from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile

from models.language import N_, Language, Text, sentence, translate
from reports.content.blocks import (
    Block,
    Bullets,
    Callout,
    Cards,
    ChartFigure,
    Content,
    ContentsList,
    Heading,
    PageBreak,
    Paragraph,
    QrCode,
    Signatures,
    Table,
    WhereRoom,
)
from reports.pdf import pieces
from reports.pdf.document import Document
from reports.pdf.finishing import SignatureBox
from reports.pdf.frontmatter import Contents, contents_title, cover, furniture
from reports.pdf.layout import Flow, Spoken
from reports.pdf.surface import Surface
from reports.pdf.table import table
from reports.style import NOTE

PAYLOAD_NAME = "zhijie-payload.json"
"""Name of the attached data; the verifier looks for it."""


def write_report(content: Content, language: Spoken) -> bytes:
    """Returns the report as tagged PDF/A-3a and PDF/UA-1 with its data attached, not yet signed.

    The bytes depend on nothing but the arguments (and the compressor of this Python): a verifier writes the
    report again from its payload and compares, see `same_report`. The empty signature fields are in the file.
    """
    return _written(content, language)[0]


def redrawn(payload: bytes) -> bytes:
    """Returns the report that its data attachment gives, to be compared with the one that was sent.

    Only meaningful where `reports.payload.program()` is what the payload names.

    Raises:
        ApplicationError: when the payload is not acceptable.
    """
    from reports.content import content_of
    from reports.payload import read_payload

    return write_report(content_of(payload), read_payload(payload)["report"]["language"])


def signature_boxes(content: Content, language: Spoken) -> tuple[SignatureBox, ...]:
    """Returns where the empty signature fields of `write_report(content, language)` are."""
    return tuple(box for box, _ in _written(content, language)[1].boxes)


def same_report(first: bytes, other: bytes) -> bool:
    """Returns whether two unsigned reports are the same but for how their streams were compressed.

    Another build of Python may compress with another library; the objects and the plain data still agree.
    """
    return first == other or _plain(first) == _plain(other)


def _plain(data: bytes) -> list[tuple[bytes, bytes]]:
    """Returns name and plain content of every object and of the trailer; a damaged file is unlike any other."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as pdf:
            described = [
                (b"stream", each.unparse(resolved=True), each.read_bytes())
                if isinstance(each, pikepdf.Stream)
                else (b"object", each.unparse(resolved=True), b"")
                for each in pdf.objects
            ]
            root = pdf.trailer.Root.unparse()
    except (pikepdf.PdfError, ValueError):
        return [(b"damaged", data)]
    lengths = re.compile(rb" /(?:Length|Filter|DecodeParms) (?:\d+|/\w+|\[[^\]]*\])")
    return [(b"root", root), *((kind + lengths.sub(b"", head), body) for kind, head, body in described)]


def _written(content: Content, language: Spoken) -> tuple[bytes, Document]:
    main: Language = "en" if language == "en" else "zh"
    title = content.cover.title.text(main)
    subject = content.cover.factory.text(main)
    moment = datetime.fromisoformat(content.created)
    document = Document(_plain_title(title, subject), subject, main, content.producer, moment)

    def untouched(surface: Surface) -> None:
        """Heads and feet are drawn at the end, when the number of pages is known."""

    flow = Flow(document, language, untouched, document.page())
    cover(flow, content)
    contents: list[Contents] = []
    for place, block in enumerate(content.blocks):
        if isinstance(block, Heading):
            flow.room(_wanted(flow, content.blocks[place:]))
        if isinstance(block, ContentsList):
            contents.append(_contents(flow, content))
        elif isinstance(block, Signatures):
            pieces.signatures(flow, block, _notes(flow, content.blocks[place + 1 :]))
        else:
            set_block(flow, block)
    if flow.replaced:
        _replaced(flow)
    for each in contents:
        each.fill()
    furniture(document, content, flow)
    note = translate(N_("All data of this report as JSON: the source of every page"), main)
    return document.file(content.payload, PAYLOAD_NAME, note), document


_GOOD_PART = 0.25
"""A chapter begins where at least this share of a page is left for it."""


def _wanted(flow: Flow, blocks: Sequence[Block]) -> float:
    """Returns the room that a heading wants: for itself, what leads in, and the beginning of what it heads."""
    first = blocks[0]
    least = first.room if isinstance(first, Heading) else 0.0
    if isinstance(first, Heading) and first.level == 1:
        least = max(least, flow.page.height * (1.0 if first.fresh else _GOOD_PART))
    needed = 0.0
    for place, block in enumerate(blocks):
        if place and isinstance(block, Heading) and block.level == 1:
            break
        needed += pieces.high(flow, block)
        if not isinstance(block, (Heading, Paragraph)):
            break
    return max(least, needed)


def _notes(flow: Flow, blocks: Sequence[Block]) -> float:
    """Returns the height of the running text with which `blocks` begin."""
    return sum(pieces.high(flow, block) for block in takewhile(lambda block: isinstance(block, Paragraph), blocks))


def _contents(flow: Flow, content: Content) -> Contents:
    """Reserves the pages of the contents; what follows begins a page."""
    flow.section = contents_title()
    flow.new_page()
    reserved = Contents(flow, content)
    flow.y = flow.page.floor
    return reserved


def _plain_title(title: str, subject: str) -> str:
    return f"{title} · {subject}" if subject else title


def set_block(flow: Flow, block: object) -> None:
    """Sets one block where the last one ended; what stands once in a report and needs more than its place is not one.

    Raises:
        TypeError: for something that is no block.
    """
    match block:
        case Heading():
            pieces.heading(flow, block)
        case Paragraph():
            flow.paragraph(block.text, pieces.VOICES[block.voice], flow.document.tree, link=block.link)
        case Bullets():
            pieces.bullets(flow, block)
        case Cards():
            pieces.cards(flow, block)
        case Callout():
            pieces.callout(flow, block)
        case Table():
            table(flow, block)
        case ChartFigure():
            pieces.figure(flow, block)
        case QrCode():
            pieces.qr_code(flow, block)
        case PageBreak():
            flow.room(flow.page.height)
        case WhereRoom():
            if pieces.high(flow, block.block) <= flow.left:
                set_block(flow, block.block)
        case _:
            raise TypeError(type(block).__name__)


def _replaced(flow: Flow) -> None:
    """Says openly which characters could not be drawn."""
    codes = ", ".join(f"U+{ord(character):04X}" for character in sorted(flow.replaced)[:40])
    line = sentence(
        "Characters that the report's typefaces do not have are written as their numbers: {codes} ({count}). The attached data holds them unchanged.",
        count=len(flow.replaced),
        codes=codes,
    )
    flow.paragraph(Text(line.text("zh"), line.text("en")), NOTE, flow.document.tree)
