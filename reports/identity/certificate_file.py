"""Certificates, revocation lists and requests from files, in every format in which offices hand them out.

What libraries raise over a stranger's bytes is turned into a sentence here and nowhere else.
"""

import base64
import binascii
import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager

from asn1crypto import pkcs12 as structure
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from models.errors import ApplicationError, check_handles
from models.language import N_
from reports.identity.certificate import CertificateFacts
from reports.identity.fitness import UnsupportedKey, is_issued_by, kind_named_in, unusable_kind

_BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END \1-----", re.DOTALL)
_BARE = re.compile(rb"[A-Za-z0-9+/=\s]{64,}\Z")
_CERTIFICATE_LABELS = (b"CERTIFICATE", b"X509 CERTIFICATE", b"TRUSTED CERTIFICATE")
_COLLECTION_LABELS = (b"PKCS7", b"CMS", b"PKCS #7 SIGNED DATA")
_LIST_LABELS = (b"X509 CRL",)
_REQUEST_LABELS = (b"CERTIFICATE REQUEST", b"NEW CERTIFICATE REQUEST")


class NotACertificate(ApplicationError):
    """A file given as a certificate holds none."""

    code = "not_a_certificate"
    message = N_(
        "{name} holds no certificate that can be read (.pem, .crt, .cer or .p7b). Nothing was changed; ask the signer for the file again."
    )


class KeyFileGiven(NotACertificate):
    """A file given as a certificate is a container for keys, which opens with its owner's passphrase only."""

    code = "key_file_given"
    message = N_(
        "{name} is a key file (.p12 or .pfx), not a certificate. Nothing was changed; ask its owner for the certificate alone (.pem, .crt, .cer or .p7b) and to hand the key file to nobody."
    )


class SeveralCertificates(ApplicationError):
    """A file holds certificates of several people where one is wanted."""

    code = "several_certificates"
    message = N_(
        "{name} holds the certificates of several people or offices: {names}. Nothing was changed; put each into a file of its own."
    )


@contextmanager
def told_as(problem: ApplicationError, name: str) -> Iterator[None]:
    """Turns whatever a library raises over bytes from outside into a sentence.

    Args:
        problem: what to raise.
        name: of the file, where the library knows the kind of key and does not offer it.

    Raises:
        UnsupportedKey: when the bytes are sound and of a kind that no library here offers.
        ApplicationError: the problem, for every other error.
    """
    try:
        yield
    except (ApplicationError, MemoryError):
        raise
    except UnsupportedAlgorithm as error:
        raise UnsupportedKey(name=name, kind=kind_named_in(error)) from error
    except Exception as error:  # libraries raise a dozen kinds over strangers' bytes, some of them undocumented
        check_handles(error)
        raise problem from error


def read_certificates(data: bytes, name: str) -> tuple[x509.Certificate, ...]:
    """Returns the certificates in a file, at least one: PEM or DER, alone or collected (.p7b), whatever its ending.

    Args:
        data: the file's content.
        name: the file's name, for the sentence of the error.

    Raises:
        NotACertificate: when there is none in it; `KeyFileGiven` when it is a container for keys.
        UnsupportedKey: when all of them are over keys of kinds that are not offered, such as SM2.
    """
    if is_key_container(data):
        raise KeyFileGiven(name=name)
    readable = [
        sound_certificate(certificate, name)
        for label, der in _values(data)
        for certificate in _certificates_in(label, der, name)
    ]
    if not readable:
        raise NotACertificate(name=name)
    usable = tuple(certificate for certificate in readable if not _is_unknown(certificate))
    if not usable:
        raise UnsupportedKey(name=CertificateFacts.of(readable[0]).name, kind=unusable_kind(readable[0]))
    return usable


def one_certificate(data: bytes, name: str) -> x509.Certificate:
    """Returns the certificate that a file is about: the only one, or the one whose issuers are in it too.

    Raises:
        NotACertificate, UnsupportedKey: as `read_certificates`.
        SeveralCertificates: when it holds those of several people.
    """
    certificates = tuple(dict.fromkeys(read_certificates(data, name)))
    lowest = [
        certificate
        for certificate in certificates
        if not any(
            other != certificate and other.issuer == certificate.subject and is_issued_by(other, certificate)
            for other in certificates
        )
    ]
    if len(lowest) != 1:
        raise SeveralCertificates(name=name, names=[CertificateFacts.of(certificate).name for certificate in lowest])
    return lowest[0]


def sound_certificate(der: bytes, name: str) -> x509.Certificate:
    """Returns a certificate of which every part can be read: libraries parse most parts only on demand.

    Raises:
        NotACertificate: when something in it cannot be read.
    """
    with told_as(NotACertificate(name=name), name):
        certificate = x509.load_der_x509_certificate(der)
        CertificateFacts.of(certificate)
        _ = certificate.extensions, certificate.version, certificate.signature_algorithm_oid
    return certificate


def read_revocation_list(data: bytes) -> x509.CertificateRevocationList | None:
    """Returns a revocation list (PEM or DER); None when it is none."""
    for label, der in _values(data):
        if label in _LIST_LABELS or not label:
            return sound_list(der)
    return None


def sound_list(der: bytes) -> x509.CertificateRevocationList | None:
    """Returns a revocation list of which every part can be read; None for any other file."""
    problem = NotACertificate(name="")
    try:
        with told_as(problem, ""):
            revocations = x509.load_der_x509_crl(der)
            _ = revocations.issuer, revocations.last_update_utc, revocations.extensions
            for revoked in revocations:
                _ = revoked.serial_number, revoked.revocation_date_utc
    except ApplicationError:
        return None
    return revocations


def is_key_container(data: bytes) -> bool:
    """Returns whether a file is PKCS #12: a DER sequence of exactly the file's length that begins with version 3."""
    try:
        return bool(structure.Pfx.load(data, strict=True)["version"].native == "v3")
    except (ValueError, TypeError):
        return False


def request_in(data: bytes) -> bytes | None:
    """Returns the certificate request (DER) in a file; None when there is none."""
    return next((der for label, der in _values(data) if label in _REQUEST_LABELS or not label), None)


def _certificates_in(label: bytes, der: bytes, name: str) -> Iterator[bytes]:
    if label in _CERTIFICATE_LABELS:
        # OpenSSL's "trusted" form has its own words behind the certificate.
        yield der[: _der_length(der)]
    elif label in _COLLECTION_LABELS:
        yield from _collected(der, name)
    elif not label:
        try:
            x509.load_der_x509_certificate(der)
        except (ValueError, x509.InvalidVersion):
            yield from _collected(der, name)
        else:
            yield der


def _collected(der: bytes, name: str) -> Iterator[bytes]:
    with told_as(NotACertificate(name=name), name):
        certificates = pkcs7.load_der_pkcs7_certificates(der)
    for certificate in certificates:
        yield certificate.public_bytes(Encoding.DER)


def _is_unknown(certificate: x509.Certificate) -> bool:
    """Whether no library here can do anything with the certificate's key."""
    try:
        certificate.public_key()
    except (UnsupportedAlgorithm, ValueError, TypeError):
        return True
    return False


def _values(data: bytes) -> list[tuple[bytes, bytes]]:
    """Returns label and DER of everything in a file; the label is empty where the file is bare DER or base64."""
    if data[:1] == b"\x30":
        return [(b"", data)]
    text = plain_text(data)
    blocks = [(match[1], _decoded(match[2])) for match in _BLOCK.finditer(text)]
    if blocks:
        return [(label, der) for label, der in blocks if der]
    bare = _decoded(text) if _BARE.match(text) else b""
    return [(b"", bare)] if bare[:1] == b"\x30" else []


def plain_text(data: bytes) -> bytes:
    """Returns PEM as text of one byte a character, also where an editor of Windows left it as UTF-16; else the data."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark) or data[:4] == "--".encode(encoding):
            return data.decode(encoding, "replace").encode("ascii", "replace")
    return data


def _decoded(text: bytes) -> bytes:
    try:
        return base64.b64decode(b"".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _der_length(der: bytes) -> int:
    if len(der) < 2 or not der[1] & 0x80:
        return len(der)
    octets = der[1] & 0x7F
    return 2 + octets + int.from_bytes(der[2 : 2 + octets], "big")
