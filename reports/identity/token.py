"""Keys on a token (PKCS #11): a smart card or USB key, through its manufacturer's library."""

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from models.errors import ApplicationError
from models.language import N_, Sentence, sentence
from reports.identity.certificate_file import NotACertificate, sound_certificate
from reports.identity.fitness import check_key_kind
from reports.identity.identity import Identity, low_form
from reports.identity.key_file import order_chain
from reports.identity.pairs import Pair, chosen_pair


class TokenLibraryMissing(ApplicationError):
    """The maker's library is not there, or is none."""

    code = "token_library_missing"
    message = N_(
        "The token's library {name} cannot be loaded ({why}). Nothing was signed; install the token maker's software, or choose its library again."
    )


class NoToken(ApplicationError):
    """The library works, and no token is plugged in."""

    code = "no_token"
    message = N_(
        "{name} works but finds no token plugged in or set up. Nothing was signed; plug in the token and try again."
    )


class NoTokenOfThatName(ApplicationError):
    """Tokens are there, and the one that was asked for is not."""

    code = "no_token_of_that_name"
    message = N_(
        "The token “{label}” is not plugged in; found: {found}. Nothing was signed; plug it in or choose another."
    )


class WrongPin(ApplicationError):
    """The token does not accept the PIN."""

    code = "wrong_pin"
    message = N_(
        "The token rejected this PIN. Nothing was signed; most tokens lock after a few wrong PINs, so check before you try again."
    )


class TokenLocked(ApplicationError):
    """Too many wrong PINs."""

    code = "token_locked"
    message = N_(
        "The token is locked after too many wrong PINs. Nothing was signed; unlock it with the PUK in its maker's software."
    )


class NothingToSignWith(ApplicationError):
    """The token holds no certificate with its key."""

    code = "nothing_to_sign_with"
    message = N_(
        "The token “{label}” holds no key with its certificate. Nothing was signed; choose another token, or load a certificate onto it."
    )


class TokenFailed(ApplicationError):
    """The token answered with another error."""

    code = "token_failed"
    message = N_("The token failed ({why}). Nothing was signed; unplug it, plug it in again, and try once more.")


@dataclass(frozen=True, slots=True)
class TokenInfo:
    """A token that is plugged in."""

    label: str
    maker: str
    serial: str


@dataclass(frozen=True, slots=True, repr=False)
class KeyOnToken:
    """A key that stays on its token; usable while the session is open."""

    private: Any
    elliptic: bool

    def sign(self, data: bytes) -> bytes:
        """Returns the signature over `data` with SHA-256.

        Raises:
            TokenFailed: when the token refuses.
        """
        import pkcs11

        with _told():
            if self.elliptic:
                raw = bytes(self.private.sign(hashlib.sha256(data).digest(), mechanism=pkcs11.Mechanism.ECDSA))
                return _low_der(raw)
            return bytes(self.private.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))


def _low_der(raw: bytes) -> bytes:
    """Returns the two numbers that a token gives for an elliptic signature as DER, in the low form."""
    half = len(raw) // 2
    r, s = (int.from_bytes(part, "big") for part in (raw[:half], raw[half:]))
    curve = ec.SECP256R1() if half <= 32 else ec.SECP384R1()
    return low_form(encode_dss_signature(r, s), curve)


def tokens(library: Path) -> tuple[TokenInfo, ...]:
    """Returns the tokens that are plugged in.

    Raises:
        TokenLibraryMissing: when the library cannot be loaded; the reason is named.
        NoToken: when there is none.
    """
    return tuple(
        TokenInfo(_text(token.label), _text(token.manufacturer_id), _text(token.serial)) for token in _tokens(library)
    )


@contextlib.contextmanager
def token_identity(library: Path, label: str, pin: str, wanted: str = "") -> Iterator[Identity]:
    """Gives the identity on a token for as long as the `with` statement lasts. The PIN is neither kept nor logged.

    Args:
        library: of the token's maker.
        label: of the token, from `tokens`.
        pin: of its user.
        wanted: code, fingerprint or serial number of the certificate, where it holds several keys.

    Raises:
        TokenLibraryMissing, NoToken, NoTokenOfThatName: when the token is not there.
        WrongPin, TokenLocked: when it does not let us in.
        NothingToSignWith: when it holds no key with a certificate.
        UnsupportedKey: when its key is of a kind that is not used here.
        SeveralKeysFit, NoSuchKey: as `chosen_pair`.
        TokenFailed: when its library answers with another error.
    """
    import pkcs11

    present = _tokens(library)
    named = next((token for token in present if _text(token.label) == label), None)
    if named is None:
        raise NoTokenOfThatName(label=label, found=[_text(token.label) for token in present])
    with _told():
        try:
            session = named.open(user_pin=pin)
        except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange) as error:
            raise WrongPin from error
        except pkcs11.PinLocked as error:
            raise TokenLocked from error
    try:
        yield _identity(session, label, wanted)
    finally:
        # A token that was pulled out meanwhile cannot be closed, and need not be.
        with contextlib.suppress(*_failures()):
            session.close()


def _tokens(library: Path) -> list[Any]:
    import pkcs11

    if not library.is_file():
        raise TokenLibraryMissing(name=library.name, why=sentence("there is no such file"))
    try:
        opened = pkcs11.lib(str(library))
        present = [slot.get_token() for slot in opened.get_slots(token_present=True)]
    except _failures() as error:
        raise TokenLibraryMissing(name=library.name, why=_why(error)) from error
    ready = [token for token in present if pkcs11.TokenFlag.TOKEN_INITIALIZED in token.flags]
    if not ready:
        raise NoToken(name=library.name)
    return ready


def _identity(session: Any, label: str, wanted: str) -> Identity:
    import pkcs11

    with _told():
        held = [
            (bytes(item[pkcs11.Attribute.ID]), bytes(item[pkcs11.Attribute.VALUE]))
            for item in session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE})
        ]
        keys: dict[bytes, Any] = {}
        for private in session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY}):
            keys.setdefault(bytes(private[pkcs11.Attribute.ID]), private)
    certificates = list[tuple[bytes, x509.Certificate]]()
    for key_id, der in held:
        # A damaged certificate beside a sound one hinders nobody.
        with contextlib.suppress(NotACertificate):
            certificates.append((key_id, sound_certificate(der, label)))
    pairs = [Pair(certificate, partial(_key, keys[key_id])) for key_id, certificate in certificates if key_id in keys]
    if not pairs:
        raise NothingToSignWith(label=label)
    pair = chosen_pair(pairs, wanted, label)
    check_key_kind(pair.certificate)
    chain = order_chain(pair.certificate, [certificate for _, certificate in certificates])
    return Identity(pair.certificate, chain, pair.key())


def _key(private: Any) -> KeyOnToken:
    import pkcs11

    with _told():
        return KeyOnToken(private, private.key_type == pkcs11.KeyType.EC)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Turns what a token's library raises into a sentence.

    Raises:
        TokenFailed: for every error of the library.
    """
    try:
        yield
    except _failures() as error:
        raise TokenFailed(why=_why(error)) from error


def _failures() -> tuple[type[Exception], ...]:
    """Returns all that a token's library, and what is between it and us, may raise."""
    import pkcs11

    return (pkcs11.PKCS11Error, RuntimeError, OSError, ValueError, TypeError, LookupError, AttributeError)


def _why(error: Exception) -> Sentence | str:
    """Returns what a token's library says of an error, in the middle of a sentence; most of them say nothing."""
    import pkcs11

    if isinstance(error, (pkcs11.DeviceRemoved, pkcs11.TokenNotPresent, pkcs11.SessionHandleInvalid)):
        return sentence("it was pulled out")
    if isinstance(error, (pkcs11.MechanismInvalid, pkcs11.FunctionNotSupported, pkcs11.KeyTypeInconsistent)):
        return sentence("it does not make this kind of signature")
    return str(error) or sentence("its library gives no reason")


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace").strip() if isinstance(value, bytes) else str(value).strip()
