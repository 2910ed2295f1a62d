"""Which evidence an office asks to see: what carries the most risk first, the rest drawn by lot that anybody can repeat."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from models.exchange.items import ReviewItem


@dataclass(frozen=True, slots=True)
class AskedFile:
    """One file behind a report that is to be handed in."""

    digest: str
    """SHA-256 by which the signed report names it."""
    items: tuple[str, ...]
    """The items of the report that it stands behind."""
    drawn: bool
    """By lot; False where its items have a risk."""


def sample(items: Sequence[ReviewItem], base_digest: str, most: int) -> tuple[AskedFile, ...]:
    """Returns which files to ask for: those behind items with a risk, gravest first, then a lot.

    The lot is the SHA-256 of the report's base digest and the file's: it is settled only when the report is signed, so
    nobody can choose what will be asked for, and whoever draws again draws the same.

    Args:
        items: of the report, the riskiest first.
        base_digest: of the report.
        most: files at most.
    """
    behind: dict[str, list[str]] = {}
    risky: dict[str, None] = {}
    for item in items:
        for digest in item.evidence:
            behind.setdefault(digest, []).append(item.id)
            if item.risks:
                risky.setdefault(digest)
    drawn = sorted(
        (digest for digest in behind if digest not in risky),
        key=lambda digest: hashlib.sha256(f"{base_digest}{digest}".encode()).hexdigest(),
    )
    # Risks take two thirds at most, so that a file without any can always be drawn.
    by_risk = list(risky)
    share = max(most - len(drawn), (2 * most + 2) // 3)
    chosen = by_risk[:share] + drawn
    return tuple(AskedFile(digest, tuple(behind[digest]), digest not in risky) for digest in chosen[:most])


@dataclass(frozen=True, slots=True)
class EvidenceCompared:
    """Files that were handed in, compared with those that were asked for."""

    there: tuple[str, ...]
    """Digests of asked files that are here, byte by byte as the signed report names them."""
    missing: tuple[str, ...]
    other: tuple[str, ...]
    """Names of files that the report does not name: changed, or something else."""


def compared(asked: Collection[str], named: Collection[str], handed_in: Sequence[tuple[str, str]]) -> EvidenceCompared:
    """Returns how files that were handed in compare with what was asked for.

    Args:
        asked: digests of the files that were asked for.
        named: digests of all files that the report names.
        handed_in: name and digest of each file.
    """
    digests = {digest for _, digest in handed_in}
    return EvidenceCompared(
        tuple(digest for digest in asked if digest in digests),
        tuple(digest for digest in asked if digest not in digests),
        tuple(name for name, digest in handed_in if digest not in named),
    )
