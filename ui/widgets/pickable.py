"""Buttons that are on or off, set by mouse, keyboard, program or screen reader."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton

if TYPE_CHECKING:
    _Base = QAbstractButton
else:
    _Base = object


class Pickable(_Base):
    """What is on or off and counts as clicked when a screen reader sets it.

    A screen reader toggles a button: Qt tells `toggled` then, and neither `clicked` nor the group's `buttonClicked`, by
    which the pages save. So a change that came neither by a click nor from the program is told as a click.
    """

    _known_change = False
    """Whether the present change is a click, or the program's own."""

    def hear_readers(self) -> None:
        """Tells from now on what a screen reader sets; called once, when the button can be on or off."""
        self.toggled.connect(self._tell_what_was_set)

    def setChecked(self, checked: bool) -> None:
        """Sets it as the program wants it; nobody clicked."""
        before, self._known_change = self._known_change, True
        super().setChecked(checked)
        self._known_change = before

    def nextCheckState(self) -> None:
        """Changes it because it, or another of its group, was clicked."""
        before, self._known_change = self._known_change, True
        super().nextCheckState()
        self._known_change = before

    def _tell_what_was_set(self, checked: bool) -> None:
        if self._known_change:
            return
        group = self.group()
        self.clicked[bool].emit(checked)  # type: ignore[index]  # its stub knows one form only
        if group is not None:
            group.buttonClicked.emit(self)
            group.idClicked.emit(group.id(self))


class Radio(Pickable, QRadioButton):
    """One of several, each with a ring before it."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.hear_readers()


class Tick(Pickable, QCheckBox):
    """A box to tick."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.hear_readers()
