"""The same jobs on a Dask cluster (https://distributed.dask.org): nothing is shared with the workers but what is sent to them.

A worker is used only when its engine, libraries and fonts are those of this machine; then the bytes are the same. Dask gives
the jobs of a worker that dies to another. What a cluster that goes away has left undone is done here.
"""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from dataclasses import replace
from pathlib import Path
from typing import Any

from distributed import Client, KilledWorker, wait
from distributed.comm.core import CommClosedError

from briefing.editions.jobs import Job, Made, render
from briefing.problems import Problem, ProblemsFound, problem
from briefing.scaling.local import local
from briefing.store.documents import write_whole
from briefing.store.engines import engine_hash, files_below

#: Seconds to find the scheduler and a first worker, and to look whether any worker is left while none reports.
PATIENCE = 10

#: What a cluster that goes away raises here.
LOST = (CommClosedError, CancelledError, KilledWorker, OSError, TimeoutError)

Theme = Mapping[str, bytes]
Run = Generator[tuple[int, Made], None, None]

_one_at_a_time = threading.Lock()  # the layout engine keeps state: the threads of one worker take turns


def cluster(address: str, workers: int) -> Callable[[Sequence[Job], Callable[[Problem], None]], Run]:
    """An engine that sends its jobs to the scheduler at ``address``; ``workers`` processes do here what it could not."""

    def run(jobs: Sequence[Job], told: Callable[[Problem], None]) -> Run:
        left = dict(enumerate(jobs))
        if not left:
            return
        theme = _theme(jobs[0].house)
        try:
            with _client(address) as client:
                _same_engine(client, address, theme, engine_hash(jobs[0].house))
                for index, made in _results(client, left, theme):
                    del left[index]
                    yield index, made
        except LOST as error:
            reason = str(error) or type(error).__name__
            told(problem("cluster-lost", address=address, reason=reason, count=len(left)))
        order = list(left)
        for place, made in local(workers)([left[index] for index in order], told):
            yield order[place], made

    return run


@contextlib.contextmanager
def _client(address: str) -> Iterator[Client]:
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise ProblemsFound([problem("cluster-unreachable", address=address, reason=_plain(error))]) from error
    try:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            raise ProblemsFound([problem("cluster-unreachable", address=address, reason="it has no workers")]) from error
        yield client
    finally:
        client.close(timeout=PATIENCE)


def _plain(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


def _same_engine(client: Client, address: str, theme: Theme, ours: str) -> None:
    """Raises ``ProblemsFound`` naming the workers whose documents would differ from those made here."""
    found: dict[str, str] = client.run(_engine_there, theme, on_error="return")
    others = sorted(worker for worker, engine in found.items() if engine != ours)
    if others:
        raise ProblemsFound([problem("cluster-other-engine", address=address, workers=", ".join(others))])


def _results(client: Client, jobs: Mapping[int, Job], theme: Theme) -> Run:
    """What the workers made, as it comes. Raises one of ``LOST`` when nothing more will."""
    waiting: dict[Any, int] = {
        client.submit(_render_there, job, theme, pure=False, retries=2): index for index, job in jobs.items()
    }
    while waiting:
        with client.as_current(), contextlib.suppress(TimeoutError):
            wait(list(waiting), timeout=PATIENCE, return_when="FIRST_COMPLETED")
        ended = [future for future in waiting if future.done()]
        if not ended and not client.scheduler_info().get("workers"):
            raise TimeoutError("no worker is left")
        for future in ended:
            made: Made = future.result()
            yield waiting.pop(future), made


def _theme(house: Path) -> Theme:
    return {path.relative_to(house).as_posix(): path.read_bytes() for path in sorted(files_below(house))}


def _engine_there(theme: Theme) -> str:
    """On a worker: what it would make documents with."""
    return engine_hash(_house_there(theme))


def _render_there(job: Job, theme: Theme) -> Made:
    """On a worker: a job with the theme that was sent with it."""
    with _one_at_a_time:
        return render(replace(job, house=_house_there(theme)))


def _house_there(theme: Theme) -> Path:
    """The theme as a folder of the worker's machine, named after its content."""
    name = hashlib.sha256(repr(sorted(theme.items())).encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"briefing-theme-{name}"
    for path, data in theme.items():
        place = folder / path
        if not place.is_file() or place.read_bytes() != data:
            write_whole(place, data)
    return folder
