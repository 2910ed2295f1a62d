"""Attacks on certification, and signatures that should not be there (Breaking the Specification, 2021)."""

import re
from io import BytesIO

from reports.identity import Identity
from reports.signing import Role
from tests.reports.attacks.collection import (
    CHANGED,
    SCORE,
    UNVERIFIABLE,
    Target,
    attack,
    find,
    last,
    pages,
    plus,
    rebuilt,
    stream,
)
from tests.reports.papers import appended, assessor, edited, manager, sign_anyway, signed_increment

_FAMILY = "certification"


def with_pyhanko(pdf: bytes, field: str, identity: Identity | None = None, **options: object) -> bytes:
    """Signs with pyHanko as a stranger's program would, into a field of that name; by default as the assessor."""
    from asn1crypto import keys, x509
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    identity = identity or assessor()
    key = identity.key.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())  # type: ignore[attr-defined]
    signer = signers.SimpleSigner(
        x509.Certificate.load(identity.certificate.public_bytes(Encoding.DER)),
        keys.PrivateKeyInfo.load(key),
        SimpleCertificateStore(),
    )
    spec = options.pop("spec", None)
    writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
    if isinstance(spec, fields.SigFieldSpec):
        fields.append_signature_field(writer, spec)
    metadata = signers.PdfSignatureMetadata(field_name=field, md_algorithm="sha256", **options)  # type: ignore[arg-type]
    return bytes(signers.sign_pdf(writer, metadata, signer).getbuffer())


@attack(_FAMILY)
def sneaky_signature_over_the_score(target: Target) -> bytes:
    """A real signature of a trusted assessor in a new field that lies over the result."""
    from pyhanko.sign.fields import SigFieldSpec

    return with_pyhanko(target.signed, "Extra", spec=SigFieldSpec("Extra", on_page=0, box=(50, 300, 550, 700)))


@attack(_FAMILY, UNVERIFIABLE)
def foreign_program_fills_the_field(target: Target) -> bytes:
    """A trusted assessor signs in the right field, with a program whose bytes we do not know."""
    return with_pyhanko(target.signed, "assessor1")


@attack(_FAMILY)
def second_signature_with_an_annotation(target: Target) -> bytes:
    """The countersignature brings an annotation along, and signs it."""
    signature = appended(target.signed, assessor(), Role.ASSESSOR_1)
    page = pages(target.signed)[0]
    new = last(target.signed).size + 2
    before = last(target.signed)
    objects = dict(_objects(signature.data))
    objects[new] = b"<< /Type /Annot /Subtype /Stamp /Name /Approved /Rect [50 400 500 700] /F 4 >>"
    objects[page] = plus(before.dictionary(page), b" /Annots [%d 0 R]" % new)
    return _resigned(target.signed, objects)


@attack(_FAMILY)
def second_signature_moves_its_box(target: Target) -> bytes:
    """The countersignature is drawn over the result instead of into its box."""
    objects = dict(_objects(appended(target.signed, assessor(), Role.ASSESSOR_1).data))
    field = find(target.signed, rb"/T \(assessor1\)")
    objects[field] = re.sub(rb"/Rect \[[^\]]*\]", b"/Rect [ 60 400 540 700 ]", objects[field])
    return _resigned(target.signed, objects)


@attack(_FAMILY)
def second_signature_draws_something_else(target: Target) -> bytes:
    """The look of the countersignature says that the leading tier is confirmed."""
    before = last(target.signed)
    objects = dict(_objects(appended(target.signed, assessor(), Role.ASSESSOR_1).data))
    box = re.search(rb"/BBox \[[^\]]*\]", objects[before.size + 1])
    assert box
    objects[before.size + 1] = stream(SCORE, b"/Type /XObject /Subtype /Form " + box[0] + b" ")
    return _resigned(target.signed, objects)


@attack(_FAMILY)
def second_signature_swaps_a_page(target: Target) -> bytes:
    """The countersignature replaces page content in the same revision."""
    objects = dict(_objects(appended(target.signed, assessor(), Role.ASSESSOR_1).data))
    content = re.search(rb"/Contents ([0-9]+) 0 R", last(target.signed).dictionary(pages(target.signed)[0]))
    assert content
    objects[int(content[1])] = stream(SCORE)
    return _resigned(target.signed, objects)


@attack(_FAMILY)
def signer_shown_under_another_name(target: Target) -> bytes:
    """The stamp shows another name than the certificate."""
    signature = appended(target.signed, assessor(), Role.ASSESSOR_1, name="王厅")
    return signed_increment(target.signed, signature, assessor())


@attack(_FAMILY)
def time_moved_back(target: Target) -> bytes:
    """The signature's entry says an earlier day than its stamp."""
    signature = appended(target.signed, assessor(), Role.ASSESSOR_1)
    return signed_increment(target.signed, edited(signature, b"(D:20261120", b"(D:20251120"), assessor())


@attack(_FAMILY)
def clock_claimed_to_be_a_service(target: Target) -> bytes:
    """The signature claims a timestamp that is not there."""
    signature = appended(target.unsigned, manager(), Role.MANAGER)
    return signed_increment(target.unsigned, edited(signature, b"/Clock /computer", b"/Clock /service "), manager())


@attack(_FAMILY)
def certified_with_more_rights(target: Target) -> bytes:
    """Permission 3 would allow annotations afterwards."""
    signature = appended(target.unsigned, manager(), Role.MANAGER)
    return signed_increment(target.unsigned, edited(signature, b"/V /1.2 /P 2", b"/V /1.2 /P 3"), manager())


@attack(_FAMILY)
def approved_and_not_certified(target: Target) -> bytes:
    """The manager's signature without certification leaves everything open."""
    objects = dict(_objects(appended(target.unsigned, manager(), Role.MANAGER).data))
    before = last(target.unsigned)
    objects.pop(before.root)
    objects[before.size] = re.sub(rb"/Reference \[.*\] (?=/Zhijie)", b"", objects[before.size])
    return _resigned(target.unsigned, objects, manager())


@attack(_FAMILY)
def assessor_signs_before_the_manager(target: Target) -> bytes:
    """A countersignature on a report that nobody stands for."""
    return sign_anyway(target.unsigned, assessor(), Role.ASSESSOR_1)


@attack(_FAMILY)
def manager_signs_after_the_assessor(target: Target) -> bytes:
    """The order is turned round."""
    return sign_anyway(sign_anyway(target.unsigned, assessor(), Role.ASSESSOR_1), manager())


@attack(_FAMILY)
def one_box_signed_twice(target: Target) -> bytes:
    """The second assessor writes over the first."""
    field = find(target.countersigned, rb"/T \(assessor1\)")
    emptied = last(target.signed).dictionary(field)
    objects = dict(_objects(appended(target.signed, manager(), Role.ASSESSOR_1).data))
    objects = {number + (3 if number >= last(target.signed).size else 0): body for number, body in objects.items()}
    assert emptied
    return _resigned(target.countersigned, objects, manager(), shift=3)


@attack(_FAMILY)
def two_certifications(target: Target) -> bytes:
    """A second certified revision on top."""
    field = find(target.signed, rb"/T \(assessor1\)")
    renamed = rebuilt(target.unsigned)
    assert field
    return sign_anyway(renamed, manager()) + appended(target.signed, manager(), Role.ASSESSOR_2).data


@attack(_FAMILY, CHANGED)
def countersignature_of_another_report(target: Target) -> bytes:
    """The assessor's revision is cut out of one report and pasted behind another."""
    other = sign_anyway(target.unsigned, manager())
    return other + target.countersigned[len(target.signed) :]


def _objects(data: bytes) -> list[tuple[int, bytes]]:
    """The objects of an appended revision, in order."""
    objects = []
    place = 0
    while head := re.compile(rb"([0-9]+) 0 obj\n").match(data, place):
        end = data.index(b"\nendobj\n", head.end())
        objects.append((int(head[1]), data[head.end() : end]))
        place = end + len(b"\nendobj\n")
    return objects


def _resigned(pdf: bytes, objects: dict[int, bytes], identity: object = None, shift: int = 0) -> bytes:
    """A revision of these objects, laid out and signed as our program does it."""
    import hashlib

    from reports.signature.cms import signature_container
    from tests.reports.attacks.collection import with_revision

    before = last(pdf)
    signer = assessor() if identity is None else identity
    written = with_revision(pdf, objects)
    # Where the signature goes follows from the layout; the byte range and the identifier are put right afterwards.
    place = written.index(b"/ByteRange [", len(pdf))
    gap_start = written.index(b"/Contents <", place) + len(b"/Contents ")
    gap_end = written.index(b">", gap_start) + 1
    shown = b"/ByteRange [0 %d %d %d]" % (gap_start, gap_end, len(written) - gap_end)
    room = written.index(b"/Contents", place) - place
    written = written[:place] + shown.ljust(room) + written[place + room :]
    digest = hashlib.sha256(written[:gap_start] + written[gap_end:]).digest()
    container: bytes = signature_container(signer, digest).dump().hex().upper().encode()  # type: ignore[arg-type]
    assert before.size + shift
    return written[: gap_start + 1] + container + written[gap_start + 1 + len(container) :]
