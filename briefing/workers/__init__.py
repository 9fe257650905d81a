"""Running jobs: in this process, in worker processes on this machine, or on a Dask cluster, with the same results.

The workers know nothing of what a job is for: a function is applied to each job and one value that all jobs share.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import Protocol, Self, TypeVar

from briefing.problems import Problem, ProblemsFound, problem

#: Jobs submitted ahead for each worker: enough that none is idle, few enough to keep memory small.
AHEAD = 2


class Shared(Protocol):
    """The value that all jobs of a run share."""

    @property
    def templates(self) -> Path:
        """The folder of templates and theme that jobs read."""
        ...

    def at(self, templates: Path) -> Self:
        """Return the same value for a machine that has the templates in another folder."""
        ...


class Named(Protocol):
    """A job. Its name is unique in its run and is shown to the user."""

    @property
    def name(self) -> str:
        """The name of the document that the job makes."""
        ...


S = TypeVar("S", bound=Shared)
J = TypeVar("J", bound=Named)
R = TypeVar("R")

#: The name of each finished job with its result, or with the problem that kept it from finishing.
Results = Generator[tuple[str, R | Problem], None, None]
Tell = Callable[[Problem], None]


class Engine(Protocol):
    """Runs jobs; ``close`` releases its resources."""

    def run(self, work: Callable[[S, J], R], shared: S, jobs: Iterable[J], told: Tell) -> Results[R]:
        """Yield the result of ``work(shared, job)`` for every job, in any order. Jobs are drawn from the iterable as workers
        become free. Warnings go to ``told``. ``work`` must be a module-level function and all values must be picklable."""
        ...

    def close(self) -> None:
        """Release connections and processes."""
        ...


def engine_of(name: str, workers: int) -> Engine:
    """Return the engine called ``local`` (with a number of worker processes) or ``dask=ADDRESS``. Raises ``ProblemsFound``
    for another name, when Dask is not installed, and when no cluster answers."""
    kind, _, address = name.partition("=")
    if kind == "local" and not address:
        from briefing.workers.local import Local  # noqa: PLC0415 - only the engine that is asked for

        return Local(workers)
    if kind == "dask" and address:
        try:
            from briefing.workers.cluster import Cluster  # noqa: PLC0415 - an optional extra
        except ModuleNotFoundError as missing:
            raise ProblemsFound([problem("engine-not-installed", missing=missing.name)]) from missing
        return Cluster(address, workers)
    raise ProblemsFound([problem("engine-unknown", engine=name)])
