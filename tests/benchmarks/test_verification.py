"""Signing and verifying beside bare pyHanko, and a folder of five hundred on two cores.

Run with `-m benchmark -s`. pyHanko's answer covers the signatures alone: it reads no payload, works nothing out again,
draws no page, and calls some of our attacks valid.
"""

import statistics
import time
from collections.abc import Callable
from io import BytesIO

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pytest_benchmark.fixture import BenchmarkFixture

from reports.identity.key_file import KeyInMemory
from reports.signing import certify
from reports.verification import Setting, Task, VerdictKind, verify_many
from tests.reports.papers import LATER, NOW, assessor, manager, report, trust, verdict

pytestmark = pytest.mark.benchmark
FOLDER = 500


def _median(work: Callable[[], object], rounds: int = 5) -> float:
    """Median seconds of a few calls after a first one."""
    work()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _bare_sign() -> bytes:
    """Certifies with pyHanko's own defaults and an invisible look."""
    from asn1crypto import keys, x509
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    key = manager().key
    assert isinstance(key, KeyInMemory)
    signer = signers.SimpleSigner(
        x509.Certificate.load(manager().certificate.public_bytes(Encoding.DER)),
        keys.PrivateKeyInfo.load(key.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
        SimpleCertificateStore(),
    )
    metadata = signers.PdfSignatureMetadata(
        field_name="manager", certify=True, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    return bytes(signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(report().unsigned)), metadata, signer).getbuffer())


def _bare_verify(data: bytes) -> bool:
    """Asks pyHanko about every signature, with its analysis of later revisions."""
    from asn1crypto import x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    roots = [x509.Certificate.load(one.certificate.public_bytes(Encoding.DER)) for one in (manager(), assessor())]
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=NOW)
    signatures = PdfFileReader(BytesIO(data)).embedded_signatures
    return all(validate_pdf_signature(signature, context).bottom_line for signature in signatures)


def test_signing_beside_bare_pyhanko(benchmark: BenchmarkFixture) -> None:
    """With a visible signature, a look at what is signed, and the result read back."""
    bare = _median(_bare_sign)
    signed = benchmark(certify, report().unsigned, manager(), NOW)
    assert signed.startswith(report().unsigned)
    print(f"\nsign: {benchmark.stats.stats.median * 1000:.0f} ms, bare pyHanko {bare * 1000:.0f} ms")  # noqa: T201 - the ratio is what one reads


@pytest.mark.parametrize("state", ["signed", "countersigned"])
@pytest.mark.parametrize("redraw", [False, True], ids=["claims searched", "pages redrawn"])
def test_verifying_beside_bare_pyhanko(benchmark: BenchmarkFixture, state: str, *, redraw: bool) -> None:
    """The whole verdict: signatures, structure, payload, evaluation worked out again, pages."""
    data = getattr(report(), state)
    bare = _median(lambda: _bare_verify(data))
    found = benchmark(verdict, data, redraw=redraw)
    assert found.kind is VerdictKind.VALID
    ours = benchmark.stats.stats.median
    print(f"\nverify {state}, redraw {redraw}: {ours:.2f} s, bare pyHanko {bare:.2f} s, ratio {ours / bare:.2f}")  # noqa: T201 - the ratio is what one reads


@pytest.mark.parametrize("redraw", [False, True], ids=["claims searched", "pages redrawn"])
def test_a_folder_on_two_cores(*, redraw: bool) -> None:
    """Files a second, half of them countersigned, start of the processes included."""
    count = FOLDER if not redraw else FOLDER // 10
    tasks = [Task(f"{n}.pdf", data=report().countersigned if n % 2 else report().signed) for n in range(count)]
    start = time.perf_counter()
    found = verify_many(tasks, Setting(trust(), LATER, redraw=redraw), processes=2)
    seconds = time.perf_counter() - start
    assert all(one.kind is VerdictKind.VALID for one in found)
    print(f"\nfolder of {count}, redraw {redraw}: {count / seconds:.1f} files a second")  # noqa: T201 - the ratio is what one reads
