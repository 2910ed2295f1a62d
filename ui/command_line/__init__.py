"""The same work as the window's, without a screen. Imports no Qt.

`run` takes the words after `python main.py` and returns the exit code: 0 done, 1 the answer is no,
2 wrong usage or unreadable input, 130 interrupted.
"""

from ui.command_line.program import run, without_window
from ui.command_line.screen import WindowWanted, window_wanted

__all__ = ["WindowWanted", "run", "window_wanted", "without_window"]
