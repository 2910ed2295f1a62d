"""Starts the window: the look first, then the first page, then, after it was painted, the data."""

import sys
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTranslator
from PySide6.QtWidgets import QApplication

import resources
from models.errors import ApplicationError
from models.language import Language
from ui import errors
from ui import language as spoken
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.session import Session
from ui.style import apply, fonts


class QtWords(QObject):
    """Qt's own words (copy, paste, cancel) in the language of the window."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._translator = QTranslator(self)
        spoken.on_change(self.follow)
        self.follow(spoken.current())

    def follow(self, now: str) -> None:
        """Loads Qt's translation for this language; English needs none."""
        QApplication.removeTranslator(self._translator)
        if now == "zh":
            self._translator.load(
                QLocale(QLocale.Language.Chinese, QLocale.Country.China),
                "qtbase",
                "_",
                QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath),
            )
            QApplication.installTranslator(self._translator)


def make_window(folder: Path, language: Language | None = None) -> MainWindow:
    """Makes the window over a data folder; the data are opened after its first paint.

    Args:
        folder: the data folder; made when the workspace opens.
        language: the language; None for the one that was chosen before, else the system's.
    """
    preferences = Preferences(folder)
    spoken.switch(language or preferences.language or spoken.system_language())
    apply.apply(preferences.appearance, preferences.scale)
    session = Session(preferences)
    window = MainWindow(session, preferences)
    session.setParent(window)
    preferences.place_window(window)

    def open_data() -> None:
        fonts.add_bundled_when_needed()
        session.open(folder)

    def cannot_open(problem: ApplicationError) -> None:
        if session.workspace is not None:
            return
        backup = errors.ask_for_backup(problem, folder, window)
        if backup is not None:
            session.recover(folder, backup)
        else:
            window.close()

    session.failed.connect(cannot_open)
    window.after_paint(open_data)
    return window


def run(data: Path | None = None, language: Language | None = None) -> int:
    """Opens the window and returns the exit code when it was closed.

    Args:
        data: the data folder; None for the usual one.
        language: the language; None for the one chosen before, else the system's.
    """
    from models.workspace.folder import data_folder

    application = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(application, QApplication):
        return 2
    application.setApplicationName("Zhijie")
    application.setApplicationVersion(resources.version())
    application.setDesktopFileName("zhijie")
    errors.install()
    apply.follow()
    window = make_window(data_folder(data), language)
    QtWords(application)
    spoken.on_change(window.keep_language)
    window.show()
    return application.exec()
