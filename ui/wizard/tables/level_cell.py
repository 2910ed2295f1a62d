"""One level of one subdomain, in shop-floor words: a radio button that shows how much of the level is done."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from ui.style.palette import colours
from ui.widgets.basic import as_written
from ui.widgets.pickable import Radio

_MARK = 14
_ROOM = 6
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
_FILLED = {"part": 0.5, "most": 0.75}


class LevelCell(Radio):
    """Its text wraps; the keys are the matrix's."""

    key = Signal(object)
    """A `QKeyEvent` that the matrix may take."""
    focused = Signal()

    def __init__(self, text: str, font: QFont) -> None:
        """Makes a cell.

        Args:
            text: what the level asks; all that is shown, and the name for screen readers.
            font: its letters; the longest word fits in bold, too.
        """
        super().__init__(text)
        self.setFont(font)
        self.setAccessibleName(text)
        self._bold = QFont(font)
        self._bold.setBold(True)
        advance = QFontMetrics(self._bold).horizontalAdvance
        # Chinese words can be broken anywhere.
        longest = max((advance(word) for word in text.split() if word.isascii()), default=0)
        self._least = max(longest, advance("国国国国")) + 2 * _ROOM + 2
        self._degree: str | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_degree(self, degree: str | None, words: str) -> None:
        """Shows how much is done: a choice of the level's question, None while it is not answered."""
        self._degree = degree
        self.setAccessibleDescription(words)
        self.setToolTip(as_written(words))
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Returns True: a narrow column needs more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Returns the height of mark and words at a width."""
        room = QRect(0, 0, max(width - 2 * _ROOM, 1), 10_000)
        # As high as in bold, so that a choice moves nothing.
        return QFontMetrics(self._bold).boundingRect(room, _WRAP, self.text()).height() + _MARK + 3 * _ROOM

    def sizeHint(self) -> QSize:
        """Returns the least width with its height."""
        return QSize(self._least, self.heightForWidth(self._least))

    def minimumSizeHint(self) -> QSize:
        """Returns the least width; the height follows from the width it gets."""
        return QSize(self._least, _MARK + self.fontMetrics().height() + 3 * _ROOM)

    def hitButton(self, pos: object) -> bool:
        """Returns True: all of the cell can be clicked."""
        del pos
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offers the key to the matrix first."""
        event.ignore()
        self.key.emit(event)
        if not event.isAccepted():
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tells that the keyboard came."""
        super().focusInEvent(event)
        self.focused.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints mark and words on the colour that says whether this level is the chosen one."""
        del event
        now = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        back = now.accent_soft if self.isChecked() else now.raised if self.underMouse() else now.surface
        edge = now.accent if self.isChecked() or self.hasFocus() else now.line
        painter.setBrush(QColor(back))
        painter.setPen(QPen(QColor(edge), 2 if self.hasFocus() else 1))
        painter.drawRoundedRect(whole, 4, 4)
        self._paint_mark(painter, QRectF(_ROOM, _ROOM, _MARK, _MARK))
        painter.setFont(self._bold if self.isChecked() else self.font())
        painter.setPen(QColor(now.text if self.isEnabled() else now.muted))
        painter.drawText(self.rect().adjusted(_ROOM, _MARK + 2 * _ROOM, -_ROOM, -_ROOM), _WRAP, self.text())

    def _paint_mark(self, painter: QPainter, place: QRectF) -> None:
        """A ring filled as far as the level is done, with a tick when it is done; a dash where it is not."""
        now = colours()
        strong = QColor(now.accent if self.isChecked() else now.muted)
        painter.setPen(QPen(strong if self._degree else QColor(now.line_strong), 1.5))
        painter.setBrush(strong if self._degree == "full" else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(place)
        centre, middle = place.center(), place.width() / 2
        if self._degree == "full":
            painter.setPen(QPen(QColor(now.surface), 2))
            tick = (QPointF(-0.45, 0), QPointF(-0.1, 0.35), QPointF(0.45, -0.35))
            painter.drawPolyline([centre + corner * middle for corner in tick])
        elif self._degree in _FILLED:
            painter.setBrush(strong)
            painter.drawPie(place, 90 * 16, -round(_FILLED[self._degree] * 360 * 16))
        elif self._degree == "none":
            painter.drawLine(centre - QPointF(0.4, 0) * middle, centre + QPointF(0.4, 0) * middle)
