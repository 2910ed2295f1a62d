"""Facts of a region, gathered from report files: each is verified, and only those that are valid here count."""

import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import ApplicationError, UnreadableFile
from models.exchange.facts import ConditionFact, PaperFacts, facts
from models.exchange.tying import factory_key
from models.language import Text, sentence
from models.region.facts import ConditionLabel, Conditions, ConditionStanding, RegionFact
from models.region.industry import industry_of
from models.rulebook import ConditionId, TierId
from reports.signature.revision import read_revisions
from reports.verification import DocumentKind, Setting, Trust, Verdict, VerdictKind, Verifier, collect
from reports.verification.integrity.base import payload_of

if TYPE_CHECKING:
    from models.packs.library import Library
    from models.workspace.office.place import Office


@dataclass(frozen=True, slots=True)
class RegionReports:
    """The verified reports of a region."""

    facts: tuple[RegionFact, ...]
    left_out: Mapping[str, int]
    """Files that do not count, by verdict; `reply` for what is no report."""
    labels: Mapping[ConditionId, ConditionLabel]
    payload: Callable[[str], bytes]
    """Gives the data attachment of a report, by its `base_digest`; an `ApplicationError` where it is lost."""


def kept(office: "Office", now: datetime) -> RegionReports:
    """Returns what the reports in an inbox say together, trust judged as of now.

    Args:
        office: the open data folder, or the open store.
        now: with a time zone.

    Raises:
        DamagedTrustStore: when the list of trusted certificates is damaged.
    """
    from reports.exchange.intake import judge_trust_again

    judge_trust_again(office, now)
    source = office.exchange.region()

    def payload(base_digest: str) -> bytes:
        paper = office.exchange.paper(base_digest)
        return b"" if paper is None else payload_of(read_revisions(office.exchange.paper_bytes(paper))[0])

    labels = labels_of(source.tiers, source.editions, office.library)
    return RegionReports(source.facts, source.left_out, labels, payload)


def gathered(
    paths: Iterable[Path],
    setting: Setting,
    library: "Library",
    *,
    processes: int = 2,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> RegionReports:
    """Returns what the reports in files, folders, letters and archives say together.

    Args:
        paths: where they are.
        setting: whom this computer trusts, and when.
        library: the rule packs, for the words of conditions.
        processes: how many verify side by side.
        on_progress: told how many of how many files are done.
        cancelled: asked ten times a second.

    Raises:
        UnreadableFile: when a path cannot be read, or nothing to verify is in any of them.
        Cancelled: when `cancelled` says so.
    """
    collections = [collect(path, cancelled=cancelled) for path in paths]
    tasks = [task for collection in collections for task in collection.tasks]
    passed = sum(not each.passed_over for collection in collections for each in collection.left_out)
    if not tasks and not passed:
        raise UnreadableFile(name=", ".join(str(path) for path in paths), why=sentence("it contains no PDF"))
    left_out: Counter[str] = Counter({VerdictKind.UNVERIFIABLE.value: passed} if passed else {})
    rows: dict[str, RegionFact] = {}
    packed: dict[str, bytes] = {}
    seen: dict[ConditionId, TierId] = {}
    editions: set[str] = set()
    with Verifier(setting, min(processes, max(1, len(tasks)))) as verifier:
        for _, verdict in verifier.verify(tasks, on_progress, cancelled):
            if verdict.kind is not VerdictKind.VALID or verdict.document is not DocumentKind.REPORT:
                sound = verdict.kind in {VerdictKind.VALID, VerdictKind.UNTRUSTED}
                is_other = sound and verdict.document is not DocumentKind.REPORT
                left_out["reply" if is_other else verdict.kind.value] += 1
                continue
            paper, said = verdict.base_digest or verdict.digest, facts(json.loads(verdict.payload), verdict.proven_tier)
            rows[paper] = fact_of(verdict, said, setting.trust)
            packed[paper] = zlib.compress(verdict.payload)
            seen.update((ConditionId(each.condition), TierId(each.tier)) for each in said.conditions)
            editions.add(said.rulebook)
    return RegionReports(tuple(rows.values()), dict(left_out), labels_of(seen, editions, library), unpacked(packed))


def unpacked(packed: Mapping[str, bytes]) -> Callable[[str], bytes]:
    """Returns what gives data attachments that are held compressed."""
    return lambda paper: zlib.decompress(packed[paper])


def fact_of(verdict: Verdict, said: PaperFacts, trust: Trust) -> RegionFact:
    """Returns what a region counts of a valid report.

    Args:
        verdict: over its file.
        said: what it says of its factory and conditions.
        trust: which keys are one person's.
    """
    case, signatures = verdict.case_id or "", verdict.signatures
    known_by = factory_key(said.factory, trust.person(signatures[0].facts.key), case) if signatures else ""
    return region_fact(
        said,
        paper=verdict.base_digest or verdict.digest,
        case_id=case,
        version=verdict.version or 1,
        signed_at=signatures[0].time.isoformat() if signatures else "",
        known_by=known_by,
    )


def region_fact(
    said: PaperFacts, *, paper: str, case_id: str, version: int, signed_at: str, known_by: str
) -> RegionFact:
    """Returns what a region counts of one report: its facts, and by what report, case and factory are known."""
    factory = said.factory
    return RegionFact(
        paper=paper,
        case_id=case_id,
        version=version,
        day=said.day,
        reached=_tier(said.reached),
        possible=_tier(said.possible),
        proven=_tier(said.proven_tier),
        province=factory.province.strip(),
        city=factory.city.strip(),
        industry=industry_of(factory.industry_code, factory.industry),
        size=factory.size,
        conditions=Conditions.of((ConditionId(each.condition), _standing(each)) for each in said.conditions),
        contradictions=said.contradictions,
        signed_at=signed_at,
        factory=known_by if factory.credit_code else "",
    )


def _tier(tier: str | None) -> TierId | None:
    return TierId(tier) if tier else None


def _standing(condition: ConditionFact) -> ConditionStanding:
    if condition.status == "met":
        return ConditionStanding.PROVEN if condition.proven else ConditionStanding.CLAIMED
    return ConditionStanding(condition.status)


def labels_of(
    seen: Mapping[ConditionId, TierId], editions: Iterable[str], library: "Library"
) -> dict[ConditionId, ConditionLabel]:
    """Returns tier and words of the conditions that reports were judged by; the id where no pack here has it.

    Args:
        seen: the conditions, with their tiers.
        editions: national editions that the reports name.
        library: the rule packs.
    """
    overlays = {condition.partition(".")[0] for condition in seen} - {str(tier) for tier in seen.values()}
    words: dict[ConditionId, Text] = {}
    for edition in sorted(editions):
        for asked in [(), *((overlay,) for overlay in sorted(overlays))]:
            try:
                book = library.rulebook(edition, asked)
            except ApplicationError:
                # A pack that is not here any more: its conditions go by their ids.
                continue
            words |= {each.id: each.text for each in book.conditions if each.id in seen and each.id not in words}
    return {
        condition: ConditionLabel(tier, words.get(condition, Text(condition, condition)))
        for condition, tier in seen.items()
    }


def within(facts: Sequence[RegionFact], where: Mapping[str, str]) -> tuple[RegionFact, ...]:
    """Returns the facts of one part of the region.

    Args:
        facts: of the whole.
        where: field to the group that is asked for, such as city to 苏州; empty for the whole.
    """
    return tuple(fact for fact in facts if all(getattr(fact, field) == group for field, group in where.items()))
