"""What a window is made of at this moment."""

from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject

from ui.main_window import MainWindow
from ui.page import Page

Kind = TypeVar("Kind", bound=QObject)
PageKind = TypeVar("PageKind", bound=Page)
Wanted = TypeVar("Wanted")


def there(wanted: Wanted | None) -> Wanted:
    """What a window does not always have, such as a case or a plan, and has by now."""
    assert wanted is not None
    return wanted


def page_of(window: MainWindow, name: str, kind: type[PageKind]) -> PageKind:
    """A page of the window, with all that only its kind has."""
    page = window.page(name)
    assert isinstance(page, kind)
    return page


def living(whole: QObject, kind: type[Kind]) -> list[Kind]:
    """The parts of one kind under a widget, in order; what the program gave up with `deleteLater` is gone."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return whole.findChildren(kind)


def only(whole: QObject, kind: type[Kind]) -> Kind:
    """The one part of its kind under a widget."""
    (part,) = living(whole, kind)
    return part
