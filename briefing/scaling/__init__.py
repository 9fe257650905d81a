"""Where documents are made: in this process, in worker processes of this machine, or on a Dask cluster; same bytes."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence

from briefing.editions.jobs import Job, Made
from briefing.problems import Problem, ProblemsFound, problem

#: Runs jobs and yields, as each one ends, its index and what was made. What else was noticed goes to ``told``.
Engine = Callable[[Sequence[Job], Callable[[Problem], None]], Generator[tuple[int, Made], None, None]]


def engine_of(name: str, workers: int) -> Engine:
    """The engine of a name: ``local`` with a number of worker processes, or ``dask=ADDRESS``. Raises ``ProblemsFound`` for
    any other name, and when the packages of Dask are not installed."""
    kind, _, address = name.partition("=")
    if kind == "local" and not address:
        from briefing.scaling.local import local  # noqa: PLC0415 - only the engine that is asked for

        return local(workers)
    if kind == "dask" and address:
        try:
            from briefing.scaling.cluster import cluster  # noqa: PLC0415 - an optional extra
        except ModuleNotFoundError as missing:
            raise ProblemsFound([problem("engine-not-installed", missing=missing.name)]) from missing
        return cluster(address, workers)
    raise ProblemsFound([problem("engine-unknown", engine=name)])
