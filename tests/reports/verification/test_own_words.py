"""What a report says beyond its answers: compared where it can be, else named as the signer's word."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.errors import UnknownPack
from models.packs.library import Library
from reports.verification import Verdict, VerdictKind
from tests.reports.attacks.boasters import dearer_plan, with_plan, with_plan_of, without_names
from tests.reports.papers import LATER, report, verdict


def _notes(judged: Verdict) -> str:
    assert judged.kind is VerdictKind.VALID, judged.reason.text("en")
    return " ".join(note.text("en") for note in judged.notes)


def test_what_only_the_signer_can_know_is_named() -> None:
    """Cover, history and that the plan is the best; nothing where there is nothing of the kind."""
    said = _notes(verdict(with_plan(lambda _: None), now=LATER))
    assert "only the signer's word: the words and picture on the cover, the change history" in said
    assert "that no plan is better" in said
    assert "the budget and other limits of the plan" in said
    assert "signer's word" not in _notes(verdict(report().signed))
    assert "signer's word" not in _notes(verdict(without_names(lambda _: None)))


def test_a_plan_that_is_solved_again_needs_no_word_of_the_signer() -> None:
    """Solved within its time, the plan is proven; without time it is not judged, and nothing else is said of it."""
    sound = with_plan(lambda _: None)
    said = _notes(verdict(sound, now=LATER, solve_s=300))
    assert "was solved again" in said
    assert "that no plan is better" not in said
    assert "the budget and other limits of the plan" in said
    late = verdict(sound, now=LATER, solve_s=0)
    assert late.kind is VerdictKind.UNVERIFIABLE
    assert not late.judged


def test_a_plan_that_is_not_the_best_is_found_by_solving_again() -> None:
    """Everything in it follows from its choices; only a solve finds the cheaper ones."""
    dear = with_plan_of(dearer_plan())
    assert "that no plan is better" in _notes(verdict(dear, now=LATER))
    judged = verdict(dear, now=LATER, solve_s=300)
    assert judged.kind is VerdictKind.CHANGED
    assert "not the best" in judged.reason.text("en")


def test_a_figure_in_a_reason_is_found_by_solving_again() -> None:
    """What a measure that was left out would cost on top is known to a solve alone, to the last hundred yuan."""

    def change(data: dict[str, Any]) -> None:
        entry = next(each for each in data["roadmap"]["left_out"] if "worse" in each["because"]["facts"])
        entry["because"]["facts"]["worse"] = {"zh": "12.24 万元", "en": "122,400 yuan"}

    judged = verdict(with_plan(change), now=LATER, solve_s=300)
    assert judged.kind is VerdictKind.CHANGED, judged.reason.text("en")


def test_a_plan_of_a_catalogue_that_is_not_here_cannot_be_judged() -> None:
    """Somebody's own measures and prices are no lie; what could not be compared is never called valid."""

    def change(data: dict[str, Any]) -> None:
        pack = next(pack for pack in data["packs"] if pack["kind"] == "catalogue")
        pack.update(digest="cd" * 32, name={"zh": "本厂目录", "en": "Our own catalogue"})
        data["roadmap"]["steps"][0]["name"] = {"zh": "自有举措", "en": "A measure of our own"}

    judged = verdict(with_plan(change))
    assert judged.kind is VerdictKind.UNVERIFIABLE
    assert "add that edition from its file" in judged.reason.text("en")


def test_a_plan_of_an_added_pack_is_compared_where_that_pack_is(tmp_path: Path) -> None:
    """Also when a later version of it is in use: the digests in the report say which one it was."""
    versions = []
    for number in ("1", "2"):
        file = tmp_path / f"own-{number}.yaml"
        here = Library(tmp_path)
        here.measure_template(file, [], date(2026, 11, int(number)))
        file.write_text(re.sub(r"version: \S+", f'version: "{number}"', file.read_text("utf-8"), count=1), "utf-8")
        here.install(file)
        versions.append(here.catalogue())
    named = [(str(pack.id), pack.digest) for pack in versions[0].packs]
    here = Library(tmp_path)
    assert here.catalogue() == versions[1]
    assert here.catalogue_made_of(named) == versions[0] != versions[1]
    with pytest.raises(UnknownPack):
        Library(None).catalogue_made_of(named)
    with pytest.raises(UnknownPack):
        here.catalogue_made_of(named[::-1])
