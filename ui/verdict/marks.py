"""Icons, colours and words of remarks, and of whether a reply counts."""

from collections.abc import Mapping

from models.language import N_
from models.review import FindingKind, Standing

LONGEST = 4000
"""Characters of an answer that a report takes."""
KIND_MARKS: Mapping[FindingKind, tuple[str, str, str]] = {
    FindingKind.CONFIRMED: ("circle-check", "good", N_("confirmed")),
    FindingKind.CORRECTED: ("pen-line", "bad", N_("corrected")),
    FindingKind.DOUBTFUL: ("triangle-alert", "unknown", N_("more evidence")),
    FindingKind.REFUSED: ("circle-x", "bad", N_("refused")),
    FindingKind.NOTE: ("info", "accent", N_("note")),
}
"""Icon, colour and word of each judgement."""
STANDING_MARKS: Mapping[Standing, tuple[str, str]] = {
    Standing.IN_FORCE: ("circle-check", "good"),
    Standing.REPLACED: ("history", "muted"),
    Standing.UNTRUSTED: ("triangle-alert", "unknown"),
    Standing.DAMAGED: ("circle-x", "bad"),
}
"""Icon and colour of whether a reply counts."""
