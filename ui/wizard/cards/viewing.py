"""Evidence of a card: what is filed from it, and showing a copy in the person's own program, never the stored file."""

from collections.abc import Callable
from functools import partial
from pathlib import Path, PurePath

from models import files
from models.assessment import AnswerId, Digest, Evidence
from models.errors import ApplicationError, UnwritableFile
from ui.session import Session
from ui.widgets.files.outside import open_file
from ui.wizard.cards.card import CardView


def serve_evidence(card: CardView, session: Session, fail: Callable[[ApplicationError], object]) -> None:
    """Files whatever is dropped, chosen, pasted, dated or taken away on a card, and shows it.

    Args:
        card: of the wizard or the interview.
        session: what holds the version.
        fail: gets what went wrong with showing.
    """
    filing = session.filing
    card.files_added.connect(lambda answer, paths: filing.attach(AnswerId(answer), paths))
    card.picture_pasted.connect(lambda answer, picture: filing.attach_picture(AnswerId(answer), picture))
    card.file_reused.connect(lambda answer, digest: filing.use(AnswerId(answer), Digest(digest)))
    card.file_removed.connect(lambda answer, digest: filing.detach(AnswerId(answer), digest))
    card.file_dated.connect(lambda digest, day: filing.describe(Digest(digest), day))
    card.picture_wanted.connect(filing.picture)
    filing.pictured.connect(card.show_picture)
    card.file_opened.connect(partial(show_evidence, session, fail))


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
            open_file(copy)

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
