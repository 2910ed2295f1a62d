"""Writes resources/schema/case-1.json anew from the questions of the newest national edition.

Run `python packaging/case_schema.py` after a change of the questions; a test compares the file with what this gives.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from models.document.schema import schema  # noqa: E402 - the project's root must be on the path first
from models.packs.library import Library  # noqa: E402

TARGET = ROOT / "resources" / "schema" / "case-1.json"


def text() -> str:
    """Returns the schema as it is kept."""
    return json.dumps(schema(Library(None).rulebook("national-2025")), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8", newline="\n")
    print(TARGET.relative_to(ROOT))
