"""The review of one report: its items, the riskiest first; what each assessor says, saved as it is typed; a conclusion."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTableView

from models.exchange.items import ItemKind, ReviewItem
from models.exchange.merging import CONCLUSION, ItemReview
from models.language import N_, Sentence, counted, sentence
from models.review import Finding, FindingKind
from models.rulebook import CAVEAT
from ui import tasks
from ui.language import current, run_on, tr, words
from ui.review.item import LONGEST, ItemForm
from ui.review.items import COLUMNS, ItemsModel, ShownItems
from ui.review.on_site import OnSite
from ui.review.outcome import RatedOutcome
from ui.review.saving import KeptReviews
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.basic import Card, label, row
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.missing_glyphs import UndrawnNote
from ui.widgets.row_table import row_table

if TYPE_CHECKING:
    from models.workspace import Workspace
    from reports.exchange.reviewing import OpenedReview

_SHOWN_ROWS = 9
_WIDEST = {0: 280, 1: 180, 2: 72, 3: 240}
_SHOWN: Mapping[ShownItems, str] = {
    ShownItems.ALL: N_("All items"),
    ShownItems.CHANGED: N_("Only what changed since version {version}"),
    ShownItems.LEFT: N_("Not judged yet"),
    ShownItems.JUDGED: N_("Judged"),
    ShownItems.CONFLICTS: N_("Assessors differ"),
}


class Remarks(Card):
    """Only items of which something is said become findings."""

    def __init__(self, session: Session, failed: tasks.Failed) -> None:
        super().__init__()
        self._session = session
        self._opened: OpenedReview | None = None
        self._names: Mapping[str, str] = {}
        self._asked = 0
        """Counts the reports that were asked for, so that an earlier one is not shown late."""
        self.reviews = KeptReviews(session, failed)
        self._heading, self._caveat = label(kind="heading"), label(kind="small")
        self.state = label(kind="muted")
        self.assessor = ChoiceBox()
        self.assessor.setEditable(True)
        self._assessor_label = label(wrap=False)
        self.outcome = RatedOutcome(self.reviews, self.open_item)
        self.on_site = OnSite(self.reviews, self.open_item, failed)
        self.shown, self.kinds, self.search = ChoiceBox(), ChoiceBox(), QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.model = ItemsModel(self.reviews)
        self.table = self._table()
        self.form = ItemForm(self.reviews, failed)
        self.form.next_wanted.connect(self._next)
        self._others_conclude = label(kind="muted")
        self.conclusion = QPlainTextEdit()
        self.conclusion.setMaximumHeight(12 * GRID)
        self.conclusion.setTabChangesFocus(True)
        self._filling = False
        self._lay_out()
        self.reviews.changed.connect(self._said)
        self.reviews.saved.connect(self._show_state)
        self.retranslate()

    def _lay_out(self) -> None:
        who = row(self._heading, self._assessor_label, self.assessor)
        who.setStretch(0, 1)
        self.column.addLayout(who)
        self.column.addWidget(self._caveat)
        self.column.addWidget(self.state)
        self.column.addWidget(self.outcome)
        self.column.addWidget(self.on_site)
        line = row(self.shown, self.kinds, self.search)
        line.setStretch(2, 1)
        self.column.addLayout(line)
        for widget in (self.table, self.form, self._others_conclude, self.conclusion, UndrawnNote(self.conclusion)):
            self.column.addWidget(widget)
        self.shown.activated.connect(lambda _row: self._list())
        self.kinds.activated.connect(lambda _row: self._list())
        self.search.textEdited.connect(lambda _text: self._list())
        self.assessor.activated.connect(lambda _row: self.speak_as(self.assessor.currentText()))
        name = self.assessor.lineEdit()
        if name is not None:
            name.editingFinished.connect(lambda: self.speak_as(self.assessor.currentText()))
        self.conclusion.textChanged.connect(self._conclude)

    def _table(self) -> QTableView:
        table = row_table(self.model)
        table.setFixedHeight((_SHOWN_ROWS + 1) * 4 * GRID + 2 * GRID)
        table.selectionModel().currentRowChanged.connect(lambda index, _before: self._open_row(index.row()))
        return table

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self._heading.setText(tr("Your review"))
        self._assessor_label.setText(tr("Assessor"))
        self.assessor.setAccessibleName(tr("Assessor"))
        self._caveat.setText(run_on(tr("Items of which nothing is said are not part of the reply."), tr(CAVEAT)))
        self.search.setPlaceholderText(tr("Search for an item"))
        self.search.setAccessibleName(tr("Search for an item"))
        self.table.setAccessibleName(tr("Items of the report"))
        for section, width in _WIDEST.items():
            heading = self.table.horizontalHeader().sectionSizeHint(section)
            self.table.setColumnWidth(section, max(width, heading))
        self.conclusion.setPlaceholderText(tr("Conclusion"))
        self.conclusion.setAccessibleName(tr("Conclusion"))
        shown, kind = max(self.shown.currentIndex(), 0), max(self.kinds.currentIndex(), 0)
        self.shown.clear()
        for each, text in _SHOWN.items():
            since = self._opened.since if self._opened else None
            if each is not ShownItems.CHANGED or since is not None:
                self.shown.addItem(tr(text, version=since), each.value)
        self.shown.setCurrentIndex(min(shown, self.shown.count() - 1))
        self.kinds.clear()
        self.kinds.addItem(tr("Everything"), None)
        for item_kind in ItemKind:
            self.kinds.addItem(item_kind.text(current()), item_kind.value)
        self.kinds.setCurrentIndex(kind)
        self.shown.setAccessibleName(tr("Which items"))
        self.kinds.setAccessibleName(tr("Kind of item"))
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)
        self.form.retranslate()
        self.on_site.retranslate()
        self.outcome.work_out()
        self._show_state()

    # ---- what is shown

    def show_report(self, base_digest: str, payload: Mapping[str, Any]) -> None:
        """Shows a sound report with what is said of it so far."""
        self.reviews.begin()
        self._opened = None
        self._names = {piece["digest"]: piece["name"] for piece in payload["evidence"]}
        self._fill_conclusion()
        self.outcome.show_report(None)
        self.on_site.show_report(base_digest, payload, None)
        self._list()
        self.look_again(base_digest, payload)

    def look_again(self, base_digest: str, payload: Mapping[str, Any]) -> None:
        """Reads what the store holds of the report that is shown, such as after it was kept; what is typed stays."""
        self._asked += 1
        asked = self._asked

        def read(workspace: "Workspace") -> "OpenedReview":
            from reports.exchange.reviewing import opened_review

            return opened_review(workspace, base_digest, payload)

        def show(opened: "OpenedReview") -> None:
            if asked != self._asked:
                return
            self._opened = opened
            self.reviews.show(opened)
            self.outcome.show_report(opened.read)
            self.on_site.show_report(base_digest, payload, opened.read)
            self.retranslate()
            self._name_assessors()
            self._fill_conclusion()
            self._list()

        self._session.in_workspace(read, show)

    @property
    def items(self) -> tuple[ReviewItem, ...]:
        """The items of the report, the riskiest first."""
        return self._opened.read.items if self._opened is not None and self._opened.read is not None else ()

    def _list(self) -> None:
        chosen = self.form.item
        kind = self.kinds.currentData()
        self.model.show_items(
            self.items, ShownItems(self.shown.currentData()), ItemKind(kind) if kind else None, self.search.text()
        )
        ids = [item.id for item in self.model.rows]
        if ids:
            self.table.selectRow(ids.index(chosen.id) if chosen is not None and chosen.id in ids else 0)
        else:
            self.form.show_item(None, {})

    def _open_row(self, place: int) -> None:
        if 0 <= place < len(self.model.rows):
            self.form.show_item(self.model.rows[place], self._names)

    def open_item(self, item: str) -> None:
        """Opens one item, whatever is listed."""
        ids = [each.id for each in self.model.rows]
        if item not in ids:
            self.shown.setCurrentIndex(0)
            self.kinds.setCurrentIndex(0)
            self.search.clear()
            self._list()
            ids = [each.id for each in self.model.rows]
        if item in ids:
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            index = self.model.index(ids.index(item), 0)
            self.table.selectionModel().setCurrentIndex(index, flag)
            self.table.scrollTo(index)

    def _next(self) -> None:
        place = self.table.currentIndex().row() + 1
        if place < len(self.model.rows):
            self.table.selectRow(place)

    def _said(self) -> None:
        self.model.refresh()
        self.form.refresh()
        self._show_others_conclusion()
        self._show_state()

    def _show_state(self) -> None:
        merged = self.reviews.merged()
        parts = [words(counted("{count} finding", "{count} findings", count=len(merged.findings)))]
        if merged.conflicts:
            parts.append(
                words(
                    counted(
                        "{count} item on which assessors differ",
                        "{count} items on which assessors differ",
                        count=len(merged.conflicts),
                    )
                )
            )
        if self._opened is not None and not self._opened.may_review:
            parts.append(
                tr("Not kept here: only an assessor’s review of a report in an open dossier is (see the settings)")
            )
        elif self.reviews.is_kept:
            parts.append(tr("Saving…") if self.reviews.is_saving else tr("Saved"))
        self.state.setText(" · ".join(parts))

    def _name_assessors(self) -> None:
        self.assessor.blockSignals(True)
        self.assessor.clear()
        self.assessor.addItems(list(self.reviews.assessors))
        self.assessor.setCurrentText(self.reviews.assessor)
        self.assessor.blockSignals(False)

    def speak_as(self, assessor: str) -> None:
        """Says everything from now on as another assessor, whose review is shown."""
        name = assessor.strip()
        if name and name != self.reviews.assessor:
            self.reviews.assessor = name
            self._name_assessors()
            self._fill_conclusion()
            self._said()
            self._list()

    # ---- the conclusion

    def _fill_conclusion(self) -> None:
        own = self.reviews.own(CONCLUSION).text
        if self.conclusion.toPlainText() != own:
            self._filling = True
            self.conclusion.setPlainText(own)
            self._filling = False
        self._show_others_conclusion()

    def _show_others_conclusion(self) -> None:
        said = [f"{review.assessor}: {review.text}" for review in self.reviews.others(CONCLUSION)]
        self._others_conclude.setText("\n".join(said))
        self._others_conclude.setVisible(bool(said))

    def _conclude(self) -> None:
        if not self._filling:
            own = self.reviews.own(CONCLUSION)
            self.reviews.write(replace(own, text=self.conclusion.toPlainText()))

    # ---- what is signed

    def findings(self) -> tuple[Finding, ...]:
        """Returns what all assessors say together."""
        return self.reviews.merged().findings

    def problem(self) -> Sentence | None:
        """Returns what has to be written before a reply can be signed, and shows where; None when nothing."""
        merged = self.reviews.merged()
        if merged.conflicts:
            self.open_item(merged.conflicts[0].item)
            return counted(
                "Nothing was signed: the assessors differ on {count} item; decide whose review counts.",
                "Nothing was signed: the assessors differ on {count} items; decide whose review counts.",
                count=len(merged.conflicts),
            )
        for finding in merged.findings:
            if finding.kind is not FindingKind.CONFIRMED and not finding.text.strip():
                self.open_item(finding.item)
                self.form.text.setFocus()
                return sentence("Write a reason wherever you did not simply accept; nothing was signed.")
            if finding.kind is FindingKind.CORRECTED and not finding.rating:
                self.open_item(finding.item)
                return sentence("Give your own rating where you corrected an answer; nothing was signed.")
        conclusion = self.reviews.conclusion()
        if not conclusion:
            self.conclusion.setFocus()
            return sentence("Nothing was signed: write a conclusion first.")
        if len(conclusion) > LONGEST:
            self.conclusion.setFocus()
            return counted(
                "The conclusion is too long: shorten it by {count} character; nothing was signed.",
                "The conclusion is too long: shorten it by {count} characters; nothing was signed.",
                count=len(conclusion) - LONGEST,
            )
        return None

    def set_finding(self, item: str, kind: FindingKind, text: str, rating: str = "") -> None:
        """Says something of one item, as a person would."""
        own: ItemReview = self.reviews.own(item)
        self.reviews.write(replace(own, judgement=kind, text=text, rating=rating))
