"""A machine that gives no further file: whatever fails of it alone is said so, and anything else is not."""

import errno
import os
import zipfile

import pytest

from models.errors import NoFileHandle, UnreadableFile, check_handles, handles_told


def _refused() -> OSError:
    return OSError(errno.EMFILE, os.strerror(errno.EMFILE), "library.so")


@handles_told()
def _wrapped(failure: Exception) -> None:
    try:
        raise failure
    except Exception as inner:
        raise zipfile.BadZipFile("broken") from inner


@pytest.mark.parametrize(
    "failure",
    [
        _refused(),
        OSError(errno.ENFILE, os.strerror(errno.ENFILE)),
        ImportError(f"libqpdf.so: cannot open shared object file: {os.strerror(errno.EMFILE)}"),
        NoFileHandle(),
    ],
)
def test_a_refused_file_is_known_however_deep_it_lies(failure: Exception) -> None:
    """As it is raised, and as the cause of what a library made of it."""
    with pytest.raises(NoFileHandle, match="too many files are open"):
        check_handles(failure)
    with pytest.raises(NoFileHandle):
        _wrapped(failure)


@pytest.mark.parametrize("failure", [ValueError("x"), OSError(errno.ENOENT, "x"), ImportError("no module x")])
def test_another_failure_stays_what_it_is(failure: Exception) -> None:
    """A fault of ours is not taken for a machine without files, and a sentence that there is stays."""
    check_handles(failure)
    with pytest.raises(type(failure)), handles_told():
        raise failure
    with pytest.raises(UnreadableFile), handles_told():
        raise UnreadableFile(name="a", why="b") from _refused()
