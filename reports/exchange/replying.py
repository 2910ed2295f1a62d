"""A reply that was signed here is noted in the inbox, so that its dossier waits for the factory."""

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

from models.exchange.inbox import KeptPaper
from reports.acts.signed_file import SignedFile
from reports.exchange.arriving import Looking, arrival, soundness_of

if TYPE_CHECKING:
    from models.workspace import Workspace


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
