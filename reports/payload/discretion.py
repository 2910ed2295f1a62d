"""The de-identified edition: what may be shared when names must not be."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from models.assessment import AnswerId, Assessment, Evidence, Value
from models.evaluation import Evaluation
from models.language import Sentence, sentence
from models.questionnaire import QuestionKind

_NAMELESS = "***"
_PURPOSE = b"zhijie: case in de-identified editions"
_FREE = {QuestionKind.TEXT, QuestionKind.LONG_TEXT, QuestionKind.LIST}
_KEPT = ("industry", "province", "city", "region", "period", "score", "level", "started", "completed")
"""Last parts of ids whose texts say what kind of factory it is, not which one."""
_FOLDERS = re.compile(
    r"(?:(?<![A-Za-z])[A-Za-z]:[\\/]|\\\\[^\s\\/]+[\\/]|(?<![\w/.])/(?:home|Users|root|tmp|mnt|media|var)/)(?:[^\s\\/:]+[\\/])*"
)
"""The folder part of a Windows, share or home path; what remains is the file's name."""


PLAN_REMOVED = sentence("the roadmap, because it rests on texts that were removed")


@dataclass(frozen=True, slots=True)
class Discretion:
    """An evaluation as it may leave the house, and what was taken out."""

    evaluation: Evaluation
    removed: tuple[Sentence, ...]

    @classmethod
    def none(cls, evaluation: Evaluation) -> "Discretion":
        """Returns the full edition: only folder names are cut from texts, so that no login can leave with a path."""
        answers = {answer: _without_folders(value) for answer, value in evaluation.assessment.answers.items()}
        assessment = replace(evaluation.assessment, answers=MappingProxyType(answers))
        return cls(replace(evaluation, assessment=assessment), ())

    def without_plan(self) -> "Discretion":
        """Returns the same, where the plan was taken out because it rests on what is removed."""
        return replace(self, removed=(*self.removed, PLAN_REMOVED))

    def document(self) -> Any:
        """Returns the case document of the edition as JSON values."""
        from models import document

        return json.loads(document.write(replace(self.evaluation.assessment, case_secret="")))


def discreet(evaluation: Evaluation) -> Discretion:
    """Returns the evaluation without anything that names the enterprise, its people or its suppliers.

    Choices, numbers and dates stay, so that the result can still be recomputed.
    """
    from models.evaluator import evaluate

    assessment = evaluation.assessment
    deciding = {answer for tier in evaluation.tiers for each in tier.conditions for answer in each.answers}
    leaving = {
        answer
        for answer in assessment.answers
        if answer not in deciding and _identifies(evaluation, answer) and not answer.endswith(_KEPT)
    }
    names = _names({answer: assessment.answers[answer] for answer in leaving})
    answers = {
        answer: _without_names(_without_folders(value), names) if _is_free(evaluation, answer) else value
        for answer, value in assessment.answers.items()
        if answer not in leaving
    }
    # That a benchmark has a source decides; which one it is does not.
    answers |= {answer: _NAMELESS for answer in leaving if answer.endswith(".benchmark_source")}
    removed = len(leaving)
    evidence = {
        digest: Evidence(digest, f"evidence-{number}", each.media_type, each.size_bytes, valid_until=each.valid_until)
        for number, (digest, each) in enumerate(sorted(assessment.evidence.items()), start=1)
    }
    nameless = replace(
        assessment,
        case_number=_NAMELESS,
        case_id=pseudonym(assessment),
        answers=MappingProxyType(answers),
        evidence=MappingProxyType(evidence),
    )
    # Worked out again: a verifier has only these answers, and must come to the printed result.
    return Discretion(
        evaluate(nameless, evaluation.rulebook, evaluation.day),
        removed_lines(removed, len(evidence)),
    )


def pseudonym(assessment: Assessment) -> str:
    """Returns what a case is called in de-identified editions: the same for all its versions, and nobody else can link it.

    It is made from the case's secret, which no report carries; empty for a document that has none.
    """
    if not assessment.case_secret:
        return ""
    return hmac.new(bytes.fromhex(assessment.case_secret), _PURPOSE, hashlib.sha256).hexdigest()[:32]


def removed_lines(texts: int, evidence: int) -> tuple[Sentence, ...]:
    """Returns what the de-identified edition says of itself.

    Args:
        texts: how many free texts were taken out.
        evidence: how many pieces of evidence lost their names.
    """
    return (
        sentence(
            "free text that could name the enterprise, its people or its suppliers: names, addresses, contacts, comments, products, suppliers ({count})",
            count=texts,
        ),
        sentence("the case number, the cover's fields and logo, and the change history"),
        sentence("the file names and notes of the evidence ({count}); the SHA-256 stay", count=evidence),
        sentence("the enterprise's and the factory's name wherever a remaining text contains them"),
    )


def _is_free(evaluation: Evaluation, answer: AnswerId) -> bool:
    question = evaluation.rulebook.questions.get(answer)
    return question is not None and question.kind in _FREE


def _identifies(evaluation: Evaluation, answer: AnswerId) -> bool:
    return _is_free(evaluation, answer) and _named_place(answer)


def _named_place(answer: AnswerId) -> bool:
    return answer.split(".", 1)[0] in ("enterprise", "factory", "recognition") or answer.endswith(
        (".suppliers", ".supplier", ".comment", ".product", ".benchmark_source", ".exception", ".ask_whom", ".reason")
    )


def _names(removed: Mapping[AnswerId, Value]) -> tuple[str, ...]:
    """The short texts among what was removed, the longest first: they must not come back inside another text."""
    texts: set[str] = set()
    for answer, value in removed.items():
        if answer.split(".", 1)[0] in ("enterprise", "factory") or answer.endswith(("supplier", "suppliers")):
            texts.update([value] if isinstance(value, str) else value if isinstance(value, tuple) else ())
    return tuple(sorted((name for name in texts if 2 <= len(name) <= 40), key=lambda name: (-len(name), name)))


def _without_names(value: Value, names: tuple[str, ...]) -> Value:
    if isinstance(value, str):
        for name in names:
            value = value.replace(name, _NAMELESS)
        return value
    if isinstance(value, tuple):
        return tuple(str(_without_names(item, names)) for item in value)
    return value


def _without_folders(value: Value) -> Value:
    if isinstance(value, str):
        return _FOLDERS.sub("", value)
    if isinstance(value, tuple):
        return tuple(_FOLDERS.sub("", item) for item in value)
    return value


def preview(evaluation: Evaluation) -> Mapping[AnswerId, Value]:
    """Returns the answers that would still leave the house in the de-identified edition."""
    return discreet(evaluation).evaluation.assessment.answers
