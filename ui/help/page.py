"""The help page: topics at the left, the text at the right."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QListWidgetItem, QTextBrowser, QVBoxLayout, QWidget

from models import files
from models.errors import ApplicationError
from models.language import sentence
from ui.help.contents import TOPICS, page_text
from ui.language import current, tr
from ui.page import Page
from ui.session import Session
from ui.style import apply
from ui.style.palette import colours
from ui.style.sheet import GRID, set_kind
from ui.widgets.basic import Button
from ui.widgets.files.save_place import save_place
from ui.widgets.seen import SeenList


class HelpPage(Page):
    """Short pages, readable without a network; links between them work."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._list = SeenList()
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
        self.save_guide = Button(kind="link", icon_name="download", on_click=self._save_guide)
        self.print_page = Button(kind="link", icon_name="printer", on_click=self._print)
        left = QVBoxLayout()
        left.addWidget(self._list, 1)
        left.addWidget(self.print_page)
        left.addWidget(self.save_guide)
        layout.addLayout(left)
        layout.addWidget(self.text, 1)
        for topic in TOPICS:
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, topic.id)
            self._list.addItem(item)
        self._list.currentItemChanged.connect(lambda now, _before: self._show(now))
        apply.on_change(self._again)
        self.retranslate()
        self.show_target("start")

    @property
    def topic(self) -> str:
        """Id of the topic that is shown."""
        item = self._list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

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
        self.print_page.setText(tr("Print this page…"))
        self.save_guide.setText(tr("Save the whole guide as PDF…"))
        self._again()
        super().retranslate()

    def show_target(self, target: str) -> None:
        """Opens a topic; `trouble#3` opens it at its fourth section."""
        name, _, section = target.partition("#")
        for place, topic in enumerate(TOPICS):
            if topic.id == name:
                self._list.setCurrentRow(place)
        if section:
            self.text.setTextCursor(self._heading(int(section)))
            self.text.verticalScrollBar().setValue(
                self.text.verticalScrollBar().value() + self.text.cursorRect().top() - GRID
            )

    def _save_guide(self) -> None:
        path = save_place(self, tr("Save the whole guide as PDF…"), f"Zhijie-guide-{current()}.pdf", "PDF (*.pdf)")
        if path is not None:
            self.write_guide(path)

    def write_guide(self, path: Path) -> None:
        """Writes the guide in the window's language; says so only after it was read back."""
        from tempfile import TemporaryDirectory

        from ui.help.guide import write_pdf

        with TemporaryDirectory() as folder:
            written = Path(folder) / "guide.pdf"
            write_pdf(written, "zh" if current() == "zh" else "en")
            data = written.read_bytes()
        try:
            files.write_bytes(path, data)
        except ApplicationError as problem:
            self.fail(problem)
        else:
            self.told.emit(sentence("Written and read back: {name}", name=path.name))

    def _print(self) -> None:
        from ui.handing_on.printing import ask_printer

        printer = ask_printer(self)
        if printer is not None:
            self.text.print_(printer)

    def _heading(self, section: int) -> QTextCursor:
        """Returns a cursor at a heading of the second rank, counted from 0."""
        block, left = self.text.document().begin(), section
        while block.isValid():
            if block.blockFormat().headingLevel() == 2:
                if left == 0:
                    break
                left -= 1
            block = block.next()
        return QTextCursor(block if block.isValid() else self.text.document().begin())
