"""Work in the background: its result, failure, progress and end arrive in the window's thread."""

import threading

from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.errors import WrongUsage
from ui import tasks


def test_the_result_arrives_in_the_thread_of_the_window(qtbot: QtBot, qapp: QApplication) -> None:
    """The work runs elsewhere, the answer is taken here."""
    threads: list[object] = []
    task = tasks.run(
        lambda _control: threads.append(QThread.currentThread()) or 42,  # type: ignore[func-returns-value]
        lambda result: threads.append((result, QThread.currentThread())),
    )
    with qtbot.waitSignal(task.finished):
        pass
    assert threads[0] is not qapp.thread()
    assert threads[1] == (42, qapp.thread())


def test_a_failure_goes_to_whoever_asked(qtbot: QtBot) -> None:
    """The exception itself is handed over; nothing is printed or lost."""

    def work(_control: tasks.Control) -> None:
        raise WrongUsage(problem="No.")

    failures: list[Exception] = []
    task = tasks.run(work, on_failure=failures.append)
    with qtbot.waitSignal(task.finished):
        pass
    assert [type(failure) for failure in failures] == [WrongUsage]


def test_work_that_was_cancelled_tells_no_result(qtbot: QtBot) -> None:
    """It sees that it was cancelled, ends, and only its end is told; progress before it arrives."""
    begun, stop = threading.Event(), threading.Event()
    heard: list[object] = []

    def work(control: tasks.Control) -> str:
        control.progress("half")
        begun.set()
        stop.wait(5)
        assert control.cancelled
        return "late"

    task = tasks.run(work, heard.append, on_progress=heard.append)
    qtbot.waitUntil(begun.is_set)
    qtbot.waitUntil(lambda: heard == ["half"])
    task.cancel()
    with qtbot.waitSignal(task.finished):
        stop.set()
    assert heard == ["half"]
    assert tasks.idle()


def test_saves_keep_the_order_in_which_they_were_made(qtbot: QtBot) -> None:
    """The storage lane runs one task after the other."""
    order: list[int] = []
    last = None
    for number in range(20):
        last = tasks.run(lambda _control, number=number: order.append(number), lane=tasks.STORAGE)  # type: ignore[misc]
    assert last is not None
    qtbot.waitUntil(tasks.idle)
    assert order == list(range(20))


def test_nothing_calls_back_into_a_window_that_is_gone(qtbot: QtBot) -> None:
    """After `cancel_all` neither results nor failures arrive, whatever the work still does."""
    begun, stop = threading.Event(), threading.Event()
    heard: list[object] = []

    def work(_control: tasks.Control) -> None:
        begun.set()
        stop.wait(5)
        raise WrongUsage(problem="No.")

    task = tasks.run(work, heard.append, heard.append)
    qtbot.waitUntil(begun.is_set)
    tasks.cancel_all()
    with qtbot.waitSignal(task.finished):
        stop.set()
    assert not heard
