"""The bytes a signature appends to a report, known completely before anything is signed.

The writer appends exactly these bytes, and the verifier makes them again from the facts that it finds and compares.
The layout is format 1; another layout would be another format beside it, never a change of this one.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from models.language import Language, sentence
from reports.signature.fields import CERTIFIERS, Role
from reports.signature.revision import Irregular, Revision
from reports.signature.seal import is_our_seal
from reports.signature.stamp import Clock, Seal, SignatureStamp, appearance

_BYTE_RANGE_WIDTH = 48
_DOCUMENT_MDP = (
    b"/Reference [ << /Type /SigRef /TransformMethod /DocMDP"
    b" /TransformParams << /Type /TransformParams /V /1.2 /P 2 >> >> ] "
)
_SIGNATURE = re.compile(
    rb"<< /Type /Sig /Filter /Adobe\.PPKLite /SubFilter /ETSI\.CAdES\.detached /ByteRange \[[0-9 ]+\] */Contents <"
    rb"([0-9A-F]+)> /M \(D:([0-9]{14})([+-][0-9]{2})'([0-9]{2})'\) /Name <feff[0-9a-f]*> (?:/Reference \[.*\] )?"
    rb"/Zhijie << /Clock /(computer|service) /Format 1 /Language /(zh|en)(?: /Seal \[([1-9][0-9]{0,3}) ([1-9][0-9]{0,3})\])? >> >>"
)
_APPEARANCE = re.compile(rb" /AP << ?/N [1-9][0-9]* 0 R ?>>")
_RECTANGLE = re.compile(rb" /Rect \[ ?([0-9.]+) ([0-9.]+) ([0-9.]+) ([0-9.]+) ?\]")
_REVOCATION = re.compile(rb" /DSS << (?:/Certs \[ ((?:[0-9]+ 0 R )*)\] )?(?:/CRLs \[ ((?:[0-9]+ 0 R )*)\] )?>>")


@dataclass(frozen=True, slots=True)
class Revocation:
    """Certificates and revocation lists that travel with the signature (PAdES B-LT), each in DER."""

    certificates: tuple[bytes, ...] = ()
    lists: tuple[bytes, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.certificates or self.lists)


@dataclass(frozen=True, slots=True)
class Increment:
    """The appended bytes, with an empty signature, and where the signature goes."""

    data: bytes
    start: int
    """Where the earlier revision ends."""
    gap_start: int
    """Offset in the whole file of the `<` before the signature's digits."""
    gap_end: int
    """Offset behind the closing `>`."""

    def digest(self, earlier: bytes) -> bytes:
        """Returns the SHA-256 of everything but the gap."""
        state = hashlib.sha256(earlier)
        state.update(self.data[: self.gap_start - self.start])
        state.update(self.data[self.gap_end - self.start :])
        return state.digest()

    def filled(self, contents: bytes) -> bytes:
        """Returns the appended bytes with the signature in the gap.

        Raises:
            ValueError: when the signature is larger than the gap.
        """
        reserved = self.gap_end - self.gap_start - 2
        digits = contents.hex().upper().encode()
        if len(digits) > reserved:
            raise ValueError("the signature is larger than the space reserved for it")
        # The digits stand behind `<`; the rest of the gap stays zero.
        offset = self.gap_start - self.start + 1
        return self.data[:offset] + digits + self.data[offset + len(digits) :]


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """What an appended signature contains, apart from the name, which is the certificate's."""

    role: Role
    contents: bytes
    """The whole gap, decoded; zero bytes behind the signature."""
    signed_at: datetime
    clock: Clock
    language: Language
    seal: Seal | None
    revocation: Revocation


def signature_fields(revision: Revision) -> Mapping[str, int]:
    """Returns field name to object number for the fields of the catalog's form, in its order.

    Raises:
        Irregular: when the form is not written as in our reports.
    """
    catalog = revision.dictionary(revision.root)
    form = re.search(rb"/AcroForm (?:([1-9][0-9]*) 0 R|<< ?)", catalog)
    if form is None:
        raise Irregular(sentence("it has no signature boxes"))
    text = revision.dictionary(int(form[1])) if form[1] else catalog[form.start() :]
    listed = re.search(rb"/Fields \[ ?((?:[1-9][0-9]* 0 R ?)+)\] /SigFlags 3 ?>>", text)
    if listed is None:
        raise Irregular(sentence("its form is not written as in our reports"))
    fields: dict[str, int] = {}
    for number in re.findall(rb"([0-9]+) 0 R", listed[1]):
        name = re.search(rb" /T \(([a-z0-9]+)\)", revision.dictionary(int(number)))
        if name is None or name[1].decode() in fields:
            raise Irregular(sentence("its form is not written as in our reports"))
        fields[name[1].decode()] = int(number)
    return fields


def increment(earlier: Revision, stamp: SignatureStamp, reserved_bytes: int, revocation: Revocation) -> Increment:
    """Returns what signing in the stamp's role appends to the earlier revision.

    Args:
        earlier: the last revision so far; the manager's signature makes its catalog say that it is certified.
        stamp: what the signature shows.
        reserved_bytes: how large the signature may become.
        revocation: what travels with it.

    Raises:
        Irregular: when the report has no empty box for this role.
    """
    fields = signature_fields(earlier)
    if stamp.role.value not in fields:
        raise Irregular(sentence("it has no box for this signature"))
    field_number = fields[stamp.role.value]
    field = earlier.dictionary(field_number)
    if b" /V " in field:
        raise Irregular(sentence("the box for this signature is already filled"))
    signature_number, appearance_number, seal_number = earlier.size, earlier.size + 1, earlier.size + 2
    following = seal_number + (1 if stamp.seal else 0)
    objects: dict[int, bytes] = {
        field_number: _filled_field(field, signature_number, appearance_number),
        signature_number: _signature_object(stamp, reserved_bytes),
        appearance_number: _appearance_object(stamp, field, seal_number),
    }
    if stamp.seal:
        objects[seal_number] = _seal_object(stamp.seal)
    catalog = earlier.dictionary(earlier.root)
    changed = catalog
    if stamp.role in CERTIFIERS:
        changed = changed[: -len(b" >>")] + (
            b" /Extensions << /ESIC << /BaseVersion /1.7 /ExtensionLevel 1 >> >>"
            b" /Perms << /DocMDP %d 0 R >> >>" % signature_number
        )
    if revocation:
        changed = _REVOCATION.sub(b"", changed)
        names: list[bytes] = []
        for key, items in ((b"/Certs", revocation.certificates), (b"/CRLs", revocation.lists)):
            numbers = range(following, following + len(items))
            objects.update(
                (number, b"<< /Length %d >>\nstream\n%s\nendstream" % (len(item), item))
                for number, item in zip(numbers, items, strict=True)
            )
            following += len(items)
            if items:
                names.append(key + b" [ " + b"".join(b"%d 0 R " % number for number in numbers) + b"]")
        changed = changed[: -len(b" >>")] + b" /DSS << " + b" ".join(names) + b" >> >>"
    if changed != catalog:
        objects[earlier.root] = changed
    return _write(earlier, objects, signature_number, following, stamp)


def _filled_field(field: bytes, signature: int, look: int) -> bytes:
    bare = _APPEARANCE.sub(b"", field)
    if not bare.endswith(b" >>") or b" /AP " in bare:
        raise Irregular(sentence("its form is not written as in our reports"))
    return bare[: -len(b" >>")] + b" /AP << /N %d 0 R >> /V %d 0 R >>" % (look, signature)


def _signature_object(stamp: SignatureStamp, reserved_bytes: int) -> bytes:
    zone = f"{stamp.signed_at:%z}"
    seal = b" /Seal [%d %d]" % (stamp.seal.width, stamp.seal.height) if stamp.seal else b""
    return b"".join(
        (
            b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached ",
            b"/ByteRange []" + b" " * _BYTE_RANGE_WIDTH,
            b"/Contents <" + b"0" * (2 * reserved_bytes) + b"> ",
            f"/M (D:{stamp.signed_at:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:5]}') ".encode(),
            b"/Name <feff" + stamp.name.encode("utf-16-be").hex().encode() + b"> ",
            _DOCUMENT_MDP if stamp.role in CERTIFIERS else b"",
            b"/Zhijie << /Clock /" + stamp.clock.value.encode(),
            b" /Format 1 /Language /" + stamp.language.encode() + seal + b" >> >>",
        )
    )


def _appearance_object(stamp: SignatureStamp, field: bytes, seal_number: int) -> bytes:
    rectangle = _RECTANGLE.search(field)
    if rectangle is None:
        raise Irregular(sentence("its form is not written as in our reports"))
    left, bottom, right, top = (float(value) for value in rectangle.groups())
    width, height = right - left, top - bottom
    if not (100 <= width <= 600 and 30 <= height <= 300):
        raise Irregular(sentence("the box for this signature has an unusual size"))
    content = appearance(stamp, width, height)
    used = b"/XObject << /Seal %d 0 R >> " % seal_number if stamp.seal else b""
    return (
        b"<< /Type /XObject /Subtype /Form /BBox [ 0 0 %s %s ] /Resources << %s>> /Length %d >>\nstream\n%s\nendstream"
        % (
            f"{width:.4f}".encode(),
            f"{height:.4f}".encode(),
            used,
            len(content),
            content,
        )
    )


def _seal_object(seal: Seal) -> bytes:
    return (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8"
        b" /Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream"
        % (seal.width, seal.height, len(seal.jpeg), seal.jpeg)
    )


def _write(
    earlier: Revision, objects: Mapping[int, bytes], signature: int, size: int, stamp: SignatureStamp
) -> Increment:
    parts: list[bytes] = []
    offsets: dict[int, int] = {}
    position = earlier.end
    for number in sorted(objects):
        offsets[number] = position
        part = b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
        parts.append(part)
        position += len(part)
    table = [b"xref\n"]
    numbers = sorted(objects)
    while numbers:
        run = 1
        while run < len(numbers) and numbers[run] == numbers[0] + run:
            run += 1
        table.append(b"%d %d\n" % (numbers[0], run))
        table += [b"%010d 00000 n \n" % offsets[number] for number in numbers[:run]]
        numbers = numbers[run:]
    # The second half of the identifier changes with every revision; made from what is signed, so it can be made again.
    facts = f"{stamp.role.value} {stamp.signed_at.isoformat()}".encode()
    id2 = hashlib.sha256(earlier.id2 + facts)
    id2.update(memoryview(earlier.data)[earlier.start : earlier.end])
    information = b"/Info %d 0 R " % earlier.info if earlier.info else b""
    table.append(
        b"trailer << %s/Root %d 0 R /Size %d /ID [<%s><%s>] /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
        % (information, earlier.root, size, earlier.id1, id2.hexdigest()[:32].encode(), earlier.table, position)
    )
    data = b"".join(parts + table)
    own = offsets[signature] - earlier.end
    gap_start = data.index(b"/Contents <", own) + len(b"/Contents ")
    gap_end = data.index(b">", gap_start) + 1
    end = earlier.end + len(data)
    absolute = (earlier.end + gap_start, earlier.end + gap_end)
    byte_range = b"/ByteRange [0 %d %d %d]" % (absolute[0], absolute[1], end - absolute[1])
    place = data.index(b"/ByteRange []", own)
    width = len(b"/ByteRange []") + _BYTE_RANGE_WIDTH
    data = data[:place] + byte_range.ljust(width) + data[place + width :]
    return Increment(data, earlier.end, *absolute)


def signature_facts(earlier: Revision, revision: Revision) -> SignatureFacts:
    """Reads out of an appended revision what is needed to make it again.

    Raises:
        Irregular: when it does not fill exactly one of the boxes with a signature of ours.
    """
    fields = signature_fields(earlier)
    filled = [name for name, number in fields.items() if number in revision.own]
    if len(filled) != 1 or filled[0] not in tuple(Role):
        raise Irregular(sentence("a later version inside it does more than fill one signature box"))
    if earlier.size not in revision.own:
        raise Irregular(sentence("a later version inside it does more than fill one signature box"))
    match = _SIGNATURE.fullmatch(revision.raw(earlier.size))
    if match is None:
        raise Irregular(sentence("a signature in it is not written as our program writes them"))
    try:
        offset = f"{match[3].decode()}{match[4].decode()}"
        signed_at = datetime.strptime(match[2].decode() + offset, "%Y%m%d%H%M%S%z")
        contents = bytes.fromhex(match[1].decode())
    except ValueError as error:
        raise Irregular(sentence("a signature in it is not written as our program writes them")) from error
    return SignatureFacts(
        role=Role(filled[0]),
        contents=contents,
        signed_at=signed_at,
        clock=Clock(match[5].decode()),
        language="zh" if match[6] == b"zh" else "en",
        seal=_seal(revision, earlier.size + 2, match) if match[7] else None,
        revocation=_revocation(revision) if revision.root in revision.own else Revocation(),
    )


def _seal(revision: Revision, number: int, match: re.Match[bytes]) -> Seal:
    seal = Seal(_stream(revision, number), int(match[7]), int(match[8]))
    if not is_our_seal(seal):
        raise Irregular(sentence("the seal beside a signature in it is no picture as our program makes them"))
    return seal


def _revocation(revision: Revision) -> Revocation:
    match = _REVOCATION.search(revision.dictionary(revision.root))
    if match is None:
        return Revocation()
    certificates, lists = (
        tuple(_stream(revision, int(number)) for number in re.findall(rb"([0-9]+) 0 R", group or b""))
        for group in match.groups()
    )
    return Revocation(certificates, lists)


def _stream(revision: Revision, number: int) -> bytes:
    raw = revision.raw(number)
    start = raw.find(b"\nstream\n")
    if start < 0:
        raise Irregular(sentence("a signature in it is not written as our program writes them"))
    return raw[start + len(b"\nstream\n") : -len(b"\nendstream")]
