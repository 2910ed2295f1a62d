"""The order of the Tab key: down the page in reading order, whatever order its parts were created in."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


def stops(root: QWidget) -> list[QWidget]:
    """Returns what can be reached with Tab inside a widget, from top to bottom as the layouts have it."""
    return [widget for widget in _inside(root) if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled()]


def _inside(widget: QWidget) -> Iterator[QWidget]:
    if isinstance(widget, QScrollArea):
        yield widget
        content = widget.widget()
        if content is not None:
            yield from _inside(content)
        return
    layout = widget.layout()
    # A field is one stop, whatever it is made of.
    if layout is None or widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    if layout is not None:
        yield from _in_layout(layout)


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        widget, inner = (None, None) if item is None else (item.widget(), item.layout())
        if widget is not None and widget.isVisible():
            yield from _inside(widget)
        elif inner is not None:
            yield from _in_layout(inner)


def arrange(root: QWidget) -> None:
    """Makes Tab follow a widget's reading order; Qt's own is the order of creation."""
    for stop, following in pairwise(stops(root)):
        QWidget.setTabOrder(stop, following)
