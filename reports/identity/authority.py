"""Certificates from an office: request, issued certificate, revocation list; and an office of your own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption as Encrypted
from cryptography.hazmat.primitives.serialization import Encoding, PrivateFormat, PublicFormat, load_pem_private_key

from models import files
from models.errors import ApplicationError
from models.language import N_
from reports.identity.certificate import subject_name
from reports.identity.certificate_file import plain_text, read_certificates, request_in, told_as
from reports.identity.fitness import UnsupportedKey, check_key_kind, public_bytes
from reports.identity.identity import Identity
from reports.identity.key_container import NotAKeyFile, WrongPassphrase
from reports.identity.key_file import (
    EmptyPassphrase,
    KeyInMemory,
    KeyKind,
    make_key,
    order_chain,
    signing_certificate,
    subject_of,
)

OFFICE_YEARS = 10
ISSUED_YEARS = 2
_LIST_DAYS = 400


class NotARequest(ApplicationError):
    """A file given as a certificate request is none, or its own signature does not hold."""

    code = "not_a_request"
    message = N_(
        "{name} is not a certificate request, or it was altered in transit. Nothing was issued; ask for it again."
    )


class CertificateForAnotherKey(ApplicationError):
    """The issued certificate belongs to another key than the one that waits for it."""

    code = "certificate_for_another_key"
    message = N_(
        "The certificate in {name} was issued for another key. Nothing was changed; choose the certificate issued for this request."
    )


class NotAnOffice(ApplicationError):
    """An identity that may not issue certificates."""

    code = "not_an_office"
    message = N_("{name} may not issue certificates. Nothing was issued; choose the office's own key file.")


@dataclass(frozen=True, slots=True)
class Request:
    """A request to send to the office, and the key that stays here."""

    request: bytes
    """PEM, to be sent."""
    waiting_key: bytes
    """The key as PEM behind the passphrase, to be kept until the certificate comes."""


def make_request(name: str, organisation: str, passphrase: str, kind: KeyKind = KeyKind.P256) -> Request:
    """Makes a key and a request for a certificate over it.

    Raises:
        UnusableName: when a name cannot stand in a certificate.
        EmptyPassphrase: when there is no passphrase.
    """
    if not passphrase:
        raise EmptyPassphrase
    private = make_key(kind)
    request = x509.CertificateSigningRequestBuilder().subject_name(subject_of(name, organisation))
    return Request(
        request.sign(private, hashes.SHA256()).public_bytes(Encoding.PEM),
        private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, Encrypted(passphrase.encode())),
    )


def import_issued(waiting_key: bytes, passphrase: str, issued: bytes, name: str) -> Identity:
    """Returns the identity that the office's answer makes of a waiting key; save it with `save_identity`.

    Args:
        waiting_key: from `make_request`.
        passphrase: of the key.
        issued: the office's answer: PEM with the certificate, and its issuers in any order, or DER.
        name: name of the answer's file, for the sentence of an error.

    Raises:
        WrongPassphrase: when the key does not open.
        NotAKeyFile: when the waiting key is damaged.
        NotACertificate: when the answer holds none.
        CertificateForAnotherKey: when none of its certificates is for this key.
        UnsupportedKey: when the key is of a kind that is not used here.
    """
    with told_as(WrongPassphrase(name=name), name):
        try:
            private = load_pem_private_key(plain_text(waiting_key), passphrase.encode())
        except TypeError as error:
            raise NotAKeyFile(name=name) from error
    if not isinstance(private, (ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey)):
        raise UnsupportedKey(name=name, kind=type(private).__name__.removesuffix("PrivateKey"))
    certificates = list(read_certificates(issued, name))
    wanted = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    for certificate in certificates:
        if public_bytes(certificate) == wanted:
            check_key_kind(certificate)
            return Identity(certificate, order_chain(certificate, certificates), KeyInMemory(private))
    raise CertificateForAnotherKey(name=name)


def make_office(name: str, organisation: str, now: datetime, years: int = OFFICE_YEARS) -> Identity:
    """Makes an identity that issues certificates for others and signs no reports.

    Args:
        name: what the office's certificate is called.
        organisation: the office.
        now: with a time zone.
        years: of validity.

    Raises:
        UnusableName: when a name cannot stand in a certificate.
    """
    private = make_key(KeyKind.P256)
    subject = subject_of(name, organisation)
    start = now.astimezone(UTC).replace(microsecond=0) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=365 * years + 1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=False,
                content_commitment=False,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=True,
                crl_sign=True,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
        .sign(private, hashes.SHA256())
    )
    return Identity(certificate, (), KeyInMemory(private))


def issue(request: bytes, name: str, office: Identity, now: datetime, years: int = ISSUED_YEARS) -> bytes:
    """Returns the office's answer to a request: the certificate and the office's own, as PEM.

    The person behind the request must have been identified before; nothing in the request proves who they are.

    Raises:
        NotARequest: when the file called `name` is no request, or its signature does not hold.
        NotAnOffice: when the identity may not issue certificates.
        UnsupportedKey: when the request is for a key that is not used here.
    """
    private = _office_key(office)
    asked = _asked(request, name)
    with told_as(NotARequest(name=name), name):
        sound, public = asked.is_signature_valid, asked.public_key()
    if not sound or not isinstance(public, (ec.EllipticCurvePublicKey, rsa.RSAPublicKey)):
        raise NotARequest(name=name)
    office_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(private.public_key())
    with told_as(NotARequest(name=name), name):
        builder = signing_certificate(asked.subject, office.certificate.subject, public, now, years)
        certificate = builder.add_extension(office_id, critical=False).sign(private, hashes.SHA256())
    check_key_kind(certificate)
    return certificate.public_bytes(Encoding.PEM) + office.certificate.public_bytes(Encoding.PEM)


def revocation_list(office: Identity, revoked: Mapping[int, datetime], now: datetime) -> bytes:
    """Returns the office's list of revoked certificates, PEM.

    Args:
        office: whose certificates they are.
        revoked: serial numbers, each with the time of its revocation; also those of earlier lists.
        now: with a time zone; the list holds for 400 days.

    Raises:
        NotAnOffice: when the identity may not issue certificates.
    """
    private = _office_key(office)
    start = now.astimezone(UTC).replace(microsecond=0)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(office.certificate.subject)
        .last_update(start)
        .next_update(start + timedelta(days=_LIST_DAYS))
    )
    for serial, since in sorted(revoked.items()):
        moment = since.astimezone(UTC).replace(microsecond=0)
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(moment).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(private, hashes.SHA256()).public_bytes(Encoding.PEM)


def _office_key(office: Identity) -> ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey:
    try:
        may_issue = office.certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        may_issue = False
    if not may_issue or not isinstance(office.key, KeyInMemory):
        raise NotAnOffice(name=subject_name(office.certificate.subject))
    return office.key.private


def read_request_subject(path: Path) -> tuple[str, str]:
    """Returns (name, organisation) that a request asks for, to be shown before anything is issued.

    Raises:
        UnreadableFile: when the file cannot be read.
        NotARequest: when it is none.
    """
    asked = _asked(files.read_bytes(path, 1), path.name)
    organisation = asked.subject.get_attributes_for_oid(x509.NameOID.ORGANIZATION_NAME)
    return subject_name(asked.subject), str(organisation[0].value) if organisation else ""


def _asked(data: bytes, name: str) -> x509.CertificateSigningRequest:
    """Returns the request in a file, PEM or DER, the name in it read."""
    request = request_in(data)
    if request is None:
        raise NotARequest(name=name)
    with told_as(NotARequest(name=name), name):
        asked = x509.load_der_x509_csr(request)
        subject_name(asked.subject)
    return asked
