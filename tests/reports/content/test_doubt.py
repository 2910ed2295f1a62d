"""A tier that rests on answers which cannot all be true is never stated without saying so."""

from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from models.assessment import AnswerId, Assessment, AssessmentState, Value
from models.evaluation import Evaluation
from models.evaluator import evaluate
from models.language import LANGUAGES
from reports.content import report_content
from reports.content.words import read
from reports.payload import claim_sentences, read_payload
from reports.payload.result import evaluation_json
from reports.spreadsheet import evaluation_workbook, write_spreadsheet
from tests.factories import answers_at
from tests.reports.golden.golden import told
from tests.reports.sample import library

CREATED = "2026-11-30T10:00:00+08:00"


def judged(**more: Value) -> Evaluation:
    """A factory that reaches basic; `more` changes answers."""
    answers = {AnswerId(key): value for key, value in answers_at("basic").items()}
    answers |= {AnswerId(key.replace("__", ".")): value for key, value in more.items()}
    assessment = Assessment("C-1", 1, AssessmentState.DRAFT, "national-2025", answers=answers)
    return evaluate(assessment, library().rulebook("national-2025"), date(2026, 11, 30))


DOUBTFUL = judged(enterprise__staff=10, factory__staff=20)


def test_a_tier_with_contradictions_is_in_doubt() -> None:
    """Reached it is by the rules, and the result says beside it that both cannot be true."""
    assert DOUBTFUL.reached == "basic"
    assert DOUBTFUL.is_in_doubt
    assert evaluation_json(DOUBTFUL, "en")["in_doubt"] is True
    assert not judged().is_in_doubt


def test_every_page_that_states_the_tier_states_the_doubt() -> None:
    """Cover, summary, ladder, statement and the claim."""
    content = report_content(DOUBTFUL, None, None, created=CREATED)
    for language, word in zip(LANGUAGES, ("存疑", "in doubt"), strict=True):
        assert word in content.cover.tier.text(language)
        assert told(content, language).count(word) >= 4
    claim = claim_sentences(read_payload(content.payload))[0]
    assert "存疑" in claim.zh
    assert "in doubt" in claim.en


UNCLOSED = judged(**{f"scenarios__SC{number}__status": "not_applicable" for number in range(20, 30)})


def test_a_tier_that_nothing_closes_is_not_called_reached() -> None:
    """With all of production marked as not applicable no answers close the lowest tier: page and data say so."""
    data = read_payload(report_content(UNCLOSED, None, None, created=CREATED).payload)
    assert (data["evaluation"]["reached"], data["evaluation"]["missing"]["basic"]) == (None, [])
    words = (("尚未达到任何层级", "找不到能补齐"), ("has not reached a tier", "knows no answers"))
    for language, (reached, remark) in zip(LANGUAGES, words, strict=True):
        page = told(report_content(UNCLOSED, None, None, created=CREATED), language)
        assert reached in page
        assert remark in page
        assert "every condition of this tier" not in page
        assert "每项条件" not in page


def test_what_is_wrong_with_the_rules_stands_in_every_output() -> None:
    """Rules younger than the day: the sentence is in the data, on the summary, in the chapter and in both workbooks."""
    book = library().rulebook("national-2025")
    early = evaluate(judged().assessment, book, date(2025, 1, 1))
    content = report_content(early, None, None, created=CREATED)
    data = read_payload(content.payload)
    said = read(data["evaluation"]["problems"][0]).text("zh")
    assert "晚于评估" in said or "2025-01-01" in said
    assert told(content, "zh").count(said) == 2
    for workbook in (write_spreadsheet(content, "zh"), evaluation_workbook(early, "zh")):
        cells = [
            str(cell) for sheet in load_workbook(BytesIO(workbook)) for row in sheet.values for cell in row if cell
        ]
        assert said in cells
