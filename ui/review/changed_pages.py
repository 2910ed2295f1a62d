"""The pages of a changed file: as they were signed, and as they are now."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent, QPixmap
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QWidget

from models import files
from models.errors import ApplicationError, UnreadableFile, reason
from models.language import counted
from reports.verification import LARGEST_FILE_MB, Basis, PagePair, VerificationTask, side_by_side
from ui import tasks
from ui.language import run_on, tr, words
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, label, row

_WIDTH = 520
"""Pixels for one page where there is room for two of them."""
_MOST_SHOWN = 20


class PagesBeside(Card):
    """Draws both revisions in a child process and shows the pages that differ, the differences framed in red."""

    def __init__(self) -> None:
        super().__init__()
        self._heading = label(kind="heading")
        self._told = label(kind="muted")
        self._stop = Button(on_click=self._cancel)
        self._stop.hide()
        self.column.addWidget(self._heading)
        line = row(self._told, self._stop)
        line.setStretch(0, 1)
        self.column.addLayout(line)
        self._box = QWidget()
        self._grid = QGridLayout(self._box)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GRID)
        self._grid.setColumnStretch(2, 1)
        self.column.addWidget(self._box)
        self._running: tasks.Task | None = None
        self._of: VerificationTask | None = None
        self.different: list[int] = []
        """Indexes of the pages that differ, as far as they were drawn."""
        self._seen = 0
        self._basis = Basis.SIGNED

    @property
    def told(self) -> str:
        """What the card says of the comparison."""
        return self._told.text()

    def show_file(self, of: VerificationTask) -> None:
        """Begins to draw the pages of a file."""
        self._cancel()
        self._of = of
        self.different, self._seen = [], 0
        self._empty()
        self._heading.setText(tr("As signed, and now"))
        self._told.setText(tr("Drawing both versions…"))
        self._stop.setText(tr("Stop"))
        self._stop.show()

        def work(control: tasks.Control) -> int:
            data = of.data if of.data is not None else files.read_bytes(Path(of.path or ""), LARGEST_FILE_MB)
            try:
                return len(side_by_side(data, of.name, on_page=control.progress, cancelled=lambda: control.cancelled))
            except OSError as error:
                raise UnreadableFile(name=of.name, why=reason(error)) from error

        self._running = task = tasks.run(work, self._done, self._failed, self._show_pair)
        task.finished.connect(lambda: self._ended(task))

    def retranslate(self) -> None:
        """Shows its words in the present language: draws again."""
        if self.isVisible() and self._of is not None:
            self.show_file(self._of)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stops drawing when it is hidden."""
        super().hideEvent(event)
        self._cancel()

    def _cancel(self) -> None:
        if self._running is not None:
            self._running.cancel()
            self._running = None
            self._told.setText(tr("Stopped. Pages compared: {count}.", count=self._seen))
        self._stop.hide()

    def _empty(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _show_pair(self, pair: PagePair) -> None:
        self._seen += 1
        self._basis = pair.basis
        if not pair.differences:
            return
        self.different.append(pair.index)
        if len(self.different) > _MOST_SHOWN:
            return
        place = 2 * len(self.different)
        number = pair.index + 1
        for across, (data, caption, missing) in enumerate(
            (
                (pair.signed_png, self._name_beside(number), tr("This page did not exist.")),
                (pair.now_png, tr("Page {number} now", number=number), tr("This page is gone.")),
            )
        ):
            self._grid.addWidget(label(caption, "small"), place, across)
            self._grid.addWidget(_Page(data, caption) if data else label(missing, "bad"), place + 1, across)

    def _ended(self, task: tasks.Task) -> None:
        if self._running is task:
            self._running = None
            self._stop.hide()

    def _name_beside(self, number: int) -> str:
        if self._basis is Basis.SIGNED:
            return tr("Page {number} as signed", number=number)
        return tr("Page {number} as its data give it", number=number)

    def _done(self, count: int) -> None:
        lost = (
            ""
            if self._basis is Basis.SIGNED
            else tr(
                "The signed version is not in this file any more. On the left are the pages drawn from the data in it, which may have been changed too."
            )
        )
        if lost and not self.different:
            self._told.setText(lost)
            return
        if not self.different:
            self._told.setText(
                words(
                    counted(
                        "The page looks as it did when signed: the change is not visible on it, but the file is not the one that was signed.",
                        "All {count} pages look as they did when signed: the change is not visible on them, but the file is not the one that was signed.",
                        count=count,
                    )
                )
            )
            return
        text = tr(
            "Pages that differ: {different} of {count}; the differences are framed in red.",
            different=len(self.different),
            count=count,
        )
        if len(self.different) > _MOST_SHOWN:
            text = run_on(text, tr("The first {count} are shown.", count=_MOST_SHOWN))
        self._told.setText(run_on(lost, text))

    def _failed(self, problem: ApplicationError) -> None:
        self._told.setText(words(problem.sentence))


class _Page(QLabel):
    """One page; narrower where there is no room for two."""

    def __init__(self, data: bytes, caption: str) -> None:
        super().__init__()
        drawn = QPixmap()
        drawn.loadFromData(data, "PNG")
        ratio = self.devicePixelRatioF()
        drawn = drawn.scaledToWidth(round(_WIDTH * ratio), Qt.TransformationMode.SmoothTransformation)
        drawn.setDevicePixelRatio(ratio)
        self.setPixmap(drawn)
        self.setScaledContents(True)
        self.setFrameShape(QFrame.Shape.Box)
        self.setMaximumWidth(_WIDTH)
        self.setAccessibleName(caption)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:
        """Returns the height that keeps the shape of the page."""
        size = self.pixmap().deviceIndependentSize()
        return round(width * size.height() / max(size.width(), 1))

    def sizeHint(self) -> QSize:
        """Returns the size where there is room."""
        return QSize(_WIDTH, self.heightForWidth(_WIDTH))

    def minimumSizeHint(self) -> QSize:
        """Returns the smallest size at which a page can still be recognised."""
        return QSize(20 * GRID, self.heightForWidth(20 * GRID))
