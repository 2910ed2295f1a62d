"""Identities in a file: PKCS #12 behind a passphrase."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID, ObjectIdentifier

from models import files
from models.errors import ApplicationError, UnwritableFile
from models.language import N_, sentence
from models.letters import composed
from reports.identity.identity import Identity, check_key_kind

DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
"""Extended key usage for signing documents (RFC 9336)."""
YEARS_VALID = 3
LONGEST_NAME_BYTES = 64
_KEY_FILE_LIMIT_MB = 1

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class KeyKind(StrEnum):
    """The kinds of keys that are made here."""

    P256 = "p256"
    """Elliptic curve NIST P-256: small and quick, the default."""
    RSA3072 = "rsa3072"
    """For receivers whose programs know no elliptic curves."""


class WrongPassphrase(ApplicationError):
    """The passphrase does not open the key file, or the file is damaged."""

    code = "wrong_passphrase"
    message = N_(
        "{name} cannot be opened with this passphrase. Nothing was signed and the file was not changed; check the keyboard's language and capital letters, and try again."
    )


class NotAKeyFile(ApplicationError):
    """A file given as a signing identity is not one."""

    code = "not_a_key_file"
    message = N_(
        "{name} is not a signing identity (.p12 or .pfx with a key and its certificate). Nothing was changed; choose another file."
    )


class UnusableName(ApplicationError):
    """A name or organisation that cannot stand in a certificate."""

    code = "unusable_name"
    message = N_(
        "A name and an organisation of 1 to 64 characters are needed for an identity. Nothing was made; please correct them."
    )


class NameTooLong(UnusableName):
    """A name that is longer than certificates take."""

    code = "name_too_long"
    message = N_(
        "That name is too long for a certificate, which takes {most} Chinese characters or 64 letters. Nothing was made; please shorten it."
    )


class EmptyPassphrase(ApplicationError):
    """No passphrase was given for a new key file."""

    code = "empty_passphrase"
    message = N_("An identity needs a passphrase, and none was given. Nothing was made; please choose one.")


@dataclass(frozen=True, slots=True, repr=False)
class KeyInMemory:
    """A key read from a file, for as long as the signing lasts."""

    private: PrivateKey

    def sign(self, data: bytes) -> bytes:
        """Returns the signature over `data` with SHA-256."""
        if isinstance(self.private, ec.EllipticCurvePrivateKey):
            return self.private.sign(data, ec.ECDSA(hashes.SHA256()))
        return self.private.sign(data, padding.PKCS1v15(), hashes.SHA256())


def make_identity(
    name: str, organisation: str, now: datetime, kind: KeyKind = KeyKind.P256, years: int = YEARS_VALID
) -> Identity:
    """Makes a key and a certificate signed by that key itself.

    Args:
        name: the person, in any script, 1 to 64 characters.
        organisation: the enterprise or office, the same.
        now: with a time zone; the certificate is valid from a day before, for clocks that are behind.
        kind: of the key.
        years: of validity.

    Raises:
        UnusableName: when a name is empty, too long, or holds control characters.
    """
    private = make_key(kind)
    subject = subject_of(name, organisation)
    builder = signing_certificate(subject, subject, private.public_key(), now, years)
    certificate = builder.sign(private, hashes.SHA256())
    return Identity(certificate, (), KeyInMemory(private))


def make_key(kind: KeyKind) -> PrivateKey:
    """Returns a fresh private key."""
    if kind is KeyKind.RSA3072:
        return rsa.generate_private_key(public_exponent=65537, key_size=3072)
    return ec.generate_private_key(ec.SECP256R1())


def subject_of(name: str, organisation: str) -> x509.Name:
    """Returns the certificate's name for a person of an organisation.

    Raises:
        UnusableName: when one is empty, longer than 64 characters, or holds control characters.
        NameTooLong: when the person's name takes more than 64 bytes.
    """
    name, organisation = composed(name.strip()), composed(organisation.strip())
    # A common name has room for 64 bytes, which are 21 Chinese characters.
    if len(name.encode(errors="replace")) > LONGEST_NAME_BYTES:
        raise NameTooLong(most=LONGEST_NAME_BYTES // 3)
    if not all(0 < len(text) <= 64 and text.isprintable() for text in (name, organisation)):
        raise UnusableName
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def signing_certificate(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey | rsa.RSAPublicKey,
    now: datetime,
    years: int,
) -> x509.CertificateBuilder:
    """Returns a certificate for signing documents and nothing else, not yet signed."""
    start = now.astimezone(UTC).replace(microsecond=0) - timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(secrets.randbits(128) | 1 << 127)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=365 * years + 1))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=False,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def save_identity(identity: Identity, path: Path, passphrase: str) -> None:
    """Writes an identity as PKCS #12, reads it back with the passphrase and compares.

    Raises:
        EmptyPassphrase: when the passphrase is empty.
        UnwritableFile: when the file could not be written, or not read back.
        TypeError: for a key on a token, which stays there.
    """
    if not passphrase:
        raise EmptyPassphrase
    if not isinstance(identity.key, KeyInMemory):
        raise TypeError("a key on a token stays there")
    data = pkcs12.serialize_key_and_certificates(
        name=identity.facts.name.encode(),
        key=identity.key.private,
        cert=identity.certificate,
        cas=identity.chain or None,
        encryption_algorithm=BestAvailableEncryption(passphrase.encode()),
    )
    files.write_bytes(path, data, private=True)
    again = load_identity(path, passphrase)
    if again.certificate != identity.certificate or again.chain != identity.chain:
        raise UnwritableFile(name=path.name, why=sentence("what was read back differs from what was written"))
    again.check(identity.facts.valid_until)


def load_identity(path: Path, passphrase: str) -> Identity:
    """Reads a PKCS #12 file. The passphrase is neither kept nor logged.

    Raises:
        UnreadableFile: when the file cannot be read.
        WrongPassphrase: when the passphrase is wrong.
        NotAKeyFile: when it is not PKCS #12, or lacks the key or the certificate.
        UnsupportedKey: when the key is of a kind that is not used here.
    """
    return identity_from_bytes(files.read_bytes(path, _KEY_FILE_LIMIT_MB), passphrase, path.name)


def identity_from_bytes(data: bytes, passphrase: str, name: str) -> Identity:
    """Returns the identity in a PKCS #12 file's content; errors as `load_identity`.

    Raises:
        WrongPassphrase, NotAKeyFile, UnsupportedKey: as `load_identity`.
    """
    try:
        content = pkcs12.load_pkcs12(data, passphrase.encode())
    except ValueError as error:
        if _looks_like_pkcs12(data):
            raise WrongPassphrase(name=name) from error
        raise NotAKeyFile(name=name) from error
    if content.cert is None or not isinstance(content.key, (ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey)):
        raise NotAKeyFile(name=name)
    certificate = content.cert.certificate
    check_key_kind(certificate)
    others = [extra.certificate for extra in content.additional_certs]
    return Identity(certificate, order_chain(certificate, others), KeyInMemory(content.key))


def _looks_like_pkcs12(data: bytes) -> bool:
    """A DER sequence of exactly the file's length that begins with version 3."""
    from asn1crypto import pkcs12 as structure

    try:
        return bool(structure.Pfx.load(data, strict=True)["version"].native == "v3")
    except (ValueError, TypeError):
        return False


def order_chain(certificate: x509.Certificate, others: list[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """Returns those of `others` that issued the certificate, or its issuer, and so on, nearest first."""
    chain: list[x509.Certificate] = []
    current = certificate
    while current.issuer != current.subject:
        issuer = next((one for one in others if one.subject == current.issuer and one not in chain), None)
        if issuer is None:
            break
        chain.append(issuer)
        current = issuer
    return tuple(chain)
