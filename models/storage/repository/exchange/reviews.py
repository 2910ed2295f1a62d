"""What assessors say of reports item by item, and what a factory answers to findings; each saved as it is typed."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update

from models.exchange.answering import FindingAnswer
from models.exchange.merging import Decision, ItemReview
from models.review import Attachment, FindingKind, RemarkSeverity
from models.storage.encoding import decode_time, encode_time
from models.storage.repository.exchange.reading import AnyRow
from models.storage.tables import decisions, finding_answers, review_items
from models.storage.upsert import upsert

_KEYS = ("paper_id", "assessor", "item")


class StoredReviews:
    """Reviews and answers to findings, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def items(self, paper_id: int) -> tuple[ItemReview, ...]:
        """Returns what all assessors say of a report so far, by item and assessor."""
        rows = self._connection.execute(
            select(review_items)
            .where(review_items.c.paper_id == paper_id)
            .order_by(review_items.c.item, review_items.c.assessor)
        )
        return tuple(_item(row) for row in rows)

    def save_item(self, paper_id: int, review: ItemReview, at: datetime) -> ItemReview | None:
        """Saves one item at the revision that was seen; returns it as saved, or None where another one is there now."""
        values: dict[str, object] = {
            "rating": review.rating,
            "judgement": review.judgement or "",
            "text": review.text,
            "severity": review.severity or "",
            "due_on": review.due_on,
            "attachments": json.dumps([[each.digest, each.name] for each in review.attachments]),
            "revision": review.revision + 1,
            "changed_at": encode_time(at),
        }
        key = {"paper_id": paper_id, "assessor": review.assessor, "item": review.item}
        if review.revision == 0:
            if not upsert(self._connection, review_items, _KEYS, key | values, keep=True):
                return None
        else:
            changed = self._connection.execute(
                update(review_items)
                .where(
                    *(review_items.c[name] == value for name, value in key.items()),
                    review_items.c.revision == review.revision,
                )
                .values(**values)
                .returning(review_items.c.revision)
            ).first()
            if changed is None:
                return None
        return self.item(paper_id, review.assessor, review.item)

    def item(self, paper_id: int, assessor: str, item: str) -> ItemReview | None:
        """Returns what one assessor says of one item; None where that is nothing yet."""
        row = self._connection.execute(
            select(review_items).where(
                review_items.c.paper_id == paper_id,
                review_items.c.assessor == assessor,
                review_items.c.item == item,
            )
        ).first()
        return _item(row) if row else None

    def decide(self, paper_id: int, decision: Decision, at: datetime) -> None:
        """Notes whose review of an item counts; a later decision takes the place of an earlier one."""
        values: dict[str, object] = {
            "paper_id": paper_id,
            "item": decision.item,
            "assessor": decision.assessor,
            "decided_by": decision.decided_by,
            "why": decision.why,
            "decided_at": encode_time(at),
        }
        upsert(self._connection, decisions, ("paper_id", "item"), values)

    def decisions(self, paper_id: int) -> tuple[Decision, ...]:
        """Returns what was decided of a report, by item."""
        rows = self._connection.execute(
            select(decisions).where(decisions.c.paper_id == paper_id).order_by(decisions.c.item)
        )
        return tuple(Decision(row.item, row.assessor, row.decided_by, row.why) for row in rows)

    # ---- the factory's answers

    def answer(self, case_id: int, answer: FindingAnswer, at: datetime) -> None:
        """Saves what a factory answers to one finding."""
        values: dict[str, object] = {
            "case_id": case_id,
            "reply": answer.reply,
            "position": answer.position,
            "text": answer.text,
            "evidence": json.dumps(answer.evidence),
            "changed_at": encode_time(at),
        }
        upsert(self._connection, finding_answers, ("case_id", "reply", "position"), values)

    def answers(self, case_id: int) -> Sequence[FindingAnswer]:
        """Returns what a factory answers to findings, by reply and position."""
        rows = self._connection.execute(
            select(finding_answers)
            .where(finding_answers.c.case_id == case_id)
            .order_by(finding_answers.c.reply, finding_answers.c.position)
        )
        return tuple(FindingAnswer(row.reply, row.position, row.text, tuple(json.loads(row.evidence))) for row in rows)


def _item(row: AnyRow) -> ItemReview:
    return ItemReview(
        row.assessor,
        row.item,
        row.rating,
        FindingKind(row.judgement) if row.judgement else None,
        row.text,
        RemarkSeverity(row.severity) if row.severity else None,
        row.due_on,
        tuple(Attachment(digest, name) for digest, name in json.loads(row.attachments)),
        row.revision,
        decode_time(row.changed_at),
    )
