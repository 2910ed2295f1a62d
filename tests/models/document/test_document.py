"""The case document: what is written is read again, and whatever is wrong gets its place and its sentence."""

import hashlib
import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import resources
from models import document
from models.assessment import Assessment
from models.document.answers import plain
from models.errors import (
    ApplicationError,
    DocumentFromTheFuture,
    FileTooLarge,
    InvalidDocument,
    NotADocument,
    UnknownPack,
)
from tests.models.document.documents import DIGESTS, assessments, library

SAMPLE = "samples/hongda-machining.json"


def small(**changes: Any) -> dict[str, Any]:
    """A small valid document with some keys changed; None takes a key away."""
    whole: dict[str, Any] = {
        "format": "zhijie-case",
        "format_version": 1,
        "case": "T-1",
        "rulebook": "national-2025",
        "enterprise": {"staff": 100, "founded": "2006-05"},
        "assessment": {"scenarios": {"SC10": {"status": "partial", "ai": "no"}}},
        **changes,
    }
    return {key: value for key, value in whole.items() if value is not None}


def found(content: object) -> dict[str, tuple[str, str]]:
    """The problems of a document: place to what is wrong and what to do."""
    data = json.dumps(content).encode()
    return {
        p.where: (p.what.text("en"), p.what_to_do.text("en")) for p in document.problems(data, "case.json", library())
    }


def refusal(data: bytes) -> ApplicationError:
    """The error with which a document is refused, the same from `read` and `problems`, or told there as a problem."""
    with pytest.raises(ApplicationError) as caught:
        document.read(data, "case.json", library())
    if isinstance(caught.value, InvalidDocument | UnknownPack):
        assert document.problems(data, "case.json", library())
    else:
        with pytest.raises(type(caught.value)):
            document.problems(data, "case.json", library())
    return caught.value


@given(assessments())
@settings(max_examples=60)
def test_what_is_written_is_read_again_and_written_the_same(assessment: Assessment) -> None:
    """Reading gives the same assessment, and writing it gives the same bytes."""
    data = document.write(assessment)
    assert document.problems(data, "case.json", library()) == ()
    again = document.read(data, "case.json", library())
    assert again == assessment
    assert document.write(again) == data


def test_the_order_of_answers_does_not_change_the_bytes() -> None:
    """Two assessments with the same answers in another order make the same file."""
    sample = document.read(resources.path(SAMPLE).read_bytes(), SAMPLE, library())
    turned = Assessment(
        sample.case_number, sample.version, sample.state, sample.rulebook, sample.overlays,
        dict(reversed([*sample.answers.items()])), dict(reversed([*sample.evidence.items()])),
    )  # fmt: skip
    assert document.write(turned) == document.write(sample)


def test_the_sample_factory_is_valid_canonical_and_its_evidence_ships() -> None:
    """The shipped sample reads without a problem, is in canonical spelling, and every proof is there byte for byte."""
    data = resources.path(SAMPLE).read_bytes()
    assert document.problems(data, SAMPLE, library()) == ()
    sample = document.read(data, SAMPLE, library())
    assert document.write(sample) == data
    folder = resources.path("samples/hongda-machining")
    assert {file.name for file in folder.iterdir()} == {piece.name for piece in sample.evidence.values()}
    for digest, piece in sample.evidence.items():
        content = folder.joinpath(piece.name).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (digest, piece.size_bytes)


def test_an_empty_text_is_left_out_because_not_answered_is_absent() -> None:
    """A cleared field does not come back as an answer."""
    sample = document.read(json.dumps(small()).encode(), "case.json", library())
    cleared = sample.with_answers({"enterprise.name": "", "factory.integrators": ()})  # type: ignore[dict-item]
    assert document.read(document.write(cleared), "case.json", library()).answers == sample.answers


@pytest.mark.parametrize(
    ("changes", "where", "what", "todo"),
    [
        ({"enterprize": {}}, "enterprize", "not known", "enterprise"),
        ({"case": None}, "case", "missing", "HD-2026-1"),
        ({"rulebook": None}, "rulebook", "missing", "national-2025"),
        ({"rulebook": "national-2052"}, "rulebook", "not installed", "Did you mean “national-2025”"),
        ({"rulebook": "elsewhere"}, "rulebook", "not installed", "Choose one of: national-2024"),
        ({"rulebook": "national-2026"}, "rulebook", "empty", "another edition"),
        ({"overlays": ["Jiangsu"]}, "overlays", "not installed", "Did you mean “jiangsu-2026”"),
        ({"overlays": ["national-2025"]}, "overlays", "not installed", "Choose one of: beijing-2025"),
        ({"assessment": {"scenarios": {"SC9": {}}}}, "assessment.scenarios.SC9", "not known", "“SC09”"),
        ({"version": "1"}, "version", "not a version number", "whole number"),
        ({"version": True}, "version", "not a version number", "whole number"),
        ({"state": "open"}, "state", "neither draft nor frozen", "draft"),
        ({"state": "frozen"}, "frozen_on", "freezing time", "agree"),
        ({"frozen_on": "2026-01-01T00:00:00"}, "frozen_on", "freezing time", "agree"),
        ({"overlays": "jiangsu-2026"}, "overlays", "not a list", "jiangsu"),
        ({"rulebook": "../../etc"}, "rulebook", "not a rulebook id", "national-2025"),
        ({"enterprise": []}, "enterprise", "braces", "object"),
        ({"assessment": [[[[[[[[[[[[]]]]]]]]]]]]}, "assessment", "braces", "object"),
        ({"enterprise": {"staff": "100"}}, "enterprise.staff", "a text", "without quotation"),
        ({"enterprise": {"staff": 1.5}}, "enterprise.staff", "not whole", "whole number"),
        ({"enterprise": {"staff": 0}}, "enterprise.staff", "out of range", "from 1"),
        ({"enterprise": {"staff": True}}, "enterprise.staff", "true or false", "whole number"),
        ({"enterprise": {"staff": None}}, "enterprise.staff", "null", "left out"),
        ({"enterprise": {"revenue_wan": 1e308}}, "enterprise.revenue_wan", "out of range", "number from 0"),
        ({"enterprise": {"revenue_wan": 0.0000000000001}}, "enterprise.revenue_wan", "decimal places", "Round"),
        ({"enterprise": {"founded": "2025-02-30"}}, "enterprise.founded", "no day", "2026-11-22"),
        ({"enterprise": {"founded": "22.11.2026"}}, "enterprise.founded", "not a date", "2026-11-22"),
        ({"enterprise": {"name": ""}}, "enterprise.name", "empty", "left out"),
        ({"enterprise": {"name": "a" * 101}}, "enterprise.name", "101 characters", "100"),
        ({"enterprise": {"name": "a\x00b"}}, "enterprise.name", "cannot be displayed", "control"),
        ({"enterprise": {"name": "\ud800"}}, "enterprise.name", "cannot be displayed", "incomplete"),
        ({"assessment": {"scenarios": {"SC41": {}}}}, "assessment.scenarios.SC41", "not known", "Did you mean"),
        ({"assessment": {"scenarios": {"SC10": {"stauts": "full"}}}}, "assessment.scenarios.SC10.stauts", "not known", "status"),
        ({"assessment": {"scenarios": {"SC10": {"status": "done"}}}}, "assessment.scenarios.SC10.status", "choices", "partial"),
        ({"assessment": {"scenarios": {"SC10": {"suppliers": "one"}}}}, "assessment.scenarios.SC10.suppliers", "a text", "list"),
        ({"assessment": {"scenarios": {"SC10": {"suppliers": []}}}}, "assessment.scenarios.SC10.suppliers", "empty", "left out"),
        ({"assessment": {"scenarios": {"SC10": {"evidence": [DIGESTS[0]]}}}}, "assessment.scenarios.SC10.evidence", "not in the list", "Add it"),
        ({"assessment": {"scenarios": {"SC10": {"evidence": ["abc"]}}}}, "assessment.scenarios.SC10.evidence", "SHA-256", "64"),
        ({"assessment": {"local": {"jiangsu-2026": {"capability": {}}}}}, "assessment.local.jiangsu-2026.capability", "an object", "text"),
        ({"evidence": {"abc": {}}}, "evidence.abc", "SHA-256", "64"),
        ({"evidence": {DIGESTS[0]: {"name": "a/b", "media_type": "image/png", "size_bytes": 1}}}, "evidence.aaaaaaaaaaaa.name", "folder", "name only"),
        ({"evidence": {DIGESTS[0]: {"name": "a", "media_type": "png", "size_bytes": -1}}}, "evidence.aaaaaaaaaaaa.size_bytes", "not a size", "whole number"),
    ],
)  # fmt: skip
def test_everything_wrong_is_told_with_place_and_remedy(
    changes: dict[str, Any], where: str, what: str, todo: str
) -> None:
    """Each mistake is found at its place, in words that say what it is and what to do."""
    problems = found(small(**changes))
    assert where in problems, problems
    assert what in problems[where][0]
    assert todo in problems[where][1]


def test_local_answers_are_checked_when_their_rules_are_chosen_and_kept_when_not() -> None:
    """A local answer survives a change of the local rules, and is judged only under its own."""
    content = small(assessment={"local": {"jiangsu-2026": {"capability": 130}}})
    assert found(content) == {}
    assert "assessment.local.jiangsu-2026.capability" in found({**content, "overlays": ["jiangsu-2026"]})


def test_problems_are_told_in_chinese_and_english() -> None:
    """A sentence for the person has facts in it in both languages."""
    data = json.dumps(small(enterprise={"staff": "100"})).encode()
    (problem,) = document.problems(data, "case.json", library())
    for language in ("zh", "en"):
        assert problem.what.text(language)
        assert problem.what_to_do.text(language)


@pytest.mark.parametrize(
    ("data", "kind", "code"),
    [
        (b"\xff\xfe{\x00}\x00", document.WrongEncoding, "wrong_encoding"),
        ('{"format": "张"}'.encode("gbk"), document.WrongEncoding, "wrong_encoding"),
        (b"", document.NotJson, "not_json"),
        (b"PK\x03\x04", document.NotJson, "not_json"),
        (b'{"format": "zhijie-case",}', document.NotJson, "not_json"),
        (b'{"format": "zhijie-case", "format_version": 1, "case": NaN}', document.NotJson, "not_json"),
        (b'{"format": "zhijie-case", "format_version": 1, "case": -Infinity}', document.NotJson, "not_json"),
        (b'{"n": ' + b"9" * 6000 + b"}", document.NotJson, "not_json"),
        (b"[" * 5_000_000, document.EndlessNesting, "endless_nesting"),
        (b'{"a":' * 1_000_000, document.EndlessNesting, "endless_nesting"),
        (b'{"format": "zhijie-case", "format": "zhijie-case"}', document.RepeatedName, "repeated_name"),
        (b"[]", document.NotOurFormat, "not_our_format"),
        (b'{"format": "other"}', document.NotOurFormat, "not_our_format"),
        (b'{"format": "zhijie-case", "format_version": "1"}', document.NotOurFormat, "not_our_format"),
        (b'{"format": "zhijie-case", "format_version": 2}', DocumentFromTheFuture, "document_from_the_future"),
        (b" " * 20_000_001, FileTooLarge, "file_too_large"),
        (json.dumps(small(rulebook="national-1999")).encode(), UnknownPack, "unknown_pack"),
        (json.dumps(small(overlays=["nowhere-2025"])).encode(), UnknownPack, "unknown_pack"),
        (json.dumps(small(extra=1)).encode(), InvalidDocument, "invalid_document"),
    ],
)
def test_a_hostile_file_gets_its_own_error_with_a_sentence(
    data: bytes, kind: type[ApplicationError], code: str
) -> None:
    """Whatever the bytes are, the answer is one sentence and never a traceback."""
    error = refusal(data)
    assert type(error) is kind
    assert error.code == code
    assert isinstance(error, NotADocument) == (kind.__module__ == "models.document.text")
    for language in ("zh", "en"):
        assert "{" not in error.text(language)


def test_a_byte_order_mark_of_a_windows_editor_is_accepted() -> None:
    """Notepad's UTF-8 is UTF-8."""
    data = b"\xef\xbb\xbf" + json.dumps(small()).encode()
    assert document.read(data, "case.json", library()).case_number == "T-1"


def test_letters_that_were_taken_apart_are_composed() -> None:
    """The same name from a Mac and from Windows is the same answer, in texts, lists and names of files."""
    apart, whole = "Cafe\u0301 厂", "Café 厂"
    data = small(
        enterprise={"name": apart},
        assessment={"scenarios": {"SC10": {"suppliers": [apart], "evidence": [DIGESTS[0]]}}},
        evidence={DIGESTS[0]: {"name": apart, "media_type": "image/jpeg", "size_bytes": 1, "note": apart}},
    )
    assessment = document.read(json.dumps(data, ensure_ascii=False).encode(), "case.json", library())
    piece = assessment.evidence[DIGESTS[0]]
    assert (assessment.get("enterprise.name"), assessment.get("scenarios.SC10.suppliers")) == (whole, (whole,))
    assert (piece.name, piece.note) == (whole, whole)


def test_a_text_that_is_taken_as_it_stands_is_composed_and_can_be_printed() -> None:
    """Alone and behind another letter: what the quick look takes is composed already, and no control character."""
    texts = [text for code in range(0x11000) for text in (chr(code), f"e{chr(code)}") if plain(text)]
    assert all(unicodedata.normalize("NFC", text) == text for text in texts)
    assert not {unicodedata.category(text[-1]) for text in texts} & {"Cc", "Cs", "Zl", "Zp"}
    assert not plain("e\u0301")


def test_at_most_two_hundred_problems_are_listed() -> None:
    """A thousand mistakes do not make a thousand lines."""
    data = json.dumps(small(enterprise={f"x{number}": 1 for number in range(1000)})).encode()
    assert len(document.problems(data, "case.json", library())) == 200


@given(st.data())
@settings(max_examples=150)
def test_damaged_bytes_are_refused_or_read_but_never_crash(data: st.DataObject) -> None:
    """A file with bytes changed, cut or repeated gives an assessment or an `ApplicationError`."""
    content = bytearray(resources.path(SAMPLE).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        match data.draw(st.integers(0, 2)):
            case 0:
                content[place] = data.draw(st.integers(0, 255))
            case 1:
                del content[place : place + data.draw(st.integers(1, 50))]
            case _:
                content[place:place] = content[place : place + data.draw(st.integers(1, 50))]
    try:
        assessment = document.read(bytes(content), "case.json", library())
    except ApplicationError:
        return
    assert document.read(document.write(assessment), "case.json", library()) == assessment


def test_a_document_can_be_checked_against_the_edition_that_it_came_with() -> None:
    """The questions of an older rulebook hold for an older report, whatever is in use now."""
    old = library().rulebook("national-2024")
    content = small(assessment={"local": {"national-2024": {"prior": "perhaps"}}})
    data = json.dumps(content).encode()
    assert document.problems(data, "case.json", library()) == ()
    with pytest.raises(InvalidDocument):
        document.read(data, "case.json", library(), old)
