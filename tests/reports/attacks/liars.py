"""What the signer himself can make up: data that contradict themselves, papers that name other programs."""

import json
import re
from collections.abc import Callable
from typing import Any

from reports.payload import LAYOUT, canonical
from reports.pdf import redrawn
from reports.verification.integrity.base import payload_of
from tests.reports.attacks.collection import (
    SCORE,
    UNVERIFIABLE,
    Target,
    attack,
    find,
    last,
    pages,
    rebuilt,
    stream,
)
from tests.reports.papers import sign_anyway

_FAMILY = "liars"
Change = Callable[[dict[str, Any]], None]


def _drawn(target: Target, change: Change) -> bytes:
    """A report whose data were bent and whose pages were honestly drawn from them, signed by the manager."""
    data = json.loads(payload_of(last(target.unsigned)))
    change(data)
    return sign_anyway(redrawn(canonical(data)))


def _spelled(target: Target, change: Callable[[bytes], bytes]) -> bytes:
    """A report whose attachment holds other bytes, its pages as they were."""
    number = find(target.unsigned, rb"/Type /EmbeddedFile")
    written = change(payload_of(last(target.unsigned)))
    head = re.sub(rb" /Filter /FlateDecode", b"", last(target.unsigned).dictionary(number))
    head = re.sub(rb"/Length [0-9]+", b"/Length %d" % len(written), head)
    return sign_anyway(rebuilt(target.unsigned, {number: head + b"\nstream\n" + written + b"\nendstream"}))


def _replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(payload: bytes) -> bytes:
        assert old in payload, old
        return payload.replace(old, new, 1)

    return change


@attack(_FAMILY)
def scenario_built_on_the_page_alone(target: Target) -> bytes:
    """The inventory calls a scenario built that the answers do not name."""

    def change(data: dict[str, Any]) -> None:
        row = next(row for row in data["scenarios"] if row["status"] != "full")
        row |= {"status": "full", "status_word": {"zh": "全面应用", "en": "in full use"}}

    return _drawn(target, change)


@attack(_FAMILY)
def requirement_answered_on_the_page_alone(target: Target) -> bytes:
    """A requirement is printed with another answer than was given."""

    def change(data: dict[str, Any]) -> None:
        data["requirements"][0]["comment"] = "已经省厅现场核实"

    return _drawn(target, change)


@attack(_FAMILY)
def evaluated_on_another_day(target: Target) -> bytes:
    """The answers were judged on one day, and the data name another."""

    def change(data: dict[str, Any]) -> None:
        data["day"] = "2024-01-01"

    return _drawn(target, change)


@attack(_FAMILY)
def evidence_made_up(target: Target) -> bytes:
    """The index lists a file that stands behind no answer."""

    def change(data: dict[str, Any]) -> None:
        row = {
            "digest": "ab" * 32,
            "name": "验收报告.pdf",
            "media_type": "application/pdf",
            "size": 1,
            "note": "",
            "valid_until": "",
        }
        data["evidence"].append({**row, "answers": ["requirements.BR1"]})

    return _drawn(target, change)


@attack(_FAMILY)
def another_factory_on_the_page(target: Target) -> bytes:
    """The profile names another enterprise than the answers."""

    def change(data: dict[str, Any]) -> None:
        row = next(row for row in data["profile"] if row["answer"] == "enterprise.name")
        row["value"] = {"zh": "别的有限公司", "en": "Somebody Else Ltd"}

    return _drawn(target, change)


@attack(_FAMILY)
def maturity_declared_on_the_page_alone(target: Target) -> bytes:
    """A declared maturity level stands in the table and in no answer."""

    def change(data: dict[str, Any]) -> None:
        data["maturity"]["declared"] |= {"level": "4", "score": "3.9", "date": "2026-01-01", "platform": "国家平台"}

    return _drawn(target, change)


@attack(_FAMILY)
def recognition_made_up(target: Target) -> bytes:
    """The page says that the authority has recognised a tier."""

    def change(data: dict[str, Any]) -> None:
        tier = data["evaluation"]["tiers"][0]
        row = {
            "tier": tier["id"],
            "name": tier["name"],
            "kind": {"zh": "认定", "en": "recognised"},
            "date": "2026-01-01",
        }
        data["recognition"].append({**row, "authority": "工业和信息化部", "document": ""})

    return _drawn(target, change)


@attack(_FAMILY)
def draft_called_final(target: Target) -> bytes:
    """The answers are a draft, and the cover says that they are frozen."""

    def change(data: dict[str, Any]) -> None:
        data["case"]["document"]["state"] = "draft"
        data["case"]["document"].pop("frozen_on", None)

    return _drawn(target, change)


@attack(_FAMILY)
def rules_under_another_version(target: Target) -> bytes:
    """The rulebook is named by its digest, and printed under the version of another."""

    def change(data: dict[str, Any]) -> None:
        data["packs"][0] |= {"version": "9.9", "date": "2026-11-01"}

    return _drawn(target, change)


@attack(_FAMILY)
def source_of_a_rule_made_up(target: Target) -> bytes:
    """A rule is said to come from somewhere else."""

    def change(data: dict[str, Any]) -> None:
        data["sources"][0]["where"] = "https://example.com/"

    return _drawn(target, change)


@attack(_FAMILY)
def question_put_in_other_words(target: Target) -> bytes:
    """An answer stands under a question that was never asked."""

    def change(data: dict[str, Any]) -> None:
        data["labels"][min(data["labels"])] = {"zh": "国家级智能工厂", "en": "National smart factory"}

    return _drawn(target, change)


@attack(_FAMILY, UNVERIFIABLE)
def layout_of_the_future_named(target: Target) -> bytes:
    """Pages of today under the name of a layout that nobody can draw yet."""

    def change(data: dict[str, Any]) -> None:
        data["program"]["layout"] = LAYOUT + 1

    return _drawn(target, change)


@attack(_FAMILY, UNVERIFIABLE)
def format_of_the_future_named(target: Target) -> bytes:
    """The same with the format of the data."""
    return _spelled(target, _replaced(b'"format_version":1,"history"', b'"format_version":9,"history"'))


@attack(_FAMILY, UNVERIFIABLE)
def other_libraries_are_said_to_have_drawn_it(target: Target) -> bytes:
    """The manager paints over his page, and excuses the difference with libraries that nobody has."""
    prepared = last(target.unsigned)
    data = json.loads(payload_of(prepared))
    data["program"]["libraries"]["reportlab"] = "1.0"
    honest = redrawn(canonical(data))
    page = pages(honest)[0]
    content = re.search(rb"/Contents ([0-9]+) 0 R", last(honest).dictionary(page))
    assert content
    return sign_anyway(rebuilt(honest, {int(content[1]): stream(SCORE)}))


@attack(_FAMILY)
def layout_named_twice(target: Target) -> bytes:
    """One key with two values: two readers draw two reports."""
    return _spelled(target, _replaced(b'"layout":%d' % LAYOUT, b'"layout":1,"layout":%d' % LAYOUT))


@attack(_FAMILY)
def answers_named_twice(target: Target) -> bytes:
    """Two cases in one attachment."""
    return _spelled(target, _replaced(b'"case":{', b'"case":{},"case":{'))


@attack(_FAMILY)
def data_spelled_with_escapes(target: Target) -> bytes:
    """The same values in other characters."""
    return _spelled(target, _replaced("宏".encode(), b"\\u5b8f"))


@attack(_FAMILY)
def data_behind_a_mark(target: Target) -> bytes:
    """A byte order mark in front, as some editors leave it."""
    return _spelled(target, lambda payload: b"\xef\xbb\xbf" + payload)


@attack(_FAMILY)
def data_in_another_encoding(target: Target) -> bytes:
    """UTF-16, which some JSON readers detect."""
    return _spelled(target, lambda payload: payload.decode().encode("utf-16"))


@attack(_FAMILY)
def number_spelled_otherwise(target: Target) -> bytes:
    """One as 1.0, which is equal and not the same."""
    return _spelled(target, _replaced(b'"version":1}', b'"version":1.0}'))


@attack(_FAMILY)
def half_a_character(target: Target) -> bytes:
    """A lone surrogate, which no encoding can write."""
    return _spelled(target, _replaced("宏".encode(), b"\\ud800"))


@attack(_FAMILY)
def blank_behind_the_data(target: Target) -> bytes:
    """One line feed more."""
    return _spelled(target, lambda payload: payload + b"\n")


@attack(_FAMILY)
def bytes_behind_a_packed_page(target: Target) -> bytes:
    """A stream goes on after its packed data have ended."""
    page = last(target.unsigned).dictionary(pages(target.unsigned)[0])
    match = re.search(rb"/Contents ([0-9]+) 0 R", page)
    assert match
    head, _, rest = last(target.unsigned).raw(int(match[1])).partition(b"\nstream\n")
    packed = rest.removesuffix(b"\nendstream") + b"q Q"
    head = re.sub(rb"/Length [0-9]+", b"/Length %d" % len(packed), head)
    return sign_anyway(rebuilt(target.unsigned, {int(match[1]): head + b"\nstream\n" + packed + b"\nendstream"}))


@attack(_FAMILY)
def header_of_another_version(target: Target) -> bytes:
    """The first line names another edition of PDF, by which some readers behave otherwise."""
    assert target.unsigned.startswith(b"%PDF-1.7\n")
    return sign_anyway(b"%PDF-1.3\n" + target.unsigned.removeprefix(b"%PDF-1.7\n"))


@attack(_FAMILY)
def attachment_shown_under_another_name(target: Target) -> bytes:
    """The second of the two names of the attachment is another."""
    number = find(target.unsigned, rb"/Type /Filespec")
    body = re.sub(rb"/UF \([^)]*\)", b"/UF (other-payload.json)", last(target.unsigned).dictionary(number))
    return sign_anyway(rebuilt(target.unsigned, {number: body}))
