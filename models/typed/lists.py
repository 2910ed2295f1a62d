"""Several things in one line, with the commas and marks of either language between them."""

import re

_MARKS = re.compile(r"[、,，;；\n]+")


def words_of(text: str) -> list[str]:
    """Returns the parts between commas, enumeration marks, semicolons and line ends."""
    return [word.strip() for word in _MARKS.split(text) if word.strip()]


def read_list(text: str) -> tuple[str, ...]:
    """Returns the entries of a list, without empty or doubled ones."""
    return tuple(dict.fromkeys(words_of(text)))
