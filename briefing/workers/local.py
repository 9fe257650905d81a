"""Worker processes on this machine, forked from a server that has imported the heavy libraries once."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import forkserver, get_context
from multiprocessing.context import ForkServerContext
from typing import Any

from briefing.files.reading import reason_of
from briefing.problems import ProblemsFound, problem
from briefing.workers import AHEAD, J, R, Results, S, Tell

#: In a worker process: the value that the jobs of its pool share.
_shared: list[Any] = []


def start(loaded: Sequence[str]) -> None:
    """Start the fork server and have it import these modules in the background, so that no worker has to. The server ignores
    SIGINT from the start. Call from the main thread."""
    _context().set_forkserver_preload(list(loaded))
    heard = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, heard)


def _context() -> ForkServerContext:
    """Return the fork-server context: unlike this process, the server has no threads, so that forking it is safe."""
    return get_context("forkserver")


class Local:
    """Runs jobs in this many worker processes (0: one for each core); a single worker or job runs in this process."""

    def __init__(self, workers: int) -> None:
        self._workers = workers or os.cpu_count() or 1

    def run(self, work: Callable[[S, J], R], shared: S, jobs: Iterable[J], told: Tell) -> Results[R]:
        """See ``Engine``. A worker that dies breaks its pool. The unfinished jobs are then run again one at a time, which needs
        less memory and shows which of them is to blame, before the rest go on."""
        del told
        coming = iter(jobs)
        first = list(islice(coming, 2))
        coming = chain(first, coming)
        if self._workers == 1 or len(first) < 2:
            yield from ((job.name, work(shared, job)) for job in coming)
            return
        given = pickle.dumps(shared)
        while left := (yield from _pool(work, given, coming, self._workers)):
            for job in left:
                if (yield from _pool(work, given, iter([job]), 1)):
                    yield job.name, problem("worker-died", document=job.name)

    def close(self) -> None:
        """Do nothing: every run ends its own processes."""


def _pool(
    work: Callable[[S, J], R], given: bytes, jobs: Iterator[J], workers: int
) -> Generator[tuple[str, R], None, list[J]]:
    """Yield results as jobs finish; return the jobs that were left unfinished when a worker died (no new ones are started after
    that)."""
    before = set(multiprocessing.active_children())
    try:
        pool = ProcessPoolExecutor(workers, _context(), initializer=_begin, initargs=(given,))
    except OSError as error:  # no shared memory to be had (/dev/shm), or too many files open
        raise ProblemsFound([problem("workers-unavailable", reason=reason_of(error))]) from error
    running: dict[Future[R], J] = {}
    left: list[J] = []
    try:
        while True:
            for job in islice(jobs, 0 if left else AHEAD * workers - len(running)):
                try:
                    running[pool.submit(_work, work, job)] = job
                except BrokenProcessPool:
                    left.append(job)
                    break
            if not running:
                return left
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                job = running.pop(future)
                try:
                    result = future.result()
                except BrokenProcessPool:
                    left.append(job)
                else:
                    yield job.name, result
    except BaseException:  # interrupted, or the caller has closed the generator
        for worker in set(multiprocessing.active_children()) - before:
            worker.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(given: bytes) -> None:
    """Initialise a worker: ignore Ctrl-C, which the parent process handles, and end when the parent dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _shared[:] = [pickle.loads(given)]


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(work: Callable[[Any, J], R], job: J) -> R:
    return work(_shared[0], job)
