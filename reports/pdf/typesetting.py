"""Breaking text into lines: Chinese between characters with their rules, Latin between words."""

import re
from collections.abc import Iterator
from functools import lru_cache

from reports.pdf.face import Weight, widths

_NOT_FIRST = "，。、；：？！）》」』】〕〉”’…—％%·,.;:?!)]}°"
_NOT_LAST = "（《「『【〔〈“‘([{"
_PIECES = re.compile(
    rf"[{re.escape(_NOT_LAST)}]*"
    r"(?:[ ]+|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\U00020000-\U0003ffff]+|.)"
    rf"[{re.escape(_NOT_FIRST)}]*",
    re.DOTALL,
)


@lru_cache(maxsize=8192)
def lines(text: str, size: float, width: float, weight: Weight = "regular") -> tuple[str, ...]:
    """Returns the lines of a drawable text that fit into `width` points.

    A closing mark never begins a line and an opening one never ends it; a Latin word or a digest that is
    longer than the line is cut where the line ends. An empty text is one empty line.
    """
    fitted: list[str] = []
    for part in text.split("\n"):
        fitted += _paragraph(part, width * 1000 / size, widths(weight))
    return tuple(fitted)


def _paragraph(text: str, room: float, advance: dict[str, float]) -> list[str]:
    if sum(map(advance.__getitem__, text)) <= room:
        return [text.strip()]
    done: list[str] = []
    line: list[str] = []
    used = 0.0
    for piece, length in _pieces(text, room, advance):
        if used + length > room and line and piece.strip():
            done.append("".join(line).strip())
            line, used = [], 0.0
        if not line and not piece.strip():
            continue
        line.append(piece)
        used += length
    if line:
        done.append("".join(line).strip())
    return done


def _pieces(text: str, room: float, advance: dict[str, float]) -> Iterator[tuple[str, float]]:
    """Yields what may not be broken, each with its width; what is wider than a line is cut."""
    for match in _PIECES.finditer(text):
        piece = match.group()
        length = sum(map(advance.__getitem__, piece))
        if length <= room:
            yield piece, length
            continue
        part, used = "", 0.0
        for character in piece:
            if used + advance[character] > room and part:
                yield part, used
                part, used = "", 0.0
            part += character
            used += advance[character]
        if part:
            yield part, used
