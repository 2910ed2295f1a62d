"""How a report lies on its pages: running heads, chapters that follow one another, tables that break well."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pypdfium2
import pytest

from models.language import Text
from reports.content.blocks import EMPTY, Cell, Column, Heading, Row, Table
from reports.payload import Cover
from reports.pdf import Spoken, write_report
from reports.style import PAGE
from tests.reports.factory import changed_sample, content_for, sample_content, sample_report
from tests.reports.pdf.pages import page_texts, tag_faults

LANGUAGES: tuple[Spoken, ...] = ("zh", "en", "both")
COLUMN = PAGE.floor - PAGE.top


def feet(pdf: bytes) -> list[float]:
    """How far down the text of each page goes, as a share of the column; running foot left out."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [max(_bottoms(sheet), default=0.0) for sheet in document]
    finally:
        document.close()


def _bottoms(sheet: pypdfium2.PdfPage) -> Iterator[float]:
    words = sheet.get_textpage()
    for index in range(words.count_rects()):
        bottom = PAGE.height - words.get_rect(index)[1]
        if bottom <= PAGE.floor + 2:
            yield (bottom - PAGE.top) / COLUMN


@pytest.mark.parametrize("language", LANGUAGES)
def test_chapters_leave_no_page_half_empty(language: Spoken) -> None:
    """Chapters follow one another: text fills most of every page between the contents and the last chapter, which stays whole."""
    pdf = sample_report(language)
    first = next(
        place for place, text in enumerate(page_texts(pdf)) if re.match(r"[\s\S]*(?:目录|Contents)", text[:90])
    )
    for number, foot in enumerate(feet(pdf)[first + 1 : -2], start=first + 2):
        assert foot > (0.4 if language == "both" else 0.6), f"page {number}"


def test_side_by_side_every_page_is_headed_in_both_languages() -> None:
    """Running heads, feet and page numbers stand in Chinese and in English."""
    pages = [" ".join(text.split()) for text in page_texts(sample_report("both"))]
    for number, text in enumerate(pages[1:], start=2):
        for said in (
            "智能工厂自评",
            "Intelligent factory self-assessment",
            f"第 {number} 页，共 {len(pages)} 页",
            f"Page {number} of {len(pages)}",
            "自评参考",
            "self-assessment for reference",
        ):
            assert said in text, f"page {number}"
    # The chapter that runs on is named in both as well.
    assert any("能力成熟度" in text[:200] and "Maturity" in text[:200] for text in pages[6:])


@pytest.mark.parametrize("rows", range(24, 40))
def test_the_last_row_of_a_table_never_stands_alone_on_a_page(rows: int) -> None:
    """Whatever its length, at least two rows go over to the next page."""
    lines = tuple(Row((Cell(Text(f"第{number}行", f"row{number}")), Cell(EMPTY))) for number in range(rows))
    table = Table(EMPTY, (Column(Text("甲", "a"), 1), Column(Text("乙", "b"), 1)), lines)
    blocks = (Heading(1, Text("表", "Table"), "table", fresh=True), table)
    pages = page_texts(write_report(replace(sample_content(), blocks=blocks), "zh"))
    counts = [len(re.findall(r"第\d+行", text)) for text in pages[1:]]
    assert sum(counts) == rows
    assert all(count > 1 for count in counts)


def test_a_heading_stays_with_what_it_heads() -> None:
    """No heading is the last thing on its page, in a report in which everything is told."""
    texts = ("problem", "object", "technology", "result")
    answers = {
        f"scenarios__SC{number:02}__{part}": f"第 {number} 项" * number for number in range(1, 41) for part in texts
    }
    answers |= {f"scenarios__SC{number:02}__status": "full" for number in range(1, 41)}
    content = content_for(changed_sample(**answers))
    titles = {block.text.zh.replace(" ", "") for block in content.blocks if isinstance(block, Heading)}
    for text in page_texts(write_report(content, "zh")):
        lines = [line.replace(" ", "").strip() for line in text.split("\n") if line.strip()]
        # The last two lines are the running foot.
        assert lines[-3:-2] == [] or lines[-3] not in titles or len(lines) < 6


def test_short_facts_of_the_profile_stand_two_abreast() -> None:
    """Two facts share a line, each with its own head; a long one has a line of its own. The workbook keeps a list."""
    table = next(block for block in sample_content().blocks if isinstance(block, Table) and block.abreast)
    assert all(len(row.cells) == 2 for row in table.rows)
    pdf = sample_report("zh")
    assert tag_faults(pdf) == []
    page = next(text for text in page_texts(pdf) if "统一社会信用代码" in text)
    assert re.search(r"员工人数.{0,12}上年营业收入", "".join(page.split()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_to_verify_stands_on_one_page(language: Spoken) -> None:
    """Steps, code and what is inside the file are together, whatever comes before."""
    heads = {"zh": ("如何验证本报告", "文件里有什么"), "en": ("How to verify this report", "What is inside the file")}
    begin, end = heads["en" if language == "en" else "zh"]
    blocks = list(sample_content(language).blocks)
    start = next(place for place, each in enumerate(blocks) if isinstance(each, Heading) and each.anchor == "history")
    for count in range(0, 40, 6):
        filler = tuple(Row((Cell(Text(f"第{number}行", f"row{number}")),)) for number in range(count + 1))
        table = Table(EMPTY, (Column(Text("甲", "a"), 1),), filler)
        moved = (*blocks[start : start + 1], table, *blocks[-5:])
        pages = page_texts(write_report(replace(sample_content(language), blocks=moved), language))
        assert any(begin in text and end in text for text in pages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_long_names_and_notes_keep_cover_and_statement_on_their_pages(language: Spoken) -> None:
    """Names of eighty characters and a long note leave the summary on four pages: the type gives way, and the boxes."""
    long = "内蒙古自治区呼和浩特和林格尔新区华夏重型机械装备制造与智能系统集成股份有限公司（集团）"
    cover = Cover(
        subtitle="二〇二六年度智能工厂梯度培育申报自评报告（第三次修订稿，供市、区两级主管部门评审使用）",
        prepared_by="数字化转型与智能制造推进办公室（信息中心、生产部、质量部、财务部联合工作组）",
        prepared_for="内蒙古自治区工业和信息化厅智能制造处、呼和浩特市工业和信息化局",
        note="本报告含商业秘密，仅供评审使用，未经书面许可不得复制、转发。" * 3,
    )
    named = changed_sample(enterprise__name=long, factory__name=f"{long}第三智能制造基地")
    pages = page_texts(write_report(content_for(named, language, cover=cover), language))
    heads = {"zh": ("管理摘要", "管理摘要", "真实性承诺", "目录")}.get(
        "en" if language == "en" else "zh", ("Management summary", "Management summary", "Statement of", "Contents")
    )
    for text, head in zip(pages[1:5], heads, strict=True):
        assert head in text
