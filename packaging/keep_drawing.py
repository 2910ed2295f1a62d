"""Keeps how a released program drew its reports, and the rule packs that it shipped, so that they verify for ever.

Run before the first change after a release, or at the next release at the latest:

    python packaging/keep_drawing.py REVISION

REVISION is the release's tag. Written are

- `resources/drawings/<layout>.zip`: the modules that draw a report, reply or note from its data and work its result out
  again, with the texts and schemas that they read; the same revision gives the same bytes. Typefaces are shared with the
  present program; one that was changed since is put beside the archive under its digest. `kept.json` in it names the
  modules of Python and of libraries that it imports: whoever freezes the program names them to the freezer;
- `resources/rulebook/earlier/<id>_<digest>.yaml`: every shipped pack that has other content today.

The digest that is printed belongs into `KEPT` in `reports/drawings/archive.py`. Nothing is kept of a layout that is still
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
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

DOOR = "reports/drawings/door.py"
HOUSES = ("models", "reports", "resources")
TEXTS = re.compile(r"resources/(?:version\.txt|schema/(?:payload|reply|note)-[0-9]+\.json|locale/.*\.mo)")
FONTS = re.compile(r"resources/fonts/.*\.ttf")
FOUNDING = {
    # The first release had no door yet: it gets that of the revision which kept it.
    1: ("fc27c4a56d6719c1c8ab61a274c1508b118a4810", ("reports/drawings/__init__.py", DOOR, "reports/payload/shown.py"))
}
_MOMENT = (1980, 1, 1, 0, 0, 0)


def release(revision: str) -> dict[str, bytes]:
    """Returns the files of `models/`, `reports/` and `resources/` at a revision by their paths.

    Raises:
        subprocess.CalledProcessError: when git does not know the revision.
    """
    command = ["git", "archive", "--format=zip", revision, *HOUSES]
    packed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        return {name: opened.read(name) for name in opened.namelist() if not name.endswith("/")}


def layout_of(files: dict[str, bytes]) -> int:
    """Returns the layout that a program draws."""
    found = re.search(rb"^LAYOUT = ([0-9]+)$", files["reports/payload/assemble.py"], re.MULTILINE)
    if found is None:
        raise SystemExit("this revision does not say which layout it draws")
    return int(found[1])


def needed(files: dict[str, bytes], start: str) -> set[str]:
    """Returns the modules that one of them imports, at once or late, with the packages that they lie in."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        package = path.removesuffix("/__init__.py") if path.endswith("/__init__.py") else path.rpartition("/")[0]
        while package:
            waiting += [place for place in [f"{package}/__init__.py"] if place in files]
            package = package.rpartition("/")[0]
        for name in _imported(ast.parse(files[path])):
            base = name.replace(".", "/")
            waiting += [place for place in (f"{base}.py", f"{base}/__init__.py") if place in files]
    return {path for path in found if not path.startswith("resources/")}


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
    """Returns the kept drawing as a zip archive, the same bytes whenever and wherever it is made."""
    fonts = {name.removeprefix("resources/"): _digest(data) for name, data in files.items() if FONTS.fullmatch(name)}
    kept = {name: files[name] for name in needed(files, DOOR)}
    told = {"layout": layout, "revision": commit, "fonts": fonts, "imports": imports(kept)}
    kept |= {name: data for name, data in files.items() if TEXTS.fullmatch(name)}
    kept["kept.json"] = json.dumps(told, indent=1, sort_keys=True).encode()
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as opened:
        for name in sorted(kept):
            # Stored: how well deflate packs depends on the Python that runs this, and git packs the archive anyway.
            opened.writestr(zipfile.ZipInfo(name, _MOMENT), kept[name], zipfile.ZIP_STORED)
    return written.getvalue()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def keep_drawing(files: dict[str, bytes], commit: str) -> None:
    """Writes the archive, and the typefaces that are others today."""
    layout = layout_of(files)
    if f"LAYOUT = {layout}\n" in (ROOT / "reports" / "payload" / "assemble.py").read_text(encoding="utf-8"):
        print(f"layout {layout} is still the present one: nothing to keep")
        return
    if layout in FOUNDING:
        founder, added = FOUNDING[layout]
        later = release(founder)
        files |= {name: later[name] for name in added}
    folder = ROOT / "resources" / "drawings"
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        present = ROOT / name
        if FONTS.fullmatch(name) and not (present.is_file() and present.read_bytes() == data):
            (folder / f"{_digest(data)[:16]}.ttf").write_bytes(data)
    made = archive(files, layout, commit)
    (folder / f"{layout}.zip").write_bytes(made)
    print(f"layout {layout}: {len(made)} bytes, in KEPT of reports/drawings/archive.py write")
    print(f'    {layout}: "{_digest(made)}",')


def keep_packs(files: dict[str, bytes]) -> None:
    """Writes the rulebooks and local rules whose content is another today."""
    from models.packs.opening import open_pack

    def digest(name: str, data: bytes) -> str:
        return open_pack(name, data).header.info.digest

    shipped = ROOT / "resources" / "rulebook"
    present = {digest(file.name, file.read_bytes()) for file in shipped.glob("*.yaml")}
    for name in sorted(files):
        if re.fullmatch(r"resources/rulebook/(?:earlier/)?[^/]+\.yaml", name):
            opened = open_pack(Path(name).name, files[name])
            info = opened.header.info
            target = shipped / "earlier" / f"{info.id}_{info.digest[:16]}.yaml"
            if info.digest not in present and not opened.header.empty and not target.is_file():
                target.parent.mkdir(exist_ok=True)
                target.write_bytes(files[name])
                print(f"kept {info.id} {info.version} of {info.date}")


def main() -> None:
    """Keeps what a released revision drew and shipped."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("revision", help="tag or commit of the release")
    revision = parser.parse_args().revision
    asked = ["git", "rev-parse", "--verify", f"{revision}^{{commit}}"]
    commit = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
    files = release(commit)
    keep_drawing(files, commit)
    keep_packs(files)


if __name__ == "__main__":
    main()
