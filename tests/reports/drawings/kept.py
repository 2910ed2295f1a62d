"""The papers of earlier releases as they were sent, and their signers: `tests/data/kept/layout-<n>/`."""

import tarfile
from datetime import UTC, datetime
from functools import cache

from reports.verification import Trust
from tests import ROOT

FOLDER = ROOT / "tests" / "data" / "kept"
NOW = datetime(2026, 12, 1, tzinfo=UTC)
"""When they are verified: their certificates are valid then."""


@cache
def papers(layout: int) -> dict[str, bytes]:
    """The papers of a layout by their names."""
    with tarfile.open(FOLDER / f"layout-{layout}" / "reports.tar.xz") as packed:
        found = {entry.name.removesuffix(".pdf"): packed.extractfile(entry) for entry in packed.getmembers()}
        return {name: file.read() for name, file in found.items() if file is not None}


@cache
def signers(layout: int) -> Trust:
    """Trust in those who signed them."""
    return Trust(tuple(file.read_bytes() for file in sorted((FOLDER / f"layout-{layout}").glob("*.pem"))))


LAYOUTS = tuple(sorted(int(folder.name.removeprefix("layout-")) for folder in FOLDER.iterdir()))
EVERY = tuple((layout, name) for layout in LAYOUTS for name in papers(layout))
