"""The list of papers that the open questions ask for, as a command."""

from pathlib import Path

import resources
from tests.ui.command_line.conftest import call

SAMPLE = resources.path("samples/hongda-machining.json")


def test_the_list_is_written_and_told(tmp_path: Path) -> None:
    """Exit 0: a PDF, and as JSON what is on it by question."""
    out = tmp_path / "papers.pdf"
    said = call("papers", SAMPLE, "-o", out, "--json")
    assert said.code == 0
    assert said.value["out"] == str(out)
    assert out.read_bytes().startswith(b"%PDF-1.7")
    assert all(set(paper) == {"section", "id", "name"} and paper["name"] for paper in said.value["papers"])


def test_another_ending_or_an_unreadable_case_writes_nothing(tmp_path: Path) -> None:
    """Exit 2 for an ending that is no PDF and for a case that cannot be read."""
    assert call("papers", SAMPLE, "-o", tmp_path / "papers.txt").code == 2
    assert call("papers", tmp_path / "missing.json", "-o", tmp_path / "papers.pdf").code == 2
    assert not list(tmp_path.iterdir())
