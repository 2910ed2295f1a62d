"""One report as it is reviewed: its items, the riskiest first, and what follows from the assessors' ratings."""

import contextlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.errors import ApplicationError
from models.evaluator import RatedEvaluation, under_ratings
from models.exchange.items import ReviewItem, review_items
from models.exchange.merging import Decision, ItemReview, MergedReviews, in_dispute
from models.exchange.states import DossierAct, may
from models.language import N_, Text, joined
from reports.exchange.changes import changed_answers, changed_conditions, payload_of_paper
from reports.payload import recompute
from reports.signature.revision import Irregular

if TYPE_CHECKING:
    from models.evaluation import Evaluation
    from models.exchange.inbox import DossierRow, KeptPaper
    from models.language import Language
    from models.packs.library import Library
    from models.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ReportRead:
    """A report as an assessor reads it."""

    evaluation: "Evaluation"
    """The factory's, worked out again from its own answers."""
    items: tuple[ReviewItem, ...]
    """The riskiest and least proven first."""

    def rated(self, merged: MergedReviews) -> RatedEvaluation:
        """Returns the evaluation under what all assessors say together."""
        return under_ratings(self.evaluation, self.items, in_dispute(merged))


def report_read(
    payload: Mapping[str, Any],
    library: "Library",
    changed_answers: Collection[str] = (),
    changed_conditions: Collection[str] = (),
) -> ReportRead:
    """Returns a sound report as an assessor reads it.

    Args:
        payload: of the report.
        library: with the packs that made it.
        changed_answers: ids of the answers that differ from the version before.
        changed_conditions: ids of the conditions that came out otherwise than there.

    Raises:
        ApplicationError: when a pack that made it is not here.
    """
    evaluation = recompute(payload, library)
    return ReportRead(evaluation, review_items(evaluation, changed_answers, changed_conditions))


def rated_json(read: ReportRead, merged: MergedReviews) -> dict[str, Any]:
    """Returns what `dossier --json` prints of the evaluation under the assessors' ratings."""
    rated = read.rated(merged)
    return {
        "reached": rated.evaluation.reached,
        "possible": rated.evaluation.possible,
        "claimed_reached": read.evaluation.reached,
        "claimed_possible": read.evaluation.possible,
        "conditions": [
            {
                "id": each.condition.id,
                "before": each.before.value if each.before else None,
                "after": each.after.value if each.after else None,
            }
            for each in rated.change.conditions
        ],
        "items": [
            {"item": each.item, "decides_tier": each.decides_tier, "conditions": list(each.conditions)}
            for each in rated.items
        ],
        "unread": list(rated.unread),
    }


def item_json(item: ReviewItem, language: "Language") -> dict[str, Any]:
    """Returns what `dossier --json` prints of one item of the report."""
    return {
        "item": item.id,
        "kind": item.kind.value,
        "name": item.name.text(language),
        "answer": item.asked.id if item.asked else None,
        "given": _plain(item.given),
        "status": item.status.value if item.status else None,
        "reason": item.reason.text(language) if item.reason else None,
        "said": list(item.said),
        "evidence": list(item.evidence),
        "claimed": item.claimed,
        "proven": item.proven,
        "risks": [risk.value for risk in item.risks],
        "changed": item.changed,
    }


def answer_of(item: ReviewItem) -> Text:
    """Returns the factory's answer to an item in words; of a condition how it came out, too."""
    from reports.payload.wording import value_text, word

    parts = [Text(item.status.text("zh"), item.status.text("en"))] if item.status else []
    if item.asked is not None:
        parts.append(word(N_("no answer")) if item.given is None else value_text(item.given, item.asked))
    return joined(parts, Text(" · ", " · ")) if parts else Text("—", "—")


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, (str, int, bool)) else str(value)


@dataclass(frozen=True, slots=True)
class OpenedReview:
    """A report with everything that its review needs."""

    kept: "KeptPaper | None"
    """As the inbox keeps it; None where it does not."""
    dossier: "DossierRow | None"
    read: ReportRead | None
    """None where a pack that made the report is not here."""
    since: int | None
    """The version with which it was compared; None where there is none before it."""
    reviews: tuple[ItemReview, ...]
    decisions: tuple[Decision, ...]
    role: str
    """Of who is at work here."""
    person: str

    @property
    def may_review(self) -> bool:
        """Whether what is said of it here is kept."""
        return self.dossier is not None and may(DossierAct.REVIEW, self.dossier.state, self.role)


def opened_review(workspace: "Workspace", base_digest: str, payload: Mapping[str, Any]) -> OpenedReview:
    """Returns a report for its review; only the version before it is read besides.

    Args:
        workspace: the open data folder.
        base_digest: of the report.
        payload: of the report.
    """
    exchange, settings = workspace.exchange, workspace.settings()
    kept = exchange.paper(base_digest)
    before = _before(workspace, kept) if kept is not None and kept.dossier is not None else None
    answers: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    former = None
    if before is not None:
        with contextlib.suppress(ApplicationError, Irregular):
            former = payload_of_paper(workspace, before)
            answers = changed_answers(workspace, former, dict(payload))
            conditions = tuple(each.id for each in changed_conditions(former, payload))
    read = None
    with contextlib.suppress(ApplicationError):
        read = report_read(payload, workspace.library, answers, conditions)
    return OpenedReview(
        kept,
        exchange.dossier(str(kept.dossier)) if kept is not None and kept.dossier is not None else None,
        read,
        before.paper.version if before is not None and former is not None else None,
        exchange.items(kept.id) if kept is not None else (),
        exchange.decisions(kept.id) if kept is not None else (),
        settings.role,
        settings.who,
    )


def _before(workspace: "Workspace", kept: "KeptPaper") -> "KeptPaper | None":
    """Returns the newest report of an earlier version than this one's, of those that count."""
    assert kept.dossier is not None, "only what is tied is asked for"
    earlier = [
        report
        for report in workspace.exchange.ordered(kept.dossier).versions
        if (report.version or 0) < (kept.paper.version or 0)
    ]
    return workspace.exchange.paper(earlier[-1].base_digest) if earlier else None
