"""What a report says beyond its answers: compared where it can be, else named as the signer's word."""

from typing import Any

from reports.verification import Verdict, VerdictKind
from tests.reports.attacks.boasters import with_plan, without_names
from tests.reports.papers import LATER, report, verdict


def _notes(found: Verdict) -> str:
    assert found.kind is VerdictKind.VALID, found.reason.text("en")
    return " ".join(note.text("en") for note in found.notes)


def test_what_only_the_signer_can_know_is_named() -> None:
    """Cover, history and the amounts of the plan; nothing where there is nothing of the kind."""
    said = _notes(verdict(with_plan(lambda _: None), now=LATER))
    assert "only the signer's word: the words and the picture on the cover, the change history" in said
    assert "the amounts and reasons of the plan" in said
    assert "not one for these answers" not in said
    assert "signer's word" not in _notes(verdict(report().signed))
    assert "signer's word" not in _notes(verdict(without_names(lambda _: None)))


def test_a_plan_for_other_answers_says_so() -> None:
    """Made before the last changes, or boasting: what it promises is not where its measures lead."""

    def change(data: dict[str, Any]) -> None:
        for quarter in data["roadmap"]["tier_by_quarter"]:
            quarter["tier"] = "leading"

    assert "not one for these answers" in _notes(verdict(with_plan(change)))


def test_a_plan_of_a_catalogue_that_is_not_here_says_so() -> None:
    """Somebody's own measures and prices are no lie, and cannot be compared."""

    def change(data: dict[str, Any]) -> None:
        pack = next(pack for pack in data["packs"] if pack["kind"] == "catalogue")
        pack.update(digest="cd" * 32, name={"zh": "本厂目录", "en": "Our own catalogue"})
        data["roadmap"]["steps"][0]["name"] = {"zh": "自有举措", "en": "A measure of our own"}

    assert "that is not here (Our own catalogue)" in _notes(verdict(with_plan(change)))
