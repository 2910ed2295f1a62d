"""Everything written can be read in both looks: 4.5 to 1 for words, 3 to 1 for the borders of what can be operated."""

import pytest
from PySide6.QtGui import QColor

from ui.style.palette import DARK, LIGHT, Colours

MEANINGS = ("accent", "good", "unknown", "bad")


def contrast(first: str, second: str) -> float:
    """The ratio of two colours as WCAG 2 defines it."""

    def light(colour: str) -> float:
        seen = QColor(colour)
        parts = (seen.redF(), seen.greenF(), seen.blueF())
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)

    brighter, darker = sorted((light(first), light(second)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_words_and_borders_stand_out_from_what_they_stand_on(look: Colours) -> None:
    """Every colour of words on every ground on which it is used, and the strong line on its surface."""
    on = [
        *((ink, ground) for ink in ("text", "muted", *MEANINGS) for ground in ("window", "surface")),
        *((ink, "raised") for ink in ("text", "muted")),
        *((ink, f"{ink}_soft") for ink in MEANINGS),
        *(("text", f"{ink}_soft") for ink in MEANINGS),
        ("on_accent", "accent"),
    ]
    words = {pair: contrast(getattr(look, pair[0]), getattr(look, pair[1])) for pair in on}
    border = contrast(look.line_strong, look.surface)
    assert {pair: ratio for pair, ratio in words.items() if ratio < 4.5} == {}
    assert border >= 3
