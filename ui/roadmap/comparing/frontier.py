"""The trade-off: yearly money or cost against the time when the target is reached, or against the tier; one point per plan."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.language import plain_number
from models.roadmap import Alternative
from models.rulebook import TIER_IDS, TierId
from ui.language import tr, words
from ui.roadmap.asking.price import amount
from ui.style import apply
from ui.style.palette import colours

_LEFT, _BOTTOM, _TOP, _RIGHT = 64, 64, 60, 40


class Frontier(QWidget):
    """Points that can be clicked, or chosen with the arrow keys."""

    chosen = Signal(object)
    """The `Alternative` that was clicked."""

    def __init__(self, against: str = "time") -> None:
        super().__init__()
        self._by_tier, self._by_money = against == "tier", against == "money"
        self._points: tuple[Alternative, ...] = ()
        self._tiers: Mapping[TierId, str] = {}
        self._current: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        apply.on_change(self.update)

    def sizeHint(self) -> QSize:
        """Returns a size at which ten points can be distinguished."""
        return QSize(520, 280)

    def show_points(self, points: Sequence[Alternative], tiers: Mapping[TierId, str]) -> None:
        """Shows plans that reach something at some cost."""
        self._points = tuple(point for point in points if point.finish is not None)
        self._tiers, self._current = tiers, None
        name = tr("Cost against tier") if self._by_tier else tr("Cost against time")
        self.setAccessibleName(tr("Money against time") if self._by_money else name)
        self.setAccessibleDescription("; ".join(self._told(point) for point in self._points))
        self.update()

    def _told(self, point: Alternative) -> str:
        return tr("{plan}: {money}", plan=words(point.label), money=amount(self.height_of(point)))

    def height_of(self, point: Alternative) -> Decimal:
        """Returns what the vertical axis shows, 万元: the money a year that is needed, or the cost of ownership.

        What is spent inside the horizon would fall with every later start and make the slowest plan look best.
        """
        if self._by_money and point.limits is not None:
            return max(point.limits.budget_wan)
        return point.ownership_wan

    def _axis(self) -> str:
        if not self._by_money:
            return tr("Cost of ownership, 10,000 yuan")
        quarterly = any(point.limits is not None and point.limits.budget_by_quarter for point in self._points)
        return tr("Money needed a quarter, 10,000 yuan") if quarterly else tr("Money needed a year, 10,000 yuan")

    def _across(self, point: Alternative) -> int:
        if self._by_tier:
            return TIER_IDS.index(point.reached) if point.reached is not None else -1
        return point.finish.year * 4 + point.finish.number if point.finish else 0

    def _place(self) -> list[QPointF]:
        finishes = [self._across(point) for point in self._points]
        costs = [self.height_of(point) for point in self._points]
        first, last = min(finishes), max(finishes)
        low, high = min(costs), max(costs)
        wide = self.width() - _LEFT - _RIGHT
        tall = self.height() - _TOP - _BOTTOM
        return [
            QPointF(
                _LEFT + (wide * (finish - first) / (last - first) if last > first else wide / 2),
                _TOP + (tall * float((high - cost) / (high - low)) if high > low else tall / 2),
            )
            for finish, cost in zip(finishes, costs, strict=True)
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints axes, points and their labels."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        now = colours()
        across = tr("Tier") if self._by_tier else tr("Target reached in")
        painter.setPen(QColor(now.muted))
        line = self.fontMetrics().height() + 2
        painter.drawText(QRectF(0, 0, self.width(), line), Qt.AlignmentFlag.AlignLeft, self._axis())
        painter.drawText(QRectF(0, self.height() - line, self.width() - 4, line), Qt.AlignmentFlag.AlignRight, across)
        painter.setPen(QPen(QColor(now.line_strong), 1))
        painter.drawLine(_LEFT - 16, _TOP, _LEFT - 16, self.height() - _BOTTOM + 8)
        painter.drawLine(_LEFT - 16, self.height() - _BOTTOM + 8, self.width() - 8, self.height() - _BOTTOM + 8)
        if not self._points:
            painter.end()
            return
        for place, (point, at) in enumerate(zip(self._points, self._place(), strict=True)):
            here = place == self._current
            painter.setPen(QPen(QColor(now.accent), 2))
            painter.setBrush(QColor(now.accent if here else now.accent_soft))
            painter.drawEllipse(at, 8 if here else 6, 8 if here else 6)
            painter.setPen(QColor(now.text))
            painter.drawText(
                QRectF(at.x() - 60, at.y() - 9 - line, 120, line),
                Qt.AlignmentFlag.AlignHCenter,
                plain_number(round(self.height_of(point), 2)),
            )
            painter.setPen(QColor(now.muted))
            painter.drawText(
                QRectF(at.x() - 60, self.height() - _BOTTOM + 9, 120, line),
                Qt.AlignmentFlag.AlignHCenter,
                self._tiers.get(point.reached, "-") if self._by_tier and point.reached else str(point.finish),
            )
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses the nearest point within reach of a finger."""
        if not self._points:
            return
        places = self._place()
        nearest = min(range(len(places)), key=lambda place: (places[place] - event.position()).manhattanLength())
        if (places[nearest] - event.position()).manhattanLength() < 32:
            self._choose(nearest)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right choose the next point."""
        if self._points and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            self._choose(
                ((-1 if self._current is None and step > 0 else self._current or 0) + step) % len(self._points)
            )
            return
        super().keyPressEvent(event)

    def _choose(self, place: int) -> None:
        self._current = place
        self.setAccessibleDescription(self._told(self._points[place]))
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.update()
        self.chosen.emit(self._points[place])
