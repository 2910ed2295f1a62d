"""Updates by file: whether a release is genuine is found out here; the system's own installer does the rest."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from ui import tasks
from ui.language import tr
from ui.widgets.basic import Button, Card, label, row
from ui.widgets.files.outside import open_folder_of
from ui.widgets.files.save_place import open_place

if TYPE_CHECKING:
    from reports.acts.release import Release


class UpdatesCard(Card):
    """Checks a release that came by file."""

    failed = Signal(object)
    """The `ApplicationError` of a file that is no genuine newer release."""

    def __init__(self) -> None:
        super().__init__()
        self._heading, self._why, self._told = label(kind="heading"), label(kind="muted"), label()
        self._release: Release | None = None
        self.button = Button(icon_name="shield-check", on_click=self._choose)
        self.folder_button = Button(icon_name="folder-open", on_click=self._open_folder)
        for widget in (self._heading, self._why, self._told):
            self.column.addWidget(widget)
        self.column.addLayout(row(self.button, self.folder_button, 1))
        self.retranslate()

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self._heading.setText(tr("Updates"))
        self._why.setText(
            tr(
                "New versions come by file only: the program never looks for them. Check a file here before you start it: only what those who release the program have signed is genuine."
            )
        )
        self.button.setText(tr("Check an update…"))
        self.folder_button.setText(tr("Open the folder"))
        self._show()

    def _show(self) -> None:
        release = self._release
        self._told.setVisible(release is not None)
        self.folder_button.setVisible(release is not None)
        if release is not None:
            self._told.setText(
                tr(
                    "Genuine: version {version}. Close the program, then start {packages}; your data stays where it is.",
                    version=release.version,
                    packages=[package.name for package in release.packages],
                )
            )

    @property
    def said(self) -> str:
        """What was found out; empty before."""
        return "" if self._told.isHidden() else self._told.text()

    def _choose(self) -> None:
        chosen = open_place(
            self, tr("Check an update…"), tr("Release or package") + " (*.release.json *.exe *.zip *.deb *.xz)"
        )
        if chosen:
            self.check(chosen)

    def check(self, path: Path) -> None:
        """Finds out whether a file belongs to a genuine newer release, and says so."""
        self._release = None
        self._show()

        def work(_control: tasks.Control) -> "Release":
            from reports.acts.release import check_release, release_key

            return check_release(path, release_key(), datetime.now().astimezone())

        def done(release: "Release") -> None:
            self._release = release
            self._show()

        tasks.run(work, done, self.failed.emit)

    def _open_folder(self) -> None:
        if self._release is not None:
            open_folder_of(self._release.packages[0])
