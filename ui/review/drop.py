"""The place where report files are dropped or chosen."""

from PySide6.QtCore import Signal

from ui.language import tr
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, Picture, label, row
from ui.widgets.files.drop import DropTarget
from ui.widgets.files.save_place import mail_filter, open_folder, open_places


class DropZone(Card):
    """Takes PDF files, e-mails, mailboxes, archives and whole folders."""

    dropped = Signal(object)
    """The paths, as a tuple."""

    def __init__(self) -> None:
        super().__init__(margin=2 * GRID)
        DropTarget(self, self.dropped.emit, "card", "note")
        self._told = label(kind="lead")
        self._files = Button(kind="primary", icon_name="folder-open", on_click=self._choose_files)
        self._folder = Button(on_click=self._choose_folder)
        head = row(Picture("shield-check", "accent", 32), self._told)
        head.setStretch(1, 1)
        self.column.addLayout(head)
        self.column.addLayout(row(self._files, self._folder, 1))
        self.retranslate()

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self._told.setText(
            tr("Drop reports here: PDF files, e-mails (.eml, .msg, .mbox), archives (.zip, .7z) or a whole folder.")
        )
        self._files.setText(tr("Choose files…"))
        self._folder.setText(tr("Choose a folder…"))

    def _choose_files(self) -> None:
        chosen = open_places(
            self,
            tr("Choose files…"),
            mail_filter(),
        )
        if chosen:
            self.dropped.emit(chosen)

    def _choose_folder(self) -> None:
        chosen = open_folder(self, tr("Choose a folder…"))
        if chosen:
            self.dropped.emit((chosen,))
