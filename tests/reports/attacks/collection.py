"""The list of attacks, and the few tools that most of them need."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reports.signature.revision import Revision, read_revisions
from reports.verification import VerdictKind

CHANGED, UNTRUSTED, UNVERIFIABLE = VerdictKind.CHANGED, VerdictKind.UNTRUSTED, VerdictKind.UNVERIFIABLE


@dataclass(frozen=True)
class Target:
    """A report in the three states in which an attacker meets it."""

    unsigned: bytes
    signed: bytes
    countersigned: bytes


@dataclass(frozen=True)
class Attack:
    """One way to make a file that lies."""

    name: str
    family: str
    expected: VerdictKind
    make: Callable[[Target], bytes]


ATTACKS: list[Attack] = []


def attack(
    family: str, expected: VerdictKind = CHANGED
) -> Callable[[Callable[[Target], bytes]], Callable[[Target], bytes]]:
    """Adds a generator to the collection under the name of its function."""

    def add(make: Callable[[Target], bytes]) -> Callable[[Target], bytes]:
        ATTACKS.append(Attack(make.__name__, family, expected, make))
        return make

    return add


def last(pdf: bytes) -> Revision:
    """The last revision of an honest file."""
    return read_revisions(pdf)[-1]


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """The body of a stream object."""
    return b"<< %s/Length %d >>\nstream\n%s\nendstream" % (entries, len(data), data)


def with_revision(
    pdf: bytes, objects: Mapping[int, bytes], *, size: int = 0, extra: bytes = b"", root: int = 0
) -> bytes:
    """The file with one more revision, written as cleanly as our program would."""
    before = last(pdf)
    body, offsets = b"", {}
    for number in sorted(objects):
        offsets[number] = len(pdf) + len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    table = b"xref\n" + b"".join(b"%d 1\n%010d 00000 n \n" % (number, offsets[number]) for number in sorted(objects))
    grown = size or max([before.size, *(number + 1 for number in objects)])
    info = b"/Info %d 0 R " % before.info if before.info else b""
    trailer = b"trailer << %s/Root %d 0 R /Size %d /ID [<%s><%s>] /Prev %d%s >>\nstartxref\n%d\n%%%%EOF\n" % (
        info,
        root or before.root,
        grown,
        before.id1,
        before.id2,
        before.table,
        extra,
        len(pdf) + len(body),
    )
    return pdf + body + table + trailer


def find(pdf: bytes, pattern: bytes) -> int:
    """The number of the first object whose dictionary matches."""
    revision = last(pdf)
    for number in sorted(revision.objects):
        if re.search(pattern, revision.dictionary(number)):
            return number
    raise LookupError(pattern)


def pages(pdf: bytes) -> list[int]:
    """The pages in their order."""
    revision = last(pdf)
    tree = re.search(rb"/Pages ([0-9]+) 0 R", revision.dictionary(revision.root))
    assert tree
    kids = re.search(rb"/Kids \[([^\]]*)\]", revision.dictionary(int(tree[1])))
    assert kids
    return [int(number) for number in re.findall(rb"([0-9]+) 0 R", kids[1])]


def page_tree(pdf: bytes) -> int:
    """The number of the page tree's root."""
    return find(pdf, rb"/Type /Pages( |>)")


def plus(dictionary: bytes, entries: bytes) -> bytes:
    """A dictionary with more entries at its end."""
    assert dictionary.endswith(b">>")
    return dictionary[:-2] + entries + b" >>"


def without(dictionary: bytes, pattern: bytes) -> bytes:
    """A dictionary with what matches taken out; it must match."""
    changed = re.sub(pattern, b"", dictionary, count=1)
    assert changed != dictionary, pattern
    return changed


def rebuilt(pdf: bytes, change: Mapping[int, bytes] | None = None, add: Mapping[int, bytes] | None = None) -> bytes:
    """A one-revision file written anew, with some objects changed or added: a report prepared by an attacker."""
    revision = last(pdf)
    bodies = {number: revision.raw(number) for number in revision.objects} | dict(change or {}) | dict(add or {})
    out = pdf[: pdf.index(b"\n", pdf.index(b"\n") + 1) + 1]
    rows = [b"0000000000 65535 f \n"]
    for number in range(1, max(bodies) + 1):
        rows.append(b"%010d 00000 n \n" % len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, bodies[number])
    info = b"/Info %d 0 R " % revision.info if revision.info else b""
    return out + b"xref\n0 %d\n%strailer << %s/Root %d 0 R /Size %d /ID [<%s><%s>] >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(rows),
        b"".join(rows),
        info,
        revision.root,
        len(rows),
        revision.id1,
        revision.id2,
        len(out),
    )


SCORE = b"q 1 1 1 rg 60 400 480 300 re f Q BT /F1 30 Tf 80 600 Td (LEADING TIER) Tj ET"
"""A content stream that paints another result over the page."""
