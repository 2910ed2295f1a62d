"""What the work of an office stands on: a data folder on one computer, or a store on a server."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from models.packs.library import Library
    from models.workspace.office.exchange import Exchange


class Office(Protocol):
    """An open data folder, or an open store with the data folder of this computer."""

    @property
    def folder(self) -> Path:
        """The data folder of this computer: its rule packs, whom it trusts."""

    @property
    def library(self) -> "Library":
        """The rule packs."""

    @property
    def exchange(self) -> "Exchange":
        """What the office keeps."""
