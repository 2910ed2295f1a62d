"""The ladder: four steps as a pyramid, how much of each is met, and the factory on its step."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.evaluation import Evaluation, Status, TierResult
from ui.language import tr, words
from ui.style import apply
from ui.style.icons import pixmap
from ui.style.palette import colours

_TOP_SHARE = 0.34
"""Width of the pyramid's upper edge, as a share of its base."""


def met_of(result: TierResult) -> tuple[int, int]:
    """Returns how many conditions of a tier are met, and how many count: what is informative or does not apply is out."""
    counted = [
        condition
        for condition in result.conditions
        if condition.status is not Status.NOT_APPLICABLE and not condition.condition.informative
    ]
    return sum(condition.status is Status.MET for condition in counted), len(counted)


class LadderView(QWidget):
    """Paints the four tiers of one evaluation; a click on a step says which."""

    chosen = Signal(str)
    """Id of the tier that was clicked."""

    def __init__(self, band: int = 52, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least = band
        self._evaluation: Evaluation | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        apply.on_change(self._other_look)

    def show_evaluation(self, evaluation: Evaluation | None) -> None:
        """Shows another evaluation, or empty steps."""
        self._evaluation = evaluation
        self.setAccessibleName(tr("The ladder of intelligent factories"))
        self.setAccessibleDescription(self._spoken())
        self.update()

    def _other_look(self) -> None:
        self.updateGeometry()
        self.update()

    def _spoken(self) -> str:
        if self._evaluation is None:
            return ""
        parts = []
        for result in self._evaluation.tiers:
            met, all_of_them = met_of(result)
            parts.append(tr("{tier}: {met} of {all} conditions met", tier=result.tier.name, met=met, all=all_of_them))
        return "; ".join(parts)

    def sizeHint(self) -> QSize:
        """Returns room for four steps and the ground."""
        return QSize(220, 4 * self._band + self._ground)

    def minimumSizeHint(self) -> QSize:
        """Returns the least room in which the words fit."""
        return QSize(180, 4 * self._band + self._ground)

    @property
    def _band(self) -> int:
        """Pixels that a step is high: two lines of the type that was chosen fit into it."""
        return max(self._least, 2 * self.fontMetrics().lineSpacing() + 10)

    @property
    def _ground(self) -> int:
        return 10

    def _step(self, number: int) -> QPolygonF:
        """The outline of step `number` (1 at the bottom, 4 at the top)."""
        left, width = 26.0, self.width() - 30.0
        top = (4 - number) * self._band + 2.0

        def inset(share: float) -> float:
            return (1 - _TOP_SHARE) * width / 2 * share

        high, low = inset(number / 4), inset((number - 1) / 4)
        gap = 4.0
        return QPolygonF(
            [
                QPointF(left + high, top),
                QPointF(left + width - high, top),
                QPointF(left + width - low, top + self._band - gap),
                QPointF(left + low, top + self._band - gap),
            ]
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the steps, their counts and the factory."""
        del event
        now = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        reached = 0
        for number in range(1, 5):
            result = self._evaluation.tiers[number - 1] if self._evaluation else None
            if result is not None and self._evaluation is not None and result.tier.id == self._evaluation.reached:
                reached = number
        for number in range(1, 5):
            self._paint_step(painter, number, reached)
        painter.setPen(QPen(QColor(now.line_strong), 2))
        base = 4 * self._band + 1.0
        painter.drawLine(QPointF(2, base), QPointF(self.width() - 2, base))
        if self._evaluation is not None:
            size = 22
            where = self._step(reached).at(0) if reached else QPointF(size + 1, base)
            painter.drawPixmap(
                QPointF(where.x() - size - 2 if reached else 2, where.y() + (6 if reached else -size - 1)),
                pixmap("factory", now.accent, size),
            )
        painter.end()

    def _paint_step(self, painter: QPainter, number: int, reached: int) -> None:
        now = colours()
        outline = self._step(number)
        result = self._evaluation.tiers[number - 1] if self._evaluation else None
        met, all_of_them = met_of(result) if result else (0, 0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(now.raised))
        painter.drawPolygon(outline)
        box = outline.boundingRect()
        if all_of_them:
            painter.save()
            painter.setClipRect(QRectF(box.x(), box.y(), box.width() * met / all_of_them, box.height()))
            painter.setBrush(QColor(now.good_soft if number <= reached else now.accent_soft))
            painter.drawPolygon(outline)
            painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        edge = now.good if number <= reached else now.line_strong
        painter.setPen(QPen(QColor(edge), 2 if number <= reached else 1))
        painter.drawPolygon(outline)
        if result is None:
            return
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(now.text))
        half = box.height() / 2
        upper = QRectF(box.x(), box.y() + 3, box.width(), half)
        lower = QRectF(box.x(), box.y() + half - 1, box.width(), half)
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, words(result.tier.name))
        font.setWeight(QFont.Weight.Normal)
        font.setPointSizeF(font.pointSizeF() * 0.9)
        painter.setFont(font)
        painter.setPen(QColor(now.muted))
        tick = "✓ " if number <= reached else ""
        painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, f"{tick}{met} / {all_of_them}")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Reports which step was clicked."""
        if self._evaluation is None:
            return
        for number in range(1, 5):
            if self._step(number).containsPoint(event.position(), Qt.FillRule.OddEvenFill):
                self.chosen.emit(self._evaluation.tiers[number - 1].tier.id)
