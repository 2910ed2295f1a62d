"""A chart of the report, painted in the window from the same shapes."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from reports.charts import Chart, Dot, Drawing, Label, Polygon, draw
from reports.style import ACCENT, MIDDLE, RULE, WHITE, Colour
from ui.language import current
from ui.style import apply
from ui.style.palette import colours

_SCALE = 1.35
"""Pixels for each point of the paper."""


class DrawingView(QWidget):
    """Paints a chart as wide as it may be; colours follow the look of the window."""

    def __init__(self) -> None:
        super().__init__()
        self._chart: Chart | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        apply.on_change(self.update)

    def show_chart(self, chart: Chart, described: str) -> None:
        """Shows another chart, with the words for who does not see it."""
        self._chart = chart
        self.setAccessibleName(described)
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Returns True: the height follows from the data."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Returns the height of the chart at this width."""
        return round(self._drawing(width).height * _SCALE) + 4

    def sizeHint(self) -> QSize:
        """Returns a readable size."""
        return QSize(560, self.heightForWidth(560))

    def minimumSizeHint(self) -> QSize:
        """Returns the least readable size."""
        return QSize(320, self.heightForWidth(320))

    def _drawing(self, width: int) -> Drawing:
        if self._chart is None:
            return Drawing(width, 0, ())
        return draw(self._chart, current(), min(width, 900) / _SCALE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the shapes."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(_SCALE, _SCALE)
        for shape in self._drawing(self.width()).shapes:
            match shape:
                case Polygon():
                    painter.setBrush(_colour(shape.fill) if shape.fill else Qt.BrushStyle.NoBrush)
                    pen = QPen(_colour(shape.stroke), shape.thickness) if shape.stroke else QPen(Qt.PenStyle.NoPen)
                    painter.setPen(pen)
                    points = QPolygonF([QPointF(*point) for point in shape.points])
                    (painter.drawPolygon if shape.closed else painter.drawPolyline)(points)
                case Dot():
                    painter.setBrush(_colour(shape.fill) if shape.fill else Qt.BrushStyle.NoBrush)
                    painter.setPen(QPen(_colour(shape.stroke), 0.6) if shape.stroke else QPen(Qt.PenStyle.NoPen))
                    painter.drawEllipse(QPointF(shape.x, shape.y), shape.radius, shape.radius)
                case Label():
                    self._write(painter, shape)
        painter.end()

    def _write(self, painter: QPainter, label: Label) -> None:
        font = QFont(self.font())
        font.setPointSizeF(label.size * 72 / max(self.logicalDpiY(), 1))
        font.setBold(label.bold)
        painter.setFont(font)
        painter.setPen(_colour(label.colour))
        wide = painter.fontMetrics().horizontalAdvance(label.text)
        left = {"left": 0.0, "center": wide / 2, "right": float(wide)}[label.align]
        painter.drawText(QPointF(label.x - left, label.y), label.text)


def _colour(colour: Colour) -> QColor:
    """Returns the window's colour for one of the paper's."""
    now = colours()
    names = {ACCENT: now.accent, MIDDLE: now.accent, RULE: now.line, WHITE: now.surface}
    return QColor(names.get(colour, now.text))
