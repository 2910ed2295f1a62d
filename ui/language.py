"""The language of the window, and how every sentence follows it at once."""

from collections.abc import Callable

from PySide6.QtCore import QLocale, QObject, Signal

from models.language import Language, Sentence, Text, flowing, sentence


class _Switch(QObject):
    changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.language: Language = "en"


_switch = _Switch()


def system_language() -> Language:
    """Returns `zh` on a Chinese system, `en` on any other."""
    names = QLocale.system().uiLanguages()
    return "zh" if names and names[0].lower().startswith("zh") else "en"


def current() -> Language:
    """Returns the language that the window speaks now."""
    return _switch.language


def switch(language: Language) -> None:
    """Switches the whole window to `language`; every listener of `on_change` is notified."""
    if language != _switch.language:
        _switch.language = language
        _switch.changed.emit(language)


def on_change(listener: Callable[[str], None]) -> None:
    """Calls `listener` after every switch. Give a bound method of a QObject: Qt forgets it with the object."""
    _switch.changed.connect(listener)


def tr(message: str, /, **facts: object) -> str:
    """Returns a sentence of the window in its present language.

    Args:
        message: the English sentence, with `{name}` for each fact; the key of its translation.
        facts: what stands in the braces; texts and sentences among them are shown in the same language.
    """
    return sentence(message, **facts).text(_switch.language)


def run_on(*texts: str) -> str:
    """Returns sentences of the window's present language one after the other, empty ones left out."""
    return flowing(texts, _switch.language)


def words(text: Text | Sentence) -> str:
    """Returns a text from a pack, or a sentence of another layer, in the window's present language."""
    return text.text(_switch.language)
