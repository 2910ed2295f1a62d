"""Other programs agree with us on every honest file."""

import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from reports.acts.note import verdict_note
from reports.identity import make_identity
from reports.signing import COUNTERSIGNERS, Options, certify, countersign
from tests.reports.papers import NOW, assessor, manager, reply, report, verdict


def _all_boxes() -> bytes:
    pdf = report().signed
    for role in COUNTERSIGNERS:
        pdf = countersign(pdf, make_identity(f"{role}", "省工业和信息化厅", NOW), role, NOW, Options("en"))
    return pdf


HONEST: dict[str, tuple[Callable[[], bytes], int]] = {
    "signed": (lambda: report().signed, 1),
    "signed in English": (lambda: certify(report().unsigned, manager(), NOW, Options("en")), 1),
    "countersigned": (lambda: report().countersigned, 2),
    "every box": (_all_boxes, 4),
    "reply": (reply, 1),
    "note": (lambda: verdict_note(verdict(report().signed), assessor(), NOW), 1),
}
every_honest_file = pytest.mark.parametrize(("make", "count"), HONEST.values(), ids=HONEST.keys())


@every_honest_file
def test_pdfsig_agrees(make: Callable[[], bytes], count: int, tmp_path: Path) -> None:
    """Poppler finds each signature valid, and the last one over the whole document."""
    (tmp_path / "x.pdf").write_bytes(make())
    said = subprocess.run(
        ["pdfsig", "-nocert", str(tmp_path / "x.pdf")], capture_output=True, text=True, check=False
    ).stdout
    assert said.count("Signature is Valid") == count, said
    assert said.count("Total document signed") == 1


@every_honest_file
def test_qpdf_agrees(make: Callable[[], bytes], count: int, tmp_path: Path) -> None:
    """The structure has no error and no warning."""
    (tmp_path / "x.pdf").write_bytes(make())
    done = subprocess.run(["qpdf", "--check", str(tmp_path / "x.pdf")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert count


@every_honest_file
def test_pyhanko_agrees(make: Callable[[], bytes], count: int) -> None:
    """Each signature is intact and valid, and what came after the first is only what certification allows."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    signatures = PdfFileReader(BytesIO(make())).embedded_signatures
    roots = [signature.signer_cert for signature in signatures]
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=NOW)
    assert len(signatures) == count
    for signature in signatures:
        status = validate_pdf_signature(signature, context)
        assert status.intact
        assert status.valid
        assert status.trusted
        assert status.docmdp_ok, status.summary()


def _broken_rules(data: bytes, profile: str) -> set[str]:
    import page

    return {failure.rule_id for failure in page.validate_pdf_bytes(data, profile=profile).failures}


@pytest.mark.parametrize("profile", ["3a", "ua1"])
def test_a_signed_report_stays_archivable_and_accessible(profile: str) -> None:
    """PDF/A-3a and PDF/UA-1 before and after certifying with a visible signature."""
    paper = report()
    assert _broken_rules(paper.unsigned, profile) | _broken_rules(paper.signed, profile) == set()


@pytest.mark.parametrize(("profile", "rules"), [("3a", {"PDFA3A-SIGNATURE-BYTERANGE-001"}), ("ua1", set())])
def test_a_countersigned_report_breaks_only_the_rule_that_none_can_keep(profile: str, rules: set[str]) -> None:
    """The validator compares the first byte range with the whole file, which later signatures make longer."""
    paper = report()
    assert _broken_rules(paper.countersigned, profile) == rules
