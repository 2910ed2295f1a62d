"""The reviews of several assessors of one report, joined item by item; where they differ, both are shown."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from models.review import Attachment, Finding, FindingKind, RemarkSeverity

CONCLUSION = "conclusion"
"""The item under which what is said of the whole report is kept."""


@dataclass(frozen=True, slots=True)
class ItemReview:
    """What one assessor says of one item so far; not signed yet."""

    assessor: str
    item: str
    rating: str = ""
    """Their own answer to the item; empty for none."""
    judgement: FindingKind | None = None
    text: str = ""
    severity: RemarkSeverity | None = None
    due_on: str = ""
    attachments: tuple[Attachment, ...] = ()
    revision: int = 0
    """How often it was saved; 0 before the first time."""
    changed_at: datetime | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said."""
        return not (self.rating or self.judgement or self.text.strip() or self.attachments)

    @property
    def kind(self) -> FindingKind | None:
        """The judgement; without one a rating is a correction, and words are a note."""
        if self.judgement is None and self.rating:
            return FindingKind.CORRECTED
        return self.judgement or (FindingKind.NOTE if self.text.strip() else None)

    @property
    def lacks_reason(self) -> bool:
        """Whether a reason is wanting: for everything but a confirmation."""
        return self.kind not in (None, FindingKind.CONFIRMED) and not self.text.strip()


@dataclass(frozen=True, slots=True)
class Decision:
    """Whose review of an item counts, where assessors differ."""

    item: str
    assessor: str
    decided_by: str
    why: str


@dataclass(frozen=True, slots=True)
class ReviewConflict:
    """An item on which assessors differ and nobody has decided."""

    item: str
    reviews: tuple[ItemReview, ...]


@dataclass(frozen=True, slots=True)
class MergedReviews:
    """The reviews of all assessors as one."""

    findings: tuple[Finding, ...]
    """In the order of the items as they were given; conflicts are left out."""
    conflicts: tuple[ReviewConflict, ...]


def merged(reviews: Iterable[ItemReview], decisions: Iterable[Decision] = ()) -> MergedReviews:
    """Returns what all assessors say together.

    They agree on an item when they judge and rate it alike: then all of their words are kept, the gravest severity and
    the earliest date. Whoever says nothing of an item does not differ.

    Args:
        reviews: of one report, in the order in which its items are shown.
        decisions: of items on which they differ.
    """
    by_item: defaultdict[str, list[ItemReview]] = defaultdict(list)
    for review in reviews:
        if not review.is_empty and review.item != CONCLUSION:
            by_item[review.item].append(review)
    decided: Mapping[str, Decision] = {decision.item: decision for decision in decisions}
    findings, conflicts = [], []
    for item, said in by_item.items():
        decision = decided.get(item)
        chosen = [each for each in said if decision and each.assessor == decision.assessor] or said
        if len({(each.kind, each.rating) for each in chosen}) > 1:
            conflicts.append(ReviewConflict(item, tuple(said)))
        else:
            findings.append(_joined(item, chosen))
    return MergedReviews(tuple(findings), tuple(conflicts))


def in_dispute(merged: MergedReviews) -> tuple[Finding, ...]:
    """Returns all findings; an item on which assessors differ is one that needs more proof, until somebody decides."""
    return (*merged.findings, *(Finding(conflict.item, FindingKind.DOUBTFUL) for conflict in merged.conflicts))


def _joined(item: str, reviews: list[ItemReview]) -> Finding:
    severities = [each.severity for each in reviews if each.severity]
    dates = [each.due_on for each in reviews if each.due_on]
    return Finding(
        item,
        reviews[0].kind or FindingKind.NOTE,
        "\n".join(dict.fromkeys(each.text.strip() for each in reviews if each.text.strip())),
        reviews[0].rating,
        max(severities, key=list(RemarkSeverity).index) if severities else None,
        min(dates) if dates else "",
        tuple(dict.fromkeys(attachment for each in reviews for attachment in each.attachments)),
    )
