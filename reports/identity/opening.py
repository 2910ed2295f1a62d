"""One way to open an identity, whether its key is in a file or on a token."""

import contextlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from reports.identity.identity import Identity
from reports.identity.key_file import load_identity

_LIBRARY_ENDINGS = (".so", ".dll", ".dylib")


def is_token_library(path: Path) -> bool:
    """Returns whether a path is the library of a token's maker, and not a key file."""
    return path.suffix.lower() in _LIBRARY_ENDINGS or ".so." in path.name


@contextlib.contextmanager
def opened_identity(path: Path, secret: str, now: datetime, token: str = "", wanted: str = "") -> Iterator[Identity]:
    """Gives an identity that has just made a trial signature, for as long as the `with` statement lasts.

    Args:
        path: a key file, or the library of a token's maker.
        secret: the passphrase or the PIN; neither kept nor logged.
        now: with a time zone.
        token: label of the token; empty takes the only one that is plugged in.
        wanted: code, fingerprint or serial number of the certificate, where a file or token holds several keys.

    Raises:
        NoTokenOfThatName: when several tokens are plugged in and none is named.
        ApplicationError: as `load_identity`, `token_identity` and `Identity.check`.
    """
    if not is_token_library(path):
        identity = load_identity(path, secret, wanted)
        identity.check(now)
        yield identity
        return
    from reports.identity.token import NoTokenOfThatName, token_identity, tokens

    label = token
    if not label:
        present = tokens(path)
        if len(present) > 1:
            raise NoTokenOfThatName(label="", found=[token.label for token in present])
        label = present[0].label
    with token_identity(path, label, secret, wanted) as identity:
        identity.check(now)
        yield identity
