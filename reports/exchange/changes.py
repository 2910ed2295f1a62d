"""What is otherwise in a version than in the one before: found once when it comes, from the two files."""

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.document.merging import differing_answers
from models.errors import ApplicationError
from reports.signature.revision import Irregular, read_revisions
from reports.verification.integrity.base import payload_of

if TYPE_CHECKING:
    from models.exchange.inbox import KeptPaper
    from models.workspace.office.place import Office


@dataclass(frozen=True, slots=True)
class ConditionSince:
    """A condition that came out otherwise than in the version before."""

    id: str
    before: str
    after: str
    proven_before: bool
    proven_after: bool


def payload_of_paper(office: "Office", kept: "KeptPaper") -> dict[str, Any]:
    """Returns the data attachment of a sound paper, out of its kept file.

    Raises:
        ApplicationError: when the kept file is missing or was changed.
        Irregular: when the file is none of ours; it was never sound then.
    """
    value: dict[str, Any] = json.loads(payload_of(read_revisions(office.exchange.paper_bytes(kept))[0]))
    return value


def fill_in_changes(office: "Office", dossier: int) -> None:
    """Compares the versions of a dossier that have not been compared yet, each with the one before it."""
    ordered = office.exchange.ordered(dossier)
    kept = {each.paper.base_digest: each for each in office.exchange.papers(dossier)}
    for report in ordered.versions:
        former = next(
            (each for each in reversed(ordered.versions) if (each.version or 0) < (report.version or 0)), None
        )
        if former is None or kept[report.base_digest].compared_with == former.base_digest:
            continue
        # A kept file that is missing or damaged costs the comparison, nothing else.
        with contextlib.suppress(ApplicationError, Irregular):
            changed = changed_answers(
                office,
                payload_of_paper(office, kept[former.base_digest]),
                payload_of_paper(office, kept[report.base_digest]),
            )
            office.exchange.note_changes(report.base_digest, changed, former.base_digest)


def changed_answers(office: "Office", before: dict[str, Any], after: dict[str, Any]) -> tuple[str, ...]:
    """Returns the ids of the answers that differ between two reports of a case.

    Raises:
        ApplicationError: when an answer document in them cannot be read.
    """
    from models import document

    first, second = (
        document.read(json.dumps(payload["case"]["document"]).encode(), "case", office.library)
        for payload in (before, after)
    )
    return tuple(differing_answers(first, second))


def changed_conditions(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[ConditionSince, ...]:
    """Returns the conditions that came out otherwise, or are proven now and were not, or the other way round."""
    earlier = {(tier["id"], each["id"]): each for tier in before["evaluation"]["tiers"] for each in tier["conditions"]}
    changes = []
    for tier in after["evaluation"]["tiers"]:
        for each in tier["conditions"]:
            former = earlier.get((tier["id"], each["id"]))
            said = (former["status"], former["proven"]) if former else ("", False)
            if said != (each["status"], each["proven"]):
                changes.append(ConditionSince(each["id"], said[0], each["status"], said[1], each["proven"]))
    return tuple(changes)
