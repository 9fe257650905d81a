"""Where jobs are done: in this process, in worker processes of this machine, or on a Dask cluster; same results.

Nothing here knows what a job is for: a function is run over jobs, with one thing that all of them share.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import Protocol, Self, TypeVar

from briefing.problems import Problem, ProblemsFound, problem

#: Jobs given out ahead for each worker: enough that none waits, few enough that their number does not show in memory.
AHEAD = 2


class Shared(Protocol):
    """What all jobs of a run need; ``at`` gives the same for a machine that has the templates in another folder."""

    @property
    def templates(self) -> Path:
        """The folder of templates and theme, which jobs read."""
        ...

    def at(self, templates: Path) -> Self:
        """The same with another folder."""
        ...


class Named(Protocol):
    """A job: its name is unique in its run, and known to the person who waits."""

    @property
    def name(self) -> str:
        """The name of its document."""
        ...


S = TypeVar("S", bound=Shared)
J = TypeVar("J", bound=Named)
R = TypeVar("R")

#: The name of each job as it ends, with its result; or with the problem that it could not be done.
Results = Generator[tuple[str, R | Problem], None, None]
Tell = Callable[[Problem], None]


class Engine(Protocol):
    """Runs jobs. ``close`` lets go of what it holds."""

    def run(self, work: Callable[[S, J], R], shared: S, jobs: Iterable[J], told: Tell) -> Results[R]:
        """``work(shared, job)`` for every job, in any order; jobs are asked for as workers become free, so they need not all
        exist at once. What else was noticed goes to ``told``. ``work`` is a function of a module; all values can be pickled."""
        ...

    def close(self) -> None:
        """Nothing more is to be done."""
        ...


def engine_of(name: str, workers: int) -> Engine:
    """The engine of a name: ``local`` with a number of worker processes, or ``dask=ADDRESS``. Raises ``ProblemsFound`` for
    any other name, when the packages of Dask are not installed, and when there is no cluster."""
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
