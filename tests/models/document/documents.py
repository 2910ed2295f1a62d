"""Hypothesis strategies that make assessments and documents of the shipped national edition."""

import unicodedata
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from hypothesis import strategies as st

from models.assessment import AnswerId, Assessment, AssessmentState, Digest, Evidence, Value
from models.packs.library import Library
from models.questionnaire import Question, QuestionKind

DIGESTS = tuple(Digest(letter * 64) for letter in "abc")
_LINE = (
    st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=18)
    .map(lambda text: unicodedata.normalize("NFC", text))
    .filter(str.strip)
)
_LINES = st.text(st.sampled_from('一二三 abc\n\t-:{}"\\'), min_size=1, max_size=40).filter(str.strip)


@cache
def library() -> Library:
    """The shipped packs, read once for all tests."""
    return Library(None)


def value_of(question: Question) -> st.SearchStrategy[Value]:
    """Values that the question takes."""
    low, high = question.low or 0, question.high or 0
    match question.kind:
        case QuestionKind.YES_NO | QuestionKind.CHOICE:
            return st.sampled_from([choice for choice, _ in question.choices])
        case QuestionKind.INTEGER:
            return st.integers(low, high)
        case QuestionKind.NUMBER:
            return st.decimals(low, high, places=3, allow_nan=False, allow_infinity=False)
        case QuestionKind.TEXT:
            return _LINE.filter(lambda text: len(text) <= (question.longest or len(text)))
        case QuestionKind.LONG_TEXT:
            return _LINES
        case QuestionKind.DATE:
            return st.sampled_from(["2020", "2021-02", "2024-02-29", "1999-12-31"])
        case QuestionKind.LIST:
            return st.lists(_LINE, min_size=1, max_size=3).map(tuple)
        case QuestionKind.EVIDENCE:
            return st.lists(st.sampled_from(DIGESTS), min_size=1, max_size=3, unique=True).map(tuple)


@st.composite
def assessments(draw: st.DrawFn) -> Assessment:
    """Assessments with up to thirty answers, frozen or not, with evidence."""
    rulebook = library().rulebook("national-2025")
    chosen = draw(st.lists(st.sampled_from(sorted(rulebook.questions)), max_size=30, unique=True))
    answers: dict[AnswerId, Value] = {answer: draw(value_of(rulebook.questions[answer])) for answer in chosen}
    if draw(st.booleans()):
        odd: list[Value] = [Decimal("1.5"), "text", ("a", "b"), 7]
        answers[AnswerId("local.far-away-2030.points")] = draw(st.sampled_from(odd))
    frozen = draw(st.booleans())
    last_day = draw(st.sampled_from(["", "2027-03-31"]))
    return Assessment(
        case_number=draw(_LINE),
        version=draw(st.integers(1, 1_000_000)),
        state=AssessmentState.FROZEN if frozen else AssessmentState.DRAFT,
        rulebook="national-2025",
        overlays=tuple(draw(st.lists(st.sampled_from(["jiangsu-2026", "hainan-2025"]), max_size=2, unique=True))),
        answers=MappingProxyType(answers),
        evidence=MappingProxyType(
            {digest: Evidence(digest, "photo.jpg", "image/jpeg", 12, "附注", last_day) for digest in DIGESTS}
        ),
        frozen_on="2026-11-22T09:30:00+08:00" if frozen else "",
    )
