"""Whether a file can be trusted: one verdict for the whole file."""

from models.review import VerdictKind
from reports.verification.gathering.collection import Collection, collect, is_container
from reports.verification.gathering.left_out import LeftOutFile
from reports.verification.here import LARGEST_FILE_MB, case_id_of, signers_now, verify_here
from reports.verification.isolation import Cancelled, ChildLimits
from reports.verification.pages.comparison import Basis, NothingToCompare, PagePair, compare_pages
from reports.verification.pages.side_by_side import NotShown, side_by_side
from reports.verification.soundness import DocumentKind, Soundness, judged_by
from reports.verification.trust import Doubt, Trust, TrustJudge
from reports.verification.trust_store import TrustedCertificate, TrustStore
from reports.verification.verdict import Confirmation, SignatureLine, Verdict
from reports.verification.verdict_now import verdict_now
from reports.verification.verifier import Setting, VerificationTask, Verifier, verify, verify_many

__all__ = [
    "LARGEST_FILE_MB",
    "Basis",
    "Cancelled",
    "ChildLimits",
    "Collection",
    "Confirmation",
    "DocumentKind",
    "Doubt",
    "LeftOutFile",
    "NotShown",
    "NothingToCompare",
    "PagePair",
    "Setting",
    "SignatureLine",
    "Soundness",
    "Trust",
    "TrustJudge",
    "TrustStore",
    "TrustedCertificate",
    "Verdict",
    "VerdictKind",
    "VerificationTask",
    "Verifier",
    "case_id_of",
    "collect",
    "compare_pages",
    "is_container",
    "judged_by",
    "side_by_side",
    "signers_now",
    "verdict_now",
    "verify",
    "verify_here",
    "verify_many",
]
