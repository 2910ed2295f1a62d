"""Text as outlines, so that a stamp looks the same to the signer and, years later, to the verifier, byte for byte."""

from functools import cache

from reports.typeface import Point, face_of, typeface

UNITS_PER_EM = 1000
"""Of what is drawn here, whatever the typeface's own grid."""


@cache
def drawn_glyph(character: str) -> tuple[bytes, int]:
    """Returns a character's outline as PDF path operators, filled, and its width; both in thousandths of the size.

    A blank, or a character that no font has, gives no path; the latter is as wide as a Chinese character.
    """
    name = face_of(character)
    if not name:
        return b"", UNITS_PER_EM
    font = typeface(name)
    glyph = font.glyph(character)
    scale = UNITS_PER_EM / font.units_per_em
    parts = [_contour_path(contour, scale) for contour in font.contours(glyph) if len(contour) > 2]
    return " ".join([*parts, "f"]).encode() if parts else b"", round(font.advance(glyph) * scale)


def text_width(text: str) -> int:
    """Returns the width of a line in thousandths of its size."""
    return sum(drawn_glyph(character)[1] for character in text)


def _contour_path(contour: list[Point], scale: float) -> str:
    """Quadratic splines as cubic ones; two off-curve points have an on-curve point half way between them."""
    points: list[tuple[float, float, bool]] = []
    scaled = [(x * scale, y * scale, on) for x, y, on in contour]
    for index, (x, y, on) in enumerate(scaled):
        before = scaled[index - 1]
        if not on and not before[2]:
            points.append(((before[0] + x) / 2, (before[1] + y) / 2, True))
        points.append((x, y, on))
    first = next(index for index, point in enumerate(points) if point[2])
    points = [*points[first:], *points[:first], points[first]]
    operators = [f"{_short(points[0][0])} {_short(points[0][1])} m"]
    current = points[0]
    index = 1
    while index < len(points):
        point = points[index]
        if point[2]:
            operators.append(f"{_short(point[0])} {_short(point[1])} l")
        else:
            target = points[index + 1]
            control = (
                current[0] + 2 * (point[0] - current[0]) / 3,
                current[1] + 2 * (point[1] - current[1]) / 3,
                target[0] + 2 * (point[0] - target[0]) / 3,
                target[1] + 2 * (point[1] - target[1]) / 3,
            )
            numbers = " ".join(_short(value) for value in (*control, target[0], target[1]))
            operators.append(f"{numbers} c")
            index += 1
            point = target
        current = point
        index += 1
    operators.append("h")
    return " ".join(operators)


def _short(value: float) -> str:
    """A whole number: half a font unit is a two-thousandth of the height of the text."""
    return str(round(value))
