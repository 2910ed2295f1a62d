"""How long a person waits for the first page, against a window with nothing in it; packages are measured by the same tool."""

import compileall
import sys

import pytest

from tests import ROOT
from tests.benchmarks.measuring import Scale
from tests.packaging.loading import packaging_module


@pytest.mark.benchmark
def test_the_first_page_is_painted_about_as_soon_as_a_bare_window(
    monkeypatch: pytest.MonkeyPatch, scale: Scale
) -> None:
    """Start to first painted page, and to the data, beside a bare PySide6 window; medians of alternating runs."""
    monkeypatch.delenv("DISPLAY", raising=False)
    for package in ("ui", "models", "resources"):
        compileall.compile_dir(ROOT / package, quiet=2)
    startup = packaging_module("startup")
    medians = startup.measure(ROOT, scale.of(9))
    sys.stdout.write(f"\n{startup.summary(medians)}\n")
    assert set(medians) == {"bare painted", "ours painted", "ours opened"}
