"""The style sheet: a few kinds of widgets, distinguished by the property `kind`.

A widget gets its look with `set_kind(widget, "card")`. Kinds: for frames `card`, `note`, `sheet`; for labels
`title`, `heading`, `topic`, `lead`, `muted`, `small`, `good`, `unknown`, `bad`; for buttons `primary`, `quiet`, `link`,
`chip`, `rail`. Distances are multiples of `GRID` pixels.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

import resources
from ui.style.palette import Colours

GRID = 8
"""Pixels; every distance in the window is a multiple of it (or half of it inside a row)."""


def set_kind(widget: QWidget, kind: str) -> None:
    """Gives a widget the look of a kind, at any time."""
    if widget.property("kind") != kind:
        widget.setProperty("kind", kind)
        if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
            # Only what was on screen before has to be dressed again; the rest is dressed when it is shown.
            style = widget.style()
            style.unpolish(widget)
            style.polish(widget)


def _arrow(name: str) -> str:
    """A style sheet takes pictures only from files; these are grey, to be seen on light and on dark."""
    return resources.path(f"icons/{name}.svg").as_posix()


def sheet(now: Colours, size: float) -> str:
    """Returns the style sheet for these colours and this base font size in points."""
    tick = _arrow("field-check-dark" if now.dark else "field-check")
    return f"""
QToolTip {{ color: {now.text}; background: {now.surface}; border: 1px solid {now.line_strong}; padding: 6px; }}
QFrame[kind="card"] {{ background: {now.surface}; border: 1px solid {now.line}; border-radius: 8px; }}
QFrame[kind="sheet"] {{ background: {now.surface}; border: none; }}
QFrame[kind="target"] {{ background: {now.accent_soft}; border: 2px dashed {now.accent}; }}
QFrame[kind="note"] {{ background: {now.accent_soft}; border: none; border-radius: 8px; }}
QFrame[kind="good"] {{ background: {now.good_soft}; border: none; border-radius: 6px; }}
QFrame[kind="unknown"] {{ background: {now.unknown_soft}; border: none; border-radius: 6px; }}
QFrame[kind="bad"] {{ background: {now.bad_soft}; border: none; border-radius: 6px; }}
QFrame[kind="bar"] {{ background: {now.surface}; border: none; border-bottom: 1px solid {now.line}; }}
QFrame[kind="foot"] {{ background: {now.surface}; border: none; border-top: 1px solid {now.line}; }}
QFrame[kind="side"] {{ background: {now.surface}; border: none; border-left: 1px solid {now.line}; }}
QFrame[kind="rail"] {{ background: {now.surface}; border: none; border-right: 1px solid {now.line}; }}
QFrame[kind="popup"] {{ background: {now.surface}; border: 1px solid {now.line_strong}; border-radius: 8px; }}
QLabel[kind="title"] {{ font-size: {size * 1.55:.1f}pt; font-weight: 600; }}
QLabel[kind="heading"] {{ font-size: {size * 1.18:.1f}pt; font-weight: 600; }}
QLabel[kind="topic"] {{ font-weight: 600; }}
QLabel[kind="lead"] {{ font-size: {size * 1.08:.1f}pt; }}
QLabel[kind="muted"] {{ color: {now.muted}; }}
QLabel[kind="small"] {{ color: {now.muted}; font-size: {size * 0.9:.1f}pt; }}
QLabel[kind="good"], QLabel[kind="unknown"], QLabel[kind="bad"] {{ background: transparent; }}
QLabel[kind="good"] {{ color: {now.good}; }}
QLabel[kind="unknown"] {{ color: {now.unknown}; }}
QLabel[kind="bad"] {{ color: {now.bad}; }}
QPushButton {{ background: {now.surface}; color: {now.text}; border: 1px solid {now.line_strong}; border-radius: 6px;
  padding: 6px 14px; min-height: 20px; }}
QPushButton:hover {{ background: {now.raised}; }}
QPushButton:pressed {{ background: {now.line}; }}
QPushButton:focus {{ border: 2px solid {now.accent}; padding: 5px 13px; }}
QPushButton:disabled {{ color: {now.line_strong}; border-color: {now.line}; }}
QPushButton[kind="primary"] {{ background: {now.accent}; color: {now.on_accent}; border-color: {now.accent};
  font-weight: 600; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {now.text}; padding: 5px 13px; }}
QPushButton[kind="primary"]:disabled {{ background: {now.raised}; color: {now.line_strong}; border-color: {now.line}; }}
QPushButton[kind="quiet"] {{ background: transparent; border: 1px solid transparent; color: {now.text}; padding: 6px 8px; }}
QPushButton[kind="quiet"]:hover {{ background: {now.raised}; }}
QPushButton[kind="quiet"]:checked {{ background: {now.accent_soft}; color: {now.accent}; }}
QPushButton[kind="quiet"]:focus {{ border: 2px solid {now.accent}; padding: 5px 7px; }}
QPushButton[kind="quiet"]:disabled {{ color: {now.line_strong}; }}
QPushButton[kind="link"] {{ background: transparent; border: 1px solid transparent; padding: 3px 2px; min-height: 16px; }}
QPushButton[kind="link"]:focus {{ border: 1px solid {now.accent}; }}
QPushButton[kind="chip"] {{ border-radius: 16px; padding: 5px 16px; }}
QPushButton[kind="chip"]:checked {{ background: {now.accent}; color: {now.on_accent}; border-color: {now.accent}; }}
QPushButton[kind="chip"]:focus {{ border: 2px solid {now.accent}; padding: 4px 15px; }}
QPushButton[kind="chip"]:checked:focus {{ border: 2px solid {now.text}; padding: 4px 15px; }}
QPushButton[kind="chip"]:disabled {{ border-color: {now.line}; color: {now.muted}; }}
QPushButton[kind="chip"]:checked:disabled {{ background: {now.muted}; color: {now.surface}; border-color: {now.muted}; }}
QPushButton[kind="rail"] {{ background: transparent; border: 1px solid transparent; border-radius: 8px;
  padding: 7px 10px; text-align: left; color: {now.muted}; }}
QPushButton[kind="rail"]:hover {{ background: {now.raised}; color: {now.text}; }}
QPushButton[kind="rail"]:checked {{ background: {now.accent_soft}; color: {now.accent}; }}
QPushButton[kind="rail"]:focus {{ border: 2px solid {now.accent}; padding: 6px 9px; }}
QLineEdit, QPlainTextEdit, QTextEdit {{ background: {now.surface}; color: {now.text};
  border: 1px solid {now.line_strong}; border-radius: 6px; padding: 5px 8px; selection-background-color: {now.accent};
  selection-color: {now.on_accent}; }}
QLineEdit {{ min-height: 22px; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus {{ border: 2px solid {now.accent}; padding: 4px 7px; }}
QLineEdit[wrong="true"] {{ border: 2px solid {now.bad}; padding: 4px 7px; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QLineEdit:read-only, QPlainTextEdit:read-only
  {{ background: {now.window}; color: {now.muted}; }}
QComboBox {{ background: {now.surface}; color: {now.text}; border: 1px solid {now.line_strong};
  border-radius: 6px; padding: 5px 8px; min-height: 22px; selection-background-color: {now.accent_soft};
  selection-color: {now.text}; }}
QComboBox:focus {{ border: 2px solid {now.accent}; padding: 4px 7px; }}
QComboBox:disabled {{ background: {now.window}; color: {now.muted}; }}
QComboBox::drop-down {{ border: none; width: 28px; }}
QComboBox::down-arrow {{ image: url("{_arrow("field-down")}"); width: 16px; height: 16px; }}
QComboBox QLineEdit {{ border: none; padding: 0; min-height: 0; }}
QCheckBox {{ spacing: 8px; }}
QCheckBox::indicator {{ width: 15px; height: 15px; border: 1px solid {now.line_strong}; border-radius: 3px;
  background: {now.surface}; }}
QCheckBox::indicator:checked {{ background: {now.accent}; border-color: {now.accent}; image: url("{tick}"); }}
QCheckBox::indicator:focus {{ border: 2px solid {now.accent}; }}
QCheckBox::indicator:disabled {{ background: {now.window}; border-color: {now.line}; }}
QCheckBox:disabled {{ color: {now.muted}; }}
QRadioButton {{ spacing: 6px; }}
QRadioButton::indicator {{ width: 13px; height: 13px; border: 1px solid {now.line_strong}; border-radius: 7px;
  background: {now.surface}; }}
QRadioButton::indicator:checked {{ width: 7px; height: 7px; border: 4px solid {now.accent}; }}
QRadioButton::indicator:focus {{ border-color: {now.accent}; }}
QRadioButton::indicator:disabled {{ border-color: {now.line_strong}; }}
QListView, QTreeView, QTableView {{ background: {now.surface}; border: 1px solid {now.line}; border-radius: 6px;
  gridline-color: {now.line}; outline: none; }}
QListView::item, QTreeView::item {{ padding: 5px 6px; border-radius: 4px; }}
QListView::item:selected, QTreeView::item:selected {{ background: {now.accent_soft}; color: {now.accent}; }}
QListView::item:hover:!selected, QTreeView::item:hover:!selected {{ background: {now.raised}; }}
QListView:focus, QTreeView:focus {{ border: 1px solid {now.accent}; }}
QTreeView::branch {{ background: transparent; }}
QTreeView {{ show-decoration-selected: 0; }}
QTreeView::branch:selected {{ background: transparent; }}
QTableView {{ selection-background-color: {now.accent_soft}; selection-color: {now.text};
  alternate-background-color: {now.window}; }}
QTableView:focus {{ border: 1px solid {now.accent}; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {now.line_strong}; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover {{ background: {now.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QListView[kind="bare"], QListView[kind="bare"]:focus, QTreeView[kind="bare"], QTreeView[kind="bare"]:focus, QTableView[kind="bare"], QScrollArea[kind="bare"]
  {{ background: transparent; border: none; }}
QHeaderView::section {{ background: {now.raised}; color: {now.muted}; border: none; border-bottom: 1px solid {now.line};
  padding: 6px 8px; }}
QProgressBar {{ background: {now.raised}; border: none; border-radius: 4px; max-height: 8px; min-height: 8px; }}
QProgressBar::chunk {{ background: {now.accent}; border-radius: 4px; }}
QScrollArea:focus {{ border: 1px solid {now.accent}; }}
QTextBrowser {{ background: {now.surface}; border: none; }}
"""
