"""The plan by quarter: one bar per measure, the tier at the end of each quarter, the money below.

A bar can be dragged to another quarter, or moved with the arrow keys and Enter: the measure is then locked there and
the rest of the plan is worked out again around it. Delete gives a locked measure back to the planner.
"""

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from models.catalogue import Catalogue, MeasureId, VariantId
from models.language import plain_number
from models.limits import Lock, Quarter
from models.roadmap import Roadmap, Step
from models.rulebook import Rulebook
from ui.language import current, tr, words
from ui.roadmap.asking.price import parts
from ui.style import apply, fonts
from ui.style.icons import pixmap
from ui.style.palette import colours
from ui.widgets.basic import as_written

_NAME = 272
_ROW = 30
_HEAD = 52
_FOOT = 84
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)


class GanttView(QWidget):
    """Measures down, quarters across, painted from the roadmap."""

    moved = Signal(object)
    """A `Lock` with the measure, its variant and the quarter to which it was dragged."""
    unlocked = Signal(str)
    """The measure that the planner may move again."""
    opened = Signal(str)
    """The measure whose reasons are asked for: its name was clicked, or Enter pressed on it."""

    def __init__(self) -> None:
        super().__init__()
        self._roadmap: Roadmap | None = None
        self._names: dict[MeasureId, str] = {}
        self._tiers: dict[str, str] = {}
        self._locked: frozenset[MeasureId] = frozenset()
        self._drag: tuple[int, int] | None = None
        """Row, and the column at which its bar is shown while it is on the move."""
        self._grip = 0
        """Quarters between the start of the dragged bar and the place where it was taken."""
        self._current = 0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        apply.on_change(self._other_look)

    def show_roadmap(self, roadmap: Roadmap, catalogue: Catalogue, rulebook: Rulebook) -> None:
        """Shows another plan."""
        self._roadmap = roadmap
        self._names = {measure_id: words(measure.name) for measure_id, measure in catalogue.measures.items()}
        self._tiers = {tier.id: words(tier.name) for tier in rulebook.tiers}
        self._locked = frozenset(lock.measure for lock in roadmap.limits.require if lock.quarter is not None)
        self._current = min(self._current, max(len(roadmap.steps) - 1, 0))
        self.setAccessibleName(tr("Plan by quarter"))
        self._drag = None
        self.setAccessibleDescription("; ".join(self._told(step) for step in roadmap.steps))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Returns a height for all rows."""
        rows = len(self._roadmap.steps) if self._roadmap else 0
        return QSize(640, self._high(_HEAD) + rows * self._high(_ROW) + self._high(_FOOT))

    def _high(self, pixels: int) -> int:
        """Pixels that a height drawn for normal type takes in the size of type that was chosen."""
        return round(pixels * max(1.0, self.font().pointSizeF() / fonts.base_size(1.0)))

    def _other_look(self) -> None:
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Returns the same height: the page scrolls, not the chart."""
        return QSize(480, self.sizeHint().height())

    def _told(self, step: Step) -> str:
        facts: dict[str, object] = {
            "measure": self._names.get(step.measure, step.measure),
            "variant": step.variant.text(current()),
            "start": step.quarter,
        }
        text = (
            tr("{measure}, {variant}, {start}", **facts)
            if step.quarter == step.finish
            else tr("{measure}, {variant}, {start} to {finish}", finish=step.finish, **facts)
        )
        return tr("{told}, fixed by you", told=text) if step.measure in self._locked else text

    def _tell_row(self) -> None:
        """Says the row on which the keyboard is to a screen reader."""
        if self._roadmap is not None and self._roadmap.steps:
            step = self._roadmap.steps[self._current]
            text = self._told(step)
            if self._drag is not None:
                text = tr("{told}; Enter puts it into {quarter}", told=text, quarter=self._quarter(self._drag[1]))
            self.setAccessibleDescription(text)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def _quarter(self, column: int) -> Quarter:
        assert self._roadmap is not None
        return self._roadmap.limits.start.later(column)

    # ---- geometry

    def _columns(self) -> Sequence[Quarter]:
        assert self._roadmap is not None
        limits = self._roadmap.limits
        return [limits.start.later(place) for place in range(limits.quarters)]

    def _width(self) -> float:
        return (self.width() - _NAME - 4) / max(len(self._columns()), 1)

    def _bar(self, row: int, step: Step) -> QRectF:
        assert self._roadmap is not None
        start = _index(step.quarter) - _index(self._roadmap.limits.start)
        if self._drag is not None and self._drag[0] == row:
            start = self._drag[1]
        length = _index(step.finish) - _index(step.quarter) + 1
        wide = self._width()
        tall = self._high(_ROW)
        return QRectF(_NAME + start * wide + 2, self._high(_HEAD) + row * tall + 5, length * wide - 4, tall - 10)

    def _row_at(self, at: QPoint) -> int | None:
        if self._roadmap is None:
            return None
        row = (at.y() - self._high(_HEAD)) // self._high(_ROW)
        return row if 0 <= row < len(self._roadmap.steps) else None

    # ---- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints head, rows and the money of each quarter."""
        roadmap = self._roadmap
        if roadmap is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        now = colours()
        small = QFont(self.font())
        small.setPointSizeF(self.font().pointSizeF() * 0.85)
        wide, columns = self._width(), self._columns()
        high, head = self._high, self._high(_HEAD)
        bottom = head + len(roadmap.steps) * high(_ROW)
        painter.setFont(small)
        painter.setPen(QColor(now.muted))
        painter.drawText(
            QRectF(4, high(17), _NAME - 8, high(16)),
            Qt.AlignmentFlag.AlignLeft,
            tr("In the bars: one-off, 10,000 yuan"),
        )
        painter.setFont(self.font())
        tiers = dict(roadmap.tier_by_quarter)
        before: str | None = None
        reached: list[tuple[float, str]] = []
        for place, quarter in enumerate(columns):
            x = _NAME + place * wide
            if quarter.number == 1 or place == 0:
                painter.setPen(QColor(now.text))
                painter.drawText(QRectF(x + 2, 0, 4 * wide, high(18)), Qt.AlignmentFlag.AlignLeft, str(quarter.year))
            painter.setFont(small)
            painter.setPen(QColor(now.muted))
            painter.drawText(QRectF(x, high(17), wide, high(16)), Qt.AlignmentFlag.AlignHCenter, f"Q{quarter.number}")
            tier = tiers.get(quarter)
            if tier is not None:
                painter.fillRect(QRectF(x, high(36), wide, high(12)), QColor(now.good_soft))
                if tier != before:
                    reached.append((x, "▲ " + self._tiers.get(tier, tier)))
                before = tier
            painter.setFont(self.font())
            painter.setPen(QPen(QColor(now.line_strong if quarter.number == 1 else now.line), 1))
            painter.drawLine(int(x), head - 2, int(x), bottom + high(_FOOT) - 4)
            if quarter in roadmap.limits.blackout:
                painter.fillRect(QRectF(x, head, wide, bottom - head), QColor(now.raised))
        painter.setFont(small)
        painter.setPen(QColor(now.good))
        # After the green band of all quarters, which would lie over the words where quarters are narrow.
        for x, text in reached:
            room = QRectF(x + 3, high(34), self.width() - x, high(16))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        painter.setFont(self.font())
        for row, step in enumerate(roadmap.steps):
            self._paint_row(painter, row, step)
        self._paint_money(painter, bottom, small)
        painter.end()

    def _paint_row(self, painter: QPainter, row: int, step: Step) -> None:
        now = colours()
        tall = self._high(_ROW)
        top = self._high(_HEAD) + row * tall
        if row == self._current and self.hasFocus():
            painter.fillRect(QRectF(0, top, self.width(), tall), QColor(now.accent_soft))
        name = self._names.get(step.measure, step.measure)
        left = 4
        if step.measure in self._locked:
            painter.drawPixmap(left, top + (tall - 16) // 2, pixmap("lock", now.accent, 16))
            left += 20
        painter.setPen(QColor(now.text))
        shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, _NAME - left - 8)
        painter.drawText(QRectF(left, top, _NAME - left - 4, tall), Qt.AlignmentFlag.AlignVCenter, shown)
        bar = self._bar(row, step)
        shared = step.variant is VariantId.SHARED
        painter.setPen(QPen(QColor(now.accent), 1.5, Qt.PenStyle.DashLine if shared else Qt.PenStyle.SolidLine))
        painter.setBrush(QColor(now.accent_soft if shared else now.accent))
        painter.drawRoundedRect(bar, 4, 4)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        text = f"{plain_number(step.one_off_wan)}"
        if painter.fontMetrics().horizontalAdvance(text) < bar.width() - 4:
            painter.setPen(QColor(now.accent if shared else now.on_accent))
            painter.drawText(bar, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_money(self, painter: QPainter, bottom: int, small: QFont) -> None:
        assert self._roadmap is not None
        now = colours()
        most = max((cost.one_off_wan + cost.running_wan for cost in self._roadmap.cost_by_quarter), default=Decimal(0))
        painter.setPen(QColor(now.muted))
        painter.setFont(small)
        wide = self._width()
        spent = parts(cost.one_off_wan + cost.running_wan for cost in self._roadmap.cost_by_quarter)
        by_year = any(painter.fontMetrics().horizontalAdvance(f"{total:.2f}") > wide - 2 for total in spent)
        painter.drawText(
            QRectF(4, bottom + 8, _NAME - 8, self._high(36)),
            Qt.TextFlag.TextWordWrap,
            tr("Cost by quarter, 10,000 yuan (solid: one-off, pale: running; the figures are those of the year)")
            if by_year
            else tr("Cost by quarter, 10,000 yuan (solid: one-off, pale: running)"),
        )
        if not most:
            return
        tall = self._high(_FOOT - 22) - 8
        base = bottom + 8 + tall
        for place, cost in enumerate(self._roadmap.cost_by_quarter):
            x = _NAME + place * wide + wide * 0.2
            running = float(cost.running_wan / most) * tall
            once = float(cost.one_off_wan / most) * tall
            painter.fillRect(QRectF(x, base - running, wide * 0.6, running), QColor(now.line_strong))
            painter.fillRect(QRectF(x, base - running - once, wide * 0.6, once), QColor(now.accent))
        painter.setPen(QColor(now.muted))
        for first, count, total in self._figures(spent, by_year=by_year):
            if total:
                painter.drawText(
                    QRectF(_NAME + first * wide, base + 1, count * wide, self._high(16)),
                    Qt.AlignmentFlag.AlignHCenter,
                    f"{total:.2f}",
                )

    def _figures(self, spent: Sequence[Decimal], *, by_year: bool) -> list[tuple[int, int, Decimal]]:
        """The money below the bars: first column, columns and 万元 of each quarter, or of each year where quarters are narrow."""
        figures: list[tuple[int, int, Decimal]] = []
        for place, (quarter, money) in enumerate(zip(self._columns(), spent, strict=True)):
            if by_year and place and quarter.number > 1:
                first, count, total = figures[-1]
                figures[-1] = (first, count + 1, total + money)
            else:
                figures.append((place, 1, money))
        return figures

    # ---- mouse and keys

    def _last_column(self, step: Step) -> int:
        """The last column in which a measure can start and still end inside the plan."""
        assert self._roadmap is not None
        return self._roadmap.limits.quarters - 1 - (_index(step.finish) - _index(step.quarter))

    def _column(self, step: Step) -> int:
        assert self._roadmap is not None
        return _index(step.quarter) - _index(self._roadmap.limits.start)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begins a drag when a bar was hit; opens the reasons when a name was."""
        row = self._row_at(event.position().toPoint())
        if row is None or self._roadmap is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        self._current = row
        step = self._roadmap.steps[row]
        if self._bar(row, step).contains(event.position()):
            self._drag = (row, self._column(step))
            self._grip = int((event.position().x() - _NAME) // self._width()) - self._column(step)
        elif event.position().x() < _NAME:
            self.opened.emit(step.measure)
        self._tell_row()
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Moves the bar by whole quarters; without a button, tells what the bar is."""
        if self._roadmap is None:
            return
        row = self._row_at(event.position().toPoint())
        if self._drag is None or not event.buttons() & Qt.MouseButton.LeftButton:
            over = row is not None and self._bar(row, self._roadmap.steps[row]).contains(event.position())
            self.setCursor(Qt.CursorShape.OpenHandCursor if over else Qt.CursorShape.ArrowCursor)
            if row is not None:
                QToolTip.showText(
                    event.globalPosition().toPoint(), as_written(self._told(self._roadmap.steps[row])), self
                )
            return
        step = self._roadmap.steps[self._drag[0]]
        column = int((event.position().x() - _NAME) // self._width()) - self._grip
        self._drag = (self._drag[0], min(max(column, 0), self._last_column(step)))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Locks the measure where it was dropped."""
        self._drop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down choose a row, left and right move its bar, Enter puts it there; Delete unlocks, Escape gives up."""
        roadmap, key = self._roadmap, Qt.Key(event.key())
        known = {*_MOVES, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete, Qt.Key.Key_Backspace}
        moving = self._drag is not None
        if roadmap is None or not roadmap.steps or (key not in known and not (key is Qt.Key.Key_Escape and moving)):
            super().keyPressEvent(event)
            return
        step = roadmap.steps[self._current]
        if key in _MOVES[:2]:
            self._drag = None
            self._current = (self._current + (1 if key is Qt.Key.Key_Down else -1)) % len(roadmap.steps)
        elif key in _MOVES[2:]:
            column = self._drag[1] if self._drag is not None else self._column(step)
            column += 1 if key is Qt.Key.Key_Right else -1
            self._drag = (self._current, min(max(column, 0), self._last_column(step)))
        elif key is Qt.Key.Key_Escape:
            self._drag = None
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and moving:
            self._drop()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(step.measure)
        elif step.measure in self._locked:
            self.unlocked.emit(step.measure)
        self._tell_row()
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Says the row on which the keyboard is."""
        super().focusInEvent(event)
        self._tell_row()

    def _drop(self) -> None:
        if self._drag is None or self._roadmap is None:
            return
        row, column = self._drag
        self._drag = None
        step = self._roadmap.steps[row]
        if column != self._column(step):
            # The bar stays where it was put until the plan around it is there.
            self._drag = (row, column)
            self.moved.emit(Lock(step.measure, step.variant, self._quarter(column)))
        self.update()

    def put_back(self) -> None:
        """Shows a dropped bar where the plan has it: it could not stay where it was put."""
        self._drag = None
        self.update()


def _index(quarter: Quarter) -> int:
    return quarter.year * 4 + quarter.number
