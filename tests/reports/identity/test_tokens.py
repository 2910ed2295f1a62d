"""Keys on a token, with the software token of Debian."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key

from reports.identity import Identity
from reports.identity.authority import make_office
from reports.identity.key_file import KeyInMemory, signing_certificate, subject_of
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
from tests.reports.papers import NOW, report, verdict

LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
LIBRARY = next((Path(name) for name in LIBRARIES if Path(name).exists()), Path(LIBRARIES[0]))


@pytest.fixture(scope="module")
def office() -> Identity:
    """Whoever hands out the tokens."""
    return make_office("某省评审中心", "某省", NOW)


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory, office: Identity) -> Iterator[Path]:
    """A fresh software token called Zhijie with PIN 1234 and no keys, and another that is empty."""
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    patch = pytest.MonkeyPatch()
    patch.setenv("SOFTHSM2_CONF", str(configuration))
    for label in ("Zhijie", "Empty"):
        command = ["softhsm2-util", "--init-token", "--free", "--label", label, "--pin", "1234", "--so-pin", "5678"]
        subprocess.run(command, check=True, capture_output=True, env=os.environ)
    _fill(office)
    yield LIBRARY
    patch.undo()


def _fill(office: Identity) -> None:
    """Makes a key on the token and puts a certificate for it beside."""
    import pkcs11
    from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters

    library = pkcs11.lib(str(LIBRARY))
    with library.get_token(token_label="Zhijie").open(user_pin="1234", rw=True) as session:
        parameters = session.create_domain_parameters(
            pkcs11.KeyType.EC, {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}, local=True
        )
        public, _ = parameters.generate_keypair(store=True, id=b"\1", label="key")
        name = subject_of("张伟", "宏达机械有限公司")
        key = load_der_public_key(encode_ec_public_key(public))
        assert isinstance(key, ec.EllipticCurvePublicKey)
        assert isinstance(office.key, KeyInMemory)
        builder = signing_certificate(name, office.certificate.subject, key, NOW, 3)
        certificate = builder.sign(office.key.private, hashes.SHA256())
        session.create_object(
            {
                pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                pkcs11.Attribute.TOKEN: True,
                pkcs11.Attribute.ID: b"\1",
                pkcs11.Attribute.LABEL: "key",
                pkcs11.Attribute.SUBJECT: name.public_bytes(),
                pkcs11.Attribute.VALUE: certificate.public_bytes(Encoding.DER),
            }
        )


def test_a_token_is_found_by_its_name(token: Path) -> None:
    """With its maker."""
    assert {one.label for one in tokens(token)} == {"Zhijie", "Empty"}


def test_a_key_on_a_token_signs_a_report(token: Path, office: Identity) -> None:
    """It never leaves the token, and the signature is as sound as any."""
    with token_identity(token, "Zhijie", "1234") as identity:
        signed = certify(report().unsigned, identity, NOW)
    trusted = Trust((office.certificate.public_bytes(Encoding.PEM),))
    found = verdict(signed, trusted)
    assert found.kind is VerdictKind.VALID
    assert found.signatures[0].facts.issued_by == "某省评审中心"


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
