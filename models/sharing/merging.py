"""A part that came back, merged into its case answer by answer; nothing is overwritten unless somebody chose it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from models.assessment import AnswerId, Assessment, AssessmentState, Digest, Value
from models.case import Stamp
from models.language import N_, sentence
from models.questionnaire import QuestionKind
from models.rulebook import Rulebook
from models.sharing.errors import PartOfAnotherCase
from models.sharing.part import CasePart, PartFault


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a conflict."""

    value: Value | None
    """None for no answer."""
    who: str
    """Empty where nobody knows."""
    at: str
    """ISO time, or empty."""


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """An answer that only the part changed."""

    answer: AnswerId
    old: Value | None
    new: Value | None


@dataclass(frozen=True, slots=True)
class AnswerConflict:
    """An answer that both sides gave since the part was cut out, and not alike."""

    answer: AnswerId
    base: Value | None
    """What the answer was when the part was cut out."""
    here: Side
    there: Side


@dataclass(frozen=True, slots=True)
class Merged:
    """What a part brings to its case."""

    changed: tuple[ChangedAnswer, ...]
    conflicts: tuple[AnswerConflict, ...]
    agreed: tuple[AnswerId, ...]
    """Answers that both sides changed, and alike."""
    same: int
    """Questions of the part in which nothing is new."""
    faults: tuple[PartFault, ...]


def merge(
    assessment: Assessment,
    part: CasePart,
    rulebook: Rulebook,
    *,
    name: str,
    here: Stamp | None = None,
    history: Mapping[AnswerId, Stamp] = MappingProxyType({}),
) -> Merged:
    """Returns what a part brings to its case: three-way, answer by answer.

    Args:
        assessment: the case as it is now.
        part: the part that came back.
        rulebook: the rules of the case.
        name: the part's file name, for the sentences.
        here: who answered in the case and when, where no single answer is known.
        history: who changed an answer of the case last, and when.

    Raises:
        PartOfAnotherCase: when it was cut out of another case.
    """
    _check_case(assessment, part, name)
    changed: list[ChangedAnswer] = []
    conflicts: list[AnswerConflict] = []
    agreed: list[AnswerId] = []
    faults = list(part.faults)
    same = 0
    known_files = part.evidence.keys() | assessment.evidence.keys()
    for answer in part.asked:
        if answer not in rulebook.questions:
            faults.append(PartFault(answer, sentence(N_("This question is not asked by the rules of this case."))))
            continue
        base, ours, theirs = part.base.get(answer), assessment.get(answer), part.answers.get(answer)
        if _names_unknown_file(theirs, rulebook.questions[answer].kind, known_files):
            faults.append(PartFault(answer, sentence(N_("It names a file that neither the part nor this case knows."))))
        elif theirs == base:
            same += 1
        elif theirs == ours:
            agreed.append(answer)
        elif ours == base:
            changed.append(ChangedAnswer(answer, ours, theirs))
        else:
            stamp = history.get(answer, here)
            side = Side(ours, stamp.who, stamp.at.isoformat(timespec="seconds")) if stamp else Side(ours, "", "")
            conflicts.append(AnswerConflict(answer, base, side, Side(theirs, part.filled_by, part.filled_at)))
    return Merged(tuple(changed), tuple(conflicts), tuple(agreed), same, tuple(faults))


def _names_unknown_file(value: Value | None, kind: QuestionKind, known: Collection[Digest]) -> bool:
    if kind is not QuestionKind.EVIDENCE or not isinstance(value, tuple):
        return False
    return any(Digest(entry) not in known for entry in value)


def _check_case(assessment: Assessment, part: CasePart, name: str) -> None:
    head = part.head
    if head.case_id and assessment.case_id:
        other = head.case_id != assessment.case_id
    else:
        other = bool(head.case_number) and head.case_number != assessment.case_number
    if other:
        raise PartOfAnotherCase(name=name, theirs=head.case_number, ours=assessment.case_number)


def taken_over(
    assessment: Assessment, part: CasePart, merged: Merged, rulebook: Rulebook, chosen: Collection[AnswerId] = ()
) -> Assessment:
    """Returns the case with what the part brings: all that only it changed, and the conflicts that were chosen.

    A frozen version never changes: the answers go into a draft of the next one. Without any change, the case itself.

    Args:
        assessment: the case.
        part: the part.
        merged: what it brings.
        rulebook: the rules of the case.
        chosen: the answers in conflict for which the part is right.
    """
    changes = {change.answer: change.new for change in merged.changed}
    changes |= {conflict.answer: conflict.there.value for conflict in merged.conflicts if conflict.answer in chosen}
    if not changes:
        return assessment
    files = {
        Digest(entry)
        for answer, value in changes.items()
        if rulebook.questions[answer].kind is QuestionKind.EVIDENCE and isinstance(value, tuple)
        for entry in value
    }
    known = {digest: piece for digest, piece in part.evidence.items() if digest in files}
    merged_case = replace(assessment.with_answers(changes), evidence=MappingProxyType({**known, **assessment.evidence}))
    if assessment.state is AssessmentState.FROZEN:
        merged_case = replace(merged_case, state=AssessmentState.DRAFT, frozen_on="", version=assessment.version + 1)
    return merged_case
