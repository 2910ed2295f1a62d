"""Short codes of a report's items, for a printed checklist: which report, which item, and a check of both."""

import hashlib
from collections.abc import Iterable, Mapping

from models.language import Sentence, sentence
from models.spelling.credit_code import ALIKE, CHARACTERS, check_character, folded

_REPORT, _ITEM = 4, 4
LENGTH = _REPORT + _ITEM + 1
"""Characters of a code, without the strokes that make it legible."""
_STROKES = str.maketrans("", "", "-‐‑–—_·.")


class ChecklistCodes:
    """The codes of one report: the same whoever works them out, and none of another report."""

    def __init__(self, base_digest: str, items: Iterable[str]) -> None:
        """Works the codes out.

        Args:
            base_digest: of the report.
            items: ids of all its items, in any order.
        """
        self._report = _drawn(base_digest, _REPORT)
        self._items: dict[str, str] = {}
        for item in sorted(items):
            code, turn = "", 0
            while not code or code in self._items:
                code, turn = _drawn(f"{base_digest} {item} {turn}", _ITEM), turn + 1
            self._items[code] = item
        self._codes: Mapping[str, str] = {item: code for code, item in self._items.items()}

    def code(self, item: str) -> str:
        """Returns the code of an item, such as `7K2M-9QXT-C`."""
        body = self._report + self._codes[item]
        return f"{self._report}-{self._codes[item]}-{check_character(body)}"

    def item(self, typed: str) -> str | Sentence:
        """Returns the id of the item that a typed or scanned code names, or what is wrong with the code.

        Strokes, spaces, small letters and full width are understood, as are the letters that look like the digits
        that are meant: I, O, S, V and Z do not occur.

        Args:
            typed: as it was read off the sheet.
        """
        code = folded(typed).translate(_STROKES).translate(ALIKE)
        if len(code) != LENGTH or not set(code) <= set(CHARACTERS):
            return sentence(
                "“{typed}” is no code of a checklist: it has {count} letters and digits, such as {example}.",
                typed=typed,
                count=LENGTH,
                example=self.code(min(self._codes)),
            )
        if check_character(code[:-1]) != code[-1]:
            return sentence(
                "One character of the code “{typed}” was misread: its last does not fit the others.", typed=typed
            )
        item = self._items.get(code[_REPORT:-1])
        if code[:_REPORT] != self._report or item is None:
            return sentence(
                "“{typed}” is from the checklist of another report; the codes of this report begin with {beginning}.",
                typed=typed,
                beginning=self._report,
            )
        return item


def _drawn(text: str, length: int) -> str:
    """Returns characters that follow from a text and from which nothing else follows."""
    number = int.from_bytes(hashlib.sha256(text.encode()).digest())
    drawn = ""
    for _ in range(length):
        number, place = divmod(number, len(CHARACTERS))
        drawn += CHARACTERS[place]
    return drawn
