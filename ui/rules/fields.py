"""The fields of a draft: what a row is called, and with what a column is filled in."""

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit

from models.packs.office.draft import Row
from models.packs.office.words import OPEN, choices, meant
from ui.language import words
from ui.widgets.choice_box import ChoiceBox

LONG = frozenset({"rule", "formula", "when", "facts", "parts"})
"""Columns with room for several lines, besides every wording."""
_SHORT = frozenset({"name", "label", "title", "element", "domain"})
"""Wordings of one line."""


def row_name(cells: Row, number: int) -> str:
    """Returns what a row is called in the list: its id and the beginning of what it says."""
    key = cells.get("id") or cells.get("key") or cells.get("name") or cells.get("list") or cells.get("about") or ""
    text = next(
        (cells[column] for column in ("text_zh", "label_zh", "what_zh", "name_zh", "zh") if cells.get(column)), ""
    )
    return f"{number + 1}. " + " · ".join(part for part in (key, text.splitlines()[0][:30] if text else "") if part)


def field_for(sheet: str, column: str, text: str) -> QLineEdit | QPlainTextEdit | QComboBox:
    """Returns a field for a column with its text: a list to choose from, one line, or several."""
    offered = choices(sheet, column)
    if offered:
        box = ChoiceBox()
        box.setEditable(column in OPEN)
        box.addItem("")
        box.addItems([words(name) for name in offered.values()])
        word = meant(sheet, column, text)
        box.setCurrentText(words(offered[word]) if word in offered else text)
        if not box.isEditable() and text and word not in offered:
            box.addItem(text)
            box.setCurrentText(text)
        return box
    stem, _, language = column.rpartition("_")
    if column in LONG or (language in ("zh", "en") and stem not in _SHORT):
        several = QPlainTextEdit(text)
        several.setTabChangesFocus(True)
        several.setFixedHeight(64)
        return several
    return QLineEdit(text)
