"""No bit of a signed file can be turned round without being noticed."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import pytest
from asn1crypto import cms

from reports.signature.revision import Irregular, read_revisions
from reports.signing import Options, Role, certify, countersign
from reports.verification import VerdictKind
from reports.verification.integrity.appended import judge_signatures
from reports.verification.integrity.base import check_base
from reports.verification.verifier import Setting, VerificationTask, verdict_of
from tests.reports.papers import LATER, NOW, assessor, manager, reply, report
from tests.reports.sample import library
from tests.reports.signing.time_service import confirmed_service, trust_with

_SETTING = Setting(trust_with(confirmed_service()), LATER)


def _kind(data: bytes) -> VerdictKind:
    return verdict_of(VerificationTask("x.pdf", data=data), _SETTING, library()).kind


def _flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@dataclass(frozen=True)
class Stamped:
    """A report with a timestamp in both of its signatures, and where the bytes lie that no signature covers."""

    data: bytes
    regions: Mapping[str, tuple[range, ...]]
    """Places in the file, of characters; in containers and tokens two characters are one byte."""

    def flipped(self, region: str, chance: random.Random) -> bytes:
        """The file with one bit of a region turned round: of what the digits mean, or of a digit itself."""
        (span,) = chance.choices(self.regions[region], weights=[len(span) for span in self.regions[region]])
        if region in ("container", "token") and chance.random() < 0.8:
            inside = bytearray.fromhex(self.data[span.start : span.stop].decode())
            bit = chance.randrange(8 * len(inside))
            inside[bit // 8] ^= 1 << bit % 8
            return self.data[: span.start] + inside.hex().upper().encode() + self.data[span.stop :]
        return _flipped(self.data, chance.randrange(8 * span.start, 8 * span.stop))


@cache
def _stamped() -> Stamped:
    options = Options(timestamp=confirmed_service()[0])
    signed = certify(report().unsigned, manager(), NOW, options)
    data = countersign(signed, assessor(), Role.ASSESSOR_1, NOW + timedelta(seconds=30), options)
    containers, tokens, holes, trailers = list[range](), list[range](), list[range](), list[range]()
    for revision in read_revisions(data):
        trailers.append(range(revision.table, revision.end))
        if revision.earlier is None:
            continue
        start = data.index(b"/Contents <", revision.start) + len(b"/Contents <")
        end = data.index(b">", start)
        inside = bytes.fromhex(data[start:end].decode())
        info = cms.ContentInfo.load(inside)
        length = len(info.dump())
        token = info["content"]["signer_infos"][0]["unsigned_attrs"][0]["values"][0].dump()
        place = start + 2 * inside.index(token)
        assert place + 2 * len(token) == start + 2 * length
        containers.append(range(start, place))
        tokens.append(range(place, start + 2 * length))
        holes += [range(start - len(b"/Contents <"), start), range(start + 2 * length, end + 1)]
    regions = {"container": containers, "token": tokens, "hole": holes, "trailer": trailers}
    return Stamped(data, {name: tuple(spans) for name, spans in regions.items()})


def _valid_flips(region: str, flips: int, *, whole: bool = True) -> list[int]:
    """Returns which flips are valid; not `whole`: the verdict is only worked out where the signatures alone do not refuse."""
    stamped, chance = _stamped(), random.Random(f"{region} 14")
    files = ((number, stamped.flipped(region, chance)) for number in range(flips))
    return [
        number for number, data in files if (whole or not _signatures_refuse(data)) and _kind(data) is VerdictKind.VALID
    ]


def _signatures_refuse(data: bytes) -> bool:
    """Whether the first steps of every verification end it; what they refuse is never valid, as the shorter test shows."""
    try:
        revisions = read_revisions(data)
        judge_signatures(revisions)
        check_base(revisions[0])
    except Irregular:
        return True
    return False


@pytest.mark.parametrize("region", ["container", "token", "hole", "trailer"])
def test_a_flipped_bit_that_no_signature_covers_is_never_valid(region: str) -> None:
    """In a report with two timestamps: containers, tokens, the rest of their holes, tables and trailers."""
    assert _kind(_stamped().data) is VerdictKind.VALID
    assert _valid_flips(region, 40) == []


@pytest.mark.slow
@pytest.mark.parametrize("region", ["container", "token", "hole", "trailer"])
def test_five_hundred_flipped_bits_in_each_region_that_no_signature_covers(region: str) -> None:
    """The same as above, longer: some 100 s of one core, because a refusal needs neither pages nor words."""
    assert _valid_flips(region, 500, whole=False) == []


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
