"""The window: rail, top bar, one page at a time, the ladder. It knows no page by name except those in `ui/pages.py`."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from models.errors import ApplicationError
from models.language import Sentence, sentence
from ui import errors, language, tasks
from ui.frame.rail import Rail
from ui.frame.top_bar import TopBar
from ui.language import run_on, tr, words
from ui.page import Page, PageEntry
from ui.pages import ENTRIES, FOOT, read_ahead
from ui.preferences import WindowPreferences
from ui.saving.undone import Turned
from ui.session import Session
from ui.style.icons import program_icon
from ui.widgets.banner import Banner, Tone
from ui.widgets.basic import Button

if TYPE_CHECKING:
    from models.assessment import Evidence
    from ui.frame.ladder_panel import LadderPanel
    from ui.frame.search import Search
    from ui.frame.tour import Tour
    from ui.widgets.empty import EmptyPage

_WITHOUT_LADDER = frozenset({"rules", "help", "settings", "inbox", "region"})
"""Pages about something else than the open case."""


_WIDE = frozenset({"digital", "results", "roadmap", "report"})
"""Pages that need the width, or draw the ladder themselves: it is folded there until it is asked for."""


_LEAST = QSize(880, 480)
"""What a screen of 1366 × 768 at 150 % leaves, less its task bar."""
_ROOMY = 1320
"""Pixels of width from which the ladder stands beside a page; on a narrower screen it is folded until it is asked for."""


class MainWindow(QMainWindow):
    """Made without touching the disk beyond the preferences; the data arrive after the first paint."""

    _ladder_over = False
    """Whether the ladder was asked for on a screen that is narrow."""

    def __init__(self, session: Session, preferences: WindowPreferences) -> None:
        super().__init__()
        self.session = session
        self.preferences = preferences
        self._entries: dict[str, PageEntry] = {entry.id: entry for entry in ENTRIES}
        self._made: dict[str, Page] = {}
        self._current = ""
        self._painted: list[Callable[[], None]] = []
        self.setWindowIcon(program_icon())
        self.setMinimumSize(_LEAST)

        self.rail = Rail(ENTRIES, FOOT)
        self.rail.chosen.connect(self.open_page)
        self.top_bar = TopBar(session)
        self.top_bar.ladder_toggled.connect(self._show_ladder)
        self.top_bar.search.connect(self.open_search)
        self.banner = Banner()
        self.save_banner = Banner(closable=False)
        self._unsaved: ApplicationError | None = None
        """Why the last save failed; kept so that the bar about it can follow the language."""
        self.reading_banner = Banner(closable=False)
        """Stays while the data can only be read."""
        self.stack = QStackedWidget()
        self.ladder: LadderPanel | None = None
        self.tour: Tour | None = None
        self._search: Search | None = None
        self._told_unsound: tuple[Evidence, ...] = ()
        self._empty: EmptyPage | None = None

        centre = QWidget()
        self._middle = QVBoxLayout(centre)
        self._middle.setContentsMargins(0, 0, 0, 0)
        self._middle.setSpacing(0)
        self._middle.addWidget(self.top_bar)
        for bar in (self.reading_banner, self.save_banner, self.banner):
            self._middle.addWidget(bar)
        self._inner = QHBoxLayout()
        self._inner.setContentsMargins(0, 0, 0, 0)
        self._inner.setSpacing(0)
        self._inner.addWidget(self.stack, 1)
        self._middle.addLayout(self._inner, 1)
        whole = QWidget()
        layout = QHBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.rail)
        layout.addWidget(centre, 1)
        self.setCentralWidget(whole)

        session.case_changed.connect(self._case_changed)
        session.catalogue_changed.connect(lambda: tasks.run(lambda _control: read_ahead()))
        for shown_again in (session.evaluation_changed, session.roadmap_changed, session.cases_changed):
            shown_again.connect(self._refresh_page)
        session.role_changed.connect(self._role_changed)
        session.opened.connect(self._show_reading)
        session.failed.connect(self.show_failure)
        session.noticed.connect(self._show_notices)
        session.turned.connect(self._show_turned)
        session.evidence_watch.looked.connect(self._show_unsound)
        session.save_failed.connect(self._show_unsaved)
        session.saved.connect(lambda _when: self.save_banner.hide())
        language.on_change(self.retranslate)
        self._keys()
        self._role_changed()
        self._name_window()
        self.open_page("cases")

    def _keys(self) -> None:
        def key(act: Callable[[], object], *sequences: QKeySequence | str) -> None:
            shortcut = QShortcut(self)
            shortcut.setKeys(list(dict.fromkeys(QKeySequence(sequence) for sequence in sequences)))
            shortcut.activated.connect(act)

        key(self.open_search, "Ctrl+K")
        key(lambda: self.open_page("help"), "F1")
        key(self._undo, "Ctrl+Z", *QKeySequence.keyBindings(QKeySequence.StandardKey.Undo))
        # Both are in use on every system, whichever of them it calls its own.
        key(self._redo, "Ctrl+Y", "Ctrl+Shift+Z", *QKeySequence.keyBindings(QKeySequence.StandardKey.Redo))
        for number, entry in enumerate(ENTRIES[:9], start=1):
            key(partial(self.open_page, entry.id), f"Ctrl+{number}")

    def _undo(self) -> None:
        page = self._made.get(self._current)
        if page is None or not page.take_back():
            self.session.undo()

    def _redo(self) -> None:
        page = self._made.get(self._current)
        if page is None or not page.do_again():
            self.session.redo()

    def _show_turned(self, turned: Turned) -> None:
        """Says what was undone or redone, and goes there where it is out of sight."""
        rulebook = self.session.rulebook
        if rulebook is None:
            return
        page = self._made.get(self._current)
        in_sight = page is not None and page.in_view(turned.changes.keys())
        if turned.changes and not in_sight:
            from models.digital_level.scheme import PREFIX

            first = next(iter(turned.changes))
            self.open_page("digital" if first.startswith(PREFIX) else "fill", first)
        from ui.words.answers import turned_words

        self._tell(turned_words(rulebook, turned.changes, back=turned.back), "note")

    def _empty_page(self) -> "EmptyPage":
        from ui.widgets.empty import EmptyPage

        self._to_cases = Button(kind="primary", on_click=lambda: self.open_page("cases"))
        empty = EmptyPage("folder-open", "", "", self._to_cases)
        self.stack.addWidget(empty)
        return empty

    @property
    def current_page(self) -> str:
        """Id of the page that is open."""
        return self._current

    def page(self, name: str) -> Page:
        """Returns a page, made now if it was not opened before.

        Raises:
            KeyError: when there is no such page.
        """
        if name not in self._made:
            page = self._entries[name].make(self.session)
            page.go.connect(self.open_page)
            page.failed.connect(self.show_failure)
            page.told.connect(self.show_news)
            self.stack.addWidget(page)
            self._made[name] = page
        return self._made[name]

    def open_page(self, name: str, target: str = "") -> None:
        """Shows a page, and one item on it when `target` names one; `tour` begins the tour."""
        if name == "tour":
            self.start_tour()
        if name not in self._entries:
            return
        if not (self._entries[name].assessor_only or self._fits(self._entries[name])):
            name = "fill"
        entry = self._entries[name]
        if name == "help" and name != self._current and not target and self._current:
            target = self._entries[self._current].help
        if self._current in self._made and self._current != name:
            self._made[self._current].leave()
        if name != self._current:
            self.banner.hide()
        self._current = name
        self.rail.mark(name)
        if entry.needs_case and self.session.assessment is None:
            if self._empty is None:
                self._empty = self._empty_page()
            self._describe_empty(self._empty, entry)
            self.stack.setCurrentWidget(self._empty)
        else:
            page = self.page(name)
            page.refresh()
            self.stack.setCurrentWidget(page)
            (page.focusWidget() or page).setFocus()
            if target:
                page.show_target(target)
        if self.tour is not None:
            self.tour.follow(name)
        self._place_ladder()

    def _describe_empty(self, empty: "EmptyPage", entry: PageEntry) -> None:
        empty.heading.setText(tr("No case is open"))
        empty.text.setText(tr(entry.explains) if entry.explains else tr("Open a case first."))
        self._to_cases.setText(tr("Go to the cases"))

    def _refresh_page(self, _what: object = None) -> None:
        page = self._made.get(self._current)
        if page is not None and self.stack.currentWidget() is page:
            page.refresh()

    def _case_changed(self) -> None:
        self._role_changed()
        self.open_page(self._current)

    def _role_changed(self) -> None:
        self.rail.show_only(self._fits)

    def _fits(self, entry: PageEntry) -> bool:
        """Returns whether a page is for this role, and for the open case: a part that somebody sent is only filled in."""
        if entry.assessor_only:
            return self.session.assessor
        part = self.session.notes.part if self.session.assessment is not None else None
        return part is None or entry.for_part or (entry.id == "digital" and part.asks_digital_level)

    def _show_ladder(self, shown: bool) -> None:
        if self._is_narrow:
            self._ladder_over = shown
        else:
            self.preferences.keep_ladder(self._current, shown=shown)
        self._place_ladder()

    @property
    def _is_narrow(self) -> bool:
        return self.width() < _ROOMY

    def _place_ladder(self) -> None:
        useful = (
            self._current not in _WITHOUT_LADDER
            and self.session.assessment is not None
            and self._fits(self._entries["results"])
        )
        self.top_bar.offer_ladder(offered=useful)
        kept = self.preferences.ladder(self._current, usually=self._current not in _WIDE)
        wanted = useful and (self._ladder_over if self._is_narrow else kept)
        self.top_bar.set_ladder(shown=wanted)
        if wanted and self.ladder is None:
            self.ladder = self._make_ladder()
        if self.ladder is not None:
            self.ladder.setVisible(wanted)

    def _make_ladder(self) -> "LadderPanel":
        from ui.frame.ladder_panel import LadderPanel

        ladder = LadderPanel(self.session)
        ladder.jump.connect(partial(self.open_page, "fill"))
        ladder.tier_chosen.connect(partial(self.open_page, "results"))
        self._inner.addWidget(ladder)
        return ladder

    def open_search(self) -> None:
        """Opens the search over the page."""
        from ui.frame.search import Search

        if self._search is None:
            self._search = Search(self.session, self)
            self._search.chosen.connect(self.open_found)
        self._search.open()

    def open_found(self, page: str, target: str) -> None:
        """Goes to what was found; a case is opened."""
        if page == "cases":
            self.session.open_case(target)
            page, target = "fill", ""
        self.open_page(page, target)

    def open_files(self, paths: Sequence[Path]) -> None:
        """Opens files from outside: case files with the cases, everything else in the inbox, where it is checked."""
        for name, documents in (("cases", True), ("inbox", False)):
            belonging = tuple(path for path in paths if (path.suffix.casefold() == ".json") is documents)
            if belonging:
                self.open_page(name)
                self.page(name).take_files(belonging)

    def start_tour(self) -> None:
        """Begins the tour over the open case."""
        from ui.frame.tour import Tour

        if self.tour is None:
            self.tour = Tour()
            self.tour.go.connect(self.open_page)
            self._middle.insertWidget(1, self.tour)
        self.tour.start()

    def show_failure(self, problem: ApplicationError | Sentence) -> None:
        """Shows in the bar what failed, with a link to the help page about it."""
        if isinstance(problem, ApplicationError):
            actions: list[tuple[str, Callable[[], object]]] = [(tr("Help"), partial(self._explain, problem))]
            if problem.code == "damaged_answers":
                actions.insert(0, (tr("Mend the case"), partial(self._mend, str(problem.facts["case"]))))
            self._tell(problem.sentence, "bad", *actions)
        else:
            self._tell(problem, "bad")

    def _show_notices(self, notices: tuple[Sentence, ...]) -> None:
        self.banner.tell("bad", "\n".join(words(notice) for notice in notices), close_name=tr("Close this message"))

    def _show_unsound(self) -> None:
        """Says once of each file of the open case that it is not on the disk as it was filed, and leads to its answer."""
        unsound, assessment = self.session.evidence_watch.unsound, self.session.assessment
        news = [item for item in unsound if item not in self._told_unsound]
        self._told_unsound = unsound
        if not news or assessment is None:
            return
        actions = (
            (tr("Show the answer"), partial(self.open_page, "fill", answer))
            for answer in assessment.answers_behind(news[0])[:1]
        )
        self._tell(
            sentence(
                "Evidence of this case is missing or was changed on the disk: {names}. No answer was changed; attach the files again, or take them from a backup.",
                names=[item.name for item in news[:8]],
            ),
            "bad",
            *actions,
        )

    def _show_reading(self) -> None:
        refusal = self.session.refusal
        if refusal is None:
            self.reading_banner.hide()
            return
        self.reading_banner.tell(
            "unknown",
            tr(
                "The disk is full, so your data is open for reading and exporting only. Everything saved before is safe; free some space, then click “Try again”. To export now, choose another disk."
            )
            if refusal.code == "disk_full"
            else tr(
                "The data folder is read-only, so your data is open for reading and exporting only. Everything saved before is safe; allow writing there, then click “Try again”."
            ),
            (tr("Try again"), self.session.open_again),
            (tr("Help"), partial(self._explain, refusal)),
        )

    def _mend(self, case: str) -> None:
        self.session.mend_case(case, self.show_news)

    def _explain(self, problem: ApplicationError) -> None:
        from ui.help.contents import symptom_of

        self.open_page("help", f"trouble#{symptom_of(problem.code)}")

    def show_news(self, news: Sentence) -> None:
        """Shows in the bar what was done."""
        self._tell(news, "good")

    def _tell(self, what: Sentence, tone: Tone, *actions: tuple[str, Callable[[], object]]) -> None:
        self.banner.tell(tone, words(what), *actions, close_name=tr("Close this message"))

    def _show_unsaved(self, problem: ApplicationError) -> None:
        self._unsaved = problem
        self.save_banner.tell(
            "bad",
            run_on(words(problem.sentence), tr("What you typed is still in the window.")),
            (tr("Save again"), self.session.save_again),
            (tr("Help"), partial(self._explain, problem)),
        )

    def retranslate(self, _language: str = "") -> None:
        """Shows everything in the present language."""
        self._name_window()
        self._show_reading()
        self.rail.retranslate()
        self.top_bar.retranslate()
        if self.ladder is not None:
            self.ladder.retranslate()
        for page in self._made.values():
            page.retranslate()
        self.banner.hide()
        if self._unsaved is not None and self.save_banner.isVisible():
            self._show_unsaved(self._unsaved)
        if self.tour is not None:
            self.tour.retranslate()
        if self._empty is not None and self.stack.currentWidget() is self._empty:
            self._describe_empty(self._empty, self._entries[self._current])

    def _name_window(self) -> None:
        self.setWindowTitle(tr("Zhijie: self-assessment of intelligent factories"))

    def keep_language(self, now: str) -> None:
        """Remembers the language that the person switched to, for the window and for the commands."""
        self.preferences.language = "zh" if now == "zh" else "en"
        settings = self.session.settings
        if settings is not None and settings.language != now:
            self.session.save_settings(replace(settings, language=now))

    def after_paint(self, act: Callable[[], None]) -> None:
        """Calls `act` once, right after the window was painted for the first time."""
        self._painted.append(act)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Starts what waited for the first paint."""
        super().paintEvent(event)
        waiting, self._painted = self._painted, []
        for act in waiting:
            QTimer.singleShot(0, self, act)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the search in its place, and folds the ladder where there is no room for it."""
        super().resizeEvent(event)
        if (event.oldSize().width() < _ROOMY) != self._is_narrow:
            self._ladder_over = False
            self._place_ladder()
        if self._search is not None and self._search.isVisible():
            self._search.place()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hands over what is half typed and waits for the save; stays open when it fails."""
        page = self._made.get(self._current)
        if page is not None:
            page.leave()
        if not self.session.close():
            if not errors.leave_unsaved(self):
                event.ignore()
                return
            self.session.abandon()
        self.preferences.remember_window(self)
        super().closeEvent(event)
