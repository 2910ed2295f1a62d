"""Two libraries that the Linux package holds smaller than their wheels do; together they were a fifth of it.

**ICU's data** (32 MB): names of languages, currencies and units in 700 locales, dictionaries of Thai and Burmese, the
code pages of mainframes. Qt asks ICU for the order of words, for letters' case and for the characters of a desktop whose
locale is not UTF-8. What stays: the tables without a language, Chinese and English, and the code pages of Chinese and
western systems. The entries that stay are as ICU ships them.

**OpenBLAS** (26 MB with its Fortran runtime): numpy loads it whatever one computes. The program multiplies no matrices.
`packaging/linux/blas.c` stands in for what numpy's core calls, and is right; numpy.linalg ends the process with a sentence.
"""

import re
import shutil
import struct
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from building.inputs import ROOT, BuildRefused, run

_FORMAT = b"CmnD"
"""What an ICU package of data calls its format, 12 bytes after its beginning."""
_ALIGNED = 16
_LANGUAGES = re.compile(r"(zh|en)(_(CN|Hans|Hant|HK|MO|SG|TW|001|150|GB|US|POSIX))*|root|pool|res_index")
_LOCALE = re.compile(r"[a-z]{2,3}(_\w+)?")
_TREES = ("coll", "zone")
"""Of the folders of translated tables, those that Qt reads: the order of words, the names of time zones."""
_CODE_PAGES = re.compile(
    r"gb18030|ibm-1386_P100-2001|ibm-1383_P110-1999|windows-936-2000|windows-950-2000|ibm-1375_P100-2008|ibm-1373_P100-2002"
    r"|ibm-5348_P100-1997|ibm-923_P100-1998"
)
"""GB 18030, GBK, GB 2312, Big5 with and without Hong Kong's characters, Windows-1252, ISO 8859-15."""
_STAND_IN = """
void {name}(void) {{ refuse("{name}"); }}"""
_REFUSAL = """#include <stdio.h>
#include <stdlib.h>
static void refuse(const char *name) {
    fprintf(stderr, "This package's numpy has no linear algebra; %s was called.\\n", name);
    abort();
}"""


@dataclass(frozen=True)
class Entry:
    """One table of an ICU package of data."""

    name: str
    """With the package's own name before it, such as `icudt73l/coll/zh.res`."""
    data: bytes


def shrink(site: Path, work: Path) -> None:
    """Replaces both libraries in a folder of installed libraries.

    Args:
        site: the folder.
        work: where sources lie while they are compiled; made and removed.

    Raises:
        BuildRefused: when there is no compiler, or a library is not as it was when this was written.
    """
    work.mkdir(parents=True)
    for library in (site / "PySide6" / "Qt" / "lib").glob("libicudata.so.*"):
        _write_icu(library, work)
    _replace_blas(site, work)
    shutil.rmtree(work)


def entries(library: bytes) -> tuple[bytes, list[Entry]]:
    """Returns the header of the ICU data that a library holds, and its tables in their order.

    Raises:
        BuildRefused: when it holds none.
    """
    start = library.find(_FORMAT) - 12
    if start < 0:
        raise BuildRefused("The library of ICU's data is not as it was; see packaging/building/shrinking.py.")
    length = struct.unpack_from("<H", library, start)[0]
    base = start + length
    count = struct.unpack_from("<I", library, base)[0]
    table = [struct.unpack_from("<II", library, base + 4 + 8 * place) for place in range(count)]
    names = [library[base + name : library.index(b"\0", base + name)].decode("ascii") for name, _ in table]
    # Where the last table ends is not written down; the bytes of the library that follow it do no harm.
    ends = [begins for _, begins in table[1:]] + [len(library) - base]
    return library[start:base], [
        Entry(name, library[base + begins : base + end])
        for name, (_, begins), end in zip(names, table, ends, strict=True)
    ]


def packed(header: bytes, tables: Sequence[Entry]) -> bytes:
    """Returns an ICU package of data with these tables, which come in the order of their names."""
    place = 4 + 8 * len(tables)
    names = b"".join(table.name.encode("ascii") + b"\0" for table in tables)
    body = bytearray(_padded(b"\0" * place + names))
    struct.pack_into("<I", body, 0, len(tables))
    for number, table in enumerate(tables):
        struct.pack_into("<II", body, 4 + 8 * number, place, len(body))
        place += len(table.name) + 1
        body += _padded(table.data)
    return header + bytes(body)


def is_kept(name: str) -> bool:
    """Returns whether a table stays, by its name without the package's."""
    folder, _, file = name.rpartition("/")
    stem, _, kind = file.rpartition(".")
    if folder:
        kept = folder in _TREES and (kind == "icu" or _LANGUAGES.fullmatch(stem) is not None)
    elif kind == "cnv":
        kept = _CODE_PAGES.fullmatch(stem) is not None
    elif kind == "res":
        kept = not _LOCALE.fullmatch(stem) or _LANGUAGES.fullmatch(stem) is not None
    else:
        kept = kind != "spp" and stem != "unames"
    return kept


def _write_icu(library: Path, work: Path) -> None:
    header, tables = entries(library.read_bytes())
    kept = [table for table in tables if is_kept(table.name.partition("/")[2])]
    symbol = re.sub(r"\D", "", library.name)
    data, source = work / "icu.dat", work / "icu.S"
    data.write_bytes(packed(header, kept))
    source.write_text(
        f".section .rodata\n.balign {_ALIGNED}\n.globl icudt{symbol}_dat\n.type icudt{symbol}_dat, @object\nicudt{symbol}_dat:\n"
        f'.incbin "{data.name}"\n.size icudt{symbol}_dat, .-icudt{symbol}_dat\n.section .note.GNU-stack, "", @progbits\n',
        encoding="ascii",
    )
    _compile(library, [source], ["-nostdlib"], work)


def _replace_blas(site: Path, work: Path) -> None:
    libraries = sorted((site / "numpy.libs").glob("libscipy_openblas64_*.so*"))
    if len(libraries) != 1:
        raise BuildRefused("numpy's wheel carries no OpenBLAS, or two; see packaging/building/shrinking.py.")
    library, ours = libraries[0], ROOT / "packaging" / "linux" / "blas.c"
    core = set(_wanted((site / "numpy" / "_core").glob("*.so")))
    given = {f"scipy_cblas_{name}64_" for name in _functions(ours)}
    if core - given:
        raise BuildRefused("numpy's core calls what packaging/linux/blas.c lacks: " + ", ".join(sorted(core - given)))
    others = sorted(set(_wanted((site / "numpy").rglob("*.so"))) - given)
    refusing = work / "refusing.c"
    refusing.write_text(_REFUSAL + "".join(_STAND_IN.format(name=name) for name in others) + "\n", encoding="ascii")
    for path in list((site / "numpy.libs").iterdir()):
        path.unlink()
    _compile(library, [ours, refusing], ["-O2", "-lm"], work)


def _functions(source: Path) -> Iterator[str]:
    """Yields the names that the macros of `blas.c` define."""
    for macro, name in re.findall(r"^(FAMILY|DOT)\((\w+),", source.read_text(encoding="utf-8"), re.MULTILINE):
        yield from (name + rest for rest in ("axpy", "gemv", "gemm", "syrk")) if macro == "FAMILY" else (name,)


def _wanted(files: Iterable[Path]) -> Iterator[str]:
    """Yields the names that files want from OpenBLAS."""
    for file in files:
        said = subprocess.run(["nm", "-D", "--undefined-only", file], check=True, capture_output=True, text=True).stdout
        yield from re.findall(r"\bU (scipy_\w+)", said)


def _compile(library: Path, sources: Sequence[Path], options: Sequence[str], work: Path) -> None:
    run(
        ["cc", "-shared", "-fPIC", "-Wl,--build-id=none", f"-Wl,-soname,{library.name}", "-s", "-o", library, *sources, *options],
        cwd=work,
    )  # fmt: skip


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % _ALIGNED)
