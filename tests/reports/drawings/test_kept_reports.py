"""Reports, replies and notes of every earlier layout still verify, as strictly as on the day when they were signed."""

import hashlib
import json
import random
import re
from pathlib import Path

import pytest

import resources
from models.packs.library import Library
from reports.drawings import archive, door, earlier
from reports.payload import LAYOUT, canonical
from reports.pdf import redrawn
from reports.reply import review_of
from reports.signing import certify
from reports.signing.revision import Irregular, read_revisions
from reports.verification import DocumentKind, Limits, Setting, Task, Trust, Verdict, VerdictKind, verify_here
from reports.verification.claims.recomputed import CannotJudge, judge_content
from reports.verification.integrity.base import payload_of
from reports.verification.isolation.process import Verifier
from tests.reports.attacks.collection import SCORE, pages, rebuilt, stream
from tests.reports.drawings.kept import EVERY, LAYOUTS, NOW, papers, signers
from tests.reports.papers import NOW as TODAY
from tests.reports.papers import manager, reply, sign_anyway, trust, verdict
from tests.reports.sample import library, report_payload

_TIERS = {
    "no-roadmap": "advanced",
}
"""Tier reached of the kept reports that reach one."""


def _verdict(data: bytes, layout: int = 1, *, trusted: Trust | None = None) -> Verdict:
    return verify_here(data, "old.pdf", trusted or signers(layout), Library(None), NOW)


@pytest.mark.parametrize(("layout", "name"), EVERY)
def test_a_paper_of_an_earlier_layout_is_valid(layout: int, name: str) -> None:
    """Every page is drawn again as it was then, and today's evaluator comes to the same tier."""
    found = _verdict(papers(layout)[name], layout)
    assert found.kind is VerdictKind.VALID, found.reason.text("en")
    if found.document is DocumentKind.REPORT:
        assert found.claimed_tier == found.recomputed_tier == _TIERS.get(name)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_earlier_paper_of_an_unknown_signer_is_untrusted(layout: int) -> None:
    """Being old makes nobody trusted."""
    assert _verdict(papers(layout)["sample-en"], trusted=trust()).kind is VerdictKind.UNTRUSTED


def test_the_manager_s_report_under_a_countersignature_is_a_report_of_its_own() -> None:
    """The revision that the manager signed verifies alone; the countersigned one names all three signatures."""
    data = papers(1)["sample-zh-countersigned"]
    assert [line.role.value for line in _verdict(data).signatures] == ["manager", "consultant", "assessor1"]
    first = data[: read_revisions(data)[1].end]
    assert (_verdict(first).kind, len(_verdict(first).signatures)) == (VerdictKind.VALID, 1)


def test_an_earlier_reply_can_still_be_taken_in() -> None:
    """Its remarks are read as they were written."""
    review = review_of(_verdict(papers(1)["reply"]))
    assert [one.text for one in review.findings] == ["请补充设备联网的照片。", "属实。"]


@pytest.mark.parametrize(("layout", "name"), EVERY)
def test_a_changed_byte_of_an_earlier_paper_is_noticed(layout: int, name: str) -> None:
    """Anywhere: a few in every paper."""
    data = papers(layout)[name]
    for place in random.Random(name).sample(range(len(data)), 6):
        changed = bytearray(data)
        changed[place] ^= 1
        assert _verdict(bytes(changed), layout).kind is not VerdictKind.VALID, place


def _named(payload: bytes, layout: int, version: str | None = None) -> bytes:
    data = json.loads(payload)
    data["program"]["layout"] = layout
    data["program"]["version"] = version or data["program"]["version"]
    return canonical(data)


def test_today_s_pages_under_an_earlier_layout_s_name_are_not_valid() -> None:
    """Whoever lies by naming an earlier layout is measured by that layout."""
    assert LAYOUT > 1
    forged = certify(redrawn(_named(report_payload(), 1)), manager(), TODAY)
    assert verdict(forged).kind in (VerdictKind.CHANGED, VerdictKind.UNVERIFIABLE)


def test_earlier_pages_with_better_answers_are_not_valid() -> None:
    """The kept program works the result out as well: a payload of its own layout that lies is changed."""
    data = json.loads(payload_of(read_revisions(papers(1)["no-roadmap"])[0]))
    data["evaluation"]["reached"] = "leading"
    lie = canonical(data)
    drawn = earlier.again(1, "pages", lie)["pdf"]
    found = verdict(sign_anyway(drawn))
    assert found.kind is VerdictKind.CHANGED
    assert "printed: leading, recomputed: advanced" in found.reason.text("en")


def test_earlier_pages_that_were_painted_over_are_not_valid() -> None:
    """The kept drawing is compared as strictly as today's."""
    drawn = read_revisions(papers(1)["sample-en"])[0].content
    content = re.search(rb"/Contents ([0-9]+) 0 R", read_revisions(drawn)[0].dictionary(pages(drawn)[1]))
    assert content
    painted = rebuilt(drawn, {int(content[1]): stream(SCORE)})
    honest = verdict(sign_anyway(drawn), trust())
    assert honest.kind is VerdictKind.VALID, honest.reason.text("en")
    assert verdict(sign_anyway(painted)).kind is not VerdictKind.VALID
    assert verdict(sign_anyway(rebuilt(drawn))).kind is VerdictKind.VALID


def test_a_layout_of_the_future_asks_for_a_newer_program() -> None:
    """It may be sound; this program cannot say."""
    found = verdict(certify(redrawn(_named(report_payload(), LAYOUT + 1)), manager(), TODAY))
    assert found.kind is VerdictKind.UNVERIFIABLE
    assert "newer version" in found.reason.text("en")
    assert "升级" in found.reason.text("zh")


@pytest.mark.parametrize("layout", [0, -1, True, "1", None])
def test_a_layout_that_never_was_is_not_tried(layout: object) -> None:
    """Nor is another one in its place."""
    data = json.loads(report_payload())
    data["program"]["layout"] = layout
    with pytest.raises((CannotJudge, Irregular)):
        judge_content(b"", canonical(data), library())


def test_earlier_papers_are_verified_in_child_processes() -> None:
    """The verifying process starts the kept drawing's process, also for the second paper."""
    tasks = [Task(name, data=papers(1)[name]) for name in ("sample-en", "reply", "no-roadmap")]
    with Verifier(Setting(signers(1), NOW)) as verifier:
        found = dict(verifier.verify(tasks))
    assert [found[index].kind for index in range(3)] == [VerdictKind.VALID] * 3


def test_an_earlier_paper_that_takes_too_long_is_unverifiable() -> None:
    """The limit on time holds for the kept drawing as well."""
    with Verifier(Setting(signers(1), NOW), limits=Limits(seconds=0.0)) as verifier:
        found = dict(verifier.verify([Task("slow.pdf", data=papers(1)["sample-en"])]))
    assert found[0].kind is VerdictKind.UNVERIFIABLE


def test_a_kept_drawing_that_gives_no_answer_is_started_again() -> None:
    """One paper is not judged; the next one is."""
    payload = payload_of(read_revisions(papers(1)["reply"])[0])
    with pytest.raises(earlier.NotDrawn):
        earlier.again(1, "reply", payload, seconds=0.0)
    assert earlier.again(1, "reply", payload)["pdf"] == read_revisions(papers(1)["reply"])[0].content


@pytest.mark.parametrize("layout", archive.KEPT)
def test_a_kept_drawing_answers(layout: int) -> None:
    """Everything that it imports is here; the self-test of an installed program asks the same."""
    assert earlier.answers(layout)


def test_a_drawing_that_was_never_kept_does_not_answer() -> None:
    """And leaves no process behind."""
    assert not earlier.answers(99)
    assert 99 not in earlier._drawers


def test_a_kept_drawing_refuses_what_is_not_of_its_format() -> None:
    """With the stable code of its error."""
    with pytest.raises(earlier.Refused) as refused:
        earlier.again(1, "report", b"{}")
    assert refused.value.code == "payload_not_readable"


@pytest.mark.parametrize("layout", archive.KEPT)
def test_a_kept_drawing_is_what_was_released(layout: int) -> None:
    """Its bytes are those whose digest stands in the program, and every layout before the present one is there."""
    data = resources.path(f"drawings/{layout}.zip").read_bytes()
    assert hashlib.sha256(data).hexdigest() == archive.KEPT[layout]
    assert set(archive.KEPT) == set(range(1, LAYOUT)) == set(LAYOUTS)


def test_a_kept_drawing_that_was_changed_never_runs(tmp_path: Path) -> None:
    """Not a line of it."""
    (tmp_path / "drawings").mkdir()
    data = bytearray(resources.path("drawings/1.zip").read_bytes())
    data[-1] ^= 1
    (tmp_path / "drawings" / "1.zip").write_bytes(data)
    with pytest.raises(archive.NotAsReleased):
        archive.become(1, tmp_path)
    with pytest.raises(archive.NotAsReleased):
        archive.become(2, tmp_path)


def test_what_an_earlier_program_shows_of_its_answers_is_worked_out_again() -> None:
    """A scenario that the pages call built and the answers do not is a lie, in every layout."""
    data = json.loads(payload_of(read_revisions(papers(1)["sample-en"])[0]))
    row = next(row for row in data["scenarios"] if row["status"] == "none")
    row |= {"status": "full", "status_word": {"zh": "全面应用", "en": "in full use"}}
    drawn = earlier.again(1, "pages", canonical(data))["pdf"]
    assert verdict(sign_anyway(drawn)).kind is VerdictKind.CHANGED


def test_the_door_gives_plain_values() -> None:
    """What a kept drawing answers passes between two programs, so it is made of nothing but Python's own."""
    again = door.report(report_payload(), library())
    assert set(again) == {"program", "shown", "claims"}
    assert type(again["shown"]) is bytes
    assert json.loads(json.dumps(again["program"])) == again["program"]
    assert all(type(wording) is str for claim in again["claims"] for wording in claim)


def test_a_reply_names_the_layout_that_drew_it() -> None:
    """So that it can be drawn again when the layout is another."""
    data = json.loads(payload_of(read_revisions(reply())[0]))
    assert data["program"]["layout"] == LAYOUT
