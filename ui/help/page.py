"""The help page: topics at the left, the text at the right."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QTextBrowser, QWidget

from ui.help.contents import TOPICS, page_text
from ui.language import current, tr
from ui.page import Page
from ui.session import Session
from ui.style import apply
from ui.style.palette import colours
from ui.style.sheet import GRID, set_kind


class HelpPage(Page):
    """Short pages, readable without a network; links between them work."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._list = QListWidget()
        set_kind(self._list, "bare")
        self._list.setFixedWidth(30 * GRID)
        self._list.setWordWrap(True)
        self._list.setSpacing(2)
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(lambda address: self.show_target(address.path().removesuffix(".md")))
        self.text.document().setDocumentMargin(3 * GRID)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GRID, GRID, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self._list)
        layout.addWidget(self.text, 1)
        for topic in TOPICS:
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, topic.id)
            self._list.addItem(item)
        self._list.currentItemChanged.connect(lambda now, _before: self._show(now))
        apply.on_change(self._again)
        self.retranslate()
        self._list.setCurrentRow(0)

    def _again(self) -> None:
        self._show(self._list.currentItem())

    def _show(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        now = colours()
        self.text.document().setDefaultStyleSheet(f"a {{ color: {now.accent}; }}")
        self.text.setMarkdown(page_text(item.data(Qt.ItemDataRole.UserRole), current()))

    def retranslate(self) -> None:
        """Shows its words in the new language."""
        for place, topic in enumerate(TOPICS):
            self._list.item(place).setText(tr(topic.title))
        self._list.setAccessibleName(tr("Help topics"))
        self._again()
        super().retranslate()

    def show_target(self, target: str) -> None:
        """Opens a topic."""
        for place, topic in enumerate(TOPICS):
            if topic.id == target:
                self._list.setCurrentRow(place)
