"""What has to be looked at before signing stands on the list, what is wrong first."""

from datetime import date

from models.evaluator import evaluate
from tests.reports.sample import CREATED, assessment, library
from ui.report.content.checklist import Check, checks


def _checks(**changes: str) -> tuple[Check, ...]:
    rulebook = library().rulebook("national-2025")
    return checks(evaluate(assessment(**changes), rulebook, date.fromisoformat(CREATED[:10])))


def test_a_character_that_no_typeface_has_stands_on_the_list_with_its_answer() -> None:
    """With a way to the answer; where every character is drawn there is no such line."""
    rare = "\U0001f600"
    lines = [check for check in _checks(enterprise__name=f"宏达{rare}") if rare in check.text]
    assert [(check.good, [answer for _, answer in check.places]) for check in lines] == [(False, ["enterprise.name"])]
    assert not any("U+" in check.text or rare in check.text for check in _checks())
