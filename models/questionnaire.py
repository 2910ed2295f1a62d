"""What is asked: each question with its form and its section."""

from dataclasses import dataclass
from enum import StrEnum

from models.assessment import AnswerId
from models.language import Text


class QuestionKind(StrEnum):
    """How an answer is given; one widget each."""

    YES_NO = "yes_no"
    """`yes` or `no`."""
    CHOICE = "choice"
    """One of `Question.choices`."""
    NUMBER = "number"
    """A `Decimal` inside `Question.low` and `Question.high`."""
    INTEGER = "integer"
    TEXT = "text"
    """One line, at most `Question.longest` characters."""
    LONG_TEXT = "long_text"
    DATE = "date"
    """ISO `YYYY-MM-DD`, or `YYYY-MM` or `YYYY` where the day is not known."""
    LIST = "list"
    """Short texts, such as suppliers."""
    EVIDENCE = "evidence"
    """Digests of evidence."""


@dataclass(frozen=True, slots=True)
class Question:
    """One answer that can be given: what is asked, in which form, in which section."""

    id: AnswerId
    section: str
    """Id of the `Section` in which it is asked."""
    group: str
    """What it belongs to inside the section, such as `SC10` or `BR1`: one card on a page."""
    kind: QuestionKind
    label: Text
    help: Text
    unit: str = ""
    """`wan`, `people`, `percent`, … ; empty where a number needs none or the answer is no number."""
    choices: tuple[tuple[str, Text], ...] = ()
    low: int | None = None
    high: int | None = None
    longest: int = 0
    """Most characters of a text or most entries of a list; 0 if the question sets no limit."""
    decisive: bool = False
    """Whether the evaluator reads it; the one-hour path asks only these."""
    title: Text | None = None
    """Short name for reasons, tables and search; None where the label is short enough."""

    @property
    def short(self) -> Text:
        """The shortest wording that still says what is asked."""
        return self.title or self.label


@dataclass(frozen=True, slots=True)
class Section:
    """One page group of the wizard."""

    id: str
    title: Text
    lead: Text
    """One sentence: what is asked here and why."""
