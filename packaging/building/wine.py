"""What wine 10 lacks and Windows 10 has, for the proof only: two small DLLs beside an *installed copy*, never in a package.

numpy's wheels import C99 complex functions from `api-ms-win-crt-math-l1-1-0.dll`; wine maps that name to its own
`ucrtbase.dll`, which lacks them, and never looks at a file of that name: so the import name in the copy of numpy becomes
another, and a DLL of that name forwards what there is and implements the few that are missing. Qt imports `icuuc.dll`; a
stub that opens no converter is enough, Qt then uses its own.
"""

import subprocess
import venv
from collections.abc import Iterable
from pathlib import Path

_MATH, _OUR_MATH, _ICU = "api-ms-win-crt-math-l1-1-0.dll", "zpi-ms-win-crt-math-l1-1-0.dll", "icuuc.dll"
_COMPLEX = frozenset(
    name + suffix
    for name in [
        "cabs",
        "cacos",
        "cacosh",
        "carg",
        "casin",
        "casinh",
        "catan",
        "catanh",
        "ccos",
        "ccosh",
        "cexp",
        "cimag",
        "clog",
        "clog10",
        "conj",
        "cpow",
        "cproj",
        "creal",
        "csin",
        "csinh",
        "csqrt",
        "ctan",
        "ctanh",
        "norm",
    ]
    for suffix in ("", "f", "l")
)
_COMPILER = "x86_64-w64-mingw32-gcc"
_IMPORTS = """
import sys
from pathlib import Path
import pefile
folder, library = Path(sys.argv[1]), sys.argv[2]
names = set()
for path in folder.rglob("*"):
    if path.suffix.lower() in (".pyd", ".dll", ".exe"):
        binary = pefile.PE(path, fast_load=True)
        binary.parse_data_directories([pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_IMPORT"]])
        for entry in getattr(binary, "DIRECTORY_ENTRY_IMPORT", []):
            if entry.dll.decode().lower() == library:
                names |= {symbol.name.decode() for symbol in entry.imports if symbol.name}
        binary.close()
print("\\n".join(sorted(names)))
"""


def add_shims(installed: Path, work: Path) -> None:
    """Adds both DLLs to an installed copy.

    Args:
        installed: the folder with `python` and `site-packages`.
        work: where sources and tools lie.
    """
    work.mkdir(parents=True, exist_ok=True)
    site = installed / "site-packages"
    math = _imported(site, _MATH, work)
    _built(
        _math_source(math),
        _math_exports(math),
        installed / "python" / _OUR_MATH,
        work,
        ("-fno-builtin",),
        ("-lucrtbase",),
    )
    icu = _imported(site / "PySide6", _ICU, work)
    source = "\n".join(
        "__declspec(dllexport) void *ucnv_open(const char *n, int *e) {if (e) *e = 4; return 0;}"
        if name == "ucnv_open"
        else f"__declspec(dllexport) void *{name}(void) {{return 0;}}"
        for name in icu
    )
    exports = f"LIBRARY {_ICU}\nEXPORTS\n" + "".join(f"  {name}\n" for name in icu)
    _built(source, exports, site / "PySide6" / _ICU, work, (), ())
    for path in site.rglob("*.pyd"):
        data = path.read_bytes()
        if "numpy" in path.parts and _MATH.encode() in data:
            path.write_bytes(data.replace(_MATH.encode(), _OUR_MATH.encode()))


def _imported(folder: Path, library: str, work: Path) -> list[str]:
    """Returns the names that the binaries below a folder import from a library."""
    tools = work / "tools"
    if not tools.exists():
        venv.create(tools, with_pip=True)
        subprocess.run([tools / "bin" / "pip", "install", "-q", "pefile"], check=True)
    return subprocess.check_output([tools / "bin" / "python", "-c", _IMPORTS, folder, library], text=True).split()


def _math_source(names: Iterable[str]) -> str:
    lines = [
        "typedef struct {float r, i;} F; typedef struct {double r, i;} D;",
        "__declspec(dllimport) double hypot(double, double); __declspec(dllimport) double atan2(double, double);",
    ]
    for name in names:
        if name not in _COMPLEX:
            continue
        whole, part = ("F", "float") if name.endswith("f") else ("D", "double")
        bodies = {
            "creal": (part, "return z.r;"),
            "cimag": (part, "return z.i;"),
            "conj": (whole, "z.i = -z.i; return z;"),
            "cabs": (part, f"return ({part})hypot(z.r, z.i);"),
            "carg": (part, f"return ({part})atan2(z.i, z.r);"),
        }
        # What nobody here calls traps.
        kind, body = bodies.get(name if name in bodies else name[:-1], (whole, "__builtin_trap(); return z;"))
        lines.append(f"__declspec(dllexport) {kind} {name}({whole} z) {{{body}}}")
    return "\n".join(lines)


def _math_exports(names: Iterable[str]) -> str:
    lines = [f"  {name}" if name in _COMPLEX else f"  {name} = ucrtbase.{name}" for name in names]
    return f'LIBRARY "{_OUR_MATH}"\nEXPORTS\n' + "\n".join(lines) + "\n"


def _built(source: str, exports: str, target: Path, work: Path, before: Iterable[str], after: Iterable[str]) -> None:
    stem = work / target.stem
    code, definition = stem.with_suffix(".c"), stem.with_suffix(".def")
    code.write_text(source + "\n", encoding="ascii")
    definition.write_text(exports, encoding="ascii")
    words: list[str | Path] = [
        _COMPILER,
        "-shared",
        *before,
        "-nostartfiles",
        "-Wl,-e,0",
        "-o",
        target,
        code,
        definition,
    ]
    subprocess.run([*words, *after], check=True)
