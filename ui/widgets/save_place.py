"""Where to save a file: asked the same way everywhere, with an ending that matches the content."""

import re
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

_ENDINGS = re.compile(r"\*(\.\w+)")


def save_place(parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
    """Returns where to save the file; None when the person cancels.

    A name without the right ending gets it: nobody opens a PDF that is called a workbook. If another file has that
    name already, the dialog comes back with it, so that it is not replaced unasked.

    Args:
        parent: the widget that asks.
        title: of the dialog.
        name: offered at first.
        kinds: what may be written, with its endings, such as `PDF (*.pdf)`; the first is the usual one.
    """
    endings = _ENDINGS.findall(kinds)
    offered = name
    while True:
        chosen, _ = QFileDialog.getSaveFileName(parent, title, offered, kinds)
        if not chosen:
            return None
        path = Path(chosen)
        if path.suffix.lower() in endings:
            return path
        path = path.with_name(path.name + endings[0])
        if not path.exists():
            return path
        offered = str(path)
