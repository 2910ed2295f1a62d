"""The colours, light and dark. Every colour of the window is named here for its meaning."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette

Appearance = Literal["system", "light", "dark"]


@dataclass(frozen=True, slots=True)
class Colours:
    """One set of colours. `*_soft` is a background for text in the colour of the same name."""

    dark: bool
    window: str
    surface: str
    """Cards, fields and lists."""
    raised: str
    """What lies on a surface: hovered rows, chips."""
    text: str
    muted: str
    """Secondary text; still 4.5 to 1 on window and surface."""
    line: str
    line_strong: str
    """Borders of what can be operated; 3 to 1 on the surface."""
    accent: str
    accent_soft: str
    on_accent: str
    good: str
    good_soft: str
    unknown: str
    unknown_soft: str
    bad: str
    bad_soft: str


LIGHT = Colours(
    dark=False,
    window="#F4F6F8",
    surface="#FFFFFF",
    raised="#EEF1F5",
    text="#17212E",
    muted="#556070",
    line="#DCE1E8",
    line_strong="#8A95A5",
    accent="#1B5FBF",
    accent_soft="#E5EEFA",
    on_accent="#FFFFFF",
    good="#187544",
    good_soft="#E3F3EA",
    unknown="#8F5F00",
    unknown_soft="#FFF2D3",
    bad="#B3261E",
    bad_soft="#FCE8E6",
)

DARK = Colours(
    dark=True,
    window="#14181E",
    surface="#1C222A",
    raised="#27303B",
    text="#E6EAF0",
    muted="#A3AEBD",
    line="#323C49",
    line_strong="#76849A",
    accent="#7FB2FF",
    accent_soft="#20344F",
    on_accent="#0C1A2C",
    good="#6FCF97",
    good_soft="#1B3A2A",
    unknown="#F2C14E",
    unknown_soft="#40341A",
    bad="#FF8A80",
    bad_soft="#4A2422",
)


_chosen: Appearance = "system"


def colours() -> Colours:
    """Returns the colours that the window uses now."""
    if _chosen != "system":
        return DARK if _chosen == "dark" else LIGHT
    scheme = QGuiApplication.styleHints().colorScheme()
    return DARK if scheme is Qt.ColorScheme.Dark else LIGHT


def choose(appearance: Appearance) -> None:
    """Follows the system, or stays light or dark whatever the system says."""
    # Kept here as well as told to Qt: not every platform lets a program choose.
    global _chosen  # noqa: PLW0603 - one application has one look
    _chosen = appearance
    schemes = {"system": Qt.ColorScheme.Unknown, "light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    QGuiApplication.styleHints().setColorScheme(schemes[appearance])


def qt_palette(now: Colours) -> QPalette:
    """Returns the palette for Qt's own widgets."""
    palette = QPalette()
    role = QPalette.ColorRole
    for where, colour in (
        (role.Window, now.window),
        (role.WindowText, now.text),
        (role.Base, now.surface),
        (role.AlternateBase, now.raised),
        (role.Text, now.text),
        (role.Button, now.surface),
        (role.ButtonText, now.text),
        (role.BrightText, now.bad),
        (role.ToolTipBase, now.surface),
        (role.ToolTipText, now.text),
        (role.PlaceholderText, now.muted),
        (role.Highlight, now.accent),
        (role.HighlightedText, now.on_accent),
        (role.Accent, now.accent),
        (role.Link, now.accent),
        (role.LinkVisited, now.accent),
        (role.Light, now.surface),
        (role.Midlight, now.raised),
        (role.Mid, now.line),
        (role.Dark, now.line_strong),
        (role.Shadow, now.line_strong),
    ):
        palette.setColor(where, QColor(colour))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(now.line_strong))
    return palette
