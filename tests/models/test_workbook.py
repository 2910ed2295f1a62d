"""Workbooks are read as a person sees them, however they were written; what cannot be read is named with its cell."""

import io
import zipfile
from collections.abc import Mapping

import pytest

from models.workbook import Form, Sheet, UnreadableWorkbook, column_letters, column_number, read_workbook

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STYLES = f"""<styleSheet xmlns="{_MAIN}"><numFmts><numFmt numFmtId="164" formatCode='yyyy"年"m"月"d"日"'/></numFmts>
<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="2"/><xf numFmtId="164"/><xf numFmtId="49"/></cellXfs></styleSheet>"""


def workbook(
    rows: str, *, before: str = "", after: str = "", state: str = "visible", parts: Mapping[str, str | bytes] = {}
) -> bytes:
    """Returns a workbook of one sheet with these rows, as little as a spreadsheet program needs."""
    files: dict[str, str | bytes] = {
        "_rels/.rels": f'<Relationships><Relationship Id="r" Type="{_RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><sheets><sheet name="one" state="{state}" r:id="s"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships><Relationship Id="s" Type="{_RELATED}/worksheet" Target="/xl/worksheets/sheet1.xml"/>'
        f'<Relationship Id="t" Type="{_RELATED}/styles" Target="styles.xml"/>'
        f'<Relationship Id="u" Type="{_RELATED}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": _STYLES,
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}"><si><t>whole</t></si><si><r><t>in </t></r><r><t>runs</t></r><rPh><t>no</t></rPh></si></sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>',
        **parts,
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def sheet(data: bytes) -> Sheet:
    """Returns the only sheet of a workbook."""
    (only,) = read_workbook("a.xlsx", data)
    return only


def refused(data: bytes, name: str = "a.xlsx") -> UnreadableWorkbook:
    """Returns the refusal of a file."""
    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(name, data)
    return caught.value


def text(value: str) -> str:
    """Returns a cell that holds a text of its own."""
    return f'<c t="inlineStr"><is><t>{value}</t></is></c>'


@pytest.mark.parametrize(
    ("cell", "shown", "form"),
    [
        (text(" a "), "a", Form.TEXT),
        ('<c t="s"><v>0</v></c>', "whole", Form.TEXT),
        ('<c t="s"><v>1</v></c>', "in runs", Form.TEXT),
        ('<c t="str"><f>A2</f><v>worked out</v></c>', "worked out", Form.TEXT),
        ('<c t="b"><v>1</v></c>', "true", Form.FLAG),
        ("<c><v>15</v></c>", "15", Form.NUMBER),
        ("<c><v>15.0</v></c>", "15", Form.NUMBER),
        ("<c><v>1E-2</v></c>", "0.01", Form.NUMBER),
        ("<c><v>0.30000000000000004</v></c>", "0.3", Form.NUMBER),
        ('<c s="2"><v>1.1000000000000001</v></c>', "1.10", Form.NUMBER),
        ('<c s="4"><v>1.1</v></c>', "1.1", Form.NUMBER),
        ('<c s="1"><v>46356</v></c>', "2026-11-30", Form.DATE),
        ('<c s="3"><v>46356.75</v></c>', "2026-11-30", Form.DATE),
        ('<c t="d"><v>2026-11-30T08:00:00</v></c>', "2026-11-30", Form.DATE),
        (text("a_x000A_b"), "a\nb", Form.TEXT),
        (text("re\u0301sume\u0301"), "résumé", Form.TEXT),
    ],
)
def test_a_cell_is_read_as_it_is_seen(cell: str, shown: str, form: Form) -> None:
    """Shared and own texts, results of formulas, numbers with the decimals of their format, dates in any format."""
    read = sheet(workbook(f"<row>{cell}</row>")).rows[1][1]
    assert (read.text, read.form) == (shown, form)


def test_a_wrong_size_and_places_that_are_left_out_lose_nothing() -> None:
    """What `<dimension>` says is no part of the table; cells without a place follow each other."""
    rows = f'<row>{text("a")}{text("b")}</row><row r="3"><c r="C3"><v>7</v></c>{text("d")}</row>'
    read = sheet(workbook(rows, before='<dimension ref="A1:A1"/>'))
    assert {(r, c): cell.text for r, row in read.rows.items() for c, cell in row.items()} == {
        (1, 1): "a",
        (1, 2): "b",
        (3, 3): "7",
        (3, 4): "d",
    }


def test_formatted_empty_rows_are_no_rows() -> None:
    """A hundred thousand rows with nothing but a border are passed over; the one below them counts."""
    empty = "".join(
        f'<row r="{row}"><c r="A{row}" s="1"/><c r="B{row}" s="1" t="inlineStr"/></row>' for row in range(2, 100_002)
    )
    read = sheet(workbook(f"<row>{text('a')}</row>{empty}<row r='100002'>{text('z')}</row>"))
    assert list(read.rows) == [1, 100_002]


def test_the_value_of_cells_merged_downwards_counts_for_each_row() -> None:
    """Where a row says something besides; an empty row does not come into being."""
    rows = f'<row r="1">{text("tier")}{text("1")}</row><row r="2"><c r="B2"><v>2</v></c></row><row r="3"><c r="A3" s="1"/></row>'
    read = sheet(workbook(rows, after='<mergeCells><mergeCell ref="A1:A3"/></mergeCells>'))
    assert {row: [cell.text for cell in cells.values()] for row, cells in read.rows.items()} == {
        1: ["tier", "1"],
        2: ["tier", "2"],
    }


@pytest.mark.parametrize(
    ("rows", "after", "place", "words"),
    [
        ("<row r='2'><c r='C2'><f>TRUE()</f><v></v></c></row>", "", (2, 3), "never worked out"),
        ("<row r='2'><c r='C2'><f>TRUE()</f></c></row>", "", (2, 3), "never worked out"),
        ("<row r='2'><c r='C2' t='e'><v>#REF!</v></c></row>", "", (2, 3), "#REF!"),
        (
            f"<row>{text('a')}<c/>{text('c')}</row>",
            '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>',
            (1, 1),
            "A1:B1",
        ),
    ],
)
def test_a_cell_that_does_not_say_what_it_holds_is_named(
    rows: str, after: str, place: tuple[int, int], words: str
) -> None:
    """A formula without a value, an error, a merge over columns: sheet, row and column are told."""
    error = refused(workbook(rows, after=after))
    assert (error.sheet, (error.row, error.column)) == ("one", place)
    assert words in error.why.text("en")


def test_a_hidden_sheet_is_read_and_said_to_be_hidden() -> None:
    """Whoever reads the table decides what a sheet means that nobody sees."""
    assert not sheet(workbook("")).hidden
    assert sheet(workbook("", state="hidden")).hidden
    assert sheet(workbook("", state="veryHidden")).hidden


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "(.xls)"),
        ("a.et", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "(.et)"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.xls", b"<html><table>", "HTML"),
        ("a.csv", b"id,tier\n", "CSV"),
        ("a.xlsx", b"%PDF-1.7", "not a workbook"),
        ("a.xlsx", workbook("", parts={"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "(.ods)"),
        ("a.xlsx", workbook("", parts={"xl/workbook.bin": b""}), "(.xlsb)"),
        ("a.xlsx", workbook("", parts={"Index/Document.iwa": b""}), "(.numbers)"),
    ],
)
def test_another_format_is_named_as_what_it_is(name: str, data: bytes, words: str) -> None:
    """By what it holds, not by its ending; the sentence says what to do, in both languages."""
    why = refused(data, name).why
    assert words in why.text("en")
    assert why.text("zh") != why.text("en")


def test_macros_are_left_alone_and_the_cells_are_read() -> None:
    """An .xlsm file is a workbook; nothing of a workbook is ever run."""
    assert sheet(workbook(f"<row>{text('a')}</row>", parts={"xl/vbaProject.bin": b"\0" * 99})).rows[1][1].text == "a"


@pytest.mark.parametrize("code", ["ascii", "utf-16-le", "utf-16-be"])
def test_entities_are_refused_before_they_grow(code: str) -> None:
    """No workbook has a document type; a billion laughs begin with one."""
    bomb = '<!DOCTYPE a [<!ENTITY b "' + "b" * 99 + '"><!ENTITY c "' + "&b;" * 99 + '">]><worksheet>&c;</worksheet>'
    assert "damaged" in refused(workbook("", parts={"xl/worksheets/sheet1.xml": bomb.encode(code)})).why.text("en")


def test_what_unpacks_to_too_much_is_not_unpacked() -> None:
    """The size that the parts declare is enough to refuse; endless depth is refused where it stands."""
    assert "MB" in refused(workbook("", parts={"xl/media/a.png": b"\0" * 90_000_000})).why.text("en")
    assert "damaged" in refused(workbook("<row>" * 100_000)).why.text("en")


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row r='x'/></sheetData></worksheet>"},
        {"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row><c r='1A'/></row></sheetData></worksheet>"},
        {"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row><c t='s'><v>99</v></c></row></sheetData></worksheet>"},
        {"xl/worksheets/sheet1.xml": "<worksheet>"},
        {"xl/_rels/workbook.xml.rels": "<Relationships/>"},
        {"xl/workbook.xml": b"\xff\xfe"},
        {"xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><cellXfs><xf numFmtId="many"/></cellXfs></styleSheet>'},
    ],
)
def test_a_damaged_workbook_gets_a_sentence_without_the_names_of_programmers(parts: dict[str, str]) -> None:
    """Whatever is wrong inside, a person reads that it is damaged and what to do."""
    assert refused(workbook("", parts=parts)).why.text("en") == "the workbook is damaged; save it again."


@pytest.mark.parametrize(
    ("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (702, "ZZ"), (703, "AAA")]
)
def test_a_column_is_named_as_the_spreadsheet_shows_it(number: int, letters: str) -> None:
    """Letters and numbers of columns are each other's inverse."""
    assert column_letters(number) == letters
    assert column_number(letters) == number
