"""Starts Zhijie: the window without arguments, the command line with a command.

python main.py                  opens the window
python main.py --data DIR       opens the window on another data folder
python main.py evaluate CASE    works without a screen; `python main.py --help` lists the commands
"""

import multiprocessing
import sys


def main(arguments: list[str]) -> int:
    """Runs what the arguments ask for and returns the exit code."""
    from ui import command_line

    wanted = command_line.window_wanted(arguments)
    if wanted is None:
        return command_line.run(arguments)
    from ui.app import run as open_window

    return open_window(data=wanted.data, language=wanted.language)


if __name__ == "__main__":
    # Inside a PyInstaller bundle the child processes (verification, long plans) start this same program.
    multiprocessing.freeze_support()
    sys.exit(main(sys.argv[1:]))
