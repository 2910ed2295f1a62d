"""A key that takes an earlier one's place: a small file in which the earlier key vouches for the later one.

It spares the telephone: whoever trusts the earlier key may trust the later one, as long as the earlier certificate holds.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from models import files
from models.errors import ApplicationError
from models.json_text import read_json
from models.language import N_
from reports.identity.certificate import key_fingerprint
from reports.identity.certificate_file import plain_text, sound_certificate, told_as
from reports.identity.identity import Identity, confirms

_FORMAT = "zhijie-succession-1"
_LARGEST_BYTES = 64 * 1024
_MOST_ISSUERS = 5


class NotASuccession(ApplicationError):
    """A file in which no earlier key vouches for a later one."""

    code = "not_a_succession"
    message = N_(
        "{name} does not show that an earlier key vouches for a new one: it is damaged or was altered. Nothing was changed; ask the signer for the file again."
    )


class SameKeyAgain(ApplicationError):
    """A key that would follow itself."""

    code = "same_key_again"
    message = N_("The earlier and the new key are the same. Nothing was written; choose the key that you used before.")


@dataclass(frozen=True, slots=True)
class Succession:
    """A later key and the earlier one that vouches for it, both signatures checked."""

    earlier: x509.Certificate
    later: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    """The issuers of the earlier certificate, nearest first; empty for one made by its owner."""
    at: datetime
    """When it was signed, by the clock of the computer that did."""

    @property
    def earlier_key(self) -> str:
        """By which the person was known until now."""
        return key_fingerprint(self.earlier)


def save(earlier: Identity, later: Identity, path: Path, now: datetime) -> None:
    """Writes the file to send to whoever trusts the earlier key: JSON, UTF-8, both certificates inside.

    Args:
        earlier: the key used until now; its certificate must still hold.
        later: the key that takes its place; the name or the organisation may have changed.
        path: where to write it.
        now: with a time zone.

    Raises:
        SameKeyAgain: when both are one key.
        UnwritableFile: when it could not be written.
        ApplicationError: as `Identity.check` for either of them.
    """
    earlier.check(now)
    later.check(now)
    if key_fingerprint(earlier.certificate) == key_fingerprint(later.certificate):
        raise SameKeyAgain
    at = now.isoformat(timespec="seconds")
    message = _message(earlier.certificate, later.certificate, at)
    tree = {
        "format": _FORMAT,
        "at": at,
        "earlier": _pem(earlier.certificate),
        "earlier_issuers": [_pem(issuer) for issuer in earlier.chain],
        "later": _pem(later.certificate),
        "signed_by_earlier": earlier.key.sign(message).hex(),
        "signed_by_later": later.key.sign(message).hex(),
    }
    data = json.dumps(tree, indent=1, ensure_ascii=False).encode()
    read(data, path.name)
    files.write_bytes(path, data)


def holds_succession(data: bytes) -> bool:
    """Returns whether a file says that it is one; not whether it is sound."""
    return len(data) <= _LARGEST_BYTES and _FORMAT.encode() in plain_text(data)


def read(data: bytes, name: str) -> Succession:
    """Returns what a file says, once both keys are shown to have signed it. Whether anybody trusts them is not asked here.

    Args:
        data: the file's content.
        name: of the file, for the sentence of the error.

    Raises:
        NotASuccession: when it is none, or a signature does not hold.
    """
    problem = NotASuccession(name=name)
    if len(data) > _LARGEST_BYTES:
        raise problem
    with told_as(problem, name):
        tree: Any = read_json(data)
        earlier, later = _loaded(tree["earlier"], name), _loaded(tree["later"], name)
        issuers = tuple(_loaded(each, name) for each in tree["earlier_issuers"][: _MOST_ISSUERS + 1])
        at = datetime.fromisoformat(tree["at"])
        signatures = bytes.fromhex(tree["signed_by_earlier"]), bytes.fromhex(tree["signed_by_later"])
        message = _message(earlier, later, tree["at"])
        sound = (
            tree["format"] == _FORMAT
            and at.tzinfo is not None
            and len(issuers) <= _MOST_ISSUERS
            and key_fingerprint(earlier) != key_fingerprint(later)
            and confirms(earlier, signatures[0], message)
            and confirms(later, signatures[1], message)
        )
    if not sound:
        raise problem
    return Succession(earlier, later, issuers, at)


def _message(earlier: x509.Certificate, later: x509.Certificate, at: str) -> bytes:
    """What both keys sign: it is like nothing else that a key signs here, so that no other signature can stand for it."""
    digests = b"".join(hashlib.sha256(each.public_bytes(Encoding.DER)).digest() for each in (earlier, later))
    return b"Zhijie: the later key takes the place of the earlier one.\n" + digests + at.encode()


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()


def _loaded(pem: str, name: str) -> x509.Certificate:
    (certificate,) = x509.load_pem_x509_certificates(pem.encode())
    return sound_certificate(certificate.public_bytes(Encoding.DER), name)
