"""Fields changed where they stand: the values are the new ones, and every other byte of the file is as it was."""

from __future__ import annotations

import difflib
from typing import Any

import pytest
import yaml

from briefing.projects.writing import _updated

FILE = """\
# by hand
projects:
  - id: "0001"  # the first
    list: test
    name: "甲"
    # asked on the telephone
    investment: {value: "10亿", unit: CNY, basis: planned, published: "10亿元"}  # checked
    content: |
      厂房一栋
      道路一条

    # before the contacts
    contacts:
      - {name: "张三", telephone: ["1"]}
      - name: 李四
        telephone: ['2']
    as_of: "2026-07-01"

  - {id: "0002", list: test, name: 乙, sector: 装备}
  - id: '0003'
    list: test
    name: 丙
    investment:
      value: 5亿
      published: 5亿元
# the end
"""
AMOUNT = {"value": "2亿", "unit": "CNY", "basis": "planned", "published": "2亿元"}
PEOPLE = [{"name": "王五", "telephone": ["3"]}, {"name": "赵六"}]


@pytest.mark.parametrize(
    ("key", "changes", "lines"),
    [
        ("0001", {"investment": AMOUNT}, 1),
        ("0001", {"name": "甲：新“名”"}, 1),
        ("0001", {"content": "一段话"}, 3),
        ("0001", {"contacts": PEOPLE}, 3),
        ("0001", {"contacts": None, "as_of": None}, 5),
        ("0001", {"sought": AMOUNT, "sector": "装备", "cooperation": ["独资", "合资"], "investment": None}, 4),
        ("0001", {"withdrawn": "2026-08-01"}, 1),
        ("0002", {"sector": "医药", "contacts": PEOPLE}, 1),
        ("0002", {"sector": None}, 1),
        ("0003", {"investment": AMOUNT, "contacts": PEOPLE}, 5),
        ("0003", {"investment": None, "note": "完"}, 4),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_only_the_fields_change(key: str, changes: dict[str, Any], lines: int, end: str) -> None:
    before = FILE.replace("\n", end)
    after = _updated(before.encode(), "projects", {key: changes}).decode()
    wanted = yaml.safe_load(FILE)
    (entry,) = [p for p in wanted["projects"] if p["id"] == key]
    for name, value in changes.items():
        entry[name] = value
        if value is None:
            del entry[name]
    assert yaml.safe_load(after) == wanted
    gone = [x for x in difflib.ndiff(before.splitlines(), after.splitlines()) if x.startswith("- ")]
    assert len(gone) <= lines
    assert sorted(x for x in after.splitlines() if "#" in x and "checked" not in x) == sorted(
        x for x in before.splitlines() if "#" in x and "checked" not in x
    )
    assert ("# checked" in after) == ("investment" not in changes or changes["investment"] is not None or key != "0001")


def test_new_fields_stand_in_the_order_of_fields() -> None:
    after = _updated(
        FILE.encode(), "projects", {"0001": {"sought": AMOUNT, "sector": "装备", "owner": "某公司"}}
    ).decode()
    first = yaml.safe_load(after)["projects"][0]
    assert list(first) == [
        "id",
        "list",
        "name",
        "sector",
        "owner",
        "investment",
        "content",
        "sought",
        "contacts",
        "as_of",
    ]


def test_a_file_with_a_mark_at_its_start_and_several_records_at_once() -> None:
    data = b"\xef\xbb\xbf" + FILE.encode()
    after = yaml.safe_load(_updated(data, "projects", {k: {"note": k} for k in ("0001", "0002", "0003")}).decode())
    assert [p["note"] for p in after["projects"]] == ["0001", "0002", "0003"]
