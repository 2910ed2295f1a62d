"""What a factory answers to the findings in force on its case, as the next report carries it."""

from datetime import datetime
from typing import TYPE_CHECKING

from models.assessment import AnswerId
from models.document.merging import differing_answers
from models.errors import ApplicationError
from models.exchange.answering import FindingAnswer, below
from models.review import Standing
from reports.acts.factory import replies_now
from reports.payload import AnswerTo
from reports.verification import TrustStore

if TYPE_CHECKING:
    from models.evaluation import Evaluation
    from models.workspace import Workspace


def answers_to(workspace: "Workspace", case: str, evaluation: "Evaluation", now: datetime) -> tuple[AnswerTo, ...]:
    """Returns what the report of a version answers to the findings on earlier versions, by reply and position.

    Only replies in force are answered. A finding counts as answered where the factory wrote something, named evidence, or
    changed an answer below its item since the version that the reply is about.

    Args:
        workspace: the open data folder.
        case: number of the case.
        evaluation: of the version that is reported.
        now: with a time zone.

    Raises:
        UnknownCase: when the case is not here.
        DamagedTrustStore: when the list of trusted certificates is damaged.
    """
    written = {(each.reply, each.position): each for each in workspace.exchange.finding_answers(case)}
    decided = {
        str(condition.condition.id): tuple(condition.answers)
        for tier in evaluation.tiers
        for condition in tier.conditions
    }
    answered = []
    for reply in replies_now(workspace, case, TrustStore(workspace.folder).trust(), now):
        review = reply.reply.review
        if reply.standing is not Standing.IN_FORCE or review.version >= evaluation.assessment.version:
            continue
        changed = _changed(workspace, case, review.version, evaluation)
        for position, finding in enumerate(review.findings, start=1):
            answer = written.get((reply.reply.base_digest, position), FindingAnswer(reply.reply.base_digest, position))
            concerned = below(finding.item, changed, decided)
            if answer.text.strip() or answer.evidence or concerned:
                answered.append(
                    AnswerTo(
                        reply.reply.base_digest,
                        position,
                        review.reviewer,
                        finding.item,
                        finding.text,
                        answer.text.strip(),
                        answer.evidence,
                        concerned,
                    )
                )
    return tuple(sorted(answered, key=lambda each: (each.reply, each.position)))


def _changed(workspace: "Workspace", case: str, version: int, evaluation: "Evaluation") -> tuple[AnswerId, ...]:
    try:
        return differing_answers(workspace.load(case, version), evaluation.assessment)
    except ApplicationError:
        # The version that was answered is damaged or gone: what changed since cannot be said.
        return ()
