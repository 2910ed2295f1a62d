"""What reportlab does not write: tags, metadata, colour profile, attachment, empty signature fields. With pikepdf."""

import hashlib
import io
import re
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reports.pdf.metadata import colour_profile, pdf_date, xmp
from reports.pdf.structure import Element, write_tree
from reports.pdf.surface import Surface


@dataclass(frozen=True, slots=True)
class SignatureBox:
    """An empty signature field, placed in the report before it is signed."""

    field: str
    """Name of the form field: `manager`, `consultant`, `assessor1` or `assessor2`."""
    page: int
    """0 for the first page."""
    box: tuple[float, float, float, float]
    """Left, bottom, right, top in points from the lower left corner."""
    role: str
    """Who signs here, in the language of the report; also the field's tooltip."""


@dataclass(frozen=True, slots=True)
class Finish:
    """What the finished file says and carries."""

    title: str
    subject: str
    language: str
    producer: str
    moment: datetime
    identity: bytes
    """16 bytes that name the file; equal for equal content."""
    attachment: bytes
    attachment_name: str
    attachment_note: str
    tree: Element
    surfaces: tuple[Surface, ...]
    boxes: tuple[tuple[SignatureBox, Element], ...]


def finished(drawn: bytes, finish: Finish) -> bytes:
    """Returns the drawn pages as tagged PDF/A-3a and PDF/UA-1 with the attachment; equal input, equal bytes."""
    import pikepdf
    from pikepdf import Array, Dictionary, Name

    with pikepdf.open(io.BytesIO(drawn)) as pdf:
        pages = {surface: page.obj for surface, page in zip(finish.surfaces, pdf.pages, strict=True)}
        keyed: list[tuple[int, Element]] = []
        for place, (surface, page) in enumerate(pages.items()):
            page.StructParents = place
            page.Tabs = Name.S
            for name in ("/Trans", "/Rotate"):
                if name in page:
                    del page[name]
            # reportlab gives every page all fonts; what a page does not use does not belong to it.
            fonts = page.Resources.Font
            page.Resources.Font = Dictionary({name: fonts[name] for name in surface.fonts})
            _tag_links(surface, page, len(pages), keyed)
        fields = [_field(pdf, box, element, pages, len(pages), keyed) for box, element in finish.boxes]
        _repair_fonts(pdf)
        root = pdf.Root
        root.MarkInfo = Dictionary(Marked=True)
        root.Lang = pikepdf.String(finish.language)
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        root.PageMode = Name.UseOutlines
        described = xmp(finish.title, finish.subject, finish.language, finish.producer, finish.moment)
        root.Metadata = pdf.make_stream(described, Type=Name.Metadata, Subtype=Name.XML)
        profile = pdf.make_stream(colour_profile(), N=3, Alternate=Name.DeviceRGB)
        root.OutputIntents = Array(
            [
                Dictionary(
                    Type=Name.OutputIntent,
                    S=Name.GTS_PDFA1,
                    OutputConditionIdentifier="sRGB",
                    Info="sRGB primaries, gamma 2.2",
                    DestOutputProfile=profile,
                )
            ]
        )
        attached = _attachment(pdf, finish)
        root.AF = Array([attached])
        root.Names = Dictionary(
            EmbeddedFiles=Dictionary(Names=Array([pikepdf.String(finish.attachment_name), attached]))
        )
        if fields:
            root.AcroForm = Dictionary(Fields=Array(fields), SigFlags=3)
        mark = pikepdf.String(finish.identity)
        pdf.trailer.ID = Array([mark, mark])
        date = pdf_date(finish.moment)
        pdf.trailer.Info = pdf.make_indirect(
            Dictionary(
                Title=finish.title,
                Subject=finish.subject,
                Creator=finish.producer,
                Producer=finish.producer,
                CreationDate=date,
                ModDate=date,
            )
        )
        for each in pdf.objects:
            if isinstance(each, pikepdf.Stream):
                _pack(each, compress=each.get("/Type") != Name.Metadata)
        # Last, because its thousands of objects would slow down every walk over all of them.
        root.StructTreeRoot = write_tree(pdf, finish.tree, tuple(pages.items()), keyed)
        target = io.BytesIO()
        pdf.save(
            target,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            deterministic_id=True,
            min_version="1.7",
            fix_metadata_version=False,
        )
        return target.getvalue()


def _tag_links(surface: Surface, page: Any, pages: int, keyed: list[tuple[int, Element]]) -> None:
    """Ties the links that reportlab laid, in its order, to their Link elements."""
    import pikepdf

    annotations = page.get("/Annots", ())
    for link, annotation in zip(surface.links, annotations, strict=True):
        key = pages + len(keyed)
        annotation.Contents = pikepdf.String(link.label)
        annotation.F = 4
        annotation.StructParent = key
        link.element.annotations.append((surface, annotation))
        keyed.append((key, link.element))


def _field(
    pdf: Any,
    box: SignatureBox,
    element: Element,
    pages: dict[Surface, Any],
    count: int,
    keyed: list[tuple[int, Element]],
) -> Any:
    """An empty signature field with an empty appearance, tagged as a form field."""
    from pikepdf import Array, Dictionary, Name, String

    surface = tuple(pages)[box.page]
    page = pages[surface]
    key = count + len(keyed)
    left, bottom, right, top = box.box
    blank = pdf.make_stream(
        b"\n", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, round(right - left, 2), round(top - bottom, 2)])
    )
    widget = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=box.field,
            TU=String(box.role),
            Rect=Array(list(box.box)),
            F=132,
            P=page,
            StructParent=key,
            AP=Dictionary(N=blank),
        )
    )
    if "/Annots" not in page:
        page.Annots = Array([])
    page.Annots.append(widget)
    element.annotations.append((surface, widget))
    keyed.append((key, element))
    return widget


def _attachment(pdf: Any, finish: Finish) -> Any:
    from pikepdf import Dictionary, Name, String

    digest = hashlib.md5(finish.attachment, usedforsecurity=False).digest()
    inside = pdf.make_stream(
        finish.attachment,
        Type=Name.EmbeddedFile,
        Subtype=Name("/application/json"),
        Params=Dictionary(Size=len(finish.attachment), ModDate=pdf_date(finish.moment), CheckSum=String(digest)),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=finish.attachment_name,
            UF=String(finish.attachment_name),
            AFRelationship=Name.Source,
            Desc=String(finish.attachment_note),
            EF=Dictionary(F=inside, UF=inside),
        )
    )


_PAIR = re.compile(rb"<([0-9A-F]{2})> <([0-9A-F]{4,6})>\n?")


def _repair_fonts(pdf: Any) -> None:
    """Repairs how reportlab maps codes back to characters.

    WORKAROUND(reportlab 5.1): codes of a subset that draw nothing are mapped to U+0000, which PDF/A and PDF/UA
    refuse, and characters beyond U+FFFF are written as five digits instead of two UTF-16 units.
    """
    import pikepdf

    for each in pdf.objects:
        if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/Font" and "/ToUnicode" in each:
            stream = each.ToUnicode
            pairs = [(code, int(value, 16)) for code, value in _PAIR.findall(stream.read_bytes()) if int(value, 16)]
            stream.write(_mapping(pairs))


def _mapping(pairs: list[tuple[bytes, int]]) -> bytes:
    lines = [
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        b"/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        b"1 begincodespacerange <00> <FF> endcodespacerange",
    ]
    for start in range(0, len(pairs), 100):
        part = pairs[start : start + 100]
        lines.append(b"%d beginbfchar" % len(part))
        lines += [b"<%s> <%s>" % (code, chr(value).encode("utf-16-be").hex().upper().encode()) for code, value in part]
        lines.append(b"endbfchar")
    lines.append(b"endcmap CMapName currentdict /CMap defineresource pop end end\n")
    return b"\n".join(lines)


def _pack(stream: Any, *, compress: bool) -> None:
    """Compresses a stream ourselves: data that ends in a carriage return would break PDF/A's rule on stream length.

    The last byte of compressed data belongs to the checksum, the same for every level, so such a stream (one of
    256) is left plain, or written as hexadecimal when its plain data ends in a carriage return too.
    """
    from pikepdf import Array, Name

    plain = stream.read_bytes()
    packed = zlib.compress(plain, 6)
    if compress and not packed.endswith(b"\r"):
        stream.write(packed, filter=Name.FlateDecode)
    elif not plain.endswith(b"\r"):
        stream.write(plain)
    else:
        stream.write(
            packed.hex().encode("ascii") + b">",
            filter=Array([Name.ASCIIHexDecode, Name.FlateDecode]),
            decode_parms=Array([None, None]),
        )
