"""Writing a report of forty pages beside its peers: plain reportlab, and WeasyPrint, for the same content.

Printed as ratios, never failing on time. Both peers set the same sentences and tables, without tags, data, links,
running heads or contents: less than what our report does. Plain reportlab also draws the same charts and the code,
with the same two faces embedded as subsets and streams compressed as ours are (not also in base 85, its default, which
would slow it down). What our program remembers of texts that it has set before is forgotten before each round.
"""

import io
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from functools import cache
from html import escape
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import resources
from models.language import Language, Text
from reports import charts
from reports.charts.shapes import Drawing, Label, Polygon
from reports.content import Content
from reports.content.blocks import (
    Bullets,
    Callout,
    Cards,
    ChartFigure,
    Heading,
    Paragraph,
    QrCode,
    Signatures,
    Table,
)
from reports.pdf import same_report, write_report
from reports.pdf.typesetting import lines
from reports.style import BODY, CELL, CELL_NOTE, HEAD_CELL, HEADINGS, PAGE, RULE, Type
from reports.typeface import drawable
from tests.benchmarks.measuring import Scale, median_s
from tests.reports.factory import changed_sample, content_for
from tests.reports.pdf.pages import page_texts

pytestmark = pytest.mark.benchmark

LANGUAGE: Language = "zh"
PARTS = {
    "instance": "数控车间实例",
    "problem": "面向多品种小批量生产中交期延误、进度靠人工统计、信息滞后的问题，",
    "object": "针对数控车削、铣削与装配工序的在制品与完工数据，",
    "technology": "应用 MES 报工、设备联网采集（OPC UA / MQTT）与电子看板技术，按工序汇总进度，延误自动预警。",
    "result": "准时交付率由 82% 提高到 93%，统计用工减少 2 人。",
}


@cache
def forty_pages() -> Content:
    """The sample with every scenario built and told."""
    answers = {f"scenarios__SC{number:02d}__{part}": text for number in range(1, 41) for part, text in PARTS.items()}
    built = {f"scenarios__SC{number:02d}__status": "full" for number in range(1, 41)}
    return content_for(changed_sample(**answers, **built), LANGUAGE)


def ours_anew(content: Content) -> bytes:
    """Our report, as if none of its lines had ever been broken before."""
    lines.cache_clear()
    drawable.cache_clear()
    return write_report(content, LANGUAGE)


def side_by_side(ours: Callable[[], object], theirs: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Processor time of two calls in milliseconds, the least of several, taken in turns after one call to warm up.

    In turns and by the processor's clock, because other work on the machine must not decide the ratio.
    """
    least = [float("inf"), float("inf")]
    ours()
    for _ in range(rounds):
        for index, act in enumerate((ours, theirs)):
            begin = time.process_time()
            act()
            least[index] = min(least[index], (time.process_time() - begin) * 1000)
    return least[0], least[1]


def plain_reportlab(content: Content) -> bytes:
    """The same headings, paragraphs, tables, charts and code, drawn with reportlab's platypus and nothing else."""
    from reportlab import rl_config
    from reportlab.graphics.barcode.qr import QrCode as PlainCode
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import LongTable, SimpleDocTemplate
    from reportlab.platypus import Paragraph as Set

    for name, file in (("Plain", "Regular"), ("Strong", "Bold")):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(resources.path(f"fonts/NotoSansSC-{file}.ttf")), asciiReadable=0))

    def style(look: Type) -> ParagraphStyle:
        font = "Strong" if look.bold else "Plain"
        return ParagraphStyle(
            "any", fontName=font, fontSize=look.size, leading=look.leading, wordWrap="CJK", textColor=tuple(look.colour)
        )

    body, cell, note, head = style(BODY), style(CELL), style(CELL_NOTE), style(HEAD_CELL)
    strong = style(Type(CELL.size, CELL.leading, bold=True))
    story: list[Any] = []

    def add(text: Text, look: ParagraphStyle) -> None:
        if text.zh:
            story.append(Set(escape(text.zh), look))

    for block in content.blocks:
        match block:
            case Heading():
                add(block.text, style(HEADINGS[block.level - 1]))
            case Paragraph():
                add(block.text, body)
            case Bullets():
                for item in block.items:
                    add(item, body)
            case Cards():
                for card in block.items:
                    for text in (card.label, card.value, card.note):
                        add(text, body)
            case Callout():
                add(block.title, body)
                add(block.text, body)
            case ChartFigure():
                add(block.caption, body)
                story.append(_plain_figure(charts.draw(block.chart, LANGUAGE, PAGE.measure)))
            case QrCode():
                story.append(PlainCode(block.data, qrLevel="M"))
                for text in block.beside:
                    add(text, body)
            case Signatures():
                for space in block.spaces:
                    add(space.role, body)
                    add(space.hint, note)
            case Table():
                add(block.caption, head)
                width = PAGE.measure / sum(column.share for column in block.columns)
                rows = [[Set(escape(column.title.zh), head) for column in block.columns]]
                for row in block.rows:
                    line = []
                    for each in row.cells:
                        parts = [Set(escape(each.text.zh), strong if each.strong or row.group else cell)]
                        line.append(parts + ([Set(escape(each.note.zh), note)] if each.note.zh else []))
                    rows.append(line + [""] * (len(block.columns) - len(line)))
                spans = [("SPAN", (0, at), (-1, at)) for at, row in enumerate(block.rows, start=1) if row.group]
                ruled = [("LINEBELOW", (0, 0), (-1, -1), 0.4, tuple(RULE)), ("VALIGN", (0, 0), (-1, -1), "TOP")]
                widths = [column.share * width for column in block.columns]
                story.append(LongTable(rows, colWidths=widths, repeatRows=1, style=[*ruled, *spans]))
            case _:
                continue
    target = io.BytesIO()
    before, rl_config.useA85 = rl_config.useA85, 0
    try:
        SimpleDocTemplate(
            target, leftMargin=PAGE.left, rightMargin=PAGE.right, topMargin=PAGE.top, bottomMargin=PAGE.bottom
        ).build(story)
    finally:
        rl_config.useA85 = before
    return target.getvalue()


def _plain_figure(drawing: Drawing) -> Any:
    """A chart's shapes, drawn straight onto the canvas."""
    from reportlab.platypus.flowables import Flowable

    class Chart(Flowable):  # type: ignore[misc]  # reportlab has no types
        def __init__(self) -> None:
            super().__init__()
            self.width, self.height = drawing.width, drawing.height

        def draw(self) -> None:
            canvas = self.canv
            for shape in drawing.shapes:
                if isinstance(shape, Label):
                    canvas.setFont("Strong" if shape.bold else "Plain", shape.size)
                    canvas.setFillColorRGB(*shape.colour)
                    say = {"right": canvas.drawRightString, "center": canvas.drawCentredString}
                    say.get(shape.align, canvas.drawString)(shape.x, drawing.height - shape.y, shape.text)
                    continue
                if shape.fill:
                    canvas.setFillColorRGB(*shape.fill)
                if shape.stroke:
                    canvas.setStrokeColorRGB(*shape.stroke)
                    canvas.setLineWidth(shape.thickness)
                look = {"stroke": int(bool(shape.stroke)), "fill": int(bool(shape.fill))}
                if isinstance(shape, Polygon):
                    path = canvas.beginPath()
                    path.moveTo(shape.points[0][0], drawing.height - shape.points[0][1])
                    for x, y in shape.points[1:]:
                        path.lineTo(x, drawing.height - y)
                    canvas.drawPath(path, **look)
                else:
                    canvas.circle(shape.x, drawing.height - shape.y, shape.radius, **look)

    return Chart()


def html(content: Content) -> str:
    """The same content as a page for WeasyPrint."""
    parts = [
        "<style>@font-face{font-family:N;src:url(regular.ttf)}body{font:9.5pt N}table{width:100%;font-size:8.2pt}</style>"
    ]
    for block in content.blocks:
        match block:
            case Heading():
                parts.append(f"<h{block.level}>{escape(block.text.zh)}</h{block.level}>")
            case Paragraph():
                parts.append(f"<p>{escape(block.text.zh)}</p>")
            case Bullets():
                parts.append("<ul>" + "".join(f"<li>{escape(item.zh)}</li>" for item in block.items) + "</ul>")
            case Cards():
                parts += [f"<p>{escape(f'{card.label.zh} {card.value.zh} {card.note.zh}')}</p>" for card in block.items]
            case Callout():
                parts.append(f"<p>{escape(f'{block.title.zh} {block.text.zh}')}</p>")
            case Table():
                head = "".join(f"<th>{escape(column.title.zh)}</th>" for column in block.columns)
                rows = "".join(
                    "<tr>"
                    + "".join(f"<td>{escape(f'{each.text.zh} {each.note.zh}')}</td>" for each in row.cells)
                    + "</tr>"
                    for row in block.rows
                )
                parts.append(f"<table><thead><tr>{head}</tr></thead>{rows}</table>")
            case _:
                continue
    return "".join(parts)


def test_a_report_beside_plain_reportlab(benchmark: BenchmarkFixture, scale: Scale) -> None:
    """Tags, archive format, data, links and contents cost this much over drawing the same content plainly."""
    content = forty_pages()
    benchmark.pedantic(lambda: ours_anew(content), rounds=5, warmup_rounds=1)
    ours, plain = side_by_side(lambda: ours_anew(content), lambda: plain_reportlab(content), scale.of(5))
    pages, theirs = (len(page_texts(data)) for data in (ours_anew(content), plain_reportlab(content)))
    benchmark.extra_info["ratio"] = ours / plain
    sys.stdout.write(
        f"\nreport of {pages} pages {ours:.0f} ms, reportlab plain ({theirs} pages) {plain:.0f} ms: {ours / plain:.2f} x\n"
    )


@pytest.mark.peers
def test_a_report_beside_weasyprint(benchmark: BenchmarkFixture) -> None:
    """WeasyPrint needs this many times as long for the same content; where its libraries are missing, this says so."""
    content = forty_pages()
    benchmark.pedantic(lambda: write_report(content, LANGUAGE), rounds=1)
    # It warns of libraries that a later version of it will need; that is not ours to answer.
    warnings.simplefilter("ignore")
    try:
        import weasyprint
    except OSError as missing:
        sys.stdout.write(f"\nWeasyPrint's system libraries are missing: {missing}\n")
        return
    page = html(content)
    folder = resources.path("fonts/NotoSansSC-Regular.ttf").parent.as_uri()
    page = page.replace("regular.ttf", f"{folder}/NotoSansSC-Regular.ttf")
    ours, theirs = side_by_side(lambda: ours_anew(content), lambda: weasyprint.HTML(string=page).write_pdf(), 1)
    benchmark.extra_info["ratio"] = theirs / ours
    sys.stdout.write(f"\nreport {ours:.0f} ms, WeasyPrint {theirs:.0f} ms: {theirs / ours:.1f} x as long\n")


def test_drawing_a_report_again_to_verify_it(benchmark: BenchmarkFixture) -> None:
    """What a verifier pays for comparing the whole file with its data."""
    content = forty_pages()
    first = write_report(content, LANGUAGE)
    benchmark.pedantic(lambda: same_report(first, write_report(content, LANGUAGE)), rounds=5, warmup_rounds=1)
    ours = median_s(benchmark) * 1000
    sys.stdout.write(f"\nredraw and compare {ours:.0f} ms\n")


def test_the_memory_of_writing_a_report(benchmark: BenchmarkFixture) -> None:
    """Peak memory of a fresh process that writes one report."""
    code = (
        "import lzma, resource; from tests.reports.golden.golden import PAYLOAD; from reports.pdf import redrawn;"
        " redrawn(lzma.decompress(PAYLOAD.read_bytes()));"
        " print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )

    def run() -> int:
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        return int(done.stdout)

    peak = benchmark.pedantic(run, rounds=1)
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024
    sys.stdout.write(f"\npeak memory {peak / unit:.0f} MB\n")
