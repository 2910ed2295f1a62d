"""Cover, contents, running heads and feet, the draft mark."""

import io
from math import cos, radians, sin

from models.language import Text, sentence
from reports.content.blocks import Content, Heading
from reports.pdf.document import Bookmark, Document
from reports.pdf.face import measure
from reports.pdf.layout import Flow
from reports.pdf.surface import Surface
from reports.pdf.typesetting import lines
from reports.style import ACCENT, GHOST, INK, PAGE, RULE, RUNNING, SOFT, Colour, Type

_TITLE = Type(30, 42, bold=True, colour=INK)
_TITLE_OF_TWO = Type(21, 30, bold=True, colour=INK)
_FACTORY = Type(16, 26, bold=True, after=22)
_LONG_FACTORY = Type(12.5, 20, bold=True, after=18)
_TIER_LABEL = Type(9, 14, colour=SOFT)
_TIER = Type(26, 38, bold=True, colour=ACCENT, after=24)
_FACT = Type(9.5, 17)
_SUBTITLE = Type(13, 21, colour=SOFT)
_NOTICE = Type(8.4, 13.2, colour=SOFT)
_ENTRY = Type(9.6, 15.6)
_CHAPTER_ENTRY = Type(10, 19.5, bold=True)


def cover(flow: Flow, content: Content) -> None:
    """Sets the first page."""
    page, surface = content.cover, flow.surface
    tree = flow.document.tree
    with surface.artifact():
        surface.rectangle(0, 0, 14, PAGE.height, fill=ACCENT)
    flow.y = 64.0
    if page.logo_png:
        _logo(flow, page.logo_png, flow.one_line(page.logo_alternative))
    title = _TITLE if flow.language != "both" else _TITLE_OF_TWO
    factory = _FACTORY if flow.lines_of(page.factory, _FACTORY) < 3 else _LONG_FACTORY
    wide = 104.0 if flow.language != "both" else 190.0
    room = PAGE.measure - wide
    notice = sum(flow.lines_of(text, _NOTICE) for text in (page.notice, page.hint)) * _NOTICE.leading
    # What people write on the cover may be long: it then begins higher up, so that all of it stands on this page.
    needed = sum(
        flow.lines_of(text, look) * look.leading + look.after
        for text, look in ((page.title, title), (page.subtitle, _SUBTITLE), (page.factory, factory))
    )
    needed += 44 + _TIER_LABEL.leading + _TIER.leading + _TIER.after + 26
    needed += sum(flow.lines_of(value, _FACT, room) * _FACT.leading + 1 for _, value in page.facts)
    foot = PAGE.floor - notice
    flow.y = max(min(190.0, foot - needed), 136.0 if page.logo_png else 64.0)
    flow.paragraph(page.title, title, tree)
    flow.y += 4
    flow.paragraph(page.subtitle, _SUBTITLE, tree)
    with surface.artifact():
        surface.line(PAGE.left, flow.y + 16, PAGE.left + 60, flow.y + 16, ACCENT, 3)
    flow.y += 40
    flow.paragraph(page.factory, factory, tree)
    flow.paragraph(page.tier_label, _TIER_LABEL, tree)
    flow.paragraph(page.tier, _TIER, tree)
    for label, value in page.facts:
        top = flow.y
        shown = flow.one_line(label)
        with surface.marked(tree.child("P")):
            surface.text(PAGE.left, top + 12, (shown,), 9, 14, colour=SOFT, language=flow.main)
        flow.paragraph(value, _FACT, tree, left=PAGE.left + wide, width=room)
        flow.y = max(flow.y, top + _FACT.leading) + 1
    flow.y = max(flow.y + 20, min(foot, 726.0 if flow.language != "both" else 696.0))
    flow.paragraph(page.notice, _NOTICE, tree)
    flow.paragraph(page.hint, _NOTICE, tree)


def _logo(flow: Flow, png: bytes, alternative: str) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    with Image.open(io.BytesIO(png)) as picture:
        ground = Image.new("RGB", picture.size, "white")
        rgba = picture.convert("RGBA")
        ground.paste(rgba, mask=rgba.getchannel("A"))
    ground.thumbnail((600, 240))
    width, height = ground.size
    scale = min(150 / width, 60 / height)
    x, y, w, h = PAGE.left, flow.y, width * scale, height * scale
    upper = PAGE.height - y
    element = flow.document.tree.child(
        "Figure",
        attributes=f"/O /Layout /Placement /Block /BBox [{x:.0f} {upper - h:.0f} {x + w:.0f} {upper:.0f}]",
        alternative=alternative,
    )
    with flow.surface.marked(element):
        flow.surface.image(ImageReader(ground), x, y, w, h)


def contents_title() -> Text:
    """Returns what is printed above the contents."""
    said = sentence("Contents")
    return Text(said.text("zh"), said.text("en"))


class Contents:
    """The table of contents: its pages are reserved first and filled when the places are known."""

    def __init__(self, flow: Flow, content: Content) -> None:
        self._flow = flow
        self.element = flow.document.tree.child("TOC")
        headings = [block for block in content.blocks if isinstance(block, Heading) and block.level <= 2]
        room = PAGE.floor - PAGE.top - 60
        # A contents that is a little too long is set a little tighter instead of leaving two lines to a page.
        needed = sum((_CHAPTER_ENTRY if each.level == 1 else _ENTRY).leading for each in headings)
        self._tight = max(0.86, min(1.0, room / needed)) if needed else 1.0
        self.surfaces = [flow.surface]
        for _ in range(int(needed * self._tight // (room + 1))):
            flow.new_page()
            self.surfaces.append(flow.surface)

    def fill(self) -> None:
        """Draws every line with its page number and link."""
        flow = self._flow
        title = flow.one_line(contents_title())
        surface, y = self.surfaces[0], PAGE.top
        rest = self.surfaces[1:]
        with surface.marked(self.element.child("Caption")):
            surface.text(PAGE.left, y + 20, (title,), 20, 28, weight="bold", colour=ACCENT, language=flow.main)
        y += 56
        for mark in flow.document.bookmarks:
            if not mark.outline or mark.level > 2:
                continue
            look = _CHAPTER_ENTRY if mark.level == 1 else _ENTRY
            high = look.leading * self._tight
            if y + high > PAGE.floor and rest:
                surface, rest, y = rest[0], rest[1:], PAGE.top
            self._line(surface, mark, look, y)
            y += high

    def _line(self, surface: Surface, mark: Bookmark, look: Type, y: float) -> None:
        x = PAGE.left + (0 if mark.level == 1 else 16)
        right = PAGE.left + PAGE.measure
        base = y + look.leading * 0.74
        weight = "bold" if look.bold else "regular"
        shown = lines(mark.title, look.size, right - x - 40, "bold" if look.bold else "regular")
        label = shown[0] if len(shown) == 1 else shown[0] + "…"
        page = str(mark.page + 1)
        entry = self.element.child("TOCI").child("Reference").child("Link")
        with surface.marked(entry):
            surface.text(
                x, base, (label,), look.size, 0, weight="bold" if look.bold else "regular", language=self._flow.main
            )
        start = x + measure(label, look.size, "bold" if look.bold else "regular") + 6
        end = right - measure(page, look.size, "bold" if look.bold else "regular") - 6
        if start < end and weight == "regular":
            with surface.artifact():
                surface.line(start, base - 1, end, base - 1, RULE, 0.5, "0.5 2.5")
        with surface.marked(entry):
            surface.text(
                x,
                base,
                (page,),
                look.size,
                0,
                weight="bold" if look.bold else "regular",
                align="right",
                width=right - x,
            )
        surface.link(x, y, right - x, look.leading, entry, f"{label} {page}", target=mark.anchor)


def furniture(document: Document, content: Content, flow: Flow) -> None:
    """Draws running heads and feet on every page but the cover, and the draft mark on all."""
    count = len(document.pages)
    for number, surface in enumerate(document.pages, start=1):
        if number > 1:
            right = PAGE.left + PAGE.measure
            with surface.artifact("/Type /Pagination /Subtype /Header"):
                running(flow, surface, 44, (content.running_title, 300), (surface.section, 170), SOFT)
                surface.line(PAGE.left, 52, right, 52, RULE, 0.5)
            with surface.artifact("/Type /Pagination /Subtype /Footer"):
                base = PAGE.height - (36 if len(flow.versions) == 1 else 32)
                surface.line(PAGE.left, PAGE.height - 50, right, PAGE.height - 50, RULE, 0.5)
                running(flow, surface, base, (content.footer, 360), (page_of(number, count), 110), INK)
        if content.draft:
            _draft(surface, flow)


def running(
    flow: Flow, surface: Surface, base: float, left: tuple[Text, float], right: tuple[Text, float], colour: Colour
) -> None:
    """Sets the texts at both ends of a running line, each text with its room; in `both` one language below the other."""
    for place, language in enumerate(flow.versions):
        y = base + (place - 0.6) * RUNNING.leading * 0.9 if len(flow.versions) > 1 else base
        said = _fitting(flow.say(left[0], language), left[1])
        surface.text(PAGE.left, y, (said,), RUNNING.size, 0, colour=SOFT)
        said = _fitting(flow.say(right[0], language), right[1])
        surface.text(PAGE.left, y, (said,), RUNNING.size, 0, colour=colour, align="right", width=PAGE.measure)


def page_of(number: int, count: int) -> Text:
    """Returns which page of how many."""
    said = sentence("Page {number} of {count}", number=number, count=count)
    return Text(said.text("zh"), said.text("en"))


def _fitting(text: str, room: float) -> str:
    if measure(text, RUNNING.size) <= room:
        return text
    while text and measure(text + "…", RUNNING.size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def _draft(surface: Surface, flow: Flow) -> None:
    word = {"zh": "草稿", "en": "DRAFT", "both": "草稿 DRAFT"}[flow.language]
    size = 118.0 if flow.language != "both" else 88.0
    angle = radians(52)
    long = measure(word, size, "bold")
    x = PAGE.width / 2 - cos(angle) * long / 2 + sin(angle) * size * 0.35
    y = PAGE.height / 2 + sin(angle) * long / 2 + cos(angle) * size * 0.35
    with surface.behind(), surface.artifact("/Type /Pagination /Subtype /Watermark"):
        surface.turned(x, y, word, size, GHOST, (cos(angle), sin(angle)))
