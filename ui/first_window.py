"""One window for each data folder: a second start hands its files over and brings the first window to the front."""

import getpass
import hashlib
import json
import sys
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QWidget

_PATIENCE_MS = 2000
"""For a window that is busy; one that does not answer at all is not waited for."""
_LARGEST = 1 << 20
_SHOWN = b"shown\n"


def _name(folder: Path) -> str:
    """Returns the name under which the window over a folder listens: another for each person and folder."""
    who = ""
    with suppress(OSError, KeyError, ImportError):
        who = getpass.getuser()
    return "zhijie-" + hashlib.sha256(f"{who}\n{folder.resolve()}".encode()).hexdigest()[:24]


def hand_over(folder: Path, files: tuple[Path, ...]) -> bool:
    """Asks the window that has a data folder open to come to the front and open files; False where there is none."""
    socket = QLocalSocket()
    socket.connectToServer(_name(folder))
    if not socket.waitForConnected(_PATIENCE_MS):
        return False
    if sys.platform == "win32":
        import ctypes

        # Windows lets a window come to the front only when the program that was started just now allows it.
        ctypes.windll.user32.AllowSetForegroundWindow(-1)
    socket.write(json.dumps([str(file.absolute()) for file in files]).encode() + b"\n")
    answer = b""
    while len(answer) < len(_SHOWN) and socket.waitForReadyRead(_PATIENCE_MS):
        answer += bytes(socket.readAll().data())
    return answer == _SHOWN


class FirstWindow(QObject):
    """Listens for later starts over the same data folder, for as long as it lives."""

    asked = Signal(object)
    """A later start: the files it was given, as a tuple of paths."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)
        self.listen(folder)

    def listen(self, folder: Path) -> None:
        """Listens for later starts over this folder, and no more for those over another."""
        name = _name(folder)
        if self._server.serverName() == name:
            return
        self._server.close()
        if not self._server.listen(name):
            # Nobody answered under this name a moment ago: it is left of a program that was killed.
            QLocalServer.removeServer(name)
            self._server.listen(name)

    @property
    def listens(self) -> bool:
        """Whether later starts can be heard."""
        return self._server.isListening()

    def _greet(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.readyRead.connect(lambda: self._hear(socket))
        socket.disconnected.connect(socket.deleteLater)

    def _hear(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > _LARGEST:
                socket.abort()
            return
        files: tuple[Path, ...] = ()
        with suppress(ValueError, TypeError, RecursionError):
            files = tuple(Path(str(name)) for name in json.loads(bytes(socket.readLine().data())))
        self.asked.emit(files)
        socket.write(_SHOWN)
        socket.flush()
        socket.disconnectFromServer()


def bring_to_front(window: QWidget) -> None:
    """Shows a window before all others, also when it was minimised."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
