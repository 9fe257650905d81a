"""What moves elsewhere is told to the pages that are open."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from briefing.problems import ProblemsFound, problem
from briefing.web.opening import Cancelled, Job, Jobs, JobState, Signals
from tests.web.support import Browser, workspace


def received(signals: Signals, names: tuple[str, ...], told: tuple[str, ...], count: int) -> list[str]:
    """The first events of a stream, when another thread tells these names once it has begun."""

    async def listen() -> list[str]:
        stream = signals.stream(*names)
        events = [await anext(stream)]
        threading.Thread(target=lambda: [signals.tell(name) for name in told]).start()
        events += [await asyncio.wait_for(anext(stream), 60) for _ in range(count)]
        await stream.aclose()
        return events

    # A loop of its own: a browser test before it may have left one running in this thread.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, listen()).result()


def test_a_page_receives_what_it_asked_for_and_nothing_else() -> None:
    events = received(Signals(), ("files", "job-2"), ("job-1", "files", "job-2"), 2)
    assert events[0].startswith("retry:")
    assert events[1:] == ["event: moved\ndata: files\n\n", "event: moved\ndata: job-2\n\n"]


def test_nobody_listens_any_longer_once_the_page_is_closed() -> None:
    signals = Signals()
    received(signals, ("files",), ("files",), 1)
    signals.tell("files")  # to nobody, and no fault


def test_a_file_that_changes_on_disk_is_told(tmp_path: Path) -> None:
    ws = workspace(tmp_path / "p")
    browser = Browser(ws)
    told = threading.Event()
    workbench = browser.app.state.workbench  # type: ignore[attr-defined]
    workbench.signals.tell = lambda name: told.set() if name == "files" else None
    with browser:
        path = ws.root / "templates" / "tiny.html"
        for turn in range(600):  # until the watch has begun
            path.write_text(path.read_text("utf-8") + f"<!-- {turn} -->\n", "utf-8")
            if told.wait(0.2):
                break
    assert told.is_set()


def ended(job: Job) -> Job:
    """A job once it has ended."""
    for _ in range(12_000):
        if not job.running:
            return job
        time.sleep(0.01)
    raise AssertionError("it does not end")


def test_work_of_one_kind_is_done_one_at_a_time() -> None:
    jobs, go_on = Jobs(Signals()), threading.Event()
    first, begun = jobs.start("build", "李伟", lambda _: go_on.wait(120))
    assert begun
    assert jobs.start("build", "王芳", lambda _: None) == (first, False)
    other, begun = jobs.start("verify", "王芳", lambda _: 3)
    assert begun
    assert (ended(other).result, ended(other).state) == (3, JobState.DONE)
    go_on.set()
    assert ended(first).state is JobState.DONE
    assert jobs.start("build", "王芳", lambda _: None)[1]


def test_how_work_ended_is_kept() -> None:
    jobs = Jobs(Signals())

    def refused(_: Job) -> object:
        raise ProblemsFound([problem("received-gone")])

    def stopped(job: Job) -> object:
        job.stopping.set()
        job.moved()
        raise AssertionError("it went on")

    failed = ended(jobs.start("a", "x", refused)[0])
    assert (failed.state, [p.code for p in failed.problems]) == (JobState.FAILED, ["received-gone"])
    assert ended(jobs.start("b", "x", stopped)[0]).state is JobState.CANCELLED
    with pytest.raises(Cancelled):
        stopped(Job("1", "c", "x", Signals()))
