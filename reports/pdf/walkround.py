"""A sheet to carry through the factory: a code and a name for each subject, boxes to tick, lines to write on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import resources
from models.language import N_, Language, Sentence, Text, in_both, sentence
from models.questionnaire import Question, QuestionKind
from models.rulebook import Rulebook
from models.sharing import CasePart
from models.sharing.part import ASKED, REASON, REMARK, SURENESS, beside, section_name
from models.sharing.part_file import write_part
from models.spelling.units import unit_word
from models.subjects import group_name
from reports.pdf import pieces
from reports.pdf.document import Document
from reports.pdf.face import Weight, measure
from reports.pdf.frontmatter import page_of, running
from reports.pdf.layout import Flow
from reports.pdf.surface import Surface
from reports.pdf.typesetting import lines
from reports.style import BODY, CELL_NOTE, INK, NOTE, PAGE, RULE, SECTION, SOFT, Type

ATTACHED = "zhijie-part.json"
_CODE = 50.0
_GAP = 12.0
_LEFT = PAGE.left + _CODE + _GAP
_WIDTH = PAGE.measure - _CODE - _GAP
_NAME = Type(11, 16, bold=True)
_ASK = Type(9, 13.5)
_HINT = CELL_NOTE
_BOX = 8.5
_LINE = 19.5
"""Height of a line to write on: room for a hand that stands."""
_BOXES_SHARE = 0.56
"""Of the width, for the boxes left of a reason."""
_FEW = 6
"""Questions of a subject up to which there is a second line for the comment."""
_SHORT = frozenset({QuestionKind.NUMBER, QuestionKind.INTEGER, QuestionKind.DATE})
_LONG = frozenset({QuestionKind.LONG_TEXT, QuestionKind.LIST})
_LABEL_SHARE = 0.46
"""Of the width, most that the words left of a line to write on may take."""


def _last(question: Question) -> str:
    """Returns the last word of a question's id, which says what it asks of its subject."""
    return question.id.rpartition(".")[2]


def code_of(part: CasePart, subject: str) -> str:
    """Returns what the code beside a section or card says: its id, and the case."""
    return f"zhijie:{subject}?case={part.head.case_id or part.head.case_number}"


def write_walkround(part: CasePart, rulebook: Rulebook, language: Language, created: str) -> bytes:
    """Returns a part of a case as A4 pages to print: tagged PDF, black and white, the part attached as data.

    Args:
        part: which questions, and how they are answered now.
        rulebook: the rules of the case.
        language: of all texts.
        created: ISO time with zone.
    """
    title = in_both(sentence(N_("Walk-round sheet")))
    document = Document(
        f"{title.text(language)} · {part.head.factory}" if part.head.factory else title.text(language),
        part.head.factory,
        language,
        f"Zhijie {resources.version()}",
        datetime.fromisoformat(created),
    )

    def untouched(_surface: Surface) -> None:
        """Heads and feet are drawn at the end, when the number of pages is known."""

    sheet = _WalkSheet(Flow(document, language, untouched, document.page()), part, rulebook)
    sheet.front(title)
    questions = [rulebook.questions[answer] for answer in part.asked]
    for section, asked in groupby(questions, key=lambda question: question.section):
        sheet.section(section)
        for group, card in groupby(asked, key=lambda question: question.group):
            sheet.card(section, group, tuple(card))
    sheet.furniture(title)
    note = sentence(N_("The questions of this sheet as data, for Zhijie"))
    return document.file(write_part(part), ATTACHED, note.text(language))


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """Something as wide as the sheet: how high it is, and how it is drawn from its upper edge."""

    height: float
    draw: Callable[[float], None]


class _WalkSheet:
    """Places the parts of one sheet."""

    def __init__(self, flow: Flow, part: CasePart, rulebook: Rulebook) -> None:
        self._flow = flow
        self._part = part
        self._rulebook = rulebook
        self._language = flow.main

    def _say(self, text: Text | Sentence) -> str:
        both = text if isinstance(text, Text) else in_both(text)
        return self._flow.say(both)

    def front(self, title: Text) -> None:
        """Sets what it is, who walks and when, and how to fill it in."""
        head, flow = self._part.head, self._flow
        flow.paragraph(title, Type(17, 25, bold=True), flow.document.tree, tag="H1")
        facts = (head.factory, head.case_number, head.shared_at[:10])
        flow.paragraph(Text(*(" · ".join(filter(None, facts)),) * 2), BODY, flow.document.tree)
        for_whom = self._fields((N_("Who walks round"), head.meant_for), (N_("Date and shift"), ""))
        for_whom.draw(flow.y)
        flow.y += for_whom.height + 6
        how = N_(
            "Tick one box for each question and write on the lines; leave out what you do not know. The code beside a subject holds its id. A dot beside a box marks the answer given so far."
        )
        flow.paragraph(in_both(sentence(how)), NOTE, flow.document.tree)

    def _fields(self, *fields: tuple[str, str]) -> PrintedLine:
        wide = PAGE.measure / len(fields)

        def draw(top: float) -> None:
            for place, (name, value) in enumerate(fields):
                said = self._say(sentence(name))
                x = PAGE.left + place * wide
                self._text(x, top, (f"{said}  {value}" if value else said,), _ASK)
                written = measure(said, _ASK.size) + 8
                with self._flow.surface.artifact():
                    self._flow.surface.line(x + written, top + 18, x + wide - 14, top + 18, RULE, 0.6)

        return PrintedLine(24, draw)

    def section(self, section: str) -> None:
        """Sets the title of a section with its code."""
        flow = self._flow
        name = section_name(self._rulebook, section)
        both = name if isinstance(name, Text) else in_both(name)
        flow.room(150)
        flow.y += 0 if flow.at_top else 14
        top = flow.y
        pieces.code(
            flow,
            code_of(self._part, section),
            self._alternative(section, both),
            (PAGE.left + PAGE.measure - _CODE, top),
            _CODE,
        )
        flow.mark(section, flow.one_line(both), 1)
        flow.paragraph(both, SECTION, flow.document.tree, tag="H2")
        flow.y = max(flow.y, top + _CODE + 8)

    def _alternative(self, subject: str, name: Text) -> Text:
        return in_both(sentence(N_("QR code of {id}: {name}"), id=subject, name=name))

    def card(self, section: str, group: str, questions: Sequence[Question]) -> None:
        """Sets one subject: its code at the left, its questions at the right, on one page where it fits on one."""
        flow = self._flow
        name = group_name(self._rulebook, section, group)
        both = name if isinstance(name, Text) else in_both(name)
        rows = [self._words(both, _NAME, "H3")]
        main = next((question for question in questions if not beside(question)), questions[0])
        own = [question for question in questions if not beside(question) and _last(question) not in (ASKED, REASON)]
        while own:
            question = own.pop(0)
            if (
                own
                and question is not main
                and {question.kind, own[0].kind} <= _SHORT
                and self._is_narrow(question, own[0])
            ):
                rows.append(self._two_lines(question, own.pop(0)))
            else:
                rows += self._question(question, first=question is main)
        rows += self._beside(questions, room=len(questions) <= _FEW)
        whole = sum(row.height for row in rows)
        flow.room(min(max(whole, _CODE) + 10, PAGE.floor - PAGE.top))
        top, page = flow.y, flow.surface
        pieces.code(
            flow,
            code_of(self._part, f"{section}.{group}"),
            self._alternative(f"{section}.{group}", both),
            (PAGE.left, top + 2),
            _CODE,
        )
        for row in rows:
            flow.room(row.height)
            row.draw(flow.y)
            flow.y += row.height
        if flow.surface is page:
            flow.y = max(flow.y, top + _CODE + 4)
        with flow.surface.artifact():
            flow.surface.line(PAGE.left, flow.y + 3, PAGE.left + PAGE.measure, flow.y + 3, RULE, 0.5)
        flow.y += 10

    def _question(self, question: Question, *, first: bool) -> list[PrintedLine]:
        look = Type(_ASK.size, _ASK.leading, bold=first)
        if question.kind is QuestionKind.EVIDENCE:
            return [self._beside_words(question.label, look, N_("photo or paper no."))]
        if question.choices and not first and self._is_narrow(question):
            return [self._boxes(question, self._say(question.label))]
        if question.choices:
            boxes = self._boxes(question)
            return [self._words(question.label, look), *([self._words(question.help, _HINT)] if first else []), boxes]
        rows = [self._beside_line(question, look)]
        return [*rows, self._blank(question)] if first and question.kind in _LONG else rows

    def _is_narrow(self, *questions: Question) -> bool:
        """Whether questions have room for their words in half the width."""
        return all(measure(self._say(question.label), _ASK.size) < _WIDTH / 4 for question in questions)

    def _two_lines(self, left: Question, right: Question) -> PrintedLine:
        half = (_WIDTH - _GAP) / 2
        first, second = self._beside_line(left, _ASK, width=half), self._beside_line(right, _ASK, half + _GAP, half)

        def draw(top: float) -> None:
            first.draw(top)
            second.draw(top)

        return PrintedLine(max(first.height, second.height), draw)

    def _beside(self, questions: Sequence[Question], *, room: bool) -> list[PrintedLine]:
        last = {_last(question): question for question in questions}
        rows: list[PrintedLine] = []
        sure, reason = last.get(SURENESS), last.get(REASON)
        if sure is not None:
            lead = self._say(sure.label)
            boxes = self._boxes(sure, lead)
            labels = [lead, *(self._say(text) for _choice, text in sure.choices)]
            narrow = sum(measure(label, _ASK.size) + _BOX + 20 for label in labels) < _WIDTH * _BOXES_SHARE + _BOX + 20
            if reason is not None and narrow:
                boxes, reason = self._with_reason(boxes, reason), None
            rows.append(boxes)
        if reason is not None:
            rows.append(self._beside_line(reason, _ASK))
        if REMARK in last:
            rows += [self._beside_line(last[REMARK], _ASK), *([self._blank(last[REMARK])] if room else [])]
        return rows

    def _with_reason(self, boxes: PrintedLine, reason: Question) -> PrintedLine:
        """Returns boxes with the line for a reason at their right."""
        inset = _WIDTH * _BOXES_SHARE
        line = self._beside_line(reason, _ASK, inset, _WIDTH - inset)

        def draw(top: float) -> None:
            boxes.draw(top)
            line.draw(top - 4)

        return PrintedLine(max(boxes.height, line.height), draw)

    def _text(self, x: float, top: float, rows: Sequence[str], look: Type, tag: str = "P") -> None:
        weight: Weight = "bold" if look.bold else "regular"
        with self._flow.surface.marked(self._flow.document.tree.child(tag)):
            self._flow.surface.text(
                x,
                top + look.leading * 0.74,
                rows,
                look.size,
                look.leading,
                weight=weight,
                colour=look.colour,
                language=self._language,
            )

    def _words(self, text: Text, look: Type, tag: str = "P") -> PrintedLine:
        weight: Weight = "bold" if look.bold else "regular"
        rows = lines(self._say(text), look.size, _WIDTH, weight)
        return PrintedLine(len(rows) * look.leading + 2, lambda top: self._text(_LEFT, top, rows, look, tag))

    def _boxes(self, question: Question, lead: str = "") -> PrintedLine:
        """Returns the choices side by side, each with a box, behind a lead; they run on in a second line where one is full."""
        given = self._part.answers.get(question.id)
        placed: list[tuple[float, float, str, bool]] = []
        x, y = measure(lead, _ASK.size) + 14 if lead else 0.0, 0.0
        for choice, text in question.choices:
            label = self._say(text)
            for part in lines(label, _ASK.size, _WIDTH - 24)[:1]:
                wide = measure(part, _ASK.size) + _BOX + 20
                if x and x + wide > _WIDTH:
                    x, y = 0.0, y + 17
                placed.append((x, y, part if part == label else part.rstrip() + "…", choice == given))
                x += wide

        def draw(top: float) -> None:
            surface = self._flow.surface
            if lead:
                self._text(_LEFT, top, (lead,), _ASK)
            for left, down, label, is_given in placed:
                with surface.artifact():
                    surface.rectangle(_LEFT + left, top + down + 3, _BOX, _BOX, stroke=INK, thickness=0.8)
                    if is_given:
                        surface.circle(_LEFT + left - 4.5, top + down + 3 + _BOX / 2, 1.6, fill=SOFT)
                self._text(_LEFT + left + _BOX + 5, top + down, (label,), _ASK)

        return PrintedLine(y + 20, draw)

    def _blank(self, question: Question) -> PrintedLine:
        unit = self._say(unit_word(question.unit)) if question.unit else ""

        def draw(top: float) -> None:
            self._rule(_LEFT, top + _LINE - 4, _WIDTH, unit)

        return PrintedLine(_LINE, draw)

    def _rule(self, x: float, y: float, width: float, unit: str) -> None:
        taken = measure(unit, _ASK.size) + 6 if unit else 0.0
        with self._flow.surface.artifact():
            self._flow.surface.line(x, y, x + width - taken, y, RULE, 0.6)
        if unit:
            self._text(x + width - taken + 4, y - _ASK.leading * 0.74, (unit,), _ASK)

    def _beside_line(self, question: Question, look: Type, inset: float = 0.0, width: float = _WIDTH) -> PrintedLine:
        """Returns a question with a line to write on at its right, as long as there is room."""
        weight: Weight = "bold" if look.bold else "regular"
        rows = lines(self._say(question.label), look.size, _WIDTH * _LABEL_SHARE, weight)
        height = max(_LINE, len(rows) * look.leading + 6)
        unit = self._say(unit_word(question.unit)) if question.unit else ""
        taken = max(measure(row, look.size, weight) for row in rows) + 8

        def draw(top: float) -> None:
            self._text(_LEFT + inset, top + 4, rows, look)
            self._rule(_LEFT + inset + taken, top + _LINE - 4, width - taken, unit)

        return PrintedLine(height, draw)

    def _beside_words(self, label: Text, look: Type, message: str) -> PrintedLine:
        """Returns a box to tick, with words and a line behind them."""
        rows = lines(self._say(label), look.size, _WIDTH * _LABEL_SHARE - 8)
        said = self._say(sentence(message))
        left = _LEFT + _WIDTH * _LABEL_SHARE

        def draw(top: float) -> None:
            self._text(_LEFT, top + 4, rows, look)
            with self._flow.surface.artifact():
                self._flow.surface.rectangle(left, top + 7, _BOX, _BOX, stroke=INK, thickness=0.8)
            self._text(left + _BOX + 5, top + 4, (said,), _ASK)
            begin = _BOX + 12 + measure(said, _ASK.size)
            self._rule(left + begin, top + _LINE - 4, _WIDTH * (1 - _LABEL_SHARE) - begin, "")

        return PrintedLine(max(_LINE, len(rows) * look.leading + 6), draw)

    def furniture(self, title: Text) -> None:
        """Draws the heads and feet of all pages."""
        flow, head = self._flow, self._part.head
        count = len(flow.document.pages)
        name = Text(head.factory, head.factory)
        case = Text(head.case_number, head.case_number)
        for number, surface in enumerate(flow.document.pages, start=1):
            with surface.artifact("/Type /Pagination /Subtype /Header"):
                running(flow, surface, 44, (title, 200), (name, 270), SOFT)
                surface.line(PAGE.left, 52, PAGE.left + PAGE.measure, 52, RULE, 0.5)
            with surface.artifact("/Type /Pagination /Subtype /Footer"):
                base = PAGE.height - 36
                surface.line(PAGE.left, PAGE.height - 50, PAGE.left + PAGE.measure, PAGE.height - 50, RULE, 0.5)
                running(flow, surface, base, (case, 360), (page_of(number, count), 110), INK)
