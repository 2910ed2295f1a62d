"""The rows of the inbox as other programs read them: verdicts of today on soundness that was kept."""

from typing import TYPE_CHECKING, Any

from models.exchange.inbox import InboxRow
from reports.exchange.keeping import Looking

if TYPE_CHECKING:
    from models.language import Language


def row_json(row: InboxRow, looking: Looking, language: "Language") -> dict[str, Any]:
    """Returns what `inbox list --json` prints of one paper."""
    kept, dossier, counted = row.kept, row.dossier, row.counted
    verdict = looking.verdict(kept)
    return {
        "paper": kept.paper.base_digest,
        "digest": kept.digest,
        "file": kept.name,
        "kind": kept.paper.kind.value,
        "verdict": verdict.kind.value,
        "reason": verdict.reason.text(language),
        "soundness": kept.paper.soundness.value,
        "dossier": dossier.id if dossier else None,
        "state": dossier.state.value if dossier else None,
        "bond": kept.bond.value,
        "place": kept.place.value or None,
        "factory": {"enterprise": dossier.enterprise, "site": dossier.site} if dossier else None,
        "case_id": kept.paper.case_id or None,
        "case": kept.paper.case_number or None,
        "version": kept.paper.version,
        "answers": kept.paper.answers or None,
        "claimed_tier": verdict.claimed_tier,
        "recomputed_tier": verdict.recomputed_tier,
        "proven_tier": verdict.proven_tier,
        "possible_tier": counted.possible if counted else None,
        "met": counted.met if counted else None,
        "proven": counted.proven if counted else None,
        "contradictions": counted.contradictions if counted else None,
        "changed": None
        if row.changes is None
        else {
            "since": row.changes.version,
            "conditions": list(row.changes.conditions),
            "answers": None if row.changes.answers is None else list(row.changes.answers),
        },
        "signer": kept.paper.signer or None,
        "signed_at": kept.paper.signed_at.isoformat() if kept.paper.signed_at else None,
        "due_on": (dossier.due_on or None) if dossier else None,
        "assigned_to": (dossier.assigned_to or None) if dossier else None,
        "seen": row.seen,
        "seen_at": row.seen_at.isoformat(),
        "judged_again_needed": kept.judged_by != looking.judged_by,
    }
