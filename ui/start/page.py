"""The first page: three ways to start, and later the cases with their tier, progress and next step."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from models import counts, files
from models.assessment import AssessmentState
from models.errors import ApplicationError
from models.language import N_, sentence
from ui import errors
from ui.language import current, tr
from ui.page import TEN_QUESTIONS, Page
from ui.session import Session
from ui.style.sheet import GRID, set_kind
from ui.widgets.basic import Button, Card, Picture, clear, label, row
from ui.widgets.files.save_place import open_place, save_place
from ui.widgets.flow import FlowLayout, flowing
from ui.words.tiers import tier_word
from ui.words.times import when_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.assessment import Assessment
    from models.case import CaseSummary
    from models.document.merging import Encounter
    from models.language import Sentence
    from models.rulebook import Rulebook
    from models.workspace import Workspace


_FOR_GOOD = N_(
    "Its answers, history, prices, reports, and the evidence that no other case uses, are removed from this computer. Undo does not bring them back. The copies that the program keeps by itself and your own backups still hold them until you delete those."
)


class StartPage(Page):
    """Three cards on the first run; afterwards the list of cases, and the same three ways as buttons."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.case_buttons: dict[str, Button] = {}
        self.ten_buttons: dict[str, Button] = {}
        self.forget_buttons: dict[str, Button] = {}
        """By case number, while the trash is shown."""
        self._ways: list[Button] = []
        content = QWidget()
        self._body = QVBoxLayout(content)
        self._body.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 4 * GRID)
        self._body.setSpacing(2 * GRID)
        self.title = label(kind="title")
        self.lead = label(kind="lead")
        self._body.addWidget(self.title)
        self._body.addWidget(self.lead)
        # The three cards or the row of buttons: only one of them is seen, so only that one is made.
        self._begin = QVBoxLayout()
        self._begin.setContentsMargins(0, 0, 0, 0)
        self._body.addLayout(self._begin)
        self._cards: QWidget | None = None
        self._bar: QWidget | None = None
        self._list = QVBoxLayout()
        self._list.setSpacing(GRID)
        self._body.addLayout(self._list)
        self._trash = Button(kind="link", on_click=self._toggle_trash)
        self._body.addLayout(row(self._trash, 1))
        self._trash_list = QVBoxLayout()
        self._body.addLayout(self._trash_list)
        self._body.addStretch(1)
        self._safe = label(kind="small")
        self._body.addWidget(self._safe)
        self.say(
            self._safe.setText,
            N_("Everything stays on this computer. Zhijie needs no network and no account."),
        )
        self.scrolled(content)
        session.opened.connect(self.refresh)
        self._shown: tuple[object, ...] | None = None
        self._trash_open = False
        self._trashed = 0
        session.cases_changed.connect(self._fill_trash)
        self.refresh()

    def _first_run(self) -> QWidget:
        """The three cards."""
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, GRID, 0, GRID)
        grid.setSpacing(2 * GRID)
        ways = (
            (
                "graduation-cap",
                N_("Try with a sample factory"),
                N_(
                    "A fictitious machining plant with 100 staff, already filled in. A two-minute tour shows the whole job."
                ),
                N_("Open the sample"),
                self.open_sample,
            ),
            (
                "factory",
                N_("Start my factory"),
                N_(
                    "Answer plain questions, over several days if you like. Every answer is saved at once, and you see right away which tier you reach."
                ),
                N_("Begin"),
                self.begin,
            ),
            (
                "shield-check",
                N_("I am an assessor: open a report"),
                N_("Check in ten seconds whether a report is genuine and unchanged, and send back your remarks."),
                N_("Open a report"),
                self.assess,
            ),
        )
        for place, (icon_name, heading, text, button_text, act) in enumerate(ways):
            card = Card(margin=3 * GRID, spacing=2 * GRID)
            head = label(kind="heading")
            body = label(kind="muted")
            button = Button(on_click=act)
            if place < 2:
                set_kind(button, "primary")
            self.say(head.setText, heading)
            self.say(body.setText, text)
            self.say(button.setText, button_text)
            card.column.addWidget(Picture(icon_name, "accent", 36))
            card.column.addWidget(head)
            body.setAlignment(Qt.AlignmentFlag.AlignTop)
            card.column.addWidget(body, 1)
            card.column.addWidget(button)
            grid.addWidget(card, 0, place)
            grid.setColumnStretch(place, 1)
            self._ways.append(button)
        return holder

    def _ways_bar(self) -> QWidget:
        holder = QWidget()
        line = FlowLayout(holder, spacing=GRID)
        for icon_name, text, act, primary in (
            ("plus", N_("New factory"), self.begin, True),
            ("graduation-cap", N_("Sample factory"), self.open_sample, False),
            ("download", N_("Open a case file…"), self._import, False),
            ("shield-check", N_("Check a report…"), self.assess, False),
        ):
            button = Button(kind="primary" if primary else "", icon_name=icon_name, on_click=act)
            self.say(button.setText, text)
            line.addWidget(button)
            self._ways.append(button)
        return holder

    # What is shown

    def showEvent(self, event: QShowEvent) -> None:
        """Reads the list again when it comes into sight: names, tiers and progress follow the answers given meanwhile."""
        super().showEvent(event)
        self.session.reload_cases()

    def refresh(self) -> None:
        """Shows the cases; the three cards while there is none."""
        ready = self.session.workspace is not None
        cases = self.session.cases
        first = not cases if ready else not self.session.preferences.had_cases
        self._show_ways(first=first)
        for button in self._ways:
            button.setEnabled(ready)
        self.title.setText(tr("Welcome to Zhijie") if first else tr("Cases"))
        self.lead.setText(
            tr(
                "Find out where your factory stands on the ladder of intelligent factories, what it lacks, and the cheapest way up."
            )
        )
        self.lead.setVisible(first)
        self._trash.setVisible(self._trashed > 0 or self._trash_open)
        self._trash.setText(tr("Hide the trash") if self._trash_open else tr("Show the trash"))
        open_now = self.session.assessment.case_number if self.session.assessment else ""
        if ready:
            self.session.preferences.had_cases = bool(cases)
        shown = (cases, open_now, current())
        if shown != self._shown:
            self._shown = shown
            clear(self._list)
            self.case_buttons.clear()
            self.ten_buttons.clear()
            for case in cases:
                self._list.addWidget(self._case_card(case, open_now == case.number))

    def _show_ways(self, *, first: bool) -> None:
        """Shows how to begin: three cards while there is no case, a row of buttons afterwards."""
        if first and self._cards is None:
            self._cards = self._first_run()
            self._begin.addWidget(self._cards)
        if not first and self._bar is None:
            self._bar = self._ways_bar()
            self._begin.addWidget(self._bar)
        for widget, shown in ((self._cards, first), (self._bar, not first)):
            if widget is not None:
                widget.setVisible(shown)

    def _case_card(self, case: "CaseSummary", is_open: bool) -> Card:
        card = Card(margin=2 * GRID)
        name = " · ".join(part for part in (case.enterprise, case.factory) if part) or tr("Factory without a name")
        heading = label(name, "heading")
        outcome = case.outcome
        reached = tier_word(outcome.reached) if outcome is not None else tr("rules not installed here")
        tier = label(reached, wrap=False)
        mark = Picture("flag", "good" if outcome and outcome.reached else "muted", 18)
        now = datetime.now().astimezone()
        facts = label(
            tr(
                "{number}, version {version}, last change {when}",
                number=case.number,
                version=case.version,
                when=when_words(case.changed_at.astimezone(), now),
            ),
            "small",
        )
        waits = label(tr("Next: {what}", what=case.waits_for.text(current())), "muted")
        bar = QProgressBar()
        bar.setRange(0, 1000)
        bar.setValue(round(case.progress_share * 1000))
        bar.setTextVisible(False)
        bar.setFixedWidth(20 * GRID)
        answered = tr("{done} of {all} answered", done=outcome.answered, all=outcome.asked) if outcome else ""
        bar.setAccessibleName(answered)
        go_on = Button(
            tr("Continue") if is_open and case.state is AssessmentState.DRAFT else tr("Open"),
            icon_name="arrow-right",
            on_click=lambda: self._open(case.number),
        )
        set_kind(go_on, "primary")
        go_on.tint()
        go_on.setAccessibleName(tr("Open {name}", name=name))
        self.case_buttons[case.number] = go_on
        export = Button(
            tr("Write to a file…"), kind="link", icon_name="upload", on_click=lambda: self._export(case.number)
        )
        trash = Button(
            tr("Move to the trash"), kind="link", icon_name="trash-2", on_click=lambda: self._delete(case.number, name)
        )
        ten = Button(
            tr("Ten questions: about where?"),
            kind="link",
            icon_name="sparkles",
            on_click=lambda: self._open(case.number, "interview", TEN_QUESTIONS),
        )
        if case.state is AssessmentState.FROZEN or (outcome is not None and outcome.reached == outcome.possible):
            ten.hide()
        self.ten_buttons[case.number] = ten
        over_time = Button(
            tr("Versions and papers"),
            kind="link",
            icon_name="history",
            on_click=lambda: self._open(case.number, "over_time"),
        )
        for button in (ten, over_time, export, trash):
            button.setAccessibleDescription(name)
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(heading)
        left.addWidget(facts)
        left.addWidget(waits)
        middle = QVBoxLayout()
        middle.setSpacing(6)
        middle.addLayout(row(mark, tier, 1, spacing=6))
        middle.addWidget(bar)
        middle.addWidget(label(answered, "small"))
        line = QHBoxLayout()
        line.setSpacing(2 * GRID)
        line.addLayout(left, 1)
        line.addLayout(middle)
        line.addWidget(go_on, 0, Qt.AlignmentFlag.AlignVCenter)
        card.column.addLayout(line)
        card.column.addWidget(flowing(ten, over_time, export, trash, spacing=2 * GRID))
        return card

    # What the person does

    def open_sample(self) -> None:
        """Makes a case from the sample factory and begins the tour."""
        self.session.take_over(lambda workspace: workspace.create_sample(), lambda: self.go.emit("tour", ""))

    def begin(self) -> None:
        """Makes an empty case and opens its first question."""
        self.session.take_over(lambda workspace: workspace.create_case(), lambda: self.go.emit("fill", ""))

    def assess(self) -> None:
        """Turns to the assessor's role and opens the inbox."""
        from dataclasses import replace

        if self.session.settings is not None and not self.session.assessor:
            self.session.save_settings(replace(self.session.settings, role="assessor"))
        self.go.emit("inbox", "")

    def _open(self, number: str, page: str = "fill", target: str = "") -> None:
        if self.session.assessment is not None and self.session.assessment.case_number == number:
            self.go.emit(page, target)
        else:
            self.session.open_case(number, then=lambda: self.go.emit(page, target))

    def _import(self) -> None:
        name = open_place(self, tr("Open a case file"), tr("Case files (*.json)"))
        if name:
            self.import_file(name)

    def take_files(self, paths: tuple[Path, ...]) -> None:
        """Takes case files in, as "Open a case file" does."""
        for path in paths:
            self.import_file(path)

    def import_file(self, path: Path) -> None:
        """Takes a case document in and opens it."""
        from models.document import LARGEST_MB
        from models.sharing.part_file import is_part

        try:
            data = files.read_bytes(path, LARGEST_MB)
        except ApplicationError as problem:
            self.fail(problem)
            return

        if is_part(data):
            self._import_part(path, data)
            return

        def meet(workspace: "Workspace") -> "tuple[Encounter, Rulebook | None]":
            encounter = workspace.meet_document(data, path.name)
            present = encounter.present
            return encounter, workspace.rulebook(present.rulebook, present.overlays) if present is not None else None

        self.session.in_workspace(meet, lambda met: self._take_in(met[0], met[1], data, path.name))

    def _import_part(self, path: Path, data: bytes) -> None:
        """Takes a part of a case in: into its case where that is here, else as a colleague's own case."""

        def look(workspace: "Workspace") -> str | None:
            from models.sharing.part_file import read_head

            return workspace.case_with_id(read_head(path.name, data).case_id)

        def show(number: str | None) -> None:
            if number is not None:
                self.session.open_case(number, then=lambda: self.go.emit("sharing", str(path)))
                return
            from reports.acts.sharing import receive

            self._show(lambda workspace: receive(workspace, path))

        self.session.in_workspace(look, show)

    def _take_in(self, encounter: "Encounter", rulebook: "Rulebook | None", data: bytes, name: str) -> None:
        """Takes a case file in; where its case is here and differs, as the person chooses."""
        number = encounter.given.case_number
        if rulebook is None:
            self._show(lambda workspace: workspace.import_case(data, name))
            return
        if not encounter.asks:
            self.told.emit(sentence("{name} says the same as the case here.", name=name))
            self._open(number)
            return
        from ui.start.meeting import MeetingDialog, MeetingWay

        dialog = MeetingDialog(encounter, rulebook, name, datetime.now().astimezone(), self)
        dialog.exec()
        choice = dialog.choice
        if choice.way is MeetingWay.CASE:
            self._show(lambda workspace: workspace.import_case(data, name, new_case=True))
        elif choice.way is MeetingWay.VERSION or choice.taken or choice.rules:
            self._show(
                lambda workspace: workspace.merge_document(
                    encounter.given, choice.taken, name, rules=choice.rules, apart=choice.way is MeetingWay.VERSION
                )
            )
        elif choice.way is MeetingWay.MERGE:
            self._open(number)

    def _show(self, make: "Callable[[Workspace], Assessment]") -> None:
        self.session.take_over(make, lambda: self.go.emit("fill", ""))

    def _export(self, number: str) -> None:
        path = save_place(self, tr("Write the case to a file"), f"{number}.json", tr("Case files (*.json)"))
        if path:
            self.export_to(number, path)

    def export_to(self, number: str, path: Path) -> None:
        """Writes a case document; says so only after it was read back."""

        def write(data: bytes) -> None:
            try:
                files.write_bytes(path, data)
            except ApplicationError as problem:
                self.fail(problem)
            else:
                self.told.emit(sentence("Written and read back: {name}", name=path.name))

        self.session.in_workspace(lambda workspace: workspace.export_case(number), write)

    def _delete(self, number: str, name: str) -> None:
        def gone(_nothing: object) -> None:
            if self.session.assessment is not None and self.session.assessment.case_number == number:
                self.session.close_case()
            self._trash_open = True
            self.session.reload_cases()
            self.told.emit(sentence("{name} is in the trash; you can restore it from there.", name=name))

        self.session.in_workspace(lambda workspace: workspace.delete_case(number), gone)

    def _toggle_trash(self) -> None:
        self._trash_open = not self._trash_open
        self.refresh()
        self._fill_trash()

    def _fill_trash(self) -> None:
        def show(cases: "tuple[CaseSummary, ...]") -> None:
            clear(self._trash_list)
            self.forget_buttons.clear()
            self._trashed = len(cases)
            self._trash.setVisible(self._trashed > 0 or self._trash_open)
            if not self._trash_open:
                return
            for case in cases:
                name = " · ".join(part for part in (case.enterprise, case.factory) if part) or case.number
                back = Button(tr("Restore"), icon_name="undo-2", on_click=partial(self._restore, case.number))
                forget = Button(
                    tr("Delete for good…"),
                    kind="link",
                    icon_name="trash-2",
                    on_click=partial(self._ask_forget, case.number, name),
                )
                forget.setAccessibleDescription(name)
                self.forget_buttons[case.number] = forget
                self._trash_list.addLayout(row(label(f"{name}  ({case.number})", wrap=False), back, forget, 1))
            if len(cases) > 1:
                empty = Button(
                    tr("Empty the trash…"), icon_name="trash-2", on_click=partial(self._ask_empty, len(cases))
                )
                self._trash_list.addLayout(row(empty, 1))
            if not cases:
                self._trash_list.addWidget(label(tr("The trash is empty."), "muted"))

        self.session.in_workspace(lambda workspace: workspace.cases(in_trash=True), show)

    def _restore(self, number: str) -> None:
        def back(_nothing: object) -> None:
            self.session.reload_cases()

        self.session.in_workspace(lambda workspace: workspace.restore_case(number), back)

    def _ask_forget(self, number: str, name: str) -> None:
        if errors.confirm(
            tr("Delete for good"),
            tr("Delete {name} for good?", name=name) + "\n\n" + tr(_FOR_GOOD),
            tr("Delete for good"),
            self,
        ):
            self._clear_away(
                lambda workspace: workspace.forget_case(number), sentence("{name} was deleted for good.", name=name)
            )

    def _ask_empty(self, count: int) -> None:
        if errors.confirm(
            tr("Empty the trash"),
            tr("Delete {cases} in the trash for good?", cases=counts.cases(count)) + "\n\n" + tr(_FOR_GOOD),
            tr("Delete for good"),
            self,
        ):
            self._clear_away(lambda workspace: workspace.empty_trash(), sentence("The trash is empty."))

    def _clear_away(self, act: "Callable[[Workspace], object]", news: "Sentence") -> None:
        def gone(_result: object) -> None:
            self.session.reload_cases()
            self.told.emit(news)

        self.session.in_workspace(act, gone)
