"""To which dossier a paper belongs, and which of several versions counts. Nothing here depends on the order of arrival.

The one exception is who comes first where nobody is trusted yet: then the signer whose report was here first is heard,
and whoever signs for the same case later is set aside until one of them is confirmed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from models.exchange.facts import FactoryFacts
from models.exchange.paper import ExchangePaper, PaperKind, SoundnessKind

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Bond(StrEnum):
    """How a paper belongs to a dossier."""

    TIED = "tied"
    WAITS = "waits"
    """A reply whose report is not here yet."""
    FOREIGN = "foreign"
    """A reply that names one case and answers the report of another."""
    NONE = "none"
    """Nothing in it can be relied on, or it is about no case."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Where a paper belongs."""

    bond: Bond
    case: str = ""
    """By which the dossier is known; empty unless tied."""


def tie(paper: ExchangePaper, answered: ExchangePaper | None) -> Tie:
    """Returns to which dossier a paper belongs.

    Args:
        paper: as verified.
        answered: of a reply, the kept report that it answers; None where that is not here.
    """
    if paper.soundness is not SoundnessKind.SOUND or paper.kind in (PaperKind.NOTE, PaperKind.OTHER):
        return Tie(Bond.NONE)
    if paper.kind is PaperKind.REPORT:
        return Tie(Bond.TIED, paper.case_id or paper.base_digest)
    if answered is None:
        return Tie(Bond.WAITS)
    if answered.kind is not PaperKind.REPORT or answered.case_id != paper.case_id:
        return Tie(Bond.FOREIGN)
    return Tie(Bond.TIED, answered.case_id or answered.base_digest)


@dataclass(frozen=True, slots=True)
class Ordered:
    """The reports of one case in order."""

    versions: tuple[ExchangePaper, ...]
    """Those that count, oldest first."""
    aside: tuple[ExchangePaper, ...]
    """Signed by others than those who are heard; they change nothing until their signer is confirmed."""

    @property
    def current(self) -> ExchangePaper | None:
        """The report that is to be read now."""
        return self.versions[-1] if self.versions else None

    @property
    def before(self) -> ExchangePaper | None:
        """The newest report of an earlier version than the current one."""
        current = self.current
        if current is None:
            return None
        return next((each for each in reversed(self.versions) if _number(each) < _number(current)), None)

    @property
    def twice(self) -> tuple[int, ...]:
        """Versions of which there are several reports; the one that was signed last counts."""
        numbers = [_number(each) for each in self.versions]
        return tuple(sorted({number for number in numbers if numbers.count(number) > 1}))


def order(reports: Sequence[ExchangePaper], trusted: Collection[str]) -> Ordered:
    """Returns the reports of one case by version, then by the time of signing.

    Where a signer is trusted, only trusted signers are heard, with everything that their keys signed; where none is, the
    signer whose report was here first.

    Args:
        reports: sound ones of one case, in the order in which they came.
        trusted: base digests of those whose signers are trusted now.
    """
    heard = {report.signer for report in reports if report.base_digest in trusted or report.ours}
    if not heard and reports:
        heard = {reports[0].signer}
    return Ordered(
        tuple(sorted((report for report in reports if report.signer in heard), key=_place)),
        tuple(report for report in reports if report.signer not in heard),
    )


def _number(report: ExchangePaper) -> int:
    return report.version or 0


def _place(report: ExchangePaper) -> tuple[int, datetime, str]:
    return (_number(report), report.signed_at or _LONG_AGO, report.base_digest)


def factory_key(factory: FactoryFacts, signer: str, case: str) -> str:
    """Returns by what a factory is known: its credit code and site as one signer states them.

    A stranger who writes a factory's code signs with another key and makes another factory of it; a report that names no
    code is a factory by its case.
    """
    named = "/".join((factory.credit_code, factory.site)) if factory.credit_code else case
    return f"{signer}/{named}"
