"""The Linux packages: this system's own Python, the wheels, the program; as `.deb` and as a portable archive."""

import json
import lzma
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from collections.abc import Iterable
from pathlib import Path

import bootstrap

from building import program
from building.inputs import ROOT, BuildRefused, run, wheels
from building.shrinking import shrink
from building.trimming import trim

PLATFORM = "x86_64-manylinux_2_34"
HOME = "/opt/zhijie"
TOOLS = {"dpkg-deb": "dpkg", "patchelf": "patchelf", "strip": "binutils", "nm": "binutils", "cc": "gcc"}
"""What this build calls, and Debian's package of each."""
_SYSTEM = re.compile(r"(ld-linux.*|linux-vdso|lib(c|m|dl|pthread|rt|util|resolv|nsl|anl|mvec))\.so")
"""Glibc's own libraries, which are the system's and never travel."""
_LEFT_OUT = shutil.ignore_patterns(
    "__pycache__", "*.pyc", "*.a", "test", "tests", "idlelib", "tkinter", "turtledemo", "turtle.py", "ensurepip", "lib2to3", "distutils",
    "config-*", "site-packages", "dist-packages", "pydoc_data", "_tkinter*", "_test*", "_xx*", "xx*", "readline*", "_curses*", "_dbm*",
    "_gdbm*", "nis*", "ossaudiodev*", "EXTERNALLY-MANAGED", "_crypt.*", "crypt.py",
)  # fmt: skip
"""What of the standard library needs a terminal, a developer or a tool that is not there, and `crypt`, which nobody calls: its
library alone would ask for a newer glibc than all the rest."""
_SQUEEZED = [{"id": lzma.FILTER_X86}, {"id": lzma.FILTER_LZMA2, "preset": 9}]
"""Addresses in machine code are made alike before they are packed, which saves a twentieth; `tar` undoes it by itself."""
_LAUNCHER = """#!/bin/sh
# Starts the window without arguments, the command line with a command.
here=$(dirname -- "$(readlink -f -- "$0")")
exec "$here/python/bin/python3" -E -s "$here/main.py" "$@"
"""
_DESKTOP = """[Desktop Entry]
Type=Application
Name=Zhijie
Name[zh_CN]=智阶
Comment=Self-assessment and roadmap for smart factories
Comment[zh_CN]=智能工厂自评与路线图
Exec=zhijie %F
Icon=zhijie
Terminal=false
Categories=Office;
MimeType=application/json;application/pdf;message/rfc822;
StartupWMClass=zhijie
"""
_CONTROL = """Package: zhijie
Version: {version}
Architecture: amd64
Maintainer: {publisher} <noreply@localhost>
Installed-Size: {size}
Depends: libc6 (>= {glibc}), {depends}
Section: misc
Priority: optional
Description: Self-assessment and roadmap for smart factories
 Says which tier of the ladder of intelligent factories a plant has reached and
 why, plans the cheapest way to the next one, and writes signed reports. Works
 without a network.
"""


def assemble(folder: Path) -> str:
    """Puts the installed program together in a folder, made anew, and returns the version of its Python.

    The Python is the one that runs this build: the package needs a system at least as new as the one it was built on.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    minor = f"{sys.version_info.major}.{sys.version_info.minor}"
    library = _copy_python(folder / "python", minor)
    site = library / "site-packages"
    wheels(site, platform=PLATFORM, python=minor)
    licence = next((path for path in (Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",) if path.exists()), None)
    program.write_licences(site, licence, folder / "licences")
    program.write_bill(site, ".".join(map(str, sys.version_info[:3])), folder / "licences" / "bill-of-materials.json")
    trim(site)
    shrink(site, folder / "work")
    _strip(site)
    program.copy_program(folder)
    (folder / "libraries.json").write_text(json.dumps(bootstrap.QT_LIBRARIES, indent=1) + "\n", encoding="ascii")
    launcher = folder / "zhijie"
    launcher.write_text(_LAUNCHER, encoding="ascii")
    launcher.chmod(0o755)
    shutil.copy2(ROOT / "packaging" / "linux" / "zhijie.png", folder / "zhijie.png")
    python: list[str | Path] = [folder / "python" / "bin" / "python3", "-E", "-s"]
    program.compile_program(python, folder, [library])
    run([*python, "-B", ROOT / "packaging" / "linux" / "holds.py"])
    return minor


def oldest_glibc(folder: Path) -> str:
    """Returns the glibc that the package needs, such as `2.34`: the newest symbol version that any of its files asks for."""
    asked = {
        tuple(int(part) for part in number.split(b"."))
        for path in _binaries(folder)
        for number in re.findall(rb"GLIBC_(\d+\.\d+)", path.read_bytes())
    }
    return ".".join(map(str, max(asked)))


def portable(folder: Path, target: Path) -> None:
    """Packs the folder as an archive that runs from a stick, its data in a folder `data` beside the program."""
    with lzma.open(target, "wb", filters=_SQUEEZED) as file, tarfile.open(fileobj=file, mode="w") as archive:
        data = tarfile.TarInfo(f"{program.NAME}/data")
        data.type, data.mode, data.mtime = tarfile.DIRTYPE, 0o755, program.WHEN
        archive.addfile(data)
        for path in sorted(folder.rglob("*")):
            archive.add(path, f"{program.NAME}/{path.relative_to(folder)}", recursive=False, filter=_nobody)


def deb(folder: Path, target: Path) -> None:
    """Packs the folder as a Debian package, which an administrator installs once.

    Raises:
        BuildRefused: without `dpkg-deb`, or when it fails.
    """
    tool = bootstrap.on_path("dpkg-deb")
    if tool is None:
        raise BuildRefused("The package is packed by dpkg-deb, which this system does not have.")
    tree = target.with_suffix(".tree")
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(folder, tree / HOME.lstrip("/"), symlinks=True)
    (tree / "usr/bin").mkdir(parents=True)
    (tree / "usr/bin/zhijie").symlink_to(f"{HOME}/zhijie")
    for path, text in {
        "usr/share/applications/zhijie.desktop": _DESKTOP,
        "usr/share/doc/zhijie/copyright": (ROOT / "NOTICE.md").read_text(encoding="utf-8"),
        "DEBIAN/control": _CONTROL.format(
            version=program.version().replace(".dev", "~dev"), publisher=program.PUBLISHER,
            size=sum(path.stat().st_size for path in _binaries(folder, everything=True)) // 1024,
            glibc=oldest_glibc(folder), depends=", ".join(sorted(set(bootstrap.QT_LIBRARIES.values()))),
        ),
    }.items():  # fmt: skip
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(text, encoding="utf-8")
    picture = tree / "usr/share/icons/hicolor/256x256/apps/zhijie.png"
    picture.parent.mkdir(parents=True)
    shutil.copy2(folder / "zhijie.png", picture)
    program.settle(tree)
    # With several threads xz cuts the package into blocks: larger, and other bytes on a PC with other processors.
    os.environ.update(SOURCE_DATE_EPOCH=str(program.WHEN), DPKG_DEB_THREADS_MAX="1")
    run([tool, "--build", "--root-owner-group", "-Zxz", "-z9", tree, target])
    shutil.rmtree(tree)


def _copy_python(target: Path, minor: str) -> Path:
    """Copies the Python that runs this into a folder, able to move, and returns its standard library."""
    name = f"python{minor}"
    library = target / "lib" / name
    shutil.copytree(sysconfig.get_path("stdlib"), library, ignore=_LEFT_OUT)
    program_file = target / "bin" / "python3"
    program_file.parent.mkdir(parents=True)
    shutil.copy2(Path(sys.base_prefix, "bin", name).resolve(), program_file)
    loaded = library / "lib-dynload"
    for path in _needed([program_file, *loaded.glob("*.so")]):
        shutil.copy2(path, target / "lib" / path.name)
    _strip(target)
    for path in [program_file, *(target / "lib").glob("*.so*"), *loaded.glob("*.so")]:
        depth = os.path.relpath(target / "lib", path.parent)
        run(["patchelf", "--set-rpath", f"$ORIGIN/{depth}" if depth != "." else "$ORIGIN", path])
    return library


def _needed(files: Iterable[Path]) -> list[Path]:
    """Returns the shared libraries that files load, glibc's own left out, under the names they are asked for."""
    libraries: dict[str, Path] = {}
    for file in files:
        said = subprocess.run(["ldd", file], check=False, capture_output=True, text=True).stdout
        for name, path in re.findall(r"(\S+) => (/\S+)", said):
            if not _SYSTEM.match(name):
                libraries[name] = Path(path)
    return [libraries[name] for name in sorted(libraries)]


def _strip(folder: Path) -> None:
    """Leaves out the symbols that only debuggers read; not of Qt, whose libraries are stripped and do not bear it twice."""
    for path in _binaries(folder):
        if "PySide6" not in path.parts and "shiboken6" not in path.parts:
            run(["strip", "--strip-unneeded", path])


def _binaries(folder: Path, *, everything: bool = False) -> list[Path]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return files if everything else [path for path in files if path.open("rb").read(4) == b"\x7fELF"]


def _nobody(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mtime = program.WHEN
    return entry
