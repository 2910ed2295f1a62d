"""Workbook and word file: the same content as the report, safe to open, nobody's login in them."""

import io
import re
from typing import Any

import openpyxl
import pytest
from docx import Document

from models.language import Language
from reports.content import data_of
from reports.content.inventory import described, filing_name
from reports.spreadsheet import evaluation_workbook, write_spreadsheet
from reports.spreadsheet.book import Book
from reports.wordfile import too_long, write_word
from tests.reports.factory import changed_sample, content_for, evaluated, frozen_sample, sample_content


def rows(data: bytes, sheet: str) -> list[list[Any]]:
    """The values of one sheet."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [[cell.value for cell in row] for row in book[sheet].iter_rows()]


def test_the_workbook_has_every_condition_with_its_trace() -> None:
    """One row a condition: status, reason, rule, answers, source, confidence, pack."""
    table = rows(write_spreadsheet(sample_content("en"), "en"), "Conditions and traces")
    results = [each for tier in evaluated(frozen_sample()).tiers for each in tier.conditions]
    assert [row[1] for row in table[1:]] == [each.condition.id for each in results]
    assert [row[8] for row in table[1:]] == [each.condition.rule for each in results]
    assert all(row[6] for row in table[1:])


def test_every_chapter_with_a_table_has_its_sheet() -> None:
    """Everything that the report lists is in the workbook, too."""
    book = openpyxl.load_workbook(io.BytesIO(write_spreadsheet(sample_content(), "zh")))
    assert {"概览", "要素条件与依据", "还缺什么", "逐项条件", "智能制造典型场景", "能力成熟度", "佐证材料目录"} <= set(
        book.sheetnames
    )


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    """A spreadsheet opened at the office runs nothing that somebody typed."""
    evil = '=HYPERLINK("http://example.org","x")'
    content = content_for(changed_sample(scenarios__SC10__status="full", scenarios__SC10__instance=evil))
    book = openpyxl.load_workbook(io.BytesIO(write_spreadsheet(content, "zh")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if evil in str(cell.value)]
    assert cells
    assert all(cell.data_type == "s" for cell in cells)
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_nobodys_login_stands_in_the_properties() -> None:
    """Author and last editor are the program."""
    book = openpyxl.load_workbook(io.BytesIO(write_spreadsheet(sample_content(), "zh")))
    assert (book.properties.creator, book.properties.lastModifiedBy) == ("Zhijie", "Zhijie")
    paper = Document(io.BytesIO(write_word(sample_content(), "zh")))
    assert (paper.core_properties.author, paper.core_properties.last_modified_by) == ("Zhijie", "Zhijie")


def test_the_workbook_lists_scenarios_measures_and_answers_one_a_row() -> None:
    """To be sorted and summed: figures are numbers, ids stand beside words, no key stands for a word."""
    data = write_spreadsheet(sample_content(), "zh")
    payload = data_of(sample_content())
    scenarios, measures, answers = (rows(data, name) for name in ("场景明细", "举措明细", "全部回答"))
    assert len(scenarios) == 1 + 40
    paid = [row[6] for row in measures[1:] if row[2] == "是"]
    assert sum(float(str(each)) for each in paid) == pytest.approx(float(payload["roadmap"]["cost"]["one_off"]))
    assert len(measures) == 1 + len(payload["roadmap"]["steps"]) + len(payload["roadmap"]["left_out"])
    by_id = {row[0]: tuple(row[1:4]) for row in answers}
    assert by_id["enterprise.name"] == ("企业名称", None, "宏达精密机械有限公司（示例）")
    assert by_id["maturity.T2.level2"] == ("集成 2 级", None, "没有")
    assert not {"yes", "full", "partial"} & {row[2] for row in rows(data, "还缺什么")}


_RAW = re.compile(r"\b(requirements|scenarios|maturity|factory|enterprise|indicators|recognition)\.\w+")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_raw_id_is_seen_and_every_list_can_be_filtered(language: Language) -> None:
    """Ids stand in hidden columns; a list has a filter and its heads on each page, and fits its page across."""
    book = openpyxl.load_workbook(io.BytesIO(write_spreadsheet(sample_content(language), language)))
    for sheet in book:
        hidden = {letter for letter, column in sheet.column_dimensions.items() if column.hidden}
        cells = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
        assert not [
            cell
            for cell in cells
            if _RAW.search(str(cell.value)) and cell.coordinate.rstrip("0123456789") not in hidden
        ]
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_area
        if sheet.freeze_panes:
            assert sheet.auto_filter.ref
            assert sheet.print_title_rows == "$1:$1"


def test_the_first_sheet_is_for_the_manager() -> None:
    """Tier, what is missing, the first steps and the money, on one portrait page."""
    book = openpyxl.load_workbook(io.BytesIO(write_spreadsheet(sample_content(), "zh")))
    first = book.worksheets[0]
    said = "\n".join(str(cell.value) for row in first.iter_rows() for cell in row if cell.value)
    assert all(
        words in said for words in ("已达到层级", "离基础级还差什么", "先做这三步", "要花的钱", "本报告为自评参考")
    )
    assert first.max_row < 60


def test_combinations_are_counted_and_not_listed() -> None:
    """An answer that is missing stands once for each tier and value, with how many combinations need it."""
    missing = rows(write_spreadsheet(sample_content(), "zh"), "还缺什么")[1:]
    assert len({(row[0], row[5], row[2]) for row in missing}) == len(missing)
    assert len(missing) < 250
    assert all(row[3] == "每种都要" or 0 < row[3] < row[4] for row in missing)


def test_sheets_of_one_name_are_numbered() -> None:
    """Three sheets with the same long name get three names."""
    book = Book("en")
    for _place in range(3):
        book.sheet("A very long name of a sheet that is cut", [["a"]])
    names = openpyxl.load_workbook(io.BytesIO(book.bytes(""))).sheetnames
    assert len(set(names)) == 3
    assert all(len(name) <= 31 for name in names)


def test_a_code_of_digits_keeps_its_zeros() -> None:
    """Only columns of figures hold numbers; what a person wrote stays a text."""
    content = content_for(changed_sample(enterprise__phone="12345678901"))
    fields = {row[0]: row[1] for row in rows(write_spreadsheet(content, "zh"), "基本情况") if row[0]}
    assert "12345678901" in fields.values()


def test_an_evaluation_has_a_workbook_of_its_own() -> None:
    """Without a report or roadmap: overview, traces, what is missing, and all that the result rests on."""
    data = evaluation_workbook(evaluated(frozen_sample()), "en")
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == [
        "Overview",
        "Conditions and traces",
        "What is missing",
        "Contradictory answers",
        "Reference figures",
        "Maturity weights",
        "Sources",
    ]
    assert len(rows(data, "What is missing")) > 1


def test_the_word_file_follows_the_online_form() -> None:
    """One heading a scenario with its filing name, in the guide's order, and its four texts in full."""
    data = data_of(sample_content())
    paper = Document(io.BytesIO(write_word(sample_content(), "zh")))
    headings = [each.text for each in paper.paragraphs if each.style is not None and each.style.name == "Heading 1"]
    assert headings == [filing_name(data, scenario) for scenario in described(data)]
    whole = "\n".join(each.text for each in paper.paragraphs)
    assert all(scenario["technology"] in whole for scenario in described(data))


def test_a_text_longer_than_its_field_is_marked_and_never_cut() -> None:
    """The limits of the form before the person are theirs to enter; without one nothing is marked."""
    content = content_for(changed_sample(scenarios__SC10__status="full", scenarios__SC10__technology="长" * 130))
    assert too_long(content) == ()
    long_texts = too_long(content, {"technology": 100})
    assert ("SC10", "technology", 130, 100) in [
        (each.scenario, each.part, each.length, each.limit) for each in long_texts
    ]
    whole = "\n".join(
        each.text for each in Document(io.BytesIO(write_word(content, "zh", {"technology": 100}))).paragraphs
    )
    assert "长" * 130 in whole
    assert "▲" in whole


def test_control_characters_break_neither_file() -> None:
    """What XML cannot hold is left out."""
    content = content_for(changed_sample(scenarios__SC10__status="full", scenarios__SC10__problem="a\x00b\x0bc😀"))
    assert openpyxl.load_workbook(io.BytesIO(write_spreadsheet(content, "zh"))).sheetnames
    whole = "\n".join(each.text for each in Document(io.BytesIO(write_word(content, "zh"))).paragraphs)
    assert "abc😀" in whole
