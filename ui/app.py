"""Starts the window: first the style, then the first page, and the data after it was painted."""

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTranslator
from PySide6.QtWidgets import QApplication

import resources
from models.errors import ApplicationError
from models.language import Language
from ui import errors, loading
from ui import language as spoken
from ui.first_window import FirstWindow, bring_to_front, hand_over
from ui.language import tr
from ui.main_window import MainWindow
from ui.preferences import WindowPreferences
from ui.session import Session, opening
from ui.style import apply
from ui.widgets.files import save_place

if TYPE_CHECKING:
    from models.safekeeping import DataState


_TO_BE_CHOSEN = frozenset(
    {"damaged_database", "not_a_database", "not_a_backup", "log_of_another", "copied_while_open", "database_missing"}
)
"""Failures after which the person chooses the state with which to go on; `not_a_backup` is a wrong choice there."""


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


def make_window(folder: Path, language: Language | None = None, files: tuple[Path, ...] = ()) -> MainWindow:
    """Makes the window over a data folder; the data are opened after its first paint.

    Args:
        folder: the data folder; made when the workspace opens.
        language: the language; None for the one that was chosen before, else the system's.
        files: what the window opens with, once the data are there.
    """
    preferences = WindowPreferences(folder)
    spoken.switch(language or preferences.language or spoken.system_language())
    apply.apply(preferences.appearance, preferences.scale)
    save_place.LAST.path = preferences.last_folder
    save_place.LAST.keep = partial(setattr, preferences, "last_folder")
    session = Session(preferences)
    window = MainWindow(session, preferences)
    session.setParent(window)
    preferences.place_window(window)
    waiting = [files] if files else []

    def open_files() -> None:
        while waiting:
            window.open_files(waiting.pop())

    def open_data() -> None:
        session.open(folder)

    def cannot_open(problem: ApplicationError) -> None:
        if session.workspace is not None:
            return
        if problem.code in _TO_BE_CHOSEN:
            session.find_states(folder, partial(choose, problem))
        elif _try_again(problem, folder, window):
            session.open(folder)
        else:
            window.close()

    def choose(problem: ApplicationError, states: "tuple[DataState, ...]") -> None:
        from ui.start.states import StateChoice, StateWay

        missing = problem.code == "database_missing"
        dialog = StateChoice(problem.text(spoken.current()), states, anew=missing, parent=window)
        dialog.exec()
        choice = dialog.choice
        if choice.way is StateWay.CLOSE:
            window.close()
        elif choice.way is StateWay.ANEW:
            session.open_with(partial(opening.anew, folder))
        elif choice.path is not None:
            readable = choice.way is StateWay.READABLE
            session.open_with(
                partial(opening.recovered, folder, choice.path, with_log=choice.with_log, readable=readable)
            )

    session.failed.connect(loading.end)
    session.opened.connect(loading.end)
    session.failed.connect(cannot_open)
    session.opened.connect(window.banner.hide)
    session.opened.connect(partial(_follow, session))
    session.opened.connect(partial(_begin_log, session, window))
    session.opened.connect(open_files)
    window.after_paint(open_data)
    return window


def _try_again(problem: ApplicationError, folder: Path, window: MainWindow) -> bool:
    """Asks for what opens an encrypted folder, or says why another cannot be opened; returns whether to try once more."""
    if problem.code == "data_locked":
        from ui.start.unlocking import unlock_folder

        return unlock_folder(folder, window)
    return errors.cannot_go_on(problem, window)


def _follow(session: Session) -> None:
    """Goes on with what is kept beside the data in the folder into which they were moved."""
    workspace, preferences = session.workspace, session.preferences
    if workspace is not None and workspace.folder != preferences.folder:
        preferences.follow(workspace.folder)
        session.log.follow(workspace.folder)


def _begin_log(session: Session, window: MainWindow) -> None:
    """Begins the log of an open folder, and offers a report of what an earlier crash left."""

    def show() -> None:
        from ui.settings.problem_report import show_report

        show_report(session.log, window)

    if session.refusal is None:
        session.log.open()
    if session.log.crash:
        window.banner.tell(
            "unknown",
            tr("Zhijie ended with a fault the last time. Every answer up to the last “Saved” is safe."),
            (tr("Show a problem report…"), show),
            close_name=tr("Close this message"),
        )


def run(data: Path | None = None, language: Language | None = None, files: tuple[Path, ...] = ()) -> int:
    """Opens the window and returns the exit code when it was closed.

    Args:
        data: the data folder; None for the usual one.
        language: the language; None for the one chosen before, else the system's.
        files: what the window opens with, such as a report that was double-clicked.
    """
    _be_one_program_in_the_taskbar()
    if sys.platform.startswith("linux"):
        # The desktop's own dialogs speak the desktop's language, Qt's speak the window's.
        QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(application, QApplication):
        return 2
    application.setApplicationName("Zhijie")
    application.setApplicationVersion(resources.version())
    application.setDesktopFileName("zhijie")
    folder = _found_folder(data, language)
    if folder is None:
        return 2
    if hand_over(folder, files):
        return 0
    apply.follow()
    window = make_window(folder, language, files)
    errors.install(window.session.log)
    window.session.log.watch()
    first = FirstWindow(folder, window)
    first.asked.connect(partial(_come_forward, window))
    window.session.opened.connect(lambda: first.listen(window.session.preferences.folder))
    QtWords(application)
    spoken.on_change(window.keep_language)
    window.show()
    return application.exec()


def _found_folder(data: Path | None, language: Language | None) -> Path | None:
    """Returns the data folder; where its data were moved and are not there now, asks; None to close."""
    from models.workspace.folder import data_folder

    while True:
        try:
            return data_folder(data)
        except ApplicationError as problem:
            spoken.switch(language or spoken.system_language())
            from ui.start.moved_away import go_on

            if not go_on(problem, data):
                return None


def _come_forward(window: MainWindow, files: tuple[Path, ...]) -> None:
    bring_to_front(window)
    if files:
        window.open_files(files)


def _be_one_program_in_the_taskbar() -> None:
    """Gives the window its own place and icon in Windows' taskbar, where it would else be one of Python's."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID("Zhijie.Zhijie")
