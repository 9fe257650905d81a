"""Running jobs on a Dask cluster (https://distributed.dask.org). Workers need no shared file system.

A worker is used only when its engine, libraries and fonts are those of this machine, so that the bytes are the same. Dask
reassigns the jobs of a worker that dies; when the whole cluster is lost, the remaining jobs run on this machine.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import pickle
import tempfile
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import CancelledError
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Any

from distributed import Client, KilledWorker, wait
from distributed.comm import parse_address, parse_host_port
from distributed.comm.core import CommClosedError

from briefing.files.writing import write_cached
from briefing.problems import ProblemsFound, problem
from briefing.store import engine_hash, files_below
from briefing.workers import AHEAD, J, R, Results, S, Tell
from briefing.workers.local import Local

#: Seconds to wait for the scheduler and a first worker, and between checks that any worker is still connected.
PATIENCE = 10

#: Exceptions raised here when the cluster is lost.
LOST = (CommClosedError, CancelledError, KilledWorker, OSError, TimeoutError)

Files = Mapping[str, bytes]


class Cluster:
    """Runs jobs on the scheduler at ``address``, and in ``workers`` local processes what it leaves undone. Raises
    ``ProblemsFound`` when no cluster answers."""

    def __init__(self, address: str, workers: int) -> None:
        self._address, self._here, self._lost = address, Local(workers), False
        self._client = _connected(address)

    def run(self, work: Callable[[S, J], R], shared: S, jobs: Iterable[J], told: Tell) -> Results[R]:
        """See ``Engine``."""
        coming, running = iter(jobs), dict[Any, J]()
        if not self._lost:
            try:
                yield from self._there(work, shared, coming, running)
            except LOST as error:
                self._lost = True
                told(problem("cluster-lost", address=self._address, reason=_plain(error)))
        yield from self._here.run(work, shared, chain(running.values(), coming), told)

    def _there(self, work: Callable[[S, J], R], shared: S, coming: Iterable[J], running: dict[Any, J]) -> Results[R]:
        """Yield the workers' results as jobs finish; ``running`` holds the submitted jobs without a result. Raises one of
        ``LOST`` when the cluster is lost."""
        client, ours = self._client, engine_hash(shared.templates / "house")
        files = {
            p.relative_to(shared.templates).as_posix(): p.read_bytes() for p in sorted(files_below(shared.templates))
        }
        self._refuse_others(client.run(_engine_there, files, on_error="return"), ours)
        given = client.scatter(pickle.dumps((shared, files, ours)), broadcast=True, hash=False)
        while True:
            ahead = AHEAD * sum(client.nthreads().values())  # a worker may have gone
            for job in islice(coming, max(0 if running else 1, ahead - len(running))):
                running[client.submit(_work_there, work, job, given, pure=False, retries=2)] = job
            if not running:
                return
            with client.as_current(), contextlib.suppress(TimeoutError):
                wait(list(running), timeout=PATIENCE, return_when="FIRST_COMPLETED")
            ended = [future for future in running if future.done()]
            if not ended and not client.scheduler_info().get("workers"):
                raise TimeoutError("no worker is left")
            for future in ended:
                try:
                    result: R = future.result()
                except OtherEngine as other:
                    self._refuse_others({str(other): None}, ours)
                yield running.pop(future).name, result

    def _refuse_others(self, found: Mapping[str, object], ours: str) -> None:
        """Raise ``ProblemsFound`` naming the workers whose documents would differ from those made here."""
        others = sorted(worker for worker, engine in found.items() if engine != ours)
        if others:
            raise ProblemsFound([problem("cluster-other-engine", address=self._address, workers=", ".join(others))])

    def close(self) -> None:
        """Close the connection."""
        self._client.close(timeout=PATIENCE)


class OtherEngine(Exception):  # noqa: N818 - says what the worker has
    """Raised on a worker that joined later with another engine, libraries or fonts. The message is its address."""


def _connected(address: str) -> Client:
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is told here, in one line
    try:
        parse_host_port(parse_address(address)[1])
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise ProblemsFound([problem("cluster-unreachable", address=address, reason=_plain(error))]) from error
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        client.close(timeout=PATIENCE)
        raise ProblemsFound([problem("cluster-unreachable", address=address, reason="it has no workers")]) from error
    return client


def _plain(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


def _engine_there(files: Files) -> str:
    """On a worker: return its engine hash."""
    return engine_hash(_templates_there(files) / "house")


def _work_there(work: Callable[[Any, J], R], job: J, given: bytes) -> R:
    """On a worker: run a job with the shared value."""
    return work(_shared_there(given), job)


@lru_cache(maxsize=2)
def _shared_there(given: bytes) -> Any:
    """On a worker: return the shared value, with the templates stored on this machine. Raises ``OtherEngine``."""
    shared, files, theirs = pickle.loads(given)
    if _engine_there(files) != theirs:
        from distributed import get_worker  # noqa: PLC0415 - only inside one

        raise OtherEngine(get_worker().address)
    return shared.at(_templates_there(files))


def _templates_there(files: Files) -> Path:
    """Write the templates to a temporary folder of the worker's machine, named after their content, and return it."""
    name = hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"briefing-{name}" / "templates"
    for path, data in files.items():
        place = folder / path
        if not place.is_file() or place.read_bytes() != data:
            write_cached(place, data)
    return folder
