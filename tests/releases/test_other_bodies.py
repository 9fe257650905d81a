"""Passages of releases that other bodies published, read beside what a person found in them first."""

from __future__ import annotations

import pytest

from bench.reading import passages
from tests.proof.edition import project


@pytest.mark.parametrize(
    ("lot", "figures"),
    [
        (1, 118),
        (2, 79),
        (3, 265),
        (4, 170),
        (5, 356),
        (6, 216),
        (7, 194),
        (8, 162),
        (9, 193),
        (10, 87),
        (11, 161),
        (12, 205),
    ],
)
def test_passages_of_other_bodies_are_read_as_a_person_read_them(lot: int, figures: int) -> None:
    score = passages(project(), lot)
    assert score.known == figures
    assert score.found / score.known >= 0.97
    assert score.period / score.dated >= 0.90
    assert score.base / score.based >= 0.97
    assert score.beyond / score.known <= 0.03
