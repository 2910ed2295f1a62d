"""A bar above a page: what happened, what is safe, what to do. It never takes the keyboard focus."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtWidgets import QHBoxLayout

from ui.style.sheet import GRID, set_kind
from ui.widgets.basic import Button, Card, Picture, clear, label

Tone = Literal["note", "good", "unknown", "bad"]
_ICONS: dict[Tone, tuple[str, str]] = {
    "note": ("info", "accent"),
    "good": ("circle-check", "good"),
    "unknown": ("triangle-alert", "unknown"),
    "bad": ("triangle-alert", "bad"),
}


class Banner(Card):
    """One sentence with a mark, buttons that help, and a cross to close it. Hidden until it has something to say."""

    def __init__(self, *, closable: bool = True) -> None:
        super().__init__("note", margin=GRID)
        self._closable = closable
        self._picture: Picture | None = None
        self._text = label()
        self._buttons = QHBoxLayout()
        self._close: Button | None = None
        self.hide()

    def _build(self) -> Picture:
        """Builds the content when it is first needed: most bars never are."""
        picture = Picture("info", "accent")
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(picture)
        line.addWidget(self._text, 1)
        line.addLayout(self._buttons)
        if self._closable:
            self._close = Button(kind="quiet", icon_name="x", on_click=self.hide)
            line.addWidget(self._close)
        self.column.addLayout(line)
        return picture

    @property
    def text(self) -> str:
        """What the bar says now."""
        return self._text.text()

    def tell(self, tone: Tone, text: str, *actions: tuple[str, Callable[[], object]], close_name: str = "") -> None:
        """Shows the bar.

        Args:
            tone: how it looks: a note, done, doubtful, wrong.
            text: one sentence, already in the person's language.
            actions: words and what happens on a click, from left to right.
            close_name: what a screen reader says of the cross.
        """
        icon_name, colour = _ICONS[tone]
        set_kind(self, tone)
        if self._picture is None:
            self._picture = self._build()
        self._picture.show_icon(icon_name, colour)
        self._text.setText(text)
        self.setAccessibleName(text)
        if self._close is not None:
            self._close.name_it(close_name)
        clear(self._buttons)
        for words, act in actions:
            self._buttons.addWidget(Button(words, on_click=act))
        self.show()
