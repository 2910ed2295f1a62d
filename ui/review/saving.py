"""What the assessors say of one report: shown at once, saved at every keystroke, one change of an item after the other."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from models.errors import ApplicationError
from models.exchange.items import ReviewItem
from models.exchange.merging import CONCLUSION, Decision, ItemReview, MergedReviews, merged
from ui import tasks
from ui.session import Session

if TYPE_CHECKING:
    from models.exchange.inbox import KeptPaper
    from models.workspace import Workspace
    from reports.exchange.reviewing import OpenedReview

_Key = tuple[str, str]
"""Assessor and item."""


class _Sheet:
    """What is on its way to the disk of one report: filled by the window, emptied by the storage thread."""

    def __init__(self, kept: "KeptPaper", revisions: dict[_Key, int]) -> None:
        self.kept = kept
        self._revisions = revisions
        self.waiting: dict[_Key, ItemReview] = {}
        self.running = 0

    def save(self, workspace: "Workspace", key: _Key) -> ItemReview | None:
        """Saves the newest of what was typed into an item; None where a later keystroke was faster.

        Raises:
            ItemChanged: when the item was changed elsewhere since it was shown.
            NotAllowed: when the dossier takes no review any more.
        """
        review = self.waiting.pop(key, None)
        if review is None:
            return None
        saved = workspace.exchange.save_item(self.kept, replace(review, revision=self._revisions.get(key, 0)))
        self._revisions[key] = saved.revision
        return saved

    def goes_on_from(self, kept: ItemReview) -> None:
        """Takes what is kept as seen: what is typed may take its place."""
        self._revisions[kept.assessor, kept.item] = kept.revision


class KeptReviews(QObject):
    """The reviews of one report, of this assessor and of the others."""

    changed = Signal()
    """Something is said otherwise now, here or in the store."""
    saved = Signal()
    """Everything that was typed is on the disk."""

    def __init__(self, session: Session, failed: tasks.Failed) -> None:
        super().__init__()
        self._session, self._failed = session, failed
        self._sheet: _Sheet | None = None
        self._reviews: dict[_Key, ItemReview] = {}
        self._decisions: dict[str, Decision] = {}
        self._items: tuple[ReviewItem, ...] = ()
        self.assessor = ""
        self.elsewhere: dict[str, ItemReview] = {}
        """By item, what was kept elsewhere since it was shown, while something else is typed here; one is to be chosen."""

    @property
    def is_saving(self) -> bool:
        """Whether something typed is not on the disk yet."""
        return self._sheet is not None and bool(self._sheet.running)

    @property
    def is_kept(self) -> bool:
        """Whether what is typed is kept at all."""
        return self._sheet is not None

    def begin(self) -> None:
        """Forgets the report before; what was typed there is on its way to the disk."""
        self._sheet, self._items = None, ()
        for memory in (self._reviews, self._decisions, self.elsewhere):
            memory.clear()

    def show(self, opened: "OpenedReview") -> None:
        """Shows what the store holds of a report; what was typed since `begin` stays and is saved with it."""
        typed = {} if self._sheet is not None else {**self._reviews}
        self._items = opened.read.items if opened.read else ()
        self.assessor = self.assessor or opened.person
        self._reviews = {(review.assessor, review.item): review for review in opened.reviews}
        self._decisions = {decision.item: decision for decision in opened.decisions}
        self._sheet = None
        if opened.kept is not None and opened.may_review:
            self._sheet = _Sheet(opened.kept, {key: review.revision for key, review in self._reviews.items()})
        for review in typed.values():
            if not review.is_empty:
                self.write(replace(review, assessor=review.assessor or self.assessor))
        self.changed.emit()

    # ---- what is said

    def own(self, item: str) -> ItemReview:
        """Returns what this assessor says of an item."""
        return self._reviews.get((self.assessor, item), ItemReview(self.assessor, item))

    def others(self, item: str) -> tuple[ItemReview, ...]:
        """Returns what the other assessors say of an item."""
        return tuple(
            review
            for (assessor, reviewed), review in sorted(self._reviews.items())
            if reviewed == item and assessor != self.assessor and not review.is_empty
        )

    @property
    def assessors(self) -> tuple[str, ...]:
        """Everybody who says something of this report, and who is at work."""
        said = {assessor for (assessor, _), review in self._reviews.items() if not review.is_empty}
        return tuple(sorted(said | {self.assessor}))

    def decision(self, item: str) -> Decision | None:
        """Returns whose review of an item was decided to count."""
        return self._decisions.get(item)

    def merged(self) -> MergedReviews:
        """Returns what all assessors say together, in the order of the items."""
        return merged(self._in_order(), self._decisions.values())

    def conclusion(self) -> str:
        """Returns what the assessors say of the whole, one after another."""
        said = (review.text.strip() for (_, item), review in sorted(self._reviews.items()) if item == CONCLUSION)
        return "\n".join(filter(None, said))

    def _in_order(self) -> Sequence[ItemReview]:
        places: Mapping[str, int] = {item.id: place for place, item in enumerate(self._items)}
        return sorted(
            self._reviews.values(),
            key=lambda review: (places.get(review.item, len(places)), review.item, review.assessor),
        )

    # ---- what is written

    def write(self, review: ItemReview) -> None:
        """Says something of an item from now on, and saves it."""
        key = (review.assessor, review.item)
        self._reviews[key] = review
        if review.item not in self.elsewhere:
            self._save(key)
        self.changed.emit()

    def _save(self, key: _Key) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        sheet.waiting[key] = self._reviews[key]
        sheet.running += 1

        def ended() -> None:
            sheet.running -= 1
            if sheet is self._sheet and not sheet.running:
                self.saved.emit()

        def failed(error: ApplicationError) -> None:
            from models.workspace.office.exchange import ItemChanged

            if sheet is self._sheet and isinstance(error, ItemChanged) and error.present is not None:
                self.elsewhere[error.present.item] = error.present
                self.changed.emit()
            ended()
            self._failed(error)

        self._session.in_workspace(lambda workspace: sheet.save(workspace, key), lambda _saved: ended(), failed)

    def choose(self, item: str, *, mine: bool) -> None:
        """Ends a clash: what is typed here counts, or what is kept."""
        kept = self.elsewhere.pop(item, None)
        if kept is None or self._sheet is None:
            return
        self._sheet.goes_on_from(kept)
        key = (kept.assessor, item)
        if mine:
            self._save(key)
        else:
            self._reviews[key] = kept
        self.changed.emit()

    def decide(self, decision: Decision) -> None:
        """Says whose review of an item counts, by whom that was decided and why."""
        self._decisions[decision.item] = decision
        if self._sheet is not None:
            paper = self._sheet.kept.id
            self._session.in_workspace(lambda workspace: workspace.exchange.decide(paper, decision), None, self._failed)
        self.changed.emit()
