"""Where files are saved and opened: asked the same way everywhere, beginning where the person was last."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from models.language import N_
from ui.language import tr

_MAIL, _ALL_FILES = N_("Reports and mail"), N_("All files")
_ENDINGS = re.compile(r"\*(\.\w+)")


@dataclass(slots=True)
class LastFolder:
    """The folder in which a file was saved or opened last, in any dialog of the program."""

    path: str = ""
    """Empty before the first; then the folder for documents."""
    keep: Callable[[str], None] | None = None
    """Remembers it for the next start."""

    def begin(self, name: str = "") -> str:
        """Returns where a dialog begins: the last folder while it is there, with the name that is offered."""
        folder = Path(self.path) if self.path else None
        if folder is None or not folder.is_dir():
            folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        return str(folder / name) if name else str(folder)

    def was(self, chosen: Path) -> None:
        """Notes where a file was chosen."""
        self.path = str(chosen.parent)
        if self.keep is not None:
            self.keep(self.path)


LAST = LastFolder()


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
    offered = LAST.begin(name)
    while True:
        chosen, kind = QFileDialog.getSaveFileName(parent, title, offered, kinds)
        if not chosen:
            return None
        path = Path(chosen)
        LAST.was(path)
        if path.suffix.lower() in endings:
            return path
        path = path.with_name(path.name + (_ENDINGS.findall(kind) or endings)[0])
        if not path.exists():
            return path
        offered = str(path)


def open_place(parent: QWidget, title: str, kinds: str, at: str = "") -> Path | None:
    """Returns the file to open; None when the person cancels.

    Args:
        parent: the widget that asks.
        title: of the dialog.
        kinds: what can be opened, with its endings.
        at: the file that is chosen now; the dialog begins there.
    """
    chosen, _ = QFileDialog.getOpenFileName(parent, title, at or LAST.begin(), kinds)
    if not chosen:
        return None
    LAST.was(Path(chosen))
    return Path(chosen)


def open_places(parent: QWidget, title: str, kinds: str = "") -> tuple[Path, ...]:
    """Returns the files to open; none when the person cancels."""
    chosen, _ = QFileDialog.getOpenFileNames(parent, title, LAST.begin(), kinds)
    if chosen:
        LAST.was(Path(chosen[0]))
    return tuple(map(Path, chosen))


def open_folder(parent: QWidget, title: str) -> Path | None:
    """Returns the folder to open; None when the person cancels."""
    chosen = QFileDialog.getExistingDirectory(parent, title, LAST.begin())
    if not chosen:
        return None
    # The next dialog begins in it.
    LAST.was(Path(chosen) / "file")
    return Path(chosen)


def mail_filter() -> str:
    """Returns the filter of a file dialog for papers as they come: alone, in letters or in archives."""
    return f"{tr(_MAIL)} (*.pdf *.eml *.msg *.mbox *.zip *.7z *.tar *.gz *.tgz *.dat *.p7m);;{tr(_ALL_FILES)} (*)"
