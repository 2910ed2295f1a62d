"""The checklist of a report: written to be printed, and entered again by scanning or typing one line an item."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from models.language import Sentence, counted
from models.review import RemarkSeverity
from reports.exchange.reviewing import ReportRead
from ui import tasks
from ui.language import current, tr, words
from ui.review.items import answer_word
from ui.review.saving import KeptReviews
from ui.style.sheet import GRID, set_kind
from ui.widgets.basic import Button, label, row
from ui.widgets.files.save_place import save_place

if TYPE_CHECKING:
    from models.exchange.merging import ItemReview
    from reports.exchange.entering import ReturnedChecklist

_LONGEST_LINE = 4200
"""A remark with what stands before it."""


class OnSite(QWidget):
    """What is refused stays in the field, with the reason below it."""

    def __init__(self, reviews: KeptReviews, show_item: Callable[[str], object], failed: tasks.Failed) -> None:
        super().__init__()
        self._reviews, self._show_item, self._failed = reviews, show_item, failed
        self._report = ""
        self._payload: Mapping[str, Any] = {}
        self._read: ReportRead | None = None
        self._checklist: ReturnedChecklist | None = None
        self.print = Button(kind="quiet", icon_name="printer", on_click=self._choose_place)
        self.line = QLineEdit()
        self.line.setMaxLength(_LONGEST_LINE)
        self.line.setClearButtonEnabled(True)
        self.line.returnPressed.connect(self.enter)
        self._told = label(kind="small")
        self._told.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        beside = row(self.print, self.line)
        beside.setStretch(1, 1)
        column.addLayout(beside)
        column.addWidget(self._told)
        self.hide()

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self.print.setText(tr("On-site checklist…"))
        self.line.setPlaceholderText(tr("Enter the checklist: scan a code, then box or figure, ok, proof or reject"))
        self.line.setAccessibleName(tr("Line of the checklist"))
        self.line.setToolTip(
            tr(
                "Code, number of the box or figure; ok, proof, reject, correct or note; minor, major or critical; a date until when; a remark behind a colon. Enter takes it in."
            )
        )

    @property
    def told(self) -> str:
        """What the last line came to."""
        return self._told.text()

    def show_report(self, base_digest: str, payload: Mapping[str, Any], read: ReportRead | None) -> None:
        """Offers the checklist of a report; nothing where its items are not known."""
        if base_digest != self._report:
            self._told.hide()
        self._report, self._payload, self._read, self._checklist = base_digest, payload, read, None
        self.setVisible(read is not None)

    # ---- on paper

    def _choose_place(self) -> None:
        path = save_place(self, tr("On-site checklist…"), "Zhijie-checklist.pdf", "PDF (*.pdf)")
        if path is not None:
            self.write(path)

    def write(self, path: Path) -> None:
        """Writes the checklist in the background; says so only after it was read back."""
        report, payload, read = self._report, self._payload, self._read
        if read is None:
            return
        language, now = current(), datetime.now().astimezone()

        def work(_control: tasks.Control) -> int:
            from reports.exchange.checklist import write_checklist

            return write_checklist(path, report, payload, read, language, now)

        def written(count: int) -> None:
            said = counted(
                "{path}: checklist with {count} item.",
                "{path}: checklist with {count} items.",
                path=str(path),
                count=count,
            )
            self._say(words(said), "small")

        tasks.run(work, written, self._failed)

    # ---- entered again

    def enter(self) -> None:
        """Takes in the line that was typed or scanned; one that is refused stays where it is."""
        text = self.line.text()
        if self._read is None or not text.strip():
            return
        if self._checklist is None:
            from reports.exchange.entering import ReturnedChecklist

            self._checklist = ReturnedChecklist(self._report, self._read.items)
        review = self._checklist.read(text, self._reviews.own)
        if isinstance(review, Sentence):
            self._say(words(review), "bad")
            self.line.selectAll()
            return
        self._reviews.write(review)
        self._say(self._entered(review), "good")
        self.line.clear()
        self._show_item(review.item)

    def _entered(self, review: "ItemReview") -> str:
        assert self._read is not None, "something was entered"
        item = next(each for each in self._read.items if each.id == review.item)
        severity: RemarkSeverity | None = review.severity
        said = (
            answer_word(item.asked, review.rating) if review.rating and item.asked else "",
            review.kind.text(current()) if review.kind else "",
            severity.text(current()) if severity else "",
            review.due_on,
            review.text.replace("\n", " "),
        )
        return tr("Entered: {item}: {review}", item=words(item.name), review=" · ".join(filter(None, said)))

    def _say(self, text: str, kind: str) -> None:
        set_kind(self._told, kind)
        self._told.setText(text)
        self._told.show()
