"""The answers of the digital level are kept with the case, like all others: document, database, history, undo."""

import json
from pathlib import Path

import pytest

from models import document
from models.assessment import AnswerId, Value
from models.document.schema import schema
from models.packs.library import Library
from models.workspace import Workspace

CHANGES: dict[AnswerId, Value | None] = {
    AnswerId("digital_level.SQ01.B"): "yes",
    AnswerId("digital_level.SQ02.machines"): 60,
    AnswerId("digital_level.SQ05.choice"): "C",
    AnswerId("digital_level.SS06.level"): "3",
    AnswerId("digital_level.SS06.filled"): ("systems.MES.in_use=yes",),
    AnswerId("digital_level.official.date"): "2026-09",
}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An empty workspace."""
    return Workspace.open(tmp_path / "data")


def test_document_database_history_and_undo_hold_them(workspace: Workspace) -> None:
    """Saved, read back, written as a document, read again, told in the history, and taken back in one step."""
    with workspace:
        case = workspace.create_case().case_number
        workspace.save_answers(case, CHANGES)
        kept = workspace.load(case)
        assert dict(kept.answers) == CHANGES
        data = document.write(kept)
        below = json.loads(data)["assessment"]["digital_level"]
        assert below["SS06"] == {"filled": ["systems.MES.in_use=yes"], "level": "3"}
        assert document.read(data, "case.json", Library(None)).answers == kept.answers
        assert {change.answer for change in workspace.history(case)} == set(CHANGES)
        assert workspace.undo(case) is not None
        assert not workspace.load(case).answers


def test_the_schema_knows_them() -> None:
    """Other programs find every question and scene with its choices in the schema of the document."""
    properties = schema(Library(None).rulebook("national-2025"))["properties"]["assessment"]["properties"]
    level = properties["digital_level"]["properties"]
    assert len(level) == 15 + 16 + 1
    assert level["SS06"]["properties"]["level"]["enum"] == ["0", "1", "2", "3", "4"]
    assert level["SQ08"]["properties"]["choice"]["enum"] == list("ABCDEF")
