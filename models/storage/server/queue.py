"""The queue of files that wait to be verified, kept by Procrastinate in the same database.

A job is written in the transaction that hands a file in, and says only where the file's row is. Keeping the file takes
that row away in one transaction: whoever comes second, with the same job or another, finds nothing left to do. So a job
may be begun twice, after its worker was taken for dead, and is still done once. Jobs of dead workers are not taken up
by Procrastinate itself (its issue 1446): every worker here looks for them, by the heartbeats that workers leave. No
queueing locks are used, beside which a job cannot be begun again (1408, 1543); a lock keeps the same content from
being verified twice at once.
"""

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import procrastinate
import psycopg
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status
from procrastinate.schema import SchemaManager
from psycopg_pool import PoolTimeout
from sqlalchemy import Connection

from models.storage.server.address import StoreUrl
from models.storage.server.connection import told
from models.storage.server.errors import StoreAway

QUEUE = "procrastinate 3.10"
"""Which release's tables are in the store; the library is pinned, and a store of another one is not touched."""
_NAME = "verify"
_PAUSE_S = 0.5
"""Between two looks for work that others may have left."""
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Beats:
    """How workers are known to be alive."""

    every_s: float = 5.0
    dead_after_s: float = 30.0
    """Without a beat a worker is taken for dead, and its jobs are given to others."""
    patience_s: float = 60.0
    """So long a server that went away is waited for."""


def make_queue(connection: Connection) -> None:
    """Makes the tables of the queue, inside a transaction."""
    raw = connection.connection.cursor()
    try:
        raw.execute(SchemaManager.get_schema().encode())
    finally:
        raw.close()


class JobQueue:
    """Jobs of one store."""

    def __init__(self, address: StoreUrl, beats: Beats | None = None) -> None:
        """Represents the queue; nothing is connected yet.

        Args:
            address: of the store.
            beats: how workers are known to be alive; the usual times when None.
        """
        self._address = address
        self._beats = beats or Beats()
        self._deferring = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())

    def defer(self, connection: Connection, run: int, position: int, digest: str) -> None:
        """Writes the job for a file that is handed in, inside the caller's transaction.

        Args:
            connection: inside a transaction.
            run: number of the import.
            position: of the file in it.
            digest: of the file: the same content is verified once at a time.
        """
        job = self._deferring.configure_task(
            _NAME, queue=_NAME, lock=digest, connection=connection.connection.driver_connection, allow_unknown=True
        )
        job.defer(run=run, position=position)

    def work(
        self, do: Callable[[int, int], None], at_once: int, is_done: Callable[[], bool], stopped: threading.Event
    ) -> None:
        """Takes jobs until `is_done`, those of dead workers among them; a job that fails is tried again a few times.

        A server that is started anew in the middle is waited for.

        Args:
            do: verifies and keeps the file of one job: number of the import, position in it; called from threads.
            at_once: how many jobs are done at once.
            is_done: asked whenever there is no job to take.
            stopped: ends the work early; jobs under way are finished.

        Raises:
            StoreAway: when the server went away for longer; jobs under way are given to others later.
            StorageError: when it takes nothing more.
        """
        while True:
            try:
                # psycopg cannot work with the loop that Windows would take.
                with (
                    told(self._address),
                    _quietly(),
                    asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner,
                ):
                    runner.get_loop().set_exception_handler(_unheard)
                    runner.run(self._work(do, at_once, is_done, stopped))
                return
            except (ConnectorException, PoolTimeout, StoreAway) as failure:
                if stopped.is_set() or not self._comes_back(stopped):
                    raise StoreAway(name=self._address.name, why=_first_line(failure)) from None

    def _comes_back(self, stopped: threading.Event) -> bool:
        """Waits for a server that went away; returns whether it takes connections again."""
        until = time.monotonic() + self._beats.patience_s
        while time.monotonic() < until and not stopped.wait(_PAUSE_S):
            with contextlib.suppress(psycopg.Error), psycopg.connect(**self._address.arguments):
                return True
        return False

    async def _work(
        self, do: Callable[[int, int], None], at_once: int, is_done: Callable[[], bool], stopped: threading.Event
    ) -> None:
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(at_once) as threads:
            async with self._opened() as app:

                @app.task(name=_NAME, queue=_NAME, retry=procrastinate.RetryStrategy(max_attempts=_TRIES))
                async def verify(run: int, position: int) -> None:
                    await loop.run_in_executor(threads, do, run, position)

                await self._take_up(app, failed=True)
                while not stopped.is_set():
                    await self._take_up(app)
                    await self._until_empty(app, at_once, stopped)
                    if await loop.run_in_executor(None, is_done):
                        break
                    await loop.run_in_executor(None, stopped.wait, _PAUSE_S)

    async def _until_empty(self, app: procrastinate.App, at_once: int, stopped: threading.Event) -> None:
        worker = asyncio.create_task(
            app.run_worker_async(
                queues=[_NAME],
                concurrency=at_once,
                wait=False,
                listen_notify=False,
                delete_jobs="successful",
                install_signal_handlers=False,
                update_heartbeat_interval=self._beats.every_s,
                stalled_worker_timeout=self._beats.dead_after_s,
            )
        )
        while not worker.done():
            await asyncio.wait([worker], timeout=_PAUSE_S)
            if stopped.is_set():
                worker.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            worker.result()

    @contextlib.asynccontextmanager
    async def _opened(self) -> AsyncIterator[procrastinate.App]:
        connector = procrastinate.PsycopgConnector(kwargs=self._address.arguments, min_size=1, max_size=4, timeout=20)
        app = procrastinate.App(connector=connector)
        async with app.open_async():
            yield app

    async def _take_up(self, app: procrastinate.App, *, failed: bool = False) -> None:
        """Gives jobs of dead workers back to the queue, and those that failed when a new worker begins."""
        manager = app.job_manager
        jobs = list(await manager.get_stalled_jobs(seconds_since_heartbeat=self._beats.dead_after_s, queue=_NAME))
        if failed:
            jobs += await manager.list_jobs_async(queue=_NAME, status=Status.FAILED.value)
        for job in jobs:
            # Another worker may have been quicker.
            with contextlib.suppress(ConnectorException):
                await manager.retry_job(job)


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """Keeps what the libraries log of connections and jobs off the terminal: addresses and tracebacks are in it."""
    loggers = [logging.getLogger(name) for name in ("procrastinate", "psycopg.pool", "asyncio")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _unheard(_loop: asyncio.AbstractEventLoop, _context: dict[str, object]) -> None:
    """What a task of the library ended with when its server went away: told by the next call that needs it."""


def _first_line(failure: Exception) -> str:
    said = failure.facts.get("why", "") if isinstance(failure, StoreAway) else failure.__cause__ or failure
    return str(said).strip().partition("\n")[0][:160]
