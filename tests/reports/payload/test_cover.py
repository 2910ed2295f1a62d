"""What a person writes on the cover."""

import json
from datetime import date

from models.evaluator import evaluate
from reports.payload import Cover, ReportOptions, payload
from tests.reports.sample import CREATED, assessment, library


def test_the_cover_holds_composed_letters_only() -> None:
    """However its lines were typed."""
    evaluation = evaluate(assessment(), library().rulebook("national-2025"), date.fromisoformat(CREATED[:10]))
    word = "Cafe\u0301"
    options = ReportOptions("zh", cover=Cover(word, word, word, word, logo_name=word))
    written = json.loads(payload(evaluation, None, None, created=CREATED, options=options))["report"]["cover"]
    assert {written[name] for name in ("subtitle", "prepared_by", "prepared_for", "note", "logo_name")} == {"Caf\u00e9"}
