"""Writing a report of forty pages beside its peers: plain reportlab, and WeasyPrint, for the same content.

    pytest tests/benchmarks/test_report.py -m benchmark -s

Printed as ratios, never failing on time. Both peers set the same sentences and tables, without tags, data, links,
running heads or contents: less than what our report does.
"""

import io
import statistics
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
from models.language import Language
from reports.content import Content
from reports.content.blocks import Bullets, Callout, Cards, Heading, Paragraph, Table
from reports.pdf import same_report, write_report
from tests.reports.factory import changed_sample, content_for
from tests.reports.pages import page_texts

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
    """The same headings, paragraphs and tables, drawn with reportlab's platypus and nothing else."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import LongTable, SimpleDocTemplate
    from reportlab.platypus import Paragraph as Set

    if "Plain" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Plain", str(resources.path("fonts/NotoSansSC-Regular.ttf")), asciiReadable=0))
    body = ParagraphStyle("body", fontName="Plain", fontSize=9.5, leading=15.5, wordWrap="CJK")
    cell = ParagraphStyle("cell", fontName="Plain", fontSize=8.2, leading=12.2, wordWrap="CJK")
    head = ParagraphStyle("head", fontName="Plain", fontSize=14, leading=22, wordWrap="CJK")
    story: list[Any] = []
    for block in content.blocks:
        match block:
            case Heading():
                story.append(Set(escape(block.text.text(LANGUAGE)), head))
            case Paragraph():
                story.append(Set(escape(block.text.text(LANGUAGE)), body))
            case Bullets():
                story += [Set(escape(item.text(LANGUAGE)), body) for item in block.items]
            case Cards():
                story += [Set(escape(f"{card.label.zh} {card.value.zh} {card.note.zh}"), body) for card in block.items]
            case Callout():
                story.append(Set(escape(f"{block.title.zh} {block.text.zh}"), body))
            case Table():
                width = 483.0 / sum(column.share for column in block.columns)
                rows = [[Set(escape(column.title.zh), cell) for column in block.columns]]
                for row in block.rows:
                    line = [Set(escape(f"{each.text.zh} {each.note.zh}"), cell) for each in row.cells]
                    rows.append(line + [Set("", cell)] * (len(block.columns) - len(line)))
                story.append(
                    LongTable(rows, colWidths=[column.share * width for column in block.columns], repeatRows=1)
                )
            case _:
                continue
    target = io.BytesIO()
    SimpleDocTemplate(target, leftMargin=56, rightMargin=56, topMargin=74, bottomMargin=66).build(story)
    return target.getvalue()


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


def test_a_report_beside_plain_reportlab(benchmark: BenchmarkFixture) -> None:
    """Tags, archive format, data, links and contents cost this much over drawing the same content plainly."""
    content = forty_pages()
    benchmark.pedantic(lambda: write_report(content, LANGUAGE), rounds=5, warmup_rounds=1)
    ours, plain = side_by_side(lambda: write_report(content, LANGUAGE), lambda: plain_reportlab(content), 5)
    pages = len(page_texts(write_report(content, LANGUAGE)))
    benchmark.extra_info["ratio"] = ours / plain
    sys.stdout.write(f"\nreport of {pages} pages {ours:.0f} ms, reportlab plain {plain:.0f} ms: {ours / plain:.2f} x\n")


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
    ours, theirs = side_by_side(
        lambda: write_report(content, LANGUAGE), lambda: weasyprint.HTML(string=page).write_pdf(), 1
    )
    benchmark.extra_info["ratio"] = theirs / ours
    sys.stdout.write(f"\nreport {ours:.0f} ms, WeasyPrint {theirs:.0f} ms: {theirs / ours:.1f} x as long\n")


def test_drawing_a_report_again_to_verify_it(benchmark: BenchmarkFixture) -> None:
    """What a verifier pays for comparing the whole file with its data."""
    content = forty_pages()
    first = write_report(content, LANGUAGE)
    benchmark.pedantic(lambda: same_report(first, write_report(content, LANGUAGE)), rounds=5, warmup_rounds=1)
    ours = statistics.median(benchmark.stats.stats.data) * 1000
    sys.stdout.write(f"\nredraw and compare {ours:.0f} ms\n")


def test_the_memory_of_writing_a_report(benchmark: BenchmarkFixture) -> None:
    """Peak memory of a fresh process that writes one report."""
    code = (
        "import lzma, resource; from tests.reports.golden import PAYLOAD; from reports.pdf import redrawn;"
        " redrawn(lzma.decompress(PAYLOAD.read_bytes()));"
        " print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )

    def run() -> int:
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        return int(done.stdout)

    peak = benchmark.pedantic(run, rounds=1)
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024
    sys.stdout.write(f"\npeak memory {peak / unit:.0f} MB\n")
