"""The assessor's reply to a report: findings read, a reply drawn and signed, a reply imported."""

from reports.reply.document import Reply, read_reply, write_reply
from reports.reply.findings import Findings, InvalidFindings, entry_of, read_findings, write_findings
from reports.reply.note import verdict_note
from reports.reply.sign import NotASoundReply, ReportNotSound, UnknownItem, item_titles, review_of, signed_reply

__all__ = [
    "Findings",
    "InvalidFindings",
    "NotASoundReply",
    "Reply",
    "ReportNotSound",
    "UnknownItem",
    "entry_of",
    "item_titles",
    "read_findings",
    "read_reply",
    "review_of",
    "signed_reply",
    "verdict_note",
    "write_findings",
    "write_reply",
]
