"""How a layout and the packs of a release are kept: the present ones can be, and the same files give the same archive."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import resources
from models.packs.opening import open_pack
from reports.layouts import door
from tests import ROOT
from tests.reports.sample import library, report_payload
from tests.test_architecture import module_from

_DRAW = """
import json, sys
from pathlib import Path
from reports.layouts import archive
layout, digest, shipped, payload, pack = 99, *sys.argv[1:]
archive.KEPT = {layout: digest}
archive.become(layout, Path(shipped))
from models.packs.library import Library
from reports.layouts import door
name, held = json.loads(Path(pack).read_text("utf-8"))
packs = archive.HeldPath({f"packs/{name}/1.yaml": held.encode()})
data = Path(payload).read_bytes()
found = door.report(data, Library(packs), None)
Path(payload).with_suffix(".pdf").write_bytes(door.pages(data)["pdf"])
Path(payload).with_suffix(".shown").write_bytes(found["shown"])
import reports.payload
print(reports.payload.__spec__.origin)
"""


_READ = tuple(
    f"resources/{name}" for name in ("rulebook/", "catalogue/", "digital_level/", "locale/", "__init__", "version")
)


@pytest.fixture(scope="module")
def keeping() -> Any:
    """The script that keeps layouts."""
    return module_from(ROOT / "packaging" / "keep_layout.py")


@pytest.fixture(scope="module")
def present(keeping: Any) -> Mapping[str, bytes]:
    """The files of the present program, as they are kept."""
    files: Mapping[str, bytes] = keeping.program_files(ROOT)
    return files


def test_the_same_files_give_the_same_archive(keeping: Any, present: Mapping[str, bytes]) -> None:
    """Whatever order they come in."""
    turned = dict(reversed(list(present.items())))
    assert keeping.archive(dict(present), 99, "x") == keeping.archive(turned, 99, "x")


def test_the_present_layout_can_be_kept(keeping: Any, present: Mapping[str, bytes], tmp_path: Path) -> None:
    """From its archive alone, in a process that cannot see the present modules, it draws the same bytes.

    Whoever lets the layout read another file or import another module learns here whether it will still be found.
    """
    archived = keeping.archive(dict(present), 99, "x")
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "99.zip").write_bytes(archived)
    (tmp_path / "fonts").symlink_to(resources.path("fonts"), target_is_directory=True)
    (tmp_path / "p.json").write_bytes(report_payload())
    pack = resources.path("rulebook/national-2025.yaml").read_text("utf-8")
    (tmp_path / "pack").write_text(json.dumps(["national-2025", pack]), "utf-8")
    words = [hashlib.sha256(archived).hexdigest(), str(tmp_path), str(tmp_path / "p.json"), str(tmp_path / "pack")]
    done = subprocess.run(
        [sys.executable, "-c", _DRAW, *words], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "layout-99/reports/payload/__init__.py"
    assert (tmp_path / "p.pdf").read_bytes() == door.pages(report_payload())["pdf"]
    assert (tmp_path / "p.shown").read_bytes() == door.report(report_payload(), library(), None)["shown"]


_ASK = """
import json, sys
from models.packs import shipped
from models.packs.library import Library
library = Library(None)
digest = sys.argv[1]
national = library.rulebook("national-2025").packs[0]
def least(book):
    return next(c.rule for c in book.conditions if c.id == "jiangsu-2026.scenarios")
newest = least(library.rulebook("national-2025", ["jiangsu-2026"]))
unread = shipped.earlier.cache_info().currsize == 0
old = least(library.rulebook_made_of([(national.id, national.digest), ("jiangsu-2026", digest)]))
print(json.dumps([newest, unread, old, [info.version for info in library.versions("jiangsu-2026")]]))
"""


def test_packs_of_earlier_releases_are_found_by_digest(
    keeping: Any, present: Mapping[str, bytes], tmp_path: Path
) -> None:
    """The newest is used for new work, the earlier one judges its reports, and it is not read before that."""
    for house in ("models", "reports"):
        (tmp_path / house).symlink_to(ROOT / house, target_is_directory=True)
    for name, data in present.items():
        if name.startswith(_READ) and "/earlier/" not in name:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(data)
    name, edition = "resources/rulebook/jiangsu-2026.yaml", "resources/rulebook/national-2025.yaml"
    released = present[name]
    pack = open_pack("jiangsu-2026.yaml", released).header.info
    text = released.decode().replace("built_count >= 15", "built_count >= 18").replace(pack.date, "2099-01-01")
    (tmp_path / name).write_text(text.replace(f'version: "{pack.version}"', 'version: "9.0"'), "utf-8")
    keeping.ROOT = tmp_path
    released_files = {file: data for file, data in present.items() if file.startswith("resources/catalogue/")}
    keeping.keep_packs({**released_files, name: released, edition: present[edition]})
    kept = [file.name for file in (tmp_path / "resources" / "rulebook" / "earlier").iterdir()]
    assert f"jiangsu-2026_{pack.digest[:16]}.yaml" in kept
    assert not [name for name in kept if name.startswith("national-2025_")]
    done = subprocess.run(
        [sys.executable, "-c", _ASK, pack.digest], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == ["built_count >= 18", True, "built_count >= 15", ["9.0", pack.version]]
    assert not (tmp_path / "resources" / "catalogue" / "earlier").exists()


def test_a_pack_that_changed_must_have_a_higher_version_and_a_later_date(
    keeping: Any, present: Mapping[str, bytes], tmp_path: Path
) -> None:
    """A report names its packs by version and date: two contents must never look alike."""
    for name, data in present.items():
        if name.startswith(("resources/rulebook/", "resources/catalogue/")):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(data)
    keeping.ROOT = tmp_path
    for name in ("resources/rulebook/jiangsu-2026.yaml", "resources/catalogue/1-groundwork.yaml"):
        released = {**present, name: present[name].replace(b'en: "', b'en: "Old: ')}
        with pytest.raises(SystemExit, match="raise its version and date"):
            keeping.keep_packs(released)
