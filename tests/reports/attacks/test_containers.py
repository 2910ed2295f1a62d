"""Containers that are bent at every place where they can be, and people who are trusted and lie all the same."""

import json
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from reports.identity import Identity
from reports.identity.authority import import_issued, issue, make_office, make_request
from reports.identity.key_file import KeyInMemory
from reports.payload import canonical
from reports.signature.cms import signature_container
from reports.signing import Role, countersign
from reports.signing.sign import NotSignable
from reports.verification import ChildLimits, Setting, VerdictKind, VerificationTask, Verifier
from reports.verification.integrity.base import payload_of
from tests.reports.attacks.collection import find, last, rebuilt, stream
from tests.reports.attacks.malleable import spelled_longer, values
from tests.reports.papers import LATER, NOW, appended, assessor, manager, report, sign_anyway, trust, verdict


@pytest.mark.parametrize("who", [manager, assessor], ids=["elliptic", "rsa"])
def test_no_length_in_a_container_can_be_spelled_otherwise(who: object) -> None:
    """Most lengths lie outside of every signature, and all of them are judged."""
    assert callable(who)
    signature = appended(report().unsigned, who(), Role.MANAGER)
    der = signature_container(who(), signature.digest(report().unsigned)).dump()
    assert verdict(report().unsigned + signature.filled(der)).kind is VerdictKind.VALID
    places = list(values(der))
    assert len(places) > 60
    for place in places:
        bent = report().unsigned + signature.filled(spelled_longer(der, place))
        assert verdict(bent).kind is VerdictKind.CHANGED, place


def test_certificates_in_a_container_stand_in_one_order() -> None:
    """Their order is outside of the signature."""
    request = make_request("张伟", "宏达机械有限公司", "x")
    office = make_office("某厅", "某省", NOW)
    person = import_issued(request.waiting_key, "x", issue(request.request, "r", office, NOW), "i")
    signature = appended(report().unsigned, person, Role.MANAGER)
    container = signature_container(person, signature.digest(report().unsigned))
    first, second = (choice.chosen.dump() for choice in container["content"]["certificates"])
    der = container.dump()
    kinds = [
        verdict(report().unsigned + signature.filled(container), trust(office)).kind
        for container in (der, der.replace(first + second, second + first))
    ]
    assert kinds == [VerdictKind.VALID, VerdictKind.CHANGED]


def _person(*extensions: tuple[x509.ExtensionType, bool]) -> Identity:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "张伟")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=100))
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return Identity(builder.sign(key, hashes.SHA256()), (), KeyInMemory(key))


def _usage(*, signs: bool) -> x509.KeyUsage:
    others = ("key_encipherment", "data_encipherment", "key_agreement", "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(
        digital_signature=signs, content_commitment=False, key_cert_sign=False,
        **{name: name == "key_encipherment" for name in others},
    )  # fmt: skip


def test_a_certificate_for_something_else_is_not_believed_even_when_it_is_trusted() -> None:
    """Trusted by hand, and meant for enciphering; or with a demand that this program does not know."""
    signs, enciphers = _person((_usage(signs=True), True)), _person((_usage(signs=False), True))
    odd = _person((x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), True))
    for person, expected in (
        (signs, VerdictKind.VALID), (enciphers, VerdictKind.UNTRUSTED), (odd, VerdictKind.UNTRUSTED)
    ):  # fmt: skip
        judged = verdict(sign_anyway(report().unsigned, person), trust(person))
        assert judged.kind is expected, judged.reason.text("en")


def test_nobody_countersigns_his_own_report() -> None:
    """The program does not do it, and says why; a file in which it was done all the same is not valid."""
    with pytest.raises(NotSignable) as refused:
        countersign(report().signed, manager(), Role.ASSESSOR_1, NOW)
    assert "same key" in refused.value.sentence.text("en")


def test_data_that_draw_for_ever_cost_one_process() -> None:
    """A change history of fifty thousand lines is of the format; drawing it is ended in time, or in memory."""
    data = json.loads(payload_of(last(report().unsigned)))
    nothing = {"zh": "", "en": ""}
    values = {"answer": None, "old": None, "new": None, "old_words": nothing, "new_words": nothing, "why": ""}
    data["history"] = [
        {
            "when": NOW.isoformat(),
            "version": number,
            "what": {"sentence": "version {version} frozen", "facts": {"version": number}},
            **values,
        }
        for number in range(50_000)
    ]
    written = canonical(data)
    number = find(report().unsigned, rb"/Type /EmbeddedFile")
    body = stream(written, b"/Type /EmbeddedFile /Subtype /application#2fjson ")
    evil = sign_anyway(rebuilt(report().unsigned, {number: body}))
    with Verifier(Setting(trust(), LATER), limits=ChildLimits(seconds=3.0)) as verifier:
        verdicts = dict(
            verifier.verify([VerificationTask("evil.pdf", data=evil), VerificationTask("other.pdf", data=b"hello")])
        )
    assert [verdicts[0].kind, verdicts[1].kind] == [VerdictKind.UNVERIFIABLE] * 2, verdicts[0].reason.text("en")
    assert "took" in verdicts[0].reason.text("en")
