"""Search over everything that has a name: sections, questions, scenarios, conditions, measures, cases, help pages.

It works without an open case, too: then over the newest edition. Letters that only look different are one letter.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidgetItem, QVBoxLayout, QWidget

from models.catalogue import Catalogue
from models.digital_level.scheme import SECTION
from models.language import Sentence, Text
from models.rulebook import Rulebook
from models.subjects import group_name
from models.workspace.core import DEFAULT_RULEBOOK
from ui.help.contents import TOPICS
from ui.language import tr, words
from ui.session import Session
from ui.style.sheet import GRID, set_kind
from ui.widgets.basic import label
from ui.widgets.seen import SeenList

if TYPE_CHECKING:
    from models.workspace import Workspace

MOST_HITS = 60
_OF_CASE = frozenset({"fill", "digital", "results", "roadmap"})
"""Pages of the open case."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that can be found, and where it leads."""

    kind: str
    """What it is, in the present language."""
    name: str
    page: str
    target: str
    searched: str
    """Everything it can be found by, folded and in both languages."""


_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


def folded(text: str) -> str:
    """Returns a text by which it is compared: full-width, ligature and radical forms as the plain letter, any case, one dash."""
    return unicodedata.normalize("NFKC", text).translate(_DASHES).casefold()


def _both(text: Text | Sentence) -> str:
    return f"{text.text('zh')} {text.text('en')}"


@dataclass(frozen=True, slots=True)
class ShippedNames:
    """What is searched while no case is open."""

    rulebook: Rulebook
    catalogue: Catalogue


def things(session: Session, shelf: ShippedNames | None = None) -> Iterator[Hit]:
    """Yields everything that can be found now.

    Args:
        session: what is open.
        shelf: what stands in for it while nothing is.
    """
    part = session.notes.part if session.assessment is not None else None
    asked = frozenset[str](part.asked) if part is not None else frozenset[str]()
    for hit in _everything(session, shelf):
        if part is not None and hit.page in _OF_CASE and hit.target not in asked:
            continue
        yield replace(hit, searched=folded(f"{hit.name} {hit.searched}"))


def _everything(session: Session, shelf: ShippedNames | None) -> Iterator[Hit]:
    rulebook, catalogue = session.rulebook, session.catalogue
    if shelf is not None:
        rulebook, catalogue = rulebook or shelf.rulebook, catalogue or shelf.catalogue
    for case in session.cases:
        called = " · ".join(part for part in (case.enterprise, case.factory) if part) or case.number
        yield Hit(tr("Case"), called, "cases", case.number, case.number)
    if rulebook is not None:
        scenarios = {scenario.id: scenario for scenario in rulebook.scenarios}
        seen: set[tuple[str, str]] = set()
        for section in rulebook.sections:
            searched = f"{_both(section.title)} {_both(section.lead)}"
            yield Hit(tr("Section"), words(section.title), "fill", section.id, searched)
        for question in rulebook.questions.values():
            card = (question.section, question.group)
            page = "digital" if question.section == SECTION else "fill"
            if card not in seen:
                seen.add(card)
                name = group_name(rulebook, *card)
                scenario = scenarios.get(question.group)  # type: ignore[call-overload]  # a group may be anything
                kind = tr("Scenario") if scenario else tr("Fill in") if page == "fill" else tr("Digital level")
                yield Hit(kind, words(name), page, question.id, f"{_both(name)} {question.group}")
            if words(question.label) == words(group_name(rulebook, *card)):
                continue
            yield Hit(
                tr("Question: {card}", card=group_name(rulebook, *card)),
                words(question.label),
                page,
                question.id,
                f"{_both(question.label)} {question.id}",
            )
        for condition in rulebook.conditions:
            yield Hit(
                tr("Condition"),
                words(condition.text),
                "results",
                condition.id,
                f"{_both(condition.text)} {condition.id}",
            )
    if catalogue is not None:
        for measure in catalogue.measures.values():
            yield Hit(tr("Measure"), words(measure.name), "roadmap", measure.id, f"{_both(measure.name)} {measure.id}")
    for topic in TOPICS:
        yield Hit(tr("Help"), tr(topic.title), "help", topic.id, f"{tr(topic.title)} {topic.title}".lower())


def find(everything: list[Hit], typed: str, most: int | None = MOST_HITS) -> list[Hit]:
    """Returns the hits for what was typed: all words must occur; names that begin with it come first; None for all."""
    wanted = folded(typed).split()
    if not wanted:
        return []
    hits = [hit for hit in everything if all(word in hit.searched for word in wanted)]
    hits.sort(key=lambda hit: (not folded(hit.name).startswith(wanted[0]), wanted[0] not in folded(hit.name)))
    return hits[:most]


def _shelf_of(workspace: "Workspace") -> ShippedNames:
    return ShippedNames(workspace.rulebook(DEFAULT_RULEBOOK), workspace.library.catalogue())


class Search(QFrame):
    """The field that Ctrl+K opens over the page. Arrows choose, Enter goes there, Esc closes."""

    chosen = Signal(str, str)
    """Page and target."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        set_kind(self, "popup")
        self._session = session
        self._everything: list[Hit] = []
        self._shelf: ShippedNames | None = None
        self.field = QLineEdit()
        self.field.textChanged.connect(self._look)
        self.field.installEventFilter(self)
        self._list = SeenList()
        set_kind(self._list, "bare")
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemActivated.connect(self._go)
        self._list.itemClicked.connect(self._go)
        self._nothing = label(kind="muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, GRID, GRID, GRID)
        layout.addWidget(self.field)
        layout.addWidget(self._nothing)
        layout.addWidget(self._list)
        self.hide()

    @property
    def targets(self) -> list[str]:
        """Where the entries of the list lead."""
        rows = (self._list.item(row) for row in range(self._list.count()))
        return [item.data(Qt.ItemDataRole.UserRole)[1] for item in rows]

    def open(self) -> None:
        """Shows the field, empty, with the keyboard in it."""
        self._everything = list(things(self._session, self._shelf))
        if self._session.rulebook is None and self._shelf is None:
            self._session.in_workspace(_shelf_of, self._take_shelf)
        self.field.setPlaceholderText(tr("Find a section, question, scenario, condition, measure, case or help page"))
        self.field.setAccessibleName(tr("Search"))
        self._list.setAccessibleName(tr("Found"))
        self.field.clear()
        self._look("")
        self.place()
        self.show()
        self.raise_()
        self.field.setFocus()

    def _take_shelf(self, shelf: ShippedNames) -> None:
        """Goes on searching over what ships, as nothing is open."""
        self._shelf = shelf
        self._everything = list(things(self._session, shelf))
        self._look(self.field.text())

    def place(self) -> None:
        """Moves to the upper middle of the window."""
        parent = self._window
        width = min(640, parent.width() - 4 * GRID)
        height = min(420, parent.height() - 12 * GRID)
        self.setGeometry((parent.width() - width) // 2, 7 * GRID, width, height)

    def _look(self, typed: str) -> None:
        self._list.clear()
        hits = find(self._everything, typed)
        for hit in hits:
            item = QListWidgetItem(f"{hit.name}\n{hit.kind}")
            item.setData(Qt.ItemDataRole.UserRole, (hit.page, hit.target))
            self._list.addItem(item)
        if hits:
            self._list.setCurrentRow(0)
        self._list.setVisible(bool(hits))
        self._nothing.setVisible(not hits)
        self._nothing.setText(
            tr("Nothing found. Try a shorter word.") if typed.strip() else tr("Type a word, such as quality or 质量.")
        )

    def _go(self, item: QListWidgetItem) -> None:
        page, target = item.data(Qt.ItemDataRole.UserRole)
        self.hide()
        self.chosen.emit(page, target)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Passes the field's arrow keys on to the list."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            row, last = self._list.currentRow(), self._list.count() - 1
            if event.key() == Qt.Key.Key_Down:
                self._list.setCurrentRow(min(row + 1, last))
                return True
            if event.key() == Qt.Key.Key_Up:
                self._list.setCurrentRow(max(row - 1, 0))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self._list.currentItem() is not None:
                    self._go(self._list.currentItem())
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.hide()
                return True
        if event.type() is QEvent.Type.FocusOut and self.isVisible() and not self._list.hasFocus():
            self.hide()
        return super().eventFilter(watched, event)
