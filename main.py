"""Starts Zhijie: the window without arguments, the command line with a command.

python main.py                  opens the window
python main.py --data DIR       opens the window on another data folder
python main.py FILE…            opens the window with a case file, a report or a letter, as a double click does
python main.py evaluate CASE    works without a screen; `python main.py --help` lists the commands
"""

import signal
import sys

if __name__ in ("__main__", "__mp_main__"):
    # Until there is something to leave in order, Ctrl+C ends the process without a word; so it does in the children.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def main(arguments: list[str]) -> int:
    """Runs what the arguments ask for and returns the exit code."""
    from ui import command_line

    signal.signal(signal.SIGINT, signal.default_int_handler)
    wanted = command_line.window_wanted(arguments)
    if wanted is None:
        return command_line.run(arguments)
    refused = command_line.without_window(wanted)
    if refused is not None:
        return refused
    from ui import loading

    loading.begin()
    from ui.app import run as open_window

    return open_window(data=wanted.data, language=wanted.language, files=wanted.files)


if __name__ == "__main__":
    import multiprocessing

    # Inside a PyInstaller bundle the child processes (verification, long plans) start this same program.
    multiprocessing.freeze_support()
    sys.exit(main(sys.argv[1:]))
