"""All keys and certificates inside a PKCS #12 or PEM file."""

import re
import warnings
from collections.abc import Iterator, Sized
from dataclasses import dataclass

from asn1crypto import core
from asn1crypto import pkcs12 as structure
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key, pkcs12

from models.errors import ApplicationError
from models.language import N_
from reports.identity.certificate_file import (
    NotACertificate,
    is_key_container,
    plain_text,
    read_certificates,
    sound_certificate,
    told_as,
)
from reports.identity.fitness import UnsupportedKey, public_bytes

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
_MOST_KEYS = 16
_PEM_KEY = b"PRIVATE KEY-----"
_PEM_KEYS = re.compile(rb"-----BEGIN ([A-Z0-9 ]{0,40}PRIVATE KEY)-----.*?-----END \1-----", re.DOTALL)


class WrongPassphrase(ApplicationError):
    """The passphrase does not open the key file, or the file is damaged."""

    code = "wrong_passphrase"
    message = N_(
        "{name} cannot be opened with this passphrase. Nothing was signed and the file was not changed; check the keyboard layout and Caps Lock, and try again."
    )


class NotAKeyFile(ApplicationError):
    """A file given as a signing identity is not one."""

    code = "not_a_key_file"
    message = N_(
        "{name} is not a signing identity (.p12 or .pfx with a key and its certificate). Nothing was changed; choose another file."
    )


class OnlyCertificates(NotAKeyFile):
    """A file given as a signing identity holds certificates and no key."""

    code = "only_certificates"
    message = N_(
        "{name} holds only certificates: there is no key in it to sign with. Nothing was changed; choose the .p12 or .pfx file with your key."
    )


class OnlyKey(NotAKeyFile):
    """A file given as a signing identity holds a key whose certificate is not in it."""

    code = "only_key"
    message = N_(
        "{name} holds a key without its certificate, so nobody could tell whose signature it is. Nothing was changed; choose the .p12 or .pfx file with both."
    )


@dataclass(frozen=True, slots=True, repr=False)
class Held:
    """What a key file holds."""

    pairs: tuple[tuple[x509.Certificate, PrivateKey], ...]
    """Each key with its certificate."""
    certificates: tuple[x509.Certificate, ...]
    """All certificates, those of the pairs among them."""


def read_keys(data: bytes, passphrase: str, name: str) -> Held:
    """Returns all keys of a file, each with its certificate, at least one.

    Raises:
        WrongPassphrase: when the passphrase is wrong.
        NotAKeyFile: when it is no key file; `OnlyCertificates` or `OnlyKey` when it lacks the other.
        UnsupportedKey: when all of its keys are of kinds that are not used here.
    """
    data = plain_text(data)
    keys: list[PrivateKey] = []
    certificates: dict[bytes, x509.Certificate] = {}
    kinds: list[str] = []
    for part in _parts(data):
        try:
            opened = _opened(part, passphrase, name)
        except UnsupportedKey as error:
            kinds.append(str(error.facts["kind"]))
            continue
        certificates.update((certificate.public_bytes(Encoding.DER), certificate) for certificate in opened[1])
        if isinstance(opened[0], (ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey)):
            keys.append(opened[0])
        elif opened[0] is not None:
            kinds.append(type(opened[0]).__name__.removesuffix("PrivateKey"))
    pairs = tuple(
        (certificate, key) for key in keys for certificate in certificates.values() if _belongs(certificate, key)
    )
    if not pairs and kinds:
        raise UnsupportedKey(name=name, kind=kinds[0])
    if not pairs:
        raise _lacking(keys, certificates)(name=name)
    return Held(pairs, tuple(certificates.values()))


def _lacking(keys: Sized, certificates: Sized) -> type[NotAKeyFile]:
    if keys:
        return OnlyKey
    return OnlyCertificates if certificates else NotAKeyFile


def _belongs(certificate: x509.Certificate, key: PrivateKey) -> bool:
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    try:
        return public_bytes(certificate) == public
    except (UnsupportedAlgorithm, ValueError, TypeError):
        return False


def _opened(data: bytes, passphrase: str, name: str) -> tuple[object, tuple[x509.Certificate, ...]]:
    if _PEM_KEY in data:
        return _from_pem(data, passphrase, name)
    if not is_key_container(data) and _holds_certificates(data, name):
        raise OnlyCertificates(name=name)
    problem = WrongPassphrase(name=name) if is_key_container(data) else NotAKeyFile(name=name)
    with told_as(problem, name), warnings.catch_warnings():
        # Of a container in BER, as some offices write it, the library speaks to programmers.
        warnings.simplefilter("ignore")
        content = pkcs12.load_pkcs12(data, passphrase.encode())
        held = [*([content.cert] if content.cert else []), *content.additional_certs]
        certificates = tuple(bag.certificate for bag in held)
    for certificate in certificates:
        sound_certificate(certificate.public_bytes(Encoding.DER), name)
    return content.key, certificates


def _holds_certificates(data: bytes, name: str) -> bool:
    try:
        read_certificates(data, name)
    except NotACertificate:
        return False
    return True


def _from_pem(data: bytes, passphrase: str, name: str) -> tuple[object, tuple[x509.Certificate, ...]]:
    try:
        certificates = read_certificates(data, name)
    except NotACertificate as error:
        raise OnlyKey(name=name) from error
    with told_as(WrongPassphrase(name=name), name):
        try:
            key: object = load_pem_private_key(data, passphrase.encode())
        except TypeError:
            # A key without a passphrase does not take one.
            key = load_pem_private_key(data, None)
    return key, certificates


def _parts(data: bytes) -> Iterator[bytes]:
    """Yields the file once for each key in it, the others taken out: the library takes the first one and is silent.

    The copies carry no checksum of the whole; a wrong passphrase opens no key all the same.
    """
    written = [match.group() for match in _PEM_KEYS.finditer(data)]
    if 1 < len(written) <= _MOST_KEYS:
        others = _PEM_KEYS.sub(b"", data)
        yield from (key + b"\n" + others for key in written)
        return
    try:
        whole = structure.Pfx.load(data, strict=True)
        safes = [_Safe.of(safe) for safe in structure.AuthenticatedSafe.load(whole["auth_safe"]["content"].native)]
    except (ValueError, TypeError, KeyError, AttributeError):
        yield data
        return
    count = sum(len(safe.keys) for safe in safes)
    if not 1 < count <= _MOST_KEYS:
        yield data
        return
    for index in range(count):
        first, parts = 0, []
        for safe in safes:
            parts.append(safe.with_only(index - first))
            first += len(safe.keys)
        content = structure.AuthenticatedSafe(parts).dump()
        info = structure.ContentInfo({"content_type": "data", "content": core.OctetString(content)})
        yield structure.Pfx({"version": "v3", "auth_safe": info}).dump()


@dataclass(frozen=True, slots=True)
class _Safe:
    """One of the parts of a file, with the places of the keys in it; none where it is enciphered as a whole."""

    info: structure.ContentInfo
    bags: tuple[structure.SafeBag, ...]
    keys: tuple[int, ...]

    @classmethod
    def of(cls, info: structure.ContentInfo) -> "_Safe":
        if info["content_type"].native != "data":
            return cls(info, (), ())
        bags = tuple(structure.SafeContents.load(info["content"].native))
        kinds = ("key_bag", "pkcs8_shrouded_key_bag")
        return cls(info, bags, tuple(place for place, bag in enumerate(bags) if bag["bag_id"].native in kinds))

    def with_only(self, key: int) -> structure.ContentInfo:
        if not self.keys:
            return self.info
        kept = [bag for place, bag in enumerate(self.bags) if place not in self.keys or self.keys.index(place) == key]
        content = core.OctetString(structure.SafeContents(kept).dump())
        return structure.ContentInfo({"content_type": "data", "content": content})


def holds_key(data: bytes) -> bool:
    """Returns whether a file is one for keys, whatever its ending, and asks for a passphrase."""
    return _PEM_KEY in plain_text(data) or is_key_container(data)
