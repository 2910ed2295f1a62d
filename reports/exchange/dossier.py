"""One dossier as it stands now: its reports in order, the replies to them, what changed, what assessors say so far."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from models.errors import ApplicationError
from models.exchange.inbox import DossierRow, KeptPaper
from models.exchange.merging import CONCLUSION, Decision, ItemReview, MergedReviews, merged
from models.exchange.paper import PaperKind
from models.exchange.tying import Ordered
from models.review import KeptReply, Standing, standings
from reports.exchange.changes import ConditionSince, changed_answers, changed_conditions, payload_of_paper
from reports.exchange.keeping import Looking
from reports.exchange.reviewing import ReportRead, item_json, rated_json, report_read
from reports.payload.canonical import canonical
from reports.reply import entry_of, read_reply
from reports.signature.revision import Irregular
from reports.verification import Verdict, VerdictKind

if TYPE_CHECKING:
    from models.language import Language
    from models.workspace.office.place import Office


@dataclass(frozen=True, slots=True)
class ReplyHere:
    """A reply in a dossier, and whether it counts now."""

    kept: KeptPaper
    verdict: Verdict
    reply: KeptReply | None
    """None where its kept file cannot be read."""
    standing: Standing


@dataclass(frozen=True, slots=True)
class DossierNow:
    """One dossier with everything that is in it."""

    row: DossierRow
    reports: tuple[tuple[KeptPaper, Verdict], ...]
    """In the order of their versions; those that are set aside come last."""
    ordered: Ordered
    replies: tuple[ReplyHere, ...]
    """The last signed first."""
    current: KeptPaper | None
    payload: Mapping[str, Any] | None
    """Of the newest report that counts; None where there is none, or its file cannot be read."""
    before: KeptPaper | None
    """The report of the version before it."""
    changed_conditions: tuple[ConditionSince, ...]
    changed_answers: tuple[str, ...]
    items: tuple[ItemReview, ...]
    """What the assessors here say of the newest report so far."""
    merged: MergedReviews = field(default_factory=lambda: MergedReviews((), ()))
    decisions: tuple[Decision, ...] = ()
    read: ReportRead | None = None
    """The newest report as it is reviewed; None where there is none, its file cannot be read or its packs are not here."""

    @property
    def conclusion(self) -> str:
        """What the assessors here say of the whole, one after another."""
        return "\n".join(each.text for each in self.items if each.item == CONCLUSION and each.text.strip())

    def verdict_of(self, kept: KeptPaper) -> Verdict:
        """Returns the verdict on one of the reports."""
        return next(verdict for report, verdict in self.reports if report.id == kept.id)


def dossier_now(office: "Office", name: str, now: datetime) -> DossierNow:
    """Returns a dossier as it stands now; nothing is verified for it, trust is judged as of today.

    Args:
        office: the open data folder, or the open store.
        name: its number here, its case id or number, or the base digest of a paper in it.
        now: with a time zone.

    Raises:
        UnknownDossier: when there is none of that name, or more than one.
        DamagedTrustStore: when the list of trusted certificates is damaged.
    """
    exchange, looking = office.exchange, Looking.at(office, now)
    row = exchange.dossier(name)
    papers = exchange.papers(row.id)
    ordered = exchange.ordered(row.id)
    by_digest = {each.paper.base_digest: each for each in papers}
    in_order = [by_digest[each.base_digest] for each in (*ordered.versions, *ordered.aside)]
    current = by_digest[ordered.current.base_digest] if ordered.current else None
    before = by_digest[ordered.before.base_digest] if ordered.before else None
    payload = _payload(office, current)
    former = _payload(office, before)
    conditions: tuple[ConditionSince, ...] = ()
    answers: tuple[str, ...] = ()
    if payload is not None and former is not None:
        conditions = changed_conditions(former, payload)
        with contextlib.suppress(ApplicationError):
            answers = changed_answers(office, former, payload)
    items = exchange.items(current.id) if current else ()
    decisions = exchange.decisions(current.id) if current else ()
    return DossierNow(
        row=row,
        reports=tuple((each, looking.verdict(each)) for each in in_order),
        ordered=ordered,
        replies=_replies(office, papers, looking),
        current=current,
        payload=payload,
        before=before,
        changed_conditions=conditions,
        changed_answers=answers,
        items=items,
        merged=merged(items, decisions),
        decisions=decisions,
        read=_read(office, payload, answers, tuple(each.id for each in conditions)),
    )


def _read(
    office: "Office", payload: Mapping[str, Any] | None, answers: tuple[str, ...], conditions: tuple[str, ...]
) -> ReportRead | None:
    if payload is None:
        return None
    try:
        return report_read(payload, office.library, answers, conditions)
    except ApplicationError:
        return None


def _payload(office: "Office", kept: KeptPaper | None) -> dict[str, Any] | None:
    if kept is None:
        return None
    try:
        return payload_of_paper(office, kept)
    except (ApplicationError, Irregular):
        return None


def _replies(office: "Office", papers: tuple[KeptPaper, ...], looking: Looking) -> tuple[ReplyHere, ...]:
    here: list[tuple[KeptPaper, Verdict, KeptReply | None]] = []
    for kept in papers:
        if kept.paper.kind is PaperKind.REPLY:
            reply = None
            with contextlib.suppress(ApplicationError, Irregular):
                review = read_reply(canonical(payload_of_paper(office, kept))).review
                signed_at = kept.paper.signed_at
                assert signed_at is not None, "a reply in a dossier is sound"
                reply = KeptReply(kept.digest, kept.paper.base_digest, kept.paper.signer, signed_at, review)
            here.append((kept, looking.verdict(kept), reply))
    counting = {kept.digest for kept, verdict, _ in here if kept.paper.ours or verdict.kind is VerdictKind.VALID}
    replies = [reply for _, _, reply in here if reply is not None]
    standing = standings(replies, counting, looking.trust.person)
    return tuple(
        ReplyHere(kept, verdict, reply, standing.get(kept.digest, Standing.DAMAGED))
        for kept, verdict, reply in sorted(
            here, key=lambda each: (each[0].paper.signed_at, each[0].digest), reverse=True
        )
    )


def dossier_json(now: DossierNow, language: "Language") -> dict[str, Any]:
    """Returns what `dossier --json` prints."""
    row = now.row
    return {
        "id": row.id,
        "case_id": row.case_id,
        "case": row.number,
        "factory": {"enterprise": row.enterprise, "site": row.site},
        "state": row.state.value,
        "assigned_to": row.assigned_to or None,
        "due_on": row.due_on or None,
        "current": now.current.paper.base_digest if now.current else None,
        "signed_twice": list(now.ordered.twice),
        "reports": [
            {**_paper_json(kept, verdict, language), "place": kept.place.value or None} for kept, verdict in now.reports
        ],
        "replies": [_reply_json(reply, language) for reply in now.replies],
        "changes": None
        if now.before is None
        else {
            "since": now.before.paper.version,
            "answers": list(now.changed_answers),
            "conditions": [
                {
                    "id": each.id,
                    "before": each.before or None,
                    "after": each.after,
                    "proven_before": each.proven_before,
                    "proven_after": each.proven_after,
                }
                for each in now.changed_conditions
            ],
        },
        "answers_to": list(now.payload["answers_to"]) if now.payload else [],
        "review": {
            "items": [_item_json(each) for each in now.items],
            "findings": [entry_of(finding) for finding in now.merged.findings],
            "conflicts": [each.item for each in now.merged.conflicts],
            "conclusion": now.conclusion,
            "decisions": [
                {"item": each.item, "assessor": each.assessor, "decided_by": each.decided_by, "why": each.why}
                for each in now.decisions
            ],
        },
        "to_review": [item_json(each, language) for each in now.read.items] if now.read else [],
        "under_ratings": rated_json(now.read, now.merged) if now.read else None,
    }


def _paper_json(kept: KeptPaper, verdict: Verdict, language: "Language") -> dict[str, Any]:
    return {
        "base_digest": kept.paper.base_digest,
        "digest": kept.digest,
        "file": kept.name,
        "version": kept.paper.version,
        "verdict": verdict.kind.value,
        "reason": verdict.reason.text(language),
        "claimed_tier": verdict.claimed_tier,
        "recomputed_tier": verdict.recomputed_tier,
        "proven_tier": verdict.proven_tier,
        "signatures": verdict.json(language)["signatures"],
        "kept_at": kept.kept_at.isoformat(),
    }


def _reply_json(here: ReplyHere, language: "Language") -> dict[str, Any]:
    review = here.reply.review if here.reply else None
    return {
        "base_digest": here.kept.paper.base_digest,
        "file": here.kept.name,
        "answers": here.kept.paper.answers,
        "version": here.kept.paper.version,
        "verdict": here.verdict.kind.value,
        "reason": here.verdict.reason.text(language),
        "standing": here.standing.value,
        "ours": here.kept.paper.ours,
        "reviewer": review.reviewer if review else None,
        "organisation": review.organisation if review else None,
        "reply_no": review.reply_no if review else None,
        "scope": review.scope.value if review else None,
        "conclusion": review.conclusion if review else None,
        "findings": [entry_of(finding) for finding in review.findings] if review else [],
    }


def _item_json(item: ItemReview) -> dict[str, Any]:
    return {
        "assessor": item.assessor,
        "item": item.item,
        "rating": item.rating,
        "judgement": item.judgement.value if item.judgement else None,
        "text": item.text,
        "severity": item.severity.value if item.severity else None,
        "due_on": item.due_on or None,
        "revision": item.revision,
    }
