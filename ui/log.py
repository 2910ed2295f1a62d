"""The program's own log and what a crash leaves: which places in the program were reached, and never an answer.

Both lie in `logs/` of the data folder. Only what stands in the source goes in: kinds of errors, their codes, and lines
of the program; no message, no fact of a sentence, no value.
"""

import re
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

import resources
from models.errors import ApplicationError
from models.files import write_bytes
from models.sealing.plain import open_plain, read_plain

if TYPE_CHECKING:
    from logging import Logger

_FOLDER = "logs"
_LOG = "zhijie.log"
_CRASH = "crash.txt"
_RUNNING_CRASH = "crash-now.txt"
_LARGEST = 512 * 1024
_KEPT = 3
_MOST_OF_REPORT = 200_000


def place_lines(kind: type[BaseException], place: TracebackType | None) -> list[str]:
    """Returns the kind of an exception and the lines of the program on which it came up; nothing of what it says."""
    import traceback

    lines = [f"{kind.__module__}.{kind.__qualname__}"]
    for frame in traceback.extract_tb(place):
        lines.append(f"  {_inside(frame.filename)}:{frame.lineno} {frame.name}")
    return lines


def _inside(source: str) -> str:
    """Where a source lies in the program or a library; nothing of the folder that holds them, which may bear a name."""
    parts = source.replace("\\", "/").split("/")
    program = resources.path("").parent.as_posix().split("/")
    if parts[: len(program)] == program and "site-packages" not in parts:
        return "/".join(parts[len(program) :])
    if "site-packages" in parts:
        return "/".join(parts[parts.index("site-packages") + 1 :])
    return parts[-1] if parts[0] == "" or parts[0].endswith(":") else "/".join(parts)


class ProgramLog:
    """The log of one window. Where it cannot be written, the work goes on without it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / _FOLDER
        self._logger: Logger | None = None
        self._crash: TextIO | None = None

    def open(self) -> None:
        """Begins to write."""
        if self._logger is not None:
            return
        # Not needed for the first paint.
        import logging
        import platform
        from logging.handlers import RotatingFileHandler

        with suppress(OSError):
            self._folder.mkdir(mode=0o700, exist_ok=True)
            _refuse_other_than_file(self._folder / _LOG)
            handler = RotatingFileHandler(
                self._folder / _LOG, maxBytes=_LARGEST, backupCount=_KEPT, encoding="utf-8", delay=True
            )
            handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
            # One of its own: what libraries log could hold what a person wrote.
            self._logger = logging.Logger("zhijie", logging.INFO)
            self._logger.addHandler(handler)
            self._logger.info("start %s Python %s %s", resources.version(), platform.python_version(), sys.platform)

    def watch(self) -> None:
        """Lets the system's own hand write what kills the whole program, such as a fault in a library.

        What the program before this one left in that way is a crash to be offered.
        """
        import faulthandler

        with suppress(OSError, ApplicationError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            running = self._folder / _RUNNING_CRASH
            _refuse_other_than_file(running)
            if running.is_file() and running.stat().st_size:
                # The system's own hand writes each source with its whole path.
                whole = running.read_text(encoding="utf-8", errors="replace")
                left = re.sub(r'(?<=File ")[^"\n]*', lambda place: _inside(place[0]), whole)
                write_bytes(self._folder / _CRASH, left.encode(), private=True)
            self._crash = running.open("w", encoding="utf-8")
            faulthandler.enable(self._crash)

    def close(self) -> None:
        """Ends the log of a window that was closed in order."""
        if self._logger is not None:
            self._logger.info("end")
            for handler in tuple(self._logger.handlers):
                self._logger.removeHandler(handler)
                handler.close()
            self._logger = None
        if self._crash is not None:
            import faulthandler

            faulthandler.disable()
            self._crash.close()
            self._crash = None
            with suppress(OSError):
                (self._folder / _RUNNING_CRASH).unlink(missing_ok=True)

    def follow(self, folder: Path) -> None:
        """Goes on in the folder into which the data was moved."""
        was_watching = self._crash is not None
        self.close()
        self._folder = folder / _FOLDER
        self.open()
        if was_watching:
            self.watch()

    def failure(self, problem: object) -> None:
        """Notes that something failed which a person was told of: its code alone."""
        if isinstance(problem, ApplicationError) and self._logger is not None:
            self._logger.warning("failed %s", problem.code)

    def fault(self, kind: type[BaseException], place: TracebackType | None) -> None:
        """Notes a fault of the program: where it came up. The next start offers to report it."""
        lines = "\n".join(place_lines(kind, place))
        if self._logger is not None:
            self._logger.error("fault %s", lines)
        with suppress(OSError, ApplicationError):
            self._folder.mkdir(mode=0o700, exist_ok=True)
            write_bytes(self._folder / _CRASH, lines.encode(), private=True)

    @property
    def crash(self) -> str:
        """What an earlier crash left; empty where there was none, or it was dealt with."""
        try:
            return read_plain(self._folder / _CRASH).decode("utf-8", "replace")[:_MOST_OF_REPORT]
        except OSError:
            return ""

    def forget_crash(self) -> None:
        """Deals with an earlier crash: it is not offered again."""
        with suppress(OSError):
            (self._folder / _CRASH).unlink(missing_ok=True)

    def report(self, now: datetime) -> str:
        """Returns a problem report: versions, the last crash, the end of the log. A person reads it before it is saved."""
        import platform

        parts = [
            f"Zhijie {resources.version()}, Python {platform.python_version()}, {platform.system()} {platform.release()}",
            f"{now:%Y-%m-%d %H:%M}",
            "",
            self.crash or "-",
            "",
        ]
        with suppress(OSError):
            parts.append(read_plain(self._folder / _LOG).decode("utf-8", "replace")[-_MOST_OF_REPORT:])
        return "\n".join(parts)


def _refuse_other_than_file(path: Path) -> None:
    """Refuses what has the name of a file but is none: a pipe would be waited for.

    Raises:
        OSError: when it is a folder, a pipe or a device.
    """
    with suppress(FileNotFoundError):
        open_plain(path).close()


def save_report(path: Path, text: str) -> None:
    """Writes a problem report exactly as it was shown.

    Raises:
        UnwritableFile: when it cannot be written.
    """
    write_bytes(path, text.encode())
