"""Replies at an office: one signed here is noted, so that its dossier waits for the factory; one that came is tied."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import UnreadableFile
from models.exchange.inbox import KeptPaper
from models.exchange.paper import PaperKind
from models.language import sentence
from reports.acts.factory import AnswersAnotherReport, ReplyNow
from reports.acts.reply import NotASoundReply
from reports.acts.signed_file import SignedFile
from reports.exchange.dossier import dossier_now
from reports.exchange.handing_in import hand_in_files
from reports.exchange.keeping import Looking, arrival, soundness_of

if TYPE_CHECKING:
    from models.workspace import Workspace
    from models.workspace.office.server import ServerOffice


def next_number(workspace: "Workspace", base_digest: str) -> int:
    """Returns the number of the next reply to a report: one more than the highest that was signed here."""
    report = workspace.exchange.paper(base_digest)
    if report is None or report.dossier is None:
        return 1
    sent = [
        each
        for each in workspace.exchange.papers(report.dossier)
        if each.paper.ours and each.paper.kind is PaperKind.REPLY and each.paper.answers == base_digest
    ]
    return 1 + len(sent)


def keep_sent(workspace: "Workspace", signed: SignedFile, now: datetime) -> KeptPaper | None:
    """Keeps a reply that was signed here beside the report that it answers; nothing where that is not in the inbox.

    Args:
        workspace: the open data folder.
        signed: the reply.
        now: with a time zone.

    Raises:
        ApplicationError: when it cannot be kept; the signed file itself lies where it was written.
    """
    answers = signed.verdict.answers
    if answers is None or workspace.exchange.paper(answers) is None:
        return None
    digest = hashlib.sha256(signed.data).hexdigest()
    came = arrival(
        soundness_of(signed.verdict, digest), signed.path.name, digest, Looking.at(workspace, now), ours=True
    )
    workspace.exchange.keep(came, signed.data)
    return workspace.exchange.paper(came.paper.base_digest)


def reply_at_office(office: "ServerOffice", path: Path, now: datetime) -> tuple[ReplyNow, bool]:
    """Keeps a reply in the dossier of the report that it answers; returns it as it counts now, and whether it was here.

    Args:
        office: the open store.
        path: the file that came.
        now: with a time zone.

    Raises:
        UnreadableFile: when it cannot be read.
        NotASoundReply: when the file is no reply, or not as its reviewer signed it; it is kept in the inbox all the same.
        AnswersAnotherReport: when the report that it answers has not come; the reply waits for it in the inbox.
    """
    taken = hand_in_files(office, [path], now)
    if not taken.files:
        raise UnreadableFile(name=path.name, why=sentence("it contains no PDF"))
    file = taken.files[0]
    kept = office.exchange.paper(file.base_digest)
    if kept is None or kept.paper.kind is not PaperKind.REPLY:
        judged = Looking.at(office, now).verdict(kept) if kept else None
        why = judged.reason if judged and judged.document is None else sentence("It is no reply.")
        raise NotASoundReply(name=path.name, reason=why)
    if kept.dossier is not None:
        for here in dossier_now(office, str(kept.dossier), now).replies:
            if here.kept.id == kept.id and here.reply is not None:
                return ReplyNow(here.reply, here.standing, here.verdict.signatures[0]), file.was_here
    raise AnswersAnotherReport(
        name=path.name,
        why=sentence("the report that it answers is not in the store."),
        todo=sentence("take that report in first; the reply waits for it in the inbox."),
    )
