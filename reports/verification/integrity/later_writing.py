"""What was written after our last signature, so that the message about it is fair.

Nothing here makes a verdict better than "unverifiable". It finds what is still whole inside a file, and tells an
assessor who signed with another program from somebody who changed a page.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any

from models.errors import check_handles
from models.language import Sentence, counted, sentence
from reports.identity.certificate import CertificateFacts
from reports.signature.fields import COUNTERSIGNERS, Role
from reports.signature.increment import signature_fields
from reports.signature.revision import Irregular, Revision, bytes_in_front, read_revisions
from reports.verification.integrity.appended import FoundSignature, judge_signatures
from reports.verification.integrity.base import check_base

if TYPE_CHECKING:
    import pikepdf

SIGNED_MARK = b"/Zhijie << /Clock /"
"""In every signature that this program makes."""
_END = re.compile(rb"\nstartxref\n[1-9][0-9]{0,9}\n%%EOF\n")
_MOST_ENDS = 16
_LARGEST_CONTAINER = 256 * 1024
_MAY_CHANGE = {"/AcroForm", "/DSS", "/Extensions", "/Version", "/Metadata"}
"""Entries of the catalog that programs touch when they sign."""
_FILLING = {"/V", "/AP", "/MK"}
"""Entries of a box that are written when it is signed."""


@dataclass(frozen=True, slots=True)
class SignedPart:
    """The beginning of a file that is, by itself, a signed paper of ours."""

    revisions: tuple[Revision, ...]
    signatures: tuple[FoundSignature, ...]

    @property
    def end(self) -> int:
        """How many bytes it has."""
        return self.revisions[-1].end

    @property
    def signer(self) -> str:
        """Name of its author."""
        return CertificateFacts.of(self.signatures[0].container.certificate).name


@dataclass(frozen=True, slots=True)
class ForeignSignature:
    """A sound signature that another program has put into one of our boxes."""

    role: Role
    signer: str


def signed_part(data: bytes) -> SignedPart | None:
    """Returns the longest beginning of a file that is signed as our program signs; None when there is none."""
    longest = None
    mark = max(data.find(SIGNED_MARK), 0)
    for match in islice(_END.finditer(data, mark), _MOST_ENDS):
        try:
            revisions = read_revisions(data[: match.end()])
            check_base(revisions[0])
            longest = SignedPart(revisions, judge_signatures(revisions))
        except Irregular:
            continue
    return longest


def what_came_later(data: bytes, part: SignedPart) -> Sentence:
    """Returns what follows the signed part, if it is more than a signature; a phrase for the middle of a sentence."""
    rest = data[part.end :]
    if not rest.strip(b"\0\t\r\n "):
        return counted(
            "its end is followed by {count} blank byte, as added by some mail programs",
            "its end is followed by {count} blank bytes, as added by some mail programs",
            count=len(rest),
        )
    if b"endobj" not in rest:
        return counted(
            "its end is followed by {count} byte that does not belong to it",
            "its end is followed by {count} bytes that do not belong to it",
            count=len(rest),
        )
    return sentence("another program has since written more to it than a signature in an empty box")


def whole_inside(part: SignedPart) -> Sentence:
    """Returns the sentence that says what can still be had from a file that was changed later."""
    return sentence(
        "What {name} signed is still intact inside it, as its first {count} bytes; the side-by-side pages show what came later.",
        name=part.signer,
        count=part.end,
    )


def whole_behind(data: bytes) -> tuple[Sentence, ...]:
    """Returns the sentence about a signed paper that is whole but for what stands in front of it; else nothing."""
    front = bytes_in_front(data)
    part = signed_part(data[front:]) if front > 0 else None
    if part is None or front + part.end != len(data):
        return ()
    whole = sentence(
        "What {name} signed is still intact inside it, behind its first {count} bytes.", name=part.signer, count=front
    )
    return (whole,)


def is_saved_anew(data: bytes) -> bool:
    """Returns whether a file has fewer versions in it than a signed paper, as programs leave it that write it whole."""
    return len(list(islice(_END.finditer(data), 2))) < 2


def foreign_signatures(data: bytes, part: SignedPart) -> tuple[ForeignSignature, ...]:
    """Returns the signatures of other programs behind the signed part, in the order of the boxes.

    Empty unless they are all that was added: sound by themselves, in boxes that were empty, the last one over the whole
    file, and every object but those that signing touches as it was.
    """
    import pikepdf

    try:
        with (
            pikepdf.open(BytesIO(data[: part.end])) as before,
            pikepdf.open(BytesIO(data), attempt_recovery=False) as after,
        ):
            boxes = _boxes(part.revisions[-1])
            filled = [(role, number) for role, number in boxes if "/V" in after.get_object(number, 0)]
            if not filled or not _only_signed(before, after, {number for _, number in filled}):
                return ()
            signatures = tuple(_signature(data, part, role, after.get_object(number, 0).V) for role, number in filled)
    except Exception as error:  # strangers' files raise all kinds of errors in libraries
        check_handles(error)
        return ()
    return tuple(signature for signature, _ in signatures) if max(end for _, end in signatures) == len(data) else ()


def _boxes(revision: Revision) -> list[tuple[Role, int]]:
    """Returns the countersigners' boxes that are still empty."""
    fields = signature_fields(revision)
    return [
        (role, fields[role.value])
        for role in COUNTERSIGNERS
        if role.value in fields and b" /V " not in revision.dictionary(fields[role.value])
    ]


def _only_signed(before: "pikepdf.Pdf", after: "pikepdf.Pdf", filled: set[int]) -> bool:
    """Whether every object is as it was but what signing touches: the filled boxes, the catalog, the metadata."""
    root = before.Root.objgen[0]
    described = {before.Root.Metadata.objgen[0], before.trailer["/Info"].objgen[0] if "/Info" in before.trailer else 0}
    if after.Root.objgen[0] != root or _written(before.Root.AcroForm) != _written(after.Root.AcroForm):
        return False
    for item in before.objects:
        number = item.objgen[0]
        other = after.get_object(number, 0)
        if number in described:
            continue
        free = _MAY_CHANGE if number == root else _FILLING if number in filled else set()
        if dict(_entries(item, free)) != dict(_entries(other, free)):
            return False
    return True


def _entries(item: Any, free: set[str]) -> Iterator[tuple[str, bytes]]:
    """Yields what an object holds, as bytes that can be compared; references stay references."""
    import pikepdf

    if isinstance(item, pikepdf.Stream):
        yield "data", item.read_raw_bytes()
    if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        for key in item.keys():  # noqa: SIM118 (an object of pikepdf is not iterable when it is a stream)
            if key not in free:
                yield key, _written(item[key])
    else:
        yield "value", _written(item)


def _written(value: Any) -> bytes:
    import pikepdf

    return value.unparse() if isinstance(value, pikepdf.Object) else repr(value).encode()


def _signature(data: bytes, part: SignedPart, role: Role, value: Any) -> tuple[ForeignSignature, int]:
    """Returns a signature and where the bytes end that it covers.

    Raises:
        ValueError: when it is not sound.
    """
    from asn1crypto import cms
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    first, length, second, rest = (int(number) for number in value.ByteRange)
    contents = bytes(value.Contents)
    end = second + rest
    gap = data[length:second]
    if first or not part.end <= length < second <= end <= len(data) or len(contents) > _LARGEST_CONTAINER:
        raise ValueError(role)
    if "/Zhijie" in value or bytes.fromhex(gap[1:-1].decode("ascii")) != contents:
        raise ValueError(role)
    signed = cms.ContentInfo.load(contents)["content"]
    signer = signed["signer_infos"][0]
    serial = signer["sid"].chosen["serial_number"].native
    certificate = next(entry.chosen for entry in signed["certificates"] if entry.chosen.serial_number == serial)
    digest = hashlib.new(signer["digest_algorithm"]["algorithm"].native, data[:length])
    digest.update(data[second:end])
    if validate_sig_integrity(signer, certificate, "data", digest.digest()) != (True, True):
        raise ValueError(role)
    return ForeignSignature(role, _name(certificate.dump())), end


def _name(certificate: bytes) -> str:
    from cryptography import x509

    return CertificateFacts.of(x509.load_der_x509_certificate(certificate)).name
