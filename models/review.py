"""The assessor's remarks on one report."""

from dataclasses import dataclass
from enum import StrEnum

from models.language import N_, Language, translate


class FindingKind(StrEnum):
    """What the assessor says of one item."""

    CONFIRMED = "confirmed"
    DOUBTFUL = "doubtful"
    """More proof is asked for."""
    REFUSED = "refused"
    NOTE = "note"

    def text(self, language: Language) -> str:
        """Returns the word that stands beside the remark."""
        return translate(_KIND_WORDS[self], language)


_KIND_WORDS = {
    FindingKind.CONFIRMED: N_("confirmed"),
    FindingKind.DOUBTFUL: N_("more evidence needed"),
    FindingKind.REFUSED: N_("not accepted"),
    FindingKind.NOTE: N_("note"),
}


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

    def of(self, item: str) -> tuple[Finding, ...]:
        """Returns the remarks on one item, in their order."""
        return tuple(finding for finding in self.findings if finding.item == item)

    def count(self, kind: FindingKind) -> int:
        """Returns how many remarks are of that kind."""
        return sum(finding.kind is kind for finding in self.findings)
