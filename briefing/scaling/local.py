"""Worker processes of this machine: started once, the heavy libraries loaded once, one document at a time each."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import forkserver, get_context
from multiprocessing.context import ForkServerContext

from briefing.editions.jobs import Job, Made, render
from briefing.problems import Problem, problem

#: What the server loads before it forks a worker, so that no worker does: half a second each.
LOADED = ["weasyprint", "docx", "lxml.etree", "yaml", "xlsxwriter"]

Run = Generator[tuple[int, Made], None, None]


def start() -> None:
    """Begin to load what workers need, beside what this process does meanwhile."""
    _context()
    forkserver.ensure_running()


def _context() -> ForkServerContext:
    """Processes forked from a server that has the libraries and no threads: a fork of this process would have its threads."""
    context = get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    return context


def local(workers: int) -> Callable[[Sequence[Job], Callable[[Problem], None]], Run]:
    """An engine with so many worker processes (0: one for each core); with one, or for one job, this process does the work."""
    count = workers or os.cpu_count() or 1

    def run(jobs: Sequence[Job], told: Callable[[Problem], None]) -> Run:
        del told  # nothing but documents and their problems comes from here
        if count == 1 or len(jobs) < 2:
            yield from ((index, render(job)) for index, job in enumerate(jobs))
            return
        left = dict(enumerate(jobs))
        with contextlib.closing(_pool(dict(left), min(count, len(jobs)))) as done:
            for index, made in done:
                del left[index]
                yield index, made
        # A worker that died took its pool with it. What is left is made again, one document at a time: half the memory, and the
        # one that cannot be made is known by name.
        for index, job in left.items():
            name = f"{job.document.pack} ({job.document.language})"
            again = dict(_pool({index: job}, 1))
            yield index, again.get(index) or Made({}, (problem("worker-died", document=name),))

    return run


def _pool(jobs: dict[int, Job], workers: int) -> Run:
    """Jobs in worker processes, as they end; those a dead worker kept from ending are left out."""
    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(workers, _context(), initializer=_ignore_interrupt)
    try:
        waiting = {pool.submit(render, job): index for index, job in jobs.items()}
        for future in as_completed(waiting):
            with contextlib.suppress(BrokenProcessPool):
                yield waiting[future], future.result()
    except BrokenProcessPool:
        return
    except BaseException:  # stopped from outside, or nobody wants the rest
        for worker in set(multiprocessing.active_children()) - before:
            worker.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _ignore_interrupt() -> None:
    """Ctrl-C reaches every process of the terminal; only the one that started the others answers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
