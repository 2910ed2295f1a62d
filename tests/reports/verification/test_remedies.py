"""Each reason for which a sound signature is not believed has its own remedy."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

import pytest
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from reports.identity import Identity, make_identity
from reports.identity.authority import import_issued, issue, make_office, make_request, revocation_list
from reports.identity.key_file import KeyInMemory, KeyKind, make_key, subject_of
from reports.signature.clock import ClocksDiffer
from reports.signature.cms import signature_container, signature_value, with_token
from reports.signing import Options, Revocation, Role, certify
from reports.signing.timestamp import timestamp_request, token_of
from reports.verification import Doubt, Trust, Verdict, VerdictKind
from tests.reports.papers import LATER, NOW, appended, manager, report, sign_anyway, trust, verdict
from tests.reports.signing.time_service import confirmed_service, elliptic_time_service, trust_with


@cache
def _office() -> Identity:
    return make_office("市工信局", "市工信局", NOW)


@cache
def _issued() -> Identity:
    request = make_request("张伟", "宏达机械有限公司", "x")
    return import_issued(request.waiting_key, "x", issue(request.request, "r", _office(), NOW), "i")


def _list() -> bytes:
    listed = revocation_list(_office(), {_issued().certificate.serial_number: NOW}, NOW)
    return x509.load_pem_x509_crl(listed).public_bytes(Encoding.DER)


def _for_use(*uses: x509.ObjectIdentifier) -> Identity:
    """A person whose certificate names these uses and no others."""
    key, name = make_key(KeyKind.P256), subject_of("张伟", "宏达机械有限公司")
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(5)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=900))
        .add_extension(x509.ExtendedKeyUsage(uses), critical=False)
    )
    return Identity(builder.sign(key, hashes.SHA256()), (), KeyInMemory(key))


def _not_confirmed() -> Verdict:
    return verdict(report().signed, Trust())


def _revoked() -> Verdict:
    return verdict(sign_anyway(report().unsigned, _issued()), trust(_office()) + Trust((), (_list(),)))


def _revoked_by_a_list_inside() -> Verdict:
    """The office is not confirmed here, and its list came along."""
    carried = Revocation((_office().certificate.public_bytes(Encoding.DER),), (_list(),))
    return verdict(certify(report().unsigned, _issued(), NOW, Options(revocation=carried)), Trust())


def _for_servers() -> Verdict:
    person = _for_use(ExtendedKeyUsageOID.SERVER_AUTH)
    return verdict(sign_anyway(report().unsigned, person), trust(person))


def _for_servers_of_nobody() -> Verdict:
    return verdict(sign_anyway(report().unsigned, _for_use(ExtendedKeyUsageOID.CODE_SIGNING)), Trust())


def _after_its_end() -> Verdict:
    return verdict(
        sign_anyway(report().unsigned, when=NOW + timedelta(days=1200)), trust(), now=NOW + timedelta(days=1300)
    )


def _in_2009() -> Verdict:
    return verdict(report().signed, trust(), now=datetime(2009, 1, 1, 0, 3, tzinfo=NOW.tzinfo))


def _in_2009_by_nobody() -> Verdict:
    return verdict(report().signed, Trust(), now=datetime(2009, 1, 1, 0, 3, tzinfo=NOW.tzinfo))


@pytest.mark.parametrize(
    ("judged", "doubt", "advice"),
    [
        (_not_confirmed, Doubt.NOT_CONFIRMED, "Call the signer on a number you know"),
        (_revoked, Doubt.REVOKED, "do not confirm its certificate"),
        (_revoked_by_a_list_inside, Doubt.REVOKED, "do not confirm its certificate"),
        (_for_servers, Doubt.NOT_FOR_SIGNING, "a certificate for signing documents"),
        (_for_servers_of_nobody, Doubt.NOT_FOR_SIGNING, "a certificate for signing documents"),
        (_after_its_end, Doubt.OUTSIDE_VALIDITY, "a certificate that is valid"),
        (_in_2009, Doubt.CLOCK, "Check the date and the time of this computer first"),
        (_in_2009_by_nobody, Doubt.CLOCK, "Check the date and the time of this computer first"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_each_reason_has_its_remedy(judged: Callable[[], Verdict], doubt: Doubt, advice: str) -> None:
    """And a certificate is offered for confirmation only where that would help."""
    outcome = judged()
    assert (outcome.kind, outcome.signatures[0].doubt) == (VerdictKind.UNTRUSTED, doubt), outcome.reason.text("en")
    assert advice in outcome.advice("en")
    assert outcome.advice("zh") != outcome.advice("en")
    assert (outcome.signatures[0].confirmation is not None) == (doubt is Doubt.NOT_CONFIRMED)
    assert ("if it matches" in outcome.advice("en")) == (doubt is Doubt.NOT_CONFIRMED)


def test_no_two_reasons_share_a_remedy() -> None:
    """In both languages."""
    assert len({doubt.advice.text("en") for doubt in Doubt}) == len({doubt.advice.text("zh") for doubt in Doubt})
    assert len({doubt.advice.text("en") for doubt in Doubt}) == len(Doubt)


def test_a_clock_that_is_far_off_is_named_with_both_times() -> None:
    """The reader's clock stands at its first day, as it does when its battery is empty."""
    said = _in_2009().reason.text("en")
    assert "it is 2009-01-01 00:03" in said
    assert "2026-11-20" in said


@pytest.mark.parametrize("minutes", [-5, 0, 5])
def test_a_clock_may_be_minutes_slow(minutes: int) -> None:
    """Of the reader, beside the signer's."""
    outcome = verdict(report().signed, trust(), now=NOW + timedelta(minutes=minutes))
    assert outcome.kind is VerdictKind.VALID, outcome.reason.text("en")


@pytest.mark.parametrize("use", [ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE])
def test_uses_of_offices_that_sign_documents_are_accepted(use: x509.ObjectIdentifier) -> None:
    """What authorities write into certificates of people."""
    person = _for_use(use)
    assert verdict(certify(report().unsigned, person, NOW), trust(person)).kind is VerdictKind.VALID


def _stamped_anyway(signer: Identity, claimed: datetime, proven: datetime) -> tuple[bytes, Trust]:
    """A signature under a clock that was set, with a timestamp of a confirmed service, as no program of ours makes it."""
    service = elliptic_time_service(proven)
    signature = appended(report().unsigned, signer, Role.MANAGER, when=claimed)
    info = cms.ContentInfo.load(signature_container(signer, signature.digest(report().unsigned)).dump())
    value = signature_value(info)
    token = token_of(service[0](timestamp_request(value)), value)
    return report().unsigned + signature.filled(with_token(info, token)), trust(signer) + trust_with(service)


def test_an_expired_certificate_with_the_clock_set_back_is_found_by_a_confirmed_timestamp() -> None:
    """It had expired before the service first saw the signature."""
    expired = make_identity("张伟", "宏达机械有限公司", NOW - timedelta(days=1100))
    assert expired.facts.valid_until < NOW
    data, trusted = _stamped_anyway(expired, NOW - timedelta(days=6), NOW + timedelta(days=60))
    outcome = verdict(data, trusted, now=NOW + timedelta(days=61))
    assert (outcome.kind, outcome.signatures[0].doubt) == (VerdictKind.UNTRUSTED, Doubt.OUTSIDE_VALIDITY)
    assert "had expired" in outcome.reason.text("en")


def test_a_timestamp_from_before_the_signature_is_a_clock_that_was_wrong() -> None:
    """The confirmed service saw it two days before it was made."""
    data, trusted = _stamped_anyway(manager(), NOW + timedelta(days=2), NOW)
    outcome = verdict(data, trusted, now=LATER)
    assert (outcome.kind, outcome.signatures[0].doubt) == (VerdictKind.UNTRUSTED, Doubt.CLOCK)


def test_a_clock_that_the_service_contradicts_signs_nothing() -> None:
    """What verification would doubt is said before anything is written."""
    with pytest.raises(ClocksDiffer) as refused:
        certify(report().unsigned, manager(), NOW + timedelta(days=2), Options(timestamp=confirmed_service()[0]))
    assert "2026-11-22 09:30" in refused.value.sentence.text("en")
    assert "2026-11-20 09:31" in refused.value.sentence.text("en")
