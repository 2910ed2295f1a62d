"""The answers of one version of one case, as frozen values.

An assessment is a flat mapping from answer ids to plain values. The id is the path inside the case
document (`scenarios.SC10.status`), so document, database, history, wizard and evaluator all name an
answer in the same way.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import NewType

from models.characters import composed

AnswerId = NewType("AnswerId", str)
"""Path of an answer inside the document, such as `scenarios.SC10.status`."""

Value = str | int | bool | Decimal | tuple[str, ...]


def composed_answer(value: Value | None) -> Value | None:
    """Returns an answer with the letters of its texts composed, however they were typed."""
    if isinstance(value, str):
        return composed(value)
    return tuple(map(composed, value)) if isinstance(value, tuple) else value


"""What an answer can be. Dates are ISO strings; lists hold strings. "Not answered" is absence, never a value."""

Digest = NewType("Digest", str)
"""SHA-256 in lower-case hexadecimal, 64 characters."""


class AssessmentState(StrEnum):
    """Whether a version can still be changed."""

    DRAFT = "draft"
    FROZEN = "frozen"


class ScenarioStatus(StrEnum):
    """How far one scenario is in the factory. *Built* means partial or full: in use on some or all lines."""

    NONE = "none"
    PLANNED = "planned"
    PARTIAL = "partial"
    FULL = "full"
    NOT_APPLICABLE = "not_applicable"


BUILT: frozenset[str] = frozenset({ScenarioStatus.PARTIAL, ScenarioStatus.FULL})


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file, photo or text behind an answer, known by its content."""

    digest: Digest
    name: str
    """File name as the person gave it, without any folder."""
    media_type: str
    """Such as `image/jpeg`."""
    size_bytes: int
    note: str = ""
    valid_until: str = ""
    """ISO day up to which it holds, such as a certificate's last; empty where it has none."""

    def has_expired(self, day: date) -> bool:
        """Returns whether it no longer holds on a day."""
        return bool(self.valid_until) and self.valid_until < day.isoformat()


@dataclass(frozen=True, slots=True)
class Assessment:
    """One version of the answers in a case."""

    case_number: str
    version: int
    """1 for the first version of a case."""
    state: AssessmentState
    rulebook: str
    """Id of the national edition, such as `national-2025`."""
    overlays: tuple[str, ...] = ()
    """Ids of the local rules on top, in the order in which they are applied."""
    answers: Mapping[AnswerId, Value] = field(default_factory=lambda: MappingProxyType({}))
    evidence: Mapping[Digest, Evidence] = field(default_factory=lambda: MappingProxyType({}))
    frozen_on: str = ""
    """ISO date and time with zone of the freeze; empty for a draft."""
    case_id: str = ""
    """128 random bits, hexadecimal, made with the case: what it is known by. The number is a label."""
    case_secret: str = field(default="", repr=False)
    """128 more, which no report carries: the case's pseudonym in de-identified editions is made from them."""

    def get(self, answer: str) -> Value | None:
        """Returns the value of an answer, None when it was not given."""
        return self.answers.get(AnswerId(answer))

    def with_answers(self, changes: Mapping[AnswerId, Value | None]) -> "Assessment":
        """Returns a copy with some answers changed; None removes an answer."""
        answers = {**self.answers}
        for answer, value in changes.items():
            if value is None:
                answers.pop(answer, None)
            else:
                answers[answer] = value
        return replace(self, answers=MappingProxyType(answers))

    @property
    def answers_digest(self) -> str:
        """SHA-256 of rules and answers, the same for every version, frozen or not, that gives the same result."""
        kinds = [[answer, type(value).__name__, str(value)] for answer, value in sorted(self.answers.items())]
        text = json.dumps([self.rulebook, list(self.overlays), kinds], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def answers_behind(self, item: Evidence) -> tuple[AnswerId, ...]:
        """Returns the answers in which a file stands as evidence."""
        return tuple(
            answer
            for answer, value in self.answers.items()
            if answer.endswith(".evidence") and isinstance(value, tuple) and item.digest in value
        )

    def expired(self, day: date) -> tuple[Evidence, ...]:
        """Returns the evidence behind answers that no longer holds on a day, by name."""
        pieces = (item for item in self.evidence.values() if item.has_expired(day) and self.answers_behind(item))
        return tuple(sorted(pieces, key=lambda item: item.name))

    def below(self, prefix: str) -> Iterator[tuple[AnswerId, Value]]:
        """Yields the answers whose id begins with `prefix` and a dot, in id order."""
        start = f"{prefix}."
        for answer in sorted(self.answers):
            if answer.startswith(start):
                yield answer, self.answers[answer]
