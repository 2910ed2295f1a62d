"""What a factory answers to the findings in force on its case, as the next report carries it."""

from datetime import datetime
from typing import TYPE_CHECKING

from models.assessment import AnswerId
from models.document.merging import differing_answers
from models.errors import ApplicationError
from models.exchange.answering import AskedFinding, FindingAnswer, below
from models.review import Standing
from reports.acts.factory import replies_now
from reports.payload import AnswerTo
from reports.verification import TrustStore

if TYPE_CHECKING:
    from models.evaluation import Evaluation
    from models.workspace import Workspace


def findings_now(
    workspace: "Workspace", case: str, evaluation: "Evaluation", now: datetime
) -> tuple[AskedFinding, ...]:
    """Returns the findings in force on a case, by reply and position, each with what the factory answers to it so far.

    Args:
        workspace: the open data folder.
        case: number of the case.
        evaluation: of the version that is open.
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
    questions = tuple(evaluation.rulebook.questions)
    findings = []
    for reply in replies_now(workspace, case, TrustStore(workspace.folder).trust(), now):
        review, base_digest = reply.reply.review, reply.reply.base_digest
        if reply.standing is not Standing.IN_FORCE:
            continue
        changed: tuple[AnswerId, ...] = ()
        if review.version < evaluation.assessment.version:
            changed = _changed(workspace, case, review.version, evaluation)
        for position, finding in enumerate(review.findings, start=1):
            findings.append(
                AskedFinding(
                    base_digest,
                    position,
                    review.reviewer,
                    review.version,
                    finding,
                    written.get((base_digest, position), FindingAnswer(base_digest, position)),
                    below(finding.item, changed, decided),
                    below(finding.item, questions, decided),
                )
            )
    return tuple(sorted(findings, key=lambda each: (each.reply, each.position)))


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
    return tuple(
        AnswerTo(
            asked.reply,
            asked.position,
            asked.reviewer,
            asked.finding.item,
            asked.finding.text,
            asked.answer.text.strip(),
            asked.answer.evidence,
            asked.changed,
        )
        for asked in findings_now(workspace, case, evaluation, now)
        if asked.is_answered and asked.version < evaluation.assessment.version
    )


def _changed(workspace: "Workspace", case: str, version: int, evaluation: "Evaluation") -> tuple[AnswerId, ...]:
    try:
        return differing_answers(workspace.load(case, version), evaluation.assessment)
    except ApplicationError:
        # The version that was answered is damaged or gone: what changed since cannot be said.
        return ()
