"""E-mail: a draft for the person's own mail program, or sent by SMTP when they want it."""

from reports.mail.bundle import BundleFindings, bundle_lines, check_bundle, evidence_bundle
from reports.mail.delivery import MailAccount, Security, send
from reports.mail.draft import LIMIT_MB, Draft, Enclosure, Letter, draft
from reports.mail.outbox import DamagedLetter, Outbox, Queued
from reports.mail.password import PasswordStore
from reports.mail.setup import DAMAGED, LARGEST_LIMIT_MB, MailSetup, checked, read_setup, write_setup

__all__ = [
    "DAMAGED",
    "LARGEST_LIMIT_MB",
    "LIMIT_MB",
    "BundleFindings",
    "DamagedLetter",
    "Draft",
    "Enclosure",
    "Letter",
    "MailAccount",
    "MailSetup",
    "Outbox",
    "PasswordStore",
    "Queued",
    "Security",
    "bundle_lines",
    "check_bundle",
    "checked",
    "draft",
    "evidence_bundle",
    "read_setup",
    "send",
    "write_setup",
]
