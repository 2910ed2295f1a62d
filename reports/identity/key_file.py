"""Identities in a file: PKCS #12 protected by a passphrase."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

from models import files
from models.characters import composed
from models.errors import ApplicationError, UnwritableFile
from models.language import N_, sentence
from reports.identity.certificate import CertificateFacts
from reports.identity.fitness import DOCUMENT_SIGNING, check_key_kind, is_issued_by
from reports.identity.identity import Identity, low_form
from reports.identity.key_container import PrivateKey, read_keys
from reports.identity.pairs import Pair, chosen_pair

YEARS_VALID = 3
LONGEST_NAME_BYTES = 64
_KEY_FILE_LIMIT_MB = 1


class KeyKind(StrEnum):
    """The kinds of keys that are made here."""

    P256 = "p256"
    """Elliptic curve NIST P-256: small and quick, the default."""
    RSA3072 = "rsa3072"
    """For receivers whose programs know no elliptic curves."""


class UnusableName(ApplicationError):
    """A name or organisation that a certificate cannot carry."""

    code = "unusable_name"
    message = N_(
        "An identity needs a name and an organisation of 1 to 64 characters each. Nothing was created; please correct them."
    )


class NameTooLong(UnusableName):
    """A name that is longer than certificates take."""

    code = "name_too_long"
    message = N_(
        "The name is too long for a certificate, which allows {most} Chinese characters or 64 letters. Nothing was created; please shorten it."
    )


class EmptyPassphrase(ApplicationError):
    """No passphrase was given for a new key file."""

    code = "empty_passphrase"
    message = N_("An identity needs a passphrase. Nothing was created; please choose one.")


@dataclass(frozen=True, slots=True, repr=False)
class KeyInMemory:
    """A key read from a file, for as long as the signing lasts."""

    private: PrivateKey

    def sign(self, data: bytes) -> bytes:
        """Returns the signature over `data` with SHA-256."""
        if isinstance(self.private, ec.EllipticCurvePrivateKey):
            return low_form(self.private.sign(data, ec.ECDSA(hashes.SHA256())), self.private.curve)
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
    again.probe()


def load_identity(path: Path, passphrase: str, wanted: str = "") -> Identity:
    """Reads a key file: PKCS #12, or PEM with key and certificate. The passphrase is neither kept nor logged.

    Args:
        path: the file.
        passphrase: of the file.
        wanted: code, fingerprint or serial number of the certificate, where the file holds several keys.

    Raises:
        UnreadableFile: when the file cannot be read.
        WrongPassphrase: when the passphrase is wrong.
        NotAKeyFile: when it is no key file, or lacks the key or the certificate.
        UnsupportedKey: when the key is of a kind that is not used here.
        SeveralKeysFit, NoSuchKey: as `chosen_pair`.
    """
    return identity_from_bytes(files.read_bytes(path, _KEY_FILE_LIMIT_MB), passphrase, path.name, wanted)


def identity_from_bytes(data: bytes, passphrase: str, name: str, wanted: str = "") -> Identity:
    """Returns the identity in a key file's content; arguments and errors as of `load_identity`.

    Raises:
        ApplicationError: as `load_identity`.
    """
    held = read_keys(data, passphrase, name)
    pairs = [Pair(certificate, partial(KeyInMemory, key)) for certificate, key in held.pairs]
    pair = chosen_pair(pairs, wanted, name)
    check_key_kind(pair.certificate)
    return Identity(pair.certificate, order_chain(pair.certificate, held.certificates), pair.key())


def key_facts(data: bytes, passphrase: str, name: str) -> tuple[CertificateFacts, ...]:
    """Returns what the certificates of all keys in a key file say, each after its key has made a trial signature.

    Raises:
        ApplicationError: as `load_identity`; `KeyDoesNotSign` when a key does not sign.
    """
    held = read_keys(data, passphrase, name)
    return tuple(Identity(certificate, (), KeyInMemory(key)).probe() for certificate, key in held.pairs)


def order_chain(certificate: x509.Certificate, others: Sequence[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """Returns those of `others` that issued the certificate, or its issuer, and so on, nearest first."""
    chain: list[x509.Certificate] = []
    current = certificate
    while current.issuer != current.subject:
        issuer = next(
            (
                other
                for other in others
                if other.subject == current.issuer and other not in chain and is_issued_by(current, other)
            ),
            None,
        )
        if issuer is None:
            break
        chain.append(issuer)
        current = issuer
    return tuple(chain)
