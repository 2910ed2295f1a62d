"""Keys on a token, with the software token of Debian."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from reports.identity import Identity
from reports.identity.token import (
    NothingToSignWith,
    NoTokenOfThatName,
    TokenLibraryMissing,
    WrongPin,
    token_identity,
    tokens,
)
from reports.signing import certify
from reports.verification import Trust, VerdictKind
from tests.reports.identity.software_token import issuing_office, software_token
from tests.reports.papers import NOW, report, verdict


@pytest.fixture
def office() -> Identity:
    """Whoever hands out the tokens."""
    return issuing_office()


@pytest.fixture
def token() -> Path:
    """A software token called Zhijie with PIN 1234 and a key, and another that is empty."""
    return software_token()


def test_a_token_is_found_by_its_name(token: Path) -> None:
    """With its maker."""
    assert {each.label for each in tokens(token)} == {"Zhijie", "Empty"}


def test_a_key_on_a_token_signs_a_report(token: Path, office: Identity) -> None:
    """It never leaves the token, and the signature is as sound as any."""
    with token_identity(token, "Zhijie", "1234") as identity:
        signed = certify(report().unsigned, identity, NOW)
    trusted = Trust((office.certificate.public_bytes(Encoding.PEM),))
    judged = verdict(signed, trusted)
    assert judged.kind is VerdictKind.VALID
    assert judged.signatures[0].facts.issued_by == "某省评审中心"


def test_a_wrong_pin_is_said_to_be_one(token: Path) -> None:
    """Before the token locks itself."""
    with pytest.raises(WrongPin), token_identity(token, "Empty", "9999"):
        pass


def test_an_empty_token_has_nothing_to_sign_with(token: Path) -> None:
    """It is named."""
    with pytest.raises(NothingToSignWith, match="Empty"), token_identity(token, "Empty", "1234"):
        pass


def test_a_token_that_is_not_plugged_in_is_named(token: Path) -> None:
    """Beside those that are."""
    with pytest.raises(NoTokenOfThatName, match="Zhijie"), token_identity(token, "Nobody", "1234"):
        pass


@pytest.mark.parametrize("content", [None, b"no library"])
def test_a_missing_or_foreign_library_is_said_to_be_so(tmp_path: Path, content: bytes | None) -> None:
    """With the reason of the system."""
    path = tmp_path / "library.so"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(TokenLibraryMissing, match=r"library\.so"):
        tokens(path)
