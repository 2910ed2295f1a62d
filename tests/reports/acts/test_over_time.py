"""Where a kept paper is found, and which cases are factories of one enterprise."""

from pathlib import Path

import pytest

from models.assessment import AnswerId
from models.workspace import Workspace
from reports.acts.over_time import factories_of, located, note_place

NAME, CODE = AnswerId("enterprise.name"), AnswerId("enterprise.credit_code")
PDF = b"%PDF-1.7"


def test_a_paper_is_opened_where_it_was_saved_while_that_file_is_the_same(tmp_path: Path) -> None:
    """Once it was changed or is gone, a copy of what was kept is opened; the changed file is left alone."""
    saved = tmp_path / "out" / "报告.pdf"
    saved.parent.mkdir()
    saved.write_bytes(PDF)
    with Workspace.open(tmp_path / "data") as workspace:
        paper = workspace.keep_report("ZJ-1", 1, "报告.pdf", PDF)
        note_place(workspace, paper.digest, saved)
        assert located(workspace, paper) == saved
        saved.write_bytes(b"changed")
        copy = located(workspace, paper)
        assert (copy.name, copy.read_bytes(), saved.read_bytes()) == ("报告.pdf", PDF, b"changed")
        copy.write_bytes(b"changed too")
        assert located(workspace, paper).read_bytes() == PDF


@pytest.mark.parametrize(
    ("other", "beside"),
    [
        ({NAME: "Hongda", CODE: "A"}, True),
        ({NAME: "Other name", CODE: "A"}, True),
        ({NAME: " hongda "}, True),
        ({NAME: "Hongda", CODE: "B"}, False),
        ({}, False),
    ],
)
def test_factories_of_one_enterprise_have_its_code_or_without_one_its_name(
    tmp_path: Path, other: dict[AnswerId, str], beside: bool
) -> None:
    """The case itself comes first; what is in the trash is not among them."""
    with Workspace.open(tmp_path / "data") as workspace:
        case = workspace.create_case("ZJ-2", answers={NAME: "Hongda", CODE: "A"}).case_number
        workspace.create_case("ZJ-1", answers=dict(other))
        workspace.create_case("ZJ-3", answers={NAME: "Hongda"})
        workspace.delete_case("ZJ-3")
        expected = ["ZJ-2", "ZJ-1"] if beside else ["ZJ-2"]
        assert [factory.case for factory in factories_of(workspace, case)] == expected
