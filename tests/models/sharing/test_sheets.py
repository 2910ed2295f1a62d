"""A part as a workbook: what goes out comes back the same, what a colleague typed is understood, nothing is lost quietly."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook

from models import document
from models.assessment import AnswerId
from models.language import Language
from models.questionnaire import QuestionKind
from models.sharing import PartOfAnotherCase, UnreadablePart, merge, taken_over
from models.sharing.part_file import read_part, write_part
from models.sharing.sheets.layout import HIDDEN
from models.sharing.sheets.writing import write_sheets
from tests.models.sharing.parts import (
    EMPTY,
    changed,
    full_case,
    part,
    place_of,
    put,
    read,
    repacked,
    rules,
    workbook,
)

SECTIONS = tuple(dict.fromkeys(question.section for question in rules().questions.values()))
STATUS = "scenarios.SC10.status"


@pytest.mark.parametrize(
    ("section", "language"), [*((section, "zh") for section in SECTIONS), ("enterprise", "en"), ("content", "en")]
)
def test_a_round_trip_of_every_section_changes_no_byte_of_the_case(section: str, language: Language) -> None:
    """Shared, saved by another program, imported: the same document, in either language."""
    back = read(changed(workbook(section, language=language), lambda _book: None))
    merged = merge(full_case(), back, rules(), name="part.xlsx")
    assert (merged.changed, merged.conflicts, merged.faults) == ((), (), ())
    assert merged.same == len(part(section).asked)
    after = taken_over(full_case(), back, merged, rules())
    assert document.write(after) == document.write(full_case())


@pytest.mark.parametrize("section", SECTIONS)
def test_what_stands_in_the_cells_is_read_as_the_same_answers(section: str) -> None:
    """A blind sheet, filled in with the words, numbers and dates of a full one, gives a blank case all its answers."""
    full = part(section)

    def forget(book: Workbook) -> None:
        for sheet in book.worksheets:
            heads = {str(cell.value): cell.column or 0 for cell in sheet[1]}
            for row in range(2, sheet.max_row + 1):
                for key in HIDDEN[1:]:
                    column = heads.get(f"zhijie-{key.replace('_', '-')}")
                    if column:
                        sheet.cell(row, column).value = None

    back = read(changed(workbook(section), forget))
    files = {answer for answer in full.answers if rules().questions[answer].kind is QuestionKind.EVIDENCE}
    blank = replace(full_case(), answers=EMPTY)
    merged = merge(blank, back, rules(), name="part.xlsx")
    assert {change.answer: change.new for change in merged.changed} == {
        answer: value for answer, value in full.answers.items() if answer not in files
    }
    assert len(merged.faults) == len(files)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_part_file_brings_back_what_went_out(section: str) -> None:
    """Answers, base, evidence and head of the JSON file are those of the part."""
    out = part(section)
    assert read_part("part.json", write_part(out), rules()) == out


@pytest.mark.parametrize(
    ("answer", "typed", "value"),
    [
        (STATUS, "全部产线", None),
        (STATUS, "full", "full"),
        ("factory.staff", "３２０人", 320),
        ("factory.staff", 321, 321),
        ("scenarios.SC10.investment_wan", 1.234, Decimal("1.234")),
        ("scenarios.SC10.started", datetime(2024, 5, 6), "2024-05-06"),
        ("scenarios.SC10.started", "2024年5月", "2024-05"),
        ("scenarios.SC10.suppliers", "甲公司\n乙公司", ("甲公司", "乙公司")),
        ("scenarios.SC10.problem", "=1+1", "=1+1"),
        ("scenarios.SC10.problem", "_x0041_", "_x0041_"),
    ],
)
def test_a_typed_answer_is_understood_as_in_the_window(answer: str, typed: object, value: object) -> None:
    """Words of the list in any spelling, units, dates as the spreadsheet makes them, lists line by line; else a fault."""

    def change(book: Workbook) -> None:
        title, cell = place_of(book, answer)
        book[title][cell].value = typed.replace("_x", "_x005F_x") if isinstance(typed, str) else typed
        if isinstance(typed, str):
            book[title][cell].data_type = "s"

    back = read(changed(workbook(answer.rpartition(".")[0] if "SC10" in answer else "factory"), change))
    if value is None:
        (fault,) = back.faults
        assert str(typed) in fault.what.text("zh")
        assert answer not in back.asked
    else:
        assert back.answers[AnswerId(answer)] == value
        assert back.faults == ()


def test_a_number_that_is_shown_in_percent_is_read_as_shown() -> None:
    """45% in a cell is 45, where the question asks for percent, and not 0.45."""

    def change(book: Workbook) -> None:
        title, cell = place_of(book, "indicators.K01.after")
        book[title][cell].value = 0.45
        book[title][cell].number_format = "0%"

    assert read(changed(workbook("indicators"), change)).answers[AnswerId("indicators.K01.after")] == 45


def test_an_emptied_cell_takes_the_answer_away_and_a_deleted_row_does_not() -> None:
    """Only what a person did to the cell is an answer."""
    emptied = read(changed(workbook("scenarios.SC10"), put("scenarios.SC10.instance", None)))
    assert AnswerId("scenarios.SC10.instance") in emptied.asked
    assert AnswerId("scenarios.SC10.instance") not in emptied.answers

    def delete(book: Workbook) -> None:
        title, cell = place_of(book, "scenarios.SC10.instance")
        book[title].delete_rows(int(re.sub(r"\D", "", cell)))

    assert AnswerId("scenarios.SC10.instance") not in read(changed(workbook("scenarios.SC10"), delete)).asked


def test_moved_columns_more_rows_above_and_merged_subjects_lose_nothing() -> None:
    """Headings are found where they stand; cells merged downwards count for each row."""

    def move(book: Workbook) -> None:
        sheet = book.worksheets[1]
        sheet.move_range(f"C1:C{sheet.max_row}", cols=20)
        sheet.insert_rows(1, 3)
        sheet["A1"] = "请周五前交回"
        sheet.merge_cells("A5:A9")

    back = read(changed(workbook("scenarios.SC10"), move))
    assert back.faults == ()
    assert back.answers == part("scenarios.SC10").answers


def test_without_its_ids_a_row_is_known_by_its_subject_and_question() -> None:
    """The hidden columns are gone: every answer is still found, and what the case has is no news."""

    def take_ids(book: Workbook) -> None:
        sheet = book.worksheets[1]
        heads = {str(cell.value): cell.column or 0 for cell in sheet[1]}
        for heading in ("zhijie-comment-was", "zhijie-sure-was", "zhijie-was", "zhijie-id"):
            sheet.delete_cols(heads[heading])

    back = read(changed(workbook("enterprise"), take_ids))
    merged = merge(full_case(), back, rules(), name="part.xlsx")
    assert (merged.changed, merged.conflicts) == ((), ())
    assert len(merged.agreed) == len(part("enterprise").answers)


def _pasted_over(book: Workbook) -> None:
    title, cell = place_of(book, STATUS, "题目")
    book[title][cell].value = "别的问题"
    put(STATUS, "部分产线")(book)


def _twice(book: Workbook) -> None:
    sheet = book.copy_worksheet(book.worksheets[1])
    title, cell = place_of(book, "scenarios.SC10.instance")
    assert title != sheet.title
    sheet[cell].value = "另一个"


def _other_question(book: Workbook) -> None:
    title, cell = place_of(book, "scenarios.SC10.instance", "zhijie-id")
    book[title][cell].value = "local.elsewhere-2027.filed"


@pytest.mark.parametrize(
    ("change", "answer", "words"),
    [
        (_pasted_over, STATUS, "题目与编号不符|问题与其编号不符"),
        (_twice, "scenarios.SC10.instance", "两个不同的回答"),
        (_other_question, "scenarios.SC10.instance", "local.elsewhere-2027.filed"),
        (put("scenarios.SC10.investment_wan", datetime(2026, 3, 5)), "scenarios.SC10.investment_wan", "变成了日期"),
        (put("scenarios.SC10.started", "去年某天"), "scenarios.SC10.started", "不能作为"),
    ],
)
def test_what_cannot_be_taken_is_named_and_the_rest_is_taken(
    change: Callable[[Workbook], object], answer: str, words: str
) -> None:
    """A row pasted over another, a question answered twice, a question of other rules, a date made of a number."""

    def both(book: Workbook) -> None:
        put("scenarios.SC10.technology", "新的技术")(book)
        change(book)

    back = read(changed(workbook("scenarios.SC10"), both))
    assert any(re.search(words, fault.what.text("zh")) for fault in back.faults)
    merged = merge(full_case(), back, rules(), name="part.xlsx")
    assert [each.answer for each in merged.changed if each.answer == answer] == []
    if change is not _twice:
        assert AnswerId("scenarios.SC10.technology") in {each.answer for each in merged.changed}


def _formula(name: str, text: str, *, stored: str) -> str:
    del name
    return re.sub(r'<c r="(C3)"([^>]*?)(?: t="\w+")?( ?/>|>.*?</c>)', rf'<c r="\1" t="str"><f>A1</f>{stored}</c>', text)


def test_a_formula_counts_as_what_it_shows_and_is_named_where_it_shows_nothing() -> None:
    """With its stored value it is an answer; without one the whole file is refused, with the cell."""
    data = workbook("scenarios.SC10")
    shown = read(repacked(data, lambda name, text: _formula(name, text, stored="<v>否</v>")))
    assert shown.answers[AnswerId("scenarios.SC10.ai")] == "no"
    never = repacked(data, lambda name, text: _formula(name, text, stored="").replace(' t="str"><f>', "><f>"))
    with pytest.raises(UnreadablePart, match="never worked out"):
        read(never)


def test_macros_are_said_and_a_wrong_size_changes_nothing() -> None:
    """An .xlsm with macros and a wrong `<dimension>` gives the same answers and a note."""

    def lie(_name: str, text: str) -> str:
        return re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1"', text)

    back = read(repacked(workbook("scenarios.SC10"), lie, {"xl/vbaProject.bin": b"macro"}), "part.xlsm")
    assert back.answers == part("scenarios.SC10").answers
    assert any("宏" in note.text("zh") for note in back.notes)


def test_a_hundred_thousand_foreign_rows_cost_nothing_but_a_sentence() -> None:
    """Rows that answer no question are counted, the answers among them are read."""
    row = '<row><c t="inlineStr"><is><t>x</t></is></c><c/><c t="inlineStr"><is><t>y</t></is></c></row>'

    def fill(_name: str, text: str) -> str:
        return text.replace("</sheetData>", row * 100_000 + "</sheetData>") if "dataValidation" in text else text

    back = read(repacked(workbook("scenarios.SC10"), fill))
    assert back.answers == part("scenarios.SC10").answers
    assert 0 < len(back.faults) <= 201
    assert re.search(r"\d{5,6} 行没有采用", back.faults[-1].what.text("zh"))


def test_a_part_of_another_case_is_refused() -> None:
    """By its id, whatever its number says."""
    other = replace(full_case(), case_id="f" * 32)
    with pytest.raises(PartOfAnotherCase):
        merge(other, read(workbook("enterprise")), rules(), name="part.xlsx")


def test_a_workbook_that_is_no_part_is_refused_in_a_sentence() -> None:
    """Nothing in it has the columns."""

    def clear(book: Workbook) -> None:
        for sheet in book.worksheets[1:]:
            book.remove(sheet)

    with pytest.raises(UnreadablePart, match="no sheet has the columns"):
        read(changed(workbook("enterprise"), clear))


def test_the_name_of_the_colleague_and_remarks_come_back() -> None:
    """The name from the first sheet; a comment where no answer takes one is kept as a remark."""

    def fill(book: Workbook) -> None:
        guide = book.worksheets[0]
        for row in guide.iter_rows():
            if row[0].value == "您的姓名（请填写）":
                guide.cell(row[0].row, 2).value = "张工"
        put("scenarios.SC10.instance", "问过李师傅", "说明")(book)

    back = read(changed(workbook("scenarios.SC10"), fill))
    assert back.filled_by == "张工"
    assert [(remark.answer, remark.text) for remark in back.remarks] == [("scenarios.SC10.instance", "问过李师傅")]


def test_a_blind_sheet_holds_no_answer_of_the_case() -> None:
    """Not in a cell, not in a hidden one."""
    text = write_sheets(part("enterprise", blind=True), rules())
    back = read(text)
    assert (back.answers, back.base) == ({}, {})
