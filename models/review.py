"""The verdict on a file, the assessor's remarks on one report, and which of several replies are in force."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.language import N_, Language, translate


class VerdictKind(StrEnum):
    """What verification says of a whole file, from best to worst."""

    VALID = "valid"
    UNTRUSTED = "untrusted"
    CHANGED = "changed"
    UNVERIFIABLE = "unverifiable"

    def text(self, language: Language) -> str:
        """Returns the verdict as it is shown large."""
        return translate(_VERDICT_WORDS[self], language)


_VERDICT_WORDS = {
    VerdictKind.VALID: N_("Valid"),
    VerdictKind.UNTRUSTED: N_("Signer not confirmed"),
    VerdictKind.CHANGED: N_("Changed after signing"),
    VerdictKind.UNVERIFIABLE: N_("Cannot be verified"),
}


class FindingKind(StrEnum):
    """How the assessor judges one item."""

    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    """The assessor's own rating stands in the place of the factory's answer."""
    DOUBTFUL = "doubtful"
    """More proof is asked for."""
    REFUSED = "refused"
    NOTE = "note"

    def text(self, language: Language) -> str:
        """Returns the word shown beside the remark."""
        return translate(_KIND_WORDS[self], language)

    def act(self, language: Language) -> str:
        """Returns what the button or box says by which an item is judged so."""
        return translate(_KIND_ACTS[self], language)


_KIND_WORDS = {
    FindingKind.CONFIRMED: N_("confirmed"),
    FindingKind.CORRECTED: N_("corrected"),
    FindingKind.DOUBTFUL: N_("more evidence needed"),
    FindingKind.REFUSED: N_("not accepted"),
    FindingKind.NOTE: N_("note"),
}
_KIND_ACTS = {
    FindingKind.CONFIRMED: N_("Accept"),
    FindingKind.CORRECTED: N_("Correct"),
    FindingKind.DOUBTFUL: N_("Proof needed"),
    FindingKind.REFUSED: N_("Reject"),
    FindingKind.NOTE: N_("Note only"),
}


class RemarkSeverity(StrEnum):
    """How serious a remark is."""

    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    def text(self, language: Language) -> str:
        """Returns the word shown beside the remark."""
        return translate(_SEVERITY_WORDS[self], language)


_SEVERITY_WORDS = {
    RemarkSeverity.MINOR: N_("minor"),
    RemarkSeverity.MAJOR: N_("major"),
    RemarkSeverity.CRITICAL: N_("critical"),
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a remark, known by its content."""

    digest: str
    """SHA-256, hexadecimal."""
    name: str
    """File name without any folder."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on one item of the report."""

    item: str
    """Condition id or answer id, such as `basic.BR1` or `scenarios.SC10`; `report` for the whole."""
    kind: FindingKind
    text: str = ""
    """Empty only where the item is confirmed."""
    rating: str = ""
    """The assessor's own answer to the item, such as `partial`; empty where none was given."""
    severity: RemarkSeverity | None = None
    due_on: str = ""
    """ISO date until which an answer is expected; empty for none."""
    attachments: tuple[Attachment, ...] = ()


class Scope(StrEnum):
    """What a reply is to those that its signer sent before it about the same report."""

    FULL = "full"
    """It takes the place of all of them."""
    SUPPLEMENT = "supplement"
    """It stands beside them."""


@dataclass(frozen=True, slots=True)
class Review:
    """All remarks of one reply, bound to the report that they are about."""

    case_number: str
    version: int
    base_digest: str
    """SHA-256 of the certified first revision of the report, by which it is known."""
    reviewer: str
    organisation: str
    findings: tuple[Finding, ...]
    conclusion: str
    case_id: str = ""
    """Of the case; the pseudonym of a de-identified report; empty where the report names none."""
    factory: str = ""
    """The factory as the report names it; empty where it does not."""
    stages: tuple[str, ...] = ()
    """SHA-256 of the report after each signature that it bore when it was reviewed, the manager's first."""
    reply_no: int = 1
    """Counted by its signer for each report, from 1."""
    supersedes: str = ""
    """`base_digest` of the reply that this one takes the place of; empty for none."""
    scope: Scope = Scope.FULL

    def of(self, item: str) -> tuple[Finding, ...]:
        """Returns the remarks on one item, in their order."""
        return tuple(finding for finding in self.findings if finding.item == item)

    def count(self, kind: FindingKind) -> int:
        """Returns how many remarks are of that kind."""
        return sum(finding.kind is kind for finding in self.findings)


@dataclass(frozen=True, slots=True)
class KeptReply:
    """A sound reply as the factory keeps it: never changed, never deleted while its case is here."""

    digest: str
    """SHA-256 of the file."""
    base_digest: str
    """SHA-256 of its certified first revision, by which other replies name it."""
    signer: str
    """Fingerprint of the signer's key."""
    signed_at: datetime
    review: Review


class Standing(StrEnum):
    """Whether a reply counts now."""

    IN_FORCE = "in_force"
    REPLACED = "replaced"
    """A later reply of the same signer took its place."""
    UNTRUSTED = "untrusted"
    """Its signer is not confirmed here, so it neither counts nor takes another's place."""
    DAMAGED = "damaged"
    """Its kept file is missing or was changed, so nobody can say who signed it."""

    def text(self, language: Language) -> str:
        """Returns the words shown beside the reply."""
        return translate(_STANDING_WORDS[self], language)


_STANDING_WORDS = {
    Standing.IN_FORCE: N_("in force"),
    Standing.REPLACED: N_("replaced by a later reply"),
    Standing.UNTRUSTED: N_("not in force: the signer is not confirmed here"),
    Standing.DAMAGED: N_("not in force: its file is missing or was changed"),
}


def standings(
    replies: Sequence[KeptReply], trusted: Collection[str], person: Callable[[str], str] = str
) -> dict[str, Standing]:
    """Returns which of the replies to a case count now, by their digests.

    The order in which they were imported has no say: each signer's replies to one report are ordered by their number,
    then by the time of signing. A full reply takes the place of those before it, a supplement stands beside them, and
    either takes the place of the one that it names. Only trusted replies take another's place, and only of their own
    signer on the same report.

    Args:
        replies: in any order.
        trusted: digests of those whose signers are trusted now.
        person: gives the first key of whoever signs with a key; without it every key is a person of its own.
    """
    standing = {reply.digest: Standing.IN_FORCE if reply.digest in trusted else Standing.UNTRUSTED for reply in replies}
    for later in replies:
        for earlier in replies:
            if (
                standing[later.digest] is not Standing.UNTRUSTED
                and standing[earlier.digest] is Standing.IN_FORCE
                and earlier.review.base_digest == later.review.base_digest
                and person(earlier.signer) == person(later.signer)
                and _order(earlier) < _order(later)
                and (later.review.scope is Scope.FULL or later.review.supersedes == earlier.base_digest)
            ):
                standing[earlier.digest] = Standing.REPLACED
    return standing


def _order(reply: KeptReply) -> tuple[int, datetime, str]:
    return (reply.review.reply_no, reply.signed_at, reply.digest)
