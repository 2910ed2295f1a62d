"""Filling in: sections at the left, one card at a time or a dense table, the same buttons in the same place."""

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from models.assessment import AnswerId, AssessmentState, Value
from models.language import N_
from ui.language import current, tr, words
from ui.page import TEN_QUESTIONS, Page
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.banner import Banner
from ui.widgets.basic import ENTER, Button, is_plain, label
from ui.wizard.cards.card import CardView
from ui.wizard.cards.fields import keyboard_place
from ui.wizard.cards.findings import FindingsHere, show_findings
from ui.wizard.cards.history import CardHistory
from ui.wizard.cards.lists import also_known
from ui.wizard.cards.local_rules import LocalRulesOffer
from ui.wizard.cards.viewing import serve_evidence
from ui.wizard.filters import FilterBox
from ui.wizard.frozen_bar import FrozenBar
from ui.wizard.outline import CardPlan, SectionPlan, card_of, outline
from ui.wizard.papers import PapersButton
from ui.wizard.parts import foot_of, head_of, lay_out
from ui.wizard.sections import SectionList
from ui.wizard.tables.dense import Dense, is_usual, only_on_card, together, view_of
from ui.wizard.tables.indicators import IndicatorTable

_ROOMY = 900
"""Pixels of width from which the list of sections stands beside the questions; below it is folded."""


class WizardPage(Page):
    """Made from the rulebook of the open case; remembers where the person was."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._plans: tuple[SectionPlan, ...] = ()
        self._drawn: tuple[object, ...] = ()
        self._whole: tuple[SectionPlan, ...] = ()
        """Everything that is asked, whatever is listed now."""
        self.filters = FilterBox(session)
        self.filters.chosen.connect(self._filter)
        self.findings = FindingsHere(session, self._findings_changed, self.refresh)
        self._key: tuple[str, str] | None = None
        self._case = ""
        """The case of the key: another version or other rules of it are shown at the same card."""
        self._beyond = "results"
        self._tables: dict[str, bool] = {}
        self._later: frozenset[str] = frozenset()
        self.card: CardView | None = None
        self.table: Dense | None = None
        """The view that asks several cards together, while one is shown."""
        self._kept_table: Dense | None = None
        self.sections = SectionList()
        self.sections.chosen.connect(self._choose_section)
        self._place, self._lead = label(kind="muted"), label(kind="small")
        self.papers = PapersButton(session)
        self.papers.told.connect(self.told)
        self.papers.failed.connect(self.failed)
        self.sections_button = Button(kind="quiet", icon_name="clipboard-pen")
        self.sections_button.setCheckable(True)
        self.sections_button.toggled.connect(self._place_sections)
        self.ten_button = Button(
            kind="quiet", icon_name="sparkles", on_click=lambda: self.go.emit("interview", TEN_QUESTIONS)
        )
        self.hour_button = Button(kind="quiet", icon_name="timer", on_click=lambda: self.go.emit("interview", ""))
        self.table_button = Button(kind="quiet", icon_name="table-2")
        self.table_button.setCheckable(True)
        self.table_button.toggled.connect(self._set_tables)
        self.frozen_bar = FrozenBar()
        self.frozen_bar.begun.connect(self._begin_version)
        self.local_rules = LocalRulesOffer(session)
        self.held = Banner(closable=False)
        """Why Next stays here."""
        self._stack = QStackedWidget()
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._table_place = QWidget()
        self._table_column = QVBoxLayout(self._table_place)
        self._table_column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        self._table_hint = label(kind="small")
        self._table_column.addWidget(self._table_hint)

        self.previous = Button(icon_name="chevron-left", on_click=lambda: self._step(-1))
        self.not_applicable = Button(kind="quiet", on_click=self._answer_not_applicable)
        self.later = Button(kind="quiet", icon_name="clock", on_click=self._put_off)
        self.undo = Button(kind="quiet", icon_name="undo-2", on_click=session.undo)
        self.redo = Button(kind="quiet", icon_name="redo-2", on_click=session.redo)
        self.clear_row = Button(kind="quiet", icon_name="x", on_click=self._clear_row)
        self.next = Button(kind="primary", on_click=lambda: self._step(1))
        self._lay_out()
        self._name()
        self._history = CardHistory(session, self._area)
        self._keys()
        session.case_changed.connect(self._case_changed)

    def _keys(self) -> None:
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        # Shortcuts, because the area and long texts would scroll by these keys instead of passing them on.
        for page_key, step in ((Qt.Key.Key_PageDown, 1), (Qt.Key.Key_PageUp, -1)):
            paging = QShortcut(QKeySequence(page_key), self, context=inside)
            paging.activated.connect(partial(self._step, step))
        paste = QShortcut(QKeySequence.StandardKey.Paste, self, context=inside)
        paste.activated.connect(lambda: self.card and self.session.editable and self.card.paste())

    def _lay_out(self) -> None:
        self._stack.addWidget(self._area)
        self._stack.addWidget(self._table_place)
        switches = (self.table_button, self.ten_button, self.hour_button)
        head = head_of(self._place, self._lead, self.sections_button, switches)
        others = (self.undo, self.redo, self.clear_row, self.not_applicable, self.later)
        # The proposal stands below the questions: it moves nothing from under the mouse.
        parts = (
            head,
            self.frozen_bar,
            self._stack,
            self.local_rules,
            self.held,
            foot_of(self.previous, others, self.next),
        )
        self._side = lay_out(self, (self.filters, self.sections, self.papers), parts)

    def _name(self) -> None:
        self.say(self.sections_button.setText, N_("Sections"))
        self.say(self.papers.setText, N_("Papers you will need…"))
        self.say(self.hour_button.setText, N_("One-hour path"))
        self.say(self.hour_button.setToolTip, N_("Ask only what decides the tier, and stop when it is decided"))
        self.say(self.ten_button.setText, N_("Ten questions"))
        self.say(self.ten_button.setToolTip, N_("A first range after about five minutes"))
        self.say(self.table_button.setText, N_("Table"))
        self.say(self.table_button.name_it, N_("Answer this part in one table"))
        self.say(self.previous.setText, N_("Previous"))
        self.say(self.not_applicable.setText, N_("Not applicable"))
        self.say(self.later.setText, N_("Later"))
        self.say(self.later.setToolTip, N_("Leave this open and go on; a clock marks it"))
        self.say(self.undo.setText, N_("Undo"))
        self.say(self.undo.setToolTip, N_("Undo the last change (Ctrl+Z)"))
        self.say(self.redo.setText, N_("Redo"))
        self.say(self.redo.setToolTip, N_("Do again what was undone last (Ctrl+Y)"))
        self.say(self.clear_row.setText, N_("Clear row"))
        self.say(self.clear_row.setToolTip, N_("Leave the chosen row open again (Delete)"))
        self.say(self.next.setText, N_("Next"))

    def refresh(self) -> None:
        """Shows the answers of the open case; rebuilds the list only when rules, path or language changed."""
        assessment, rulebook = self.session.assessment, self.session.rulebook
        if assessment is None or rulebook is None:
            return
        drawn = (assessment.case_number, assessment.version, id(rulebook), current())
        if drawn != self._drawn:
            self._drawn = drawn
            self.table = None
            part = self.session.notes.part
            self._whole = outline(rulebook, part.asked if part is not None else None)
            # Whoever received a part sends it back.
            self._beyond = "results" if part is None else "sharing"
            for about_the_tier in (self.ten_button, self.hour_button):
                about_the_tier.setVisible(part is None)
            self._plans = self.filters.narrow(self._whole, self.session.notes.later)
            self.sections.show_plans(self._plans, rulebook)
            self._open_key(self._key)
        self._later = self.session.notes.later
        self.sections.show_progress(self._plans, assessment, self._later, self.findings.cards(rulebook))
        self.filters.show_progress(self._whole, assessment)
        self.frozen_bar.setVisible(assessment.state is AssessmentState.FROZEN)
        if self.card is not None:
            self.card.show_answers(assessment, self.session.unread, editable=self.session.editable)
        if self.table is not None:
            self.table.show_answers(assessment, self.session.unread, editable=self.session.editable)
        self._show_buttons()

    def retranslate(self) -> None:
        """Shows its words in the new language."""
        self.frozen_bar.retranslate()
        self.local_rules.retranslate()
        self.filters.retranslate()
        super().retranslate()

    def _case_changed(self) -> None:
        assessment = self.session.assessment
        case = assessment.case_number if assessment is not None else ""
        if case != self._case:
            self._key, self._case = None, case
            self.filters.show_all()
        self._drawn = ()

    def _filter(self) -> None:
        self.leave()
        self._drawn = ()
        self.refresh()

    @property
    def _cards(self) -> list[CardPlan]:
        return [card for plan in self._plans for card in plan.cards]

    def _open_key(self, key: tuple[str, str] | None, answer: str = "", *, alone: bool = False) -> None:
        cards, rulebook = self._cards, self.session.rulebook
        self.held.hide()
        if not cards:
            return
        plan = next((card for card in cards if card.key == key), cards[0])
        section = next(candidate for candidate in self._plans if candidate.section.id == plan.section)
        self._key = plan.key
        part = together(section, plan, rulebook) if rulebook is not None else None
        remarked = rulebook is not None and bool(self.findings.of_card(plan.key, rulebook))
        only_there = remarked or (rulebook is not None and only_on_card(plan, answer, rulebook))
        if part is not None and self._shows_table(part) and not alone and not only_there:
            self._show_table(part, plan.group, answer)
        else:
            self._show_card(plan, answer)
        self.sections.mark(plan.key)
        self._show_place(section, plan)
        self.table_button.setVisible(part is not None)
        self.table_button.blockSignals(True)
        self.table_button.setChecked(self.table is not None)
        self.table_button.blockSignals(False)

    def _shows_table(self, part: SectionPlan) -> bool:
        """Whether cards are asked together: as the person chose, else as is usual."""
        rulebook = self.session.rulebook
        return rulebook is not None and self._tables.get(part.section.id, is_usual(part, rulebook))

    def _show_card(self, plan: CardPlan, answer: str) -> None:
        rulebook, assessment = self.session.rulebook, self.session.assessment
        if rulebook is None or assessment is None:
            return
        self.table = None
        self.card = CardView(plan, rulebook)
        self.card.answered.connect(self._answered)
        self.card.typed.connect(self._typed)
        serve_evidence(self.card, self.session, self.fail)
        self._history.serve(self.card)
        self.card.show_answers(assessment, self.session.unread, editable=self.session.editable)
        show_findings(self.card, self.findings, rulebook)
        self._area.setWidget(self.card)
        self._stack.setCurrentWidget(self._area)
        field = self.card.focus_on(answer)
        if answer and field is not None:
            # A new card has its height in the next turn.
            QTimer.singleShot(0, field, partial(self._area.ensureWidgetVisible, field))

    def _findings_changed(self) -> None:
        if self.card is None and self._key is not None:
            self._open_key(self._key)
        show_findings(self.card, self.findings, self.session.rulebook)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Looks whether a reply came in meanwhile."""
        super().showEvent(event)
        self.findings.reload()

    def _show_table(self, part: SectionPlan, group: str, answer: str) -> None:
        rulebook, assessment = self.session.rulebook, self.session.assessment
        if rulebook is None or assessment is None:
            return
        if self.table is None or self.table.section != part:
            if self._kept_table is not None:
                self._table_column.removeWidget(self._kept_table)
                self._kept_table.deleteLater()
            self.table = self._kept_table = view_of(part, rulebook, self.session)
            self.table.opened.connect(self._open_from_table)
            self.table.finished.connect(partial(self._step, 1))
            if isinstance(self.table, IndicatorTable):
                self.table.typed.connect(self._typed)
            self._table_column.addWidget(self.table)
        self._table_hint.setText(self.table.keys)
        self.card = None
        self.table.show_answers(assessment, self.session.unread, editable=self.session.editable)
        self._stack.setCurrentWidget(self._table_place)
        self.table.select(group, answer)

    def _open_from_table(self, group: str) -> None:
        if self._key is not None:
            self.leave()
            self._open_key((self._key[0], group), alone=True)
            self.refresh()

    def _show_place(self, section: SectionPlan, plan: CardPlan) -> None:
        number = section.cards.index(plan) + 1
        title = words(section.section.title)
        if self.table is not None:
            self._place.setText(" · ".join(filter(None, (title, self.table.title))))
        elif len(section.cards) == 1:
            self._place.setText(title)
        else:
            self._place.setText(
                tr("{section}: {number} of {count}", section=title, number=number, count=len(section.cards))
            )
        self._lead.setText(words(section.section.lead))

    def _show_buttons(self) -> None:
        cards = self._cards
        if not cards or self._key is None:
            return
        keys = [card.key for card in cards]
        at = keys.index(self._key) if self._key in keys else 0
        self.previous.setEnabled(at > 0)
        last = self._next_index(at, 1) is None
        beyond = tr("To the result") if self._beyond == "results" else tr("Send it back")
        self.next.setText(beyond if last else tr("Next"))
        editable = self.session.editable
        self.later.setVisible(editable and self.table is None)
        self.undo.setVisible(editable)
        self.redo.setVisible(editable)
        self.clear_row.setVisible(editable and self.table is not None)
        self.not_applicable.setVisible(editable and self.card is not None and self.card.inapplicable is not None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Folds the list of sections away where the page is narrow."""
        super().resizeEvent(event)
        self._place_sections()

    def _place_sections(self, _shown: bool = False) -> None:
        narrow = self.width() < _ROOMY
        self.sections_button.setVisible(narrow)
        self._side.setVisible(not narrow or self.sections_button.isChecked())

    def _answered(self, answer: str, value: object, typed: bool) -> None:
        if self._key is not None and self._key[1] in self._later:
            self._set_later(self._later - {self._key[1]})
        given: dict[AnswerId, Value | None] = {AnswerId(answer): value}  # type: ignore[dict-item]  # a signal carries any object
        if self.session.assessment is not None:
            given |= also_known(AnswerId(answer), given[AnswerId(answer)], self.session.assessment)
        self.session.answer(given, typing=typed)

    def _typed(self, answer: str, text: str, read: bool) -> None:
        changes: dict[AnswerId, Value | None] = {AnswerId(answer): None} if read else {}
        # A value that is taken away is a step of its own: the history keeps it.
        self.session.answer(changes, typing=not read, unread={AnswerId(answer): text})

    def _step(self, by: int, *, anyway: bool = False) -> None:
        """Goes on or back; on only from what is understood, unless the person leaves it for later."""
        self.leave()
        if by > 0 and not anyway and self._hold():
            return
        keys = [card.key for card in self._cards]
        if self._key not in keys:
            return
        there = self._next_index(keys.index(self._key), by)
        if there is None:
            if by > 0:
                self.go.emit(self._beyond, "")
            return
        self._open_key(keys[there])
        self.refresh()

    def _hold(self) -> bool:
        """Stays where something typed is wrong, with the keyboard in its field; says how to correct it or go on."""
        view = self.card or self.table
        wrong = view.wrong_field() if view is not None and self.session.editable else None
        if wrong is None:
            return False
        place = keyboard_place(wrong)
        if place is not None:
            place.setFocus(Qt.FocusReason.OtherFocusReason)
        self.held.tell(
            "bad",
            tr(
                "“{text}” is not understood, or cannot be right. Correct it, or leave it for later.",
                text=wrong.line.text(),
            ),
            (tr("Leave it for later"), self._put_off),
        )
        return True

    def _next_index(self, at: int, by: int) -> int | None:
        """The card to which Next or Previous leads; what is asked together is one step."""
        cards = self._cards
        skipped = self.table.section.cards if self.table is not None else ()
        there = at + by
        while 0 <= there < len(cards) and cards[there] in skipped:
            there += by
        return there if 0 <= there < len(cards) else None

    def _choose_section(self, section: str, group: str) -> None:
        self.leave()
        plan = next(plan for plan in self._plans if plan.section.id == section)
        self.sections_button.setChecked(False)
        self._open_key((section, group or plan.cards[0].group))
        self.refresh()

    def _answer_not_applicable(self) -> None:
        assessment, card = self.session.assessment, self.card
        question = card.inapplicable if card is not None else None
        if question is None or assessment is None or card is None:
            return
        self.session.answer({question.id: "not_applicable"})
        reason = card.plan.reason
        if reason is not None and assessment.get(reason.id) is None:
            card.focus_on(reason.id)
        else:
            self._step(1)

    def _put_off(self) -> None:
        if self._key is not None:
            self._set_later(self._later | {self._key[1]})
            self._step(1, anyway=True)

    def _clear_row(self) -> None:
        if self.table is not None:
            self.table.clear_row()
            self.table.setFocus()

    def _set_later(self, later: frozenset[str]) -> None:
        self._later = later
        self.session.notes.put_off(later)

    def _set_tables(self, tables: bool) -> None:
        self.leave()
        if self._key is not None:
            self._tables[self._key[0]] = tables
        self._open_key(self._key)
        self.refresh()

    def _begin_version(self, why: str) -> None:
        assessment = self.session.assessment
        if assessment is not None:
            case = assessment.case_number
            self.session.take_over(lambda workspace: workspace.new_version(case, why))

    def show_target(self, target: str) -> None:
        """Opens the card on which an answer, group or section is asked."""
        rulebook = self.session.rulebook
        if rulebook is None:
            return
        plan = card_of(self._plans, target, rulebook)
        if plan is None:
            # It is not among those listed now.
            self.filters.show_all()
            self._filter()
            plan = card_of(self._plans, target, rulebook)
        if plan is not None:
            self.leave()
            self._open_key(plan.key, target)
            self.refresh()

    def in_view(self, answers: Collection[AnswerId]) -> bool:
        """Returns whether the card or the rows of all these answers are in sight."""
        if not self.isVisible():
            return False
        if self.table is not None:
            return all(map(self.table.shows, answers))
        return self.card is not None and all(map(self.card.shows, answers))

    def leave(self) -> None:
        """Hands over what was typed and not read yet."""
        view = self.card or self.table
        if view is not None:
            view.hand_over()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits pick a choice of the question that has the keyboard, Enter goes on from an answer."""
        key = event.key()
        if not is_plain(event):
            super().keyPressEvent(event)
        elif self.card is not None and self.session.editable and Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self.card.choose(key - int(Qt.Key.Key_0))
        elif key in ENTER and self._goes_on():
            self._step(1)
        else:
            super().keyPressEvent(event)

    def _goes_on(self) -> bool:
        """Whether Enter leads to the next card: from an answer that is understood, not from what else has the keyboard."""
        focused = self.window().focusWidget()
        if focused is None or focused is self or self.card is None:
            return self.table is None
        return self.card.holds(focused) and not self.card.in_doubt
