"""A case document compared with the case of the same number that is already here: what differs, and what to take over."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from models.assessment import AnswerId, Assessment, Value
from models.case import Change


@dataclass(frozen=True, slots=True)
class Difference:
    """An answer that is not the same here and in the file."""

    answer: AnswerId
    here: Value | None
    in_file: Value | None
    changed_at: datetime | None
    """When the answer was last changed here; None where it never was."""
    is_earlier: bool
    """Whether the file's answer stood here before, so that the answer here is the newer one."""


@dataclass(frozen=True, slots=True)
class Encounter:
    """A case document, and what it meets of its case."""

    given: Assessment
    present: Assessment | None
    """The newest version of the case here; None where the case is not here."""
    differences: tuple[Difference, ...]

    @property
    def other_rules(self) -> bool:
        """Whether the file goes by another edition or by other local rules than the case here."""
        return self.present is not None and (self.given.rulebook, self.given.overlays) != (
            self.present.rulebook,
            self.present.overlays,
        )

    @property
    def asks(self) -> bool:
        """Whether a person has to choose before the file is taken in."""
        return bool(self.differences) or self.other_rules


def differences(
    present: Assessment, given: Assessment, history: Mapping[AnswerId, Iterable[Change]]
) -> tuple[Difference, ...]:
    """Returns the answers that differ, by answer id.

    Args:
        present: the version here.
        given: the document.
        history: the changes of each answer here, newest first.
    """
    differing = []
    for answer in differing_answers(present, given):
        changes = tuple(change for change in history.get(answer, ()) if change.doubt is None)
        in_file = given.get(answer)
        is_earlier = any(in_file in (change.old, change.new) for change in changes)
        changed_at = changes[0].at if changes else None
        differing.append(Difference(answer, present.get(answer), in_file, changed_at, is_earlier))
    return tuple(differing)


def differing_answers(present: Assessment, given: Assessment) -> tuple[AnswerId, ...]:
    """Returns the ids of the answers that differ, sorted."""
    return tuple(
        sorted(
            answer
            for answer in present.answers.keys() | given.answers.keys()
            if present.get(answer) != given.get(answer)
        )
    )


def changes_from(given: Assessment, taken: Collection[AnswerId]) -> dict[AnswerId, Value | None]:
    """Returns what to save so that these answers are as in the document; None removes an answer."""
    return {answer: given.get(answer) for answer in taken}
