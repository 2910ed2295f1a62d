"""The inbox: one row for each paper, whatever the number of files; dossiers with all that is in them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.exchange.facts import PaperFacts
from models.exchange.paper import ExchangePaper
from models.exchange.states import DossierState
from models.exchange.tying import Bond


class ReportPlace(StrEnum):
    """Which place a report has among those of its case."""

    CURRENT = "current"
    EARLIER = "earlier"
    ASIDE = "aside"
    """Signed by somebody else than those who are heard."""
    NONE = ""
    """Of a paper that is no report, or is tied to no dossier."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that came and was verified, as it is to be kept."""

    paper: ExchangePaper
    digest: str
    """SHA-256 of the whole file."""
    name: str
    judgement: str
    """Its soundness as JSON."""
    judged_by: str
    """Which program and packs worked it out; empty where the check did not come to its end."""
    verdict: str
    trusted_by: str
    """Which list of trusted certificates, on which day, the verdict rests on."""
    facts: PaperFacts | None = None
    """Of a sound report."""


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file that was judged before."""

    paper_id: int
    judged_by: str


@dataclass(frozen=True, slots=True)
class KeptPaper:
    """A paper in the store."""

    id: int
    paper: ExchangePaper
    digest: str
    """Of the file that is shown: the one with the most signatures."""
    name: str
    size_bytes: int
    kept_at: datetime
    judgement: str
    judged_by: str
    verdict: str
    """As of `trusted_by`; whoever shows it judges trust again."""
    bond: Bond
    place: ReportPlace
    dossier: int | None
    compared_with: str = ""
    """Base digest of the earlier report with which its answers were compared; empty before that."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The tiers of a sound report, as they were worked out again."""

    reached: str | None
    possible: str | None
    proven_tier: str | None
    met: int
    proven: int
    contradictions: int


@dataclass(frozen=True, slots=True)
class DossierRow:
    """One dossier in a line."""

    id: int
    case_id: str
    number: str
    enterprise: str
    site: str
    state: DossierState
    due_on: str
    assigned_to: str
    revision: int


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One line of the inbox."""

    kept: KeptPaper
    dossier: DossierRow | None
    counted: Counted | None
    seen: int
    """In how many files it came, also under other names."""
    seen_at: datetime
    """When it came last."""
    changes: "Changes | None"
    """Since the version before; None where there is none before."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What is otherwise in a report than in the version before it, so that only that need be read."""

    before: str
    """`base_digest` of the report of that version."""
    version: int
    """Of that report."""
    conditions: tuple[str, ...]
    """Those that came out otherwise, or are proven now and were not, or the other way round."""
    answers: tuple[str, ...] | None
    """Ids of the answers that differ; None while they have not been compared yet."""


class Order(StrEnum):
    """By what the inbox is sorted."""

    CAME = "came"
    FACTORY = "factory"
    VERDICT = "verdict"
    STATE = "state"
    DUE = "due"
    PROVEN = "proven"
    CONTRADICTIONS = "contradictions"
    ASSIGNED = "assigned"


@dataclass(frozen=True, slots=True)
class Wish:
    """Which rows of the inbox are wanted; the empty wish wants all."""

    states: tuple[DossierState, ...] = ()
    verdicts: tuple[str, ...] = ()
    text: str = ""
    """Within the factory's name, the case number or the file's name."""
    assigned_to: str = ""
    due_by: str = ""
    """ISO date: only dossiers whose answer was due on it or before; empty for all."""
    newest_only: bool = False
    """Leaves out earlier versions and what is set aside."""
    order: Order = Order.CAME
    ascending: bool = False


@dataclass(frozen=True, slots=True)
class ImportRun:
    """One import of files."""

    id: int
    source: tuple[str, ...]
    begun_at: datetime
    files: int
    done: int
