"""Signing and verifying beside bare pyHanko, and folders of a hundred and of five hundred on two cores.

pyHanko's answer covers the signatures alone: it reads no payload, works nothing out again,
draws no page, and calls some of our attacks valid. Times are the processor's, because other work on the machine must not
decide; the folder is told by the clock too.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pytest_benchmark.fixture import BenchmarkFixture

from models.assessment import Value
from reports.content import report_content
from reports.identity.key_file import KeyInMemory
from reports.pdf import write_report
from reports.signing import Options, Role, certify, countersign
from reports.verification import VerdictKind
from tests import ROOT
from tests.benchmarks.measuring import Scale
from tests.reports.factory import CREATED, changed_sample, evaluated, sample_report
from tests.reports.papers import LATER, NOW, Paper, assessor, manager, verdict

pytestmark = pytest.mark.benchmark
DISTINCT = 100
"""Reports with other answers and texts; a folder of more holds each of them several times."""


@cache
def paper() -> Paper:
    """The sample factory's whole report, signed by its manager, then by an assessor."""
    return _signed(sample_report("zh"))


def _signed(unsigned: bytes) -> Paper:
    signed = certify(unsigned, manager(), NOW)
    later = countersign(signed, assessor(), Role.ASSESSOR_1, NOW + timedelta(days=1), Options("en"))
    return Paper(unsigned, signed, later)


def _median(work: Callable[[], object], rounds: int) -> float:
    """Median processor seconds of a few calls after a first one."""
    work()
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
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
    return bytes(signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(paper().unsigned)), metadata, signer).getbuffer())


def _bare_verify(data: bytes) -> bool:
    """Asks pyHanko about every signature, with its analysis of later revisions."""
    from asn1crypto import x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    roots = [x509.Certificate.load(person.certificate.public_bytes(Encoding.DER)) for person in (manager(), assessor())]
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=NOW)
    signatures = PdfFileReader(BytesIO(data)).embedded_signatures
    return all(validate_pdf_signature(signature, context).bottom_line for signature in signatures)


def test_signing_beside_bare_pyhanko(benchmark: BenchmarkFixture, scale: Scale) -> None:
    """With a visible signature, a look at what is signed, and the result read back."""
    bare = _median(_bare_sign, scale.of(5))
    signed = benchmark(certify, paper().unsigned, manager(), NOW)
    assert signed.startswith(paper().unsigned)
    ours = _median(lambda: certify(paper().unsigned, manager(), NOW), scale.of(5))
    print(f"\nsign: {ours * 1000:.0f} ms, bare pyHanko {bare * 1000:.0f} ms")  # noqa: T201 - the ratio is what one reads


@pytest.mark.parametrize("state", ["signed", "countersigned"])
def test_verifying_beside_bare_pyhanko(benchmark: BenchmarkFixture, state: str, scale: Scale) -> None:
    """The whole verdict: signatures, structure, payload, evaluation worked out again, pages."""
    data = getattr(paper(), state)
    bare = _median(lambda: _bare_verify(data), scale.of(5))
    judged = benchmark(verdict, data)
    assert judged.kind is VerdictKind.VALID
    ours = _median(lambda: verdict(data), scale.of(5))
    print(f"\nverify {state}: {ours:.2f} s, bare pyHanko {bare:.2f} s, ratio {ours / bare:.2f}")  # noqa: T201 - the ratio is what one reads


@pytest.fixture(scope="module")
def reports(scale: Scale) -> list[bytes]:
    """Signed reports of the sample's size, no two with the same answers; every other one countersigned."""
    papers = []
    for number in range(scale.of(DISTINCT, 2)):
        answers: dict[str, Value] = {"enterprise__name": f"第{number}机械厂"}
        for place in range(1, 41):
            answers[f"scenarios__SC{place:02d}__status"] = ("full", "none", "partial")[(number * place + number) % 3]
            answers[f"scenarios__SC{place:02d}__problem"] = f"第 {number} 家工厂的第 {place} 个场景：进度靠人工统计。"
        content = report_content(evaluated(changed_sample(**answers)), None, None, created=CREATED)
        signed = _signed(write_report(content, "zh"))
        papers.append(signed.countersigned if number % 2 else signed.signed)
    assert len(set(papers)) == len(papers)
    return papers


_FOLDER = """
import json, resource, sys, time
from datetime import datetime
from pathlib import Path
from reports.verification import Setting, Trust, collect, verify_many
from reports.verification.isolation import largest_memory_mb

def main():
    folder = Path(sys.argv[1])
    trust = Trust(tuple(one.read_bytes() for one in sorted(folder.glob("*.pem"))))
    start = time.perf_counter()
    tasks = collect(folder).tasks
    found = verify_many(tasks, Setting(trust, datetime.fromisoformat(sys.argv[2])), processes=2)
    seconds = time.perf_counter() - start
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({
        "kinds": sorted({one.kind.value for one in found}), "count": len(found), "seconds": seconds,
        "processor": sum(each.ru_utime + each.ru_stime for each in (own, children)),
        "here_mb": largest_memory_mb(), "child_mb": children.ru_maxrss // 1024,
    }))

if __name__ == "__main__":
    main()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is told in other units elsewhere")
@pytest.mark.parametrize("count", [100, 500])
def test_a_folder_on_two_cores(reports: list[bytes], tmp_path: Path, count: int, scale: Scale) -> None:
    """Files a second with every page redrawn, start of the processes included; and the most memory of any process."""
    for number, identity in enumerate((manager(), assessor())):
        (tmp_path / f"{number}.pem").write_bytes(identity.certificate.public_bytes(Encoding.PEM))
    count = scale.of(count, 4)
    for number in range(count):
        (tmp_path / f"{number:03d}.pdf").write_bytes(reports[number % len(reports)])
    program = tmp_path / "folder.py"
    program.write_text(_FOLDER, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(program), str(tmp_path), LATER.isoformat()],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    loads = json.loads(done.stdout)
    assert (loads["kinds"], loads["count"]) == ([VerdictKind.VALID.value], count)
    sys.stdout.write(
        f"\nfolder of {count}, {min(count, len(reports))} of them distinct: {count / loads['seconds']:.1f} files a second, "
        f"{loads['processor'] / count:.2f} s of processor a file, so {2 * count / loads['processor']:.1f} a second on two free"
        f" cores; memory {loads['here_mb']} MB here, {loads['child_mb']} MB in the largest child\n"
    )
