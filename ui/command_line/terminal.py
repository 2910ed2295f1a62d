"""What the commands write to: people's text in their language, one JSON value for programs, aligned columns."""

import io
import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from models.language import Language, Sentence, Text, render, sentence


def speak_utf8() -> None:
    """Makes both streams UTF-8, also on a Windows console; a character that cannot be shown never stops a command.

    A stream that was closed by whoever called swallows what is said, or it would turn up in the other one.
    """
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where one command speaks. With `json`, standard output carries one JSON value and nothing else."""

    language: Language
    json: bool = False

    @property
    def people(self) -> TextIO:
        """The stream for people: standard output, or standard error beside JSON."""
        return sys.stderr if self.json else sys.stdout

    def say(self, what: Sentence | Text | str = "") -> None:
        """Prints one line for people."""
        print(one_line(what if isinstance(what, str) else what.text(self.language)), file=self.people)

    def tell(self, message: str, /, **facts: object) -> None:
        """Prints one sentence for people; `message` is English and marked with `N_` where it is written."""
        self.say(sentence(message, **facts))

    def progress(self, what: Sentence) -> None:
        """Prints one line about how far the work is, always to standard error."""
        print(what.text(self.language), file=sys.stderr, flush=True)

    def answer(self, value: object) -> None:
        """Prints the JSON value of the command when one was asked for."""
        if self.json:
            print(json.dumps(value, ensure_ascii=False, indent=2))

    def words(self, what: object) -> str:
        """Returns a text, sentence or figure in the person's language."""
        return render(what, self.language)

    def table(self, rows: Iterable[Sequence[object]], indent: int = 2, gap: int = 2) -> None:
        """Prints rows with aligned columns; the last column is not padded."""
        cells = [[self.words(cell) for cell in row] for row in rows]
        widths: list[int] = []
        for row in cells:
            for place, cell in enumerate(row):
                if place == len(widths):
                    widths.append(0)
                widths[place] = max(widths[place], width(cell))
        for row in cells:
            padded = [cell + " " * (widths[place] - width(cell)) for place, cell in enumerate(row)]
            self.say((" " * indent + (" " * gap).join(padded)).rstrip())


_TURNING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029)
_UNSEEN = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), *_TURNING), "\ufffd") | {ord("\n"): " ", ord("\t"): " "}
"""Characters that move the cursor, begin a line, or turn the text round."""


def one_line(text: str) -> str:
    """Returns a text without what a stranger's file name or certificate could forge a second line with."""
    return text.translate(_UNSEEN)


def width(text: str) -> int:
    """Returns how many columns a text takes on a terminal: two for each Chinese character, none for combining marks."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )
