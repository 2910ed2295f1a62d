"""The files that ship with the program, found by name.

`Path(__file__)` works from source and inside a PyInstaller bundle alike.
"""

from pathlib import Path

_ROOT = Path(__file__).parent


class MissingResource(Exception):
    """A file that should have been shipped is not there: a damaged installation."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def path(name: str) -> Path:
    """Returns the absolute path of a shipped file or folder.

    Args:
        name: the path below `resources/`, with forward slashes, such as `fonts/NotoSansSC-Regular.ttf`.

    Raises:
        MissingResource: when nothing of that name was shipped.
    """
    shipped = _ROOT.joinpath(*name.split("/"))
    if not shipped.exists():
        raise MissingResource(name)
    return shipped


def text(name: str) -> str:
    """Returns a shipped UTF-8 text file's content.

    Raises:
        MissingResource: when nothing of that name was shipped.
    """
    return path(name).read_text(encoding="utf-8")


def version() -> str:
    """Returns the program's version, such as `0.9.0`."""
    return text("version.txt").strip()
