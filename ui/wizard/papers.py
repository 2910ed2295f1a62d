"""The link that writes the list of papers and figures to have at hand."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal

from models.errors import ApplicationError
from models.language import sentence
from ui.language import current, tr
from ui.session import Session
from ui.widgets.basic import Button
from ui.widgets.files.save_place import save_place


class PapersButton(Button):
    """Asks where to, and says that the list was written only after it was read back."""

    told = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(kind="link", icon_name="file-text", on_click=self._choose)
        self._session = session

    def _choose(self) -> None:
        path = save_place(self, tr("Papers you will need…"), "Zhijie-papers.pdf", "PDF (*.pdf)")
        if path is not None:
            self.write(path)

    def write(self, path: Path) -> None:
        """Writes the list of what the open questions ask for."""
        from reports.acts.papers import write_needed

        assessment, rulebook = self._session.assessment, self._session.rulebook
        if assessment is None or rulebook is None:
            return
        try:
            write_needed(path, assessment, rulebook, datetime.now().astimezone(), current())
        except ApplicationError as problem:
            self.failed.emit(problem)
        else:
            self.told.emit(sentence("Written and read back: {name}", name=path.name))
