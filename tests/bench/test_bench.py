"""The benchmark program runs: a tiny case, its table and its JSON; what cannot be measured is told."""

from __future__ import annotations

import json
import os
import pickle
import signal
import sys
from pathlib import Path

import pytest

from bench import cases
from bench.__main__ import line, main
from bench.harness import Bench, Result
from bench.measuring import Failed, Late, ended, in_turn, middle, ratio, run, within
from briefing.render.html import html_of
from briefing.render.html.inline import Medium
from briefing.render.theme import load_theme
from tests.support.sample_document import sample

ROOT = Path(__file__).parents[2]


def test_a_process_is_measured_with_those_it_starts() -> None:
    busy = [sys.executable, "-c", "import subprocess, sys; subprocess.run([sys.executable, '-c', 'sum(range(10**7))'])"]
    idle = [sys.executable, "-c", "import time; time.sleep(0.3)"]
    runs = in_turn({"busy": busy, "idle": idle}, 2, ROOT)
    assert len(runs["busy"]) == 2
    assert ratio(runs["busy"], runs["idle"], "cpu") > 1
    assert middle(runs["idle"], "wall") > 0.3
    assert middle(runs["idle"], "memory") > 1


def test_a_command_that_fails_says_why() -> None:
    with pytest.raises(Failed, match="no such thing"):
        run([sys.executable, "-c", "raise SystemExit('no such thing')"], ROOT)


def test_a_goal_is_printed_beside_what_was_measured() -> None:
    assert line(Result("x", "a / b", 1.2345, 1.25)) == "| x | a / b | 1.23 | at most 1.25 | reached |  |"
    assert "not reached" in line(Result("x", "a / b", 1.7, 1.8, most=False))
    assert line(Result("x", "a / b", None, note="not installed")) == "| x | a / b | – |  |  | not installed |"


@pytest.fixture
def of_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """The list is made as always; what is measured then is a document of few pages, not the whole pack around the list."""
    made = Bench.list_tree

    def small(bench: Bench) -> Path:
        tree, document = made(bench), sample("zh")
        page = html_of(document, load_theme(ROOT / "templates" / "house"), Medium.PAGES)
        tree.write_bytes(pickle.dumps(document))
        tree.with_name(f"plain-{tree.stem}.html").write_text(page, "utf-8")
        return tree

    monkeypatch.setattr(Bench, "list_tree", small)


def test_the_program_measures_a_tiny_list(tmp_path: Path, of_a_page: None) -> None:
    assert main(["--rounds", "1", "--case", "levers", "--counts", "2,4,6", "--out", str(tmp_path)]) == 0
    data = json.loads((tmp_path / "results.json").read_text("utf-8"))
    assert [r["name"] for r in data["results"]] == ["levers"] * 3
    assert all(r["value"] > 0 for r in data["results"])
    assert data["machine"]["cores"]
    assert "| levers |" in (tmp_path / "results.md").read_text("utf-8")


def test_peers_that_are_not_there_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "PEERS_PYTHON", tmp_path / "python")
    monkeypatch.setattr("bench.peers.Peer.installed", False)
    (tmp_path / "list-160").mkdir()
    (tmp_path / "list-tree").mkdir()
    (tmp_path / "list-tree" / "list-x.tree").write_bytes(b"")
    told = cases.peers(Bench(tmp_path, 1))
    assert {r.note for r in told} == {"not installed"}


def test_what_could_not_be_measured_is_told_and_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Bench) -> list[Result]:
        raise Failed("it stopped")

    monkeypatch.setitem(cases.CASES, "levers", broken)
    assert main(["--case", "levers", "--out", str(tmp_path)]) == 1
    assert "it stopped" in (tmp_path / "results.md").read_text("utf-8")


def test_a_command_left_early_is_ended_with_all_that_it_started() -> None:
    child = "import time; print('begun', flush=True); time.sleep(30); print('late', flush=True)"
    starts = [sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"]
    reading, writing = os.pipe()
    told = os.fdopen(reading)
    with pytest.raises(Late), ended(starts, ROOT, stdout=writing):
        os.close(writing)
        assert told.readline() == "begun\n"
        raise Late
    with told:
        assert told.read() == ""  # nobody is left who could write


def test_what_is_still_going_on_when_the_time_is_over_ends() -> None:
    with pytest.raises(Late), within(0.01):
        signal.pause()
    with within(0):
        assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_cases_for_which_no_time_is_left_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.__main__.AT_MOST", 0)
    assert main(["--quick", "--case", "levers", "--out", str(tmp_path)]) == 1
    assert "could not be measured: the time was over" in (tmp_path / "results.md").read_text("utf-8")


def test_a_list_whose_making_was_cut_off_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench, ended_early = Bench(tmp_path, 1), [True, False]

    def once(_: Bench, task: str, folder: Path, *words: object) -> None:
        (folder / f"list-{task}.tree").write_text("whole")
        if ended_early.pop(0):
            raise Late("the time was over")

    monkeypatch.setattr(Bench, "once", once)
    with pytest.raises(Late):
        bench.listed(3)
    assert [path.name for path in bench.listed(3).iterdir()] == ["list-prepare.tree"]
    assert ended_early == []
