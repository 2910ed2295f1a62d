"""A workbook that came back, read as a part: by its headings and ids, wherever they stand; what is wrong is named by its cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.assessment import AnswerId, Value
from models.characters import composed
from models.document.answers import Wrong, check_of
from models.language import LANGUAGES, N_, Sentence, counted, sentence
from models.questionnaire import Question, QuestionKind
from models.rulebook import Rulebook
from models.sharing.errors import UnreadablePart
from models.sharing.part import CasePart, PartFault, PartHead, PartRemark, by_card
from models.sharing.sheets.layout import (
    COLUMNS,
    FORMAT,
    FORMAT_VERSION,
    HEAD,
    HIDDEN,
    LISTS,
    from_raw,
    full_rows,
    headings,
    names_asked,
    neighbours,
    shown,
)
from models.subjects import group_name
from models.typed import as_typed, read_answer
from models.typed.meaning import plain
from models.workbook import (
    Form,
    Sheet,
    SheetCell,
    UnreadableWorkbook,
    column_letters,
    origin_of,
    read_workbook,
)

LARGEST_MB = 20
_HEADING_ROWS = 50
"""Rows in which the headings are looked for."""
MOST_FAULTS = 200
_OURS = "Zhijie"
"""The name under which the program itself saves a workbook."""


def read_sheets(name: str, data: bytes, rulebook: Rulebook) -> CasePart:
    """Returns the part that a workbook holds.

    A row counts by its id; where the id is gone, by its subject and question. What is not understood becomes a fault
    of the part, with its cell, and the answer counts as not given.

    Args:
        name: the file's name.
        data: the whole file.
        rulebook: the rules of the case.

    Raises:
        UnreadablePart: no workbook, damaged, too large, no sheet of a part in it, or of a newer program.
    """
    try:
        sheets = read_workbook(name, data)
    except UnreadableWorkbook as problem:
        why = problem.why
        if problem.sheet:
            place = (
                f"{problem.sheet}!{column_letters(problem.column or 1)}{problem.row}" if problem.row else problem.sheet
            )
            why = sentence("{cell}: {why}", cell=place, why=why)
        raise UnreadablePart(name=name, why=why) from None
    return _PartReader(name, data, sheets, rulebook).part()


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell with its place."""

    text: str
    cell: SheetCell | None
    where: str


class _PartReader:
    """Reads one workbook."""

    def __init__(self, name: str, data: bytes, sheets: Sequence[Sheet], rulebook: Rulebook) -> None:
        self._name = name
        self._data = data
        self._sheets = sheets
        self._rulebook = rulebook
        self._rows = {
            section: full_rows(rulebook, section) for section in {q.section for q in rulebook.questions.values()}
        }
        self._by_words: dict[tuple[str, str], Question | None] = {}
        """Subject and question, in every language, to the question; None where several have the same words."""
        for question in rulebook.questions.values():
            subject = group_name(rulebook, question.section, question.group)
            for language in LANGUAGES:
                key = _folded(subject.text(language)), _folded(question.label.text(language))
                self._by_words[key] = (
                    None if key in self._by_words and self._by_words[key] is not question else question
                )
        self._faults: list[PartFault] = []
        self._left_out = 0
        self._remarks: list[PartRemark] = []
        self._notes: list[Sentence] = []
        self._base: dict[AnswerId, Value] = {}
        self._answers: dict[AnswerId, Value] = {}
        self._read_from: dict[AnswerId, str] = {}
        self._refused: set[AnswerId] = set()

    def part(self) -> CasePart:
        """Returns what was read."""
        head = self._head()
        filled_by = ""
        known = False
        for sheet in self._sheets:
            if sheet.title in (HEAD, LISTS):
                continue
            filled_by = filled_by or _name_in(sheet)
            known = self._sheet(sheet) or known
        if not known:
            raise UnreadablePart(name=self._name, why=sentence(N_("no sheet has the columns of a shared part.")))
        origin = origin_of(self._data)
        if origin.has_macros:
            self._notes.append(
                sentence(N_("The workbook holds macros; they were not run, and only the cells were read."))
            )
        if self._left_out:
            self._faults.append(
                PartFault(
                    "",
                    counted(
                        "{count} more row was not taken.", "{count} more rows were not taken.", count=self._left_out
                    ),
                )
            )
        order = {question.id: place for place, question in enumerate(by_card(self._rulebook.questions.values()))}
        asked = sorted(self._read_from.keys() - self._refused, key=lambda answer: order.get(answer, len(order)))
        return CasePart(
            head=head,
            asked=tuple(asked),
            base=self._base,
            answers=self._answers,
            filled_by=filled_by or (origin.saved_by if origin.saved_by != _OURS else ""),
            filled_at=origin.saved_at,
            faults=tuple(self._faults),
            remarks=tuple(self._remarks),
            notes=tuple(self._notes),
        )

    def _fault(self, where: str, message: str, /, **facts: object) -> None:
        if len(self._faults) < MOST_FAULTS:
            self._faults.append(PartFault(where, sentence(message, **facts)))
        else:
            self._left_out += 1

    def _head(self) -> PartHead:
        page = next((sheet for sheet in self._sheets if sheet.title == HEAD), None)
        said = {row[1].text: row[2].text for row in page.rows.values() if 1 in row and 2 in row} if page else {}
        if said.get("format") != FORMAT:
            self._notes.append(
                sentence(N_("The workbook does not say which case it belongs to; its answers were read by their ids."))
            )
            return PartHead()
        version = said.get("format_version", "")
        if not version.isdecimal() or int(version) > FORMAT_VERSION:
            raise UnreadablePart(
                name=self._name, why=sentence(N_("a newer version of Zhijie wrote it; please update Zhijie."))
            )
        return PartHead(
            case_id=said.get("case_id", ""),
            case_number=said.get("case", ""),
            version=int(said["version"]) if said.get("version", "").isdecimal() else 0,
            rulebook=said.get("rulebook", ""),
            overlays=tuple(said.get("overlays", "").split()),
            factory=said.get("factory", ""),
            sections=tuple(said.get("sections", "").split()),
            language="en" if said.get("language") == "en" else "zh",
            shared_at=said.get("shared_at", ""),
            shared_by=said.get("shared_by", ""),
            meant_for=said.get("meant_for", ""),
            blind=said.get("blind") == "yes",
        )

    def _sheet(self, sheet: Sheet) -> bool:
        """Reads a sheet; returns whether it has the columns of a part."""
        start, columns = _headings(sheet)
        if "answer" not in columns or not {"id", "question"} & columns.keys():
            if columns.keys() & {"id", "question", *HIDDEN}:
                self._fault(
                    sheet.title,
                    N_("The column “{column}” is missing, so nothing of this sheet was read."),
                    column=sentence(COLUMNS["answer"]),
                )
            elif not sheet.hidden and not _is_guide(sheet) and sheet.rows:
                self._notes.append(
                    sentence("The sheet “{title}” has no questions and was not read.", title=sheet.title)
                )
            return "answer" in columns and bool(columns.keys() & {"id", "question"})
        for number, row in sheet.rows.items():
            if number <= start or number in sheet.headings:
                continue
            cells = {
                key: _Cell(
                    row[column].text if column in row else "",
                    row.get(column),
                    f"{sheet.title}!{column_letters(column)}{number}",
                )
                for key, column in columns.items()
            }
            self._row(cells, f"{sheet.title}!{number}")
        return True

    def _row(self, cells: Mapping[str, _Cell], where: str) -> None:
        question = self._question(cells, where)
        if question is None:
            return
        self._take(question, cells["answer"], cells.get("was"))
        beside = neighbours(question, self._rows[question.section])
        for key in ("sure", "comment"):
            if key not in cells:
                continue
            if key in beside:
                self._take(beside[key], cells[key], cells.get(f"{key}_was"))
            elif cells[key].text and key == "comment":
                self._remarks.append(PartRemark(question.id, cells[key].text))
            elif cells[key].text:
                self._fault(
                    cells[key].where,
                    N_("There is no “how sure” for this question; “{text}” was not taken."),
                    text=cells[key].text,
                )

    def _question(self, cells: Mapping[str, _Cell], where: str) -> Question | None:
        """Returns the question of a row; None for an empty row, and for one that is named as a fault."""
        given = cells["id"].text if "id" in cells else ""
        subject, asked = (_folded(cells[key].text) if key in cells else "" for key in ("subject", "question"))
        said = self._by_words.get((subject, asked))
        if given:
            question = self._rulebook.questions.get(AnswerId(given))
            if question is None:
                self._fault(
                    where,
                    N_("The rules of this case do not ask “{id}”; the row was not taken: {text}"),
                    id=given[:60],
                    text=cells["answer"].text,
                )
            elif asked and asked not in {_folded(question.label.text(language)) for language in LANGUAGES}:
                self._fault(
                    where,
                    N_("The question of this row is not the one of its id, so it was not taken: {text}"),
                    text=cells["answer"].text,
                )
                return None
            return question
        if said is None and cells["answer"].text:
            self._fault(
                where,
                N_("Nobody knows which question this row answers, so it was not taken: {text}"),
                text=cells["answer"].text,
            )
        return said

    def _take(self, question: Question, cell: _Cell, was: _Cell | None) -> None:
        base = self._was(question, was)
        value = self._value(question, cell, base)
        answer = question.id
        if answer in self._refused:
            return
        if value is _REFUSED:
            self._refuse(answer)
            return
        if answer in self._read_from and value != self._answers.get(answer):
            self._fault(
                cell.where,
                N_("This question is answered twice and not alike (also in {cell}); neither was taken."),
                cell=self._read_from[answer],
            )
            self._refuse(answer)
            return
        self._read_from[answer] = cell.where
        if base is not None:
            self._base[answer] = base
        if value is not None:
            assert not isinstance(value, _Refused)
            self._answers[answer] = value

    def _refuse(self, answer: AnswerId) -> None:
        self._refused.add(answer)
        self._answers.pop(answer, None)

    def _was(self, question: Question, was: _Cell | None) -> Value | None:
        if was is None or not was.text:
            return None
        try:
            return from_raw(was.text)
        except (ValueError, KeyError, ArithmeticError):
            # Whoever wrote over it: the answer counts as not known, and a difference is asked about.
            return None

    def _value(self, question: Question, cell: _Cell, base: Value | None) -> "Value | _Refused | None":
        """Returns the answer of a cell; what stands there unchanged is the answer that was there, exactly."""
        text = _lines(cell.text)
        for language in LANGUAGES:
            before = shown(base, question, language, {})
            if text == _lines(str(before) if not isinstance(before, Decimal) else f"{before.normalize():f}"):
                return base
        if question.kind is QuestionKind.EVIDENCE:
            # The cell shows the names of files, which only the program attaches.
            if base is None:
                self._fault(cell.where, N_("Files are attached in Zhijie, so “{text}” was not taken."), text=text[:80])
            return base
        if not text:
            return None
        if cell.cell is not None and cell.cell.form is Form.DATE and question.kind is not QuestionKind.DATE:
            self._fault(
                cell.where,
                N_("The spreadsheet program made a date of this ({text}); type it again as text."),
                text=text,
            )
            return _REFUSED
        if question.choices:
            return self._choice(question, cell, text)
        if cell.cell is not None and cell.cell.form is Form.NUMBER and _is_number(question):
            # Read as the number that it is: typed, 1.234 could also be 1234.
            text = f"{Decimal(text) * 100:f}%" if cell.cell.percent else as_typed(Decimal(text))
        reading = read_answer(composed(text), question)
        if reading.value is None:
            self._fault(
                cell.where, N_("“{text}” is not an answer here: {why}"), text=text[:80], why=reading.problem or ""
            )
            return _REFUSED
        try:
            return check_of(question)(list(reading.value) if isinstance(reading.value, tuple) else reading.value)
        except Wrong as wrong:
            self._fault(cell.where, N_("“{text}” is not an answer here: {why}"), text=text[:80], why=wrong.what)
            return _REFUSED

    def _choice(self, question: Question, cell: _Cell, text: str) -> "Value | _Refused":
        typed = {"true": "yes", "false": "no"}.get(text, text) if cell.cell and cell.cell.form is Form.FLAG else text
        for choice, words in question.choices:
            if _folded(typed) in {_folded(choice), _folded(words.zh), _folded(words.en)}:
                return choice
        offered = tuple(words for _choice, words in question.choices)
        self._fault(cell.where, N_("“{text}” is not one of: {choices}."), text=text[:80], choices=offered)
        return _REFUSED


def _is_number(question: Question) -> bool:
    return question.kind in (QuestionKind.NUMBER, QuestionKind.INTEGER)


class _Refused:
    """Stands for an answer that cannot be taken."""


_REFUSED = _Refused()


def _folded(text: str) -> str:
    """Returns a text as it is compared: without blanks, small, full-width characters as plain ones."""
    return "".join(plain(text).casefold().split())


def _lines(text: str) -> str:
    """Returns a text with the line ends and the blanks at the ends that every spreadsheet program leaves alike."""
    return "\n".join(
        line.rstrip() for line in composed(text).replace("\r\n", "\n").replace("\r", "\n").strip().split("\n")
    )


def _headings(sheet: Sheet) -> tuple[int, dict[str, int]]:
    """Returns the row of the headings and the column of each: the row of the first ones that names most."""
    known = headings()
    best: tuple[int, dict[str, int]] = (0, {})
    for number, row in _first(sheet):
        columns: dict[str, int] = {}
        for column, cell in row.items():
            key = known.get(cell.text.strip().casefold())
            if key is not None:
                columns.setdefault(key, column)
        if len(columns) > max(1, len(best[1])):
            best = number, columns
    return best


def _first(sheet: Sheet) -> Iterator[tuple[int, Mapping[int, SheetCell]]]:
    for place, (number, row) in enumerate(sheet.rows.items()):
        if place >= _HEADING_ROWS:
            return
        yield number, row


def _is_guide(sheet: Sheet) -> bool:
    asked = names_asked()
    return any(cell.text in asked for _number, row in _first(sheet) for cell in row.values())


def _name_in(sheet: Sheet) -> str:
    """Returns the name that stands right of the cell that asks for it."""
    asked = names_asked()
    for _number, row in _first(sheet):
        for column, cell in row.items():
            if cell.text in asked:
                return next((other.text[:100] for place, other in row.items() if place > column), "")
    return ""
