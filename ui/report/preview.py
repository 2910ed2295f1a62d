"""The real pages of a report, one below the other, drawn in the background."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from ui import tasks
from ui.language import tr
from ui.style.sheet import GRID
from ui.widgets.basic import clear

_MOST_PAGES = 80
"""A report has about forty pages; beyond this the preview stops, the file does not."""


class Preview(QScrollArea):
    """A column of pages. A new report replaces the old one as soon as its first page is drawn."""

    def __init__(self, width: int = 560) -> None:
        super().__init__()
        self._page_width = width
        self._task: tasks.Task | None = None
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setSpacing(GRID)
        self._column.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setWidget(content)
        self.setMinimumHeight(360)

    @property
    def page_count(self) -> int:
        """How many pages are shown at the moment."""
        return self._column.count()

    def show_report(self, pdf: bytes) -> None:
        """Draws the pages of a report of our own."""
        if self._task is not None:
            self._task.cancel()
        ratio = self.devicePixelRatioF()
        wide = round(self._page_width * ratio)
        clear(self._column)

        def work(control: tasks.Control) -> None:
            from reports.preview import page_pictures

            for number, picture in enumerate(page_pictures(pdf, wide)):
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
            page.setAccessibleName(tr("Page {number}", number=number + 1))
            self._column.addWidget(page)

        self._task = tasks.run(work, on_progress=show)
