"""The pages put together: fonts, links, outline, tags, form fields, attachment, metadata."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reports.pdf.face import PDF_NAMES, Cut, FaceName
from reports.pdf.metadata import colour_profile, pdf_date, xmp
from reports.pdf.objects import Writer, array, name, number, text
from reports.pdf.structure import Element, write_tree
from reports.pdf.surface import LANGUAGE_TAGS, Surface
from reports.style import PAGE


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One line of the outline and one place that links can go to."""

    title: str
    level: int
    """1 for a chapter."""
    anchor: str
    page: int
    """0 for the first page."""
    top: float
    """Distance from the upper edge, in points."""
    outline: bool = True
    """Whether it stands in the outline; a place for links only when False."""


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


class Document:
    """Pages and their tags while a report is written."""

    def __init__(self, title: str, subject: str, language: str, producer: str, moment: datetime) -> None:
        self.title = title
        self.subject = subject
        self.language = language
        self._producer = producer
        self._moment = moment
        self.writer = Writer()
        self.cuts: dict[FaceName, Cut] = {}
        self.pages: list[Surface] = []
        self.tree = Element("Document", language=LANGUAGE_TAGS[language])
        self.bookmarks: list[Bookmark] = []
        self.boxes: list[tuple[SignatureBox, Element]] = []

    def page(self) -> Surface:
        """Adds an empty page."""
        surface = Surface(_Cuts(self.cuts))
        self.pages.append(surface)
        return surface

    def image(self, pixels: bytes, width: int, height: int) -> int:
        """Adds an RGB image, eight bits a part, and returns its number."""
        return self.writer.stream(
            pixels,
            f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceRGB"
            " /BitsPerComponent 8 /Interpolate false",
        )

    def file(self, attachment: bytes, attachment_name: str, attachment_note: str) -> bytes:
        """Returns the finished file with `attachment` as its source data."""
        writer = self.writer
        catalog, pages, root = writer.reserve(), writer.reserve(), writer.reserve()
        numbers = {surface: writer.reserve() for surface in self.pages}
        keyed: list[tuple[int, Element]] = []
        links = {surface: self._links(surface, numbers, keyed) for surface in self.pages}
        fields = self._fields(numbers, keyed, links)
        fonts = " ".join(f"/{PDF_NAMES[face]} {cut.embed(writer)} 0 R" for face, cut in sorted(self.cuts.items()))
        shared = writer.add(f"<< {fonts} >>")
        for key, (surface, own) in enumerate(numbers.items()):
            drawn = writer.stream(surface.content())
            images = " ".join(f"/{label} {number} 0 R" for label, number in surface.images.items())
            resources = f"/Font {shared} 0 R" + (f" /XObject << {images} >>" if images else "")
            annotations = f" /Annots {array([f'{each} 0 R' for each in links[surface]])}" if links[surface] else ""
            writer.fill(
                own,
                f"<< /Type /Page /Parent {pages} 0 R /MediaBox [0 0 {number(PAGE.width)} {number(PAGE.height)}]"
                f" /Resources << {resources} >> /Contents {drawn} 0 R /StructParents {key} /Tabs /S{annotations} >>",
            )
        kids = array([f"{own} 0 R" for own in numbers.values()])
        writer.fill(pages, f"<< /Type /Pages /Count {len(numbers)} /Kids {kids} >>")
        write_tree(writer, root, self.tree, numbers, keyed)
        outline = self._outline(list(numbers.values()))
        attached = self._attachment(attachment, attachment_name, attachment_note)
        profile = writer.stream(colour_profile(), "/N 3 /Alternate /DeviceRGB")
        described = writer.stream(
            xmp(self.title, self.subject, LANGUAGE_TAGS[self.language], self._producer, self._moment),
            "/Type /Metadata /Subtype /XML",
            compress=False,
        )
        form = f" /AcroForm << /Fields {array(fields)} /SigFlags 3 >>" if fields else ""
        writer.fill(
            catalog,
            f"<< /Type /Catalog /Pages {pages} 0 R /Metadata {described} 0 R /StructTreeRoot {root} 0 R"
            f" /MarkInfo << /Marked true >> /Lang ({LANGUAGE_TAGS[self.language]})"
            f" /ViewerPreferences << /DisplayDocTitle true >> /PageMode /UseOutlines /Outlines {outline} 0 R"
            f" /OutputIntents [ << /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB)"
            f" /Info (sRGB primaries, gamma 2.2) /DestOutputProfile {profile} 0 R >> ]"
            f" /AF [{attached} 0 R] /Names << /EmbeddedFiles << /Names [{text(attachment_name)} {attached} 0 R] >> >>"
            f"{form} >>",
        )
        info = writer.add(
            f"<< /Title {text(self.title)} /Subject {text(self.subject)} /Creator {text(self._producer)}"
            f" /Producer {text(self._producer)} /CreationDate {pdf_date(self._moment)}"
            f" /ModDate {pdf_date(self._moment)} >>"
        )
        return writer.file(catalog, info, hashlib.sha256(attachment).digest()[:16])

    def _links(self, surface: Surface, numbers: dict[Surface, int], keyed: list[tuple[int, Element]]) -> list[int]:
        places = {mark.anchor: mark for mark in self.bookmarks}
        order = list(numbers.values())
        found = []
        for link in surface.links:
            key = len(self.pages) + len(keyed)
            if link.uri:
                goes = f"/A << /S /URI /URI ({_escaped(link.uri)}) >>"
            elif link.target in places:
                mark = places[link.target]
                goes = f"/Dest [{order[mark.page]} 0 R /XYZ 0 {number(PAGE.height - mark.top)} null]"
            else:
                continue
            edges = " ".join(map(number, link.box))
            own = self.writer.add(
                f"<< /Type /Annot /Subtype /Link /Rect [{edges}] /Border [0 0 0] /F 4 /P {numbers[surface]} 0 R"
                f" /StructParent {key} /Contents {text(link.label)} {goes} >>"
            )
            link.element.annotations.append((surface, own))
            keyed.append((key, link.element))
            found.append(own)
        return found

    def _fields(
        self, numbers: dict[Surface, int], keyed: list[tuple[int, Element]], links: dict[Surface, list[int]]
    ) -> list[str]:
        """Empty signature fields with an empty appearance, each tagged as a form field."""
        fields = []
        for box, element in self.boxes:
            surface = self.pages[box.page]
            key = len(self.pages) + len(keyed)
            left, bottom, right, top = box.box
            blank = self.writer.stream(
                b"", f"/Type /XObject /Subtype /Form /BBox [0 0 {number(right - left)} {number(top - bottom)}]"
            )
            own = self.writer.add(
                f"<< /Type /Annot /Subtype /Widget /FT /Sig /T ({box.field}) /TU {text(box.role)}"
                f" /Rect [ {' '.join(map(number, box.box))} ] /F 132 /P {numbers[surface]} 0 R /StructParent {key}"
                f" /AP << /N {blank} 0 R >> >>"
            )
            element.annotations.append((surface, own))
            keyed.append((key, element))
            links[surface].append(own)
            fields.append(f"{own} 0 R")
        return fields

    def _outline(self, pages: Sequence[int]) -> int:
        marks = [mark for mark in self.bookmarks if mark.outline]
        root = self.writer.reserve()
        numbers = [self.writer.reserve() for _ in marks]
        above = [_above(marks, index) for index in range(len(marks))]
        for index, mark in enumerate(marks):
            siblings = [other for other, parent in enumerate(above) if parent == above[index]]
            kids = [other for other, parent in enumerate(above) if parent == index]
            at = siblings.index(index)
            parts = [f"/Title {text(mark.title)}"]
            parts.append(f"/Parent {root if above[index] is None else numbers[above[index] or 0]} 0 R")
            if at:
                parts.append(f"/Prev {numbers[siblings[at - 1]]} 0 R")
            if at + 1 < len(siblings):
                parts.append(f"/Next {numbers[siblings[at + 1]]} 0 R")
            if kids:
                parts.append(f"/First {numbers[kids[0]]} 0 R /Last {numbers[kids[-1]]} 0 R /Count -{len(kids)}")
            parts.append(f"/Dest [{pages[mark.page]} 0 R /XYZ 0 {number(PAGE.height - mark.top)} null]")
            self.writer.fill(numbers[index], f"<< {' '.join(parts)} >>")
        tops = [numbers[index] for index, parent in enumerate(above) if parent is None]
        ends = f" /First {tops[0]} 0 R /Last {tops[-1]} 0 R /Count {len(tops)}" if tops else ""
        self.writer.fill(root, f"<< /Type /Outlines{ends} >>")
        return root

    def _attachment(self, data: bytes, file_name: str, note: str) -> int:
        digest = hashlib.md5(data, usedforsecurity=False).hexdigest()
        inside = self.writer.stream(
            data,
            f"/Type /EmbeddedFile /Subtype {name('application/json')}"
            f" /Params << /Size {len(data)} /ModDate {pdf_date(self._moment)} /CheckSum <{digest}> >>",
        )
        return self.writer.add(
            f"<< /Type /Filespec /F ({file_name}) /UF {text(file_name)} /AFRelationship /Source /Desc {text(note)}"
            f" /EF << /F {inside} 0 R /UF {inside} 0 R >> >>"
        )


class _Cuts(dict[FaceName, Cut]):
    """The faces in use, shared by all pages of a document; a face is opened when it is first drawn with."""

    def __init__(self, shared: dict[FaceName, Cut]) -> None:
        super().__init__()
        self._shared = shared

    def __missing__(self, face: FaceName) -> Cut:
        if face not in self._shared:
            self._shared[face] = Cut(face)
        self[face] = self._shared[face]
        return self[face]


def _above(marks: Sequence[Bookmark], index: int) -> int | None:
    for other in range(index - 1, -1, -1):
        if marks[other].level < marks[index].level:
            return other
    return None


def _escaped(address: str) -> str:
    safe = address.encode("ascii", "ignore").decode("ascii")
    return safe.replace("\\", "%5C").replace("(", "%28").replace(")", "%29").replace(" ", "%20")
