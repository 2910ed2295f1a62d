"""Reports, replies and notes of an earlier layout still verify, as strictly as on the day when they were signed."""

import hashlib
import json
import random
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

import resources
from reports.acts.note import verdict_note
from reports.layouts import archive, door, earlier
from reports.payload import LAYOUT, canonical
from reports.pdf import redrawn
from reports.signature.revision import Irregular, read_revisions
from reports.signing import certify
from reports.verification import DocumentKind, VerdictKind
from reports.verification.claims.recomputed import CannotJudge, judge_content
from reports.verification.integrity.base import payload_of
from tests import PATIENCE_S
from tests.reports.attacks import ATTACKS, Attack, Target
from tests.reports.attacks.boasters import with_plan, without_names
from tests.reports.attacks.collection import SCORE, pages, rebuilt, stream
from tests.reports.layouts.successor import Successor, make_successor
from tests.reports.papers import NOW, assessor, manager, reply, report, sign_anyway, trust, verdict
from tests.reports.sample import library, report_payload


@pytest.fixture(scope="module")
def successor(tmp_path_factory: pytest.TempPathFactory) -> Successor:
    """The next release, for which the present one is the earlier."""
    return make_successor(tmp_path_factory.mktemp("successor"))


@cache
def _papers() -> dict[str, bytes]:
    """Papers of every kind as the present program signs them."""
    return {
        "report": report().signed,
        "countersigned": report().countersigned,
        "english": certify(redrawn(report_payload("en")), manager(), NOW),
        "both": certify(redrawn(report_payload("both")), manager(), NOW),
        "plan": with_plan(lambda _: None),
        "deidentified": without_names(lambda _: None),
        "reply": reply(),
        "note": verdict_note(verdict(report().signed), assessor(), NOW),
    }


def test_every_paper_of_an_earlier_layout_is_valid(successor: Successor) -> None:
    """Every page is drawn again as it was then, and today's evaluator comes to the same tier."""
    said = successor.verdicts(_papers(), trust())
    for name, data in _papers().items():
        ours = verdict(data)
        assert (name, said[name]["kind"], said[name]["reason"]) == (name, "valid", ours.reason.text("en"))
        assert said[name]["document"] == (ours.document and ours.document.value)
        assert (said[name]["claimed"], said[name]["recomputed"]) == (ours.claimed_tier, ours.recomputed_tier)
        assert said[name]["roles"] == [line.role.value for line in ours.signatures]
        assert said[name]["notes"] == [note.text("en") for note in ours.notes]
    assert verdict(_papers()["note"]).document is DocumentKind.NOTE


def test_the_successor_draws_otherwise(successor: Successor) -> None:
    """Else these tests would show nothing."""
    data = json.loads(report_payload())
    data["program"]["layout"] = LAYOUT + 1
    assert successor.pages(canonical(data)) != redrawn(canonical(data))


def test_an_earlier_paper_of_an_unknown_signer_is_untrusted(successor: Successor) -> None:
    """Being old makes nobody trusted."""
    said = successor.verdicts({"report": report().signed, "reply": reply()}, trust(manager()))
    assert (said["report"]["kind"], said["reply"]["kind"]) == ("valid", "untrusted")


def test_a_changed_byte_of_an_earlier_paper_is_noticed(successor: Successor) -> None:
    """Anywhere: a few in papers of each kind."""
    flipped = {}
    for name in ("countersigned", "reply", "note"):
        data = _papers()[name]
        for place in random.Random(name).sample(range(len(data)), 6):
            changed = bytearray(data)
            changed[place] ^= 1
            flipped[f"{name}-{place}"] = bytes(changed)
    said = successor.verdicts(flipped, trust())
    assert {name: line["kind"] for name, line in said.items() if line["kind"] == "valid"} == {}
    assert len(said) == len(flipped)


def _attacked(successor: Successor, attacks: Sequence[Attack]) -> None:
    paper = report()
    target = Target(paper.unsigned, paper.signed, paper.countersigned)
    said = successor.verdicts({attack.name: attack.make(target) for attack in attacks}, trust())
    # The layout after the present one is the successor's own: its pages are drawn, and are others.
    own = {"layout_of_the_future_named": "changed"}
    expected = {attack.name: own.get(attack.name, attack.expected.value) for attack in attacks}
    assert {name: line["kind"] for name, line in said.items()} == expected


_BY_THE_SIGNER = [attack for attack in ATTACKS if attack.family in ("liars", "boasters")]
"""The lies that only working out and drawing again can tell: by the kept program, where it is the layout's."""


def test_no_signer_gains_by_an_earlier_layout(successor: Successor) -> None:
    """What is refused on pages of the present layout is refused, in the same way, on pages of an earlier one."""
    assert len(_BY_THE_SIGNER) > 40
    _attacked(successor, _BY_THE_SIGNER)


@pytest.mark.slow
def test_nobody_else_gains_by_an_earlier_layout(successor: Successor) -> None:
    """The same for what is done to the file by others, which no layout should have a say in."""
    _attacked(successor, [attack for attack in ATTACKS if attack not in _BY_THE_SIGNER])


def test_today_s_pages_under_an_earlier_layout_s_name_are_not_valid(successor: Successor) -> None:
    """Whoever lies by naming an earlier layout is measured by that layout."""
    said = successor.verdicts({"forged": certify(successor.pages(report_payload()), manager(), NOW)}, trust())
    assert said["forged"]["kind"] == "changed"


def test_earlier_pages_with_a_better_result_are_not_valid(successor: Successor) -> None:
    """The kept program works the result out as well."""
    data = json.loads(report_payload())
    data["evaluation"]["reached"] = "leading"
    said = successor.verdicts({"lie": sign_anyway(redrawn(canonical(data)))}, trust())["lie"]
    assert said["kind"] == "changed"
    assert "printed: leading, recomputed: —" in said["reason"]


def test_earlier_pages_that_were_painted_over_are_not_valid(successor: Successor) -> None:
    """The kept drawing is compared as strictly as today's."""
    drawn = report().unsigned
    content = re.search(rb"/Contents ([0-9]+) 0 R", read_revisions(drawn)[0].dictionary(pages(drawn)[1]))
    assert content
    said = successor.verdicts(
        {
            "painted": sign_anyway(rebuilt(drawn, {int(content[1]): stream(SCORE)})),
            "honest": sign_anyway(rebuilt(drawn)),
        },
        trust(),
    )
    assert (said["painted"]["kind"], said["honest"]["kind"]) == ("changed", "valid")


_ASK = """
import json, sys
from pathlib import Path
from reports.layouts import earlier
payload = Path(sys.argv[1]).read_bytes()
layout = int(sys.argv[2])
answers = [earlier.answers(layout), earlier.answers(99), 99 in earlier._drawers]
try:
    earlier.again(layout, "reply", payload, seconds=0.0)
except earlier.NotDrawn:
    answers.append("not drawn")
answers.append(len(earlier.again(layout, "reply", payload)["pdf"]))
try:
    earlier.again(layout, "report", b"{}")
except earlier.DataRefused as refused:
    answers.append(refused.code)
print(json.dumps(answers))
"""


def test_a_kept_layout_answers_refuses_and_is_started_again(successor: Successor, tmp_path: Path) -> None:
    """The one that was kept, and no other; after no answer in time the next paper gets one; what is wrong has its code."""
    revision = read_revisions(reply())[0]
    (tmp_path / "reply.json").write_bytes(payload_of(revision))
    said = json.loads(successor.run(_ASK, str(tmp_path / "reply.json"), str(LAYOUT)))
    assert said == [True, False, False, "not drawn", len(revision.content), "payload_not_readable"]


_ENDS_IN_THE_MIDDLE = """
import sys
from datetime import datetime
from pathlib import Path
import psutil
from reports.verification import Setting, Trust, VerificationTask, Verifier
data = Path(sys.argv[1]).read_bytes()
verifier = Verifier(Setting(Trust(), datetime.fromisoformat(sys.argv[2])))
for _ in verifier.verify([VerificationTask("reply", data=data)]):
    print(*(child.pid for child in psutil.Process().children(recursive=True)), flush=True)
"""


def test_a_program_that_ends_leaves_no_process_behind(successor: Successor, tmp_path: Path) -> None:
    """Neither the verifying one nor that of a kept layout, also when nobody closed them."""
    import psutil

    (tmp_path / "reply.pdf").write_bytes(reply())
    said = successor.run(_ENDS_IN_THE_MIDDLE, str(tmp_path / "reply.pdf"), NOW.isoformat())
    pids = [int(pid) for pid in said.split()]
    assert len(pids) >= 2
    left = [psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)]
    _, alive = psutil.wait_procs(left, timeout=PATIENCE_S)
    assert alive == []


_TOO_SLOW = """
import sys
from datetime import datetime
from pathlib import Path
from reports.verification import ChildLimits, Setting, Trust, VerificationTask, Verifier
with Verifier(Setting(Trust(), datetime.fromisoformat(sys.argv[2])), limits=ChildLimits(seconds=0.0)) as verifier:
    print(*(found.kind.value for _, found in verifier.verify([VerificationTask("x", data=Path(sys.argv[1]).read_bytes())])))
"""


def test_an_earlier_paper_that_takes_too_long_is_unverifiable(successor: Successor, tmp_path: Path) -> None:
    """The limit on time holds for the kept layout as well."""
    (tmp_path / "report.pdf").write_bytes(report().signed)
    said = successor.run(_TOO_SLOW, str(tmp_path / "report.pdf"), NOW.isoformat())
    assert said.split() == ["unverifiable"]


def test_a_layout_of_the_future_asks_for_a_newer_program() -> None:
    """It may be sound; this program cannot say."""
    data = json.loads(report_payload())
    data["program"]["layout"] = LAYOUT + 1
    said = verdict(certify(redrawn(canonical(data)), manager(), NOW))
    assert said.kind is VerdictKind.UNVERIFIABLE
    assert "newer version" in said.reason.text("en")
    assert "升级" in said.reason.text("zh")


@pytest.mark.parametrize("layout", [0, -1, True, "1", None])
def test_a_layout_that_never_was_is_not_tried(layout: object) -> None:
    """Nor is another one in its place."""
    data = json.loads(report_payload())
    data["program"]["layout"] = layout
    with pytest.raises((CannotJudge, Irregular)):
        judge_content(b"", canonical(data), library())


def test_every_earlier_layout_is_kept_as_it_was_released() -> None:
    """Its bytes are those whose digest stands in the program, and every layout before the present one is there."""
    assert set(archive.KEPT) == set(range(1, LAYOUT))
    for layout, digest in archive.KEPT.items():
        assert hashlib.sha256(resources.path(f"layouts/{layout}.zip").read_bytes()).hexdigest() == digest
        assert earlier.answers(layout)


def test_a_kept_layout_that_was_changed_never_runs(successor: Successor) -> None:
    """Not a line of it."""
    file = successor.root / f"resources/layouts/{LAYOUT}.zip"
    released = file.read_bytes()
    changed = bytearray(released)
    changed[-1] ^= 1
    file.write_bytes(changed)
    said = successor.verdicts({"reply": reply()}, trust())["reply"]
    file.write_bytes(released)
    assert said["kind"] == "unverifiable"
    assert "did not respond" in said["reason"]


def test_the_door_gives_plain_values() -> None:
    """What a kept layout answers passes between two programs, so it is made of nothing but Python's own."""
    again = door.report(report_payload(), library(), None)
    assert set(again) == {"program", "shown", "beyond"}
    assert type(again["shown"]) is type(again["beyond"]) is bytes
    assert json.loads(json.dumps(again["program"])) == again["program"]


def test_a_reply_names_the_layout_that_drew_it() -> None:
    """So that it can be drawn again when the layout is another."""
    data = json.loads(payload_of(read_revisions(reply())[0]))
    assert data["program"]["layout"] == LAYOUT
