"""The card with the place of the data folder, from which it is moved to another disk or stick."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from models.errors import ApplicationError
from ui import errors, tasks
from ui.language import tr, words
from ui.session import Session
from ui.widgets.basic import Button, Card, label
from ui.widgets.files.outside import open_file
from ui.widgets.files.save_place import open_folder
from ui.widgets.flow import flowing

if TYPE_CHECKING:
    from models.safekeeping import PlannedMove


class DataFolderCard(Card):
    """Where the data are; moving them, and deleting what stayed in the old place."""

    failed = Signal(object)
    """The `ApplicationError` of what did not work."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._heading, self._place, self.told = label(kind="heading"), label(), label()
        self.show_button = Button(icon_name="folder-open", on_click=self._show)
        self.move_button = Button(on_click=self._choose)
        self.delete_button = Button(on_click=self._ask_delete)
        self.told.hide()
        self.delete_button.hide()
        for widget in (self._heading, self._place, self.told):
            self.column.addWidget(widget)
        self.column.addWidget(flowing(self.show_button, self.move_button, self.delete_button))
        self._old: tuple[Path, ...] = ()
        self._moved = False
        """Whether what is opened next was moved."""
        session.opened.connect(self.look)
        self.retranslate()
        self.look()

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self._heading.setText(tr("Data folder"))
        self.show_button.setText(tr("Show the folder"))
        self.move_button.setText(tr("Move the data folder…"))
        self.delete_button.setText(tr("Delete the data in the old place…"))
        folder = self._folder
        self._place.setText(str(folder) if folder else tr("Opening the data…"))

    @property
    def _folder(self) -> Path | None:
        return self._session.workspace.folder if self._session.workspace is not None else None

    def look(self) -> None:
        """Shows where the data are, and looks in the background what is left in an old place."""
        self.retranslate()
        folder = self._folder
        self.move_button.setEnabled(folder is not None and self._session.refusal is None)
        if folder is None:
            return

        def work(_control: tasks.Control) -> tuple[Path, ...]:
            from models.workspace import moving

            return moving.old_places(folder)

        def show(old: tuple[Path, ...]) -> None:
            self._old = old
            self.delete_button.setVisible(bool(old))
            if self._moved:
                self._moved = False
                self._say(
                    tr(
                        "The data is in {folder} now, and Zhijie finds it there by itself. The old place keeps its copy until you delete it.",
                        folder=str(folder),
                    )
                    if old
                    else ""
                )

        tasks.run(work, show, self._failed)

    def _say(self, text: str) -> None:
        self.told.setText(text)
        self.told.setVisible(bool(text))

    def _failed(self, problem: ApplicationError) -> None:
        self._say("")
        self.failed.emit(problem)

    def _show(self) -> None:
        if self._folder is not None:
            open_file(self._folder)

    def _choose(self) -> None:
        chosen = open_folder(self, tr("Move the data folder…"))
        if chosen:
            self.plan_move(chosen)

    def plan_move(self, chosen: Path) -> None:
        """Looks whether the data can go there, and asks before they do."""
        folder = self._folder
        if folder is None:
            return

        def work(_control: tasks.Control) -> "PlannedMove":
            from models.workspace import moving

            return moving.planned_move(folder, chosen)

        def ask(planned: "PlannedMove") -> None:
            text = "\n\n".join(words(line) for line in planned.sentences)
            if errors.confirm(tr("Move the data folder…"), text, tr("Move"), self):
                self.move_to(planned)

        tasks.run(work, ask, self._failed)

    def move_to(self, planned: "PlannedMove") -> None:
        """Moves the folder, which is closed meanwhile, and opens it in its new place."""
        folder = self._folder
        if folder is None:
            return
        self._say(tr("Every file is copied and read back…"))
        self._moved = True

        def act() -> Path:
            from models.workspace import moving

            return moving.move(folder, planned)

        self._session.open_again(act)

    def _ask_delete(self) -> None:
        text = tr(
            "What stayed in {folders} is deleted for good. The data in use, in {folder}, stays.",
            folders=", ".join(map(str, self._old)),
            folder=str(self._folder),
        )
        if errors.confirm(tr("Delete the data in the old place…"), text, tr("Delete"), self):
            self.delete_old()

    def delete_old(self) -> None:
        """Deletes what stayed in the old place."""
        folder = self._folder
        if folder is None:
            return

        def work(_control: tasks.Control) -> tuple[Path, ...]:
            from models.workspace import moving

            return moving.delete_old(folder)

        def done(_places: tuple[Path, ...]) -> None:
            self._say(tr("The data in the old place was deleted."))
            self.look()

        tasks.run(work, done, self._failed)
