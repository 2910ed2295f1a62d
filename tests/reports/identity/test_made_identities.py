"""Identities made here: keys in files behind a passphrase."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs7,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from models.errors import UnreadableFile
from reports.identity import (
    CertificateFacts,
    Identity,
    KeyKind,
    Strength,
    fingerprint,
    load_identity,
    make_identity,
    passphrase_strength,
    save_identity,
    telephone_code,
)
from reports.identity.fitness import NotForSigning, UnsupportedKey
from reports.identity.identity import CertificateNotValidNow, KeyDoesNotSign
from reports.identity.key_container import NotAKeyFile, OnlyCertificates, OnlyKey, WrongPassphrase
from reports.identity.key_file import EmptyPassphrase, KeyInMemory, UnusableName, signing_certificate
from reports.verification import Doubt, VerdictKind
from tests.reports.attacks.impostors import odd_identity
from tests.reports.papers import NOW, assessor, manager, report, sign_anyway, trust, verdict


@pytest.mark.parametrize(
    ("kind", "key"), [(KeyKind.P256, ec.EllipticCurvePublicKey), (KeyKind.RSA3072, rsa.RSAPublicKey)]
)
def test_an_identity_is_read_back_as_it_was_made(tmp_path: Path, kind: KeyKind, key: type) -> None:
    """Chinese name, organisation and key survive the file, and the passphrase opens it."""
    identity = make_identity("张伟", "宏达机械有限公司", NOW, kind)
    save_identity(identity, tmp_path / "key.p12", "四个 不相干 的词 horse")
    again = load_identity(tmp_path / "key.p12", "四个 不相干 的词 horse")
    assert again.certificate == identity.certificate
    assert isinstance(again.certificate.public_key(), key)
    assert (again.facts.name, again.facts.organisation) == ("张伟", "宏达机械有限公司")
    assert again.check(NOW).self_made


def test_a_key_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Nobody else on the computer may read it."""
    save_identity(manager(), tmp_path / "key.p12", "x")
    assert (tmp_path / "key.p12").stat().st_mode & 0o077 == 0


def test_a_wrong_passphrase_is_said_to_be_one(tmp_path: Path) -> None:
    """And not called a damaged file."""
    save_identity(manager(), tmp_path / "key.p12", "right")
    with pytest.raises(WrongPassphrase) as caught:
        load_identity(tmp_path / "key.p12", "wrong")
    assert "wrong" not in str(caught.value).split("key.p12", 1)[1].replace("wrong passphrase", "")


@pytest.mark.parametrize("data", [b"", b"hello", b"0" * 5000, b"\x30\x03\x02\x01\x03"])
def test_a_file_that_is_no_key_is_said_to_be_none(tmp_path: Path, data: bytes) -> None:
    """Whatever is in it."""
    (tmp_path / "x.p12").write_bytes(data)
    with pytest.raises(NotAKeyFile):
        load_identity(tmp_path / "x.p12", "x")


def test_a_certificate_without_a_key_is_no_identity(tmp_path: Path) -> None:
    """A file of certificates alone cannot sign."""
    data = pkcs12.serialize_key_and_certificates(b"x", None, manager().certificate, None, NoEncryption())
    (tmp_path / "x.p12").write_bytes(data)
    with pytest.raises(NotAKeyFile):
        load_identity(tmp_path / "x.p12", "")


@pytest.mark.parametrize("kind", ["pem", "der", "p12", "p7b"])
def test_a_file_of_certificates_alone_is_called_that(tmp_path: Path, kind: str) -> None:
    """Whatever its form: the person took the public half, and is told to take the other file."""
    certificate = manager().certificate
    data = {
        "pem": certificate.public_bytes(Encoding.PEM),
        "der": certificate.public_bytes(Encoding.DER),
        "p12": pkcs12.serialize_key_and_certificates(b"x", None, certificate, None, NoEncryption()),
        "p7b": pkcs7.serialize_certificates([certificate], Encoding.DER),
    }[kind]
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(OnlyCertificates):
        load_identity(tmp_path / "x", "")


@pytest.mark.parametrize("kind", ["pem", "p12"])
def test_a_key_without_its_certificate_is_called_that(tmp_path: Path, kind: str) -> None:
    """Nobody could tell whose signature it is."""
    key = ec.generate_private_key(ec.SECP256R1())
    data = (
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        if kind == "pem"
        else pkcs12.serialize_key_and_certificates(b"x", key, None, None, NoEncryption())
    )
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(OnlyKey):
        load_identity(tmp_path / "x", "")


def test_a_certificate_that_names_nobody_signs_nothing() -> None:
    """Neither here, nor is a signature made with it elsewhere believed; no sentence has a hole where the name goes."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = signing_certificate(x509.Name([]), x509.Name([]), key.public_key(), NOW, 3)
    nobody = Identity(builder.sign(key, hashes.SHA256()), (), KeyInMemory(key))
    with pytest.raises(NotForSigning, match="names nobody"):
        nobody.check(NOW)
    judged = verdict(sign_anyway(report().unsigned, nobody), trust(nobody))
    assert (judged.kind, judged.signatures[0].doubt) == (VerdictKind.UNTRUSTED, Doubt.NOT_FOR_SIGNING)
    assert "()" not in judged.reason.text("en")


def test_a_missing_file_is_unreadable(tmp_path: Path) -> None:
    """With the sentence for files."""
    with pytest.raises(UnreadableFile):
        load_identity(tmp_path / "none.p12", "x")


def test_no_identity_is_kept_without_a_passphrase(tmp_path: Path) -> None:
    """Nothing is written."""
    with pytest.raises(EmptyPassphrase):
        save_identity(manager(), tmp_path / "key.p12", "")
    assert not (tmp_path / "key.p12").exists()


@pytest.mark.parametrize("name", ["", "  ", "x" * 65, "长" * 22, "é" * 33, "a\nb", "a\x00b", "\udc80"])
def test_a_name_that_cannot_stand_in_a_certificate_is_refused(name: str) -> None:
    """Empty, too long, or with control characters."""
    with pytest.raises(UnusableName):
        make_identity(name, "公司", NOW)


def test_an_expired_identity_does_not_sign() -> None:
    """The sentence names the days."""
    with pytest.raises(CertificateNotValidNow, match="2029-11"):
        manager().check(NOW + timedelta(days=365 * 4))
    with pytest.raises(CertificateNotValidNow):
        manager().check(NOW - timedelta(days=30))


def test_expiry_is_told_in_whole_days() -> None:
    """Three years when it is new, negative when it is over."""
    facts = manager().facts
    assert facts.days_left(NOW) == 365 * 3
    assert facts.days_left(facts.valid_until + timedelta(seconds=1)) == -1


def test_a_key_beside_the_wrong_certificate_is_found_out() -> None:
    """By a trial signature, before anything is signed."""
    mixed = Identity(manager().certificate, (), assessor().key)
    with pytest.raises(KeyDoesNotSign):
        mixed.check(NOW)


def test_a_short_key_is_refused() -> None:
    """RSA below 2048 bits signs nothing here."""
    short = odd_identity(rsa.generate_private_key(public_exponent=65537, key_size=1024))
    with pytest.raises(UnsupportedKey, match="RSA 1024"):
        short.check(NOW)


def test_an_identity_shows_no_secret() -> None:
    """Neither it nor its key can be printed by accident."""
    assert repr(manager()) == f"Identity({fingerprint(manager().certificate)})"
    assert isinstance(manager().key, KeyInMemory)
    assert "private" not in repr(manager().key)


def test_the_telephone_code_is_digits_of_the_fingerprint() -> None:
    """Six groups of four, the same each time, another for every certificate."""
    code = telephone_code(manager().certificate)
    assert [len(group) for group in code.split()] == [4] * 6
    assert int(code.replace(" ", "")) == int(fingerprint(manager().certificate), 16) % 10**24
    assert code != telephone_code(assessor().certificate)


@pytest.mark.parametrize(
    ("passphrase", "strength"),
    [
        ("", Strength.WEAK),
        ("123456", Strength.WEAK),
        ("zhijie888888", Strength.WEAK),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", Strength.WEAK),
        ("tT9$kfJq2!mz", Strength.STRONG),
        ("correct horse battery staple", Strength.STRONG),
        ("锦瑟无端五十弦一弦一柱", Strength.STRONG),
    ],
)
def test_the_strength_of_a_passphrase_is_told(passphrase: str, strength: Strength) -> None:
    """Well-known and repeated ones are weak however long they are."""
    assert passphrase_strength(passphrase).strength is strength


@given(st.text(max_size=60))
def test_any_passphrase_gets_an_estimate(passphrase: str) -> None:
    """In any script, and never below nothing."""
    assert passphrase_strength(passphrase).bits >= 0


def test_a_name_in_a_certificate_stays_on_one_line() -> None:
    """Nobody writes a second line, or turns the text round, by what stands in a certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "张\u202e伟\nreport.pdf: Valid\x1b[2J")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    certificate = builder.serial_number(1).not_valid_before(NOW).not_valid_after(NOW + timedelta(days=1))
    assert CertificateFacts.of(certificate.sign(key, hashes.SHA256())).name == "张伟 report.pdf: Valid [2J"
