"""The tagged tree beside the pages: what is a heading, a table, a figure, and in which order it is read."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from reports.pdf.objects import Writer, text

if TYPE_CHECKING:
    from reports.pdf.surface import Surface


class Element:
    """One node of the tree."""

    __slots__ = ("alternative", "annotations", "attributes", "contents", "kids", "language", "number", "parent", "tag")

    def __init__(
        self,
        tag: str,
        parent: "Element | None" = None,
        *,
        attributes: str = "",
        alternative: str = "",
        language: str = "",
    ) -> None:
        self.tag = tag
        self.parent = parent
        self.attributes = attributes
        """Written attribute dictionary without its brackets, such as `/O /Table /Scope /Column`."""
        self.alternative = alternative
        self.language = language
        self.kids: list[Element] = []
        self.contents: list[tuple[Surface, int]] = []
        """Marked content: surface and number on it."""
        self.annotations: list[tuple[Surface, int]] = []
        """Links and form fields: surface and object number of the annotation."""
        self.number = 0
        if parent is not None:
            parent.kids.append(self)

    def child(self, tag: str, *, attributes: str = "", alternative: str = "", language: str = "") -> "Element":
        """Adds and returns an element below this one."""
        return Element(tag, self, attributes=attributes, alternative=alternative, language=language)


def write_tree(
    writer: Writer,
    root: int,
    document: Element,
    pages: Mapping["Surface", int],
    annotations: Sequence[tuple[int, Element]],
) -> None:
    """Writes the structure tree into the reserved object `root`.

    Args:
        writer: where the objects go.
        root: reserved number of the StructTreeRoot.
        document: the Document element.
        pages: each surface with its page object, in page order; a page's key in the parent tree is its place.
        annotations: key in the parent tree and element of each annotation.
    """
    kept = _kept(document)
    for element in kept:
        element.number = writer.reserve()
    for element in kept:
        writer.fill(element.number, _body(element, root, pages))
    rows = []
    for key, surface in enumerate(pages):
        parents = " ".join(f"{element.number} 0 R" for element in surface.parents)
        rows.append(f"{key} {writer.add(f'[{parents}]')} 0 R")
    rows += [f"{key} {element.number} 0 R" for key, element in annotations]
    tree = writer.add(f"<< /Nums [{' '.join(rows)}] >>")
    writer.fill(
        root,
        f"<< /Type /StructTreeRoot /K {document.number} 0 R /ParentTree {tree} 0 R"
        f" /ParentTreeNextKey {len(pages) + len(annotations)} >>",
    )


def _kept(document: Element) -> list[Element]:
    """Elements in reading order; those that hold nothing at all are left out of the tree."""
    order: list[Element] = []

    def visit(element: Element) -> bool:
        place = len(order)
        order.append(element)
        element.kids = [kid for kid in element.kids if visit(kid)]
        full = bool(element.kids or element.contents or element.annotations or element.tag in ("TD", "TH"))
        if not full:
            del order[place:]
        return full

    visit(document)
    return order


def _body(element: Element, root: int, pages: Mapping["Surface", int]) -> str:
    parent = element.parent.number if element.parent else root
    parts = [f"/Type /StructElem /S /{element.tag} /P {parent} 0 R"]
    home = element.contents[0][0] if element.contents else None
    if home is not None:
        parts.append(f"/Pg {pages[home]} 0 R")
    kids = [
        str(number) if surface is home else f"<< /Type /MCR /Pg {pages[surface]} 0 R /MCID {number} >>"
        for surface, number in element.contents
    ]
    kids += [f"{kid.number} 0 R" for kid in element.kids]
    kids += [f"<< /Type /OBJR /Pg {pages[surface]} 0 R /Obj {number} 0 R >>" for surface, number in element.annotations]
    if len(kids) == 1:
        parts.append(f"/K {kids[0]}")
    elif kids:
        parts.append(f"/K [{' '.join(kids)}]")
    if element.attributes:
        parts.append(f"/A << {element.attributes} >>")
    if element.alternative:
        parts.append(f"/Alt {text(element.alternative)}")
    if element.language:
        parts.append(f"/Lang ({element.language})")
    return f"<< {' '.join(parts)} >>"
