"""How far trust in one certificate reaches: to those that it issued, within its bounds, and to nobody of the same name."""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from reports.identity import Identity
from reports.identity.authority import revocation_list
from reports.identity.fitness import NotForSigning, UnsupportedKey
from reports.identity.key_container import PrivateKey
from reports.identity.key_file import KeyInMemory, signing_certificate, subject_of
from reports.signature.revision import Irregular, read_revisions
from reports.signing import Options, Revocation, Role, certify, countersign
from reports.signing.sign import NotSignable
from reports.verification import Doubt, TrustStore, VerdictKind
from reports.verification.integrity.appended import OWN_COUNTERSIGNATURE, judge_signatures
from reports.verification.trust_store import DamagedTrustStore
from tests.reports.papers import NOW, assessor, manager, report, sign_anyway, stranger, trust, verdict
from tests.reports.signing.time_service import elliptic_time_service

_USES = ("digital_signature", "content_commitment", "key_cert_sign")


def _made(
    name: str,
    issuer: Identity | None = None,
    *,
    office: bool = False,
    below: int | None = None,
    uses: tuple[str, ...] = (),
    digest: hashes.SHA224 | None = None,
    key: PrivateKey | None = None,
) -> Identity:
    """A certificate with exactly these powers, valid now."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    others = ("key_encipherment", "data_encipherment", "key_agreement", "crl_sign", "encipher_only", "decipher_only")
    wanted = uses or (("key_cert_sign",) if office else ("digital_signature",))
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(4711)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=900))
        .add_extension(x509.BasicConstraints(ca=office, path_length=below), critical=True)
        .add_extension(
            x509.KeyUsage(**{use: use in wanted for use in _USES}, **dict.fromkeys(others, False)), critical=True
        )
    )
    signing = issuer.key.private if issuer and isinstance(issuer.key, KeyInMemory) else key
    certificate = builder.sign(signing, digest or hashes.SHA256())
    chain = (issuer.certificate, *issuer.chain) if issuer else ()
    return Identity(certificate, chain, KeyInMemory(key))


@cache
def _root() -> Identity:
    return _made("某省", office=True)


@cache
def _narrow() -> Identity:
    return _made("某市", office=True, below=0)


@cache
def _middle() -> Identity:
    return _made("某县", _root(), office=True)


def _kind(signer: Identity, trusted: Identity) -> VerdictKind:
    return verdict(sign_anyway(report().unsigned, signer), trust(trusted)).kind


def test_trust_reaches_down_to_whom_an_office_issued() -> None:
    """From the root, from the office between, and from the certificate itself; and no further up."""
    person = _made("张伟", _middle())
    assert {_kind(person, trusted) for trusted in (_root(), _middle(), person)} == {VerdictKind.VALID}
    assert _kind(_made("李四", _root()), _middle()) is VerdictKind.UNTRUSTED
    assert _kind(_made("李四", _middle()), person) is VerdictKind.UNTRUSTED


@pytest.mark.parametrize(
    "signer",
    [
        lambda: _made("张伟", _made("某省", office=True)),
        lambda: _made("某省", office=True, uses=("digital_signature", "key_cert_sign")),
        lambda: _made("张伟", _made("副署", _root())),
        lambda: _made("张伟", _made("副署", _root(), uses=("digital_signature", "key_cert_sign"))),
        lambda: _made("张伟", _made("副署", _root(), office=True, uses=("digital_signature",))),
        lambda: _made("张伟", _root(), uses=("content_commitment",), digest=None, office=False, below=None),
    ],
    ids=[
        "office of the same name",
        "office's name and number",
        "no office",
        "no office that may",
        "office that may not",
        "sound",
    ],
)
def test_trust_reaches_nobody_else(signer: object, request: pytest.FixtureRequest) -> None:
    """Another key under a trusted name, and everybody below somebody who may not issue."""
    assert callable(signer)
    sound = request.node.callspec.id == "sound"
    assert (_kind(signer(), _root()) is VerdictKind.VALID) == sound


def test_an_office_without_offices_below_has_none() -> None:
    """Its certificate says how many may stand between it and a person."""
    assert _kind(_made("张伟", _narrow()), _narrow()) is VerdictKind.VALID
    assert _kind(_made("张伟", _made("某县", _narrow(), office=True)), _narrow()) is VerdictKind.UNTRUSTED


def test_the_office_itself_signs_no_reports() -> None:
    """A key that issues certificates is not for signing papers, also when it is trusted."""
    assert _kind(_root(), _root()) is VerdictKind.UNTRUSTED


def test_a_certificate_over_a_weak_digest_is_refused() -> None:
    """With its reason, so that the office knows what to do."""
    judged = verdict(sign_anyway(report().unsigned, _made("张伟", _root(), digest=hashes.SHA224())), trust(_root()))
    assert judged.kind is VerdictKind.CHANGED
    assert "issued with an algorithm that is not accepted" in judged.reason.text("en")


@pytest.mark.parametrize(
    "key",
    [lambda: rsa.generate_private_key(65537, 1024), lambda: ec.generate_private_key(ec.SECP192R1())],
    ids=["RSA 1024", "P-192"],
)
def test_an_office_with_a_weak_key_vouches_for_nobody(key: Callable[[], PrivateKey]) -> None:
    """Whoever can work out the office's key could issue certificates in its name, also where that office is trusted."""
    office = _made("某省", office=True, key=key())
    judged = verdict(sign_anyway(report().unsigned, _made("张伟", office)), trust(office))
    assert judged.kind is VerdictKind.CHANGED
    assert "a key or an algorithm that is not accepted" in judged.reason.text("en")


def test_the_author_cannot_countersign_under_another_certificate() -> None:
    """The same key with another name on it is the same person: no second opinion."""
    author = manager().key
    assert isinstance(author, KeyInMemory)
    subject = subject_of("李评", "某省工业和信息化厅")
    builder = signing_certificate(subject, subject, author.private.public_key(), NOW, 3)
    alias = Identity(builder.sign(author.private, hashes.SHA256()), (), author)
    with pytest.raises(NotSignable) as refused:
        countersign(report().signed, alias, Role.ASSESSOR_1, NOW)
    assert refused.value.sentence.facts["why"] == OWN_COUNTERSIGNATURE
    done_all_the_same = sign_anyway(report().signed, alias, Role.ASSESSOR_1)
    with pytest.raises(Irregular) as irregular:
        judge_signatures(read_revisions(done_all_the_same))
    assert irregular.value.sentence == OWN_COUNTERSIGNATURE
    judged = verdict(done_all_the_same, trust(manager(), alias))
    assert judged.kind is VerdictKind.CHANGED
    assert "its author cannot countersign it with the same key" in judged.reason.text("en")
    assert "another program" not in judged.reason.text("en")


@pytest.mark.parametrize("box", [Role.ASSESSOR_2, Role.CONSULTANT])
def test_one_person_in_two_boxes_is_named_as_that(box: Role) -> None:
    """Not as something that another program wrote; the same in Chinese, with what to do."""
    twice = sign_anyway(report().countersigned, assessor(), box)
    judged = verdict(twice, trust(manager(), assessor()))
    assert judged.kind is VerdictKind.CHANGED
    assert "the same key has signed it already in the box of" in judged.reason.text("en")
    assert "同一密钥" in judged.reason.text("zh")
    assert "have another person countersign it" in judged.advice("en")


def test_a_forged_revocation_list_inside_a_signature_takes_no_trust_away() -> None:
    """A list in the office's name counts only when the office's key signed it."""
    person, forger = _made("张伟", _root()), _made("某省", office=True, uses=("key_cert_sign",))
    number = person.certificate.serial_number

    def carrying(office: Identity) -> VerdictKind:
        listed = x509.load_pem_x509_crl(revocation_list(office, {number: NOW}, NOW)).public_bytes(Encoding.DER)
        carried = Revocation((_root().certificate.public_bytes(Encoding.DER),), (listed,))
        return verdict(certify(report().unsigned, person, NOW, Options(revocation=carried)), trust(_root())).kind

    assert carrying(forger) is VerdictKind.VALID
    assert carrying(_root()) is VerdictKind.UNTRUSTED


def test_an_office_with_a_weak_key_counts_as_weak_wherever_it_comes_from(tmp_path: Path) -> None:
    """Left out of the file and trusted here; put on the list by hand; in the chain of a timestamp service."""
    office = _made("某省", office=True, key=rsa.generate_private_key(65537, 1024))
    person = _made("张伟", office)
    bare = Identity(person.certificate, (), person.key)
    outcome = verdict(sign_anyway(report().unsigned, bare), trust(office))
    assert (outcome.kind, outcome.signatures[0].doubt) == (VerdictKind.UNTRUSTED, Doubt.NOT_FOR_SIGNING)
    assert "RSA 1024" in outcome.reason.text("en")
    with pytest.raises(UnsupportedKey, match="RSA 1024"):
        TrustStore(tmp_path).add(office.certificate.public_bytes(Encoding.PEM), "office.pem", NOW)
    with pytest.raises(NotForSigning, match="RSA 1024"):
        person.check(NOW)


def test_a_timestamp_service_below_a_weak_office_proves_nothing() -> None:
    """Also where that office is trusted."""
    office = _made("某省", office=True, key=rsa.generate_private_key(65537, 1024))
    assert isinstance(office.key, KeyInMemory)
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "某时间戳服务")]))
        .issuer_name(office.certificate.subject)
        .public_key(key.public_key())
        .serial_number(12)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=900))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    )
    service = elliptic_time_service(NOW, key, builder.sign(office.key.private, hashes.SHA256()))
    pdf = certify(report().unsigned, manager(), NOW, Options(timestamp=service[0]))
    outcome = verdict(pdf, trust(manager(), office))
    assert (outcome.kind, outcome.signatures[0].doubt) == (VerdictKind.UNTRUSTED, Doubt.SERVICE)
    assert outcome.signatures[0].proven_time is None


def test_two_certificates_in_one_entry_of_the_list_trust_nobody(tmp_path: Path) -> None:
    """The list shows one name for each entry; a second certificate in it would be trusted unseen."""
    store = TrustStore(tmp_path)
    store.add(manager().certificate.public_bytes(Encoding.PEM), "m.pem", NOW)
    content = json.loads((tmp_path / "trust.json").read_bytes())
    content["certificates"][0]["certificate"] += stranger().certificate.public_bytes(Encoding.PEM).decode()
    (tmp_path / "trust.json").write_text(json.dumps(content), "utf-8")
    for act in (store.trust, store.certificates):
        with pytest.raises(DamagedTrustStore):
            act()
