"""What a factory answers to the findings of its assessors; nothing of a finding changes an answer by itself."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.assessment import AnswerId, Value


@dataclass(frozen=True, slots=True)
class FindingAnswer:
    """The answer to one finding of one reply, kept until the next version carries it."""

    reply: str
    """`base_digest` of the reply."""
    position: int
    """Of the finding in it, from 1."""
    text: str = ""
    evidence: tuple[str, ...] = ()
    """SHA-256 of files of the case that show it."""
    changed: tuple[AnswerId, ...] = ()
    """Answers below the finding's item that are others since the version that was answered; noted when it is sent."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was answered."""
        return not (self.text.strip() or self.evidence or self.changed)


def below(
    item: str, answers: Mapping[AnswerId, Value], conditions: Mapping[str, tuple[AnswerId, ...]]
) -> set[AnswerId]:
    """Returns the answers that an item of a finding is about.

    Args:
        item: a condition, a group such as `scenarios.SC10`, one answer, or `report`.
        answers: that there are.
        conditions: the answers that decide each condition, by its id with and without its tier.
    """
    decided = conditions.get(item, ())
    return {answer for answer in answers if answer == item or answer.startswith(f"{item}.") or answer in decided}
