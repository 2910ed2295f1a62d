"""The way to the first page and the cases loads what they need, once, and nothing is searched on the way."""

import json
import subprocess
import sys
from pathlib import Path

from models.workspace import Workspace
from tests import ROOT

_START = """
import gc, json, linecache, sys
from pathlib import Path
from ui import loading
loading.begin()
paused = not gc.isenabled()
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui import app
application = QApplication([])
window = app.make_window(Path(sys.argv[1]), "zh")
shown = list(sys.modules)

def look():
    print(json.dumps({
        "paused": paused, "goes on": gc.isenabled(), "left alone": gc.get_freeze_count(),
        "read": [name for name in linecache.cache if name.endswith(".py") and ("models" in name or "sqlalchemy" in name)],
        "shown": shown, "opened": list(sys.modules),
    }))
    window.close()
    application.exit(0)

window.session.opened.connect(lambda: QTimer.singleShot(0, look))
window.show()
application.exec()
"""


def _loaded(folder: Path) -> dict[str, object]:
    """Starts the window over a folder with one case, in a process of its own, and returns what it had done by then."""
    with Workspace.open(folder) as workspace:
        workspace.create_sample()
        workspace.cases()
    done = subprocess.run(
        [sys.executable, "-c", _START, str(folder)], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_nothing_is_searched_while_the_window_is_loaded(tmp_path: Path) -> None:
    """No source is read again for PySide6, no rubbish is looked for; once the cases are listed that goes on."""
    state = _loaded(tmp_path)
    assert state["read"] == []
    assert state["paused"]
    assert state["goes on"]
    assert isinstance(state["left alone"], int)
    assert state["left alone"] > 10_000


def test_the_first_page_and_the_cases_load_only_what_they_show(tmp_path: Path) -> None:
    """No storage before the first paint; no solver, PDF, plan, rules or database of an office before the cases are listed."""
    state = _loaded(tmp_path)
    shown, opened = state["shown"], state["opened"]
    assert isinstance(shown, list)
    assert isinstance(opened, list)
    assert not {"sqlalchemy", "models.rulebook", "models.case", "numpy"} & set(shown)
    late = {
        "sqlalchemy.dialects.postgresql", "alembic", "yaml", "numpy", "highspy", "reportlab", "pikepdf", "pyhanko",
        "models.roadmap", "models.catalogue", "models.evaluation", "models.rulebook", "models.review",
    }  # fmt: skip
    assert not late & set(opened)
