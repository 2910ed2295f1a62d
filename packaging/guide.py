#!/usr/bin/env python3
"""Writes the user guide from the help pages, in Chinese and English: a PDF each, and web pages.

    python packaging/guide.py [--out DIR]

Packages are published with it: whoever has not installed the program yet begins there.
"""

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from PySide6.QtGui import QGuiApplication  # noqa: E402 the project's own modules come after its folder is known

from models.language import LANGUAGES  # noqa: E402
from ui.help.guide import write_pages, write_pdf  # noqa: E402


def main() -> None:
    """Writes both languages."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "packages")
    out = parser.parse_args().out
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication([])
    for language in LANGUAGES:
        pages = out / "guide" / language
        pages.mkdir(parents=True, exist_ok=True)
        write_pages(pages, language)
        write_pdf(out / f"Zhijie-guide-{language}.pdf", language)
    application.quit()


if __name__ == "__main__":
    main()
