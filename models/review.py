"""The assessor's remarks on one report."""

from dataclasses import dataclass
from enum import StrEnum


class FindingKind(StrEnum):
    """What the assessor says of one item."""

    CONFIRMED = "confirmed"
    DOUBTFUL = "doubtful"
    """More proof is asked for."""
    REFUSED = "refused"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on one item of the report."""

    item: str
    """Condition id or answer id, such as `basic.BR1` or `scenarios.SC10`; `report` for the whole."""
    kind: FindingKind
    text: str


@dataclass(frozen=True, slots=True)
class Review:
    """All remarks on one report, bound to the report's bytes."""

    case_number: str
    version: int
    report_digest: str
    """SHA-256 of the report's file, hexadecimal."""
    reviewer: str
    organisation: str
    findings: tuple[Finding, ...]
    conclusion: str
