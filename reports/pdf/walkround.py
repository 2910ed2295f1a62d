"""A sheet to carry through the factory: a code and a name for each subject, boxes to tick, lines to write on."""

from collections.abc import Sequence
from itertools import groupby

from models.language import N_, Language, Text, in_both, sentence
from models.questionnaire import Question, QuestionKind
from models.rulebook import Rulebook
from models.sharing import CasePart
from models.sharing.part import ASKED, REASON, REMARK, SURENESS, beside, section_name
from models.sharing.part_file import write_part
from models.spelling.units import unit_word
from models.subjects import group_name
from reports.pdf import pieces
from reports.pdf.face import measure
from reports.pdf.layout import Flow
from reports.pdf.sheet import (
    ASK,
    BOX,
    CODE,
    GAP,
    HINT,
    LABEL_SHARE,
    LEFT,
    LINE,
    NAME,
    WIDTH,
    PrintedLine,
    PrintedSheet,
    sheet_flow,
)
from reports.pdf.typesetting import lines
from reports.style import INK, PAGE, SECTION, Type

ATTACHED = "zhijie-part.json"
_BOXES_SHARE = 0.56
"""Of the width, for the boxes left of a reason."""
_FEW = 6
"""Questions of a subject up to which there is a second line for the comment."""
_SHORT = frozenset({QuestionKind.NUMBER, QuestionKind.INTEGER, QuestionKind.DATE})
_LONG = frozenset({QuestionKind.LONG_TEXT, QuestionKind.LIST})


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
    head = part.head
    sheet = _WalkSheet(sheet_flow(title, head.factory, language, created), part, rulebook)
    sheet.front(title)
    questions = [rulebook.questions[answer] for answer in part.asked]
    for section, asked in groupby(questions, key=lambda question: question.section):
        sheet.section(section)
        for group, card in groupby(asked, key=lambda question: question.group):
            sheet.card(section, group, tuple(card))
    name, case = (Text(said, said) for said in (head.factory, head.case_number))
    sheet.furniture((title, name), case)
    note = sentence(N_("The questions of this sheet as data, for Zhijie"))
    return sheet.file(write_part(part), ATTACHED, note.text(language))


class _WalkSheet(PrintedSheet):
    """Places the parts of one sheet."""

    def __init__(self, flow: Flow, part: CasePart, rulebook: Rulebook) -> None:
        super().__init__(flow)
        self._part = part
        self._rulebook = rulebook

    def front(self, title: Text) -> None:
        """Sets what it is, who walks and when, and how to fill it in."""
        head = self._part.head
        facts = " · ".join(filter(None, (head.factory, head.case_number, head.shared_at[:10])))
        how = N_(
            "Tick one box for each question and write on the lines; leave out what you do not know. The code beside a subject holds its id. A dot beside a box marks the answer given so far."
        )
        fields = ((N_("Who walks round"), head.meant_for), (N_("Date and shift"), ""))
        self._front(title, (facts,), fields, sentence(how))

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
            (PAGE.left + PAGE.measure - CODE, top),
            CODE,
        )
        flow.mark(section, flow.one_line(both), 1)
        flow.paragraph(both, SECTION, flow.document.tree, tag="H2")
        flow.y = max(flow.y, top + CODE + 8)

    def _alternative(self, subject: str, name: Text) -> Text:
        return in_both(sentence(N_("QR code of {id}: {name}"), id=subject, name=name))

    def card(self, section: str, group: str, questions: Sequence[Question]) -> None:
        """Sets one subject: its code at the left, its questions at the right, on one page where it fits on one."""
        name = group_name(self._rulebook, section, group)
        both = name if isinstance(name, Text) else in_both(name)
        rows = [self._words(both, NAME, "H3")]
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
        subject = f"{section}.{group}"
        self._subject(code_of(self._part, subject), self._alternative(subject, both), rows)

    def _question(self, question: Question, *, first: bool) -> list[PrintedLine]:
        look = Type(ASK.size, ASK.leading, bold=first)
        if question.kind is QuestionKind.EVIDENCE:
            return [self._beside_words(question.label, look, N_("photo or paper no."))]
        if question.choices and not first and self._is_narrow(question):
            return [self._boxes(question, self._say(question.label))]
        if question.choices:
            boxes = self._boxes(question)
            return [self._words(question.label, look), *([self._words(question.help, HINT)] if first else []), boxes]
        rows = [self._beside_line(question, look)]
        return [*rows, self._blank(question)] if first and question.kind in _LONG else rows

    def _is_narrow(self, *questions: Question) -> bool:
        """Whether questions have room for their words in half the width."""
        return all(measure(self._say(question.label), ASK.size) < WIDTH / 4 for question in questions)

    def _two_lines(self, left: Question, right: Question) -> PrintedLine:
        half = (WIDTH - GAP) / 2
        first, second = self._beside_line(left, ASK, width=half), self._beside_line(right, ASK, half + GAP, half)

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
            narrow = sum(measure(label, ASK.size) + BOX + 20 for label in labels) < WIDTH * _BOXES_SHARE + BOX + 20
            if reason is not None and narrow:
                boxes, reason = self._with_reason(boxes, reason), None
            rows.append(boxes)
        if reason is not None:
            rows.append(self._beside_line(reason, ASK))
        if REMARK in last:
            rows += [self._beside_line(last[REMARK], ASK), *([self._blank(last[REMARK])] if room else [])]
        return rows

    def _with_reason(self, boxes: PrintedLine, reason: Question) -> PrintedLine:
        """Returns boxes with the line for a reason at their right."""
        inset = WIDTH * _BOXES_SHARE
        line = self._beside_line(reason, ASK, inset, WIDTH - inset)

        def draw(top: float) -> None:
            boxes.draw(top)
            line.draw(top - 4)

        return PrintedLine(max(boxes.height, line.height), draw)

    def _boxes(self, question: Question, lead: str = "") -> PrintedLine:
        """Returns the choices of a question behind a lead; the answer given so far has a dot."""
        given = self._part.answers.get(question.id)
        choices = [(choice, self._say(text)) for choice, text in question.choices]
        return self._choices(choices, given if isinstance(given, str) else "", lead)

    def _blank(self, question: Question) -> PrintedLine:
        return self._line(unit=self._unit(question))

    def _unit(self, question: Question) -> str:
        return self._say(unit_word(question.unit)) if question.unit else ""

    def _beside_line(self, question: Question, look: Type, inset: float = 0.0, width: float = WIDTH) -> PrintedLine:
        """Returns a question with a line to write on at its right, as long as there is room."""
        return self._line(self._say(question.label), self._unit(question), look, inset, width)

    def _beside_words(self, label: Text, look: Type, message: str) -> PrintedLine:
        """Returns a box to tick, with words and a line behind them."""
        rows = lines(self._say(label), look.size, WIDTH * LABEL_SHARE - 8)
        said = self._say(sentence(message))
        left = LEFT + WIDTH * LABEL_SHARE

        def draw(top: float) -> None:
            self._text(LEFT, top + 4, rows, look)
            with self._flow.surface.artifact():
                self._flow.surface.rectangle(left, top + 7, BOX, BOX, stroke=INK, thickness=0.8)
            self._text(left + BOX + 5, top + 4, (said,), ASK)
            begin = BOX + 12 + measure(said, ASK.size)
            self._rule(left + begin, top + LINE - 4, WIDTH * (1 - LABEL_SHARE) - begin, "")

        return PrintedLine(max(LINE, len(rows) * look.leading + 6), draw)
