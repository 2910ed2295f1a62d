"""The file in which a factory writes measures and prices of its own."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from models.language import N_, sentence
from ui.language import tr
from ui.page import Page
from ui.widgets.basic import Button
from ui.widgets.files.save_place import save_place

if TYPE_CHECKING:
    from pathlib import Path

    from models.workspace import Workspace


def own_measures_button(page: Page) -> Button:
    """Returns the button that writes a measure pack to fill in; filled in, it is added like any other pack."""
    button = Button(icon_name="download", on_click=partial(_ask_where, page))
    page.say(button.setText, N_("Write a file for your own measures and prices…"))
    return button


def _ask_where(page: Page) -> None:
    path = save_place(page, tr("Your own measures and prices"), "own-measures.yaml", tr("Packs (*.yaml *.yml)"))
    if path:
        write_own_measures(page, path)


def write_own_measures(page: Page, path: "Path") -> None:
    """Writes an example measure to the file in the storage thread and says that it was written."""

    def write(workspace: "Workspace") -> None:
        workspace.library.measure_template(path, (), date.today())

    def written(_nothing: None) -> None:
        page.told.emit(sentence("{name} was written and read back.", name=path.name))

    page.session.in_workspace(write, written, page.fail)
