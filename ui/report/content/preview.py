"""The real pages of a report, one below the other, drawn in the background."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QImage, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from ui import tasks
from ui.language import tr
from ui.style.sheet import GRID
from ui.widgets.basic import clear

_MOST_PAGES = 80
"""A report has about forty pages; beyond this the preview stops, the file does not."""


class Preview(QScrollArea):
    """A column of pages. Drawing pauses while the pages are out of view and resumes where it stopped."""

    def __init__(self, width: int = 560) -> None:
        super().__init__()
        self._page_width = width
        self._task: tasks.Task | None = None
        self._pdf: bytes | None = None
        self._complete = True
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GRID)
        self._column.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setWidget(self._content)
        self.setMinimumHeight(360)

    @property
    def page_count(self) -> int:
        """How many pages are shown at the moment."""
        return self._column.count()

    def show_report(self, pdf: bytes | None) -> None:
        """Draws the pages of a report of our own in the place of those before; None shows none."""
        if pdf is self._pdf:
            return
        self._stop()
        self._pdf = pdf
        clear(self._column)
        self._complete = pdf is None
        if self.isVisible():
            self._draw_rest()

    def showEvent(self, event: QShowEvent) -> None:
        """Goes on drawing."""
        super().showEvent(event)
        if not self._complete and self._task is None:
            self._draw_rest()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stops drawing: the page was left, or the window is closing and soon gone."""
        super().hideEvent(event)
        self._stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Makes the pages narrower where there is less room: what is cut off at the side is not seen."""
        super().resizeEvent(event)
        for page in self._content.findChildren(QLabel):
            self._fit(page)

    def _fit(self, page: QLabel) -> None:
        size = page.pixmap().deviceIndependentSize().toSize()
        wide = min(self._page_width, self.viewport().width())
        page.setFixedSize(wide, round(wide * size.height() / max(size.width(), 1)))

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _draw_rest(self) -> None:
        self._stop()
        if self._pdf is None:
            return
        self._complete = False
        pdf, first = self._pdf, self.page_count
        ratio = self.devicePixelRatioF()
        wide = round(self._page_width * ratio)

        def work(control: tasks.Control) -> None:
            from reports.preview import page_pictures

            for number, picture in enumerate(page_pictures(pdf, wide, first), start=first):
                if control.cancelled or number >= _MOST_PAGES:
                    return
                # Copied, because the pixels belong to the page picture that goes away.
                image = QImage(
                    picture.pixels, picture.width, picture.height, 4 * picture.width, QImage.Format.Format_RGBX8888
                )
                control.progress((number, image.copy()))

        def show(drawn: tuple[int, QImage]) -> None:
            number, image = drawn
            pixmap = QPixmap.fromImage(image)
            pixmap.setDevicePixelRatio(ratio)
            page = QLabel()
            page.setPixmap(pixmap)
            page.setScaledContents(True)
            self._fit(page)
            page.setAccessibleName(tr("Page {number}", number=number + 1))
            self._column.addWidget(page)

        def done(_none: None) -> None:
            self._complete, self._task = True, None

        self._task = tasks.run(work, done, on_progress=show)
