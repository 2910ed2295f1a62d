"""Bytes that no signature covers: what stands beside a signature in its hole, and times that nobody confirmed."""

import io
from collections.abc import Callable
from datetime import timedelta
from functools import cache

from asn1crypto import algos, cms, core, tsp
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from PIL import Image

from reports.identity import Identity, make_identity
from reports.identity.authority import import_issued, issue, make_office, make_request
from reports.identity.fitness import DOCUMENT_SIGNING
from reports.signature.cms import reserved_bytes, signature_container, signature_value, value, with_token
from reports.signature.increment import increment
from reports.signature.revision import read_revisions
from reports.signature.stamp import Clock, Seal, SignatureStamp
from reports.signing import Options, Role, certify, countersign
from reports.signing.timestamp import add_by_file, request_by_file, timestamp_request, token_of
from tests.reports.attacks.collection import UNTRUSTED, Target, attack
from tests.reports.attacks.malleable import spliced
from tests.reports.papers import NOW, appended, assessor, manager, sign_anyway, signed_increment
from tests.reports.signing.time_service import confirmed_service, foreign_service, time_service

_FAMILY = "unsigned bytes"


def _in_first_hole(pdf: bytes, base: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The file with other bytes in the hole of its first signature."""
    start = pdf.index(b"/Contents <", len(base)) + len(b"/Contents <")
    end = pdf.index(b">", start)
    changed = change(bytes.fromhex(pdf[start:end].decode()).rstrip(b"\0"))
    return pdf[:start] + changed.hex().upper().encode().ljust(end - start, b"0") + pdf[end:]


@attack(_FAMILY, UNTRUSTED)
def timestamp_added_by_anybody(target: Target) -> bytes:
    """Somebody else's service stamps the manager's signature."""
    return add_by_file(target.signed, foreign_service()[0](request_by_file(target.signed)))


@attack(_FAMILY, UNTRUSTED)
def timestamp_of_any_time_added_by_anybody(target: Target) -> bytes:
    """The service is anybody's, and its time is two years before the report was written."""
    early = time_service(NOW - timedelta(days=700))

    def change(der: bytes) -> bytes:
        info = cms.ContentInfo.load(der)
        signature = signature_value(info)
        return with_token(info, token_of(early[0](timestamp_request(signature)), signature))

    return _in_first_hole(target.signed, target.unsigned, change)


def stamped(target: Target) -> bytes:
    """The report as its manager signs it with a timestamp of the service that assessors know."""
    return certify(target.unsigned, manager(), NOW, Options(timestamp=confirmed_service()[0]))


def _with_token_changed(target: Target, change: Callable[[cms.ContentInfo], tuple[bytes, bytes]]) -> bytes:
    """The stamped report with one value in its timestamp, as `change` names it, put in another's place."""

    def changed(der: bytes) -> bytes:
        attribute = cms.ContentInfo.load(der)["content"]["signer_infos"][0]["unsigned_attrs"][0]
        return spliced(der, *change(cms.ContentInfo.load(attribute["values"][0].dump())))

    return _in_first_hole(stamped(target), target.unsigned, changed)


def _certificates(token: cms.ContentInfo) -> bytes:
    return value(0xA0, *(choice.dump() for choice in token["content"]["certificates"]))


def _signature(token: cms.ContentInfo) -> bytes:
    octets: bytes = core.OctetString(signature_value(token)).dump()
    return octets


def _other_container() -> cms.ContentInfo:
    return signature_container(assessor(), b"\0" * 32)


@attack(_FAMILY)
def serial_in_a_timestamp_changed(target: Target) -> bytes:
    """The token names its service by a number that nothing signs."""

    def change(token: cms.ContentInfo) -> tuple[bytes, bytes]:
        issuer = token["content"]["signer_infos"][0]["sid"].chosen["issuer"].dump()
        old, new = (value(0x30, issuer, core.Integer(number).dump()) for number in (11, 12))
        return old, new

    return _with_token_changed(target, change)


@attack(_FAMILY)
def algorithm_in_a_timestamp_changed(target: Target) -> bytes:
    """The name of the signature's algorithm stands outside of the token's signature."""

    def change(_token: cms.ContentInfo) -> tuple[bytes, bytes]:
        old, new = (algos.SignedDigestAlgorithm({"algorithm": f"{name}_ecdsa"}).dump() for name in ("sha256", "sha384"))
        return old, new

    return _with_token_changed(target, change)


@attack(_FAMILY)
def certificate_added_to_a_timestamp(target: Target) -> bytes:
    """One more certificate, which the service never named."""

    def change(token: cms.ContentInfo) -> tuple[bytes, bytes]:
        own, other = (each["content"]["certificates"][0].dump() for each in (token, _other_container()))
        return _certificates(token), value(0xA0, *sorted((own, other)))

    return _with_token_changed(target, change)


@attack(_FAMILY)
def unsigned_attribute_inside_a_timestamp(target: Target) -> bytes:
    """A token beside the token's own signature."""

    def change(token: cms.ContentInfo) -> tuple[bytes, bytes]:
        attribute = cms.CMSAttribute({"type": "signature_time_stamp_token", "values": (_other_container(),)})
        return _signature(token), _signature(token) + value(0xA1, attribute.dump())

    return _with_token_changed(target, change)


@attack(_FAMILY)
def lists_inside_a_timestamp(target: Target) -> bytes:
    """A place for revocation lists, which the service never named."""

    def change(token: cms.ContentInfo) -> tuple[bytes, bytes]:
        return _certificates(token), _certificates(token) + value(0xA1)

    return _with_token_changed(target, change)


@attack(_FAMILY)
def digests_named_beside_a_timestamp(target: Target) -> bytes:
    """The list of digests of the whole container names one more."""

    def change(_token: cms.ContentInfo) -> tuple[bytes, bytes]:
        weak, strong = (algos.DigestAlgorithm({"algorithm": name}).dump() for name in ("sha1", "sha256"))
        return value(0x31, strong), value(0x31, weak, strong)

    return _with_token_changed(target, change)


@attack(_FAMILY)
def version_of_a_timestamp_raised(target: Target) -> bytes:
    """Its numbers of versions are signed by nobody."""
    return _with_token_changed(target, lambda _token: (core.Integer(1).dump(), core.Integer(3).dump()))


@attack(_FAMILY)
def other_form_of_the_signature_of_a_timestamp(target: Target) -> bytes:
    """Of the service's signature, too, everybody can make another that holds as well."""
    order = ec.SECP256R1().group_order

    def change(token: cms.ContentInfo) -> tuple[bytes, bytes]:
        r, s = decode_dss_signature(signature_value(token))
        return _signature(token), core.OctetString(encode_dss_signature(r, order - s)).dump()

    return _with_token_changed(target, change)


@attack(_FAMILY)
def second_timestamp_beside_the_first(target: Target) -> bytes:
    """The confirmed service's token stands there, and a stranger's behind it."""

    def change(der: bytes) -> bytes:
        info = cms.ContentInfo.load(der)
        signature = signature_value(info)
        first = info["content"]["signer_infos"][0]["unsigned_attrs"][0]["values"][0].dump()
        second = token_of(foreign_service()[0](timestamp_request(signature)), signature)
        return spliced(der, first, first + second)

    return _in_first_hole(stamped(target), target.unsigned, change)


@attack(_FAMILY)
def timestamp_of_another_signature(target: Target) -> bytes:
    """A token of the known service over other bytes."""
    other = certify(target.unsigned, manager(), NOW + timedelta(seconds=1))

    def change(der: bytes) -> bytes:
        info = cms.ContentInfo.load(der)
        alien = signature_value(_first_container(other, target.unsigned))
        token = token_of(confirmed_service()[0](timestamp_request(alien)), alien)
        return with_token(info, token)

    return _in_first_hole(stamped(target), target.unsigned, change)


@attack(_FAMILY)
def certificate_for_mail_used_as_a_timestamp_service(target: Target) -> bytes:
    """The manager's own certificate, which is trusted for signing, stamps the time."""
    service = time_service(NOW, uses=DOCUMENT_SIGNING)
    signature = appended(target.unsigned, manager(), Role.MANAGER)
    der = signature_container(manager(), signature.digest(target.unsigned)).dump()
    info = cms.ContentInfo.load(der)
    answer = tsp.TimeStampResp.load(service[0](timestamp_request(signature_value(info))))
    return target.unsigned + signature.filled(with_token(info, answer["time_stamp_token"].dump()))


@attack(_FAMILY)
def bytes_behind_the_signature_in_its_hole(target: Target) -> bytes:
    """What stands behind the container is covered by nothing."""
    return _in_first_hole(target.signed, target.unsigned, lambda der: der + b"\0\0LEADING TIER")


@attack(_FAMILY)
def one_bit_at_the_end_of_the_hole(target: Target) -> bytes:
    """The last digit of the padding."""
    end = target.signed.index(b">", target.signed.index(b"/Contents <", len(target.unsigned)))
    return target.signed[: end - 1] + b"1" + target.signed[end:]


@attack(_FAMILY)
def hole_in_small_digits(target: Target) -> bytes:
    """The same bytes, written otherwise."""
    start = target.signed.index(b"/Contents <", len(target.unsigned)) + len(b"/Contents <")
    end = target.signed.index(b">", start)
    return target.signed[:start] + target.signed[start:end].lower() + target.signed[end:]


@attack(_FAMILY)
def blanks_in_the_padding_of_the_hole(target: Target) -> bytes:
    """Readers of PDF skip blanks between digits."""
    end = target.signed.index(b">", target.signed.index(b"/Contents <", len(target.unsigned)))
    return target.signed[: end - 400] + b"\n" * 400 + target.signed[end:]


@attack(_FAMILY)
def other_form_of_the_same_signature(target: Target) -> bytes:
    """Of an elliptic signature (r, s) everybody can make (r, n - s), which holds as well."""
    order = ec.SECP256R1().group_order

    def change(der: bytes) -> bytes:
        signature = signature_value(cms.ContentInfo.load(der))
        r, s = decode_dss_signature(signature)
        changed = encode_dss_signature(r, order - s)
        return spliced(der, core.OctetString(signature).dump(), core.OctetString(changed).dump())

    return _in_first_hole(target.signed, target.unsigned, change)


def _first_container(pdf: bytes, base: bytes) -> cms.ContentInfo:
    start = pdf.index(b"/Contents <", len(base)) + len(b"/Contents <")
    return cms.ContentInfo.load(bytes.fromhex(pdf[start : pdf.index(b">", start)].decode()))


@cache
def _issued() -> tuple[Identity, Identity]:
    office = make_office("某厅", "某省", NOW)
    request = make_request("张伟", "宏达机械有限公司", "x")
    person = import_issued(request.waiting_key, "x", issue(request.request, "r", office, NOW), "i")
    return person, office


@attack(_FAMILY)
def root_added_beside_the_signer(target: Target) -> bytes:
    """The office's certificate, which is public, is put where the signer had left it out."""
    person, office = _issued()
    bare = Identity(person.certificate, (), person.key)
    signature = appended(target.unsigned, bare, Role.MANAGER)
    der = signature_container(bare, signature.digest(target.unsigned)).dump()
    held = value(0xA0, person.certificate.public_bytes(Encoding.DER))
    both = sorted(each.certificate.public_bytes(Encoding.DER) for each in (person, office))
    return target.unsigned + signature.filled(spliced(der, held, value(0xA0, *both)))


@attack(_FAMILY)
def megabytes_of_padding(target: Target) -> bytes:
    """A hole that is larger than any signature, where anything could be kept later."""
    facts = manager().facts
    stamp = SignatureStamp(Role.MANAGER, facts.name, facts.organisation, NOW, "zh", Clock.COMPUTER)
    wide = increment(read_revisions(target.unsigned)[-1], stamp, 3 * 1024 * 1024, Options().revocation)
    return signed_increment(target.unsigned, wide, manager())


@attack(_FAMILY)
def one_kilobyte_more_of_padding(target: Target) -> bytes:
    """And one that is only a little larger."""
    facts = manager().facts
    stamp = SignatureStamp(Role.MANAGER, facts.name, facts.organisation, NOW, "zh", Clock.COMPUTER)
    size = len(appended(target.unsigned, manager(), Role.MANAGER).data)
    usual = appended(target.unsigned, manager(), Role.MANAGER)
    reserved = (usual.gap_end - usual.gap_start - 2) // 2
    wide = increment(read_revisions(target.unsigned)[-1], stamp, reserved + 1024, Options().revocation)
    assert len(wide.data) > size
    return signed_increment(target.unsigned, wide, manager())


@attack("certification")
def one_person_in_two_boxes(target: Target) -> bytes:
    """The assessor is the second assessor, too."""
    return sign_anyway(target.countersigned, assessor(), Role.ASSESSOR_2, when=NOW + timedelta(days=2))


@attack("impostors", UNTRUSTED)
def countersigned_long_before_the_manager(target: Target) -> bytes:
    """By the assessor's clock the report was countersigned before the manager signed it."""
    early = sign_anyway(target.signed, assessor(), Role.ASSESSOR_1, when=NOW - timedelta(hours=20))
    later = make_identity("王评", "省工业和信息化厅", NOW)
    return countersign(early, later, Role.ASSESSOR_2, NOW + timedelta(days=1))


@attack("impostors", UNTRUSTED)
def countersigned_years_before_the_manager(target: Target) -> bytes:
    """An assessor whose certificate was valid then signs, by the clock, 900 days before there was a report."""
    before = make_identity("王评", "省工业和信息化厅", NOW - timedelta(days=910))
    return sign_anyway(target.signed, before, Role.ASSESSOR_1, when=NOW - timedelta(days=900))


def _with_seal(target: Target, seal: Seal) -> bytes:
    facts = manager().facts
    stamp = SignatureStamp(Role.MANAGER, facts.name, facts.organisation, NOW, "zh", Clock.COMPUTER, seal)
    appended_seal = increment(
        read_revisions(target.unsigned)[-1], stamp, reserved_bytes(manager()), Options().revocation
    )
    return signed_increment(target.unsigned, appended_seal, manager())


def _picture(side: int, kind: str = "JPEG", mode: str = "RGB") -> bytes:
    written = io.BytesIO()
    Image.new(mode, (side, side), "white").save(written, kind)
    return written.getvalue()


@attack("structure")
def seal_that_is_no_picture(target: Target) -> bytes:
    """Words where the seal's picture should be; each reader shows something else, or nothing."""
    return _with_seal(target, Seal(b"LEADING TIER", 320, 320))


@attack("structure")
def seal_of_another_size_than_it_says(target: Target) -> bytes:
    """A picture of eight pixels that is said to have 320."""
    return _with_seal(target, Seal(_picture(8), 320, 320))


@attack("structure")
def seal_of_a_hundred_million_pixels(target: Target) -> bytes:
    """It takes a reader's memory away, or makes it draw another page than others."""
    return _with_seal(target, Seal(_picture(9_999), 9_999, 9_999))


@attack("structure")
def seal_in_another_format(target: Target) -> bytes:
    """A PNG picture where the file says JPEG."""
    return _with_seal(target, Seal(_picture(100, "PNG"), 100, 100))


@attack("structure")
def seal_in_grey(target: Target) -> bytes:
    """One colour where the file says three."""
    return _with_seal(target, Seal(_picture(100, mode="L"), 100, 100))


@attack("structure")
def seal_with_something_behind_its_picture(target: Target) -> bytes:
    """A second picture after the end of the first, which some readers take."""
    return _with_seal(target, Seal(_picture(100) + _picture(100), 100, 100))


@attack("structure")
def seal_with_words_in_its_picture(target: Target) -> bytes:
    """A comment inside of the picture."""
    picture = _picture(100)
    return _with_seal(target, Seal(picture[:2] + b"\xff\xfe\x00\x0eLEADING TIER" + picture[2:], 100, 100))
