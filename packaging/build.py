#!/usr/bin/env python3
"""Builds the packages that people install: no compiler, no administrator, the same bytes each time.

    python packaging/build.py --target windows|linux|macos [--out DIR]

    --out DIR      where the packages go (default: build/packages)
    --embed ZIP    windows: the embeddable CPython of python.org; without it the version that was tried is fetched
    --python PATH  windows: a Python 3.13 that compiles the bytecode; without it one on the path, or uv's
    --check        only holds that every locked library has a wheel for every target
    --twice        builds two times and holds that the bytes agree

Windows: `Zhijie-VERSION-setup.exe` for one person and `Zhijie-VERSION-portable.zip` for a stick; built on Linux or Windows
with NSIS and osslsigncode. Linux: `zhijie_VERSION_amd64.deb` and `Zhijie-VERSION-linux.tar.xz`; built on the oldest system
that they shall run on, with dpkg-deb, binutils, patchelf and a C compiler. macOS: `Zhijie.app`, on a Mac. Beside them the user guide,
`SHA256SUMS`, and `contents.txt`: what takes the space. What was trimmed and why stands in `packaging/building/trimming.py`.
"""

import argparse
import hashlib
import shutil
import sys
import tempfile
from pathlib import Path

import bootstrap
from building import linux, macos, program, windows
from building.inputs import ROOT, BuildRefused, hold_tools, run, wheels
from building.trimming import bytes_of, sizes

TARGETS = {
    "windows x64": (windows.PLATFORM, windows.MINOR),
    "linux x64": (linux.PLATFORM, "3.11"),
    "linux x64, Python 3.13": (linux.PLATFORM, "3.13"),
    "macos arm64": ("aarch64-apple-darwin", "3.13"),
}
"""The systems that every locked library must have a wheel for: uv's name of the system, the Python."""


def check_wheels() -> None:
    """Fetches the locked libraries for every target, wheels only.

    Raises:
        BuildRefused: naming the target that lacks one.
    """
    for name, (platform, python) in TARGETS.items():
        bootstrap.say(f"wheels for {name}")
        with tempfile.TemporaryDirectory() as folder:
            wheels(Path(folder) / "site", platform=platform, python=python)


def build(target: str, out: Path, arguments: argparse.Namespace) -> list[Path]:
    """Builds the packages of one system and returns their paths."""
    hold_tools({"windows": windows.TOOLS, "linux": linux.TOOLS}.get(target, {}))
    bootstrap.prepare([], for_tests=False)
    folder = out / "assembled" / target / program.NAME
    number = program.version()
    if target == "macos":
        return [macos.app(out)]
    if target == "windows":
        compiler = [arguments.python] if arguments.python else program.python_for(windows.MINOR)
        release = windows.assemble(folder, arguments.embed, compiler)
        packages = [out / f"Zhijie-{number}-setup.exe", out / f"Zhijie-{number}-portable.zip"]
    else:
        release = linux.assemble(folder)
        packages = [out / f"zhijie_{number}_amd64.deb", out / f"Zhijie-{number}-linux.tar.xz"]
    digest = program.settle(folder)
    if target == "windows":
        windows.installer(folder, packages[0])
        windows.portable(folder, packages[1])
    else:
        linux.deb(folder, packages[0])
        linux.portable(folder, packages[1])
    run([bootstrap.environment_python(), ROOT / "packaging" / "guide.py", "--out", out])
    listing = [f"Python {release}", f"files, SHA-256: {digest}", f"installed: {bytes_of(folder) / 1e6:.1f} MB"]
    if target == "linux":
        listing.append(f"needs glibc {linux.oldest_glibc(folder)}")
    listing += [f"{package.name}: {package.stat().st_size / 1e6:.1f} MB" for package in packages]
    listing += [
        f"{size / 1e6:8.1f} MB  {name}" for name, size in [("python", bytes_of(folder / "python")), *sizes(folder)]
    ]
    (out / f"contents-{target}.txt").write_text("\n".join(listing) + "\n", encoding="utf-8")
    print("\n".join(listing))
    return packages


def main() -> int:
    """Does what the arguments ask for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--target", choices=("windows", "linux", "macos"))
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "packages")
    parser.add_argument("--embed", type=Path)
    parser.add_argument("--python", type=Path)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--twice", action="store_true")
    arguments = parser.parse_args()
    if not arguments.check and arguments.target is None:
        parser.error("name a --target, or --check")
    out = arguments.out.absolute()
    out.mkdir(parents=True, exist_ok=True)
    try:
        if arguments.check:
            check_wheels()
        if arguments.target:
            packages = build(arguments.target, out, arguments)
            first = _digests(packages)
            if arguments.twice and first != _digests(build(arguments.target, out, arguments)):
                raise BuildRefused("Two builds of the same source gave different packages.")
            (out / f"SHA256SUMS-{arguments.target}").write_text(
                "".join(f"{digest}  {name}\n" for name, digest in first.items()), encoding="utf-8"
            )
            shutil.rmtree(out / "assembled", ignore_errors=True)
    except (BuildRefused, bootstrap.Refused) as refusal:
        bootstrap.say(str(refusal))
        return 1
    return 0


def _digests(packages: list[Path]) -> dict[str, str]:
    return {package.name: hashlib.sha256(package.read_bytes()).hexdigest() for package in packages if package.is_file()}


if __name__ == "__main__":
    sys.exit(main())
