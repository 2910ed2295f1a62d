"""Keeps how a released program drew its reports, and the packs that it shipped, so that they verify for ever.

Run before the first change after a release, or at the next release at the latest:

    python packaging/keep_layout.py REVISION

REVISION is the release's tag. Written are

- `resources/layouts/<layout>.zip`: the modules that draw a report, reply or note from its data and work its result out
  again, with the texts and schemas that they read; the same revision gives the same bytes. Typefaces are shared with the
  present program; one that was changed since is put beside the archive under its digest. `kept.json` in it names the
  modules of Python and of libraries that it imports: whoever freezes the program names them to the freezer;
- `resources/rulebook/earlier/<id>_<digest>.yaml`: every shipped rulebook and overlay that has other content today;
- `resources/catalogue/earlier/<digest>/`: the files of the catalogue, when it has other content today.

What has other content must have a higher version and a later date, or two contents would look alike in a report.

The digest that is printed belongs into `KEPT` in `reports/layouts/archive.py`. Nothing is kept of a layout that is still
the present one.
"""

import argparse
import ast
import hashlib
import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from models.rulebook import PackInfo

DOOR = "reports/layouts/door.py"
HOUSES = ("models", "reports", "resources")
TEXTS = re.compile(
    r"resources/(?:version\.txt|digital_level/[^/]+\.yaml|places/[^/]+\.json|schema/(?:payload|reply|note)-[0-9]+\.json|locale/.*\.mo)"
)
FONTS = re.compile(r"resources/fonts/.*(?:\.ttf|\.ttf\.xz|Reserve\.txt)")
_MOMENT = (1980, 1, 1, 0, 0, 0)


def release(revision: str) -> dict[str, bytes]:
    """Returns the files of `models/`, `reports/` and `resources/` at a revision by their paths, its texts compiled.

    Raises:
        subprocess.CalledProcessError: when git does not know the revision, or its texts do not compile.
    """
    command = ["git", "archive", "--format=zip", revision]
    packed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    with tempfile.TemporaryDirectory() as place, zipfile.ZipFile(io.BytesIO(packed)) as opened:
        opened.extractall(place)
        # Compiled texts are not committed: that revision's own tool makes them.
        subprocess.run([sys.executable, "packaging/translate.py", "--compile"], cwd=place, check=True)
        return program_files(Path(place))


def program_files(root: Path) -> dict[str, bytes]:
    """Returns the files of the program in a folder that can be kept, by their paths."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for house in HOUSES
        for path in sorted((root / house).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def layout_of(files: dict[str, bytes]) -> int:
    """Returns the layout that a program draws."""
    layout = re.search(rb"^LAYOUT = ([0-9]+)$", files["reports/payload/assemble.py"], re.MULTILINE)
    if layout is None:
        raise SystemExit("this revision does not say which layout it draws")
    return int(layout[1])


def needed(files: dict[str, bytes], start: str) -> set[str]:
    """Returns the modules that one of them imports, at once or late, with the packages that they lie in."""
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        path = waiting.pop()
        if path in reached:
            continue
        reached.add(path)
        package = path.removesuffix("/__init__.py") if path.endswith("/__init__.py") else path.rpartition("/")[0]
        while package:
            waiting += [place for place in [f"{package}/__init__.py"] if place in files]
            package = package.rpartition("/")[0]
        for name in _imported(ast.parse(files[path])):
            base = name.replace(".", "/")
            waiting += [place for place in (f"{base}.py", f"{base}/__init__.py") if place in files]
    return {path for path in reached if not path.startswith("resources/")}


def _imported(tree: ast.Module) -> Iterator[str]:
    """Yields what could be a module, without what only type checkers read."""
    skipped = {
        id(inside)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inside in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imports(kept: dict[str, bytes]) -> list[str]:
    """Returns the modules of Python and of libraries that kept modules import: a bundle must hold them all.

    Of `from x import y` both `x` and `x.y` are named, whether `y` is a module or not.
    """
    named = {name for data in kept.values() for name in _imported(ast.parse(data))}
    return sorted(name for name in named if name.partition(".")[0] not in (*HOUSES, "ui"))


def archive(files: dict[str, bytes], layout: int, commit: str) -> bytes:
    """Returns the kept layout as a zip archive, the same bytes whenever and wherever it is made."""
    fonts = {name.removeprefix("resources/"): digest(data) for name, data in files.items() if FONTS.fullmatch(name)}
    kept = {name: files[name] for name in needed(files, DOOR)}
    about = {"layout": layout, "revision": commit, "fonts": fonts, "imports": imports(kept)}
    kept |= {name: data for name, data in files.items() if TEXTS.fullmatch(name)}
    kept["kept.json"] = json.dumps(about, indent=1, sort_keys=True).encode()
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as opened:
        for name in sorted(kept):
            # Stored: how well deflate packs depends on the Python that runs this, and git packs the archive anyway.
            opened.writestr(zipfile.ZipInfo(name, _MOMENT), kept[name], zipfile.ZIP_STORED)
    return written.getvalue()


def digest(data: bytes) -> str:
    """Returns the SHA-256 of an archive or typeface."""
    return hashlib.sha256(data).hexdigest()


def keep_layout(files: dict[str, bytes], commit: str) -> None:
    """Writes the archive, and the typefaces that are others today."""
    layout = layout_of(files)
    if f"LAYOUT = {layout}\n" in (ROOT / "reports" / "payload" / "assemble.py").read_text(encoding="utf-8"):
        print(f"layout {layout} is still the present one: nothing to keep")
        return
    folder = ROOT / "resources" / "layouts"
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        present = ROOT / name
        if FONTS.fullmatch(name) and not (present.is_file() and present.read_bytes() == data):
            (folder / f"{digest(data)[:16]}.ttf").write_bytes(data)
    archived = archive(files, layout, commit)
    (folder / f"{layout}.zip").write_bytes(archived)
    print(f"layout {layout}: {len(archived)} bytes, in KEPT of reports/layouts/archive.py write")
    print(f'    {layout}: "{digest(archived)}",')


def keep_packs(files: dict[str, bytes]) -> None:
    """Writes the rulebooks, local rules and measures whose content is another today.

    Raises:
        SystemExit: when something changed and has no higher version and later date.
    """
    from models.packs.opening import open_pack

    shipped = ROOT / "resources" / "rulebook"
    opened = (open_pack(file.name, file.read_bytes()) for file in shipped.glob("*.yaml"))
    present = {each.header.info.id: each.header.info for each in opened}
    for name in sorted(files):
        if re.fullmatch(r"resources/rulebook/(?:earlier/)?[^/]+\.yaml", name):
            header = open_pack(Path(name).name, files[name]).header
            info = header.info
            if header.empty or not _is_other(info, present.get(info.id)):
                continue
            target = shipped / "earlier" / f"{info.id}_{info.digest[:16]}.yaml"
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(files[name])
            print(f"kept {info.id} {info.version} of {info.date}")
    keep_catalogue(files)


def keep_catalogue(files: dict[str, bytes]) -> None:
    """Writes the measures of every release in `files` that are others today; errors as of `keep_packs`."""
    from models.packs.measures.pack import read_catalogue

    def read(texts: dict[str, bytes]) -> "PackInfo":
        return read_catalogue(tuple((Path(name).name, texts[name]) for name in sorted(texts))).packs[0]

    folder = ROOT / "resources" / "catalogue"
    present = read({file.name: file.read_bytes() for file in folder.glob("*.yaml")})
    of_then = re.compile(r"resources/catalogue/((?:earlier/[0-9a-f]+/)?)[^/]+\.yaml")
    for place in sorted({match[1] for name in files if (match := of_then.fullmatch(name))}):
        texts = {name: data for name, data in files.items() if (match := of_then.fullmatch(name)) and match[1] == place}
        info = read(texts)
        if _is_other(info, present):
            target = folder / "earlier" / info.digest[:16]
            target.mkdir(parents=True, exist_ok=True)
            for name, data in texts.items():
                (target / Path(name).name).write_bytes(data)
            print(f"kept the measures {info.version} of {info.date}")


def _is_other(old: "PackInfo", new: "PackInfo | None") -> bool:
    if new is None:
        return True
    if new.digest == old.digest:
        return False
    if new.date <= old.date or _numbers(new.version) <= _numbers(old.version):
        raise SystemExit(f"{old.id} has other content than {old.version} of {old.date}: raise its version and date")
    return True


def _numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"[0-9]+", version)]


def main() -> None:
    """Keeps what a released revision drew and shipped."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("revision", help="tag or commit of the release")
    revision = parser.parse_args().revision
    asked = ["git", "rev-parse", "--verify", f"{revision}^{{commit}}"]
    commit = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
    files = release(commit)
    keep_layout(files, commit)
    keep_packs(files)


if __name__ == "__main__":
    main()
