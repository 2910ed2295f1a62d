"""A part is merged answer by answer, three ways; where both sides differ nobody is overwritten."""

from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

from models.assessment import AnswerId, AssessmentState
from models.case import Stamp
from models.sharing import answered, merge, taken_over
from tests.models.sharing.parts import full_case, part, rules, with_answers

NAME, STAFF = AnswerId("enterprise.name"), AnswerId("enterprise.staff")
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


def test_what_only_the_part_changed_is_taken() -> None:
    """The case still says what it said when the part was cut out."""
    back = answered(part("enterprise"), with_answers(enterprise__staff=99), "张工", NOW.isoformat())
    merged = merge(full_case(), back, rules(), name="p")
    assert [(change.answer, change.new) for change in merged.changed] == [(STAFF, 99)]
    assert taken_over(full_case(), back, merged, rules()).get(STAFF) == 99


def test_what_only_the_case_changed_stays() -> None:
    """A colleague's old answer never comes back over a newer one."""
    merged = merge(with_answers(enterprise__staff=77), part("enterprise"), rules(), name="p")
    assert (merged.changed, merged.conflicts) == ((), ())


def test_where_both_changed_the_case_keeps_its_own_until_somebody_chooses() -> None:
    """Each side has its name and time; the choice is per answer."""
    back = answered(part("enterprise"), with_answers(enterprise__staff=99), "张工", "2026-11-30T10:00:00+08:00")
    ours = with_answers(enterprise__staff=77)
    merged = merge(ours, back, rules(), name="p", history={STAFF: Stamp(NOW, "李经理")})
    (conflict,) = merged.conflicts
    assert (conflict.here.value, conflict.here.who) == (77, "李经理")
    assert (conflict.there.value, conflict.there.who, conflict.there.at[:10]) == (99, "张工", "2026-11-30")
    assert taken_over(ours, back, merged, rules()).get(STAFF) == 77
    assert taken_over(ours, back, merged, rules(), {STAFF}).get(STAFF) == 99


def test_two_who_answer_blind_see_only_where_they_differ() -> None:
    """The same answer is agreed, a new one is taken, a different one is asked about."""
    blind = part("enterprise", blind=True)
    second = with_answers(enterprise__staff=99, enterprise__founded=None)
    first = with_answers(enterprise__name=None)
    merged = merge(first, answered(blind, second, "王经理", ""), rules(), name="p")
    assert [change.answer for change in merged.changed] == [NAME]
    assert [conflict.answer for conflict in merged.conflicts] == [STAFF]
    assert STAFF not in merged.agreed
    assert merged.agreed


def test_a_frozen_version_is_never_changed() -> None:
    """The answers go into a draft of the next version."""
    frozen = replace(full_case(), state=AssessmentState.FROZEN, frozen_on=NOW.isoformat())
    back = answered(part("enterprise"), with_answers(enterprise__staff=99), "张工", "")
    after = taken_over(frozen, back, merge(frozen, back, rules(), name="p"), rules())
    assert (after.version, after.state, after.frozen_on) == (frozen.version + 1, AssessmentState.DRAFT, "")


def test_an_answer_with_a_file_that_nobody_knows_is_not_taken() -> None:
    """Evidence without its name and size would make the case invalid."""
    evidence = AnswerId("scenarios.SC10.evidence")
    out = part("scenarios.SC10")
    back = replace(out, answers={**out.answers, evidence: ("e" * 64,)}, evidence=MappingProxyType({}))
    merged = merge(full_case(), back, rules(), name="p")
    assert merged.changed == ()
    assert [fault.where for fault in merged.faults] == [evidence]
