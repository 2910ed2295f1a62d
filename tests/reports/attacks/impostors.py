"""Signatures that hold, by people or with certificates that must not be believed."""

from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from reports.identity import Identity, make_identity
from reports.identity.authority import import_issued, issue, make_office, make_request
from reports.identity.key_file import KeyInMemory, subject_of
from reports.signing import Role, certify
from tests.factories import DAY
from tests.reports.attacks.collection import CHANGED, UNTRUSTED, Target, attack
from tests.reports.papers import NOW, manager, sign_anyway, stranger

_FAMILY = "impostors"


@attack(_FAMILY, UNTRUSTED)
def stranger_of_the_same_name(target: Target) -> bytes:
    """Signed anew by somebody who calls himself the manager."""
    return certify(target.unsigned, stranger(), NOW)


@attack(_FAMILY, UNTRUSTED)
def stranger_countersigns(target: Target) -> bytes:
    """The assessor's box is filled by nobody whom we know."""
    return sign_anyway(target.signed, stranger(), Role.ASSESSOR_1)


@attack(_FAMILY, UNTRUSTED)
def better_answers_signed_by_a_stranger(target: Target) -> bytes:
    """A consistent report with better answers, under the manager's name."""
    from models.evaluator import evaluate
    from reports.payload import ReportOptions, payload
    from reports.pdf import redrawn
    from tests.reports.sample import CREATED, assessment, library

    better = evaluate(assessment(requirements__BR3__answer="yes"), library().rulebook("national-2025"), DAY)
    drawn = redrawn(payload(better, None, None, created=CREATED, options=ReportOptions("zh")))
    assert drawn != target.unsigned
    return certify(drawn, stranger(), NOW)


@attack(_FAMILY, UNTRUSTED)
def certificate_expired(target: Target) -> bytes:
    """The certificate had run out when it was used."""
    return sign_anyway(target.unsigned, manager(), when=NOW + timedelta(days=365 * 5))


@attack(_FAMILY, UNTRUSTED)
def certificate_not_valid_yet(target: Target) -> bytes:
    """The certificate was not valid yet when it was used."""
    return sign_anyway(target.unsigned, manager(), when=NOW - timedelta(days=30))


@attack(_FAMILY, UNTRUSTED)
def issued_by_somebody_who_may_not(target: Target) -> bytes:
    """A trusted manager issues a certificate for somebody else; he is no office."""
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = manager()
    assert isinstance(issuer.key, KeyInMemory)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject_of("李四", "别的公司"))
        .issuer_name(issuer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=100))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(issuer.key.private, hashes.SHA256())
    )
    return sign_anyway(target.unsigned, Identity(certificate, (issuer.certificate,), KeyInMemory(key)))


@attack(_FAMILY, UNTRUSTED)
def issued_by_an_unknown_office(target: Target) -> bytes:
    """A proper certificate of an office that nobody confirmed."""
    office = make_office("某厅", "某省", NOW)
    request = make_request("张伟", "宏达机械有限公司", "x")
    issued = issue(request.request, "r", office, NOW)
    return sign_anyway(target.unsigned, import_issued(request.waiting_key, "x", issued, "i"))


def odd_identity(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> Identity:
    """An identity around a key that reports are not signed with."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "张伟")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=100))
        .sign(key, hashes.SHA256())
    )
    return Identity(certificate, (), KeyInMemory(key))


@attack("weak algorithms", CHANGED)
def short_rsa_key(target: Target) -> bytes:
    """A key of 1024 bits."""
    return sign_anyway(target.unsigned, odd_identity(rsa.generate_private_key(public_exponent=65537, key_size=1024)))


@attack("weak algorithms", CHANGED)
def unusual_curve(target: Target) -> bytes:
    """A curve that nobody else uses here."""
    return sign_anyway(target.unsigned, odd_identity(ec.generate_private_key(ec.SECP256K1())))


@attack(_FAMILY, CHANGED)
def certificate_swapped_in_the_container(target: Target) -> bytes:
    """The manager's signature with the stranger's certificate of the same name beside it."""
    from cryptography.hazmat.primitives.serialization import Encoding

    honest = manager().certificate.public_bytes(Encoding.DER).hex().upper().encode()
    other = make_identity("张伟", "宏达机械有限公司", NOW)
    swapped = other.certificate.public_bytes(Encoding.DER).hex().upper().encode()
    for _ in range(50):
        if len(swapped) == len(honest):
            break
        other = make_identity("张伟", "宏达机械有限公司", NOW)
        swapped = other.certificate.public_bytes(Encoding.DER).hex().upper().encode()
    assert honest in target.signed
    return target.signed.replace(honest, swapped.ljust(len(honest), b"0")[: len(honest)])
