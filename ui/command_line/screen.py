"""Whether the window is wanted and whether there is a screen for it. Imports no Qt."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.language import LANGUAGES, Language


@dataclass(frozen=True, slots=True)
class WindowWanted:
    """No command was given: the window, with these settings."""

    data: Path | None
    language: Language | None
    """None leaves the choice to the window."""


def window_wanted(arguments: Sequence[str]) -> WindowWanted | None:
    """Returns what the window starts with; None when the command line is to run.

    The command line speaks when a command or an unknown word was given, and when there is no screen.
    """
    settings = _settings(arguments)
    return settings if settings is not None and has_screen() else None


def only_settings(arguments: Sequence[str]) -> bool:
    """Returns whether no command was given: nothing at all, or only where the data is and which language."""
    return _settings(arguments) is not None


def _settings(arguments: Sequence[str]) -> WindowWanted | None:
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--lang", choices=LANGUAGES)
    parser.add_argument("--debug", action="store_true")
    try:
        options, rest = parser.parse_known_args(list(arguments))
    except argparse.ArgumentError:
        return None
    return None if rest else WindowWanted(options.data, options.lang)


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
