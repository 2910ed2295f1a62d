"""One page of questions: the card of one scenario, requirement, subdomain or part of the profile."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from models.assessment import AnswerId, Assessment
from models.packs.guidance import Guidance, guidance
from models.packs.trades import Trade, trade_of
from models.questionnaire import Question, QuestionKind
from models.rulebook import Rulebook, Scenario
from models.subjects import group_name
from ui.language import tr, words
from ui.style.sheet import GRID, set_kind
from ui.widgets.basic import Button, as_written, label, row
from ui.widgets.files.drop import DropTarget
from ui.wizard.cards.drawer import Drawer
from ui.wizard.cards.evidence import EvidenceStrip
from ui.wizard.cards.fields import Field, LineField, keyboard_place, make_field
from ui.wizard.cards.guidance import GuidanceFold, HintNote
from ui.wizard.cards.proposal import KEY, ProposalNote
from ui.wizard.outline import CardPlan

_BESIDE = (QuestionKind.NUMBER, QuestionKind.INTEGER, QuestionKind.DATE)
"""Kinds whose short field stands beside its question, as in a form."""


_IN_OWN_WORDS = frozenset({"factory", "systems", "scenarios"})
"""Sections whose questions are our own words: those of the others are the rules' or the standard's."""


class CardView(QFrame):
    """Shows the questions of one card, accepts files dropped anywhere on it, and reports every change."""

    answered = Signal(str, object, bool)
    """Answer id, value (None: taken away), and whether it was typed."""
    typed = Signal(str, str, bool)
    """Answer id, what is being typed for it, and whether it was read and not understood."""
    files_added = Signal(str, object)
    """Evidence answer id and a tuple of paths."""
    picture_pasted = Signal(str, bytes)
    file_reused = Signal(str, str)
    file_removed = Signal(str, str)
    file_opened = Signal(str)
    file_dated = Signal(str, str)
    picture_wanted = Signal(str)

    def __init__(self, plan: CardPlan, rulebook: Rulebook) -> None:
        super().__init__()
        set_kind(self, "sheet")
        self.plan = plan
        self.fields: dict[AnswerId, Field] = {}
        self.strips: list[EvidenceStrip] = []
        self._followers: list[QWidget] = []
        self._rulebook = rulebook
        self._proposals: dict[AnswerId, ProposalNote] = {}
        self._asked: list[tuple[QLabel, Question]] = []
        """What is asked, where it stands."""
        self._trade: Trade | None = None
        self._findings: tuple[QWidget, ...] = ()
        self._last_help = ""
        self._guided: Guidance | None = None
        self._folds: list[GuidanceFold] = []
        DropTarget(self, self._take_files, "sheet", "target")
        self.setAcceptDrops(bool(plan.evidence))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 3 * GRID)
        self._column.setSpacing(2 * GRID)
        scenario = next((scenario for scenario in rulebook.scenarios if scenario.id == plan.group), None)
        self._add_main(plan, rulebook, scenario)
        self._whom = self._reason = None
        if plan.certainty is not None:
            self._column.addWidget(self._certainty(plan.certainty))
        if plan.ask_whom is not None:
            self._whom = self._block(plan.ask_whom)
            self._column.addWidget(self._whom)
        if plan.reason is not None:
            self._reason = self._block(plan.reason)
            self._column.addWidget(self._reason)
        for question in plan.evidence:
            self._column.addWidget(self._strip(question))
        self._details = QWidget()
        self._fold = Button(kind="quiet", icon_name="chevron-right")
        if plan.details:
            self._follow(self._detail_fields())
        if plan.comment is not None:
            self._column.addWidget(self._block(plan.comment))
        self.drawer = Drawer()
        self._column.addWidget(self.drawer)
        self._column.addStretch(1)
        taking = QShortcut(QKeySequence(KEY), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        taking.activated.connect(self._take_proposal)

    def _add_main(self, plan: CardPlan, rulebook: Rulebook, scenario: Scenario | None) -> None:
        """The heading and what is asked at once. A card with one question has it as its heading."""
        first, *others = plan.main
        name = words(group_name(rulebook, plan.section, plan.group))
        asks_itself = scenario is None and not others and not plan.details
        title = label(words(first.label) if asks_itself or name == words(first.label) else name, "title")
        self._column.addWidget(title)
        if title.text() == words(first.label):
            self._asked.append((title, first))
        if scenario is not None:
            self._column.addWidget(label(words(scenario.summary), "muted"))
        repeats = asks_itself or name == words(first.label)
        self._column.addWidget(self._block(first, titled=repeats, helped=scenario is None))
        if scenario is not None and guidance(first, rulebook) is None and words(scenario.hint):
            self._column.addWidget(HintNote(words(scenario.hint)))
        for question in others:
            block = self._block(question)
            if plan.begins:
                self._follow(block)
            else:
                self._column.addWidget(block)

    def show_findings(self, notes: Sequence[QWidget]) -> None:
        """Shows what assessors found about this card, below its heading; what stood there before is taken away."""
        for note in self._findings:
            note.hide()
            note.deleteLater()
        self._findings = tuple(notes)
        for place, note in enumerate(notes, start=1):
            self._column.insertWidget(place, note)

    @property
    def inapplicable(self) -> Question | None:
        """The question that can be answered with “not applicable”; None where there is none."""
        plan = self.plan
        asked: tuple[Question, ...] = plan.main if plan.certainty is None else (*plan.main, plan.certainty)
        fits = (question for question in asked if any(value == "not_applicable" for value, _ in question.choices))
        return next(fits, None)

    def _follow(self, widget: QWidget) -> None:
        """Shows a widget only while the first answer gives it a sense."""
        self._column.addWidget(widget)
        self._followers.append(widget)

    def _block(self, question: Question, *, titled: bool = False, helped: bool = True) -> QWidget:
        """One question: what is asked, why, and the field."""
        field = self._field(question)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        if not titled:
            asked = label(words(question.label), "lead" if question in self.plan.main else "")
            self._asked.append((asked, question))
            texts.addWidget(asked)
        explained = words(question.help)
        # Five levels with one and the same remark are explained once.
        if helped and explained and explained != self._last_help:
            self._last_help = explained
            texts.addWidget(label(explained, "small"))
        known = guidance(question, self._rulebook)
        if known is not None and known != self._guided:
            # Levels of one subdomain are explained alike: once.
            self._guided = known
            fold = GuidanceFold(known, question)
            self._folds.append(fold)
            # What the page is about is explained at once; the rest on a click.
            fold.open_it(not helped)
            texts.addWidget(fold)
        block = QWidget()
        if question.kind in _BESIDE and not titled:
            line = QHBoxLayout(block)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(2 * GRID)
            line.addLayout(texts, 1)
            line.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        else:
            column = QVBoxLayout(block)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(6)
            column.addLayout(texts)
            column.addWidget(field)
        return self._with_proposal(block, question)

    def _with_proposal(self, block: QWidget, question: Question) -> QWidget:
        """Puts what other answers give already below a question that can follow from them."""
        from models.interview import may_follow

        if not may_follow(question.id):
            return block
        note = ProposalNote()
        note.taken.connect(lambda value: self.answered.emit(question.id, value, False))
        self._proposals[question.id] = note
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(block)
        column.addWidget(note)
        return both

    def _take_proposal(self) -> None:
        """Takes the first proposal that is shown."""
        shown = next((note for note in self._proposals.values() if note.isVisible()), None)
        if shown is not None:
            shown.take()

    def _show_trade(self, trade: Trade | None) -> None:
        """Asks in the words of the trade, where they are known; what the rules say officially keeps its wording."""
        if trade == self._trade:
            return
        self._trade = trade
        for asked, question in self._asked:
            if question.section in _IN_OWN_WORDS:
                asked.setText(words(question.label if trade is None else trade.worded(question.label)))

    def _show_proposals(self, assessment: Assessment, *, editable: bool) -> None:
        if not self._proposals:
            return
        from models.interview import proposals

        known = proposals(assessment, self._rulebook, date.today(), self._proposals) if editable else ()
        by_answer = {proposed.answer: proposed for proposed in known}
        for answer, note in self._proposals.items():
            note.show_proposal(by_answer.get(answer), self._rulebook)

    def _field(self, question: Question) -> Field:
        field = make_field(question)
        as_typed = question.kind in (QuestionKind.TEXT, QuestionKind.LONG_TEXT)
        field.changed.connect(lambda value: self.answered.emit(question.id, value, as_typed))
        field.typed.connect(lambda text, read: self.typed.emit(question.id, text, read))
        self.fields[question.id] = field
        return field

    def _certainty(self, question: Question) -> QWidget:
        """How sure the answer is, in one line."""
        block = QWidget()
        asked = label(words(question.label), wrap=False)
        asked.setToolTip(as_written(words(question.help)))
        line = row(asked, self._field(question), spacing=2 * GRID)
        line.setStretch(1, 1)
        block.setLayout(line)
        return block

    def _strip(self, question: Question) -> EvidenceStrip:
        strip = EvidenceStrip(question)
        strip.added.connect(partial(self.files_added.emit, question.id))
        strip.removed.connect(partial(self.file_removed.emit, question.id))
        strip.pasted.connect(partial(self.picture_pasted.emit, question.id))
        strip.reused.connect(partial(self.file_reused.emit, question.id))
        strip.opened.connect(self.file_opened)
        strip.dated.connect(self.file_dated)
        strip.picture_wanted.connect(self.picture_wanted)
        self.strips.append(strip)
        return strip

    def _detail_fields(self) -> QWidget:
        holder = QWidget()
        outer = QVBoxLayout(holder)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(row(self._fold, 1))
        column = QVBoxLayout(self._details)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        for question in self.plan.details:
            column.addWidget(self._block(question))
        outer.addWidget(self._details)
        self._fold.setText(tr("Details for the report ({count})", count=len(self.plan.details)))
        self._fold.setCheckable(True)
        self._fold.toggled.connect(self._unfold)
        self._details.hide()
        return holder

    def _unfold(self, shown: bool) -> None:
        self._details.setVisible(shown)
        self._fold.set_icon("chevron-down" if shown else "chevron-right")

    @property
    def in_doubt(self) -> bool:
        """Whether the field with the keyboard holds what is not understood."""
        return any(
            isinstance(field, LineField) and field.in_doubt and field.line.hasFocus() for field in self.fields.values()
        )

    def wrong_field(self) -> LineField | None:
        """Returns the first field whose text is not understood, or cannot be right."""
        return next((field for field in self.fields.values() if isinstance(field, LineField) and field.is_wrong), None)

    def hand_over(self) -> None:
        """Reads what was typed and not read yet."""
        for field in self.fields.values():
            field.hand_over()

    def show_answers(self, assessment: Assessment, unread: Mapping[AnswerId, str], *, editable: bool) -> None:
        """Shows the answers of an assessment, and what was typed and is not understood in their place."""
        for answer, field in self.fields.items():
            field.show_value(assessment.get(answer), unread.get(answer, ""))
            field.set_editable(editable)
        for strip in self.strips:
            strip.set_editable(editable)
            strip.show_files(assessment)
        self._show_proposals(assessment, editable=editable)
        for fold in self._folds:
            fold.compare(assessment)
        self._show_trade(trade_of(str(assessment.get("enterprise.industry_code") or "")))
        self.setAcceptDrops(bool(self.plan.evidence) and editable)
        given = any(assessment.get(question.id) is not None for question in (*self.plan.main[1:], *self.plan.details))
        for follower in self._followers:
            # What was answered once stays in sight, whatever the first answer says now.
            follower.setVisible(self.plan.goes_on(assessment) or given)
        if self._whom is not None and self.plan.ask_whom is not None:
            named = assessment.get(self.plan.ask_whom.id) is not None
            self._whom.setVisible(named or self.plan.standing(assessment) == "ask")
        if self._reason is not None and self.plan.reason is not None:
            explained = assessment.get(self.plan.reason.id) is not None
            self._reason.setVisible(explained or not self.plan.applies(assessment))

    def _place_of(self, answer: str) -> Field | EvidenceStrip | None:
        strip = next((strip for strip in self.strips if strip.question.id == answer), None)
        return self.fields.get(AnswerId(answer)) or strip

    def shows(self, answer: AnswerId) -> bool:
        """Returns whether the place of an answer is in sight."""
        place = self._place_of(answer)
        return place is not None and not place.visibleRegion().isEmpty()

    def holds(self, widget: QWidget) -> bool:
        """Returns whether a widget belongs to an answer."""
        return any(field.isAncestorOf(widget) for field in self.fields.values())

    def focus_on(self, answer: str = "") -> QWidget | None:
        """Puts the keyboard into the place of an answer, or into the first field; returns that place."""
        wanted = self._place_of(answer)
        if wanted is not None and any(question.id == answer for question in self.plan.details):
            self._fold.setChecked(True)
        field = wanted or next(iter(self.fields.values()), None)
        if field is None:
            return None
        target = keyboard_place(field)
        if target is not None and not isinstance(target, QLabel):
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        return field

    def choose(self, number: int) -> None:
        """Picks a choice of the question that has the keyboard.

        Where the keyboard is elsewhere nothing is picked: it goes to the first question with choices that is open.
        """
        choosable = [field for field in self.fields.values() if field.choices() and field.isVisible()]
        focused = next((field for field in choosable if field.isAncestorOf(self._keyboard())), None)
        if focused is not None:
            focused.choose(number)
        elif choosable:
            unanswered = [field for field in choosable if field.chosen_widget() is None]
            self.focus_on(next(iter(unanswered or choosable)).question.id)

    def _keyboard(self) -> QWidget:
        return self.window().focusWidget() or self

    def show_picture(self, digest: str, picture: QImage) -> None:
        """Shows a small picture of a file wherever it is listed."""
        for strip in self.strips:
            strip.show_picture(digest, picture)

    def paste(self) -> bool:
        """Takes what is in the clipboard as evidence; returns whether there was anything."""
        return bool(self.strips) and self.strips[0].paste()

    def _take_files(self, paths: tuple[Path, ...]) -> None:
        """Takes files as evidence of this card."""
        if self.plan.evidence:
            self.files_added.emit(self.plan.evidence[0].id, paths)
