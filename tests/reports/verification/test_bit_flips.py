"""No bit of a signed file can be turned round without being noticed."""

import random

import pytest

from reports.verification import VerdictKind
from reports.verification.isolation.process import Setting, Task, verdict_of
from tests.reports.papers import LATER, reply, report, trust
from tests.reports.sample import library

_SETTING = Setting(trust(), LATER)


def _kind(data: bytes) -> VerdictKind:
    return verdict_of(Task("x.pdf", data=data), _SETTING, library()).kind


def _flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@pytest.mark.parametrize("state", ["signed", "countersigned"])
def test_a_flipped_bit_is_never_valid(state: str) -> None:
    """Anywhere in a report: a sample over the whole file, the same in every run."""
    data = getattr(report(), state)
    assert _kind(data) is VerdictKind.VALID
    for bit in random.Random(7).sample(range(8 * len(data)), 150):
        assert _kind(_flipped(data, bit)) is not VerdictKind.VALID, bit


def test_a_flipped_bit_in_what_signing_appends_is_never_valid() -> None:
    """Denser, where forgers work: the container, the catalog, the boxes, the tables."""
    paper = report()
    for bit in random.Random(8).sample(range(8 * len(paper.unsigned), 8 * len(paper.countersigned)), 150):
        assert _kind(_flipped(paper.countersigned, bit)) is not VerdictKind.VALID, bit


def test_a_flipped_bit_in_the_container_is_never_valid() -> None:
    """Also where no digest reaches: names of algorithms, lengths, the unused end."""
    data = report().signed
    start = data.index(b"/Contents <", len(report().unsigned)) + len(b"/Contents <")
    bits = [*range(8 * start, 8 * (start + 2800), 13), *range(8 * (start + 2800), 8 * data.index(b">", start), 997)]
    for bit in bits:
        assert _kind(_flipped(data, bit)) is not VerdictKind.VALID, bit


@pytest.mark.slow
def test_no_bit_of_a_small_paper_can_be_flipped() -> None:
    """Every byte of a reply, one bit each."""
    data = reply()
    for index in range(len(data)):
        assert _kind(_flipped(data, 8 * index + index % 8)) is not VerdictKind.VALID, index


@pytest.mark.slow
def test_no_byte_of_a_small_paper_can_be_left_out_or_doubled() -> None:
    """Neither shorter nor longer by one."""
    data = reply()
    for index in range(0, len(data), 7):
        assert _kind(data[:index] + data[index + 1 :]) is not VerdictKind.VALID, index
        assert _kind(data[:index] + data[index : index + 1] + data[index:]) is not VerdictKind.VALID, index
