"""Looking into a finished report: its text, its pixels, and whether tags and pages agree."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2

_MARK = re.compile(rb"/MCID (\d+)")


def page_texts(pdf: bytes) -> list[str]:
    """Returns the text of each page as a reader extracts it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [str(page.get_textpage().get_text_bounded()) for page in document]
    finally:
        document.close()


def whole_text(pdf: bytes) -> str:
    """Returns the text of all pages without any white space, so that line breaks do not matter."""
    return "".join("".join(page_texts(pdf)).split())


def pixels(pdf: bytes, page: int, scale: float = 0.5) -> tuple[int, int, bytes]:
    """Returns width, height and grey values of one page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        document.init_forms()  # the stamps of signatures are form fields
        picture = document[page].render(scale=scale).to_pil().convert("L")
        return picture.width, picture.height, picture.tobytes()
    finally:
        document.close()


def tag_faults(pdf: bytes) -> list[str]:
    """Returns every disagreement between marked content, parent tree and structure tree; validators accept some."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return list(_faults(document))


def _faults(document: pikepdf.Pdf) -> Iterator[str]:
    root = document.Root.StructTreeRoot
    numbers = list(root.ParentTree.Nums)
    parents = {int(numbers[index]): numbers[index + 1] for index in range(0, len(numbers), 2)}
    claimed = dict(_claims(root.K))
    for place, page in enumerate(document.pages):
        drawn = [int(mark) for mark in _MARK.findall(page.Contents.read_bytes())]
        if drawn != list(range(len(drawn))):
            yield f"page {place}: marked content is not numbered in order"
        owners = list(parents[int(page.obj.StructParents)])
        if len(owners) != len(drawn):
            yield f"page {place}: {len(drawn)} pieces of content, {len(owners)} owners"
        for number, owner in enumerate(owners):
            if claimed.get((page.obj.objgen, number)) != owner.objgen:
                yield f"page {place}: piece {number} is not where the structure tree has it"
        for annotation in page.obj.get("/Annots", ()):
            if claimed.get((annotation.objgen, -1)) != parents[int(annotation.StructParent)].objgen:
                yield f"page {place}: an annotation is not where the structure tree has it"
    owned = sum(len(list(parents[int(page.obj.StructParents)])) for page in document.pages)
    if sum(number >= 0 for _, number in claimed) != owned:
        yield "the structure tree claims content that no page has"


def _claims(element: Any, page: Any = None) -> Iterator[tuple[tuple[tuple[int, int], int], tuple[int, int]]]:
    page = element.get("/Pg", page)
    kids = element.get("/K")
    listed = list(kids) if isinstance(kids, pikepdf.Array) else [] if kids is None else [kids]
    for kid in listed:
        if isinstance(kid, int):
            yield (page.objgen, kid), element.objgen
        elif kid.get("/Type") == "/MCR":
            yield (kid.get("/Pg", page).objgen, int(kid.MCID)), element.objgen
        elif kid.get("/Type") == "/OBJR":
            yield (kid.Obj.objgen, -1), element.objgen
        else:
            yield from _claims(kid, page)
