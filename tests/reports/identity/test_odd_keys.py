"""Keys as they come: what cannot sign is named before anybody signs, and of several keys the right one is chosen."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from models.errors import ApplicationError
from reports.acts.pen import SigningChoice
from reports.identity import Identity, load_identity, read_certificates
from reports.identity.certificate_file import KeyFileGiven, NotACertificate, SeveralCertificates
from reports.identity.fitness import NotForSigning, UnsupportedKey
from reports.identity.key_container import NotAKeyFile, WrongPassphrase
from reports.identity.key_file import KeyInMemory, make_identity
from reports.identity.pairs import NoSuchKey, SeveralKeysFit
from reports.verification import TrustStore
from tests.reports.identity.odd_keys import ODD_KINDS, SECRET, collection, encrypting, key_file, odd_key_file
from tests.reports.papers import NOW, assessor, manager


def _signs_with(path: Path, secret: str = SECRET, certificate: str = "") -> Identity:
    """The identity that the acts of signing get, for window and command line alike."""
    with SigningChoice(path, secret, certificate=certificate).opened(NOW, "zh") as pen:
        return pen.identity


def _written(folder: Path, data: bytes, name: str = "key.p12") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("kind", ODD_KINDS)
def test_a_key_that_signs_nothing_here_is_named_by_its_kind(kind: str, tmp_path: Path) -> None:
    """Before signing, when it is shown, and when its certificate is to be trusted."""
    both, certificate = odd_key_file(kind, tmp_path)
    for act in (
        lambda: _signs_with(both),
        lambda: load_identity(both, SECRET),
        lambda: TrustStore(tmp_path).add(certificate.read_bytes(), certificate.name, NOW),
    ):
        with pytest.raises(UnsupportedKey) as refused:
            act()
        assert kind in refused.value.sentence.text("en")


def test_an_unknown_key_beside_a_known_one_hinders_nobody(tmp_path: Path) -> None:
    """A double certificate with one key of SM2: the certificate of the other is read."""
    _, certificate = odd_key_file("SM2", tmp_path)
    both = certificate.read_bytes() + manager().certificate.public_bytes(Encoding.PEM)
    assert read_certificates(both, "both.pem") == (manager().certificate,)


def test_a_certificate_for_encryption_signs_nothing(tmp_path: Path) -> None:
    """It is said before signing that nobody would believe it."""
    with pytest.raises(NotForSigning, match="encryption"):
        _signs_with(_written(tmp_path, key_file(encrypting())))


@pytest.mark.parametrize("turned", [False, True])
def test_of_a_double_certificate_the_one_for_signing_is_taken(turned: bool, tmp_path: Path) -> None:
    """Wherever it stands in the file."""
    people = (encrypting(), manager())
    path = _written(tmp_path, key_file(*(people[::-1] if turned else people)))
    assert _signs_with(path).certificate == manager().certificate


def test_where_two_keys_can_sign_one_is_asked_for(tmp_path: Path) -> None:
    """The sentence names both with their codes; with a code it signs."""
    other = make_identity("李评", "省工业和信息化厅", NOW)
    path = _written(tmp_path, key_file(manager(), other))
    with pytest.raises(SeveralKeysFit) as refused:
        _signs_with(path)
    said = refused.value.sentence.text("en")
    assert manager().facts.telephone_code in said
    assert other.facts.telephone_code in said
    assert _signs_with(path, certificate=other.facts.telephone_code).certificate == other.certificate
    with pytest.raises(NoSuchKey):
        _signs_with(path, certificate="0000")


def test_a_wrong_passphrase_of_a_file_with_two_keys_is_a_wrong_passphrase(tmp_path: Path) -> None:
    """Not a damaged file, and nothing else."""
    with pytest.raises(WrongPassphrase):
        _signs_with(_written(tmp_path, key_file(encrypting(), manager())), "wrong")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_files_are_read_as_editors_leave_them(encoding: str, tmp_path: Path) -> None:
    """A certificate, and a key beside its certificate."""
    pem = manager().certificate.public_bytes(Encoding.PEM).decode()
    assert read_certificates(pem.encode(encoding), "m.pem") == (manager().certificate,)
    assert isinstance(manager().key, KeyInMemory)
    key = manager().key.private.private_bytes(  # type: ignore[attr-defined]
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(SECRET.encode())
    )
    assert _signs_with(_written(tmp_path, (key.decode() + pem).encode(encoding), "m.pem")).chain == ()


def test_a_collection_of_certificates_is_read(tmp_path: Path) -> None:
    """A .p7b of one is trusted; one with two people in it is not guessed at; it is no key."""
    assert TrustStore(tmp_path).add(collection(manager()), "m.p7b", NOW) == manager().facts
    with pytest.raises(SeveralCertificates, match="李评"):
        TrustStore(tmp_path).add(collection(manager(), assessor()), "m.p7b", NOW)
    with pytest.raises(NotAKeyFile):
        _signs_with(_written(tmp_path, collection(manager()), "m.p7b"))


@pytest.mark.parametrize("turned", [False, True])
def test_of_several_keys_in_a_text_file_the_one_that_can_sign_is_taken(turned: bool, tmp_path: Path) -> None:
    """One of SM2 stands beside one of P-256, whichever is first."""
    odd, certificate = odd_key_file("SM2", tmp_path)
    assert isinstance(manager().key, KeyInMemory)
    key = manager().key.private.private_bytes(  # type: ignore[attr-defined]
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(SECRET.encode())
    )
    texts = [odd.with_suffix(".key").read_bytes() + certificate.read_bytes()]
    texts.append(key + manager().certificate.public_bytes(Encoding.PEM))
    path = _written(tmp_path, b"".join(texts[::-1] if turned else texts), "both.pem")
    assert _signs_with(path).certificate == manager().certificate


def test_a_key_file_is_not_taken_for_a_certificate(tmp_path: Path) -> None:
    """Whoever was sent one is told what it is, and that it belongs to its owner; one that was damaged is no key file."""
    data = key_file(manager(), assessor())
    with pytest.raises(KeyFileGiven, match="hand the key file to nobody"):
        TrustStore(tmp_path).add(data, "m.p12", NOW)
    with pytest.raises(NotACertificate, match="no certificate that can be read"):
        TrustStore(tmp_path).add(data[:-1], "m.p12", NOW)


def test_a_curve_without_a_name_is_told_by_its_number(tmp_path: Path) -> None:
    """Not by a library's sentence."""
    both, _ = odd_key_file("1.3.36.3.3.2.8.1.1.12", tmp_path)
    with pytest.raises(UnsupportedKey, match=r"unsupported kind \(1\.3\.36\.3\.3\.2\.8\.1\.1\.12\)"):
        _signs_with(both)


def test_every_cut_and_every_bent_byte_of_a_key_file_ends_in_a_sentence(tmp_path: Path) -> None:
    """Whatever the libraries raise; the samples are the same in every run."""
    data = key_file(encrypting(), manager())
    bent = [data[:length] for length in range(0, len(data), 97)]
    bent += [data[:place] + bytes((data[place] ^ 0x55,)) + data[place + 1 :] for place in range(0, len(data), 61)]
    for each in bent:
        path = _written(tmp_path, each)
        try:
            _signs_with(path)
        except ApplicationError:
            continue
