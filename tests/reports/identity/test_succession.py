"""A renewed key: the earlier one vouches for it, whoever trusted that one trusts it, and it stays the same person."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from models.errors import ApplicationError
from models.region.facts import histories
from models.workspace import Workspace
from reports.exchange.intake import judge_trust_again, take_in_files
from reports.identity import Identity, make_identity
from reports.identity.authority import import_issued, issue, make_office, make_request, revocation_list
from reports.identity.certificate import key_fingerprint
from reports.identity.succession import NotASuccession, SameKeyAgain, read, save
from reports.verification import Trust, TrustStore, VerdictKind, verify_here
from reports.verification.trust_store import DamagedTrustStore, EarlierKeyNotTrusted
from tests.reports.exchange_papers import signed_report
from tests.reports.papers import LATER, NOW, manager, stranger
from tests.reports.sample import library


@pytest.fixture(scope="module")
def renewed() -> Identity:
    """The manager's next key, made in an enterprise that has another name by now."""
    return make_identity("张伟", "宏达智能装备有限公司", LATER)


def _pem(identity: Identity) -> bytes:
    return identity.certificate.public_bytes(Encoding.PEM)


def _vouched(folder: Path, earlier: Identity, later: Identity, name: str = "next.succession.json") -> bytes:
    save(earlier, later, folder / name, LATER)
    return (folder / name).read_bytes()


def test_who_trusts_the_earlier_key_trusts_the_new_one(tmp_path: Path, renewed: Identity) -> None:
    """A report signed with the new key is valid, and it is said by what its certificate is confirmed."""
    store = TrustStore(tmp_path)
    store.add(_pem(manager()), "m.pem", NOW)
    vouched = _vouched(tmp_path, manager(), renewed)
    assert store.succeed(vouched, "n.json", LATER).fingerprint == renewed.facts.fingerprint
    store.succeed(vouched, "n.json", LATER)
    earlier, later = store.certificates()
    assert (earlier.succeeds, later.succeeds) == ("", manager().facts.telephone_code)
    paper = signed_report(2, identity=renewed, when=LATER)
    verdict = verify_here(paper, "2.pdf", store.trust(), library(), LATER)
    assert verdict.kind is VerdictKind.VALID
    assert "earlier key" in verdict.signatures[0].trust_note.text("en")


def test_a_key_that_nobody_trusts_here_vouches_for_nobody(tmp_path: Path, renewed: Identity) -> None:
    """Neither a stranger of the same name, nor a key that was removed; the sentence gives the code to compare."""
    store = TrustStore(tmp_path)
    store.add(_pem(manager()), "m.pem", NOW)
    with pytest.raises(EarlierKeyNotTrusted, match=renewed.facts.telephone_code):
        store.succeed(_vouched(tmp_path, stranger(), renewed), "n.json", LATER)
    store.remove(manager().facts.fingerprint)
    with pytest.raises(EarlierKeyNotTrusted):
        store.succeed(_vouched(tmp_path, manager(), renewed), "n.json", LATER)
    assert store.certificates() == ()


def test_an_expired_key_vouches_for_nobody(tmp_path: Path, renewed: Identity) -> None:
    """Not even with a file from before: whoever finds the old key could write any date."""
    store = TrustStore(tmp_path)
    store.add(_pem(manager()), "m.pem", NOW)
    with pytest.raises(EarlierKeyNotTrusted):
        store.succeed(_vouched(tmp_path, manager(), renewed), "n.json", NOW + timedelta(days=4 * 365))


@pytest.mark.parametrize("key", ["at", "earlier", "later", "signed_by_earlier", "signed_by_later", "format"])
def test_whatever_is_altered_is_refused(tmp_path: Path, renewed: Identity, key: str) -> None:
    """Date, either certificate, either signature, the kind of file."""
    tree = json.loads(_vouched(tmp_path, manager(), renewed))
    other = json.loads(_vouched(tmp_path, manager(), stranger(), "o.json"))
    values: list[object] = [other[key], "2026-01-01T00:00:00+08:00", None, 7, "", [], "é"]
    for value in values:
        if value != tree[key]:
            with pytest.raises(NotASuccession):
                read(json.dumps({**tree, key: value}).encode(), "n.json")


def test_a_name_given_twice_is_refused(tmp_path: Path, renewed: Identity) -> None:
    """Two programs could read different values of what was signed once."""
    data = _vouched(tmp_path, manager(), renewed)
    with pytest.raises(NotASuccession):
        read(data.replace(b'"at":', b'"at": "2020-01-01T00:00:00+08:00", "at":', 1), "n.json")


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff", b'"zhijie-succession-1"', b"{" * 5000, b" " * 70_000])
def test_garbage_is_refused_with_a_sentence(data: bytes) -> None:
    """No kind of content ends otherwise."""
    with pytest.raises(NotASuccession):
        read(data, "n.json")


def test_a_key_does_not_follow_itself(tmp_path: Path) -> None:
    """And an expired key does not vouch."""
    with pytest.raises(SameKeyAgain):
        save(manager(), manager(), tmp_path / "n.json", LATER)
    with pytest.raises(ApplicationError):
        save(manager(), stranger(), tmp_path / "n.json", NOW + timedelta(days=4 * 365))
    assert not list(tmp_path.iterdir())


def test_removing_a_key_removes_what_rests_on_it_and_restoring_brings_it_back(
    tmp_path: Path, renewed: Identity
) -> None:
    """The whole chain; a key whose own code was compared stays."""
    store, third = TrustStore(tmp_path), make_identity("张伟", "宏达智能装备有限公司", LATER)
    store.add(_pem(manager()), "m.pem", NOW)
    store.add(_pem(stranger()), "s.pem", NOW)
    store.succeed(_vouched(tmp_path, manager(), renewed), "n.json", LATER)
    store.succeed(_vouched(tmp_path, renewed, third, "o.json"), "o.json", LATER)
    before = store.certificates()
    removed = store.remove(manager().facts.fingerprint)
    assert [each.facts.fingerprint for each in removed] == [
        each.facts.fingerprint for each in (manager(), renewed, third)
    ] or {each.facts.fingerprint for each in removed[1:]} == {renewed.facts.fingerprint, third.facts.fingerprint}
    assert [each.facts.name for each in store.certificates()] == ["张伟"]
    store.bring_back(removed)
    assert set(store.certificates()) == set(before)
    trust = store.trust()
    assert {trust.person(key_fingerprint(each.certificate)) for each in (manager(), renewed, third)} == {
        manager().facts.key
    }


def test_a_revoked_certificate_no_longer_vouches(tmp_path: Path, renewed: Identity) -> None:
    """An office takes the earlier certificate back: the new key does not count until its own code is compared."""
    office = make_office("发证处", "市工信局", NOW)
    asked = make_request("张伟", "宏达机械有限公司", "x")
    earlier = import_issued(asked.waiting_key, "x", issue(asked.request, "r", office, NOW), "a.pem")
    store = TrustStore(tmp_path)
    store.add(_pem(office), "o.pem", NOW)
    store.succeed(_vouched(tmp_path, earlier, renewed), "n.json", LATER)
    assert renewed.facts.key in dict(store.trust().successions)
    store.add_list(revocation_list(office, {earlier.certificate.serial_number: LATER}, LATER), "o.crl")
    assert store.trust().successions == ()
    assert [line.holds for line in store.certificates()] == [True, False]
    paper = signed_report(2, identity=renewed, when=LATER)
    assert verify_here(paper, "2.pdf", store.trust(), library(), LATER).kind is VerdictKind.UNTRUSTED


def test_a_list_of_trust_with_an_altered_succession_trusts_nobody(tmp_path: Path, renewed: Identity) -> None:
    """A line that says less or other than the file that came is damage, not trust."""
    store = TrustStore(tmp_path)
    store.add(_pem(manager()), "m.pem", NOW)
    store.succeed(_vouched(tmp_path, manager(), renewed), "n.json", LATER)
    tree = json.loads((tmp_path / "trust.json").read_text("utf-8"))
    for line in tree["certificates"]:
        line["certificate"] = _pem(stranger()).decode()
    (tmp_path / "trust.json").write_text(json.dumps(tree), "utf-8")
    with pytest.raises(DamagedTrustStore):
        store.trust()


def test_a_person_is_known_by_the_first_key() -> None:
    """Over several renewals; a circle ends."""
    trust = Trust(successions=(("b", "a"), ("c", "b")))
    assert [trust.person(key) for key in "abcd"] == ["a", "a", "a", "d"]
    assert Trust(successions=(("b", "a"), ("a", "b"))).person("a") in "ab"


def test_a_renewed_key_makes_no_second_factory(tmp_path: Path, renewed: Identity) -> None:
    """Two cases of one factory, signed before and after: one factory once the file came, whatever the order."""
    with Workspace.open(tmp_path / "office") as office:
        papers = []
        for place, (signer, case) in enumerate(((manager(), "a"), (renewed, "b"))):
            path = tmp_path / f"{place}.pdf"
            code: dict[str, Any] = {"enterprise__credit_code": "91330100MA27XW1B3K"}
            path.write_bytes(signed_report(1, case_id=case * 32, identity=signer, when=LATER, **code))
            papers.append(path)
        take_in_files(office, papers, LATER)
        store = TrustStore(office.folder)
        store.add(_pem(manager()), "m.pem", NOW)
        store.add(_pem(renewed), "r.pem", NOW, "by telephone")
        judge_trust_again(office, LATER)
        assert len(histories(office.exchange.region().facts)) == 2
        store.succeed(_vouched(tmp_path, manager(), renewed), "n.json", LATER)
        judge_trust_again(office, LATER)
        judge_trust_again(office, LATER)
        assert len(histories(office.exchange.region().facts)) == 1
        store.remove(manager().facts.fingerprint)
        assert [line.note for line in store.certificates()] == ["by telephone"], "it does not rest on the earlier key"
