#!/usr/bin/env python3
"""Takes the pictures of the window for the guide and the README, from the running program with the sample factory.

    python packaging/pictures.py [--out DIR]

Each page is taken in both languages as a person sees it, at 1366 × 768, and kept in 64 colours: some 25 KB each.
"""

import argparse
import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image  # noqa: E402 the project's own modules come after its folder is known
from PySide6.QtCore import QBuffer, QElapsedTimer, QEventLoop, QIODevice, QPoint  # noqa: E402
from PySide6.QtWidgets import QApplication, QScrollArea  # noqa: E402

from models.language import LANGUAGES, Language  # noqa: E402
from ui import app, command_line, tasks  # noqa: E402
from ui.main_window import MainWindow  # noqa: E402
from ui.roadmap.page import RoadmapPage  # noqa: E402

SIZE = (1366, 768)
COLOURS = 64
QUIET_TURNS, PATIENCE_MS = 40, 180_000
QUESTION = "scenarios.SC09.status"


def settle(window: MainWindow, until: Callable[[], bool] = lambda: True) -> None:
    """Lets the window work until something holds and nothing is left to do.

    Raises:
        SystemExit: when that takes too long.
    """
    clock, quiet = QElapsedTimer(), 0
    clock.start()
    while quiet < QUIET_TURNS:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
        at_rest = until() and tasks.idle() and (window.ladder is None or window.ladder.is_settled)
        quiet = quiet + 1 if at_rest else 0
        if clock.elapsed() > PATIENCE_MS:
            raise SystemExit("The window did not come to rest; no picture was taken.")


def keep(window: MainWindow, path: Path) -> None:
    """Writes what the window shows as a small PNG."""
    settle(window)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    window.grab().save(buffer, "PNG")
    picture = Image.open(io.BytesIO(bytes(buffer.data().data()))).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def take(language: Language, out: Path, work: Path) -> None:
    """Takes all pictures in one language."""
    with contextlib.redirect_stdout(io.StringIO()):
        command_line.run(["--lang", language, "--data", str(work / "demo"), "demo", "--out", str(work / "job")])
    window = app.make_window(work / "data", language)
    window.resize(*SIZE)
    opened: list[bool] = []
    window.session.opened.connect(lambda: opened.append(True))
    window.show()
    settle(window, lambda: bool(opened))
    keep(window, out / f"start-{language}.png")
    window.session.take_over(lambda workspace: workspace.create_sample())
    settle(window, lambda: window.session.catalogue is not None)
    for page, target, picture in (("fill", QUESTION, "fill"), ("results", "", "result")):
        window.open_page(page, target)
        keep(window, out / f"{picture}-{language}.png")
    window.open_page("roadmap")
    roadmap = window.page("roadmap")
    assert isinstance(roadmap, RoadmapPage)
    planned: list[bool] = []
    window.session.roadmap_changed.connect(lambda: planned.append(True))
    settle(window)
    roadmap.start.click()
    settle(window, lambda: bool(planned) and roadmap.view is not None)
    _scroll_to(roadmap.view)
    keep(window, out / f"roadmap-{language}.png")
    window.open_files([work / "job" / "report.pdf"])
    window.open_page("inbox")
    keep(window, out / f"inbox-{language}.png")
    window.session.abandon()
    window.deleteLater()


def _scroll_to(widget: object) -> None:
    """Scrolls the page so that a widget on it stands at its top."""
    above = widget.parentWidget()  # type: ignore[attr-defined]
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    if above is not None:
        above.verticalScrollBar().setValue(widget.mapTo(above.widget(), QPoint(0, 0)).y())  # type: ignore[attr-defined]


def main() -> None:
    """Takes the pictures of both languages."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--out", type=Path, default=ROOT / "resources" / "help" / "images")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    for language in LANGUAGES:
        with tempfile.TemporaryDirectory() as work:
            take(language, out, Path(work))
    application.quit()


if __name__ == "__main__":
    main()
