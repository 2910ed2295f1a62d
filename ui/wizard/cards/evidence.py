"""The evidence behind an answer: files dropped anywhere on the card, chosen, pasted, or used again from another answer."""

from calendar import monthrange
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from models.assessment import AnswerId, Assessment, Digest, Evidence, Value
from models.language import in_both, sentence
from models.questionnaire import Question, QuestionKind
from models.workspace.evidence import LARGEST_FILE_MB
from ui.language import tr, words
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Picture, clear, label
from ui.widgets.files.save_place import open_places
from ui.widgets.files.thumbnail import SIZE, as_png
from ui.widgets.flow import FlowLayout
from ui.wizard.cards.fields import LineField


def last_day(value: Value | None) -> str:
    """Returns the last day that a date leaves open, as an ISO day; empty for none."""
    parts = str(value or "").split("-")
    if not parts[0]:
        return ""
    year, month = int(parts[0]), int(parts[1]) if len(parts) > 1 else 12
    return "-".join((parts[0], f"{month:02}", parts[2] if len(parts) > 2 else f"{monthrange(year, month)[1]:02}"))


class EvidenceStrip(QWidget):
    """The files of one evidence answer, each with its name, and buttons to open, take away and add."""

    added = Signal(object)
    """Paths of files, as a tuple."""
    pasted = Signal(bytes)
    """A picture from the clipboard, as PNG."""
    reused = Signal(str)
    """Digest of a file of another answer that shall stand here, too."""
    removed = Signal(str)
    """Digest of a file that is no longer wanted here; undo brings it back."""
    opened = Signal(str)
    """Digest of a file to be shown in its own program."""
    picture_wanted = Signal(str)
    """Digest of a file of which a small picture is wanted."""
    dated = Signal(str, str)
    """Digest, and the ISO day up to which the file holds (empty: no end)."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        self._shown: tuple[Evidence, ...] | None = None
        self._editable = True
        self._elsewhere: tuple[Evidence, ...] = ()
        self._pictures: dict[str, QLabel] = {}
        self.validity: dict[str, LineField] = {}
        """The fields for the last day that are open, by digest."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        self._add = Button(tr("Add a file or photo…"), icon_name="paperclip", on_click=self._choose)
        self.paste_button = Button(tr("Paste a picture"), kind="quiet", icon_name="image", on_click=self.paste)
        self.paste_button.setToolTip(tr("Take the screenshot or file from the clipboard (Ctrl+V)"))
        self.reuse_button = Button(tr("Use a file that is here"), kind="quiet", icon_name="file")
        self.menu = QMenu(self.reuse_button)
        self.reuse_button.setMenu(self.menu)
        self._hint = label(
            tr("or drop it anywhere on this question; at most {limit} MB a file", limit=LARGEST_FILE_MB),
            "small",
            wrap=False,
        )
        box = QWidget()
        line = FlowLayout(box, GRID)
        name = label(words(question.label), wrap=False)
        for part in (name, self._add, self.paste_button, self.reuse_button, self._hint):
            part.setMinimumHeight(self._add.sizeHint().height())
            line.addWidget(part)
        layout.addWidget(box)
        layout.addLayout(self._list)

    def show_files(self, assessment: Assessment) -> None:
        """Shows the files of an assessment."""
        value = assessment.get(self.question.id)
        digests = value if isinstance(value, tuple) else ()
        pieces = tuple(
            assessment.evidence.get(Digest(digest)) or Evidence(Digest(digest), digest[:12], "", 0)
            for digest in digests
        )
        elsewhere = tuple(item for item in assessment.evidence.values() if item not in pieces)
        if elsewhere != self._elsewhere:
            self._elsewhere = elsewhere
            self._fill_menu()
        self.reuse_button.setVisible(self._editable and bool(elsewhere))
        if pieces == self._shown:
            return
        self._shown = pieces
        clear(self._list)
        self._pictures.clear()
        self.validity.clear()
        for piece in pieces:
            self._list.addWidget(self._row(piece))

    def _fill_menu(self) -> None:
        self.menu.clear()
        for item in sorted(self._elsewhere, key=lambda item: item.name):
            self.menu.addAction(item.name.replace("&", "&&"), partial(self.reused.emit, item.digest))

    def _row(self, piece: Evidence) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        line = QHBoxLayout()
        line.setSpacing(GRID)
        is_picture = piece.media_type.startswith("image/")
        sign = Picture("image" if is_picture else "file", "muted", 18)
        line.addWidget(sign)
        if is_picture:
            self._pictures[piece.digest] = sign
            self.picture_wanted.emit(piece.digest)
        show = Button(piece.name, kind="link", on_click=partial(self.opened.emit, piece.digest))
        show.name_it(tr("Open {name}", name=piece.name))
        line.addWidget(show)
        if piece.size_bytes:
            line.addWidget(label(f"{max(1, piece.size_bytes // 1024)} KB", "small", wrap=False))
        expired = piece.has_expired(date.today())
        if piece.valid_until:
            day = piece.valid_until
            text = tr("expired on {day}", day=day) if expired else tr("valid until {day}", day=day)
            line.addWidget(label(text, "bad" if expired else "small", wrap=False))
        if self._editable:
            until = Button(tr("Valid until…"), kind="link", on_click=partial(self._ask_until, piece, column))
            until.setAccessibleName(tr("Say until when {name} is valid", name=piece.name))
            line.addWidget(until)
        take = Button(kind="quiet", icon_name="trash-2", on_click=partial(self.removed.emit, piece.digest))
        take.name_it(tr("Remove {name} from this answer", name=piece.name))
        take.setEnabled(self._editable)
        line.addWidget(take)
        line.addStretch(1)
        column.addLayout(line)
        return whole

    def _ask_until(self, piece: Evidence, column: QVBoxLayout) -> None:
        """Shows the field for the last day below a file."""
        if piece.digest in self.validity:
            return
        asked = in_both(sentence("Last day on which {name} is valid", name=piece.name))
        question = Question(AnswerId("evidence.valid_until"), "", "", QuestionKind.DATE, asked, asked)
        field = LineField(question)
        field.show_value(piece.valid_until or None)
        field.changed.connect(lambda value: self.dated.emit(piece.digest, last_day(value)))
        self.validity[piece.digest] = field
        column.addWidget(field)
        field.line.setFocus()

    def show_picture(self, digest: str, picture: QImage) -> None:
        """Shows a small picture in the place of a file's sign."""
        place = self._pictures.get(digest)
        if place is not None:
            ratio = place.devicePixelRatioF()
            shown = QPixmap.fromImage(picture).scaled(
                SIZE * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            shown.setDevicePixelRatio(ratio)
            place.setFixedSize(shown.deviceIndependentSize().toSize())
            place.setPixmap(shown)

    def set_editable(self, editable: bool) -> None:
        """Allows adding and taking away, or only opening."""
        if editable != self._editable:
            self._editable = editable
            self._shown = None
        for part in (self._add, self.paste_button, self._hint):
            part.setVisible(editable)

    def paste(self) -> bool:
        """Takes the picture or the files in the clipboard; returns whether there were any."""
        clipboard = QGuiApplication.clipboard().mimeData()
        paths = tuple(Path(url.toLocalFile()) for url in clipboard.urls() if url.isLocalFile())
        picture = QImage() if paths else QGuiApplication.clipboard().image()
        if paths:
            self.added.emit(paths)
        elif not picture.isNull():
            self.pasted.emit(as_png(picture))
        return bool(paths) or not picture.isNull()

    def _choose(self) -> None:
        names = open_places(self, tr("Choose files as evidence for this answer"))
        if names:
            self.added.emit(names)
