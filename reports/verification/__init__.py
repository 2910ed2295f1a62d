"""Whether a file can be believed: one verdict for the whole file."""

from reports.verification.here import LARGEST_FILE_MB, verify_here
from reports.verification.process import Cancelled, Limits, Setting, Task, Verifier, verify, verify_many
from reports.verification.trust import Trust, TrustedCertificate, TrustStore
from reports.verification.verdict import DocumentKind, SignatureLine, Verdict, VerdictKind

__all__ = [
    "LARGEST_FILE_MB",
    "Cancelled",
    "DocumentKind",
    "Limits",
    "Setting",
    "SignatureLine",
    "Task",
    "Trust",
    "TrustStore",
    "TrustedCertificate",
    "Verdict",
    "VerdictKind",
    "Verifier",
    "verify",
    "verify_here",
    "verify_many",
]
