"""Records alike share what is the same of all of them, and each still knows its own lines."""

from __future__ import annotations

import pickle
from pathlib import Path

from briefing.content.load import load_content
from tests.support.mini_project import mini_project

LIKE = """\
indicators:
  - id: first
    label: 第一项
    unit: CNY
    kind: stock
    observations:
      - {period: "2025-12-31", basis: stated, value: 1亿, published: 1亿元, source: s1, locator: L3, status: reported}
      - {period: "2024-12-31", basis: stated, value: 2亿, published: 2亿元, source: s1, locator: L3, status: reported}
      - period: "2023-12-31"
        basis: stated
        value: 3亿
        published: 3亿元
        source: s1
        locator: L3
        status: reported
      - period: "2022-12-31"
        basis: stated

        value: 4亿
        published: 4亿元
        source: s1
        locator: L3
        status: reported
"""


def test_records_with_the_same_keys_share_them_and_know_their_own_lines(tmp_path: Path) -> None:
    root = mini_project(tmp_path, content__indicators__two=LIKE)
    content, problems = load_content(root)
    assert not problems
    seen = next(i for i in content.indicators if i.id == "first").observations
    assert len({id(o.model_fields_set) for o in seen}) == 1
    assert seen[0].source is seen[3].source
    lines = LIKE.splitlines()
    for observation, value in zip(seen, ("1亿", "2亿", "3亿", "4亿"), strict=True):
        assert observation.value == value
        assert f"value: {value}" in lines[observation.at("value").line - 1]
        assert f'"{observation.period}"' in lines[observation.where.line - 1]
        assert observation.at("note") == observation.where  # a key that is not written


def test_a_copy_with_another_value_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    content, _ = load_content(mini_project(tmp_path, content__indicators__two=LIKE))
    first, second = next(i for i in content.indicators if i.id == "first").observations[:2]
    changed = first.model_copy(update={"note": "counted anew"})
    assert "note" in changed.model_fields_set
    assert "note" not in first.model_fields_set
    assert "note" not in second.model_fields_set
    again = pickle.loads(pickle.dumps((first, second)))  # as workers are given the project
    assert again == (first, second)
    assert again[0].at("value") == first.at("value")
