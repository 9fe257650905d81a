"""What goes on behind the pages: the project is read when the server starts and looked at again when its files change, so that
nobody waits for a page; work that takes a while; and the signals (server-sent events) that tell open pages of both."""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from briefing.memory import Stamp
from briefing.problems import Problem, ProblemsFound
from briefing.web.views import worded
from briefing.workspace import Workspace
from briefing.workspace.folder import INPUTS

#: Seconds that a page waits for the opening to end before it says that it is going on.
PATIENCE = 1.0
#: Seconds that a page waits for what has changed to be looked at before it shows what is known.
SOON = 0.25
#: What open pages are told: a document has been looked at; all have.
LOOK, LOOKED = "look", "looked"


def _look(workspace: Workspace) -> Iterator[str]:
    yield from workspace.look()
    workspace.figures()


def _review(workspace: Workspace) -> Iterator[str]:
    for tag in workspace.review_languages():
        workspace.review_list(tag)
        yield tag


#: How many of the steps below a page waits for when the server starts, by the name of its part of the workbench; the others
#: wait for the first.
NEEDED = {"review": 3, "problems": 4}

#: What is done, in order, and what it is called. A step may go through several things, and can be stopped after each.
STEPS: tuple[tuple[str, Callable[[Workspace], object]], ...] = (
    (worded("reading figures, templates and translations"), Workspace.project),
    (worded("looking at every document"), _look),
    (worded("listing the sentences under review"), _review),
    (worded("collecting the problems"), Workspace.mends),
)
#: After so many steps the project has been read, every document looked at, everything done.
READ, ALL_LOOKED_AT, ALL = 1, 2, len(STEPS)


class Opening:
    """How far the opening of a project is: steps ``done``, of ``STEPS``; afterwards, whether it has been looked at as it
    stands. One that was never begun is over, and never behind. ``afterwards`` is done each time that everything has been."""

    def __init__(self, afterwards: Callable[[], None] = lambda: None) -> None:
        self.done = 0
        self._afterwards = afterwards
        self._over = False
        self._wake = threading.Event()
        self._news = threading.Condition()
        self._workspace: Workspace | None = None
        self._tell: Callable[[str], None] = lambda _: None
        self._stopped = False
        self._at: Stamp | None = None
        self._reached: tuple[Workspace, Stamp, int] | None = None
        self._thread: threading.Thread | None = None
        self._resting: Stamp | None = None

    @property
    def step(self) -> str:
        """What is being done now."""
        return STEPS[min(self.done, len(STEPS) - 1)][0]

    def begin(self, workspace: Workspace, tell: Callable[[str], None] | None = None) -> None:
        """Begin, in a thread of its own; ``tell`` is called with ``LOOK`` and ``LOOKED``."""
        self._workspace = workspace
        self._tell = tell or self._tell
        self._thread = threading.Thread(target=self._run, name="opening", daemon=True)
        self._thread.start()

    def finished(self, patience: float = 0, here: str = "") -> bool:
        """Return whether it is over, at the latest after so many seconds; or, of a part of the workbench (``here``), whether
        what that needs is done."""
        if self._workspace is None:
            return True
        with self._news:
            return self._news.wait_for(
                lambda: self._over or bool(here and self.done >= NEEDED.get(here, READ)), patience
            )

    # --- afterwards

    def behind(self, workspace: Workspace, patience: float = 0, steps: int = ALL_LOOKED_AT) -> bool:
        """Return whether the first ``steps`` have not been done for the project as it is, after waiting at most so many
        seconds for them. They are begun where they are not going on, unless somebody had it stop: then the project is read by
        whoever needs it, and nothing else is waited for."""
        if self._thread is None or not self._thread.is_alive() or self._stopped:
            return False
        stands = workspace.stamp(*INPUTS)

        def reached() -> bool:
            return self._reached is not None and self._reached[:2] == (workspace, stands) and self._reached[2] >= asked

        asked = min(steps, len(STEPS))
        if reached():
            return False
        if self._resting == stands:
            return steps > READ
        self.look_again(workspace)
        with self._news:
            return not self._news.wait_for(reached, patience)

    def look_again(self, workspace: Workspace) -> None:
        """Look at the project again, if it is another than the one that was or is being looked at."""
        if self._workspace is None:
            return
        stands = workspace.stamp(*INPUTS)
        if workspace is not self._workspace or (stands not in (self._at, self._resting)):
            self._workspace, self._resting = workspace, None
            self._wake.set()

    @property
    def paused(self) -> bool:
        """Whether somebody had it stop."""
        return self._resting is not None

    def pause(self, workspace: Workspace) -> None:
        """Stop looking at the project as it is, after what is being looked at now."""
        self._resting = workspace.stamp(*INPUTS)

    def resume(self) -> None:
        """Go on where somebody had it stop."""
        self._resting = None
        self._wake.set()

    def stop(self) -> None:
        """Begin no further step."""
        self._stopped = True
        self._end()
        self._wake.set()

    def _run(self) -> None:
        while not self._stopped:
            self._wake.clear()
            assert self._workspace is not None  # it was begun
            with self._workspace.steady():
                self._round(self._workspace)
            if not self._wake.is_set():
                self._end()
                self._wake.wait()

    def _end(self) -> None:
        with self._news:
            self._over = True
            self._news.notify_all()

    def _round(self, workspace: Workspace) -> None:
        stands = self._at = workspace.stamp(*INPUTS)
        try:
            for place, (_, step) in enumerate(STEPS):
                if self._disturbed(stands):
                    return
                if not self._over:
                    self._enter(place)
                made = step(workspace)
                for _ in made if isinstance(made, Iterator) else ():
                    self._tell(LOOK)
                    if self._disturbed(stands):
                        return
                self._reach(workspace, stands, place + 1)
            self._afterwards()
        except ProblemsFound:  # the page that needs it tells what is wrong
            self._reach(workspace, stands, len(STEPS))

    def _enter(self, place: int) -> None:
        with self._news:
            self.done = place
            self._news.notify_all()

    def _disturbed(self, stands: Stamp) -> bool:
        return self._stopped or self._wake.is_set() or self._resting == stands

    def _reach(self, workspace: Workspace, stands: Stamp, steps: int) -> None:
        with self._news:
            self._reached = workspace, stands, steps
            if steps >= ALL_LOOKED_AT:
                self._resting = None
            self._news.notify_all()
        if steps >= min(ALL_LOOKED_AT, len(STEPS)):
            self._tell(LOOKED)


#: Seconds after which an idle stream says that it is still there.
_BEAT = 15
#: Finished work that is remembered.
_KEPT = 30


class Signals:
    """Names of what has moved, handed to everybody who listens. May be told from any thread."""

    def __init__(self) -> None:
        self._listening: set[tuple[asyncio.AbstractEventLoop, asyncio.Queue[str], frozenset[str]]] = set()
        self._lock = threading.Lock()

    def tell(self, name: str) -> None:
        """Tell the listeners that something has changed."""
        with self._lock:
            listeners = list(self._listening)
        for loop, queue, names in listeners:
            if name in names and not loop.is_closed():
                loop.call_soon_threadsafe(queue.put_nowait, name)

    async def stream(self, *names: str) -> AsyncIterator[str]:
        """Yield server-sent events (WHATWG HTML, 9.2) for these names, from now until the reader leaves."""
        queue: asyncio.Queue[str] = asyncio.Queue()
        listener = asyncio.get_running_loop(), queue, frozenset(names)
        with self._lock:
            self._listening.add(listener)
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
                self._listening.remove(listener)


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
            if going := self.going(kind):
                return going, False
            job = Job(str(next(self._numbers)), kind, by, self._signals)
            self._jobs[job.id] = job
            for old in [i for i, j in self._jobs.items() if not j.running][:-_KEPT]:
                del self._jobs[old]
        threading.Thread(target=self._run, args=(job, work), name=f"{kind} {job.id}", daemon=True).start()
        return job, True

    def find(self, job: str, kind: str) -> Job | None:
        """Return a job of a kind by its id."""
        found = self._jobs.get(job)
        return found if found is not None and found.kind == kind else None

    def going(self, kind: str) -> Job | None:
        """Return the job of a kind that is going on."""
        return next((j for j in list(self._jobs.values()) if j.kind == kind and j.running), None)

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
