"""The first words on screen: Chinese where the system has no Chinese typeface."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from models.language import LANGUAGES, Language
from tests import PATIENCE_S, ROOT
from tests.ui.conftest import PICTURES

_NO_TYPEFACE = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>
"""

_FIRST_PAINT = """
import sys
from pathlib import Path
from PySide6.QtGui import QFontInfo, QTextLayout
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from tests.ui.looking import living
application = QApplication(sys.argv[:1])
from ui import app
window = app.make_window(Path(sys.argv[1]), sys.argv[2])
window.resize(1366, 768)

def has_boxes(widget):
    layout = QTextLayout(widget.text(), widget.font())
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return any(0 in run.glyphIndexes() for run in layout.glyphRuns())

def is_cut(widget):
    wraps = isinstance(widget, QLabel) and widget.wordWrap()
    room = widget.heightForWidth(widget.width()) > widget.height() if wraps else widget.sizeHint().width() > widget.width()
    return widget.isVisible() and bool(widget.text()) and room

def look():
    assert window.grab().save(sys.argv[3])
    for kind in (QLabel, QPushButton):
        for widget in living(window, kind):
            if has_boxes(widget):
                print("boxes:", widget.text())
            if is_cut(widget):
                print("cut:", widget.text())
    print(QFontInfo(application.font()).family())
    window.close()
    application.exit(0)

window.after_paint(look)
window.show()
application.exec()
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_paint_has_chinese_where_the_system_has_none(tmp_path: Path, language: Language) -> None:
    """Without any typeface on the system no word of the first window is a box, and none is cut."""
    config = tmp_path / "fonts.conf"
    (tmp_path / "typefaces").mkdir()
    config.write_text(_NO_TYPEFACE.format(folder=tmp_path / "typefaces"), encoding="utf-8")
    PICTURES.mkdir(parents=True, exist_ok=True)
    picture = PICTURES / f"first-paint-without-typefaces-{language}.png"
    done = subprocess.run(
        [sys.executable, "-c", _FIRST_PAINT, str(tmp_path / "data"), language, str(picture)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"FONTCONFIG_FILE": str(config)},
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["Noto Sans SC"]
