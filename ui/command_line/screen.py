"""Whether the window is wanted and whether there is a screen for it. Imports no Qt."""

import argparse
import ctypes
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.language import LANGUAGES, Language

_LIBRARIES = Path(__file__).resolve().parents[2] / "libraries.json"


@dataclass(frozen=True, slots=True)
class WindowWanted:
    """No command was given: the window, with these settings."""

    data: Path | None
    language: Language | None
    """None leaves the choice to the window."""
    files: tuple[Path, ...] = ()
    """What the window opens with, such as a report that was double-clicked."""


def window_wanted(arguments: Sequence[str]) -> WindowWanted | None:
    """Returns what the window starts with; None when the command line is to run.

    The command line speaks when a command or an unknown word was given, and when there is no screen. Words that all
    name files that are there are what the window opens with; no command's name ends like a file's.
    """
    settings = _settings(arguments)
    return settings if settings is not None and has_screen() else None


def only_settings(arguments: Sequence[str]) -> bool:
    """Returns whether no command was given: nothing at all, or only where the data is and which language."""
    settings = _settings(arguments)
    return settings is not None and not settings.files


def _settings(arguments: Sequence[str]) -> WindowWanted | None:
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--lang", choices=LANGUAGES)
    parser.add_argument("--debug", action="store_true")
    try:
        options, rest = parser.parse_known_args(list(arguments))
    except argparse.ArgumentError:
        return None
    files = tuple(Path(word) for word in rest)
    if any(not file.suffix or not file.is_file() for file in files):
        return None
    return WindowWanted(options.data, options.lang, files)


def lacking(listing: Path = _LIBRARIES) -> tuple[str, ...]:
    """Returns Debian's packages of the libraries that a window needs and this system lacks, all at once.

    Args:
        listing: file of a package for Linux: each library and Debian's package of it. Where there is none, as in a
            checkout, whoever made the environment has looked already.
    """
    if not listing.is_file():
        return ()
    libraries: dict[str, str] = json.loads(listing.read_text(encoding="utf-8"))
    return tuple(sorted({package for library, package in libraries.items() if not _opens(library)}))


def _opens(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_screen(environment: Mapping[str, str] | None = None, system: str = sys.platform) -> bool:
    """Returns whether a window can be shown here, as far as the surroundings say.

    Args:
        environment: the process's own unless given.
        system: as `sys.platform` names it; Windows and macOS always have a screen.
    """
    if system in ("win32", "darwin"):
        return True
    variables = os.environ if environment is None else environment
    if variables.get("QT_QPA_PLATFORM", "").split(":")[0] in ("offscreen", "minimal", "vnc", "linuxfb", "eglfs"):
        return True
    return bool(variables.get("DISPLAY") or variables.get("WAYLAND_DISPLAY"))
