"""The data attachment: one spelling, strict reading, the result worked out again from it."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.assessment import AnswerId, Digest, Evidence
from models.errors import ApplicationError
from models.language import Text
from reports.payload import (
    FORMAT_VERSION,
    InvalidPayload,
    PayloadFromTheFuture,
    PayloadNotReadable,
    PayloadTooLarge,
    canonical,
    claim_sentences,
    evaluation_json,
    limits_json,
    preview,
    read_payload,
    recompute,
    roadmap_json,
    visible_claims,
)
from reports.payload.canonical import said
from reports.payload.untrusted import LARGEST_BYTES
from reports.payload.wording import value_text
from tests.reports.factory import (
    catalogue,
    changed_sample,
    content_for,
    evaluated,
    frozen_sample,
    library,
    planned,
    sample_content,
)

CONDITION_KEYS = {"id", "status", "reason", "source", "confidence", "answers"}
STEP_KEYS = {"measure", "variant", "quarter", "one_off", "running", "because"}


def test_evaluation_json_has_the_published_keys() -> None:
    """`evaluate --json` gives every key that other programs rely on, for every condition of every tier."""
    value = evaluation_json(evaluated(frozen_sample()), "zh")
    assert {"reached", "possible", "tiers", "indices", "contradictions", "missing"} <= set(value)
    assert [tier["id"] for tier in value["tiers"]] == ["basic", "advanced", "excellent", "leading"]
    assert all(set(each) >= CONDITION_KEYS for tier in value["tiers"] for each in tier["conditions"])
    assert all(isinstance(items, list) for sets in value["missing"].values() for items in sets)
    json.dumps(value, allow_nan=False)


def test_roadmap_json_has_the_published_keys() -> None:
    """`plan --json` gives every key that other programs rely on, money in 万元."""
    value = roadmap_json(planned(), catalogue(), "en")
    assert {"status", "gap", "target", "reached", "cost", "steps", "left_out", "tier_by_quarter", "shortfall"} <= set(
        value
    )
    assert set(value["cost"]) >= {"one_off", "running", "total"}
    assert value["steps"]
    assert all(set(step) >= STEP_KEYS for step in value["steps"])
    assert Decimal(str(value["cost"]["total"])) == planned().cost.total_wan
    json.dumps(value, allow_nan=False)


def test_sentences_are_in_the_language_that_was_asked_for() -> None:
    """The same result is told in Chinese and in English."""
    result = evaluated(frozen_sample())
    chinese, english = evaluation_json(result, "zh"), evaluation_json(result, "en")
    assert chinese["tiers"][0]["name"] != english["tiers"][0]["name"]
    assert english["tiers"][0]["name"].isascii()


def test_limits_json_says_what_was_asked() -> None:
    """Goal, budget and start of the plan are in the data."""
    value = limits_json(planned().limits)
    assert (value["target"], value["budget"], value["start"]) == ("basic", [30], "2027Q1")


def test_an_answer_in_money_reads_alike_in_every_size() -> None:
    """Ten thousands in Chinese, whole yuan with thousands in English, whatever places the answer was given with."""
    question = evaluated(frozen_sample()).rulebook.questions[AnswerId("enterprise.revenue_wan")]
    for given_wan, english in (("53.3", "533,000 yuan"), ("53.35", "533,500 yuan"), ("100", "1,000,000 yuan")):
        assert value_text(Decimal(given_wan), question) == Text(f"{given_wan} 万元", english)


def test_a_payload_reads_back_to_itself() -> None:
    """Reading and writing again gives the same bytes."""
    attached = sample_content().payload
    assert canonical(read_payload(attached)) == attached


def test_the_result_worked_out_again_from_a_payload_is_the_one_in_it() -> None:
    """The answers in the attachment give the evaluation in the attachment."""
    data = read_payload(sample_content().payload)
    again = recompute(data, library())
    assert again.reached == data["evaluation"]["reached"]
    assert evaluation_json(again, "zh")["tiers"] == evaluation_json(evaluated(frozen_sample()), "zh")["tiers"]


def test_a_changed_answer_in_a_payload_changes_the_result_worked_out_again() -> None:
    """Recomputing reads the answers, not the printed result."""
    data = read_payload(sample_content().payload)
    data["case"]["document"]["assessment"]["requirements"]["BR1"]["answer"] = "no"
    again = recompute(data, library())
    before = evaluated(frozen_sample())
    assert again.met_count < before.met_count


def test_the_visible_claims_name_both_tiers_and_the_proof() -> None:
    """The claim of a report is three lines: reached, possible, proven."""
    data = read_payload(sample_content().payload)
    lines = visible_claims(data, "en")
    assert len(lines) == 3
    assert lines[0].startswith("Tier reached: ")
    assert f": {data['evaluation']['met_count']} of " in lines[2]
    assert tuple(each.en for each in claim_sentences(data)) == lines


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        (b"", PayloadNotReadable),
        (b"\xff\xfe{}", PayloadNotReadable),
        (b"[]", PayloadNotReadable),
        (b'{"format":"zhijie-case"}', PayloadNotReadable),
        (b'{"format":"zhijie-report","format":"zhijie-report"}', PayloadNotReadable),
        (b'{"format":"zhijie-report","x":NaN}', PayloadNotReadable),
        (b'{"format":"zhijie-report","x":Infinity}', PayloadNotReadable),
        (b'{"format":"zhijie-report","format_version":1}', InvalidPayload),
        (b'{"format":"zhijie-report","format_version":"1"}', InvalidPayload),
        (b'{"a":' * 100_000, PayloadNotReadable),
        (b'{"format":"zhijie-report","x":' + b"[" * 60 + b"]" * 60 + b"}", PayloadNotReadable),
        (b'{"format":"zhijie-report","x":' + b"1" * 5000 + b"}", PayloadNotReadable),
        (b"\x00" * (LARGEST_BYTES + 1), PayloadTooLarge),
    ],
)
def test_a_payload_that_is_none_is_refused_with_its_sentence(bad: bytes, error: type[ApplicationError]) -> None:
    """Wrong encoding, doubled keys, nesting, numbers that are none, size: each refusal is one sentence."""
    with pytest.raises(error) as caught:
        read_payload(bad)
    assert caught.value.text("zh") != caught.value.text("en")
    assert "Nothing was changed" in caught.value.text("en")


def test_a_payload_from_the_future_is_refused_and_named() -> None:
    """A newer format says that the program must be updated."""
    newer = read_payload(sample_content().payload)
    newer["format_version"] = FORMAT_VERSION + 1
    with pytest.raises(PayloadFromTheFuture):
        read_payload(canonical(newer))


def test_another_spelling_of_the_same_payload_is_refused() -> None:
    """Spaces, other key order and other number spellings are not accepted: one value has one spelling."""
    attached = sample_content().payload
    for other in (attached + b"\n", json.dumps(json.loads(attached), ensure_ascii=True).encode()):
        with pytest.raises(PayloadNotReadable):
            read_payload(other)


def test_an_unknown_key_in_a_payload_is_refused() -> None:
    """Nothing can be smuggled into the attachment beside what the schema names."""
    data = read_payload(sample_content().payload)
    data["evaluation"]["remark"] = "approved"
    with pytest.raises(InvalidPayload):
        read_payload(canonical(data))


@given(
    st.recursive(
        st.none() | st.booleans() | st.text() | st.integers(-(2**53), 2**53),
        lambda each: st.lists(each) | st.dictionaries(st.text(), each),
    )
)
def test_canonical_json_is_valid_and_stable(value: object) -> None:
    """Any value has one canonical spelling, and reading it gives the value."""
    written = canonical(value)
    assert json.loads(written) == value
    assert canonical(json.loads(written)) == written


def test_folders_and_logins_never_leave_with_a_text() -> None:
    """A pasted path loses its folders, and with them the login and machine name in it."""
    texts = {
        "scenarios__SC10__comment": r"见 C:\Users\zhangsan\Desktop\看板.png",
        "scenarios__SC25__comment": "/home/lisi/照片/追溯.jpg 与 \\\\FILESRV01\\share\\质量\\报表.xlsx",
    }
    content = content_for(changed_sample(**texts))
    attached = content.payload.decode()
    for leaked in ("zhangsan", "lisi", "FILESRV01", "Desktop"):
        assert leaked not in attached
    assert "看板.png" in attached


def test_a_deidentified_payload_names_no_one() -> None:
    """Names, addresses, contacts, suppliers and comments are gone; choices, figures and the result stay."""
    sample = frozen_sample()
    told_values = {
        str(value)
        for answer, value in sample.answers.items()
        if answer.endswith(("name", "address", "phone", "email", "contact"))
    }
    content = sample_content(edition="deidentified")
    attached = content.payload.decode()
    assert told_values
    assert not [value for value in told_values if value in attached]
    data = read_payload(content.payload)
    assert sample.case_number not in attached
    assert data["report"]["removed"]
    assert data["history"] == []
    assert recompute(data, library()).reached == evaluated(sample).reached
    assert not any(answer.startswith("enterprise.name") for answer in preview(evaluated(sample)))


def test_a_deidentified_result_is_the_one_of_its_own_answers() -> None:
    """A verifier who has only the nameless answers comes to the printed result, word for word."""
    data = read_payload(sample_content(edition="deidentified").payload)
    again = evaluation_json(recompute(data, library()), "zh")
    printed = data["evaluation"]
    assert [tier["status"] for tier in again["tiers"]] == [tier["status"] for tier in printed["tiers"]]
    assert [each["reason"] for tier in again["tiers"] for each in tier["conditions"]] == [
        said(each["reason"]).text("zh") for tier in printed["tiers"] for each in tier["conditions"]
    ]
    assert len(again["contradictions"]) == len(printed["contradictions"])


def test_a_short_supplier_name_changes_no_choice() -> None:
    """Names are taken out of free texts only: a supplier called “no” does not turn an answer."""
    content = content_for(changed_sample(systems__ERP__supplier="no"), edition="deidentified")
    document = read_payload(content.payload)["case"]["document"]
    assert document["assessment"]["systems"]["CAE"]["in_use"] == "no"
    assert "supplier" not in document["assessment"]["systems"]["ERP"]


def test_evidence_names_stay_inside_in_the_deidentified_edition() -> None:
    """The file names of evidence can name people: only their digests remain."""
    from dataclasses import replace
    from types import MappingProxyType

    digest = Digest("ab" * 32)
    sample = replace(
        frozen_sample(), evidence=MappingProxyType({digest: Evidence(digest, "王厂长签字.jpg", "image/jpeg", 5)})
    )
    attached = content_for(sample, edition="deidentified").payload.decode()
    assert "王厂长" not in attached
    assert digest in attached
