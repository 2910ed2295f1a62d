"""The radar of the five dimensions: the share of scenarios built in each, and the share using AI."""

from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.assessment import BUILT, Assessment
from models.rulebook import Rulebook
from ui.language import tr, words
from ui.style import apply
from ui.style.palette import colours


class RadarView(QWidget):
    """Five axes from 0 to 100 %, one for each dimension."""

    def __init__(self) -> None:
        super().__init__()
        self._axes: list[tuple[str, float, float, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        apply.on_change(self.update)

    def sizeHint(self) -> QSize:
        """Returns a size at which the names of the axes fit."""
        return QSize(360, 260)

    def minimumSizeHint(self) -> QSize:
        """Returns the least readable size."""
        return QSize(300, 240)

    def show_assessment(self, assessment: Assessment, rulebook: Rulebook) -> None:
        """Shows the built and intelligent shares of these answers."""
        self._axes = []
        for dimension in rulebook.dimensions:
            scenarios = [scenario for scenario in rulebook.scenarios if scenario.dimension == dimension.id]
            built = [scenario for scenario in scenarios if assessment.get(f"scenarios.{scenario.id}.status") in BUILT]
            smart = [scenario for scenario in built if assessment.get(f"scenarios.{scenario.id}.ai") == "yes"]
            of = max(len(scenarios), 1)
            self._axes.append(
                (words(dimension.name), len(built) / of, len(smart) / of, f"{len(built)}/{len(scenarios)}")
            )
        self.setAccessibleName(
            "; ".join(tr("{name}: {built} built", name=name, built=built) for name, _, _, built in self._axes)
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the web, the two areas and the names."""
        if not self._axes:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        now = colours()
        centre = QPointF(self.width() / 2, self.height() / 2 + 8)
        radius = min(self.width() / 2 - 84, self.height() / 2 - 40)

        def at(index: int, share: float) -> QPointF:
            angle = 2 * pi * index / len(self._axes) - pi / 2
            return QPointF(centre.x() + radius * share * cos(angle), centre.y() + radius * share * sin(angle))

        count = len(self._axes)
        painter.setPen(QPen(QColor(now.line), 1))
        for ring in (0.25, 0.5, 0.75, 1.0):
            painter.drawPolygon(QPolygonF([at(index, ring) for index in range(count)]))
        for index in range(count):
            painter.drawLine(centre, at(index, 1.0))
        for field, colour, dashed in ((1, now.accent, False), (2, now.good, True)):
            area = QPolygonF([at(index, float(axis[field])) for index, axis in enumerate(self._axes)])
            fill = QColor(colour)
            fill.setAlphaF(0.18)
            painter.setBrush(fill)
            painter.setPen(QPen(QColor(colour), 2, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine))
            painter.drawPolygon(area)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        metrics = painter.fontMetrics()
        line = metrics.height()
        wrapped = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        for index, (name, _, _, built) in enumerate(self._axes):
            tip = at(index, 1.0)
            side = tip.x() - centre.x()
            # Names on both sides of the web take lines rather than each other's place.
            room = QRectF(0, 0, self.width() if abs(side) <= 4 else self.width() / 2 - 16, self.height())
            needed = metrics.boundingRect(room.toRect(), wrapped, name)
            wide = max(needed.width(), metrics.horizontalAdvance(built)) + 4
            tall = needed.height()
            x = tip.x() + 8 if side > 4 else tip.x() - wide - 8 if side < -4 else tip.x() - wide / 2
            y = tip.y() - tall - line - 4 if abs(side) <= 4 else tip.y() - tall
            x = min(max(x, 0.0), self.width() - wide)
            painter.setPen(QColor(now.text))
            painter.drawText(QRectF(x, y, wide, tall), wrapped, name)
            painter.setPen(QColor(now.muted))
            painter.drawText(QRectF(x, y + tall, wide, line), Qt.AlignmentFlag.AlignHCenter, built)
        painter.end()
