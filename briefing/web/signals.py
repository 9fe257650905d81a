"""What is going on, told to the pages that are open: server-sent events, and work that takes a while."""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from briefing.problems import Problem, ProblemsFound

#: Seconds after which an idle stream says that it is still there.
_BEAT = 15
#: Finished work that is remembered.
_KEPT = 30


class Signals:
    """Names of what has moved, handed to everybody who listens. May be told from any thread."""

    def __init__(self) -> None:
        self._listening: dict[int, tuple[asyncio.AbstractEventLoop, asyncio.Queue[str], frozenset[str]]] = {}
        self._numbers = itertools.count()
        self._lock = threading.Lock()

    def tell(self, name: str) -> None:
        """Tell that something has moved."""
        with self._lock:
            listeners = list(self._listening.values())
        for loop, queue, names in listeners:
            if name in names and not loop.is_closed():
                loop.call_soon_threadsafe(queue.put_nowait, name)

    async def stream(self, *names: str) -> AsyncIterator[str]:
        """Yield server-sent events (WHATWG HTML, 9.2) for these names, from now until the reader leaves."""
        queue: asyncio.Queue[str] = asyncio.Queue()
        number = next(self._numbers)
        with self._lock:
            self._listening[number] = asyncio.get_running_loop(), queue, frozenset(names)
        try:
            yield "retry: 2000\nevent: open\ndata:\n\n"
            while True:
                try:
                    name = await asyncio.wait_for(queue.get(), _BEAT)
                    yield f"event: moved\ndata: {name}\n\n"
                except TimeoutError:
                    yield ": here\n\n"
        finally:
            with self._lock:
                del self._listening[number]


class JobState(StrEnum):
    """How work stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Cancelled(Exception):  # noqa: N818 - says what happened
    """Raised within work that somebody stopped."""


@dataclass(slots=True)
class Job:
    """Work that takes a while: what it is, for whom, how far it is, and what came of it."""

    id: str
    kind: str
    by: str
    signals: Signals
    state: JobState = JobState.RUNNING
    stage: str = ""
    total: int = 0
    done: int = 0
    lines: list[tuple[str, str]] = field(default_factory=list)
    result: Any = None
    problems: tuple[Problem, ...] = ()
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def running(self) -> bool:
        """Whether it is still at work."""
        return self.state is JobState.RUNNING

    def moved(self) -> None:
        """Tell that it got further. Raises ``Cancelled`` where somebody wants it to stop."""
        self.signals.tell(f"job-{self.id}")
        if self.stopping.is_set():
            raise Cancelled


class Jobs:
    """Work that is going on, each piece in a thread of its own; of one kind, one at a time."""

    def __init__(self, signals: Signals) -> None:
        self._signals = signals
        self._jobs: dict[str, Job] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def start(self, kind: str, by: str, work: Callable[[Job], Any]) -> tuple[Job, bool]:
        """Begin, and return the job; where one of this kind is going on already, that one and ``False``."""
        with self._lock:
            if going := next((j for j in self._jobs.values() if j.kind == kind and j.running), None):
                return going, False
            job = Job(str(next(self._numbers)), kind, by, self._signals)
            self._jobs[job.id] = job
            for old in [i for i, j in self._jobs.items() if not j.running][:-_KEPT]:
                del self._jobs[old]
        threading.Thread(target=self._run, args=(job, work), name=f"{kind} {job.id}", daemon=True).start()
        return job, True

    def find(self, job: str) -> Job | None:
        """Return a job by its id."""
        return self._jobs.get(job)

    def newest(self, kind: str) -> Job | None:
        """Return the last job of a kind."""
        return next((j for j in reversed(list(self._jobs.values())) if j.kind == kind), None)

    def stop(self) -> None:
        """Ask all work to stop."""
        for job in list(self._jobs.values()):
            job.stopping.set()

    def _run(self, job: Job, work: Callable[[Job], Any]) -> None:
        state = JobState.FAILED
        try:
            job.result = work(job)
            state = JobState.DONE
        except Cancelled:
            state = JobState.CANCELLED
        except ProblemsFound as found:
            job.problems = found.problems
        finally:
            job.state = state
            self._signals.tell(f"job-{job.id}")
