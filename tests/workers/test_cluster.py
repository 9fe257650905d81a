"""The same jobs on a Dask cluster of two workers: same bytes, also when one is killed or the cluster goes away."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from distributed import Client, LocalCluster, Status

from briefing.editions.build import build
from briefing.editions.jobs import Made, make
from briefing.editions.request import Request
from briefing.problems import Problem, ProblemsFound
from briefing.project.opening import open_project
from briefing.workers import Results
from briefing.workers import cluster as scaling
from briefing.workers.cluster import Cluster
from tests.editions.test_building import snapshot
from tests.support.mini_project import mini_project
from tests.workers.test_local import JOBS, THEME, files, ignore


@pytest.fixture(scope="module")
def expected() -> dict[str, Made | Problem]:
    return {job.name: make(THEME, job) for job in JOBS}


@pytest.fixture(scope="module")
def standing() -> Iterator[list[LocalCluster]]:
    """The clusters that tests have started; the last one may be working still."""
    made: list[LocalCluster] = []
    yield made
    for cluster in made:
        cluster.close()


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cluster on a machine that does other things too answers late."""
    monkeypatch.setattr(scaling, "PATIENCE", 60)


@pytest.fixture
def workers(standing: list[LocalCluster]) -> LocalCluster:
    """A cluster with two workers: the one of the test before, where that has left it working."""
    if not standing or standing[-1].status is not Status.running:
        standing.append(LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"))
    with Client(standing[-1], set_as_default=False) as client:
        client.wait_for_workers(2)  # one that was killed is started again
    return standing[-1]


@contextmanager
def running(workers: LocalCluster, told: Callable[[Problem], None] = ignore) -> Iterator[Results[Made]]:
    with (
        closing(Cluster(workers.scheduler_address, 1)) as engine,
        closing(engine.run(make, THEME, JOBS, told)) as results,
    ):
        yield results


def test_a_cluster_makes_the_same_bytes_also_when_a_worker_is_killed(
    workers: LocalCluster, expected: dict[str, Made | Problem]
) -> None:
    made: dict[str, Made | Problem] = {}
    with running(workers) as results:
        for name, one in results:
            if not made:
                with Client(workers.scheduler_address, set_as_default=False) as client:
                    os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
            made[name] = one
    assert files(made) == files(expected)


def test_a_build_on_a_cluster_is_the_build_of_this_machine(workers: LocalCluster, tmp_path: Path) -> None:
    project = open_project(mini_project(tmp_path / "project"))
    there = build(project, Request(tmp_path / "there", engine=f"dask={workers.scheduler_address}"))
    here = build(project, Request(tmp_path / "here", jobs=1))
    assert snapshot(there.folder) == snapshot(here.folder)


def test_workers_with_another_engine_are_refused_by_name(
    workers: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scaling, "engine_hash", lambda _house: "another")
    with pytest.raises(ProblemsFound) as found, running(workers) as results:
        list(results)
    (refused,) = found.value.problems
    assert refused.code == "cluster-other-engine"
    assert refused.message.count("tcp://") == 3


def test_a_worker_that_comes_later_with_another_engine_is_refused(
    workers: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scaling, "engine_hash", lambda _house: "another")
    monkeypatch.setattr(scaling, "_engine_there", another)  # what the workers say when they are first asked
    with pytest.raises(ProblemsFound) as found, running(workers) as results:
        list(results)
    (refused,) = found.value.problems
    assert refused.code == "cluster-other-engine"
    assert refused.message.count("tcp://") == 2


def another(_: object) -> str:
    """An engine that is not the one of this machine."""
    return "another"


def test_what_a_cluster_that_goes_away_left_undone_is_done_here(
    workers: LocalCluster, expected: dict[str, Made | Problem], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Problem] = []
    made: dict[str, Made | Problem] = {}
    monkeypatch.setattr(scaling, "PATIENCE", 10)  # so long it looks for a cluster that was there
    with running(workers, told.append) as results:
        for name, one in results:
            if not made:
                workers.close()
            made[name] = one
    assert files(made) == files(expected)
    assert [p.code for p in told] == ["cluster-lost"]


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense"])
def test_no_cluster_is_one_clear_line_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(scaling, "PATIENCE", 1)
    project = open_project(mini_project(tmp_path / "project"))
    with pytest.raises(ProblemsFound) as found:
        build(project, Request(tmp_path / "out", engine=f"dask={address}"))
    assert [p.code for p in found.value.problems] == ["cluster-unreachable"]
    assert not list((tmp_path / "out").glob("[!.]*"))
