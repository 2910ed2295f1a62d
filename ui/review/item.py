"""One item of a report: what the factory says and shows, and what this assessor says of it."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout

from models import files
from models.errors import ApplicationError
from models.exchange.items import ReviewItem
from models.exchange.merging import Decision, ItemReview
from models.questionnaire import QuestionKind
from models.review import Attachment, FindingKind, RemarkSeverity
from models.typed import read_date
from ui import tasks
from ui.language import current, tr, words
from ui.review.items import answer_word, said_by_factory
from ui.review.saving import KeptReviews
from ui.style.sheet import GRID
from ui.verdict.marks import KIND_MARKS
from ui.widgets.basic import Button, Card, Picture, clear, label, row
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.files.save_place import open_place
from ui.widgets.flow import FlowLayout
from ui.widgets.missing_glyphs import UndrawnNote

LONGEST = 4000
"""Characters of a remark or conclusion that a reply takes."""
_LARGEST_MB = 100


class ItemForm(Card):
    """Every change is said to `KeptReviews` as it is typed."""

    next_wanted = Signal()

    def __init__(self, reviews: KeptReviews, failed: tasks.Failed) -> None:
        super().__init__()
        self._reviews, self._failed = reviews, failed
        self.item: ReviewItem | None = None
        self._names: Mapping[str, str] = {}
        self._filling = False
        self._heading, self._risks = label(kind="heading"), label(kind="unknown")
        self._facts = QVBoxLayout()
        self._facts.setSpacing(GRID // 2)
        self._rating_label, self._no_rating = label(wrap=False), label(kind="small")
        self._unread = label(kind="bad")
        self._unread.hide()
        self.choice, self.figure = ChoiceBox(), QLineEdit()
        self.judgements = {kind: Button(kind="chip") for kind in FindingKind}
        self.severity, self.due = ChoiceBox(), QLineEdit()
        self.text = QPlainTextEdit()
        self.attach = Button(kind="quiet", icon_name="paperclip", on_click=self._choose_file)
        self._attached = label(kind="small")
        self.detach = Button(kind="quiet", on_click=lambda: self._say(attachments=()))
        self._others = QVBoxLayout()
        self._others.setSpacing(GRID // 2)
        self.why = QLineEdit()
        self.next = Button(on_click=self.next_wanted.emit)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        chips = FlowLayout(spacing=GRID)
        for kind, button in self.judgements.items():
            button.setCheckable(True)
            chips.addWidget(button)
            button.clicked.connect(lambda checked, kind=kind: self._judged(kind, checked=checked))
        self.text.setFixedHeight(8 * GRID)
        self.text.setTabChangesFocus(True)
        self.due.setFixedWidth(16 * GRID)
        self.choice.activated.connect(lambda _row: self._typed())
        self.severity.activated.connect(lambda _row: self._typed())
        for field in (self.figure, self.due):
            field.setMaxLength(40)
            field.textEdited.connect(lambda _text: self._typed())
        self.text.textChanged.connect(self._typed)
        self.column.addWidget(self._heading)
        self.column.addWidget(self._risks)
        self.column.addLayout(self._facts)
        rating = row(self._rating_label, self.choice, self.figure, self._no_rating)
        rating.setStretch(3, 1)
        self.column.addLayout(rating)
        self.column.addWidget(self._unread)
        self.column.addLayout(chips)
        self.column.addWidget(self.text)
        self.column.addWidget(UndrawnNote(self.text))
        beside = FlowLayout(spacing=GRID)
        for widget in (self.severity, self.due, self.attach, self.detach, self.next):
            beside.addWidget(widget)
        self.column.addLayout(beside)
        self.column.addWidget(self._attached)
        self.column.addLayout(self._others)
        self.column.addWidget(self.why)

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self._rating_label.setText(tr("Your rating"))
        self._no_rating.setText(tr("It follows from several answers: rate those."))
        for kind, button in self.judgements.items():
            button.setText(kind.act(current()))
        self.text.setPlaceholderText(tr("Reason: what is missing or wrong; not needed where you accept"))
        self.text.setAccessibleName(tr("Reason"))
        chosen = max(self.severity.currentIndex(), 0)
        self.severity.clear()
        self.severity.addItem(tr("no severity"), "")
        for severity in RemarkSeverity:
            self.severity.addItem(severity.text(current()), severity.value)
        self.severity.setCurrentIndex(chosen)
        self.severity.setAccessibleName(tr("Severity"))
        self.due.setPlaceholderText(tr("Answer by"))
        self.due.setAccessibleName(tr("Answer by"))
        self.attach.setText(tr("Attach a file…"))
        self.detach.setText(tr("Remove"))
        self.why.setPlaceholderText(tr("Why this review counts"))
        self.why.setAccessibleName(tr("Why this review counts"))
        self.next.setText(tr("Next item"))
        self.show_item(self.item, self._names)

    # ---- what is shown

    def show_item(self, item: ReviewItem | None, names: Mapping[str, str]) -> None:
        """Shows one item.

        Args:
            item: None hides the form.
            names: what the files behind answers are called, by digest.
        """
        self.item, self._names = item, names
        self.setVisible(item is not None)
        if item is None:
            return
        self._heading.setText(words(item.name))
        risks = [risk.text(current()) for risk in item.risks]
        self._risks.setText(" · ".join(risks))
        self._risks.setVisible(bool(risks))
        clear(self._facts)
        self._facts.addWidget(label(tr("The factory says: {answer}", answer=said_by_factory(item))))
        for text in (words(item.reason) if item.reason else "", *item.said):
            if text:
                self._facts.addWidget(label(text, "muted"))
        shown = [names.get(digest) or digest[:12] for digest in item.evidence]
        self._facts.addWidget(label(tr("Evidence: {files}", files=shown) if shown else tr("No evidence"), "muted"))
        self._offer_rating(item)
        self.refresh()

    def _offer_rating(self, item: ReviewItem) -> None:
        question = item.asked
        is_figure = question is not None and question.kind in (QuestionKind.NUMBER, QuestionKind.INTEGER)
        self.figure.setVisible(is_figure)
        self.choice.setVisible(question is not None and not is_figure)
        self._no_rating.setVisible(question is None)
        self.choice.clear()
        self._unread.hide()
        self.figure.setText(self._reviews.own(item.id).rating)
        if question is None or is_figure:
            return
        self.choice.addItem(tr("as the factory says"), "")
        from reports.exchange.entering import ratings_of

        for choice, text in ratings_of(question):
            self.choice.addItem(words(text), choice)
        self.choice.setAccessibleName(tr("Your rating"))

    def refresh(self) -> None:
        """Shows what is said of the item now; what the cursor stands in is left alone where it says the same."""
        if self.item is None:
            return
        own = self._reviews.own(self.item.id)
        self._filling = True
        self.choice.setCurrentIndex(max(self.choice.findData(own.rating), 0))
        if self._figure() != own.rating:
            self.figure.setText(own.rating)
            self._unread.hide()
        for kind, button in self.judgements.items():
            button.setChecked(own.judgement is kind)
        self.severity.setCurrentIndex(max(self.severity.findData(own.severity or ""), 0))
        if (read_date(self.due.text()).value or "") != own.due_on:
            self.due.setText(own.due_on)
        if self.text.toPlainText() != own.text:
            self.text.setPlainText(own.text)
        self._attached.setText(" · ".join(each.name for each in own.attachments))
        self._attached.setVisible(bool(own.attachments))
        self.detach.setVisible(bool(own.attachments))
        self._filling = False
        self._show_others()

    def _show_others(self) -> None:
        clear(self._others)
        item = self.item
        assert item is not None, "only shown with an item"
        elsewhere = self._reviews.elsewhere.get(item.id)
        if elsewhere is not None:
            text = tr("Changed elsewhere meanwhile: {review}", review=self._said(elsewhere))
            self._others.addWidget(label(text, "bad"))
            mine = Button(tr("Keep what is typed here"), on_click=lambda: self._reviews.choose(item.id, mine=True))
            that = Button(tr("Take the other"), on_click=lambda: self._reviews.choose(item.id, mine=False))
            self._others.addLayout(row(mine, that, 1))
        conflict = next((each for each in self._reviews.merged().conflicts if each.item == item.id), None)
        for review in self._reviews.others(item.id):
            kind = review.kind
            name, colour, _ = KIND_MARKS[kind] if kind is not None else ("info", "muted", "")
            line = row(Picture(name, colour), label(f"{review.assessor}: {self._said(review)}"))
            line.setStretch(1, 1)
            self._others.addLayout(line)
        if conflict is not None:
            self._others.addWidget(label(tr("The assessors differ. Whose review counts?"), "unknown"))
            buttons = [
                Button(review.assessor, on_click=partial(self.decide, review.assessor)) for review in conflict.reviews
            ]
            self._others.addLayout(row(*buttons, 1))
        decision = self._reviews.decision(item.id)
        if decision is not None:
            text = tr(
                "{assessor}’s review counts, decided by {by}: {why}",
                assessor=decision.assessor,
                by=decision.decided_by,
                why=decision.why,
            )
            self._others.addWidget(label(text))
        self.why.setVisible(conflict is not None)

    def _said(self, review: ItemReview) -> str:
        parts = [review.kind.text(current())] if review.kind is not None else []
        if review.rating:
            asked = self.item.asked if self.item else None
            parts.append(answer_word(asked, review.rating) if asked else review.rating)
        return " · ".join(filter(None, (*parts, review.text.strip()))) or "—"

    # ---- what is typed

    def judge(self, kind: FindingKind) -> None:
        """Judges the item, as a click on its button does."""
        self.judgements[kind].click()

    def rate(self, rating: str) -> None:
        """Chooses an own answer, as a person does."""
        if self.figure.isVisibleTo(self):
            self.figure.setText(rating)
        else:
            self.choice.setCurrentIndex(self.choice.findData(rating))
        self._typed()

    def decide(self, assessor: str) -> None:
        """Says whose review of the item counts; without a reason the cursor goes to where it is written."""
        if self.item is None:
            return
        why = self.why.text().strip()
        if not why:
            self.why.setFocus()
            return
        self.why.clear()
        self._reviews.decide(Decision(self.item.id, assessor, self._reviews.assessor, why))

    def _judged(self, kind: FindingKind, *, checked: bool) -> None:
        """One judgement at most: another takes its place, a second click takes it back."""
        for each, button in self.judgements.items():
            button.setChecked(checked and each is kind)
        self._typed()

    def _typed(self) -> None:
        if self._filling or self.item is None:
            return
        kind = next((kind for kind, button in self.judgements.items() if button.isChecked()), None)
        if self.item.asked is None:
            rating = ""
        elif self.figure.isVisibleTo(self):
            rating = self._figure()
        else:
            rating = self.choice.currentData() or ""
        before = self._reviews.own(self.item.id)
        if rating and rating != before.rating and before.judgement in (None, FindingKind.NOTE):
            kind = FindingKind.CORRECTED
        severity = self.severity.currentData()
        self._say(
            rating=rating,
            judgement=kind,
            text=self.text.toPlainText()[:LONGEST],
            severity=RemarkSeverity(severity) if severity else None,
            due_on=read_date(self.due.text()).value or "",
        )

    def _figure(self) -> str:
        """Returns the rating that the figure means, and says below it why it means none; what was typed stays."""
        text, asked = self.figure.text().strip(), self.item.asked if self.item else None
        if not text or asked is None:
            self._unread.hide()
            return ""
        from reports.exchange.entering import read_rating

        read = read_rating(text, asked)
        self._unread.setText(words(read.problem) if read.problem else "")
        self._unread.setVisible(read.problem is not None)
        return read.value or ""

    @property
    def unread(self) -> str:
        """Why the figure is no rating; empty where it is one."""
        return "" if self._unread.isHidden() else self._unread.text()

    def _say(self, **said: object) -> None:
        if self.item is not None:
            self._reviews.write(replace(self._reviews.own(self.item.id), **said))  # type: ignore[arg-type]

    def _choose_file(self) -> None:
        path = open_place(self, tr("Attach a file"), "*")
        if path is None or self.item is None:
            return
        try:
            digest = hashlib.sha256(files.read_bytes(path, _LARGEST_MB)).hexdigest()
        except ApplicationError as error:
            self._failed(error)
            return
        own = self._reviews.own(self.item.id)
        self._say(attachments=(*own.attachments, Attachment(digest, path.name)))
