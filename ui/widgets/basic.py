"""Labels, buttons, cards and rows, each in one call, with names for screen readers."""

import html
from collections.abc import Callable

from PySide6.QtCore import QMargins, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from ui.style import apply
from ui.style.icons import icon, pixmap
from ui.style.palette import colours
from ui.style.sheet import GRID, set_kind
from ui.widgets.pickable import Pickable


def label(text: str = "", kind: str = "", wrap: bool = True) -> QLabel:
    """Returns a label that wraps, whose text can be copied with the mouse when it is running text."""
    shown = QLabel(text)
    shown.setTextFormat(Qt.TextFormat.PlainText)
    shown.setWordWrap(wrap)
    if kind:
        set_kind(shown, kind)
    if wrap:
        shown.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return shown


def as_written(text: str) -> str:
    """Returns a tool tip that shows a text as it is, where Qt would take `<b>` for formatting and `<img>` for a file to open.

    File names, packs and papers come from others; a picture on a share would be fetched while it is pointed at.
    """
    if "<" not in text and "&" not in text:
        return text
    return f'<span style="white-space: pre-wrap">{html.escape(text)}</span>'


ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def is_plain(event: QKeyEvent) -> bool:
    """Returns whether a key was pressed without Ctrl, Alt or Shift, on the keypad or not."""
    return not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier


_ICON = 18
_LINK = QMargins(3, 4, 3, 4)
"""Border and padding of a link, as in the style sheet."""


class Button(Pickable, QPushButton):
    """A button whose icon keeps the colours of the window; the words of a link take more lines where there is no room."""

    def __init__(
        self,
        text: str = "",
        kind: str = "",
        icon_name: str = "",
        on_click: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._is_link = kind == "link"
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if kind:
            set_kind(self, kind)
        if self._is_link:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        if icon_name:
            self.setIconSize(QSize(_ICON, _ICON))
            self._tint_from_now_on()
        self.setText(text)
        if on_click is not None:
            # `clicked` carries whether the button is checked, which these callers do not want.
            self.clicked.connect(lambda _checked: on_click())

    def setCheckable(self, checkable: bool) -> None:
        """Makes it a button that stays on or off."""
        if checkable and not self.isCheckable():
            self.hear_readers()
        super().setCheckable(checkable)

    def setText(self, text: str) -> None:
        """Shows other words, with a little room between them and the icon."""
        super().setText(f" {text}" if self._icon_name and text and not self._is_link else text)

    def text(self) -> str:
        """Returns the words."""
        return super().text().strip()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard, and no other that a window takes for its usual one."""
        if event.key() in ENTER:
            self.click()
        else:
            super().keyPressEvent(event)

    def hasHeightForWidth(self) -> bool:
        """Returns True for a link: its words wrap."""
        return self._is_link

    def heightForWidth(self, width: int) -> int:
        """Returns the height of all lines at this width."""
        hint = self.sizeHint()
        if not self._is_link or width >= hint.width():
            return hint.height()
        room = QRect(0, 0, max(width - _LINK.left() - _LINK.right() - self._beside(), 1), 10_000)
        lines = self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, self.text()).height()
        return max(lines + _LINK.top() + _LINK.bottom(), hint.height())

    def _beside(self) -> int:
        """Pixels that the icon of a link takes from its words."""
        return _ICON + GRID // 2 if self._icon_name else 0

    def minimumSizeHint(self) -> QSize:
        """Returns room for all words, for a link only for the first."""
        hint = super().minimumSizeHint()
        if self._is_link:
            hint.setWidth(min(self.sizeHint().width(), 10 * GRID))
        return hint

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the words of a link in as many lines as they need; Qt's own buttons have one line."""
        if not self._is_link:
            super().paintEvent(event)
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text, option.icon = "", QIcon()
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        inside = self.rect().marginsRemoved(_LINK)
        if self._icon_name:
            line = min(self.fontMetrics().height(), inside.height())
            centre = inside.top() + line // 2 if inside.height() >= 2 * line else inside.center().y()
            self.icon().paint(painter, QRect(inside.left(), centre - _ICON // 2, _ICON, _ICON))
            inside.setLeft(inside.left() + self._beside())
        font = painter.font()
        font.setUnderline(self.underMouse() and self.isEnabled())
        painter.setFont(font)
        painter.setPen(QColor(colours().accent if self.isEnabled() else colours().muted))
        painter.drawText(inside, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter, self.text())

    def set_icon(self, icon_name: str) -> None:
        """Shows another icon from now on."""
        first = not self._icon_name
        self._icon_name = icon_name
        if first:
            self._tint_from_now_on()
        else:
            self.tint()

    def _tint_from_now_on(self) -> None:
        apply.on_change(self.tint)
        self.toggled.connect(lambda _checked: self.tint())
        self.tint()

    def tint(self) -> None:
        """Draws the icon in the present colours."""
        now = colours()
        kind = self.property("kind")
        if self.isChecked():
            colour = now.on_accent if kind == "chip" else now.accent
        else:
            colour = {"primary": now.on_accent, "link": now.accent, "rail": now.muted}.get(kind, now.text)
        self.setIcon(icon(self._icon_name, colour, _ICON))

    def name_it(self, text: str) -> None:
        """Names a button that shows only an icon: for screen readers and as a tool tip."""
        self.setAccessibleName(text)
        self.setToolTip(as_written(text))


class OneLine(QLabel):
    """Words on one line that give way where there is no room: their end is shown as “…”, all of them in the tool tip."""

    def minimumSizeHint(self) -> QSize:
        """Returns room for the first words."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), 10 * GRID), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints as much as there is room for."""
        del event
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, shown)


class Picture(QLabel):
    """An icon on its own, in a colour named by its meaning."""

    def __init__(self, icon_name: str, colour: str = "muted", size: int = 20) -> None:
        super().__init__()
        self._icon_name, self._colour, self._size = icon_name, colour, size
        self.setFixedSize(size, size)
        apply.on_change(self.tint)
        self.tint()

    def show_icon(self, icon_name: str, colour: str) -> None:
        """Shows another icon or colour (a field of `Colours`)."""
        if (icon_name, colour) != (self._icon_name, self._colour):
            self._icon_name, self._colour = icon_name, colour
            self.tint()

    def tint(self) -> None:
        """Draws the icon in the present colours."""
        self.setPixmap(pixmap(self._icon_name, getattr(colours(), self._colour), self._size))


class Card(QFrame):
    """A frame with a vertical layout for what belongs together."""

    def __init__(self, kind: str = "card", margin: int = 2 * GRID, spacing: int = GRID) -> None:
        super().__init__()
        set_kind(self, kind)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(margin, margin, margin, margin)
        self.column.setSpacing(spacing)


def column(parent: QWidget, margin: int = 3 * GRID, spacing: int = 2 * GRID) -> QVBoxLayout:
    """Gives a widget a vertical layout on the grid and returns it."""
    column = QVBoxLayout(parent)
    column.setContentsMargins(margin, margin, margin, margin)
    column.setSpacing(spacing)
    return column


def row(*items: QWidget | int, spacing: int = GRID) -> QHBoxLayout:
    """Returns a horizontal layout of widgets; a number adds that much stretch."""
    line = QHBoxLayout()
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(spacing)
    for item in items:
        if isinstance(item, int):
            line.addStretch(item)
        else:
            line.addWidget(item)
    return line


def clear(layout: QLayout) -> None:
    """Removes and deletes everything in a layout, nested layouts included."""
    while layout.count():
        item = layout.takeAt(0)
        if item is None:
            return
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
