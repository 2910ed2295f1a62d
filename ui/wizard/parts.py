"""The places of the wizard's parts: sections at the left, switches above the questions, the same buttons below them."""

from collections.abc import Iterable

from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from ui.style.sheet import GRID, set_kind
from ui.widgets.basic import row
from ui.widgets.flow import FlowLayout


def head_of(place: QLabel, lead: QLabel, first: QAbstractButton, switches: Iterable[QAbstractButton]) -> QFrame:
    """Returns the bar above the questions: where one is, and how the questions are asked; below, what the part is about."""
    head = QFrame()
    column = QVBoxLayout(head)
    column.setContentsMargins(3 * GRID, GRID, 2 * GRID, 0)
    column.setSpacing(0)
    line = QHBoxLayout()
    line.addWidget(first)
    line.addWidget(place, 1)
    # One below the other where the words are long.
    ways = QWidget()
    flow = FlowLayout(ways, spacing=GRID // 2)
    for switch in switches:
        flow.addWidget(switch)
    line.addWidget(ways, 2)
    column.addLayout(line)
    column.addWidget(lead)
    return head


def foot_of(previous: QAbstractButton, others: Iterable[QAbstractButton], following: QAbstractButton) -> QFrame:
    """Returns the bar below the questions.

    Where there is no room for all other buttons they take a second line; Previous and Next stay where they are.
    """
    foot = QFrame()
    set_kind(foot, "foot")
    line = QHBoxLayout(foot)
    line.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
    line.setSpacing(GRID)
    line.addWidget(previous)
    between = QWidget()
    flow = FlowLayout(between, spacing=GRID)
    for button in others:
        flow.addWidget(button)
    line.addWidget(between, 1)
    line.addWidget(following)
    return foot


def lay_out(page: QWidget, left: Iterable[QWidget], parts: Iterable[QWidget]) -> QFrame:
    """Puts the list of sections and what belongs to it at the left, the parts below each other beside it; returns the left frame."""
    right = QVBoxLayout()
    right.setContentsMargins(0, 0, 0, 0)
    right.setSpacing(0)
    for part in parts:
        if isinstance(part, QFrame) and part.property("kind") == "note":
            bar = row(part)
            bar.setContentsMargins(2 * GRID, GRID, 2 * GRID, 0)
            right.addLayout(bar)
        else:
            right.addWidget(part, 1 if isinstance(part, QStackedWidget) else 0)
    side = QFrame()
    column = QVBoxLayout(side)
    column.setContentsMargins(GRID, GRID, 0, GRID)
    for widget in left:
        column.addWidget(widget)
    whole = QHBoxLayout(page)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.setSpacing(0)
    whole.addWidget(side)
    whole.addLayout(right, 1)
    return side
