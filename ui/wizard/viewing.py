"""Shows stored evidence in the person's own program: always a copy, so that the stored file cannot be changed."""

from collections.abc import Callable
from pathlib import Path, PurePath

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from models import files
from models.assessment import Digest, Evidence
from models.errors import ApplicationError, UnwritableFile
from ui.session import Session


def show_evidence(session: Session, fail: Callable[[ApplicationError], object], digest: str) -> None:
    """Opens a copy of a file of the open version in its own program; the program itself never interprets it.

    Args:
        session: what holds the version.
        fail: gets what went wrong.
        digest: of the file; one that the version does not have is no matter.
    """
    known = session.assessment.evidence.get(Digest(digest)) if session.assessment is not None else None
    if known is None:
        return

    def show(data: bytes) -> None:
        try:
            copy = write_copy(known, data)
        except UnwritableFile as problem:
            fail(problem)
        else:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy)))

    session.in_workspace(lambda workspace: workspace.evidence_bytes(Digest(digest)), show)


def write_copy(evidence: Evidence, data: bytes) -> Path:
    """Writes a read-only copy under the file's own name into a fresh temporary folder and returns its path.

    Raises:
        UnwritableFile: when there is no room for it.
    """
    folder = files.lasting_scratch_folder()
    copy = folder / (PurePath(evidence.name).name or "evidence")
    files.write_bytes(copy, data)
    copy.chmod(0o400)
    return copy
