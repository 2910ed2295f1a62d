"""How the window was left: needed before the first paint, so it is in a small file beside the database."""

from pathlib import Path
from typing import get_args

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QWidget

from models.language import LANGUAGES, Language
from ui.style.palette import Appearance

SCALES = (1.0, 1.15, 1.3)
"""The sizes of text that can be chosen."""


class WindowPreferences:
    """Language, look and place of the window. Losing the file loses nothing that matters."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        """The data folder."""
        self._file = _file_in(folder)

    def follow(self, folder: Path) -> None:
        """Goes on in the folder into which the data was moved."""
        self.folder, self._file = folder, _file_in(folder)

    @property
    def language(self) -> Language | None:
        """The chosen language; None follows the system."""
        kept = str(self._file.value("language", ""))
        return next((language for language in LANGUAGES if language == kept), None)

    @language.setter
    def language(self, language: Language | None) -> None:
        self._file.setValue("language", language or "")

    @property
    def appearance(self) -> Appearance:
        """Light, dark, or as the system."""
        kept = str(self._file.value("appearance", "system"))
        return next((appearance for appearance in get_args(Appearance) if appearance == kept), "system")

    @appearance.setter
    def appearance(self, appearance: Appearance) -> None:
        self._file.setValue("appearance", appearance)

    @property
    def scale(self) -> float:
        """Size of text, one of `SCALES`."""
        kept = str(self._file.value("scale", "1.0"))
        return next((scale for scale in SCALES if str(scale) == kept), 1.0)

    @scale.setter
    def scale(self, scale: float) -> None:
        self._file.setValue("scale", str(scale))

    @property
    def last_folder(self) -> str:
        """Where a file was saved or opened last; empty before the first."""
        return str(self._file.value("last_folder", ""))

    @last_folder.setter
    def last_folder(self, path: str) -> None:
        self._file.setValue("last_folder", path)

    @property
    def signing_key(self) -> str:
        """The key file or token library that signed last; empty before one did. No passphrase is ever kept."""
        return str(self._file.value("signing_key", ""))

    @signing_key.setter
    def signing_key(self, path: str) -> None:
        self._file.setValue("signing_key", path)

    def ladder(self, page: str, *, usually: bool) -> bool:
        """Returns whether the ladder is open on a page: as the person left it there, else as usual."""
        return str(self._file.value(f"ladder/{page}", "true" if usually else "false")) == "true"

    def keep_ladder(self, page: str, *, shown: bool) -> None:
        """Remembers whether the ladder is open on a page."""
        self._file.setValue(f"ladder/{page}", "true" if shown else "false")

    @property
    def had_cases(self) -> bool:
        """Whether there was a case when the window was last closed: decides what the first paint shows."""
        return str(self._file.value("had_cases", "false")) == "true"

    @had_cases.setter
    def had_cases(self, had: bool) -> None:
        self._file.setValue("had_cases", "true" if had else "false")

    def remember_window(self, window: QWidget) -> None:
        """Keeps size and place of the window."""
        self._file.setValue("geometry", window.saveGeometry())
        self._file.sync()

    def place_window(self, window: QWidget) -> None:
        """Puts the window where it was left; without that, as large as fits on most laptops."""
        kept = self._file.value("geometry")
        if not (isinstance(kept, QByteArray) and window.restoreGeometry(kept)):
            room = window.screen().availableGeometry()
            window.resize(min(1320, room.width() - 20), min(740, room.height() - 40))


def _file_in(folder: Path) -> QSettings:
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
