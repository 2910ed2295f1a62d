"""The demand of a region for shared services: each factory is planned with and without them, in processes of their own."""

import json
import multiprocessing
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import ApplicationError
from models.region.demand import (
    CheapestPlan,
    Demand,
    FactoryTrial,
    Reach,
    Trials,
    best_of,
    drawn,
    effect_of,
    ranked,
)
from models.region.facts import RegionFact, next_tier
from models.rulebook import TierId
from reports.region.trials import KeptTrials, key_of
from reports.signature.revision import Irregular
from reports.verification import Cancelled

if TYPE_CHECKING:
    from models.catalogue import Catalogue
    from models.limits import Limits
    from models.packs.library import Library

SECONDS = 20.0
"""How long each plan may take unless something else is asked for."""
_POLL_SECONDS = 0.2
_WAITING = 2
"""Factories that lie ready for each process."""


@dataclass(frozen=True, slots=True)
class DemandSetting:
    """How factories are planned."""

    common: "Limits"
    """For factories whose report holds no plan."""
    user_folder: Path | None = None
    """Where the user's own packs lie."""
    seconds: float = SECONDS
    processes: int = 2


@dataclass(frozen=True, slots=True)
class _Job:
    """One factory, or one factory without some services."""

    paper: str
    tier: TierId
    packed: bytes
    without: tuple[str, ...] = ()


_Result = FactoryTrial | CheapestPlan
Progress = Callable[[int, int], None]


def region_demand(
    factories: Sequence[RegionFact],
    payload: Callable[[str], bytes],
    library: "Library",
    setting: DemandSetting,
    kept: KeptTrials,
    *,
    on_progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Demand:
    """Returns which shared services would lift most factories, what each saves, and what the best do together.

    The plan with all services once for each factory, then without each that it uses; what was worked out before is
    not worked out again. Beyond some thousands a sample of the factories is planned.

    Args:
        factories: the latest report of each factory.
        payload: gives the data attachment of a report.
        library: the packs; the catalogue in use here counts for every factory.
        setting: limits and time.
        kept: what was worked out before.
        on_progress: told how many of how many factories are done, for both rounds together.
        cancelled: asked five times a second.

    Raises:
        Cancelled: when `cancelled` says so; what is known by then is kept.
    """
    catalogue = library.catalogue()
    climbing = {fact.paper: (fact, tier) for fact in factories if (tier := next_tier(fact.reached)) is not None}
    papers = drawn(tuple(climbing))
    round_of = _Round(payload, climbing, catalogue, setting, kept, cancelled)
    done = [0, 2 * len(papers)]

    def one_more() -> None:
        done[0] += 1
        if on_progress is not None:
            on_progress(done[0], done[1])

    trials: dict[str, FactoryTrial] = {}
    for paper, trial in round_of.results(papers, ()):
        if isinstance(trial, FactoryTrial):
            trials[paper] = trial
        one_more()
    services = ranked(trials, len(climbing))
    best = best_of(services, catalogue.ways_of)
    users = [paper for paper in papers if any(each.service in best for each in trials[paper].trials)]
    done[0] += len(papers) - len(users)
    pairs: list[tuple[CheapestPlan, CheapestPlan]] = []
    for paper, less in round_of.results(users, best):
        if isinstance(less, CheapestPlan):
            pairs.append((trials[paper].whole, less))
        one_more()
    return Demand(
        factories=len(climbing),
        planned=len(papers),
        by_reach=_by_reach(trials),
        services=services,
        best=best,
        together=effect_of(pairs, len(papers), len(climbing)) if best else None,
    )


def _by_reach(trials: Trials) -> dict[Reach, int]:
    counted = Counter(trial.whole.reach for trial in trials.values())
    return {reach: counted[reach] for reach in Reach}


@dataclass(frozen=True, slots=True)
class _Round:
    """One question asked of many factories."""

    payload: Callable[[str], bytes]
    climbing: dict[str, tuple[RegionFact, TierId]]
    catalogue: "Catalogue"
    setting: DemandSetting
    kept: KeptTrials
    cancelled: Callable[[], bool] | None

    def results(self, papers: Sequence[str], services: tuple[str, ...]) -> Iterator[tuple[str, _Result]]:
        """Yields the answer for each factory, known or worked out now, in any order."""
        keys: dict[str, str] = {}
        waiting: list[str] = []
        for paper in papers:
            _, tier = self.climbing[paper]
            keys[paper] = key_of(paper, self.catalogue.digest, self._limits(tier), services)
            known = (self.kept.plan if services else self.kept.trial)(keys[paper], self.setting.seconds)
            if known is None:
                waiting.append(paper)
            else:
                yield paper, known
        jobs = (_Job(paper, self.climbing[paper][1], self._packed(paper), services) for paper in waiting)
        for paper, result in _worked_out(jobs, len(waiting), self.setting, self.cancelled):
            self.kept.keep(keys[paper], result, self.setting.seconds)
            yield paper, result

    def _packed(self, paper: str) -> bytes:
        try:
            return zlib.compress(self.payload(paper), 1)
        except (ApplicationError, Irregular):
            # A kept file that was lost or damaged: it is no data, and is refused like any other.
            return zlib.compress(b"")

    def _limits(self, tier: TierId) -> str:
        # The report's own limits are part of its payload.
        return json.dumps([tier, _limits_json(self.setting)], sort_keys=True)


def _limits_json(setting: DemandSetting) -> dict[str, Any]:
    from reports.payload import limits_json

    return limits_json(setting.common)


def _worked_out(
    jobs: Iterable[_Job], count: int, setting: DemandSetting, cancelled: Callable[[], bool] | None
) -> Iterator[tuple[str, _Result]]:
    """Yields what processes say of the jobs; a job over which its process dies twice is given up as unknown.

    Raises:
        Cancelled: when `cancelled` says so.
    """
    waiting = iter(jobs)
    lost: list[_Job] = []
    processes = min(setting.processes, count)
    is_broken = bool(count)
    while is_broken:
        with _Batch(setting, processes) as batch:
            try:
                for job, result in batch.run(waiting, cancelled):
                    yield job.paper, result
                is_broken = False
            except BrokenProcessPool:
                lost += batch.under_way()
    for job in lost:
        # Alone, so that it is known which of them the process did not survive.
        with _Batch(setting, 1) as batch:
            try:
                for again, result in batch.run(iter([job]), cancelled):
                    yield again.paper, result
            except BrokenProcessPool:
                yield job.paper, _unknown(job)


class _Batch:
    """A few processes that plan, and the jobs that they have."""

    def __init__(self, setting: DemandSetting, processes: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._stop = context.Event()
        self._most = processes * _WAITING
        # As JSON: limits hold read-only mappings, which do not go from process to process.
        limits = _limits_json(setting)
        self._pool = ProcessPoolExecutor(
            processes, context, _begin, (setting.user_folder, limits, setting.seconds, self._stop)
        )
        self._jobs: dict[Future[_Result], _Job] = {}

    def __enter__(self) -> "_Batch":
        return self

    def __exit__(self, *error: object) -> None:
        # A plan under way looks often whether it is still wanted.
        self._stop.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def under_way(self) -> list[_Job]:
        """Returns the jobs that were handed out and not answered."""
        return list(self._jobs.values())

    def run(self, waiting: Iterator[_Job], cancelled: Callable[[], bool] | None) -> Iterator[tuple[_Job, _Result]]:
        """Yields jobs with their answers.

        Raises:
            Cancelled: when `cancelled` says so.
            BrokenProcessPool: when a process died.
        """
        more = True
        while more or self._jobs:
            while more and len(self._jobs) < self._most:
                job = next(waiting, None)
                if job is None:
                    more = False
                else:
                    self._jobs[self._submitted(job)] = job
            if cancelled is not None and cancelled():
                raise Cancelled
            ready, _ = wait(self._jobs, timeout=_POLL_SECONDS, return_when=FIRST_COMPLETED)
            for future in ready:
                result = future.result()
                yield self._jobs.pop(future), result

    def _submitted(self, job: _Job) -> Future[_Result]:
        try:
            return self._pool.submit(_work, job)
        except BrokenProcessPool as error:
            # The job is lost with those that were under way, so that it is tried again with them.
            future: Future[_Result] = Future()
            future.set_exception(error)
            return future


def _unknown(job: _Job) -> _Result:
    plan = CheapestPlan(Reach.UNKNOWN, None)
    return plan if job.without else FactoryTrial(job.tier, plan, ())


_desks: list["_Desk"] = []
"""In a process that was started for it: what it plans with."""


@dataclass(frozen=True, slots=True)
class _Desk:
    library: "Library"
    common: "Limits"
    seconds: float
    stop: Any
    """An event of multiprocessing."""


def _begin(user_folder: Path | None, limits: dict[str, Any], seconds: float, stop: Any) -> None:
    from models.packs.library import Library
    from reports.payload.claimed import claimed_limits

    _desks[:] = [_Desk(Library(user_folder), claimed_limits(limits), seconds, stop)]


def _work(job: _Job) -> _Result:
    return planned(zlib.decompress(job.packed), job.tier, job.without, _desks[0])


def planned(payload: bytes, tier: TierId, services: Sequence[str], desk: _Desk) -> _Result:
    """Returns one factory's trial, or its plan without some services.

    Args:
        payload: the data attachment of its report, which was verified.
        tier: to be reached.
        services: taken away together; none for the whole trial.
        desk: packs, limits and time.
    """
    from models.planner.services import factory_trial, without
    from reports.payload import recompute
    from reports.payload.claimed import claimed_limits

    try:
        data = json.loads(payload)
        evaluation = recompute(data, desk.library)
        limits = desk.common if data["limits"] is None else claimed_limits(data["limits"])
        catalogue = desk.library.catalogue()
        if services:
            return without(
                evaluation, catalogue, limits, tier, services, seconds=desk.seconds, cancelled=desk.stop.is_set
            )
        return factory_trial(evaluation, catalogue, limits, tier, seconds=desk.seconds, cancelled=desk.stop.is_set)
    except (ApplicationError, KeyError, ValueError, TypeError, ArithmeticError):
        refused = CheapestPlan(Reach.REFUSED, None)
        return refused if services else FactoryTrial(tier, refused, ())
