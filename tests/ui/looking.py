"""What a window is made of at this moment."""

from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject

Kind = TypeVar("Kind", bound=QObject)


def living(whole: QObject, kind: type[Kind]) -> list[Kind]:
    """The parts of one kind under a widget, in order; what the program gave up with `deleteLater` is gone."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return whole.findChildren(kind)


def only(whole: QObject, kind: type[Kind]) -> Kind:
    """The one part of its kind under a widget."""
    (part,) = living(whole, kind)
    return part
