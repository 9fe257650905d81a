"""Worker processes: same bytes, one that dies, one that has no memory, a build that is stopped."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from contextlib import closing
from pathlib import Path

import pytest

from briefing.editions import jobs
from briefing.editions.jobs import Job, Made, render
from briefing.problems import Problem, ProblemsFound
from briefing.scaling import engine_of
from briefing.scaling.local import local
from tests.support.sample_document import sample

HOUSE = Path(__file__).parents[2] / "templates" / "house"
FORMATS = ("docx", "pdf", "html")
JOBS = [Job(sample(language, rows), FORMATS, HOUSE) for language in ("zh", "en") for rows in (3, 40)]


def ignore(_: Problem) -> None:
    """Nothing is expected to be told."""


@pytest.fixture(scope="module")
def expected() -> list[Made]:
    return [render(job) for job in JOBS]


def test_two_workers_make_the_bytes_of_one(expected: list[Made]) -> None:
    made = dict(local(2)(JOBS, ignore))
    assert [made[n].files for n in range(len(JOBS))] == [one.files for one in expected]
    assert dict(local(1)(JOBS[:1], ignore))[0].files == expected[0].files


def test_the_jobs_of_a_worker_that_is_killed_are_made_again(expected: list[Made]) -> None:
    before = set(multiprocessing.active_children())
    made: dict[int, Made] = {}
    with closing(local(2)(JOBS, ignore)) as results:
        for index, one in results:
            if not made:
                victim = next(iter(set(multiprocessing.active_children()) - before))
                os.kill(victim.pid or 0, signal.SIGKILL)
            made[index] = one
    assert [made[n].files for n in range(len(JOBS))] == [one.files for one in expected]


def test_workers_end_when_nobody_wants_the_rest() -> None:
    before = set(multiprocessing.active_children())
    results = local(2)(JOBS, ignore)
    next(results)
    results.close()
    deadline = time.monotonic() + 10
    while set(multiprocessing.active_children()) - before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert set(multiprocessing.active_children()) <= before


def test_want_of_memory_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(jobs, "_render", full)
    assert [p.code for p in render(JOBS[0]).problems] == ["worker-memory"]


@pytest.mark.parametrize("name", ["", "dask", "dask=", "local=2", "spark=there"])
def test_an_unknown_engine_is_refused(name: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        engine_of(name, 1)
    assert [p.code for p in found.value.problems] == ["engine-unknown"]
