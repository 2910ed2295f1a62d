"""A next release made for a test: the present program with another layout, in a folder of its own, that kept the present one.

What the present program signs are then papers of an earlier release, and the successor has nothing but what
`packaging/keep_layout.py` kept of it.
"""

import base64
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from reports.payload import LAYOUT
from reports.verification import Trust
from tests import ROOT
from tests.reports.papers import LATER
from tests.test_architecture import module_from

_VERDICTS = """
import json, sys
from datetime import datetime
from pathlib import Path
from reports.verification import Setting, Trust, VerificationTask, Verifier
folder, now = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
files = sorted(folder.glob("*.pdf"))
trust = Trust(tuple(pem.read_bytes() for pem in sorted(folder.glob("*.pem"))))
with Verifier(Setting(trust, now)) as verifier:
    for index, verdict in verifier.verify([VerificationTask(file.stem, data=file.read_bytes()) for file in files]):
        line = {
            "kind": verdict.kind.value, "reason": verdict.reason.text("en"),
            "claimed": verdict.claimed_tier, "recomputed": verdict.recomputed_tier,
            "document": verdict.document and verdict.document.value,
            "roles": [line.role.value for line in verdict.signatures],
            "notes": [note.text("en") for note in verdict.notes],
        }
        print(json.dumps([files[index].stem, line]))
"""
_PAGES = """
import base64, sys
from pathlib import Path
from reports.pdf import redrawn
print(base64.b64encode(redrawn(Path(sys.argv[1]).read_bytes())).decode())
"""


@dataclass(frozen=True)
class Successor:
    """The folder of the next release."""

    root: Path

    def run(self, program: str, *words: str) -> str:
        """What a piece of Python prints in this program."""
        done = subprocess.run(
            [sys.executable, "-c", program, *words],
            cwd=self.root, capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def verdicts(self, papers: Mapping[str, bytes], trusted: Trust, now: datetime = LATER) -> dict[str, dict[str, Any]]:
        """What this program says of some papers, by their names."""
        folder = self.root / "papers"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name, data in papers.items():
            (folder / f"{name}.pdf").write_bytes(data)
        for number, pem in enumerate(trusted.certificates):
            (folder / f"{number}.pem").write_bytes(pem)
        said = self.run(_VERDICTS, str(folder), now.isoformat())
        return dict(json.loads(line) for line in said.splitlines())

    def pages(self, payload: bytes) -> bytes:
        """A report drawn by this program from any data attachment."""
        file = self.root / "payload.json"
        file.write_bytes(payload)
        return base64.b64decode(self.run(_PAGES, str(file)))


def make_successor(root: Path) -> Successor:
    """Makes the next release of the present program: its pages, texts, measures and rules are others."""
    for name in ("models", "ui", "tests", "packaging", "main.py"):
        (root / name).symlink_to(ROOT / name)
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("reports", "resources"):
        shutil.copytree(ROOT / name, root / name, ignore=ignored, symlinks=False)
    _edit(root / "reports/payload/assemble.py", f"LAYOUT = {LAYOUT}\n", f"LAYOUT = {LAYOUT + 1}\n")
    _edit(root / "reports/payload/assemble.py", '"Tier reached: {tier}"', '"The tier that was reached: {tier}"')
    _edit(root / "reports/payload/discretion.py", "the case number, the cover's", "case number, cover's")
    _edit(root / "resources/catalogue/0-pack.yaml", 'version: "', 'version: "9')
    pack = root / "resources/catalogue/0-pack.yaml"
    pack.write_text(re.sub(r'date: "[0-9]{4}', 'date: "2099', pack.read_text("utf-8"), count=1), "utf-8")
    _edit(root / "resources/catalogue/1-groundwork.yaml", 'zh: "', 'zh: "新')
    keeping = module_from(ROOT / "packaging" / "keep_layout.py")
    released = keeping.program_files(ROOT)
    vars(keeping)["ROOT"] = root
    keeping.keep_layout(released, "the present one")
    keeping.keep_packs(released)
    kept = keeping.digest((root / f"resources/layouts/{LAYOUT}.zip").read_bytes())
    archive = root / "reports/layouts/archive.py"
    text = archive.read_text("utf-8")
    changed = re.sub(r"^KEPT: .*= \{", f'KEPT: Mapping[int, str] = {{{LAYOUT}: "{kept}",', text, flags=re.MULTILINE)
    assert changed != text
    archive.write_text(changed, "utf-8")
    return Successor(root)


def _edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text, (file, old)
    file.write_text(text.replace(old, new, 1), "utf-8")
