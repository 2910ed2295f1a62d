"""Replies of made-up reviewers, for tests that only keep them."""

import hashlib
from datetime import UTC, datetime

from models.review import Finding, KeptReply, Review
from models.workspace import Workspace

SIGNED_AT = datetime(2026, 11, 25, 1, 30, tzinfo=UTC)


def keep_reply(
    workspace: Workspace, data: bytes, *findings: Finding, case: str = "ZJ-1", signer: str = "c" * 64
) -> KeptReply:
    """Keeps a reply whose file is `data`, and returns it."""
    review = Review(case, 1, "a" * 64, "王工", "市工信局", findings, "原则同意", stages=("a" * 64,))
    reply = KeptReply(hashlib.sha256(data).hexdigest(), "b" * 64, signer, SIGNED_AT, review)
    workspace.keep_reply(reply, "回函.pdf", data, verdict="valid")
    return reply
