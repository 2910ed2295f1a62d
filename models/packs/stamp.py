"""The date and version number of a pack."""

import re
from datetime import date

_DATE = re.compile(r"((?:19|20)[0-9]{2})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_VERSION = re.compile(r"[0-9][0-9A-Za-z.+-]{0,29}")


def is_date(value: str, *, whole: bool = False) -> bool:
    """Returns whether a text is an ISO date that the calendar has.

    Args:
        value: such as `2026`, `2026-12` or `2026-12-31`.
        whole: month and day must be given.
    """
    match = _DATE.fullmatch(value)
    if match is None or (whole and match[3] is None):
        return False
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return True


def is_version(value: str) -> bool:
    """Returns whether a text is a version: a digit, then digits, letters, “.”, “-” and “+”, at most 30."""
    return _VERSION.fullmatch(value) is not None
