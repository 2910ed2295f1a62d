"""One question of the way, as a person counts it, and how long it takes."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.assessment import AnswerId
from models.questionnaire import QuestionKind
from models.rulebook import ConditionId, Rulebook

SECONDS = {
    QuestionKind.YES_NO: 10,
    QuestionKind.CHOICE: 15,
    QuestionKind.INTEGER: 25,
    QuestionKind.NUMBER: 25,
    QuestionKind.DATE: 20,
    QuestionKind.TEXT: 30,
    QuestionKind.LIST: 40,
    QuestionKind.LONG_TEXT: 60,
    QuestionKind.EVIDENCE: 60,
}
"""How long a question takes: our estimate, for “about so many minutes”; no figure of anybody else."""
ROW_SECONDS = 30
"""A row of the maturity matrix, however many of its levels are asked."""


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """What is asked on one page: open answers of one group that decide together."""

    section: str
    group: str
    answers: tuple[AnswerId, ...]
    """In the order in which they are asked."""
    condition: ConditionId
    """What they help to decide first."""
    instead: tuple[str, ...] = ()
    """Groups of the same section that would do as well, such as another scenario of the dimension."""

    @property
    def key(self) -> tuple[str, str]:
        """Section and group: what identifies a card of the wizard."""
        return self.section, self.group

    @property
    def questions(self) -> int:
        """How many questions it counts."""
        return questions_in(self.answers)


def _row_of(answer: AnswerId) -> str:
    """Returns what an answer is counted under: the levels of a subdomain are one row of the matrix."""
    subject, _, field = answer.rpartition(".")
    return subject if subject.startswith("maturity.") and field.startswith("level") else answer


def questions_in(answers: Iterable[AnswerId]) -> int:
    """Returns how many questions some answers are: each one, a row of the maturity matrix once."""
    return len({_row_of(answer) for answer in answers})


def seconds_for(answers: Iterable[AnswerId], rulebook: Rulebook) -> int:
    """Returns how long some answers take, by our estimate."""
    rows: dict[str, int] = {}
    for answer in answers:
        question = rulebook.questions.get(answer)
        row = _row_of(answer)
        rows[row] = ROW_SECONDS if row != answer else SECONDS[question.kind] if question is not None else 0
    return sum(rows.values())
