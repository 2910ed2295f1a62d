"""What is the same in every package: the program's own files, bytecode, licences and the bill of materials."""

import json
import re
import shutil
import subprocess
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path

from building.inputs import ROOT, BuildRefused, digest_of, run

PARTS = ("main.py", "models", "reports", "resources", "ui", "LICENSE", "NOTICE.md", "README.md", "README.zh.md")
"""What of the project goes into a package."""
_NEVER = shutil.ignore_patterns("__pycache__", "*.pyc", "*.po", "*.pot")
NAME = "Zhijie"
PUBLISHER = "Zhijie"
WHEN = 1_767_225_600
"""The time that every packaged file bears: 2026-01-01 UTC. A build must not know when it was made."""


def version() -> str:
    """Returns the version, from the one file that says it."""
    return (ROOT / "resources" / "version.txt").read_text(encoding="utf-8").strip()


def copy_program(target: Path) -> None:
    """Copies the program, its translations compiled, into a folder that exists."""
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, target / part, ignore=_NEVER)
        else:
            shutil.copy2(source, target / part)
    if not list((target / "resources" / "locale").rglob("*.mo")):
        raise BuildRefused("The translations are not compiled; run `python3 packaging/bootstrap.py sync` first.")


def compile_program(python: Sequence[str | Path], folder: Path, libraries: Sequence[Path]) -> None:
    """Compiles everything to bytecode; of the libraries only the bytecode stays, which is half of their size.

    The bytecode carries the source's digest and is not checked against it, so that it neither depends on the time of
    the build nor is written anew on the person's PC. The program's own sources stay, for reading and for `--debug`.

    Args:
        python: an interpreter of the packaged minor version, with the words before `-m`.
        folder: the whole package.
        libraries: the folders in it that hold other people's code.
    """
    command = [
        *python,
        "-B",
        "-m",
        "compileall",
        "-q",
        "-j",
        "0",
        "--invalidation-mode",
        "unchecked-hash",
        "-s",
        folder,
        "-p",
        NAME,
    ]
    for library in libraries:
        run([*command, "-b", library])
        for source in library.rglob("*.py"):
            if source.with_suffix(".pyc").exists():
                source.unlink()
    run([*command, *(folder / part for part in PARTS if (ROOT / part).is_dir())])


@dataclass(frozen=True)
class Component:
    """One library in a package."""

    name: str
    version: str
    licence: str
    texts: tuple[Path, ...]
    """Its licence texts."""


def components(site: Path) -> Iterator[Component]:
    """Yields the installed libraries by name, as their own metadata describe them."""
    for folder in sorted(site.glob("*.dist-info"), key=lambda path: path.name.lower()):
        fields = HeaderParser().parsestr((folder / "METADATA").read_text(encoding="utf-8"))
        classifiers = [
            line.rpartition("::")[2].strip() for line in fields.get_all("Classifier", []) if line.startswith("License")
        ]
        licence = (
            fields.get("License-Expression") or ", ".join(classifiers) or (fields.get("License") or "").split("\n")[0]
        )
        texts = tuple(
            sorted(
                path
                for path in folder.rglob("*")
                if path.is_file() and re.match(r"(?i)(licen[cs]e|copying|notice|authors)", path.name)
            )
        )
        yield Component(fields["Name"], fields["Version"], licence or "see its licence text", texts)


def write_licences(site: Path, python_licence: Path | None, target: Path) -> None:
    """Gathers the licence texts of everything inside into one folder.

    Raises:
        BuildRefused: when a library says nothing of its licence.
    """
    target.mkdir(parents=True)
    silent = []
    for component in components(site):
        if not component.texts and component.licence.startswith("see"):
            silent.append(component.name)
        for number, text in enumerate(component.texts):
            name = f"{component.name}-{number}.txt" if number else f"{component.name}.txt"
            shutil.copyfile(text, target / name)
    if python_licence is not None:
        shutil.copyfile(python_licence, target / "Python.txt")
    if silent:
        raise BuildRefused("These libraries say nothing of their licence: " + ", ".join(silent))


def write_bill(site: Path, python: str, target: Path) -> None:
    """Writes the bill of materials in CycloneDX 1.6."""
    parts = [
        {
            "type": "library", "name": part.name, "version": part.version,
            "purl": f"pkg:pypi/{re.sub(r'[-_.]+', '-', part.name).lower()}@{part.version}",
            "bom-ref": f"{part.name}@{part.version}", "licenses": [{"license": {"name": part.licence}}],
        }
        for part in components(site)
    ]  # fmt: skip
    parts.append(
        {
            "type": "application", "name": "CPython", "version": python, "bom-ref": f"CPython@{python}",
            "licenses": [{"license": {"id": "PSF-2.0"}}],
        }
    )  # fmt: skip
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(parts, sort_keys=True))}",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": NAME, "version": version(), "bom-ref": NAME}},
        "components": parts,
        "dependencies": [{"ref": NAME, "dependsOn": [part["bom-ref"] for part in parts]}],
    }
    target.write_text(json.dumps(bill, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def settle(folder: Path) -> str:
    """Gives every file the same time and plain rights, and returns the digest of the whole."""
    import os

    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_symlink():
            continue
        program = path.is_dir() or path.stat().st_mode & 0o100
        path.chmod(0o755 if program else 0o644)
        os.utime(path, (WHEN, WHEN))
    os.utime(folder, (WHEN, WHEN))
    return digest_of(folder)


def python_for(minor: str) -> list[str | Path]:
    """Returns how to call an interpreter of a minor version, which compiles the bytecode.

    Raises:
        BuildRefused: when there is none, and uv cannot fetch one.
    """
    from bootstrap import python_on_path, surroundings

    from building.inputs import uv

    installed = python_on_path(minor)
    if installed:
        return [installed]
    named = subprocess.run(
        [uv(), "python", "find", minor], check=False, capture_output=True, text=True,
        env={**surroundings(), "UV_PYTHON_DOWNLOADS": "automatic"},
    )  # fmt: skip
    if named.returncode == 0:
        return [named.stdout.strip()]
    raise BuildRefused(
        f"The package's bytecode is compiled by Python {minor}, which is not here. Please install it, or name one with --python."
    )
