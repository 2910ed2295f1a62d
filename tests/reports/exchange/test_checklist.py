"""A report's checklist: printed with every item's code, and entered again line by line, whole or not at all."""

import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import page
import pikepdf
import pytest

from models.evaluator import evaluate
from models.exchange.items import ReviewItem, review_items
from models.exchange.merging import ItemReview
from models.language import Language, Sentence
from models.questionnaire import QuestionKind
from models.review import FindingKind, RemarkSeverity
from reports.exchange.checklist import write_checklist
from reports.exchange.entering import ReturnedChecklist
from reports.exchange.reviewing import ReportRead
from reports.pdf.checklist import ATTACHED
from tests.reports.papers import NOW
from tests.reports.pdf.pages import tag_faults, whole_text
from tests.reports.sample import CREATED, assessment, library

DIGEST = "c" * 64
OPEN = "scenarios.SC10"


@cache
def _read() -> ReportRead:
    said = replace(assessment(), case_number="2026-2", version=3)
    evaluation = evaluate(said, library().rulebook("national-2025"), date.fromisoformat(CREATED[:10]))
    return ReportRead(evaluation, review_items(evaluation))


def _checklist() -> ReturnedChecklist:
    return ReturnedChecklist(DIGEST, _read().items)


def _own(item: str) -> ItemReview:
    return ItemReview("李评", item)


def _taken(line: str, before: ItemReview | None = None) -> ItemReview:
    review = _checklist().read(line, lambda item: before or _own(item))
    assert isinstance(review, ItemReview), review
    return review


def _refused(line: str) -> str:
    refused = _checklist().read(line, _own)
    assert isinstance(refused, Sentence)
    return refused.text("en")


def _code(item: str = OPEN) -> str:
    return _checklist().codes.code(item)


def _figure() -> ReviewItem:
    """An item whose rating is a figure with limits."""
    return next(
        item
        for item in _read().items
        if item.asked is not None and item.asked.kind is QuestionKind.NUMBER and item.asked.high is not None
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_checklist_names_case_version_and_digest_and_every_code(language: Language, tmp_path: Path) -> None:
    """Archivable and accessible; only what the factory claims or what contradicts itself is printed, riskiest first."""
    path = tmp_path / "sheet.pdf"
    count = write_checklist(path, DIGEST, {"evidence": []}, _read(), language, NOW)
    pdf = path.read_bytes()
    for profile in ("3a", "ua1"):
        assert page.validate_pdf_bytes(pdf, profile=profile).failures == []
    assert tag_faults(pdf) == []
    text = "".join(whole_text(pdf).split())
    printed = [item for item in _read().items if item.claimed or item.risks]
    assert 0 < count == len(printed) < len(_read().items)
    places = [text.index(_code(item.id)) for item in printed]
    assert places == sorted(places)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        data = json.loads(opened.attachments[ATTACHED].get_file().read_bytes())
        pages = len(opened.pages)
    assert text.count(DIGEST[:16]) >= 2 * pages, "in the head and foot of each page"
    assert text.count("2026-2") > pages
    assert DIGEST in text
    assert [entry["item"] for entry in data["items"]] == [item.id for item in printed]


@pytest.mark.parametrize(
    ("words", "rating", "kind", "severity"),
    [
        ("1", "none", FindingKind.CORRECTED, None),
        ("none", "none", FindingKind.CORRECTED, None),
        ("未开展", "none", FindingKind.CORRECTED, None),
        ("3 ok", "partial", FindingKind.CONFIRMED, None),
        ("proof major", "", FindingKind.DOUBTFUL, RemarkSeverity.MAJOR),
        ("4 REJECT critical", "full", FindingKind.REFUSED, RemarkSeverity.CRITICAL),
        ("不认可 关键 2", "planned", FindingKind.REFUSED, RemarkSeverity.CRITICAL),
        ("需补佐证", "", FindingKind.DOUBTFUL, None),
        ("Proof needed minor", "", FindingKind.DOUBTFUL, RemarkSeverity.MINOR),
    ],
)
def test_a_line_is_understood_in_either_language(
    words: str, rating: str, kind: FindingKind, severity: RemarkSeverity | None
) -> None:
    """The number of the box, its key or its words; judgement and severity in any order."""
    choices = [text for _, text in next(i for i in _read().items if i.id == OPEN).asked.choices]  # type: ignore[union-attr]
    review = _taken(f"{_code()} {words.replace('未开展', choices[0].zh)}")
    assert (review.rating, review.kind, review.severity) == (rating, kind, severity)


def test_a_remark_and_a_date_are_taken_along_and_nothing_said_before_is_lost() -> None:
    """A remark is added; what a line does not name stays."""
    first = _taken(f"{_code()} 2 proof 2027-03-31：现场未见看板")
    assert (first.rating, first.due_on, first.text) == ("planned", "2027-03-31", "现场未见看板")
    second = _taken(f"{_code()} major: 已拍照", first)
    assert (second.rating, second.judgement, second.due_on) == ("planned", FindingKind.DOUBTFUL, "2027-03-31")
    assert (second.severity, second.text) == (RemarkSeverity.MAJOR, "现场未见看板\n已拍照")
    assert _taken(f"{_code()} : 已拍照", second).text == second.text


def test_a_figure_is_checked_against_its_range() -> None:
    """One inside is kept as a plain number; one outside is refused with the range."""
    item = _figure()
    assert item.asked is not None
    assert item.asked.high is not None
    assert Decimal(_taken(f"{_code(item.id)} 1.5").rating) == Decimal("1.5")
    assert str(item.asked.high) in _refused(f"{_code(item.id)} {item.asked.high + 1}")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Nothing is said"),
        ("9", "none of the boxes"),
        ("0", "none of the boxes"),
        ("vielleicht", "none of the boxes"),
        ("1 2", "another thing"),
        ("ok reject", "another thing"),
        ("minor major", "another thing"),
    ],
)
def test_what_is_not_understood_or_contradicts_itself_is_refused_whole(words: str, said: str) -> None:
    """Nothing of such a line is entered."""
    assert said in _refused(f"{_code()} {words}")


def test_an_item_that_follows_from_several_answers_takes_a_judgement_and_no_rating() -> None:
    """The sentence says what to rate instead."""
    item = next(item for item in _read().items if item.asked is None)
    assert _taken(f"{_code(item.id)} reject").judgement is FindingKind.REFUSED
    assert "several answers" in _refused(f"{_code(item.id)} 1")


def test_a_file_of_lines_goes_on_behind_one_that_is_refused() -> None:
    """Empty lines are passed over; a second line on an item goes on from the first; each refusal names its line."""
    lines = [f"{_code()} 1", "", "7K2M-9QXT-C ok", f"{_code()} proof: 缺照片", f"{_code()} 99"]
    entered = list(_checklist().read_all(lines, _own))
    assert [(line.number, line.review is None) for line in entered] == [(1, False), (3, True), (4, False), (5, True)]
    last = entered[2].review
    assert last is not None
    assert (last.rating, last.judgement, last.text) == ("none", FindingKind.DOUBTFUL, "缺照片")


def test_a_sheet_of_another_report_rates_nothing() -> None:
    """The same item of another report has another code."""
    other = ReturnedChecklist("d" * 64, _read().items).codes.code(OPEN)
    assert "another report" in _refused(f"{other} 1")
