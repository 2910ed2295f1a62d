"""What has to be looked at before signing stands on the list, what is wrong first."""

from datetime import date
from decimal import Decimal

from models.assessment import AnswerId, Value
from models.evaluator import evaluate
from tests.reports.sample import CREATED, assessment, library
from ui.report.content.checklist import NOTHING_MORE, Check, Kept, checks


def _checks(kept: Kept = NOTHING_MORE, **changes: Value) -> tuple[Check, ...]:
    rulebook = library().rulebook("national-2025")
    return checks(evaluate(assessment(**changes), rulebook, date.fromisoformat(CREATED[:10])), kept)


def test_a_character_that_no_typeface_has_stands_on_the_list_with_its_answer() -> None:
    """With a way to the answer; where every character is drawn there is no such line."""
    rare = "\U0001f600"
    lines = [check for check in _checks(enterprise__name=f"宏达{rare}") if rare in check.text]
    assert [(check.good, [answer for _, answer in check.places]) for check in lines] == [(False, ["enterprise.name"])]
    assert not any("U+" in check.text or rare in check.text for check in _checks())


def test_what_is_not_settled_stands_on_the_list_beside_the_guesses() -> None:
    """A card put off, an answer taken over and not confirmed, a text that was not understood: each with its place."""
    unsettled = _checks(
        Kept(later=frozenset({"SC40"}), unread=(AnswerId("enterprise.founded"),)),
        factory__machines=Decimal(35),
        digital_level__SQ02__filled=("factory.machines=35",),
    )
    answers = [[answer for _, answer in check.places] for check in unsettled if not check.good]
    assert [AnswerId("scenarios.SC40.status")] in answers
    assert [AnswerId("factory.machines")] in answers
    assert [AnswerId("enterprise.founded")] in answers
    assert len(unsettled) == len(_checks()) + 3


def test_what_was_answered_or_confirmed_since_is_settled() -> None:
    """A card put off and answered since, and an answer changed since it was taken over, are not counted."""
    settled = _checks(
        Kept(later=frozenset({"SC40"})),
        scenarios__SC40__status="none",
        factory__machines=Decimal(36),
        digital_level__SQ02__filled=("factory.machines=35",),
    )
    assert len(settled) == len(_checks())
