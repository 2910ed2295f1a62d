"""The papers of an assessor: findings as a file, the reply and the note, read and drawn; `reports.acts` signs them."""

from reports.reply.document import Reply, read_reply, write_reply
from reports.reply.findings import Findings, InvalidFindings, entry_of, read_findings, write_findings

__all__ = [
    "Findings",
    "InvalidFindings",
    "Reply",
    "entry_of",
    "read_findings",
    "read_reply",
    "write_findings",
    "write_reply",
]
