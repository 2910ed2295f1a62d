"""Certificates from an office: request, issue, import, revoke."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from reports.identity import Identity, load_identity, save_identity
from reports.identity.authority import (
    CertificateForAnotherKey,
    NotAnOffice,
    NotARequest,
    import_issued,
    issue,
    make_office,
    make_request,
    read_request_subject,
    revocation_list,
)
from reports.identity.certificate_file import NotACertificate
from reports.identity.key_container import WrongPassphrase
from reports.identity.register import DamagedRegister, Register
from reports.signing import Options, Revocation, Role, certify, countersign
from reports.verification import Trust, TrustStore, VerdictKind
from reports.verification.trust_store import NotARevocationList
from tests.reports.papers import LATER, NOW, manager, report, verdict


@pytest.fixture(scope="module")
def office() -> Identity:
    """A province's office that issues certificates."""
    return make_office("某省工业和信息化厅 评审", "某省工业和信息化厅", NOW)


@pytest.fixture(scope="module")
def issued(office: Identity) -> Identity:
    """An assessor with a certificate of that office."""
    request = make_request("王评", "某省工业和信息化厅", "pass")
    return import_issued(request.waiting_key, "pass", issue(request.request, "r.csr", office, NOW), "a.pem")


def _trust(identity: Identity) -> Trust:
    return Trust((identity.certificate.public_bytes(Encoding.PEM),))


def test_an_issued_identity_carries_its_office(issued: Identity, office: Identity, tmp_path: Path) -> None:
    """Also through the key file."""
    assert issued.chain == (office.certificate,)
    assert issued.facts.issued_by == "某省工业和信息化厅 评审"
    save_identity(issued, tmp_path / "k.p12", "x")
    assert load_identity(tmp_path / "k.p12", "x").chain == issued.chain


def test_trust_in_the_office_is_trust_in_its_assessors(issued: Identity, office: Identity) -> None:
    """One certificate to compare by telephone instead of dozens."""
    signed = certify(report().unsigned, manager(), NOW)
    twice = countersign(signed, issued, Role.ASSESSOR_2, NOW)
    trusted = verdict(twice, _trust(manager()) + _trust(office))
    assert trusted.kind is VerdictKind.VALID
    assert [line.trusted for line in trusted.signatures] == [True, True]
    assert verdict(twice, _trust(manager())).kind is VerdictKind.UNTRUSTED


def test_an_office_does_not_sign_reports(office: Identity) -> None:
    """Its certificate is for issuing and nothing else."""
    from tests.reports.papers import sign_anyway

    judged = verdict(sign_anyway(report().unsigned, office), _trust(office))
    assert judged.kind is VerdictKind.UNTRUSTED


def test_a_revoked_certificate_is_not_trusted(issued: Identity, office: Identity, tmp_path: Path) -> None:
    """From the day on which the office's list was taken in by file."""
    signed = certify(report().unsigned, issued, NOW)
    store = TrustStore(tmp_path)
    store.add(office.certificate.public_bytes(Encoding.PEM), "office.pem", NOW)
    assert verdict(signed, store.trust()).kind is VerdictKind.VALID
    listed = revocation_list(office, {issued.certificate.serial_number: NOW}, NOW)
    assert store.add_list(listed, "list.crl") == 1
    judged = verdict(signed, store.trust())
    assert judged.kind is VerdictKind.UNTRUSTED
    assert "revoked" in judged.reason.text("en")


def test_a_revocation_list_of_nobody_trusted_is_refused(office: Identity, tmp_path: Path) -> None:
    """And so is a file that is none."""
    store = TrustStore(tmp_path)
    for data in (revocation_list(office, {1: NOW}, NOW), b"hello"):
        with pytest.raises(NotARevocationList):
            store.add_list(data, "list.crl")


def test_an_older_revocation_list_does_not_undo_a_newer_one(office: Identity, tmp_path: Path) -> None:
    """Whoever replays the list of last year brings nobody back."""
    store = TrustStore(tmp_path)
    store.add(office.certificate.public_bytes(Encoding.PEM), "office.pem", NOW)
    store.add_list(revocation_list(office, {5: NOW, 6: NOW}, NOW), "new.crl")
    store.add_list(revocation_list(office, {}, NOW - timedelta(days=300)), "old.crl")
    assert store.add_list(revocation_list(office, {}, NOW - timedelta(days=300)), "old.crl") == 2


def test_revocation_data_travel_with_the_signature(issued: Identity, office: Identity) -> None:
    """B-LT: certificates and lists inside the file; a list inside can only take trust away."""

    def signed_with(revoked: tuple[int, ...]) -> bytes:
        pem = revocation_list(office, dict.fromkeys(revoked, NOW), NOW)
        der = x509.load_pem_x509_crl(pem).public_bytes(Encoding.DER)
        carried = Revocation((office.certificate.public_bytes(Encoding.DER),), (der,))
        return certify(report().unsigned, issued, NOW, Options(revocation=carried))

    assert verdict(signed_with(()), _trust(office)).kind is VerdictKind.VALID
    assert verdict(signed_with((issued.certificate.serial_number,)), _trust(office)).kind is VerdictKind.UNTRUSTED


def test_a_register_forgets_no_revocation(office: Identity, issued: Identity, tmp_path: Path) -> None:
    """Each keeps its date in every later list, and one that was taken back is in none; the office is told apart."""
    other = make_office("另一处", "另一处", NOW)
    register = Register(tmp_path)
    second = import_issued_of(office, "李评")
    for person in (issued, second):
        register.add(person.certificate, office.certificate, NOW)
        register.add(person.certificate, office.certificate, LATER)
    assert [entry.facts.name for entry in register.issued()] == ["李评", "王评"]
    register.revoke([issued.certificate.serial_number], NOW)
    register.revoke([issued.certificate.serial_number, second.certificate.serial_number], LATER)
    assert register.revoked(office.certificate) == {
        issued.certificate.serial_number: NOW,
        second.certificate.serial_number: LATER,
    }
    assert register.revoked(other.certificate) == {}
    listed = x509.load_pem_x509_crl(revocation_list(office, register.revoked(office.certificate), LATER))
    dates = {entry.serial_number: entry.revocation_date_utc for entry in listed}
    assert dates[issued.certificate.serial_number] == NOW
    register.hold_again(issued.certificate.serial_number)
    assert list(register.revoked(office.certificate)) == [second.certificate.serial_number]
    (tmp_path / "issued.json").write_text("{", "utf-8")
    with pytest.raises(DamagedRegister):
        register.add(issued.certificate, office.certificate, NOW)


def import_issued_of(office: Identity, name: str) -> Identity:
    """Somebody with a certificate of that office."""
    request = make_request(name, "某厅", "x")
    return import_issued(request.waiting_key, "x", issue(request.request, "r.csr", office, NOW), "a.pem")


def test_a_request_tells_who_asks(tmp_path: Path) -> None:
    """Before anything is issued."""
    (tmp_path / "r.csr").write_bytes(make_request("王评", "某厅", "x").request)
    assert read_request_subject(tmp_path / "r.csr") == ("王评", "某厅")


def test_a_damaged_request_is_refused(office: Identity) -> None:
    """Nothing is issued for it."""
    request = make_request("王评", "某厅", "x").request
    with pytest.raises(NotARequest):
        issue(request.replace(b"MI", b"MA", 1), "r.csr", office, NOW)


def test_only_an_office_issues(issued: Identity) -> None:
    """An assessor's certificate issues nothing."""
    with pytest.raises(NotAnOffice):
        issue(make_request("王评", "某厅", "x").request, "r.csr", issued, NOW)


def test_an_answer_to_another_request_is_refused(office: Identity) -> None:
    """And the waiting key stays as it was."""
    waiting = make_request("王评", "某厅", "x")
    other = issue(make_request("王评", "某厅", "x").request, "r.csr", office, NOW)
    with pytest.raises(CertificateForAnotherKey):
        import_issued(waiting.waiting_key, "x", other, "a.pem")
    with pytest.raises(WrongPassphrase):
        import_issued(waiting.waiting_key, "y", other, "a.pem")
    with pytest.raises(NotACertificate):
        import_issued(waiting.waiting_key, "x", b"hello", "a.pem")


def test_a_certificate_is_trusted_once_and_removed_whole(tmp_path: Path) -> None:
    """The list in the file is the list that is shown."""
    store = TrustStore(tmp_path)
    pem = manager().certificate.public_bytes(Encoding.PEM)
    store.add(pem, "m.pem", NOW, "电话核对 0571")
    store.add(pem, "m.pem", LATER)
    (line,) = store.certificates()
    assert (line.facts.name, line.note, line.is_office) == ("张伟", "电话核对 0571", False)
    store.remove(line.facts.fingerprint)
    assert store.certificates() == ()
    assert store.trust() == Trust()


def test_a_damaged_list_of_trust_trusts_nobody(tmp_path: Path) -> None:
    """It is said, and not quietly emptied."""
    from reports.verification.trust_store import DamagedTrustStore

    for data in ("{", "[]", '{"certificates": [{"certificate": "x"}], "lists": []}'):
        (tmp_path / "trust.json").write_text(data, "utf-8")
        with pytest.raises(DamagedTrustStore):
            TrustStore(tmp_path).trust()
