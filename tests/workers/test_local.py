"""Worker processes: same bytes, one that dies, one that has no memory, a build that is stopped."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from briefing.document.reading import to_json
from briefing.editions import jobs
from briefing.editions.jobs import Job, Made, RenderContext, make
from briefing.problems import Problem, ProblemsFound
from briefing.workers import AHEAD, engine_of
from briefing.workers.local import Local
from tests.support.sample_document import sample

THEME = RenderContext(Path(__file__).parents[2] / "templates")
FORMATS = ("docx", "pdf", "html")


def jobs_of(*lengths: int) -> list[Job]:
    """A Chinese and an English document for each number of rows, without an opening chapter to be fitted to its page."""
    return [
        Job(f"a{rows}.{tag}", to_json(replace(sample(tag, rows), extra={"front": "none"})), FORMATS)
        for rows in lengths
        for tag in ("zh", "en")
    ]


#: Two with pages, which are what takes long, so that there are some left when a worker goes.
JOBS = [*jobs_of(3), *(replace(job, formats=("docx", "html")) for job in jobs_of(40, 5))]


def ignore(_: Problem) -> None:
    """Nothing is expected to be told."""


@pytest.fixture(scope="module")
def expected() -> dict[str, Made]:
    return {job.name: make(THEME, job) for job in JOBS}


def files(results: dict[str, Made | Problem]) -> dict[str, object]:
    return {name: made.files for name, made in results.items() if isinstance(made, Made)}


def test_two_workers_make_the_bytes_of_one(expected: dict[str, Made]) -> None:
    assert files(dict(Local(2).run(make, THEME, JOBS, ignore))) == files({**expected})
    (one,) = Local(1).run(make, THEME, JOBS[-1:], ignore)
    assert files(dict([one])) == {JOBS[-1].name: expected[JOBS[-1].name].files}


def test_the_jobs_of_a_worker_that_is_killed_are_done_again(expected: dict[str, Made]) -> None:
    before = set(multiprocessing.active_children())
    results: dict[str, Made | Problem] = {}
    with closing(Local(2).run(make, THEME, JOBS, ignore)) as running:
        for name, made in running:
            if not results:
                victim = next(iter(set(multiprocessing.active_children()) - before))
                os.kill(victim.pid or 0, signal.SIGKILL)
            results[name] = made
    assert files(results) == files({**expected})


@dataclass(frozen=True)
class Number:
    """A job that is a number."""

    name: str


def deadly(_: RenderContext, job: Number) -> str:
    """Work that one job ends the process of."""
    if job.name == "7":
        os.kill(os.getpid(), signal.SIGKILL)
    return job.name


def test_a_job_that_ends_its_process_twice_is_known_by_name_and_the_others_go_on() -> None:
    results = dict(Local(2).run(deadly, THEME, [Number(str(n)) for n in range(20)], ignore))
    died = results.pop("7")
    assert isinstance(died, Problem)
    assert (died.code, "7" in died.message) == ("worker-died", True)
    assert results == {str(n): str(n) for n in range(20) if n != 7}


def test_jobs_are_asked_for_as_workers_become_free() -> None:
    asked: list[int] = []

    def coming() -> Iterator[Number]:
        for n in range(30):
            asked.append(n)
            yield Number(str(n + 10))

    with closing(Local(2).run(deadly, THEME, coming(), ignore)) as running:
        for done, _ in enumerate(running, 1):
            assert len(asked) <= done + 2 * AHEAD
    assert len(asked) == 30


def test_workers_end_when_nobody_wants_the_rest() -> None:
    before = set(multiprocessing.active_children())
    results = Local(2).run(make, THEME, JOBS, ignore)
    next(results)
    results.close()
    deadline = time.monotonic() + 120
    while set(multiprocessing.active_children()) - before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert set(multiprocessing.active_children()) <= before


def test_want_of_memory_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(jobs, "named", lambda _: full)
    assert [p.code for p in make(THEME, JOBS[0]).problems] == ["worker-memory"]


@pytest.mark.parametrize("name", ["", "dask", "dask=", "local=2", "spark=there"])
def test_an_unknown_engine_is_refused(name: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        engine_of(name, 1)
    assert [p.code for p in found.value.problems] == ["engine-unknown"]


ORPHANS = """
import os
from pathlib import Path
from briefing.workers.local import Local
from tests.workers.test_local import THEME, Number, ignore, slow

if __name__ == "__main__":
    for name, pid in Local(2).run(slow, THEME, [Number(str(n)) for n in range(9)], ignore):
        print(pid, flush=True)
        os.kill(os.getpid(), 9)
"""


def slow(_: RenderContext, job: Number) -> int:
    """Work that takes a moment and tells its process."""
    time.sleep(0.0 if job.name == "0" else 1)
    return os.getpid()


def test_workers_end_with_the_process_that_is_killed(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(ORPHANS, "utf-8")
    root = Path(__file__).parents[2]
    told = subprocess.run(
        [sys.executable, program],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    worker = Path("/proc") / told.stdout.strip()
    assert told.stdout.strip().isdigit()
    deadline = time.monotonic() + 120
    while worker.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not worker.exists()
