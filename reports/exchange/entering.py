"""A filled-in checklist typed or scanned back: one line an item, each taken as a whole or refused with a sentence."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models.exchange.codes import ChecklistCodes
from models.exchange.items import ReviewItem
from models.exchange.merging import ItemReview
from models.language import LANGUAGES, Language, Sentence, Text, plain_number, sentence
from models.questionnaire import Question, QuestionKind
from models.review import FindingKind, RemarkSeverity
from models.typed import Reading, read_answer, read_date
from reports.payload.wording import value_text

if TYPE_CHECKING:
    from decimal import Decimal

LONGEST_REMARK = 4000
"""Characters of a remark that a reply takes."""
_SHORT = {
    FindingKind.CONFIRMED: ("ok", "accept"),
    FindingKind.CORRECTED: ("correct",),
    FindingKind.DOUBTFUL: ("proof",),
    FindingKind.REFUSED: ("reject",),
    FindingKind.NOTE: ("note",),
}
"""What is typed for a judgement besides the words on its button, in either language."""
_FIGURES = (QuestionKind.NUMBER, QuestionKind.INTEGER)


@dataclass(frozen=True, slots=True)
class EnteredLine:
    """What became of one line."""

    number: int
    """Counted from 1."""
    text: str
    review: ItemReview | None
    """As it is to be kept; None where the line was refused."""
    problem: Sentence | None
    """Why it was refused."""


def ratings_of(question: Question) -> tuple[tuple[str, Text], ...]:
    """Returns what can be chosen as a rating, in the order of the boxes on the sheet; nothing where it is a figure."""
    if question.kind in _FIGURES:
        return ()
    return question.choices or tuple((each, value_text(each, question)) for each in ("yes", "no"))


def read_rating(text: str, question: Question) -> Reading[str]:
    """Returns the rating that a text means: a figure in the question's range, the number of a box, a choice, its words.

    Args:
        text: as it was typed.
        question: whose answer is rated.
    """
    if question.kind in _FIGURES:
        read = read_answer(text, question)
        figures: list[Decimal] = [value for value in read.meanings if not isinstance(value, (str, tuple))]  # type: ignore[misc]
        return Reading(tuple(plain_number(value) for value in figures), read.problem)
    wanted, boxes = text.strip().casefold(), ratings_of(question)
    for number, (choice, words) in enumerate(boxes, start=1):
        names = {str(number), choice, words.zh.casefold(), words.en.casefold()}
        if wanted in names:
            return Reading((choice,))
    said = tuple(
        Text(f"{number} {words.zh}", f"{number} {words.en}") for number, (_, words) in enumerate(boxes, start=1)
    )
    return Reading((), sentence("“{text}” is none of the boxes: {boxes}.", text=text.strip(), boxes=said))


class ReturnedChecklist:
    """The codes of one report with what they name."""

    def __init__(self, base_digest: str, items: Sequence[ReviewItem]) -> None:
        """Works the codes out.

        Args:
            base_digest: of the report.
            items: all of it.
        """
        self._items = {item.id: item for item in items}
        self.codes = ChecklistCodes(base_digest, self._items)

    def read(self, line: str, own: Callable[[str], ItemReview]) -> ItemReview | Sentence:
        """Returns what a line says of its item together with what was said before, or why it says nothing.

        A rating, judgement, severity or date takes the place of the one before; a remark is added to those that are
        there. What the line does not name stays.

        Args:
            line: code, rating, judgement, severity, date until when; behind a colon the remark.
            own: gives what the assessor says of an item so far.
        """
        said, _, remark = line.replace("：", ":").strip().partition(":")
        code, _, rest = said.strip().partition(" ")
        named = self.codes.item(code)
        if isinstance(named, Sentence):
            return named
        before, remark = own(named), remark.strip()
        changes = _Words(self._items[named]).changes(rest.split())
        if isinstance(changes, Sentence):
            return changes
        if not changes and not remark:
            return sentence("Nothing is said behind the code “{code}”.", code=code)
        if remark and remark not in before.text.splitlines():
            text = "\n".join(filter(None, (before.text.strip(), remark)))
            if len(text) > LONGEST_REMARK:
                return sentence("The remarks on this item are too long; shorten them to {most} characters.", most=LONGEST_REMARK)  # fmt: skip
            changes["text"] = text
        rating = changes.get("rating")
        if rating and rating != before.rating and before.judgement in (None, FindingKind.NOTE):
            changes.setdefault("judgement", FindingKind.CORRECTED)
        return replace(before, **changes)  # type: ignore[arg-type]

    def read_all(self, lines: Sequence[str], own: Callable[[str], ItemReview]) -> Iterator[EnteredLine]:
        """Yields what becomes of each line that is not empty; a later line on an item goes on from an earlier one.

        Args:
            lines: in their order.
            own: gives what the assessor says of an item so far.
        """
        entered: dict[str, ItemReview] = {}
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            review = self.read(line, lambda item: entered.get(item) or own(item))
            if isinstance(review, Sentence):
                yield EnteredLine(number, line.strip(), None, review)
            else:
                entered[review.item] = review
                yield EnteredLine(number, line.strip(), review, None)


class _Words:
    """The words behind the code of one item."""

    def __init__(self, item: ReviewItem) -> None:
        self._item = item
        judgements = {
            word.casefold(): kind
            for kind in FindingKind
            for word in (*_SHORT[kind], *_in_all(kind.act), *_in_all(kind.text))
        }
        severities = {
            word.casefold(): severity
            for severity in RemarkSeverity
            for word in (severity.value, *_in_all(severity.text))
        }
        self._known: Mapping[str, tuple[str, object]] = {
            **{word: ("judgement", kind) for word, kind in judgements.items()},
            **{word: ("severity", severity) for word, severity in severities.items()},
        }

    def changes(self, words: Sequence[str]) -> dict[str, object] | Sentence:
        """Returns what the words say, by the field of a review, or why they are not understood."""
        changes: dict[str, object] = {}
        place = 0
        while place < len(words):
            meant = self._longest(words[place:])
            if isinstance(meant, Sentence):
                return meant
            count, name, value = meant
            if changes.get(name, value) != value:
                text = " ".join(words[place : place + count])
                return sentence("“{text}” says another thing than a word before it; nothing was entered.", text=text)
            changes[name] = value
            place += count
        return changes

    def _longest(self, words: Sequence[str]) -> tuple[int, str, object] | Sentence:
        """Returns how many words belong together, which field they say, and what."""
        asked, problem = self._item.asked, None
        for count in range(len(words), 0, -1):
            text = " ".join(words[:count])
            if text.casefold() in self._known:
                return (count, *self._known[text.casefold()])
            if asked is not None:
                rating = read_rating(text, asked)
                if rating.value is not None:
                    return count, "rating", rating.value
                problem = rating.problem
        day = read_date(words[0]).value
        if day is not None and len(day) == len("2027-03-31"):
            return 1, "due_on", day
        if asked is None:
            return sentence(
                "“{text}” cannot be entered here: it follows from several answers; rate those.", text=words[0]
            )
        return problem or sentence("“{text}” was not understood.", text=words[0])


def _in_all(text: Callable[[Language], str]) -> tuple[str, ...]:
    return tuple(text(language) for language in LANGUAGES)
