"""The evidence behind an answer: files dropped anywhere on the card, or chosen with the button."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.assessment import Assessment, Digest
from models.rulebook import Question
from ui.language import tr, words
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Picture, clear, label
from ui.widgets.flow import FlowLayout
from ui.widgets.save_place import open_places


class EvidenceStrip(QWidget):
    """The files of one evidence answer, each with its name, and buttons to open, take away and add."""

    added = Signal(object)
    """Paths of files, as a tuple."""
    removed = Signal(str)
    """Digest of a file that is no longer wanted here; undo brings it back."""
    opened = Signal(str)
    """Digest of a file to be shown in its own program."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        self._shown: tuple[tuple[str, str, str], ...] | None = None
        self._editable = True
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        self._add = Button(tr("Add a file or photo…"), icon_name="paperclip", on_click=self._choose)
        self._hint = label(tr("or drop it anywhere on this question"), "small", wrap=False)
        box = QWidget()
        line = FlowLayout(box, GRID)
        name = label(words(question.label), wrap=False)
        for part in (name, self._add, self._hint):
            part.setMinimumHeight(self._add.sizeHint().height())
            line.addWidget(part)
        layout.addWidget(box)
        layout.addLayout(self._list)

    def show_files(self, assessment: Assessment) -> None:
        """Shows the files of an assessment."""
        value = assessment.get(self.question.id)
        digests = value if isinstance(value, tuple) else ()
        rows = []
        for digest in digests:
            known = assessment.evidence.get(Digest(digest))
            size = f"{max(1, known.size_bytes // 1024)} KB" if known else ""
            rows.append((digest, known.name if known else digest[:12], size))
        if tuple(rows) == self._shown:
            return
        self._shown = tuple(rows)
        clear(self._list)
        for digest, name, size in rows:
            self._list.addWidget(self._row(digest, name, size))

    def _row(self, digest: str, name: str, size: str) -> QWidget:
        rows = QWidget()
        line = QHBoxLayout(rows)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GRID)
        picture = name.lower().endswith((".jpg", ".jpeg", ".png", ".webp", ".heic", ".bmp"))
        line.addWidget(Picture("image" if picture else "file", "muted", 18))
        show = Button(name, kind="link", on_click=lambda: self.opened.emit(digest))
        show.name_it(tr("Open {name}", name=name))
        line.addWidget(show)
        line.addWidget(label(size, "small", wrap=False))
        take = Button(kind="quiet", icon_name="trash-2", on_click=lambda: self.removed.emit(digest))
        take.name_it(tr("Remove {name} from this answer", name=name))
        take.setEnabled(self._editable)
        line.addWidget(take)
        line.addStretch(1)
        return rows

    def set_editable(self, editable: bool) -> None:
        """Allows adding and taking away, or only opening."""
        if editable != self._editable:
            self._editable = editable
            self._shown = None
        self._add.setVisible(editable)
        self._hint.setVisible(editable)

    def _choose(self) -> None:
        names = open_places(self, tr("Choose files as evidence for this answer"))
        if names:
            self.added.emit(names)
