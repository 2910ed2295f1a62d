"""Filing evidence behind answers: files, pasted pictures, files that are here already, and what is said of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from models.assessment import AnswerId, Assessment, Digest, Value
from models.errors import ApplicationError
from models.language import N_, counted
from ui import tasks
from ui.widgets.files.thumbnail import LARGEST_BYTES, thumbnail

if TYPE_CHECKING:
    from models.workspace import Workspace


class OpenDraft(Protocol):
    """What is filed into: the session, as far as evidence knows it."""

    workspace: "Workspace | None"
    assessment: Assessment | None
    failed: Any
    """The signal that carries what went wrong; its stub has no type of its own on an instance."""

    @property
    def editable(self) -> bool:
        """Whether answers can be changed."""

    def in_workspace(self, work: "Callable[[Workspace], Any]", on_done: Callable[[Any], None] | None = None) -> object:
        """Runs work in the storage thread."""

    def answer(self, changes: Mapping[AnswerId, Value | None]) -> None:
        """Changes answers."""

    def show_filed(self, loaded: Assessment, answers: Iterable[AnswerId]) -> None:
        """Shows the evidence, and some answers, as they are on the disk now."""


class FilesNotKept(ApplicationError):
    """Several files of one act could not be filed; the others are."""

    code = "files_not_kept"
    message = N_("{first} {others}")


Piece = tuple[Path | bytes, str]
"""A file, or the bytes of a picture; and the name that it gets, empty for the file's own."""


class Filing(QObject):
    """Evidence of the open draft. What can be kept is kept, whatever is wrong with the rest; each fault is said."""

    pictured = Signal(str, QImage)
    """Digest, and a small picture of that file."""

    def __init__(self, session: OpenDraft) -> None:
        super().__init__()
        self._session = session
        self._pictures: dict[str, QImage | None] = {}
        """What was looked at; None for what has no small picture."""

    def attach(self, answer: AnswerId, files: Sequence[Path]) -> None:
        """Takes copies of files as evidence behind an answer; they appear once they are kept."""
        self._attach(answer, [(file, "") for file in files])

    def attach_picture(self, answer: AnswerId, data: bytes) -> None:
        """Takes a picture that was pasted, as PNG, named by the time."""
        self._attach(answer, [(data, f"screenshot-{datetime.now():%Y-%m-%d-%H%M%S}.png")])

    def _attach(self, answer: AnswerId, pieces: Sequence[Piece]) -> None:
        session = self._session
        if session.assessment is None or not session.editable:
            return
        case = session.assessment.case_number

        def work(workspace: "Workspace") -> tuple[Assessment, list[ApplicationError]]:
            problems = []
            for source, name in pieces:
                try:
                    workspace.add_evidence(case, source, name, answer=answer)
                except ApplicationError as problem:
                    problems.append(problem)
            return workspace.load(case), problems

        def show(result: tuple[Assessment, list[ApplicationError]]) -> None:
            loaded, problems = result
            session.show_filed(loaded, (answer,) if len(problems) < len(pieces) else ())
            if len(problems) > 1:
                others = counted(
                    "{count} more file was not kept.", "{count} more files were not kept.", count=len(problems) - 1
                )
                session.failed.emit(FilesNotKept(first=problems[0].sentence, others=others))
            elif problems:
                session.failed.emit(problems[0])

        session.in_workspace(work, show)

    def use(self, answer: AnswerId, digest: Digest) -> None:
        """Lets a file that stands behind another answer stand behind this one, too."""
        listed = self._listed(answer)
        if digest not in listed:
            self._session.answer({answer: (*listed, digest)})

    def detach(self, answer: AnswerId, digest: str) -> None:
        """Removes a file from an answer; undo restores it."""
        listed = self._listed(answer)
        if digest in listed:
            self._session.answer({answer: tuple(kept for kept in listed if kept != digest) or None})

    def _listed(self, answer: AnswerId) -> tuple[str, ...]:
        listed = self._session.assessment.get(answer) if self._session.assessment is not None else None
        return listed if isinstance(listed, tuple) else ()

    def describe(self, digest: Digest, valid_until: str) -> None:
        """Keeps until when a file holds: an ISO day, empty for no end."""
        session = self._session
        known = session.assessment.evidence.get(digest) if session.assessment is not None else None
        if session.assessment is None or known is None or not session.editable:
            return
        case, note = session.assessment.case_number, known.note

        def work(workspace: "Workspace") -> Assessment:
            workspace.describe_evidence(case, digest, note=note, valid_until=valid_until)
            return workspace.load(case)

        session.in_workspace(work, lambda loaded: session.show_filed(loaded, ()))

    def picture(self, digest: str) -> None:
        """Makes a small picture of a file beside the window; `pictured` follows where there is one."""
        session = self._session
        workspace, assessment = session.workspace, session.assessment
        known = assessment.evidence.get(Digest(digest)) if assessment is not None else None
        if workspace is None or known is None or known.size_bytes > LARGEST_BYTES:
            return

        def show(picture: QImage | None) -> None:
            self._pictures[digest] = picture
            if picture is not None:
                self.pictured.emit(digest, picture)

        if digest in self._pictures:
            show(self._pictures[digest])
        else:
            # A file that is gone or changed is said by the watch; here it only has no picture.
            tasks.run(lambda _control: thumbnail(workspace.evidence_bytes(Digest(digest))), show, lambda _problem: None)
