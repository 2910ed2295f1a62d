"""What a factory answers to the findings of its assessors; nothing of a finding changes an answer by itself."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from models.assessment import AnswerId
from models.review import Finding, FindingKind


@dataclass(frozen=True, slots=True)
class FindingAnswer:
    """The answer to one finding of one reply, kept until the next version carries it.

    Which answers were changed for it is not kept: that is compared when the report is made.
    """

    reply: str
    """`base_digest` of the reply."""
    position: int
    """Of the finding in it, from 1."""
    text: str = ""
    evidence: tuple[str, ...] = ()
    """SHA-256 of files of the case that show it."""


def below(
    item: str, answers: Collection[AnswerId], conditions: Mapping[str, tuple[AnswerId, ...]]
) -> tuple[AnswerId, ...]:
    """Returns the answers that an item of a finding is about, in their order.

    Args:
        item: a condition, a group such as `scenarios.SC10`, one answer, or `report`.
        answers: to choose from.
        conditions: the answers that decide each condition.
    """
    decided = conditions.get(item, ())
    return tuple(answer for answer in answers if answer == item or answer.startswith(f"{item}.") or answer in decided)


@dataclass(frozen=True, slots=True)
class AskedFinding:
    """A finding in force on an earlier version of a case, and what the factory has done about it so far."""

    reply: str
    """`base_digest` of the reply."""
    position: int
    """Of the finding in it, from 1."""
    reviewer: str
    version: int
    """Of the report that was reviewed."""
    finding: Finding
    answer: FindingAnswer
    changed: tuple[AnswerId, ...]
    """Answers below its item that are others since that version."""
    about: tuple[AnswerId, ...]
    """The questions that it is about; empty for one on the whole report."""

    @property
    def wants_answer(self) -> bool:
        """Whether anything is asked: a confirmation asks nothing."""
        return self.finding.kind is not FindingKind.CONFIRMED

    @property
    def is_answered(self) -> bool:
        """Whether the factory wrote something, named evidence or changed an answer."""
        return bool(self.answer.text.strip() or self.answer.evidence or self.changed)
