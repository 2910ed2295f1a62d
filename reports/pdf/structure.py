"""The tag tree of the pages: what is a heading, a table, a figure, and in which order it is read."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any


class TaggedPage:
    """What the tree knows of a page."""

    def __init__(self) -> None:
        self.parents: list[Element] = []
        """The structure element of each marked-content number."""


class Element:
    """One node of the tree."""

    __slots__ = ("alternative", "annotations", "attributes", "contents", "kids", "language", "parent", "tag")

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
        self.contents: list[tuple[TaggedPage, int]] = []
        """Marked content: page and number on it."""
        self.annotations: list[tuple[TaggedPage, Any]] = []
        """Links and form fields: page and the annotation's object."""
        if parent is not None:
            parent.kids.append(self)

    def child(self, tag: str, *, attributes: str = "", alternative: str = "", language: str = "") -> "Element":
        """Adds and returns an element below this one."""
        return Element(tag, self, attributes=attributes, alternative=alternative, language=language)


def write_tree(
    pdf: Any,
    document: Element,
    pages: Sequence[tuple[TaggedPage, Any]],
    annotations: Sequence[tuple[int, Element]],
) -> Any:
    """Writes the structure tree and returns its root.

    Args:
        pdf: the open pikepdf file.
        document: the Document element.
        pages: each page with its object, in order; a page's key in the parent tree is its place.
        annotations: key in the parent tree and element of each annotation.
    """
    from pikepdf import Array, Dictionary, Name

    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    nodes: dict[Element, Any] = {}
    objects = dict(pages)
    for element in reversed(_kept(document)):
        # Children come before their parent, which tells them where they hang: each dictionary is made whole at once.
        node = nodes[element] = pdf.make_indirect(_dictionary(element, nodes, objects))
        for kid in element.kids:
            nodes[kid].P = node
    nodes[document].P = root
    numbers: list[Any] = []
    for key, (page, _) in enumerate(pages):
        numbers += [key, pdf.make_indirect(Array([nodes[element] for element in page.parents]))]
    for key, element in annotations:
        numbers += [key, nodes[element]]
    root.K = nodes[document]
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(numbers)))
    root.ParentTreeNextKey = len(pages) + len(annotations)
    return root


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


def _dictionary(element: Element, nodes: Mapping[Element, Any], objects: Mapping[TaggedPage, Any]) -> Any:
    """Returns an element's dictionary but for its parent; its kids are in `nodes`."""
    from pikepdf import Array, Dictionary, Name, String

    entries: dict[str, Any] = {"/Type": Name.StructElem, "/S": _name(element.tag)}
    home = element.contents[0][0] if element.contents else None
    if home is not None:
        entries["/Pg"] = objects[home]
    kids: list[Any] = [
        number if page is home else Dictionary(Type=Name.MCR, Pg=objects[page], MCID=number)
        for page, number in element.contents
    ]
    kids += [nodes[kid] for kid in element.kids]
    kids += [Dictionary(Type=Name.OBJR, Pg=objects[page], Obj=annotation) for page, annotation in element.annotations]
    if len(kids) == 1:
        # A Form's only kid is its OBJR itself: an array there makes the first signature suspicious to pyHanko
        # once a second one is added.
        entries["/K"] = kids[0]
    elif kids:
        entries["/K"] = Array(kids)
    if element.attributes:
        entries["/A"] = _attributes(element.attributes)
    if element.alternative:
        entries["/Alt"] = String(element.alternative)
    if element.language:
        entries["/Lang"] = String(element.language)
    return Dictionary(entries)


@cache
def _name(tag: str) -> Any:
    from pikepdf import Name

    return Name("/" + tag)


def _attributes(written: str) -> Any:
    from pikepdf import Object

    return Object.parse(f"<< {written} >>".encode("ascii"))
