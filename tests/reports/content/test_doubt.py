"""A tier that rests on answers which cannot all be true is never stated without saying so."""

from datetime import date

from models.assessment import AnswerId, Assessment, AssessmentState, Value
from models.evaluation import Evaluation
from models.evaluator import evaluate
from models.language import LANGUAGES
from reports.content import report_content
from reports.payload import claim_sentences, read_payload
from reports.payload.result import evaluation_json
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
