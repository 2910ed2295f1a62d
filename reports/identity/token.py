"""Keys on a token (PKCS #11): a smart card or USB key, through the library of its maker."""

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509

from models.errors import ApplicationError
from models.language import N_
from reports.identity.identity import Identity, check_key_kind
from reports.identity.key_file import order_chain


class TokenLibraryMissing(ApplicationError):
    """The maker's library is not there, or is none."""

    code = "token_library_missing"
    message = N_(
        "The token's library {name} cannot be loaded ({why}). Nothing was signed; install the software of the token's maker, or choose its library again."
    )


class NoToken(ApplicationError):
    """The library works, and no token is plugged in."""

    code = "no_token"
    message = N_(
        "No token was found through {name}: the library works, and none is plugged in or set up. Nothing was signed; plug in the token and try again."
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
        "The token does not accept this PIN. Nothing was signed; after a few wrong ones most tokens lock themselves, so check before you try again."
    )


class TokenLocked(ApplicationError):
    """Too many wrong PINs."""

    code = "token_locked"
    message = N_(
        "The token is locked after too many wrong PINs. Nothing was signed; its maker's software unlocks it with the PUK."
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
    message = N_(
        "The token did not do what was asked ({why}). Nothing was signed; unplug it, plug it in again, and try once more."
    )


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
        from pkcs11.util.ec import encode_ecdsa_signature

        try:
            if self.elliptic:
                raw = self.private.sign(hashlib.sha256(data).digest(), mechanism=pkcs11.Mechanism.ECDSA)
                return bytes(encode_ecdsa_signature(raw))
            return bytes(self.private.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))
        except pkcs11.PKCS11Error as error:
            raise TokenFailed(why=type(error).__name__) from error


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
def token_identity(library: Path, label: str, pin: str) -> Iterator[Identity]:
    """Gives the identity on a token for as long as the `with` statement lasts. The PIN is neither kept nor logged.

    Args:
        library: of the token's maker.
        label: of the token, from `tokens`.
        pin: of its user.

    Raises:
        TokenLibraryMissing, NoToken, NoTokenOfThatName: when the token is not there.
        WrongPin, TokenLocked: when it does not let us in.
        NothingToSignWith: when it holds no key with a certificate.
        UnsupportedKey: when its key is of a kind that is not used here.
        TokenFailed: when it breaks off.
    """
    import pkcs11

    found = _tokens(library)
    wanted = next((token for token in found if _text(token.label) == label), None)
    if wanted is None:
        raise NoTokenOfThatName(label=label, found=[_text(token.label) for token in found])
    try:
        session = wanted.open(user_pin=pin)
    except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange) as error:
        raise WrongPin from error
    except pkcs11.PinLocked as error:
        raise TokenLocked from error
    except pkcs11.PKCS11Error as error:
        raise TokenFailed(why=type(error).__name__) from error
    try:
        yield _identity(session, label)
    finally:
        session.close()


def _tokens(library: Path) -> list[Any]:
    import pkcs11

    if not library.is_file():
        raise TokenLibraryMissing(name=library.name, why="there is no such file")
    try:
        opened = pkcs11.lib(str(library))
        found = [slot.get_token() for slot in opened.get_slots(token_present=True)]
    except (RuntimeError, OSError, pkcs11.PKCS11Error) as error:
        raise TokenLibraryMissing(name=library.name, why=str(error) or type(error).__name__) from error
    ready = [token for token in found if pkcs11.TokenFlag.TOKEN_INITIALIZED in token.flags]
    if not ready:
        raise NoToken(name=library.name)
    return ready


def _identity(session: Any, label: str) -> Identity:
    import pkcs11

    try:
        held = [
            (bytes(one[pkcs11.Attribute.ID]), x509.load_der_x509_certificate(bytes(one[pkcs11.Attribute.VALUE])))
            for one in session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE})
        ]
        for key_id, certificate in held:
            keys = session.get_objects(
                {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY, pkcs11.Attribute.ID: key_id}
            )
            for private in keys:
                check_key_kind(certificate)
                elliptic = private.key_type == pkcs11.KeyType.EC
                others = [other for _, other in held]
                return Identity(certificate, order_chain(certificate, others), KeyOnToken(private, elliptic))
    except pkcs11.PKCS11Error as error:
        raise TokenFailed(why=type(error).__name__) from error
    except ValueError as error:
        raise NothingToSignWith(label=label) from error
    raise NothingToSignWith(label=label)


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace").strip() if isinstance(value, bytes) else str(value).strip()
