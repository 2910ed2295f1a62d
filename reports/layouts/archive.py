"""Inside the process of an archived layout: its modules and files come from one archive and nowhere else.

The names of its modules are those of the present program, so this must run in a process that does nothing else: the
present modules are forgotten there and cannot come back. Nothing of a report is ever executed: the code is what we
released, and its SHA-256 is compared with the one written here before a line of it runs.
"""

import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import IO

KEPT: Mapping[int, str] = {}
"""Layout to the SHA-256 of `resources/layouts/<layout>.zip`, as `packaging/keep_layout.py` printed it."""
HOUSES = ("models", "reports", "resources", "ui")
"""The packages of which the present ones are shut out."""


class NotAsReleased(Exception):
    """A kept layout is missing or is not, to the byte, what was released."""


class HeldPath:
    """A file or folder held in memory, as far as the kept code asks anything of a path."""

    def __init__(self, files: Mapping[str, bytes], place: str = "") -> None:
        """Represents `place` below the root of `files`, whose keys have forward slashes."""
        self._files = files
        self._place = place

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self._place.rpartition("/")[2]

    @property
    def stem(self) -> str:
        """The name without its ending."""
        return self.name.rpartition(".")[0] or self.name

    def __truediv__(self, part: str) -> "HeldPath":
        return HeldPath(self._files, f"{self._place}/{part}" if self._place else part)

    def __str__(self) -> str:
        return self._place

    def __lt__(self, other: "HeldPath") -> bool:
        return self._place < other._place

    def is_file(self) -> bool:
        """Returns whether this is a file."""
        return self._place in self._files

    def is_dir(self) -> bool:
        """Returns whether there is anything below."""
        return any(name.startswith(f"{self._place}/") for name in self._files)

    def read_bytes(self) -> bytes:
        """Returns the file's content.

        Raises:
            FileNotFoundError: when there is no such file.
        """
        if self._place not in self._files:
            raise FileNotFoundError(self._place)
        return self._files[self._place]

    def read_text(self, encoding: str = "utf-8") -> str:
        """Returns the file's content as text."""
        return self.read_bytes().decode(encoding)

    def open(self, mode: str = "rb") -> IO[bytes]:
        """Opens the file for reading bytes.

        Raises:
            ValueError: for any other way to open it.
        """
        if mode != "rb":
            raise ValueError(mode)
        return io.BytesIO(self.read_bytes())

    def glob(self, pattern: str) -> Iterator["HeldPath"]:
        """Yields the files below whose path from here has as many parts as the pattern and matches each of them."""
        wanted = pattern.split("/")
        for name in self._files:
            if name.startswith(f"{self._place}/"):
                parts = name[len(self._place) + 1 :].split("/")
                if len(parts) == len(wanted) and all(map(fnmatch, parts, wanted)):
                    yield HeldPath(self._files, name)


class _Finder(MetaPathFinder, Loader):
    """Finds the program's own modules in the archive; they are found there or not at all."""

    def __init__(self, files: Mapping[str, bytes], label: str) -> None:
        self._files = files
        self._label = label

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Returns where a module of ours is; None for those of Python and of libraries."""
        if name.partition(".")[0] not in HOUSES:
            return None
        base = name.replace(".", "/")
        for place, is_package in ((f"{base}/__init__.py", True), (f"{base}.py", False)):
            if place in self._files:
                return spec_from_loader(name, self, origin=f"{self._label}/{place}", is_package=is_package)
        raise ModuleNotFoundError(f"the kept layout has no module {name}", name=name)

    def create_module(self, spec: ModuleSpec) -> None:
        """Leaves making the module to Python."""

    def exec_module(self, module: ModuleType) -> None:
        """Runs a module of the archive."""
        spec = module.__spec__
        assert spec is not None
        assert spec.origin is not None
        source = self._files[spec.origin.removeprefix(f"{self._label}/")]
        exec(compile(source, spec.origin, "exec", dont_inherit=True), module.__dict__)


def become(layout: int, shipped: Path) -> None:
    """Turns this process into one of the program that drew a layout: from here on its modules are imported.

    Args:
        layout: one of `KEPT`.
        shipped: the folder `resources` of the present program, for the archive and for the typefaces.

    Raises:
        NotAsReleased: when the archive or a typeface is missing or was changed.
    """
    files = _content(shipped / "layouts" / f"{layout}.zip", KEPT.get(layout, ""))
    about = json.loads(files["kept.json"])
    fonts = {name: _font(shipped, name, digest) for name, digest in about["fonts"].items()}
    for name in [name for name in sys.modules if name.partition(".")[0] in HOUSES]:
        del sys.modules[name]
    sys.modules["resources"] = _resources(files, fonts)
    finder = _Finder(files, f"layout-{layout}")
    sys.meta_path.insert(0, finder)


def _content(archive: Path, digest: str) -> dict[str, bytes]:
    try:
        data = archive.read_bytes()
    except OSError as error:
        raise NotAsReleased(archive.name) from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise NotAsReleased(archive.name)
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def _font(shipped: Path, name: str, digest: str) -> Path:
    """Returns the present typeface when it is still the same file, else the one that was kept for old layouts."""
    for place in (shipped / name, shipped / "layouts" / f"{digest[:16]}.ttf"):
        if place.is_file() and hashlib.sha256(place.read_bytes()).hexdigest() == digest:
            return place
    raise NotAsReleased(name)


def _resources(files: Mapping[str, bytes], fonts: Mapping[str, Path]) -> ModuleType:
    """Returns the package `resources` of the kept program: its files out of the archive."""
    root = HeldPath(files, "resources")

    def path(name: str) -> HeldPath | Path:
        return fonts.get(name) or root / name

    def text(name: str) -> str:
        return (root / name).read_text()

    module = ModuleType("resources", "The files of a kept program.")
    module.__dict__.update(path=path, text=text, version=lambda: text("version.txt").strip())
    return module
