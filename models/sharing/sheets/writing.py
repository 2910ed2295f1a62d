"""The workbook of a part: a sheet a section, yellow cells to fill in, drop-downs, guidance; ids locked and hidden."""

import io
from collections.abc import Sequence
from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING

from models.assessment import Value
from models.language import N_, Language, Sentence, Text, sentence, translate
from models.questionnaire import Question, QuestionKind
from models.rulebook import Rulebook
from models.sharing.part import CasePart, section_name
from models.sharing.sheets.layout import (
    COLUMNS,
    FORMAT,
    FORMAT_VERSION,
    GUIDE,
    HEAD,
    HIDDEN,
    LISTS,
    YOUR_NAME,
    neighbours,
    raw,
    rows_of,
    shown,
)
from models.spelling.units import unit_word
from models.subjects import group_name
from models.workbook import escaped

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_WIDTHS = {
    "subject": 22,
    "question": 38,
    "answer": 30,
    "unit": 9,
    "sure": 9,
    "comment": 26,
    "guidance": 46,
}
_LINE_POINTS = 14.5
_TYPED = frozenset({QuestionKind.TEXT, QuestionKind.LONG_TEXT, QuestionKind.DATE, QuestionKind.LIST})
"""Kept as text: a spreadsheet must make no number, date or formula of it."""
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_YELLOW, _GREY, _LINE = "FFF7D6", "F1F4F6", "C9D1D6"
_INSTRUCTIONS = (
    N_("Fill in the yellow cells, save the file, and send it back. You do not need to answer everything."),
    N_("Where a cell offers a list, choose from it. Dates: 2026-11-30, or 2026-11, or 2026. Lists: one entry a line."),
    N_("Empty a cell to take an answer away. A row or a sheet that you delete changes nothing."),
    N_("“How sure” and “Comment” are for the first question of each subject; a comment elsewhere is kept as a remark."),
    N_("Files and photos are attached in Zhijie; here you only see their names."),
)
_BLIND = N_("The answers given so far were left out on purpose: a second opinion, to be compared afterwards.")


def _lines_in(text: str, wide: int) -> int:
    """Returns how many lines a text takes in a column; a Chinese character is two wide."""
    return sum(
        max(1, ceil(sum(2 if ord(letter) > 0x2E7F else 1 for letter in line) / (wide - 2))) for line in text.split("\n")
    )


def write_sheets(part: CasePart, rulebook: Rulebook) -> bytes:
    """Returns a part as a workbook that opens in Excel, WPS and LibreOffice.

    Args:
        part: with the head that names its language.
        rulebook: the rules of its case.
    """
    from openpyxl import Workbook

    book = Workbook()
    del book[book.sheetnames[0]]
    writer = _SheetWriter(book, part, rulebook)
    writer.guide()
    questions = [rulebook.questions[answer] for answer in part.asked]
    for section in dict.fromkeys(question.section for question in questions):
        writer.section(section, [question for question in questions if question.section == section])
    writer.hidden()
    book.properties.creator = book.properties.lastModifiedBy = "Zhijie"
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


class _SheetWriter:
    """Writes the sheets of one workbook."""

    def __init__(self, book: object, part: CasePart, rulebook: Rulebook) -> None:
        from openpyxl import Workbook
        from openpyxl.cell.cell import Cell
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

        assert isinstance(book, Workbook)
        self._book = book
        self._cell_kind = Cell
        self._part = part
        self._rulebook = rulebook
        self._language: Language = part.head.language
        self._lists: dict[tuple[str, ...], str] = {}
        """What a drop-down offers, and the range of the hidden sheet that holds it."""
        self._yellow, self._grey = (PatternFill("solid", fgColor=colour) for colour in (_YELLOW, _GREY))
        line = Side("thin", color=_LINE)
        self._box = Border(line, line, line, line)
        self._bold, self._wrap = Font(name="Calibri", size=11, bold=True), Alignment(wrap_text=True, vertical="top")
        self._open = Protection(locked=False)

    def _say(self, text: Text | Sentence | str) -> str:
        return translate(text, self._language) if isinstance(text, str) else text.text(self._language)

    def _put(self, sheet: "Worksheet", row: int, column: int, value: str | Decimal | int) -> "Cell":
        cell = sheet.cell(row, column)
        # Nothing is merged on these sheets.
        assert isinstance(cell, self._cell_kind)
        if isinstance(value, str):
            cell.value = escaped(value)
            # Without this, a text that begins with “=” would be a formula in the person's spreadsheet.
            cell.data_type = "s"
        else:
            cell.value = value
        cell.alignment = self._wrap
        return cell

    def guide(self) -> None:
        """Adds the first sheet: what this is, and where the colleague writes a name."""
        from openpyxl.styles import Font

        head, sheet = self._part.head, self._book.create_sheet(self._say(GUIDE))
        facts: list[tuple[str, str]] = [
            (self._say(N_("Factory")), head.factory),
            (self._say(N_("Case number")), head.case_number),
            (self._say(N_("Shared by")), head.shared_by),
            (self._say(N_("Meant for")), head.meant_for),
            (self._say(N_("Date")), head.shared_at[:10]),
            (self._say(N_("Questions")), str(len(self._part.asked))),
        ]
        self._put(sheet, 1, 1, self._say(N_("Part of a self-assessment"))).font = Font(
            name="Calibri", size=14, bold=True
        )
        row = 3
        for name, value in facts:
            if value:
                self._put(sheet, row, 1, name)
                self._put(sheet, row, 2, value)
                row += 1
        self._put(sheet, row, 1, self._say(YOUR_NAME)).font = self._bold
        cell = self._put(sheet, row, 2, self._part.filled_by)
        cell.fill, cell.border, cell.protection, cell.number_format = self._yellow, self._box, self._open, "@"
        row += 2
        for line in (*_INSTRUCTIONS, *((_BLIND,) if head.blind else ())):
            self._put(sheet, row, 1, "·")
            self._put(sheet, row, 2, self._say(line))
            row += 1
        sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 84
        self._finish(sheet, landscape=False)

    def section(self, section: str, questions: Sequence[Question]) -> None:
        """Adds the sheet of one section: a row a question."""
        sheet = self._book.create_sheet(self._title(section))
        for column, heading in enumerate(COLUMNS.values(), 1):
            cell = self._put(sheet, 1, column, self._say(heading))
            cell.font, cell.fill, cell.border = self._bold, self._grey, self._box
        place = {key: column for column, key in enumerate(COLUMNS, 1)}
        last = ""
        for number, question in enumerate(rows_of(questions), 2):
            cells = {
                "subject": self._say(group_name(self._rulebook, question.section, question.group)),
                "question": self._say(question.label),
                "unit": self._say(unit_word(question.unit)) if question.unit else "",
                "guidance": self._say(question.help),
                "id": question.id,
            }
            for key, value in cells.items():
                cell = self._put(sheet, number, place[key], value)
                cell.border = self._box
                if key == "subject" and value != last:
                    cell.font = self._bold
            last = cells["subject"]
            self._answer(sheet, number, place["answer"], question)
            self._put(sheet, number, place["was"], raw(self._part.base.get(question.id)))
            beside = neighbours(question, questions)
            for key in ("sure", "comment"):
                if key in beside:
                    self._answer(sheet, number, place[key], beside[key])
                    self._put(sheet, number, place[f"{key}_was"], raw(self._part.base.get(beside[key].id)))
                elif key == "comment":
                    self._fill_in(self._put(sheet, number, place[key], ""), text=True)
                else:
                    self._put(sheet, number, place[key], "").fill = self._grey
            sheet.row_dimensions[number].height = _LINE_POINTS * max(
                _lines_in(str(sheet.cell(number, place[key]).value or ""), wide) for key, wide in _WIDTHS.items()
            )
        for key, column in place.items():
            letter = sheet.cell(1, column).column_letter
            sheet.column_dimensions[letter].width = _WIDTHS.get(key, 10)
            sheet.column_dimensions[letter].hidden = key in HIDDEN
        sheet.freeze_panes = sheet.cell(2, place["answer"])
        sheet.print_title_rows = "1:1"
        visible = sheet.cell(1, place["guidance"]).column_letter
        sheet.print_area = f"A1:{visible}{sheet.max_row}"
        sheet.auto_filter.ref = f"A1:{visible}{sheet.max_row}"
        self._finish(sheet, landscape=True)

    def _title(self, section: str) -> str:
        title = self._say(section_name(self._rulebook, section)).translate(_FORBIDDEN)[:28].strip()
        return title if title not in self._book.sheetnames else f"{title} 2"

    def _fill_in(self, cell: "Cell", *, text: bool) -> None:
        cell.fill, cell.border, cell.protection = self._yellow, self._box, self._open
        if text:
            cell.number_format = "@"

    def _answer(self, sheet: "Worksheet", row: int, column: int, question: Question) -> None:
        value: Value | None = self._part.answers.get(question.id)
        written = shown(value, question, self._language, self._part.evidence)
        cell = self._put(sheet, row, column, written)
        if question.kind is QuestionKind.EVIDENCE:
            cell.fill, cell.border = self._grey, self._box
            return
        self._fill_in(
            cell, text=question.kind in _TYPED or bool(question.choices) or (isinstance(written, str) and bool(written))
        )
        if question.choices:
            self._offer(sheet, cell, [self._say(text) for _choice, text in question.choices])
        elif question.kind in (QuestionKind.NUMBER, QuestionKind.INTEGER):
            self._limit(sheet, cell, question)

    def _offer(self, sheet: "Worksheet", cell: "Cell", words: Sequence[str]) -> None:
        """Puts a drop-down on a cell; the words lie on a hidden sheet, where they may hold commas and be long."""
        from openpyxl.utils import get_column_letter
        from openpyxl.worksheet.datavalidation import DataValidation

        key = tuple(words)
        if key not in self._lists:
            number = len(self._lists) + 1
            page = self._book[LISTS] if LISTS in self._book.sheetnames else self._book.create_sheet(LISTS)
            for row, word in enumerate(words, 1):
                self._put(page, row, number, word)
            letter = get_column_letter(number)
            self._lists[key] = f"'{LISTS}'!${letter}$1:${letter}${len(words)}"
        self._validate(
            sheet,
            cell,
            DataValidation(
                type="list",
                formula1=self._lists[key],
                allow_blank=True,
                showErrorMessage=True,
                error=self._say(N_("Please choose from the list, or leave the cell empty.")),
            ),
        )

    def _limit(self, sheet: "Worksheet", cell: "Cell", question: Question) -> None:
        from openpyxl.worksheet.datavalidation import DataValidation

        low, high = question.low, question.high
        if low is None or high is None:
            return
        whole = question.kind is QuestionKind.INTEGER
        said = (
            N_("Please enter a whole number from {low} to {high}.")
            if whole
            else N_("Please enter a number from {low} to {high}.")
        )
        self._validate(
            sheet,
            cell,
            DataValidation(
                type="whole" if whole else "decimal",
                operator="between",
                formula1=str(low),
                formula2=str(high),
                allow_blank=True,
                showErrorMessage=True,
                error=self._say(sentence(said, low=Decimal(low), high=Decimal(high))),
            ),
        )

    def _validate(self, sheet: "Worksheet", cell: "Cell", rule: object) -> None:
        """Puts a rule on a cell; cells with the same rule share it."""
        from openpyxl.worksheet.datavalidation import DataValidation

        assert isinstance(rule, DataValidation)
        for known in sheet.data_validations.dataValidation:
            if (known.type, known.formula1, known.formula2) == (rule.type, rule.formula1, rule.formula2):
                known.add(cell)
                return
        rule.add(cell)
        sheet.add_data_validation(rule)

    def hidden(self) -> None:
        """Adds what the program needs when the file comes back, and puts the hidden sheets last."""
        head = self._part.head
        page = self._book.create_sheet(HEAD)
        rows = {
            "format": FORMAT,
            "format_version": str(FORMAT_VERSION),
            "case_id": head.case_id,
            "case": head.case_number,
            "version": str(head.version),
            "rulebook": head.rulebook,
            "overlays": " ".join(head.overlays),
            "factory": head.factory,
            "sections": " ".join(head.sections),
            "language": head.language,
            "shared_at": head.shared_at,
            "shared_by": head.shared_by,
            "meant_for": head.meant_for,
            "blind": "yes" if head.blind else "",
        }
        for number, (key, value) in enumerate(rows.items(), 1):
            self._put(page, number, 1, key)
            self._put(page, number, 2, value)
        for title in (HEAD, LISTS):
            if title in self._book.sheetnames:
                sheet = self._book[title]
                sheet.sheet_state = "hidden"
                sheet.protection.sheet = True
                self._book.move_sheet(sheet, len(self._book.sheetnames))

    def _finish(self, sheet: "Worksheet", *, landscape: bool) -> None:
        """Locks what is not to be filled in, without a password, and sets the printed page."""
        from openpyxl.worksheet.properties import PageSetupProperties

        sheet.protection.sheet = True
        sheet.protection.formatColumns = sheet.protection.formatRows = False
        sheet.protection.autoFilter = sheet.protection.sort = False
        sheet.page_setup.orientation = "landscape" if landscape else "portrait"
        sheet.page_setup.paperSize = 9
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        if sheet.oddFooter is not None and sheet.oddFooter.center is not None:
            sheet.oddFooter.center.text = "&A · &P / &N"
