"""E-mail: a draft for the person's own mail program, or sent by SMTP when they want it."""

from reports.mail.bundle import evidence_bundle
from reports.mail.delivery import Account, Outbox, Queued, Security, send
from reports.mail.draft import LIMIT_MB, Attachment, Draft, Letter, draft
from reports.mail.password import PasswordStore

__all__ = [
    "LIMIT_MB",
    "Account",
    "Attachment",
    "Draft",
    "Letter",
    "Outbox",
    "PasswordStore",
    "Queued",
    "Security",
    "draft",
    "evidence_bundle",
    "send",
]
