"""The page of the SME digital level: a result that follows every answer, and four tabs below it."""

from collections.abc import Collection
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QScrollArea, QVBoxLayout, QWidget

from models.assessment import AnswerId, Value
from models.digital_level import Account, account_of
from models.digital_level.crosswalk import ImpliedAnswer
from models.digital_level.filling import confirming, taking, taking_back
from models.digital_level.scheme import ScoredQuestion, is_origin
from models.language import N_
from models.packs.crosswalk import shipped_crosswalk
from models.packs.digital_level import shipped_scheme
from ui.digital_level.cards import Changes, PartCard, QuestionCard, SceneCard, part_of
from ui.digital_level.carrying import CarryTab
from ui.digital_level.result_tab import ResultTab
from ui.language import tr, words
from ui.page import Page, ScrolledContent
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, clear, is_plain, label
from ui.widgets.flow import FlowLayout


def _stacked(panel: QWidget) -> QVBoxLayout:
    """Gives a panel a layout of cards below one another."""
    column = QVBoxLayout(panel)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2 * GRID)
    return column


TABS = ("questions", "scenes", "result", "carry")


class DigitalLevelPage(Page):
    """Its answers are kept with the case, like all others; no tier depends on them."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._scheme = shipped_scheme()
        self.account: Account | None = None
        """What is shown."""
        self.cards: dict[str, PartCard] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._head())
        content = ScrolledContent()
        self._body = QVBoxLayout(content)
        self._body.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 3 * GRID)
        self._body.setSpacing(2 * GRID)
        self.panels: dict[str, QWidget] = {}
        self._area: QScrollArea = self.scrolled(content)
        self._build()
        self.open_tab("questions")

    def _head(self) -> Card:
        card = Card("bar", spacing=4)
        self._level, self._points, self._notice = label(kind="heading"), label(kind="muted"), label(kind="small")
        self.say(
            self._notice.setText,
            N_(
                "2024 scheme: voluntary, free, used when specialised SMEs are recognised, assessed on site in pilot cities. No tier depends on it."
            ),
        )
        for widget in (self._level, self._points, self._notice):
            card.column.addWidget(widget)
        tabs = QWidget()
        line = FlowLayout(tabs, spacing=GRID)
        self.tabs: dict[str, Button] = {}
        group = QButtonGroup(self)
        for tab in TABS:
            button = Button(kind="chip", on_click=partial(self.open_tab, tab))
            button.setCheckable(True)
            group.addButton(button)
            self.tabs[tab] = button
            line.addWidget(button)
        card.column.addWidget(tabs)
        return card

    def _build(self) -> None:
        """Makes the panels in the present language."""
        clear(self._body)
        self.cards = {}
        questions, scenes = QWidget(), QWidget()
        column = _stacked(questions)
        for block in self._scheme.blocks:
            column.addWidget(label(tr("{name}: {points} points", name=block.name, points=block.points), "heading"))
            for question in self._scheme.questions:
                if question.block == block.id:
                    column.addWidget(self._card(question.id))
        self.carrying, self.outcome = CarryTab(), ResultTab(self._scheme)
        self.outcome.changed.connect(self._answered)
        self.outcome.typed.connect(self._typed)
        self.carrying.take.connect(self._take)
        self.carrying.confirm.connect(self._confirm)
        self.carrying.take_back.connect(self._take_back)
        self.carrying.use.connect(self._answered)
        self.carrying.wanted.connect(lambda answer: self.go.emit("fill", answer))
        self.panels = {"questions": questions, "scenes": scenes, "result": self.outcome, "carry": self.carrying}
        for panel in self.panels.values():
            panel.hide()
            self._body.addWidget(panel)
        self._body.addStretch(1)

    def _make_scenes(self) -> None:
        """Makes the cards of the scenes when their tab is opened for the first time."""
        panel = self.panels["scenes"]
        if panel.layout() is not None:
            return
        column = _stacked(panel)
        for group in self._scheme.groups:
            column.addWidget(label(words(group.name), "heading"))
            for scene in self._scheme.scenes:
                if scene.group == group.id:
                    card = self._card(scene.id)
                    column.addWidget(card)
                    if self.account is not None and self.session.assessment is not None:
                        editable = self.session.editable
                        card.show_account(self.account, self.session.assessment, self.session.unread, editable=editable)

    def _card(self, part: str) -> PartCard:
        known = self._scheme.by_id[part]
        card: PartCard
        if isinstance(known, ScoredQuestion):
            card = QuestionCard(self._scheme, known)
        else:
            card = SceneCard(self._scheme, known)
        card.changed.connect(self._answered)
        card.typed.connect(self._typed)
        self.cards[part] = card
        return card

    # What is shown

    @property
    def tab(self) -> str:
        """The tab that is open."""
        return next(tab for tab, button in self.tabs.items() if button.isChecked())

    def open_tab(self, tab: str) -> None:
        """Shows one tab from its top."""
        self.tabs[tab].setChecked(True)
        if tab == "scenes":
            self._make_scenes()
        for name, panel in self.panels.items():
            panel.setVisible(name == tab)
        self._area.verticalScrollBar().setValue(0)

    def refresh(self) -> None:
        """Shows the answers and what follows from them."""
        assessment, rulebook = self.session.assessment, self.session.rulebook
        if assessment is None or rulebook is None:
            return
        account = account_of(assessment, rulebook, self._scheme, shipped_crosswalk(), date.today())
        self.account = account
        editable = self.session.editable
        result = account.result
        self._level.setText(words(result.level_text))
        self._points.setText(
            tr("{points}; {done} of {all} answered", points=result.points_text, done=result.answered, all=result.asked)
        )
        for card in self.cards.values():
            card.show_account(account, assessment, self.session.unread, editable=editable)
        self.outcome.show_account(account, assessment, self.session.unread, editable=editable)
        self.carrying.show_account(account, rulebook, editable=editable)
        done = (sum(each.answered for each in result.questions), sum(each.answered for each in result.scenes))
        self.tabs["questions"].setText(tr("Questions {done}/{all}", done=done[0], all=len(result.questions)))
        self.tabs["scenes"].setText(tr("Scenes {done}/{all}", done=done[1], all=len(result.scenes)))
        self.tabs["result"].setText(tr("Result and gaps"))
        self.tabs["carry"].setText(tr("Carry over ({count})", count=len(account.takeable)))

    def retranslate(self) -> None:
        """Rebuilds everything in the new language, on the tab that was open."""
        tab = self.tab
        self.leave()
        self._build()
        super().retranslate()
        self.open_tab(tab)

    def show_target(self, target: str) -> None:
        """Brings a question, a scene or a tab into view."""
        part = part_of(target)
        if part in self._scheme.by_id:
            self.open_tab("questions" if part.startswith("SQ") else "scenes")
            card = self.cards[part]
            card.first().setFocus()
            # The panel that was just opened has its height only after the layouts had their turn.
            QTimer.singleShot(0, card, partial(self._area.ensureWidgetVisible, card, 0, 2 * GRID))
        elif target in TABS or part == "official":
            self.open_tab(target if target in TABS else "result")

    def in_view(self, answers: Collection[AnswerId]) -> bool:
        """Returns whether the places of all these answers are in sight; what is filled in is listed on the last tab."""
        if not self.isVisible():
            return False
        if self.tab == "carry":
            figures = {each.to for each in self.account.known} if self.account is not None else set()
            return any(map(is_origin, answers)) or figures.issuperset(answers)
        parts: tuple[PartCard | ResultTab, ...] = (*self.cards.values(), self.outcome)
        return all(any(part.shows(answer) for part in parts) for answer in answers)

    def leave(self) -> None:
        """Hands over what was typed and not read yet."""
        for card in self.cards.values():
            card.hand_over()
        for field in self.outcome.fields.values():
            field.hand_over()

    # What the person does

    def _answered(self, changes: Changes) -> None:
        self.session.answer(changes)

    def _typed(self, answer: str, text: str, read: bool) -> None:
        changes: dict[AnswerId, Value | None] = {AnswerId(answer): None} if read else {}
        self.session.answer(changes, typing=not read, unread={AnswerId(answer): text})

    def _take(self, offers: tuple[ImpliedAnswer, ...]) -> None:
        assessment, rulebook = self.session.assessment, self.session.rulebook
        if assessment is not None and rulebook is not None:
            self.session.answer(taking(assessment, rulebook, self._scheme, offers))

    def _confirm(self, answers: tuple[AnswerId, ...]) -> None:
        assessment, rulebook = self.session.assessment, self.session.rulebook
        if assessment is not None and rulebook is not None:
            self.session.answer(confirming(assessment, rulebook, self._scheme, answers))

    def _take_back(self, answers: tuple[AnswerId, ...]) -> None:
        assessment, rulebook = self.session.assessment, self.session.rulebook
        if assessment is not None and rulebook is not None:
            self.session.answer(taking_back(assessment, rulebook, self._scheme, answers))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit picks a choice of the question that has the keyboard; from elsewhere in its card it only leads there."""
        focused, key = self.window().focusWidget(), event.key()
        digit = is_plain(event) and self.session.editable and Qt.Key.Key_1 <= key <= Qt.Key.Key_9
        card = next((card for card in self.cards.values() if focused is not None and card.isAncestorOf(focused)), None)
        if not digit or card is None or focused is None:
            super().keyPressEvent(event)
        elif card.picks_from(focused):
            card.choose(key - int(Qt.Key.Key_0))
        else:
            card.first().setFocus()
