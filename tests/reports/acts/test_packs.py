"""Packs and their publishers: signed, read back, trusted or not, and refused when the signature does not hold."""

import base64
import json
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

import resources
from models.evaluator import evaluate
from models.packs.file import open_file
from models.packs.library import Library
from reports.acts.packs import publishers, refuse_broken, sign_pack
from reports.acts.pen import Pen
from reports.acts.report import ReportSource, report_data, sign_report
from reports.payload import ReportOptions
from reports.signature.revision import Irregular
from reports.signing import Options
from reports.verification import VerdictKind
from reports.verification.publisher import BrokenPackSignature, Publisher, check_publishers
from reports.verification.trust_store import TrustStore
from tests.reports.papers import NOW, assessor, manager
from tests.reports.sample import assessment

TODAY = date(2026, 12, 1)


def library(folder: Path) -> Library:
    """The packs that ship and those installed in a folder."""
    return Library(folder, lambda: TODAY)


def signed(folder: Path, name: str = "hainan-2025") -> Path:
    """A shipped pack, signed by an office."""
    source = resources.path("rulebook") / f"{name}.yaml"
    sign_pack(library(folder), source, folder / "signed.yaml", Pen(assessor(), Options(), NOW))
    return folder / "signed.yaml"


def test_a_signed_pack_is_the_same_pack_and_says_who_signed_it(tmp_path: Path) -> None:
    """The digest stays; the publisher is not trusted until the certificate is confirmed on this computer."""
    info = open_file(signed(tmp_path)).header.info
    assert info.digest == library(tmp_path).rulebook("national-2025", ("hainan-2025",)).packs[1].digest
    stranger_here = publishers([info], tmp_path, NOW)[info.id]
    assert isinstance(stranger_here, Publisher)
    assert (stranger_here.facts.organisation, stranger_here.trusted) == ("省工业和信息化厅", False)
    TrustStore(tmp_path).add(assessor().certificate.public_bytes(Encoding.PEM), "office.pem", NOW)
    known = publishers([info], tmp_path, NOW)[info.id]
    assert isinstance(known, Publisher)
    assert known.trusted
    assert "confirmed here" in known.text.text("en")


def test_an_installed_pack_keeps_its_publisher(tmp_path: Path) -> None:
    """Also where the same content ships without a signature; the unsigned copy does not take the signature away."""
    path = signed(tmp_path)
    library(tmp_path).install(path)
    library(tmp_path).install(resources.path("rulebook") / "hainan-2025.yaml")
    packs = library(tmp_path).packs()
    assert [pack.id for pack in packs if pack.signature] == ["hainan-2025"]
    assert library(tmp_path).rulebook("national-2025", ("hainan-2025",)).packs[1].signature


def test_prices_are_signed_like_rules(tmp_path: Path) -> None:
    """A pack of measures carries its publisher into the catalogue."""
    own = tmp_path / "own.yaml"
    library(tmp_path).measure_template(own, (), TODAY)
    sign_pack(library(tmp_path), own, tmp_path / "signed.yaml", Pen(assessor(), Options(), NOW))
    library(tmp_path).install(tmp_path / "signed.yaml")
    catalogue = library(tmp_path).catalogue()
    signers = publishers(catalogue.packs, tmp_path, NOW)
    assert list(signers) == [catalogue.packs[-1].id]
    named = [(str(pack.id), pack.digest) for pack in catalogue.packs]
    assert library(tmp_path).catalogue_made_of(named).packs == catalogue.packs


@pytest.mark.parametrize(
    ("old", "new"),
    [("海南", "海北"), ("signature", "signature")],
)
def test_a_signature_that_does_not_hold_is_refused(tmp_path: Path, old: str, new: str) -> None:
    """Other content, or other bytes in the signature: a sentence with the reason, and what to do."""
    path = signed(tmp_path)
    text = path.read_text(encoding="utf-8")
    if old == "signature":
        start = text.index("signature: [") + 40
        text = text[:start] + ("A" if text[start] != "A" else "B") + text[start + 1 :]
    path.write_text(text.replace(old, new), encoding="utf-8")
    info = open_file(path).header.info
    with pytest.raises(BrokenPackSignature, match="does not hold"):
        refuse_broken(info)
    assert isinstance(publishers([info], tmp_path, NOW)[info.id], BrokenPackSignature)


def test_a_report_names_the_publishers_of_its_packs(tmp_path: Path) -> None:
    """Who signed stands in the data, is checked against the signature, and is left out of the de-identified edition."""
    library(tmp_path).install(signed(tmp_path))
    rulebook = library(tmp_path).rulebook("national-2025", ("hainan-2025",))
    evaluation = evaluate(assessment(), rulebook, NOW.date())
    data = report_data(ReportSource(evaluation), NOW)
    value = json.loads(data)
    lines = {pack["id"]: pack["publisher"] for pack in value["packs"]}
    assert lines["national-2025"] is None
    assert lines["hainan-2025"]["organisation"] == "省工业和信息化厅"
    check_publishers(value)
    paper = sign_report(data, tmp_path / "report.pdf", Pen(manager(), Options(), NOW, tmp_path))
    assert paper.verdict.kind is VerdictKind.UNTRUSTED
    value["packs"][1]["publisher"]["name"] = "某部"
    with pytest.raises(Irregular):
        check_publishers(value)
    hidden = json.loads(report_data(ReportSource(evaluation, options=ReportOptions(edition="deidentified")), NOW))
    assert [pack["publisher"] for pack in hidden["packs"]] == [None, None]


def test_a_report_does_not_name_a_publisher_who_did_not_sign(tmp_path: Path) -> None:
    """The signature of another pack beside this one is found out."""
    info = open_file(signed(tmp_path)).header.info
    line = {"name": "x", "organisation": "", "fingerprint": "0" * 64, "code": ""}
    signature = base64.b64encode(info.signature).decode()
    with pytest.raises(Irregular):
        check_publishers({"packs": [{"digest": "0" * 64, "publisher": {**line, "signature": signature}}]})
