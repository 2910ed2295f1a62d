"""The library under the window must not take references to Python's own objects away."""

import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

TIMES = 100


class Sender(QObject):
    """Sends anything."""

    sent = Signal(object)


def test_events_and_signals_leave_none_and_true_alone(qapp: QApplication) -> None:
    """A hundred rounds of events and signals cost no reference: PySide6 6.12.0 lost one each, and Python 3.11 aborted."""
    sender = Sender()
    arrived: list[object] = []
    sender.sent.connect(arrived.append)
    before = (sys.getrefcount(None), sys.getrefcount(True))
    for number in range(TIMES):
        qapp.processEvents()
        sender.sent.emit(number)
    after = (sys.getrefcount(None), sys.getrefcount(True))
    assert len(arrived) == TIMES
    assert all(later > sooner - TIMES // 2 for sooner, later in zip(before, after, strict=True))
