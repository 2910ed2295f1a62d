"""The same values in other bytes: containers and tables that say no lie, but are not what was written."""

import re
from collections.abc import Iterator
from datetime import timedelta

from asn1crypto import cms, core

from reports.signature.cms import signature_container, with_token
from reports.signature.revision import read_revisions
from reports.signing import Role, countersign
from tests.reports.attacks.certifying import _objects, _resigned
from tests.reports.attacks.collection import Target, attack, find, last, with_revision
from tests.reports.papers import NOW, appended, assessor, edited, manager, sign_anyway, signed_increment, stranger

_FAMILY = "container"
Place = tuple[int, int, int]
"""Where a value stands: offset, length of its head, length of its content."""


def values(
    der: bytes, start: int = 0, end: int | None = None, above: tuple[Place, ...] = ()
) -> Iterator[tuple[Place, ...]]:
    """Every value of an encoded container, with those that it lies in before it."""
    stop = len(der) if end is None else end
    while start < stop:
        octets = der[start + 1] & 0x7F if der[start + 1] & 0x80 else 0
        length = int.from_bytes(der[start + 2 : start + 2 + octets], "big") if octets else der[start + 1]
        here = (*above, (start, 2 + octets, length))
        yield here
        if der[start] & 0x20:
            yield from values(der, start + 2 + octets, start + 2 + octets + length, here)
        start += 2 + octets + length


def _length(length: int, *, longer: bool = False) -> bytes:
    if length < 0x80 and not longer:
        return bytes((length,))
    octets = (length.bit_length() + 7) // 8 + (longer and length >= 0x80)
    return bytes((0x80 | max(1, octets),)) + length.to_bytes(max(1, octets), "big")


def _put(der: bytes, place: tuple[Place, ...], new: bytes) -> bytes:
    """The container with other bytes in the place of one value, and all lengths around it put right."""
    start, head, length = place[-1]
    stop = start + head + length
    for outer, outer_head, outer_length in reversed(place[:-1]):
        body = der[outer + outer_head : start] + new + der[stop : outer + outer_head + outer_length]
        new = der[outer : outer + 1] + _length(len(body)) + body
        start, stop = outer, outer + outer_head + outer_length
    return new


def spelled_longer(der: bytes, place: tuple[Place, ...]) -> bytes:
    """The container with one length spelled longer than need be."""
    start, head, length = place[-1]
    return _put(der, place, der[start : start + 1] + _length(length, longer=True) + der[start + head :][:length])


def spliced(der: bytes, old: bytes, new: bytes) -> bytes:
    """The container with other bytes where a value stands for the last time."""
    places = [place for place in values(der) if der[place[-1][0] :][: sum(place[-1][1:])] == old]
    return _put(der, places[-1], new)


def _signed_as(target: Target, change: object) -> bytes:
    signature = appended(target.unsigned, manager(), Role.MANAGER)
    der = signature_container(manager(), signature.digest(target.unsigned)).dump()
    assert callable(change)
    return target.unsigned + signature.filled(change(der))


@attack(_FAMILY)
def length_of_the_certificates_spelled_longer(target: Target) -> bytes:
    """The one length that lies outside the signature and inside what is usually copied as it is."""

    def change(der: bytes) -> bytes:
        place = next(place for place in values(der) if len(place) == 4 and der[place[-1][0]] == 0xA0)
        return spelled_longer(der, place)

    return _signed_as(target, change)


@attack(_FAMILY)
def countersignature_inside_the_container(target: Target) -> bytes:
    """Somebody's approval as an unsigned attribute, which other programs show."""

    def change(der: bytes) -> bytes:
        info = cms.ContentInfo.load(der)
        other = signature_container(stranger(), b"\0" * 32)["content"]["signer_infos"][0]
        attribute = cms.CMSAttribute({"type": "counter_signature", "values": (other,)})
        info["content"]["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([attribute])
        return bytes(info.dump(force=True))

    return _signed_as(target, change)


@attack(_FAMILY)
def empty_unsigned_attributes(target: Target) -> bytes:
    """A set of nothing."""

    def change(der: bytes) -> bytes:
        info = cms.ContentInfo.load(der)
        info["content"]["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([])
        return bytes(info.dump(force=True))

    return _signed_as(target, change)


@attack(_FAMILY)
def timestamp_of_nobody(target: Target) -> bytes:
    """An attribute that is called a timestamp and is the manager's own signature."""

    def change(der: bytes) -> bytes:
        token = signature_container(manager(), b"\0" * 32).dump()
        return with_token(cms.ContentInfo.load(der), token)

    return _signed_as(target, change)


@attack(_FAMILY)
def revocation_list_carried_in_the_container(target: Target) -> bytes:
    """The container's own place for revocation data is not ours."""

    def change(der: bytes) -> bytes:
        info = cms.ContentInfo.load(der)
        info["content"]["crls"] = cms.RevocationInfoChoices([])
        return bytes(info.dump(force=True))

    return _signed_as(target, change)


@attack(_FAMILY)
def version_of_the_container_raised(target: Target) -> bytes:
    """Version 3 where our signatures have 1."""

    def change(der: bytes) -> bytes:
        info = cms.ContentInfo.load(der)
        info["content"]["version"] = "v3"
        return bytes(info.dump(force=True))

    return _signed_as(target, change)


@attack(_FAMILY)
def signature_value_with_bytes_behind_it(target: Target) -> bytes:
    """Two bytes more in the octets of the signature itself."""

    def change(der: bytes) -> bytes:
        info = cms.ContentInfo.load(der)
        signer = info["content"]["signer_infos"][0]
        signer["signature"] = core.OctetString(bytes(signer["signature"].native) + b"\0\0")
        return bytes(info.dump(force=True))

    return _signed_as(target, change)


@attack("certification")
def manager_countersigns_himself(target: Target) -> bytes:
    """The author's own key stands in the assessor's box."""
    return sign_anyway(target.signed, manager(), Role.ASSESSOR_1)


@attack("certification")
def countersignature_in_another_box(target: Target) -> bytes:
    """The assessor's signature is put into the consultant's box."""
    objects = dict(_objects(appended(target.signed, assessor(), Role.ASSESSOR_1).data))
    own, other = find(target.signed, rb"/T \(assessor1\)"), find(target.signed, rb"/T \(consultant\)")
    body = objects.pop(own)
    objects[other] = body.replace(b"/T (assessor1)", b"/T (consultant)")
    return _resigned(target.signed, objects)


@attack("certification")
def countersignature_of_a_longer_file(target: Target) -> bytes:
    """Two countersignatures, of which the first is taken out again."""
    both = countersign(target.countersigned, stranger(), Role.ASSESSOR_2, NOW + timedelta(days=2))
    return target.signed + both[len(target.countersigned) :]


@attack("structure")
def second_identifier_changed(target: Target) -> bytes:
    """The assessor's revision names another file in the second half of the identifier."""
    signature = appended(target.signed, assessor(), Role.ASSESSOR_1)
    match = re.search(rb"/ID \[<[0-9a-f]{32}><([0-9a-f]{32})>\]", signature.data)
    assert match
    return signed_increment(target.signed, edited(signature, match[1], match[1][::-1]), assessor())


@attack("structure")
def free_entry_in_a_later_table(target: Target) -> bytes:
    """The table of a later revision frees object 0 once more, as many programs do."""
    written = with_revision(target.signed, {last(target.signed).size: b"<< /Kept (for later) >>"})
    table = written.rindex(b"xref\n", 0, written.rindex(b"trailer"))
    return written[: table + 5] + b"0 1\n0000000000 65535 f \n" + written[table + 5 :]


@attack("structure")
def offset_that_leads_elsewhere(target: Target) -> bytes:
    """A row of the last table points one byte further."""
    revision = read_revisions(target.countersigned)[-1]
    number, (start, _) = max(revision.own.items())
    offset = start - len(b"%d 0 obj\n" % number)
    row = b"%010d 00000 n \n" % offset
    assert row in target.countersigned[revision.table :]
    head, tail = target.countersigned[: revision.table], target.countersigned[revision.table :]
    return head + tail.replace(row, b"%010d 00000 n \n" % (offset + 1), 1)
