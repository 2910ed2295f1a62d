#!/usr/bin/env python3
"""Feeds every reader of the program with files that are nearly right, until one of them ends in anything but a sentence.

    python3 packaging/fuzz.py [--minutes 10] [--seed 1] [--reader NAME] [--out FOLDER]

The samples are made by the program itself; each input is one of them, changed in a few places that are drawn with the
seed: bits, cuts, pieces of another, and for JSON, YAML and zip also what lies inside. A reader may return, or raise an
`ApplicationError`. Anything else (another exception, more than the time or the memory, a crash) is printed with the seed
and the number, the input is kept in the folder, and the exit code is 1. The same seed and number give the same input, except where a sample holds keys,
which are made anew: there the kept file counts.
"""

import argparse
import contextlib
import io
import json
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

from fuzzing.house import house_readers  # noqa: E402 - the program lies in the folder above

from models.errors import ApplicationError  # noqa: E402

SECONDS = 60
"""Of processor time for one input, so that a busy machine decides nothing."""
MEMORY_MB = 1500
"""For a whole run: what leaks shows as well."""
LARGEST_CHANGE = 64
_PASSPHRASE = "vier gruene Pferde am Fluss"
_WORDS = (
    b"\0",
    b"\xff\xfe",
    b"-1",
    b"1e999",
    b"NaN",
    b"null",
    b"[[[[",
    b"%PDF-",
    b"From ",
    b"PK\x03\x04",
    b"\n\n",
    "é𠮷\u202e".encode(),
)
_VALUES: tuple[object, ...] = (
    None,
    True,
    -1,
    10**30,
    1e308,
    "",
    "x" * 10_000,
    "\ud800",
    [],
    {},
    [[]],
    "2026-13-45",
    "1.2亿",
    "٣",
)


class TooSlow(BaseException):
    """One input took longer than `SECONDS`; no reader may catch it."""


@dataclass(frozen=True)
class Reader:
    """What is read, and what it is tried on."""

    samples: Callable[[], Sequence[bytes]]
    read: Callable[[bytes, Path], object]
    """Takes the input and a folder that is its own."""


# ---- changing an input


def changed(sample: bytes, others: Sequence[bytes], draw: random.Random) -> bytes:
    """Returns a sample with a few changes."""
    data = sample
    inside = {b"{": _changed_json, b"P": _changed_zip}.get(sample.lstrip()[:1])
    if inside is not None and draw.random() < 0.5:
        with contextlib.suppress(ValueError, IndexError, zipfile.BadZipFile, UnicodeError, RecursionError):
            data = inside(sample, draw)
            if draw.random() < 0.7:
                return data
    for _ in range(draw.choice((1, 1, 2, 4, 16))):
        data = _changed_once(data, others, draw)
    return data


def _changed_once(data: bytes, others: Sequence[bytes], draw: random.Random) -> bytes:
    if not data:
        return draw.choice(others)
    begin = draw.randrange(len(data))
    end = min(len(data), begin + draw.randint(1, LARGEST_CHANGE))
    match draw.randrange(9):
        case 0:
            return data[:begin] + bytes((data[begin] ^ (1 << draw.randrange(8)),)) + data[begin + 1 :]
        case 1:
            return data[:begin]
        case 2:
            return data[:begin] + data[end:]
        case 3:
            return data[:end] + data[begin:]
        case 4:
            return data[:begin] + draw.choice(_WORDS) + data[end:]
        case 5:
            other = draw.choice(others)
            place = draw.randrange(len(other) + 1)
            return data[:begin] + other[place : place + draw.randint(1, 4096)] + data[end:]
        case 6:
            return data[:begin] + draw.randbytes(end - begin) + data[end:]
        case 7:
            return data[:begin] + data[begin:end] * draw.randint(2, 200) + data[end:]
        case _:
            return _changed_line(data, draw)


def _changed_line(data: bytes, draw: random.Random) -> bytes:
    lines = data.split(b"\n")
    place, other = draw.randrange(len(lines)), draw.randrange(len(lines))
    match draw.randrange(3):
        case 0:
            lines[place], lines[other] = lines[other], lines[place]
        case 1:
            lines[place] = lines[other]
        case _:
            head, colon, _ = lines[place].partition(b":")
            lines[place] = head + colon + b" " + draw.choice(_WORDS)
    return b"\n".join(lines)


def _changed_json(data: bytes, draw: random.Random) -> bytes:
    whole = json.loads(data)
    places: list[tuple[dict[str, object] | list[object], str | int]] = []
    waiting: list[object] = [whole]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            places += [(value, key) for key in value]
            waiting += value.values()
        elif isinstance(value, list):
            places += [(value, number) for number in range(len(value))]
            waiting += value
    for _ in range(draw.randint(1, 3)):
        if places:
            holder, key = draw.choice(places)
            with contextlib.suppress(KeyError, IndexError):
                other, other_key = draw.choice(places)
                new = draw.choice(_VALUES) if draw.random() < 0.7 else other[other_key]  # type: ignore[index]
                holder[key] = json.loads(json.dumps(new))  # type: ignore[index]
    return json.dumps(whole).encode("utf-8", "surrogatepass")


def _changed_zip(data: bytes, draw: random.Random) -> bytes:
    written = io.BytesIO()
    with (
        warnings.catch_warnings(),
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        # A name that stands twice is one of the changes.
        warnings.simplefilter("ignore", UserWarning)
        infos = [info for info in old.infolist() if info.filename]
        chosen = draw.randrange(max(len(infos), 1))
        for number, info in enumerate(infos):
            content = old.read(info)
            if number == chosen:
                content = _changed_once(content, (data,), draw)
            new.writestr(info.filename, content)
            if draw.random() < 0.05:
                new.writestr(draw.choice(("", "../x", info.filename, "manifest.json", "a/", "Thumbs.db")), content)
    return written.getvalue()


# ---- the readers


@cache
def readers() -> dict[str, Reader]:
    """Returns every reader by its name."""
    from models import document
    from models.packs.library import Library
    from reports.mail import check_bundle
    from reports.reply import read_findings
    from reports.verification import Trust
    from reports.verification.gathering.kind import CONTAINERS, HEAD_BYTES, kind_of
    from reports.verification.gathering.unpacking import Container, unpacked

    library = Library(None)

    def packs(ending: str, data: bytes, folder: Path) -> object:
        path = folder / f"pack{ending}"
        path.write_bytes(data)
        return Library(folder / "user").inspect(path)

    def gathered(data: bytes, folder: Path) -> object:
        path = folder / "in.bin"
        path.write_bytes(data)
        kind = kind_of(data[:HEAD_BYTES], path.name)
        return list(unpacked(Container(path, path.name, kind))) if kind in CONTAINERS else kind

    def bundle(data: bytes, folder: Path) -> object:
        (folder / "e.zip").write_bytes(data)
        return check_bundle(folder / "e.zip", ("ab" * 32,), {"cd" * 32: "一.jpg"})

    def certificates(data: bytes, folder: Path) -> object:
        (folder / "c.pem").write_bytes(data)
        return Trust.of_files([folder / "c.pem"])

    return {
        "case": Reader(_cases, lambda data, _: document.read(data, "case.json", library)),
        "pack-yaml": Reader(_packs_yaml, partial(packs, ".yaml")),
        "pack-workbook": Reader(_packs_workbook, partial(packs, ".xlsx")),
        "findings": Reader(_findings, lambda data, _: read_findings(data, "findings.json")),
        "letter": Reader(_letters, gathered),
        "mailbox": Reader(lambda: [_mailbox(letter) for letter in _letters()], gathered),
        "archive": Reader(_archives, gathered),
        "outlook": Reader(_outlook, gathered),
        "evidence": Reader(_bundles, bundle),
        "key": Reader(_keys, _read_key),
        "certificate": Reader(_certificates, certificates),
        "revocation-list": Reader(_revocation_lists, _read_revocation_list),
        "timestamp": Reader(_timestamps, _read_timestamp),
        "pdf": Reader(_papers, _read_paper),
        "typed": Reader(_typed, _read_typed),
    } | {name: Reader(samples, read) for name, (samples, read) in house_readers().items()}


def _cases() -> list[bytes]:
    return [(ROOT / "resources/samples/hongda-machining.json").read_bytes()]


def _packs_yaml() -> list[bytes]:
    names = ("jiangsu-2026", "zhejiang-2025", "liaoning-2026")
    return [(ROOT / f"resources/rulebook/{name}.yaml").read_bytes() for name in names]


def _packs_workbook() -> list[bytes]:
    from models.packs.library import Library

    with tempfile.TemporaryDirectory() as folder:
        workbooks = []
        for overlay in ("", "jiangsu-2026"):
            Library(None).template(Path(folder, f"t{overlay}.xlsx"), overlay)
            workbooks.append(Path(folder, f"t{overlay}.xlsx").read_bytes())
        return workbooks


def _findings() -> list[bytes]:
    from models.review import Finding, FindingKind
    from reports.reply import Findings, write_findings

    findings = (
        Finding("basic.BR1", FindingKind.DOUBTFUL, "请补照片。"),
        Finding("scenarios.SC10", FindingKind.CONFIRMED, "属实。"),
    )
    return [write_findings(Findings(findings, "总体属实。"))]


def _small_pdf() -> bytes:
    return b"%PDF-1.7\r\n\x00\xff\r\nFrom here\r\n" + bytes(range(256)) * 4 + b"%%EOF\n"


@cache
def _letters() -> list[bytes]:
    from email.message import EmailMessage

    letters = []
    for packing in ("base64", "quoted-printable", "8bit"):
        letter = EmailMessage()
        letter["Subject"], letter["From"], letter["To"] = "自评报告", "li@example.com", "office@example.com"
        letter.set_content("您好\n\nFrom here on\n")
        letter.add_attachment("文字" * 40, subtype="plain", cte=packing, filename="说明.txt")
        letter.add_attachment(_small_pdf(), maintype="application", subtype="pdf", filename="华东精密机械自评报告.pdf")
        forwarded = EmailMessage()
        forwarded["Subject"], forwarded["From"] = "Fwd", "wang@example.com"
        forwarded.set_content("见附件")
        forwarded.add_attachment(letter)
        letters += [letter.as_bytes(), forwarded.as_bytes()]
    return letters


def _mailbox(letter: bytes) -> bytes:
    return (b"From li@example.com Mon Nov 30 01:00:00 2026\n" + letter + b"\n") * 3


def _archives() -> list[bytes]:
    import gzip
    import tarfile

    import py7zr

    entries = {
        "报告.pdf": _small_pdf(),
        "in/letter.eml": _letters()[0],
        "Thumbs.db": b"x" * 99,
        "照片.jpg": b"\xff\xd8\xff" * 9,
    }
    zipped, seven, tarred = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    with py7zr.SevenZipFile(seven, "w") as packed:
        for name, data in entries.items():
            packed.writestr(data, name)
    with tarfile.open(fileobj=tarred, mode="w") as tar:
        for name, data in entries.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return [zipped.getvalue(), seven.getvalue(), tarred.getvalue(), gzip.compress(tarred.getvalue())]


def _outlook() -> list[bytes]:
    from asn1crypto.cms import ContentInfo, SignedData

    from tests.reports.verification.compound import compound_file
    from tests.reports.verification.wrappings import winmail

    inside = "__attach_version1.0_#00000000/__substg1.0_"
    letter = compound_file(
        {
            "__properties_version1.0": bytes(32),
            f"{inside}3707001F": "报告.pdf".encode("utf-16-le"),
            f"{inside}37010102": _small_pdf(),
        }
    )
    content = {"content_type": "data", "content": _letters()[0]}
    signed = {"version": "v1", "digest_algorithms": [], "encap_content_info": content, "signer_infos": []}
    sealed = ContentInfo({"content_type": "signed_data", "content": SignedData(signed)}).dump()
    return [letter, winmail(b"BG.PDF", _small_pdf(), "报告.pdf"), bytes(sealed)]


def _bundles() -> list[bytes]:
    import hashlib

    from models.assessment import Digest, Evidence
    from reports.mail import evidence_bundle

    pieces = [
        (Evidence(Digest(hashlib.sha256(data).hexdigest()), name, "image/jpeg", len(data)), data)
        for name, data in (("一.jpg", b"one"), ("二.jpg", b"two"))
    ]
    return [evidence_bundle("e.zip", b"the report", pieces).data]


def _keys() -> list[bytes]:
    from reports.identity import save_identity
    from tests.reports.papers import assessor, manager

    keys = []
    with tempfile.TemporaryDirectory() as folder:
        for number, identity in enumerate((manager(), assessor())):
            save_identity(identity, Path(folder, f"{number}.p12"), _PASSPHRASE)
            keys.append(Path(folder, f"{number}.p12").read_bytes())
    return keys


def _read_key(data: bytes, _: Path) -> object:
    from reports.identity.key_file import identity_from_bytes

    identity = identity_from_bytes(data, _PASSPHRASE, "key.p12")
    return identity.facts


def _certificates() -> list[bytes]:
    from cryptography.hazmat.primitives.serialization import Encoding

    from tests.reports.papers import assessor, manager

    return [
        who.certificate.public_bytes(form) for who in (manager(), assessor()) for form in (Encoding.PEM, Encoding.DER)
    ]


def _revocation_lists() -> list[bytes]:
    from reports.identity.authority import make_office, revocation_list
    from tests.reports.papers import NOW

    return [revocation_list(make_office("办公室", "省厅", NOW), {7: NOW, 9: NOW}, NOW)]


def _read_revocation_list(data: bytes, _: Path) -> object:
    from reports.identity.certificate_file import read_revocation_list

    return read_revocation_list(data)


def _timestamps() -> list[bytes]:
    from reports.signing.timestamp import timestamp_request
    from tests.reports.papers import NOW
    from tests.reports.signing.time_service import time_service

    answer, _ = time_service(NOW)
    return [answer(timestamp_request(b"signature"))]


def _read_timestamp(data: bytes, _: Path) -> object:
    from reports.signing.timestamp import token_of

    return token_of(data, b"signature")


def _papers() -> list[bytes]:
    from tests.reports.papers import reply, report

    return [report().signed, report().countersigned, reply()]


def _read_paper(data: bytes, _: Path) -> object:
    from reports.verification import VerdictKind
    from tests.reports.papers import verdict

    judged = verdict(data)
    if judged.kind in (VerdictKind.VALID, VerdictKind.UNTRUSTED) and data not in _papers():
        raise AssertionError("a changed paper is believed")
    return judged


def _typed() -> list[bytes]:
    texts = (
        "1.2亿 8，5 1,200 １２３．４ 12台 12 % 3万5千 二十三 1.2E+08 -0.5元/年 ½ 1'000'000",
        "2024年5月1号 2024/5/1 0:00 2026-W48 3/4/2024 24.5.1 二〇二四年五月 1 May 2024 星期五",
        "30,50,20 100、200；300 1,200 30万 40万 2027Q1 2027年第一季度 一季度 Q4/2028",
    )
    return [text.encode() for text in texts] + [word.encode() for text in texts for word in text.split()]


def _read_typed(data: bytes, _: Path) -> object:
    """Reads one text as everything that a field asks for; what is understood must be a value that the field allows."""
    from datetime import date

    from models.typed import NumberForm, read_date, read_list, read_number, read_numbers, read_quarter, read_season

    text = data.decode("utf-8", "replace")
    forms = (
        NumberForm(),
        NumberForm("wan", 0, 10**7),
        NumberForm("percent", 0, 100),
        NumberForm("people", 1, 10**6, whole=True),
    )
    for form in forms:
        for number in read_number(text, form).meanings:
            if form.problem_of(number) is not None or (form.whole and number != int(number)):
                raise AssertionError(f"{text!r} is taken for {number}")
        read_numbers(text, form)
    for day in read_date(text).meanings:
        date.fromisoformat((day + "-01-01")[:10])
    return read_list(text), read_quarter(text), read_season(text)


# ---- running


@cache
def _samples(name: str) -> Sequence[bytes]:
    return readers()[name].samples()


def tried(name: str, seed: int, number: int, folder: Path) -> tuple[bytes, str]:
    """Reads one input; returns it, and what went wrong, empty where nothing did."""
    reader = readers()[name]
    draw = random.Random(f"{seed}/{name}/{number}")
    samples = _samples(name)
    data = changed(draw.choice(samples), samples, draw)
    (folder / "current").write_bytes(data)
    with tempfile.TemporaryDirectory() as own:
        try:
            reader.read(data, Path(own))
        except ApplicationError as error:
            error.text("zh")
        except (Exception, TooSlow):
            return data, traceback.format_exc()
    return data, ""


def worked(name: str, seed: int, seconds: float, folder: Path) -> Iterator[tuple[int, bytes, str]]:
    """Yields what went wrong with one reader, as number, input and traceback, until the time is up."""
    # Made before the clock runs: drawing papers takes a busy machine longer than one input may.
    _samples(name)
    begun, number = time.monotonic(), 0
    while time.monotonic() - begun < seconds:
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        data, problem = tried(name, seed, number, folder)
        signal.setitimer(signal.ITIMER_PROF, 0)
        if problem:
            yield number, data, problem
        number += 1
    print(f"{name}: {number} inputs", flush=True)


def _too_slow(_number: int, _frame: FrameType | None) -> None:
    raise TooSlow


def _work(name: str, seed: int, seconds: float, folder: Path) -> int:
    signal.signal(signal.SIGPROF, _too_slow)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_MB << 20, MEMORY_MB << 20))
    problems = 0
    for number, data, problem in worked(name, seed, seconds, folder):
        problems += 1
        kept = folder / f"{name}-{seed}-{number}.bin"
        kept.write_bytes(data)
        print(f"{name}, seed {seed}, number {number}, kept in {kept}:\n{problem}", flush=True)
    return 1 if problems else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs every reader, or one, in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0, help="for all readers together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reader", choices=sorted(readers()))
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir(), "zhijie-fuzz"))
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    names = [options.reader] if options.reader else list(readers())
    seconds = options.minutes * 60 / len(names)
    if options.worker:
        return _work(options.reader, options.seed, seconds, options.out)
    failed = 0
    for name in names:
        command = [sys.executable, __file__, "--worker", "--reader", name, "--seed", str(options.seed)]
        command += ["--minutes", str(seconds / 60), "--out", str(options.out)]
        code = subprocess.run(command, check=False).returncode
        failed += code != 0
        if code not in (0, 1):
            crashed = options.out / f"{name}-{options.seed}-crash.bin"
            (options.out / "current").rename(crashed)
            print(f"{name}, seed {options.seed}: the process ended with {code}; its last input is kept in {crashed}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
