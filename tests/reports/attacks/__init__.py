"""Attacks on our own reports, each a generator with the verdict that it must get; none may be `valid`."""

from tests.reports.attacks import (
    boasters,
    bombs,
    certifying,
    encoding,
    impostors,
    liars,
    malleable,
    prepared,
    ranges,
    revisions,
    shadows,
    structure,
    unsigned_bytes,
)
from tests.reports.attacks.collection import ATTACKS, Attack, Target

__all__ = [
    "ATTACKS",
    "Attack",
    "Target",
    "boasters",
    "bombs",
    "certifying",
    "encoding",
    "impostors",
    "liars",
    "malleable",
    "prepared",
    "ranges",
    "revisions",
    "shadows",
    "structure",
    "unsigned_bytes",
]
