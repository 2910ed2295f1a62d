"""The Windows packages: an embeddable CPython, the wheels, the program; as an installer and as a portable archive."""

import shutil
import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import bootstrap

from building import program
from building.inputs import ROOT, BuildRefused, pip_package, run, wheels, windows_python
from building.trimming import trim

PLATFORM = "x86_64-pc-windows-msvc"
MINOR = "3.13"
TOOLS = {"makensis": "nsis", "osslsigncode": "osslsigncode"}
"""What this build calls, and Debian's package of each."""
_PATHS = ("python313.zip", ".", r"..\site-packages", "..")
"""What stands on the interpreter's path, one line each; the script's own folder is not on it by itself."""
_COMMAND = '@"%~dp0python\\python.exe" "%~dp0main.py" %*\r\n'
_LAUNCHER_DIGEST = "cf09d55b1e85a89576b036aeb71550bfd68320f3f21761ca329eadadad918638"
_STARTER = """import os, runpy, sys
folder = os.path.dirname(os.path.abspath(sys.argv[0]))
sys.path.insert(0, folder)
if __name__ == "__main__":
    runpy.run_path(os.path.join(folder, "main.py"), run_name="__main__")
"""
_SCRIPT = ROOT / "packaging" / "windows" / "installer.nsi"


def assemble(folder: Path, archive: Path | None, compiler: Sequence[str | Path]) -> str:
    """Puts the installed program together in a folder, made anew, and returns the version of its Python.

    Args:
        folder: becomes what lies on the person's PC.
        archive: the embeddable CPython of python.org; None for the tried one.
        compiler: how to call a Python of the same minor version, which compiles the bytecode.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    python, site = folder / "python", folder / "site-packages"
    release = windows_python(python, archive)
    (python / "python313._pth").write_text("\n".join((*_PATHS, "import site")) + "\n", encoding="ascii")
    wheels(site, platform=PLATFORM, python=MINOR)
    program.write_licences(site, python / "LICENSE.txt", folder / "licences")
    program.write_bill(site, release, folder / "licences" / "bill-of-materials.json")
    trim(site)
    program.copy_program(folder)
    shutil.copy2(ROOT / "packaging" / "windows" / "zhijie.ico", folder / "zhijie.ico")
    (folder / "zhijie.cmd").write_text(_COMMAND, encoding="ascii", newline="")
    program.compile_program(compiler, folder, [site])
    return release


def portable(folder: Path, target: Path) -> None:
    """Packs the folder as an archive that runs from a stick, its data in a folder `data` beside the program."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        _add(archive, f"{program.NAME}/data/", b"")
        _add(archive, f"{program.NAME}/{program.NAME}.exe", _launcher())
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            _add(archive, f"{program.NAME}/{path.relative_to(folder).as_posix()}", path.read_bytes())


def _launcher() -> bytes:
    """Returns `Zhijie.exe`: distlib's launcher, which starts the Python beside it without a console window."""
    wheel = pip_package("distlib==0.4.4", _LAUNCHER_DIGEST)
    with zipfile.ZipFile(wheel) as files:
        stub = files.read("distlib/w64.exe")
    script = BytesIO()
    with zipfile.ZipFile(script, "w") as archive:
        _add(archive, "__main__.py", _STARTER.encode())
    return stub + b"#!<launcher_dir>\\python\\pythonw.exe\r\n" + script.getvalue()


def installer(folder: Path, target: Path) -> None:
    """Packs the folder as an installer for one person, who needs no administrator.

    Raises:
        BuildRefused: without `makensis`, or when it fails.
    """
    tool = bootstrap.on_path("makensis")
    if tool is None:
        raise BuildRefused("The installer is packed by NSIS; please install it (Debian: nsis).")
    files = target.with_suffix(".files.nsh")
    files.write_text(_listing(folder), encoding="utf-8")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) // 1024
    number = program.version().split(".dev")[0] + ".0"
    run(
        [
            tool, "-V2", "-INPUTCHARSET", "UTF8", f"-DFOLDER={folder}", f"-DOUT={target}", f"-DFILES={files}",
            f"-DVERSION={program.version()}", f"-DNUMBER={number}", f"-DSIZE={size}", _SCRIPT,
        ]
    )  # fmt: skip
    files.unlink()


def _listing(folder: Path) -> str:
    """Returns what the uninstaller removes: exactly the files that were put there, then the folders left empty."""
    lines = ["!macro REMOVE_FILES"]
    paths = sorted(folder.rglob("*"))
    for path in paths:
        if path.is_file():
            lines.append(rf'Delete "$INSTDIR\{_name(path, folder)}"')
    for path in reversed(paths):
        if path.is_dir():
            lines.append(rf'RMDir "$INSTDIR\{_name(path, folder)}"')
    return "\n".join([*lines, "!macroend", ""])


def _name(path: Path, folder: Path) -> str:
    return str(path.relative_to(folder)).replace("/", "\\").replace("$", "$$")


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = (0o40755 << 16) | 0x10 if name.endswith("/") else 0o644 << 16
    archive.writestr(entry, data)
