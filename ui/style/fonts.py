"""The fonts: the system's own, with Chinese families named so that no screen shows empty boxes."""

import sys
from functools import cache

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

import resources
from models.language import Language

CHINESE_FAMILIES = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Sarasa UI SC",
    "WenQuanYi Micro Hei",
    "Droid Sans Fallback",
)


LATIN_FAMILIES = ("Segoe UI", "Noto Sans", "Open Sans", "Ubuntu", "Cantarell", "Liberation Sans", "Nimbus Sans")
"""First in an English window: a Chinese font draws English quotation marks twice as wide."""


def base_size(scale: float) -> float:
    """Returns the size of running text in points: larger than the system's, for eyes of fifty."""
    return (13.5 if sys.platform == "darwin" else 10.5) * scale


def use(scale: float, language: Language) -> None:
    """Sets the window's font.

    Args:
        scale: 1 for the normal size, up to 1.5.
        language: whose letters come first; the other language's families follow.
    """
    font = QFont(QGuiApplication.font())
    font.setFamilies(families(language))
    font.setPointSizeF(base_size(scale))
    QGuiApplication.setFont(font)


def families(language: Language) -> list[str]:
    """Returns the families of running text, the language's own first; a Chinese one is there afterwards."""
    _bring_chinese()
    system = [_system_family()] if sys.platform == "darwin" else [*LATIN_FAMILIES, _system_family()]
    return [*CHINESE_FAMILIES, *system] if language == "zh" else [*system, *CHINESE_FAMILIES]


@cache
def _system_family() -> str:
    return QGuiApplication.font().family()


@cache
def _bring_chinese() -> None:
    """Loads the report's typefaces for the window where the system has no Chinese one.

    They must be there before anything is measured, or the first words are boxes and their places stay too narrow.
    Asking for the families costs nothing that the first word does not cost as well.
    """
    if not any(map(QFontDatabase.hasFamily, CHINESE_FAMILIES)):
        for weight in ("Regular", "Bold"):
            QFontDatabase.addApplicationFont(str(resources.path(f"fonts/NotoSansSC-{weight}.ttf")))
