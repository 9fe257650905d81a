"""Batches of pairs that the checks had not seen: what their first run found is written down, and they stay found."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from bench.linting import Checker, Heard, batches, heard_in, ours

BATCHES = list(batches())


@cache
def checkers() -> tuple[Checker, Checker]:
    return ours()


@cache
def now(path: Path) -> Heard:
    return heard_in(path, *checkers())


@pytest.mark.parametrize(("name", "first", "path"), BATCHES, ids=[name for name, _, _ in BATCHES])
def test_a_batch_stays_found_and_its_right_pairs_pass(name: str, first: tuple[float, float], path: Path) -> None:
    found = now(path)
    assert sum(n for _, n in found.found.values()) >= 60
    assert found.right >= 70
    assert found.recall >= max(0.94, first[0])
    assert found.alarms / found.right <= min(0.03, first[1])


def test_every_batch_has_its_first_run_written_down() -> None:
    here = Path(__file__).parent / "fresh"
    assert {path.stem for path in here.glob("batch-*.tsv")} == {name for name, _, _ in BATCHES}
