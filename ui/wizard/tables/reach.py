"""How far a subdomain of the maturity model is: the level that describes it, and how much of that level is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.assessment import AnswerId, Value

FULL, NONE = "full", "none"


@dataclass(frozen=True, slots=True)
class LevelReach:
    """One step of a subdomain's ladder: everything below it is done, nothing above it, because the levels stop there."""

    level: int
    """0 while not even the first level is begun."""
    degree: str = FULL
    """How much of this level is done: one of the choices of its question but `none`."""

    def answers(self, levels: Sequence[AnswerId]) -> dict[AnswerId, Value | None]:
        """Returns what this says of each level, from the first."""
        return {
            answer: FULL if number < self.level else self.degree if number == self.level else NONE
            for number, answer in enumerate(levels, start=1)
        }

    @classmethod
    def of(cls, answers: Mapping[AnswerId, Value], levels: Sequence[AnswerId]) -> "LevelReach | None":
        """Returns what the answers to the levels say together; None where one is missing or they do not stop."""
        given = [answers.get(answer) for answer in levels]
        if None in given:
            return None
        done = next((number for number, value in enumerate(given) if value != FULL), len(given))
        here, above = given[done : done + 1], given[done + 1 :]
        if any(value != NONE for value in above):
            return None
        return cls(done + 1, str(here[0])) if here and here[0] != NONE else cls(done)
