"""The papers and figures to have at hand, as a list to print and tick off."""

from collections.abc import Sequence
from datetime import datetime

import resources
from models.language import N_, Language, Text, in_both, sentence
from reports.content.papers import PaperGroup, Words
from reports.payload.canonical import canonical
from reports.pdf.document import Document
from reports.pdf.frontmatter import page_of, running
from reports.pdf.layout import Flow
from reports.pdf.surface import Surface
from reports.style import BODY, CELL_NOTE, INK, NOTE, PAGE, RULE, SECTION, SOFT, Type

ATTACHED = "zhijie-papers.json"
_BOX = 9.0
_INDENT = 20.0
_NAME = Type(10, 15)


def _both(words: Words) -> Text:
    return words if isinstance(words, Text) else in_both(words)


def write_papers(groups: Sequence[PaperGroup], factory: str, language: Language, created: str) -> bytes:
    """Returns the list as A4 pages: tagged PDF, black and white.

    Args:
        groups: what is wanted, by section; none where everything is answered.
        factory: its name, for the head of the page.
        language: of all texts.
        created: ISO time with zone.
    """
    title = in_both(sentence(N_("Papers and figures you will need")))
    document = Document(
        title.text(language), factory, language, f"Zhijie {resources.version()}", datetime.fromisoformat(created)
    )

    def untouched(_surface: Surface) -> None:
        """Heads and feet are drawn at the end, when the number of pages is known."""

    flow = Flow(document, language, untouched, document.page())
    flow.paragraph(title, Type(17, 25, bold=True), document.tree, tag="H1")
    flow.paragraph(Text(*(" · ".join(filter(None, (factory, created[:10]))),) * 2), BODY, document.tree)
    lead = (
        N_("Put these together before you sit down: only questions that are still open and decide a tier are counted.")
        if groups
        else N_("Nothing more is needed: every figure that decides a tier is answered, and what is claimed has proof.")
    )
    flow.paragraph(in_both(sentence(lead)), NOTE, document.tree)
    for group in groups:
        flow.room(90)
        flow.mark(group.section, flow.one_line(group.title), 1)
        flow.paragraph(group.title, SECTION, document.tree, tag="H2")
        for paper in group.papers:
            flow.room(3 * _NAME.leading)
            with flow.surface.artifact():
                flow.surface.rectangle(PAGE.left, flow.y + 2, _BOX, _BOX, stroke=INK, thickness=0.8)
            left, width = PAGE.left + _INDENT, PAGE.measure - _INDENT
            flow.paragraph(_both(paper.name), _NAME, document.tree, left=left, width=width)
            flow.paragraph(_both(paper.why), CELL_NOTE, document.tree, left=left, width=width)
            flow.y += 5
    count = len(document.pages)
    for number, surface in enumerate(document.pages, start=1):
        with surface.artifact("/Type /Pagination /Subtype /Header"):
            running(flow, surface, 44, (title, 270), (Text(factory, factory), 200), SOFT)
            surface.line(PAGE.left, 52, PAGE.left + PAGE.measure, 52, RULE, 0.5)
        with surface.artifact("/Type /Pagination /Subtype /Footer"):
            running(flow, surface, PAGE.height - 36, (Text("", ""), 360), (page_of(number, count), 110), INK)
    wanted = [paper.id for group in groups for paper in group.papers]
    note = sentence(N_("The questions that the papers are for"))
    return document.file(canonical({"format": "zhijie-papers", "questions": wanted}), ATTACHED, note.text(language))
