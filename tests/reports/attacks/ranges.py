"""Signature wrapping and universal forgery: the byte range and the container are bent (PDF Insecurity, 2019)."""

import re

from tests.reports.attacks.collection import UNVERIFIABLE, Target, attack

_RANGE = re.compile(rb"/ByteRange \[0 ([0-9]+) ([0-9]+) ([0-9]+)\]( *)")


def _with_range(pdf: bytes, shown: bytes) -> bytes:
    match = _RANGE.search(pdf)
    assert match
    room = match.end() - match.start()
    assert len(shown) <= room
    return pdf[: match.start()] + shown.ljust(room) + pdf[match.end() :]


def _numbers(pdf: bytes) -> tuple[int, int, int]:
    match = _RANGE.search(pdf)
    assert match
    return int(match[1]), int(match[2]), int(match[3])


def _with_contents(pdf: bytes, shown: bytes) -> bytes:
    start, end, _ = _numbers(pdf)
    assert len(shown) <= end - start
    return pdf[:start] + shown.ljust(end - start) + pdf[end:]


@attack("signature wrapping")
def second_part_moved_behind_new_content(target: Target) -> bytes:
    """New objects stand in a wider gap, and the signed tail follows them."""
    pdf = target.signed
    start, end, length = _numbers(pdf)
    evil = b"9999 0 obj\n<< /Evil true >>\nendobj\n"
    wider = _with_range(pdf, b"/ByteRange [0 %d %d %d]" % (start, end + len(evil), length))
    return wider[:end] + evil + wider[end:]


@attack("signature wrapping")
def original_tail_copied_to_the_end(target: Target) -> bytes:
    """The file is changed, and the signed bytes are kept at the end for the digest."""
    pdf = target.signed
    start, end, length = _numbers(pdf)
    return _with_range(pdf, b"/ByteRange [0 %d %d %d]" % (start, len(pdf), length)) + pdf[end:]


@attack("signature wrapping")
def range_overlaps(target: Target) -> bytes:
    """The two parts overlap."""
    start, end, length = _numbers(target.signed)
    return _with_range(target.signed, b"/ByteRange [0 %d %d %d]" % (start + 10, end - 10, length + 10))


@attack("signature wrapping")
def range_leaves_a_hole(target: Target) -> bytes:
    """The gap is larger than the signature."""
    start, end, length = _numbers(target.signed)
    return _with_range(target.signed, b"/ByteRange [0 %d %d %d]" % (start, end + 10, length - 10))


@attack("signature wrapping")
def range_stops_early(target: Target) -> bytes:
    """The end of the file is not covered."""
    start, end, length = _numbers(target.signed)
    return _with_range(target.signed, b"/ByteRange [0 %d %d %d]" % (start, end, length - 100))


@attack("signature wrapping")
def range_begins_late(target: Target) -> bytes:
    """The header is not covered."""
    start, end, length = _numbers(target.signed)
    return _with_range(target.signed, b"/ByteRange [9 %d %d %d]" % (start - 9, end, length))


@attack("signature wrapping")
def range_has_three_parts(target: Target) -> bytes:
    """Six numbers instead of four."""
    start, end, length = _numbers(target.signed)
    return _with_range(target.signed, b"/ByteRange [0 9 9 %d %d %d]" % (start - 9, end, length))


@attack("universal forgery")
def range_is_negative(target: Target) -> bytes:
    """Numbers below zero."""
    return _with_range(target.signed, b"/ByteRange [0 -1 -1 -1]")


@attack("universal forgery")
def range_is_missing(target: Target) -> bytes:
    """No byte range at all."""
    return _with_range(target.signed, b"/ByteRangX []")


@attack("universal forgery")
def range_is_null(target: Target) -> bytes:
    """A null instead of numbers."""
    return _with_range(target.signed, b"/ByteRange null")


@attack("universal forgery")
def contents_are_missing(target: Target) -> bytes:
    """The container is gone."""
    return _with_contents(target.signed, b"").replace(b"/Contents   ", b"/Contentx   ", 1)


@attack("universal forgery")
def contents_are_null(target: Target) -> bytes:
    """A null instead of a container."""
    return _with_contents(target.signed, b"null")


@attack("universal forgery")
def contents_are_empty(target: Target) -> bytes:
    """An empty container."""
    return _with_contents(target.signed, b"<>")


@attack("universal forgery")
def contents_are_zero(target: Target) -> bytes:
    """A container of zero bytes."""
    start, end, _ = _numbers(target.signed)
    return _with_contents(target.signed, b"<" + b"0" * (end - start - 2) + b">")


@attack("signature wrapping")
def bytes_hidden_behind_the_container(target: Target) -> bytes:
    """Data is smuggled in the unused end of the gap, which no digest covers."""
    _, end, _ = _numbers(target.signed)
    return target.signed[: end - 9] + b"DEADBEEF" + target.signed[end - 1 :]


@attack("signature wrapping")
def lower_case_digits(target: Target) -> bytes:
    """The same container in other digits: nothing hidden, and still not what was signed."""
    start, end, _ = _numbers(target.signed)
    return target.signed[:start] + target.signed[start:end].lower() + target.signed[end:]


@attack("trailing and leading bytes")
def bytes_after_the_end(target: Target) -> bytes:
    """Something follows the end of the file."""
    return target.signed + b"hello"


@attack("trailing and leading bytes")
def line_feed_after_the_end(target: Target) -> bytes:
    """A single byte follows."""
    return target.countersigned + b"\n"


@attack("trailing and leading bytes")
def comment_before_the_end(target: Target) -> bytes:
    """A comment between startxref and the end mark."""
    return target.signed[: -len(b"%%EOF\n")] + b"% a comment\n%%EOF\n"


@attack("trailing and leading bytes")
def another_file_in_front(target: Target) -> bytes:
    """Readers look for the header in the first kilobyte."""
    return b"GIF89a" + target.signed


@attack("trailing and leading bytes")
def second_end_mark(target: Target) -> bytes:
    """Two end marks."""
    return target.signed + b"%%EOF\n"


@attack("trailing and leading bytes")
def a_whole_other_file_behind(target: Target) -> bytes:
    """The unsigned report follows the signed one."""
    return target.signed + target.unsigned


@attack("truncated", UNVERIFIABLE)
def cut_in_half(target: Target) -> bytes:
    """Half of an e-mail attachment."""
    return target.signed[: len(target.signed) // 2]


@attack("truncated", UNVERIFIABLE)
def countersignature_cut_in_half(target: Target) -> bytes:
    """The report with half of the assessor's signature."""
    return target.countersigned[: (len(target.signed) + len(target.countersigned)) // 2]


@attack("truncated", UNVERIFIABLE)
def nothing_at_all(target: Target) -> bytes:
    """An empty file."""
    return target.signed[:0]


@attack("not signed", UNVERIFIABLE)
def never_signed(target: Target) -> bytes:
    """The report before it was signed."""
    return target.unsigned
